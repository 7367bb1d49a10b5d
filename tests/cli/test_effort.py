"""``status`` tells what people made of each engine's drafts."""

from __future__ import annotations

import pytest
from tests.cli.conftest import Line


@pytest.fixture
def approved(workspace: Line) -> Line:
    """Two drafts approved in Turkish: one as it was, one rewritten; four eyes are not needed here."""
    workspace("draft", "--engine", "pseudo", "--locale", "tr")
    units = {u["source"]: u["unit"] for u in workspace("show", "ports", "--json").content["units"]}
    kept = next(id_ for source, id_ in units.items() if source.startswith("Small ports grew"))
    changed = next(id_ for source, id_ in units.items() if source.startswith("The second paragraph"))
    workspace("review", "ports", "--locale", "tr", "--confirm", kept, "--as", "Ayşe")
    workspace("review", "ports", "--locale", "tr", "--translate", changed, "İkinci.", "--as", "Ayşe")
    return workspace
