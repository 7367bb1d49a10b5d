"""Our catalogues in OmegaT's console mode (Debian's package ``omegat``): what it writes comes back through the merge.

Skipped where OmegaT is not installed.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.workflow.desk import TURKISH, Desk

from transflow.domain.states import State
from transflow.workflow.export import export
from transflow.workflow.importing import import_catalogues

JAR = Path("/usr/share/omegat/OmegaT.jar")
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>TR</target_lang>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""
pytestmark = [
    pytest.mark.skipif(not JAR.is_file() or shutil.which("java") is None, reason="OmegaT is not installed"),
    pytest.mark.timeout(180),
]


def translated_by_omegat(root: Path, source: Path, memory: str) -> bytes:
    """What OmegaT makes of ``source`` with the translations of ``memory`` (TMX)."""
    for folder in ("source", "target", "tm/auto", "omegat", "glossary", "dictionary"):
        (root / folder).mkdir(parents=True)
    (root / "omegat.project").write_text(PROJECT, "utf-8")
    shutil.copy(source, root / "source")
    (root / "omegat/project_save.tmx").write_text(memory, "utf-8")
    done = subprocess.run(
        [
            *("java", "-Djava.awt.headless=true", "-jar", str(JAR), str(root), "--mode=console-translate"),
            *(f"--config-dir={root / 'config'}", "--disable-project-locking", "--no-team", "--quiet"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return (root / "target" / source.name).read_bytes()


def memory_of(pairs: dict[str, str]) -> str:
    units = "".join(
        f'<tu><tuv xml:lang="EN"><seg>{source}</seg></tuv><tuv xml:lang="TR"><seg>{target}</seg></tuv></tu>'
        for source, target in pairs.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><tmx version="1.1"><header creationtool="x" creationtoolversion="1"'
        ' segtype="paragraph" o-tmf="x" adminlang="EN-US" srclang="EN" datatype="plaintext"/>'
        f"<body>{units}</body></tmx>"
    )


def test_what_is_translated_in_omegat_comes_in(desk: Desk, tmp_path: Path) -> None:
    """As PO: of XLIFF the OmegaT of Debian (3.6) translates only targets that hold their source, and ours are empty."""
    desk.add()
    export(desk.space, ["harbour"], locales=["tr"], actor="Ann")
    path = desk.catalogue()
    pairs = {desk.unit(start).source: TURKISH[start] for start in ("Nobody doubts", "The plan has", "Jane Miller is")}
    path.write_bytes(translated_by_omegat(tmp_path / "project", path, memory_of(pairs)))
    (imported,) = import_catalogues(desk.space, [path], translator="Ayşe", actor="Ann")
    assert imported.error is None
    assert imported.count("refused") == imported.count("conflict") == 0
    for source, target in pairs.items():
        found = desk.target(source)
        assert (found.text, found.state) == (target, State.TRANSLATED)


@pytest.mark.parametrize(("form", "suffix"), [("po", ".po"), ("xliff12", ".xlf")])
def test_what_omegat_leaves_alone_is_unchanged(desk: Desk, tmp_path: Path, form: str, suffix: str) -> None:
    desk.add()
    desk.translate()
    export(desk.space, ["harbour"], form=form, locales=["tr"], actor="Ann")
    path = desk.space.catalogue_path("tr", "harbour", suffix)
    path.write_bytes(translated_by_omegat(tmp_path / "project", path, memory_of({})))
    (imported,) = import_catalogues(desk.space, [path], translator="Ayşe", actor="Ann")
    assert imported.error is None
    assert {desk.target(start).text for start in TURKISH} == set(TURKISH.values())
