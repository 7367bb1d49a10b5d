"""The facts of an article side by side in its languages: figures, dates, money, names, titles, quotations, addresses.

:func:`sheet` finds them in the source, unit by unit, and what stands for each in every translation, so that an editor who
does not read a language can sign its facts. What cannot be told by rule says so, instead of guessing.
"""

from __future__ import annotations

from transflow.domain.facts.finding import Fact, FactKind, facts
from transflow.domain.facts.matching import Counterpart, Verdict, counterpart
from transflow.domain.facts.sheet import Row, sheet

__all__ = ["Counterpart", "Fact", "FactKind", "Row", "Verdict", "counterpart", "facts", "sheet"]
