"""A desk to work at: one workspace on disk, and the moves of the people who work in it, in short words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polib

from transflow.config import Settings
from transflow.domain.states import Action, Event, State, Target
from transflow.domain.units import Unit
from transflow.testing import EchoEngine, workspace_at
from transflow.workflow.drafting import draft
from transflow.workflow.export import Exported, export
from transflow.workflow.importing import Imported, import_catalogues
from transflow.workflow.intake import Added, add
from transflow.workflow.operations import diagnose
from transflow.workflow.publishing import Published, publish
from transflow.workflow.reporting import Shown, show
from transflow.workflow.review import Reviewed, Ruling, review

#: An article with everything that makes trouble: a marker glued to the next sentence, two in one sentence, one note cited
#: twice, an "Ibid.", a note of two sentences, an address, a repeated sentence, furniture and the language line.
HARBOUR = """\
Analysis

What the Harbour Means for the Region

The harbour could double its trade within ten years.

Share

This post is also available in: Türkçe Русский

Trade grew by 12 percent in 2023.[1] The two ports were busy in summer. Ministers met in Baku[2] and agreed on a plan.[3]The plan has four parts.

The next step is a common tariff.[4] Nobody doubts that it will be hard. The list is at https://www.example.org/works and is updated.

Trade grew by 12 percent in 2023.[1] In other words, patience is needed.


[1] “A Shorter Way”, Harbour Forum, https://www.example.org/reports/way, p. 14, (Access Date: 12.03.2026).

[2] Ibid.

[3] The plan was first proposed by the port workers. It was changed twice before the summer.

[4] “A Common Tariff”, Port Review, https://www.example.com/tariff, (Access Date: 13.03.2026).

Jane Miller

Jane Miller is a researcher at the Harbour Institute. She writes about ports.

