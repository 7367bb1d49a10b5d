"""Codes keep their places through revisions, catalogues, drafts and cuts by hand, whatever their numbers become meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence

import pytest
from tests.workflow.conftest import OpenDesk
from tests.workflow.desk import Desk, outcomes

from transflow.domain.states import Action, State
from transflow.engines.base import NO_HINTS, Draft, Failure, Hints
from transflow.errors import UsageError
from transflow.testing import EchoEngine
from transflow.workflow.drafting import draft
from transflow.workflow.intake import Added, add
from transflow.workflow.segmenting import join, split


def put(desk: Desk, source: str, suffix: str = "html") -> Added:
    """``source`` added as an article in HTML, or Markdown."""
    return add(desk.space, [desk.write(source, f"{desk.name}.{suffix}")], actor="Ann")[0]


def translate(desk: Desk, texts: Mapping[str, str]) -> None:
    """``texts`` by the first words of their sources, brought in by a translator."""
    desk.export()
    desk.bring(desk.edit(texts))


# groups

PORTS, SHIPS = "Ports are <i>new</i> here.", "Ships <b>wait</b> there."
GROUP = {"Ports": "Limanlar <1>yeni</1> ve gemiler <2>bekliyor</2>.", "Ships": "{^}"}


def test_a_head_that_waited_gets_the_numbers_of_its_members_codes(desk: Desk) -> None:
    """It was once restored as approved with one code twice and another not at all: its member had moved on without it."""
    put(desk, f"<p>{PORTS} {SHIPS}</p>")
    translate(desk, GROUP)
    desk.approve()
    put(desk, f"<p>One is <i>red</i> now. Two is <i>blue</i> now. {SHIPS}</p>")
    put(desk, f"<p>One is <i>red</i> now. {PORTS} {SHIPS}</p>")
    head = desk.target("Ports")
    assert (head.state, head.text) == (State.APPROVED, "Limanlar <2>yeni</2> ve gemiler <3>bekliyor</3>.")
    put(desk, f"<p>{PORTS} {SHIPS}</p>")
    assert (desk.states(), desk.target("Ports").text) == ({State.APPROVED}, GROUP["Ports"])


def test_a_head_whose_sentence_was_gone_is_back_by_an_undo(desk: Desk) -> None:
    """It once stayed stale: its member's code had had the number of its own in between."""
    source = f"<p>{PORTS} {SHIPS}</p>"
    put(desk, source)
    translate(desk, GROUP)
    desk.approve()
    put(desk, f"<p>{SHIPS}</p>")
    put(desk, source)
    assert (desk.states(), desk.target("Ports").text) == ({State.APPROVED}, GROUP["Ports"])


def test_a_head_that_lost_a_code_is_not_restored(desk: Desk) -> None:
    """Which of the group's codes are those in its text cannot be told then."""
    put(desk, f"<p>{PORTS} {SHIPS}</p>")
    translate(desk, {**GROUP, "Ports": "Limanlar <1>yeni</1> ve gemiler bekliyor."})
    put(desk, f"<p>One is <i>red</i> now. {SHIPS}</p>")
    put(desk, f"<p>One is <i>red</i> now. {PORTS} {SHIPS}</p>")
    assert desk.state("Ports") is State.STALE


def test_a_head_that_waited_says_which_note_its_member_refers_to(desk: Desk) -> None:
    """Restored with the label of before, it would send readers to another note."""
    notes = "\n\n\n[1] First source.\n\n[2] Second source.\n"
    source = f"Ports came.[1] Ships wait.[2]\n\nThe list is long. For more see note 2.{notes}"
    desk.add(source)
    texts = {"Ports came": "Limanlar geldi.[1]", "Ships wait": "Gemiler bekliyor.[2]", "For more": "{^}"}
    texts |= {"The list": "Liste uzun, bkz. not 2.", "First": "İlk kaynak.", "Second": "İkinci kaynak."}
    translate(desk, texts)
    desk.approve()
    assert desk.states() == {State.APPROVED}
    more = source.replace("Ports came.[1]", "New one.[9] Ports came.[1]").replace("\n\n[2]", "\n\n[9] Ninth.\n\n[2]")
    more = more.replace("note 2", "note 3").replace("[2]", "[3]").replace("[1]", "[2]").replace("[9]", "[1]")
    desk.add(more.replace("list is long", "list is short"))
    desk.add(more)
    head = desk.target("The list")
    assert (head.state, head.text) == (State.STALE, texts["The list"]), "a person must look"
    desk.add(source)
    assert desk.states() == {State.APPROVED}


