"""Dictionaries for the spelling check: hunspell's, from the workspace's folder or the system's, and the personal list.

None is shipped: the Turkish one is under the MPL 2.0, the Russian one under a licence of its own; both come with
LibreOffice and as packages of Linux systems (``hunspell-tr``, ``hunspell-ru``).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from transflow.domain.language.words import bare, lower

if TYPE_CHECKING:
    from transflow.config import Settings
    from transflow.domain.checks.spelling import Speller

#: Where systems keep hunspell's dictionaries.
SYSTEM: Final = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"), Path("/Library/Spelling"))
#: The folder of personal word lists in a workspace: ``spelling/tr.txt``, one word a line, ``#`` begins a remark.
LISTS: Final = "spelling"


class Dictionary:
    """A hunspell dictionary with words of people's own; what was asked once is remembered."""

    def __init__(self, spell: Callable[[str], bool], own: Iterable[str], language: str) -> None:
        self._spell = spell
        self._language = language
        self._own = frozenset(lower(word, language) for word in own)
        self._known: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        """Whether ``word`` is spelled right; a word of one's own also with a suffix behind an apostrophe."""
        known = self._known.get(word)
        if known is None:
            lowered = lower(word, self._language)
            own = lowered in self._own or bare(lowered) in self._own
            known = self._known[word] = own or self._spell(word)
        return known


def speller(root: Path, settings: Settings, locale: str, words: Iterable[str]) -> Speller | None:
    """The dictionary of ``locale`` with ``words`` and its personal list; None where it is off or something is missing."""
    if not settings.spelling:
        return None
    files = _files(root, settings, locale)
    if files is None or importlib.util.find_spec("hunspell") is None:
        return None
    from hunspell import Hunspell  # half a second for Turkish, and only spelling needs it

    hunspell = Hunspell(files.stem, hunspell_data_dir=str(files.parent))
    language = locale.replace("_", "-").partition("-")[0]
    return Dictionary(hunspell.spell, [*words, *personal(root, locale)], language)


def missing(root: Path, settings: Settings, locales: Sequence[str]) -> list[tuple[str, str]]:
    """What the spelling check lacks, as (code, what): the library, a dictionary of a locale, a readable list."""
    if not settings.spelling:
        return []
    lacking = [("spelling-without-dictionary", locale) for locale in locales if _files(root, settings, locale) is None]
    for locale in locales:
        name = f"{LISTS}/{locale}.txt"
        try:
            (root / name).read_text("utf-8-sig")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError):
            lacking.append(("spelling-list-unreadable", name))
    if importlib.util.find_spec("hunspell") is None:
        lacking.insert(0, ("spelling-without-library", "transflow[spelling]"))
    return lacking


def personal(root: Path, locale: str) -> list[str]:
    """The words of ``spelling/LOCALE.txt``; none where there is no such list or it cannot be read (the doctor says so)."""
    try:
        content = (root / LISTS / f"{locale}.txt").read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return []
    words = (line.partition("#")[0].strip() for line in content.splitlines())
    return [word for word in words if word]


def _files(root: Path, settings: Settings, locale: str) -> Path | None:
    """The ``.dic`` of ``locale`` that has its ``.aff`` beside it: ``tr_TR.dic``, ``tr.dic``, or any of the language."""
    language = locale.replace("-", "_").partition("_")[0]
    folders = (root / settings.dictionaries,) if settings.dictionaries else SYSTEM
    for folder in folders:
        exact = [folder / f"{locale.replace('-', '_')}.dic", folder / f"{language}_{language.upper()}.dic"]
        for path in [*exact, folder / f"{language}.dic", *sorted(folder.glob(f"{language}_*.dic"))]:
            if path.is_file() and path.with_suffix(".aff").is_file():
                return path
    return None
