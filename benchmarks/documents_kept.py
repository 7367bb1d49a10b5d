"""What comes back from each contender besides words: bytes that nobody translated, and notes bound to their markers.

Facts of this run, measured on what each of them wrote: nothing here is an opinion about a program.
"""

from __future__ import annotations

import html
import importlib.util
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from benchmarks.articles import Part, runs_of
from benchmarks.documents_peers import WORD, Contender, batch
from benchmarks.markups import html_page, markdown_file
from benchmarks.packages import docx_package, odt_package

#: A paragraph whose first sentence cites two notes, and the notes; the sources cited, in the order of the text.
SENTENCE = "One claim[1] and another[2] in one sentence.[3]"
BODIES = ("Firstly, p. 1.", "Secondly, p. 2.", "Ibid.")
_SMALL = [
    Part("title", (runs_of("A title"),)),
    Part("paragraph", (runs_of(SENTENCE),)),
    *(Part("note", (runs_of(text),), number) for number, text in enumerate(BODIES, start=1)),
]
_SMALL_IN: dict[str, Callable[[], bytes]] = {
    ".html": lambda: html_page(_SMALL).encode(),
    ".md": lambda: markdown_file(_SMALL).encode(),
    ".docx": lambda: docx_package(_SMALL),
    ".odt": lambda: odt_package(_SMALL),
}
_SWAPPED = re.compile(r"(claim)(.*?)( and another)(.*?)( in one)")
#: How the bodies of the sample's notes begin; two more are "Ibid.".
_BEGINNINGS = ("“A Shorter", "“Ministers", "Leyla Aksoy", "A reserved", "The decree", "“Dredging", "“Is There")
_TOKEN = re.compile(rb"<[^<>]*>|\s|[^\s<>]+|.", re.DOTALL)
_THE_HEADING = re.compile(
    rb"<(w:p|text:h|h2)(?=[ >])[^>]*>(?:(?!</\1>).)*?Prospects.*?</\1>|^## [^\n]*Prospects.*?$",
    re.DOTALL | re.MULTILINE,
)
_HEADING = "Prospects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one contender kept. Counts are of ``documents``; ``bound`` and ``numbered``: after two markers were swapped.

    ``noise``: bytes that differ outside of a heading of the first document, where it is translated and nothing else.
    """

    documents: int
    untouched: int
    noise: int
    notes: int
    bound: bool
    numbered: bool


@dataclass(slots=True)
class Notices:
    """Who notices what happened to a marker: names of checks, by what was done."""

    swapped: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def kept_by(contender: Contender, documents: Sequence[tuple[str, bytes]], suffix: str) -> Kept:
    """Have ``contender`` do the documents untranslated, with one heading translated, all translated, and markers swapped."""
    same = batch(contender, documents, suffix, lambda source: "")
    one = batch(contender, documents[:1], suffix, lambda source: WORD + source if source.startswith(_HEADING) else "")
    every = batch(contender, documents, suffix, lambda source: WORD + source)
    small = ("small", _SMALL_IN[suffix]())
    [swapped] = batch(contender, [small], suffix, lambda source: _SWAPPED.sub(r"\1\4\3\2\5", source))
    labels, cited, listed = notes_in(swapped, suffix)
    order = ("Secondly", "Firstly", "Ibid")
    words = [visible(document) for document in every]
    notes = min(sum(WORD + b in text for b in _BEGINNINGS) + min(text.count(f"{WORD}Ibid."), 2) for text in words)
    return Kept(
        documents=len(documents),
        untouched=sum(parts_of(new) == parts_of(old) for new, (_, old) in zip(same, documents, strict=True)),
        noise=noise(documents[0][1], one[0]),
        notes=notes,
        bound=cited == order,
        numbered=labels == ("1", "2", "3") and listed == order,
    )


def parts_of(content: bytes) -> dict[str, bytes]:
    """The files of a package, or the content as it is."""
    if not content.startswith(b"PK"):
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def noise(before: bytes, after: bytes) -> int:
    """Bytes that differ outside of the heading that was translated, in whole tags, words or blanks."""
    old, new = parts_of(before), parts_of(after)
    changed = 0
    for name in old.keys() | new.keys():
        one, other = (_TOKEN.findall(_THE_HEADING.sub(b"", part.get(name, b""))) for part in (old, new))
        left, up_to = 0, 0
        for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
            changed += max(sum(map(len, part)) for part in (one[left : block.a], other[up_to : block.b]))
            left, up_to = block.a + block.size, block.b + block.size
    return changed


def visible(content: bytes) -> str:
    """The words of a document, without its tags."""
    parts = parts_of(content)
    wanted = [name for name in parts if name in ("", "word/document.xml", "word/footnotes.xml", "content.xml")]
    text = "".join(parts[name].decode("utf-8") for name in wanted)
    return html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", text))


def notes_in(content: bytes, suffix: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Of the small document: the labels as readers see them, the sources they lead to, the sources in the order of the list.

    Where the format numbers notes by itself, labels and list are as they have to be, and only the sources say anything.
    """
    parts = {name: part.decode("utf-8") for name, part in parts_of(content).items() if not name.endswith(".png")}
    if suffix == ".html":
        text = parts[""]
        marks = re.findall(r'href="#(fn\d+)"[^>]*>\s*<sup>(\d+)</sup>', text)
        entries = dict(re.findall(r'<li[^>]*id="(fn\d+)"[^>]*>(.*?)</li>', text, re.DOTALL))
        listed = tuple(_source(body) for body in entries.values())
        return tuple(label for _, label in marks), tuple(_source(entries.get(key, "")) for key, _ in marks), listed
    if suffix == ".md":
        text = parts[""]
        entries = dict(re.findall(r"(?m)^\[\^(\w+)\]: *(.*)$", text))
        keys = re.findall(r"\[\^(\w+)\](?!:)", text)
    elif suffix == ".docx":
        keys = re.findall(r'<w:footnoteReference [^>]*w:id="(\d+)"', parts["word/document.xml"])
        entries = dict(re.findall(r'<w:footnote w:id="(\d+)">(.*?)</w:footnote>', parts["word/footnotes.xml"]))
    else:
        bodies = re.findall(r"<text:note-body>(.*?)</text:note-body>", parts["content.xml"], re.DOTALL)
        entries = dict(enumerate(bodies))
        keys = list(entries)
    cited = tuple(_source(entries.get(key, "")) for key in keys)
    return tuple(map(str, range(1, len(cited) + 1))), cited, cited


