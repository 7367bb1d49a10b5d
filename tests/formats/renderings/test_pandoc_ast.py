"""The model that pandoc gets: real notes, nothing raw, nothing to fetch, numbers that agree with the notes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from transflow.domain.article import BlockKind
from transflow.domain.release import View, ViewBlock, ViewNote
from transflow.formats.renderings.pandoc_ast import API_VERSION, pandoc_ast

Node = dict[str, Any]


def nodes(tree: object, tag: str = "") -> Iterator[Node]:
    """Every node of a tree, in order; with ``tag`` only those."""
    if isinstance(tree, dict):
        if "t" in tree and tag in ("", tree["t"]):
            yield tree
        for inner in tree.values():
            yield from nodes(inner, tag)
    elif isinstance(tree, list):
        for inner in tree:
            yield from nodes(inner, tag)


def words(tree: object) -> str:
    """What a reader sees of a tree, without its notes."""
    if isinstance(tree, dict):
        match tree.get("t"):
            case "Str":
                return str(tree["c"])
            case "Space" | "LineBreak":
                return " "
            case "Code":
                return str(tree["c"][1])
            case "Note":
                return ""
        return "".join(words(inner) for inner in tree.values())
    return "".join(map(words, tree)) if isinstance(tree, list) else ""


def model(view: View, *, book: bool = False) -> Node:
    read: Node = json.loads(pandoc_ast(view, book=book))
    return read


def test_the_whole_structure(everything: View) -> None:
    made = model(everything)
    assert made["pandoc-api-version"] == list(API_VERSION)
    assert [block["t"] for block in made["blocks"]] == [
        *("Div", "Header", "BulletList", "Para", "Header", "OrderedList", "Header", "BlockQuote", "Table", "Div"),
        *("Div", "Div", "Div", "Header", "Para"),
    ]
    styles = [dict(block["c"][0][2])["custom-style"] for block in made["blocks"] if block["t"] == "Div"]
    assert styles == ["Kicker", "Caption", "Byline", "Biography", "Translator"]
    headers = [(block["c"][0], words(block["c"][2])) for block in made["blocks"] if block["t"] == "Header"]
    assert headers == [(1, "Liman ve deniz"), (2, "Ağır yük"), (3, "Şişe"), (2, "Notlar")]


def test_inline_codes_become_nodes(everything: View) -> None:
    paragraph = next(block for block in model(everything)["blocks"] if block["t"] == "Para")
    found = {tag: [words(node["c"]) for node in nodes(paragraph, tag)] for tag in ("Strong", "Emph", "Underline")}
    assert found == {"Strong": ["kalın ve eğik"], "Emph": ["ve eğik"], "Underline": ["altı çizili"]}
    assert [words(node["c"]) for node in nodes(paragraph, "Strikeout")] == ["üstü çizili"]
    assert [words(node["c"]) for node in nodes(paragraph, "Subscript")] == ["2"]
    assert [words(node["c"]) for node in nodes(paragraph, "Superscript")] == ["2", "2"]  # m², and the note cited again
    assert [node["c"][1] for node in nodes(paragraph, "Code")] == ["f(`x`)"]
    assert len(list(nodes(paragraph, "LineBreak"))) == 1
    assert [node["c"][2][0] for node in nodes(paragraph, "Link")] == ["https://a.example/x?a=1&b=2"] * 2
    assert "“alıntı”" in words(paragraph)
    assert "kötü bağ, komşu sayfa." in words(paragraph)


def test_each_note_is_one_real_note_where_it_is_first_cited(everything: View) -> None:
    made = model(everything)
    notes = [words(note["c"]) for note in nodes(made["blocks"], "Note")]
    assert notes == [
        "“Quay”, Dergi, https://h.example/q. Bkz. not 6.Aynı notun devamı.",
        *(f"{n}. dipnotun sözleri." for n in (2, 3, 4, 5)),
    ]
    assert len(next(nodes(made["blocks"], "Note"))["c"]) == 2
    for note in nodes(made["blocks"], "Note"):
        assert list(nodes(note["c"], "Note")) == []
    assert words(made["blocks"][-1]) == "6 Kimsenin metinde anmadığı not."
    quotation = next(nodes(made["blocks"], "BlockQuote"))
    assert words(quotation["c"][0]) == "Söz verildi.1"


def test_numbers_are_those_that_the_word_processor_gives() -> None:
    notes = tuple(ViewNote(number=n, texts=(f"n{n}",)) for n in (3, 7, 8))
    made = View(
        locale="ru",
        name="a",
        title="T",
        slug="a",
        description="",
        tags=(),
        translators=(),
        blocks=(ViewBlock(index=0, kind=BlockKind.PARAGRAPH, text="a[3] b[7] c[3] d[7]"),),
        notes=notes,
    )
    tree = model(made)["blocks"]
    assert [words(note["c"]) for note in nodes(tree, "Note")] == ["n3", "n7"]
    assert [words(raised) for raised in nodes(tree, "Superscript")] == ["1", "2", "3"]  # the last is the uncited one


def test_a_table_is_a_table(everything: View) -> None:
    table = next(nodes(model(everything)["blocks"], "Table"))
    _, _, columns, head, bodies, _ = table["c"]
    assert len(columns) == 2
    rows = [*head[1], *(row for body in bodies for row in body[3])]
    assert [[words(cell[4]) for cell in row[1]] for row in rows] == [["Yıl", "Yük"], ["2023", "2,7"]]


def test_a_table_with_gaps_is_filled_up() -> None:
    cells = [(0, 0), (0, 2), (1, 1)]
    blocks = [ViewBlock(index=i, kind=BlockKind.TABLE_CELL, text=f"{at}", cell=(0, *at)) for i, at in enumerate(cells)]
    made = View(
        locale="tr",
        name="a",
        title="T",
        slug="a",
        description="",
        tags=(),
        translators=(),
        blocks=tuple(blocks),
        notes=(),
    )
    table = next(nodes(model(made)["blocks"], "Table"))
    assert [len(row[1]) for row in table["c"][4][0][3]] == [3, 3]


def test_metadata(everything: View) -> None:
    meta = model(everything)["meta"]
    assert {name: words(node) for name, node in meta.items() if name not in ("keywords", "author")} == {
        "title": "Liman ve deniz",
        "lang": "tr",
        "description": "Limanın hâli",
    }
    assert [words(node) for node in meta["keywords"]["c"]] == ["liman", "deniz yolu"]
    assert [words(node) for node in meta["author"]["c"]] == ["Ada MARIN"]
    assert words(model(replace(everything, locale="ar"))["meta"]["dir"]) == "rtl"


def test_a_book_has_an_identity_of_its_content(everything: View) -> None:
    meta = model(everything, book=True)["meta"]
    other = model(replace(everything, blocks=everything.blocks[1:]), book=True)["meta"]
    assert words(meta["identifier"]).startswith("urn:uuid:")
    assert words(meta["identifier"]) == words(model(everything, book=True)["meta"]["identifier"])
    assert words(meta["identifier"]) != words(other["identifier"])
    assert [(words(c["c"]["role"]), words(c["c"]["text"])) for c in meta["contributor"]["c"]] == [("trl", "Ayşe Demir")]
    headers = [block["t"] for block in model(everything, book=True)["blocks"][:2]]
    assert headers == ["Header", "Div"], "the title comes first, then the kicker"


def test_nothing_is_raw_and_nothing_is_fetched(everything: View) -> None:
    assert not {"RawInline", "RawBlock", "Image", "Math", "Figure"} & {node["t"] for node in nodes(model(everything))}


def test_words_stay_words(meaningful: tuple[str, View]) -> None:
    text, view = meaningful
    said = " ".join(text.split())
    tree = model(view)
    assert not {"RawInline", "RawBlock", "Image", "Math"} & {node["t"] for node in nodes(tree)}
    assert words(tree["blocks"]).count(said) == len(view.blocks) + 4  # and twice the translator, twice the notes
