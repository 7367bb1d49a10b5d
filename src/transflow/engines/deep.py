"""The engines ``deep:NAME``: the classes of deep-translator behind :mod:`transflow.engines.transport`.

The classes are not safe over threads (one instance over eight threads swaps answers without an error), so every call
takes a *lane*: a translator and a connection of its own. What each service is like stands in
:mod:`transflow.engines.deep_providers`.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from types import FunctionType
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from transflow.engines.base import (
    NO_HINTS,
    Capabilities,
    Draft,
    Failure,
    Hints,
    complete,
    is_echo,
    screen,
    speaks_of_references,
    unsupported,
)
from transflow.engines.deep_providers import PROVIDERS, Provider, Wish
from transflow.engines.lanes import Lanes, key_error
from transflow.engines.settings import Settings, Surroundings
from transflow.engines.transport import ECHO, NOT_FOUND, NOTHING, Transport, foreign_errors, forget_foreign
from transflow.errors import (
    N_,
    AuthError,
    BadOutputError,
    EngineError,
    TooLongError,
    UnsupportedPairError,
    UsageError,
)


class _Translator(Protocol):
    def translate(self, text: str) -> object: ...


class DeepEngine:
    """One provider, asked by up to ``concurrency`` threads at a time, each sentence by itself.

    ``url`` is where the service lives (a mirror, a test). ``timeout`` and ``connect_timeout`` are in seconds, ``rate`` in
    calls a second. ``keys`` are in the order of the provider's variables, "" where one is not set.
    """

    def __init__(
        self,
        name: str,
        *,
        keys: Sequence[str] = (),
        variables: Sequence[str] = (),
        options: Mapping[str, str] | None = None,
        url: str = "",
        concurrency: int = 4,
        timeout: float = 15.0,
        connect_timeout: float = 5.0,
        rate: float | None = None,
        offline: bool = False,
    ) -> None:
        self.id: Final = f"deep:{name}"
        provider = self._provider = PROVIDERS[name]
        self.capabilities: Final = Capabilities(
            max_characters=provider.limit,
            max_batch=1,
            concurrency=concurrency,
            separate_process=False,
            needs_network=True,
            rate=rate,
            markup=provider.markup,
        )
        self._keys = tuple(keys)
        self._variables = tuple(variables) or provider.variables
        self._options = dict(options or {})
        self._url = url
        self._timeouts = (connect_timeout, timeout)
        self._lanes = Lanes(self.id, self._new_lane, offline=offline)

    @cached_property
    def fingerprint(self) -> str:
        """None of the services names its model; the library's version, and whose server it is, can be known."""
        known = f"deep-translator/{version('deep-translator')}:{self.id.partition(':')[2]}"
        host = urlsplit(self._url).netloc.rpartition("@")[2] if self._provider.self_hosted else ""
        return f"{known}:{host}" if host else known

    def supports(self, source: str, target: str) -> bool:
        """Whether the service has codes for both languages."""
        return self._codes(source, target) is not None

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        """Ask for every sentence; see :class:`transflow.engines.base.Engine`."""
        codes = self._codes(source, target)
        if codes is None:
            return unsupported(sources, engine=self.id, source=source, target=target)
        answers, open_indexes = screen(sources, engine=self.id, limit=self.capabilities.max_characters)
        stopped: EngineError | None = self._missing_key()
        for index in open_indexes if stopped is None else ():
            try:
                with self._lanes.lane() as lane:
                    answers[index] = Draft(lane.ask(sources[index], codes, (source, target)))
            except EngineError as found:
                refused = isinstance(found, AuthError) and self._variables
                error = key_error(self.id, self._variables[-1]) if refused else forget_foreign(found)
                answers[index] = Failure(error)
                if not isinstance(error, TooLongError | BadOutputError):
                    stopped = error  # the others would meet the same
                    break
        return complete(answers, stopped)

    def close(self) -> None:
        """Close the connections."""
        self._lanes.close()

    def _codes(self, source: str, target: str) -> tuple[str, str] | None:
        """The service's codes of both locales; None where it has none, or the same for both."""
        code = self._provider.code
        found = (code(source, False), code(target, True))
        if found[0] is None or found[1] is None or code(target, False) == found[0]:
            return None
        return found[0], found[1]

    def _missing_key(self) -> AuthError | None:
        """Why nobody is asked: a key is not set, or holds what no key and no header can hold."""
        keys = zip(self._variables, self._keys, strict=True)
        missing = [name for name, key in keys if not (key and key.isascii() and key.isprintable())]
        return key_error(self.id, ", ".join(missing)) if missing else None

    def _new_lane(self) -> _Lane:
        connect, read = self._timeouts
        explain = self._provider.explain
        transport = self._provider.transport(
            engine=self.id,
            connect=connect,
            read=read,
            limit=self.capabilities.max_characters,
            explain=None if explain is None else lambda status, page: explain(self.id, status, page),
        )
        return _Lane(self.id, self._provider, transport, self._wish)

    def _wish(self, codes: tuple[str, str]) -> Wish:
        return Wish(source=codes[0], target=codes[1], keys=self._keys, url=self._url, options=self._options)


