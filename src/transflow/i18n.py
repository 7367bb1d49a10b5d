"""The words of the faces: every message in the user's language, numbers and dates as that language writes them.

Messages are looked up in the compiled catalogues ``locales/LANGUAGE/LC_MESSAGES/transflow.mo`` (inside the package, else at
the root of the repository); English is the language of the source. Only this module imports gettext. Babel is imported
when a number or a date needs it, since that takes longer than a whole ``transflow --help``.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from transflow.errors import N_, TransflowError, UsageError

DOMAIN: Final = "transflow"
#: Languages of the interface; the first is that of the source.
LANGUAGES: Final = ("en", "tr", "ru")
#: Environment variables that choose the language, the strongest first; ours must name a language that there is.
VARIABLES: Final = ("TRANSFLOW_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

_translations: _gettext.NullTranslations = _gettext.NullTranslations()
_language: str = LANGUAGES[0]


def choose(asked: str | None, environment: Mapping[str, str]) -> str:
    """The language to speak: the one ``asked`` for, else the environment's, else English.

    A language asked for by name that does not exist is a :class:`UsageError`; a locale of the system is only a wish.
    """
    wanted = asked or environment.get(VARIABLES[0])
    if wanted:
        known = _base(wanted)
        if known not in LANGUAGES:
            raise UsageError(
                N_("The interface does not speak “{language}”; it speaks {known}."),
                language=wanted,
                known=", ".join(LANGUAGES),
                remedy=N_("Choose one of them with --lang or TRANSFLOW_LANG."),
            )
        return known
    # As POSIX has it: the first variable that is set decides.
    system = next((environment[name] for name in VARIABLES[1:] if environment.get(name)), "")
    return _base(system) if _base(system) in LANGUAGES else LANGUAGES[0]


def _base(locale: str) -> str:
    return locale.replace("-", "_").partition(".")[0].partition("@")[0].partition("_")[0].lower()


def activate(language: str) -> None:
    """Speak ``language`` (one of :data:`LANGUAGES`) from now on."""
    global _translations, _language
    _language = language
    if language == LANGUAGES[0]:
        _translations = _gettext.NullTranslations()
        return
    package = Path(__file__).resolve().parent
    inside = package / "locales"
    folder = inside if inside.is_dir() else package.parent.parent / "locales"
    _translations = _gettext.translation(DOMAIN, str(folder), [language], fallback=True)


def language() -> str:
    """The language that is spoken now."""
    return _language


def _(message: str) -> str:
    """``message`` in the user's language; the empty message stays empty (gettext would answer with its header)."""
    return _translations.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of a message that fits ``count``, with ``{count}`` filled in."""
    return _translations.ngettext(singular, plural, count).replace("{count}", number(count))


def pgettext(context: str, message: str) -> str:
    """``message`` in the user's language, as it is said in ``context``."""
    return _translations.pgettext(context, message)


def number(count: int) -> str:
    """A whole number, grouped as the language groups it."""
    if -1000 < count < 1000:
        return str(count)
    from babel.numbers import format_decimal

    return format_decimal(count, locale=_language)


def decimal(value: float) -> str:
    """A number with up to three decimals, as the language writes it."""
    from babel.numbers import format_decimal

    return format_decimal(value, format="#,##0.###", locale=_language)


def percent(share: float) -> str:
    """A share from 0 to 1, as the language writes percentages."""
    from babel.numbers import format_percent

    return format_percent(share, locale=_language)


def money(amount: float, currency: str) -> str:
    """An amount in a currency (ISO 4217), as the language writes it."""
    from babel.numbers import format_currency

    return format_currency(amount, currency, locale=_language)


def date(instant: str) -> str:
    """An ISO 8601 instant as a date and time of the language, in UTC; what is no instant stays as it is."""
    from datetime import datetime

    from babel.dates import format_datetime

    try:
        moment = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    return format_datetime(moment, format="medium", locale=_language)


def fill(template: str, fields: Mapping[str, object]) -> str:
    """``template`` in the user's language, filled; a field that is itself a message of ours is translated, too."""
    return _(template).format(**{name: _field(name, value) for name, value in fields.items()})


def _field(name: str, value: object) -> object:
    if name == "state" and isinstance(value, str):
        return state(value)
    if name == "action" and isinstance(value, str):
        return action(value)
    if name == "right" and isinstance(value, str):
        return right(value)
    if value == "binary":
        return _("a binary file")
    if isinstance(value, str):
        return _(value)
    if isinstance(value, TransflowError):
        return message_of(value).rstrip(".")
    if isinstance(value, tuple):
        return "; ".join(str(_field(name, part)) for part in value)
    if isinstance(value, int) and not isinstance(value, bool) and name in ("size", "limit", "length", "kept", "count"):
        return number(value)
    return value


def message_of(error: TransflowError) -> str:
    """What an error says, without its place."""
    return fill(error.template, error.fields)


def remedy_of(error: TransflowError) -> str:
    """What to do about an error; empty where nothing is known."""
    return fill(error.remedy, error.fields)


