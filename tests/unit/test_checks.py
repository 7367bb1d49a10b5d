"""Each check is silent on correct Turkish and Russian, and goes off on each sabotage."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import replace

import pytest

from transflow.domain.article import BlockKind
from transflow.domain.checks import CHECKS, MESSAGES, Group, check_article, check_unit, prepare
from transflow.domain.codes import codes_shown
from transflow.domain.findings import Finding, Severity
from transflow.domain.states import State, Target
from transflow.domain.terms import Term
from transflow.domain.units import Unit

TERMS = (
    Term(source="deterrence", targets={"tr": ("caydırıcılık",), "ru": ("сдерживание",)}),
    Term(source="alliance", targets={"tr": ("ittifak",), "ru": ("альянс", "союз")}),
    Term(source="Asian NATO", targets={"tr": ("Asya NATO’su",), "ru": ("азиатское НАТО",)}),
    Term(source="NATO", targets={"tr": ("NATO",), "ru": ("НАТО",)}, case_sensitive=True),
    Term(source="Harbour", targets={"tr": ("Liman",)}, case_sensitive=True),
)
PACT = Term(source="pact", targets={"tr": ("antlaşma",)}, forbidden={"tr": ("pakt",)})


def unit(
    source: str,
    *,
    n: int = 1,
    notes: tuple[int, ...] = (),
    kind: BlockKind = BlockKind.PARAGRAPH,
    block: int = 0,
    note: int | None = None,
) -> Unit:
    return Unit(id=f"a/{n}", kind=kind, ordinal=n, block=block, source=source, notes=notes, note=note, gap=" ")


def findings(
    locale: str,
    source: str,
    target: str,
    *,
    notes: tuple[int, ...] = (),
    kind: BlockKind = BlockKind.PARAGRAPH,
    terms: tuple[Term, ...] = (),
) -> list[Finding]:
    return check_unit(Group(units=(unit(source, notes=notes, kind=kind),), target=target), prepare(locale, terms))


def codes(
    locale: str,
    source: str,
    target: str,
    *,
    notes: tuple[int, ...] = (),
    kind: BlockKind = BlockKind.PARAGRAPH,
    terms: tuple[Term, ...] = (),
) -> list[str]:
    return [f.code for f in findings(locale, source, target, notes=notes, kind=kind, terms=terms)]


def article(units: list[Unit], targets: Mapping[str, str | Target], locale: str = "tr") -> list[Finding]:
    made = {
        key: t if isinstance(t, Target) else Target(unit=key, locale=locale, state=State.TRANSLATED, text=t)
        for key, t in targets.items()
    }
    return check_article(units, made, locale)


SOURCE = "Seoul pledged $2.3 billion on April 5, 2024, up 25% from 1,000 projects.[3]"


@pytest.mark.parametrize(
    ("locale", "source", "target", "notes"),
    [
        ("tr", SOURCE, "Seul, 5 Nisan 2024’te 1.000 projeye göre %25 artışla 2,3 milyar dolar vadetti.[3]", (3,)),
        (
            "tr",
            SOURCE,
            "Seul, 5 Nisan 2024 tarihinde, 1000 projeye kıyasla yüzde 25 fazlasını, 2 milyar 300 milyon doları vadetti.[3]",
            (3,),
        ),
        (
            "ru",
            SOURCE,
            "5 апреля 2024 года Сеул пообещал 2,3 млрд долларов, на 25\u00a0% больше, чем за 1\u00a0000 проектов[3].",
            (3,),
        ),
        (
            "ru",
            SOURCE,
            "5 апреля 2024 г. Сеул пообещал 2,3 миллиарда долларов, на 25% больше, чем за 1000 проектов[3].",
            (3,),
        ),
        (
            "tr",
            "The 19th century had five wars and 12 treaties.",
            "XIX. yüzyılda 5 savaş oldu, on iki antlaşma imzalandı.",
            (),
        ),
        (
            "ru",
            "In the 1990s the 5th fleet had 24 ships.",
            "В 1990-х годах пятый флот насчитывал двадцать четыре корабля.",
            (),
        ),
        ("ru", "A 29-year-old captain", "Двадцатидевятилетний капитан", ()),
        ("tr", "They met at 8 p.m. on May 14.", "14 Mayıs’ta saat 20.00’de buluştular.", ()),
        ("tr", "The AP4 countries met.[1][2]", "AP4 ülkeleri bir araya geldi.[1][2]", (1, 2)),
        ("tr", "Read https://example.org/a-1.", "https://example.org/a-1’den okuyun.", ()),
        ("tr", "In [2024] the port grew.[1]", "[2024] yılında liman büyüdü.[1]", (1,)),
        ("tr", "The port grew.[1]", "Liman büyüdü.[1] [ç.n.: 2019 yılında [2] numaralı iskele eklendi.]", (1,)),
        ("ru", "It may take half a million ships.", "Потребуется полмиллиона судов.", ()),
        ("tr", "Between 4.5 and 5 million people live there.", "Orada 4,5 ile 5 milyon arasında insan yaşıyor.", ()),
        ("ru", "The 2014–15 season", "Сезон 2014–2015 годов", ()),
        ("tr", "In May 2024 the port grew.", "Liman 2024’ün mayıs ayında büyüdü.", ()),
        ("tr", "Since 9/11 it has 40 km2 of land.", "11 Eylül’den beri 40 km² arazisi var.", ()),
        ("ru", "The G7 met in the mid-1990s.", "«Семёрка» собралась в середине 90-х годов.", ()),
        ("tr", "It was 14:24 at 2 of 3 gates.", "Üç kapıdan ikisinde saat 14.24’tü.", ()),
        ("tr", "It has 5 buildings and 7 millionaires.", "5 binası ve 7 milyoneri var.", ()),
    ],
)
def test_correct_translations_are_silent(locale: str, source: str, target: str, notes: tuple[int, ...]) -> None:
    found = codes(locale, source, target, notes=notes)
    assert [code for code in found if CHECKS[code].severity is not Severity.INFO] == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("Seul, 5 Nisan 2024’te 1.000 projeye göre %25 artışla 2,3 milyar dolar vadetti.", "marker-lost"),
        ("Seul,[3] 5 Nisan 2024’te 1.000 projeye göre %25 artışla 2,3 milyar dolar vadetti.[3]", "marker-doubled"),
        ("Seul, 5 Nisan 2024’te 1.000 projeye göre %25 artışla 2,3 milyar dolar vadetti.[3][4]", "marker-foreign"),
        ("Seul, 5 Nisan 2024’te 1.000 projeye göre %25 artışla 2,3 milyon dolar vadetti.[3]", "number-changed"),
        ("Seul, 5 Nisan 2024’te 1.000 projeye göre %35 artışla 2,3 milyar dolar vadetti.[3]", "number-changed"),
        ("Seul, 5 Mayıs 2024’te 1.000 projeye göre %25 artışla 2,3 milyar dolar vadetti.[3]", "number-changed"),
        ("Seul, 5 Nisan 2023’te 1.000 projeye göre %25 artışla 2,3 milyar dolar vadetti.[3]", "number-changed"),
        ("Seul, 1.000 projeye göre %25 artışla 2,3 milyar dolar vadetti.[3]", "number-changed"),
        (
            "Seul, 5 Nisan 2024’te 1.000 projeye göre %25 artışla 2,3 milyar dolar vadetti, 77 kişiyle.[3]",
            "number-changed",
        ),
        ("Seul, 5 Nisan 2024’te 1.000 projeye göre %25 artışla\x00 2,3 milyar dolar vadetti.[3]", "control-character"),
        (
            "Seul, 5 Nisan 2024’te 1.000 projeye göre %25 artışla\ufffd 2,3 milyar dolar vadetti.[3]",
            "control-character",
        ),
    ],
)
def test_sabotage_goes_off(target: str, code: str) -> None:
    assert codes("tr", SOURCE, target, notes=(3,)) == [code]


def test_swapped_markers_warn_and_point_at_the_first() -> None:
    (finding,) = findings("tr", "One[1] and two.[2]", "Bir[2] ve iki.[1]", notes=(1, 2))
    assert finding.code == "markers-swapped"
    assert finding.severity is Severity.WARNING
    assert finding.span == (3, 6)
    assert dict(finding.params) == {"found": "[2][1]", "expected": "[1][2]"}


def test_a_lost_marker_is_not_swapped_as_well() -> None:
    assert codes("tr", "One[1], two[2] and three.[3]", "Bir[3] ve iki.[1]", notes=(1, 2, 3)) == ["marker-lost"]


def test_a_note_cited_twice_is_not_doubled() -> None:
    assert codes("tr", "One[1] and two.[1]", "Bir[1] ve iki.[1]", notes=(1, 1)) == []
    assert codes("tr", "One[1] and two.[1]", "Bir ve iki.[1]", notes=(1, 1)) == ["marker-lost"]


def test_spans_are_code_points_of_the_target() -> None:
    target = "Şu liman büyüdü.[7]"
    (finding,) = findings("tr", "The port grew.", target)
    assert finding.span is not None
    assert target[slice(*finding.span)] == "[7]"


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/a-2 adresini okuyun.",
        "example.org adresini okuyun.",
        "https://example.org/a-1x adresini okuyun.",
        "https://example.org/a-1/ek adresini okuyun.",
        "Adresi okuyun.",
    ],
)
def test_altered_addresses(target: str) -> None:
    assert "address-changed" in codes("tr", "Read https://example.org/a-1 now.", target)


def test_mail_addresses() -> None:
    assert codes("tr", "Write to desk@example.org.", "Yazın: desk@example.org.") == []
    assert codes("tr", "Write to desk@example.org.", "Yazın: masa@example.org.") == ["address-changed"]


@pytest.mark.parametrize("target", ["", " ", "[1]", "…", "\u00a0"])
def test_empty_targets(target: str) -> None:
    assert codes("tr", "The port grew.[1]", target, notes=(1,)) == ["target-empty"]


def test_a_source_without_words_may_stay() -> None:
    assert codes("tr", "* * *", "* * *") == []


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("The port of the island grew quickly.", "The port of the island grew quickly.", BlockKind.PARAGRAPH),
        ("The port of the island grew quickly.", "The port of the island hızla grew.", BlockKind.PARAGRAPH),
        ("Analysis", "Analysis", BlockKind.KICKER),
        ("The Quiet Harbour", "The Quiet Harbour", BlockKind.TITLE),
    ],
)
def test_untranslated_targets(source: str, target: str, kind: BlockKind) -> None:
    assert codes("tr", source, target, kind=kind) == ["target-untranslated"]


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("Dr. Lena MOSS", "Dr. Lena MOSS", BlockKind.BYLINE),
        (
            "“The Quiet Sea”, Harbour Review, https://example.org/q",
            "“The Quiet Sea”, Harbour Review, https://example.org/q",
            BlockKind.NOTE,
        ),
        ("Jens Stoltenberg", "Jens Stoltenberg", BlockKind.CAPTION),
        ("NATO", "NATO", BlockKind.HEADING),
        ("2024", "2024", BlockKind.TABLE_CELL),
        ("https://example.org/a", "https://example.org/a", BlockKind.PARAGRAPH),
        ("He works for the Harbour Review.", "Harbour Review dergisinde çalışıyor.", BlockKind.BIOGRAPHY),
    ],
)
def test_what_may_stay_as_it_is(source: str, target: str, kind: BlockKind) -> None:
    assert codes("tr", source, target, kind=kind) == []


@pytest.mark.parametrize(
    ("locale", "source", "target"),
    [
        ("tr", "The alliance’s deterrence holds.", "İttifakın caydırıcılığı sürüyor."),
        ("tr", "NATO’s alliances", "NATO’nun ittifakları"),
        ("tr", "An Asian NATO is far.", "Asya NATO’sunun kurulması uzak."),
        ("ru", "The alliance relies on deterrence.", "Альянс полагается на сдерживание."),
        ("ru", "They spoke of the alliance and its deterrence.", "Говорили о союзе и его сдерживании."),
        ("ru", "An Asian NATO is far.", "До азиатского НАТО далеко."),
        ("tr", "The harbour is small.", "Marina küçük."),
        ("tr", "The nato of words", "Sözcükler"),
    ],
)
def test_terms_in_any_form(locale: str, source: str, target: str) -> None:
    assert codes(locale, source, target, terms=TERMS) == []


@pytest.mark.parametrize(
    ("locale", "source", "target", "term"),
    [
        ("tr", "Deterrence holds.", "Korkutma sürüyor.", "deterrence"),
        ("tr", "The alliances hold.", "Birlikler sürüyor.", "alliance"),
        ("ru", "The alliance holds.", "Блок держится.", "alliance"),
        ("tr", "An Asian NATO is far.", "Asya paktı uzak.", "Asian NATO"),
        ("tr", "Harbour is a town.", "Marina bir kenttir.", "Harbour"),
    ],
)
def test_missed_terms(locale: str, source: str, target: str, term: str) -> None:
    (finding,) = findings(locale, source, target, terms=TERMS)
    assert (finding.code, finding.severity, finding.params["term"]) == ("term-missed", Severity.WARNING, term)


def test_cited_titles_hold_no_terms() -> None:
    cited = "“The Quiet Alliance”, Harbour Review, https://example.org/a, (Access Date: 01.02.2026)."
    assert codes("tr", cited, cited.replace("Access Date", "Erişim Tarihi"), kind=BlockKind.NOTE, terms=TERMS) == []
    kept = "“The Quiet Alliance” kitabı yayımlandı."
    assert codes("tr", "The book “The Quiet Alliance” came out.", kept, terms=TERMS) == []
    assert codes("tr", "The book “The Quiet Alliance” came out.", "“Sessiz Birlik” yayımlandı.", terms=TERMS) == [
        "term-missed"
    ]


def test_merged_sentences_are_checked_together() -> None:
    units = [unit("It grew to 5 ports.[1]", n=1, notes=(1,)), unit("It has 7 ships.[2]", n=2, notes=(2,))]
    assert article(units, {"a/1": "5 limana[1] ve 7 gemiye ulaştı.[2]", "a/2": "{^}"}) == []
    lost = article(units, {"a/1": "5 limana ve 7 gemiye ulaştı.[2]", "a/2": "{^}"})
    assert [(f.code, f.unit) for f in lost] == [("marker-lost", "a/1")]


@pytest.mark.parametrize(
    "targets",
    [
        {"a/1": "{^}", "a/2": "Yedi gemisi var."},
        {"a/1": Target(unit="a/1", locale="tr", state=State.NEW), "a/2": " {^} "},
        {"a/2": "{^}"},
    ],
)
def test_merge_without_previous(targets: Mapping[str, str | Target]) -> None:
    units = [unit("It grew.", n=1), unit("It has seven ships.", n=2)]
    found = article(units, targets)
    assert [f.code for f in found] == ["merged-without-previous"]
    assert found[0].severity is Severity.BLOCKING


def test_a_merge_does_not_cross_blocks() -> None:
    units = [unit("It grew.", n=1, block=0), unit("It shrank.", n=2, block=1)]
    assert [f.unit for f in article(units, {"a/1": "Büyüdü.", "a/2": "{^}"})] == ["a/2"]


def test_new_and_obsolete_units_yield_nothing() -> None:
    units = [unit("It grew.[1]", n=1, notes=(1,)), unit("It shrank.", n=2)]
    silent = {
        "a/1": Target(unit="a/1", locale="tr", state=State.OBSOLETE, text="It grew."),
        "a/2": Target(unit="a/2", locale="tr", state=State.NEW),
    }
    assert article(units, silent) == []


def test_doubt_is_shown() -> None:
    doubtful = Target(unit="a/1", locale="tr", state=State.TRANSLATED, text="Büyüdü.", doubt=True)
    assert [(f.code, f.severity) for f in article([unit("It grew.")], {"a/1": doubtful})] == [
        ("doubt", Severity.WARNING)
    ]


def _noted() -> list[Unit]:
    return [
        unit("First[1] and second.[2]", n=1, notes=(1, 2), block=0),
        unit("Third.[3]", n=2, notes=(3,), block=1),
        unit("“A”, Review, https://example.org/a", n=3, kind=BlockKind.NOTE, block=2, note=1),
        unit("“B”, Review, https://example.org/b", n=4, kind=BlockKind.NOTE, block=3, note=2),
        unit("Ibid.", n=5, kind=BlockKind.NOTE, block=4, note=3),
    ]


BODIES = {
    "a/3": "“A”, Review, https://example.org/a",
    "a/4": "“B”, Review, https://example.org/b",
}


def test_ibid_keeps_its_referent() -> None:
    assert (
        article(_noted(), {"a/1": "Birinci[1] ve ikinci.[2]", "a/2": "Üçüncü.[3]", **BODIES, "a/5": "Aynı yer."}) == []
    )


def test_ibid_with_another_referent_warns() -> None:
    found = article(_noted(), {"a/1": "İkinci[2] ve birinci.[1]", "a/2": "Üçüncü.[3]", **BODIES, "a/5": "Aynı yer."})
    assert [(f.code, f.unit) for f in found] == [("markers-swapped", "a/1"), ("ibid-referent", "a/5")]


def test_ibid_behind_a_translators_note_warns() -> None:
    found = article(
        _noted(),
        {
            "a/1": "Birinci[1] ve ikinci.[2] [ç.n.: Limanın eski adı.]",
            "a/2": "Üçüncü.[3]",
            **BODIES,
            "a/5": "Aynı yer.",
        },
    )
    assert [(f.code, f.unit) for f in found] == [("ibid-referent", "a/5")]


def test_a_note_written_out_is_right_anywhere() -> None:
    found = article(
        _noted(),
        {"a/1": "İkinci[2] ve birinci.[1]", "a/2": "Üçüncü.[3]", **BODIES, "a/5": "“B”, Review, https://example.org/b"},
    )
    assert [f.code for f in found] == ["markers-swapped"]


def test_severities_of_the_workspace() -> None:
    units = [unit("It grew by 5.")]
    targets = {"a/1": Target(unit="a/1", locale="tr", state=State.TRANSLATED, text="6 büyüdü.")}
    (finding,) = check_article(units, targets, "tr", severities={"number-changed": Severity.INFO})
    assert (finding.code, finding.severity, finding.locale) == ("number-changed", Severity.INFO, "tr")


def test_findings_are_in_the_order_of_the_units() -> None:
    units = [unit("It grew.[1]", n=1, notes=(1,)), unit("It shrank.[2]", n=2, notes=(2,))]
    assert [f.unit for f in article(units, {"a/1": "Büyüdü.", "a/2": "Küçüldü."})] == ["a/1", "a/2"]


def test_every_code_has_words() -> None:
    assert list(CHECKS) == list(MESSAGES)


def _of_codes(target: str) -> list[Finding]:
    source = "The <1>port</1> <2/>grew."
    coded = replace(unit(source), codes=codes_shown(source))
    return check_unit(Group(units=(coded,), target=target), prepare("tr"))


class NoWords:
    """A dictionary of nothing."""

    def knows(self, word: str) -> bool:
        return False


LONG = "They talked about the price of grain for a very long time and then they left the room slowly."


def test_every_finding_fills_its_message() -> None:
    """All codes are raised by the cases of this file; here one of each, so that no parameter is forgotten."""
    raised = [
        *findings("tr", SOURCE, "Seul[9] 77[3][3]\x00", notes=(3, 5)),
        *findings("tr", "One[1] and two.[2]", "Bir[2] ve iki.[1]", notes=(1, 2)),
        *findings("tr", "Read https://example.org/a-1 now.", "Okuyun."),
        *findings("tr", "Read it.", ""),
        *findings("tr", "Read the whole of it now.", "Read the whole of it now."),
        *findings("tr", "The alliance holds.", "Birlik sürüyor.", terms=TERMS),
        *findings("tr", "NATO met.", "Nato toplandı.", terms=TERMS),
        *findings("tr", "The Pact met.", "Pakt toplandı.", terms=(PACT,)),
        *article([unit("It grew.")], {"a/1": "{^}"}),
        *findings("tr", "It grew.", "{^} Büyüdü."),
        *article(
            [unit("It grew.")],
            {"a/1": Target(unit="a/1", locale="tr", state=State.TRANSLATED, text="Büyüdü.", doubt=True)},
        ),
        *article(
            [unit("It grew.[1]", notes=(1,))],
            {"a/1": Target(unit="a/1", locale="tr", state=State.DRAFTED, text="Büyüdü.[1]", repaired="[1]")},
        ),
        *_of_codes("<1>Liman</1>."),
        *_of_codes("<1>Liman</1> <2/><2/>büyüdü <3/>."),
        *_of_codes("</1>Liman<1> <2/>büyüdü."),
        *article(_noted(), {"a/1": "İkinci[2] ve birinci.[1]", "a/2": "Üçüncü.[3]", **BODIES, "a/5": "Aynı yer."}),
        *article([replace(unit("See note 3."), links=("a/NOTE3333 see",))], {"a/1": "Nota bakınız."}),
        *findings("tr", "It grew (a lot) in Istanbul.", "«büyüdü»  ve ve ve( Istanbul , çok,çok 5% - az?"),
        *findings("tr", "It grew.", "Büyüdü ve ve az - çok."),
        *findings("tr", "NATO grew.", "NATOnun büyümesi."),
        *findings("tr", "It grew", "büyüdü."),
        *findings("tr", "It “grew”.", "“Büyüdü."),
        *findings("ru", "No. 5 “grew.”", "№ 5 партиcя «выросла.»"),
        *findings("tr", "It began on 5 April 2024.", "04.05.2024’te başladı."),
        *findings("tr", "It grew by 5%.", "5 lira büyüdü."),
        *findings("tr", "It cost $5 in the end.", "Sonunda 5 avroya mal oldu."),
        *findings("tr", "It grew.[1]", "Büyüdü[1].", notes=(1,)),
        *findings(
            "tr",
            LONG,
            "Tahıl fiyatı üzerine çok uzun süre konuştular, hiçbir karara varmadılar and then they left the room slowly.",
        ),
        *findings("tr", LONG, "Konuştular."),
        *findings("tr", LONG, "Konuşup gittiler ve bir daha hiç dönmediler."),
        *article(
            [
                unit("It grew by half.[1]", notes=(1,)),
                unit("It fell.", n=2),
                unit("It fell.", n=3),
                unit("All ends.", n=4),
            ],
            {"a/1": "Yarı yarıya büyüdü.", "a/2": "Sonra düştü.[1]", "a/3": "Kısaca azaldı.", "a/4": "Kısaca azaldı."},
        ),
        *article(
            [unit("One thing is sure."), unit("Another thing is not.", n=2)],
            {"a/1": "Kesin olan bir şey var.", "a/2": "Kesin olan bir şey var."},
        ),
        *check_unit(Group(units=(unit("It grew."),), target="Büyüdü."), prepare("tr", speller=NoWords())),
    ]
    assert {f.code for f in raised} == set(CHECKS)
    for finding in raised:
        fields = {name for _, name, _, _ in string.Formatter().parse(MESSAGES[finding.code]) if name}
        assert fields == set(finding.params)
        assert finding.severity is CHECKS[finding.code].severity


@pytest.mark.parametrize("character", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_control_of_the_writing_direction_is_a_control_character(character: str) -> None:
    (finding,) = findings("tr", "It grew.", f"Büyü{character}dü.")
    assert (finding.code, finding.severity, finding.span) == ("control-character", Severity.BLOCKING, (4, 5))
    assert finding.params == {"character": f"U+{ord(character):04X}"}


@pytest.mark.parametrize("target", ["{^} Büyüdü.", "Büyüdü. {^}", "Büyü{^}dü.", "{^}{^}"])
def test_a_merge_mark_beside_other_text_is_found(target: str) -> None:
    (finding,) = [f for f in findings("tr", "It grew.", target) if f.code != "target-empty"]
    assert (finding.code, finding.severity) == ("merge-mark-in-text", Severity.BLOCKING)
    start, end = finding.span or (0, 0)
    assert target[start:end] == "{^}"


def test_a_merge_mark_that_the_source_writes_is_text() -> None:
    assert codes("tr", "Type {^} here.", "Buraya {^} yazın.") == []


@pytest.mark.parametrize(
    ("locale", "target"),
    [("tr", "“Kısa Yol”, Liman Forumu, 2021, s. 14."), ("ru", "«Короткий путь», Форум, 2021, с. 14.")],
)
def test_an_ibid_written_out_brings_the_numbers_of_its_note(locale: str, target: str) -> None:
    group = Group(units=(unit("Ibid.", kind=BlockKind.NOTE, note=3),), target=target)
    assert check_unit(group, prepare(locale)) == []
    paged = Group(units=(unit("Ibid., p. 14", kind=BlockKind.NOTE, note=3),), target=target)
    assert check_unit(paged, prepare(locale)) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Ibid.", "Aynı yer, s. 14."),
        ("Ibid., p. 15", "“Kısa Yol”, Liman Forumu, 2021, s. 14."),
        ("Ibid., p. 15", "Aynı yer, s. 14."),
    ],
)
def test_an_ibid_with_another_page_is_found(source: str, target: str) -> None:
    group = Group(units=(unit(source, kind=BlockKind.NOTE, note=3),), target=target)
    assert [f.code for f in check_unit(group, prepare("tr"))] == ["number-changed"]


@pytest.mark.parametrize(
    "target", ["2020\ue000 yılında büyüdü.", "\ue0002020 yılında büyüdü.", "\ue003 2020’de büyüdü."]
)
def test_private_characters_are_no_numbers(target: str) -> None:
    assert codes("tr", "It grew in 2020.", target) == ["control-character"]


def test_an_article_of_thousands_of_units_is_checked_in_one_go() -> None:
    """Every check of an article is linear: with 18,000 units anything else would run into the time limit of the tests."""
    size = 18_000
    units = [unit(f"Port {n} grew.[{n % 900 + 1}]", n=n, notes=(n % 900 + 1,)) for n in range(size)]
    targets = {f"a/{n}": f"Liman {n} büyüdü.[{(n + 1) % 900 + 1}]" for n in range(size)}
    found = article(units, targets)
    assert {f.code for f in found} == {"marker-moved"}
    assert len(found) == 2 * size


@pytest.mark.parametrize("text", ["(" * 50_000, '"' * 50_001, "a b c d " * 12_000, "$" * 50_000, "[1]" * 20_000])
def test_long_noise_is_checked_as_well(text: str) -> None:
    findings("tr", f"The port grew.{text}", f"Liman büyüdü. {text}")


@pytest.mark.parametrize(
    ("locale", "target", "fix"),
    [
        ("tr", "Liman büyüdü[1].", "Liman büyüdü.[1]"),
        ("tr", "“Liman büyüdü”[1].", "“Liman büyüdü”.[1]"),
        ("tr", "Liman büyüdü[1][2].", "Liman büyüdü.[1][2]"),
        ("ru", "Порт вырос.[1]", "Порт вырос[1]."),
        ("ru", "Он сказал: «Порт вырос».[1]", "Он сказал: «Порт вырос»[1]."),
        ("ru", "Порт вырос,[1]", "Порт вырос[1],"),
    ],
)
def test_a_marker_on_the_wrong_side_of_the_stop_has_a_fix(locale: str, target: str, fix: str) -> None:
    notes = (1, 2) if "[2]" in target else (1,)
    found = [f for f in findings(locale, "The port grew.[1]", target, notes=notes) if f.code == "marker-placement"]
    assert [(f.fix, f.severity) for f in found] == [(fix, Severity.INFO)]
    assert all(f.code != "marker-placement" for f in findings(locale, "The port grew.[1]", fix, notes=notes))


@pytest.mark.parametrize(
    ("locale", "target"),
    [
        ("tr", "Liman büyüdü.[1]"),
        ("tr", "Limanlar şunlar[1]:"),  # no norm says so of a colon
        ("tr", "Liman büyüdü mü?[1]"),
        ("tr", "Liman (bkz. [1])."),
        ("ru", "Порт вырос[1]."),
        ("ru", "Порт вырос?[1]"),
        ("ru", "Порт вырос…[1]"),
        ("ru", "Порт вырос в 2024 г.[1]"),
        ("ru", "Порт вырос [1]."),
        ("ru", "Порт вырос.[7]"),
        ("xx", "Port.[1]"),
    ],
)
def test_a_marker_where_the_language_has_it_is_left_alone(locale: str, target: str) -> None:
    found = findings(locale, "The port grew.[1]", target, notes=(1,))
    assert [f for f in found if f.code == "marker-placement"] == []