# catalogues


def test_a_catalogue_older_than_a_renumbering_has_the_codes_of_a_group(desk: Desk) -> None:
    """Only the entry's own unit was once asked: a merged sentence's code came back under the number of another's."""
    put(desk, "<p>Intro is short. We like ports. They are <b>very</b> busy.</p>")
    texts = {"Intro": "Giriş kısa.", "We": "Limanları severiz, <1>çok</1> yoğundurlar.", "They": "{^}"}
    translate(desk, texts)
    desk.export()
    old = shutil.copy(desk.catalogue(), desk.root / "old.po")
    put(desk, "<p><i>Intro</i> is short. We like ports. They are <b>very</b> busy.</p>")
    brought = desk.bring(desk.edit({"We": "Limanları pek severiz, <1>çok</1> yoğundurlar."}, path=desk.root / old))
    assert outcomes(brought) == {"accepted": 1}
    assert desk.target("We").text == "Limanları pek severiz, <2>çok</2> yoğundurlar."
    assert desk.codes("We") == set()


def test_words_that_look_like_a_tag_are_none_in_an_older_catalogue(desk: Desk) -> None:
    """The entry once counted as one for another source, and its work became a conflict."""
    put(desk, "<p>Start word. Use &lt;5&gt; with the <b>best</b> tool.</p>")
    translate(desk, {"Start": "Söz.", "Use": "<5> için en <1>iyi</1> alet."})
    desk.export()
    old = desk.root / "old.po"
    shutil.copy(desk.catalogue(), old)
    put(desk, "<p><i>Start</i> word. Use &lt;5&gt; with the <b>best</b> tool.</p>")
    assert outcomes(desk.bring(desk.edit({"Use": "<5> için en <1>iyi</1> araç."}, path=old))) == {"accepted": 1}
    assert desk.target("Use").text == "<5> için en <2>iyi</2> araç."


# drafts


def test_a_repetition_numbers_its_codes_beside_words_that_look_like_a_tag(desk: Desk) -> None:
    use = "Use &lt;9&gt; with the <b>best</b> tool."
    put(desk, f"<p>{use}</p><p>An <i>extra</i> one. {use}</p>")
    desk.export()
    desk.bring(desk.edit({"Use <9> with the <1>": "En iyi <1>araç</1> ile <9> kullan."}))
    desk.draft()
    assert desk.target("Use <9> with the <2>").text == "En iyi <2>araç</2> ile <9> kullan."


class Meanwhile(EchoEngine):
    """An engine during whose work something happens."""

    happens: Callable[[], object]

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        self.happens()
        return super().translate(sources, source=source, target=target)


def test_a_draft_made_while_numbers_moved_is_left_out(desk: Desk) -> None:
    """It was once stored with the numbers of the source that it was made for."""
    source = "Alpha{} is here.\n\nWe saw **the port**[^a] today.\n\n[^a]: Note a is here.\n"
    put(desk, source.format(""), "md")
    engine = Meanwhile()
    engine.happens = lambda: put(desk, source.format("[^n]") + "\n[^n]: New one.\n", "md")
    object.__setattr__(desk.space, "engine", lambda name: engine)
    draft(desk.space, [desk.name], actor="Ann", engines=["echo"])
    assert desk.state("We saw") is State.NEW
    assert desk.state("Note a") is State.DRAFTED, "what did not move is kept"


# cuts by hand


