"""Services on loopback that speak as the real ones do, and misbehave on demand.

A *protocol* says how a service is asked and how it answers; what it translates to is :func:`turkish` of the text, so that a
wrong assignment is seen.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from tests.engines.google_page import CAPTCHA, GARBAGE, Reply, Server, escaped, page, send, turkish

__all__ = ["CAPTCHA", "GARBAGE", "PROTOCOLS", "Asked", "Reply", "Service", "json_reply", "replay", "turkish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body, keep_blank_values=True).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


#: (number of the request from 0, the request) → what to do, None: answer well.
Behaviour = Callable[[int, Asked], Reply | None]


@dataclass(frozen=True, slots=True)
class Protocol:
    """The texts in a request, and the answer that holds their translations."""

    path: str
    texts: Callable[[Asked], list[str]]
    answer: Callable[[Asked, Sequence[str]], Reply]


def json_reply(content: object, **more: Any) -> Reply:
    headers = {"Content-Type": "application/json", **more.pop("headers", {})}
    return Reply(body=json.dumps(content, ensure_ascii=False), headers=headers, **more)


def _libre_texts(asked: Asked) -> list[str]:
    if asked.headers.get("Content-Type", "").startswith("application/json"):
        q = asked.json["q"]
        return q if isinstance(q, list) else [q]
    return [asked.form["q"]]


def _libre_answer(asked: Asked, texts: Sequence[str]) -> Reply:
    as_list = asked.headers.get("Content-Type", "").startswith("application/json") and isinstance(asked.json["q"], list)
    return json_reply({"translatedText": list(texts) if as_list else texts[0]})


def _chat_items(asked: Asked) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(asked.json["messages"][-1]["content"])
    return items


def _chat_answer(asked: Asked, texts: Sequence[str]) -> Reply:
    items = [{"id": item["id"], "text": text} for item, text in zip(_chat_items(asked), texts, strict=True)]
    return chat_reply(json.dumps({"translations": items}, ensure_ascii=False))


def chat_reply(content: str, *, reason: str = "stop", **more: Any) -> Reply:
    """A chat completion with this content."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": reason}
    return json_reply({"object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 7}}, **more)


PROTOCOLS: Final[Mapping[str, Protocol]] = {
    "google": Protocol(
        "/m",
        lambda asked: [asked.query["q"]],
        lambda asked, texts: Reply(body=page(escaped(texts[0])), headers={"Content-Type": "text/html; charset=UTF-8"}),
    ),
    "mymemory": Protocol(
        "/get",
        lambda asked: [asked.query["q"]],
        lambda asked, texts: json_reply(
            {"responseData": {"translatedText": texts[0], "match": 0.9}, "responseStatus": 200, "matches": []}
        ),
    ),
    "deepl": Protocol(
        "/v2/",
        lambda asked: list(asked.json["text"]),
        lambda asked, texts: json_reply(
            {"translations": [{"detected_source_language": "EN", "text": text} for text in texts]}
        ),
    ),
    "microsoft": Protocol(
        "/translate?api-version=3.0",
        lambda asked: [item["text"] for item in asked.json],
        lambda asked, texts: json_reply(
            [{"translations": [{"text": text, "to": asked.query["to"]}]} for text in texts]
        ),
    ),
    "baidu": Protocol(
        "/api/trans/vip/translate",
        lambda asked: [asked.form["q"]],
        lambda asked, texts: json_reply({"from": "en", "to": "ru", "trans_result": [{"src": "", "dst": texts[0]}]}),
    ),
    "libre": Protocol("", _libre_texts, _libre_answer),
    "openai": Protocol("/v1", lambda asked: [item["text"] for item in _chat_items(asked)], _chat_answer),
}


@dataclass(slots=True)
class Service:
    """A running service: its address, what it was asked (in order of arrival), and the connections it saw."""

    url: str
    behaviour: Behaviour
    protocol: Protocol
    latency: float
    asked: list[Asked] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def texts(self) -> list[str]:
        """Everything that was asked for, request by request."""
        return [text for asked in self.asked for text in self.protocol.texts(asked)]

    def reply(self, asked: Asked, client: tuple[str, int]) -> Reply:
        """What is answered to a request."""
        with self.lock:
            number = len(self.asked)
            self.asked.append(asked)
            self.connections.add(client)
        said = self.behaviour(number, asked)
        return said if said is not None else self.good(asked)

    def good(self, asked: Asked) -> Reply:
        """The right answer."""
        return self.protocol.answer(asked, [turkish(text) for text in self.protocol.texts(asked)])


def _handler(service: Callable[[], Service]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            here = service()
            parts = urlsplit(self.path)
            asked = Asked(
                method=self.command,
                path=parts.path,
                headers=dict(self.headers.items()),
                query={name: values[0] for name, values in parse_qs(parts.query).items()},
                body=self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace"),
            )
            reply = here.reply(asked, self.client_address[:2])
            if here.latency:
                time.sleep(here.latency)
            send(self, reply, here.over)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the test's stderr."""

    return Handler


@contextmanager
def replay(
    protocol: str, behaviour: Behaviour = lambda number, asked: None, *, latency: float = 0.0
) -> Iterator[Service]:
    """Serve on a free port of loopback for the time of the block. ``latency`` in seconds, for measurements."""
    served: list[Service] = []
    server = Server(("127.0.0.1", 0), _handler(lambda: served[0]))
    spoken = PROTOCOLS[protocol]
    served.append(Service(f"http://127.0.0.1:{server.server_address[1]}{spoken.path}", behaviour, spoken, latency))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served[0]
    finally:
        served[0].over.set()
        server.shutdown()
        server.server_close()
        thread.join()
