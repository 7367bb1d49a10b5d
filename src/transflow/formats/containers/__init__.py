"""Containers: files of the web that hold many articles. Each becomes a document of its own, in a format that we read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from transflow.formats.containers.planning import Contents

__all__ = ["SUFFIXES", "open_container"]

#: Endings of file names that are containers, with the dot.
SUFFIXES: Final = (".xml", ".wxr")


def open_container(content: bytes, source_language: str) -> Contents:
    """The documents in ``content`` that are in ``source_language``; raises an InputError where it is no container."""
    from transflow.formats.containers.planning import plan  # a tenth of all that intake loads

    return plan(content, source_language)
