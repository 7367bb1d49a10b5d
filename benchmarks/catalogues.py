"""Catalogues: writing and reading PO against polib's own cost at ``wrapwidth=0``, entry by entry, and the other forms."""

from __future__ import annotations

from functools import partial

import polib
from benchmarks.articles import LOCALES, make_many
from benchmarks.measuring import Taken, apart, heading, median, say, taken, verdict

ROUNDS = 7
LOCALE = LOCALES[1]


def run(count: int) -> tuple[int, dict[str, list[Taken]]]:
    """Entries in all, and label → one measurement a round, in turns."""
    from transflow.domain.identity import new_id
    from transflow.formats.catalogues.base import Catalogue, CatalogueEntry
    from transflow.formats.catalogues.forms import FORMS, read_catalogue
    from transflow.formats.catalogues.po import read_po, write_po

    catalogues = [
        Catalogue(
            name=article.name,
            locale=LOCALE,
            source_locale="en",
            base="0" * 32,
            entries=tuple(
                CatalogueEntry(
                    unit=new_id(article.name, row.source, place),
                    source=row.source,
                    target=row.targets[LOCALE],
                    extracted=(f"{row.kind} {place}",),
                    reference=(f"articles/{article.name}.txt", place),
                )
                for place, row in enumerate(article.rows, start=1)
            ),
        )
        for article in make_many(count)
    ]
    contents = [write_po(c) for c in catalogues]
    texts = [c.decode() for c in contents]
    files = [polib.pofile(t, wrapwidth=0) for t in texts]
    work = {
        "write": lambda: [write_po(c) for c in catalogues],
        "polib: make entries and write": lambda: [_polib_writes(f) for f in files],
        "polib: write alone": lambda: [str(f) for f in files],
        "read": lambda: [read_po(c) for c in contents],
        "polib: read": lambda: [polib.pofile(t, wrapwidth=0) for t in texts],
    }
    for name in ("xliff12", "xliff21", "csv"):
        form = FORMS[name]
        others = [form.write(c) for c in catalogues]
        work[f"{name}: write"] = partial(lambda form: [form.write(c) for c in catalogues], form)
        work[f"{name}: read"] = partial(lambda contents: [read_catalogue(c) for c in contents], others)
    results: dict[str, list[Taken]] = {label: [] for label in work}
    entries = sum(len(c.entries) for c in catalogues)
    for _ in range(ROUNDS):
        for label, task in work.items():
            results[label].append(taken(label, entries, task)[0])
    return entries, results


def _polib_writes(known: polib.POFile) -> str:
    """What a program that does nothing but use polib has to do to write a catalogue."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = dict(known.metadata)
    for entry in known:
        file.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgstr=entry.msgstr,
                comment=entry.comment,
                occurrences=list(entry.occurrences),
            )
        )
    return str(file)


def report(count: int) -> list[bool]:
    """Figures and ratios, printed; whether each promise was kept."""
    entries, results = apart(run, count)
    heading(f"PO catalogues: {count:,} of {entries // count} entries, medians of {ROUNDS} rounds in turns")
    each = {label: median([r.wall for r in runs]) / entries * 1e6 for label, runs in results.items()}
    for label, microseconds in each.items():
        say(f"  {label:32} {microseconds:7.1f} µs an entry")
    say(
        "  (reading includes what polib lacks: refusing cut-off files, odd line separators, comments kept byte for byte,"
    )
    say('  duplicates; "write alone" has its entries made before the clock starts, "write" makes them)')
    kept = []
    for own, floor in (
        ("write", "polib: make entries and write"),
        ("write", "polib: write alone"),
        ("read", "polib: read"),
    ):
        ratios = [a.wall / b.wall for a, b in zip(results[own], results[floor], strict=True)]
        kept.append(verdict(f"{own} : {floor}", median(ratios), 2.0, "×"))
    return kept