class _Lane:
    """A translator for each pair and the connection under them; for one thread at a time."""

    def __init__(
        self, engine: str, provider: Provider, transport: Transport, wish: Callable[[tuple[str, str]], Wish]
    ) -> None:
        self._engine = engine
        self._provider = provider
        self._transport = transport
        self._wish = wish
        self._translators: dict[tuple[str, str], _Translator] = {}

    def ask(self, text: str, codes: tuple[str, str], locales: tuple[str, str]) -> str:
        """The translation of one text. Raises :class:`EngineError`, and nothing foreign."""
        try:
            with foreign_errors(self._engine, source=locales[0], target=locales[1], limit=self._provider.limit):
                if codes not in self._translators:
                    self._translators[codes] = self._new_translator(codes)
                answer = self._translators[codes].translate(text)
        except UnsupportedPairError:  # a service does not repeat what it was asked
            raise UnsupportedPairError(engine=self._engine, source=locales[0], target=locales[1]) from None
        return self._checked(text, answer)

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def _checked(self, text: str, answer: object) -> str:
        if answer is None:  # Google's page gave the text back, and there is nothing in it that could be translated
            if any(ch.isalnum() for ch in text):
                raise BadOutputError(engine=self._engine, reason=NOT_FOUND)
            return text
        if not isinstance(answer, str) or not answer.strip():
            raise BadOutputError(engine=self._engine, reason=NOTHING)
        # Pages escape some answers twice; a text that speaks about references is left alone, and tags are kept for later.
        if self._provider.markup == "masks" and speaks_of_references(answer) and not speaks_of_references(text):
            answer = html.unescape(answer)
        if is_echo(text, answer):
            raise BadOutputError(engine=self._engine, reason=ECHO)
        return answer

    def _new_translator(self, codes: tuple[str, str]) -> _Translator:
        """A translator of the unmodified class that asks through our transport.

        Its module asks through the global name ``requests``. The methods are bound to other globals instead of patching
        the module: other users of the library in this process are not touched.
        """
        module = import_module(f"deep_translator.{self._provider.module}")
        cls = getattr(module, self._provider.cls)
        wish = self._wish(codes)
        names = {**vars(module), "requests": self._transport}
        methods: dict[str, object] = {"translate": _bound(cls.translate, names)}
        if hasattr(cls, "_get_supported_languages"):  # Microsoft's constructor would ask the network for its languages
            methods["_get_supported_languages"] = lambda _: {"english": "en", "german": "de"}
        made: _Translator = type(f"Safe{self._provider.cls}", (cls,), methods)(**self._provider.build(wish))
        self._provider.adjust(made, wish)
        return made


def _bound(method: FunctionType, names: dict[str, Any]) -> FunctionType:
    """The same function in a module where ``names`` are global."""
    bound = FunctionType(method.__code__, names, method.__name__, method.__defaults__, method.__closure__)
    bound.__kwdefaults__ = method.__kwdefaults__
    return bound


def create(settings: Settings, around: Surroundings) -> DeepEngine:
    """The engine from its table: ``url``, ``concurrency``, ``timeout``, ``connect_timeout``, ``rate``, and where it takes
    them ``key_variable``, ``email``, ``region``."""
    name = around.variant
    provider = PROVIDERS.get(name)
    if provider is None:
        raise UsageError(
            N_("deep-translator has no “{name}” that works. Known: {known}."),
            remedy=N_("docs/reference/engines.md says why some of its providers are left out."),
            name=name,
            known=", ".join(f"deep:{known}" for known in PROVIDERS),
        )
    variables = list(provider.variables)
    if variables:
        variables[-1] = settings.text("key_variable", variables[-1])
    options = {option: settings.text(option) for option in provider.options}
    return DeepEngine(
        name,
        keys=[around.environment.get(variable, "").strip() for variable in variables],
        variables=variables,
        options={option: value for option, value in options.items() if value},
        url=settings.text("url"),
        concurrency=settings.count("concurrency", 4),
        timeout=settings.seconds("timeout", 15.0),
        connect_timeout=settings.seconds("connect_timeout", 5.0),
        rate=settings.rate("rate", provider.rate),
        offline=around.offline,
    )
