"""Reading XLIFF: a unit with its texts and notes, which both versions have; each says what is called how."""

from __future__ import annotations

from abc import abstractmethod
from io import BytesIO
from typing import ClassVar, Final

from transflow.errors import TooLargeError
from transflow.formats.catalogues.base import CatalogueEntry, Incoming
from transflow.formats.catalogues.xliff import ARTICLE, BASE, FILE_LIMIT, OURS, Text, sort_out
from transflow.formats.catalogues.xmlstream import Listener, Words, read_xml

_NOTE_LIMIT: Final = 10_000


class Reader(Listener[tuple[CatalogueEntry, bool]]):
    """Entries out of tags and words; True beside one whose text was too long.

    ``UNIT`` is the element of a unit, ``ASIDE`` one whose texts are not the unit's own (former texts, matches), ``FROM`` the
    attribute of a note that says whose it is.
    """

    UNIT: ClassVar[str]
    ASIDE: ClassVar[str]
    FROM: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.locale = self.source_locale = self.translator = ""
        self.said: dict[str, str] = {}
        self._aside = 0
        self._text: Text | None = None
        self._inside = 0
        self._words: Words | None = None
        self._whose = ""
        self._in_unit = False
        self._line = 0
        self._comments: list[str] = []
        self._source, self._target = self.text(), self.text()

    @abstractmethod
    def text(self) -> Text:
        """An empty text of this version."""

    @abstractmethod
    def begins(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins that is not inside a text; among them the unit itself and its target."""

    @property
    @abstractmethod
    def unit(self) -> str:
        """The id of the unit that is read, as we know it; "" for none of ours."""

    @property
    @abstractmethod
    def unfinished(self) -> bool:
        """Whether the unit that is read says that it is not translated yet."""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self._text is not None:
            self._inside += 1
            self._text.opened(name, attributes)
            return
        if name == self.UNIT:
            self._in_unit, self._line, self._comments = True, self.line, []
            self._source, self._target = self.text(), self.text()
        elif name == self.ASIDE:
            self._aside += 1
        if self._aside:
            return
        self.begins(name, attributes)
        if name in ("source", "target") and self._in_unit:
            self._text = self._source if name == "source" else self._target
            self.hear(self._text.said)
        elif name == "note":
            self._whose = attributes.get(self.FROM, "")
            self._words = Words(_NOTE_LIMIT)
            self.hear(self._words.add)

    def closed(self, name: str) -> None:
        if self._text is not None:
            if self._inside:
                self._inside -= 1
                self._text.closed(name)
            else:
                self._text = None
                self.hear(None)
        elif name == "note" and self._words is not None:
            words, self._words = self._words.text, None
            self.hear(None)
            if self._whose in (BASE, ARTICLE):
                self.said[self._whose] = words
            elif self._in_unit and self._whose != OURS and words:
                self._comments.append(words)
        elif name == self.ASIDE:
            self._aside -= 1
        elif name == self.UNIT:
            self._in_unit = False
            target = self._target.text
            entry = CatalogueEntry(
                unit=self.unit,
                source=self._source.text,
                target=target,
                fuzzy=bool(target) and self.unfinished,
                translator_comment="\n".join(self._comments),
                line=self._line,
            )
            self.ready.append((entry, self._target.over or self._source.over))


def read(content: bytes, reader: Reader) -> Incoming:
    """The catalogue in ``content``, entry by entry. Raises CatalogueError and the like for what is no XLIFF, or cut off."""
    if len(content) > FILE_LIMIT:
        raise TooLargeError(size=len(content), limit=FILE_LIMIT)
    entries, problems = sort_out(read_xml(BytesIO(content), reader))
    return Incoming(
        entries=tuple(entries),
        problems=tuple(problems),
        name=reader.said.get(ARTICLE, ""),
        locale=reader.locale.replace("_", "-"),
        source_locale=reader.source_locale,
        base=reader.said.get(BASE, ""),
        last_translator=reader.translator,
    )
