"""Merging one entry of a catalogue that came back: what it says against what stands, and the events it leads to (G7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from transflow.domain.codes import before_and_after, codes_shown, literals, renumber_codes
from transflow.domain.identity import digest
from transflow.domain.inline import find_markers, folded, renumber, without_markers
from transflow.domain.merge import Copy, Verdict, merge
from transflow.domain.states import Action, Event, State, Target, advance, apply
from transflow.domain.units import Unit, source_key
from transflow.errors import N_, GuardError
from transflow.formats.catalogues.base import CatalogueEntry, Incoming

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord

#: How a catalogue says, in a line for the translator, that a text is a draft; its origin follows.
DRAFT_BY: Final = "draft by "
_FUZZY: Final = frozenset({State.DRAFTED, State.STALE, State.REJECTED})

#: Actions of others that leave the words and marks of a translator as they were.
_NO_WORDS: Final = frozenset({Action.ACCEPT, Action.APPROVE, Action.WAIVE, Action.ANSWER, Action.CARRY})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryOutcome:
    """What became of one entry: a :class:`Verdict`, or ``refused`` with a reason. ``line`` is 1-based in the file.

    ``back``: its text was taken back after an earlier import, and is therefore no news.
    """

    unit: str
    outcome: str
    line: int
    code: str = ""
    reason: str = ""
    reason_fields: Mapping[str, object] = field(default_factory=dict)
    comment: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A catalogue that was read: where from, what it says, and which article and locale it is for.

    ``translator`` is who worked in it ("" where nobody said); ``named``: by the person who imports it.
    """

    path: str
    incoming: Incoming
    record: ArticleRecord
    locale: str
    translator: str
    named: bool = False


def is_fuzzy(target: Target) -> bool:
    """Whether a catalogue marks a target as fuzzy: a draft, what is stale or rejected, or a doubt."""
    return target.state in _FUZZY or target.doubt


def out_of_place(
    entry: CatalogueEntry,
    target: Target | None,
    base: Copy | None,
    earlier: Collection[str],
    *,
    known: bool,
    file: Received,
) -> EntryOutcome | None:
    """An entry of a unit that is not in the article (any more), or that a tool marked as gone (then None: not counted).

    A text that nobody has seen yet is never lost: it is kept as a suggestion, also beside an obsolete unit.
    """
    if target is None and not known:
        if entry.obsolete:
            return None
        return EntryOutcome(
            unit=entry.unit,
            outcome="refused",
            line=entry.line,
            code="unknown-unit",
            reason=N_("The article “{name}” has no unit “{unit}”."),
            reason_fields={"name": file.record.name, "unit": entry.unit},
        )
    seen = {"", target.text if target else "", base.text if base else "", *earlier}
    if entry.target in seen:
        return None if entry.obsolete else EntryOutcome(unit=entry.unit, outcome="unchanged", line=entry.line)
    return EntryOutcome(unit=entry.unit, outcome=Verdict.CONFLICT.value, line=entry.line)


def for_a_source_gone(
    unit: Unit, locale: str, entry: CatalogueEntry, translator: str, now: str
) -> tuple[EntryOutcome, list[tuple[Event, Target]]]:
    """A first text for a unit that was retired meanwhile: kept with the obsolete unit, and there again if its source is."""
    if not entry.target:
        return EntryOutcome(unit=unit.id, outcome=Verdict.UNCHANGED.value, line=entry.line), []
    new = Target(unit=unit.id, locale=locale)
    given = advance(
        new,
        Action.TRANSLATE,
        actor=translator,
        at=now,
        text=entry.target,
        source=unit.source,
        source_key=source_key(unit),
    )
    translated = apply(new, given)
    retired = advance(translated, Action.RETIRE, actor=translator, at=now)
    steps = [(given, translated), (retired, apply(translated, retired))]
    return EntryOutcome(unit=unit.id, outcome=Verdict.ACCEPTED.value, line=entry.line), steps


