"""A paragraph's content as items: runs, what encloses them, fields, and what stands beside them (ECMA-376 part 1, 17.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from transflow.domain.codes import CodeKind, Side
from transflow.errors import N_, InputError
from transflow.formats.documents.docx.fields import Use, understood
from transflow.formats.documents.docx.items import (
    Anchor,
    Cite,
    Edge,
    Fragment,
    Gone,
    Item,
    Solo,
    Span,
    Text,
    are_whole,
    fragments_of,
    words_of,
)
from transflow.formats.documents.docx.looks import Look, Looks
from transflow.formats.documents.docx.names import FALSE
from transflow.formats.documents.docx.parts import Relation
from transflow.formats.documents.xml import Kind, Xml, unescaped

#: Fields inside one another: Word itself takes no more than twenty.
FIELDS_LIMIT: Final = 200
#: What encloses runs and says nothing to a reader.
_TRANSPARENT: Final = frozenset({"w:ins", "w:moveTo", "w:smartTag"})
#: What encloses runs and is written again around them.
_ENCLOSING: Final = frozenset({"w:customXml", "w:dir", "w:bdo"})
#: What tracked changes took away.
_DELETED: Final = frozenset({"w:del", "w:moveFrom"})
#: Left out of a paragraph that is written anew: marks of spelling, of layout, of changes that are accepted.
_DROPPED: Final = frozenset(
    {"w:pPr", "w:proofErr", "w:smartTagPr", "w:moveFromRangeStart", "w:moveFromRangeEnd", "w:moveToRangeStart"}
    | {"w:moveToRangeEnd", "w:customXmlInsRangeStart", "w:customXmlInsRangeEnd", "w:customXmlDelRangeStart"}
    | {"w:customXmlDelRangeEnd", "w:customXmlMoveFromRangeStart", "w:customXmlMoveFromRangeEnd"}
    | {"w:customXmlMoveToRangeStart", "w:customXmlMoveToRangeEnd"}
)
_MATH: Final = frozenset({"m:oMath", "m:oMathPara"})
#: Content controls whose words a program chooses, or that hold no words of the author's.
_CHOSEN: Final = frozenset(
    {"w:dropDownList", "w:comboBox", "w:date", "w:picture", "w:showingPlcHdr", "w14:checkbox", "w:docPartList"}
)
_CHARACTERS: Final = {"w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
#: In a run and of no meaning for what is written anew.
_UNSEEN_IN_RUN: Final = frozenset({"w:rPr", "w:lastRenderedPageBreak", "w:delText", "w:delInstrText", "w:proofErr"})
_FIELD_WORDS: Final = frozenset(
    {"w:pgNum", "w:dayShort", "w:monthShort", "w:yearShort", "w:dayLong", "w:monthLong", "w:yearLong"}
)
_PICTURES: Final = frozenset({"w:drawing", "w:pict", "w:object", "mc:AlternateContent"})
_REFERENCES: Final = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote"}
_NUMBERS: Final = frozenset({"w:footnoteRef", "w:endnoteRef"})
_SPACES: Final = re.compile(r"[\t\r\n]")
_XML_SPACE: Final = " \t\r\n"


@dataclass(slots=True)
class _Open:
    """A field that is open: where among the items it begins, where its result does (-1 for not yet), its instruction.

    ``generated``: it began in an earlier paragraph, and whether that one left the result to the program; else None.
    """

    start: int
    result: int = -1
    instruction: list[str] = field(default_factory=list)
    generated: bool | None = None


@dataclass(slots=True)
class Story:
    """A flow of paragraphs, through which a field may run: of each field that is open, whether a program fills it."""

    open: list[bool] = field(default_factory=list)


class Paragraphs:
    """Reads the paragraphs of one part."""

    def __init__(self, xml: Xml, looks: Looks, relations: Mapping[str, Relation]) -> None:
        self._xml = xml
        self._looks = looks
        self._relations = relations
        self._keys = 0

    def items(self, paragraph: int, style: str, story: Story) -> list[Item]:
        """What the paragraph at ``paragraph`` holds; empty where a field fills it from elsewhere."""
        self._items: list[Item] = []
        self._style = style
        self._fields = [_Open(0, 0, generated=generated) for generated in story.open]
        xml = self._xml
        tokens = xml.tokens
        index, end, following = paragraph + 1, xml.ends[paragraph], 0
        #: Ends of what encloses words: index of a token → the item that it is, without its place.
        self._closing: dict[int, Edge] = {}
        while index < end:
            token = tokens[index]
            if index >= following:
                self._top: Span = xml.span(index)
                following = xml.ends[index] + 1
            if token.kind is Kind.START or token.kind is Kind.EMPTY:
                index = self._element(index, token.name)
                continue
            if index in self._closing:
                self._items.append(self._closing[index])
            index += 1
        self._settle_fields(story)
        return self._items

    # beside runs

    def _element(self, index: int, name: str) -> int:
        """Take what begins at ``index``; returns the index of the next token to look at."""
        xml = self._xml
        after = xml.ends[index] + 1
        if name == "w:r":
            self._run(index)
        elif name in _DROPPED:
            pass
        elif name in _TRANSPARENT:
            return index + 1
        elif name in _DELETED:
            self._items.append(Gone(fragments=(), top=self._top))
        elif name in _MATH:
            self._alone(CodeKind.VERBATIM, Fragment(*xml.span(index)), xml.content(index))
        elif after == index + 1:  # empty: a bookmark, the range of a comment
            opening = name.endswith("Start")
            self._items.append(Anchor(fragments=(Fragment(*xml.span(index)),), top=self._top, opening=opening))
        elif name == "w:hyperlink":
            self._enclose(index, xml.tokens[index].end, index, CodeKind.LINK, self._address(index))
            return index + 1
        elif name == "w:sdt":
            return self._control(index)
        elif name == "w:fldSimple":
            return self._simple_field(index)
        elif name in _ENCLOSING:
            inside = index + 1
            if xml.tokens[inside].name == "w:customXmlPr":
                inside = xml.ends[inside] + 1
            self._enclose(index, xml.tokens[inside - 1].end, index, CodeKind.SPAN)
            return inside
        else:
            self._alone(CodeKind.OBJECT, Fragment(*xml.span(index)))
        return after

    def _enclose(self, outer: int, opened: int, inner: int, kind: CodeKind, reference: str = "") -> None:
        """Words between the start of ``outer`` up to offset ``opened``, and the end of ``inner`` up to that of ``outer``."""
        xml = self._xml
        self._keys += 1
        start = Fragment(xml.tokens[outer].start, opened)
        last = xml.ends[inner]
        end = Fragment(xml.tokens[last].start, xml.tokens[xml.ends[outer]].end)
        key, top = self._keys, self._top
        self._items.append(Edge(fragments=(start,), top=top, side=Side.OPEN, key=key, kind=kind, reference=reference))
        self._closing[last] = Edge(fragments=(end,), top=top, side=Side.CLOSE, key=key, kind=kind, reference=reference)

    def _address(self, link: int) -> str:
        """Where a hyperlink leads, as the relationships write it; a place in the document after ``#``."""
        said = self._xml.attributes(link)
        relation = self._relations.get(said.get("r:id", ""))
        address = relation.target if relation is not None else ""
        place = said.get("w:anchor", "")
        return f"{address}#{place}" if place else address

    def _control(self, index: int) -> int:
        """A content control: a pair around its words, or a thing of its own where a program chooses them."""
        xml = self._xml
        content = -1
        chosen = False
        for child in xml.children(index):
            if xml.tokens[child].name == "w:sdtContent" and xml.tokens[child].kind is Kind.START:
                content = child
            elif xml.tokens[child].name == "w:sdtPr":
                chosen = any(xml.tokens[said].name in _CHOSEN for said in xml.children(child))
        if content < 0 or chosen:
            shown = xml.content(content) if content >= 0 else ""
            self._alone(CodeKind.FIELD if shown.strip() else CodeKind.OBJECT, Fragment(*xml.span(index)), shown)
            return xml.ends[index] + 1
        self._enclose(index, xml.tokens[content].end, content, CodeKind.SPAN)
        return content + 1

    def _simple_field(self, index: int) -> int:
        xml = self._xml
        use, reference = understood(xml.value(index, "w:instr"))
        if use is Use.LINK or use is Use.CITATION:
            kind = CodeKind.LINK if use is Use.LINK else CodeKind.SPAN
            self._enclose(index, xml.tokens[index].end, index, kind, reference)
            return index + 1
        whole = Fragment(*xml.span(index))
        if use is Use.INVISIBLE:
            self._items.append(Anchor(fragments=(whole,), top=self._top))
        else:
            self._alone(CodeKind.FIELD, whole, xml.content(index))
        return xml.ends[index] + 1

    def _alone(self, kind: CodeKind, fragment: Fragment, reference: str = "") -> None:
        self._items.append(Solo(fragments=(fragment,), top=self._top, kind=kind, reference=reference))

    # in runs

    def _run(self, run: int) -> None:
        xml = self._xml
        look = self._looks.of(run, self._style)
        custom: Cite | None = None
        for child in xml.children(run):
            name = xml.tokens[child].name
            if not name or name in _UNSEEN_IN_RUN:
                continue
            fragment = Fragment(*xml.span(child), look, run=run)
            if custom is not None:  # the author's own mark follows its reference
                custom = self._items[-1] = Cite(
                    fragments=(*custom.fragments, fragment),
                    top=self._top,
                    keys=custom.keys,
                    label=custom.label + xml.content(child),
                )
            elif name == "w:fldChar":
                self._field_edge(xml.value(child, "w:fldCharType"), fragment)
            elif name == "w:instrText":
                if self._fields:
                    self._fields[-1].instruction.append(xml.content(child))
                self._items.append(Anchor(fragments=(fragment,), top=self._top))
            elif look.hidden:
                self._items.append(Anchor(fragments=(fragment,), top=self._top))
            elif name == "w:t":
                self._text(child, fragment, look)
            elif name in _REFERENCES:
                key = f"{_REFERENCES[name]}:{xml.value(child, 'w:id')}"
                cite = Cite(fragments=(fragment,), top=self._top, keys=(key,))
                self._items.append(cite)
                if xml.value(child, "w:customMarkFollows", "0") not in FALSE:
                    custom = cite
            else:
                self._thing(child, name, fragment, look)

    def _text(self, index: int, fragment: Fragment, look: Look) -> None:
        xml = self._xml
        start, end = xml.tokens[index].end, xml.tokens[xml.ends[index]].start
        if start >= end:
            return
        if xml.ends[index] == index + 2 and xml.tokens[index + 1].kind is Kind.TEXT:
            raw = xml.text[start:end]
            if xml.value(index, "xml:space") != "preserve":
                start += len(raw) - len(raw.lstrip(_XML_SPACE))
                raw = raw.strip(_XML_SPACE)
                end = start + len(raw)
            text = unescaped(raw)
        else:
            text = xml.content(index)
        if text:
            text = _SPACES.sub(" ", text)
            self._items.append(Text(fragments=(fragment,), top=self._top, start=start, end=end, text=text, look=look))

    def _thing(self, index: int, name: str, fragment: Fragment, look: Look) -> None:
        """Anything in a run that is neither words nor a field nor a note."""
        xml = self._xml
        if name in _CHARACTERS:
            text = _CHARACTERS[name]
            start, end = fragment.start, fragment.end
            self._items.append(Text(fragments=(fragment,), top=self._top, start=start, end=end, text=text, look=look))
        elif name in _NUMBERS:
            self._items.append(Anchor(fragments=(fragment,), top=self._top, number=True))
        elif name in ("w:commentReference", "w:annotationRef"):
            self._items.append(Anchor(fragments=(fragment,), top=self._top))
        elif name == "w:br" or name == "w:cr":
            of_line = xml.value(index, "w:type", "textWrapping") == "textWrapping"
            self._alone(CodeKind.BREAK if of_line else CodeKind.OBJECT, fragment)
        elif name == "w:tab" or name == "w:ptab":
            tab = Solo(fragments=(fragment,), top=self._top, kind=CodeKind.TAB, blank=True)
            self._items.append(tab)
        elif name in _FIELD_WORDS:
            self._alone(CodeKind.FIELD, fragment)
        elif name in _PICTURES:
            self._alone(*self._pictured(index, fragment))
        else:
            self._alone(CodeKind.OBJECT, fragment)

    def _pictured(self, index: int, fragment: Fragment) -> tuple[CodeKind, Fragment, str]:
        """A drawing: a picture with where it lies, or another object (a text box, a chart) with what stands for it."""
        xml = self._xml
        place = ""
        boxed = False
        for inner in range(index + 1, xml.ends[index]):
            name = xml.tokens[inner].name
            if name == "w:txbxContent":
                boxed = True
                break
            if name in ("a:blip", "v:imagedata") and not place:
                said = xml.attributes(inner)
                relation = self._relations.get(said.get("r:embed") or said.get("r:id") or said.get("r:link") or "")
                place = relation.target if relation is not None else ""
        if boxed:
            return CodeKind.OBJECT, fragment, ""
        if place or xml.tokens[index].name in ("w:drawing", "w:pict"):
            return CodeKind.IMAGE, fragment, place
        return CodeKind.OBJECT, fragment, xml.content(index)

    # fields

    def _field_edge(self, kind: str, fragment: Fragment) -> None:
        edge = Anchor(fragments=(fragment,), top=self._top)
        if kind == "begin":
            if len(self._fields) >= FIELDS_LIMIT:
                raise InputError(
                    N_("“{part}” has more than {limit} fields inside one another."),
                    remedy=N_("Save the document anew with its own program and try again."),
                    part=self._xml.part,
                    limit=FIELDS_LIMIT,
                )
            self._fields.append(_Open(len(self._items)))
            self._items.append(edge)
            return
        self._items.append(edge)
        if not self._fields:
            return
        if kind == "separate":
            self._fields[-1].result = len(self._items)
        elif kind == "end":
            self._fold(self._fields.pop())

    def _fold(self, opened: _Open) -> None:
        """Make one thing, or one pair, of a field that has just ended; its last item is its end."""
        items = self._items
        if opened.generated is not None:
            if opened.generated and are_whole(items):
                items[:] = [Anchor(fragments=fragments_of(items), top=_joined(items))]
            return
        whole = items[opened.start :]
        del items[opened.start :]
        use, reference = understood("".join(opened.instruction))
        split = opened.result - opened.start if opened.result >= 0 else len(whole) - 1
        head, result, end = whole[:split], whole[split:-1], whole[-1:]
        everything = Anchor(fragments=fragments_of(whole), top=_joined(whole))
        cites = any(isinstance(item, Cite) for item in result)
        if use is Use.INVISIBLE or (
            use is Use.LINK and not any(isinstance(item, (Text, Solo, Cite)) for item in result)
        ):
            items.append(everything)
        elif not are_whole(result):
            items += [_anchored(head, opening=True), *result, _anchored(end, opening=False)]
        elif use is Use.LINK or use is Use.CITATION or cites:
            self._keys += 1
            kind = CodeKind.LINK if use is Use.LINK else CodeKind.SPAN
            items.append(self._field_side(head, Side.OPEN, kind, reference))
            items += result
            items.append(self._field_side(end, Side.CLOSE, kind, reference))
        else:
            shown = words_of(result)
            items.append(Solo(fragments=everything.fragments, top=everything.top, kind=CodeKind.FIELD, reference=shown))

    def _field_side(self, items: list[Item], side: Side, kind: CodeKind, reference: str) -> Edge:
        fragments, top = fragments_of(items), _joined(items)
        return Edge(fragments=fragments, top=top, side=side, key=self._keys, kind=kind, reference=reference)

    def _settle_fields(self, story: Story) -> None:
        """What is open at the paragraph's end goes on in the next one."""
        items = self._items
        story.open = [opened.generated for opened in self._fields if opened.generated is not None]
        if any(story.open):  # in the middle of what a program fills in
            items.clear()
        begun = [opened for opened in self._fields if opened.generated is None]
        generated = [understood("".join(opened.instruction)).use is Use.GENERATED for opened in begun]
        for opened, is_generated in zip(reversed(begun), reversed(generated), strict=True):
            end = len(items) if is_generated or opened.result < 0 else opened.result
            taken = items[opened.start : end]
            if taken and are_whole(taken):
                items[opened.start : end] = [_anchored(taken, opening=True)]
        story.open += generated


def _anchored(items: list[Item], *, opening: bool) -> Anchor:
    return Anchor(fragments=fragments_of(items), top=_joined(items), opening=opening)


def _joined(items: list[Item]) -> Span:
    return min(item.top[0] for item in items), max(item.top[1] for item in items)
