"""The ZIP package: what is not replaced stays byte-identical in the archive, and bad archives get a clear word."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transflow.errors import EmptyInputError, InputError, TooLargeError
from transflow.formats.documents import package
from transflow.formats.documents.package import open_package

CONTENT = "<?xml version='1.0' encoding='UTF-8'?><a>é</a>".encode()
FILES = {
    "mimetype": b"application/x-test",
    "content.xml": CONTENT,
    "pictures/ı.png": bytes(range(256)) * 9,
    "empty": b"",
}


def archive(
    files: Mapping[str, bytes] = FILES, *, streamed: bool = False, zip64: bool = False, comment: bytes = b""
) -> bytes:
    """A package: the first file stored, the others deflated; ``streamed`` puts the sizes into data descriptors."""
    target = io.BytesIO()
    sink: io.BytesIO | Unseekable = Unseekable() if streamed else target
    with zipfile.ZipFile(sink, "w") as out:
        out.comment = comment
        for place, (name, content) in enumerate(files.items()):
            info = zipfile.ZipInfo(name, (2021, 3, 4 + place % 20, 5, 6, 8))
            info.compress_type = zipfile.ZIP_DEFLATED if place else zipfile.ZIP_STORED
            info.external_attr = 0o640 << 16
            info.extra = struct.pack("<2H4s", 0xCAFE, 4, b"mine")
            with out.open(info, "w", force_zip64=zip64) as file:
                file.write(content)
    return sink.getvalue()


class Unseekable(io.RawIOBase):
    """A stream that cannot go back: zipfile then writes data descriptors."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self.pieces.append(bytes(piece))  # type: ignore[call-overload]
        return len(self.pieces[-1])

    def getvalue(self) -> bytes:
        return b"".join(self.pieces)


def raw(content: bytes, name: str) -> bytes:
    """Everything of one file in an archive, from its local header to the next one's."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        starts = sorted([*(info.header_offset for info in opened.infolist()), opened.start_dir])
        start = opened.getinfo(name).header_offset
        return content[start : starts[starts.index(start) + 1]]


def described(content: bytes) -> dict[str, tuple[object, ...]]:
    """What the central directory says of each file, but for where it lies and how large it is."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {
            i.filename: (i.date_time, i.compress_type, i.external_attr, i.create_system, i.comment, b"mine" in i.extra)
            for i in opened.infolist()
        }


def test_reads_names_bytes_and_text() -> None:
    opened = open_package(archive())
    assert opened.names == tuple(FILES)
    assert {name: opened.bytes(name) for name in opened.names} == FILES
    assert "content.xml" in opened
    assert opened.text("content.xml") == CONTENT.decode()


def test_nothing_changed_gives_the_same_object() -> None:
    content = archive()
    opened = open_package(content)
    assert opened.replaced({}) is content
    assert opened.replaced({"content.xml": CONTENT}) is content


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("zip64", [False, True])
def test_all_others_stay_byte_identical(*, streamed: bool, zip64: bool) -> None:
    content = archive(streamed=streamed, zip64=zip64, comment=b"said here")
    result = open_package(content).replaced({"content.xml": b"<a>" + b"longer " * 99 + b"</a>"}, {"new.xml": b"<n/>"})
    for name in FILES.keys() - {"content.xml"}:
        assert raw(result, name) == raw(content, name)
    with zipfile.ZipFile(io.BytesIO(result)) as opened:
        assert opened.testzip() is None
        assert opened.comment == b"said here"
        assert opened.namelist() == [*FILES, "new.xml"]
        assert opened.read("content.xml").endswith(b"longer </a>")
        assert opened.read("new.xml") == b"<n/>"
    before, after = described(content), described(result)
    assert {name: after[name] for name in before} == before


def test_a_file_that_was_stored_stays_stored() -> None:
    result = open_package(archive()).replaced({"mimetype": b"application/x-other"})
    assert result[30 + len("mimetype") + 8 :].startswith(b"application/x-other")


def test_the_same_input_gives_the_same_bytes() -> None:
    first = open_package(archive()).replaced({"content.xml": b"<b/>"}, {"ğ.xml": b"<c/>"})
    assert first == open_package(archive()).replaced({"content.xml": b"<b/>"}, {"ğ.xml": b"<c/>"})


