"""PO catalogues: what is written, what comes back, what is refused and where."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po as babel_read_po

from transflow.errors import CatalogueError, EncodingError, TooLargeError
from transflow.formats.catalogues import Catalogue, CatalogueEntry, po, read_po, write_po

ENTRIES = (
    CatalogueEntry(
        unit="port/AAAAAAA1",
        source="The port “waits”.[1]",
        target="Liman “bekliyor”.[1]",
        extracted=("paragraph 2", "note 1: Harbour Review, p. 4"),
        reference=("articles/port.txt", 3),
    ),
    CatalogueEntry(
        unit="port/AAAAAAA2",
        source="It is late.",
        target="Geç oldu.",
        fuzzy=True,
        previous_source="It was late.",
        translator_comment="? Which evening is meant?\nAyşe",
        reference=("articles/a file.txt", 5),
    ),
    CatalogueEntry(unit="port/AAAAAAA3", source='A "quoted" \\ line\twith a tab', target=""),
    CatalogueEntry(unit="port/AAAAAAA4", source="Gone.", target="Gitti.", obsolete=True, translator_comment="kept"),
)
CATALOGUE = Catalogue(
    name="port",
    locale="tr",
    source_locale="en",
    base="sha256:0123",
    entries=ENTRIES,
    last_translator="Ayşe Demir <ayse@example.org>",
    revised="2024-05-23 12:00+0300",
    header="{^} means: said in the sentence before.",
    version="0.1",
)


def without_lines(entries: tuple[CatalogueEntry, ...]) -> list[CatalogueEntry]:
    return [replace(entry, line=0) for entry in entries]


def source_of(catalogue: Catalogue = CATALOGUE) -> str:
    return write_po(catalogue).decode()


def test_what_is_written_comes_back() -> None:
    incoming = read_po(write_po(CATALOGUE))
    assert without_lines(incoming.entries) == list(ENTRIES)
    assert incoming.problems == ()
    assert (incoming.name, incoming.locale, incoming.source_locale) == ("port", "tr", "en")
    assert (incoming.base, incoming.translator) == ("sha256:0123", "Ayşe Demir")


def test_lines_point_at_the_entries() -> None:
    lines = source_of().splitlines()
    for entry in read_po(write_po(CATALOGUE)).entries:
        before = lines[entry.line - 2]
        assert before == ""
        assert any(entry.unit in line for line in lines[entry.line - 1 : entry.line + 9])


def test_the_header_is_complete() -> None:
    metadata = polib.pofile(source_of()).metadata
    assert metadata == {
        "Project-Id-Version": "port 0.1",
        "PO-Revision-Date": "2024-05-23 12:00+0300",
        "Last-Translator": "Ayşe Demir <ayse@example.org>",
        "Language-Team": "tr",
        "Language": "tr",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
        "X-Generator": "transflow",
        "X-Source-Language": "en",
        "X-Transflow-Article": "port",
        "X-Transflow-Base": "sha256:0123",
        "X-Transflow-Entries": "3",
        "X-Transflow-Exported": "2024-05-23 12:00+0300, Ayşe Demir <ayse@example.org>",
    }


def test_plural_rules() -> None:
    assert po.plural_rule("ru").startswith("nplurals=3;")
    assert po.plural_rule("tr") == po.plural_rule("tr-TR") == "nplurals=2; plural=(n != 1);"
    assert po.plural_rule("de").startswith("nplurals=2;")
    assert po.plural_rule("ja").startswith("nplurals=1;")


def test_the_layout_that_editors_know() -> None:
    text = source_of()
    assert (
        '#. paragraph 2\n#. note 1: Harbour Review, p. 4\n#: articles/port.txt:3\nmsgctxt "port/AAAAAAA1"\n'
        'msgid "The port “waits”.[1]"\nmsgstr "Liman “bekliyor”.[1]"\n'
    ) in text
    assert '#, fuzzy\n#| msgid "It was late."\nmsgctxt "port/AAAAAAA2"\n' in text
    assert '#~ msgctxt "port/AAAAAAA4"\n#~ msgid "Gone."\n#~ msgstr "Gitti."\n' in text
    assert text.startswith('# {^} means: said in the sentence before.\nmsgid ""\n')


def test_the_same_catalogue_gives_the_same_bytes() -> None:
    assert write_po(CATALOGUE) == write_po(replace(CATALOGUE, entries=tuple(replace(e) for e in ENTRIES)))


@pytest.mark.parametrize("locale", ["tr", "ru"])
@pytest.mark.parametrize("revised", ["2024-05-23 12:00+0300", ""])
def test_msgfmt_accepts_it(tmp_path: Path, locale: str, revised: str) -> None:
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        pytest.skip("gettext is not installed")
    file = tmp_path / "port.po"
    file.write_bytes(write_po(replace(CATALOGUE, locale=locale, revised=revised)))
    done = subprocess.run(
        [msgfmt, "--check", "--output-file", "/dev/null", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("options", [["--width=60"], ["--no-wrap"], ["--sort-by-file"]], ids=lambda o: o[0])
def test_what_gettext_rewrote_reads_the_same(tmp_path: Path, options: list[str]) -> None:
    msgcat = shutil.which("msgcat")
    if msgcat is None:
        pytest.skip("gettext is not installed")
    file = tmp_path / "port.po"
    file.write_bytes(write_po(CATALOGUE))
    rewritten = subprocess.run([msgcat, *options, str(file)], capture_output=True, check=True).stdout
    incoming = read_po(rewritten)
    assert incoming.problems == ()
    assert (incoming.name, incoming.base) == ("port", "sha256:0123")
    expected = {e.unit: (e.target, e.fuzzy, e.previous_source, e.translator_comment) for e in ENTRIES}
    assert {e.unit: (e.target, e.fuzzy, e.previous_source, e.translator_comment) for e in incoming.entries} == expected


def test_babel_reads_it() -> None:
    catalog = babel_read_po(io.BytesIO(write_po(CATALOGUE)), abort_invalid=True)
    assert [message.context for message in catalog if message.id] == [e.unit for e in ENTRIES if not e.obsolete]
    message = catalog.get("It is late.", context="port/AAAAAAA2")
    assert message is not None
    assert message.fuzzy


def test_line_ends_and_byte_order_mark_of_other_tools() -> None:
    plain = write_po(CATALOGUE)
    expected = read_po(plain)
    assert read_po(plain.replace(b"\n", b"\r\n")) == expected
    assert read_po(b"\xef\xbb\xbf" + plain) == expected
    assert read_po(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")) == expected


def test_wrapped_by_another_tool() -> None:
    long = replace(ENTRIES[0], target="Uzun bir cümle, " * 30)
    wrapped = polib.pofile(source_of(replace(CATALOGUE, entries=(long,))), wrapwidth=78)
    assert read_po(str(wrapped).encode()).entries[0].target == long.target


def test_comments_of_other_tools_are_kept() -> None:
    text = source_of().replace(
        "#. paragraph 2\n", "#\n#  two spaces  \n##double\n#!odd\n#\tTab \n# tail \n#= sticky\n#. paragraph 2\n"
    )
    entry = read_po(text.encode()).entries[0]
    assert entry.translator_comment == "\n two spaces  \n#double\n!odd\n\tTab \ntail "
    assert entry.extracted == ENTRIES[0].extracted


def test_a_comment_without_header_is_not_lost() -> None:
    text = '# mine\nmsgctxt "port/AAAAAAA1"\nmsgid "a"\nmsgstr "b"\n'
    assert read_po(text.encode()).entries[0].translator_comment == "mine"


def test_headers_that_a_tool_dropped_are_empty() -> None:
    incoming = read_po(
        b'msgid ""\nmsgstr "Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"\n\nmsgctxt "a/B"\nmsgid "a"\nmsgstr "b"\n'
    )
    assert (incoming.name, incoming.base, incoming.locale, incoming.last_translator) == ("", "", "", "")
    assert len(incoming.entries) == 1


def test_another_declared_encoding_is_read() -> None:
    entry = replace(ENTRIES[1], reference=None)
    text = source_of(replace(CATALOGUE, entries=(entry,))).replace("charset=UTF-8", "charset=windows-1254")
    assert read_po(text.encode("cp1254")).entries[0].target == "Geç oldu."


# refused whole


def cuts() -> list[int]:
    text = write_po(CATALOGUE)
    start = text.index(b"port/AAAAAAA1")
    end = text.index(b"#~ msgctxt") - len(b"# kept\n")
    return list(range(start, end - 2))


def test_a_file_cut_off_anywhere_is_refused() -> None:
    content = write_po(CATALOGUE)
    for cut in cuts():
        with pytest.raises(CatalogueError) as refused:
            read_po(content[:cut])
        assert refused.value.line is not None, content[:cut][-40:]


def test_a_file_cut_off_is_refused_without_our_header_too() -> None:
    """Without the count only a cut exactly between two entries (or inside a text of several lines) goes unnoticed."""
    text = source_of().replace('"X-Transflow-Entries: 3\\n"\n', "")
    start = text.index('msgctxt "port/AAAAAAA2"')
    end = text.index('msgstr "Geç oldu."') + len('msgstr "Geç oldu.')
    for cut in range(start + 1, end + 1):
        with pytest.raises(CatalogueError):
            read_po(text[:cut].encode())


def test_dropped_obsolete_entries_are_no_cut() -> None:
    text = source_of()
    incoming = read_po(text[: text.index("# kept")].encode())
    assert len(incoming.entries) == 3


def test_an_entry_in_the_middle_without_translation() -> None:
    text = source_of().replace('msgstr "Liman “bekliyor”.[1]"\n', "")
    with pytest.raises(CatalogueError) as refused:
        read_po(text.encode())
    assert refused.value.line is not None
    assert "msgid" in text.splitlines()[refused.value.line - 1]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Just a text.\n",
        b"\x89PNG\r\n",
        b"PK\x03\x04",
        b"{}",
        b'msgid ""\nmsgstr "Language: tr\\n"\n',
        b"msgid\n",
        b'# x\nmsgid ""\nmsgstr ""\n',
    ],
)
def test_not_a_catalogue(content: bytes) -> None:
    with pytest.raises(CatalogueError):
        read_po(content)


@pytest.mark.parametrize("line", ['msgstr "a"b"', 'msgstr "a', "msgstr a", 'mgstr "a"', "<<<<<<< HEAD"])
def test_syntax_errors_name_their_line(line: str) -> None:
    text = f'msgid ""\nmsgstr ""\n\nmsgctxt "a/B"\nmsgid "a"\n{line}\n\nmsgctxt "a/C"\nmsgid "a"\nmsgstr "b"\n'
    with pytest.raises(CatalogueError) as refused:
        read_po(text.encode())
    assert refused.value.line == 6


def test_a_name_that_is_a_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = 'msgid ""'
    (tmp_path / name).write_bytes(write_po(CATALOGUE))
    with pytest.raises(CatalogueError):
        read_po(name.encode())


def test_utf_16_and_wrong_encoding_are_named() -> None:
    with pytest.raises(EncodingError):
        read_po(source_of().encode("utf-16"))
    entries = tuple(
        replace(e, target="Gemiler ağır ağır limana giriyor, işçiler bekliyor.", reference=None) for e in ENTRIES
    )
    with pytest.raises(EncodingError) as refused:
        read_po(source_of(replace(CATALOGUE, entries=entries)).replace("“", "'").replace("”", "'").encode("cp1254"))
    assert refused.value.fields["looks_like"] == "windows-1254"


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(po, "FILE_LIMIT", 10)
    with pytest.raises(TooLargeError):
        read_po(write_po(CATALOGUE))


# refused one by one


def refusal(text: str | bytes) -> tuple[list[tuple[str, str, int]], list[str]]:
    incoming = read_po(text if isinstance(text, bytes) else text.encode())
    return [(p.code, p.unit, p.line) for p in incoming.problems], [entry.unit for entry in incoming.entries]


HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
FIRST = 'msgctxt "a/A"\nmsgid "one"\nmsgstr "bir"\n\n'
OTHERS = "".join(f'msgctxt "a/{u}"\nmsgid "two"\nmsgstr "iki"\n\n' for u in "XYZ")


def test_duplicates_with_different_targets() -> None:
    problems, kept = refusal(HEAD + FIRST + OTHERS + FIRST.replace("bir", "BİR"))
    assert problems == [("duplicate-entry", "a/A", 20)]
    assert kept == ["a/X", "a/Y", "a/Z"]


def test_equal_duplicates_are_one() -> None:
    assert refusal(HEAD + FIRST + OTHERS + FIRST) == ([], ["a/A", "a/X", "a/Y", "a/Z"])


def test_an_obsolete_twin_gives_way() -> None:
    obsolete = "".join(f"#~ {line}\n" for line in FIRST.replace("bir", "eski").strip().split("\n"))
    assert refusal(HEAD + FIRST + obsolete) == ([], ["a/A"])


def test_nul_wrong_bytes_plural_missing_context_and_overlong_text() -> None:
    assert refusal(HEAD + FIRST.replace("bir", "b\x00r") + OTHERS)[0] == [("nul", "a/A", 4)]
    broken = (HEAD + FIRST.replace("bir", "b?r") + OTHERS).encode().replace(b"b?r", b"b\xfdr")
    assert refusal(broken)[0] == [("broken-encoding", "a/A", 4)]
    assert refusal(HEAD + FIRST.partition("\n")[2] + OTHERS)[0] == [("no-context", "", 4)]
    plural = 'msgctxt "a/A"\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "bir"\nmsgstr[1] "çok"\n\n'
    assert refusal(HEAD + plural + OTHERS)[0] == [("plural-entry", "a/A", 4)]
    assert refusal(HEAD + FIRST.replace("bir", "x" * 200_001) + OTHERS)[0] == [("over-limit", "a/A", 4)]


def test_problems_say_why() -> None:
    incoming = read_po((HEAD + FIRST + OTHERS + FIRST.replace("bir", "BİR")).encode())
    assert "a/A" in str(incoming.problems[0])
    assert "4" in str(incoming.problems[0])
