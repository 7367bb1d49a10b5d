"""The engine ``ct2``: OPUS-MT and other models converted for CTranslate2, on this machine, in this process.

CTranslate2 gives the interpreter free while it works and may be called from many threads, so no process of its own is
needed. Models are looked for in the folder of the settings, then in the user's cache; nothing is ever fetched here:
``transflow models fetch`` does that.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Protocol, cast

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
from transflow.engines.ct2_models import ModelFiles, find_model, fingerprint, source_words
from transflow.engines.model_catalogue import offer_of
from transflow.engines.model_manifest import MAX_TOKENS, Manifest, read_manifest, sha256_of
from transflow.engines.model_manifest import NAME as MANIFEST
from transflow.engines.settings import Settings, Surroundings
from transflow.errors import (
    N_,
    BadOutputError,
    EngineError,
    ModelMissingError,
    TooLongError,
    UnsupportedPairError,
)

ID: Final = "ct2"
#: Longest sentence in characters: the models were trained on far shorter ones.
_LIMIT: Final = 1_000
_BATCH: Final = 32
#: Answers that are looked at in parallel for the best one.
_BEAM: Final = 4
#: An answer may have so many times the pieces of its source, and these more; a longer one is a loop of the model.
_LOOP: Final = (4, 32)
#: What ends a sentence, in models that do not add it themselves.
_END: Final = "</s>"
_NOT_INSTALLED: Final = N_("The engine {engine} needs ctranslate2 and sentencepiece, which are not installed.")
_INSTALL: Final = N_("Install them: pip install 'transflow[ct2]'.")
_MISSING: Final = N_("The model of {engine} for {source} to {target} is not on this machine.")
_FETCH: Final = N_("Fetch it: transflow models fetch {source}-{target}.")
_CONVERT: Final = N_(
    "Convert a model of your own: transflow models convert FOLDER {source}-{target}; or name its folder in "
    "models under [engine.ct2]."
)
_DAMAGED: Final = N_("The model of {engine} for {source} to {target} is damaged ({path}).")
_REPLACE: Final = N_(
    "Remove it (transflow models remove {source}-{target} --engine {engine}), and fetch or convert it again."
)
_TOO_MANY_PIECES: Final = N_("The text is longer than the model of {engine} takes ({limit} pieces of words).")
_NOTHING: Final = N_("nothing in it")
_UNREADABLE: Final = N_("it cannot be read")
_ENDLESS: Final = N_("it repeats itself")
_ECHO: Final = N_("it is the source again")


class _Result(Protocol):
    """One answer of CTranslate2: the pieces of its hypotheses, best first."""

    hypotheses: list[list[str]]


class _Translator(Protocol):
    """``ctranslate2.Translator``, as far as it is used."""

    def translate_batch(
        self,
        source: Sequence[Sequence[str]],
        *,
        beam_size: int,
        max_input_length: int,
        max_decoding_length: int,
        disable_unk: bool,
    ) -> list[_Result]: ...

    def unload_model(self) -> None: ...


class _Pieces(Protocol):
    """``sentencepiece.SentencePieceProcessor``, as far as it is used."""

    def encode(self, text: str, *, out_type: type[str]) -> list[str]: ...

    def decode(self, pieces: Sequence[str]) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """A model in memory. ``prefix`` and ``ending`` stand around the pieces of every source."""

    translator: _Translator
    source: _Pieces
    target: _Pieces
    prefix: tuple[str, ...]
    ending: tuple[str, ...]
    longest: int

    def pieces_of(self, text: str) -> list[str]:
        """What the model reads for a text; nothing for a text of which it knows no part. Raises UnicodeError."""
        pieces = self.source.encode(text, out_type=str)
        return [*self.prefix, *pieces, *self.ending] if pieces else []

    def most(self, read: Sequence[str]) -> int:
        """Pieces that an answer to ``read`` may have."""
        return min(self.longest, _LOOP[0] * len(read) + _LOOP[1])


class Ct2Engine:
    """Local neural translation, ``threads`` calls at a time, each on one processor core.

    ``models``: folder looked at first; ``cache_dir``: the user's cache, where fetched models go. ``beam``: how many
    answers are weighed against one another, 1 for the fastest.
    """

    id: Final = ID

    def __init__(self, *, models: Path | None, cache_dir: Path, threads: int = 1, beam: int = _BEAM) -> None:
        self.capabilities: Final = Capabilities(
            max_characters=_LIMIT,
            max_batch=_BATCH,
            concurrency=threads,
            separate_process=False,
            needs_network=False,
        )
        self._folders = (models, cache_dir) if models is not None else (cache_dir,)
        self._threads = threads
        self._beam = beam
        self._loaded: dict[tuple[str, str], _Model | EngineError] = {}
        self._loading = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """The library's version, a digest of the models that are on this machine, and the beam."""
        return f"ctranslate2/{_installed()}:{fingerprint(self._folders)}:{self._beam}"

    def supports(self, source: str, target: str) -> bool:
        """Whether a model of the pair is on this machine, or ours to fetch."""
        pair = (language_of(source), language_of(target))
        if pair[0] == pair[1]:
            return False
        return find_model(self._folders, *pair) is not None or offer_of(*pair) is not None

    def translate(
        self, sources: Sequence[str], *, source: str, target: str, hints: Hints = NO_HINTS
    ) -> list[Draft | Failure]:
        """Translate single sentences; see :class:`transflow.engines.base.Engine`."""
        pair = (language_of(source), language_of(target))
        if pair[0] == pair[1]:
            return unsupported(sources, engine=ID, source=source, target=target)
        answers, open_indexes = screen(sources, engine=ID, limit=_LIMIT)
        if not open_indexes:
            return complete(answers)
        model = self._model(*pair)
        if isinstance(model, EngineError):
            return [Failure(model) for _ in sources] if len(open_indexes) == len(sources) else complete(answers, model)
        batch: dict[int, list[str]] = {}
        for index in open_indexes:
            read = _read(model, sources[index])
            if isinstance(read, Failure):
                answers[index] = read
            else:
                batch[index] = read
        for index, pieces in self._ask(model, batch).items():
            answers[index] = _checked(model, sources[index], batch[index], pieces)
        return complete(answers)

    def close(self) -> None:
        """Give the memory of the models back."""
        with self._loading:
            for model in self._loaded.values():
                if isinstance(model, _Model):
                    model.translator.unload_model()
            self._loaded.clear()

    def _ask(self, model: _Model, batch: dict[int, list[str]]) -> dict[int, list[str] | None]:
        """The answers in pieces, None for a source that the library refuses. What one source does to a whole batch must
        not harm the others: then each is asked alone."""
        if not batch:
            return {}
        try:
            results = model.translator.translate_batch(
                list(batch.values()),
                beam_size=self._beam,
                max_input_length=0,  # nothing is cut off silently: the length was looked at
                max_decoding_length=max(model.most(read) for read in batch.values()),
                disable_unk=True,
            )
        except (RuntimeError, ValueError, UnicodeError):
            if len(batch) == 1:
                return dict.fromkeys(batch)
            return {index: self._ask(model, {index: read})[index] for index, read in batch.items()}
        return {index: result.hypotheses[0] for index, result in zip(batch, results, strict=True)}

    def _model(self, source: str, target: str) -> _Model | EngineError:
        """The model of a pair, loaded where it is not yet; a failure is remembered for the life of the engine."""
        with self._loading:  # of several threads one loads, and the others find it done
            if (source, target) not in self._loaded:
                self._loaded[source, target] = self._load(source, target)
            return self._loaded[source, target]

    def _load(self, source: str, target: str) -> _Model | EngineError:
        files = find_model(self._folders, source, target)
        if files is None and offer_of(source, target) is None:
            return UnsupportedPairError(remedy=_CONVERT, engine=ID, source=source, target=target)
        try:
            translating, cutting = import_module("ctranslate2"), import_module("sentencepiece")
        except ImportError:
            return ModelMissingError(_NOT_INSTALLED, remedy=_INSTALL, engine=ID, source=source, target=target)
        if files is None:
            return ModelMissingError(_MISSING, remedy=_FETCH, engine=ID, source=source, target=target)
        damaged = _first_wrong_size(files)
        if not damaged:
            try:
                manifest = _manifest(files)
                source_pieces, target_pieces = (cutting.SentencePieceProcessor(model_file=str(p)) for p in files.pieces)
                config = json.loads(files.config.read_bytes())
                if manifest.target_prefix and manifest.target_prefix not in source_words(files):
                    raise ValueError(MANIFEST)
                translator = translating.Translator(
                    str(files.folder), device="cpu", inter_threads=self._threads, intra_threads=1
                )
                return _Model(
                    translator=cast(_Translator, translator),
                    source=cast(_Pieces, source_pieces),
                    target=cast(_Pieces, target_pieces),
                    prefix=(manifest.target_prefix,) if manifest.target_prefix else (),
                    # Models from Marian's files add it themselves, those from Hugging Face's do not.
                    ending=() if config.get("add_source_eos") else (_END,),
                    longest=manifest.max_tokens,
                )
            except (RuntimeError, ValueError, OSError, AttributeError, TypeError, MemoryError):
                damaged = _first_damaged(files)
        return ModelMissingError(_DAMAGED, remedy=_REPLACE, path=damaged, engine=ID, source=source, target=target)


