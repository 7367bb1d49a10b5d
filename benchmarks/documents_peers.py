"""Who extracts from documents and merges into them: this program, and what else is installed here.

Everybody takes a batch of jobs from file to file: documents into catalogues, and translated catalogues with documents into
translated documents. Programs in Python are called in this process, as their own commands call themselves, so that nobody
pays for starting. Those in Java and Perl run as processes of their own, one for the whole batch; what an empty batch takes
is their starting, and is said apart.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from xml.sax.saxutils import escape, unescape

import polib
from benchmarks.articles import LOCALES, SETTINGS

LOCALE = LOCALES[0]
#: What a translation here is: this word before the source.
WORD = "Çeviri "
OWN = "transflow, sentences"
OMEGAT_JAR = Path("/usr/share/omegat/OmegaT.jar")


@dataclass(frozen=True, slots=True)
class Job:
    """One document: where it lies, its catalogue, its translation."""

    source: Path
    catalogue: Path
    target: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One way of doing it. ``translate`` says what each entry of the catalogues becomes; ``apart``: in its own process."""

    label: str
    extract: Callable[[Sequence[Job]], None]
    translate: Callable[[Sequence[Job], Callable[[str], str]], int]
    merge: Callable[[Sequence[Job]], None]
    apart: bool = False


def one_by_one(work: Callable[[Job], None]) -> Callable[[Sequence[Job]], None]:
    """A batch as its jobs, one after another."""

    def do(jobs: Sequence[Job]) -> None:
        for job in jobs:
            work(job)

    return do


def translate_po(jobs: Sequence[Job], said: Callable[[str], str]) -> int:
    """Give every entry of the PO files its translation; how many there are."""
    entries = 0
    for job in jobs:
        file = polib.pofile(job.catalogue.read_text("utf-8"), wrapwidth=0)
        for entry in file:
            entry.msgstr = said(entry.msgid)
        entries += len(file)
        file.save(str(job.catalogue))
    return entries


def ours(suffix: str, *, anew: bool = False) -> Contender:
    """This program without its store: article and units are kept until the merge, or the source is read and cut ``anew``."""
    from transflow.config import load
    from transflow.domain.article import Article
    from transflow.domain.reassembly import assemble
    from transflow.domain.segmentation import Segmenter
    from transflow.domain.units import Unit, cut, identify
    from transflow.formats.catalogues.base import Catalogue, CatalogueEntry
    from transflow.formats.catalogues.po import read_po, write_po
    from transflow.formats.documents import Anatomy, reader_for

    settings = load(SETTINGS)
    anatomy = Anatomy(furniture=settings.furniture, language_line=settings.language_line)
    segmenter = Segmenter("en", settings.abbreviations)
    reader = reader_for(suffix)
    kept: dict[Path, tuple[bytes, Article, list[Unit]]] = {}

    def units_of(source: Path) -> tuple[bytes, Article, list[Unit]]:
        content = source.read_bytes()
        article = reader.read(content, anatomy)
        return content, article, identify(source.stem, article, cut(article, segmenter))

    def extract(job: Job) -> None:
        content, article, units = units_of(job.source)
        if not anew:
            kept[job.source] = content, article, units
        entries = tuple(CatalogueEntry(unit=u.id, source=u.source, reference=(job.source.name, u.line)) for u in units)
        base = sha256(content).hexdigest()
        job.catalogue.write_bytes(
            write_po(Catalogue(name=job.source.stem, locale=LOCALE, source_locale="en", base=base, entries=entries))
        )

    def merge(job: Job) -> None:
        content, article, units = units_of(job.source) if anew else kept[job.source]
        targets = {entry.unit: entry.target for entry in read_po(job.catalogue.read_bytes()).entries}
        job.target.write_bytes(reader.write(content, anatomy, assemble(article, units, targets, LOCALE)))

    label = "transflow, units cut anew" if anew else OWN
    return Contender(label=label, extract=one_by_one(extract), translate=translate_po, merge=one_by_one(merge))


def toolkit_html() -> Contender:
    """translate-toolkit: html2po, po2html."""
    from translate.convert import html2po, po2html

    def extract(job: Job) -> None:
        with job.source.open("rb") as file, job.catalogue.open("wb") as output:
            html2po.converthtml(file, output, None)

    def merge(job: Job) -> None:
        with job.source.open("rb") as template, job.catalogue.open("rb") as file, job.target.open("wb") as output:
            po2html.converthtml(file, output, template)

    return _in_python("translate-toolkit html2po, po2html", extract, merge)


