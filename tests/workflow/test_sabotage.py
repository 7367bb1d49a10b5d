"""Eleven sabotages of a translation, each caught on the whole way: add, draft, export, a translator's file, import, check.

They are what checkers of others sleep through: pofilter sees no swap of two markers, msgfmt none of them all. What blocks
is not signed, and not published.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.formats.docx import building as word
from tests.workflow.desk import Desk

from transflow.domain.findings import Severity
from transflow.domain.states import Action, State
from transflow.workflow.checking import Checked, check
from transflow.workflow.drafting import draft
from transflow.workflow.intake import add

_PLACE = "https://www.example.org/works"
TEXT = f"""\
The Port and the Region

Trade with Baku grew by 12 percent, to $2.3 billion in 2023.[1] Ministers met in Tbilisi[2] and agreed on a plan.[3]

The port of Mersin was chosen at once. The list is at {_PLACE} and is updated. Nobody in the city doubts that it will be hard.


[1] “A Shorter Way”, Harbour Forum, 2023, p. 14.

[2] Ibid.

[3] The plan was first proposed by the port workers. It was changed twice.
"""
MARKDOWN = TEXT.replace("The Port and", "# The Port and").replace("port of Mersin", "**port of Mersin**")
for _number in "123":
    MARKDOWN = MARKDOWN.replace(f"\n[{_number}] ", f"\n[^{_number}]: ").replace(f"[{_number}]", f"[^{_number}]")
HTML = f"""\
<!DOCTYPE html>
<html><head><meta charset="utf-8"></head><body><main>
<h1>The Port and the Region</h1>
<p>Trade with Baku grew by 12 percent, to $2.3 billion in 2023.<sup><a href="#fn1" id="r1">1</a></sup> Ministers met in
Tbilisi<sup><a href="#fn2" id="r2">2</a></sup> and agreed on a plan.<sup><a href="#fn3" id="r3">3</a></sup></p>
<p>The <strong>port of Mersin</strong> was chosen at once. The list is at {_PLACE} and is updated. Nobody in the city doubts
that it will be hard.</p>
</main><section class="footnotes"><ol>
<li id="fn1"><p>“A Shorter Way”, Harbour Forum, 2023, p. 14. <a href="#r1">↩</a></p></li>
<li id="fn2"><p>Ibid. <a href="#r2">↩</a></p></li>
<li id="fn3"><p>The plan was first proposed by the port workers. It was changed twice. <a href="#r3">↩</a></p></li>
</ol></section></body></html>
"""


def _docx() -> bytes:
    r, p, cite = word.r, word.p, word.cite
    body = (
        p("The Port and the Region", "Baslik")
        + p(
            r("Trade with Baku grew by 12 percent, to $2.3 billion in 2023.")
            + cite(1)
            + r(" Ministers met in Tbilisi")
            + cite(2)
            + r(" and agreed on a plan.")
            + cite(3)
        )
        + p(
            r("The ")
            + r("port of Mersin", "<w:b/>")
            + r(f" was chosen at once. The list is at {_PLACE} and is updated.")
            + r(" Nobody in the city doubts that it will be hard.")
        )
    )
    notes = (
        word.note(1, " “A Shorter Way”, Harbour Forum, 2023, p. 14.")
        + word.note(2, "Ibid.")
        + word.note(3, "The plan was first proposed by the port workers. It was changed twice.")
    )
    return word.docx(body, footnotes=notes)


SOURCES: Mapping[str, bytes] = {
    "txt": TEXT.encode(),
    "md": MARKDOWN.encode(),
    "html": HTML.encode(),
    "docx": _docx(),
}
GOOD = {
    "The Port and": "Liman ve bölge",
    "Trade with": "Bakü ile ticaret 2023’te yüzde 12 artarak 2,3 milyar dolara çıktı.[1]",
    "Ministers met": "Bakanlar Tiflis’te buluştu[2] ve bir plan üzerinde anlaştı.[3]",
    "The port of": "Mersin limanı hemen seçildi.",
    "The <1>port": "<1>Mersin limanı</1> hemen seçildi.",
    "The list is": f"Liste {_PLACE} adresinde ve güncelleniyor.",
    "Nobody in": "Kentte kimsenin zor olacağından kuşkusu yok.",
    "“A Shorter": "“A Shorter Way”, Harbour Forum, 2023, s. 14.",
    "Ibid.": "Aynı yer.",
    "The plan was": "Planı ilk olarak liman işçileri önerdi.",
    "It was": "İki kez değiştirildi.",
}
#: Sabotage → the texts that a translator's file brings instead, and the code that must be found at each of them.
SABOTAGES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "marker lost": ({"Trade with": GOOD["Trade with"].replace("[1]", "")}, "marker-lost"),
    "marker doubled": ({"Trade with": GOOD["Trade with"] + "[1]"}, "marker-doubled"),
    "markers swapped": ({"Ministers met": "Bakanlar Tiflis’te buluştu[3] ve planda anlaştı.[2]"}, "markers-swapped"),
    "marker moved": (
        {
            "Trade with": GOOD["Trade with"].replace("[1]", ""),
            "Nobody in": f"{GOOD['Nobody in']}[1]",
        },
        "marker-moved",
    ),
    "marker foreign": ({"Nobody in": f"{GOOD['Nobody in']}[2]"}, "marker-foreign"),
    "note emptied": ({"The plan was": "…"}, "target-empty"),
    "number changed": ({"Trade with": GOOD["Trade with"].replace("12", "21")}, "number-changed"),
    "scale changed": ({"Trade with": GOOD["Trade with"].replace("milyar", "milyon")}, "number-changed"),
    "address altered": ({"The list is": GOOD["The list is"].replace("works", "isler")}, "address-changed"),
    "code lost": ({"The <1>port": "Mersin limanı hemen seçildi."}, "code-lost"),
    "left untranslated": ({"Nobody in": "Nobody in the city doubts that it will be hard."}, "target-untranslated"),
}
#: Where markers change places, the "Ibid." of note 2 comes to stand behind another note, and says so as well.
CONSEQUENCES = {"ibid-referent"}
#: A swap may be what the other language's order of words wants: a person settles it (promise 10).
SETTLED_BY_PEOPLE = {"markers swapped"}


def translated(desk: Desk, suffix: str, texts: Mapping[str, str]) -> None:
    """The whole way up to an imported catalogue that holds ``texts``."""
    desk.name = "port"
    path = desk.root / "articles" / f"port.{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SOURCES[suffix])
    add(desk.space, [path], actor="Ann")
    draft(desk.space, ["port"], actor="Ann", engines=["echo"])
    desk.export()
    desk.bring(desk.edit({**GOOD, **texts}))


def checked(desk: Desk) -> Checked:
    (result,) = check(desk.space, ["port"], locales=["tr"])
    return result


@pytest.mark.parametrize("suffix", SOURCES)
def test_a_good_translation_is_silent_and_is_published(desk: Desk, suffix: str) -> None:
    translated(desk, suffix, {})
    assert [f.code for f in checked(desk).findings if f.severity is not Severity.INFO] == []
    desk.approve()
    assert desk.states() == {State.APPROVED}
    assert desk.publish().outcome == "published"


@pytest.mark.parametrize("suffix", SOURCES)
@pytest.mark.parametrize("name", SABOTAGES)
def test_a_sabotage_is_caught(desk: Desk, name: str, suffix: str) -> None:
    texts, code = SABOTAGES[name]
    if suffix == "txt" and code == "code-lost":
        # Plain text has no codes to lose; one that an editor brings is foreign there.
        texts, code = {"The port of": "<1>Mersin limanı</1> hemen seçildi."}, "code-foreign"
    translated(desk, suffix, texts)
    loud = [f for f in checked(desk).findings if f.severity is not Severity.INFO and f.code not in CONSEQUENCES]
    assert {f.code for f in loud} == {code}
    assert {f.unit for f in loud} == {desk.unit(start).id for start in texts}
    blocks = name not in SETTLED_BY_PEOPLE
    assert all(f.blocks for f in loud) is blocks

    desk.approve()
    spoilt = {desk.state(start) for start in texts}
    published = desk.publish()
    assert spoilt == ({State.TRANSLATED} if blocks else {State.APPROVED})
    assert published.outcome == ("blocked" if blocks else "published")
    if blocks:
        assert {b.unit for b in published.blocked} == {f.unit for f in loud}
        assert not (desk.root / "published").exists()


@pytest.mark.parametrize("suffix", SOURCES)
def test_a_note_that_a_file_brings_empty_is_kept_or_waited_for(desk: Desk, suffix: str) -> None:
    """An empty entry deletes nothing, and never makes a note go out without its words."""
    translated(desk, suffix, {"The plan was": ""})
    assert desk.target("The plan was").text != ""
    assert desk.state("The plan was") is not State.TRANSLATED
    desk.approve()
    assert desk.publish().outcome == "blocked"


def test_a_signed_text_that_is_spoilt_later_is_unsigned(desk: Desk) -> None:
    translated(desk, "html", {})
    desk.approve()
    desk.export()
    desk.bring(desk.edit(dict(SABOTAGES["scale changed"][0])))
    assert desk.state("Trade with") is State.TRANSLATED
    assert not desk.review(Action.ACCEPT, "Mehmet", "Trade with").done
    assert desk.publish().outcome == "blocked"
