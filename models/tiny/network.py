"""The network of the sample's tiny models, as Marian and fxtranslate understand it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Padded piece numbers; ``labels`` is ``target`` with -100 for padding, ``hidden`` masks the padding of ``source``."""

    source: torch.Tensor
    target: torch.Tensor
    labels: torch.Tensor
    hidden: torch.Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of one network; ``vocabulary`` is the number of pieces that sentencepiece settled on."""

    vocabulary: int
    width: int = 96
    feed_forward: int = 192
    encoder_layers: int = 2
    decoder_layers: int = 2
    heads: int = 4

    def model_yml(self) -> str:
        """Return the description that a Marian file carries in ``special:model.yml``."""
        return "\n".join(
            [
                "type: transformer",
                "version: transflow-sample",
                f"dim-emb: {self.width}",
                "dim-vocabs:",
                f"  - {self.vocabulary}",
                f"  - {self.vocabulary}",
                "tied-embeddings-all: true",
                f"enc-depth: {self.encoder_layers}",
                f"dec-depth: {self.decoder_layers}",
                f"transformer-heads: {self.heads}",
                f"transformer-dim-ffn: {self.feed_forward}",
                "transformer-decoder-autoreg: rnn",
                "dec-cell: ssru",
                "",
            ]
        )


def parameter_shapes(shape: Shape) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield every parameter's Marian name and its (rows, columns), in file order."""
    width, inner = shape.width, shape.feed_forward

    def attention(prefix: str) -> Iterator[tuple[str, tuple[int, int]]]:
        for letter in "qkvo":
            yield f"{prefix}_W{letter}", (width, width)
            yield f"{prefix}_b{letter}", (1, width)
        yield from norm(f"{prefix}_Wo")

    def feed_forward(prefix: str) -> Iterator[tuple[str, tuple[int, int]]]:
        yield f"{prefix}_W1", (width, inner)
        yield f"{prefix}_b1", (1, inner)
        yield f"{prefix}_W2", (inner, width)
        yield f"{prefix}_b2", (1, width)
        yield from norm(f"{prefix}_ffn")

    def norm(prefix: str) -> Iterator[tuple[str, tuple[int, int]]]:
        yield f"{prefix}_ln_scale", (1, width)
        yield f"{prefix}_ln_bias", (1, width)

    yield "Wemb", (shape.vocabulary, width)
    yield "decoder_ff_logit_out_b", (1, shape.vocabulary)
    for layer in range(1, shape.encoder_layers + 1):
        yield from attention(f"encoder_l{layer}_self")
        yield from feed_forward(f"encoder_l{layer}_ffn")
    for layer in range(1, shape.decoder_layers + 1):
        yield f"decoder_l{layer}_rnn_W", (width, width)
        yield f"decoder_l{layer}_rnn_Wf", (width, width)
        yield f"decoder_l{layer}_rnn_bf", (1, width)
        yield from norm(f"decoder_l{layer}_rnn_ffn")
        yield from attention(f"decoder_l{layer}_context")
        yield from feed_forward(f"decoder_l{layer}_ffn")


