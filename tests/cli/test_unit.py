"""``show --unit``."""

from __future__ import annotations

from typing import Any


def test_a_unit_is_shown_in_its_context(drafted: Any) -> None:
    units = drafted("show", "ports", "--json").content["units"]
    unit = next(u["unit"] for u in units if u["source"].startswith("They handle"))
    ran = drafted("show", "ports", "--unit", unit, "--locale", "tr")
    assert ran.code == 0
    assert "> They handle 40 percent" in ran.out
    assert "[1] = “Ports in Figures,”" in ran.out
    content = drafted("show", "ports", "--unit", unit.rpartition("/")[2], "--json").content
    assert len(content["paragraph"]) == 3
    assert set(content["locales"]) == {"tr", "ru"}
    assert content["locales"]["tr"]["history"][0]["action"] == "draft"
    assert drafted("show", "ports", "--unit", "NOSUCH22").code == 2
    assert drafted("show", "ports", "--unit", unit, "--changed").code == 2
