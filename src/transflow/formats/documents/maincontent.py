"""Where the article is in a saved page: between the menus, the comments and the notices around it.

The rule looks at what a page is made of, not at what it is called: running prose in sentences, outside of links, weighs; the
smallest element that holds nearly all of it is the article. Names of classes count only against what is surely around an
article (comments, sidebars, related posts), since themes agree on those and on little else. The page's title begins the
article, notes that its markers lead to end it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

from transflow.formats.documents.html.names import HEADINGS, LANDMARKS, SURROUNDINGS
from transflow.formats.documents.html.tokens import Kind, tokenize
from transflow.formats.documents.html.tree import Element, Run, Tree, grow

#: Weight of prose below which nothing is called an article, in code points.
_LEAST: Final = 200
#: A run of words shorter than this is no prose, in code points outside of links; one as long as the second weighs in full.
_SHORT, _FULL = 40, 200
#: Which part of the prose an element must hold so that the search goes on inside it, and that of one that holds the title.
_NEARLY_ALL, _WITH_TITLE = 0.85, 0.6
#: Which part of the prose its likes must hold so that they are taken for the rest of the article.
_NOT_LITTLE: Final = 0.05
#: Which part of the prose an element must hold so that the page's own word is taken for it ("main", "article").
_DECLARED: Final = 0.35
#: From which part of the page's prose on a name is not believed that calls it something beside the article.
_MOST: Final = 0.5
#: How much prose may stand between a title and what it is the title of, as a part of that.
_BETWEEN: Final = 0.5
#: Shortest title that is looked for in the page's own, in code points; how much of that is read, and in how many places.
_TITLE, _PAGE_TITLE, _PAGE_TITLES = 8, 1_000, 4
#: How many tokens of a heading are read.
_HEADING: Final = 40
_SENTENCE_END: Final = re.compile(r"[.!?…:;。！？]")

_AROUND_TAGS: Final = frozenset({"aside", "dialog", "footer", "nav", "search"})
_AROUND_ROLES: Final = (LANDMARKS - {"form"}) | {"alertdialog", "dialog", "menu", "menubar", "tooltip"}
_AROUND_WORDS: Final = """
    advert advertisement announcement archive author authors banner bio biography breadcrumb breadcrumbs byline card cards
    cmp comment commentlist comments consent cookie cookies copyright disclaimer discussion disqus excerpt footer gdpr legal
    masthead menu modal more nav navbar navbox navigation newsletter overlay pager pagination popup popular preview promo
    recent recommended related respond responses share sharing sidebar signup social subscribe subscription teaser teasers
    ticker toc topbar trending widgets
    benzer ilgili kommentarii yorum yorumlar