class Student:
    """The network: its parameters under their Marian names, and the forward pass for teacher forcing.

    ``peaks`` holds, once :meth:`measure` was called, the largest absolute input of each weight matrix (``none`` for the
    output layer): the scale by which the engine turns activations into 8-bit numbers.
    """

    def __init__(self, shape: Shape) -> None:
        import torch

        self.shape = shape
        self.parameters: dict[str, torch.Tensor] = {}
        self.peaks: dict[str, float] | None = None
        for name, size in parameter_shapes(shape):
            weight = torch.zeros(size)
            if name == "Wemb":
                torch.nn.init.normal_(weight, std=shape.width**-0.5)
            elif name.endswith("_ln_scale"):
                weight.fill_(1.0)
            elif size[0] > 1:
                torch.nn.init.xavier_uniform_(weight)
            self.parameters[name] = weight.requires_grad_()

    def times(self, x: torch.Tensor, name: str) -> torch.Tensor:
        """Return ``x`` times the matrix ``name``; notes the peak of ``x`` while measuring."""
        if self.peaks is not None:
            self.peaks[name] = max(self.peaks.get(name, 0.0), x.detach().abs().max().item())
        return x @ self.parameters[name]

    def norm(self, x: torch.Tensor, prefix: str) -> torch.Tensor:
        import torch.nn.functional as functional

        scale, bias = self.parameters[f"{prefix}_ln_scale"], self.parameters[f"{prefix}_ln_bias"]
        return functional.layer_norm(x, (self.shape.width,), scale[0], bias[0], 1e-6)

    def attention(self, x: torch.Tensor, memory: torch.Tensor, hidden: torch.Tensor, prefix: str) -> torch.Tensor:
        """Add what ``x`` attends to in ``memory``; ``hidden`` is 0 for real pieces and a large negative for padding."""
        p, (rows, _, width), heads = self.parameters, x.shape, self.shape.heads

        def project(y: torch.Tensor, letter: str) -> torch.Tensor:
            whole = self.times(y, f"{prefix}_W{letter}") + p[f"{prefix}_b{letter}"]
            return whole.view(rows, y.shape[1], heads, width // heads).transpose(1, 2)

        query, key, value = project(x, "q"), project(memory, "k"), project(memory, "v")
        scores = query @ key.transpose(-1, -2) / math.sqrt(width // heads) + hidden[:, None, None, :]
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(x.shape)
        return self.norm(x + self.times(mixed, f"{prefix}_Wo") + p[f"{prefix}_bo"], f"{prefix}_Wo")

    def feed_forward(self, x: torch.Tensor, prefix: str) -> torch.Tensor:
        inner = (self.times(x, f"{prefix}_W1") + self.parameters[f"{prefix}_b1"]).relu()
        return self.norm(x + self.times(inner, f"{prefix}_W2") + self.parameters[f"{prefix}_b2"], f"{prefix}_ffn")

    def recurrence(self, x: torch.Tensor, prefix: str) -> torch.Tensor:
        """The SSRU cell: c[t] = f[t]·c[t-1] + (1-f[t])·W·x[t], output relu(c[t])."""
        import torch

        forget = (self.times(x, f"{prefix}_rnn_Wf") + self.parameters[f"{prefix}_rnn_bf"]).sigmoid()
        fresh = (1 - forget) * self.times(x, f"{prefix}_rnn_W")
        cell, cells = torch.zeros_like(x[:, 0]), []
        for step in range(x.shape[1]):
            cell = forget[:, step] * cell + fresh[:, step]
            cells.append(cell)
        return self.norm(x + torch.stack(cells, 1).relu(), f"{prefix}_rnn_ffn")

    def positions(self, length: int) -> torch.Tensor:
        """Sinusoids as Marian lays them out: all sines, then all cosines."""
        import torch

        half = self.shape.width // 2
        rate = torch.pow(1e-4, torch.arange(half) / (half - 1))
        angle = torch.arange(length)[:, None] * rate
        return torch.cat([angle.sin(), angle.cos()], 1)

    def logits(self, batch: Batch) -> torch.Tensor:
        """Return the scores of every next piece, shape (rows, target length, vocabulary)."""
        import torch

        table, root = self.parameters["Wemb"], math.sqrt(self.shape.width)
        x = table[batch.source] * root + self.positions(batch.source.shape[1])
        for layer in range(1, self.shape.encoder_layers + 1):
            x = self.attention(x, x, batch.hidden, f"encoder_l{layer}_self")
            x = self.feed_forward(x, f"encoder_l{layer}_ffn")
        shifted = table[batch.target[:, :-1]] * root
        # Marian starts a sentence with a zero vector, not with the embedding of a start piece
        y = torch.cat([torch.zeros_like(x[:, :1]), shifted], 1) + self.positions(batch.target.shape[1])
        for layer in range(1, self.shape.decoder_layers + 1):
            y = self.recurrence(y, f"decoder_l{layer}")
            y = self.attention(y, x, batch.hidden, f"decoder_l{layer}_context")
            y = self.feed_forward(y, f"decoder_l{layer}_ffn")
        if self.peaks is not None:
            self.peaks["none"] = max(self.peaks.get("none", 0.0), y.detach().abs().max().item())
        return y @ table.T + self.parameters["decoder_ff_logit_out_b"]

    def measure(self, batches: Iterable[Batch]) -> None:
        """Run ``batches`` once and keep the peaks of all inputs."""
        import torch

        self.peaks = {}
        with torch.no_grad():
            for batch in batches:
                self.logits(batch)
