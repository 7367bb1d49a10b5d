"""The interface catalogues are complete: every message of the source is translated, with the same fields and right plurals."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
#: As in the Makefile's "catalogues".
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
#: CLDR's integer categories: Turkish one, other; Russian one, few, many.
PLURALS = {"tr": 2, "ru": 3}


def path_of(locale: str) -> Path:
    return ROOT / "locales" / locale / "LC_MESSAGES" / "transflow.po"


def catalogue(locale: str) -> Catalog:
    if not path_of(locale).exists():
        pytest.skip(f"the {locale} catalogue is not written yet")
    with path_of(locale).open("rb") as po:
        return read_po(po, locale=locale, domain="transflow", abort_invalid=True)


def source_messages() -> Catalog:
    found = Catalog()
    for file, line, message, _, context in extract_from_dir(ROOT / "src" / "transflow", keywords=KEYWORDS):
        found.add(message, locations=[(file, line)], context=context)
    return found


def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def entries(locale: str) -> list[Message]:
    return [message for message in catalogue(locale) if message.id]


@pytest.mark.parametrize("locale", PLURALS)
def test_every_message_is_translated(locale: str) -> None:
    translated = catalogue(locale)
    missing = []
    for message in source_messages():
        found = translated.get(message.id, message.context) if message.id else None
        if message.id and (found is None or found.fuzzy or not all(texts(found.string or ""))):
            missing.append((message.id, message.locations[:1]))
    assert missing == [], "run 'make catalogues' and translate these"


@pytest.mark.parametrize("locale", PLURALS)
def test_translations_fill_the_same_fields(locale: str) -> None:
    wrong = []
    for message in entries(locale):
        allowed = set().union(*map(fields, texts(message.id)))
        # One form of a plural may leave the number out ("one article"), a plain message may not.
        required = set() if message.pluralizable else allowed
        wrong += [(message.id, text) for text in texts(message.string) if not required <= fields(text) <= allowed]
    assert wrong == []


@pytest.mark.parametrize(("locale", "forms"), PLURALS.items())
def test_plurals_are_those_of_the_language(locale: str, forms: int) -> None:
    assert catalogue(locale).num_plurals == forms
    assert [message.id for message in entries(locale) if message.pluralizable and len(message.string) != forms] == []
