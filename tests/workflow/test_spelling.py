"""Spelling: off unless a workspace turns it on; a small dictionary of our own is read by the real hunspell."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workflow.conftest import OpenDesk
from tests.workflow.desk import Desk

from transflow.config import Settings, parse
from transflow.domain.findings import Finding, Severity
from transflow.domain.terms import Term
from transflow.workflow.checking import check
from transflow.workflow.operations import diagnose
from transflow.workflow.workspace import initialise

SOURCE = "The Ports\n\nThe port of Mersin grew in 2023. Its owner, Acme, said nothing.\n"
WORDS = ("liman", "büyüdü", "sahibi", "bir", "şey", "demedi", "hükûmet", "mersin")


def dictionary(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or ("tr_TR",):
        (folder / f"{name}.aff").write_text("SET UTF-8\nSFX A Y 1\nSFX A 0 ı .\n", "utf-8")
        (folder / f"{name}.dic").write_text("\n".join([str(len(WORDS)), *(f"{w}/A" for w in WORDS), ""]), "utf-8")


def spelled(open_desk: OpenDesk, first: str, second: str, *, own: str = "", **settings: object) -> list[Finding]:
    """What the check says of an article with these two sentences."""
    chosen = Settings(locales=("tr",), **{"spelling": True, "dictionaries": "words", **settings})  # type: ignore[arg-type]
    desk = open_desk(settings=chosen)
    dictionary(desk.root / "words")
    if own:
        (desk.root / "spelling").mkdir()
        (desk.root / "spelling" / "tr.txt").write_text(own, "utf-8")
    translated(desk, first, second)
    (result,) = check(desk.space)
    return [f for f in result.findings if f.code == "spelling"]


def translated(desk: Desk, first: str, second: str) -> None:
    desk.add(SOURCE)
    desk.export()
    desk.bring(desk.edit({"The Ports": "Liman", "The port of": first, "Its owner": second}))


def test_a_word_that_the_dictionary_does_not_know_is_named_where_it_stands(open_desk: OpenDesk) -> None:
    target = "Limanı Mersin 2023’te büyüdü, lıman büyüdü."
    (finding,) = spelled(open_desk, target, "Sahibi bir şey demedi.")
    assert finding.span is not None
    assert target[slice(*finding.span)] == finding.params["word"] == "lıman"
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize(
    "target",
    [
        "Sahibi Acme bir şey demedi.",  # the source has it
        "Sahibi Acme’nin bir şey demedi.",
        "Sahibi Zzyzx’ten bir şey demedi.",  # a name, as its capital says
        "ISPI bir şey demedi.",
        "Hükümet bir şey demedi.",  # the dictionary has it with a circumflex
        "Sahibi 2023’te bir şey demedi.",
        "Sahibi https://www.example.org/qqq bir şey demedi.",
        "Sahibi bir-şey demedi.",
    ],
)
def test_names_and_both_spellings_are_no_errors(open_desk: OpenDesk, target: str) -> None:
    assert spelled(open_desk, "Liman büyüdü.", target) == []


def test_words_of_terms_and_of_the_personal_list_are_no_errors(open_desk: OpenDesk) -> None:
    target = "Sahibi bir qapaz ve trafo demedi."
    found = spelled(open_desk, "Liman büyüdü.", target)
    assert [f.params["word"] for f in found] == ["qapaz", "ve", "trafo"]
    term = Term(source="transformer", targets={"tr": ("trafo",)})
    desk_two = spelled(_Other(open_desk), "Liman büyüdü.", target, own="# ours\nqapaz # a dance\nve\n", terms=(term,))
    assert desk_two == []


class _Other:
    """Opens its desk in a second folder."""

    def __init__(self, open_desk: OpenDesk) -> None:
        self._open = open_desk

    def __call__(self, **options: object) -> Desk:
        return self._open("second", **options)


def test_it_is_off_by_default(open_desk: OpenDesk) -> None:
    assert spelled(open_desk, "Lmn byd.", "Shb bşy.", spelling=False) == []
    assert Settings().spelling is False
    assert parse({"spelling": {"check": True, "dictionaries": "words"}}, {}).spelling is True


def test_a_sentence_full_of_unknown_words_is_in_another_language(open_desk: OpenDesk) -> None:
    assert spelled(open_desk, "Liman büyüdü.", "aa bbb ccc ddd eee fff ggg hhh iii jjj demedi.") == []


def test_the_doctor_says_which_dictionary_is_missing(open_desk: OpenDesk) -> None:
    desk = open_desk(settings=Settings(locales=("tr", "ru"), spelling=True, dictionaries="words"))
    initialise(desk.root, locales=("tr", "ru"), engines=("fx",))
    dictionary(desk.root / "words", "tr")
    assert diagnose(desk.space).ailments == (("spelling-without-dictionary", "ru"),)
    dictionary(desk.root / "words", "ru_RU")
    assert diagnose(desk.space).ailments == ()


def test_the_doctor_says_which_list_of_words_cannot_be_read(open_desk: OpenDesk) -> None:
    desk = open_desk(settings=Settings(locales=("tr",), spelling=True, dictionaries="words"))
    dictionary(desk.root / "words")
    (desk.root / "spelling").mkdir()
    (desk.root / "spelling" / "tr.txt").write_bytes("kalabalık".encode("utf-16"))
    assert diagnose(desk.space).ailments == (("spelling-list-unreadable", "spelling/tr.txt"),)
    (desk.root / "spelling" / "tr.txt").unlink()
