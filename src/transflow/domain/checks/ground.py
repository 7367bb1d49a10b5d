"""What the checks stand on: the group of units they look at, and what is known of its languages and terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import add
from typing import TYPE_CHECKING

from transflow.domain.checks.messages import CHECKS
from transflow.domain.codes import TAG, Code, blanked
from transflow.domain.findings import Finding, Severity
from transflow.domain.inline import find_markers
from transflow.domain.language import Profile
from transflow.domain.notes import TRANSLATOR_NOTE
from transflow.domain.terms import Finder
from transflow.domain.units import Unit

if TYPE_CHECKING:
    from transflow.domain.checks.spelling import Speller


@dataclass(frozen=True, kw_only=True)
class Group:
    """One unit, or a unit with the following units that were merged into it by ``{^}``: checks look at the whole.

    ``target`` is the text of the first unit, which is where spans point to. ``doubt``: its translator is not sure of it.
    ``repaired``: pieces that an engine lost and that were put back at the end.
    Not slotted, because several checks share what is derived here on demand.
    """

    units: tuple[Unit, ...]
    target: str
    doubt: bool = False
    repaired: str = ""

    @cached_property
    def source(self) -> str:
        """The source of all units, joined as the article joins them, its tags blanked."""
        texts = [blanked(unit.source, unit.codes) for unit in self.units]
        if len(texts) == 1:
            return texts[0]
        gaps = [TAG.sub("", unit.gap) or " " for unit in self.units[:-1]]
        return "".join(map(add, texts, [*gaps, ""]))

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """The codes of all units, in order."""
        return tuple(code for unit in self.units for code in unit.codes)

    @cached_property
    def words(self) -> str:
        """The target with its tags blanked, place by place; also those that do not belong there, but none that are words."""
        if not self.codes or "<" not in self.target:
            return self.target
        literal = {match.group() for match in TAG.finditer(self.source)}
        return TAG.sub(lambda m: m.group() if m.group() in literal else " " * len(m.group()), self.target)

    @cached_property
    def notes(self) -> tuple[int, ...]:
        """Numbers of the note markers of all units, in order, one an occurrence."""
        return tuple(number for unit in self.units for number in unit.notes)

    @cached_property
    def own_text(self) -> str:
        """:attr:`words` with the translator's own notes blanked, place by place: the source knows nothing of them."""
        if "[" not in self.words:
            return self.words
        return TRANSLATOR_NOTE.sub(lambda m: " " * len(m.group()), self.words)

    @cached_property
    def literal_brackets(self) -> frozenset[int]:
        """Numbers that the source itself writes in brackets without meaning a note."""
        return frozenset(m.number for m in find_markers(self.source)) - frozenset(self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all units of an article × locale have in common. Made once by :func:`transflow.domain.checks.prepare`."""

    locale: str
    source: Profile
    target: Profile
    terms: Finder | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    speller: Speller | None = None

    def finding(
        self,
        code: str,
        group: Group,
        params: Mapping[str, str | int],
        span: tuple[int, int] | None = None,
        *,
        fix: str | None = None,
    ) -> Finding:
        """A finding of ``code`` about ``group``, with the severity that the workspace gives it."""
        return Finding(
            code=code,
            severity=self.severities.get(code) or CHECKS[code].severity,
            params=params,
            unit=group.units[0].id,
            locale=self.locale,
            span=span,
            fix=fix,
        )
