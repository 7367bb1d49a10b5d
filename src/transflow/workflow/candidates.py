"""Candidates for intake: where a source is, or will be, as an article, and what is in it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from transflow.domain.article import Article, Revision
from transflow.domain.codes import TAG
from transflow.domain.findings import Finding
from transflow.errors import N_, InputError, TransflowError, UsageError
from transflow.files import read_bounded
from transflow.formats.containers import SUFFIXES as CONTAINERS
from transflow.formats.containers import open_container
from transflow.formats.documents import SUFFIXES, find_main, reader_for, refuse_disguise
from transflow.workflow.sources import TOLD, expand
from transflow.workflow.workspace import ARTICLES, Workspace, article_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to be added: where it lies, or (with ``content``, which came out of a container) where it will.

    ``shown`` is how messages name it, ``noticed`` what was seen of it in the container.
    """

    path: Path
    shown: str
    content: bytes | None = None
    noticed: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """Something that was named, but is no article itself.

    ``outcome``: ``opened`` (a container, with what was ``noticed`` in it), ``skipped`` (a file in a folder that nobody
    reads) or ``refused`` (``error`` says why). ``documents`` is how many articles a container gave.
    """

    path: str
    outcome: str
    documents: int = 0
    noticed: tuple[Finding, ...] = ()
    error: TransflowError | None = None


def gather(workspace: Workspace, named: Sequence[Path]) -> tuple[list[Source], list[Noticed]]:
    """The sources in what a person named: files, folders (everything below them), containers (every document in them)."""
    expansion = expand(named, SUFFIXES)
    sources: list[Source] = []
    noticed = [
        Noticed(path=workspace.shown(each.path), outcome="skipped") for each in expansion.skipped if each.reason in TOLD
    ]
    for folder in (path for path in named if path.is_dir()):
        if not any(file.is_relative_to(folder) for file in expansion.files):
            error = InputError(
                N_("There is no article in this folder."),
                remedy=N_("Name the folder that the articles are in, or a file."),
                file=workspace.shown(folder),
            )
            noticed.append(Noticed(path=workspace.shown(folder), outcome="refused", error=error))
    for path in expansion.files:
        shown = workspace.shown(path)
        if path.suffix.lower() not in CONTAINERS:
            sources.append(Source(path=path, shown=shown))
            continue
        try:
            opened = open_container(read_bounded(path, shown), workspace.settings.source)
        except TransflowError as error:
            error.file = error.file or shown
            noticed.append(Noticed(path=shown, outcome="refused", error=error))
            continue
        count = len(opened.documents)
        noticed.append(Noticed(path=shown, outcome="opened", documents=count, noticed=opened.findings))
        sources += [
            Source(
                path=workspace.root / ARTICLES / each.path,
                shown=f"{ARTICLES}/{each.path}",
                content=each.content,
                noticed=each.findings,
            )
            for each in opened.documents
        ]
    return sources, noticed


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that was read: what the plan starts from. ``main``: where the article lies in a saved page."""

    name: str
    path: str
    format: str
    content: bytes
    digest: str
    article: Article
    copy_to: Path | None = None
    main: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a file is, or will be, as an article: its name, its path in the workspace, and where to copy it."""

    name: str
    path: str
    copy_to: Path | None


def placed(workspace: Workspace, path: Path) -> Placed:
    """The place of a file. One below ``articles/`` is called as the path is given, not as what a link leads to."""
    root, folder = workspace.root.resolve(), workspace.root / ARTICLES
    home = folder.resolve()
    given, resolved = Path(os.path.normpath(path.absolute())), path.resolve()
    above = (folder, *given.parents)  # the folder itself first, since it nearly always is that one
    below = next((given.relative_to(p) for p in above if given.is_relative_to(p) and p.resolve() == home), None)
    if below is None and resolved.is_relative_to(home):
        below = resolved.relative_to(home)
    if not (home if below is None else resolved).is_relative_to(root):
        raise UsageError(
            N_("A symbolic link leads out of the workspace."),
            file=ARTICLES if below is None else f"{ARTICLES}/{below.as_posix()}",
            remedy=N_("Put the file itself there."),
        )
    if below is not None:
        return Placed(name=article_name(below), path=f"{ARTICLES}/{below.as_posix()}", copy_to=None)
    return Placed(name=article_name(Path(path.name)), path=f"{ARTICLES}/{path.name}", copy_to=folder / path.name)


def read_candidate(workspace: Workspace, source: Source, known: Mapping[str, Revision]) -> Candidate:
    """Read and parse one file; raises what intake refuses. ``known``: the current revision of each article, by its name.

    Where the article lies in a saved page is asked once for a revision: the same bytes are read as they were.
    """
    content = read_bounded(source.path, source.shown) if source.content is None else source.content
    document = reader_for(source.path.suffix)
    place = placed(workspace, source.path)
    digest = sha256(content).hexdigest()
    revision = known.get(place.name)
    try:
        refuse_disguise(content, source.path.suffix)
        same = revision is not None and revision.digest == digest
        main = revision.main if revision is not None and same else find_main(content, source.path.suffix)
        article = document.read(content, workspace.anatomy(main))
        if not any(b.translatable and any(map(str.isalnum, TAG.sub("", b.content.text))) for b in article.blocks):
            raise InputError(
                N_("Nothing in it can be translated."),
                remedy=N_("Check that the article was saved whole, and that its tags and quotation marks are closed."),
            )
    except InputError as error:
        error.file = source.shown
        raise
    return Candidate(
        name=place.name,
        path=place.path,
        format=article.format,
        content=content,
        digest=digest,
        article=replace(article, findings=(*source.noticed, *article.findings)) if source.noticed else article,
        copy_to=place.copy_to if source.content is None else source.path,
        main=main,
    )
