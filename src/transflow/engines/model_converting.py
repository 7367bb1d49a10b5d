"""Models of OPUS-MT, Marian and Transformers made into models of the engine ``ct2``, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final, Literal

from transflow.engines.ct2_models import files_in, source_words
from transflow.engines.model_manifest import FILE_NAME, MAX_TOKENS
from transflow.errors import N_, InputError, TooLargeError, UnavailableError, UsageError
from transflow.files import disk_errors

Kind = Literal["marian", "transformers"]

#: Most bytes that an archive may become.
UNPACKED_LIMIT: Final = 8_000_000_000
_CHUNK: Final = 1 << 20
_CHILD: Final = Path(__file__).with_name("ct2_convert.py")
_PREFIX: Final = re.compile(r">>[A-Za-z_]{2,12}<<")
#: Codes of three letters (ISO 639-3) for languages that OPUS-MT's prefixes name so; others are given with --prefix.
_LONG_CODES: Final = {
    "ar": "ara", "az": "aze", "be": "bel", "bg": "bul", "de": "deu", "es": "spa", "fr": "fra", "it": "ita", "ka": "kat",
    "kk": "kaz", "ky": "kir", "pt": "por", "ru": "rus", "tr": "tur", "tk": "tuk", "uk": "ukr", "uz": "uzb",
}  # fmt: skip
_NOTHING: Final = N_("There is no model in it that can be converted.")
_WHAT: Final = N_(
    "It must hold a model of OPUS-MT (decoder.yml), of Marian (*.npz) or of Transformers (config.json with its weights)."
)
_READY: Final = N_("This model was converted already.")
_TAKE_IT: Final = N_("Take it as it is: transflow models fetch PAIR --from FOLDER.")
_NO_PIECES: Final = N_("It holds no source.spm and target.spm: sentences cannot be cut into the pieces that it knows.")
_PIECES: Final = N_("Models of OPUS-MT since 2020 come with both; put them beside the weights.")
_MISSING: Final = N_("To convert this model, the package {package} is needed, which is not installed.")
_INSTALL: Final = N_("Install it: pip install {packages}.")
_REFUSED: Final = N_("The model cannot be converted: {reason}.")
_UNKNOWN_PREFIX: Final = N_("The model does not know the prefix “{prefix}”.")
_NO_PREFIX: Final = N_("The model has several target languages; which one is {target}?")
_GIVE_PREFIX: Final = N_("Name it with --prefix; it knows {known}.")
_BROKEN_ARCHIVE: Final = N_("The archive cannot be read.")


def kind_of(folder: Path) -> Kind:
    """What kind of model lies in ``folder``. Raises :class:`InputError` where it is none that can be converted."""
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if files_in(folder) is not None:
        raise InputError(_READY, remedy=_TAKE_IT, file=folder.name)
    if "decoder.yml" in names or any(name.endswith(".npz") for name in names):
        kind: Kind = "marian"
    elif "config.json" in names and any(name.endswith((".safetensors", ".bin")) for name in names):
        kind = "transformers"
    else:
        raise InputError(_NOTHING, remedy=_WHAT, file=folder.name)
    if not {"source.spm", "target.spm"} <= names:
        raise InputError(_NO_PIECES, remedy=_PIECES, file=folder.name)
    return kind


def convert(folder: Path, out: Path) -> None:
    """Convert the model in ``folder`` to 8-bit weights in ``out``, with its pieces beside them.

    Raises :class:`InputError` for a model that cannot be converted, :class:`UnavailableError` for a missing package.
    """
    kind = kind_of(folder)
    with disk_errors(out):
        shutil.rmtree(out, ignore_errors=True)
        out.parent.mkdir(parents=True, exist_ok=True)
    ended = subprocess.run(
        [sys.executable, "-P", str(_CHILD), kind, str(folder.resolve()), str(out.resolve())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Nothing is fetched behind our back: what the folder does not hold is missing.
        env={**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"},
        check=False,
    )
    try:
        answer: dict[str, object] = json.loads(ended.stdout)
    except ValueError:  # it was killed, for want of memory most likely
        answer = {"refused": f"exit status {ended.returncode}"}
    if "missing" in answer:
        packages = "transformers torch" if kind == "transformers" else "'transflow[ct2]'"
        raise UnavailableError(_MISSING, remedy=_INSTALL, package=answer["missing"], packages=packages)
    if "refused" in answer:
        raise InputError(_REFUSED, remedy=_WHAT, file=folder.name, reason=str(answer["refused"]).rstrip("."))
    with disk_errors(out):
        for path in out.glob("*.yml"):
            path.unlink()
        for name in ("source.spm", "target.spm"):
            shutil.copyfile(folder / name, out / name)


def prefix_for(folder: Path, target: str, asked: str) -> str:
    """The prefix that the converted model in ``folder`` wants for a target language; "" where it has a single one.

    ``asked``: what the user says, "" for nothing. Raises :class:`UsageError` where the model knows no such prefix, or
    several and none that is plainly the language's.
    """
    files = files_in(folder)
    known = [word for word in source_words(files) if _PREFIX.fullmatch(word)] if files is not None else []
    if asked:
        if asked not in known:
            raise UsageError(_UNKNOWN_PREFIX, remedy=_GIVE_PREFIX, prefix=asked, known=", ".join(known[:20]) or "–")
        return asked
    if not known:
        return ""
    for code in (target, _LONG_CODES.get(target, target)):
        if f">>{code}<<" in known:
            return f">>{code}<<"
    raise UsageError(_NO_PREFIX, remedy=_GIVE_PREFIX, target=target, known=", ".join(known[:20]))


def longest_in(folder: Path) -> int:
    """Pieces that the unconverted model in ``folder`` takes, as its ``config.json`` says, else OPUS-MT's usual number."""
    try:
        longest = json.loads((folder / "config.json").read_bytes()).get("max_position_embeddings")
    except (OSError, ValueError, AttributeError):
        return MAX_TOKENS
    return longest if isinstance(longest, int) and not isinstance(longest, bool) and longest > 0 else MAX_TOKENS


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the files of a ZIP archive that lie at its top, or in its only folder, into ``folder``.

    Links, folders and odd names are left out. Raises :class:`InputError` for what is no archive.
    """
    size = 0
    with disk_errors(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(archive) as packed:
            for member in packed.infolist():
                name = member.filename.rpartition("/")[2]
                plain = member.external_attr >> 28 in (
                    0,
                    8,
                )  # no link, no device (the mode of Unix, where there is one)
                deep = member.filename.count("/") > 1
                if member.is_dir() or deep or not plain or not FILE_NAME.fullmatch(name) or (folder / name).exists():
                    continue
                with packed.open(member) as content, disk_errors(folder), (folder / name).open("xb") as file:
                    while part := content.read(_CHUNK):
                        size += len(part)
                        if size > UNPACKED_LIMIT:
                            raise TooLargeError(file=archive.name, size=size, limit=UNPACKED_LIMIT)
                        file.write(part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(
            _BROKEN_ARCHIVE, remedy=N_("Fetch it again."), file=archive.name, reason=type(error).__name__
        ) from None
