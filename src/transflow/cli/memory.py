"""``memory``: what was translated before, looked up, searched, brought in and out, forgotten."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transflow.cli.call import Call, LocalesOption, register, words_of
from transflow.cli.help import Group
from transflow.cli.output import Answer, paint
from transflow.cli.wording import say, units_and_words
from transflow.errors import N_, TransflowError
from transflow.i18n import _, ngettext, number

if TYPE_CHECKING:
    from transflow.domain.match import Match
    from transflow.workflow.memory import Found, Held

LimitOption = Annotated[int, typer.Option("--limit", min=1, max=1000, help=N_("At most so many."))]


def match(
    call: Call,
    source: Annotated[
        str, typer.Option("--from", metavar="FILE", help=N_("Sentences, one a line; '-' is standard input."))
    ],
    locales: LocalesOption = None,
    least: Annotated[
        int, typer.Option("--least", min=75, max=100, help=N_("The lowest score of a match; 100 is an exact one."))
    ] = 75,
    limit: LimitOption = 5,
    differences: Annotated[
        bool, typer.Option("--difference", help=N_("In JSON, also what differs, word by word."))
    ] = False,
) -> Answer:
    """Look sentences up in the memory: exact matches, those but for figures, and similar ones."""
    from transflow.workflow.memory import match as step

    lines = _lines(source)
    with call.open() as workspace:
        results = step(workspace, lines, locales=words_of(locales), least=least, limit=limit)

    def show() -> None:
        for line, matches in zip(lines, results, strict=True):
            say(line)
            for found in matches:
                _match(found)
            if not matches:
                say("  " + _("no match"))

    content = {"results": [{"matches": [_fields(m, differences) for m in matches]} for matches in results]}
    return Answer(content=content, show=show)


def _lines(source: str) -> list[str]:
    """The lines of a file, or of standard input."""
    from transflow.files import read_bounded
    from transflow.formats.decoding import decode

    shown = _("standard input") if source == "-" else source
    content = sys.stdin.buffer.read() if source == "-" else read_bounded(Path(source), shown)
    try:
        lines = [line.strip("\r") for line in decode(content).removeprefix("\ufeff").split("\n")]
    except TransflowError as error:
        error.file = shown
        raise
    if lines and not lines[-1]:
        lines.pop()
    return lines


def _fields(match: Match, differences: bool) -> dict[str, object]:
    fields: dict[str, object] = {
        "source": match.source,
        "target": match.target,
        "locale": match.locale,
        "score": match.score,
        "kind": match.kind.value,
    }
    if differences:
        pieces = [] if match.score == 100 else match.difference()
        fields["difference"] = [{"what": op.value, "text": text} for op, text in pieces]
    return fields


#: Words for the kinds of matches.
_KINDS = {
    "in-context": N_("exact, in the same context"),
    "exact": N_("exact"),
    "adapted": N_("exact but for figures"),
    "fuzzy": N_("similar"),
}


def _match(match: Match) -> None:
    where = ", ".join(part for part in (match.origin, match.author, match.at[:10]) if part)
    head = f"  {match.locale}  {match.score}  {_(_KINDS[match.kind.value])}"
    say(f"{head}  ({where})" if where else head)
    if match.score < 100:
        from transflow.cli.revisions import difference  # 50 ms that no other command should pay

        say("    " + difference(match.difference(), terminal=sys.stdout.isatty()))
    say(f"    {match.target}")


def search(
    call: Call,
    text: Annotated[list[str], typer.Argument(metavar="WORD...", help=N_("Words, in the source or in a translation."))],
    locales: LocalesOption = None,
    limit: LimitOption = 20,
) -> Answer:
    """Find pairs that hold all these words anywhere, in either language (concordance)."""
    from transflow.workflow.memory import search as step

    words = " ".join(text)
    with call.open() as workspace:
        found = step(workspace, words, locales=words_of(locales), limit=limit)

    def show() -> None:
        for one in found:
            _found(one, words.split())
        if not found:
            say(_("Nothing in the memory holds these words."))

    return Answer(content={"found": [_found_fields(one) for one in found]}, show=show)


def _found(found: Found, words: Sequence[str]) -> None:
    where = ", ".join(part for part in (found.locale, found.origin, found.author, found.at[:10]) if part)
    say(_marked(found.source, words))
    say(f"  {_marked(found.target, words)}")
    say(paint(f"  ({where})", "grey", sys.stdout.isatty()))


def _marked(text: str, words: Sequence[str]) -> str:
    """``text`` with the words in colour, on a terminal."""
    import re

    wanted = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.sub(wanted, lambda m: paint(m.group(), "yellow", sys.stdout.isatty()), text, flags=re.IGNORECASE)


def _found_fields(found: Found) -> dict[str, object]:
    return {
        "source": found.source,
        "target": found.target,
        "locale": found.locale,
        "where": found.where,
        "origin": found.origin,
        "author": found.author,
        "at": found.at,
    }


def stats(
    call: Call,
    locales: LocalesOption = None,
    verify: Annotated[
        bool, typer.Option("--verify", help=N_("Also read the whole index, and make it anew where it is damaged."))
    ] = False,
) -> Answer:
    """How much the memory holds, and where it is from."""
    from transflow.domain.states import State
    from transflow.workflow.memory import stats as step
    from transflow.workflow.reporting import status
    from transflow.workflow.workspace import choose_locales

    with call.open() as workspace:
        chosen = choose_locales(workspace.settings, words_of(locales))
        sentences, held = step(workspace, locales=chosen)
        standings = status(workspace, locales=chosen).standings
        sound = workspace.index(workspace.settings.source).check() if verify else True
    words = {locale: sum(s.words.get(State.APPROVED, 0) for s in standings if s.locale == locale) for locale in chosen}

    def show() -> None:
        say(ngettext("{count} sentence", "{count} sentences", sentences))
        for one in held:
            _held(one, words[one.locale])
        if verify:
            say(_("The index is sound.") if sound else _("The index was damaged; it was made anew."))

    content: dict[str, object] = {
        "sentences": sentences,
        "locales": [
            {
                "locale": one.locale,
                "pairs": one.live,
                "units": one.approved,
                "words": words[one.locale],
                "files": one.files,
                "retired": one.retired,
                "forgotten": one.forgotten,
            }
            for one in held
        ],
    }
    return Answer(content={**content, "sound": sound} if verify else content, show=show)


def _held(held: Held, words: int) -> None:
    say(f"{held.locale}: {units_and_words(held.approved, words)}")
    for name, pairs in sorted(held.files.items()):
        say(f"  {name}: " + ngettext("{count} pair", "{count} pairs", pairs))
    if held.retired:
        say("  " + _("out of use, since their approval was withdrawn: {count}").format(count=number(held.retired)))
    if held.forgotten:
        say("  " + _("forgotten: {count}").format(count=number(held.forgotten)))


def forget(
    call: Call,
    text: Annotated[str, typer.Argument(metavar="[SENTENCE]", help=N_("A sentence of the source language."))] = "",
    article: Annotated[str, typer.Option("--article", metavar="NAME", help=N_("All that an article gave."))] = "",
    origin: Annotated[str, typer.Option("--file", metavar="NAME", help=N_("All that an imported file gave."))] = "",
    locales: LocalesOption = None,
    undo: Annotated[bool, typer.Option("--undo", help=N_("Bring back what was forgotten."))] = False,
) -> Answer:
    """Let the memory no longer offer some pairs; nothing is deleted, --undo brings them back."""
    from transflow.workflow.memory import forget as step

    with call.open() as workspace:
        count = step(
            workspace,
            actor=call.actor,
            text=text,
            article=article,
            origin=origin,
            locales=words_of(locales),
            undo=undo,
            dry_run=call.dry_run,
        )

    def show() -> None:
        if undo:
            say(ngettext("{count} pair brought back", "{count} pairs brought back", count))
        else:
            say(ngettext("{count} pair forgotten", "{count} pairs forgotten", count))

    return Answer(content={"pairs": count, "undo": undo}, show=show)


def add_to(app: typer.Typer) -> None:
    """Register the group."""
    from transflow.cli import memory_files

    group = typer.Typer(cls=Group, rich_markup_mode=None, no_args_is_help=True)
    register(group, "match", N_("Look sentences up in the memory of translations."))(match)
    register(group, "search", N_("Find words in the memory, in either language."))(search)
    memory_files.add_to(group)
    register(group, "stats", N_("How much the memory holds."))(stats)
    register(group, "forget", N_("Let the memory no longer offer some pairs."), changes=True)(forget)
    app.add_typer(group, name="memory", help=N_("What was translated before."))
