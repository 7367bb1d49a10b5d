"""Marian's binary model file with 8-bit weights ("intgemm8"), written from a trained network."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from network import Student

if TYPE_CHECKING:
    import torch

FLOAT32, INT8, INTGEMM8 = 0x404, 0x101, 0x4101
ALIGNMENT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One named tensor of a Marian file."""

    name: str
    kind: int
    shape: tuple[int, ...]
    content: bytes


def quantised(student: Student) -> Iterator[Item]:
    """Yield the network's tensors: matrices as 8-bit numbers with their scale, vectors as floats.

    A matrix is stored transposed, the embedding table as it is; behind the numbers stands the factor that made them.
    ``NAME_QuantMultA`` is the factor for the activations that meet the matrix.
    """
    import torch

    peaks = student.peaks or {}
    for name, tensor in student.parameters.items():
        weight, shape = tensor.detach(), (tensor.shape[0], tensor.shape[1])
        if shape[0] == 1:
            yield Item(name=name, kind=FLOAT32, shape=shape, content=raw(weight))
            continue
        factor = 127.0 / weight.abs().max().item()
        laid_out = weight if name == "Wemb" else weight.T
        numbers = (laid_out * factor).round().clamp(-127, 127).to(torch.int8)
        yield Item(name=name, kind=INTGEMM8, shape=shape, content=raw(numbers) + struct.pack("<f", factor))
        if name != "Wemb":
            yield activation_factor(f"{name}_QuantMultA", peaks[name])
    yield activation_factor("none_QuantMultA", peaks["none"])


def raw(tensor: torch.Tensor) -> bytes:
    """Return the tensor's memory, row by row (little-endian machines only; NumPy is not needed)."""
    import torch

    return bytes(tensor.contiguous().view(torch.uint8).flatten().tolist())


def activation_factor(name: str, peak: float) -> Item:
    return Item(name=name, kind=FLOAT32, shape=(1, 1), content=struct.pack("<f", 127.0 / max(peak, 1e-6)))


def marian_file(items: Sequence[Item]) -> bytes:
    """Return version 1 of Marian's binary format: headers, names, shapes, then contents padded to 256 bytes each."""
    contents = [item.content + bytes(-len(item.content) % ALIGNMENT) for item in items]
    head = struct.pack("<QQ", 1, len(items))
    for item, content in zip(items, contents, strict=True):
        head += struct.pack("<QQQQ", len(item.name) + 1, item.kind, len(item.shape), len(content))
    head += b"".join(item.name.encode() + b"\0" for item in items)
    head += b"".join(struct.pack(f"<{len(item.shape)}i", *item.shape) for item in items)
    gap = -(len(head) + 8) % ALIGNMENT
    return head + struct.pack("<Q", gap) + bytes(gap) + b"".join(contents)
