"""G5: a new revision of a source against what was translated and signed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workflow.conftest import OpenDesk
from tests.workflow.desk import HARBOUR, TURKISH, Desk
from tests.workflow.test_merging import with_new_first_note

from transflow.config import Settings
from transflow.domain.states import Action, State
from transflow.errors import UnknownThingError, UsageError
from transflow.testing import workspace_at
from transflow.workflow import journal
from transflow.workflow.drafting import draft
from transflow.workflow.intake import add
from transflow.workflow.reporting import show
from transflow.workflow.review import decide
from transflow.workflow.segmenting import join, split


def standing_signatures(desk: Desk) -> set[tuple[str, str]]:
    """(unit, signature) of every approval that the journal still counts."""
    lines = journal.read(desk.journal())
    units = dict.fromkeys(line.unit for line in lines)
    return {
        (unit, line.signature)
        for unit in units
        for line in journal.standing([x for x in lines if x.unit == unit])
        if line.action is Action.APPROVE
    }


def journal_agrees(desk: Desk) -> None:
    """G4: what the journal counts is what the database holds."""
    held = {(t.unit, t.signature) for u in desk.units() if (t := desk.of(u.id)).state is State.APPROVED}
    assert held <= standing_signatures(desk)


CARRIED = {
    "white space": HARBOUR.replace("The two ports were", "The two  ports\u00a0were"),
    "quote style": HARBOUR.replace("“", '"').replace("”", '"'),
    "a note more": with_new_first_note(HARBOUR),
    "line ends": HARBOUR.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("kind", CARRIED)
def test_what_changes_no_word_is_carried_with_its_signatures(desk: Desk, kind: str) -> None:
    desk.approved()
    before = {u.id: desk.of(u.id) for u in desk.units()}
    added = desk.add(CARRIED[kind])
    assert added.outcome == "revision"
    for unit, old in before.items():
        now = desk.of(unit)
        if kind == "a note more" and old.source.startswith("The harbour could"):
            continue  # it has the new marker
        assert (now.state, now.reviewer, now.approver) == (State.APPROVED, old.reviewer, old.approver), now.source
    journal_agrees(desk)


def test_carries_are_logged(desk: Desk) -> None:
    desk.approved()
    desk.add(CARRIED["quote style"])
    carried = [e for e in desk.events() if e.action is Action.CARRY]
    assert {e.actor for e in carried} == {"Ann"}
    assert len(carried) == 2


def test_the_same_file_again_is_nothing(desk: Desk) -> None:
    desk.approved()
    events = desk.events()
    assert desk.add(HARBOUR).outcome == "unchanged"
    assert desk.events() == events


def test_an_edited_sentence_goes_stale_and_keeps_everything(desk: Desk) -> None:
    desk.approved()
    added = desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
    assert added.outdated == 1
    target = desk.target("Nobody doubts")
    assert target.state is State.STALE
    assert target.source == "Nobody doubts that it will be hard."
    assert target.text == "Zor olacağından kimse kuşku duymuyor."
    assert desk.state("The two ports") is State.APPROVED


def test_a_stale_text_is_settled_by_a_person(desk: Desk) -> None:
    desk.approved()
    desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
    assert desk.review(Action.SETTLE, "Ayşe", "Nobody doubts").done
    assert desk.target("Nobody doubts").source == "Nobody doubts that it will be very hard."
    assert desk.state("Nobody doubts") is State.TRANSLATED
    assert not desk.review(Action.ACCEPT, "Ayşe", "Nobody doubts").done
    assert desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts").done


def test_a_removed_sentence_is_obsolete_and_an_undo_restores_all_approvals(desk: Desk) -> None:
    desk.approved()
    unit = desk.unit("Nobody doubts").id
    before = {u.id: desk.of(u.id) for u in desk.units()}
    desk.add(HARBOUR.replace(" Nobody doubts that it will be hard.", "").replace("four parts", "five parts"))
    assert desk.of(unit).state is State.OBSOLETE
    assert desk.state("The plan has") is State.STALE
    desk.add(HARBOUR)
    for unit_id, old in before.items():
        now = desk.of(unit_id)
        assert (now.state, now.text, now.signature) == (old.state, old.text, old.signature)
    journal_agrees(desk)
    assert desk.publish().outcome == "published"


def test_an_undo_restores_approvals_also_after_exports_and_imports_in_between(desk: Desk) -> None:
    """The catalogue on disk still is the translators' own: exporting merges it first, and that must void nothing."""
    desk.approved()
    desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
    stale = desk.target("Nobody doubts")
    desk.bring()
    assert desk.target("Nobody doubts") == stale
    desk.export()
    assert desk.target("Nobody doubts") == stale
    desk.export()
    desk.bring()
    desk.add(HARBOUR)
    assert desk.states() == {State.APPROVED}


