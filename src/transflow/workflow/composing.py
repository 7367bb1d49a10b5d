"""Composing: an article in one locale, complete, as a release holds it for ever."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from transflow.domain.article import CORRECTION, DISCLOSURE, LANGUAGE_LINE, Article, BlockKind
from transflow.domain.codes import Code, CodeKind
from transflow.domain.crossrefs import refers
from transflow.domain.identity import digest
from transflow.domain.inline import plain
from transflow.domain.language import profile
from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.domain.release import View, ViewBlock, ViewNote
from transflow.domain.states import Target
from transflow.domain.units import Unit
from transflow.formats.documents import reader_for
from transflow.formats.documents.package import contents_digest, is_package
from transflow.slugs import slugify
from transflow.workflow.workspace import Workspace

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from transflow.store.records import ArticleRecord

#: Stands where the language line goes until a destination knows what else is published. Private-use characters alone may
#: be in a source (the icons of a page that was copied), this word between them is not.
LANGUAGES_SLOT: Final = "\ue0ffLANGUAGES\ue0ff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a release holds for ever: the source format's bytes with a slot for the language line, and the view."""

    document: bytes
    view: View
    suffix: str

    def packed(self) -> bytes:
        """As it is stored."""
        kind, text = self._document_text()
        document = json.dumps(text, ensure_ascii=False)
        return f'{{"{kind}": {document}, "suffix": {json.dumps(self.suffix)}, "view": {self._view_json()}}}'.encode()

    @classmethod
    def unpacked(cls, stored: bytes) -> Snapshot:
        """From what is stored."""
        stated = json.loads(stored)
        view = stated["view"]
        blocks = tuple(_view_block(stored) for stored in view.pop("blocks"))
        notes = tuple(_stored_note(stored) for stored in view.pop("notes"))
        for key in ("tags", "translators", "siblings"):
            view[key] = tuple(view[key])
        document = stated["document"].encode() if "document" in stated else b64decode(stated["base64"])
        return cls(document=document, suffix=stated["suffix"], view=View(**view, blocks=blocks, notes=notes))

    def digest(self) -> str:
        """What makes two releases the same: the document and the view, never when or by whom."""
        if is_package(self.document):  # by what is in it: another build of zlib packs the same files otherwise
            return digest(contents_digest(self.document), self._view_json())
        return digest(self._document_text()[1], self._view_json())

    def _document_text(self) -> tuple[str, str]:
        """The document as JSON can hold it, and how: ``document`` (text in UTF-8), or ``base64``."""
        try:
            return "document", self.document.decode("utf-8")
        except UnicodeDecodeError:
            return "base64", b64encode(self.document).decode("ascii")

    def _view_json(self) -> str:
        """The view with its keys in order, so that equal content is equal text."""
        stated = {f.name: getattr(self.view, f.name) for f in fields(self.view)}
        for name in ("blocks", "notes", "siblings"):
            stated[name] = [_stated(each) for each in stated[name]]
        return json.dumps(stated, ensure_ascii=False, sort_keys=True)


def _stated(value: DataclassInstance) -> dict[str, object]:
    """A block, note or sibling of the view as JSON has it; fields that say nothing are left out."""
    stated: dict[str, object] = {f.name: getattr(value, f.name) for f in fields(value)}
    for name in ("codes", "level", "cell"):
        if not stated.get(name, True):
            del stated[name]
    if "codes" in stated:
        stated["codes"] = _stated_codes(value.codes)  # type: ignore[attr-defined]
    return stated


def _stated_codes(codes: Sequence[Code | tuple[Code, ...]]) -> list[object]:
    return [
        _stated_codes(code) if isinstance(code, tuple) else [code.number, code.kind.value, code.paired, code.reference]
        for code in codes
    ]


def _codes(stored: Sequence[Sequence[Any]]) -> tuple[Code, ...]:
    return tuple(Code(number=n, kind=CodeKind(kind), paired=paired, reference=to) for n, kind, paired, to in stored)


def _view_block(stored: Mapping[str, Any]) -> ViewBlock:
    cell = stored.get("cell")
    return ViewBlock(
        **{
            **stored,
            "kind": BlockKind(stored["kind"]),
            "codes": _codes(stored.get("codes", ())),
            "cell": (cell[0], cell[1], cell[2]) if cell else None,
        }
    )


def _stored_note(stored: Mapping[str, Any]) -> ViewNote:
    codes = tuple(map(_codes, stored.get("codes", ())))
    return ViewNote(**{**stored, "texts": tuple(stored["texts"]), "codes": codes})


