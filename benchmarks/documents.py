"""Documents in and out: HTML, Markdown, DOCX and ODT against whoever else reads them, in one run and in turns.

Extract and merge go from file to file, as in :mod:`benchmarks.peers`: the document read, cut and written as a catalogue;
then, with the catalogue translated (not timed), both read and the translated document written.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.articles import LOCALES
from benchmarks.documents_kept import Kept, kept_by, notices, parts_of
from benchmarks.documents_peers import OWN, WORD, Contender, Job, contenders, jobs_in, missing
from benchmarks.markups import as_html, as_markdown
from benchmarks.measuring import Taken, apart, heading, median, middle, say, taken, talk, verdict
from benchmarks.packages import as_docx, as_odt
from benchmarks.workflow import WAY, Run, run

ROUNDS = 3
#: A program that takes far longer is given this many documents.
SLOW = 100
#: Documents whose keeping is looked at, word by word.
LOOKED_AT = 20
#: Sizes of one document, in MB of its text or its XML, and how many articles of the sample make one MB.
SIZES = (0.5, 1.0, 2.0, 5.0)

#: How much dearer a MB may be in the largest than in the smallest of :data:`SIZES`; growth with the square would make it 10.
LINEAR = 1.5
TOOLKIT_HTML = "translate-toolkit html2po, po2html"
NAMES = {".html": "HTML", ".md": "Markdown", ".docx": "DOCX", ".odt": "ODT"}


def document(suffix: str, number: int, count: int = 1) -> bytes:
    """Article ``number``, or ``count`` from there in one document, in the format of ``suffix``."""
    if suffix == ".html":
        return as_html(number, count).encode()
    if suffix == ".md":
        return as_markdown(number, count).encode()
    return as_docx(number, count) if suffix == ".docx" else as_odt(number, count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One contender in one format: a measurement a round of extraction and of merge; ``first``: those of one document, for a
    contender in processes of its own, whose starting is nobody's business.
    """

    label: str
    extracted: list[Taken]
    merged: list[Taken]
    entries: float
    first: tuple[Taken, Taken] | None = None

    @property
    def each(self) -> tuple[float, float, float]:
        """Milliseconds a document: extraction and merge by the clock, both by the processor; without starting."""
        extract, merge = (median([t.wall for t in runs]) for runs in (self.extracted, self.merged))
        cpu = median([a.cpu + b.cpu for a, b in zip(self.extracted, self.merged, strict=True)])
        amount = self.extracted[0].amount
        if self.first is not None and amount > 1:
            one, other = self.first
            extract, merge, cpu = extract - one.wall, merge - other.wall, cpu - one.cpu - other.cpu
            amount -= 1
        return extract / amount * 1000, merge / amount * 1000, cpu / amount * 1000


def time_all(suffix: str, count: int) -> tuple[list[Timed], list[str]]:
    """Everybody who reads ``suffix``, in turns and in alternating order; and who refused the documents."""
    documents = [(f"article-{number:05}", document(suffix, number)) for number in range(count)]
    everybody, refused = _willing(contenders(suffix), documents[:1], suffix)
    results: dict[str, list[tuple[Taken, Taken, float]]] = {c.label: [] for c in everybody}
    first: dict[str, tuple[Taken, Taken]] = {}
    for number in range(ROUNDS):
        for contender in everybody if number % 2 == 0 else reversed(everybody):
            if contender.apart and number:
                continue  # a process of its own is not disturbed by what ran before it
            talk(f"{NAMES[suffix]}: {contender.label}, round {number + 1} of {ROUNDS}")
            given = documents[:SLOW] if contender.label.startswith("po4a") else documents
            if contender.apart:
                extracted, merged, _ = _round(contender, documents[:1], suffix)
                first[contender.label] = extracted, merged
            results[contender.label].append(_round(contender, given, suffix))
    timed = [
        Timed(
            label=label,
            extracted=[r[0] for r in rounds],
            merged=[r[1] for r in rounds],
            entries=rounds[0][2],
            first=first.get(label),
        )
        for label, rounds in results.items()
    ]
    return timed, refused


