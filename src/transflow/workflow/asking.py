"""Asking one engine for the sentences of units: masked, each once, what is known already from the cache.

No transaction is open while an engine is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from transflow.domain.codes import with_pairs_whole
from transflow.domain.identity import digest
from transflow.domain.inline import ADDRESS, protected_spans
from transflow.domain.language import Profile
from transflow.domain.terms import Lexicon
from transflow.domain.units import Unit
from transflow.engines.base import Capabilities, Draft, Hints
from transflow.engines.calling import Caller, Reply, Request
from transflow.engines.masks import Masked, Piece, as_xml, from_xml, mask, unmask
from transflow.errors import EngineError
from transflow.store.records import AnswerRecord
from transflow.workflow.workspace import Workspace

if TYPE_CHECKING:
    from transflow.engines.base import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A masked text to be asked for once, and the units that wait for it, each with its own masks.

    ``key`` is a digest of all that the answer depends on, ``place`` the paragraph of the first unit (name, block).
    """

    key: str
    text: str
    place: tuple[str, int]
    glossary: tuple[tuple[str, str], ...]
    around: tuple[str, str]
    similar: tuple[tuple[str, str], ...]
    waiting: tuple[tuple[Unit, Masked], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of a sentence: the engine's answer with its masks, or the error. ``cached``: nobody was asked."""

    sentence: Sentence
    record: AnswerRecord | None = None
    error: EngineError | None = None
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """An answer as a target: its text, and the pieces that were lost and put back at the end."""

    text: str
    lost: tuple[str, ...]


class Inquiry:
    """One engine and one locale. ``stopped`` says why the engine was given up."""

    def __init__(self, workspace: Workspace, name: str, engine: Engine, locale: str) -> None:
        settings = workspace.settings
        self.name = name
        self.price = settings.price_of(name)
        self._workspace = workspace
        self._engine = engine
        self._locale = locale
        self._lexicon = Lexicon(workspace.terms(), locale, source_locale=settings.source)
        self._fingerprint = engine.fingerprint
        self._batches: dict[int, list[Sentence]] = {}
        self._caller = Caller(engine, source=settings.source, target=locale, policy=workspace.policy(name))

    @property
    def stopped(self) -> EngineError | None:
        """Why the engine was given up, None while it was not."""
        return self._caller.stopped

    def sentences(
        self,
        units: Iterable[Unit],
        context: Mapping[str, tuple[Unit | None, Unit | None]],
        similar: Mapping[str, tuple[tuple[str, str], ...]] | None = None,
    ) -> list[Sentence]:
        """What to ask for the sake of ``units``, in their order; those of one text (and surroundings) are one.

        ``context``: unit id → the units before and after it in its paragraph; ``similar``: unit id → sentences like it with
        their translations.
        """
        able = self._engine.capabilities
        waiting: dict[str, list[tuple[Unit, Masked]]] = {}
        first: dict[str, Sentence] = {}
        for unit in units:
            masked = self._masked(unit)
            glossary = tuple(sorted(self._lexicon.glossary(unit.source).items())) if able.uses_glossary else ()
            before, after = context.get(unit.id, (None, None)) if able.uses_context else (None, None)
            around = (self._masked(before).text if before else "", self._masked(after).text if after else "")
            alike = similar.get(unit.id, ()) if similar and able.uses_context else ()
            key = digest(
                self._fingerprint, self._workspace.settings.source, self._locale, masked.text, *around,
                *(part for pair in (*glossary, *alike) for part in pair),
            )  # fmt: skip
            waiting.setdefault(key, []).append((unit, masked))
            if key not in first:
                place = (unit.id.rpartition("/")[0], unit.block)
                first[key] = Sentence(
                    key=key,
                    text=masked.text,
                    place=place,
                    glossary=glossary,
                    around=around,
                    similar=alike,
                    waiting=(),
                )
        return [replace(sentence, waiting=tuple(waiting[key])) for key, sentence in first.items()]

    def known(self, sentences: Sequence[Sentence]) -> list[Answered]:
        """Those of the sentences that the engine answered before."""
        with self._workspace.store.read() as tx:
            found = tx.answers.get([s.key for s in sentences])
        return [Answered(sentence=s, record=found[s.key], cached=True) for s in sentences if s.key in found]

    def ask(self, sentences: Sequence[Sentence]) -> Iterator[list[Answered]]:
        """Ask for the sentences: what came meanwhile, each time something did, or nothing for a while."""
        self._batches.clear()
        for replies in self._caller.replies(self._requests(sentences)):
            yield self._answered(replies)

    def late(self) -> list[Answered]:
        """What came before an exception (Ctrl-C) ended :meth:`ask`, and was not handed out."""
        return self._answered(self._caller.late())

    def cost(self, sentences: Iterable[Sentence]) -> float:
        """What asking for the sentences costs by the price table."""
        return self.price / 1_000_000 * sum(len(s.text) for s in sentences)

    def _masked(self, unit: Unit) -> Masked:
        return masked_source(unit, self._lexicon)

    def _requests(self, sentences: Sequence[Sentence]) -> Iterator[Request]:
        able = self._engine.capabilities
        for number, batch in enumerate(divided(sentences, able)):
            self._batches[number] = batch
            yield Request(
                tuple(as_xml(s.text) if able.markup == "xml" else s.text for s in batch),
                Hints(
                    glossary=dict(pair for s in batch for pair in s.glossary),
                    around=[s.around for s in batch] if able.uses_context else (),
                    similar=[s.similar for s in batch] if able.uses_context else (),
                    codes=[_codes(s.waiting[0][1].pieces) for s in batch] if able.uses_context else (),
                ),
            )

    def _answered(self, replies: Iterable[Reply]) -> list[Answered]:
        return [one for reply in replies for one in self._of(self._batches.pop(reply.number), reply)]

    def _of(self, batch: list[Sentence], reply: Reply) -> Iterator[Answered]:
        xml = self._engine.capabilities.markup == "xml"
        now, milliseconds = self._workspace.now(), round(reply.seconds * 1000 / len(batch))
        for sentence, answer in zip(batch, reply.answers, strict=True):
            if not isinstance(answer, Draft):
                yield Answered(sentence=sentence, error=answer.error)
                continue
            record = AnswerRecord(
                sentence.key,
                self.name,
                self._fingerprint,
                from_xml(answer.text) if xml else answer.text,
                now,
                milliseconds,
                self.cost([sentence]),
            )
            yield Answered(sentence=sentence, record=record)


def masked_source(unit: Unit, lexicon: Lexicon) -> Masked:
    """What an engine sees of a unit: markers, codes, addresses and the terms that it shall not touch are masked."""
    spans = protected_spans(unit.source, unit.notes, unit.codes)
    return mask(unit.source, spans, replaced=lexicon.masked(unit.source))


def restored(unit: Unit, masked: Masked, answer: str, language: Profile) -> Restored:
    """An answer with the pieces of ``unit`` put back."""
    back = unmask(masked, answer, place_edge=language.place_edge)
    text, loose = with_pairs_whole(back.text, unit.source, unit.codes)
    return Restored(text, tuple(dict.fromkeys((*back.lost, *loose))))


def surroundings(units: Sequence[Unit]) -> dict[str, tuple[Unit | None, Unit | None]]:
    """Unit id → the units before and after it in its paragraph, for the units of an article in order."""
    before: dict[str, Unit] = {}
    after: dict[str, Unit] = {}
    for one, other in pairwise(units):
        if one.block == other.block:
            before[other.id], after[one.id] = one, other
    return {unit.id: (before.get(unit.id), after.get(unit.id)) for unit in units}


def divided(sentences: Iterable[Sentence], able: Capabilities) -> Iterator[list[Sentence]]:
    """Batches within the limits of an engine; one that profits from context gets whole paragraphs as far as they fit."""
    batch: list[Sentence] = []
    size = 0
    limit = able.max_batch_characters or float("inf")
    for group in _paragraphs(sentences) if able.uses_context else ([s] for s in sentences):
        length = sum(len(s.text) for s in group)
        if batch and (len(batch) + len(group) > able.max_batch or size + length > limit):
            yield batch
            batch, size = [], 0
        for sentence in group:  # a paragraph that does not fit at all is divided like any list
            if batch and (len(batch) == able.max_batch or size + len(sentence.text) > limit):
                yield batch
                batch, size = [], 0
            batch.append(sentence)
            size += len(sentence.text)
    if batch:
        yield batch


def _paragraphs(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    return (list(group) for _, group in groupby(sentences, key=lambda s: s.place))


def _codes(pieces: Sequence[Piece]) -> dict[str, str]:
    """What the masks of a sentence stand for, in the words of a prompt."""
    return {f"[X{number}X]": _kind(piece) for number, piece in enumerate(pieces)}


def _kind(piece: Piece) -> str:
    if piece.marker:
        return "footnote marker"
    if piece.text.startswith("<"):
        return "end of markup" if piece.text.startswith("</") else "markup"
    return "address" if ADDRESS.fullmatch(piece.text) else "term, already translated"
