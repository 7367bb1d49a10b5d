"""GNU gettext PO catalogues, through polib: made for Poedit, Virtaal, Lokalize and OmegaT.

polib reads and writes; around it stands what it does not do: it takes paths for content, shortens a text that is cut off
without a word, stumbles over U+2028 and its like, trims comments, and accepts duplicates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import polib

from transflow.domain.language import profile
from transflow.errors import N_, CatalogueError, EncodingError, TooLargeError
from transflow.formats.catalogues.base import Catalogue, CatalogueEntry, Incoming, Problem
from transflow.formats.decoding import guess

#: Largest catalogue in bytes, and largest text of one entry in code points.
FILE_LIMIT: Final = 50_000_000
TEXT_LIMIT: Final = 200_000

BASE, NAME, COUNT = "X-Transflow-Base", "X-Transflow-Article", "X-Transflow-Entries"
EXPORTED: Final = "X-Transflow-Exported"
SOURCE_LANGUAGE: Final = "X-Source-Language"

#: Characters at which str.splitlines cuts and PO does not; they are set aside while polib reads.
_CUTTING: Final = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
#: Lines of a translator's comment that polib would trim, lose or stumble over.
_TENDER: Final = re.compile(r"^#(?:[ \t]*$|#.*$|[^\s.:,|~=#].*$|[ \t].*[^\S\n]$)", re.MULTILINE)
#: How the lines begin that are no translator's comment.
_OUR_COMMENTS: Final = ("\n#.", "\n#:", "\n#,", "\n#|", "\n#~")
_STICKY: Final = re.compile(r"^#=.*$", re.MULTILINE)

_QUOTED: Final = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
#: A line that is neither blank, nor a comment, nor a keyword or continuation with a closed quotation.
_BAD_LINE: Final = re.compile(
    r"^(?![ \t]*$"
    r"|#(?!~(?!\|))"
    rf"|[ \t]*(?:#~[ \t]*)?(?:msg(?:ctxt|id(?:_plural)?|str(?:\[\d+\])?)[ \t]*)?{_QUOTED}[ \t]*$"
    r"|#~[ \t]*$"
    r").*$",
    re.MULTILINE,
)
_KEYWORD: Final = re.compile(r"^[ \t]*(?:#~[ \t]*)?msg(id|str(?:\[0\])?)(?=[ \t\"])", re.MULTILINE)
#: The keywords of a file in the layout that nearly all tools write.
_PLAIN: Final = re.compile(r"^msg(id|str) ", re.MULTILINE)
#: After the last translation: the context, reference, flags or extracted comment of an entry that is gone.
_DANGLING: Final = re.compile(r"^[ \t]*(?:#[.:,|]|(?:#~[ \t]*)?msgctxt\b)", re.MULTILINE)
_CHARSET: Final = re.compile(rb"charset=([\w.:-]+)")
_ISOLATED: Final = re.compile("\u2068([^\u2069]*)\u2069:(\\d+)")
_DEFAULTS: Final = frozenset({"FULL NAME <EMAIL@ADDRESS>", "Automatically generated"})
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PRIVATE: Final = range(0xF0000, 0xFFFFD)
#: Longer than any path can be, so that polib cannot take a text for one.
_NO_PATH: Final = "\n" + " " * 5000


def plural_rule(locale: str) -> str:
    """The ``Plural-Forms`` header of a locale."""
    known = profile(locale).plurals
    if known:
        return known
    from babel.messages.plurals import get_plural  # 0.1 s; our own languages do not need it

    return f"{get_plural(locale.replace('-', '_')).plural_forms};"


# writing


def write_po(catalogue: Catalogue) -> bytes:
    """The catalogue as UTF-8 with LF line ends; the same catalogue gives the same bytes."""
    file = polib.POFile(wrapwidth=catalogue.wrap)
    # polib would turn a header line that begins so into a reference or a flag.
    file.header = re.sub(r"^(?=[:,])", " ", _one_kind_of_newline(catalogue.header), flags=re.MULTILINE)
    file.metadata = _metadata(catalogue)
    for entry in catalogue.entries:
        file.append(_to_polib(entry))
    return str(file).encode("utf-8")


def _metadata(catalogue: Catalogue) -> dict[str, str]:
    headers = {
        "Project-Id-Version": f"{catalogue.name} {catalogue.version}".strip(),
        "PO-Revision-Date": catalogue.revised,
        "Last-Translator": catalogue.last_translator,
        "Language-Team": catalogue.team or catalogue.locale,
        "Language": catalogue.locale.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_rule(catalogue.locale),
        "X-Generator": "transflow",
        SOURCE_LANGUAGE: catalogue.source_locale,
        NAME: catalogue.name,
        BASE: catalogue.base,
        COUNT: str(sum(1 for entry in catalogue.entries if not entry.obsolete)),
    }
    if not catalogue.revised:
        del headers["PO-Revision-Date"]
    headers[EXPORTED] = _who_and_when(headers)
    return {name: " ".join(value.split()) for name, value in headers.items()}


def _to_polib(entry: CatalogueEntry) -> polib.POEntry:
    extracted = entry.extracted
    if extracted:
        extracted = tuple(filter(None, (" ".join(line.split()) for line in extracted)))
    occurrences = []
    if entry.reference is not None:
        file, line = entry.reference
        occurrences.append((f"\u2068{file}\u2069" if " " in file else file, str(line)))
    return polib.POEntry(
        msgctxt=entry.unit,
        msgid=entry.source,
        msgstr=entry.target,
        obsolete=entry.obsolete,
        comment="\n".join(extracted),
        tcomment=_one_kind_of_newline(entry.translator_comment),
        occurrences=occurrences,
        flags=["fuzzy"] if entry.fuzzy else [],
        previous_msgid=entry.previous_source,
    )


def _one_kind_of_newline(comment: str) -> str:
    return comment.replace("\r\n", "\n").replace("\r", "\n") if "\r" in comment else comment


# reading


def _who_and_when(headers: Mapping[str, str]) -> str:
    """What every editor for PO files changes when it saves."""
    return f"{headers.get('PO-Revision-Date', '')}, {headers.get('Last-Translator', '')}"


def read_po(content: bytes) -> Incoming:
    """The catalogue in ``content``, entry by entry; what cannot be taken is in ``problems`` with its line.

    Raises CatalogueError (with a line) for what is no PO file or is cut off, EncodingError where most of it is not in the
    encoding it says, TooLargeError. Line ends may be LF or CRLF, a byte order mark is welcome.
    """
    text = _decode(content)
    _check_structure(text)
    setting_aside = _SettingAside(text)
    file = _parse(setting_aside.text)
    restore = setting_aside.restore if setting_aside.used else None
    metadata = file.metadata
    if (
        file and file.header and not metadata and not file[0].tcomment
    ):  # no header entry: the comment is the first entry's
        file[0].tcomment = file.header
    entries = [_from_polib(entry, restore) for entry in file]
    _check_count(entries, metadata.get(COUNT, ""), text)
    kept, problems = _sort_out(file, entries, suspicious=_is_suspicious(text))
    broken = [p for p in problems if p.code == "broken-encoding"]
    if len(broken) * 2 > len(entries):
        raise EncodingError(looks_like=guess(content, 0), line=broken[0].line)
    translator = metadata.get("Last-Translator", "")
    return Incoming(
        entries=tuple(kept),
        problems=tuple(problems),
        name=metadata.get(NAME, ""),
        locale=metadata.get("Language", "").replace("_", "-"),
        source_locale=metadata.get(SOURCE_LANGUAGE, ""),
        base=metadata.get(BASE, ""),
        last_translator="" if translator in _DEFAULTS else translator,
        untouched_header=metadata.get(EXPORTED, "") == _who_and_when(metadata),
    )


def _decode(content: bytes) -> str:
    """Text with LF line ends. Bytes that are not UTF-8 become lone surrogates, so that only their entries are refused."""
    if len(content) > FILE_LIMIT:
        raise TooLargeError(size=len(content), limit=FILE_LIMIT)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EncodingError(looks_like="UTF-16", line=1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_as_declared(content)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _decode_as_declared(content: bytes) -> str:
    declared = _CHARSET.search(content, 0, 4096)
    encoding = declared.group(1).decode("ascii") if declared else ""
    if encoding.lower().replace("_", "-") not in ("", "utf-8", "utf8", "charset"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    return content.decode("utf-8-sig", "surrogateescape")


def _check_structure(text: str) -> None:
    """Refuse what is no catalogue, and what is cut off: an open quotation, an entry without its translation."""
    if not re.search(r"^[ \t]*(?:#~[ \t]*)?msgid[ \t]*\"", text, re.MULTILINE):
        raise CatalogueError(N_("This is not a PO catalogue, or nothing is left of it."), line=1)
    bad = _BAD_LINE.search(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        if not text[bad.end() :].strip():
            raise _cut_off(line)
        raise CatalogueError(
            N_("The catalogue has a syntax error here: {line_text}"), line=line, line_text=bad.group()[:60]
        )
    plain = _PLAIN.findall(text)
    half = len(plain) // 2
    if plain == ["id", "str"] * half and text.count("msgid") == text.count("msgstr") == half:
        if _DANGLING.search(text, text.rfind("\nmsgstr ")):
            raise _cut_off(text.count("\n", 0, len(text.rstrip())) + 1)
        return
    before = "str"
    position = 0
    for match in _KEYWORD.finditer(text):
        keyword = match.group(1)[:3]
        here = "str" if keyword == "str" else "id"
        if here == before:
            raise _without_translation(text, position if here == "id" else match.start())
        before, position = here, match.start()
    if before == "id" or _DANGLING.search(text, position):
        raise _cut_off(text.count("\n", 0, len(text.rstrip())) + 1)


def _without_translation(text: str, position: int) -> CatalogueError:
    line = text.count("\n", 0, position) + 1
    return CatalogueError(N_("An entry of the catalogue is not complete."), line=line)


def _cut_off(line: int) -> CatalogueError:
    return CatalogueError(
        N_("The catalogue is cut off here; nothing of it was taken."),
        remedy=N_("Ask for the whole file, or export it again and merge your work into the fresh file."),
        line=line,
    )


def _check_count(entries: list[CatalogueEntry], declared: str, text: str) -> None:
    """Refuse a file with fewer entries than its header says; a tool may drop obsolete ones, so they do not count."""
    if not entries:
        raise CatalogueError(N_("The catalogue holds no entries; it may be cut off."), line=text.count("\n") + 1)
    if not declared.isdecimal():
        return
    # An entry that a tool marked as obsolete still counts as there.
    if len(entries) < int(declared):
        raise CatalogueError(
            N_("The catalogue is cut off: {found} entries of {expected} are left; nothing of it was taken."),
            remedy=N_("Ask for the whole file, or export it again and merge your work into the fresh file."),
            line=text.count("\n", 0, len(text.rstrip())) + 1,
            found=len(entries),
            expected=int(declared),
        )


class _SettingAside:
    """A text that polib reads safely: tender characters replaced by private ones that occur nowhere in it."""

    def __init__(self, text: str) -> None:
        self._back: dict[int, str] = {}
        if text.startswith("#\n"):  # the empty header comment of polib and msginit
            text = text[1:]
        if any(character in text for character in _CUTTING):
            free = self._free(text)
            there = {ord(c): next(free) for c in _CUTTING}
            self._back = {ord(private): chr(original) for original, private in there.items()}
            text = text.translate(there)
        if text.startswith("#") or text.count("\n#") != sum(map(text.count, _OUR_COMMENTS)):
            text = _STICKY.sub("", text)
            if _TENDER.search(text):
                guard = next(self._free(text))
                self._back[ord(guard)] = ""
                text = _TENDER.sub(lambda match: self._guarded(match.group(), guard), text)
        self.text = self._without_trailing_comments(text)

    @property
    def used(self) -> bool:
        """Whether anything has to be put back."""
        return bool(self._back)

    def restore(self, text: str) -> str:
        """``text`` as the file has it."""
        return text.translate(self._back)

    @staticmethod
    def _free(text: str) -> Iterator[str]:
        return (chr(code) for code in _PRIVATE if chr(code) not in text)

    @staticmethod
    def _guarded(line: str, guard: str) -> str:
        """A comment line "# x" with a guard at either end, in the only spelling that polib takes whole."""
        body = line[1:]
        if body[:1] == " ":
            body = body[1:]
        return f"# {guard}{body}{guard}"

    @staticmethod
    def _without_trailing_comments(text: str) -> str:
        """Comments after the last entry belong to nothing, and polib loses that entry over some of them."""
        end = len(text)
        while end > 0:
            start = text.rfind("\n", 0, end) + 1
            line = text[start:end].strip()
            if line and (not line.startswith("#") or (line.startswith("#~") and not line.startswith("#~|"))):
                break
            end = start - 1 if start else 0
        return text[: max(end, 0)]


def _parse(text: str) -> polib.POFile:
    try:
        return polib.pofile(text + _NO_PATH, wrapwidth=0, encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise CatalogueError(
            N_("The catalogue has a syntax error."), line=int(found.group(1)) if found else None
        ) from error


def _from_polib(entry: polib.POEntry, restore: Callable[[str], str] | None) -> CatalogueEntry:
    comment = entry.comment
    unit, source, target, tcomment = entry.msgctxt or "", entry.msgid, entry.msgstr, entry.tcomment
    previous = entry.previous_msgid
    if restore is not None:
        unit, source, target, tcomment = restore(unit), restore(source), restore(target), restore(tcomment)
        previous = restore(previous) if previous else previous
        comment = restore(comment)
    return CatalogueEntry(
        unit=unit,
        source=source,
        target=target,
        fuzzy="fuzzy" in entry.flags,
        previous_source=previous,
        translator_comment=tcomment,
        extracted=tuple(comment.split("\n")) if comment else (),
        reference=_reference(entry.occurrences) if entry.occurrences else None,
        obsolete=bool(entry.obsolete),
        line=entry.linenum or 1,
    )


def _reference(occurrences: list[tuple[str, str]]) -> tuple[str, int] | None:
    file, line = occurrences[0]
    if file.startswith("\u2068"):  # a name with spaces, which polib took apart
        raw = " ".join(f"{part}:{number}" if number else part for part, number in occurrences)
        isolated = _ISOLATED.match(raw)
        if isolated:
            return isolated.group(1), int(isolated.group(2))
    return (file, int(line)) if line else (file, 0)


def _sort_out(
    file: polib.POFile, entries: list[CatalogueEntry], *, suspicious: bool
) -> tuple[list[CatalogueEntry], list[Problem]]:
    """The entries that can be taken, and what is wrong with the others. Of equal duplicates the first is kept.

    ``suspicious``: NUL or wrong bytes are somewhere in the file, so each entry has to be looked at.
    """
    kept: dict[str, CatalogueEntry] = {}
    retired: dict[str, CatalogueEntry] = {}
    doubled: dict[str, CatalogueEntry] = {}
    problems: list[Problem] = []
    for raw, entry in zip(file, entries, strict=True):
        damaged = suspicious and _is_damaged(entry)
        if damaged or raw.msgstr_plural or not entry.unit or len(entry.target) > TEXT_LIMIT:
            if not entry.obsolete:
                problems.append(_problem(entry, plural=bool(raw.msgstr_plural)))
            continue
        known = retired if entry.obsolete else kept
        first = known.setdefault(entry.unit, entry)
        if first is not entry and not entry.obsolete and (first.target, first.fuzzy) != (entry.target, entry.fuzzy):
            doubled[entry.unit] = entry
    for unit, entry in doubled.items():
        first = kept.pop(unit)
        problems.append(
            Problem(
                code="duplicate-entry",
                line=entry.line,
                unit=unit,
                template=N_(
                    "{unit} occurs twice with different translations (first in line {first}); neither was taken."
                ),
                fields={"unit": unit, "first": first.line},
            )
        )
    entries = [*kept.values(), *(entry for unit, entry in retired.items() if unit not in kept and unit not in doubled)]
    problems.sort(key=lambda problem: problem.line)
    return entries, problems


def _is_suspicious(text: str) -> bool:
    """Whether NUL or wrong bytes (lone surrogates here) are anywhere in a file."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return "\x00" in text