@pytest.mark.parametrize(
    ("suffix", "before", "after"),
    [
        ("html", "<p>One two three. We saw <b>the port</b>; it was busy today.</p>", "<p><i>One</i> two three. {}</p>"),
        (
            "md",
            "One two three.\n\nWe saw the port[^a]; it was busy today.\n\n[^a]: Note a is here.\n",
            "One two three[^n].\n\n{}\n\n[^n]: New one.\n",
        ),
    ],
)
def test_a_split_by_hand_outlives_a_code_or_a_note_in_front_of_it(
    desk: Desk, suffix: str, before: str, after: str
) -> None:
    """It was once kept by a text with numbers in it, so that a new note in front undid it and made approvals stale."""
    put(desk, before, suffix)
    whole = desk.unit("We saw")
    assert split(desk.space, whole.id, whole.source.index(" it was"), actor="Ann").changed
    texts = {u.source: f"TR {u.source}" for u in desk.units()}
    translate(desk, texts)
    put(desk, after.format(before[before.index("We saw") :].removesuffix("</p>")), suffix)
    assert [u.source for u in desk.units()].count("it was busy today.") == 1
    assert desk.state("We saw") is State.TRANSLATED
    assert not split(desk.space, whole.id, len(desk.unit("We saw").source), actor="Ann").changed


def test_a_join_by_hand_outlives_a_code_in_front_of_it_and_can_be_undone(desk: Desk) -> None:
    source = "<p>{} two three. We saw <b>the port</b>. It was <i>busy</i> today.</p>"
    put(desk, source.format("One"))
    join(desk.space, desk.unit("We saw").id, desk.unit("It was").id, actor="Ann")
    put(desk, source.format("<u>One</u>"))
    joined = desk.unit("We saw")
    assert joined.source == "We saw <2>the port</2>. It was <3>busy</3> today."
    split(desk.space, joined.id, joined.source.index(" It was"), actor="Ann")
    assert [u.source for u in desk.units()][1:] == ["We saw <2>the port</2>.", "It was <3>busy</3> today."]


def test_equal_sentences_are_split_together_whatever_their_numbers(desk: Desk) -> None:
    put(desk, "<p>We saw <b>it</b>; it was busy.</p><p>An <i>extra</i> one. We saw <b>it</b>; it was busy.</p>")
    desk.export()
    before = [u.id for u in desk.units()]
    first = desk.unit("We saw <1>")
    split(desk.space, first.id, first.source.index(" it was"), actor="Ann")
    assert [u.source for u in desk.units() if u.source.startswith("We")] == ["We saw <1>it</1>;", "We saw <2>it</2>;"]
    assert [u.id for u in desk.units() if u.id in before] == before, "the first halves keep their identities"


def test_a_joined_sentence_is_found_again_with_the_codes_of_both(desk: Desk) -> None:
    put(desk, "<p>Short <b>a</b>. <i>Much longer</i> is this <u>second sentence</u> with <b>many</b> words in it.</p>")
    first, second = desk.units()
    translate(desk, {"Short": "Kısa <1>a</1>.", second.source: f"TR {second.source}"})
    join(desk.space, first.id, second.id, actor="Ann")
    assert [u.id for u in desk.units()] == [first.id]
    assert not join(desk.space, first.id, second.id, actor="Ann").changed


def test_no_split_leaves_a_sentence_of_markup_alone(desk: Desk) -> None:
    """A half was once nothing but a tag, for somebody to translate."""
    put(desk, "<p>See the word <b>on</b></p>")
    (unit,) = desk.units()
    for offset in (unit.source.index("</1>"), unit.source.index("<1>") + 1):
        with pytest.raises(UsageError, match="tag"):
            split(desk.space, unit.id, offset, actor="Ann")
    assert split(desk.space, unit.id, unit.source.index("<1>"), actor="Ann").changed


def test_cuts_of_an_older_transflow_still_hold(open_desk: OpenDesk) -> None:
    """They are stored with the numbers as they stood."""
    desk = open_desk()
    source = "<p><i>One</i> two three. We saw <b>the port</b>; it was busy. It grew.</p>"
    put(desk, source)
    whole = desk.unit("We saw")
    with desk.space.store.write() as tx:
        record = tx.articles.get(desk.name)
        assert record is not None
        cuts = tx.cuts.get(record.id)
        at = whole.source.index(" it was")
        tx.cuts.save(record.id, type(cuts)(splits={whole.source: (at,)}))
    put(desk, source.replace("three", "four"))
    assert "it was busy." in [u.source for u in desk.units()]
    desk.review(Action.TRANSLATE, "Ayşe", "We saw", text="Gördük <2>limanı</2>;")
    join(desk.space, desk.unit("We saw").id, desk.unit("it was").id, actor="Ann")
    assert whole.source in [u.source for u in desk.units()], "and a join undoes them"
