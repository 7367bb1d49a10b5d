"""The providers of deep-translator that work, as data: limits, codes, keys, and how each says no.

Left out are those that cannot work: Yandex (its interface v1.5 was switched off), Papago (openapi.naver.com was
closed), ChatGPT (the class calls a function that the library ``openai`` removed; see the engine ``openai:``), QCRI
(Arabic, English and Spanish only), and the dictionaries PONS and Linguee, which translate words. Tencent has no class
in the released library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from transflow.engines.base import Markup, language_of
from transflow.engines.transport import NOTHING, SERVER_ERROR, Answer, Transport
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one translator is made for: codes of the service, keys in the order of the provider's variables, options."""

    source: str
    target: str
    keys: tuple[str, ...] = field(repr=False)
    url: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One class of deep-translator.

    ``limit``: longest text in characters. ``code``: the service's code of a locale, None where it has none (the last
    argument says whether it is the target). ``variables`` hold the keys, all needed; ``options`` are texts of the
    engine's table. ``build`` gives the constructor's arguments;
    what it cannot know is set on the made translator by ``adjust``. ``explain``: (engine, status, body in lower case)
    → the error. ``rate``: calls a second by the service's published terms. ``self_hosted``: anybody may run a server of
    it, with models of their own.
    """

    cls: str
    module: str
    limit: int
    code: Callable[[str, bool], str | None]
    variables: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    build: Callable[[Wish], Mapping[str, Any]]
    adjust: Callable[[Any, Wish], None]
    explain: Callable[[str, int, str], EngineError | None] | None = None
    transport: type[Transport] = Transport
    markup: Markup = "masks"
    rate: float | None = None
    self_hosted: bool = False


#: Longest text of the services that say "under 5,000 characters".
_LIMIT: Final = 4_999
_MYMEMORY_LIMIT: Final = 499

# -- codes ---------------------------------------------------------------------------------------------------------

#: Regions that write Chinese in the traditional script where a locale does not name one; the others simplify.
_TRADITIONAL: Final = frozenset({"tw", "hk", "mo"})
#: Codes of Google's page where they are not the primary language subtag of BCP 47.
_GOOGLE: Final = {
    "zh": "zh-CN",
    "zh-hant": "zh-TW",
    "he": "iw",
    "jv": "jw",
    "nb": "no",
    "nn": "no",
    "fil": "tl",
}
#: DeepL's languages (its documentation, November 2026); as targets some need a variant.
_DEEPL_CODES: Final = (
    "ar bg cs da de el en es et fi fr he hu id it ja ko lt lv nb nl pl pt ro ru sk sl sv th tr uk vi zh"
)
_DEEPL: Final = frozenset(_DEEPL_CODES.split())
_DEEPL_TARGETS: Final = {
    "en": "EN-US",
    "en-gb": "EN-GB",
    "en-us": "EN-US",
    "pt": "PT-PT",
    "pt-br": "PT-BR",
    "zh": "ZH-HANS",
    "zh-hant": "ZH-HANT",
    "es-419": "ES-419",
}
_MYMEMORY: Final = {
    "en": "en-GB",
    "pt": "pt-PT",
    "zh": "zh-CN",
    "zh-hant": "zh-TW",
    "sr": "sr-Cyrl-RS",
    "sr-latn": "sr-Latn-RS",
    "nb": "nb-NO",
    "no": "nb-NO",
    "es": "es-ES",
    "fr": "fr-FR",
    "de": "de-DE",
    "ar": "ar-SA",
    "nl": "nl-NL",
    "it": "it-IT",
}
_MICROSOFT: Final = {
    "zh": "zh-Hans",
    "zh-hant": "zh-Hant",
    "sr": "sr-Cyrl",
    "no": "nb",
    "tl": "fil",
}
_MICROSOFT_VARIANTS: Final = frozenset({"pt-pt", "fr-ca", "sr-cyrl", "sr-latn", "mn-mong"})
#: LibreTranslate's codes that deep-translator's table lacks.
_LIBRE: Final = {"zh-hant": "zt", "pt-br": "pb"}
_BAIDU: Final = {
    "ar": "ara",
    "bg": "bul",
    "da": "dan",
    "es": "spa",
    "et": "est",
    "fi": "fin",
    "fr": "fra",
    "ja": "jp",
    "ko": "kor",
    "ro": "rom",
    "sl": "slo",
    "sv": "swe",
    "vi": "vie",
    "zh-hant": "cht",
    **{code: code for code in ("cs", "de", "el", "en", "hu", "it", "nl", "pl", "pt", "ru", "th", "zh")},
}


def _tags(locale: str) -> tuple[str, ...]:
    """A locale from special to general: "zh-hant-tw", "zh-hant", "zh"; Chinese by its script, "zh-hk" is "zh-hant" too."""
    tag = locale.replace("_", "-").lower()
    parts = tag.split("-")
    two = "-".join(parts[:2])
    if parts[0] == "zh":
        two = "zh-hant" if "hant" in parts or ("hans" not in parts and _TRADITIONAL & set(parts)) else "zh"
    return tuple(dict.fromkeys((tag, two, parts[0])))


@cache
def _google(locale: str, _target: bool) -> str | None:
    from deep_translator.constants import GOOGLE_LANGUAGES_TO_CODES

    codes = {code.lower(): str(code) for code in GOOGLE_LANGUAGES_TO_CODES.values()}
    found = (codes.get(_GOOGLE.get(tag, tag).lower()) for tag in _tags(locale))
    return next((code for code in found if code), None)


@cache
def _deepl(locale: str, target: bool) -> str | None:
    language = language_of(locale)
    language = "nb" if language == "no" else language
    if language not in _DEEPL:
        return None
    if not target:
        return language.upper()
    return next((_DEEPL_TARGETS[tag] for tag in _tags(locale) if tag in _DEEPL_TARGETS), language.upper())


@cache
def _mymemory(locale: str, _target: bool) -> str | None:
    from deep_translator.constants import MY_MEMORY_LANGUAGES_TO_CODES

    codes = {code.lower(): str(code) for code in MY_MEMORY_LANGUAGES_TO_CODES.values()}
    for tag in _tags(locale):
        if tag in codes:
            return codes[tag]
        if tag in _MYMEMORY:
            return _MYMEMORY[tag]
    language = language_of(locale)
    return next((code for low, code in codes.items() if low.split("-")[0] == language), None)


@cache
def _microsoft(locale: str, _target: bool) -> str | None:
    for tag in _tags(locale):
        if tag in _MICROSOFT:
            return _MICROSOFT[tag]
        if tag in _MICROSOFT_VARIANTS:
            return tag
    return language_of(locale)  # which languages there are, only the service knows


@cache
def _libre(locale: str, _target: bool) -> str | None:
    from deep_translator.constants import LIBRE_LANGUAGES_TO_CODES

    language = next((_LIBRE[tag] for tag in _tags(locale) if tag in _LIBRE), language_of(locale))
    if language in _LIBRE.values():
        return language
    return language if language in LIBRE_LANGUAGES_TO_CODES.values() else None


@cache
def _baidu(locale: str, _target: bool) -> str | None:
    return next((_BAIDU[tag] for tag in _tags(locale) if tag in _BAIDU), None)


# -- what services say in their own words ----------------------------------------------------------------------------


def _fields(page: str) -> Mapping[str, Any]:
    """The body as a JSON object; empty where it is none."""
    try:
        content = json.loads(page)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


#: How MyMemory says no, in the place of the translation, in lower case as ``explain`` sees it.
_MYMEMORY_QUOTA: Final = "mymemory warning"
_MYMEMORY_TOO_LONG: Final = "query length limit"
_MYMEMORY_PAIR: Final = re.compile(
    r"please select two distinct|is an invalid (source|target) lang|invalid language pair"
)
_MYMEMORY_KEY: Final = re.compile(r"invalid email|auth")


def _explain_mymemory(engine: str, status: int, page: str) -> EngineError | None:
    """MyMemory says no with HTTP 200, in the field of the status or in the place of the translation.

    A translation may speak of language pairs and authors: only the notice of the quota is believed without a status.
    """
    fields = _fields(page)
    content = fields.get("responsedata")
    translation = str(content.get("translatedtext") or "") if isinstance(content, dict) else ""
    said = f"{fields.get('responsedetails', '')} {translation}"
    given = str(fields.get("responsestatus", status))
    number = int(given) if given.isascii() and given.isdecimal() else status
    warned = _MYMEMORY_QUOTA in said if number >= 400 else translation.startswith(_MYMEMORY_QUOTA)
    if warned or fields.get("quotafinished") is True:
        return QuotaExhaustedError(engine=engine)
    if number >= 400 and _MYMEMORY_TOO_LONG in said:
        return TooLongError(engine=engine, limit=_MYMEMORY_LIMIT)
    if number >= 400 and _MYMEMORY_PAIR.search(said):
        return UnsupportedPairError(engine=engine, source="?", target="?")
    if number in (401, 403) and _MYMEMORY_KEY.search(said):
        return AuthError(engine=engine)
    if status == 200 and number >= 400:
        return _refused(number, engine)
    if status == 200 and fields and not translation.strip():
        return BadOutputError(engine=engine, reason=NOTHING)  # the class would take the memory's next best sentence
    return None


def _refused(number: int, engine: str) -> EngineError:
    """What a status means that came in the body of an answer with HTTP 200."""
    if number == 429:
        return RateLimitedError(engine=engine)
    if number >= 500:
        return TransientEngineError(engine=engine, reason=SERVER_ERROR)
    return AuthError(engine=engine) if number == 401 else BlockedError(engine=engine)


def _explain_deepl(engine: str, status: int, page: str) -> EngineError | None:
    if status == 403:
        return AuthError(engine=engine)
    if status == 456:
        return QuotaExhaustedError(engine=engine)
    if status == 400 and "_lang" in page:
        return UnsupportedPairError(engine=engine, source="?", target="?")
    return None


#: Microsoft's codes: https://learn.microsoft.com, "Translator 3.0: status codes and errors".
_MICROSOFT_ERRORS: Final[Mapping[int, type[EngineError]]] = {
    400019: UnsupportedPairError,
    400023: UnsupportedPairError,
    400035: UnsupportedPairError,
    400036: UnsupportedPairError,
    400050: TooLongError,
    400077: TooLongError,
    401000: AuthError,
    401015: AuthError,
    403000: AuthError,
    403001: QuotaExhaustedError,
    429000: RateLimitedError,
    429001: RateLimitedError,
    429002: RateLimitedError,
}


def _explain_microsoft(engine: str, status: int, page: str) -> EngineError | None:
    error = _fields(page).get("error")
    if status == 429 or not isinstance(error, dict):
        return None  # its Retry-After is read by the transport
    kind = _MICROSOFT_ERRORS.get(int(error.get("code", 0)) if str(error.get("code", "")).isdecimal() else 0)
    return None if kind is None else _made(kind, engine)


#: Baidu's codes: https://fanyi-api.baidu.com/doc/21.
_BAIDU_ERRORS: Final[Mapping[str, type[EngineError]]] = {
    "52001": TransientEngineError,
    "52002": TransientEngineError,
    "52003": AuthError,
    "54000": AuthError,
    "54001": AuthError,
    "54003": RateLimitedError,
    "54004": QuotaExhaustedError,
    "54005": RateLimitedError,
    "58000": BlockedError,
    "58001": UnsupportedPairError,
    "58002": BlockedError,
    "90107": AuthError,
}


def _explain_baidu(engine: str, _status: int, page: str) -> EngineError | None:
    kind = _BAIDU_ERRORS.get(str(_fields(page).get("error_code", "")))
    return None if kind is None else _made(kind, engine)


def _explain_libre(engine: str, status: int, page: str) -> EngineError | None:
    said = str(_fields(page).get("error", ""))
    if "api key" in said or "api_key" in said:
        return AuthError(engine=engine)
    if status == 400 and "not supported" in said:
        return UnsupportedPairError(engine=engine, source="?", target="?")
    if status == 400 and "limit" in said:
        return TooLongError(engine=engine, limit=_LIMIT)
    return None


def _made(kind: type[EngineError], engine: str) -> EngineError:
    if kind is UnsupportedPairError:
        return UnsupportedPairError(engine=engine, source="?", target="?")
    if kind is TooLongError:
        return TooLongError(engine=engine, limit=_LIMIT)
    if kind is TransientEngineError:
        return TransientEngineError(engine=engine, reason=SERVER_ERROR)
    return kind(engine=engine)


# -- transports that keep keys and texts out of addresses --------------------------------------------------------------


class DeeplTransport(Transport):
    """DeepL's class asks by GET, with key and text in the address. The service wants neither there any more."""

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **_ignored: object,
    ) -> Answer:
        """The same request as a POST, with the key in a header and our masks as tags."""
        given = dict(params or {})
        key = given.pop("auth_key", "")
        body = {
            "text": [given.get("text", "")],
            "source_lang": given.get("source_lang"),
            "target_lang": given.get("target_lang"),
            "tag_handling": "xml",
            "split_sentences": "0",
            "preserve_formatting": True,
        }
        return self.post(url, json=body, headers={**(headers or {}), "Authorization": f"DeepL-Auth-Key {key}"})