def _source(body: str) -> str:
    """Which of the three notes a body is."""
    return next((name for name in ("Firstly", "Secondly", "Ibid") if name in body), "nothing")


def notices() -> dict[str, Notices]:
    """Whether this program's checks, and all tests of pofilter, say that markers were swapped or that one was lost.

    Each is given the sentence as its own extraction writes it, and a translation that is the same words.
    """
    found = {"transflow": _own_notices()}
    if importlib.util.find_spec("translate"):
        mark = '<a href="#fn{0}" class="footnote-ref" id="fnref{0}" role="doc-noteref"><sup>{0}</sup></a>'
        found["pofilter, HTML"] = _filter_notices(re.sub(r"\[(\d)\]", lambda m: mark.format(m[1]), SENTENCE))
        found["pofilter, Markdown"] = _filter_notices(re.sub(r"\[(\d)\]", r"[^\1]", SENTENCE))
    return found


def _variants(source: str) -> tuple[str, str]:
    return _SWAPPED.sub(r"\1\4\3\2\5", source), _SWAPPED.sub(r"\1\2\3\5", source)


def _own_notices() -> Notices:
    from transflow.domain.article import BlockKind
    from transflow.domain.checks import Group, check_unit, prepare
    from transflow.domain.units import Unit

    ground = prepare("tr")
    unit = Unit(id="1", kind=BlockKind.PARAGRAPH, ordinal=0, block=0, source=SENTENCE, notes=(1, 2, 3))

    def said(target: str) -> list[str]:
        return sorted({f.code for f in check_unit(Group(units=(unit,), target=target), ground)})

    usual = said(SENTENCE)
    swapped, lost = ([code for code in said(text) if code not in usual] for text in _variants(SENTENCE))
    return Notices(swapped=swapped, lost=lost)


def _filter_notices(source: str) -> Notices:
    from translate.filters.checks import StandardChecker
    from translate.storage.po import pounit

    checker = StandardChecker()

    def said(target: str) -> list[str]:
        unit = pounit(source)
        unit.target = target
        return sorted(checker.run_filters(unit))

    usual = said(source)
    swapped, lost = ([code for code in said(text) if code not in usual] for text in _variants(source))
    return Notices(swapped=swapped, lost=lost)
