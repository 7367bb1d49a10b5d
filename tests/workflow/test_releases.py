"""Releases after they were made: compared, taken back, withdrawn, verified."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.workflow.desk import Desk, files_below

from transflow.config import Settings
from transflow.domain.people import Person, Role
from transflow.domain.revision import Op
from transflow.errors import GuardError, UnknownThingError, UsageError
from transflow.workflow.publishing import publish
from transflow.workflow.releases import compare, listed, roll_back, withdraw
from transflow.workflow.reporting import status
from transflow.workflow.verifying import verify

FIRST = "Zor olacağından kimse kuşku duymuyor."
SECOND = "Kimse zor olacağından kuşku duymuyor."


@pytest.fixture
def desk(open_desk) -> Desk:
    return open_desk(settings=Settings(locales=("tr",), formats=("html", "markdown")))


def twice(desk: Desk) -> Desk:
    """Two releases that differ in one sentence."""
    desk.approved()
    desk.at("2026-03-01T10:00:00+00:00")
    desk.publish()
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": SECOND}))
    desk.approve()
    desk.at("2026-03-02T10:00:00+00:00")
    assert desk.publish().release == 2
    return desk


def back(desk: Desk, number: int, **options: object) -> str:
    (moved,) = roll_back(desk.space, ["harbour"], number=number, actor="Pat", **options)  # type: ignore[arg-type]
    return f"{moved.outcome} {moved.release} {moved.restores}"


def stage(desk: Desk) -> str:
    return status(desk.space).standings[0].stage


def test_a_list_names_the_current_release_and_of_one_article_also_the_earlier_ones(desk: Desk) -> None:
    twice(desk)
    assert [(each.release.number, each.current) for each in listed(desk.space)] == [(2, True)]
    found = listed(desk.space, ["harbour"])
    assert [(each.release.number, each.current, each.release.at[:10]) for each in found] == [
        (2, True, "2026-03-02"),
        (1, False, "2026-03-01"),
    ]
    assert found[0].release.title == "Liman bölge için ne anlama geliyor"


def test_two_releases_are_compared_word_by_word(desk: Desk) -> None:
    twice(desk)
    compared = compare(desk.space, "harbour", "tr")
    assert (compared.before.number, compared.after.number) == (1, 2)
    (change,) = compared.changes
    assert FIRST in change.before
    assert SECOND in change.after
    assert "".join(text for op, text in change.difference() if op is not Op.REMOVED) == change.after
    assert compare(desk.space, "harbour", "tr", before=2, after=2).changes == ()
    with pytest.raises(UnknownThingError, match="no release 7"):
        compare(desk.space, "harbour", "tr", before=7)


def test_taking_back_publishes_the_earlier_words_as_a_new_release(desk: Desk) -> None:
    twice(desk)
    assert SECOND in desk.published()
    assert back(desk, 1) == "restored 3 1"
    assert FIRST in desk.published()
    assert FIRST in desk.published("html")
    manifest = json.loads(desk.published("manifest.json"))
    assert (manifest["release"], manifest["restores"]) == (3, 1)
    assert stage(desk) == "published"
    assert back(desk, 1) == "unchanged 3 1"


def test_what_was_taken_back_stays_so_until_a_text_changes(desk: Desk) -> None:
    twice(desk)
    back(desk, 1)
    again = desk.publish()
    assert (again.outcome, again.release, again.restores) == ("unchanged", 3, 1)
    assert FIRST in desk.published()
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": "Hiç kimse kuşku duymuyor."}))
    desk.approve()
    assert desk.publish().release == 4
    assert "Hiç kimse" in desk.published()


def test_one_can_go_forward_again(desk: Desk) -> None:
    twice(desk)
    back(desk, 1)
    assert back(desk, 2) == "restored 4 2"
    assert SECOND in desk.published()


def test_a_dry_run_of_either_changes_nothing(desk: Desk) -> None:
    twice(desk)
    before = files_below(desk.root / "published")
    assert back(desk, 1, dry_run=True) == "restored 3 1"
    withdraw(desk.space, ["harbour"], reason="wrong", actor="Pat", dry_run=True)
    assert files_below(desk.root / "published") == before
    assert [each.release.number for each in listed(desk.space)] == [2]


def test_a_release_that_is_not_there_or_was_withdrawn_cannot_be_taken_back_to(desk: Desk) -> None:
    twice(desk)
    with pytest.raises(UnknownThingError):
        back(desk, 9)
    withdraw(desk.space, ["harbour"], reason="a wrong name", actor="Pat")
    with pytest.raises(UsageError, match="a wrong name"):
        back(desk, 2)
    assert back(desk, 1) == "restored 3 1"
    assert stage(desk) == "published"


def test_withdrawing_removes_the_files_and_says_who_and_why(desk: Desk) -> None:
    twice(desk)
    desk.at("2026-03-03T10:00:00+00:00")
    (moved,) = withdraw(desk.space, ["harbour"], reason="a wrong name", actor="Pat")
    assert moved.outcome == "withdrawn"
    assert not moved.kept
    assert files_below(desk.root / "published") == {}
    release = listed(desk.space)[0].release
    assert (release.withdrawn, release.withdrawn_by, release.withdrawn_at[:10]) == ("a wrong name", "Pat", "2026-03-03")
    assert stage(desk) == "withdrawn"
    (again,) = withdraw(desk.space, ["harbour"], reason="another", actor="Pat")
    assert (again.outcome, again.reason) == ("unchanged", "a wrong name")


def test_a_file_that_somebody_changed_stays_and_is_named(desk: Desk) -> None:
    twice(desk)
    page = desk.root / "published/tr/harbour.html"
    page.write_text(page.read_text("utf-8") + "<!-- by hand -->", "utf-8")
    (moved,) = withdraw(desk.space, ["harbour"], reason="wrong", actor="Pat")
    assert moved.kept == ("published/tr/harbour.html",)
    assert set(files_below(desk.root / "published")) == {"tr/harbour.html", "tr/harbour.manifest.json"}
    assert verify(desk.space)[0].left == ("published/tr/harbour.html",)


def test_publishing_everything_leaves_what_was_withdrawn_alone(desk: Desk) -> None:
    twice(desk)
    withdraw(desk.space, ["harbour"], reason="wrong", actor="Pat")
    (outcome,) = publish(desk.space, actor="Pat")
    assert outcome.outcome == "withdrawn"
    assert files_below(desk.root / "published") == {}
    (asked,) = publish(desk.space, ["harbour"], actor="Pat")
    assert (asked.outcome, asked.release) == ("published", 3)
    assert SECOND in desk.published()


def test_only_who_may_publish_withdraws(desk: Desk) -> None:
    twice(desk)
    with desk.space.store.write() as tx:
        tx.people.save(Person(name="Pat", roles=frozenset({Role.TRANSLATOR})))
    with pytest.raises(GuardError):
        withdraw(desk.space, ["harbour"], reason="wrong", actor="Pat")
    assert stage(desk) == "published"


def test_everything_published_is_verified(desk: Desk) -> None:
    twice(desk)
    (result,) = verify(desk.space)
    assert result.sound
    assert set(result.files) == {f"published/{path}" for path in files_below(desk.root / "published")}


@pytest.mark.parametrize("suffix", ["txt", "html", "md", "manifest.json"])
def test_a_changed_or_missing_file_is_noticed(desk: Desk, suffix: str) -> None:
    twice(desk)
    path = desk.root / f"published/tr/harbour.{suffix}"
    content = path.read_bytes()
    path.write_bytes(content.replace("ı".encode(), b"i", 1) if suffix != "manifest.json" else content + b"\n")
    assert verify(desk.space)[0].altered == (f"published/tr/harbour.{suffix}",)
    path.unlink()
    assert f"published/tr/harbour.{suffix}" in verify(desk.space)[0].missing
    desk.publish()
    assert verify(desk.space)[0].sound


def test_a_file_and_its_hash_in_the_manifest_changed_together_are_noticed(desk: Desk) -> None:
    from hashlib import sha256

    twice(desk)
    page = desk.root / "published/tr/harbour.html"
    spoilt = page.read_bytes() + b"<p>added</p>"
    manifest = desk.root / "published/tr/harbour.manifest.json"
    old = sha256(page.read_bytes()).hexdigest()
    page.write_bytes(spoilt)
    manifest.write_text(manifest.read_text("utf-8").replace(old, sha256(spoilt).hexdigest()), "utf-8")
    assert set(verify(desk.space)[0].altered) == {"published/tr/harbour.html", "published/tr/harbour.manifest.json"}


def test_a_damaged_release_in_the_database_is_noticed(desk: Desk, tmp_path: Path) -> None:
    import sqlite3

    from transflow.store.packing import squeeze, unsqueeze

    twice(desk)
    desk.space.store.close()
    connection = sqlite3.connect(desk.root / ".transflow/transflow.db")
    with connection:
        (packed,) = connection.execute("select snapshot from releases where number = 2").fetchone()
        connection.execute("drop trigger releases_no_update")
        spoilt = squeeze(unsqueeze(packed).replace("kuşku".encode(), b"korku"))
        connection.execute("update releases set snapshot = ? where number = 2", (spoilt,))
    connection.close()
    desk.space = replace(desk.space)
    assert verify(desk.space)[0].damaged


def site_of(desk: Desk, **more: object) -> Desk:
    settings = replace(
        desk.space.settings, site="https://example.org/news", site_titles={"tr": "Limanlar & <dünya>"}, **more
    )
    desk.space = replace(desk.space, settings=settings)
    return desk


def test_the_folder_is_a_site_with_sitemap_list_and_feed(desk: Desk) -> None:
    from xml.etree import ElementTree

    twice(site_of(desk))
    files = files_below(desk.root / "published")
    assert {"sitemap.xml", "tr/feed.xml", "tr/index.html"} < set(files)
    addresses = [e.text for e in ElementTree.fromstring(files["sitemap.xml"]).iter() if e.tag.endswith("}loc")]
    assert addresses == ["https://example.org/news/tr/harbour.html"]
    feed = ElementTree.fromstring(files["tr/feed.xml"])
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.findtext(f"{atom}title") == "Limanlar & <dünya>"
    assert [e.findtext(f"{atom}updated") for e in feed.iter(f"{atom}entry")] == ["2026-03-02T10:00:00+00:00"]
    page = files["tr/index.html"].decode()
    assert '<a href="harbour.html">Liman bölge için ne anlama geliyor</a>' in page
    assert "<dünya>" not in page
    assert all(result.sound for result in verify(desk.space))


def test_a_withdrawn_article_leaves_the_site(desk: Desk) -> None:
    twice(site_of(desk))
    withdraw(desk.space, ["harbour"], reason="wrong", actor="Pat")
    assert b"harbour" not in files_below(desk.root / "published")["sitemap.xml"]


def test_a_machine_that_took_part_is_disclosed_also_where_people_corrected_it(desk: Desk) -> None:
    settings = replace(desk.space.settings, disclosure={"tr": "Bu çeviride makine çevirisinden yararlanılmıştır."})
    desk.space = replace(desk.space, settings=settings)
    desk.add()
    desk.draft()
    desk.export()
    desk.translate()
    desk.approve()
    desk.publish()
    assert "makine çevirisinden" in desk.published("html")
    assert "makine çevirisinden" in desk.published("md")


def test_nothing_is_disclosed_where_people_did_it_all(desk: Desk) -> None:
    settings = replace(desk.space.settings, disclosure={"tr": "Makine."})
    desk.space = replace(desk.space, settings=settings)
    desk.approved()
    desk.publish()
    assert "Makine." not in desk.published("html")
