"""Where models are fetched from: a folder, or a folder behind HTTP, with ``SHA256SUMS`` in it.

    SHA256SUMS                          as sha256sum writes it; paths relative to it
    ENGINE/PAIR/NAME                    or PAIR/NAME, or NAME where the folder is that of one model
    …/transflow-model.json              origin, licence and prefix, may be missing

Every file is compared with its checksum before anything is put in place. A folder on this machine may do without
``SHA256SUMS``; what comes from the network may not.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

import requests
import urllib3.exceptions

from transflow.engines.model_library import LAYOUTS
from transflow.engines.model_manifest import FILE_NAME
from transflow.engines.transport import UNREADABLE, translated_error
from transflow.errors import N_, InputError, TooLargeError, UnavailableError, UnknownThingError
from transflow.files import disk_errors

SUMS: Final = "SHA256SUMS"
#: Most bytes of one file of a model, and of a list of checksums.
FILE_LIMIT: Final = 4_000_000_000
_LIST_LIMIT: Final = 1_000_000
#: Seconds until a connection stands, and between two parts of a file.
_TIMEOUT: Final = (10.0, 60.0)
_CHUNK: Final = 1 << 16
_LINE: Final = re.compile(r"\\?([0-9a-fA-F]{64}) [ *](.+)")
_FAILED: Final = N_("{name} could not be fetched ({reason}).")
_AGAIN: Final = N_("Run the command again: what came already is kept.")
_REFUSED: Final = N_("the server answers {status}")

#: Told how many bytes of a file came so far, and how many it has, None where nobody says.
Told = Callable[[int, int | None], None]


class Source(Protocol):
    """A place with files. Names are relative and may hold folders."""

    @property
    def label(self) -> str:
        """How the place is named in messages and manifests: without keys, and without folders of this machine."""

    @property
    def needs_network(self) -> bool:
        """Whether it is not on this machine."""

    def read(self, name: str) -> bytes | None:
        """A small file, None where there is none."""

    def copy(self, name: str, into: Path, told: Told) -> None:
        """Copy a file to ``into``, which appears when it came whole."""


class FolderSource:
    """A folder of this machine."""

    needs_network: Final = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def label(self) -> str:
        """The name of the folder, or of those around it where it is a pair: "mirror/en-tr"."""
        return "/".join(self.folder.resolve().parts[-2:])

    def read(self, name: str) -> bytes | None:
        path = self.folder / name
        if not path.is_file():
            return None
        if path.stat().st_size > _LIST_LIMIT:
            raise TooLargeError(file=name, size=path.stat().st_size, limit=_LIST_LIMIT)
        return path.read_bytes()

    def copy(self, name: str, into: Path, told: Told) -> None:
        part = into.with_name(f"{into.name}.part")
        with disk_errors(into):
            shutil.copyfile(self.folder / name, part)
            part.replace(into)
        told(into.stat().st_size, into.stat().st_size)


class WebSource:
    """A folder behind HTTP. A file whose transfer was cut off is continued where it stopped, if the server can do that."""

    needs_network: Final = True

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    @property
    def label(self) -> str:
        """The address without name, password, query and fragment."""
        parts = urlsplit(self._url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    def read(self, name: str) -> bytes | None:
        with self._asked(name, {}) as response:
            if response.status_code == 404:
                return None
            self._expect(response, name, 200)
            content = b""
            for part in response.iter_content(_CHUNK):
                content += part
                if len(content) > _LIST_LIMIT:
                    raise TooLargeError(file=name, size=len(content), limit=_LIST_LIMIT)
            return content

    def copy(self, name: str, into: Path, told: Told) -> None:
        part = into.with_name(f"{into.name}.part")
        have = part.stat().st_size if part.is_file() else 0
        with self._asked(name, {"Range": f"bytes={have}-"} if have else {}) as response:
            if response.status_code == 416:  # more is here than there: what is here is of another file
                part.unlink()
                return self.copy(name, into, told)
            goes_on = response.status_code == 206 and response.headers.get("Content-Range", "").startswith(
                f"bytes {have}-"
            )
            if not goes_on:
                self._expect(response, name, 200)
                have = 0
            announced = response.headers.get("Content-Length", "")
            size = have + int(announced) if announced.isdigit() else None
            if size is not None and size > FILE_LIMIT:
                raise TooLargeError(file=name, size=size, limit=FILE_LIMIT)
            with disk_errors(into), part.open("ab" if goes_on else "wb") as file:
                for content in _parts(response, self._name(name)):
                    have += len(content)
                    if have > FILE_LIMIT:
                        raise TooLargeError(file=name, size=have, limit=FILE_LIMIT)
                    file.write(content)
                    told(have, size)
        with disk_errors(into):
            part.replace(into)
        return None

    def _name(self, name: str) -> str:
        return f"{self.label}/{name}" if name else self.label

    def _expect(self, response: requests.Response, name: str, status: int) -> None:
        if response.status_code == 404:
            raise UnknownThingError(N_("There is no {name}."), remedy=N_("Check the address."), name=self._name(name))
        if response.status_code != status:
            reason = _REFUSED.format(status=response.status_code)
            raise UnavailableError(_FAILED, remedy=_AGAIN, name=self._name(name), reason=reason)

    @contextmanager
    def _asked(self, name: str, headers: Mapping[str, str]) -> Iterator[requests.Response]:
        parts = urlsplit(self._url)
        path = f"{parts.path}/{quote(name)}" if name else parts.path
        url = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
        plain = {"Accept-Encoding": "identity", **headers}  # a packed transfer could not be continued
        with (
            _network_errors(self._name(name)),
            requests.Session() as session,
            session.get(url, headers=plain, stream=True, timeout=_TIMEOUT) as response,
        ):
            yield response


def _parts(response: requests.Response, name: str) -> Iterator[bytes]:
    """The body in parts; what the network does to it is told apart from what the disk does to us."""
    parts = response.iter_content(_CHUNK)
    while True:
        with _network_errors(name):
            part = next(parts, None)
        if part is None:
            return
        yield part


@contextmanager
def _network_errors(name: str) -> Iterator[None]:
    """Turn an exception of the network into :class:`UnavailableError`; neither address nor key gets into it."""
    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError) as theirs:
        error = translated_error(theirs, engine="", source="", target="", limit=0)
        reason = error.fields.get("reason", UNREADABLE)
        raise UnavailableError(_FAILED, remedy=_AGAIN, name=name, reason=reason) from None


def source_of(place: str) -> Source:
    """The source at an address or in a folder. Raises :class:`UnknownThingError` for a folder that is not there."""
    if urlsplit(place).scheme in ("http", "https"):
        return WebSource(place)
    folder = Path(place)
    if not folder.is_dir():
        raise UnknownThingError(
            N_("There is no folder {name}."),
            remedy=N_("Give a folder, or an address that begins with http:// or https://."),
            name=place,
        )
    return FolderSource(folder)


def offered(source: Source, engine: str, pair: str) -> dict[str, tuple[str, str]]:
    """The files of a model in a source: name → (where it lies there, its SHA-256 or "" where nobody says).

    Raises :class:`UnknownThingError` where the source holds no such model, whole.
    """
    layout = LAYOUTS[engine]
    folders = (f"{engine}/{pair}/", f"{pair}/", "")
    paths = _listed(source, folders)
    for folder in folders:
        names = {path.removeprefix(folder): path for path in paths if path.startswith(folder)}
        own = {name: path for name, path in names.items() if FILE_NAME.fullmatch(name) and layout.owns(name)}
        if layout.whole(frozenset(own)):
            return {name: (path, paths[path]) for name, path in sorted(own.items())}
    raise UnknownThingError(
        N_("{place} offers no model of {engine} for {pair}."),
        remedy=N_("'transflow models list' tells what can be fetched; another place can be named with --from."),
        place=source.label,
        engine=engine,
        pair=pair,
    )


def _listed(source: Source, folders: Sequence[str]) -> dict[str, str]:
    """Path → SHA-256 of what a source holds; without a list of checksums, of what lies in ``folders``."""
    content = source.read(SUMS)
    if content is not None:
        return _sums(content, source.label)
    if isinstance(source, FolderSource):
        files = [path for folder in folders for path in source.folder.glob(f"{folder}*") if path.is_file()]
        return {path.relative_to(source.folder).as_posix(): "" for path in files}
    raise UnknownThingError(
        N_("There is no {name}."),
        remedy=N_("A place that models are fetched from needs a list of checksums: sha256sum ct2/*/* > SHA256SUMS."),
        name=f"{source.label}/{SUMS}",
    )


def _sums(content: bytes, label: str) -> dict[str, str]:
    sums: dict[str, str] = {}
    for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match:
            sums[match[2].removeprefix("./")] = match[1].lower()
        elif line.strip() and not line.startswith("#"):
            raise InputError(
                N_("The list of checksums cannot be read."),
                remedy=N_("It must be as sha256sum writes it."),
                file=f"{label}/{SUMS}",
                line=number,
            )
    return sums
