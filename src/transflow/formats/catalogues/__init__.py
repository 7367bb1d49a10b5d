"""Catalogue formats: what translators edit. Each turns :class:`Catalogue` into bytes and bytes into :class:`Incoming`."""

from __future__ import annotations

from transflow.formats.catalogues.base import Catalogue, CatalogueEntry, Incoming, Problem
from transflow.formats.catalogues.po import read_po, write_po

__all__ = ["Catalogue", "CatalogueEntry", "Incoming", "Problem", "read_po", "write_po"]
