"""Elements inside a paragraph: which are codes, which cite a note, which are words, and which show nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from transflow.domain.codes import CodeKind
from transflow.domain.inline import collapse
from transflow.formats.documents.odt import names
from transflow.formats.documents.odt.blocks import Handler
from transflow.formats.documents.odt.flow import State
from transflow.formats.documents.odt.inline import Paragraph
from transflow.formats.documents.odt.styles import Look, shift
from transflow.formats.documents.skeleton import Entry, Mark
from transflow.formats.documents.xml import Kind

_STRETCH_OF_START: Final = {start: (start, by) for start, _, by in names.STRETCHES}
_STRETCH_OF_END: Final = {end: (start, by) for start, end, by in names.STRETCHES}


def within(state: State, index: int, paragraph: Paragraph) -> int:
    """An element inside ``paragraph``; the index of the token to go on with."""
    name = state.xml.tokens[index].name
    handler = _INSIDE.get(name)
    if handler is not None:
        return handler(state, index)
    start, end = state.xml.span(index)
    if name in names.UNSEEN:
        paragraph.keep(start, end, last=names.UNSEEN[name])
    elif name in _STRETCH_OF_START:
        _start_stretch(state, index, paragraph)
    elif name in _STRETCH_OF_END:
        _end_stretch(state, index, paragraph)
    elif name.startswith(("draw:", "dr3d:")):
        return _drawing(state, index, paragraph)
    elif name in names.PASSED_OVER:
        paragraph.alone(start, end, index, CodeKind.VERBATIM if name == "math:math" else CodeKind.OBJECT)
    elif name.startswith("text:"):
        paragraph.alone(start, end, index, CodeKind.FIELD, collapse(state.xml.content(index)))
    else:
        return _foreign(state, index, paragraph)
    return state.behind(index)


def _pair(state: State, index: int, paragraph: Paragraph, look: Look, reference: str = "") -> int:
    """A pair of tags with words between them."""
    token = state.xml.tokens[index]
    if state.on_end(index, paragraph.close):
        paragraph.open(token.start, token.end, index, look, reference)
    elif token.name != "text:span":
        paragraph.alone(token.start, token.end, index, CodeKind.OBJECT)
    return index + 1


def _span(state: State, index: int) -> int:
    paragraph = _current(state)
    look = state.look(state.xml.value(index, "text:style-name"), paragraph.effective)
    if look.program_text and all(state.xml.tokens[i].kind is Kind.TEXT for i in state.xml.children(index)):
        words = collapse(state.xml.content(index))
        if words:
            paragraph.alone(*state.xml.span(index), index, CodeKind.VERBATIM, words)
        return state.behind(index)
    return _pair(state, index, paragraph, look)


def _link(state: State, index: int) -> int:
    paragraph = _current(state)
    look = Look(CodeKind.LINK, ("link", state.xml.raw(index)), paragraph.effective)
    return _pair(state, index, paragraph, look, state.xml.value(index, "xlink:href"))


def _foreign(state: State, index: int, paragraph: Paragraph) -> int:
    """An element that we do not know: its words are words (part 3, 3.17)."""
    return _pair(state, index, paragraph, Look(CodeKind.SPAN, ("foreign", str(index)), paragraph.effective))


def _meta(state: State, index: int) -> int:
    return _foreign(state, index, _current(state))


def _ruby(state: State, index: int) -> int:
    """Words with their reading above them: the reading goes with the last tag."""
    paragraph = _current(state)
    xml = state.xml
    base = next((i for i in xml.children(index) if xml.tokens[i].name == "text:ruby-base"), None)
    start, end = xml.span(index)
    if base is None or xml.tokens[base].kind is Kind.EMPTY:
        paragraph.alone(start, end, index, CodeKind.OBJECT)
        return state.behind(index)
    paragraph.open(start, xml.tokens[base].end, index, Look(CodeKind.SPAN, ("ruby", str(index)), paragraph.effective))
    state.on_end(base, lambda closed, _: paragraph.close(closed, end))
    return base + 1


def _spaces(state: State, index: int) -> int:
    count = state.xml.value(index, "text:c", "1")
    _current(state).spaces(*state.xml.span(index), int(count) if count.isdecimal() and len(count) < 10 else 1)
    return state.behind(index)


def _alone(kind: CodeKind) -> Handler:
    def handle(state: State, index: int) -> int:
        _current(state).alone(*state.xml.span(index), index, kind)
        return state.behind(index)

    return handle


def _nothing(state: State, index: int) -> int:
    """A page break of the last layout, not kept where a paragraph is written anew; a reading, which its pair holds."""
    return state.behind(index)


def _note(state: State, index: int) -> int:
    """``text:note``: a mark around its own body."""
    xml = state.xml
    named = xml.value(index, "text:id")
    key = named if named and named not in state.entries else f"{named} {index}"
    citation = next((i for i in xml.children(index) if xml.tokens[i].name == "text:note-citation"), None)
    label, span = "", None
    if citation is not None:
        own = xml.value(citation, "text:label")
        label = own or xml.content(citation).strip()
        span = None if own else _only_words(state, citation)
    state.entries[key] = Entry(key=key, label=label or str(len(state.entries) + 1))
    state.notes.append(index)
    _current(state).mark(Mark(*xml.span(index), (key,), span))
    state.enter(index, state.flow.inner(note=key))
    return index + 1


def _note_reference(state: State, index: int) -> int:
    """``text:note-ref``: one more citation where it is raised as one, else a number in the words ("see note 3")."""
    paragraph = _current(state)
    raised = shift(paragraph.effective) is CodeKind.SUPERSCRIPT
    if raised and state.xml.value(index, "text:reference-format", "text") == "text":
        key = state.xml.value(index, "text:ref-name")
        paragraph.mark(Mark(*state.xml.span(index), (key,), _only_words(state, index)))
    else:
        paragraph.alone(*state.xml.span(index), index, CodeKind.FIELD, collapse(state.xml.content(index)))
    return state.behind(index)


def _only_words(state: State, index: int) -> tuple[int, int] | None:
    """The span of an element's words, if there is nothing else in it."""
    children = list(state.xml.children(index))
    if len(children) != 1 or state.xml.tokens[children[0]].kind is not Kind.TEXT:
        return None
    return state.xml.tokens[children[0]].start, state.xml.tokens[children[0]].end