def _willing(
    everybody: Sequence[Contender], documents: Sequence[tuple[str, bytes]], suffix: str
) -> tuple[list[Contender], list[str]]:
    """Those who do one document, which warms them up, and what the others said."""
    willing, refused = [], []
    for contender in everybody:
        try:
            _round(contender, documents, suffix)
        except AssertionError as refusal:  # of a process of its own; our own errors are not taken for refusals
            if not contender.apart:
                raise
            refused.append(f"{contender.label} refuses them: {str(refusal).strip().splitlines()[-1].split('/')[-1]}")
        else:
            willing.append(contender)
    return willing, refused


def _round(contender: Contender, documents: Sequence[tuple[str, bytes]], suffix: str) -> tuple[Taken, Taken, float]:
    with tempfile.TemporaryDirectory(prefix="transflow-benchmark-") as folder:
        jobs = jobs_in(folder, documents, suffix)
        extracted, _ = taken("extract", len(jobs), lambda: contender.extract(jobs))
        entries = contender.translate(jobs, lambda source: WORD + source)
        merged, _ = taken("merge", len(jobs), lambda: contender.merge(jobs))
        assert all(job.target.stat().st_size for job in jobs)
    return extracted, merged, entries / len(jobs)


def memory(suffix: str, count: int, place: int) -> tuple[str, float, float]:
    """Peak MB of one contender doing ``count`` documents in this process, and before it began."""
    contender = contenders(suffix)[place]
    with tempfile.TemporaryDirectory(prefix="transflow-benchmark-") as folder:
        documents = ((f"article-{number:05}", document(suffix, number)) for number in range(count))
        jobs: list[Job] = jobs_in(folder, list(documents), suffix)
        contender.extract(jobs[:1])
        contender.translate(jobs[:1], lambda source: WORD + source)
        contender.merge(jobs[:1])
        before = _peak(contender)
        if contender.apart:
            return contender.label, _alone(contender, jobs, folder), before
        contender.extract(jobs)
        extracted = _peak(contender)
        contender.translate(jobs, lambda source: WORD + source)
        contender.merge(jobs)
        return contender.label, max(extracted, _peak(contender)), before


def _alone(contender: Contender, jobs: Sequence[Job], folder: str) -> float:
    """Peak MB of a process of its own, whose project is made anew."""
    shutil.rmtree(Path(folder, "omegat-project"), ignore_errors=True)
    contender.extract(jobs)
    contender.translate(jobs, lambda source: WORD + source)
    contender.merge(jobs)
    return _peak(contender)


def _peak(contender: Contender) -> float:
    """Largest resident size so far, in MB: of the children where the contender is one."""
    whose = resource.RUSAGE_CHILDREN if contender.apart else resource.RUSAGE_SELF
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(whose).ru_maxrss / unit


def look(suffix: str) -> list[tuple[str, Kept | None]]:
    """What everybody keeps of the same documents; None for who refused them."""
    documents = [(f"article-{number:05}", document(suffix, number)) for number in range(LOOKED_AT)]
    found: list[tuple[str, Kept | None]] = []
    for contender in contenders(suffix):
        talk(f"{NAMES[suffix]}: what {contender.label} keeps")
        try:
            found.append((contender.label, kept_by(contender, documents, suffix)))
        except AssertionError:
            if not contender.apart:
                raise
            found.append((contender.label, None))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """One large document: MB of its text or XML, seconds for its parts of the way, by the processor."""

    size: float
    units: int
    read: float
    cut: float
    catalogue: float
    write: float

    @property
    def each(self) -> float:
        """Seconds a MB for the whole way."""
        return (self.read + self.cut + self.catalogue + self.write) / self.size


