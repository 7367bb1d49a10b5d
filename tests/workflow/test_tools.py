"""Round trips through the programs that translators use: GNU gettext, translate-toolkit, Babel, and what editors write.

GNU gettext comes from the system; where ``msgfmt`` is not on the path its tests are skipped, unless ``TRANSFLOW_TOOLS`` is
set (the project's CI sets it). How editors write is told from their own output and documentation: Poedit 3 (wraps at 79,
own headers, CRLF on Windows), Virtaal and Lokalize (header order, wrapping), Weblate (its headers, its comments).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import polib
import pytest
from tests.workflow.desk import TURKISH, Desk

from transflow.domain.states import State
from transflow.workflow.export import export
from transflow.workflow.importing import Imported, import_catalogues

Tool = Callable[[Path], None]
NEW = "Zor olacağından kimsenin kuşkusu yok."

needs_gettext = pytest.mark.skipif(
    shutil.which("msgfmt") is None and not os.environ.get("TRANSFLOW_TOOLS"),
    reason="GNU gettext (msgfmt, msgcat, msgmerge) is not on the path",
)


def run(*command: str, path: Path) -> None:
    done = subprocess.run([*command, str(path)], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    path.write_bytes(done.stdout)


def rewritten(path: Path, change: Callable[[str], str]) -> None:
    path.write_bytes(change(path.read_bytes().decode("utf-8")).encode("utf-8"))


def _msgmerge(path: Path) -> None:
    template = path.with_suffix(".pot")
    file = polib.pofile(str(path), wrapwidth=0)
    for entry in file:
        entry.msgstr, entry.flags = "", []
    file.save(str(template))
    run("msgmerge", "--quiet", str(path), path=template)
    path.write_bytes(template.read_bytes())


#: Tool → what it does to a file.
GETTEXT: dict[str, Tool] = {
    "msgcat": lambda path: run("msgcat", path=path),
    "msgcat, wrapped at 40": lambda path: run("msgcat", "--width=40", path=path),
    "msgcat, sorted": lambda path: run("msgcat", "--sort-output", path=path),
    "msgcat, without places": lambda path: run("msgcat", "--no-location", path=path),
    "msgattrib, nothing obsolete": lambda path: run("msgattrib", "--no-obsolete", path=path),
    "msgmerge with a fresh template": _msgmerge,
    "msgcat, indented": lambda path: run("msgcat", "--indent", path=path),
    "msgconv to UTF-8": lambda path: run("msgconv", "--to-code=UTF-8", path=path),
    "msguniq": lambda path: run("msguniq", path=path),
}


def _poedit(text: str) -> str:
    """Header of its own in its own order, wrapped at 79, CRLF as on Windows."""
    file = polib.pofile(text, wrapwidth=79)
    meta = file.metadata
    file.metadata = {
        **{key: meta[key] for key in ("Project-Id-Version", "PO-Revision-Date", "Language", "MIME-Version")},
        "Last-Translator": "Ayşe <ayse@example.org>",
        **{key: value for key, value in meta.items() if key.startswith(("Content", "Plural", "X-T", "X-S"))},
        "X-Generator": "Poedit 3.4.2",
        "X-Poedit-Basepath": ".",
        "X-Poedit-SearchPath-0": ".",
    }
    return str(file).replace("\n", "\r\n")


def _weblate(text: str) -> str:
    """Its generator and team, wrapped at 77, a date of its own."""
    file = polib.pofile(text, wrapwidth=77)
    file.metadata["X-Generator"] = "Weblate 5.8"
    file.metadata["Language-Team"] = "Turkish <https://weblate.example/projects/a/tr/>"
    file.metadata["Last-Translator"] = "Ayşe <ayse@example.org>"
    file.metadata["PO-Revision-Date"] = "2026-11-20 10:00+0000"
    return str(file) + "\n"


def _lokalize(text: str) -> str:
    """Quotation lines of one sentence each, and its generator."""
    file = polib.pofile(text, wrapwidth=60)
    file.metadata["X-Generator"] = "Lokalize 24.08"
    file.metadata["Last-Translator"] = "Ayşe <ayse@example.org>"
    return str(file)


def _virtaal(text: str) -> str:
    """Our own headers dropped, as tools do that know only the standard ones; a byte order mark."""
    file = polib.pofile(text, wrapwidth=0)
    file.metadata = {key: value for key, value in file.metadata.items() if not key.startswith("X-Transflow")}
    file.metadata["X-Generator"] = "Virtaal 0.7.1"
    return "\ufeff" + str(file)


def _omegat(text: str) -> str:
    """No flags, no extracted comments: what is translated is there, and nothing else."""
    file = polib.pofile(text, wrapwidth=0)
    for entry in file:
        entry.comment, entry.occurrences = "", []
    return str(file)


EDITORS: dict[str, Callable[[str], str]] = {
    "Poedit": _poedit,
    "Weblate": _weblate,
    "Lokalize": _lokalize,
    "Virtaal": _virtaal,
    "OmegaT": _omegat,
}


@pytest.fixture
def out(desk: Desk) -> Desk:
    """An article in translation whose catalogue is out."""
    desk.add()
    desk.translate()
    desk.export()
    return desk


def back(desk: Desk, path: Path | None = None) -> Imported:
    (imported,) = import_catalogues(desk.space, [path or desk.catalogue()], translator="Ayşe", actor="Ann")
    assert imported.error is None
    return imported


def unharmed(desk: Desk, imported: Imported) -> None:
    assert imported.count("unchanged") == len(imported.entries) == len(desk.units())
    assert desk.states() == {State.TRANSLATED}


def edited(path: Path) -> None:
    file = polib.pofile(str(path), wrapwidth=0)
    (entry,) = [e for e in file if e.msgstr == TURKISH["Nobody doubts"]]
    entry.msgstr = NEW
    file.save(str(path))


@needs_gettext
def test_msgfmt_has_nothing_to_say_against_our_catalogues(out: Desk) -> None:
    checked = subprocess.run(
        ["msgfmt", "-c", "-o", os.devnull, str(out.catalogue())], capture_output=True, check=False, timeout=60
    )
    assert (checked.returncode, checked.stderr) == (0, b"")


@needs_gettext
@pytest.mark.parametrize("tool", GETTEXT)
def test_a_catalogue_survives_gettext(out: Desk, tool: str) -> None:
    GETTEXT[tool](out.catalogue())
    unharmed(out, back(out))


@needs_gettext
@pytest.mark.parametrize("tool", GETTEXT)
def test_an_edit_survives_gettext(out: Desk, tool: str) -> None:
    edited(out.catalogue())
    GETTEXT[tool](out.catalogue())
    assert back(out).count("accepted") == 1
    assert out.target("Nobody doubts").text == NEW


@needs_gettext
def test_fuzzy_marks_that_msgattrib_clears_confirm_drafts(desk: Desk) -> None:
    desk.add()
    desk.draft()
    desk.export()
    run("msgattrib", "--clear-fuzzy", path=desk.catalogue())
    assert back(desk).count("confirmed") > 0


@pytest.mark.parametrize("editor", EDITORS)
def test_a_catalogue_survives_an_editor(out: Desk, editor: str) -> None:
    rewritten(out.catalogue(), EDITORS[editor])
    unharmed(out, back(out))


@pytest.mark.parametrize("editor", EDITORS)
def test_an_edit_in_an_editor_comes_in(out: Desk, editor: str) -> None:
    edited(out.catalogue())
    rewritten(out.catalogue(), EDITORS[editor])
    assert back(out).count("accepted") == 1
    assert out.target("Nobody doubts").text == NEW


@pytest.mark.parametrize("editor", ["Poedit", "Weblate", "Lokalize"])
def test_an_editor_names_the_translator(out: Desk, editor: str) -> None:
    edited(out.catalogue())
    rewritten(out.catalogue(), EDITORS[editor])
    (imported,) = import_catalogues(out.space, [out.catalogue()], actor="Ann")
    assert imported.translator == "Ayşe"


def test_a_comment_survives_an_editor(out: Desk) -> None:
    file = polib.pofile(str(out.catalogue()), wrapwidth=0)
    (entry,) = [e for e in file if e.msgstr == TURKISH["Nobody doubts"]]
    entry.tcomment = "? is it “hard”,\nor difficult?"
    file.save(str(out.catalogue()))
    rewritten(out.catalogue(), _poedit)
    back(out)
    assert out.target("Nobody doubts").comment == "? is it “hard”,\nor difficult?"


def test_babel_drops_what_it_does_not_know_and_nothing_is_lost(out: Desk) -> None:
    from babel.messages.pofile import read_po, write_po

    edited(out.catalogue())
    catalogue = read_po(BytesIO(out.catalogue().read_bytes()), locale="tr")
    written = BytesIO()
    write_po(written, catalogue)
    out.catalogue().write_bytes(written.getvalue())
    imported = back(out)
    assert (imported.count("accepted"), imported.count("refused")) == (1, 0)


def test_a_catalogue_survives_translate_toolkit(out: Desk) -> None:
    from translate.storage.pypo import pofile

    edited(out.catalogue())
    out.catalogue().write_bytes(bytes(pofile.parsestring(out.catalogue().read_bytes())))
    assert back(out).count("accepted") == 1


def test_translate_toolkit_reads_our_xliff_and_what_it_writes_comes_back(out: Desk) -> None:
    from translate.storage.xliff import xlifffile

    export(out.space, ["harbour"], form="xliff12", locales=["tr"], actor="Ann")
    path = out.space.catalogue_path("tr", "harbour", ".xlf")
    store = xlifffile.parsestring(path.read_bytes())
    units = [unit for unit in store.units if unit.target == TURKISH["Nobody doubts"]]
    assert len(units) == 1
    units[0].target = NEW
    path.write_bytes(bytes(store))
    assert back(out, path).count("accepted") == 1
    assert out.target("Nobody doubts").text == NEW


def test_what_po2xliff_makes_of_a_catalogue_is_understood_or_refused_and_nothing_is_lost(out: Desk) -> None:
    """It names its entries by numbers of its own, so that no entry can be matched: that is said of each."""
    from translate.convert.po2xliff import convertpo

    edited(out.catalogue())
    made = BytesIO()
    convertpo(BytesIO(out.catalogue().read_bytes()), made, None)
    path = out.root / "harbour.xlf"
    path.write_bytes(made.getvalue())
    (imported,) = import_catalogues(out.space, [path], locale="tr", translator="Ayşe", actor="Ann")
    assert imported.error is not None or imported.count("refused") == len(imported.entries)
    assert out.states() == {State.TRANSLATED}
    assert out.target("Nobody doubts").text == TURKISH["Nobody doubts"]
