"""The translation memory as people use it: matches of sentences, words in context, what it holds, forgetting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from transflow.domain.match import LEAST, Match, MatchKind, key_of
from transflow.domain.people import Right
from transflow.errors import N_, UnknownThingError, UsageError
from transflow.workflow.recall import Recall, asked_lines
from transflow.workflow.workspace import Workspace, authorise, choose_locales

#: What ``forget`` may say of pairs, and what :meth:`forget` with ``undo`` makes of it.
_LIVE: Final = "live"
_FORGOTTEN: Final = "forgotten"


def match(
    workspace: Workspace,
    lines: Sequence[str],
    *,
    locales: Sequence[str] = (),
    least: int = LEAST,
    limit: int = 5,
) -> list[list[Match]]:
    """For each line its matches, best first, in order; the lines are taken as sentences that follow each other."""
    chosen = choose_locales(workspace.settings, locales)
    recall = Recall(workspace)
    place = {locale: n for n, locale in enumerate(chosen)}
    results: list[list[Match]] = []
    for hits in recall.matches(asked_lines(lines), chosen, least=least, limit=limit):
        found = [hit.match for several in hits.values() for hit in several]
        results.append(sorted(found, key=lambda m: (-m.score, list(MatchKind).index(m.kind), place[m.locale])))
        workspace.progress("match", len(results), len(lines))
    return results


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A pair in which words were found; ``where`` is ``source``, or the locale of the target."""

    source: str
    target: str
    locale: str
    where: str
    origin: str
    author: str
    at: str


def search(workspace: Workspace, words: str, *, locales: Sequence[str] = (), limit: int = 20) -> list[Found]:
    """Pairs whose source, or whose target, holds all ``words`` anywhere, whatever their case; short ones first."""
    chosen = choose_locales(workspace.settings, locales)
    wanted = words.split()
    if not wanted:
        raise UsageError(N_("Name the words to look for."))
    source = workspace.settings.source
    found: list[Found] = []
    told: set[int] = set()
    for language in (source, *chosen):
        ids = workspace.index(language).containing(wanted, limit)
        with workspace.store.read() as tx:
            if language == source:
                by_source = tx.memory.of_sources(ids, chosen)
                pairs = [pair for id_ in ids for pair in by_source.get(id_, ())]
            else:
                by_id = {pair.id: pair for pair in tx.memory.of_targets(ids)}
                pairs = [by_id[id_] for id_ in ids if id_ in by_id]
        for pair in pairs:
            if pair.id not in told:
                told.add(pair.id)
                found.append(
                    Found(
                        source=pair.source,
                        target=pair.target,
                        locale=pair.locale,
                        where="source" if language == source else language,
                        origin=pair.article or pair.origin,
                        author=pair.author,
                        at=pair.at,
                    )
                )
    return found[:limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the memory holds in one locale: live pairs from approvals and from each file, and those out of use."""

    locale: str
    approved: int = 0
    files: dict[str, int] = field(default_factory=dict)
    retired: int = 0
    forgotten: int = 0

    @property
    def live(self) -> int:
        """All pairs in use."""
        return self.approved + sum(self.files.values())


def stats(workspace: Workspace, *, locales: Sequence[str] = ()) -> tuple[int, list[Held]]:
    """How many sentences there are, and what the memory holds in each locale."""
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        counts = tx.memory.counts()
        sentences = tx.memory.count_sources(workspace.settings.source)
    held = []
    for locale in chosen:
        here = [count for count in counts if count.locale == locale]
        live = {count.origin: count.pairs for count in here if count.state == _LIVE}
        held.append(
            Held(
                locale=locale,
                approved=live.pop("", 0),
                files=live,
                retired=sum(count.pairs for count in here if count.state == "retired"),
                forgotten=sum(count.pairs for count in here if count.state == _FORGOTTEN),
            )
        )
    return sentences, held


def forget(
    workspace: Workspace,
    *,
    actor: str,
    text: str = "",
    article: str = "",
    origin: str = "",
    locales: Sequence[str] = (),
    undo: bool = False,
    dry_run: bool = False,
) -> int:
    """Let the memory no longer offer the pairs of one sentence, one article or one file; how many they are.

    Nothing is deleted: ``undo`` brings them back. An approval of the same words later does so too.
    """
    if sum(map(bool, (text, article, origin))) != 1:
        raise UsageError(
            N_("Say what to forget: a sentence, an article, or a file."),
            remedy=N_("Give the sentence, or --article NAME, or --file NAME as 'transflow memory stats' shows it."),
        )
    chosen = choose_locales(workspace.settings, locales)
    before, after = (_FORGOTTEN, _LIVE) if undo else (_LIVE, _FORGOTTEN)
    with workspace.store.read() if dry_run else workspace.store.write() as tx:
        if not dry_run:
            for locale in chosen:
                authorise(tx, actor, Right.APPROVE, locale)
        choice = {"key": key_of(text) if text else "", "article": article, "origin": origin}
        ids = tx.memory.chosen(workspace.settings.source, chosen, state=before, **choice)
        if not ids and not tx.memory.chosen(workspace.settings.source, chosen, state=after, **choice):
            raise UnknownThingError(
                N_("The memory holds nothing of “{name}”."),
                name=text or article or origin,
                remedy=N_("'transflow memory stats' lists the files, 'transflow status' the articles."),
            )
        if not dry_run:
            tx.memory.set_state(ids, after)
    return len(ids)
