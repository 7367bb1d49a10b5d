"""Extract and merge without a database: this program's formats against mdpo and translate-toolkit, on the same content.

Everybody goes from file to file: read the document, write a PO file; then, with the PO file translated (not timed), read
both and write the translated document. All in one process, in turns: nobody pays for starting, all meet the same noise.
The peers work on blocks; this program cuts sentences, binds notes, and gives every unit an identity on the way.
"""

from __future__ import annotations

import html
import importlib.util
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polib
from benchmarks.articles import LOCALES, SETTINGS, Made, make_many
from benchmarks.measuring import MDPO_MS, OMEGAT_MS, Taken, apart, heading, middle, say, taken, talk, verdict

ROUNDS = 3
#: mdpo with the options it comes with.
MDPO = "mdpo, Markdown, blocks"
LOCALE = LOCALES[0]
_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One way of doing it: the suffix of its documents, the content of one, extraction and merge of a file."""

    label: str
    suffix: str
    document: Callable[[Made], str]
    extract: Callable[[Path, Path], object]
    merge: Callable[[Path, Path, Path], object]


def as_text(article: Made) -> str:
    """The article as it is."""
    return article.text


def as_markdown(article: Made) -> str:
    """The same content in Markdown, with footnotes."""
    blocks = []
    for block in re.split(r"\n+", article.text.strip()):
        note = re.match(r"\[(\d+)\] (.*)", block)
        text = _MARKER.sub(r"[^\1]", note.group(2) if note else block)
        blocks.append(f"[^{note.group(1)}]: {text}" if note else text)
    blocks[1] = f"# {blocks[1]}"
    return "\n\n".join(blocks) + "\n"


def as_html(article: Made) -> str:
    """The same content in HTML."""
    blocks = [f"<p>{html.escape(block, quote=False)}</p>" for block in re.split(r"\n+", article.text.strip())]
    blocks[1] = f"<h1>{blocks[1][3:-4]}</h1>"
    return "<!DOCTYPE html>\n<html><head><title></title></head><body>\n" + "\n".join(blocks) + "\n</body></html>\n"


def ours(*, anew: bool) -> Contender:
    """This program's own formats, without the store.

    In the program the store hands the merge its article and units; here they are kept in memory from the extraction, or read
    and cut ``anew``, as a tool has to that remembers nothing.
    """
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
    text = reader_for(".txt")
    kept: dict[Path, tuple[bytes, Article, list[Unit]]] = {}

    def units_of(source: Path) -> tuple[bytes, Article, list[Unit]]:
        content = source.read_bytes()
        article = text.read(content, anatomy)
        return content, article, identify(source.stem, article, cut(article, segmenter))

    def extract(source: Path, catalogue: Path) -> None:
        content, _, units = kept[source] = units_of(source)
        entries = tuple(CatalogueEntry(unit=u.id, source=u.source, reference=(source.name, u.line)) for u in units)
        base = sha256(content).hexdigest()
        catalogue.write_bytes(
            write_po(Catalogue(name=source.stem, locale=LOCALE, source_locale="en", base=base, entries=entries))
        )

    def merge(source: Path, catalogue: Path, target: Path) -> None:
        content, article, units = units_of(source) if anew else kept.pop(source)
        targets = {entry.unit: entry.target for entry in read_po(catalogue.read_bytes()).entries}
        target.write_bytes(text.write(content, anatomy, assemble(article, units, targets, LOCALE)))

    label = "transflow, text, units cut anew" if anew else "transflow, text, sentences"
    return Contender(label=label, suffix=".txt", document=as_text, extract=extract, merge=merge)


def mdpo(label: str, wrapwidth: int | None) -> Contender:
    """mdpo on Markdown; it wraps lines by default."""
    from mdpo.md2po import markdown_to_pofile
    from mdpo.po2md import pofile_to_markdown

    options = {} if wrapwidth is None else {"wrapwidth": wrapwidth}

    def extract(source: Path, catalogue: Path) -> None:
        markdown_to_pofile(str(source), po_filepath=str(catalogue), save=True, **options)

    def merge(source: Path, catalogue: Path, target: Path) -> None:
        pofile_to_markdown(str(source), str(catalogue), save=str(target), **options)

    return Contender(label=label, suffix=".md", document=as_markdown, extract=extract, merge=merge)


def toolkit_text() -> Contender:
    """translate-toolkit on plain text."""
    from translate.convert import po2txt, txt2po

    def extract(source: Path, catalogue: Path) -> None:
        with source.open("rb") as file, catalogue.open("wb") as output:
            txt2po.run_converter(file, output)

    def merge(source: Path, catalogue: Path, target: Path) -> None:
        with source.open("rb") as template, catalogue.open("rb") as file, target.open("wb") as output:
            po2txt.run_converter(file, output, template)

    return Contender(
        label="translate-toolkit, text, blocks", suffix=".txt", document=as_text, extract=extract, merge=merge
    )


def toolkit_html() -> Contender:
    """translate-toolkit on HTML."""
    from translate.convert import html2po, po2html

    def extract(source: Path, catalogue: Path) -> None:
        with source.open("rb") as file, catalogue.open("wb") as output:
            html2po.converthtml(file, output, None)

    def merge(source: Path, catalogue: Path, target: Path) -> None:
        with source.open("rb") as template, catalogue.open("rb") as file, target.open("wb") as output:
            po2html.converthtml(file, output, template)

    return Contender(
        label="translate-toolkit, HTML, blocks", suffix=".html", document=as_html, extract=extract, merge=merge
    )


def toolkit_markdown() -> Contender:
    """translate-toolkit on Markdown; needs its extra package mistletoe."""
    from translate.convert import md2po, po2md

    def extract(source: Path, catalogue: Path) -> None:
        with source.open("rb") as file, catalogue.open("wb") as output:
            md2po.MD2POOptionParser().extract_translation_units(file, output, None, "msgctxt", "single")

    def merge(source: Path, catalogue: Path, target: Path) -> None:
        with source.open("rb") as template, catalogue.open("rb") as file, target.open("wb") as output:
            po2md.MarkdownTranslator(None, False, None, 0).merge_translations(file, output, template)

    return Contender(
        label="translate-toolkit, Markdown, blocks", suffix=".md", document=as_markdown, extract=extract, merge=merge
    )


def contenders() -> list[Contender]:
    """Everybody who is installed, this program first."""
    found = [ours(anew=False), ours(anew=True)]
    if importlib.util.find_spec("mdpo"):
        found += [mdpo(MDPO, None), mdpo("mdpo, the same, lines not wrapped", 0)]
    if importlib.util.find_spec("translate"):
        found += [toolkit_text(), toolkit_html()]
    return found


def translate(article: Made, catalogue: Path) -> None:
    """Put the translations in, sentence by sentence, whatever the entries hold."""
    file = polib.pofile(catalogue.read_text("utf-8"), wrapwidth=0)
    known = {row.source: row.targets[LOCALE] for row in article.rows}
    for entry in file:
        text = known.get(entry.msgid)
        if text is None:
            text = entry.msgid
            for row in article.rows:
                text = text.replace(row.source, row.targets[LOCALE])
        entry.msgstr = text
    file.save(str(catalogue))


def run(count: int) -> dict[str, tuple[list[Taken], list[Taken]]]:
    """Label → its extractions and its merges, one of each a round."""
    articles = list(make_many(count))
    results: dict[str, tuple[list[Taken], list[Taken]]] = {}
    everybody = contenders()
    for number in range(ROUNDS + 1):
        for contender in everybody:
            talk(f"{contender.label}, round {number} of {ROUNDS}" if number else f"{contender.label}, warming up")
            extracted, merged = _round(contender, articles if number else articles[:5])
            if number:
                kept = results.setdefault(contender.label, ([], []))
                kept[0].append(extracted)
                kept[1].append(merged)
    return results


def _round(contender: Contender, articles: list[Made]) -> tuple[Taken, Taken]:
    with tempfile.TemporaryDirectory(prefix="transflow-benchmark-") as folder:
        places = []
        for article in articles:
            stem = Path(folder, article.name)
            source, catalogue, target = (
                stem.with_suffix(s) for s in (contender.suffix, ".po", f".out{contender.suffix}")
            )
            source.write_text(contender.document(article), "utf-8")
            places.append((source, catalogue, target))

        def extract() -> None:
            for source, catalogue, _ in places:
                contender.extract(source, catalogue)

        def merge() -> None:
            for source, catalogue, target in places:
                contender.merge(source, catalogue, target)

        extracted, _ = taken("extract", len(articles), extract)
        for article, (_, catalogue, _) in zip(articles, places, strict=True):
            translate(article, catalogue)
        merged, _ = taken("merge", len(articles), merge)
        for article, (_, _, target) in zip(articles, places, strict=True):
            written = target.read_text("utf-8")
            assert article.rows[1].targets[LOCALE].split(" (")[0] in html.unescape(written), (
                f"{target} is not translated"
            )
    return extracted, merged


def report(count: int) -> list[bool]:
    """Figures and ratios, printed; whether the promise was kept."""
    results = apart(run, count)
    heading(
        f"Extract and merge without a database: {count:,} articles, file to file, medians of {ROUNDS} rounds in turns"
    )
    say(f"  {'ms an article':36} {'extract':>8} {'merge':>8} {'both':>8} {'cpu':>8} {'ratio':>8}")
    sums = {}
    for label, (extracted, merged) in results.items():
        first, second = middle(extracted), middle(merged)
        sums[label] = first.each_cpu + second.each_cpu
        both = first.each + second.each
        ratio = sums[label] / next(iter(sums.values()))
        say(f"  {label:36} {first.each:8.2f} {second.each:8.2f} {both:8.2f} {sums[label]:8.2f} {ratio:7.2f}×")
    say("  (ratio: processor time against this program's; more than 1 is slower)")
    own, *_ = sums
    if MDPO not in sums:
        say("  mdpo is not installed: nothing to compare with (make benchmarks installs it)")
        return []
    mdpo_ms = sum(middle(runs).each for runs in results[MDPO])
    scaled = OMEGAT_MS * mdpo_ms / MDPO_MS
    say(
        f"  OmegaT's {OMEGAT_MS} ms of an earlier run, in which mdpo took {MDPO_MS}, scaled to this machine: {scaled:.1f} ms"
    )
    return [verdict(f"against {MDPO}", sums[own] / sums[MDPO], 1.0, "×")]