def _start_stretch(state: State, index: int, paragraph: Paragraph) -> None:
    name, by = _STRETCH_OF_START[state.xml.tokens[index].name]
    value = state.xml.value(index, by) if by else ""
    start, end = state.xml.span(index)
    if name == "text:bookmark-start" and value.startswith(names.IDLE_BOOKMARKS):
        paragraph.keep(start, end)
    elif by and not value:
        paragraph.alone(start, end, index, CodeKind.OBJECT)
    else:
        look = Look(CodeKind.SPAN, (), paragraph.effective)
        paragraph.open(start, end, index, look, stretch=(name, value))


def _end_stretch(state: State, index: int, paragraph: Paragraph) -> None:
    name, by = _STRETCH_OF_END[state.xml.tokens[index].name]
    value = state.xml.value(index, by) if by else ""
    start, end = state.xml.span(index)
    if name == "text:bookmark-start" and value.startswith(names.IDLE_BOOKMARKS):
        paragraph.keep(start, end, last=True)
    else:
        paragraph.close_stretch(start, end, index, (name, value))


def _drawing(state: State, index: int, paragraph: Paragraph) -> int:
    """A drawing: one code, whatever stands in it; the paragraphs in it are places of their own."""
    kind, reference = _shown(state, index)
    paragraph.alone(*state.xml.span(index), index, kind, reference)
    state.enter(index, state.flow.inner(boxed=True))
    return index + 1


def _shown(state: State, index: int) -> tuple[CodeKind, str]:
    """What a drawing is: a picture and where it lies, a formula, anything else."""
    xml = state.xml
    if xml.tokens[index].name == "draw:a":
        index = next((i for i in xml.children(index) if xml.tokens[i].name == "draw:frame"), index)
    for child in xml.children(index):
        name = xml.tokens[child].name
        if name == "draw:object":
            inline = any(xml.tokens[i].name == "math:math" for i in xml.children(child))
            if inline or xml.value(child, "xlink:href").removeprefix("./").rstrip("/") in state.formulas:
                return CodeKind.VERBATIM, ""
            return CodeKind.OBJECT, ""
        if name == "draw:image":
            return CodeKind.IMAGE, xml.value(child, "xlink:href")
    return CodeKind.OBJECT, ""


def _current(state: State) -> Paragraph:
    paragraph = state.paragraph
    assert paragraph is not None  # handlers of this module run inside paragraphs alone
    return paragraph


_INSIDE: Final[Mapping[str, Handler]] = {
    "text:span": _span,
    "text:a": _link,
    "text:meta": _meta,
    "text:ruby": _ruby,
    "text:s": _spaces,
    "text:tab": _alone(CodeKind.TAB),
    "text:line-break": _alone(CodeKind.BREAK),
    "text:soft-page-break": _nothing,
    "text:ruby-text": _nothing,
    "text:note": _note,
    "text:note-ref": _note_reference,
}