def test_a_moved_sentence_keeps_its_approval(desk: Desk) -> None:
    desk.approved()
    unit = desk.unit("Nobody doubts").id
    desk.add(
        HARBOUR.replace(" Nobody doubts that it will be hard.", "").replace(
            "patience is needed.", "patience is needed. Nobody doubts that it will be hard."
        )
    )
    assert desk.unit("Nobody doubts").id == unit
    assert desk.of(unit).state is State.APPROVED


def test_an_inserted_note_renumbers_the_others_and_publishes(desk: Desk) -> None:
    desk.approved()
    desk.publish()
    desk.add(with_new_first_note(HARBOUR))
    assert desk.state("The harbour could") is State.STALE
    assert desk.target("Ministers met").text == "Bakanlar Bakü'de[3] buluştu ve bir plan üzerinde anlaştı.[4]"
    desk.export()
    texts = {
        "The harbour could": "Liman ticaretini on yıl içinde ikiye katlayabilir.[1]",
        "“A New Source”": "“A New Source”, Press Office, s. 3, (Erişim Tarihi: 01.01.2026).",
    }
    desk.bring(desk.edit(texts))
    desk.approve()
    assert desk.publish().outcome == "published"
    text = desk.published()
    assert "Bakanlar Bakü'de[3] buluştu" in text
    assert "[1] “A New Source”" in text
    assert "[3] Aynı yer." in text


def test_an_ibid_whose_referent_changed_goes_stale(desk: Desk) -> None:
    desk.approved()
    text = HARBOUR.replace("[2] Ibid.", "[2] “Another Book”, Port Press, p. 9.\n\n[3] Ibid.")
    text = text.replace("\n[4] “A Common", "\n[5] “A Common").replace("\n[3] The plan", "\n[4] The plan")
    text = text.replace("tariff.[4]", "tariff.[5]").replace("plan.[3]", "plan.[4]")
    text = text.replace("in Baku[2] and", "in Baku[3] and").replace("busy in summer.", "busy in summer.[2]")
    desk.add(text)
    assert desk.state("Ibid.") is State.STALE
    assert desk.target("Ibid.").source == "Ibid."
    assert desk.review(Action.SETTLE, "Ayşe", "Ibid.").done


def test_a_changed_note_body_outdates_the_body_and_the_ibid_that_stands_for_it(desk: Desk) -> None:
    desk.approved()
    desk.add(HARBOUR.replace("p. 14", "p. 15"))
    stale = [u.source[:15] for u in desk.units() if desk.of(u.id).state is State.STALE]
    assert stale == ["“A Shorter Way”", "Ibid."]


