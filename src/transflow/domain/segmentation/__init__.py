"""Sentence segmentation: spans of sentences in a paragraph, with note markers kept on the left.

The rules of a language are plain values (:mod:`~transflow.domain.segmentation.english` and its siblings), one engine
reads them (:mod:`~transflow.domain.segmentation.engine`). Nothing is rewritten: a sentence is a span of its paragraph.
"""

from __future__ import annotations

from transflow.domain.segmentation.engine import Segmenter
from transflow.domain.segmentation.notes import is_citation
from transflow.domain.segmentation.rules import Rules

__all__ = ["Segmenter", "Rules", "is_citation"]
