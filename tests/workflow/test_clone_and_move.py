"""G4 and promises 7 and 9: a workspace without its database, at another place, or made twice."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from tests.workflow.desk import HARBOUR, TURKISH, Desk, files_below

from transflow.domain.states import Action, State
from transflow.workflow import journal
from transflow.workflow.operations import diagnose, rebuild
from transflow.workflow.reporting import Strayed, status


def cloned(desk: Desk, open_desk, name: str = "clone") -> Desk:
    """What version control holds: the sources, the catalogues and the journals."""
    desk.export()
    target = desk.root.parent / name
    for folder in ("articles", "locales"):
        shutil.copytree(desk.root / folder, target / folder)
    return open_desk(name)


def test_a_clone_is_rebuilt_with_its_approvals(desk: Desk, open_desk) -> None:
    desk.approved()
    clone = cloned(desk, open_desk)
    assert status(clone.space).signatures_waiting
    result = rebuild(clone.space, actor="Ann")
    assert (result.unfit, result.restored) == (0, 2 * len(desk.units()))
    assert [u.id for u in clone.units()] == [u.id for u in desk.units()]
    for unit in desk.units():
        ours, theirs = desk.of(unit.id), clone.of(unit.id)
        assert (theirs.state, theirs.text, theirs.signature) == (State.APPROVED, ours.text, ours.signature)
        assert (theirs.editor, theirs.reviewer, theirs.approver) == (ours.editor, ours.reviewer, ours.approver)
    desk.publish()
    clone.publish()
    assert clone.published() == desk.published()


def test_signatures_wait_until_they_are_in_the_database(desk: Desk, open_desk) -> None:
    desk.approved()
    assert not status(desk.space).signatures_waiting
    clone = cloned(desk, open_desk)
    clone.add(None)
    clone.export()
    assert status(clone.space).signatures_waiting
    rebuild(clone.space, actor="Ann")
    assert not status(clone.space).signatures_waiting


def test_no_signatures_wait_where_they_were_voided_or_outdated(desk: Desk, open_desk) -> None:
    desk.approved()
    desk.add("Another Title\n\nA new text altogether. It has nothing of the old one.\n\nMore of it.\n")
    assert not {State.APPROVED, State.REVIEWED} & desk.states()
    assert not status(desk.space).signatures_waiting
    other = open_desk("other")
    other.add()
    other.translate()
    other.review(Action.ACCEPT, "Mehmet", "Nobody doubts")
    other.review(Action.TRANSLATE, "Ayşe", "Nobody doubts", text="Başka.")
    clone = cloned(other, open_desk)
    clone.add(None)
    assert not status(clone.space).signatures_waiting


def test_sources_that_changed_or_are_gone(desk: Desk) -> None:
    desk.add()
    assert (status(desk.space).strayed, diagnose(desk.space).strayed) == ((), ())
    path = desk.write(HARBOUR + "\nMore.\n")
    changed = (Strayed(path="articles/harbour.txt", what="changed"),)
    assert (status(desk.space).strayed, diagnose(desk.space).strayed) == (changed, changed)
    os.utime(path, (0, 0))  # looks untouched: only the doctor reads it all the same
    assert (status(desk.space).strayed, diagnose(desk.space).strayed) == ((), changed)
    desk.add(None)
    assert status(desk.space).strayed == ()
    path.unlink()
    gone = (Strayed(path="articles/harbour.txt", what="gone"),)
    assert (status(desk.space).strayed, diagnose(desk.space).strayed) == (gone, gone)


def test_a_rebuild_twice_changes_nothing(desk: Desk, open_desk) -> None:
    clone = cloned(desk.approved(), open_desk)
    rebuild(clone.space, actor="Ann")
    events, files = clone.events(), files_below(clone.root / "locales")
    result = rebuild(clone.space, actor="Ann")
    assert (result.restored, result.unfit) == (0, 0)
    assert clone.events() == events
    assert files_below(clone.root / "locales") == files


def test_a_tampered_catalogue_is_not_approved(desk: Desk, open_desk) -> None:
    clone = cloned(desk.approved(), open_desk)
    path = clone.catalogue()
    path.write_text(path.read_text("utf-8").replace("kimse kuşku duymuyor", "herkes kuşku duyuyor"), "utf-8")
    result = rebuild(clone.space, actor="Ann")
    assert result.unfit == 1
    assert clone.state("Nobody doubts") is State.TRANSLATED
    assert clone.publish().outcome == "blocked"


def test_a_rejected_text_does_not_come_back_approved(desk: Desk, open_desk) -> None:
    desk.approved()
    desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="second thoughts")
    clone = cloned(desk, open_desk)
    rebuild(clone.space, actor="Ann")
    target = clone.target("Nobody doubts")
    assert (target.state, target.reason, target.approver) == (State.REJECTED, "second thoughts", "")


def test_rejected_and_approved_again(desk: Desk, open_desk) -> None:
    desk.approved()
    desk.review(Action.REJECT, "Mehmet", "Nobody doubts", reason="second thoughts")
    desk.review(Action.TRANSLATE, "Ayşe", "Nobody doubts", text=TURKISH["Nobody doubts"])
    desk.approve()
    clone = cloned(desk, open_desk)
    rebuild(clone.space, actor="Ann")
    assert clone.states() == {State.APPROVED}


def test_a_text_edited_and_taken_back_is_not_approved_by_the_old_signature(desk: Desk, open_desk) -> None:
    desk.approved()
    for text in ("Başka.", TURKISH["Nobody doubts"]):
        desk.review(Action.TRANSLATE, "Ayşe", "Nobody doubts", text=text)
    assert desk.state("Nobody doubts") is State.TRANSLATED
    clone = cloned(desk, open_desk)
    rebuild(clone.space, actor="Ann")
    assert clone.state("Nobody doubts") is State.TRANSLATED


def test_a_carried_approval_survives_a_clone(desk: Desk, open_desk) -> None:
    desk.approved()
    desk.add(HARBOUR.replace("“", '"').replace("”", '"').replace("ports were busy", "ports  were busy"))
    assert desk.states() == {State.APPROVED}
    clone = cloned(desk, open_desk)
    result = rebuild(clone.space, actor="Ann")
    assert result.unfit == 0
    assert clone.states() == {State.APPROVED}


def test_a_waived_finding_survives_a_clone(desk: Desk, open_desk) -> None:
    desk.add()
    desk.translate()
    desk.review(Action.TRANSLATE, "Ayşe", "Trade grew", text="Ticaret geçen yıl yüzde 12 büyüdü.[1]")
    for unit in [u for u in desk.units() if u.source.startswith("Trade grew")]:
        desk.of(unit.id)
    desk.review(Action.WAIVE, "Mehmet", "Trade grew", code="number-changed", reason="“last year”")
    desk.approve()
    clone = cloned(desk, open_desk)
    assert rebuild(clone.space, actor="Ann").unfit == 0
    assert clone.states() == {State.APPROVED}
    assert clone.target("Trade grew").waived == {"number-changed"}


def test_drafts_stay_drafts_and_stale_stays_stale_in_a_clone(desk: Desk, open_desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    desk.bring(desk.edit({"The two ports": TURKISH["The two ports"]}))
    desk.add(HARBOUR.replace("busy in summer", "busy in winter"))
    clone = cloned(desk, open_desk)
    rebuild(clone.space, actor="Ann")
    target = clone.target("Nobody doubts")
    assert (target.state, target.origin, target.editor) == (State.DRAFTED, "mt:echo", "")
    stale = clone.target("The two ports")
    assert (stale.state, stale.source) == (State.STALE, "The two ports were busy in summer.")


def test_a_journal_with_rubbish_in_it(desk: Desk, open_desk) -> None:
    desk.approved()
    clone = cloned(desk, open_desk)
    path = clone.journal()
    lines = path.read_bytes().splitlines(keepends=True)
    rubbish = [b"\xff\xfe\n", b"[]\n", b"{}\n", b'{"unit": 3}\n', b"<<<<<<< HEAD\n", b'{"action": "dance"}\n', b"\n"]
    path.write_bytes(b"".join([*rubbish, *lines, lines[0]]))
    assert rebuild(clone.space, actor="Ann").unfit == 0
    assert clone.states() == {State.APPROVED}


def test_a_forged_signature_by_the_translator_is_refused(desk: Desk, open_desk) -> None:
    """Four eyes hold for what a journal claims, too."""
    desk.approved()
    clone = cloned(desk, open_desk)
    path = clone.journal()
    path.write_text(path.read_text("utf-8").replace('"by": "Mehmet"', '"by": "Ayşe"'), "utf-8")
    result = rebuild(clone.space, actor="Ann")
    assert result.unfit == len(clone.units())
    assert State.APPROVED not in clone.states()


def test_the_journal_is_written_once_and_healed(desk: Desk) -> None:
    desk.approved()
    content = desk.journal().read_bytes()
    assert len(content.splitlines()) == 2 * len(desk.units())
    assert {json.loads(line)["action"] for line in content.splitlines()} == {"accept", "approve"}
    desk.review(Action.APPROVE, "Elif")
    assert desk.journal().read_bytes() == content
    desk.journal().write_bytes(b"".join(content.splitlines(keepends=True)[:7]))  # a crash after the commit
    desk.review(Action.APPROVE, "Elif")
    assert desk.journal().read_bytes() == content
    desk.journal().unlink()
    desk.publish()
    assert desk.journal().read_bytes() == content


def test_journal_lines_survive_being_read(desk: Desk) -> None:
    desk.approved()
    assert "".join(f"{line.line()}\n" for line in journal.read(desk.journal())) == desk.journal().read_text("utf-8")


def test_a_workspace_moves(open_desk, tmp_path: Path) -> None:
    desk = open_desk("here")
    desk.approved()
    desk.publish()
    desk.export()
    desk.space.store.close()
    published = files_below(desk.root / "published")
    place = tmp_path / "somewhere else" / "çalışma"
    place.parent.mkdir()
    shutil.copytree(desk.root, place)
    moved = open_desk("somewhere else/çalışma")
    assert moved.states() == {State.APPROVED}
    assert moved.add(None).outcome == "unchanged"
    assert moved.export().outcome == "unchanged"
    assert moved.publish().written == ()
    assert files_below(moved.root / "published") == published


def test_no_absolute_path_is_stored(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.translate()
    desk.approve()
    desk.publish()
    outside = desk.root.parent / "outside.po"
    outside.write_bytes(desk.catalogue().read_bytes())
    desk.bring(outside)
    desk.export(output=desk.root.parent / "out")
    desk.space.store.close()
    for path, content in files_below(desk.root).items():
        assert str(desk.root.parent).encode() not in content, path


def test_two_workspaces_are_one(open_desk) -> None:
    """Promise 7: the same input and clock give the same bytes, database ids and folders aside."""
    results = []
    for name in ("one", "two"):
        desk = open_desk(name)
        if name == "two":
            desk.write("Another Title\n\nAnother article that was here before.\n", "aside.txt")
            desk.name = "aside"
            desk.add(None)
            desk.draft()
            desk.name = "harbour"
        desk.add()
        desk.draft()
        desk.translate()
        desk.approve()
        desk.export()
        desk.publish()
        results.append(
            {k: v for k, v in files_below(desk.root).items() if "harbour" in k and not k.startswith(".transflow")}
        )
    assert results[0] == results[1]
    assert len(results[0]) == 5
