"""Catalogues that something happened to on their way: never a traceback, never a lost target, every entry accounted for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.workflow.desk import TURKISH, Desk

from transflow.formats.catalogues.forms import read_catalogue
from transflow.workflow.export import export
from transflow.workflow.importing import import_catalogues

KINDS = ("accepted", "confirmed", "doubted", "unchanged", "conflict", "refused")
INSERTED = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x80", b"\r", b'"', b"\\", b"\n\n", b"#~ ",
    b'msgid ""\nmsgstr ""\n', "\u202e".encode(), "\u2028".encode(), b"&xxe;", b"<g>", b"]]>", b"x" * 100_000,
)  # fmt: skip


def mutated(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """One to four things that happen to files."""
    made = bytearray(content)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(9):
            case 0 if made:
                made[at % len(made)] ^= 1 << chance.randrange(8)
            case 1:
                del made[at:]
            case 2:
                made[at:at] = chance.choice(INSERTED)
            case 3:
                made[at:at] = made[at : at + chance.randrange(400)]
            case 4:
                del made[at : at + chance.randrange(200)]
            case 5:
                lines = bytes(made).split(b"\n")
                chance.shuffle(lines)
                made = bytearray(b"\n".join(lines))
            case 6:
                made += other[chance.randrange(len(other)) :]
            case 7:
                made = bytearray(bytes(made).replace(b"charset=UTF-8", chance.choice([b"charset=KOI8-R", b"", b"x"])))
            case _:
                encoding = chance.choice(["utf-16", "iso8859-9", "cp1251", "utf-8-sig"])
                made = bytearray(bytes(made).decode("utf-8", "replace").encode(encoding, "replace"))
    return bytes(made)


def torment(desk: Desk, form: str, suffix: str, rounds: int, seed: int) -> None:
    """What a person wrote into a file that is then spoilt is accepted, kept as a suggestion, or named as refused."""
    desk.add()
    desk.translate()
    export(desk.space, ["harbour"], form=form, locales=["tr"], actor="Ann")
    path: Path = desk.space.catalogue_path("tr", "harbour", suffix)
    whole = path.read_bytes()
    chance = random.Random(seed)
    for number in range(rounds):
        mine = f"Kimse kuşku duymuyor, {number}. kez."
        other = whole.replace("İki liman".encode(), f"Limanlar {number}".encode())
        path.write_bytes(mutated(whole.replace(TURKISH["Nobody doubts"].encode(), mine.encode()), other, chance))
        content = path.read_bytes()
        (imported,) = import_catalogues(desk.space, [path], locale="tr", translator="Mut", actor="Mut")
        if imported.error is not None:
            assert str(imported.error)
            assert not imported.entries
            continue
        assert sum(imported.count(kind) for kind in KINDS) == len(imported.entries)
        incoming = read_catalogue(content)
        assert len(imported.entries) >= len({e.unit for e in incoming.entries if not e.obsolete}) + len(
            incoming.problems
        )
        ours = [e for e in incoming.entries if e.target == mine and not e.obsolete]
        if ours and ours[0].unit in {unit.id for unit in desk.units()}:
            assert mine in kept(desk), number
    assert {target for target in map(desk.target, TURKISH) if not target.text} == set()


def kept(desk: Desk) -> set[str]:
    """Every text that stands, stood, or is offered."""
    with desk.space.store.read() as tx:
        offered = {suggestion.text for suggestion in tx.suggestions.open([1], "tr")}
    return offered | {event.text for event in desk.events() if event.text}


@pytest.mark.parametrize(("form", "suffix"), [("po", ".po"), ("xliff12", ".xlf"), ("xliff21", ".xlf"), ("csv", ".csv")])
def test_a_spoilt_catalogue_costs_nothing(desk: Desk, form: str, suffix: str) -> None:
    torment(desk, form, suffix, rounds=80, seed=14)


@pytest.mark.long
@pytest.mark.parametrize(("form", "suffix"), [("po", ".po"), ("xliff12", ".xlf"), ("xliff21", ".xlf"), ("csv", ".csv")])
def test_a_thousand_spoilt_catalogues_cost_nothing(desk: Desk, form: str, suffix: str) -> None:
    torment(desk, form, suffix, rounds=1000, seed=15)


def test_an_entry_of_ten_megabytes_is_refused_alone(desk: Desk) -> None:
    desk.add()
    desk.translate()
    desk.export()
    path = desk.catalogue()
    old = TURKISH["Nobody doubts"]
    path.write_bytes(path.read_bytes().replace(old.encode(), b"x" * 10_000_000))
    imported = desk.bring()
    assert (imported.count("refused"), imported.count("unchanged")) == (1, len(desk.units()) - 1)
    assert desk.target("Nobody doubts").text == old
