"""G7: catalogues that come back, merged against what that very file was exported from."""

from __future__ import annotations

import polib
import pytest
from tests.workflow.desk import HARBOUR, Desk, outcomes

from transflow.domain.states import Action, State
from transflow.errors import GuardError, UnknownThingError
from transflow.workflow.importing import import_catalogues
from transflow.workflow.reporting import status
from transflow.workflow.review import decide


def copy_out(desk: Desk, name: str) -> None:
    """Send the catalogue as it is now to somebody."""
    (desk.root / name).write_bytes(desk.catalogue().read_bytes())


def test_an_old_file_that_comes_back_untouched_undoes_nothing(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    copy_out(desk, "old.po")
    desk.translate()
    before = {u.id: desk.of(u.id) for u in desk.units()}
    result = desk.bring(desk.root / "old.po", translator="Zeynep")
    assert result.base_known
    assert outcomes(result) == {}
    assert {u.id: desk.of(u.id) for u in desk.units()} == before


def test_an_old_file_edited_in_other_units_brings_only_these(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    copy_out(desk, "old.po")
    desk.bring(desk.edit({"Nobody doubts": "Ayşe'nin metni."}))
    old = desk.edit({"The two ports": "Zeynep'in metni."}, by="Zeynep", path=desk.root / "old.po")
    assert outcomes(desk.bring(old)) == {"accepted": 1}
    assert desk.target("Nobody doubts").text == "Ayşe'nin metni."
    assert (desk.target("The two ports").text, desk.target("The two ports").editor) == ("Zeynep'in metni.", "Zeynep")


def conflict(desk: Desk, theirs: str = "Zeynep'in metni.", by: str = "Zeynep <z@x.org>") -> None:
    """Ayşe and Zeynep translate the same sentence, each in a copy of the same export; Ayşe is first."""
    desk.add()
    desk.draft()
    desk.export()
    copy_out(desk, "old.po")
    desk.bring(desk.edit({"Nobody doubts": "Ayşe'nin metni."}))
    result = desk.bring(desk.edit({"Nobody doubts": theirs}, by=by, path=desk.root / "old.po"))
    assert outcomes(result) == {"conflict": 1}


def test_both_edited_the_same_unit(desk: Desk) -> None:
    conflict(desk)
    assert desk.target("Nobody doubts").text == "Ayşe'nin metni."
    suggestion = desk.shown().suggestions[0]
    assert (suggestion.text, suggestion.author) == ("Zeynep'in metni.", "Zeynep")
    assert status(desk.space).standings[0].suggestions == 1
    desk.export()
    assert "suggestion by Zeynep: Zeynep'in metni." in desk.entry("Nobody doubts").comment
    assert desk.entry("Nobody doubts").msgstr == "Ayşe'nin metni."


def test_the_same_conflict_twice_is_one_suggestion(desk: Desk) -> None:
    conflict(desk)
    desk.bring(desk.root / "old.po")
    assert len(desk.shown().suggestions) == 1


def test_a_suggestion_is_taken(desk: Desk) -> None:
    conflict(desk)
    unit = desk.unit("Nobody doubts").id
    plan = decide(desk.space, desk.name, "tr", unit, take=True, actor="Mehmet", dry_run=True)
    assert plan.text == "Zeynep'in metni."
    assert desk.target("Nobody doubts").text == "Ayşe'nin metni."
    decide(desk.space, desk.name, "tr", unit, take=True, actor="Mehmet")
    target = desk.target("Nobody doubts")
    assert (target.text, target.editor, target.state) == ("Zeynep'in metni.", "Zeynep", State.TRANSLATED)
    assert desk.events()[-1].detail["taken_by"] == "Mehmet"
    assert desk.shown().suggestions == ()
    assert not desk.review(Action.ACCEPT, "Zeynep", "Nobody doubts").done
    assert desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts").done
    desk.bring(desk.root / "old.po")
    assert desk.shown().suggestions == (), "what was taken is not offered again"


def test_a_suggestion_is_dismissed(desk: Desk) -> None:
    conflict(desk)
    unit = desk.unit("Nobody doubts").id.rpartition("/")[2]
    decide(desk.space, desk.name, "tr", unit, take=False, actor="Mehmet")
    assert desk.target("Nobody doubts").text == "Ayşe'nin metni."
    desk.bring(desk.root / "old.po")
    assert desk.shown().suggestions == (), "nor is what was dismissed"
    with pytest.raises(UnknownThingError):
        decide(desk.space, desk.name, "tr", unit, take=False, actor="Mehmet")


def test_a_suggestion_of_nobody_known_becomes_who_takes_it(desk: Desk) -> None:
    conflict(desk, by="")
    decide(desk.space, desk.name, "tr", desk.unit("Nobody doubts").id, take=True, actor="Mehmet")
    assert desk.target("Nobody doubts").editor == "Mehmet"
    assert not desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts").done


def test_a_suggestion_beside_a_unit_that_is_gone(desk: Desk) -> None:
    desk.add()
    desk.export()
    copy_out(desk, "old.po")
    unit = desk.unit("Nobody doubts").id
    desk.bring(desk.edit({"Nobody doubts": "Ayşe'nin metni."}))
    desk.add(HARBOUR.replace(" Nobody doubts that it will be hard.", ""))
    result = desk.bring(desk.edit({"Nobody doubts": "Zeynep'in metni."}, by="Zeynep", path=desk.root / "old.po"))
    assert outcomes(result) == {"conflict": 1}
    assert desk.of(unit).text == "Ayşe'nin metni."
    assert [s.text for s in desk.shown().suggestions] == ["Zeynep'in metni."]
    with pytest.raises(GuardError):
        decide(desk.space, desk.name, "tr", unit, take=True, actor="Mehmet")
    decide(desk.space, desk.name, "tr", unit, take=False, actor="Mehmet")


def test_an_old_untouched_entry_of_a_unit_that_is_gone_is_no_conflict(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    copy_out(desk, "old.po")
    desk.translate()
    desk.add(HARBOUR.replace(" Nobody doubts that it will be hard.", ""))
    assert outcomes(desk.bring(desk.root / "old.po")) == {}
    assert desk.shown().suggestions == ()


def test_the_same_file_worked_on_and_imported_again(desk: Desk) -> None:
    """Who goes on in the same file is in no conflict with what that file brought before."""
    desk.add()
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": "Birinci."}))
    assert outcomes(desk.bring(desk.edit({"Nobody doubts": "İkinci."}))) == {"accepted": 1}
    assert desk.target("Nobody doubts").text == "İkinci."


def test_the_same_file_after_a_colleague_went_on_brings_nothing_back(desk: Desk) -> None:
    desk.add()
    desk.export()
    mine = desk.edit({"Nobody doubts": "Birinci."}, to=desk.root / "mine.po")
    desk.bring(mine)
    desk.review(Action.TRANSLATE, "Mehmet", "Nobody doubts", text="Mehmet'in metni.")
    assert outcomes(desk.bring(mine)) == {}
    assert desk.target("Nobody doubts").text == "Mehmet'in metni."
    assert desk.shown().suggestions == ()
    desk.bring(desk.edit({"Nobody doubts": "Üçüncü."}, path=mine))
    assert [s.text for s in desk.shown().suggestions] == ["Üçüncü."]


@pytest.mark.parametrize(
    "dropped", [("X-Transflow-Base",), ("X-Transflow-Base", "X-Transflow-Article", "X-Transflow-Entries", "Language")]
)
def test_a_tool_drops_our_headers(desk: Desk, dropped: tuple[str, ...]) -> None:
    desk.add()
    desk.draft()
    desk.export()
    copy_out(desk, "old.po")
    desk.translate()

    def drop(header: dict[str, str]) -> None:
        for name in dropped:
            del header[name]

    old = desk.edit(
        {"The two ports": "Zeynep'in metni."},
        by="Zeynep",
        path=desk.root / "old.po",
        header=drop,
        to=desk.root / "x.po",
    )
    result = desk.bring(old, locale="tr")
    assert not result.base_known
    assert outcomes(result) == {"conflict": 1}, "a draft that was replaced counts as untouched"
    assert desk.target("The two ports").editor == "Ayşe"


def test_without_headers_a_new_text_is_accepted_where_nobody_wrote_one(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    path = desk.edit({"The two ports": "Yeni."}, header=lambda h: h.pop("X-Transflow-Base"))
    assert outcomes(desk.bring(path)) == {"accepted": 1}


def test_fuzzy_cleared_on_the_same_text_confirms_the_draft(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    result = desk.bring(desk.edit(change={"Nobody doubts": lambda e: e.flags.remove("fuzzy")}))
    assert outcomes(result) == {"confirmed": 1}
    target = desk.target("Nobody doubts")
    assert (target.state, target.editor, target.origin) == (State.TRANSLATED, "Ayşe", "mt:echo")


def test_still_fuzzy_on_the_same_text_changes_nothing(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    before = desk.events()
    assert outcomes(desk.bring(desk.edit())) == {}
    assert desk.events() == before


def test_fuzzy_set_on_good_text_is_a_doubt(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.export()
    path = desk.edit(change={"Nobody doubts": lambda e: e.flags.append("fuzzy")})
    desk.bring(path)
    assert desk.target("Nobody doubts").doubt
    assert "doubt" in desk.codes("Nobody doubts")
    assert desk.review(Action.ACCEPT, "Mehmet", "Nobody doubts").done, "a doubt warns, it does not block"
    assert not desk.target("Nobody doubts").doubt
    desk.bring(path)
    assert not desk.target("Nobody doubts").doubt, "the same file once more does not raise what was settled"
    desk.export()
    assert "fuzzy" not in desk.entry("Nobody doubts").flags


def test_a_doubt_is_taken_back_by_its_translator(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.export()
    desk.bring(desk.edit(change={"Nobody doubts": lambda e: e.flags.append("fuzzy")}))
    desk.export()
    assert "fuzzy" in desk.entry("Nobody doubts").flags
    desk.bring(desk.edit(change={"Nobody doubts": lambda e: e.flags.remove("fuzzy")}))
    assert not desk.target("Nobody doubts").doubt
    assert desk.state("Nobody doubts") is State.TRANSLATED


def test_fuzzy_kept_on_changed_text_is_a_translation_in_doubt(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()

    def half(entry: polib.POEntry) -> None:
        entry.msgstr = "Zor olacak, herhâlde."

    desk.bring(desk.edit(change={"Nobody doubts": half}))
    target = desk.target("Nobody doubts")
    assert (target.state, target.text, target.doubt) == (State.TRANSLATED, "Zor olacak, herhâlde.", True)


def test_an_empty_entry_never_deletes(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.export()
    result = desk.bring(desk.edit({"Nobody doubts": ""}))
    assert outcomes(result) == {}
    assert desk.target("Nobody doubts").text


def test_comments_changed_on_both_sides_are_both_kept(desk: Desk) -> None:
    desk.add()
    desk.export()
    copy_out(desk, "old.po")

    def comment(text: str):
        return {"Nobody doubts": lambda e: setattr(e, "tcomment", text)}

    desk.bring(desk.edit(change=comment("one of us")))
    old = desk.edit(change=comment("? who says so?\nand why?"), path=desk.root / "old.po", by="Zeynep")
    desk.bring(old)
    both = desk.target("Nobody doubts").comment
    assert both.splitlines() == ["? who says so?", "and why?", "one of us"]
    desk.bring(old)
    assert desk.target("Nobody doubts").comment == both, "twice is once"
    desk.export()
    assert desk.entry("Nobody doubts").tcomment == both


def test_a_comment_alone_is_brought(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.export()
    desk.bring(desk.edit(change={"Nobody doubts": lambda e: setattr(e, "tcomment", "checked with Jane")}))
    assert desk.target("Nobody doubts").comment == "checked with Jane"
    assert desk.state("Nobody doubts") is State.TRANSLATED


def test_import_never_raises_above_translated(desk: Desk) -> None:
    desk.add()
    desk.translate()
    assert desk.states() == {State.TRANSLATED}


def test_a_file_made_for_an_older_source_brings_a_stale_text(desk: Desk) -> None:
    """G5 through the back door: what was translated is the old sentence, so it cannot pass as one of the new."""
    desk.add()
    desk.export()
    copy_out(desk, "old.po")
    desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
    path = desk.edit({"Nobody doubts": "Zor olacağından kimse kuşku duymuyor."}, path=desk.root / "old.po")
    assert outcomes(desk.bring(path)) == {"accepted": 1}
    target = desk.target("Nobody doubts")
    assert (target.state, target.source) == (State.STALE, "Nobody doubts that it will be hard.")
    assert target.text == "Zor olacağından kimse kuşku duymuyor."
    desk.export()
    assert desk.entry("Nobody doubts").previous_msgid == "Nobody doubts that it will be hard."
    desk.add(HARBOUR)
    assert desk.state("Nobody doubts") is State.TRANSLATED, "the sentence came back, and so does its translation"


def test_a_file_made_for_an_older_source_does_not_push_aside_a_translation_of_the_new_one(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    copy_out(desk, "old.po")
    desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": "Çok zor olacağından kimse kuşku duymuyor."}))
    old = desk.edit({"Nobody doubts": "Zor olacağından kimse kuşku duymuyor."}, by="Zeynep", path=desk.root / "old.po")
    assert outcomes(desk.bring(old)) == {"conflict": 1}
    assert desk.target("Nobody doubts").text.startswith("Çok")


def test_a_stale_text_is_not_revived_by_the_file_that_brought_it(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.add(HARBOUR.replace("it will be hard", "it will be very hard"))
    desk.bring()
    assert desk.state("Nobody doubts") is State.STALE
    desk.export()
    assert desk.state("Nobody doubts") is State.STALE
    desk.bring(desk.edit(change={"Nobody doubts": lambda e: e.flags.remove("fuzzy")}))
    assert desk.state("Nobody doubts") is State.TRANSLATED, "who saw the difference may say it is still right"


def test_an_older_file_after_notes_were_renumbered_still_fits(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.export()
    copy_out(desk, "old.po")
    desk.add(with_new_first_note(HARBOUR))
    assert desk.target("The next step").text == "Sıradaki adım ortak bir tarife.[5]"
    old = desk.edit({"The next step": "Sıradaki adım ortak tarifedir.[4]"}, path=desk.root / "old.po")
    assert outcomes(desk.bring(old)) == {"accepted": 1}
    assert desk.target("The next step").text == "Sıradaki adım ortak tarifedir.[5]"
    assert desk.codes("The next step") == set()


def with_new_first_note(text: str) -> str:
    """A new first note: every other note counts one more."""
    for number in (4, 3, 2, 1):
        text = text.replace(f"[{number}]", f"[{number + 1}]")
    text = text.replace("within ten years.", "within ten years.[1]")
    return text.replace(
        "\n[2] “A Shorter", "\n[1] “A New Source”, Press Office, p. 3, (Access Date: 01.01.2026).\n\n[2] “A Shorter"
    )


def test_entries_a_tool_marked_as_obsolete_lose_nothing(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    path = desk.edit(
        {"Nobody doubts": "Bir araç bunu attı."}, change={"Nobody doubts": lambda e: setattr(e, "obsolete", True)}
    )
    result = desk.bring(path)
    assert outcomes(result) == {"conflict": 1}
    assert [s.text for s in desk.shown().suggestions] == ["Bir araç bunu attı."]
    assert desk.state("Nobody doubts") is State.DRAFTED


def test_a_catalogue_of_a_renamed_article_is_refused_entry_by_entry(desk: Desk) -> None:
    desk.add()
    desk.export()
    other = desk.root / "other.po"
    desk.edit({"Nobody doubts": "Metin."}, to=other, header=lambda h: h.update({"X-Transflow-Article": "port"}))
    desk.write(HARBOUR, "port.txt")
    desk.name = "port"
    desk.add(None)
    result = desk.bring(other)
    assert set(outcomes(result)) == {"refused"}
    assert all(e.line > 0 and e.code == "unknown-unit" for e in result.entries)


def test_two_files_of_one_article_in_one_import(desk: Desk) -> None:
    desk.add()
    desk.export()
    one = desk.edit({"Nobody doubts": "Bir."}, to=desk.root / "one.po")
    two = desk.edit({"The two ports": "İki."}, by="Zeynep", to=desk.root / "two.po")
    three = desk.edit({"The two ports": "Üç."}, by="Can", to=desk.root / "three.po")
    results = import_catalogues(desk.space, [one, two, three], actor="Ann")
    assert [outcomes(r) for r in results] == [{"accepted": 1}, {"accepted": 1}, {"conflict": 1}]
    assert desk.target("The two ports").text == "İki."


def test_a_dry_run_of_an_import_changes_nothing(desk: Desk) -> None:
    desk.add()
    desk.export()
    before = desk.events()
    assert outcomes(desk.bring(desk.edit({"Nobody doubts": "Metin."}), dry_run=True)) == {"accepted": 1}
    assert desk.events() == before
    assert desk.states() == {State.NEW}


def test_a_lost_marker_is_stored_with_a_finding(desk: Desk) -> None:
    desk.add()
    desk.export()
    result = desk.bring(desk.edit({"The next step": "Sıradaki adım ortak bir tarife."}))
    assert outcomes(result) == {"accepted": 1}
    assert [(f.code, f.severity) for f in result.findings] == [("marker-lost", "blocking")]
    assert desk.state("The next step") is State.TRANSLATED
    assert status(desk.space).standings[0].findings == 1


def test_import_of_everything_below_locales(desk: Desk) -> None:
    desk.add()
    with pytest.raises(UnknownThingError):
        import_catalogues(desk.space, actor="Ann")
    desk.export()
    desk.edit({"Nobody doubts": "Metin."})
    assert outcomes(import_catalogues(desk.space, actor="Ann")[0]) == {"accepted": 1}


def test_a_region_that_a_tool_added_to_the_language_is_no_other_locale(desk: Desk) -> None:
    desk.add()
    desk.export()
    path = desk.edit({"Nobody doubts": "Kimse."}, header=lambda headers: headers.update(Language="tr_TR"))
    result = desk.bring(path)
    assert (result.error, result.locale) == (None, "tr")
    assert outcomes(result) == {"accepted": 1}


def test_a_name_that_only_export_wrote_names_nobody(desk: Desk) -> None:
    """Two people edited copies of one export in a tool that leaves the header alone: both passed for Ayşe, and four eyes for two."""
    desk.approved()
    desk.export()
    bob, cem = desk.root / "bob.po", desk.root / "cem.po"
    for path, text in ((bob, "Bob'un metni."), (cem, "Cem'in metni.")):
        file = polib.pofile(desk.catalogue().read_text("utf-8"), wrapwidth=0)
        next(e for e in file if e.msgid.startswith("Nobody doubts")).msgstr = text
        path.write_text(str(file), "utf-8")
    assert desk.bring(bob).translator == ""
    assert desk.target("Nobody doubts").editor == ""
    assert desk.bring(cem).count("conflict") == 1
    assert desk.target("Nobody doubts").text == "Bob'un metni."
    refused = desk.review(Action.ACCEPT, "Cem", "Nobody doubts").refused
    assert refused, "nobody knows whose text it is"


def test_a_text_whose_translator_nobody_knew_can_be_claimed(desk: Desk) -> None:
    """The remedy “import with --translator” once changed nothing, and nothing led out of it."""
    desk.add()
    desk.export()
    desk.bring(desk.edit({"Nobody doubts": "Kimse kuşku duymuyor."}, by=""))
    assert desk.review(Action.ACCEPT, "Zed", "Nobody doubts").refused
    assert desk.bring(translator="Ayşe").count("accepted") == 1
    assert desk.target("Nobody doubts").editor == "Ayşe"
    assert desk.review(Action.ACCEPT, "Zed", "Nobody doubts").done
    assert desk.bring(translator="Ayşe").count("accepted") == 0, "once is enough"


def test_a_translator_who_goes_on_in_the_next_export_is_known_by_the_date(desk: Desk) -> None:
    """Poedit writes the same name again, and a new date."""
    desk.approved()
    desk.export()

    def saved(header: dict[str, str]) -> None:
        header["PO-Revision-Date"] = "2026-02-02 10:00+0300"

    path = desk.edit({"Nobody doubts": "Kimse kuşku duymuyor."}, by="Ayşe", header=saved)
    assert desk.bring(path).translator == "Ayşe"
    assert desk.target("Nobody doubts").editor == "Ayşe"
