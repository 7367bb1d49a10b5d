"""Containers: files of the web that hold many articles. Each becomes a document of its own, in a format that we read."""

from __future__ import annotations

from typing import Final

from transflow.formats.containers.planning import Contents, Document, plan
from transflow.formats.containers.posts import Footnote, Parts, Post, document_of, parts_of
from transflow.formats.containers.wxr import posts

__all__ = ["SUFFIXES", "Contents", "Document", "Footnote", "Parts", "Post", "document_of", "parts_of", "plan", "posts"]

#: Endings of file names that are containers, with the dot.
SUFFIXES: Final = (".xml", ".wxr")
