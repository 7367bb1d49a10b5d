"""A safe way to ask web services: the only place in the house where an engine touches HTTP.

deep-translator asks through the name ``requests`` of its modules, without time limits, sessions or a look at the
status line. :class:`Transport` stands in its place: connections are kept alive, every wait has a limit, the answer has
a size limit, and a refusal becomes an error of our tree before anybody tries to read a translation out of it. Our own
adapters ask through it as well.

:func:`foreign_errors` maps every exception of requests, urllib3 and deep-translator once. Neither a text, an address
nor a key gets into an error: foreign messages hold all three, so they are dropped together with their chain.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import deep_translator.exceptions as foreign
import requests
import urllib3.exceptions

from transflow.engines.base import UNREACHABLE
from transflow.errors import (
    N_,
    AuthError,
    BadOutputError,
    BlockedError,
    EngineError,
    QuotaExhaustedError,
    RateLimitedError,
    TooLongError,
    TransientEngineError,
    UnsupportedPairError,
)

#: Reasons of a ``TransientEngineError``; ``UNREACHABLE`` is one more.
TIMED_OUT: Final = N_("it took too long")
CUT_OFF: Final = N_("the connection was cut")
NOT_SECURE: Final = N_("no secure connection")
SERVER_ERROR: Final = N_("an error on its side")
#: Reasons of a ``BadOutputError``.
NOT_FOUND: Final = N_("no translation in it")
UNREADABLE: Final = N_("it cannot be read")
NOTHING: Final = N_("nothing in it")
ECHO: Final = N_("it is the source again")
TOO_LARGE: Final = N_("it is too large")

#: The address of the service, or of a proxy, cannot be used.
WRONG_ADDRESS: Final = N_("The engine {engine} cannot be asked: its address or its proxy is wrong.")
CORRECT_ADDRESS: Final = N_("Correct the engine's url in transflow.toml, or the proxy variables of the environment.")

#: Most bytes of an answer that are read; a translation page has about 5 kB.
BODY_LIMIT: Final = 2_000_000
_CHUNK: Final = 16_384
_CAPTCHA: Final = ("g-recaptcha", "captcha-form", "unusual traffic", "/sorry/")


#: What a service says in its own words: (status, body in lower case) → the error, None where it says nothing against.
#: Asked for successful answers too: some services refuse with 200.
Explain = Callable[[int, str], EngineError | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A successful answer, as far as deep-translator looks at one."""

    status_code: int
    text: str

    def json(self) -> Any:
        """The body as JSON; ``json.JSONDecodeError`` where it is none."""
        return json.loads(self.text)

    def close(self) -> None:
        """The body was read to its end; the connection is free already."""


