"""Train the tiny models of the engine ``ct2``: a recipe, not part of the program.

The same pairs and the same vocabularies as the models beside this folder, in the transformer that Marian and OPUS-MT train
(the decoder starts from a zero embedding), written in the format of CTranslate2 with 8-bit weights. They know the
sentences of the sample article and nothing else. A test writes them back as an OPUS-MT folder and converts that.

Usage: ``python train.py [--locale tr] [--out FOLDER]``; needs what ``requirements.txt`` names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import time
from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece
import torch
from torch import nn

HERE = Path(__file__).resolve().parent
LOCALES = ("tr", "ru")
EOS = 0
WIDTH, HEADS, INNER, LAYERS = 64, 4, 128, 2
#: Longest sentence in pieces: so many position encodings are kept.
PLACES = 256
STEPS = 500


def pairs_of(locale: str) -> list[list[str]]:
    """The pairs that the models beside this folder were trained on."""
    lines = (HERE.parent / f"pairs.en-{locale}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line]


def positions(count: int) -> np.ndarray:
    """Sinusoidal position encodings, sines in the first half."""
    place = np.arange(count)[:, None]
    frequency = np.exp(np.arange(WIDTH // 2) * -(math.log(10_000) / (WIDTH // 2)))
    angle = place * frequency
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1).astype(np.float32)


class Network(nn.Module):
    """A post-norm transformer with one table for source, target and output."""

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.randn(pieces, WIDTH) * WIDTH**-0.5)
        self.register_buffer("places", torch.from_numpy(positions(PLACES)))
        layer = {"d_model": WIDTH, "nhead": HEADS, "dim_feedforward": INNER, "dropout": 0.0, "batch_first": True}
        self.encoder = nn.ModuleList(nn.TransformerEncoderLayer(**layer) for _ in range(LAYERS))
        self.decoder = nn.ModuleList(nn.TransformerDecoderLayer(**layer) for _ in range(LAYERS))

    def embedded(self, numbers: torch.Tensor, *, nothing_first: bool = False) -> torch.Tensor:
        rows = self.table[numbers] * WIDTH**0.5
        if nothing_first:
            rows = torch.cat([torch.zeros_like(rows[:, :1]), rows[:, 1:]], dim=1)
        return rows + self.places[: numbers.shape[1]]

    def forward(self, source: torch.Tensor, hidden: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        state = self.embedded(source)
        for layer in self.encoder:
            state = layer(state, src_key_padding_mask=hidden)
        length = target.shape[1]
        future = torch.triu(torch.ones(length, length, dtype=torch.bool), diagonal=1)
        out = self.embedded(target, nothing_first=True)
        for layer in self.decoder:
            out = layer(out, state, tgt_mask=future, memory_key_padding_mask=hidden)
        return out @ self.table.T


def padded(rows: list[list[int]], filler: int) -> torch.Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [filler] * (longest - len(row)) for row in rows])


def train(pairs: list[list[str]], vocabulary: sentencepiece.SentencePieceProcessor) -> Network:
    """Train until the network knows its pairs by heart."""
    torch.manual_seed(7)
    torch.set_num_threads(1)
    network = Network(vocabulary.get_piece_size())
    source = [[*vocabulary.encode(s), EOS] for s, _ in pairs]
    target = [[*vocabulary.encode(t), EOS] for _, t in pairs]
    given, labels = padded([[EOS, *row[:-1]] for row in target], EOS), padded(target, -100)
    read = padded(source, EOS)
    hidden = padded([[0] * len(row) for row in source], 1).bool()
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3, betas=(0.9, 0.98))
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=4e-3, total_steps=STEPS)
    loss_of = nn.CrossEntropyLoss(ignore_index=-100, label_smoothing=0.02)
    for step in range(STEPS):
        loss = loss_of(network(read, hidden, given).transpose(1, 2), labels)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        rate.step()
        if step % 100 == 99:
            print(f"  step {step + 1}: loss {loss.item():.3f}", flush=True)
    return network


def write(network: Network, vocabulary: sentencepiece.SentencePieceProcessor, folder: Path) -> None:
    """The network in CTranslate2's format, 8-bit weights."""
    specs = ctranslate2.specs
    spec = specs.TransformerSpec.from_config((LAYERS, LAYERS), HEADS, pre_norm=False, activation=specs.Activation.RELU)

    def linear(where: object, weight: torch.Tensor, bias: torch.Tensor) -> None:
        where.weight, where.bias = weight.detach().numpy(), bias.detach().numpy()

    def norm(where: object, module: nn.LayerNorm) -> None:
        where.gamma, where.beta = module.weight.detach().numpy(), module.bias.detach().numpy()

    def attention(where: object, module: nn.MultiheadAttention, *, of_source: bool) -> None:
        weight, bias = module.in_proj_weight, module.in_proj_bias
        if of_source:
            linear(where.linear[0], weight[:WIDTH], bias[:WIDTH])
            linear(where.linear[1], weight[WIDTH:], bias[WIDTH:])
        else:
            linear(where.linear[0], weight, bias)
        linear(where.linear[-1], module.out_proj.weight, module.out_proj.bias)

    table = network.table.detach().numpy()
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = True
        side.position_encodings.encodings = positions(PLACES)
    spec.encoder.embeddings[0].weight = table
    spec.decoder.embeddings.weight = table
    spec.decoder.start_from_zero_embedding = True
    spec.decoder.projection.weight = table
    for where, layer in zip(spec.encoder.layer, network.encoder, strict=True):
        attention(where.self_attention, layer.self_attn, of_source=False)
        norm(where.self_attention.layer_norm, layer.norm1)
        linear(where.ffn.linear_0, layer.linear1.weight, layer.linear1.bias)
        linear(where.ffn.linear_1, layer.linear2.weight, layer.linear2.bias)
        norm(where.ffn.layer_norm, layer.norm2)
    for where, layer in zip(spec.decoder.layer, network.decoder, strict=True):
        attention(where.self_attention, layer.self_attn, of_source=False)
        norm(where.self_attention.layer_norm, layer.norm1)
        attention(where.attention, layer.multihead_attn, of_source=True)
        norm(where.attention.layer_norm, layer.norm2)
        linear(where.ffn.linear_0, layer.linear1.weight, layer.linear1.bias)
        linear(where.ffn.linear_1, layer.linear2.weight, layer.linear2.bias)
        norm(where.ffn.layer_norm, layer.norm3)
    pieces = [vocabulary.id_to_piece(n) for n in range(vocabulary.get_piece_size())]
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.bos_token = spec.config.decoder_start_token = "</s>"
    spec.validate()
    spec.optimize(quantization="int8")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    spec.save(str(folder))