class FormTransport(Transport):
    """Some classes put everything into the address of a POST; it belongs into the body."""

    def post(
        self,
        url: str,
        json: object = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: object,
    ) -> Answer:
        """The same request with its parameters as a form."""
        return super().post(url, json=json, headers=headers, data=more.get("data") or params)


# -- the table ---------------------------------------------------------------------------------------------------------


def _set_url(translator: Any, wish: Wish) -> None:
    if wish.url:
        translator._base_url = wish.url


def _adjust_pair(translator: Any, wish: Wish) -> None:
    """The service's own codes, which the class does not know."""
    translator._source, translator._target = wish.source, wish.target


def _adjust_codes(translator: Any, wish: Wish) -> None:
    _adjust_pair(translator, wish)
    _set_url(translator, wish)


def _adjust_deepl(translator: Any, wish: Wish) -> None:
    _adjust_pair(translator, wish)
    if wish.url:
        translator._base_url = f"{wish.url.rstrip('/')}/"


def _adjust_mymemory(translator: Any, wish: Wish) -> None:
    translator._base_url = wish.url or "https://api.mymemory.translated.net/get"  # the class asks without encryption


PROVIDERS: Final[Mapping[str, Provider]] = {
    "google": Provider(
        cls="GoogleTranslator",
        module="google",
        limit=_LIMIT,
        code=_google,
        build=lambda wish: {"source": wish.source, "target": wish.target},
        adjust=_set_url,
    ),
    "mymemory": Provider(
        cls="MyMemoryTranslator",
        module="mymemory",
        limit=_MYMEMORY_LIMIT,
        code=_mymemory,
        options=("email",),
        build=lambda wish: {"source": wish.source, "target": wish.target, **wish.options},
        adjust=_adjust_mymemory,
        explain=_explain_mymemory,
    ),
    "libre": Provider(
        cls="LibreTranslator",
        module="libre",
        limit=_LIMIT,
        code=_libre,
        variables=("LIBRE_API_KEY",),
        build=lambda wish: {
            "source": "en",
            "target": "tr",
            "api_key": wish.keys[0],
            "custom_url": f"{(wish.url or 'https://libretranslate.com').rstrip('/')}/",
        },
        adjust=_adjust_pair,
        explain=_explain_libre,
        transport=FormTransport,
        self_hosted=True,
    ),
    "deepl": Provider(
        cls="DeeplTranslator",
        module="deepl",
        limit=100_000,
        code=_deepl,
        variables=("DEEPL_API_KEY",),
        build=lambda wish: {
            "source": "en",
            "target": "de",  # codes that the class knows; the right ones are set afterwards
            "api_key": wish.keys[0],
            "use_free_api": wish.keys[0].endswith(":fx"),
        },
        adjust=_adjust_deepl,
        explain=_explain_deepl,
        transport=DeeplTransport,
        markup="xml",
    ),
    "microsoft": Provider(
        cls="MicrosoftTranslator",
        module="microsoft",
        limit=50_000,
        code=_microsoft,
        variables=("MICROSOFT_API_KEY",),
        options=("region",),
        build=lambda wish: {"source": "en", "target": "de", "api_key": wish.keys[0], **wish.options},
        adjust=_adjust_codes,
        explain=_explain_microsoft,
    ),
    "baidu": Provider(
        cls="BaiduTranslator",
        module="baidu",
        limit=2_000,
        code=_baidu,
        variables=("BAIDU_APPID", "BAIDU_APPKEY"),
        build=lambda wish: {"source": "en", "target": "zh", "appid": wish.keys[0], "appkey": wish.keys[1]},
        adjust=_adjust_codes,
        explain=_explain_baidu,
        transport=FormTransport,
        rate=1.0,
    ),
}
