"""The skeleton and the splicing that every marked-up format shares, on a little format of this file's own.

Its tags: ``<p>`` a block, ``<b>`` a pair, ``<i alt="…">`` a picture, ``<m k>label</m>`` a marker, ``<w k>(words)</w>`` a
marker with the note's body inside, ``<n k>label: words</n>`` a note in a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from transflow.domain.article import BlockKind
from transflow.domain.codes import CodeKind, Side
from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.domain.segmentation import Segmenter
from transflow.domain.units import cut, identify
from transflow.formats.documents.skeleton import Entry, Mark, Place, Reading, Tagged, Words, reading
from transflow.formats.documents.splicing import Cited, Markup, Own, Raw, Said, Token, splice

_BLOCK = re.compile(r"<p>(.*?)</p>|<n (\w+)>([^:]*): (.*?)</n>", re.DOTALL)
_INLINE = re.compile(
    r'<b>|</b>|<i alt="(?P<alt>[^"]*)">|<m (?P<mark>[\w,]+)>(?P<label>[^<]*)</m>|<w (?P<own>\w+)>\((?P<body>.*?)\)</w>'
)


def parse(text: str) -> Reading:
    places: list[Place] = []
    entries: list[Entry] = []
    for line, match in enumerate(_BLOCK.finditer(text), start=1):
        group = 1 if match[1] is not None else 4
        key = match[2]
        if key:
            entries.append(Entry(key=key, label=match[3], start=match.start(), end=match.end(), written=match.span(3)))
        kind = BlockKind.NOTE if key else BlockKind.PARAGRAPH
        place = Place(kind=kind, start=match.start(group), end=match.end(group), line=line, note=key)
        places.append(place)
        _fill(text, place, places, entries)
    return reading("toy", places, entries)


def _fill(text: str, place: Place, places: list[Place], entries: list[Entry]) -> None:
    position, opened, number = place.start, [], 0
    for match in _INLINE.finditer(text, place.start, place.end):
        if match.start() > position:
            place.pieces.append(Words(position, match.start(), text[position : match.start()]))
        position = match.end()
        if match["mark"]:
            template = f"<m {match['mark']}>{{}}</m>" if "," in match["mark"] else ""
            place.pieces.append(Mark(*match.span(), tuple(match["mark"].split(",")), match.span("label"), template))
        elif match["own"]:
            entries.append(Entry(key=match["own"], label=str(len(entries) + 1)))
            place.pieces.append(Mark(*match.span(), (match["own"],)))
            body = Place(
                kind=BlockKind.NOTE,
                start=match.start("body"),
                end=match.end("body"),
                line=place.line,
                note=match["own"],
            )
            body.pieces.append(Words(body.start, body.end, match["body"]))
            places.append(body)
        elif match["alt"] is not None:
            number += 1
            place.pieces.append(Tagged(*match.span(), Side.ALONE, number, CodeKind.IMAGE))
            inner = Place(
                kind=BlockKind.CAPTION,
                start=match.start("alt"),
                end=match.end("alt"),
                line=place.line,
                role="attribute",
            )
            inner.pieces.append(Words(inner.start, inner.end, match["alt"]))
            places.append(inner)
        elif match.group() == "<b>":
            number += 1
            opened.append(number)
            place.pieces.append(Tagged(*match.span(), Side.OPEN, number, CodeKind.STRONG))
        else:
            place.pieces.append(Tagged(*match.span(), Side.CLOSE, opened.pop(), CodeKind.STRONG))
    if position < place.end:
        place.pieces.append(Words(position, place.end, text[position : place.end]))


class Toy(Markup):
    """Writes the little format; a translator's own note becomes an entry of the list."""

    def words(self, text: str, place: Place) -> str:
        return text.replace("<", "‹")

    def own_mark(self, token: Own, place: Place) -> str:
        return f"<m own{token.number}>{token.number}</m>"

    def own_entry(self, note: AssembledNote, paragraphs: Sequence[Sequence[Token]], after: str) -> str | None:
        words = "".join(t.text for tokens in paragraphs for t in tokens if isinstance(t, Said))
        return f"<n own{note.number}>{note.number}: {words}</n>"