def describe(folder: Path, locale: str) -> None:
    """The manifest that transflow keeps beside a model."""
    names = sorted(path.name for path in folder.iterdir())
    described = {
        "format": 1,
        "engine": "ct2",
        "source": "en",
        "target": locale,
        "origin": "models/tiny/ct2",
        "revision": "",
        "license": "MIT",
        "target_prefix": "",
        "max_tokens": PLACES,
        "verified": True,
        "files": {name: {"size": (folder / name).stat().st_size, "sha256": digest_of(folder / name)} for name in names},
    }
    (folder / "transflow-model.json").write_text(json.dumps(described, indent=1) + "\n", "utf-8")


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def exact(folder: Path, pairs: list[list[str]]) -> int:
    """How many pairs the written model answers exactly."""
    vocabulary = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    translator = ctranslate2.Translator(str(folder), device="cpu", inter_threads=1, intra_threads=1)
    read = [[*vocabulary.encode(source, out_type=str), "</s>"] for source, _ in pairs]
    answers = translator.translate_batch(read, beam_size=1)
    said = [vocabulary.decode(answer.hypotheses[0]) for answer in answers]
    return sum(a == b for a, (_, b) in zip(said, pairs, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--locale", choices=LOCALES)
    parser.add_argument("--out", type=Path, default=HERE, help="where the models go (default: this folder)")
    options = parser.parse_args()
    for locale in (options.locale,) if options.locale else LOCALES:
        spm = HERE.parent / f"en-{locale}" / f"vocab.en{locale}.spm"
        vocabulary = sentencepiece.SentencePieceProcessor(model_file=str(spm))
        pairs = pairs_of(locale)
        began = time.perf_counter()
        network = train(pairs, vocabulary)
        folder = options.out / f"en-{locale}"
        write(network, vocabulary, folder)
        for name in ("source.spm", "target.spm"):
            shutil.copyfile(spm, folder / name)
        describe(folder, locale)
        size = sum(path.stat().st_size for path in folder.iterdir())
        took = time.perf_counter() - began
        print(f"en-{locale}: {exact(folder, pairs)} of {len(pairs)} exact, {size:,} bytes, {took:.0f} s", flush=True)
    files = sorted(options.out.glob("en-*/*"))
    sums = [f"{digest_of(path)}  {path.relative_to(options.out).as_posix()}\n" for path in files]
    (options.out / "SHA256SUMS").write_text("".join(sums), "utf-8")


if __name__ == "__main__":
    main()
