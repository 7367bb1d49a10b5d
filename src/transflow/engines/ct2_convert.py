"""The process that converts a model for CTranslate2: ``ct2_convert.py KIND FOLDER OUT``.

Started by path, alone: it imports nothing of transflow. A converter holds a whole model in memory, Transformers brings
PyTorch, and both talk; here all of that goes when the work is done. The last line of the output is JSON:

    {"done": true}  |  {"missing": PACKAGE}  |  {"refused": REASON}
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, Any


def main(kind: str, folder: Path, out: Path) -> dict[str, object]:
    """Convert the model in ``folder`` to 8-bit weights in ``out``, and see that it can be loaded."""
    try:
        ctranslate2 = import_module("ctranslate2")
        made = _transformers(folder) if kind == "transformers" else _marian(folder, out)
        made.convert(str(out), quantization="int8", force=True)
        ctranslate2.Translator(str(out), device="cpu", inter_threads=1, intra_threads=1)
    except ImportError as error:
        return {"missing": (error.name or "ctranslate2").partition(".")[0]}
    except Exception as error:  # converters raise anything for a model that is none
        lines = str(error).strip().splitlines() or [""]
        return {"refused": f"{type(error).__name__}: {lines[0]}"[:200]}
    return {"done": True}


def _transformers(folder: Path) -> Any:
    for package in ("torch", "transformers"):
        import_module(package)  # without them the converter fails with a NameError
    return import_module("ctranslate2.converters").TransformersConverter(str(folder))


def _marian(folder: Path, out: Path) -> Any:
    """Marian's weights with the vocabularies that ``decoder.yml`` names, or those that lie beside them."""
    named = _decoder(folder)
    weights = [folder / name for name in named["models"]] or sorted(folder.glob("*.npz"))
    best = [path for path in weights if ".best-" in path.name] or weights
    vocabularies = [path for name in named["vocabs"] if (path := folder / name).is_file()]
    vocabularies = vocabularies or sorted(folder.glob("*.vocab.yml")) or sorted(folder.glob("*.vocab"))
    if not vocabularies:
        raise ValueError("no vocabulary (*.vocab.yml)")
    out.mkdir(parents=True, exist_ok=True)
    return import_module("ctranslate2.converters").MarianConverter(
        str(best[0]), [str(_as_yaml(path, out)) for path in vocabularies]
    )


def _decoder(folder: Path) -> dict[str, list[str]]:
    """What ``decoder.yml`` says of weights and vocabularies: names of files in the folder, wherever it says they are."""
    content: dict[str, Any] = {}
    if (folder / "decoder.yml").is_file():
        content = import_module("yaml").safe_load((folder / "decoder.yml").read_text("utf-8")) or {}
    return {key: [Path(str(name)).name for name in content.get(key) or ()] for key in ("models", "vocabs")}


def _as_yaml(vocabulary: Path, out: Path) -> Path:
    """A vocabulary as the converter reads it; a plain list becomes YAML."""
    if vocabulary.suffix in (".yml", ".yaml"):
        return vocabulary
    words = vocabulary.read_text("utf-8").removesuffix("\n").split("\n")
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    written = out / f"{vocabulary.name}.yml"
    written.write_text("".join(f'"{word}": {number}\n' for number, word in enumerate(quoted)), "utf-8")
    return written


def _answer(answer: dict[str, object], output: IO[bytes]) -> None:
    output.write(json.dumps(answer).encode("ascii") + b"\n")
    output.flush()


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get into the answer
    _answer(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])), answers)
