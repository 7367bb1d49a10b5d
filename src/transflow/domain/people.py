"""People and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is to a workspace."""

    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a step asks leave for."""

    ADD = "add"
    DRAFT = "draft"
    TRANSLATE = "translate"
    REVIEW = "review"
    APPROVE = "approve"
    PUBLISH = "publish"


#: Role → rights. An administrator has all.
RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.TRANSLATOR: frozenset({Right.DRAFT, Right.TRANSLATE}),
    Role.REVIEWER: frozenset({Right.DRAFT, Right.TRANSLATE, Right.REVIEW, Right.APPROVE}),
    Role.PUBLISHER: frozenset({Right.ADD, Right.DRAFT, Right.APPROVE, Right.PUBLISH}),
    Role.ADMINISTRATOR: frozenset(Right),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person by name; ``roles`` empty means all rights (nothing was configured). ``locales`` empty means all."""

    name: str
    roles: frozenset[Role] = frozenset()
    locales: frozenset[str] = frozenset()

    def may(self, right: Right, locale: str = "") -> bool:
        """Whether this person may do ``right`` in ``locale`` ("" where it concerns no locale)."""
        if self.locales and locale and locale not in self.locales:
            return False
        return not self.roles or any(right in RIGHTS[role] for role in self.roles)
