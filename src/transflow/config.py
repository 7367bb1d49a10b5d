"""Settings of a workspace: ``transflow.toml`` and the environment, read once, checked key by key."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from transflow.domain.findings import Severity
from transflow.domain.states import Rules
from transflow.domain.terms import Term
from transflow.errors import N_, EncodingError, SettingsError

FILE_NAME: Final = "transflow.toml"
DEFAULT_ENGINES: Final = ("fx", "deep:google")
DEFAULT_LOCALES: Final = ("tr", "ru")
#: Formats that ``[publish] formats`` may add to the source's own.
RENDERINGS: Final = ("html", "markdown", "text", "docx", "odt", "epub", "pdf")
#: Forms that a catalogue can have, the usual one first.
CATALOGUE_FORMS: Final = ("po", "xliff12", "xliff21", "csv", "xlsx", "html", "docx")
#: What an entry of a catalogue is.
SPLITS: Final = ("sentence", "paragraph")
#: How far an in-context exact match of an approved unit may get without anybody's looking at it.
IN_CONTEXT: Final = ("drafted", "translated")
#: What may become of the tracked changes of a Word or OpenDocument file.
TRACKED_CHANGES: Final = ("refuse", "accept")

_LOCALE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Z]{2}|\d{3}))?")

#: What ``transflow init`` writes; ``{locales}`` and ``{engines}`` are TOML lists.
TEMPLATE: Final = """\
# Settings of this transflow workspace.
source = "en"
locales = {locales}
engines = {engines}

[intake]
# Lines of the page around the article. They are kept, not translated.
furniture = ["Share", "Similar Posts"]
# The line that names the languages an article is available in; it is made anew for each language.
language_line = "This post is also available in:"
# Abbreviations of your field after which no sentence ends.
abbreviations = []

[review]
four_eyes = true             # nobody signs a text of their own
reviewer_may_approve = true  # the second signature may be by who gave the first

[publish]
formats = []                 # besides the source's own: "html", "markdown", "text", "docx", "odt", "epub", "pdf"

# Terms that the checks insist on; the first target is the preferred one.
# [[terms]]
# source = "supply chain"
# tr = ["tedarik zinciri"]
# ru = ["цепочка поставок"]
# [[terms]]
# source = "Harbour Forum"
# translate = false          # stays as it is, no engine sees it
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSettings:
    """What an editor sets for one article: tags, slug, description and words of a correction by locale.

    ``corrected`` is the date of a correction (ISO 8601), "" for none.
    """

    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    slug: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    correction: Mapping[str, str] = field(default_factory=dict)
    corrected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. Relative paths are relative to the workspace.

    ``second_opinion``: an engine that is asked besides, to see where two disagree. ``prices``: engine → price of a million
    source characters in ``currency``. ``draft_from`` and ``suggest_from``: the scores (75 to 100; 101 for never) from which
    a match of the memory is a draft, or is shown as a suggestion; ``in_context``: the state that an in-context exact match
    gets. ``disclosure``: locale → the line that says that a machine took part, where one did. ``site``: where the published
    folder is to be seen, "" for nowhere; ``site_titles``: locale → what it is called there. ``spelling``: whether words
    are looked up in hunspell dictionaries, of the folder ``dictionaries`` or ("") the system.
    """

    source: str = "en"
    locales: tuple[str, ...] = DEFAULT_LOCALES
    engines: tuple[str, ...] = DEFAULT_ENGINES
    database: str = ""
    furniture: tuple[str, ...] = ("Share", "Similar Posts")
    language_line: str = "This post is also available in:"
    abbreviations: tuple[str, ...] = ()
    tracked_changes: str = "refuse"
    furniture_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    formats: tuple[str, ...] = ()
    publish_folder: str = "published"
    credit: bool = True
    correction_notice: bool = False
    disclosure: Mapping[str, str] = field(default_factory=dict)
    site: str = ""
    site_titles: Mapping[str, str] = field(default_factory=dict)
    language_attribute: bool = False
    severities: Mapping[str, Severity] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    engine_settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    models_mirror: str = ""
    second_opinion: str = ""
    draft_from: int = 95
    suggest_from: int = 75
    in_context: str = "drafted"
    citations: Mapping[str, str] = field(default_factory=dict)
    export_form: str = "po"
    export_split: str = "sentence"
    export_wrap: int = 0
    prices: Mapping[str, float] = field(default_factory=dict)
    spelling: bool = False
    dictionaries: str = ""
    currency: str = "USD"

    def price_of(self, name: str) -> float:
        """The price of a million source characters; of one of a family that of the family, where it has none of its own."""
        return self.prices.get(name, self.prices.get(name.partition(":")[0], 0.0))

    def engine_table(self, name: str) -> dict[str, object]:
        """The table of an engine; of one of a family ("openai:llama3.1") that of the family, and its own on top."""
        family, colon, _ = name.partition(":")
        own = self.engine_settings.get(name, {})
        return {**self.engine_settings.get(family, {}), **own} if colon else dict(own)

    articles: Mapping[str, ArticleSettings] = field(default_factory=dict)


def load(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings of the workspace whose ``transflow.toml`` is ``path``; the environment overrides the file."""
    text = ""
    try:
        text = path.read_text("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        raise EncodingError(
            file=FILE_NAME, looks_like="UTF-16" if path.read_bytes()[:1] in b"\xff\xfe" else "Latin-1"
        ) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise SettingsError(
            N_("It is not valid TOML: {reason}."),
            file=FILE_NAME,
            line=int(line.group(1)) if line else text.rstrip().count("\n") + 1,  # "at end of document"
            reason=str(error).split(" (at")[0],
        ) from None
    return parse(raw, os.environ if environment is None else environment)