Similar Posts
"""

#: Turkish for each sentence of HARBOUR, by the first words of the source.
TURKISH = {
    "Analysis": "Analiz",
    "What the Harbour": "Liman bölge için ne anlama geliyor",
    "The harbour could": "Liman ticaretini on yıl içinde ikiye katlayabilir.",
    "Trade grew": "Ticaret 2023'te yüzde 12 büyüdü.[1]",
    "The two ports": "İki liman yazın yoğundu.",
    "Ministers met": "Bakanlar Bakü'de[2] buluştu ve bir plan üzerinde anlaştı.[3]",
    "The plan has": "Planın dört bölümü var.",
    "The next step": "Sıradaki adım ortak bir tarife.[4]",
    "Nobody doubts": "Zor olacağından kimse kuşku duymuyor.",
    "The list is": "Liste https://www.example.org/works adresinde ve güncelleniyor.",
    "In other words": "Başka bir deyişle sabır gerekiyor.",
    "“A Shorter Way”": "“A Shorter Way”, Harbour Forum, https://www.example.org/reports/way, s. 14, (Erişim Tarihi: 12.03.2026).",
    "Ibid.": "Aynı yer.",
    "The plan was": "Planı ilk olarak liman işçileri önerdi.",
    "It was changed": "Yazdan önce iki kez değiştirildi.",
    "“A Common Tariff”": "“A Common Tariff”, Port Review, https://www.example.com/tariff, (Erişim Tarihi: 13.03.2026).",
    "Jane Miller is": "Jane Miller, Liman Enstitüsü'nde araştırmacıdır.",
    "Jane Miller": "Jane Miller",
    "She writes": "Limanlar üzerine yazıyor.",
}

Edit = Callable[[polib.POEntry], None]


class Desk:
    """One workspace and what is done in it. ``name`` is the article where a call does not say which."""

    def __init__(
        self, root: Path, *, settings: Settings | None = None, answers: Mapping[str, str] | None = None
    ) -> None:
        self.root = root
        self.name = "harbour"
        self.engine = EchoEngine(answers)
        self.space = workspace_at(root, settings=settings or Settings(locales=("tr",)), engine=self.engine)

    # the clock and the folder

    def at(self, instant: str) -> None:
        """Set the clock."""
        self.space = replace(self.space, now=lambda: instant)

    def write(self, content: str, name: str = "harbour.txt") -> Path:
        path = self.root / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
        return path

    def catalogue(self, locale: str = "tr", name: str | None = None) -> Path:
        return self.space.catalogue_path(locale, name or self.name)

    def journal(self, locale: str = "tr") -> Path:
        return self.space.journal_path(locale, self.name)

    # the steps

    def add(self, content: str | None = HARBOUR, *, actor: str = "Ann", **options: Any) -> Added:
        if content is not None:
            self.write(content, f"{self.name}.txt")
        return add(self.space, [self.root / "articles" / f"{self.name}.txt"], actor=actor, **options)[0]

    def draft(self, **options: Any) -> Any:
        return draft(self.space, [self.name], actor="Ann", engines=["echo"], **options)

    def export(self, **options: Any) -> Exported:
        return export(self.space, [self.name], locales=["tr"], actor="Ann", **options)[0]

    def bring(self, path: Path | None = None, *, actor: str = "Ann", **options: Any) -> Imported:
        """Import one catalogue."""
        return import_catalogues(self.space, [path or self.catalogue()], actor=actor, **options)[0]

    def review(self, action: Action, actor: str, *starts: str, **ruling: str) -> Reviewed:
        """A ruling on the units that begin with ``starts``, or on all."""
        ids = [self.unit(start).id for start in starts]
        return review(
            self.space, self.name, "tr", Ruling(action=action, **ruling), ids=ids, everything=not ids, actor=actor
        )

    def publish(self, **options: Any) -> Published:
        return publish(self.space, [self.name], locales=["tr"], actor="Pub", **options)[0]

    # what translators do to a file

    def edit(
        self,
        texts: Mapping[str, str] | None = None,
        *,
        by: str = "Ayşe <ayse@example.org>",
        path: Path | None = None,
        to: Path | None = None,
        change: Mapping[str, Edit] | None = None,
        header: Callable[[dict[str, str]], object] | None = None,
    ) -> Path:
        """Save a catalogue as a translator's editor does: texts by the first words of their sources, fuzzy cleared."""
        source = path or self.catalogue()
        file = polib.pofile(source.read_text("utf-8"), wrapwidth=0)
        file.metadata["Last-Translator"] = by
        for start, text in (texts or {}).items():
            for entry in [e for e in file if e.msgid.startswith(start)]:
                entry.msgstr = text
                if "fuzzy" in entry.flags:
                    entry.flags.remove("fuzzy")
        for start, act in (change or {}).items():
            for entry in [e for e in file if e.msgid.startswith(start)]:
                act(entry)
        if header is not None:
            header(file.metadata)
        target = to or source
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(str(file), "utf-8")
        return target

    def translate(self, **options: Any) -> Imported:
        """Everything translated by Ayşe and brought in."""
        if not self.catalogue().is_file():
            self.export()
        order = sorted(TURKISH.items(), key=lambda item: len(item[0]))
        return self.bring(self.edit(dict(order)), **options)

    def approve(self) -> None:
        """Everything signed by Mehmet and Elif."""
        self.review(Action.ACCEPT, "Mehmet")
        self.review(Action.APPROVE, "Elif")

    def approved(self) -> Desk:
        """An article that went the whole way up to approval."""
        self.add()
        self.translate()
        self.approve()
        assert self.states() == {State.APPROVED}, self.states()
        return self

    # what stands

    def shown(self) -> Shown:
        return show(self.space, self.name, locales=["tr"])

    def units(self) -> tuple[Unit, ...]:
        return self.shown().units

    def unit(self, start: str) -> Unit:
        return next(u for u in self.units() if u.source.startswith(start))

    def target(self, start: str, locale: str = "tr") -> Target:
        unit = self.unit(start).id
        return self.of(unit, locale)

    def of(self, unit: str, locale: str = "tr") -> Target:
        with self.space.store.read() as tx:
            record = tx.articles.get(self.name)
            assert record is not None
            return tx.targets.of([record.id], locale).get((unit, locale)) or Target(unit=unit, locale=locale)

    def state(self, start: str) -> State:
        return self.target(start).state

    def states(self) -> set[State]:
        return {self.of(u.id).state for u in self.units()}

    def events(self) -> list[Event]:
        with self.space.store.read() as tx:
            record = tx.articles.get(self.name)
            return tx.targets.events(record.id) if record is not None else []

    def entry(self, start: str) -> polib.POEntry:
        """The entry as the catalogue on disk has it."""
        file = polib.pofile(self.catalogue().read_text("utf-8"), wrapwidth=0)
        return next(e for e in file if e.msgid.startswith(start))

    def codes(self, start: str) -> set[str]:
        unit = self.unit(start).id
        return {f.code for f in self.shown().findings if f.unit == unit}

    def published(self, suffix: str = "txt") -> str:
        return (self.root / "published" / "tr" / f"{self.name}.{suffix}").read_text("utf-8")

    def sound(self) -> None:
        """Promise 6: every state is the replay of its events."""
        assert diagnose(self.space).ailments == ()


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, path → bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def outcomes(imported: Imported) -> dict[str, int]:
    """Outcome → how many entries, without those that are unchanged."""
    found: dict[str, int] = {}
    for entry in imported.entries:
        if entry.outcome != "unchanged":
            found[entry.outcome] = found.get(entry.outcome, 0) + 1
    return found


def by_unit(imported: Imported, ids: Sequence[str]) -> list[str]:
    """The outcomes of some units, in their order."""
    found = {e.unit: e.outcome for e in imported.entries}
    return [found[i] for i in ids]