def toolkit_markdown() -> Contender:
    """translate-toolkit: md2po, po2md, with what their commands preset; needs mistletoe."""
    from translate.convert import md2po, po2md

    def extract(job: Job) -> None:
        with job.source.open("rb") as file, job.catalogue.open("wb") as output:
            md2po.MD2POOptionParser()._extract_translation_units(file, output, None, "msgctxt", "single")

    def merge(job: Job) -> None:
        with job.source.open("rb") as template, job.catalogue.open("rb") as file, job.target.open("wb") as output:
            po2md.PO2MDOptionParser._translate_md_file(file, output, template, False, None, 0)

    return _in_python("translate-toolkit md2po, po2md, unwrapped", extract, merge)


def toolkit_odt() -> Contender:
    """translate-toolkit: odf2po, po2odf."""
    from translate.convert import odf2po, po2odf

    def extract(job: Job) -> None:
        with job.source.open("rb") as file, job.catalogue.open("w+b") as output:
            odf2po.convertodf(file, output, None)

    def merge(job: Job) -> None:
        with job.source.open("rb") as template, job.catalogue.open("rb") as file, job.target.open("wb") as output:
            po2odf.convertpo(file, output, template)

    return _in_python("translate-toolkit odf2po, po2odf", extract, merge)


def mdpo() -> Contender:
    """mdpo: md2po, po2md, with lines not wrapped (its faster way, and the fairer one to compare bytes with)."""
    from mdpo.md2po import markdown_to_pofile
    from mdpo.po2md import pofile_to_markdown

    def extract(job: Job) -> None:
        markdown_to_pofile(str(job.source), po_filepath=str(job.catalogue), save=True, wrapwidth=0)

    def merge(job: Job) -> None:
        pofile_to_markdown(str(job.source), str(job.catalogue), save=str(job.target), wrapwidth=0)

    return _in_python("mdpo md2po, po2md, unwrapped", extract, merge)


def _in_python(label: str, extract: Callable[[Job], None], merge: Callable[[Job], None]) -> Contender:
    return Contender(label=label, extract=one_by_one(extract), translate=translate_po, merge=one_by_one(merge))


_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>en</source_lang><target_lang>tr</target_lang>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""
_SEGMENT = re.compile(r"<seg>(.*?)</seg>", re.DOTALL)


