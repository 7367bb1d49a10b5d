"""Publishing: what every unit's approval allows becomes an immutable release, and a release becomes files (guard G6)."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from transflow.destinations.folder import remove_files, write_files
from transflow.domain.article import LANGUAGE_LINE, Article, BlockKind
from transflow.domain.groups import grouping, texts_of
from transflow.domain.identity import digest
from transflow.domain.inline import without_markers
from transflow.domain.language import profile
from transflow.domain.people import Right
from transflow.domain.reassembly import AssembledNote, Assembly, assemble
from transflow.domain.release import Sibling, View, ViewBlock, ViewNote
from transflow.domain.states import State, Target, signature
from transflow.domain.units import Unit, source_key
from transflow.errors import TransflowError
from transflow.files import read_bounded
from transflow.formats.documents import reader_for
from transflow.formats.renderings import SUFFIXES, render
from transflow.slugs import slugify
from transflow.workflow.checking import blocking, find, load
from transflow.workflow.workspace import Workspace, authorise, batches, choose_articles, choose_locales

if TYPE_CHECKING:
    from transflow.store.database import Transaction
    from transflow.store.records import ArticleRecord, ReleaseRecord

#: Stands where the language line goes until a destination knows what else is published. Private-use characters alone may
#: be in a source (the icons of a page that was copied), this word between them is not.
LANGUAGES_SLOT: Final = "\ue0ffLANGUAGES\ue0ff"

#: So often files are written anew because somebody else published meanwhile; who published last writes them too.
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Why an article cannot be published in a locale: unit id and a reason.

    The reason is a state, ``changed`` since its approval, or the codes of blocking findings, joined by ", ".
    """

    unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did for one article and locale.

    ``outcome``: ``published`` (a new release), ``unchanged`` (this is published already) or ``blocked``. ``files`` are the
    paths of everything that belongs to the release, ``written`` those that changed, ``removed`` those that no longer belong
    to it and are gone; all relative to the workspace.
    """

    name: str
    locale: str
    outcome: str
    release: int = 0
    digest: str = ""
    files: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    blocked: tuple[Blocked, ...] = ()


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


def publish(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    locales: Sequence[str] = (),
    actor: str,
    dry_run: bool = False,
) -> list[Published]:
    """Publish what is approved and not yet published; what is blocked is reported and stops nothing else."""
    chosen = choose_locales(workspace.settings, locales)
    with workspace.store.read() as tx:
        records = choose_articles(tx, names)
    results: list[Published] = []
    for batch in batches(records):
        with workspace.store.read() if dry_run else workspace.store.write() as tx:
            if not dry_run:
                for locale in chosen:
                    authorise(tx, actor, Right.PUBLISH, locale)
            outcomes = _release(workspace, tx, batch, chosen, actor, dry_run)
        # Files follow the database: a crash between the two is healed by publishing again, which changes nothing else.
        touched = [r for r in batch if any(o.name == r.name and o.outcome != "blocked" for o in outcomes)]
        placed = {} if dry_run else place(workspace, touched)
        results += [_with_files(o, placed) for o in outcomes]
        workspace.progress("publish", len(results) // len(chosen), len(records))
    return results


def _release(
    workspace: Workspace,
    tx: Transaction,
    records: Sequence[ArticleRecord],
    locales: Sequence[str],
    actor: str,
    dry_run: bool,
) -> list[Published]:
    """Decide and record releases for some articles."""
    from transflow.store.records import ReleaseRecord

    loaded = load(tx, records)
    contents = tx.articles.contents([r.id for r in records])
    latest = tx.releases.latest([r.id for r in records])
    outcomes: list[Published] = []
    for record in records:
        units, stored = loaded[record.id]
        article: Article | None = None
        for locale in locales:
            targets = {unit: t for (unit, of), t in stored.items() if of == locale}
            blocked = blocking_units(units, targets)
            if blocked or not units:
                outcomes.append(Published(name=record.name, locale=locale, outcome="blocked", blocked=tuple(blocked)))
                continue
            document = reader_for(PurePosixPath(record.path).suffix)
            article = article or document.read(contents[record.id], workspace.anatomy())
            snapshot = compose(workspace, record, article, contents[record.id], units, targets, locale)
            content_digest = snapshot.digest()
            before = latest.get((record.id, locale))
            versions = sum(targets[unit.id].version for unit in units)
            if before is not None and before.digest == content_digest and not before.withdrawn:
                revision = record.revision.number
                if (before.seen_revision, before.versions) != (revision, versions) and not dry_run:
                    tx.releases.seen(record.id, locale, before.number, revision, versions)
                outcomes.append(_outcome(record, locale, "unchanged", before.number, content_digest))
                continue
            stopped = blocking(find(workspace, units, targets, locale))
            if stopped:
                reasons = tuple(Blocked(unit=u, reason=", ".join(dict.fromkeys(c))) for u, c in stopped.items())
                outcomes.append(Published(name=record.name, locale=locale, outcome="blocked", blocked=reasons))
                continue
            number = before.number + 1 if before is not None else 1
            outcomes.append(_outcome(record, locale, "published", number, content_digest))
            if not dry_run:
                # Whoever signed last may have crashed before the journal was written.
                workspace.keep_journal(record.name, locale, record.id, tx)
                manifest = _manifest(record, locale, number, content_digest, units, targets)
                tx.releases.add(
                    ReleaseRecord(
                        article_id=record.id,
                        locale=locale,
                        number=number,
                        revision=record.revision.number,
                        digest=content_digest,
                        manifest=json.dumps(manifest, ensure_ascii=False),
                        snapshot=snapshot.packed(),
                        at=workspace.now(),
                        by=actor,
                        seen_revision=record.revision.number,
                        versions=versions,
                    )
                )
    return outcomes


def _outcome(record: ArticleRecord, locale: str, outcome: str, number: int, content_digest: str) -> Published:
    return Published(name=record.name, locale=locale, outcome=outcome, release=number, digest=content_digest)


def blocking_units(units: Sequence[Unit], targets: Mapping[str, Target]) -> list[Blocked]:
    """Units that keep an article from being published: not approved, or not as it was approved (guards G4 and G6)."""
    blocked = []
    groups = grouping(units, texts_of(targets))
    for unit in units:
        target = targets.get(unit.id)
        if target is None or target.state is not State.APPROVED:
            blocked.append(Blocked(unit=unit.id, reason=(target.state if target else State.NEW).value))
        elif target.signature != signature(groups.key(unit), target.text):
            blocked.append(Blocked(unit=unit.id, reason="changed"))
    return blocked


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


def _manifest(
    record: ArticleRecord,
    locale: str,
    number: int,
    content_digest: str,
    units: Sequence[Unit],
    targets: Mapping[str, Target],
) -> dict[str, object]:
    """Who vouched for what. Depends on content only: no clock, no counters."""
    return {
        "article": record.name,
        "locale": locale,
        "release": number,
        "digest": content_digest,
        "source": {"path": record.path, "sha256": record.revision.digest},
        "units": [
            {
                "unit": unit.id,
                "source_hash": source_key(unit),
                "target_hash": digest(targets[unit.id].text),
                "state": targets[unit.id].state.value,
                "origin": targets[unit.id].origin,
                "translator": targets[unit.id].editor,
                "reviewer": targets[unit.id].reviewer,
                "approver": targets[unit.id].approver,
                "signature": targets[unit.id].signature,
                "waived": sorted(targets[unit.id].waived),
            }
            for unit in units
        ],
    }


@dataclass(slots=True, kw_only=True)
class Placed:
    """What became of the files of one article in one locale: sets of paths, relative to the workspace."""

    files: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)


def place(workspace: Workspace, records: Sequence[ArticleRecord]) -> dict[tuple[str, str], Placed]:
    """Write the latest release of each article in each locale to the folder, naming the published siblings.

    Returns (article, locale) → its files. No lock is held: where another publisher was faster than this one's writing,
    its releases are written, so that older files never stay.
    """
    ids = {r.id: r for r in records}
    result: dict[tuple[str, str], Placed] = {}
    latest = _latest(workspace, list(ids), snapshots=True)
    for _ in range(_ROUNDS):
        _place(workspace, ids, latest, result)
        now = _latest(workspace, list(ids))
        if all(_stands(release) == _stands(latest.get(key)) for key, release in now.items()):
            break
        latest = _latest(workspace, list(ids), snapshots=True)
    return result


def _latest(
    workspace: Workspace, ids: Sequence[int], *, snapshots: bool = False
) -> dict[tuple[int, str], ReleaseRecord]:
    with workspace.store.read() as tx:
        return tx.releases.latest(ids, snapshots=snapshots)


def _stands(release: ReleaseRecord | None) -> tuple[int, str] | None:
    """What decides which files there are: the release's number, and why it was withdrawn."""
    return (release.number, release.withdrawn) if release is not None else None


