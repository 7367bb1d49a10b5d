"""A safe way to ask web services: the only place in the house where an engine touches HTTP.

deep-translator asks through the name ``requests`` of its modules, without time limits, sessions or a look at the
status line. :class:`Transport` stands in its place: connections are kept alive, every wait has a limit, the answer has
a size limit, and a refusal becomes an error of our tree before anybody tries to read a translation out of it. Keys and
texts never follow a redirect to another place. Our own adapters ask through it as well.

:func:`foreign_errors` maps every exception of requests, urllib3 and deep-translator once. Neither a text, an address
nor a key gets into an error or a log: foreign messages hold all three, so they are dropped together with their chain.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

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
#: Redirects of one request that are followed.
_HOPS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


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


class _Hush(logging.Filter):
    """Drops what urllib3 logs in a thread while a transport of ours asks there: addresses, and with them texts."""

    def __init__(self) -> None:
        super().__init__()
        self._here = threading.local()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record of this thread may pass."""
        return not getattr(self._here, "asking", False)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Nothing passes for the time of the block."""
        self._here.asking = True
        try:
            yield
        finally:
            self._here.asking = False


_hushed: Final = _Hush()
for _talker in ("connection", "connectionpool", "poolmanager", "response", "util.retry"):
    logging.getLogger(f"urllib3.{_talker}").addFilter(_hushed)


class _Session(requests.Session):
    """Leads nobody anywhere: requests would read a redirect's whole body, and take keys and texts to any place."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None; :meth:`Transport._exchange` looks where a redirect leads."""
        return None


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
        self._session = _Session()

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
        if "Authorization" in (options.get("headers") or {}):
            options["auth"] = _unchanged  # else requests would put a name and password of ~/.netrc in its place
        with _hushed(), foreign_errors(self._engine, limit=self._limit):
            for _ in range(_HOPS):
                with self._session.request(method, url, timeout=self._timeout, stream=True, **options) as response:
                    there = _led_to(response)
                    if there is None:
                        return self._answer(response)
                    if not _same_place(url, there):
                        break
                url = there
                options["params"] = None  # the new address holds what it wants of them
                if response.status_code == 303:
                    method, options = "GET", {**options, "json": None, "data": None}
            raise BlockedError(engine=self._engine)  # a consent page, a captcha, a circle

    def _answer(self, response: requests.Response) -> Answer:
        body = self._body(response)
        if "charset" not in response.headers.get("Content-Type", "").lower():
            response.encoding = "utf-8"  # the default of HTTP/1.0, Latin-1, would spoil Turkish and Russian
        text = body.decode(response.encoding or "utf-8", errors="replace")
        refusal = self._refusal(response, text)
        if refusal is not None:
            raise refusal
        return Answer(status_code=response.status_code, text=text)

    def _body(self, response: requests.Response) -> bytes:
        """The whole body. Read as it comes: a service that sends a byte now and then must not hold us up for ever."""
        deadline = self._clock() + self._timeout[1]
        parts: list[bytes] = []
        size = 0
        while part := response.raw.read1(_CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > BODY_LIMIT:
                raise BadOutputError(engine=self._engine, reason=TOO_LARGE)
            if self._clock() > deadline:
                raise TransientEngineError(engine=self._engine, reason=TIMED_OUT)
        return b"".join(parts)

    def _refusal(self, response: requests.Response, text: str) -> EngineError | None:
        """What the status line, a captcha, or the service's own words say against this answer."""
        status, name = response.status_code, self._engine
        page = text.lower()
        if self._is_captcha(response, page):
            return BlockedError(engine=name)  # it may come with 200, 429 or 503
        said = self._explain(status, page) if self._explain is not None else None
        if said is not None:
            return said
        if status < 300:
            return None
        wait = retry_after(response.headers)
        if status in (429, 529) or (status == 503 and wait is not None):
            return RateLimitedError(engine=name, retry_after=wait)
        if status == 401:
            return AuthError(engine=name)
        if status == 407:
            return EngineError(WRONG_ADDRESS, remedy=CORRECT_ADDRESS, engine=name)
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


def _led_to(response: requests.Response) -> str | None:
    """Where an answer sends us, None where it is an answer itself."""
    if response.status_code not in _REDIRECTS or "Location" not in response.headers:
        return None
    there = response.headers["Location"].encode("latin-1").decode("utf-8", "replace")
    return urljoin(response.url, there)


def _same_place(here: str, there: str) -> bool:
    """Whether two addresses are of one server; it may ask for encryption, but not for less of it."""
    before, after = urlsplit(here), urlsplit(there)
    if before.hostname != after.hostname:
        return False
    return (before.scheme, before.port) == (after.scheme, after.port) or (before.scheme, after.scheme) == (
        "http",
        "https",
    )


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """A way to authenticate that does nothing."""
    return request


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
    theirs = _inner(theirs)
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


def _inner(theirs: Exception) -> Exception:
    """What requests wrapped: its ``ConnectionError`` stands for a port that nobody listens at, and for a cut connection."""
    inside = theirs.args[0] if type(theirs) is requests.ConnectionError and theirs.args else None
    return inside if isinstance(inside, urllib3.exceptions.ProtocolError | urllib3.exceptions.TimeoutError) else theirs


_requests = requests.exceptions
_urllib3 = urllib3.exceptions
#: First match counts: narrower classes stand before wider ones.
MAPPING: Final[tuple[tuple[tuple[type[Exception], ...], type[EngineError], str], ...]] = (
    ((_requests.ConnectTimeout, _requests.ProxyError), TransientEngineError, UNREACHABLE),
    ((_requests.Timeout, _urllib3.TimeoutError), TransientEngineError, TIMED_OUT),
    ((_requests.SSLError, _urllib3.SSLError), TransientEngineError, NOT_SECURE),
    ((_requests.ChunkedEncodingError, _requests.StreamConsumedError), TransientEngineError, CUT_OFF),
    (
        (_requests.ContentDecodingError, _requests.InvalidJSONError, json.JSONDecodeError, _urllib3.DecodeError),
        BadOutputError,
        UNREADABLE,
    ),
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