def test_a_draft_that_went_stale_is_drafted_anew_but_a_persons_text_is_not(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    desk.bring(desk.edit({"The two ports": TURKISH["The two ports"]}))
    desk.add(HARBOUR.replace("it will be hard", "it will be very hard").replace("busy in summer", "busy in winter"))
    desk.draft()
    assert desk.target("Nobody doubts").text == "tr: Nobody doubts that it will be very hard."
    target = desk.target("The two ports")
    assert (target.state, target.text) == (State.STALE, TURKISH["The two ports"])


def test_a_split_by_hand_survives_a_new_revision(desk: Desk) -> None:
    desk.add()
    unit = desk.unit("Ministers met")
    offset = unit.source.index(" and agreed")
    plan = split(desk.space, unit.id, offset, actor="Ann", dry_run=True)
    assert len(plan.units) == 2
    assert len([u for u in desk.units() if u.source.startswith(("Ministers met", "and agreed"))]) == 1
    split(desk.space, unit.id, offset, actor="Ann")
    assert [u.source for u in desk.units() if u.block == unit.block][2:4] == [
        "Ministers met in Baku[2]",
        "and agreed on a plan.[3]",
    ]
    desk.add(HARBOUR.replace("busy in summer", "busy in winter"))
    assert desk.unit("and agreed").notes == (3,)
    join(desk.space, desk.unit("Ministers met").id, desk.unit("and agreed").id, actor="Ann")
    assert desk.unit("Ministers met").source == unit.source


def test_a_join_by_hand_survives_a_new_revision(desk: Desk) -> None:
    desk.add()
    join(desk.space, desk.unit("Trade grew").id, desk.unit("The two ports").id, actor="Ann")
    joined = "Trade grew by 12 percent in 2023.[1] The two ports were busy in summer."
    assert desk.unit("Trade grew").source == joined
    desk.add(HARBOUR.replace("patience is needed", "much patience is needed"))
    assert desk.unit("Trade grew").source == joined
    desk.translate()
    desk.export()
    assert desk.entry("Trade grew").msgid == joined


def test_joining_and_splitting_again_gives_the_approvals_back(desk: Desk) -> None:
    desk.approved()
    one, two = desk.unit("The next step"), desk.unit("Nobody doubts")
    assert join(desk.space, one.id, two.id, actor="Ann").outdated == 1
    assert desk.state("The next step") is State.STALE
    assert desk.of(two.id).state is State.OBSOLETE
    split(desk.space, one.id, desk.unit("The next step").source.index(" Nobody"), actor="Ann")
    assert [desk.unit("The next step").id, desk.unit("Nobody doubts").id] == [one.id, two.id]
    assert desk.states() == {State.APPROVED}
    journal_agrees(desk)
    assert desk.publish().outcome == "published"


def test_split_and_join_refuse_what_makes_no_sense(desk: Desk) -> None:
    desk.add()
    unit = desk.unit("Ministers met")
    for offset in (0, -1, len(unit.source), 10_000):
        with pytest.raises(UsageError):
            split(desk.space, unit.id, offset, actor="Ann")
    with pytest.raises(UnknownThingError):
        split(desk.space, "harbour/AAAAAAAA", 3, actor="Ann")
    with pytest.raises(UsageError):
        join(desk.space, desk.unit("The plan has").id, desk.unit("The next step").id, actor="Ann")
    with pytest.raises(UsageError):
        join(desk.space, desk.unit("The two ports").id, desk.unit("Trade grew").id, actor="Ann")


def test_a_dry_run_of_a_revision_changes_nothing(desk: Desk) -> None:
    desk.approved()
    events = desk.events()
    added = desk.add(HARBOUR.replace("it will be hard", "it will be very hard"), dry_run=True)
    assert (added.outcome, added.outdated) == ("revision", 1)
    assert desk.events() == events
    assert desk.states() == {State.APPROVED}


def test_nothing_left_of_an_article_but_its_title(desk: Desk) -> None:
    desk.approved()
    desk.add("What the Harbour Means for the Region\n\nA new text altogether, with nothing of the old.\n")
    desk.add(HARBOUR)
    assert desk.states() == {State.APPROVED}


SPLIT = HARBOUR.replace(
    "Ministers met in Baku[2] and agreed on a plan.[3]", "Ministers met in Baku.[2] They agreed on a plan.[3]"
)
MERGED = HARBOUR.replace(
    "The next step is a common tariff.[4] Nobody doubts that",
    "The next step is a common tariff,[4] and nobody doubts that",
)


def suggestions(desk: Desk) -> dict[str, tuple[str, str]]:
    """Unit id → text and author of what is suggested for it."""
    return {s.unit: (s.text, s.author) for s in desk.shown().suggestions}


def test_a_split_offers_the_whole_text_to_the_new_half(desk: Desk) -> None:
    desk.approved()
    whole = desk.target("Ministers met")
    desk.add(SPLIT)
    kept, half = desk.unit("Ministers met"), desk.unit("They agreed")
    assert {kept.id, half.id} & {whole.unit}
    goes_on, fresh = (kept, half) if kept.id == whole.unit else (half, kept)
    assert (desk.of(goes_on.id).state, desk.of(goes_on.id).text) == (State.STALE, whole.text)
    assert desk.of(fresh.id).state is State.NEW
    assert suggestions(desk) == {fresh.id: (whole.text, "Ayşe")}
    desk.export()
    assert any(whole.text in line for line in desk.entry(fresh.source[:10]).comment.splitlines())


def test_an_undone_split_takes_its_offer_back_and_a_second_one_makes_it_again(desk: Desk) -> None:
    desk.approved()
    desk.add(SPLIT)
    offered = suggestions(desk)
    desk.add(HARBOUR)
    assert desk.states() == {State.APPROVED}
    assert suggestions(desk) == {}
    assert desk.publish().outcome == "published"
    desk.add(SPLIT)
    assert suggestions(desk) == offered


def test_a_merge_offers_both_texts_together_to_the_first(desk: Desk) -> None:
    desk.approved()
    first, second = desk.target("The next step"), desk.target("Nobody doubts")
    added = desk.add(MERGED)
    assert added.report is not None
    assert {c.value: a.units for c, a in added.report.amounts.items() if c.value != "unchanged"} == {"merged": 1}
    unit = desk.unit("The next step")
    assert unit.id == first.unit
    assert suggestions(desk) == {unit.id: (f"{first.text} {second.text}", "Ayşe")}
    assert desk.of(second.unit).state is State.OBSOLETE
    decided = decide(desk.space, "harbour", "tr", unit.id, take=True, actor="Elif")
    assert decided.target is not None
    assert (decided.target.state, decided.target.editor) == (State.TRANSLATED, "Ayşe")


def test_an_undone_merge_restores_both_and_takes_its_offer_back(desk: Desk) -> None:
    desk.approved()
    desk.review(Action.WAIVE, "Elif", "Nobody doubts", code="number-changed", reason="none")
    before = {u.id: desk.of(u.id) for u in desk.units()}
    desk.add(MERGED)
    desk.add(HARBOUR)
    for unit, old in before.items():
        now = desk.of(unit)
        assert (now.state, now.text, now.signature, now.waived) == (old.state, old.text, old.signature, old.waived)
    assert suggestions(desk) == {}
    journal_agrees(desk)


def test_a_suggestion_of_a_person_is_never_taken_back(desk: Desk) -> None:
    """Only what stands elsewhere word by word is needless."""
    desk.approved()
    desk.export()
    old = desk.edit({"Ministers met": "Bakanlar toplandı[2] ve anlaştı.[3]"}, by="Oya", to=desk.root / "old.po")
    desk.review(Action.TRANSLATE, "Zeki", "Ministers met", text="Bakanlar Bakü'de[2] bir araya geldi.[3]")
    assert desk.bring(old).count("conflict") == 1
    mine = suggestions(desk)
    desk.add(SPLIT)
    desk.add(HARBOUR)
    assert suggestions(desk) == mine


def test_a_stale_text_follows_its_notes_with_the_source_it_was_made_for(desk: Desk) -> None:
    """The translator once got a text and a previous source with numbers that had become other notes'."""
    desk.approved()
    desk.add(with_new_first_note(HARBOUR).replace("agreed on a plan", "agreed on a new plan"))
    target = desk.target("Ministers met")
    assert target.state is State.STALE
    assert target.source == "Ministers met in Baku[3] and agreed on a plan.[4]"
    assert target.text == "Bakanlar Bakü'de[3] buluştu ve bir plan üzerinde anlaştı.[4]"
    desk.export()
    entry = desk.entry("Ministers met")
    assert (entry.previous_msgid, entry.fuzzy) == (target.source, True)
    desk.add(HARBOUR)
    assert desk.states() == {State.APPROVED}
    assert desk.target("Ministers met").text == TURKISH["Ministers met"]
    journal_agrees(desk)


def test_a_stale_text_goes_on_following_in_later_revisions(desk: Desk) -> None:
    desk.approved()
    edited = HARBOUR.replace("agreed on a plan", "agreed on a new plan")
    desk.add(edited)
    desk.add(with_new_first_note(edited))
    assert desk.target("Ministers met").text == "Bakanlar Bakü'de[3] buluştu ve bir plan üzerinde anlaştı.[4]"
    desk.add(edited)
    assert desk.target("Ministers met").text == TURKISH["Ministers met"]
    desk.add(HARBOUR)
    assert desk.states() == {State.APPROVED}
    journal_agrees(desk)


IBID = "[2] Ibid.\n"


def test_an_inserted_note_takes_an_ibid_from_its_referent(desk: Desk) -> None:
    desk.approved()
    text = HARBOUR.replace("[2] Ibid.", "[2] “Another Book”, Port Press, p. 9.\n\n[3] Ibid.")
    text = text.replace("\n[4] “A Common", "\n[5] “A Common").replace("\n[3] The plan", "\n[4] The plan")
    text = text.replace("tariff.[4]", "tariff.[5]").replace("plan.[3]", "plan.[4]")
    added = desk.add(text.replace("in Baku[2] and", "in Baku[3] and").replace("busy in summer.", "busy in summer.[2]"))
    assert added.report is not None
    (repeats,) = added.report.repeats
    assert (repeats.number, repeats.before[:12], repeats.after[:13]) == (3, "“A Shorter W", "“Another Book")
    assert (added.report.inserted, dict(added.report.renumbered)) == ((2,), {2: 3, 3: 4, 4: 5})
    assert desk.state("Ibid.") is State.STALE
    assert desk.state("Ministers met") is State.APPROVED, "it cites the same note, which is looked at itself"


def test_a_removed_referent_takes_an_ibid_with_it(desk: Desk) -> None:
    desk.approved()
    text = (
        HARBOUR.replace("2023.[1]", "2023.")
        .replace("in Baku[2] and", "in Baku[3] and")
        .replace("plan.[3]The", "plan.[2]The")
    )
    start, end = text.index("[1] “A Shorter"), text.index("[2] Ibid.")
    text = (
        text[:start]
        + "[2] The plan was first proposed by the port workers. It was changed twice before the summer.\n\n[3] Ibid.\n\n"
        + text[text.index("[4] “A Common") :]
    )
    assert end > start
    desk.add(text)
    assert desk.state("Ibid.") is State.STALE


def test_an_ibid_and_its_referent_that_changed_places_are_stale(desk: Desk) -> None:
    """The first note of all repeats nothing: it came before what it stood for."""
    desk.approved()
    text = HARBOUR.replace("[1] “A Shorter", "[9] “A Shorter").replace("[2] Ibid.", "[1] Ibid.")
    start, end = text.index("[9] “A Shorter"), text.index("[1] Ibid.")
    body = text[start:end].replace("[9]", "[2]")
    desk.add(text[:start] + "[1] Ibid.\n\n" + body + text[end:].replace("[1] Ibid.\n\n", ""))
    assert desk.state("Ibid.") is State.STALE
    assert desk.state("Trade grew") is desk.state("Ministers met") is State.STALE, "each cites another note"
    desk.add(HARBOUR)
    assert desk.states() == {State.APPROVED}


def test_an_ibid_that_moved_with_its_referent_is_not_stale(desk: Desk) -> None:
    desk.approved()
    desk.add(with_new_first_note(HARBOUR))
    assert desk.state("Ibid.") is State.APPROVED


def test_a_cross_reference_follows_its_note_in_source_and_translation(desk: Desk) -> None:
    source = HARBOUR.replace("The two ports were busy in summer.", "As note 3 below says, the ports were busy.")
    desk.add(source)
    desk.translate()
    desk.review(Action.TRANSLATE, "Ayşe", "As note 3", text="Aşağıda 3’üncü dipnotun dediği gibi limanlar yoğundu.")
    desk.approve()
    assert "note-reference" not in desk.codes("As note 3")
    renumbered = with_new_first_note(source).replace("As note 3", "As note 4")
    desk.add(renumbered)
    target = desk.target("As note 4")
    assert (target.state, target.text) == (
        State.APPROVED,
        "Aşağıda 4’üncü dipnotun dediği gibi limanlar yoğundu.",
    )
    journal_agrees(desk)
    desk.add(source)
    assert desk.states() == {State.APPROVED}


def test_a_cross_reference_that_cannot_follow_asks_a_person(desk: Desk) -> None:
    source = HARBOUR.replace("The two ports were busy in summer.", "As note 3 below says, the ports were busy.")
    desk.add(source)
    desk.translate()
    desk.review(Action.TRANSLATE, "Ayşe", "As note 3", text="Aşağıdaki üçüncü dipnotun dediği gibi limanlar yoğundu.")
    desk.approve()
    assert "note-reference" in desk.codes("As note 3")
    desk.add(with_new_first_note(source).replace("As note 3", "As note 4"))
    assert desk.state("As note 4") is State.STALE


def test_a_sentence_between_head_and_member_is_undone_without_a_person(desk: Desk) -> None:
    """The closing note of issue 2 had this left: the head stayed stale where the member had been gone meanwhile."""
    desk.add()
    desk.export()
    merged = {
        **TURKISH,
        "Ministers met": "Bakanlar Bakü'de[2] dört bölümlü bir plan üzerinde anlaştı.[3]",
        "The plan has": "{^}",
    }
    desk.bring(desk.edit(dict(sorted(merged.items(), key=lambda item: len(item[0])))))
    desk.approve()
    between = HARBOUR.replace("[3]The plan has", "[3] It took a week. The plan has")
    desk.add(between)
    assert desk.state("Ministers met") is State.STALE
    desk.add(with_new_first_note(between).replace(" The plan has four parts.", ""))
    desk.add(HARBOUR)
    assert desk.states() == {State.APPROVED}
    assert desk.publish().outcome == "published"


def test_paragraphs_that_were_joined_and_divided_keep_everything(desk: Desk) -> None:
    desk.approved()
    added = desk.add(
        HARBOUR.replace("four parts.\n\nThe next", "four parts. The next").replace(
            "hard. The list", "hard.\n\nThe list"
        )
    )
    assert added.report is not None
    assert {c.value for c in added.report.amounts} == {"unchanged"}
    assert desk.states() == {State.APPROVED}


def test_a_sentence_cut_and_pasted_into_another_paragraph_keeps_its_work(desk: Desk) -> None:
    desk.approved()
    text = HARBOUR.replace(" Nobody doubts that it will be hard.", "")
    added = desk.add(text.replace("patience is needed.", "patience is needed. Nobody doubts that it will be hard."))
    assert added.report is not None
    assert {c.value: a.units for c, a in added.report.amounts.items() if c.value != "unchanged"} == {"moved": 1}
    assert desk.states() == {State.APPROVED}


def test_a_report_says_what_each_language_costs(open_desk: OpenDesk) -> None:
    desk = open_desk(settings=Settings(locales=("tr", "ru")))
    desk.add()
    desk.translate()
    added = desk.add(HARBOUR.replace("it will be hard", "it will be very hard") + "")
    assert added.report is not None
    turkish, russian = added.report.costs
    words = sum(u.words for u in desk.units())
    assert (turkish.locale, turkish.stale.words, turkish.kept.words) == ("tr", 8, words - 8)
    assert (russian.locale, russian.untranslated.words) == ("ru", words)


def test_ten_revisions_and_back_again(desk: Desk) -> None:
    """Each one edits, cuts and moves something else; the first text restores the work whatever lay between."""
    desk.approved()
    before = {u.id: desk.of(u.id) for u in desk.units()}
    texts = [SPLIT, MERGED, with_new_first_note(SPLIT), HARBOUR.replace("four parts", "five parts")]
    texts += [MERGED.replace("busy in summer", "idle in winter"), with_new_first_note(MERGED), SPLIT.replace("[2]", "")]
    texts += [
        HARBOUR[: HARBOUR.index("The next step")] + HARBOUR[HARBOUR.index("\n\n[1]") :],
        with_new_first_note(HARBOUR),
    ]
    for text in texts:
        assert desk.add(text).outcome == "revision"
    desk.add(HARBOUR)
    for unit, old in before.items():
        now = desk.of(unit)
        assert (now.state, now.text, now.signature) == (old.state, old.text, old.signature), old.source
    journal_agrees(desk)
    assert desk.publish().outcome == "published"


MARKDOWN = """\
The railway opened in 2023.[^a] The shippers were not convinced.[^b]

[^a]: World Bank, *Report*, 2023.
[^b]: Ibid., p. 4.
"""


def test_ibid_in_markdown_is_about_the_note_cited_before_wherever_its_definition_stands(tmp_path: Path) -> None:
    """Every Markdown program numbers by first citation; the definition of a new note usually comes last."""
    space = workspace_at(tmp_path, settings=Settings(locales=("tr",)))
    path = tmp_path / "articles" / "rail.md"
    path.write_text(MARKDOWN, "utf-8")
    add(space, [path], actor="Ann")
    draft(space, engines=["echo"], actor="Ann")
    with_note = MARKDOWN.replace("2023.[^a] The", "2023.[^a] A ministry denied it.[^x] The") + "[^x]: Ministry, 2021.\n"
    path.write_text(with_note, "utf-8")
    (added,) = add(space, [path], actor="Ann")
    assert added.outdated == 1
    shown = show(space, "rail", locales=["tr"])
    targets = shown.targets["tr"]
    stale = [u.source for u in shown.units if u.id in targets and targets[u.id].state is State.STALE]
    assert stale == ["Ibid., p. 4."]