def _place(
    workspace: Workspace,
    ids: Mapping[int, ArticleRecord],
    latest: Mapping[tuple[int, str], ReleaseRecord],
    result: dict[tuple[str, str], Placed],
) -> None:
    """Write these releases, after removing what their last manifests list and they no longer have."""
    by_article: dict[int, list[ReleaseRecord]] = {}
    for (article_id, _), release in sorted(latest.items(), key=lambda item: item[0]):
        if not release.withdrawn:
            by_article.setdefault(article_id, []).append(release)
    prefix = workspace.settings.publish_folder
    root = workspace.root / prefix
    for article_id, releases in by_article.items():
        record = ids[article_id]
        locales = [r.locale for r in releases]
        for release in releases:
            files = render_release(workspace, record, release, locales)
            left_over = _left_over(root, f"{release.locale}/{record.name}", files)
            # First of all: after a crash the old manifest still knows what is to go.
            removed = remove_files(root, left_over, within=workspace.root)
            written = write_files(root, files, within=workspace.root)
            placed = result.setdefault((record.name, release.locale), Placed())
            placed.files = {f"{prefix}/{path}" for path in files}
            placed.written = (placed.written | {f"{prefix}/{path}" for path in written}) & placed.files
            placed.removed = (placed.removed | {f"{prefix}/{path}" for path in removed}) - placed.files


