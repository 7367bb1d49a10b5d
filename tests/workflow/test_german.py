"""A language that came as one file: German goes the whole way."""

from __future__ import annotations

import pytest
from tests.workflow.desk import Desk

from transflow.config import Settings, parse
from transflow.domain.language import profile
from transflow.domain.segmentation import Segmenter
from transflow.domain.states import Action
from transflow.errors import SettingsError
from transflow.workflow.drafting import draft
from transflow.workflow.export import export
from transflow.workflow.importing import import_catalogues
from transflow.workflow.publishing import publish
from transflow.workflow.review import Ruling, review

ARTICLE = """\
Analysis

Small Ports Matter

Small ports grew fast. They handle 2.3 million tons.[1] Nobody expected that.[2]

[1] “Ports in Figures”, Harbour Review, https://example.org/ports, p. 3, (Access Date: 12.03.2026).
[2] Ibid.
"""
GERMAN = {
    "Analysis": "Analyse",
    "Small Ports Matter": "Kleine Häfen sind wichtig",
    "Small ports grew fast.": "Kleine Häfen wuchsen schnell.",
    "They handle 2.3 million tons.[1]": "Sie schlagen 2,3 Mio. Tonnen um.[1]",
    "Nobody expected that.[2]": "Das hatte niemand erwartet.[2]",
}


def test_an_article_goes_the_whole_way_into_german(open_desk) -> None:
    import polib

    desk: Desk = open_desk(settings=Settings(locales=("de",)))
    desk.add(ARTICLE)
    draft(desk.space, locales=["de"], actor="Ann")
    export(desk.space, locales=["de"], actor="Ann")
    path = desk.catalogue("de")
    file = polib.pofile(str(path), wrapwidth=0)
    assert file.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    notes = {e.msgid: e.msgstr for e in file}
    assert notes["Ibid."] == "Ebd."
    assert notes[ARTICLE.splitlines()[6][4:]].endswith("S. 3, (Zugriff am 12.03.2026).")
    for entry in file:
        entry.msgstr, entry.flags = GERMAN.get(entry.msgid, entry.msgstr), []
    file.save(str(path))
    (imported,) = import_catalogues(desk.space, [path], translator="Eva", actor="Ann")
    assert [f for f in imported.findings if f.blocks] == []
    for action, who in ((Action.ACCEPT, "Max"), (Action.APPROVE, "Lea")):
        assert not review(desk.space, "harbour", "de", Ruling(action=action), everything=True, actor=who).refused
    (published,) = publish(desk.space, ["harbour"], actor="Pat")
    assert published.outcome == "published"
    assert "2,3 Mio. Tonnen um.[1]" in (desk.root / "published/de/harbour.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Am 3. Oktober wuchs er. Dr. Weber kam.", ["Am 3. Oktober wuchs er.", "Dr. Weber kam."]),
        ("Das gilt z. B. für Häfen. Er wuchs.", ["Das gilt z. B. für Häfen.", "Er wuchs."]),
        ("„Kommt er?“, fragte sie. Niemand kam.", ["„Kommt er?“, fragte sie.", "Niemand kam."]),
        ("Es kostet 2,3 Mrd. Euro. Das ist viel.", ["Es kostet 2,3 Mrd. Euro.", "Das ist viel."]),
        ("Siehe Nr. 5, S. 14. Die Häfen wuchsen.", ["Siehe Nr. 5, S. 14.", "Die Häfen wuchsen."]),
        ("Er kam.[1] Sie ging.[2]", ["Er kam.[1]", "Sie ging.[2]"]),
    ],
)
def test_german_sentences(text: str, sentences: list[str]) -> None:
    assert Segmenter("de").sentences(text) == sentences


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It has 1,234.5 km.", "Es hat 1.234,5 km."),
        ("It cost $2.3 billion.", "Es kostete 2,3 Milliarden Dollar."),
        ("In May 2024 it grew 25%.", "Im Mai 2024 wuchs es um 25\u00a0%."),
        ("Twenty-one ports grew.", "Einundzwanzig Häfen wuchsen."),
        ("The 5th fleet had 24 ships.", "Die fünfte Flotte hatte vierundzwanzig Schiffe."),
        ("On May 14, 2024 it grew.", "Am 14. Mai 2024 wuchs es."),
        ("He said “yes”.[1]", "Er sagte: „Ja“.[1]"),
    ],
)
def test_correct_german_is_left_in_peace(source: str, text: str) -> None:
    from transflow.domain.article import BlockKind
    from transflow.domain.checks import Group, check_unit, prepare
    from transflow.domain.findings import Severity
    from transflow.domain.units import Unit

    notes = (1,) if "[1]" in source else ()
    unit = Unit(id="a/1", kind=BlockKind.PARAGRAPH, ordinal=0, block=0, source=source, notes=notes)
    found = check_unit(Group(units=(unit,), target=text), prepare("de"))
    assert [f.code for f in found if f.severity is not Severity.INFO] == []


def test_a_citation_style_is_a_setting_and_an_unknown_one_is_explained(open_desk) -> None:
    assert parse({"citations": {"tr": "isnad", "ru": "gost"}}, {}).citations == {"tr": "isnad", "ru": "gost"}
    with pytest.raises(SettingsError, match="house, gost"):
        parse({"citations": {"ru": "isnad"}}, {})
    desk: Desk = open_desk(settings=Settings(locales=("tr",), citations={"tr": "isnad"}))
    desk.add(ARTICLE)
    desk.draft()
    assert "Erişim 12 Mart 2026" in desk.target("“Ports in Figures”").text


def test_every_language_has_a_plural_rule() -> None:
    assert {locale: profile(locale).plurals[:10] for locale in ("en", "tr", "ru", "de")} == {
        "en": "nplurals=2",
        "tr": "nplurals=2",
        "ru": "nplurals=3",
        "de": "nplurals=2",
    }