def _installed() -> str:
    try:
        return version("ctranslate2")
    except PackageNotFoundError:
        return "none"


def _manifest(files: ModelFiles) -> Manifest:
    """The manifest of a model, or what holds for one without. Raises ValueError for one that is damaged."""
    return read_manifest(files.folder) or Manifest(engine=ID, source="", target="", max_tokens=MAX_TOKENS)


def _first_wrong_size(files: ModelFiles) -> str:
    """The name of a file that is shorter or longer than its manifest says, "" for none: a look that costs nothing, and
    a file that was cut off never gets as far as the library."""
    try:
        marks = _manifest(files).files
    except ValueError:
        return MANIFEST
    for name, mark in marks.items():
        path = files.folder / name
        if not path.is_file() or path.stat().st_size != mark.size:
            return name
    return ""


def _first_damaged(files: ModelFiles) -> str:
    """The name of the file to blame for a model that cannot be loaded."""
    try:
        marks = _manifest(files).files
    except ValueError:
        return MANIFEST
    for name, mark in marks.items():
        if sha256_of(files.folder / name) != mark.sha256:
            return name
    return _unreadable(files) or files.model.name


def _unreadable(files: ModelFiles) -> str:
    """The name of a small file that is not what it should be, "" where all are."""
    try:
        if not isinstance(json.loads(files.config.read_bytes()), dict):
            return files.config.name
    except (ValueError, OSError):
        return files.config.name
    for path in files.pieces:
        try:
            import_module("sentencepiece").SentencePieceProcessor(model_file=str(path))
        except (RuntimeError, OSError):
            return path.name
    try:
        words = source_words(files)
    except (ValueError, OSError):
        return files.vocabularies[0].name
    prefix = _manifest(files).target_prefix
    return MANIFEST if prefix and prefix not in words else ""


