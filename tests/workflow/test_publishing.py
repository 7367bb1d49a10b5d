"""G6 and promises 3, 4, 5 and 10: what is published, how its notes are numbered, and what is never published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from tests.workflow.desk import HARBOUR, TURKISH, Desk, files_below

from transflow.config import ArticleSettings, Settings
from transflow.domain.findings import Severity
from transflow.domain.states import Action, State
from transflow.errors import UsageError
from transflow.workflow.composing import Snapshot
from transflow.workflow.drafting import draft
from transflow.workflow.export import export
from transflow.workflow.importing import import_catalogues
from transflow.workflow.placing import place
from transflow.workflow.publishing import publish
from transflow.workflow.reporting import status
from transflow.workflow.review import Ruling, review

ALL = Settings(locales=("tr",), formats=("html", "markdown"))


@pytest.fixture
def printer(open_desk) -> Desk:
    """A desk that publishes every format."""
    return open_desk(settings=ALL)


def approved_with(desk: Desk, texts: dict[str, str]) -> Desk:
    desk.add()
    desk.translate()
    desk.export()
    desk.bring(desk.edit(texts))
    desk.approve()
    assert desk.states() == {State.APPROVED}
    return desk


def test_merged_sentences_go_the_whole_way(printer: Desk) -> None:
    merged = {
        "Trade grew": "Ticaret 2023'te yüzde 12 büyüdü.[1]",
        "Nobody doubts": "{^}",
        "The next step": "Sıradaki adım, zor olacağından kimsenin kuşku duymadığı ortak bir tarife.[4]",
    }
    desk = approved_with(printer, merged)
    assert desk.publish().outcome == "published"
    paragraph = next(line for line in desk.published().splitlines() if line.startswith("Sıradaki"))
    assert paragraph == (
        "Sıradaki adım, zor olacağından kimsenin kuşku duymadığı ortak bir tarife.[4] "
        "Liste https://www.example.org/works adresinde ve güncelleniyor."
    )
    assert "{^}" not in "".join(desk.published(s) for s in ("txt", "html", "md"))


def test_a_marker_may_move_within_the_merged_group_but_not_vanish(desk: Desk) -> None:
    desk.add()
    desk.export()
    desk.bring(
        desk.edit(
            {
                "The two ports": "Metin bir.",
                "Ministers met": "Bakanlar[2] ve plan[3] ve dört bölüm.",
                "The plan has": "{^}",
            }
        )
    )
    assert desk.codes("Ministers met") == set()
    desk.bring(desk.edit({"The two ports": "Bakanlar[2] gitti.", "Ministers met": "{^}", "The plan has": "Plan."}))
    assert "marker-lost" in desk.codes("The two ports")
    assert not desk.review(Action.ACCEPT, "Mehmet", "The two ports").done


def test_a_merge_with_nothing_before_it_is_stopped(desk: Desk) -> None:
    desk.add()
    desk.export()
    desk.bring(desk.edit({"The next step": "{^}"}))
    assert not desk.review(Action.ACCEPT, "Mehmet", "The next step").done


def test_a_merged_sentence_is_no_draft_for_its_repetition(desk: Desk) -> None:
    desk.add()
    desk.export()
    file = desk.edit({"Nobody doubts": "Zor."})
    desk.bring(file)
    first = desk.unit("Trade grew").id
    review(
        desk.space,
        desk.name,
        "tr",
        Ruling(action=Action.TRANSLATE, text="Ticaret büyüdü[1] ve limanlar yoğundu."),
        ids=[first],
        actor="Ayşe",
    )
    desk.review(Action.TRANSLATE, "Ayşe", "The two ports", text="{^}")
    desk.draft()
    second = [u for u in desk.units() if u.source.startswith("Trade grew")][1]
    assert desk.of(second.id).text == "tr: Trade grew by 12 percent in 2023.[1]"


def test_a_repetition_takes_the_text_of_its_first_occurrence(desk: Desk) -> None:
    desk.add()
    desk.draft()
    one, two = [desk.of(u.id) for u in desk.units() if u.source.startswith("Trade grew")]
    assert one.text == two.text
    assert len(desk.engine.asked) == len(set(desk.engine.asked))


def test_a_translators_own_note_is_numbered_with_the_rest(printer: Desk) -> None:
    desk = approved_with(
        printer,
        {"The two ports": "İki liman[ç.n.: Bakü ve Poti.] yazın yoğundu.", "The plan has": "Planın dört bölümü var."},
    )
    desk.publish()
    text = desk.published()
    assert "büyüdü.[1] İki liman[2] yazın yoğundu. Bakanlar Bakü'de[3]" in text
    notes = re.findall(r"^\[(\d)\] ", text, re.MULTILINE)
    assert notes == ["1", "2", "3", "4", "5"]
    assert "[2] Bakü ve Poti." in text
    assert "[^2]" in desk.published("md")
    assert "Bakü ve Poti." in desk.published("md")
    html = desk.published("html")
    assert "doc-noteref" in html
    assert "doc-endnotes" in html
    assert html.index("Bakü ve Poti") > html.index("doc-endnotes")


def test_swapped_markers_warn_and_are_numbered_anew_with_their_notes(desk: Desk) -> None:
    """Promise 10: the word order of the language turned two markers round."""
    approved_with(
        desk,
        {
            "Ministers met": "Bir plan üzerinde[3] anlaşan bakanlar Bakü'de[2] buluştu.",
            "Ibid.": "“A Shorter Way”, Harbour Forum.",
        },
    )
    assert "markers-swapped" in desk.codes("Ministers met")
    desk.publish()
    text = desk.published()
    assert "Bir plan üzerinde[2] anlaşan bakanlar Bakü'de[3] buluştu." in text
    assert "[2] Planı ilk olarak liman işçileri önerdi." in text
    assert "[3] “A Shorter Way”, Harbour Forum." in text
    assert text.index("[2] Planı") < text.index("[3] “A Shorter")


def test_swapped_markers_that_lead_an_ibid_astray_are_flagged(desk: Desk) -> None:
    approved_with(desk, {"Ministers met": "Bir plan üzerinde[3] anlaşan bakanlar Bakü'de[2] buluştu."})
    assert "ibid-referent" in desk.codes("Ibid.")


def test_the_first_order_of_notes_may_change_across_sentences(desk: Desk) -> None:
    """A marker used twice: its note is numbered where it stands first."""
    approved_with(desk, {})
    desk.publish()
    text = desk.published()
    assert text.count("büyüdü.[1]") == 2
    assert re.findall(r"^\[(\d)\] ", text, re.MULTILINE) == ["1", "2", "3", "4"]


def test_every_marker_and_note_is_published_once(printer: Desk) -> None:
    desk = approved_with(printer, {})
    desk.publish()
    body, notes = desk.published().split("\n\n\n[1] ", 1)
    assert sorted(re.findall(r"\[(\d)\]", body)) == ["1", "1", "2", "3", "4"]
    assert len(re.findall(r"^\[\d\] ", f"[1] {notes}", re.MULTILINE)) == 4


def test_furniture_stays_and_the_language_line_names_what_is_published(open_desk) -> None:
    desk = open_desk(settings=Settings(locales=("tr", "ru"), formats=("html",)))
    approve_both(desk, ["tr"])
    assert "Bu yazı şu dillerde de mevcuttur: English\n" in desk.published()
    assert "\nShare\n" in desk.published()
    first = desk.published("html")
    approve_both(desk, ["ru"])
    results = {r.locale: r for r in publish(desk.space, actor="Pub")}
    assert (results["tr"].outcome, results["tr"].release) == ("unchanged", 1)
    assert "Bu yazı şu dillerde de mevcuttur: English Русский\n" in desk.published()
    assert desk.published("html") != first
    assert "../ru/harbour.html" in desk.published("html")


def approve_both(desk: Desk, locales: list[str]) -> None:
    """Approve and publish in some locales (Turkish words everywhere, which is enough here)."""
    desk.add()
    for locale in locales:
        draft(desk.space, [desk.name], locales=[locale], engines=["echo"], actor="Ann")
        export(desk.space, [desk.name], locales=[locale], actor="Ann")
        order = dict(sorted(TURKISH.items(), key=lambda item: len(item[0])))
        path = desk.edit(order, path=desk.catalogue(locale))
        import_catalogues(desk.space, [path], actor="Ann")
        review(desk.space, desk.name, locale, Ruling(action=Action.ACCEPT), everything=True, actor="Mehmet")
        review(desk.space, desk.name, locale, Ruling(action=Action.APPROVE), everything=True, actor="Elif")
        assert publish(desk.space, [desk.name], locales=[locale], actor="Pub")[0].outcome == "published"


def test_icons_of_a_copied_page_are_no_language_line(desk: Desk) -> None:
    desk.add(HARBOUR.replace("Share\n", "Share\n\n\ue0ff\n"))
    desk.translate()
    icon = [u for u in desk.units() if u.source == "\ue0ff"]
    for unit in icon:
        review(desk.space, desk.name, "tr", Ruling(action=Action.TRANSLATE, text="-"), ids=[unit.id], actor="Ayşe")
    desk.approve()
    assert desk.publish().outcome == "published"
    assert desk.published().count("Bu yazı şu dillerde") == 1


def test_a_warning_is_settled_by_a_person(desk: Desk) -> None:
    """Promise 10: the swap stays as it is, and is not shown again."""
    desk.add()
    desk.translate()
    desk.review(
        Action.TRANSLATE, "Ayşe", "Ministers met", text="Bir plan üzerinde[3] anlaşan bakanlar Bakü'de[2] buluştu."
    )
    before = status(desk.space).standings[0].warnings
    assert desk.review(
        Action.WAIVE, "Mehmet", "Ministers met", code="markers-swapped", reason="Turkish word order"
    ).done
    assert status(desk.space).standings[0].warnings == before - 1


def test_published_twice_is_one_release(printer: Desk) -> None:
    desk = printer.approved()
    first = desk.publish()
    assert set(first.written) == set(first.files)
    before = files_below(desk.root / "published")
    again = desk.publish()
    assert (again.outcome, again.release, again.written) == ("unchanged", 1, ())
    assert files_below(desk.root / "published") == before


def test_a_published_file_that_somebody_spoilt_is_mended(desk: Desk) -> None:
    desk.approved()
    desk.publish()
    good = desk.published()
    path = desk.root / "published/tr/harbour.txt"
    path.write_text("spoilt", "utf-8")
    again = desk.publish()
    assert (again.outcome, again.written) == ("unchanged", ("published/tr/harbour.txt",))
    assert desk.published() == good


def test_another_format_is_no_new_release(desk: Desk) -> None:
    desk.approved()
    desk.publish()
    desk.space = replace(desk.space, settings=ALL)
    again = desk.publish()
    assert (again.outcome, again.release) == ("unchanged", 1)
    assert set(again.written) == {
        "published/tr/harbour.html",
        "published/tr/harbour.md",
        "published/tr/harbour.manifest.json",
    }


def test_settings_that_change_what_is_published_make_a_release(desk: Desk) -> None:
    desk.approved()
    desk.publish()
    own = ArticleSettings(tags={"tr": ("liman",)}, slug={"tr": "liman"}, description={"tr": "Limanlar."})
    desk.space = replace(desk.space, settings=replace(desk.space.settings, articles={"harbour": own}))
    assert desk.publish().release == 2
    assert desk.publish().outcome == "unchanged"


def test_an_edit_after_publishing_blocks_until_it_is_signed(desk: Desk) -> None:
    desk.approved()
    desk.publish()
    good = desk.published()
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": "Kimse zor olacağından kuşku duymuyor."}))
    assert desk.publish().outcome == "blocked"
    assert desk.published() == good, "what was published stays"
    desk.approve()
    assert desk.publish().release == 2
    assert "Kimse zor olacağından" in desk.published()


def test_a_carried_revision_is_published_and_then_current(desk: Desk) -> None:
    desk.approved()
    desk.publish()
    desk.add(HARBOUR.replace("“", '"').replace("”", '"'))
    assert status(desk.space).standings[0].stage == "published, outdated"
    desk.publish()
    standing = status(desk.space).standings[0]
    assert (standing.stage, standing.next) == ("published", "nobody")
    assert desk.publish().outcome == "unchanged"


def test_the_source_file_on_disk_is_not_read_when_publishing(desk: Desk) -> None:
    desk.approved()
    desk.write("Something else entirely.\n")
    assert desk.publish().outcome == "published"
    assert "Liman bölge için" in desk.published()


def test_a_tampered_target_is_not_published(desk: Desk) -> None:
    """Promise 4 where somebody writes past transflow, straight into the database."""
    import sqlite3

    desk.approved()
    desk.space.store.close()
    connection = sqlite3.connect(desk.root / ".transflow/transflow.db")
    with connection:
        connection.execute("update targets set text = 'Başka bir metin.' where unit = ?", (desk_unit(desk),))
    connection.close()
    blocked = desk.publish()
    assert blocked.outcome == "blocked"
    assert [b.reason for b in blocked.blocked] == ["changed"]
    connection = sqlite3.connect(desk.root / ".transflow/transflow.db")
    with connection:
        connection.execute("update targets set text = ? where unit = ?", (TURKISH["Nobody doubts"], desk_unit(desk)))
    connection.close()


def desk_unit(desk: Desk) -> str:
    return desk.unit("Nobody doubts").id


def test_a_manifest_says_who_vouched_for_what(desk: Desk) -> None:
    desk.approved()
    desk.publish()
    manifest = json.loads((desk.root / "published/tr/harbour.manifest.json").read_text("utf-8"))
    unit = next(u for u in manifest["units"] if u["unit"] == desk_unit(desk))
    assert (unit["translator"], unit["reviewer"], unit["approver"]) == ("Ayşe", "Mehmet", "Elif")
    assert set(manifest["files"]) == {"published/tr/harbour.txt".removeprefix("published/")}


def test_a_dry_run_of_publishing_writes_nothing(desk: Desk) -> None:
    desk.approved()
    assert desk.publish(dry_run=True).outcome == "published"
    assert not (desk.root / "published").exists()
    assert status(desk.space).standings[0].release == 0


def test_one_blocked_locale_stops_no_other(open_desk) -> None:
    desk = open_desk(settings=Settings(locales=("tr", "ru")))
    approve_both(desk, ["tr"])
    results = {r.locale: r.outcome for r in publish(desk.space, actor="Pub")}
    assert results == {"tr": "unchanged", "ru": "blocked"}


def test_a_correction_after_publishing_is_seen_by_status(desk: Desk) -> None:
    """An approved correction once stood as "published" with nobody next, though readers still had the old words."""
    desk.approved()
    desk.publish()
    before = desk.target("Nobody doubts").text
    assert status(desk.space).standings[0].stage == "published"
    for text in ("Kimse kuşku duymuyor.", before):
        desk.review(Action.TRANSLATE, "Ayşe", "Nobody doubts", text=text)
        desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts")
        desk.review(Action.APPROVE, "Elif", "Nobody doubts")
        standing = status(desk.space).standings[0]
        assert (standing.stage, standing.next) == ("published, outdated", "publisher")
    assert desk.publish().outcome == "unchanged", "the correction was taken back before it was published"
    assert status(desk.space).standings[0].stage == "published"


def test_what_blocks_now_is_not_published_though_it_was_approved(desk: Desk) -> None:
    approved_with(desk, {"Ministers met": "Bir plan üzerinde[3] anlaşan bakanlar Bakü'de[2] buluştu."})
    lenient = desk.space
    strict = Settings(locales=("tr",), severities={"markers-swapped": Severity.BLOCKING})
    desk.space = replace(lenient, settings=strict, _grounds={})
    result = desk.publish()
    assert (result.outcome, result.files) == ("blocked", ())
    assert [(b.unit, b.reason) for b in result.blocked] == [(desk.unit("Ministers met").id, "markers-swapped")]
    desk.space = lenient
    assert desk.publish().outcome == "published"
    desk.space = replace(lenient, settings=strict, _grounds={})
    assert desk.publish().outcome == "unchanged"


def test_a_release_credits_who_confirmed_a_draft_and_nobody_for_sentences_that_are_gone(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.review(Action.CONFIRM, "Deniz", "She writes")
    desk.review(Action.TRANSLATE, "Gone", "Nobody doubts", text="Kolay olmayacak.")
    desk.export()
    texts = {start: text for start, text in TURKISH.items() if start not in ("Nobody doubts", "She writes")}
    desk.bring(desk.edit(dict(sorted(texts.items(), key=lambda item: len(item[0])))))
    desk.add(HARBOUR.replace(" Nobody doubts that it will be hard.", ""))
    desk.approve()
    assert desk.publish().outcome == "published"
    with desk.space.store.read() as tx:
        record = tx.articles.get(desk.name)
        assert record is not None
        release = tx.releases.latest([record.id], snapshots=True)[record.id, "tr"]
    assert Snapshot.unpacked(release.snapshot).view.translators == ("Ayşe", "Deniz")


def test_a_journal_with_as_many_other_lines_is_healed_by_publishing(desk: Desk) -> None:
    desk.approved()
    lines = desk.journal().read_text("utf-8").splitlines()
    desk.journal().write_text("".join(f"{line}\n" for line in [*lines[:-1], "noise"]), "utf-8")
    desk.publish()
    assert lines[-1] in desk.journal().read_text("utf-8").splitlines()


def test_a_journal_in_another_order_gets_no_line_twice(desk: Desk) -> None:
    desk.approved()
    lines = desk.journal().read_text("utf-8").splitlines()
    desk.journal().write_text("".join(f"{line}\n" for line in reversed(lines)), "utf-8")
    with desk.space.store.read() as tx:
        record = tx.articles.get(desk.name)
    assert record is not None
    desk.space.keep_journal(desk.name, "tr", record.id)
    assert desk.journal().read_text("utf-8").splitlines() == lines[::-1]


class Interleaved:
    """A store in which somebody else gets in once, right after the first reading."""

    def __init__(self, store: Any, between: Callable[[], object]) -> None:
        self._store = store
        self._between: list[Callable[[], object]] = [between]

    @contextmanager
    def read(self) -> Iterator[Any]:
        with self._store.read() as tx:
            yield tx
        if self._between:
            self._between.pop()()


def test_the_slower_of_two_publishers_leaves_no_older_files(desk: Desk) -> None:
    desk.approved()
    desk.publish()
    quick = desk.space

    def publish_a_correction() -> None:
        desk.review(Action.TRANSLATE, "Ayşe", "Nobody doubts", text="Kimse kuşku duymuyor.")
        desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts")
        desk.review(Action.APPROVE, "Elif", "Nobody doubts")
        assert desk.publish().release == 2

    with quick.store.read() as tx:
        record = tx.articles.get(desk.name)
    assert record is not None
    slow: Any = Interleaved(quick.store, publish_a_correction)
    place(replace(quick, store=slow), [record])
    assert "Kimse kuşku duymuyor." in desk.published()
    assert json.loads(desk.published("manifest.json"))["release"] == 2


def test_a_format_that_is_not_published_any_more_is_removed(printer: Desk) -> None:
    """The HTML stayed for ever, with the words of the release it was written for."""
    desk = printer.approved()
    desk.publish()
    desk.space = replace(desk.space, settings=replace(ALL, formats=("markdown",)))
    assert desk.publish(dry_run=True).removed == ()
    again = desk.publish()
    assert (again.outcome, again.removed) == ("unchanged", ("published/tr/harbour.html",))
    assert set(files_below(desk.root / "published")) == {f"tr/harbour.{s}" for s in ("txt", "md", "manifest.json")}
    assert desk.publish().removed == ()


def test_a_rendering_that_somebody_edited_is_not_removed(printer: Desk) -> None:
    desk = printer.approved()
    desk.publish()
    edited = desk.root / "published/tr/harbour.html"
    edited.write_text("mine now", "utf-8")
    desk.space = replace(desk.space, settings=replace(ALL, formats=()))
    assert desk.publish().removed == ("published/tr/harbour.md",)
    assert edited.read_text("utf-8") == "mine now"


@pytest.mark.parametrize("path", ["../articles/harbour.txt", "tr/other.html", "tr/../../articles/harbour.txt"])
def test_a_manifest_cannot_have_the_files_of_others_removed(desk: Desk, path: str) -> None:
    desk.approved()
    desk.publish()
    victim = desk.root / "published" / path
    if not victim.exists():
        victim.write_text("another article's", "utf-8")
    content = victim.read_bytes()
    file = desk.root / "published/tr/harbour.manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    manifest["files"][path] = sha256(content).hexdigest()
    file.write_text(json.dumps(manifest), "utf-8")
    assert desk.publish().removed == ()
    assert victim.read_bytes() == content


@pytest.mark.parametrize("content", ["", "[]", '{"files": 3}', '{"files": {"tr/harbour.\\ud800": 1}}', "[" * 100_000])
def test_a_manifest_that_cannot_be_read_is_written_anew(desk: Desk, content: str) -> None:
    desk.approved()
    desk.publish()
    file = desk.root / "published/tr/harbour.manifest.json"
    good = file.read_bytes()
    file.write_text(content, "utf-8")
    assert desk.publish().written == ("published/tr/harbour.manifest.json",)
    assert file.read_bytes() == good


def test_a_publish_folder_below_a_link_out_of_the_workspace_is_refused(open_desk) -> None:
    desk = open_desk(settings=Settings(locales=("tr",), publish_folder="site/public"))
    desk.approved()
    away = desk.root.parent / "away"
    away.mkdir()
    (desk.root / "site").symlink_to(away)
    with pytest.raises(UsageError):
        desk.publish()
    assert list(away.iterdir()) == []