def translated(text: str, targets: dict[str, str]) -> str:
    """``text`` with ``targets`` (source sentence → translation) put in."""
    source = parse(text)
    units = identify("a", source.article, cut(source.article, Segmenter()))
    unknown = set(targets) - {u.source for u in units}
    assert not unknown, (unknown, [u.source for u in units])
    assembly = assemble(source.article, units, {u.id: targets[u.source] for u in units if u.source in targets}, "tr")
    return splice({"": text}, source, assembly, Toy()).get("", text)


LISTED = "<p>The port grew<m a>1</m> and shrank.<m b>2</m></p>\n<n a>1: First.</n>\n<n b>2: Second.</n>"


def test_nothing_translated_changes_nothing() -> None:
    source = parse(LISTED)
    assert splice({"": LISTED}, source, Assembly(locale="tr", texts={}, notes=()), Toy()) == {}
    assert translated(LISTED, {}) == LISTED


def test_only_the_words_of_a_unit_change() -> None:
    assert translated(LISTED, {"Second.": "İkinci."}) == LISTED.replace("Second", "İkinci")


def test_swapped_markers_are_numbered_anew_and_the_list_follows() -> None:
    swapped = translated(LISTED, {"The port grew[1] and shrank.[2]": "Küçüldü[2] ve büyüdü.[1]", "First.": "Birinci."})
    assert swapped == "<p>Küçüldü<m b>1</m> ve büyüdü.<m a>2</m></p>\n<n b>1: Second.</n>\n<n a>2: Birinci.</n>"


def test_markers_elsewhere_follow_a_swap() -> None:
    text = LISTED.replace("\n", "\n<p>Again.<m a>1</m></p>\n", 1)
    swapped = translated(text, {"The port grew[1] and shrank.[2]": "Küçüldü[2] ve büyüdü.[1]"})
    assert "<p>Again.<m a>2</m></p>" in swapped


def test_codes_keep_their_markup() -> None:
    text = '<p>The <b>port</b> grew <i alt="A ship">.</p>'
    assert (
        translated(text, {"The <1>port</1> grew <2/>.": "<2/> Büyüdü <1>liman</1>.", "A ship": "Bir gemi"})
        == '<p><i alt="Bir gemi"> Büyüdü <b>liman</b>.</p>'
    )


def test_words_inside_a_piece_change_alone() -> None:
    text = '<p>The <b>port</b> grew <i alt="A ship">.</p>'
    assert translated(text, {"A ship": "Bir gemi"}) == text.replace("A ship", "Bir gemi")


INSIDE = "<p>The port grew<w a>(First.)</w> and shrank.<w b>(Second.)</w></p>"


def test_bodies_inside_their_markers_move_with_them() -> None:
    assert (
        translated(INSIDE, {"The port grew[1] and shrank.[2]": "Küçüldü[2] ve büyüdü.[1]", "Second.": "İkinci."})
        == "<p>Küçüldü<w b>(İkinci.)</w> ve büyüdü.<w a>(First.)</w></p>"
    )


def test_a_body_inside_its_marker_is_never_lost() -> None:
    lost = translated(INSIDE, {"The port grew[1] and shrank.[2]": "Büyüdü[1] ve küçüldü."})
    assert lost == "<p>Büyüdü<w a>(First.)</w> ve küçüldü.<w b>(Second.)</w></p>"


def test_a_translators_own_note_gets_its_place_in_the_list() -> None:
    done = translated(LISTED, {"The port grew[1] and shrank.[2]": "Liman[ç.n. Yani kıyı.] büyüdü[1] ve küçüldü.[2]"})
    assert done == (
        "<p>Liman<m own1>1</m> büyüdü<m a>2</m> ve küçüldü.<m b>3</m></p>\n"
        "<n own1>1: Yani kıyı.</n><n a>2: First.</n>\n<n b>3: Second.</n>"
    )
    behind = translated(LISTED, {"The port grew[1] and shrank.[2]": "Büyüdü[1] ve[ç.n. Kıyı.] küçüldü.[2]"})
    assert behind.endswith("<n a>1: First.</n><n own2>2: Kıyı.</n>\n<n b>3: Second.</n>")


