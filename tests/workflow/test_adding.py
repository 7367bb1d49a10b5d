"""What intake takes over from catalogues and folders: identities, names, links; and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.workflow.conftest import OpenDesk
from tests.workflow.desk import HARBOUR, Desk

from transflow.config import Settings
from transflow.errors import ConflictError, UsageError
from transflow.store.units import Units
from transflow.workflow.intake import add
from transflow.workflow.reporting import show
from transflow.workflow.segmenting import join, split

QUAY = "The Quay\n\nAlpha is here today. Beta follows soon after. Gamma has come last.\n"


def catalogue(desk: Desk, locale: str, name: str, entries: Mapping[str, str], mark: str = "") -> None:
    """A catalogue that gives identities (unit → source)."""
    path = desk.catalogue(locale, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    header = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: {locale}\\n"\n'
    parts = [f'{mark}msgctxt "{u}"\n{mark}msgid "{source}"\n{mark}msgstr "x"\n' for u, source in entries.items()]
    path.write_text("\n".join([header, *parts]), "utf-8")


def sources(desk: Desk, name: str = "quay") -> dict[str, str]:
    return {u.source: u.id for u in show(desk.space, name, locales=["tr"]).units}


def bring_quay(desk: Desk) -> dict[str, str]:
    assert add(desk.space, [desk.write(QUAY, "quay.txt")], actor="Ann")[0].error is None
    found = sources(desk)
    assert list(found) == ["The Quay", "Alpha is here today.", "Beta follows soon after.", "Gamma has come last."]
    assert len(set(found.values())) == 4
    return found


def test_an_identity_that_two_catalogues_give_to_two_sentences_loses_no_sentence(open_desk: OpenDesk) -> None:
    desk = open_desk(settings=Settings(locales=("tr", "ru")))
    catalogue(desk, "tr", "quay", {"quay/AAAAAAAA": "Alpha is here today."})
    catalogue(desk, "ru", "quay", {"quay/AAAAAAAA": "Beta follows soon after."})
    found = bring_quay(desk)
    assert found["Alpha is here today."] == "quay/AAAAAAAA"


@pytest.mark.parametrize(
    "unit", ["quay/b/AAAAAAAA", "quay/short", "quay/AAAAAAAA2", "quay/aaaaaaaa", "quay/AAAA0AAA", "quayX/AAAAAAAA"]
)
def test_an_identity_of_another_shape_is_not_adopted(desk: Desk, unit: str) -> None:
    catalogue(desk, "tr", "quay", {unit: "Alpha is here today."})
    assert bring_quay(desk)["Alpha is here today."] != unit


def test_a_dot_in_a_name_stands_for_itself_in_adopted_identities(desk: Desk) -> None:
    catalogue(desk, "tr", "q.y", {"qay/AAAAAAAA": "Alpha is here today.", "q.y/BBBBBBBB": "Gamma has come last."})
    add(desk.space, [desk.write(QUAY, "q.y.txt")], actor="Ann")
    found = sources(desk, "q.y")
    assert found["Alpha is here today."].startswith("q.y/")
    assert found["Gamma has come last."] == "q.y/BBBBBBBB"


def test_an_identity_of_an_obsolete_entry_is_not_adopted(desk: Desk) -> None:
    catalogue(desk, "tr", "quay", {"quay/AAAAAAAA": "Alpha is here today."}, mark="#~ ")
    assert bring_quay(desk)["Alpha is here today."] != "quay/AAAAAAAA"


def test_a_catalogue_takes_no_unit_from_another_article(desk: Desk) -> None:
    add(desk.space, [desk.write(QUAY, "quay/b.txt")], actor="Ann")
    before = sources(desk, "quay/b")
    catalogue(desk, "tr", "quay", {before["Gamma has come last."]: "Alpha is here today."})
    bring_quay(desk)
    assert sources(desk, "quay/b") == before


def test_an_identity_that_the_database_has_elsewhere_is_not_adopted(desk: Desk) -> None:
    """As an earlier mistake may have left it: the identity is shaped as this article's, and is another's."""
    other = add(desk.space, [desk.write(QUAY, "other.txt")], actor="Ann")[0]
    with desk.space.store.write() as tx:
        record = tx.articles.get(other.name)
        assert record is not None
        (first, *rest) = tx.units.of([record.id])[record.id]
        tx.units.replace({record.id: [replace(first, id="quay/AAAAAAAA"), *rest]}, [first.id])
    catalogue(desk, "tr", "quay", {"quay/AAAAAAAA": "Alpha is here today."})
    assert bring_quay(desk)["Alpha is here today."] != "quay/AAAAAAAA"
    assert sources(desk, "other")["The Quay"] == "quay/AAAAAAAA"


def test_the_store_lets_no_article_take_a_unit_of_another(desk: Desk) -> None:
    add(desk.space, [desk.write(QUAY, "quay.txt"), desk.write(QUAY, "other.txt")], actor="Ann")
    before = sources(desk), sources(desk, "other")
    with desk.space.store.read() as tx:
        mine, others = tx.articles.get("quay"), tx.articles.get("other")
        assert mine is not None
        assert others is not None
        units = tx.units.of([mine.id, others.id])
    for wrong in (units[others.id], [*units[mine.id], units[mine.id][0]]):
        with desk.space.store.write() as tx, pytest.raises(ConflictError):
            tx.units.replace({mine.id: wrong})
    assert (sources(desk), sources(desk, "other")) == before


def elsewhere(desk: Desk, folder: str, content: str, name: str = "quay.txt") -> Path:
    path = desk.root.parent / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return path


@pytest.mark.parametrize("between", [0, 30])
def test_two_files_of_one_base_name_are_not_one_article(desk: Desk, between: int) -> None:
    """Side by side they broke the database's rule; far apart one silently became a revision of the other."""
    first, last = elsewhere(desk, "a", QUAY), elsewhere(desk, "b", QUAY.replace("Alpha", "Omega"))
    others = [elsewhere(desk, "c", QUAY, f"n{n}.txt") for n in range(between)]
    added = add(desk.space, [first, *others, last], actor="Ann")
    assert [a.outcome for a in added] == ["new"] * (between + 1) + ["refused"]
    assert isinstance(added[-1].error, UsageError)
    assert added[-1].error.fields["other"] == str(first)
    assert (desk.root / "articles" / "quay.txt").read_text("utf-8") == QUAY
    assert "Alpha is here today." in sources(desk)