"""
#: Words in names of classes and ids that tell what is around an article: English, whatever the language of the page, but
#: for a few.
_AROUND: Final = frozenset(_AROUND_WORDS.split())
_WHOLE_NAMES: Final = SURROUNDINGS | {"widget", "widget-area", "textwidget", "read-also", "read-more", "secondary"}
#: Words that tell of an article; they speak against the former ones on an element that holds most of the page.
_WITHIN: Final = frozenset({"article", "body", "column", "content", "entry", "main", "page", "post", "story", "text"})
_WORD: Final = re.compile(r"[A-Z]?[a-zçğıöşü]+|[A-Z]+(?![a-z])")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Blocks of words: what holds them is the element to look at.
_TEXT_BLOCKS: Final = HEADINGS.keys() | {
    "address", "blockquote", "dd", "dl", "dt", "figcaption", "figure", "li", "menu", "ol", "p", "pre", "ul"
}  # fmt: skip


def main_span(html: str, *, declared: bool = True) -> tuple[int, int] | None:
    """The span [start, end) of the article in a page, in code points; None for a fragment, or where no prose stands out.

    Linear in the size of the page. The same page always gives the same span. Without ``declared`` None also where the page
    says by ``<main>`` or ``<article>`` itself where its article is, as the reader then sees.
    """
    tree = grow(html, tokenize(html))
    if not declared and any(element.name in ("main", "article") for element in tree.elements):
        return None
    if not any(element.name == "body" for element in tree.elements) and "<body" not in html.lower():
        return None
    return _Search(tree).span()


@dataclass(slots=True)
class _Weighed:
    """What is known of an element: prose in it, prose in it that counts, whether it is around the article."""

    prose: float = 0.0
    counted: float = 0.0
    around: bool = False


class _Search:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.text = tree.text
        self.weighed = [_Weighed() for _ in tree.elements]
        self.own = [0.0] * len(tree.elements)
        for run in tree.runs:
            if run.worded:
                self.own[run.element.index] += self._prose(run)
        self._sum_up()
        self.titles = list(self._titles())
        self._put_aside()

    def span(self) -> tuple[int, int] | None:
        """The article."""
        found = self._densest()
        if found is None:
            return None
        first, end = self._trimmed(found)
        start = min(first, self._title_before(found))
        return start, self._with_notes(start, end)

    def _trimmed(self, found: Element) -> tuple[int, int]:
        """The span of an element without what is around the article at its ends."""
        tokens = self.tree.tokens
        starts = [tokens[run.first].start for run in self.tree.runs]
        inside = self.tree.runs[bisect_left(starts, found.start) : bisect_left(starts, found.end)]
        kept = [run for run in inside if run.worded and not self.weighed[run.element.index].around]
        if len(kept) == len(inside) or not kept:
            return found.start, found.end
        first, last = kept[0], kept[-1]
        start = first.element.start if first.element.start > found.start else found.start
        return start, tokens[last.last - 1].end

    def _prose(self, run: Run) -> float:
        """How much prose a run of words holds: sentences outside of links, long ones more than short ones."""
        if run.element.name in HEADINGS or run.element.name in ("title", "head"):
            return 0.0
        plain = linked = depth = 0
        ends = False
        for token in self.tree.tokens[run.first : run.last]:
            if token.kind is Kind.TEXT:
                words = " ".join(self.text[token.start : token.end].split())
                if depth:
                    linked += len(words)
                else:
                    plain += len(words)
                    ends = ends or _SENTENCE_END.search(words) is not None
            elif token.name == "a" and token.partner >= 0:
                depth += 1 if token.kind is Kind.START else -1
        if plain < _SHORT or linked > plain or not ends:
            return 0.0
        return plain * min(1.0, plain / _FULL)

    def _sum_up(self) -> None:
        """Prose of each element with all that is in it; children stand behind their parents."""
        for element in reversed(self.tree.elements):
            weighed = self.weighed[element.index]
            weighed.prose += self.own[element.index]
            if element.parent is not None:
                self.weighed[element.parent.index].prose += weighed.prose

    def _titles(self) -> Iterator[Element]:
        """The headings that the page's own title repeats (the article's, often the site's), else those of level 1."""
        named = [_folded(name) for name in self._page_titles()]
        first: list[Element] = []
        known = False
        for element in self.tree.elements:
            if element.name in HEADINGS:
                last = min(element.last + 1, element.first + _HEADING)
                words = _folded(self.tree.words_of(element.first, last))
                if len(words) >= _TITLE and any(words in name for name in named):
                    known = True
                    yield element
                elif words and element.name == "h1":
                    first.append(element)
        if not known:
            yield from first

    def _page_titles(self) -> list[str]:
        titles = []
        for position, token in enumerate(self.tree.tokens):
            if token.name == "title" and token.kind is Kind.WHOLE:
                titles.append(self.text[token.opened : min(token.end, token.opened + _PAGE_TITLE)])
            elif token.name == "meta":
                attributes = self.tree.attributes(position)
                if "property" in attributes and attributes["property"].text == "og:title" and "content" in attributes:
                    titles.append(attributes["content"].text[:_PAGE_TITLE])
            if token.name == "body" or len(titles) == _PAGE_TITLES:
                break
        return titles

    def _put_aside(self) -> None:
        """Mark what is around the article, and count the prose of the rest."""
        whole = self.weighed[0].prose
        starts = [title.start for title in self.titles]
        for element in self.tree.elements:
            weighed = self.weighed[element.index]
            if element.parent is not None and self.weighed[element.parent.index].around:
                weighed.around = True
            elif element.first >= 0 and element.name != "body":
                weighed.around = not _any_between(starts, element) and self._is_around(
                    element, most=weighed.prose > _MOST * whole
                )
        for element in reversed(self.tree.elements):
            weighed = self.weighed[element.index]
            if weighed.around:
                continue
            weighed.counted += self.own[element.index]
            if element.parent is not None:
                self.weighed[element.parent.index].counted += weighed.counted

    def _is_around(self, element: Element, *, most: bool) -> bool:
        if element.name in _AROUND_TAGS:
            return True
        attributes = self.tree.attributes(element.first)
        role = attributes["role"].text.lower() if "role" in attributes else ""
        if role in _AROUND_ROLES:
            return True
        hidden = "hidden" in attributes or ("aria-hidden" in attributes and attributes["aria-hidden"].text == "true")
        if hidden or ("style" in attributes and _HIDDEN.search(attributes["style"].text)):
            return not most  # a dialogue hides the page behind it
        names = [name for key in ("class", "id") if key in attributes for name in attributes[key].text.split()]
        words = set().union(*map(_words, names))
        if not words & _AROUND and not any(name.lower() in _WHOLE_NAMES for name in names):
            return False
        return not (most and words & _WITHIN)

    def _densest(self) -> Element | None:
        """The smallest element that holds nearly all of the prose."""
        children: dict[int, list[Element]] = {}
        for element in self.tree.elements:
            if element.parent is not None and self.weighed[element.index].counted:
                children.setdefault(element.parent.index, []).append(element)
        if self.weighed[0].counted < _LEAST:
            return None
        starts = [title.start for title in self.titles]
        found = self._declared() or self.tree.elements[0]
        while True:
            inside = children.get(found.index, ())
            best = max(inside, key=self._counted, default=None)
            if best is None or best.name in _TEXT_BLOCKS:
                return found
            titled = _any_between(starts, best)
            whole = self._counted(found)
            if self._counted(best) < (_WITH_TITLE if titled else _NEARLY_ALL) * whole:
                return found
            if not titled and self._in_likes(best, inside) > _NOT_LITTLE * whole:
                return found
            found = best

    def _in_likes(self, element: Element, siblings: Sequence[Element]) -> float:
        """The prose in siblings that are built the same way: pieces of one article, as builders of pages make them."""
        look = self._look(element)
        return sum(self._counted(other) for other in siblings if other is not element and self._look(other) == look)

    def _look(self, element: Element) -> tuple[str, str]:
        attributes = self.tree.attributes(element.first)
        return element.name, attributes["class"].text if "class" in attributes else ""

    def _declared(self) -> Element | None:
        """The element that the page itself calls its main part or its article, where there is one with prose in it."""
        found: Element | None = None
        enough = max(_LEAST, _DECLARED * self.weighed[0].counted)
        for is_wanted in (self._is_main, self._is_article, self._is_body):
            wanted: list[Element] = []
            for element in self.tree.elements:
                outermost = not wanted or element.start >= wanted[-1].end
                if outermost and self.weighed[element.index].counted and is_wanted(element):
                    wanted.append(element)
            best = max(wanted, key=self._counted, default=None)
            if best is None or self._counted(best) < max(enough, _NEARLY_ALL * sum(map(self._counted, wanted))):
                continue
            if found is None or found.start <= best.start < found.end:
                found = best
        return found

    def _counted(self, element: Element) -> float:
        return self.weighed[element.index].counted

    def _is_main(self, element: Element) -> bool:
        return element.name == "main" or self._says(element, "role", "main")

    def _is_article(self, element: Element) -> bool:
        return element.name == "article"

    def _is_body(self, element: Element) -> bool:
        return self._says(element, "itemprop", "articleBody")

    def _says(self, element: Element, key: str, value: str) -> bool:
        attributes = self.tree.attributes(element.first) if element.first >= 0 else {}
        return key in attributes and attributes[key].text == value

    def _title_before(self, found: Element) -> int:
        """Where the title begins that stands before what was found; the end of the page where none does."""
        nowhere = len(self.text)
        starts = [title.start for title in self.titles]
        if _any_between(starts, found):
            return nowhere
        place = bisect_left(starts, found.start) - 1
        if place < 0:
            return nowhere
        title = self.titles[place]
        between = sum(
            self.own[element.index]
            for element in self.tree.elements
            if title.end <= element.start < found.start and not self.weighed[element.index].around
        )
        return title.start if between <= _BETWEEN * self.weighed[found.index].counted else nowhere

    def _with_notes(self, start: int, end: int) -> int:
        """``end``, or the end of the notes behind it: what is cited from the article and leads back into it."""
        cited: set[str] = set()
        targets: set[str] = set()
        bodies: list[int] = []
        backs: list[int] = []
        for position, token in enumerate(self.tree.tokens):
            if token.kind not in (Kind.START, Kind.SOLE) or token.start < start:
                continue
            attributes = self.tree.attributes(position)
            names = {attributes[key].text for key in ("id", "name") if key in attributes}
            link = attributes["href"].text if token.name == "a" and "href" in attributes else ""
            if token.start < end:
                targets |= names
                if link.startswith("#"):
                    cited.add(link[1:])
                continue
            if names & cited:
                bodies.append(token.start)
            if link.startswith("#") and link[1:] in targets:
                backs.append(token.start)
        for element in self._innermost(bodies):
            if _any_between(backs, element):
                outer = element.parent  # a note of several paragraphs, a list of notes
                end = max(end, outer.end if outer is not None and outer.start >= end else element.end)
        return end

    def _innermost(self, places: Sequence[int]) -> Iterator[Element]:
        """The innermost element at each of ``places``, which ascend."""
        waiting = iter(self.tree.elements)
        following = next(waiting, None)
        stack: list[Element] = []
        for place in places:
            while following is not None and following.start <= place:
                while stack and stack[-1].end <= following.start:
                    stack.pop()
                stack.append(following)
                following = next(waiting, None)
            while stack and stack[-1].end <= place:
                stack.pop()
            if stack:
                yield stack[-1]


def _any_between(places: Sequence[int], element: Element) -> bool:
    """Whether one of ``places``, which ascend, lies in ``element``."""
    at = bisect_left(places, element.start)
    return at < len(places) and places[at] < element.end


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)}


def _folded(words: str) -> str:
    return " ".join(unescape(words).casefold().split())