@dataclass(frozen=True, slots=True)
class Moved:
    """Numbers in a catalogue → the numbers of the same things now: of notes, and by block of codes."""

    notes: Mapping[int, int] = field(default_factory=dict)
    codes: Mapping[int, Mapping[int, int]] = field(default_factory=dict)


def numbers_moved(units: Mapping[str, Unit], entries: Iterable[CatalogueEntry]) -> Moved:
    """What was renumbered since the file, told by the entries whose source only moved in numbers (G5).

    A head's text holds the markers and codes of the sentences merged into it, so the whole file is asked, not the entry
    alone.
    """
    notes: dict[int, int] = {}
    codes: dict[int, dict[int, int]] = {}
    unsure: set[tuple[int, int]] = set()  # one number of two paragraphs, which became one since
    for entry in entries:
        unit = units.get(entry.unit)
        if unit is None or entry.source == unit.source:
            continue
        if unit.notes:
            brackets = {m.number for m in find_markers(unit.source)} - set(unit.notes)
            before = [m.number for m in find_markers(entry.source) if m.number not in brackets]
            if len(before) == len(unit.notes):
                notes |= dict(zip(before, unit.notes, strict=True))
        if unit.codes and not _for_another_source(unit, entry):
            block = codes.setdefault(unit.block, {})
            for then, now in _codes_moved(unit, entry).items():
                if block.setdefault(then, now) != now:
                    unsure.add((unit.block, then))
    for place, then in unsure:
        del codes[place][then]
    return Moved({then: now for then, now in notes.items() if then != now}, codes)


def as_numbered_now(unit: Unit, entry: CatalogueEntry, moved: Moved) -> CatalogueEntry:
    """``entry`` with its markers and codes numbered as they are now: the file may be older than a renumbering (G5)."""
    codes = {**moved.codes.get(unit.block, {}), **_codes_moved(unit, entry)}
    if not (moved.notes or codes) or _for_another_source(unit, entry):
        return entry
    return replace(entry, target=renumber_codes(renumber(entry.target, dict(moved.notes)), codes))


def _codes_moved(unit: Unit, entry: CatalogueEntry) -> dict[int, int]:
    """Number of a code in the file → its number now, where the file shows the same codes under whatever numbers."""
    return (before_and_after(entry.source, unit.source, unit.codes) or {}) if unit.codes else {}


def _for_another_source(unit: Unit, entry: CatalogueEntry) -> bool:
    """Whether the file shows another source than the unit has now, in more than white space, quotes and numbers."""
    if entry.source == unit.source:
        return False
    then = renumber_codes(entry.source, _codes_moved(unit, entry))
    return folded(without_markers(then)) != folded(without_markers(unit.source, unit.notes))


class Past:
    """Histories of units in one locale; those of ``likely`` are read together when the first of them is asked for."""

    def __init__(self, tx: Transaction, locale: str, likely: Sequence[str]) -> None:
        self._tx, self._locale, self._likely = tx, locale, likely
        self._known: dict[str, list[Event]] = {}

    def of(self, unit: str) -> Sequence[Event]:
        """The events of one unit, in order."""
        if unit not in self._known:
            self._known |= self._tx.targets.histories({*self._likely, unit}, self._locale)
            self._likely = ()
        return self._known.get(unit, ())


def says_nothing_new(file: Received, unit: Unit, target: Target, entry: CatalogueEntry) -> bool:
    """Whether an entry is, in every respect, what stands: then it need not be merged."""
    same = entry.source == unit.source and entry.target == target.text and entry.fuzzy == is_fuzzy(target)
    return same and entry.translator_comment == target.comment and not _claimed(file, target, entry)