def finding(code: str, params: Mapping[str, object]) -> str:
    """What a finding says."""
    template = INTAKE.get(code)
    if template is None:
        from transflow.domain.checks.messages import MESSAGES
        from transflow.formats.containers.messages import MESSAGES as OF_CONTAINERS

        template = MESSAGES.get(code) or OF_CONTAINERS.get(code, code)
    return fill(template, params)


#: What intake notices in a source document: code → message template.
INTAKE: Final[Mapping[str, str]] = {
    "marker-without-note": N_(
        "The note marker [{number}] has no note and stays as plain text; add the note, or remove the marker."
    ),
    "note-without-marker": N_("Note {number} is cited nowhere in the text; add its marker, or remove the note."),
    "duplicate-note-number": N_(
        "Number {number} is given to a second note (the first is in line {first}); give it its own."
    ),
    "notes-out-of-order": N_("Note {number} comes after note {after}; number the notes in the order of the text."),
    "long-paragraph": N_(
        "The paragraph has {length} characters (usual are up to {limit}); divide it where a new thought begins."
    ),
    "front-matter-kept": N_("“{key}” is written over several lines; it stays as it is and is not translated."),
    "html-block-kept": N_(
        "A block of HTML with {words} words stays as it is; write it as Markdown to have it translated."
    ),
    "nested-too-deep": N_("Here the text is nested too deep to be read; it stays as it is and is not translated."),
}


def state(value: str) -> str:
    """A state of a unit, in words."""
    return {
        "new": pgettext("state", "new"),
        "drafted": pgettext("state", "drafted"),
        "translated": pgettext("state", "translated"),
        "reviewed": pgettext("state", "reviewed"),
        "approved": pgettext("state", "approved"),
        "rejected": pgettext("state", "rejected"),
        "stale": pgettext("state", "stale"),
        "obsolete": pgettext("state", "obsolete"),
    }.get(value, value)


def action(value: str) -> str:
    """What can happen to a unit, in words."""
    return {
        "draft": pgettext("action", "draft"),
        "translate": pgettext("action", "translate"),
        "tidy": pgettext("action", "mend typography"),
        "confirm": pgettext("action", "confirm"),
        "accept": pgettext("action", "accept"),
        "approve": pgettext("action", "approve"),
        "reject": pgettext("action", "reject"),
        "outdate": pgettext("action", "mark as stale"),
        "settle": pgettext("action", "settle"),
        "carry": pgettext("action", "carry over"),
        "retire": pgettext("action", "retire"),
        "restore": pgettext("action", "restore"),
        "waive": pgettext("action", "waive"),
        "remark": pgettext("action", "comment"),
        "undo": pgettext("action", "take an import back"),
        "answer": pgettext("action", "answer"),
    }.get(value, value)


def right(value: str) -> str:
    """What a person may do, in words."""
    return {
        "add": pgettext("right", "add articles"),
        "draft": pgettext("right", "draft"),
        "translate": pgettext("right", "translate"),
        "review": pgettext("right", "review"),
        "approve": pgettext("right", "approve"),
        "publish": pgettext("right", "publish"),
    }.get(value, value)


def stage(value: str, release: int = 0) -> str:
    """Where an article stands in a locale, in words."""
    words = {
        "new": pgettext("stage", "new"),
        "in translation": pgettext("stage", "in translation"),
        "in review": pgettext("stage", "in review"),
        "approved": pgettext("stage", "approved"),
        "published": pgettext("stage", "published"),
        "published, outdated": pgettext("stage", "published, outdated"),
        "withdrawn": pgettext("stage", "withdrawn"),
    }.get(value, value)
    return f"{words} ({release})" if release and value.startswith("published") else words


def next_person(value: str) -> str:
    """Who has to act next, in words."""
    return {
        "draft": pgettext("next", "drafting"),
        "translator": pgettext("next", "translator"),
        "reviewer": pgettext("next", "reviewer"),
        "approver": pgettext("next", "approver"),
        "publisher": pgettext("next", "publisher"),
        "nobody": pgettext("next", "nobody"),
    }.get(value, value)


def kind(value: str) -> str:
    """What a block of an article is, in words."""
    return {
        "kicker": pgettext("block", "kicker"),
        "title": pgettext("block", "title"),
        "highlight": pgettext("block", "highlight"),
        "heading": pgettext("block", "heading"),
        "paragraph": pgettext("block", "paragraph"),
        "list-item": pgettext("block", "list item"),
        "quote": pgettext("block", "quote"),
        "caption": pgettext("block", "caption"),
        "table-cell": pgettext("block", "table cell"),
        "note": pgettext("block", "note"),
        "byline": pgettext("block", "byline"),
        "biography": pgettext("block", "biography"),
        "furniture": pgettext("block", "furniture"),
    }.get(value, value)


def severity(value: str) -> str:
    """How much a finding matters, in a word."""
    return {
        "blocking": pgettext("finding", "blocking"),
        "warning": pgettext("finding", "warning"),
        "info": pgettext("finding", "note"),
    }.get(value, value)


def risk(code: str) -> str:
    """Why a draft is risky, in words; a finding by its code."""
    from transflow.domain.risk import RISKS

    return _(RISKS[code]) if code in RISKS else code
