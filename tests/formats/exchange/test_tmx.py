"""TMX in and out: other programs' markup and language codes, bad files, sizes."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest
from lxml import etree

from transflow.errors import CatalogueError, EmptyInputError, EncodingError, TransflowError
from transflow.formats.catalogues import tmx
from transflow.formats.catalogues.base import Problem
from transflow.formats.catalogues.pairs import Pair

DTD = Path(__file__).parent / "tmx14.dtd"
AT = "2024-05-23T12:00:00+00:00"


def document(body: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f'{head}<tmx version="1.4"><header srclang="en"/><body>{body}</body></tmx>'.encode()


def unit(source: str, target: str, source_code: str = "en", code: str = "tr") -> str:
    return f'<tu><tuv xml:lang="{source_code}"><seg>{source}</seg></tuv><tuv xml:lang="{code}"><seg>{target}</seg></tuv></tu>'


def read(content: bytes, locales: tuple[str, ...] = ("tr", "ru")) -> list[Pair | Problem]:
    return list(tmx.read(io.BytesIO(content), source="en", locales=locales))


def texts(content: bytes) -> list[tuple[str, str, str]]:
    return [(p.source, p.target, p.locale) for p in read(content) if isinstance(p, Pair)]


PAIRS = [
    [
        Pair(
            source="A <1>bold</1> claim[1].",
            target="<1>Cesur</1> iddia[1].",
            locale="tr",
            author="Ann",
            changed=AT,
            article="a/b",
        ),
        Pair(source="A <1>bold</1> claim[1].", target="<1>Смелое</1> утверждение[1].", locale="ru"),
    ],
    [Pair(source='5 < 6 & "7" <2/>', target="5 < 6 & “7” <2/>", locale="tr")],
    [Pair(source="Broken </1> pair <9>", target="\x01x \ud800", locale="tr")],
]


def test_what_is_written_is_valid_and_comes_back() -> None:
    content = b"".join(tmx.write(PAIRS, source="en", version="1.0", created=AT))
    tree = etree.fromstring(content)
    dtd = etree.DTD(str(DTD))
    assert dtd.validate(tree), dtd.error_log
    back = read(content)
    assert [p for p in back if isinstance(p, Problem)] == []
    first, second = back[0], back[1]
    assert isinstance(first, Pair)
    assert isinstance(second, Pair)
    assert (first.source, first.target) == (PAIRS[0][0].source, PAIRS[0][0].target)
    assert (first.author, first.changed, first.article) == ("Ann", AT, "a/b")
    assert (second.locale, second.target) == ("ru", PAIRS[0][1].target)
    assert (back[2].source, back[2].target) == ('5 < 6 & "7" <2/>', "5 < 6 & “7” <2/>")  # type: ignore[union-attr]
    assert content == b"".join(tmx.write(PAIRS, source="en", version="1.0", created=AT))


@pytest.mark.parametrize(
    ("source_code", "code"), [("en-US", "tr_TR"), ("EN", "TR"), ("en_GB", "tr-TR"), ("eng", "tur"), ("en-us", "tr")]
)
def test_language_codes_are_understood(source_code: str, code: str) -> None:
    assert texts(document(unit("One.", "Bir.", source_code, code))) == [("One.", "Bir.", "tr")]


def test_other_languages_are_passed_over() -> None:
    assert texts(document(unit("Eins.", "Bir.", "de") + unit("One.", "Eins.", "en", "de"))) == []


def test_markup_of_other_programs_becomes_codes() -> None:
    source = '<bpt i="1" type="bold">&lt;b&gt;</bpt>Bold<ept i="1">&lt;/b&gt;</ept> and <ph x="2">&lt;br/&gt;</ph>end'
    target = '<ph x="2">{br}</ph><bpt i="1">&lt;b&gt;</bpt>Kalın<ept i="1">&lt;/b&gt;</ept> ve son'
    ((one, other, _),) = texts(document(unit(source, target)))
    assert (one, other) == ("<1>Bold</1> and <2/>end", "<2/><1>Kalın</1> ve son")


def test_duplicates_with_different_targets_are_both_given() -> None:
    assert [t for _, t, _ in texts(document(unit("One.", "Bir.") + unit("One.", "1.")))] == ["Bir.", "1."]


def test_empty_and_endless_segments_are_told_and_the_rest_goes_on() -> None:
    long = "x" * 100_001
    found = read(document(unit("", "Bir.") + unit("One.", " ") + unit(long, "Bir.") + unit("Two.", "İki.")))
    assert [p.code for p in found if isinstance(p, Problem)] == ["empty-segment", "empty-segment", "segment-too-long"]
    assert [p.target for p in found if isinstance(p, Pair)] == ["İki."]


def test_a_segment_of_just_the_limit_is_taken() -> None:
    assert len(texts(document(unit("x" * 100_000, "Bir.")))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1254", "iso-8859-9"])
def test_encodings(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    content = document(unit("One.", "Ağaç, ışık."), head=head).decode().encode(encoding)
    assert texts(content) == [("One.", "Ağaç, ışık.", "tr")]


def test_a_document_type_is_named_and_never_fetched() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">'
    assert len(texts(document(unit("One.", "Bir."), head=head))) == 1


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyInputError),
        (b"  \n", EmptyInputError),
        (b"<html/>", CatalogueError),
        (
            document(unit("One.", "Bir."), head='<?xml version="1.0" encoding="utf-8"?>')
            .decode()
            .encode("utf-16-le")[:-7],
            TransflowError,
        ),
        (document("\xff".encode("latin-1").decode("latin-1")).replace("ÿ".encode(), b"\xff"), EncodingError),
        (
            document(unit("One.", "Bir."), head='<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'),
            CatalogueError,
        ),
        (document(unit("One &nbsp; two.", "Bir.")), CatalogueError),
        (document("<a>" * 200), CatalogueError),
        (document(unit("One.", "Bir.")).replace(b"</tmx>", b""), CatalogueError),
        (document(unit("One.", "Bir.") + "<tu><tuv></tu>"), CatalogueError),
    ],
)
def test_bad_files_are_refused_with_a_reason(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(content)


def test_what_stands_before_the_damage_is_given() -> None:
    found = tmx.read(io.BytesIO(document(unit("One.", "Bir.") + "\n<tu><tuv></tu>")), source="en", locales=["tr"])
    assert isinstance(next(found), Pair)
    with pytest.raises(CatalogueError) as caught:
        next(found)
    assert caught.value.line == 2


class Endless(io.RawIOBase):
    """A TMX file that is made while it is read."""

    def __init__(self, units: int) -> None:
        self._head = document("").partition(b"</body>")[0]
        self._left, self._units = self._head, units

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and self._units:
            self._left += unit(f"Sentence {self._units} of the file.", f"Dosyanın {self._units}. cümlesi.").encode()
            self._units -= 1
            if not self._units:
                self._left += b"</body></tmx>"
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def test_memory_stays_flat_however_large_the_file_is() -> None:
    tracemalloc.start()
    count = sum(1 for _ in tmx.read(Endless(100_000), source="en", locales=["tr"]))  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100_000
    assert peak < 8_000_000