def test_a_file_inside_and_one_of_its_name_from_elsewhere(desk: Desk) -> None:
    inside = desk.write(QUAY, "quay.txt")
    added = add(desk.space, [inside, elsewhere(desk, "a", HARBOUR)], actor="Ann")
    assert [a.outcome for a in added] == ["new", "refused"]
    assert inside.read_text("utf-8") == QUAY


def test_one_file_by_a_relative_and_an_absolute_path_is_added_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.write(QUAY, "sub/quay.txt")
    monkeypatch.chdir(path.parent)
    added = add(desk.space, [Path("quay.txt"), path, Path("../sub/quay.txt")], actor="Ann")
    assert [(a.outcome, a.name) for a in added] == [("new", "sub/quay")]


def test_a_file_that_is_missing_takes_no_name(desk: Desk) -> None:
    added = add(desk.space, [desk.root / "nowhere" / "quay.txt", desk.write(QUAY, "quay.txt")], actor="Ann")
    assert [a.outcome for a in added] == ["refused", "new"]


def test_a_copy_is_written_only_where_its_plan_was_applied(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ConflictError(name="quay")

    path = elsewhere(desk, "a", QUAY)
    add(desk.space, [path], actor="Ann")
    path.write_text(HARBOUR, "utf-8")
    monkeypatch.setattr(Units, "replace", refuse)
    with pytest.raises(ConflictError):
        add(desk.space, [path], actor="Ann")
    monkeypatch.undo()
    assert (desk.root / "articles" / "quay.txt").read_text("utf-8") == QUAY


def test_a_link_inside_articles_names_its_own_article(desk: Desk) -> None:
    plain = desk.write(QUAY, "plain.txt")
    kept = desk.root / "sources" / "original.txt"
    kept.parent.mkdir()
    kept.write_text(QUAY, "utf-8")
    for name, leads_to in (("one", plain), ("two", kept)):
        (desk.root / "articles" / f"{name}.txt").symlink_to(leads_to)
    assert [(a.name, a.outcome) for a in add(desk.space, [], actor="Ann")] == [
        ("one", "new"),
        ("plain", "new"),
        ("two", "new"),
    ]
    assert [a.outcome for a in add(desk.space, [], actor="Ann")] == ["unchanged"] * 3
    assert (desk.root / "articles" / "one.txt").is_symlink()


def test_a_link_out_of_the_workspace_is_refused(desk: Desk) -> None:
    link = desk.write(QUAY, "plain.txt").with_name("link.txt")
    link.symlink_to(elsewhere(desk, "a", QUAY))
    plain, refused = sorted(add(desk.space, [], actor="Ann"), key=lambda a: a.outcome)
    assert (plain.name, refused.outcome) == ("plain", "refused")
    assert isinstance(refused.error, UsageError)
    assert refused.error.file == "articles/link.txt"


def test_a_workspace_reached_through_a_link_has_its_articles_inside(desk: Desk) -> None:
    desk.write(QUAY, "quay.txt")
    door = desk.root.parent / "door"
    door.symlink_to(desk.root)
    assert [a.name for a in add(desk.space, [door / "articles" / "quay.txt"], actor="Ann")] == ["quay"]
    assert [p.name for p in (desk.root / "articles").iterdir()] == ["quay.txt"]


def test_a_revision_moves_no_target_of_an_article_in_a_folder_of_its_name(desk: Desk) -> None:
    for name in ("quay", "quay/b"):
        add(desk.space, [desk.write(QUAY, f"{name}.txt")], actor="Ann")
        desk.name = name
        desk.export()
        desk.bring(desk.edit({"Alpha": "Alfa bugün burada."}))
    inner = sources(desk, "quay/b")["Alpha is here today."]
    before = desk.of(inner)
    added = add(
        desk.space,
        [desk.write(QUAY.replace("Gamma has", "Delta has"), f"{n}.txt") for n in ("quay", "quay/b")],
        actor="Ann",
    )
    assert [a.outdated for a in added] == [0, 0]
    assert desk.of(inner) == before


@pytest.mark.parametrize("inside", ["[3]", "https://www.example.org/works"])
def test_a_split_destroys_no_marker_and_no_address(desk: Desk, inside: str) -> None:
    desk.add()
    unit = next(u for u in desk.units() if inside in u.source)
    start = unit.source.index(inside)
    for offset in (start + 1, start + len(inside) - 1):
        with pytest.raises(UsageError):
            split(desk.space, unit.id, offset, actor="Ann")
    assert next(u for u in desk.units() if u.id == unit.id).source == unit.source


def test_only_targets_that_went_stale_count_as_outdated(desk: Desk) -> None:
    desk.approved()
    one, two = desk.unit("The next step"), desk.unit("Nobody doubts")
    joined = join(desk.space, one.id, two.id, actor="Ann")
    assert joined.outdated == 1, "the second one is retired, not outdated"
    undone = split(desk.space, one.id, desk.unit("The next step").source.index(" Nobody"), actor="Ann")
    assert undone.outdated == 0, "both are restored"


def test_names_that_differ_in_case_alone_are_refused(desk: Desk) -> None:
    """A workspace with both could not be copied to a Mac."""
    desk.add()
    (desk.root / "articles" / "Harbour.txt").write_text(HARBOUR, "utf-8")
    added = add(desk.space, [], actor="Ann")
    refused = [a for a in added if a.outcome == "refused"]
    assert [a.path for a in refused] == ["articles/Harbour.txt"]
    assert "harbour" in str(refused[0].error)


def test_a_source_that_is_read_in_another_way_is_never_published_as_if_it_were_not(desk: Desk) -> None:
    """By a newer transflow, or as here by other settings: block numbers are others then."""
    desk.approved()
    assert desk.publish().outcome == "published"
    furniture = (*desk.space.settings.furniture, "Jane Miller")
    desk.space = replace(desk.space, settings=replace(desk.space.settings, furniture=furniture))
    blocked = desk.publish()
    assert (blocked.outcome, [b.reason for b in blocked.blocked]) == ("blocked", ["reread"])
    added = desk.add(None)
    assert (added.outcome, added.revision) == ("reread", 1)
    assert desk.add(None).outcome == "unchanged"
    assert desk.publish().outcome == "published"
    assert "Jane Miller" not in [u.source for u in desk.units()]
    desk.sound()
