"""What the database costs an article: ``python benchmarks/store.py [--articles N] [--url URL]``.

Prints milliseconds an article of 70 units, written and read 25 articles a transaction, and what opening costs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNITS = 70
BATCH = 25
AT = "2026-11-23T10:00:00+00:00"
SENTENCE = "The corridor carried 2.3 billion tonnes in 2024, although the ministry had promised more to its partners"


@contextmanager
def timed(spent: dict[str, float], what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    spent[what] = spent.get(what, 0.0) + time.perf_counter() - start


def run(url: str | Path, articles: int) -> dict[str, float]:
    """Seconds spent on each thing."""
    import sqlmodel  # noqa: F401  # its import is not what is measured here

    spent: dict[str, float] = {}
    with timed(spent, "open a new database"):
        from transflow.store import open_store

        open_store(url).close()
    with timed(spent, "open it again, first read"):
        store = open_store(url)
        with store.read() as tx:
            tx.articles.all()

    from transflow.domain.article import BlockKind, Revision
    from transflow.domain.states import Action, Target, advance, apply
    from transflow.domain.units import Unit
    from transflow.store.records import NewArticle

    revision = Revision(number=1, digest="0" * 64, added_at=AT, added_by="Nil")
    new = [
        NewArticle(
            name=f"article-{number}",
            path=f"articles/article-{number}.txt",
            format="text",
            source_locale="en",
            revision=revision,
            content=SENTENCE.encode() * UNITS,
        )
        for number in range(articles)
    ]
    with timed(spent, "articles.add"), store.write() as tx:
        ids = tx.articles.add(new)
    names = list(ids)
    for start in range(0, articles, BATCH):
        units = {
            ids[name]: [
                Unit(
                    id=f"{name}/{ordinal:08d}",
                    kind=BlockKind.PARAGRAPH,
                    ordinal=ordinal,
                    block=ordinal // 3,
                    source=f"{SENTENCE} {ordinal}." + ("[3]" if ordinal % 8 == 0 else ""),
                    gap=" ",
                    notes=(3,) if ordinal % 8 == 0 else (),
                    words=18,
                )
                for ordinal in range(UNITS)
            ]
            for name in names[start : start + BATCH]
        }
        changes = []
        for article_id, several in units.items():
            for unit in several:
                target = Target(unit=unit.id, locale="tr")
                text = f"Koridor {unit.source}"
                event = advance(
                    target,
                    Action.DRAFT,
                    actor="",
                    at=AT,
                    text=text,
                    origin="mt:fx",
                    source=unit.source,
                    source_key="0" * 32,
                )
                changes.append((article_id, event, apply(target, event)))
        with timed(spent, "units.replace"), store.write() as tx:
            tx.units.replace(units)
        with timed(spent, "targets.record"), store.write() as tx:
            tx.targets.record(changes)
    for start in range(0, articles, BATCH):
        some = [ids[name] for name in names[start : start + BATCH]]
        with timed(spent, "units.of"), store.read() as tx:
            tx.units.of(some)
        with timed(spent, "targets.of"), store.read() as tx:
            tx.targets.of(some, "tr")
    with timed(spent, "what status reads"), store.read() as tx:
        tx.articles.all(), tx.targets.tally(), tx.targets.totals(), tx.targets.questions()
        tx.findings.counts(), tx.releases.latest()
    store.close()
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--url", default="")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        spent = run(chosen.url or Path(folder) / "transflow.db", chosen.articles)
    for what, seconds in spent.items():
        each = f"{seconds / chosen.articles * 1000:8.3f} ms an article" if "." in what else ""
        print(f"{what:28} {seconds * 1000:9.1f} ms {each}")


if __name__ == "__main__":
    main()
