"""The reference is true: generated pages are up to date, and every setting of the code is documented."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest


def _pages(root: Path) -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("generate", root / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@pytest.mark.parametrize("page", ["commands.md", "checks.md", "errors.md"])
def test_a_generated_page_is_up_to_date(repository_root: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TRANSFLOW_LANG", "en")
    written = (repository_root / "docs" / "reference" / page).read_text("utf-8")
    assert written == _pages(repository_root)[page], "run “make docs”"


def test_every_setting_is_documented(repository_root: Path) -> None:
    code = (repository_root / "src" / "transflow" / "config.py").read_text("utf-8")
    documented = (repository_root / "docs" / "reference" / "settings.md").read_text("utf-8")
    keys = set(re.findall(r"\.(?:text|texts|flag|table|tables|choice|choices)\(\"([a-z_]+)\"", code))
    assert len(keys) > 15
    missing = sorted(key for key in keys if not re.search(rf"\b{key}\b", documented))
    assert missing == []


def test_links_between_pages_lead_somewhere(repository_root: Path) -> None:
    pages = [repository_root / "README.md", *(repository_root / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
