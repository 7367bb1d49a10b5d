"""A page on loopback that speaks like Google's mobile translation page, and misbehaves on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

CAPTCHA: Final = '<form id="captcha-form"><p>Our systems have detected unusual traffic</p></form>'
GARBAGE: Final = "\x00\xff<<<not a page"


def page(text: str) -> str:
    """A page with ``text`` (already HTML) where the translation stands."""
    return f'<!DOCTYPE html><html><body><div class="result-container">{text}</div></body></html>'


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server does: answer, or one of the ways to fail in it."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    #: Says nothing until the test is over.
    hang: bool = False
    #: Cuts the connection without a word.
    drop: bool = False
    #: Cuts the connection after the body, which was said to be longer.
    cut: bool = False
    #: Says nothing more after the body, which was said to be longer, until the test is over.
    stall: bool = False
    #: Sends a byte now and then, without end.
    drip: bool = False


def send(handler: BaseHTTPRequestHandler, reply: Reply, over: threading.Event) -> None:
    """Do what the reply says; ``over`` is set at the end of the test."""
    handler.close_connection = handler.close_connection or reply.hang or reply.drop or reply.cut or reply.stall
    if reply.hang:
        over.wait()
    if reply.hang or reply.drop:
        return
    body = reply.body.encode("utf-8", "replace")
    more = 100 if reply.cut or reply.stall else 1_000_000 if reply.drip else 0
    handler.send_response(reply.status)
    handler.send_header("Content-Length", str(len(body) + more))
    for name, value in {"Content-Type": "text/html; charset=UTF-8", **reply.headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
    if reply.stall:
        over.wait()
    while reply.drip and not over.wait(0.005):  # until the client has gone, which raises
        handler.wfile.write(b" ")


#: (number of the request from 0, text that was asked for) → what to do
Behaviour = Callable[[int, str], Reply]


def turkish(text: str) -> str:
    """What the well-behaved page makes of a text."""
    return f"tr({text})"


def answer(number: int, text: str) -> Reply:
    return Reply(body=page(escaped(turkish(text))))


class GooglePage:
    """The running page: ``url``, and what it was asked (path, parameters, connection), in order of arrival."""

    def __init__(self, behaviour: Behaviour, url: str) -> None:
        self.behaviour = behaviour
        self.url = url
        self.asked: list[dict[str, str]] = []
        self.connections: set[tuple[str, int]] = set()
        self.over = threading.Event()
        self.lock = threading.Lock()


def handler_for(page_of: Callable[[], GooglePage]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def do_GET(self) -> None:
            served = page_of()
            asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            with served.lock:
                number = len(served.asked)
                served.asked.append(asked)
                served.connections.add(self.client_address[:2])
            send(self, served.behaviour(number, asked.get("q", "")), served.over)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the test's stderr."""

    return Handler


class Server(ThreadingHTTPServer):
    """Threads that do not outlive a test, and no talk about clients that went away."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is part of the test."""


@contextmanager
def google_page(behaviour: Behaviour = answer) -> Iterator[GooglePage]:
    """Serve on a free port of loopback for the time of the block."""
    served: list[GooglePage] = []
    server = Server(("127.0.0.1", 0), handler_for(lambda: served[0]))
    served.append(GooglePage(behaviour, f"http://127.0.0.1:{server.server_address[1]}/m"))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served[0]
    finally:
        served[0].over.set()
        server.shutdown()
        server.server_close()
        thread.join()
