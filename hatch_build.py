"""What the build adds to the package: compiled interface catalogues, and the sample workspace.

In the repository the interface catalogues (``locales/LOCALE/LC_MESSAGES/transflow.po``) and the sample
(``transflow.toml``, ``articles/``, ``locales/LOCALE/NAME.po``, ``models/tiny/``) lie at the root. In the wheel they lie
inside the package::

    transflow/locales/LOCALE/LC_MESSAGES/transflow.{po,mo}
    transflow/sample/                   the same layout as the repository's root, without what is not the sample

An editable install takes none of this into site-packages: it compiles the catalogues in place, beside their ``.po``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INTERFACE = "locales/*/LC_MESSAGES/transflow.po"
#: Patterns under the root, and whether the sample would be incomplete without a single match.
SAMPLE = {
    "transflow.toml": True,
    "articles/**/*": True,
    "locales/*/*.po": True,
    "locales/*/*.signatures.jsonl": True,
    "models/tiny/en-tr/**/*": True,
    "models/tiny/en-ru/**/*": True,
}


def compile_catalogue(source: Path, compiled: Path) -> None:
    """Write ``compiled`` (.mo) from ``source`` (.po); fuzzy entries are left out, as gettext does."""
    with source.open("rb") as po:
        catalogue = read_po(po, locale=source.parent.parent.name, domain="transflow", abort_invalid=True)
    compiled.parent.mkdir(parents=True, exist_ok=True)
    with compiled.open("wb") as mo:
        write_mo(mo, catalogue)


def sample_files(root: Path) -> list[Path]:
    """Every file of the sample, relative to ``root``, in a stable order.

    Raises ``FileNotFoundError`` naming the patterns that match nothing: a wheel without its sample cannot run the demo.
    """
    found: set[Path] = set()
    missing: list[str] = []
    for pattern, required in SAMPLE.items():
        matches = {path.relative_to(root) for path in root.glob(pattern) if path.is_file()}
        if required and not matches:
            missing.append(pattern)
        found |= matches
    if missing:
        raise FileNotFoundError(f"the sample is not complete, nothing matches: {', '.join(missing)}")
    return sorted(found)


class SampleAndCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """The build hook that hatchling finds in this file."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues; for a real wheel (``version`` is "standard") also put everything in its place."""
        root = Path(self.root)
        catalogues = sorted(root.glob(INTERFACE))
        if version == "editable":
            for source in catalogues:
                compile_catalogue(source, source.with_suffix(".mo"))
            return
        if not catalogues:
            raise FileNotFoundError(f"no interface catalogue: nothing matches {INTERFACE}")
        placed: dict[str, str] = build_data["force_include"]
        self._scratch = tempfile.TemporaryDirectory(prefix="transflow-build-")
        for source in catalogues:
            relative = source.relative_to(root)
            compiled = (Path(self._scratch.name) / relative).with_suffix(".mo")
            compile_catalogue(source, compiled)
            placed[str(source)] = f"transflow/{relative.as_posix()}"
            placed[str(compiled)] = f"transflow/{relative.with_suffix('.mo').as_posix()}"
        for relative in sample_files(root):
            placed[str(root / relative)] = f"transflow/sample/{relative.as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the compiled catalogues once they are in the wheel."""
        if version != "editable":
            self._scratch.cleanup()