def parse(raw: Mapping[str, object], environment: Mapping[str, str]) -> Settings:
    """Settings from parsed TOML; an unknown key or a wrong type is a :class:`SettingsError` that names it."""
    top = _Table(raw, "")
    intake, review, publish = top.table("intake"), top.table("review"), top.table("publish")
    checks, engine = top.table("checks"), top.table("engine")
    words, articles = top.table("furniture"), top.table("article")
    draft, prices, models = top.table("draft"), top.table("prices"), top.table("models")
    citations = top.table("citations")
    memory, site, spelling = top.table("memory"), top.table("site"), top.table("spelling")
    export = top.table("export")
    # Taken even where the environment overrides them: a key that nobody takes is a mistake.
    engines, database = top.texts("engines", DEFAULT_ENGINES), top.text("database", "")
    settings = Settings(
        source=_locale(top.text("source", "en")),
        locales=_locales(top.texts("locales", DEFAULT_LOCALES)),
        engines=_list(environment.get("TRANSFLOW_ENGINES")) or engines,
        database=environment.get("TRANSFLOW_DATABASE") or database,
        furniture=intake.texts("furniture", ("Share", "Similar Posts")),
        language_line=intake.text("language_line", "This post is also available in:"),
        abbreviations=intake.texts("abbreviations", ()),
        tracked_changes=intake.choice("tracked_changes", TRACKED_CHANGES),
        furniture_words={locale: words.table(locale).all_texts() for locale in words.keys_left()},
        rules=Rules(
            four_eyes=review.flag("four_eyes", True), reviewer_may_approve=review.flag("reviewer_may_approve", True)
        ),
        formats=publish.choices("formats", RENDERINGS),
        publish_folder=_inside(publish.text("folder", "published")),
        credit=publish.flag("credit", True),
        correction_notice=publish.flag("correction_notice", False),
        language_attribute=publish.flag("language_attribute", False),
        disclosure=publish.table("disclosure").all_texts(),
        site=_address(site.text("address", "")),
        site_titles=site.table("title").all_texts(),
        severities={code: _severity(code, checks.text(code, "")) for code in checks.keys_left()},
        terms=_terms(top.tables("terms")),
        engine_settings={name: engine.table(name).rest() for name in engine.keys_left()},
        articles={name: _article(articles.table(name)) for name in articles.keys_left()},
        models_mirror=models.text("mirror", ""),
        second_opinion=draft.text("second_opinion", ""),
        draft_from=memory.score("draft_from", 95),
        suggest_from=memory.score("suggest_from", 75),
        in_context=memory.choice("in_context", IN_CONTEXT),
        citations={locale: _style(locale, citations.text(locale, "")) for locale in citations.keys_left()},
        export_form=export.choice("format", CATALOGUE_FORMS),
        export_split=export.choice("split", SPLITS),
        export_wrap=export.column("wrap"),
        spelling=spelling.flag("check", False),
        dictionaries=spelling.text("dictionaries", ""),
        currency=prices.text("currency", "USD"),
        prices={name: prices.amount(name) for name in prices.keys_left()},
    )
    if settings.source in settings.locales:
        raise SettingsError(N_("locales holds the source language “{locale}”."), file=FILE_NAME, locale=settings.source)
    for table in (top, intake, review, publish, draft, models, memory, site, spelling, export):
        table.finish()
    return settings


