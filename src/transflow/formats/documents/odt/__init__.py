"""OpenDocument text (``.odt``, ``.fodt``): read into an article, and written by splicing into its content.

Of a package only ``content.xml`` changes, and in it only paragraphs whose words do. Footnotes and endnotes stand inside
their markers, so that a marker which moves takes its note along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from transflow.domain.article import Article
from transflow.errors import N_, InputError
from transflow.formats.documents.anatomy import Anatomy
from transflow.formats.documents.odt.body import Body, read_body
from transflow.formats.documents.odt.kinds import settle_kinds
from transflow.formats.documents.odt.listed import Listing, bind_listed
from transflow.formats.documents.odt.source import CONTENT, open_source
from transflow.formats.documents.odt.styles import Styles
from transflow.formats.documents.odt.writing import Writing
from transflow.formats.documents.package import Package
from transflow.formats.documents.skeleton import Reading, reading
from transflow.formats.documents.splicing import splice
from transflow.formats.documents.xml import Kind, Xml

if TYPE_CHECKING:
    from transflow.domain.reassembly import Assembly

#: Sources up to this size are kept parsed, in bytes: reading and then writing two locales costs one parse.
_SHARED_UP_TO: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A source, read: the text that is spliced into, and what is where in it."""

    text: str
    part: str
    body: Body
    listing: Listing | None
    reading: Reading
    package: Package | None
    codec: str


class OdtFormat:
    """OpenDocument text, as a package (``.odt``, ``.ott``) or as one XML file (``.fodt``)."""

    name = "odt"

    def read(self, content: bytes, anatomy: Anatomy) -> Article:
        """The article in ``content``; raises an InputError where it is no text document that can be taken."""
        return _parse(content, anatomy).reading.article

    def write(
        self, content: bytes, anatomy: Anatomy, assembly: Assembly, *, replacements: Mapping[int, str] | None = None
    ) -> bytes:
        """``content`` with the texts of ``assembly`` in the places of their blocks; the same bytes where nothing differs.

        A note goes where its marker goes. A translator's own note becomes a note like its neighbours.
        """
        parsed = _parse(content, anatomy)
        dialect = Writing(parsed.body, parsed.listing)
        changed = splice({parsed.part: parsed.text}, parsed.reading, assembly, dialect, replacements)
        if not changed:
            return content
        text = changed[parsed.part]
        if parsed.package is None:
            return text.encode(parsed.codec, "xmlcharrefreplace")
        return parsed.package.replaced({CONTENT: parsed.package.encoded(CONTENT, text)})


def _parse(content: bytes, anatomy: Anatomy) -> _Parsed:
    return _parse_shared(content, anatomy) if len(content) <= _SHARED_UP_TO else _parse_now(content, anatomy)


@lru_cache(maxsize=4)
def _parse_shared(content: bytes, anatomy: Anatomy) -> _Parsed:
    return _parse_now(content, anatomy)


def _parse_now(content: bytes, anatomy: Anatomy) -> _Parsed:
    source = open_source(content)
    xml = source.content
    if anatomy.tracked_changes != "accept":
        _refuse_changes(xml, source.root)
    styles = Styles()
    if source.styles is not None and source.styles is not xml:
        styles.collect(source.styles, automatic=False)
    styles.collect(xml, automatic=True)
    body = read_body(xml, source.root, styles, source.formulas)
    listing = bind_listed(body.places, body.boxed, body.whole, xml.text) if not body.entries else None
    entries, findings = (listing.entries, listing.findings) if listing is not None else (body.entries, ())
    settle_kinds(body.places, body.roles, body.boxed, anatomy)
    return _Parsed(
        text=xml.text,
        part=xml.part,
        body=body,
        listing=listing,
        reading=reading("odt", body.places, entries, findings),
        package=source.package,
        codec=source.codec,
    )


def _refuse_changes(xml: Xml, root: int) -> None:
    """InputError where words were inserted or deleted and nobody has settled that; changes of looks do not matter."""
    for index in xml.children(root):
        if xml.tokens[index].name == "text:tracked-changes":
            count = sum(
                xml.tokens[i].name in ("text:insertion", "text:deletion") and xml.tokens[i].kind is not Kind.END
                for i in range(index, xml.ends[index])
            )
            if count:
                raise InputError(
                    N_("The document has {count} tracked changes, so its words are not settled."),
                    remedy=N_(
                        "Accept or reject them in LibreOffice (Edit > Track Changes > Manage), or have them taken as "
                        'accepted with tracked_changes = "accept" under [intake] in transflow.toml.'
                    ),
                    count=count,
                )
