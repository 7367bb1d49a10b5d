"""An article that has everything: every kind of block and code, notes cited twice, in headings, in cells, and nowhere."""

from __future__ import annotations

import pytest

from transflow.domain.article import ATTRIBUTE, HEADER, ORDERED, BlockKind
from transflow.domain.codes import Code, CodeKind
from transflow.domain.release import Sibling, View, ViewBlock, ViewNote

K, C = BlockKind, CodeKind


def pair(number: int, kind: CodeKind, reference: str = "") -> Code:
    return Code(number=number, kind=kind, paired=True, reference=reference)


def alone(number: int, kind: CodeKind, reference: str = "") -> Code:
    return Code(number=number, kind=kind, paired=False, reference=reference)


LOOKS = (
    "Bir <1>kalın <2>ve eğik</2></1> söz, <3>altı çizili</3>, <4>üstü çizili</4>, m<5>2</5>, H<6>2</6>O, <7>alıntı</7>, "
    "<8>bağ[2] burada</8>, <9/> ve<10/>yeni satır; <11>kötü bağ</11>, <12>komşu sayfa</12>. <13/>"
)
LOOK_CODES = (
    *(pair(1, C.STRONG), pair(2, C.EMPHASIS), pair(3, C.UNDERLINE), pair(4, C.STRIKE), pair(5, C.SUPERSCRIPT)),
    *(
        pair(6, C.SUBSCRIPT),
        pair(7, C.QUOTE),
        pair(8, C.LINK, "https://a.example/x?a=1&b=2"),
        alone(9, C.VERBATIM, "f(`x`)"),
    ),
    *(alone(10, C.BREAK), pair(11, C.LINK, "javascript:alert(1)"), pair(12, C.LINK, "b.html")),
    alone(13, C.IMAGE, "http://127.0.0.1:9/pixel.png"),
)


def _blocks() -> tuple[ViewBlock, ...]:
    made: list[ViewBlock] = []

    def add(kind: BlockKind, text: str, **more: object) -> None:
        made.append(ViewBlock(index=len(made), kind=kind, text=text, **more))  # type: ignore[arg-type]

    add(K.KICKER, "Analiz")
    add(K.TITLE, "Liman <1>ve</1> deniz[1]", codes=(pair(1, C.EMPHASIS),))
    add(K.HIGHLIGHT, "Birinci nokta.")
    add(K.HIGHLIGHT, "İkinci nokta.[2]")
    add(K.FURNITURE, "Share")
    add(K.PARAGRAPH, LOOKS, codes=LOOK_CODES)
    add(K.HEADING, "Ağır yük[3]", level=3)
    add(K.LIST_ITEM, "bir", level=1, role=ORDERED)
    add(K.LIST_ITEM, "bir bir[4]", level=2)
    add(K.LIST_ITEM, "iki", level=1, role=ORDERED)
    add(K.HEADING, "Şişe", level=4)
    add(K.QUOTE, "Söz verildi.[1]")
    add(K.QUOTE, "İkinci paragraf.")
    for row, cells in enumerate((("Yıl", "Yük"), ("2023", "2,7[5]"))):
        for column, text in enumerate(cells):
            add(K.TABLE_CELL, text, cell=(0, row, column), role=HEADER if row == 0 else "")
    add(K.CAPTION, "Tablo 1. Yükler.")
    add(K.CAPTION, "bir resmin sözleri", role=ATTRIBUTE)
    add(K.BYLINE, "Ada MARIN")
    add(K.BIOGRAPHY, "Ada Marin yazar; ğışöçüĞIŞİ.")
    return tuple(made)


@pytest.fixture(scope="session")
def everything() -> View:
    first = ViewNote(
        number=1,
        texts=("“Quay”, <1>Dergi</1>, https://h.example/q. Bkz. not [6].", "Aynı notun devamı."),
        codes=((pair(1, C.EMPHASIS),), ()),
    )
    return View(
        locale="tr",
        name="port",
        title="Liman ve deniz",
        slug="liman",
        description="Limanın hâli",
        tags=("liman", "deniz yolu"),
        translators=("Ayşe Demir",),
        blocks=_blocks(),
        notes=(
            first,
            *(ViewNote(number=n, texts=(f"{n}. dipnotun sözleri.",)) for n in (2, 3, 4, 5)),
            ViewNote(number=6, texts=("Kimsenin metinde anmadığı not.",), translators=True),
        ),
        label_languages="Diller:",
        label_notes="Notlar",
        label_translator="Çeviri",
        siblings=(Sibling(locale="ru", language="Русский", href="../ru/port.html"),),
    )


#: Words that mean something to one of the programs on the way.
MEANINGFUL = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    "#set text(size: 99pt)",
    "$x^2$ *a* _b_ `c` ~ @ref <label> \\ // /* */ = h",
    '"); panic("x',
    "```{=openxml}\n<w:p/>```",
    "<script>alert(1)</script> &amp; &lt;",
    "\\input{/etc/passwd} \\write18{id}",
    "$body$ ${title} $if(x)$",
    "![a](http://127.0.0.1:9/x.png)",
    '{"t":"RawInline","c":["html","<b>"]}',
    "{{ view.title }} {% raw %}",
    "]]> <!-- x --> <?php ?>",
    "[^1]: a  - b  1. c",
]


def of_words(text: str, locale: str = "tr") -> View:
    """An article in which every string there is says ``text``."""
    return View(
        locale=locale,
        name="a",
        title=text,
        slug="a",
        description=text,
        tags=(text,),
        translators=(text,),
        blocks=tuple(
            ViewBlock(index=i, kind=kind, text=text, cell=(0, 0, 0) if kind is K.TABLE_CELL else None)
            for i, kind in enumerate(K)
            if kind not in (K.NOTE, K.FURNITURE)
        ),
        notes=(ViewNote(number=900, texts=(text,)),),
        label_notes=text,
        label_translator=text,
    )


@pytest.fixture(params=MEANINGFUL, ids=range(len(MEANINGFUL)))
def meaningful(request: pytest.FixtureRequest) -> tuple[str, View]:
    """Words that a program on the way might take for more than words, and an article of them."""
    return request.param, of_words(request.param)
