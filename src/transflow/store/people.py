"""People who work here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from transflow.domain.people import Person, Role
from transflow.store.packing import from_json, to_json
from transflow.store.statements import fetch, upsert
from transflow.store.tables import PEOPLE

_COLUMNS = tuple(column.name for column in PEOPLE.columns)


def _row(person: Person) -> tuple[object, ...]:
    return (person.name, to_json(sorted(role.value for role in person.roles)), to_json(sorted(person.locales)))


def _person(row: tuple[Any, ...]) -> Person:
    name, roles, locales = row
    return Person(
        name=name, roles=frozenset(Role(role) for role in from_json(roles)), locales=frozenset(from_json(locales))
    )


class People:
    """The repository of people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Person | None:
        """The person of this name, or None."""
        rows = fetch(self._connection, select(PEOPLE).where(PEOPLE.c.name == name))
        return _person(rows[0]) if rows else None

    def all(self) -> list[Person]:
        """Everybody, by name."""
        return sorted(map(_person, fetch(self._connection, select(PEOPLE))), key=lambda person: person.name)

    def save(self, person: Person) -> None:
        """Store a person, in place of what was known of that name."""
        upsert(self._connection, PEOPLE, _COLUMNS, [_row(person)], keys=("name",))

    def ensure(self, name: str) -> Person:
        """The person of this name; an unknown name becomes a person without configured roles."""
        known = self.get(name)
        if known is not None:
            return known
        person = Person(name=name)
        upsert(self._connection, PEOPLE, _COLUMNS, [_row(person)], keys=("name",), keep=("roles", "locales"))
        return self.get(name) or person