def test_what_stands_before_the_archive_is_kept() -> None:
    content = b"#!/bin/sh\n" + archive()
    result = open_package(content).replaced({"content.xml": b"<b/>"})
    assert result.startswith(b"#!/bin/sh\nPK\x03\x04")
    assert zipfile.ZipFile(io.BytesIO(result)).testzip() is None
    assert raw(result, "mimetype") == raw(content, "mimetype")


def test_order_of_the_directory_and_order_in_the_file_are_both_kept() -> None:
    content = archive()
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        start = opened.start_dir
    lengths = [46 + sum(struct.unpack_from("<3H", content, at + 28)) for at in record_starts(content, start)]
    starts = record_starts(content, start)
    records = [content[at : at + length] for at, length in zip(starts, lengths, strict=True)]
    turned = content[:start] + b"".join(reversed(records)) + content[start + sum(lengths) :]
    result = open_package(turned).replaced({"content.xml": b"<b/>"})
    with zipfile.ZipFile(io.BytesIO(result)) as opened:
        assert opened.namelist() == list(reversed(FILES))
        assert opened.getinfo("mimetype").header_offset == 0
        assert opened.testzip() is None


def record_starts(content: bytes, start: int) -> list[int]:
    starts = []
    while content[start : start + 4] == b"PK\x01\x02":
        starts.append(start)
        start += 46 + sum(struct.unpack_from("<3H", content, start + 28))
    return starts


def test_an_offset_kept_as_a_64_bit_number_moves_too() -> None:
    content = archive()
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        start, offset = opened.start_dir, opened.getinfo("empty").header_offset
    at = record_starts(content, start)[-1]
    name = content[at + 46 : at + 46 + 5]
    extra = struct.pack("<2HQ", 1, 8, offset)
    record = bytearray(content[at : at + 46])
    struct.pack_into("<H", record, 30, len(extra))
    struct.pack_into("<I", record, 42, 0xFFFFFFFF)
    end = content.rindex(b"PK\x05\x06")
    directory = content[start:at] + bytes(record) + name + extra
    ending = bytearray(content[end:])
    struct.pack_into("<I", ending, 12, len(directory))
    result = open_package(content[:start] + directory + bytes(ending)).replaced({"content.xml": b"<b/>" * 999})
    with zipfile.ZipFile(io.BytesIO(result)) as opened:
        assert opened.testzip() is None
        assert opened.read("empty") == b""


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("<?xml version='1.0' encoding='UTF-16'?><a>Ğ</a>".encode("utf-16"), id="utf-16"),
        pytest.param("\ufeff<?xml version='1.0' encoding='UTF-16'?><a>Ğ</a>".encode("utf-16-be"), id="utf-16-be"),
        pytest.param("\ufeff<a>Ğ</a>".encode(), id="utf-8-bom"),
        pytest.param("<?xml version='1.0' encoding='ISO-8859-9'?><a>Ğ</a>".encode("iso-8859-9"), id="latin-5"),
    ],
)
def test_text_by_its_declaration(written: bytes) -> None:
    opened = open_package(archive({"content.xml": written}))
    text = opened.text("content.xml")
    assert "<a>Ğ</a>" in text
    assert opened.encoded("content.xml", text) == written


def test_a_character_that_the_encoding_lacks_becomes_a_reference() -> None:
    opened = open_package(archive({"content.xml": b"<?xml version='1.0' encoding='us-ascii'?><a/>"}))
    assert opened.encoded("content.xml", "<a>Ж</a>") == b"<a>&#1046;</a>"


