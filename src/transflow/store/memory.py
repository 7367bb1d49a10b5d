"""The translation memory: sentences, each once in its language, and what they became, with where and when and by whom.

It follows the approvals of the workspace in the same transaction (:meth:`Memory.follow`), and takes in files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, func, literal, select, update

from transflow.domain.codes import Code
from transflow.domain.inline import MERGED, is_merged
from transflow.domain.match import canonical
from transflow.domain.states import Action, Event, State, Target
from transflow.store.packing import from_json, to_json
from transflow.store.records import MemoryCount, MemoryPair, NewPair, Taken
from transflow.store.statements import chunks, fetch, insert
from transflow.store.tables import ARTICLES, MEMORY_SOURCES, MEMORY_TARGETS, TARGETS, UNITS
from transflow.store.units import codes_of_row

#: States that take a text out of the memory. One whose source changed or is gone was right for what it was made for.
_WITHDRAWN: Final = frozenset({State.DRAFTED, State.TRANSLATED, State.REVIEWED, State.REJECTED})
#: The advisory lock of whoever adds sentences: their ids must ascend in the order of commits.
_LOCK: Final = 7_248_116
_SOURCE_COLUMNS: Final = ("language", "key", "text")
_TARGET_COLUMNS: Final = tuple(c.name for c in MEMORY_TARGETS.columns if c.name != "id")
_PAIR: Final = (
    MEMORY_TARGETS.c.id,
    MEMORY_TARGETS.c.source_id,
    MEMORY_SOURCES.c.key,
    MEMORY_SOURCES.c.text,
    *(MEMORY_TARGETS.c[name] for name in _TARGET_COLUMNS if name not in ("source_id", "state")),
)
#: Columns as values: no index may be chosen for them where ids, or sentences, say which rows and in which order.
_state, _locale = MEMORY_TARGETS.c.state + "", MEMORY_TARGETS.c.locale + ""
_language = MEMORY_SOURCES.c.language + ""
#: Rows that are read at a time where all are wanted.
PAGE: Final = 20_000


class Memory:
    """The repository of the translation memory."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def follow(self, changes: Sequence[tuple[int, Event, Target]]) -> None:
        """Keep up with targets that changed: what was approved comes in, what is so no longer goes out."""
        last: dict[tuple[str, str], tuple[int, Event, Target]] = {}
        was_approved: set[tuple[str, str]] = set()
        for article_id, event, target in changes:
            key = (event.unit, event.locale)
            last[key] = (article_id, event, target)
            if event.before is State.APPROVED:
                was_approved.add(key)
        gone: dict[str, list[str]] = {}
        approved: dict[int, list[tuple[Event, Target]]] = {}
        for key, (article_id, event, target) in last.items():
            if target.state is State.APPROVED:
                approved.setdefault(article_id, []).append((event, target))
            elif key in was_approved and target.state in _WITHDRAWN:
                gone.setdefault(key[1], []).append(key[0])
        for locale, units in gone.items():
            self._retire_units(units, locale)
        if approved:
            self._remember(approved)

    def rebuild(self) -> int:
        """Take in whatever is approved, but for what was forgotten. Returns how many targets are approved."""
        count = 0
        ids = [row[0] for row in fetch(self._connection, select(ARTICLES.c.id).order_by(ARTICLES.c.id))]
        columns = (TARGETS.c.article_id, TARGETS.c.unit, TARGETS.c.locale, TARGETS.c.text, TARGETS.c.editor)
        for part in chunks(ids, 100):
            query = select(*columns, TARGETS.c.changed_at).where(
                TARGETS.c.article_id.in_(part), TARGETS.c.state == State.APPROVED.value
            )
            approved: dict[int, list[tuple[Event, Target]]] = {}
            for article_id, unit, locale, text, editor, at in fetch(self._connection, query):
                target = Target(unit=unit, locale=locale, state=State.APPROVED, text=text, editor=editor)
                event = Event(
                    unit=unit,
                    locale=locale,
                    number=0,
                    action=Action.CARRY,
                    before=State.APPROVED,
                    after=State.APPROVED,
                    actor="",
                    at=at,
                )
                approved.setdefault(article_id, []).append((event, target))
                count += 1
            self._remember(approved)
        return count

    def add(self, language: str, pairs: Sequence[NewPair]) -> Taken:
        """Take in pairs of files; one that is there already, live or not, stays as it is."""
        self._alone()
        ids = self._source_ids(language, {pair.key: pair.source for pair in pairs})
        there: set[tuple[int, str, str]] = set()
        for part in chunks(set(ids.values())):
            query = select(MEMORY_TARGETS.c.source_id, MEMORY_TARGETS.c.locale, MEMORY_TARGETS.c.text)
            there |= set(fetch(self._connection, query.where(MEMORY_TARGETS.c.source_id.in_(part))))
        rows: list[tuple[object, ...]] = []
        for pair in pairs:
            row = (ids[pair.key], pair.locale, pair.target)
            if row not in there:
                there.add(row)
                rows.append((*row, "", "", "", "", pair.origin, pair.author, pair.at, "live"))
        insert(self._connection, MEMORY_TARGETS, _TARGET_COLUMNS, rows)
        return Taken(added=len(rows), known=len(pairs) - len(rows))

    def known(self, language: str, pairs: Sequence[NewPair]) -> int:
        """How many of these pairs are there already, those that come twice counted once more."""
        ids = self._known(language, {pair.key for pair in pairs})
        there: set[tuple[int, str, str]] = set()
        for part in chunks(set(ids.values())):
            query = select(MEMORY_TARGETS.c.source_id, MEMORY_TARGETS.c.locale, MEMORY_TARGETS.c.text)
            there |= set(fetch(self._connection, query.where(MEMORY_TARGETS.c.source_id.in_(part))))
        new = {
            (pair.key, pair.locale, pair.target)
            for pair in pairs
            if (ids.get(pair.key, 0), pair.locale, pair.target) not in there
        }
        return len(pairs) - len(new)

    def exact(self, language: str, keys: Iterable[str], locales: Sequence[str]) -> dict[str, list[MemoryPair]]:
        """Memory key → the live pairs of that sentence in these locales, the latest first."""
        pairs = self.of_sources(self._known(language, keys).values(), locales)
        return {several[0].key: several for several in pairs.values()}

    def of_sources(self, ids: Iterable[int], locales: Sequence[str]) -> dict[int, list[MemoryPair]]:
        """Sentence id → its live pairs in these locales, the latest first."""
        found: dict[int, list[MemoryPair]] = {}
        for part in chunks(ids):
            for pair in self._pairs(self._live(locales).where(MEMORY_TARGETS.c.source_id.in_(part))):
                found.setdefault(pair.source_id, []).append(pair)
        return found

    def of_targets(self, ids: Iterable[int]) -> list[MemoryPair]:
        """The live pairs with these ids, the latest first."""
        return [
            pair for part in chunks(ids) for pair in self._pairs(self._live(()).where(MEMORY_TARGETS.c.id.in_(part)))
        ]

    def sources(self, language: str, after: int, most: int = PAGE) -> Sequence[tuple[int, str]]:
        """A page of (id, text) of the sentences above ``after``, ids ascending; empty at the end."""
        columns = (MEMORY_SOURCES.c.id, MEMORY_SOURCES.c.text)
        query = select(*columns).where(MEMORY_SOURCES.c.id > after, _language == language)
        return fetch(self._connection, query.order_by(MEMORY_SOURCES.c.id).limit(most))

    def targets(self, locale: str, after: int) -> Sequence[tuple[int, str]]:
        """A page of (id, text) of all targets in a locale above ``after``, ids ascending; empty at the end."""
        columns = (MEMORY_TARGETS.c.id, MEMORY_TARGETS.c.text)
        query = select(*columns).where(MEMORY_TARGETS.c.id > after, _locale == locale)
        return fetch(self._connection, query.order_by(MEMORY_TARGETS.c.id).limit(PAGE))

    def source_texts(self, ids: Sequence[int]) -> dict[int, str]:
        """Id → text of sentences."""
        return self._texts("memory_sources", ids)

    def target_texts(self, ids: Sequence[int]) -> dict[int, str]:
        """Id → text of targets."""
        return self._texts("memory_targets", ids)

    def live_after(
        self, after: int, language: str, locales: Sequence[str], *, article: str = "", origin: str = ""
    ) -> list[MemoryPair]:
        """A page of live pairs whose sentences have ids above ``after``, sentence by sentence; empty at the end.

        A sentence's pairs are never torn apart by the end of a page.
        """
        chosen = self._of(select(MEMORY_TARGETS.c.source_id).distinct(), (), article=article, origin=origin)
        if locales:
            chosen = chosen.where(_locale.in_(locales))
        chosen = chosen.join_from(MEMORY_TARGETS, MEMORY_SOURCES).where(_language == language)
        page = (
            chosen.where(MEMORY_TARGETS.c.source_id > after, _state == "live")
            .order_by(MEMORY_TARGETS.c.source_id)
            .limit(PAGE // 10)
            .subquery()
        )
        query = self._of(self._live(locales), (), article=article, origin=origin)
        query = query.where(MEMORY_TARGETS.c.source_id.in_(select(page.c.source_id)))
        return sorted(self._pairs(query), key=lambda pair: (pair.source_id, pair.locale))

    def counts(self) -> list[MemoryCount]:
        """How many pairs there are, by locale, state, and where from (an article's approvals count as ``""``)."""
        columns = (MEMORY_TARGETS.c.locale, MEMORY_TARGETS.c.state, MEMORY_TARGETS.c.origin)
        query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
        return [MemoryCount(*row) for row in fetch(self._connection, query)]

    def count_sources(self, language: str) -> int:
        """How many sentences of a language there are."""
        query = select(func.count()).select_from(MEMORY_SOURCES).where(MEMORY_SOURCES.c.language == language)
        return int(fetch(self._connection, query)[0][0])

    def count_targets(self, locale: str) -> int:
        """How many targets there are in a locale, live or not."""
        query = select(func.count()).select_from(MEMORY_TARGETS).where(MEMORY_TARGETS.c.locale == locale)
        return int(fetch(self._connection, query)[0][0])

    def chosen(
        self, language: str, locales: Sequence[str], *, key: str = "", article: str = "", origin: str = "", state: str
    ) -> list[int]:
        """Ids of the pairs in ``state`` of one sentence, one article, or one file, ascending."""
        query = self._of(select(MEMORY_TARGETS.c.id), locales, article=article, origin=origin)
        query = query.join_from(MEMORY_TARGETS, MEMORY_SOURCES).where(
            MEMORY_SOURCES.c.language == language, MEMORY_TARGETS.c.state == state
        )
        if key:
            query = query.where(MEMORY_SOURCES.c.key == key)
        return [row[0] for row in fetch(self._connection, query.order_by(MEMORY_TARGETS.c.id))]

    def set_state(self, ids: Iterable[int], state: str) -> None:
        """Let pairs be ``live`` or ``forgotten``."""
        for part in chunks(ids):
            self._connection.execute(update(MEMORY_TARGETS).where(MEMORY_TARGETS.c.id.in_(part)).values(state=state))

    def _texts(self, table: str, ids: Sequence[int]) -> dict[int, str]:
        # A lookup asks for 150 of them: one JSON parameter costs half of what as many parameters do.
        if self._connection.dialect.name == "sqlite":
            found = self._connection.exec_driver_sql(
                f"SELECT id, text FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
                (to_json(list(ids)) or "[]",),
            )
        else:
            found = self._connection.exec_driver_sql(f"SELECT id, text FROM {table} WHERE id = ANY(%s)", (list(ids),))
        return dict(found.cursor.fetchall())

    def _live(self, locales: Sequence[str]) -> Select[Any]:
        """Live pairs; the caller says which sentences or ids, and by those they are found."""
        query = select(*_PAIR).join_from(MEMORY_TARGETS, MEMORY_SOURCES).where(_state == "live")
        return query.where(_locale.in_(locales)) if locales else query

    @staticmethod
    def _of(query: Select[Any], locales: Sequence[str], *, article: str, origin: str) -> Select[Any]:
        if locales:
            query = query.where(MEMORY_TARGETS.c.locale.in_(locales))
        if article:
            query = query.where(MEMORY_TARGETS.c.article == article)
        return query.where(MEMORY_TARGETS.c.origin == origin) if origin else query

    def _pairs(self, query: Select[Any]) -> Iterator[MemoryPair]:
        """The pairs of a query, the latest first."""
        ordered = query.order_by(MEMORY_TARGETS.c.at.desc(), MEMORY_TARGETS.c.id.desc())
        return (MemoryPair(*row) for row in fetch(self._connection, ordered))

    def _retire_units(self, units: Sequence[str], locale: str) -> None:
        for part in chunks(units):
            of_units = (MEMORY_TARGETS.c.unit.in_(part), MEMORY_TARGETS.c.locale == locale)
            self._connection.execute(
                update(MEMORY_TARGETS).where(*of_units, MEMORY_TARGETS.c.state == "live").values(state="retired")
            )

    def _remember(self, approved: Mapping[int, Sequence[tuple[Event, Target]]]) -> None:
        """Take in approved targets: article id → (the event that approved it, the target)."""
        rows: list[tuple[str, NewPair, str, tuple[str, str], bool]] = []
        for article, language, event, target, unit, around in self._with_units(approved):
            source, text = canonical(unit[1], target.text, unit[2], unit[3])
            pair = NewPair(
                key=unit[0], source=source, target=text, locale=target.locale, author=target.editor, at=event.at,
                unit=target.unit, article=article,
            )  # fmt: skip
            rows.append((language, pair, target.unit, around, event.action is Action.APPROVE))
        by_language: dict[str, dict[str, str]] = {}
        for language, pair, *_ in rows:
            by_language.setdefault(language, {}).setdefault(pair.key, pair.source)
        ids = {language: self._source_ids(language, texts) for language, texts in by_language.items()}
        there = self._there([unit for _, _, unit, _, _ in rows])
        new: list[tuple[object, ...]] = []
        retired: list[int] = []
        moved: dict[tuple[str, str, str], list[int]] = {}
        for language, pair, name, around, anew in rows:
            source_id = ids[language][pair.key]
            same = False
            for id_, text, before, after, state in there.get((name, pair.locale, source_id), ()):
                if text != pair.target:
                    if state == "live":
                        retired.append(id_)
                    continue
                same = True
                wanted = "live" if anew or state == "retired" else state
                if (before, after, state) != (*around, wanted):
                    moved.setdefault((*around, wanted), []).append(id_)
            if not same:
                new.append(
                    (source_id, pair.locale, pair.target, name, pair.article, *around, "", pair.author, pair.at, "live")
                )
        for part in chunks(retired):
            self._connection.execute(
                update(MEMORY_TARGETS).where(MEMORY_TARGETS.c.id.in_(part)).values(state="retired")
            )
        for (before, after, state), targets in moved.items():
            changed = update(MEMORY_TARGETS).where(MEMORY_TARGETS.c.id.in_(targets))
            self._connection.execute(changed.values(before=before, after=after, state=state))
        insert(self._connection, MEMORY_TARGETS, _TARGET_COLUMNS, new)

    def _with_units(
        self, approved: Mapping[int, Sequence[tuple[Event, Target]]]
    ) -> Iterator[tuple[str, str, Event, Target, tuple[str, str, list[int], tuple[Code, ...]], tuple[str, str]]]:
        """What is approved and says no more and no less than its own sentence: article, language, event, target; the unit's
        key, source, notes and codes; the keys of the units around it.
        """
        wanted = {target.unit for several in approved.values() for _, target in several}
        for part in chunks(approved, 200):
            names = {
                row[0]: row[1:]
                for row in fetch(
                    self._connection,
                    select(ARTICLES.c.id, ARTICLES.c.name, ARTICLES.c.source_locale).where(ARTICLES.c.id.in_(part)),
                )
            }
            columns = (UNITS.c.article_id, UNITS.c.id, UNITS.c.block, UNITS.c.memory_key)
            order = select(*columns).where(UNITS.c.article_id.in_(part), UNITS.c.present)
            placed = fetch(self._connection, order.order_by(UNITS.c.article_id, UNITS.c.ordinal))
            merged = self._merged(part)
            texts = self._units([row[1] for row in placed if row[1] in wanted])
            around: dict[str, tuple[str, str]] = {}
            follower: dict[str, str] = {}
            for place, (article_id, unit, block, _) in enumerate(placed):
                before = placed[place - 1] if place and placed[place - 1][0] == article_id else None
                after = placed[place + 1] if place + 1 < len(placed) and placed[place + 1][0] == article_id else None
                around[unit] = (before[3] if before else "", after[3] if after else "")
                if after is not None and after[2] == block:
                    follower[unit] = after[1]
            for article_id in part:
                article, language = names[article_id]
                for event, target in approved[article_id]:
                    unit = target.unit
                    joined = is_merged(target.text) or (follower.get(unit, ""), target.locale) in merged
                    if unit in texts and not joined:
                        yield article, language, event, target, texts[unit], around[unit]

    def _merged(self, article_ids: Sequence[int]) -> set[tuple[str, str]]:
        """(Unit, locale) of the targets that say that they stand in the one before."""
        query = select(TARGETS.c.unit, TARGETS.c.locale).where(
            TARGETS.c.article_id.in_(article_ids), func.trim(TARGETS.c.text) == MERGED
        )
        return {(unit, locale) for unit, locale in fetch(self._connection, query)}

    def _units(self, ids: Sequence[str]) -> dict[str, tuple[str, str, list[int], tuple[Code, ...]]]:
        columns = (UNITS.c.id, UNITS.c.memory_key, UNITS.c.source, UNITS.c.notes, UNITS.c.codes)
        return {
            row[0]: (row[1], row[2], list(from_json(row[3])), codes_of_row(row[4]) if row[4] else ())
            for part in chunks(ids)
            for row in fetch(self._connection, select(*columns).where(UNITS.c.id.in_(part)))
        }

    def _there(self, units: Sequence[str]) -> dict[tuple[str, str, int], list[tuple[int, str, str, str, str]]]:
        """(Unit, locale, sentence id) → id, text, neighbours and state of the pairs that came from it."""
        found: dict[tuple[str, str, int], list[tuple[int, str, str, str, str]]] = {}
        columns = ("unit", "locale", "source_id", "id", "text", "before", "after", "state")
        for part in chunks(set(units)):
            query = select(*(MEMORY_TARGETS.c[name] for name in columns)).where(
                MEMORY_TARGETS.c.unit.in_(part), MEMORY_TARGETS.c.unit != literal("")
            )
            for unit, locale, source_id, id_, text, before, after, state in fetch(self._connection, query):
                found.setdefault((unit, locale, source_id), []).append((id_, text, before, after, state))
        return found

    def _source_ids(self, language: str, texts: Mapping[str, str]) -> dict[str, int]:
        """Key → id of sentences; those that are not there yet are added."""
        found = self._known(language, texts)
        missing = [key for key in texts if key not in found]
        if missing:
            self._alone()
            found |= self._known(language, missing)  # added by whoever was here before
            missing = [key for key in missing if key not in found]
            rows = [(language, key, texts[key]) for key in missing]
            insert(self._connection, MEMORY_SOURCES, _SOURCE_COLUMNS, rows)
            found |= self._known(language, missing)
        return found

    def _alone(self) -> None:
        """Until the transaction ends, let no other writer add sentences. On SQLite a writing transaction is alone anyway."""
        if self._connection.dialect.name != "sqlite":
            self._connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

    def _known(self, language: str, keys: Iterable[str]) -> dict[str, int]:
        columns = (MEMORY_SOURCES.c.key, MEMORY_SOURCES.c.id)
        return {
            key: id_
            for part in chunks(list(keys))
            for key, id_ in fetch(
                self._connection,
                select(*columns).where(MEMORY_SOURCES.c.language == language, MEMORY_SOURCES.c.key.in_(part)),
            )
        }
