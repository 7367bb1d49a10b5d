"""The engines ``openai:MODEL``: a chat model behind an interface like OpenAI's, on this machine (Ollama, llama.cpp) or not.

It sees whole paragraphs with their neighbours, the glossary, and what the masks stand for. See
:mod:`transflow.engines.openai_prompt` for what it is told.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from ipaddress import ip_address
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
    unsupported,
)
from transflow.engines.lanes import Lanes, key_error
from transflow.engines.openai_prompt import VERSION, is_plausible, messages, read
from transflow.engines.settings import Settings, Surroundings
from transflow.engines.transport import ECHO, NOT_FOUND, UNREADABLE, Transport, forget_foreign
from transflow.errors import (
    N_,
    AuthError,
    BadOutputError,
    EngineError,
    ModelMissingError,
    QuotaExhaustedError,
    TooLongError,
    UsageError,
)

FAMILY: Final = "openai"
KEY: Final = "OPENAI_API_KEY"
URL: Final = "https://api.openai.com/v1"
_LIMIT: Final = 8_000
_BATCH_CHARACTERS: Final = 8_000
_NO_MODEL: Final = N_("The engine “openai:” needs the name of a model.")
_NAME_IT: Final = N_("Write it behind the colon, for example openai:llama3.1.")
_UNKNOWN_MODEL: Final = N_("The server of {engine} does not have the model “{model}”.")
_GET_MODEL: Final = N_("Get it on the server, for example with 'ollama pull {model}', or name another one.")
_REFUSED: Final = N_("the model refused to translate it")


class OpenAIEngine:
    """Asks a chat model for some sentences at a time. Times are in seconds, ``rate`` in calls a second.

    ``json_mode`` asks the server to enforce JSON, which not every server can. ``style`` is a line of house style.
    """

    def __init__(
        self,
        model: str,
        *,
        url: str = URL,
        key: str = "",
        key_variable: str = KEY,
        temperature: float = 0.0,
        json_mode: bool = True,
        style: str = "",
        batch: int = 10,
        concurrency: int = 2,
        timeout: float = 120.0,
        connect_timeout: float = 5.0,
        rate: float | None = None,
        offline: bool = False,
    ) -> None:
        self.id: Final = f"{FAMILY}:{model}"
        self.capabilities: Final = Capabilities(
            max_characters=_LIMIT,
            max_batch=batch,
            max_batch_characters=_BATCH_CHARACTERS,
            concurrency=concurrency,
            separate_process=False,
            needs_network=True,
            rate=rate,
            uses_context=True,
            uses_glossary=True,
        )
        self._model = model
        self._url = url.rstrip("/")
        self._key = key
        self._key_variable = key_variable
        self._temperature = temperature
        self._json_mode = json_mode
        self._style = style
        self._lanes = Lanes(
            self.id,
            lambda: Transport(
                engine=self.id, connect=connect_timeout, read=timeout, limit=_LIMIT, explain=self._explain
            ),
            offline=offline,
        )

    @property
    def fingerprint(self) -> str:
        """The server, the model, and everything that changes its answers."""
        server = urlsplit(self._url).netloc.rpartition("@")[2]
        return f"{self._model}@{server}:{self._temperature}:{VERSION}:{self._style}"

    def supports(self, source: str, target: str) -> bool:
        """A model tries any two languages."""
        return language_of(source) != language_of(target)

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        """Translate sentences in one request; see :class:`transflow.engines.base.Engine`."""
        if not self.supports(source, target):
            return unsupported(sources, engine=self.id, source=source, target=target)
        answers, open_indexes = screen(sources, engine=self.id, limit=_LIMIT)
        if not open_indexes:
            return complete(answers)
        asked = [sources[index] for index in open_indexes]
        told = Hints(
            glossary=hints.glossary,
            around=[hints.around[index] for index in open_indexes] if hints.around else (),
            codes=[hints.codes[index] for index in open_indexes] if hints.codes else (),
        )
        try:
            content, reason = self._complete(messages(asked, told, source=source, target=target, style=self._style))
        except AuthError:
            return complete(answers, key_error(self.id, self._key_variable))
        except EngineError as error:
            return complete(answers, forget_foreign(error))
        found = read(content, len(asked))
        for number, index in enumerate(open_indexes):
            answers[index] = self._checked(asked[number], found.get(number), reason)
        return complete(answers)

    def close(self) -> None:
        """Close the connections."""
        self._lanes.close()

    def _complete(self, said: list[dict[str, str]]) -> tuple[str, str]:
        """The content of the model's answer, and why it ended. Raises :class:`EngineError`."""
        if not self._key and not _is_local(self._url):
            raise key_error(self.id, self._key_variable)
        body: dict[str, Any] = {"model": self._model, "messages": said, "temperature": self._temperature}
        if self._json_mode:
            body["response_format"] = {"type": "json_object"}
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        with self._lanes.lane() as transport:
            answer = transport.post(f"{self._url}/chat/completions", json=body, headers=headers)
        try:
            choice = json.loads(answer.text)["choices"][0]
            content, reason = choice["message"]["content"], choice.get("finish_reason")
        except (ValueError, LookupError, TypeError, AttributeError):
            raise BadOutputError(engine=self.id, reason=UNREADABLE) from None
        return content if isinstance(content, str) else "", str(reason or "")

    def _checked(self, source: str, text: str | None, reason: str) -> Draft | Failure:
        if text is None:
            why = _REFUSED if reason == "content_filter" else NOT_FOUND
            return Failure(BadOutputError(engine=self.id, reason=why))
        if not is_plausible(source, text):
            return Failure(BadOutputError(engine=self.id, reason=UNREADABLE))
        if is_echo(source, text):
            return Failure(BadOutputError(engine=self.id, reason=ECHO))
        return Draft(text.strip())

    def _explain(self, status: int, page: str) -> EngineError | None:
        """Refusals by their words; they are alike in all servers of this kind."""
        if status == 429 and "insufficient_quota" in page:
            return QuotaExhaustedError(engine=self.id)
        if status == 404 and "model" in page:
            return ModelMissingError(
                _UNKNOWN_MODEL, remedy=_GET_MODEL, engine=self.id, source="", target="", model=self._model
            )
        if status == 400 and ("context_length" in page or "context size" in page or "maximum context" in page):
            return TooLongError(engine=self.id, limit=_LIMIT)
        if status == 403:
            return AuthError(engine=self.id)
        return None


def _is_local(url: str) -> bool:
    """Whether a server is on this machine, where no key is asked for."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def create(settings: Settings, around: Surroundings) -> OpenAIEngine:
    """The engine from its table: ``url``, ``key_variable``, ``temperature``, ``json_mode``, ``style``, ``batch``,
    ``concurrency``, ``timeout``, ``connect_timeout``, ``rate``."""
    if not around.variant.strip():
        raise UsageError(_NO_MODEL, remedy=_NAME_IT)
    variable = settings.text("key_variable", KEY)
    return OpenAIEngine(
        around.variant,
        url=settings.text("url") or URL,
        key=around.environment.get(variable, "").strip(),
        key_variable=variable,
        temperature=settings.number("temperature", 0.0),
        json_mode=settings.flag("json_mode", True),
        style=settings.text("style"),
        batch=settings.count("batch", 10),
        concurrency=settings.count("concurrency", 2),
        timeout=settings.seconds("timeout", 120.0),
        connect_timeout=settings.seconds("connect_timeout", 5.0),
        rate=settings.rate("rate", None),
        offline=around.offline,
    )