def test_bytes_in_another_encoding_are_refused() -> None:
    with pytest.raises(InputError):
        open_package(archive({"content.xml": b"<a>\xe9</a>"})).text("content.xml")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"just words", "not a package", id="no-zip"),
        pytest.param(archive()[:200], "cut off", id="truncated"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted with a password", id="ole"),
        pytest.param(archive({"../up": b""}), "unsafe name", id="up"),
        pytest.param(archive({"a/../../up": b""}), "unsafe name", id="up-inside"),
        pytest.param(archive({"/etc/passwd": b""}), "unsafe name", id="absolute"),
        pytest.param(archive({"a\\..\\b": b""}), "unsafe name", id="backslash"),
        pytest.param(archive({"C:/x": b""}), "unsafe name", id="drive"),
        pytest.param(b"PK\x05\x06" + bytes(3), "damaged", id="end-cut-off"),
    ],
)
def test_bad_archives(content: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        open_package(content)
    assert says in str(caught.value)
    assert caught.value.remedy


def test_an_empty_file() -> None:
    with pytest.raises(EmptyInputError):
        open_package(b"")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as out:
        out.writestr("content.xml", "<a/>")
        out.writestr("content.xml", "<b/>")
    with pytest.raises(InputError, match="twice"):
        open_package(sink.getvalue())


def patched(content: bytes, name: str, at: int, value: bytes) -> bytes:
    """``content`` with bytes of the central record of ``name`` overwritten."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        place = record_starts(content, opened.start_dir)[opened.namelist().index(name)] + at
    return content[:place] + value + content[place + len(value) :]


def test_an_encrypted_file() -> None:
    with pytest.raises(InputError, match="needs a password"):
        open_package(patched(archive(), "content.xml", 8, b"\x01\x00"))


def test_a_compression_that_documents_do_not_use() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_LZMA) as out:
        out.writestr("content.xml", "<a/>")
    with pytest.raises(InputError, match="method 14"):
        open_package(sink.getvalue()).bytes("content.xml")


def test_a_wrong_checksum() -> None:
    with pytest.raises(InputError, match="damaged"):
        open_package(patched(archive(), "content.xml", 16, b"\0\0\0\0")).bytes("content.xml")


def test_two_files_in_one_place() -> None:
    with pytest.raises(InputError, match="damaged"):
        open_package(patched(archive(), "empty", 42, bytes(4)))


def test_a_bomb_by_its_factor() -> None:
    content = archive({"mimetype": b"", "content.xml": bytes(package.RATIO_FREE + 1)})
    with pytest.raises(TooLargeError, match="no document"):
        open_package(content)


def test_a_bomb_by_its_declared_size() -> None:
    content = patched(archive(), "content.xml", 24, struct.pack("<I", package.TOTAL_LIMIT + 1))
    with pytest.raises(TooLargeError, match="unpacked"):
        open_package(content)


def test_too_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_FILES", 3)
    with pytest.raises(TooLargeError, match="too many files"):
        open_package(archive())


def test_a_file_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "FILE_LIMIT", 10)
    with pytest.raises(TooLargeError, match="too large"):
        open_package(archive()).bytes("content.xml")


def test_adding_what_is_there_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="already"):
        open_package(archive()).replaced({}, {"mimetype": b""})


names = st.text("abcğЖ/._-", min_size=1, max_size=12).filter(
    lambda name: not name.startswith("/") and ".." not in name.split("/") and not name.endswith("/")
)


@given(
    files=st.dictionaries(names, st.binary(max_size=300), min_size=1, max_size=8),
    new=st.binary(max_size=300),
    added=st.dictionaries(names, st.binary(max_size=50), max_size=3),
    which=st.integers(0, 7),
    streamed=st.booleans(),
    zip64=st.booleans(),
    comment=st.binary(max_size=20).filter(lambda comment: b"PK" not in comment),
)
def test_any_archive(
    *,
    files: dict[str, bytes],
    new: bytes,
    added: dict[str, bytes],
    which: int,
    streamed: bool,
    zip64: bool,
    comment: bytes,
) -> None:
    content = archive(files, streamed=streamed, zip64=zip64, comment=comment)
    name = list(files)[which % len(files)]
    added = {other: text for other, text in added.items() if other not in files}
    result = open_package(content).replaced({name: new}, added)
    again = open_package(result)
    assert {n: again.bytes(n) for n in again.names} == {**files, name: new, **added}
    for other in files.keys() - {name}:
        assert raw(result, other) == raw(content, other)
    back = again.replaced({name: files[name]})
    assert {n: open_package(back).bytes(n) for n in files} == files


@given(st.integers(0, 2**32), st.booleans())
def test_damage_is_reported_or_harmless(seed: int, streamed: bool) -> None:
    chance = random.Random(seed)
    content = bytearray(archive(streamed=streamed))
    for _ in range(chance.randint(1, 6)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if chance.random() < 0.2:
        del content[chance.randrange(len(content)) :]
    try:
        opened = open_package(bytes(content))
        for name in opened.names:
            opened.bytes(name)
        result = opened.replaced({opened.names[0]: b"new"}) if opened.names else b""
    except InputError:
        return
    if result:
        assert open_package(result).bytes(opened.names[0]) == b"new"
