"""The memory at work: it drafts before engines, corrects itself, takes files in and out, and is told to translators."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.workflow.desk import HARBOUR, Desk

from transflow.config import Settings
from transflow.domain.match import MatchKind
from transflow.domain.states import Action, State
from transflow.domain.terms import Term
from transflow.errors import UnknownThingError, UsageError
from transflow.testing import workspace_at
from transflow.workflow.analysing import analyse
from transflow.workflow.memory import forget, match, search, stats
from transflow.workflow.memory_files import export_file, import_files
from transflow.workflow.terminology import check_terms, enter, import_terms, list_terms, remove, suggest

#: The first article again: a sentence between the same neighbours, one with other figures, one edited, one new.
QUAY = """\
Analysis

What the Quay Means for the Region

Trade grew by 15 percent in 2025.[1] The two ports were very busy in summer. Ministers met in Baku and agreed on a plan. The plan has four parts.

Nobody has ever written this before.

[1] “A Shorter Way”, Harbour Forum, https://www.example.org/reports/way, p. 14, (Access Date: 12.03.2026).
"""

TMX = """<?xml version="1.0" encoding="UTF-8"?><tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en-US"><seg>Nobody has ever written this before.</seg></tuv>
<tuv xml:lang="tr_TR"><seg>Bunu daha önce kimse yazmadı.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg> </seg></tuv><tuv xml:lang="tr"><seg>Boş.</seg></tuv></tu>
</body></tmx>"""


@pytest.fixture
def quay(desk: Desk) -> Desk:
    """A desk with an approved article, and a second one that is like it."""
    desk.approved()
    desk.name = "quay"
    desk.add(QUAY)
    return desk


def settle(desk: Desk, **changes: Any) -> None:
    desk.space = replace(desk.space, settings=replace(desk.space.settings, **changes))


def test_the_memory_drafts_before_any_engine(quay: Desk) -> None:
    (drafted,) = quay.draft()
    assert drafted.bands["exact"][0] + drafted.bands.get("in-context", (0, 0))[0] >= 2
    assert quay.target("Trade grew").text == "Ticaret 2025'te yüzde 15 büyüdü.[1]"
    assert quay.target("Trade grew").origin == "tm:99"
    assert quay.target("The plan has").origin == "tm:100"
    assert quay.target("Nobody has").origin.startswith("mt:")
    assert quay.states() == {State.DRAFTED}


def test_a_similar_sentence_is_a_draft_only_from_the_score_that_is_set(quay: Desk) -> None:
    settle(quay, draft_from=85)
    quay.draft()
    target = quay.target("The two ports")
    assert (target.origin, target.text) == ("tm:87", "İki liman yazın yoğundu.")


def test_never_is_a_score_too(quay: Desk) -> None:
    settle(quay, draft_from=101)
    quay.draft()
    assert all(
        target.origin.startswith(("mt:", "rule:"))
        for target in (quay.target("Trade grew"), quay.target("The plan has"))
    )


def test_an_in_context_match_may_stand_confirmed_by_who_translated_it(desk: Desk) -> None:
    desk.approved()
    settle(desk, in_context="translated")
    desk.name = "again"
    desk.add(HARBOUR)
    desk.draft()
    target = desk.target("Nobody doubts")
    assert (target.state, target.origin, target.editor) == (State.TRANSLATED, "tm:100", "Ayşe")
    assert desk.state("The plan has") is State.TRANSLATED


def test_matches_of_lines(quay: Desk) -> None:
    lines = [
        "Trade grew by 7 percent in 2021.[5]",
        "The two ports were busy in summer.",
        "Ministers met in Oslo[9] and agreed on a plan.[1]",
        "Nothing like it at all.",
    ]
    results = match(quay.space, lines)
    assert [[(m.kind, m.score) for m in found[:1]] for found in results] == [
        [(MatchKind.ADAPTED, 99)],
        [(MatchKind.EXACT, 100)],
        [(MatchKind.FUZZY, 90)],
        [],
    ]
    assert results[0][0].target == "Ticaret 2021'te yüzde 7 büyüdü.[1]".replace("2021'te", "2021'de")
    assert match(quay.space, lines, least=100)[2] == []


def test_lines_between_the_same_neighbours_are_in_context(desk: Desk) -> None:
    desk.approved()
    lines = [unit.source for unit in desk.units()]
    found = match(desk.space, lines)
    assert {hits[0].kind for hits in found} <= {MatchKind.IN_CONTEXT, MatchKind.EXACT}
    assert sum(hits[0].kind is MatchKind.IN_CONTEXT for hits in found) > len(lines) // 2


def test_a_withdrawn_approval_corrects_the_memory(quay: Desk) -> None:
    quay.name = "harbour"
    quay.review(Action.REJECT, "Eve", "The plan has", reason="wrong")
    assert match(quay.space, ["The plan has four parts."]) == [[]]
    sentences, (held,) = stats(quay.space)
    assert held.retired == 1
    assert (sentences, held.approved) == (19, 19)


def test_words_are_found_in_both_languages(quay: Desk) -> None:
    assert [found.source for found in search(quay.space, "PLAN parts")] == ["The plan has four parts."]
    (found,) = search(quay.space, "bölümü")
    assert (found.target, found.where, found.origin) == ("Planın dört bölümü var.", "tr", "harbour")
    with pytest.raises(UsageError):
        search(quay.space, "  ")


def test_forgetting_is_undone(quay: Desk) -> None:
    text = "The plan has four parts."
    assert forget(quay.space, actor="Ann", text=text, dry_run=True) == 1
    assert forget(quay.space, actor="Ann", text=text) == 1
    assert forget(quay.space, actor="Ann", text=text) == 0
    assert match(quay.space, [text]) == [[]]
    assert forget(quay.space, actor="Ann", text=text, undo=True) == 1
    assert len(match(quay.space, [text])[0]) == 1
    with pytest.raises(UnknownThingError):
        forget(quay.space, actor="Ann", article="nowhere")
    with pytest.raises(UsageError):
        forget(quay.space, actor="Ann")


def write(desk: Desk, name: str, content: str) -> Path:
    path = desk.root / name
    path.write_text(content, "utf-8")
    return path


def test_a_file_comes_in_once_and_its_reasons_are_told(quay: Desk) -> None:
    path = write(quay, "old.tmx", TMX)
    (dry,) = import_files(quay.space, [path], actor="Ann", dry_run=True)
    (first,) = import_files(quay.space, [path], actor="Ann")
    (second,) = import_files(quay.space, [path], actor="Ann")
    assert (dry.added, first.added, second.added, second.known) == (1, 1, 0, 1)
    assert [problem.code for problem in first.problems] == ["empty-segment"]
    quay.draft()
    assert quay.target("Nobody has").text == "Bunu daha önce kimse yazmadı."
    assert forget(quay.space, actor="Ann", origin="old.tmx") == 1


def test_an_import_that_breaks_off_keeps_what_came_before(quay: Desk) -> None:
    path = write(quay, "old.tmx", TMX.replace("</body></tmx>", ""))
    (taken,) = import_files(quay.space, [path], actor="Ann")
    assert taken.error is not None
    assert (taken.added, taken.error.file, taken.error.line) == (1, "old.tmx", 5)
    path.write_text(TMX, "utf-8")
    (again,) = import_files(quay.space, [path], actor="Ann")
    assert (again.error, again.added, again.known) == (None, 0, 1)


@pytest.mark.parametrize("suffix", [".tmx", ".csv", ".xlsx"])
def test_the_memory_goes_out_and_comes_into_another_workspace(open_desk: Any, suffix: str) -> None:
    desk = open_desk("one").approved()
    path = desk.root / f"all{suffix}"
    written = export_file(desk.space, path)
    other = open_desk("other")
    other.add()
    (taken,) = import_files(other.space, [path], actor="Ann")
    assert (taken.error, taken.added) == (None, written.pairs)
    (drafted,) = other.draft()
    assert set(drafted.by_origin) <= {"tm:100", "rule:citation", "rule:name"}


def test_a_catalogue_of_any_program_comes_in(quay: Desk) -> None:
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n"Language: tr_TR\\n"\n\nmsgid "Save file"\nmsgstr "Dosyayı kaydet"\n\n#, fuzzy\nmsgid "Draft"\nmsgstr "Taslak"\n'
    (taken,) = import_files(quay.space, [write(quay, "app.po", po)], actor="Ann")
    assert taken.added == 1
    assert match(quay.space, ["Save file"])[0][0].target == "Dosyayı kaydet"


def test_a_file_of_another_kind_is_refused(quay: Desk) -> None:
    with pytest.raises(UsageError):
        import_files(quay.space, [write(quay, "notes.txt", "x")], actor="Ann")


def test_translators_see_matches_and_terms_in_the_catalogue(quay: Desk) -> None:
    enter(quay.space, Term(source="port", targets={"tr": ("liman",)}, forbidden={"tr": ("iskele",)}), actor="Ann")
    settle(quay, draft_from=101)
    quay.draft()
    quay.export(tmx=True)
    entry = quay.entry("The two ports")
    assert "memory 87 %: The two ports were busy in summer. → İki liman yazın yoğundu." in entry.comment
    assert "term: port = liman; not: iskele" in entry.comment
    assert "memory 100 %: Planın dört bölümü var." in quay.entry("The plan has").comment
    assert "İki liman yazın yoğundu." in quay.catalogue().with_suffix(".tmx").read_text("utf-8")
    assert quay.export().outcome == "unchanged"


def test_the_analysis_counts_words_by_band(quay: Desk) -> None:
    harbour, second = analyse(quay.space)
    assert (harbour.name, second.name) == ("harbour", "quay")
    # What an article gave itself does not count for it; its repeated sentence does.
    assert harbour.bands["repetition"] == (1, 7)
    assert harbour.bands["exact"] == harbour.bands["in-context"] == (0, 0)
    assert second.bands["95-99"][0] >= 1  # adapted
    assert second.bands["85-94"][0] >= 1
    assert second.bands["new"][0] >= 1
    assert sum(words for _, words in second.bands.values()) == sum(unit.words for unit in quay.units()) == second.words


def test_the_analysis_sees_matches_inside_the_batch(desk: Desk) -> None:
    desk.add(
        "Analysis\n\nTitle of It\n\nThe harbour grew by a third in one year. The harbour grew by a fourth in one year.\n"
    )
    (found,) = analyse(desk.space)
    assert found.bands["85-94"] == (1, 9)


def test_terms_of_people_and_of_the_settings_are_one_list(open_desk: Any) -> None:
    rule = Term(source="port", targets={"tr": ("liman",)})
    desk = open_desk(settings=Settings(locales=("tr",), terms=(rule,)))
    entered = enter(desk.space, Term(source="port", targets={"tr": ("iskele",)}), actor="Ann")
    enter(desk.space, Term(source="tariff", targets={"tr": ("tarife",)}), actor="Ann")
    assert entered.outcome == "added"
    assert [(one.term.source, one.term.targets["tr"], one.settings) for one in list_terms(desk.space)] == [
        ("port", ("liman",), True),
        ("tariff", ("tarife",), False),
    ]
    remove(desk.space, "tariff", actor="Ann")
    with pytest.raises(UnknownThingError):
        remove(desk.space, "tariff", actor="Ann")


def test_entering_a_term_again_adds_to_it(desk: Desk) -> None:
    enter(desk.space, Term(source="port", targets={"tr": ("liman",)}, note="one"), actor="Ann")
    joined = enter(desk.space, Term(source="port", targets={"tr": ("iskele", "liman")}, note="two"), actor="Bob")
    assert (joined.outcome, joined.term.targets, joined.term.note) == (
        "changed",
        {"tr": ("liman", "iskele")},
        "one\ntwo",
    )
    assert enter(desk.space, Term(source="port", targets={"tr": ("liman",)}), actor="Bob").outcome == "known"
    replaced = enter(desk.space, Term(source="port", targets={"tr": ("rıhtım",)}), actor="Bob", replacing=True)
    assert replaced.term.targets == {"tr": ("rıhtım",)}
    for senseless in (
        Term(source=" ", targets={}),
        Term(source="x", targets={}),
        Term(source="x", targets={"tr": ("y",)}, keep=True),
    ):
        with pytest.raises(UsageError):
            enter(desk.space, senseless, actor="Ann")


def test_a_missed_term_is_found(desk: Desk) -> None:
    desk.approved()
    enter(
        desk.space,
        Term(source="tariff", targets={"tr": ("gümrük vergisi",)}, forbidden={"tr": ("tarife",)}),
        actor="Ann",
    )
    (checked,) = check_terms(desk.space)
    assert {f.code for f in checked.findings} == {"term-forbidden"}


def test_a_file_of_terms_comes_in_whole(desk: Desk) -> None:
    path = write(desk, "terms.csv", "en,tr\nport,liman\ntariff,\n")
    (taken,) = import_terms(desk.space, [path], actor="Ann")
    assert [one.outcome for one in taken.entered] == ["added"]
    assert [problem.line for problem in taken.problems] == [3]
    assert [one.outcome for one in import_terms(desk.space, [path], actor="Ann")[0].entered] == ["known"]


def test_terms_are_suggested_from_approved_pairs(desk: Desk) -> None:
    pairs = "".join(
        f"<tu><tuv xml:lang='en'><seg>The Harbour Forum {verb} in {year}.</seg></tuv><tuv xml:lang='tr'><seg>Liman Forumu {year} yılında {fiil}.</seg></tuv></tu>"
        for year, verb, fiil in (
            (2019, "met", "toplandı"),
            (2020, "closed", "kapandı"),
            (2021, "began", "başladı"),
            (2022, "voted", "oy verdi"),
        )
    )
    path = write(desk, "forum.tmx", f"<tmx version='1.4'><header/><body>{pairs}</body></tmx>")
    import_files(desk.space, [path], actor="Ann")
    first = suggest(desk.space)["tr"][0]
    assert (first.source, first.targets[0][0]) == ("Harbour Forum", "Liman Forumu")


def test_two_imports_at_once_take_every_pair_in_once(desk: Desk) -> None:
    units = "".join(
        f"<tu><tuv xml:lang='en'><seg>Sentence {n}.</seg></tuv><tuv xml:lang='tr'><seg>Cümle {n}.</seg></tuv></tu>"
        for n in range(3000)
    )
    path = write(desk, "big.tmx", f"<tmx version='1.4'><header/><body>{units}</body></tmx>")
    other = workspace_at(desk.root, settings=desk.space.settings)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda space: import_files(space, [path], actor="Ann")[0], (desk.space, other)))
    other.store.close()
    assert [result.error for result in results] == [None, None]
    assert sum(result.added for result in results) == 3000 == stats(desk.space)[1][0].live
    assert match(desk.space, ["Sentence 2999."])[0][0].target == "Cümle 2999."
