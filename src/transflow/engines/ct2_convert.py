"""The process that converts a model for the engine ``ct2``: ``ct2_convert.py KIND FOLDER OUT``.

Started by path, alone: it imports nothing of transflow. Converters load whole models and, for Transformers, PyTorch; here
their memory is given back at the end, and their words stay out of ours. Exit status 4: a package is missing, whose name is
the last line of standard error.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(kind: str, folder: str, out: str) -> None:
    """Convert ``folder`` to 8-bit weights in ``out``."""
    from ctranslate2 import converters

    if kind == "opus":
        converter = converters.OpusMTConverter(folder)
    elif kind == "marian":
        model = next(iter(sorted(Path(folder).glob("*.npz"))))
        vocabularies = [str(path) for path in sorted(Path(folder).glob("*.yml")) if "vocab" in path.name]
        converter = converters.MarianConverter(str(model), (vocabularies * 2)[:2])
    else:
        converter = converters.TransformersConverter(folder)
    converter.convert(out, quantization="int8", force=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:4])
    except ImportError as error:
        print(error.name or "ctranslate2", file=sys.stderr)
        sys.exit(4)
