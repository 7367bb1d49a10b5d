"""Composing: an article in one locale, complete, as a release holds it for ever."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from transflow.domain.article import LANGUAGE_LINE, Article, BlockKind
from transflow.domain.identity import digest
from transflow.domain.inline import without_markers
from transflow.domain.language import profile
from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.domain.release import View, ViewBlock, ViewNote
from transflow.domain.states import Target
from transflow.domain.units import Unit
from transflow.formats.documents import reader_for
from transflow.slugs import slugify
from transflow.workflow.workspace import Workspace

if TYPE_CHECKING:
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
        document = json.dumps(self.document.decode("utf-8"), ensure_ascii=False)
        return f'{{"document": {document}, "suffix": {json.dumps(self.suffix)}, "view": {self._view_json()}}}'.encode()

    @classmethod
    def unpacked(cls, stored: bytes) -> Snapshot:
        """From what is stored."""
        stated = json.loads(stored)
        view = stated["view"]
        blocks = tuple(ViewBlock(**{**b, "kind": BlockKind(b["kind"])}) for b in view.pop("blocks"))
        notes = tuple(ViewNote(**{**n, "texts": tuple(n["texts"])}) for n in view.pop("notes"))
        for key in ("tags", "translators", "siblings"):
            view[key] = tuple(view[key])
        return cls(
            document=stated["document"].encode(), suffix=stated["suffix"], view=View(**view, blocks=blocks, notes=notes)
        )

    def digest(self) -> str:
        """What makes two releases the same: the document and the view, never when or by whom."""
        return digest(self.document.decode("utf-8"), self._view_json())

    def _view_json(self) -> str:
        """The view with its keys in order, so that equal content is equal text."""
        plain = {f.name: getattr(self.view, f.name) for f in fields(self.view)}
        for name in ("blocks", "notes", "siblings"):
            plain[name] = [{f.name: getattr(each, f.name) for f in fields(each)} for each in plain[name]]
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def compose(
    workspace: Workspace,
    record: ArticleRecord,
    article: Article,
    content: bytes,
    units: Sequence[Unit],
    targets: Mapping[str, Target],
    locale: str,
) -> Snapshot:
    """The article in ``locale``, complete: document and view."""
    assembly = assemble(article, units, {u: t.text for u, t in targets.items()}, locale)
    words = workspace.settings.furniture_words.get(locale, {})
    replacements = {}
    for block in article.blocks:
        if block.role == LANGUAGE_LINE:
            replacements[block.index] = LANGUAGES_SLOT
        elif block.kind is BlockKind.FURNITURE and block.content.text.strip() in words:
            replacements[block.index] = words[block.content.text.strip()]
    suffix = PurePosixPath(record.path).suffix
    document = reader_for(suffix).write(content, workspace.anatomy(), assembly, replacements=replacements)
    view = _view(
        workspace, record, article, assembly, [targets[u.id] for u in units if u.id in targets], locale, replacements
    )
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

    def first(kind: BlockKind) -> str:
        block = article.first(kind)
        return without_markers(texts[block.index]).strip() if block else ""

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
            ViewBlock(index=b.index, kind=b.kind, text=texts[b.index], role=b.role)
            for b in article.blocks
            if b.kind is not BlockKind.NOTE
        ),
        notes=tuple(_view_note(n) for n in assembly.notes),
        source_locale=record.source_locale,
        label_languages=language.language_line,
        label_notes=language.notes_heading,
        label_translator=language.translator_credit,
    )


def _view_note(note: AssembledNote) -> ViewNote:
    """A note as readers see it; a translator's own says whose it is."""
    texts = note.texts if note.source is not None else (*note.texts[:-1], f"{note.texts[-1]} ({note.tag})")
    return ViewNote(number=note.number, texts=texts, translators=note.source is None)
