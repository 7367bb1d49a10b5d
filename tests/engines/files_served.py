"""Files behind HTTP on loopback, with the misfortunes of a download."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import unquote, urlsplit

_PART: Final = re.compile(r"bytes=(\d+)-")


@dataclass(slots=True)
class Served:
    """What is served, path → content, and what was asked for: (path, ``Range`` or "").

    ``cut``: path → bytes after which the next transfer of it breaks off. ``statuses``: path → a status instead.
    """

    files: dict[str, bytes]
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    cut: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    ranges: bool = True


@contextmanager
def files_served(files: Mapping[str, bytes]) -> Iterator[Served]:
    """Serve the files until the end of the block."""
    served = Served(dict(files))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path).lstrip("/")
            wanted = self.headers.get("Range", "")
            served.asked.append((path, wanted))
            content = served.files.get(path)
            status = served.statuses.get(path, 200 if content is not None else 404)
            if status != 200 or content is None:
                self.send_error(status)
                return
            match = _PART.fullmatch(wanted) if served.ranges else None
            start = int(match[1]) if match else 0
            if match and start >= len(content):
                self.send_error(416)
                return
            self.send_response(206 if match else 200)
            self.send_header("Content-Length", str(len(content) - start))
            if match:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.end_headers()
            self.wfile.write(content[start : served.cut.pop(path, None)])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