def merge_entry(
    tx: Transaction,
    file: Received,
    unit: Unit,
    target: Target,
    entry: CatalogueEntry,
    base: Copy | None,
    base_version: int,
    earlier: Collection[str],
    now: str,
    *,
    key: str,
    moved: Moved,
    past: Past,
) -> tuple[EntryOutcome, list[tuple[Event, Target]]]:
    """Merge one entry of a current unit: its outcome and its events.

    ``key`` is what a signature on the target binds of the source now, ``moved`` what was renumbered since the file.
    """
    if base is not None and base.text != target.text:
        base = replace(base, text=as_numbered_now(unit, replace(entry, target=base.text), moved).target)
    if base is not None and _gone_on_in(past, file, target, entry):
        base = Copy(text=target.text, fuzzy=is_fuzzy(target), comment=target.comment)
    found = merge(
        base,
        Copy(text=target.text, fuzzy=is_fuzzy(target), comment=target.comment),
        Copy(text=entry.target, fuzzy=entry.fuzzy, comment=entry.translator_comment),
        ours_is_draft=not target.editor and target.origin != "human",
        earlier=earlier,
    )
    verdict, comment = found.verdict, found.comment
    if not target.events and entry.fuzzy and entry.previous_source:
        entry = replace(entry, source=entry.previous_source)  # a clone: the catalogue shows a stale text as one
    outdated = _for_another_source(unit, entry)
    if verdict is Verdict.CONFIRMED and outdated and target.editor:
        verdict = Verdict.UNCHANGED  # a person gave this text before, and it is not for the source of today
    elif verdict is Verdict.CONFIRMED and target.state in (State.STALE, State.REJECTED) and not outdated:
        # The same file once more, or one from before, must not undo a rejection: only who was shown it can answer it.
        shown = base is not None and base.fuzzy and base.text == target.text
        if not shown or (target.state is State.REJECTED and target.origin != "human"):
            verdict = Verdict.UNCHANGED
    elif verdict is Verdict.DOUBTED and _doubted_before(past, file, target, base):
        verdict = Verdict.UNCHANGED
    elif verdict is Verdict.ACCEPTED and outdated and target.editor and target.source_key == key:
        verdict = Verdict.CONFLICT
    elif verdict is Verdict.CONFLICT and not outdated:
        verdict = _conflict(tx, file, target, entry, exported=base_version)
    elif verdict is Verdict.UNCHANGED and _claimed(file, target, entry):
        verdict = Verdict.ACCEPTED
    if comment is not None and f"\n{entry.translator_comment}\n" in f"\n{target.comment}\n":
        comment = None  # both were kept before
    return _apply_verdict(
        target, unit, entry, verdict, comment, file.translator, now, base=_mark_of(file), key=key, outdated=outdated
    )


def _gone_on_in(past: Past, file: Received, target: Target, entry: CatalogueEntry) -> bool:
    """Whether what stands was brought by this very file earlier, and its translator has gone on in it since.

    Then it is the file's own last word that theirs is compared with: putting back the old text is an edit, too.
    """
    if not target.events or (entry.target, entry.fuzzy) == (target.text, is_fuzzy(target)):
        return False
    wanted = (_mark_of(file), file.translator)
    last = next((e for e in reversed(past.of(target.unit)) if e.action not in _NO_WORDS), None)
    return last is not None and (last.detail.get("base"), last.actor) == wanted


def _mark_of(file: Received) -> str:
    """What an event remembers of the file that brought it: its base, and where nobody is named the place it lay in."""
    base = file.incoming.base
    return base if file.translator or not base else f"{base} {digest(file.path)[:8]}"


def _claimed(file: Received, target: Target, entry: CatalogueEntry) -> bool:
    """Whether a text of which nobody knew the translator is brought again under a name (G3 asks for one)."""
    if not file.named or target.editor or target.origin != "human" or entry.fuzzy:
        return False
    return target.state is State.TRANSLATED and entry.target == target.text


def _conflict(tx: Transaction, file: Received, target: Target, entry: CatalogueEntry, *, exported: int) -> Verdict:
    """A conflict, unless the file itself was imported before and is being worked on.

    Then what it brought is no news, and a newer text replaces the same translator's own. ``exported``: the target's
    version that the file was exported with.
    """
    texts = tx.targets.texts([target.unit], file.locale).get(target.unit, [])
    if any(version > exported and text == entry.target for version, text in texts):
        return Verdict.UNCHANGED
    own = file.translator and target.editor == file.translator and not target.signature
    return Verdict.ACCEPTED if own else Verdict.CONFLICT


