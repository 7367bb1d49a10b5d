"""Names of articles that not every file system can keep side by side."""

from __future__ import annotations

import pytest

from transflow.errors import UsageError
from transflow.workflow.workspace import folded_name, refuse_twins


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Caspian", "caspian"),
        ("news/Caspian", "News/caspian"),
        ("Çanakkale", "çanakkale"),
        ("КАСПИЙ", "Каспий"),
        ("caf\u00e9", "cafe\u0301"),
        ("Caf\u00c9", "cafe\u0301"),
    ],
)
def test_names_that_differ_only_in_case_or_accents(name: str, other: str) -> None:
    for one, two in ((name, other), (other, name)):
        with pytest.raises(UsageError) as refused:
            refuse_twins(one, {folded_name(n): n for n in ("port", two)})
        assert refused.value.fields["other"] == two
        assert refused.value.remedy


def test_other_names_and_the_same_name_are_welcome() -> None:
    known = {folded_name(n): n for n in ("caspian", "caspian-2", "caspi", "news/caspian", "café")}
    refuse_twins("caspian", known)
    refuse_twins("caspian", {})
