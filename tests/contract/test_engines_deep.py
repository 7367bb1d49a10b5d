"""The engines ``deep:NAME`` over real sockets: services on loopback that misbehave in every way we know."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests
import urllib3.exceptions
from deep_translator import GoogleTranslator
from deep_translator import exceptions as foreign
from tests.engines.google_page import (
    CAPTCHA,
    GARBAGE,
    Behaviour,
    GooglePage,
    Reply,
    answer,
    google_page,
    page,
    turkish,
)
from tests.engines.tls_proxy import tls_proxy

from transflow.engines.base import Draft, Failure
from transflow.engines.calling import Caller, Policy, Request
from transflow.engines.deep import DeepEngine
from transflow.engines.transport import CUT_OFF, MAPPING, TIMED_OUT, foreign_errors, retry_after
from transflow.errors import (
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

SECRET = "Nobody may read this sentence in a log."


class Setting:
    """An engine in front of a page."""

    def __init__(self, served: GooglePage, engine: DeepEngine) -> None:
        self.page = served
        self.engine = engine

    def ask(self, *sources: str, target: str = "tr") -> list[Draft | Failure]:
        """One call, on this thread."""
        return self.engine.translate(sources, source="en", target=target)

    def run(self, *sources: str, retries: int = 2) -> list[Draft | Failure]:
        """All sentences as drafting asks for them: in threads, with retries."""
        caller = Caller(self.engine, source="en", target="tr", policy=Policy(retries=retries))
        replies = caller.replies([Request((text,)) for text in sources])
        found = {reply.number: reply.answers[0] for some in replies for reply in some}
        return [found[number] for number in range(len(sources))]

    def error(self, source: str = SECRET) -> EngineError:
        """The failure of one sentence."""
        (only,) = self.ask(source)
        assert isinstance(only, Failure)
        return only.error


@contextmanager
def google(behaviour: Behaviour = answer, *, concurrency: int = 1, timeout: float = 30.0) -> Iterator[Setting]:
    with google_page(behaviour) as served:
        engine = DeepEngine("google", url=served.url, concurrency=concurrency, timeout=timeout)
        try:
            yield Setting(served, engine)
        finally:
            engine.close()


def always(reply: Reply) -> Behaviour:
    return lambda number, text: reply


def first(reply: Reply, times: int = 1) -> Behaviour:
    """``reply`` to the first requests, then as it should be."""
    return lambda number, text: reply if number < times else answer(number, text)


# -- as it should be ---------------------------------------------------------------------------------------------


def test_the_page_is_asked_with_text_and_codes() -> None:
    with google() as setting:
        assert setting.ask("One & two?", target="tr-TR") == [Draft("tr(One & two?)")]
        assert [(asked["q"], asked["sl"], asked["tl"]) for asked in setting.page.asked] == [("One & two?", "en", "tr")]


@pytest.mark.parametrize(
    ("locale", "code"),
    [("ru", "ru"), ("ru_RU", "ru"), ("zh-Hant", "zh-TW"), ("zh-Hans-CN", "zh-CN"), ("he", "iw"), ("nb-NO", "no")],
)
def test_locales_become_codes_of_the_page(locale: str, code: str) -> None:
    with google() as setting:
        setting.ask("One.", target=locale)
        assert setting.page.asked[0]["tl"] == code


@pytest.mark.parametrize(
    ("shown", "draft"),
    [
        ("T&uuml;rkiye&#39;nin &quot;orta&quot; yolu", 'Türkiye\'nin "orta" yolu'),
        ("T&amp;#39;ye &amp;amp; co", "T'ye & co"),  # escaped twice
        ("Средний коридор", "Средний коридор"),
    ],
)
def test_entities_are_unescaped(shown: str, draft: str) -> None:
    with google(always(Reply(body=page(shown)))) as setting:
        assert setting.ask("Some text.") == [Draft(draft)]


def test_a_text_about_entities_keeps_them() -> None:
    with google() as setting:
        assert setting.ask("Write &amp; there.") == [Draft("tr(Write &amp; there.)")]


def test_without_a_declared_charset_the_page_is_utf_8() -> None:
    with google(always(Reply(headers={"Content-Type": "text/html"}, body=page("Şöyle")))) as setting:
        assert setting.ask("So.") == [Draft("Şöyle")]


@pytest.mark.parametrize("text", ["NATO", "…", "2024"])
def test_a_text_that_comes_back_as_it_was_is_a_draft(text: str) -> None:
    with google(lambda number, asked: Reply(body=page(asked))) as setting:
        assert setting.ask(text) == [Draft(text)]


def test_connections_are_kept() -> None:
    with google() as setting:
        setting.ask(*(f"Sentence {number}." for number in range(10)))
        assert len(setting.page.asked) == 10
        assert len(setting.page.connections) == 1


def test_eight_threads_never_swap_answers() -> None:
    sentences = [f"Sentence {number} of many." for number in range(200)]
    with google(concurrency=8) as setting:
        assert setting.run(*sentences) == [Draft(turkish(sentence)) for sentence in sentences]
        assert 1 < len(setting.page.connections) <= 8


def test_threads_work_at_the_same_time() -> None:
    together = threading.Barrier(4, timeout=60)  # nobody is answered before four ask at once

    def meet(number: int, text: str) -> Reply:
        together.wait()
        return answer(number, text)

    with google(meet, concurrency=4) as setting:
        assert all(isinstance(got, Draft) for got in setting.run(*"ABCD"))


# -- as it should not be -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(status=401), AuthError),
        (Reply(status=403), BlockedError),
        (Reply(status=403, body="Daily quota exceeded"), QuotaExhaustedError),
        (Reply(status=404), BadOutputError),
        (Reply(status=407), EngineError),
        (Reply(status=413), TooLongError),
        (Reply(status=429), RateLimitedError),
        (Reply(status=500), TransientEngineError),
        (Reply(status=503), TransientEngineError),
        (Reply(body=CAPTCHA), BlockedError),
        (Reply(status=429, body=CAPTCHA), BlockedError),
        (Reply(status=302, headers={"Location": "/sorry/index"}), BlockedError),
        (Reply(status=302, headers={"Location": "/m"}), BlockedError),
        (Reply(status=302), BadOutputError),
        (Reply(status=302, headers={"Location": "http://[::1"}), BadOutputError),
        (Reply(body=GARBAGE), BadOutputError),
        (Reply(body=""), BadOutputError),
        (Reply(body=page("")), BadOutputError),
        (Reply(body="x" * 2_100_000), BadOutputError),
        (Reply(body=page("half"), cut=True), TransientEngineError),
        (Reply(headers={"Content-Encoding": "gzip"}, body="no gzip"), BadOutputError),
    ],
)
def test_every_refusal_has_its_name(reply: Reply, kind: type[EngineError]) -> None:
    with google(always(reply)) as setting:
        assert type(setting.error()) is kind


def test_being_led_to_another_place_is_a_refusal() -> None:
    def consent(number: int, text: str) -> Reply:
        there = setting.page.url.replace("127.0.0.1", "localhost")
        return Reply(status=302, headers={"Location": f"{there}?q=consent"}) if number == 0 else answer(number, text)

    with google(consent) as setting:
        assert isinstance(setting.error(), BlockedError)
        assert len(setting.page.asked) == 1, "nobody goes there"


def test_a_redirect_within_the_place_is_followed() -> None:
    def moved(number: int, text: str) -> Reply:
        there = "/m/ş?q=moved".encode().decode("latin-1")
        return Reply(status=302, headers={"Location": there}) if number == 0 else answer(number, text)

    with google(moved) as setting:
        assert setting.ask("One.") == [Draft("tr(moved)")]
        assert [asked["q"] for asked in setting.page.asked] == ["One.", "moved"]


def test_a_hanging_answer_ends_after_the_time_limit() -> None:
    with google(always(Reply(hang=True)), timeout=0.05) as setting:
        assert type(setting.error()) is TransientEngineError


@pytest.mark.parametrize("reply", [Reply(body=page("half"), stall=True), Reply(drip=True)], ids=["stall", "drip"])
def test_an_answer_without_an_end_ends_after_the_time_limit(reply: Reply) -> None:
    with google(always(reply), timeout=0.1) as setting:
        error = setting.error()
        assert (type(error), error.fields["reason"]) == (TransientEngineError, TIMED_OUT)


def test_a_connection_that_is_dropped_is_not_a_place_where_nobody_is() -> None:
    with google(always(Reply(drop=True))) as setting:
        error = setting.error()
        assert (type(error), error.fields["reason"]) == (TransientEngineError, CUT_OFF)


def test_nobody_listening_stops_the_round() -> None:
    with google() as setting:
        unreachable = DeepEngine("google", url="http://127.0.0.1:9/m")
        answers = unreachable.translate(["One.", "Two.", "", "Four."], source="en", target="tr")
        unreachable.close()
        assert setting.page.asked == []
    assert [type(got.error) for got in answers if isinstance(got, Failure)] == [TransientEngineError] * 3
    assert answers[2] == Draft("")


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/m", "no address", "http://[::1/m", "http://"])
def test_a_wrong_address_is_a_mistake_of_the_settings(url: str) -> None:
    engine = DeepEngine("google", url=url)
    answers = engine.translate(["One.", "Two."], source="en", target="tr")
    engine.close()
    assert all(isinstance(got, Failure) and "address" in str(got.error) for got in answers)


def test_offline_nothing_is_asked() -> None:
    with google_page() as served:
        engine = DeepEngine("google", url=served.url, offline=True)
        answers = engine.translate(["One.", "Two."], source="en", target="tr")
        engine.close()
        assert served.asked == []
    assert isinstance(answers[0], Failure)
    assert answers[0] == answers[1]


def test_a_closed_engine_says_so() -> None:
    with google() as setting:
        setting.engine.close()
        assert type(setting.error()) is EngineError
        assert "closed" in str(setting.error())
        assert setting.page.asked == []


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(status=429), Reply(body=CAPTCHA), Reply(body=GARBAGE),
                                   Reply(body=page("x"), cut=True), Reply(drop=True),
                                   Reply(headers={"X-Broken": "a\nbroken"}, body=page("x"), cut=True)])  # fmt: skip
def test_no_error_and_no_log_holds_the_text_or_the_address(reply: Reply, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    with google(always(reply)) as setting:
        error = setting.error()
        assert SECRET.split()[0] not in caplog.text
        assert "127.0.0.1" not in caplog.text
        shown = " ".join([str(error), repr(error), repr(error.fields), repr(error.args)])
        assert SECRET not in shown
        assert "127.0.0.1" not in shown
        assert (error.__cause__, error.__context__, error.__traceback__) == (None, None, None)


# -- asking again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500),
        Reply(status=429),
        Reply(status=429, headers={"Retry-After": "0"}),
        Reply(body=page("half"), cut=True),
        Reply(drop=True),
    ],
    ids=["500", "429", "429 with Retry-After", "cut", "dropped"],
)
def test_temporary_refusals_are_tried_again(reply: Reply) -> None:
    with google(first(reply, times=2)) as setting:
        assert setting.run("One.") == [Draft(turkish("One."))]
        assert len(setting.page.asked) == 3


def test_a_hanging_answer_is_tried_again() -> None:
    with google(first(Reply(hang=True)), timeout=0.05) as setting:
        assert setting.run("One.") == [Draft(turkish("One."))]


def test_the_wait_that_the_service_names_is_known() -> None:
    with google(always(Reply(status=429, headers={"Retry-After": "7"}))) as setting:
        error = setting.error()
        assert isinstance(error, RateLimitedError)
        assert error.retry_after == 7.0


@pytest.mark.parametrize("reply", [Reply(status=403), Reply(body=GARBAGE), Reply(status=413)])
def test_a_final_refusal_is_not_tried_again(reply: Reply) -> None:
    with google(always(reply)) as setting:
        setting.run("One.")
        assert len(setting.page.asked) == 1


def test_what_was_translated_before_a_ban_is_kept() -> None:
    with google(lambda number, text: answer(number, text) if number < 3 else Reply(body=CAPTCHA)) as setting:
        answers = setting.ask(*"ABCDEF")
        assert answers[:3] == [Draft(turkish(text)) for text in "ABC"]
        assert {type(got.error) for got in answers[3:] if isinstance(got, Failure)} == {BlockedError}
        assert len(answers) == 6
        assert len(setting.page.asked) == 4  # the rest is not asked any more


def test_a_bad_page_costs_its_own_sentence_only() -> None:
    with google(lambda number, text: Reply(body=GARBAGE) if text == "B" else answer(number, text)) as setting:
        answers = setting.ask(*"ABC")
        assert [isinstance(got, Draft) for got in answers] == [True, False, True]


def test_a_long_text_that_comes_back_as_it_was_is_an_echo() -> None:
    with google(lambda number, asked: Reply(body=page(asked))) as setting:
        error = setting.error()
        assert type(error) is BadOutputError
        assert setting.ask("Recep Tayyip Erdoğan") == [Draft("Recep Tayyip Erdoğan")], "a name may well be the same"


def test_an_article_may_speak_of_captchas() -> None:
    text = "They detected unusual traffic at the port, wrote g-recaptcha and captcha-form."
    with google() as setting:
        assert setting.ask(text) == [Draft(turkish(text))]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "Mon, 23 Nov 2026 10:00:30 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "²"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


# -- the unmodified address --------------------------------------------------------------------------------------


def test_the_real_address_through_a_proxy_that_ends_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        proxy = stack.enter_context(tls_proxy(tmp_path, "translate.google.com"))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(proxy.authority))
        plain = GoogleTranslator(source="en", target="tr").translate("One.")
        engine = DeepEngine("google")
        stack.callback(engine.close)
        assert engine.translate(["One.", "Two."], source="en", target="tr") == [Draft(plain), Draft(turkish("Two."))]
        assert set(proxy.wanted) == {"translate.google.com:443"}


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        proxy = stack.enter_context(tls_proxy(tmp_path, "translate.google.com"))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("https_proxy", proxy.url)
        engine = DeepEngine("google")
        stack.callback(engine.close)
        (got,) = engine.translate([SECRET], source="en", target="tr")
        assert isinstance(got, Failure)
        assert "secure" in str(got.error)
        assert proxy.page.asked == []


def test_the_library_itself_is_left_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    with google() as setting:
        setting.ask("One.")
        assert GoogleTranslator.translate.__globals__["requests"] is requests
        assert caplog.text == ""
        requests.get(setting.page.url, timeout=30)
        assert "127.0.0.1" in caplog.text, "others log as they like"


# -- the mapping is complete -------------------------------------------------------------------------------------


def exceptions_of(module: object, base: type[BaseException]) -> list[type[BaseException]]:
    """Every exception class that is defined in a module, warnings aside."""
    classes = [thing for _, thing in inspect.getmembers(module, inspect.isclass)]
    return [kind for kind in classes if issubclass(kind, base) and not issubclass(kind, Warning)]


FOREIGN = [
    *exceptions_of(foreign, Exception),
    *exceptions_of(requests.exceptions, Exception),
    *exceptions_of(urllib3.exceptions, urllib3.exceptions.HTTPError),
]


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_foreign_exception_has_a_name_of_ours(kind: type[Exception]) -> None:
    assert any(issubclass(kind, kinds) for kinds, _, _ in MAPPING)
    raised = kind.__new__(kind)
    raised.args = (SECRET,)
    with pytest.raises(EngineError) as caught, foreign_errors("deep:google", source="en", target="tr", limit=5):
        raise raised
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (requests.exceptions.ReadTimeout(), TransientEngineError),
        (requests.exceptions.InvalidURL(), EngineError),
        (requests.exceptions.JSONDecodeError("", "", 0), BadOutputError),
        (foreign.TooManyRequests(), RateLimitedError),
        (foreign.AuthorizationException("key"), AuthError),
        (foreign.NotValidLength("text", 0, 1), TooLongError),
        (foreign.LanguageNotSupportedException("xx"), UnsupportedPairError),
        (foreign.TranslationNotFound("text"), BadOutputError),
        (foreign.RequestError(), TransientEngineError),
        (ConnectionResetError(), TransientEngineError),
        (RecursionError(), BadOutputError),
    ],
)
def test_foreign_exceptions_get_the_right_name(raised: Exception, kind: type[EngineError]) -> None:
    with pytest.raises(EngineError) as caught, foreign_errors("deep:google", source="en", target="tr", limit=5):
        raise raised
    assert type(caught.value) is kind


def test_ctrl_c_is_not_swallowed() -> None:
    with pytest.raises(KeyboardInterrupt), foreign_errors("deep:google", source="en", target="tr", limit=5):
        raise KeyboardInterrupt