def _read(model: _Model, text: str) -> list[str] | Failure:
    """What the model reads for a text, or why it cannot be asked."""
    try:
        read = model.pieces_of(text)
    except (UnicodeError, ValueError, RuntimeError):  # a lone surrogate, for one
        return Failure(BadOutputError(engine=ID, reason=_UNREADABLE))
    if len(read) > model.longest:
        return Failure(TooLongError(_TOO_MANY_PIECES, engine=ID, limit=model.longest))
    return read or Failure(BadOutputError(engine=ID, reason=_NOTHING))


def _checked(model: _Model, source: str, read: Sequence[str], pieces: Sequence[str] | None) -> Draft | Failure:
    """The draft in an answer; a failure where it cannot be a translation."""
    if pieces is None:
        return Failure(BadOutputError(engine=ID, reason=_UNREADABLE))
    if len(pieces) >= model.most(read):
        return Failure(BadOutputError(engine=ID, reason=_ENDLESS))
    text = model.target.decode(list(pieces))
    if not text.strip():
        return Failure(BadOutputError(engine=ID, reason=_NOTHING))
    if is_echo(source, text):
        return Failure(BadOutputError(engine=ID, reason=_ECHO))
    return Draft(text)


def create(settings: Settings, around: Surroundings) -> Ct2Engine:
    """The engine from its table: ``models``, ``threads``, ``beam``."""
    models = settings.text("models")
    return Ct2Engine(
        models=Path(models) if models else None,
        cache_dir=around.cache_dir / ID,
        threads=settings.count("threads", os.cpu_count() or 1),
        beam=settings.count("beam", _BEAM),
    )
