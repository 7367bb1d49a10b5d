"""The error tree of transflow: everything that can stop an operation, in one place.

    TransflowError
    ├── UsageError                 wrong use of a command or of the settings        exit 2
    │   ├── SettingsError          transflow.toml cannot be understood
    │   ├── NoWorkspaceError       no transflow.toml here or above
    │   └── UnknownThingError      an article, unit, locale or release that is not there
    ├── InputError                 a file that cannot be taken as it is             exit 2
    │   ├── EncodingError          not UTF-8
    │   ├── NotTextError           a binary
    │   ├── EmptyInputError        nothing in it
    │   ├── TooLargeError          over a limit
    │   └── CatalogueError         a catalogue that is not ours, cut off, or of another article or locale
    ├── GuardError                 a rule of the workflow (G1 to G8) says no        exit 1
    ├── ConflictError              somebody else changed the same thing meanwhile   exit 1
    ├── UnavailableError           network, database, disk or model is missing      exit 3
    │   ├── StoreError             the database cannot be opened, read or written
    │   │   ├── DamagedStoreError  the file is no database, or is damaged
    │   │   └── NewerStoreError    the database was written by a newer transflow
    │   ├── DiskError              full, read-only, or not permitted
    │   └── NoEngineError          no engine of the chain can be reached
    └── EngineError                what one engine says about one request
        ├── TransientEngineError   may work when asked again
        ├── RateLimitedError       may work after ``retry_after`` seconds
        ├── QuotaExhaustedError    will not work before the quota is renewed
        ├── BlockedError           the service refuses this client
        ├── AuthError              key missing or wrong
        ├── UnsupportedPairError   the engine does not know the language pair
        ├── TooLongError           the text is over the engine's limit
        ├── BadOutputError         the answer cannot be the translation
        ├── ModelMissingError      the model is not on this machine and cannot be fetched
        └── EngineCrashedError     the engine's process died

Each class has a stable ``code`` (kebab-case, part of the public contract), an ``exit_code`` and two English templates,
``message`` and ``remedy``, with ``{fields}`` filled from the keyword arguments. Templates are marked with :func:`N_`
for extraction; the faces look up their translation (``transflow.i18n``), this module never does. A subclass or a call
may give its own template: ``InputError(N_("…{name}…"), name=…)``. Secrets and whole texts never go into a field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final


def N_(template: str) -> str:
    """Mark an English template for extraction into the interface catalogues; returns it unchanged."""
    return template


class TransflowError(Exception):
    """Base of all errors a user may see.

    ``file`` and ``line`` (1-based) say where, ``fields`` fill the templates, ``remedy`` says what to do next.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2
    message: ClassVar[str] = N_("The operation cannot go on.")
    default_remedy: ClassVar[str] = ""

    def __init__(
        self,
        template: str = "",
        *,
        remedy: str = "",
        file: str | None = None,
        line: int | None = None,
        **fields: object,
    ) -> None:
        self.template: Final[str] = template or self.message
        self.remedy: Final[str] = remedy or self.default_remedy
        self.file = file
        self.line = line
        self.fields: Mapping[str, object] = fields
        super().__init__(self.template)  # with the fields in its state, an error passes from process to process

    def __str__(self) -> str:
        where = self.file or ""
        if self.file and self.line:
            where = f"{self.file}:{self.line}"
        text = self.template.format(**{name: _plain(value) for name, value in self.fields.items()})
        return f"{where}: {text}" if where else text


def _plain(value: object) -> object:
    """A field as plain English: several errors are listed."""
    return "; ".join(str(part).rstrip(".") for part in value) if isinstance(value, tuple) else value


class UsageError(TransflowError):
    """The command or its options were used wrongly."""

    code = "usage"
    exit_code = 2
    message = N_("The command was used wrongly.")


class SettingsError(UsageError):
    """``transflow.toml`` or an environment variable holds something that cannot be understood."""

    code = "settings"
    message = N_("The settings cannot be understood.")
    default_remedy = N_("Correct transflow.toml and run the command again.")


class NoWorkspaceError(UsageError):
    """Neither this folder nor one above it holds a ``transflow.toml``."""

    code = "no-workspace"
    message = N_("There is no transflow.toml here or in a folder above.")
    default_remedy = N_("Run 'transflow init' in the folder that shall become the workspace.")


class UnknownThingError(UsageError):
    """The named article, unit, locale, person or release does not exist."""

    code = "unknown"
    message = N_("“{name}” is not known here.")
    default_remedy = N_("'transflow status' lists the articles and locales.")


class InputError(TransflowError):
    """A file that cannot be taken as it is."""

    code = "input"
    exit_code = 2
    message = N_("The file cannot be taken.")


class EncodingError(InputError):
    """The bytes are not UTF-8; ``looks_like`` names the likely encoding."""

    code = "encoding"
    message = N_("The file is not UTF-8; it looks like {looks_like}.")
    default_remedy = N_("Save it as UTF-8 and try again, for example: iconv -f {looks_like} -t UTF-8.")


class NotTextError(InputError):
    """The file holds NUL bytes or is of a known binary kind."""

    code = "not-text"
    message = N_("The file is not text (it looks like {looks_like}).")
    default_remedy = N_("Save the article as text, Markdown, HTML, Word (.docx) or OpenDocument (.odt).")