def _left_over(root: Path, stem: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """What the manifest on disk lists and ``files`` lacks: path → SHA-256 as it was written.

    A manifest is a file that anybody may have changed: only ``stem`` with another ending is believed to be its own.
    """
    with contextlib.suppress(TransflowError, ValueError, RecursionError):
        path = f"{stem}.manifest.json"
        manifest = json.loads(read_bounded(root / path, path))
        listed = manifest.get("files") if isinstance(manifest, dict) else None
        if isinstance(listed, dict):
            return {
                path: str(content_hash)
                for path, content_hash in listed.items()
                if path not in files and (ending := PurePosixPath(path).suffix).isprintable() and path == stem + ending
            }
    return {}


def render_release(
    workspace: Workspace, record: ArticleRecord, release: ReleaseRecord, published: Sequence[str]
) -> dict[str, bytes]:
    """Every file of one release, path → bytes; the language line names the source and what is ``published``."""
    snapshot = Snapshot.unpacked(release.snapshot)
    locale = release.locale
    stem = f"{locale}/{record.name}"
    own = profile(locale)
    others = [record.source_locale, *(other for other in published if other != locale)]
    line = f"{own.language_line} {' '.join(profile(other).name for other in others)}"
    files = {f"{stem}{snapshot.suffix}": snapshot.document.replace(LANGUAGES_SLOT.encode(), line.encode())}
    for form in workspace.settings.formats:
        suffix = SUFFIXES[form]
        siblings = tuple(
            Sibling(
                locale=other,
                language=profile(other).name,
                href="" if other == record.source_locale else _relative(record.name, other, suffix),
            )
            for other in others
        )
        files[f"{stem}{suffix}"] = render(form, replace(snapshot.view, siblings=siblings))
    manifest = json.loads(release.manifest)
    manifest["files"] = {path: sha256(content).hexdigest() for path, content in sorted(files.items())}
    files[f"{stem}.manifest.json"] = _readable(manifest)
    return files


def _readable(manifest: Mapping[str, object]) -> bytes:
    """A manifest for people and diffs: a line a field, and a line a unit. (``json`` has only a slow way to indent.)"""
    lines = []
    for key, value in manifest.items():
        shown = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list):
            shown = "[\n  " + ",\n  ".join(json.dumps(each, ensure_ascii=False) for each in value) + "\n ]"
        lines.append(f" {json.dumps(key)}: {shown}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _relative(name: str, locale: str, suffix: str) -> str:
    """Address of the sibling in ``locale`` from a file of the same article."""
    up = "../" * (name.count("/") + 1)
    return f"{up}{locale}/{name}{suffix}"


def _with_files(outcome: Published, placed: Mapping[tuple[str, str], Placed]) -> Published:
    found = placed.get((outcome.name, outcome.locale), Placed())
    outcome = replace(outcome, removed=tuple(sorted(found.removed)))
    if outcome.outcome == "blocked":
        return outcome
    return replace(outcome, files=tuple(sorted(found.files)), written=tuple(sorted(found.written)))
