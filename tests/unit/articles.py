"""Articles for tests of the domain: paragraphs with markers and codes, and notes."""

from __future__ import annotations

from collections.abc import Sequence

from transflow.domain.article import Article, Block, BlockKind, Note
from transflow.domain.codes import Code, CodeKind, codes_shown
from transflow.domain.inline import InlineText, find_markers


def article_of(
    paragraphs: Sequence[str], bodies: Sequence[str] = (), *, coded: bool = False, alone: CodeKind = CodeKind.OBJECT
) -> Article:
    """An article of paragraphs and notes; notes are numbered from 1, markers are those of the notes there are.

    ``coded``: what looks like a tag is one; what stands alone is of kind ``alone``.
    """
    numbers = range(1, len(bodies) + 1)

    def content(text: str) -> InlineText:
        codes = tuple(
            code if code.paired else Code(number=code.number, kind=alone, paired=False)
            for code in (codes_shown(text) if coded else ())
        )
        return InlineText(text, tuple(m.number for m in find_markers(text, numbers)), codes)

    blocks = [
        Block(index=i, kind=BlockKind.PARAGRAPH, content=content(text), line=i + 1) for i, text in enumerate(paragraphs)
    ]
    blocks += [
        Block(index=len(paragraphs) + n - 1, kind=BlockKind.NOTE, content=content(body), line=100 + n, note=n)
        for n, body in zip(numbers, bodies, strict=True)
    ]
    notes = tuple(
        Note(
            number=n,
            label=str(n),
            blocks=(len(paragraphs) + n - 1,),
            citations=tuple(i for i, text in enumerate(paragraphs) if f"[{n}]" in text),
        )
        for n in numbers
    )
    return Article(format="text", blocks=tuple(blocks), notes=notes)
