"""Terms of the workspace: what must be called how, beside the terms in its settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, delete, func, select

from transflow.domain.terms import Term
from transflow.store.records import StoredTerm
from transflow.store.statements import chunks, fetch, insert, upsert
from transflow.store.tables import TERM_TARGETS, TERMS

_COLUMNS: Final = tuple(c.name for c in TERMS.columns if c.name != "id")
_TARGETS: Final = tuple(c.name for c in TERM_TARGETS.columns)


class Terms:
    """The repository of terms. A source expression and a domain name one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[StoredTerm]:
        """All terms, by source and domain."""
        targets: dict[int, dict[str, dict[str, list[str]]]] = {}
        ordered = select(TERM_TARGETS).order_by(
            TERM_TARGETS.c.term_id, TERM_TARGETS.c.locale, TERM_TARGETS.c.usage, TERM_TARGETS.c.position
        )
        for term_id, locale, usage, _, text in fetch(self._connection, ordered):
            targets.setdefault(term_id, {}).setdefault(usage, {}).setdefault(locale, []).append(text)
        found = []
        for id_, source, domain, case_sensitive, keep, enforce, note, definition, author, at in fetch(
            self._connection, select(TERMS)
        ):
            admitted, forbidden = (
                {locale: tuple(texts) for locale, texts in targets.get(id_, {}).get(usage, {}).items()}
                for usage in ("admitted", "forbidden")
            )
            term = Term(
                source=source,
                targets=admitted,
                forbidden=forbidden,
                case_sensitive=bool(case_sensitive),
                keep=bool(keep),
                enforce=bool(enforce),
                domain=domain,
                note=note,
                definition=definition,
            )
            found.append(StoredTerm(term=term, author=author, at=at))
        return sorted(found, key=lambda stored: (stored.term.source.casefold(), stored.term.source, stored.term.domain))

    def put(self, terms: Sequence[StoredTerm]) -> None:
        """Keep terms; one that is there already is replaced as a whole. No two of them may have one source and domain."""
        rows = [
            (
                s.term.source, s.term.domain, s.term.case_sensitive, s.term.keep, s.term.enforce, s.term.note,
                s.term.definition, s.author, s.at,
            )
            for s in terms
        ]  # fmt: skip
        upsert(self._connection, TERMS, _COLUMNS, rows, keys=("source", "domain"))
        ids = self._ids([s.term.source for s in terms])
        self._clear([ids[s.term.source, s.term.domain] for s in terms])
        targets = [
            (ids[s.term.source, s.term.domain], locale, usage, position, text)
            for s in terms
            for usage, by_locale in (("admitted", s.term.targets), ("forbidden", s.term.forbidden))
            for locale, texts in by_locale.items()
            for position, text in enumerate(dict.fromkeys(texts))
        ]
        insert(self._connection, TERM_TARGETS, _TARGETS, targets)

    def remove(self, keys: Iterable[tuple[str, str]]) -> None:
        """Remove terms by source and domain."""
        wanted = set(keys)
        ids = [id_ for key, id_ in self._ids([source for source, _ in wanted]).items() if key in wanted]
        self._clear(ids)
        for part in chunks(ids):
            self._connection.execute(delete(TERMS).where(TERMS.c.id.in_(part)))

    def count(self) -> int:
        """How many there are."""
        return int(fetch(self._connection, select(func.count()).select_from(TERMS))[0][0])

    def _ids(self, sources: Sequence[str]) -> dict[tuple[str, str], int]:
        columns = (TERMS.c.source, TERMS.c.domain, TERMS.c.id)
        return {
            (source, domain): id_
            for part in chunks(set(sources))
            for source, domain, id_ in fetch(self._connection, select(*columns).where(TERMS.c.source.in_(part)))
        }

    def _clear(self, ids: Sequence[int]) -> None:
        for part in chunks(ids):
            self._connection.execute(delete(TERM_TARGETS).where(TERM_TARGETS.c.term_id.in_(part)))