def grow(suffix: str, size: float) -> Grown:
    """Extract from and merge into one document of ``size`` MB, every unit translated, in this process for the first time."""
    small = document(suffix, 0, 20)
    _grown(suffix, small)
    return _grown(suffix, document(suffix, 0, max(1, round(size * 1e6 * 20 / _size(small)))))


def _size(content: bytes) -> int:
    """Of a package, what its two parts with words hold."""
    parts = parts_of(content)
    return sum(
        len(part)
        for name, part in parts.items()
        if name in ("", "word/document.xml", "word/footnotes.xml", "content.xml")
    )


def _grown(suffix: str, content: bytes) -> Grown:
    from benchmarks.articles import SETTINGS

    from transflow.config import load
    from transflow.domain.reassembly import assemble
    from transflow.domain.segmentation import Segmenter
    from transflow.domain.units import cut, identify
    from transflow.formats.catalogues.base import Catalogue, CatalogueEntry
    from transflow.formats.catalogues.po import read_po, write_po
    from transflow.formats.documents import Anatomy, reader_for

    settings = load(SETTINGS)
    anatomy = Anatomy(furniture=settings.furniture, language_line=settings.language_line)
    reader = reader_for(suffix)
    segmenter = Segmenter("en", settings.abbreviations)
    read, article = taken("read", 1, lambda: reader.read(content, anatomy))
    cutting, units = taken("cut", 1, lambda: identify("large", article, cut(article, segmenter)))

    def through_a_catalogue() -> dict[str, str]:
        entries = tuple(CatalogueEntry(unit=u.id, source=u.source, target=WORD + u.source) for u in units)
        catalogue = Catalogue(name="large", locale=LOCALES[0], source_locale="en", base="0" * 64, entries=entries)
        return {entry.unit: entry.target for entry in read_po(write_po(catalogue)).entries}

    for other in range(1, 9):  # what was read is forgotten, as it is where another process publishes
        reader.read(document(suffix, other), anatomy)
    through, targets = taken("catalogue", 1, through_a_catalogue)
    writing, written = taken(
        "write", 1, lambda: reader.write(content, anatomy, assemble(article, units, targets, LOCALES[0]))
    )
    assert written != content
    return Grown(
        size=_size(content) / 1e6,
        units=len(units),
        read=read.cpu,
        cut=cutting.cpu,
        catalogue=through.cpu,
        write=writing.cpu,
    )


def report(count: int, few: int) -> list[bool]:
    """Figures and ratios, printed; whether each promise was kept. ``few``: DOCX, ODT, and articles with the database."""
    kept: list[bool] = []
    for suffix, amount in ((".html", count), (".md", count), (".docx", few), (".odt", few)):
        kept += _report_times(suffix, amount)
    absent = missing()
    if absent:
        say(f"\n  not here, and so not measured: {', '.join(absent)}")
    _report_kept()
    _report_way(few)
    kept += _report_growth()
    return kept


def _report_times(suffix: str, count: int) -> list[bool]:
    timed, refused = apart(time_all, suffix, count)
    peaks = {}
    for place in range(len(contenders(suffix))):
        try:
            label, peak, before = apart(memory, suffix, count, place)
        except AssertionError:
            continue
        peaks[label] = (peak, before)
    heading(f"{NAMES[suffix]}: {count:,} documents, extract and merge, medians of {ROUNDS} rounds in turns")
    say(
        f"  {'ms a document':42} {'entries':>7} {'extract':>8} {'merge':>8} {'cpu':>8} {'ratio':>7} "
        f"{'peak MB':>8} {'from':>5}"
    )
    own = next(t for t in timed if t.label == OWN).each[2]
    for one in timed:
        extract, merge, cpu = one.each
        peak, before = peaks.get(one.label, (0.0, 0.0))
        say(
            f"  {one.label:42} {one.entries:7.0f} {extract:8.2f} {merge:8.2f} {cpu:8.2f} {cpu / own:6.2f}× "
            f"{peak:8.0f} {before:5.0f}"
        )
        if one.first is not None:
            wall = sum(part.wall for part in one.first)
            say(f"      (two processes; one document in them, {wall:.1f} s, is taken off as their starting)")
    for line in refused:
        say(f"  {line}")
    if suffix != ".html":
        return []
    toolkit = next((t for t in timed if t.label == TOOLKIT_HTML), None)
    if toolkit is None:
        say("  translate-toolkit is not installed: nothing to compare with (make benchmarks installs it)")
        return []
    return [verdict(f"HTML, processor time against {TOOLKIT_HTML}", own / toolkit.each[2], 0.7, "×")]