def _list(value: str | None) -> tuple[str, ...]:
    """An environment variable that holds names: separated by commas, or as transflow.toml has them."""
    text = (value or "").strip()
    if text.startswith("["):
        try:
            return _Table(tomllib.loads(f"TRANSFLOW_ENGINES = {text}"), "").texts("TRANSFLOW_ENGINES", ())
        except (tomllib.TOMLDecodeError, SettingsError):
            raise SettingsError(
                N_("“{key}” must be {wanted}."),
                key="TRANSFLOW_ENGINES",
                wanted=N_("a list of texts in quotes"),
                remedy=N_("Separate the names by commas: fx,pseudo."),
            ) from None
    return tuple(x.strip() for x in text.split(",") if x.strip())


def _locale(value: str) -> str:
    if not _LOCALE.fullmatch(value):
        raise SettingsError(
            N_("“{locale}” is not a language code."),
            file=FILE_NAME,
            locale=value,
            remedy=N_("Use codes such as tr, ru, pt-BR."),
        )
    return value


def _locales(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values or len(set(values)) < len(values):
        raise SettingsError(
            N_("locales must name at least one language, and each once."),
            file=FILE_NAME,
            remedy=N_("Use codes such as tr, ru, pt-BR."),
        )
    return tuple(_locale(value) for value in values)


def _inside(folder: str) -> str:
    """A folder below the workspace: nothing is written elsewhere, and no absolute path is kept (promise 9)."""
    parts = Path(folder).parts
    if Path(folder).is_absolute() or ".." in parts or not parts:
        raise SettingsError(N_("“{folder}” must be a folder inside the workspace."), file=FILE_NAME, folder=folder)
    if parts[0] in ("articles", "locales", ".transflow", "."):
        raise SettingsError(
            N_("“{folder}” holds what transflow works from; publishing needs a folder of its own."),
            file=FILE_NAME,
            folder=folder,
        )
    return Path(folder).as_posix()


def _style(locale: str, value: str) -> str:
    """A citation style that the language of ``locale`` has."""
    from transflow.domain.language import HOUSE, profile

    known = (HOUSE, *profile(locale).styles)
    if value not in known:
        raise SettingsError(
            N_("[citations] {locale}: “{value}” is no style of this language; known: {known}."),
            file=FILE_NAME,
            locale=locale,
            value=value,
            known=", ".join(known),
        )
    return value


def _address(value: str) -> str:
    """The address of a site, without a slash at its end."""
    if value and not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", value):
        raise SettingsError(
            N_("“{value}” is not the address of a site."),
            file=FILE_NAME,
            value=value,
            remedy=N_("Write it as https://example.org or https://example.org/folder."),
        )
    return value.rstrip("/")


def _severity(code: str, value: str) -> Severity:
    from transflow.domain.checks import CHECKS  # only a workspace that sets severities needs the checks here

    if code not in CHECKS:
        raise SettingsError(
            N_("[checks] names “{code}”, which is no check; known: {known}."),
            file=FILE_NAME,
            code=code,
            known=", ".join(CHECKS),
        )
    try:
        return Severity(value)
    except ValueError:
        raise SettingsError(
            N_("[checks] {code}: “{value}” is not one of blocking, warning, info."),
            file=FILE_NAME,
            code=code,
            value=value,
        ) from None


def _terms(tables: list[_Table]) -> tuple[Term, ...]:
    terms = []
    for table in tables:
        source = table.text("source", "")
        if not source:
            raise SettingsError(N_("A term in [[terms]] has no source."), file=FILE_NAME)
        case_sensitive = table.flag("case_sensitive", False)
        forbidden = table.table("forbidden")
        banned = {_locale(key): forbidden.texts(key, ()) for key in forbidden.keys_left()}
        about = {key: table.text(key, "") for key in ("domain", "note", "definition")}
        keep, enforce = not table.flag("translate", True), table.flag("enforce", False)
        targets = {_locale(key): table.texts(key, ()) for key in table.keys_left()}
        if keep and targets:
            raise SettingsError(
                N_("The term “{source}” in [[terms]] is not to be translated, and has translations."),
                file=FILE_NAME,
                source=source,
                remedy=N_("Remove translate = false, or the translations."),
            )
        terms.append(
            Term(
                source=source,
                targets=targets,
                forbidden=banned,
                case_sensitive=case_sensitive,
                keep=keep,
                enforce=enforce,
                **about,
            )
        )
    return tuple(terms)


def _article(table: _Table) -> ArticleSettings:
    tags, slug, description = table.table("tags"), table.table("slug"), table.table("description")
    settings = ArticleSettings(
        tags={locale: tags.texts(locale, ()) for locale in tags.keys_left()},
        slug=slug.all_texts(),
        description=description.all_texts(),
        correction=table.table("correction").all_texts(),
        corrected=_date(table.text("corrected", "")),
    )
    table.finish()
    return settings


def _date(value: str) -> str:
    if value:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise SettingsError(
                N_("“{value}” is not a date; write it as 2024-05-14, in quotes."), file=FILE_NAME, value=value
            ) from None
    return value


class _Table:
    """One TOML table being read: each key is taken once with its type, what is left over is a mistake."""

    def __init__(self, raw: object, name: str) -> None:
        if not isinstance(raw, Mapping):
            raise SettingsError(N_("“{key}” must be a table."), file=FILE_NAME, key=name)
        self._left: dict[str, object] = dict(raw)
        self._known: list[str] = []
        self._name = name

    def _take(self, key: str) -> object:
        self._known.append(key)
        return self._left.pop(key, None)

    def _wrong(self, key: str, wanted: str) -> SettingsError:
        where = f"{self._name}.{key}" if self._name else key
        return SettingsError(N_("“{key}” must be {wanted}."), file=FILE_NAME, key=where, wanted=wanted)

    def table(self, key: str) -> _Table:
        """The sub-table ``key``, empty where absent."""
        value = self._take(key)
        return _Table({} if value is None else value, f"{self._name}.{key}" if self._name else key)

    def tables(self, key: str) -> list[_Table]:
        """The array of tables ``key``."""
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._wrong(key, "[[…]]")
        return [_Table(item, key) for item in value]

    def text(self, key: str, default: str) -> str:
        """A string."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._wrong(key, N_("a text in quotes"))
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of strings; one string stands for a list of one."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
            raise self._wrong(key, N_("a list of texts in quotes"))
        return tuple(value)

    def choice(self, key: str, known: tuple[str, ...]) -> str:
        """One string out of ``known``; the first of them where the key is absent."""
        value = self.text(key, known[0])
        if value not in known:
            raise self._wrong(key, " | ".join(known))
        return value

    def choices(self, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """A list of strings out of ``known``."""
        values = self.texts(key, ())
        for value in values:
            if value not in known:
                raise self._wrong(key, " | ".join(known))
        return values

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._wrong(key, "true | false")
        return value

    def amount(self, key: str) -> float:
        """A number that is not negative."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise self._wrong(key, N_("a number, 0 or more"))
        return float(value)

    def score(self, key: str, default: int) -> int:
        """A score of a match: 75 to 100, or 101 for one that no match reaches."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 75 <= value <= 101:
            raise self._wrong(key, N_("a whole number from 75 to 101"))
        return value

    def column(self, key: str) -> int:
        """The column at which lines are wrapped: 20 to 1000, or 0 for never."""
        value = self._take(key)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or not (value == 0 or 20 <= value <= 1000):
            raise self._wrong(key, N_("0 or a whole number from 20 to 1000"))
        return value

    def all_texts(self) -> dict[str, str]:
        """Every key of this table with its string."""
        return {key: self.text(key, "") for key in self.keys_left()}

    def keys_left(self) -> list[str]:
        """Keys not taken yet."""
        return list(self._left)

    def rest(self) -> dict[str, object]:
        """Everything not taken yet, as it is (an engine reads its own settings)."""
        rest, self._left = self._left, {}
        return rest

    def finish(self) -> None:
        """Refuse what nobody took, and say what was probably meant."""
        for key in self._left:
            near = difflib.get_close_matches(key, self._known, n=1)
            where = f"{self._name}.{key}" if self._name else key
            raise SettingsError(
                N_("The setting “{key}” is not known; did you mean “{near}”?")
                if near
                else N_("The setting “{key}” is not known."),
                file=FILE_NAME,
                key=where,
                near=near[0] if near else "",
            )
