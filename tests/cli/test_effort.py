"""``status`` tells what people made of each engine's drafts."""

from __future__ import annotations

import pytest
from tests.cli.conftest import Line


@pytest.fixture
def approved(workspace: Line) -> Line:
    """Two machine drafts approved in Turkish: one as it was, one rewritten."""
    workspace("draft", "--engine", "pseudo", "--locale", "tr")
    units = {u["source"]: u["unit"] for u in workspace("show", "ports", "--json").content["units"]}
    kept, changed = (
        next(id_ for source, id_ in units.items() if source.startswith(start))
        for start in ("The second paragraph", "First highlight")
    )
    start = ("review", "ports", "--locale", "tr")
    for ran in (
        workspace(*start, kept, "--confirm", "--as", "Ayşe"),
        workspace(*start, changed, "--text", "İlk vurgu.", "--as", "Ayşe"),
        workspace(*start, kept, changed, "--accept", "--as", "Mehmet"),
        workspace(*start, kept, changed, "--approve", "--as", "Elif"),
    ):
        assert ran.code == 0, ran
    return workspace


def test_the_document_has_rates_by_engine_locale_and_month(approved: Line) -> None:
    (row,) = approved("status", "--json").content["effort"]
    assert list(row) == [
        "engine", "locale", "month", "units", "unchanged", "characters", "words", "character_rate", "word_rate",
    ]  # fmt: skip
    assert (row["engine"], row["locale"], row["units"], row["unchanged"]) == ("pseudo", "tr", 2, 1)
    assert len(row["month"]) == 7
    assert 0 < row["character_rate"] < 2
    assert row["characters"] > row["words"] > 2
    assert approved("status", "--locale", "ru", "--json").content["effort"] == []


def test_people_get_a_line_for_each_engine_and_locale(approved: Line) -> None:
    (row,) = approved("status", "--json").content["effort"]
    line = approved("status").out.splitlines()[-1]
    share = f"{row['character_rate']:.0%}"
    assert line == f"pseudo tr: 2 units approved, 1 of them as drafted, {share} of the characters edited"


def test_where_nothing_was_approved_nothing_is_said(workspace: Line) -> None:
    assert workspace("status", "--json").content["effort"] == []
    assert "as drafted" not in workspace("status").out
