"""Where the models of the engine ``fx`` lie and which files belong to a language pair.

The layout is the one of fxtranslate's own cache, so a folder filled by ``fxtranslate models add`` can be used as it is:

    en-tr/model.entr.intgemm.alphas.bin     the weights
    en-tr/vocab.entr.spm                    one vocabulary, or srcvocab.entr.spm and trgvocab.entr.spm
    en-tr/lex.50.50.entr.s2t.bin            shortlist, may be missing
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CODES: Final = (
    "ar az be bg bn bs ca cs da de el en es et eu fa fi fr gl gu he hi hr hu id is it ja ka kn ko lt lv ml ms mt nb nl"
    " nn no pl pt ro ru sk sl sq sr sv ta te th tr uk vi zh"
)
#: Languages with published models (Firefox Translations, November 2026). English is the hub: every model has it on one
#: side. Others are looked for in the folders only.
LANGUAGES: Final = frozenset(_CODES.split())
#: Bytes at either end of a file that go into a fingerprint; weights differ everywhere, so the ends tell models apart.
_SAMPLE: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """The files of one pair; ``vocabularies`` are one shared, or source and target."""

    model: Path
    vocabularies: tuple[Path, ...]
    shortlist: Path | None


def find_model(folders: Iterable[Path], source: str, target: str) -> ModelFiles | None:
    """The files of the pair in the first folder that has them complete, else None. Unfinished downloads do not count."""
    for folder in folders:
        place = folder / f"{source}-{target}"
        models = sorted(place.glob("model.*.bin"))
        shared = sorted(place.glob("vocab.*.spm"))
        parted = (*sorted(place.glob("srcvocab.*.spm")), *sorted(place.glob("trgvocab.*.spm")))
        vocabularies = tuple(shared[:1]) or (parted if len(parted) == 2 else ())
        if models and vocabularies:
            shortlist = next(iter(sorted(place.glob("lex.*.bin"))), None)
            return ModelFiles(model=models[0], vocabularies=vocabularies, shortlist=shortlist)
    return None


def fingerprint(folders: Iterable[Path]) -> str:
    """Eight hexadecimal digits over the weights in the folders, "none" where there are none."""
    return digest_of(folders, "*-*/model.*.bin")


def digest_of(folders: Iterable[Path], pattern: str) -> str:
    """Eight hexadecimal digits over the files that match ``pattern`` below the folders, "none" where there are none."""
    digest = hashlib.sha256()
    found = False
    for folder in folders:
        for path in sorted(folder.glob(pattern)):
            found = True
            size = path.stat().st_size
            digest.update(f"{path.parent.name}/{path.name}:{size}\n".encode())
            with path.open("rb") as file:
                digest.update(file.read(_SAMPLE))
                file.seek(max(0, size - _SAMPLE))
                digest.update(file.read(_SAMPLE))
    return digest.hexdigest()[:8] if found else "none"


def folder_size(folder: Path) -> int:
    """Bytes of the files below a folder now; files that vanish meanwhile count as nothing."""
    size = 0
    for path in folder.rglob("*") if folder.is_dir() else ():
        try:
            size += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return size
