"""Labelled cases: real-looking sentences of news and policy with their translations, half of them right, half spoilt.

``tests/fixtures/checks/LOCALE.tsv`` has one case a line: the codes that must be found (``-`` for none), flags, source,
target. Several units are parted by `` | ``; ``[n]: `` in front of a source makes it the body of note n. Flags: ``doubt``,
``repaired`` (an engine's lost piece was put back), ``refers`` (the source's cross reference is bound to a note).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from transflow.domain.article import BlockKind
from transflow.domain.checks import CHECKS, check_article
from transflow.domain.codes import codes_shown
from transflow.domain.findings import Severity
from transflow.domain.inline import find_markers
from transflow.domain.states import State, Target
from transflow.domain.terms import Term
from transflow.domain.units import Unit

FOLDER = Path(__file__).parents[1] / "fixtures" / "checks"
TERMS = (
    Term(source="deterrence", targets={"tr": ("caydırıcılık",), "ru": ("сдерживание",)}),
    Term(source="alliance", targets={"tr": ("ittifak",), "ru": ("альянс", "союз")}),
    Term(source="NATO", targets={"tr": ("NATO",), "ru": ("НАТО",)}, case_sensitive=True),
    Term(
        source="pact",
        targets={"tr": ("antlaşma",), "ru": ("договор",)},
        forbidden={"tr": ("pakt",), "ru": ("пакт",)},
    ),
)
#: The checks of what a translation says; those of its typography have cases of their own.
CONTENT = {
    *("marker-lost", "marker-doubled", "marker-foreign", "marker-moved", "marker-placement", "markers-swapped"),
    *(
        "note-reference",
        "code-lost",
        "code-doubled",
        "code-foreign",
        "code-nesting",
        "address-changed",
        "number-changed",
        "date-changed",
    ),
    *("percent-changed", "currency-changed", "target-empty", "target-untranslated", "words-untranslated"),
    *("length-extreme", "source-inconsistent", "target-repeated", "term-missed", "term-forbidden", "term-case"),
    *("merged-without-previous", "merge-mark-in-text", "control-character", "ibid-referent", "piece-repaired", "doubt"),
}
_NOTE = re.compile(r"\[(\d+)\]: ")


@dataclass(frozen=True)
class Case:
    """One line of a file."""

    locale: str
    line: int
    codes: frozenset[str]
    flags: frozenset[str]
    sources: tuple[str, ...]
    targets: tuple[str, ...]


def read(locale: str) -> list[Case]:
    cases = []
    for number, line in enumerate((FOLDER / f"{locale}.tsv").read_text("utf-8").split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        shown = line.replace("\\x00", "\x00").replace("\\u202e", "\u202e").replace("\\u00a0", "\u00a0")
        codes, flags, source, target = shown.split("\t")
        cases.append(
            Case(
                locale=locale,
                line=number,
                codes=frozenset(codes.split(",")) - {"-"},
                flags=frozenset(flags.split()),
                sources=tuple(source.split(" | ")),
                targets=tuple(target.split(" | ")),
            )
        )
    return cases


CASES = [case for locale in ("tr", "ru") for case in read(locale)]


def unit(case: Case, place: int) -> Unit:
    source = case.sources[place]
    body = _NOTE.match(source)
    source = _NOTE.sub("", source, count=1) if body else source
    # A year in brackets is no marker.
    marked = tuple(m.number for m in find_markers(source) if m.number < 1000)
    codes = codes_shown(source)
    return Unit(
        id=f"a/{place}",
        kind=BlockKind.NOTE if body else BlockKind.PARAGRAPH,
        ordinal=place,
        block=place if body else 0,
        source=source,
        gap=" ",
        notes=marked,
        codes=codes,
        note=int(body[1]) if body else None,
        links=("a/NOTE3333 see",) if "refers" in case.flags else (),
    )


def found(case: Case) -> dict[str, Severity]:
    units = [unit(case, place) for place in range(len(case.sources))]
    targets = {
        u.id: Target(
            unit=u.id,
            locale=case.locale,
            state=State.TRANSLATED,
            text=text,
            doubt="doubt" in case.flags,
            repaired="[1]" if "repaired" in case.flags else "",
        )
        for u, text in zip(units, case.targets, strict=True)
    }
    return {f.code: f.severity for f in check_article(units, targets, case.locale, TERMS)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.locale}.tsv:{case.line}")
def test_what_is_found_is_what_is_wrong(case: Case) -> None:
    """Advice (severity info) that a case is not about is no alarm: it stops nobody and fails no command."""
    seen = found(case)
    assert {
        code for code, severity in seen.items() if severity is not Severity.INFO or code in case.codes
    } == case.codes


def test_there_are_enough_cases_and_half_of_them_are_right() -> None:
    right = sum(not case.codes for case in CASES)
    assert len(CASES) >= 400
    assert 0.45 <= right / len(CASES) <= 0.6
    assert all(sum(case.locale == locale for case in CASES) >= 180 for locale in ("tr", "ru"))


def test_every_check_of_content_has_a_case_in_both_languages() -> None:
    assert set(CHECKS) >= CONTENT
    for locale in ("tr", "ru"):
        covered = {code for case in CASES if case.locale == locale for code in case.codes}
        assert covered >= CONTENT, locale
