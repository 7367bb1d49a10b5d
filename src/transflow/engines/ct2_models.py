"""Where the models of the engine ``ct2`` lie and which files belong to a language pair.

en-tr/config.json, model.bin            as CTranslate2's converters write them
en-tr/shared_vocabulary.json            or source_vocabulary.json and target_vocabulary.json
en-tr/source.spm, target.spm            how sentences are cut into pieces (SentencePiece)
en-tr/transflow-model.json              our manifest, may be missing
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from transflow.engines.model_manifest import NAME as MANIFEST

_REQUIRED: Final = ("config.json", "model.bin", "source.spm", "target.spm")
_VOCABULARIES: Final = (("shared_vocabulary.json",), ("source_vocabulary.json", "target_vocabulary.json"))
#: Every name that a file of a model may have.
NAMES: Final = frozenset({*_REQUIRED, *_VOCABULARIES[0], *_VOCABULARIES[1], MANIFEST})
#: Bytes at either end of a file that go into a fingerprint; weights differ everywhere, so the ends tell models apart.
_SAMPLE: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """The files of one pair; ``vocabularies`` are one shared, or source and target."""

    folder: Path
    vocabularies: tuple[Path, ...]

    @property
    def model(self) -> Path:
        """The weights."""
        return self.folder / "model.bin"

    @property
    def config(self) -> Path:
        """What CTranslate2 must know of the model."""
        return self.folder / "config.json"

    @property
    def pieces(self) -> tuple[Path, Path]:
        """How sources are cut, and targets joined."""
        return self.folder / "source.spm", self.folder / "target.spm"


def is_whole(names: frozenset[str]) -> bool:
    """Whether files of these names are all of a model."""
    return names.issuperset(_REQUIRED) and any(names.issuperset(some) for some in _VOCABULARIES)


def files_in(folder: Path) -> ModelFiles | None:
    """The model in ``folder``, None where a file of it is missing."""
    names = frozenset(name for name in NAMES if (folder / name).is_file())
    if not is_whole(names):
        return None
    vocabularies = next(some for some in _VOCABULARIES if names.issuperset(some))
    return ModelFiles(folder=folder, vocabularies=tuple(folder / name for name in vocabularies))


def find_model(folders: Iterable[Path], source: str, target: str) -> ModelFiles | None:
    """The files of the pair in the first folder that has them complete, else None."""
    for folder in folders:
        found = files_in(folder / f"{source}-{target}")
        if found is not None:
            return found
    return None


def source_words(files: ModelFiles) -> list[str]:
    """The vocabulary of the source side. Raises ValueError where it is none."""
    words = json.loads(files.vocabularies[0].read_bytes())
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(files.vocabularies[0].name)
    return words


def fingerprint(folders: Iterable[Path]) -> str:
    """Eight hexadecimal digits over the models in the folders, "none" where there are none.

    Besides the weights it covers whatever else changes an answer: pieces, vocabulary, and the manifest with its prefix.
    """
    digest = hashlib.sha256()
    found = False
    for folder in folders:
        for place in sorted(path.parent for path in folder.glob("*-*/model.bin")):
            for path in sorted(place / name for name in NAMES):
                if not path.is_file():
                    continue
                found = True
                size = path.stat().st_size
                digest.update(f"{place.name}/{path.name}:{size}\n".encode())
                with path.open("rb") as file:
                    digest.update(file.read(_SAMPLE))
                    file.seek(max(0, size - _SAMPLE))
                    digest.update(file.read(_SAMPLE))
    return digest.hexdigest()[:8] if found else "none"
