"""What an export becomes: a document for every post in the source language, and a word about each that does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

from transflow.domain.findings import Finding, Severity
from transflow.formats.containers.naming import distinct, file_name
from transflow.formats.containers.posts import Post, document_of
from transflow.formats.containers.wxr import posts

#: What is taken unless asked otherwise.
PUBLISHED: Final = ("publish",)
KINDS: Final = ("post", "page")
#: Items that a site keeps for itself and no reader ever sees as a page.
_INTERNAL: Final = re.compile(
    r"attachment|nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|user_request|wp_.*|acf-.*|elementor_.*"
)
#: How qTranslate and its kin keep several languages in one text: "[:en]…[:tr]…", "<!--:en-->…".
_MIXED: Final = re.compile(r"\s*(?:\[:[a-z]{2}\]|<!--:[a-z]{2}-->|\{:[a-z]{2}\})")
_CODE: Final = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-.*)?")
_TAG: Final = re.compile(r"<[^<>]*>")
#: Code points of a title in a message.
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document in a container: its ``path`` below the articles, its bytes, the post, and what was noticed of it."""

    path: str
    content: bytes
    post: Post
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The documents of a container in its own order, and what was noticed of everything else; never both empty."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]


def plan(
    content: bytes,
    source_language: str,
    *,
    statuses: Collection[str] = PUBLISHED,
    kinds: Collection[str] = KINDS,
) -> Contents:
    """What a WordPress export becomes: a document ``SLUG.html`` for each post in ``source_language``.

    Where several posts have the same slug, the one with the lowest id keeps it, whatever the order of the file, so that
    the next export gives the same names. Raises an InputError where ``content`` is no export.
    """
    taken: list[Post] = []
    findings: list[Finding] = []
    unpublished = 0
    others: Counter[str] = Counter()
    for found in posts(content):
        if isinstance(found, Finding):
            findings.append(found)
        elif found.kind not in kinds:
            if found.kind and not _INTERNAL.fullmatch(found.kind):
                others[found.kind] += 1
        elif found.status not in statuses:
            unpublished += 1
        else:
            reason = _left_out(found, source_language)
            if reason is None:
                taken.append(found)
            else:
                findings.append(reason)
    if unpublished:
        findings.append(_info("posts-not-published", count=unpublished))
    findings += [_info("kind-left-out", count=count, kind=kind) for kind, count in sorted(others.items())]
    if not taken:
        findings.append(Finding(code="export-without-posts", severity=Severity.WARNING))
    return Contents(documents=tuple(_documents(taken)), findings=tuple(findings))


def _left_out(post: Post, source_language: str) -> Finding | None:
    """Why a post cannot be an article; None where it can."""
    shown: dict[str, str | int] = {"title": _shown(post)}
    if not same_language(post.language, source_language):
        shown |= {"language": post.language, "source": source_language}
        return Finding(code="post-in-other-language", severity=Severity.INFO, params=shown, line=post.line)
    if _MIXED.match(post.content) or _MIXED.match(post.title):
        return Finding(code="post-mixes-languages", severity=Severity.WARNING, params=shown, line=post.line)
    if post.protected:
        return Finding(code="post-protected", severity=Severity.WARNING, params=shown, line=post.line)
    if not post.content.strip():
        return Finding(code="post-without-words", severity=Severity.WARNING, params=shown, line=post.line)
    return None


def same_language(recorded: str, wanted: str) -> bool:
    """Whether a recorded code ("en_US", "en") is of the language ``wanted`` ("en", "en-GB"); nothing recorded is.

    Regions do not matter; scripts do where both sides name one.
    """
    if not recorded:
        return True
    mine, theirs = (_CODE.fullmatch(code.replace("_", "-").lower()) for code in (recorded, wanted))
    if mine is None or theirs is None:
        return recorded.casefold() == wanted.casefold()
    return mine[1] == theirs[1] and (mine[2] is None or theirs[2] is None or mine[2] == theirs[2])


def _documents(taken: Sequence[Post]) -> list[Document]:
    wanted = {position: _name(post) for position, post in enumerate(taken)}
    names = distinct(wanted, sorted(wanted, key=lambda position: (taken[position].id, position)))
    return [_document(post, names[position], wanted) for position, post in enumerate(taken)]


def _document(post: Post, name: str, wanted: Mapping[int, str]) -> Document:
    findings = list(post.findings)
    if name != _name(post):
        findings.append(_info("post-renamed", line=post.line, title=_shown(post), name=name))
    if post.excerpt.strip():
        findings.append(_info("excerpt-left-out", line=post.line, title=_shown(post)))
    return Document(path=f"{name}.html", content=document_of(post), post=post, findings=tuple(findings))


def _name(post: Post) -> str:
    fallback = f"post-{post.id}"
    return file_name(post.slug, "") or file_name(_plain(post.title).lower(), fallback)


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())


def _shown(post: Post) -> str:
    title = _plain(post.title) or post.slug or f"{post.kind} {post.id}"
    return title if len(title) <= _SHOWN else f"{title[: _SHOWN - 1]}…"


def _info(code: str, *, line: int | None = None, **params: str | int) -> Finding:
    return Finding(code=code, severity=Severity.INFO, params=params, line=line)