def _report_kept() -> None:
    found = {suffix: apart(look, suffix) for suffix in NAMES}
    heading(f"What comes back: {LOOKED_AT} documents of each format")
    say(f"  {'':42} {'untouched':>9} {'noise':>7} {'notes':>6} {'bound':>6} {'numbered':>8}")
    for suffix, rows in found.items():
        for label, one in rows:
            name = f"{NAMES[suffix]}: {label}"
            if one is None:
                say(f"  {name:52} refused")
                continue
            say(
                f"  {name:52} {one.untouched:3} of {one.documents:3} {one.noise:7,} {one.notes:2} of 9 "
                f"{'yes' if one.bound else 'no':>6} {'yes' if one.numbered else 'no':>8}"
            )
    say(
        "  untouched: the same bytes (of each file in a package) come out where nothing is translated. noise: bytes that"
    )
    say(
        "  differ outside of a heading, where it alone is translated. notes: bodies that a translation reached. Two markers"
    )
    say(
        "  swapped in a sentence: bound: each leads to its own note; numbered: the text reads 1, 2, 3 and the list follows."
    )
    for label, noticed in notices().items():
        say(f"  {label}: swapped: {', '.join(noticed.swapped) or '-'}; one lost: {', '.join(noticed.lost) or '-'}")


def _report_way(count: int) -> None:
    runs: dict[str, list[Run]] = {".txt": [], ".html": []}
    for number in range(ROUNDS):
        for suffix in runs if number % 2 == 0 else reversed(runs):
            talk(f"the whole way with the database, {suffix}, run {number + 1} of {ROUNDS}")
            runs[suffix].append(apart(run, count, LOCALES[:1], checks=True, again=False, suffix=suffix))
    heading(f"The whole way of one locale with the database, all checks: {count:,} articles, medians of {ROUNDS} runs")
    ways = {}
    for suffix, done in runs.items():
        steps = [middle([one.steps[name] for one in done]) for name in WAY]
        ways[suffix] = sum(step.each_cpu for step in steps)
        parts = ", ".join(f"{step.label} {step.each_cpu:.2f}" for step in steps)
        say(f"  {suffix:6} {ways[suffix]:6.2f} ms of processor time an article ({parts})")
    say(f"  HTML : text {ways['.html'] / ways['.txt']:.2f}")


def _report_growth() -> list[bool]:
    heading("One document of growing size: processor seconds, every unit translated")
    say("  (the better of two processes; write: reading again, as another process does, and writing)")
    say(f"  {'':10} {'MB':>5} {'units':>7} {'read':>7} {'cut':>7} {'PO':>7} {'write':>7} {'ms a MB':>8}")
    kept = []
    for suffix in NAMES:
        each: list[float] = []
        for size in SIZES:
            talk(f"{NAMES[suffix]}: one document of {size} MB")
            grown = min((apart(grow, suffix, size) for _ in range(2)), key=lambda one: one.each)
            each.append(grown.each)
            say(
                f"  {NAMES[suffix]:10} {grown.size:5.1f} {grown.units:7,} {grown.read:7.2f} {grown.cut:7.2f} "
                f"{grown.catalogue:7.2f} {grown.write:7.2f} {grown.each * 1000:8.0f}"
            )
        kept.append(
            verdict(
                f"{NAMES[suffix]}: time a MB at {SIZES[-1]:g} MB : at {SIZES[0]:g} MB", each[-1] / each[0], LINEAR, "×"
            )
        )
    return kept