def _is_damaged(entry: CatalogueEntry) -> bool:
    """Whether an entry holds NUL or bytes that are not UTF-8 (lone surrogates here)."""
    whole = entry.target + entry.translator_comment + entry.unit + entry.source
    return "\x00" in whole or (not whole.isascii() and _SURROGATE.search(whole) is not None)


def _problem(entry: CatalogueEntry, *, plural: bool) -> Problem:
    unit = entry.unit
    if plural:
        code, template = "plural-entry", N_("An entry with plural forms cannot be one of ours.")
    elif not unit:
        code, template = "no-context", N_("An entry without msgctxt cannot be matched to a unit.")
    elif len(entry.target) > TEXT_LIMIT:
        code, template = "over-limit", N_("{unit}: the translation is longer than {limit} characters.")
    elif "\x00" in entry.target + entry.translator_comment + unit + entry.source:
        code, template = "nul", N_("{unit}: there is a NUL character in it.")
    else:
        code, template = "broken-encoding", N_("{unit}: there are bytes in it that are not UTF-8.")
    return Problem(
        code=code,
        line=entry.line,
        unit=_SURROGATE.sub("\ufffd", unit),
        template=template,
        fields={"unit": _SURROGATE.sub("\ufffd", unit), "limit": TEXT_LIMIT},
    )