class EmptyInputError(InputError):
    """There is nothing to translate in the file."""

    code = "empty"
    message = N_("The file is empty.")
    default_remedy = N_("Check that the article was saved.")


class TooLargeError(InputError):
    """Something is over a limit; ``size`` and ``limit`` in the unit that the template names."""

    code = "too-large"
    message = N_("Too large: {size} bytes, the limit is {limit}.")
    default_remedy = N_("Check that this is the right file; open it in its own program and save it anew, or divide it.")


class CatalogueError(InputError):
    """A catalogue that is not ours, is cut off, or belongs to another article or locale."""

    code = "catalogue"
    message = N_("The catalogue cannot be read.")
    default_remedy = N_("Export it again and merge your work into the fresh file.")


class GuardError(TransflowError):
    """A rule of the workflow (G1 to G8) says no; ``guard`` names it."""

    code = "guard"
    exit_code = 1
    message = N_("The rule {guard} does not allow this.")


class ConflictError(TransflowError):
    """The thing changed since it was read."""

    code = "conflict"
    exit_code = 1
    message = N_("“{name}” was changed by somebody else meanwhile.")
    default_remedy = N_("Run the command again.")


class UnavailableError(TransflowError):
    """Something around transflow (network, database, disk, model) is missing."""

    code = "unavailable"
    exit_code = 3
    message = N_("Something that is needed cannot be reached.")


class StoreError(UnavailableError):
    """The database cannot be opened, read or written."""

    code = "store"
    message = N_("The database cannot be used: {reason}.")
    default_remedy = N_("Run the command again; if that does not help, look at the database that transflow.toml names.")


class DamagedStoreError(StoreError):
    """The file of the database is no database, or is damaged."""

    code = "damaged-store"
    default_remedy = N_(
        "'transflow doctor --rebuild' sets it aside and makes a new one from articles, catalogues and signatures."
    )


class NewerStoreError(StoreError):
    """The database was written by a newer transflow."""

    code = "newer-store"
    message = N_("The database was written by a newer transflow (schema {found}, this one knows {known}).")
    default_remedy = N_("Install the newer transflow; nothing was changed.")


class DiskError(UnavailableError):
    """A file or folder cannot be written: full, read-only, or not permitted."""

    code = "disk"
    message = N_("Cannot write: {reason}.")
    default_remedy = N_("Make room or give the right to write, then run the command again; nothing was half-written.")


class NoEngineError(UnavailableError):
    """No engine of the chain could be reached; what the cascade found without engines was kept.

    ``results``: what drafting did all the same, for each article and locale.
    """

    code = "no-engine"
    message = N_("No engine could be reached ({reasons}); {kept} drafts were kept.")
    default_remedy = N_("Check the network, or choose another engine with --engine or engines = […] in transflow.toml.")

    def __init__(
        self,
        template: str = "",
        *,
        remedy: str = "",
        results: Sequence[Any] = (),
        reasons: Sequence[TransflowError] = (),
        fields: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(template, remedy=remedy, **{**(fields or {}), **more, "reasons": tuple(reasons)})
        self.results = results


class EngineError(TransflowError):
    """What an engine says about one request; ``engine`` names it. ``retryable`` ones may be asked again."""

    code = "engine"
    exit_code = 3
    retryable: ClassVar[bool] = False
    message = N_("The engine {engine} failed.")


class TransientEngineError(EngineError):
    """A time-out, a cut connection or a server error: may work when asked again."""

    code = "engine-transient"
    retryable = True
    message = N_("The engine {engine} did not answer ({reason}).")


class RateLimitedError(EngineError):
    """Too many requests; ``retry_after`` in seconds, or None where the service does not say."""

    code = "engine-rate-limited"
    retryable = True
    message = N_("The engine {engine} asks to slow down.")

    def __init__(self, template: str = "", *, retry_after: float | None = None, **fields: object) -> None:
        super().__init__(template, **fields)  # type: ignore[arg-type]
        self.retry_after = retry_after


class QuotaExhaustedError(EngineError):
    """The quota is used up; asking again does not help before it is renewed."""

    code = "engine-quota"
    message = N_("The quota of the engine {engine} is used up.")


class BlockedError(EngineError):
    """The service refuses this client (a captcha page, a ban)."""

    code = "engine-blocked"
    message = N_("The engine {engine} refuses requests from here.")


class AuthError(EngineError):
    """The key is missing or wrong."""

    code = "engine-auth"
    message = N_("The engine {engine} does not accept the key, or none is set.")


class UnsupportedPairError(EngineError):
    """The engine does not translate between these languages."""

    code = "engine-pair"
    message = N_("The engine {engine} does not translate {source} to {target}.")


class TooLongError(EngineError):
    """The text is over the engine's limit, in characters."""

    code = "engine-too-long"
    message = N_("The text is longer than the engine {engine} takes ({limit} characters).")


class BadOutputError(EngineError):
    """The answer cannot be the translation (empty, an echo, a quota notice, HTML)."""

    code = "engine-bad-output"
    message = N_("The engine {engine} gave an answer that cannot be a translation ({reason}).")


class ModelMissingError(EngineError):
    """The model is not on this machine and could not be fetched."""

    code = "engine-model-missing"
    message = N_("The model of {engine} for {source} to {target} is not here and could not be fetched.")


class EngineCrashedError(EngineError):
    """The engine's process died."""

    code = "engine-crashed"
    message = N_("The engine {engine} crashed.")