def omegat() -> Contender:
    """OmegaT in its console: one project of all documents, its segments as a translation memory, that memory put to use."""

    def project(jobs: Sequence[Job]) -> Path:
        return jobs[0].catalogue.parent / "omegat-project"

    def start(root: Path, mode: str, *options: str) -> None:
        command = ["java", "-jar", str(OMEGAT_JAR), str(root), f"--mode={mode}", *options]
        command += [f"--config-dir={root / 'config'}", "--disable-project-locking", "--no-team", "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    def extract(jobs: Sequence[Job]) -> None:
        root = project(jobs)
        for folder in ("source", "target", "tm", "omegat", "glossary", "dictionary"):
            (root / folder).mkdir(parents=True)
        (root / "omegat.project").write_text(_PROJECT, "utf-8")
        for job in jobs:
            shutil.copy(job.source, root / "source")
        options = (f"--pseudotranslatetmx={root / 'omegat' / 'project_save.tmx'}", "--pseudotranslatetype=equal")
        start(root, "console-createpseudotranslatetmx", *options)

    def translate(jobs: Sequence[Job], said: Callable[[str], str]) -> int:
        memory = project(jobs) / "omegat" / "project_save.tmx"
        before, *units = memory.read_text("utf-8").split("    <tu>")
        written = [before]
        for unit in units:
            last = list(_SEGMENT.finditer(unit))[-1]
            target = escape(said(unescape(last[1])))
            if target:
                written.append(f"    <tu>{unit[: last.start()]}<seg>{target}</seg>{unit[last.end() :]}")
            elif unit is units[-1]:
                written.append(unit[unit.index("</tu>") + 5 :])
        memory.write_text("".join(written), "utf-8")
        return len(units)

    def merge(jobs: Sequence[Job]) -> None:
        root = project(jobs)
        start(root, "console-translate")
        for job in jobs:
            shutil.copy(root / "target" / job.source.name, job.target)

    return Contender(label="OmegaT, console", extract=extract, translate=translate, merge=merge, apart=True)


_PERL = """
use strict; use warnings;
use Locale::Po4a::Chooser; use Locale::Po4a::Po;
my ($way, $format, @files) = @ARGV;
while (my ($source, $po, $target) = splice(@files, 0, 3)) {
    my %options = ($format eq "text") ? ("markdown" => 1, "neverwrap" => 1) : ();
    my $parser = Locale::Po4a::Chooser::new($format, %options);
    if ($way eq "extract") {
        $parser->process("file_in_name" => [$source], "file_in_charset" => "UTF-8", "file_out_charset" => "UTF-8");
        $parser->writepo($po);
    } else {
        $parser->process("file_in_name" => [$source], "file_in_charset" => "UTF-8", "file_out_charset" => "UTF-8",
            "po_in_name" => [$po], "file_out_name" => $target);
        $parser->write($target);
    }
}
"""


def po4a(format: str) -> Contender:
    """po4a's own parsers in one Perl for the whole batch; ``format`` is its name of ours ("xhtml", "text" for Markdown)."""

    def start(way: str, jobs: Sequence[Job]) -> None:
        files = [str(path) for job in jobs for path in (job.source, job.catalogue, job.target)]
        done = subprocess.run(["perl", "-e", _PERL, way, format, *files], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    return Contender(
        label=f"po4a, {format}",
        extract=lambda jobs: start("extract", jobs),
        translate=translate_po,
        merge=lambda jobs: start("merge", jobs),
        apart=True,
    )


def contenders(suffix: str) -> list[Contender]:
    """Everybody here who can read files ending in ``suffix``, this program first."""
    found = [ours(suffix), ours(suffix, anew=True)]
    toolkit = importlib.util.find_spec("translate") is not None
    if suffix == ".html" and toolkit:
        found.append(toolkit_html())
    if suffix == ".md" and toolkit and importlib.util.find_spec("mistletoe"):
        found.append(toolkit_markdown())
    if suffix == ".md" and importlib.util.find_spec("mdpo"):
        found.append(mdpo())
    if suffix == ".odt" and toolkit:
        found.append(toolkit_odt())
    if suffix in (".html", ".docx", ".odt") and OMEGAT_JAR.is_file() and shutil.which("java"):
        found.append(omegat())
    if suffix in (".html", ".md") and shutil.which("po4a") and shutil.which("perl"):
        found.append(po4a("xhtml" if suffix == ".html" else "text"))
    return found


def missing() -> list[str]:
    """Who is not here to be measured."""
    absent = [
        ("translate-toolkit", importlib.util.find_spec("translate") is None),
        ("mistletoe (Markdown of translate-toolkit)", importlib.util.find_spec("mistletoe") is None),
        ("mdpo", importlib.util.find_spec("mdpo") is None),
        ("OmegaT (a system's package)", not OMEGAT_JAR.is_file() or shutil.which("java") is None),
        ("po4a (a system's package)", shutil.which("po4a") is None),
    ]
    return [name for name, is_missing in absent if is_missing]


def jobs_in(folder: str, documents: Sequence[tuple[str, bytes]], suffix: str) -> list[Job]:
    """Documents (name, content), written into ``folder``."""
    jobs = []
    for name, content in documents:
        stem = Path(folder, name)
        job = Job(stem.with_suffix(suffix), stem.with_suffix(".po"), stem.with_suffix(f".out{suffix}"))
        job.source.write_bytes(content)
        jobs.append(job)
    return jobs


def batch(
    contender: Contender, documents: Sequence[tuple[str, bytes]], suffix: str, said: Callable[[str], str]
) -> list[bytes]:
    """Everything once, untimed: the documents that come out where each entry is translated by ``said``."""
    with tempfile.TemporaryDirectory(prefix="transflow-benchmark-") as folder:
        jobs = jobs_in(folder, documents, suffix)
        contender.extract(jobs)
        contender.translate(jobs, said)
        contender.merge(jobs)
        return [job.target.read_bytes() for job in jobs]