def _doubted_before(past: Past, file: Received, target: Target, base: Copy | None) -> bool:
    """Whether a mark on exactly this text is no news.

    Either this translator's doubt was heard before, and settled since by a signature; or the text was a draft once, and
    the file, whose base is not known, may have been exported then.
    """
    doubted = False
    for event in past.of(target.unit):
        if event.text is not None:
            doubted = base is None and event.action is Action.DRAFT and event.text == target.text
        elif event.action is Action.REMARK and event.actor == file.translator and "doubt" in event.detail:
            doubted = event.detail["doubt"] == "yes"
    return doubted


def _apply_verdict(
    target: Target,
    unit: Unit,
    entry: CatalogueEntry,
    verdict: Verdict,
    comment: str | None,
    translator: str,
    now: str,
    *,
    base: str,
    key: str,
    outdated: bool,
) -> tuple[EntryOutcome, list[tuple[Event, Target]]]:
    """The events of one verdict; each remembers the ``base`` of the file that brought it.

    ``outdated``: the text was made for an earlier source, so it is stale at once (G5).
    """
    events: list[tuple[Event, Target]] = []

    def step(action: Action, **fields: object) -> None:
        current = events[-1][1] if events else target
        detail = {**fields.pop("detail", {}), "base": base} if base else fields.pop("detail", None)  # type: ignore[dict-item]
        event = advance(current, action, actor=translator, at=now, detail=detail, **fields)  # type: ignore[arg-type]
        events.append((event, apply(current, event)))

    made_for = {"source": unit.source, "source_key": key}
    if outdated:
        brackets = {m.number for m in find_markers(unit.source)} - set(unit.notes)
        numbers = tuple(m.number for m in find_markers(entry.source) if m.number not in brackets)
        codes = codes_shown(entry.source, literals(unit.source, unit.codes)) if unit.codes else ()
        made_for = {
            "source": entry.source,
            "source_key": source_key(replace(unit, source=entry.source, notes=numbers, codes=codes)),
        }
    # A clone without its database: what the catalogue calls a draft is nobody's translation yet (G1).
    draft = _draft_of(entry) if not target.events else ""
    try:
        if verdict is Verdict.ACCEPTED and draft:
            step(Action.DRAFT, text=entry.target, origin=draft, **made_for)
        elif verdict is Verdict.ACCEPTED:
            step(Action.TRANSLATE, text=entry.target, **made_for)
            if entry.fuzzy:
                step(Action.REMARK, detail={"doubt": "yes"})
        elif verdict is Verdict.CONFIRMED and (target.doubt and target.state not in _FUZZY):
            step(Action.REMARK, detail={"doubt": ""})
        elif verdict is Verdict.CONFIRMED and target.state is State.DRAFTED and not outdated:
            step(Action.CONFIRM, **made_for)
        elif verdict is Verdict.CONFIRMED:
            # A stale or rejected text, declared good by a person in its present form.
            step(Action.TRANSLATE, text=entry.target, **made_for)
        elif verdict is Verdict.DOUBTED:
            step(Action.REMARK, detail={"doubt": "yes"})
        if outdated and events and events[-1][1].state in (State.DRAFTED, State.TRANSLATED):
            step(Action.OUTDATE)
        if comment is not None:
            step(Action.REMARK, detail={"comment": comment})
    except GuardError as error:
        refusal = EntryOutcome(
            unit=unit.id,
            outcome="refused",
            line=entry.line,
            code=error.code,
            reason=error.template,
            reason_fields=error.fields,
        )
        return refusal, []
    return (
        EntryOutcome(unit=unit.id, outcome=verdict.value, line=entry.line, comment=comment is not None),
        events,
    )


def _draft_of(entry: CatalogueEntry) -> str:
    """The origin of a draft that a catalogue still shows as one, else ""."""
    if not entry.fuzzy:
        return ""
    return next((line.removeprefix(DRAFT_BY) for line in entry.extracted if line.startswith(DRAFT_BY)), "")
