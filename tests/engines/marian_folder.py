"""A tiny model of CTranslate2 written back as what OPUS-MT publishes: Marian's weights, vocabulary, ``decoder.yml``.

So a conversion can be tested for what counts: the converted model says what the first one said.
"""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
_CONFIG = """\
type: transformer
transformer-decoder-autoreg: self-attention
transformer-no-projection: false
transformer-ffn-activation: relu
transformer-preprocess: ""
transformer-postprocess: dan
transformer-postprocess-emb: d
transformer-guided-alignment-layer: last
transformer-heads: 4
enc-depth: 2
dec-depth: 2
"""


def opus_folder(model: Path, folder: Path, *, plain_vocabulary: bool = False) -> Path:
    """Write the model in ``model`` as an OPUS-MT folder; with a plain list of words instead of YAML where asked."""
    folder.mkdir(parents=True)
    weights: dict[str, Any] = dict(marian_weights(read_model(model / "model.bin")))
    weights["special:model.yml"] = np.frombuffer(_CONFIG.encode() + b"\0", dtype=np.int8)
    np.savez(folder / "opus.best-perplexity.npz", **weights)
    words = json.loads((model / "shared_vocabulary.json").read_text("utf-8"))
    if plain_vocabulary:
        named = ["opus.src.vocab", "opus.trg.vocab"]
        for name in named:
            (folder / name).write_text("".join(f"{word}\n" for word in words), "utf-8")
    else:
        named = ["opus.vocab.yml"] * 2
        lines = (f"{json.dumps(word, ensure_ascii=False)}: {number}\n" for number, word in enumerate(words))
        (folder / named[0]).write_text("".join(lines), "utf-8")
    vocabularies = "".join(f"  - {name}\n" for name in named)
    (folder / "decoder.yml").write_text(f"models:\n  - opus.best-perplexity.npz\nvocabs:\n{vocabularies}", "utf-8")
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(model / name, folder / name)
    return folder


def read_model(path: Path) -> dict[str, Any]:
    """The variables of ``model.bin``, 8-bit weights as floats."""
    content = path.read_bytes()
    place = 0

    def number(form: str) -> int:
        nonlocal place
        (value,) = struct.unpack_from(f"<{form}", content, place)
        place += struct.calcsize(form)
        return int(value)

    def text() -> str:
        nonlocal place
        length = number("H")
        place += length
        return content[place - length : place - 1].decode()

    number("I")
    text()
    number("I")
    found: dict[str, Any] = {}
    for _ in range(number("I")):
        name = text()
        shape = [number("I") for _ in range(number("B"))]
        kind = _TYPES[number("B")]
        size = number("I")
        found[name] = np.frombuffer(content[place : place + size], dtype=kind).reshape(shape)
        place += size
    aliases = [(text(), text()) for _ in range(number("I"))]
    found |= {name: found[of] for name, of in aliases}
    for name in [name for name in found if name.endswith("/weight") and f"{name}_scale" in found]:
        found[name] = (found[name].astype(np.float32) / found[f"{name}_scale"][:, None]).astype(np.float32)
    return found


def marian_weights(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The variables under Marian's names, matrices transposed as Marian has them."""
    yield "Wemb", found["decoder/embeddings/weight"]

    def linear(name: str, letter: str, weight: Any, bias: Any) -> Iterator[tuple[str, Any]]:
        yield f"{name}_W{letter}", np.ascontiguousarray(weight.T)
        yield f"{name}_b{letter}", bias[None]

    def norm(name: str, place: str) -> Iterator[tuple[str, Any]]:
        yield f"{name}_ln_scale", found[f"{place}/gamma"][None]
        yield f"{name}_ln_bias", found[f"{place}/beta"][None]

    def attention(name: str, place: str) -> Iterator[tuple[str, Any]]:
        parts: list[tuple[Any, Any]] = []
        fused = [n for n in range(3) if f"{place}/linear_{n}/weight" in found]
        for n in fused:
            weight, bias = found[f"{place}/linear_{n}/weight"], found[f"{place}/linear_{n}/bias"]
            count = len(weight) // weight.shape[1]
            parts += zip(np.split(weight, count), np.split(bias, count), strict=True)
        for letter, (weight, bias) in zip("qkvo", parts, strict=True):
            yield from linear(name, letter, weight, bias)
        yield from norm(f"{name}_Wo", f"{place}/layer_norm")

    for side in ("encoder", "decoder"):
        for n in range(2):
            layer, name = f"{side}/layer_{n}", f"{side}_l{n + 1}"
            yield from attention(f"{name}_self", f"{layer}/self_attention")
            if side == "decoder":
                yield from attention(f"{name}_context", f"{layer}/attention")
            for k in range(2):
                place = f"{layer}/ffn/linear_{k}"
                yield from linear(f"{name}_ffn", str(k + 1), found[f"{place}/weight"], found[f"{place}/bias"])
            yield from norm(f"{name}_ffn_ffn", f"{layer}/ffn/layer_norm")
