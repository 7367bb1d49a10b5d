"""transflow: an English article in, approved Turkish and Russian versions out.

This module holds the version and imports nothing, so that ``transflow --version`` and ``--help`` start at once.
"""

from __future__ import annotations

__version__ = "0.1.0"