class Transport:
    """Stands where a module of deep-translator expects ``requests``. For one thread at a time.

    Time limits in seconds: ``connect`` until the connection stands, ``read`` between two parts of the answer and for
    the answer as a whole. Proxies and certificates are taken from the environment, as requests does. ``limit`` is the
    engine's, in characters, for the error that names it.
    """

    #: Modules of deep-translator name exceptions of requests in their handlers; none of these is ever raised here.
    exceptions = requests.exceptions

    def __init__(
        self,
        *,
        engine: str,
        connect: float,
        read: float,
        limit: int,
        explain: Explain | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._timeout = (connect, read)
        self._limit = limit
        self._explain = explain
        self._clock = clock
        self._session = requests.Session()

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **_ignored: object,
    ) -> Answer:
        """Ask and read the whole answer. Raises :class:`EngineError` for every answer that is a refusal, and for none."""
        return self._exchange("GET", url, params=params, headers=headers)

    def post(
        self,
        url: str,
        json: object = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: object,
    ) -> Answer:
        """As :meth:`get`, with a body: ``json``, or a form in ``data``, as requests calls it."""
        return self._exchange("POST", url, params=params, headers=headers, json=json, data=more.get("data"))

    def _exchange(self, method: str, url: str, **options: Any) -> Answer:
        with (
            foreign_errors(self._engine, limit=self._limit),
            self._session.request(method, url, timeout=self._timeout, stream=True, **options) as response,
        ):
            body = self._body(response)
            if "charset" not in response.headers.get("Content-Type", "").lower():
                response.encoding = "utf-8"  # the default of HTTP/1.0, Latin-1, would spoil Turkish and Russian
            text = body.decode(response.encoding or "utf-8", errors="replace")
            refusal = self._refusal(response, url, text)
            if refusal is not None:
                raise refusal
            return Answer(status_code=response.status_code, text=text)

    def _body(self, response: requests.Response) -> bytes:
        deadline = self._clock() + self._timeout[1]
        parts: list[bytes] = []
        size = 0
        for part in response.iter_content(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > BODY_LIMIT:
                raise BadOutputError(engine=self._engine, reason=TOO_LARGE)
            if self._clock() > deadline:
                raise TransientEngineError(engine=self._engine, reason=TIMED_OUT)
        return b"".join(parts)

    def _refusal(self, response: requests.Response, url: str, text: str) -> EngineError | None:
        """What the status line, the place we were led to, or a captcha says against this answer."""
        status, name = response.status_code, self._engine
        page = text.lower()
        elsewhere = bool(response.history) and urlsplit(response.url).hostname != urlsplit(url).hostname
        if elsewhere or self._is_captcha(response, page):
            return BlockedError(engine=name)  # a captcha may come with 200, 429 or 503, a consent page after a redirect
        said = self._explain(status, page) if self._explain is not None else None
        if said is not None:
            return said
        if status < 300:
            return None
        if status == 429:
            return RateLimitedError(engine=name, retry_after=retry_after(response.headers))
        if status in (401, 407):
            return AuthError(engine=name)
        if status in (402, 403, 451):
            return QuotaExhaustedError(engine=name) if "quota" in page else BlockedError(engine=name)
        if status in (413, 414):
            return TooLongError(engine=name, limit=self._limit)
        if status in (408, 425) or status >= 500:
            return TransientEngineError(engine=name, reason=SERVER_ERROR)
        return BadOutputError(engine=name, reason=NOT_FOUND)

    @staticmethod
    def _is_captcha(response: requests.Response, page: str) -> bool:
        """Whether a person is asked for. An answer that holds a translation may speak of unusual traffic as it likes."""
        if "/sorry/" in (response.url or ""):
            return True
        holds_answer = "result-container" in page or "json" in response.headers.get("Content-Type", "").lower()
        return not holds_answer and any(sign in page for sign in _CAPTCHA)

    def close(self) -> None:
        """Close the kept connections. May be called twice."""
        self._session.close()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by ``Retry-After`` (RFC 9110, section 10.2.3: seconds or a date), None where it says nothing.

    A date is counted from the answer's own ``Date``, so a wrong clock on either side does no harm.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        now = parsedate_to_datetime(headers["Date"]) if "Date" in headers else datetime.now(UTC)
        return max(0.0, (moment.astimezone(UTC) - now.astimezone(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


@contextmanager
def foreign_errors(engine: str, *, source: str = "", target: str = "", limit: int) -> Iterator[None]:
    """Turn every foreign exception into one of our tree; see :func:`forget_foreign` for what stays behind it."""
    try:
        yield
    except EngineError:
        raise
    except Exception as theirs:
        raise translated_error(theirs, engine=engine, source=source, target=target, limit=limit) from None


def forget_foreign(error: EngineError) -> EngineError:
    """Cut the chain of foreign exceptions and frames off an error that is kept: they hold texts, addresses and keys."""
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)


def translated_error(theirs: Exception, *, engine: str, source: str, target: str, limit: int) -> EngineError:
    """Our name for a foreign exception; an unknown one is an unreadable answer (parsers raise anything)."""
    made: Mapping[type[EngineError], EngineError] = {
        UnsupportedPairError: UnsupportedPairError(engine=engine, source=source, target=target),
        TooLongError: TooLongError(engine=engine, limit=limit),
    }
    for kinds, ours, reason in MAPPING:
        if isinstance(theirs, kinds):
            if ours in made:
                return made[ours]
            if ours is EngineError:
                return EngineError(WRONG_ADDRESS, remedy=CORRECT_ADDRESS, engine=engine)
            return ours(engine=engine, reason=reason) if reason else ours(engine=engine)
    return BadOutputError(engine=engine, reason=UNREADABLE)


_requests = requests.exceptions
_urllib3 = urllib3.exceptions
#: First match counts: narrower classes stand before wider ones.
MAPPING: Final[tuple[tuple[tuple[type[Exception], ...], type[EngineError], str], ...]] = (
    ((_requests.ConnectTimeout, _requests.ProxyError), TransientEngineError, UNREACHABLE),
    ((_requests.Timeout, _urllib3.TimeoutError), TransientEngineError, TIMED_OUT),
    ((_requests.SSLError, _urllib3.SSLError), TransientEngineError, NOT_SECURE),
    ((_requests.ChunkedEncodingError, _requests.StreamConsumedError), TransientEngineError, CUT_OFF),
    ((_requests.ContentDecodingError, _requests.InvalidJSONError, json.JSONDecodeError), BadOutputError, UNREADABLE),
    ((_requests.TooManyRedirects,), BlockedError, ""),
    (
        (
            _requests.InvalidURL,
            _requests.MissingSchema,
            _requests.InvalidSchema,
            _requests.InvalidHeader,
            _requests.URLRequired,
            _urllib3.LocationValueError,
        ),
        EngineError,
        "",
    ),
    ((_requests.ConnectionError,), TransientEngineError, UNREACHABLE),
    ((_requests.RetryError, _requests.HTTPError, _requests.UnrewindableBodyError), TransientEngineError, SERVER_ERROR),
    ((_requests.RequestException, _urllib3.HTTPError, OSError), TransientEngineError, CUT_OFF),
    ((foreign.LanguageNotSupportedException, foreign.InvalidSourceOrTargetLanguage), UnsupportedPairError, ""),
    ((foreign.NotValidLength,), TooLongError, ""),
    ((foreign.TooManyRequests,), RateLimitedError, ""),
    ((foreign.ApiKeyException, foreign.AuthorizationException), AuthError, ""),
    (
        (foreign.RequestError, foreign.ServerException, foreign.MicrosoftAPIerror, foreign.BaiduAPIerror),
        TransientEngineError,
        SERVER_ERROR,
    ),
    ((foreign.TranslationNotFound, foreign.ElementNotFoundInGetRequest), BadOutputError, NOT_FOUND),
    ((foreign.NotValidPayload, foreign.BaseError), BadOutputError, UNREADABLE),
)
