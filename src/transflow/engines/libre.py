"""The engine ``libre``: LibreTranslate's own interface, which takes lists. Self-hosted, it needs no key.

deep-translator's class asks for one text at a time and insists on a key; this adapter does neither.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from transflow.engines.base import (
    NO_HINTS,
    Capabilities,
    Draft,
    Failure,
    Hints,
    complete,
    is_echo,
    language_of,
    screen,
    speaks_of_references,
    unsupported,
)
from transflow.engines.lanes import Lanes, key_error
from transflow.engines.settings import Settings, Surroundings
from transflow.engines.transport import ECHO, NOTHING, UNREADABLE, Transport, forget_foreign
from transflow.errors import (
    N_,
    AuthError,
    BadOutputError,
    BlockedError,
    EngineError,
    TooLongError,
    UnsupportedPairError,
)

ID: Final = "libre"
KEY: Final = "LIBRE_API_KEY"
ADDRESS: Final = "TRANSFLOW_LIBRE_URL"
_NO_ADDRESS: Final = N_("The engine {engine} has no address.")
_GIVE_ADDRESS: Final = N_("Set url under [engine.libre] in transflow.toml, or the environment variable {variable}.")
#: LibreTranslate's usual limit of a request is 5,000 characters or none; both are met.
_LIMIT: Final = 2_000
_BATCH_CHARACTERS: Final = 4_500
#: Codes of LibreTranslate where they are not the primary language subtag of BCP 47.
_OWN_CODES: Final = {
    "zh-hant": "zt",
    "zh-tw": "zt",
    "zh-hk": "zt",
    "zh-mo": "zt",
    "pt-br": "pb",
    "no": "nb",
    "nn": "nb",
    "fil": "tl",
}


class LibreEngine:
    """Asks a LibreTranslate server for lists of sentences, in up to ``concurrency`` calls at a time.

    ``url`` is the server's address without ``/translate``. ``timeout`` and ``connect_timeout`` are in seconds, ``rate`` in
    calls a second.
    """

    id: Final = ID

    def __init__(
        self,
        *,
        url: str,
        key: str = "",
        key_variable: str = KEY,
        batch: int = 32,
        concurrency: int = 4,
        timeout: float = 60.0,
        connect_timeout: float = 5.0,
        rate: float | None = None,
        offline: bool = False,
    ) -> None:
        self.capabilities: Final = Capabilities(
            max_characters=_LIMIT,
            max_batch=batch,
            max_batch_characters=_BATCH_CHARACTERS,
            concurrency=concurrency,
            separate_process=False,
            needs_network=True,
            rate=rate,
        )
        self._url = url.rstrip("/")
        self._key = key
        self._key_variable = key_variable
        self._lanes = Lanes(
            ID,
            lambda: Transport(engine=ID, connect=connect_timeout, read=timeout, limit=_LIMIT, explain=_explain),
            offline=offline,
        )

    @property
    def fingerprint(self) -> str:
        """The server: its models are its own affair."""
        return f"libretranslate:{urlsplit(self._url).netloc.rpartition('@')[2]}"

    def supports(self, source: str, target: str) -> bool:
        """Which languages a server has, only the server knows."""
        return _code(source) != _code(target)

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        """Translate a list in one request; see :class:`transflow.engines.base.Engine`."""
        if not self.supports(source, target):
            return unsupported(sources, engine=ID, source=source, target=target)
        answers, open_indexes = screen(sources, engine=ID, limit=_LIMIT)
        stopped: EngineError | None = None
        for part in _parts(sources, open_indexes):
            try:
                with self._lanes.lane() as transport:
                    texts = self._ask(transport, [sources[index] for index in part], source, target)
            except EngineError as error:
                refused = isinstance(error, AuthError)
                stopped = key_error(ID, self._key_variable) if refused else forget_foreign(error)
                for index in part:
                    answers[index] = Failure(stopped)
                if not isinstance(error, TooLongError | BadOutputError):
                    break
            else:
                for index, text in zip(part, texts, strict=True):
                    answers[index] = _checked(sources[index], text)
        return complete(answers, stopped)

    def close(self) -> None:
        """Close the connections."""
        self._lanes.close()

    def _ask(self, transport: Transport, texts: list[str], source: str, target: str) -> list[object]:
        if not self._url:
            raise EngineError(_NO_ADDRESS, remedy=_GIVE_ADDRESS, engine=ID, variable=ADDRESS)
        body = {"q": texts, "source": _code(source), "target": _code(target), "format": "text"}
        if self._key:
            body["api_key"] = self._key
        try:
            answer = transport.post(f"{self._url}/translate", json=body)
        except UnsupportedPairError:
            raise UnsupportedPairError(engine=ID, source=source, target=target) from None
        found = answer_in(answer.text)
        if not isinstance(found, list) or len(found) != len(texts):
            raise BadOutputError(engine=ID, reason=UNREADABLE)
        return found


def answer_in(body: str) -> Any:
    """The translations in an answer, None where it holds none."""
    import json

    try:
        content = json.loads(body)
    except ValueError:
        return None
    return content.get("translatedText") if isinstance(content, dict) else None


def _parts(sources: Sequence[str], indexes: Sequence[int]) -> list[list[int]]:
    """Indexes cut into requests: callers that keep to the capabilities get one."""
    parts: list[list[int]] = []
    size = _BATCH_CHARACTERS
    for index in indexes:
        size += len(sources[index])
        if size > _BATCH_CHARACTERS or not parts:
            parts.append([])
            size = len(sources[index])
        parts[-1].append(index)
    return parts


def _checked(source: str, text: object) -> Draft | Failure:
    if not isinstance(text, str) or not text.strip():
        return Failure(BadOutputError(engine=ID, reason=NOTHING))
    if speaks_of_references(text) and not speaks_of_references(source):
        text = html.unescape(text)
    return Failure(BadOutputError(engine=ID, reason=ECHO)) if is_echo(source, text) else Draft(text)


def _explain(status: int, page: str) -> EngineError | None:
    """LibreTranslate's refusals, by their words; a key that is missing, wrong or used up is 400 or 403."""
    if status == 403:
        return BlockedError(engine=ID) if "banned" in page else AuthError(engine=ID)
    if status == 400:
        if "api key" in page or "api_key" in page:
            return AuthError(engine=ID)
        if "not supported" in page or "not available" in page:
            return UnsupportedPairError(engine=ID, source="?", target="?")
        if "limit" in page:
            return TooLongError(engine=ID, limit=_LIMIT)
    return None


def _code(locale: str) -> str:
    """LibreTranslate's code of a locale: "tr" of "tr-TR", "zt" of "zh-Hant"."""
    tag = locale.replace("_", "-").lower()
    two = "-".join(tag.split("-")[:2])
    language = language_of(locale)
    return _OWN_CODES.get(tag) or _OWN_CODES.get(two) or _OWN_CODES.get(language) or language


def create(settings: Settings, around: Surroundings) -> LibreEngine:
    """The engine from its table: ``url``, ``key_variable``, ``batch``, ``concurrency``, ``timeout``, ``connect_timeout``,
    ``rate``; the address in the environment comes first."""
    url, variable = settings.text("url"), settings.text("key_variable", KEY)
    return LibreEngine(
        url=around.environment.get(ADDRESS, "").strip() or url,
        key=around.environment.get(variable, "").strip(),
        key_variable=variable,
        batch=settings.count("batch", 32),
        concurrency=settings.count("concurrency", 4),
        timeout=settings.seconds("timeout", 60.0),
        connect_timeout=settings.seconds("connect_timeout", 5.0),
        rate=settings.rate("rate", None),
        offline=around.offline,
    )