def compose(
    workspace: Workspace,
    record: ArticleRecord,
    article: Article,
    content: bytes,
    units: Sequence[Unit],
    targets: Mapping[str, Target],
    locale: str,
    correction: str = "",
    disclosure: str = "",
) -> Snapshot:
    """The article in ``locale``, complete: document and view.

    ``correction``: the line that says it was corrected, ``disclosure``: that a machine took part; both only in the view.
    """
    texts = {u: t.text for u, t in targets.items()}
    assembly = assemble(article, units, texts, locale)
    words = workspace.settings.furniture_words.get(locale, {})
    replacements = {}
    for block in article.blocks:
        if block.role == LANGUAGE_LINE:
            replacements[block.index] = LANGUAGES_SLOT
        elif block.kind is BlockKind.FURNITURE and block.content.text.strip() in words:
            replacements[block.index] = words[block.content.text.strip()]
    suffix = PurePosixPath(record.path).suffix
    anatomy = workspace.anatomy(record.revision.main)
    # In a package, or another encoding, the slot cannot be found again: there the language line stays as it is.
    kept = {index: text for index, text in replacements.items() if text != LANGUAGES_SLOT}
    filled = kept if is_package(content) else replacements
    document = reader_for(suffix).write(content, anatomy, assembly, replacements=filled)
    if len(filled) > len(kept) and LANGUAGES_SLOT.encode() not in document:
        document = reader_for(suffix).write(content, anatomy, assembly, replacements=kept)
    # A view counts its notes from 1, whatever the labels of the document are.
    counted = assemble(article, units, texts, locale, counted=True) if any(refers(u.links) for u in units) else assembly
    view = _view(
        workspace, record, article, counted, [targets[u.id] for u in units if u.id in targets], locale, replacements
    )
    if correction:
        title = next((n for n, b in enumerate(view.blocks, start=1) if b.kind is BlockKind.TITLE and not b.role), 0)
        notice = ViewBlock(index=-1, kind=BlockKind.PARAGRAPH, text=correction, role=CORRECTION)
        view = replace(view, blocks=(*view.blocks[:title], notice, *view.blocks[title:]))
    if disclosure:
        line = ViewBlock(index=-1, kind=BlockKind.PARAGRAPH, text=disclosure, role=DISCLOSURE)
        view = replace(view, blocks=(*view.blocks, line))
    return Snapshot(document=document, view=view, suffix=suffix)


def _view(
    workspace: Workspace,
    record: ArticleRecord,
    article: Article,
    assembly: Assembly,
    targets: Sequence[Target],
    locale: str,
    replacements: Mapping[int, str],
) -> View:
    language = profile(locale)
    texts = {b.index: assembly.texts.get(b.index, replacements.get(b.index, b.content.text)) for b in article.blocks}
    own = workspace.settings.articles.get(record.name)

    bodies = {n.number: tuple(article.blocks[index].content.codes for index in n.blocks) for n in article.notes}

    def first(kind: BlockKind) -> str:
        block = article.first(kind)
        return plain(texts[block.index], None, block.content.codes).strip() if block else ""

    title = first(BlockKind.TITLE) or record.name
    translators = Counter(t.editor for t in targets if t.editor)
    kicker = first(BlockKind.KICKER)
    return View(
        locale=locale,
        name=record.name,
        title=title,
        slug=(own.slug.get(locale) if own else None) or slugify(title) or record.name,
        description=(own.description.get(locale) if own else None) or first(BlockKind.HIGHLIGHT),
        tags=(own.tags.get(locale) if own else None) or ((kicker,) if kicker else ()),
        translators=tuple(name for name, _ in translators.most_common()) if workspace.settings.credit else (),
        blocks=tuple(
            ViewBlock(
                index=b.index,
                kind=b.kind,
                text=texts[b.index],
                role=b.role,
                codes=b.content.codes,
                level=b.level,
                cell=b.cell,
            )
            for b in article.blocks
            if b.kind is not BlockKind.NOTE
        ),
        notes=tuple(_view_note(n, bodies) for n in assembly.notes),
        source_locale=record.source_locale,
        label_languages=language.language_line,
        label_notes=language.notes_heading,
        label_translator=language.translator_credit,
    )


def _view_note(note: AssembledNote, bodies: Mapping[int, tuple[tuple[Code, ...], ...]]) -> ViewNote:
    """A note as readers see it; a translator's own says whose it is. ``bodies``: number → codes of each paragraph."""
    if note.source is None:
        texts = (*note.texts[:-1], f"{note.texts[-1]} ({note.tag})")
        return ViewNote(number=note.number, texts=texts, translators=True)
    codes = bodies[note.source]
    return ViewNote(number=note.number, texts=note.texts, codes=codes if any(codes) else ())