def test_a_citation_of_several_notes_is_written_one_by_one() -> None:
    text = "<p>The port grew.<m a,b>1, 2</m> It shrank.<m b>2</m></p><n a>1: First.</n><n b>2: Second.</n>"
    source = parse(text)
    assert source.article.blocks[0].content.text == "The port grew.[1][2] It shrank.[2]"
    assert translated(text, {"It shrank.[2]": "Küçüldü.[2]"}).startswith("<p>The port grew.<m a,b>1</m><m a,b>2</m>")


def test_other_labels_keep_their_sequence() -> None:
    text = LISTED.replace(">1<", ">*<").replace(">2<", ">†<").replace(">1:", ">*:").replace(">2:", ">†:")
    swapped = translated(text, {"The port grew[1] and shrank.[2]": "Küçüldü[2] ve büyüdü.[1]"})
    assert swapped == "<p>Küçüldü<m b>*</m> ve büyüdü.<m a>†</m></p>\n<n b>*: Second.</n>\n<n a>†: First.</n>"


def test_a_marker_without_a_note_is_kept_as_a_code_and_reported() -> None:
    source = parse("<p>The port<m z>9</m> grew.</p>")
    assert source.article.blocks[0].content.text == "The port<1/> grew."
    assert [(f.code, dict(f.params)) for f in source.article.findings] == [("marker-without-note", {"number": "z"})]
    assert translated("<p>The port<m z>9</m> grew.</p>", {"The port<1/> grew.": "Liman<1/> büyüdü."}) == (
        "<p>Liman<m z>9</m> büyüdü.</p>"
    )


def test_numbers_and_tags_in_the_words_stay_words() -> None:
    source = parse("<p>In [1] and <1>, <b>it</b> grew.<m a>1</m></p><n a>1: First.</n>".replace("<1>", "<1>"))
    content = source.article.blocks[0].content
    assert content.text == "In [1] and <1>, <2>it</2> grew.[2]"
    assert content.notes == (2,)


def test_replacements_are_whole() -> None:
    source = parse(LISTED)
    nothing = Assembly(locale="tr", texts={}, notes=())
    done = splice({"": LISTED}, source, nothing, Toy(), {0: "Paylaş"})[""]
    assert done == LISTED.replace("The port grew<m a>1</m> and shrank.<m b>2</m>", "Paylaş")


def test_a_citation_from_another_place_uses_that_notes_marker() -> None:
    tokens: list[Token] = []

    class Watching(Toy):
        def render(self, tokens_: Sequence[Token], place: Place, raw: Raw) -> str:
            tokens.extend(tokens_)
            return super().render(tokens_, place, raw)

    text = "<p>It grew.<m a>1</m></p><p>It shrank.<m b>2</m></p><n a>1: First.</n><n b>2: Second.</n>"
    source = parse(text)
    texts = {0: "Büyüdü.[1] [2]", 1: "Küçüldü."}
    notes = tuple(AssembledNote(number=n, texts=(t,), source=n) for n, t in ((1, "First."), (2, "Second.")))
    done = splice({"": text}, source, Assembly(locale="tr", texts=texts, notes=notes), Watching())[""]
    assert "<p>Büyüdü.<m a>1</m> <m b>2</m></p><p>Küçüldü.</p>" in done
    assert [t.label for t in tokens if isinstance(t, Cited)] == ["1", "2"]


@pytest.mark.parametrize("paragraphs", [3, 400])
def test_reordered_lists_of_any_length(paragraphs: int) -> None:
    body = "".join(f"<p>Port {n} grew.<m k{n}>{n}</m></p>" for n in range(1, paragraphs + 1))
    text = body + "".join(f"<n k{n}>{n}: Body {n}.</n>" for n in range(1, paragraphs + 1))
    source = parse(text)
    last = paragraphs + 1
    texts = {i: f"Liman {i}.[{last - i - 1}]" for i in range(paragraphs)}
    notes = tuple(AssembledNote(number=last - n, texts=(f"Gövde {n}.",), source=n) for n in range(1, paragraphs + 1))
    done = splice({"": text}, source, Assembly(locale="tr", texts=texts, notes=notes), Toy())[""]
    assert re.findall(r"<n k(\d+)>(\d+): Gövde (\d+)", done) == [
        (str(last - n), str(n), str(last - n)) for n in range(1, last)
    ]
