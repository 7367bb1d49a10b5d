"""The process behind the engine ``fx``: holds the models and translates, one JSON line in, one JSON line out.

Started by path, alone: it imports nothing of transflow. fxtranslate holds the interpreter lock for a whole call, is
bound to its thread and panics with a BaseException; here all of that harms nobody. It ends when its input ends, when
its parent is gone, and by itself after a panic (the model may be damaged then).

    {"load": "en-tr", "model": PATH, "vocabularies": [PATH, PATH?], "shortlist": PATH|null}  →  {"loaded": BACKEND}
    {"pair": "en-tr", "text": TEXT}                                                         →  {"text": TEXT}
    {"fetch": ["en", "tr"], "cache": PATH}                                                  →  {"route": "direct"|…}
    anything that fails                                                                     →  {"error": KIND}
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

#: Seconds between two looks at whether the parent still lives (its pipe may be held open by a sibling).
_LOOK = 2.0


def main() -> None:
    """Serve requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair, which closes our input
    threading.Thread(target=_die_with_parent, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the answers
    _serve(sys.stdin.buffer, answers)


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    models: dict[str, Any] = {}
    for line in requests:
        request = json.loads(line)
        try:
            answer = _answer(request, models)
        except Exception as error:  # a model that is no model, a file that is gone, a failed download
            answer = {"error": type(error).__name__}
        except BaseException:  # PanicException: what is left of the model cannot be trusted
            _write(answers, {"error": "panic"})
            os._exit(3)
        _write(answers, answer)


def _answer(request: dict[str, Any], models: dict[str, Any]) -> dict[str, object]:
    from fxtranslate import Translator, discovery

    if "load" in request:
        vocabularies = [_bytes(path) for path in request["vocabularies"]]
        shortlist = _bytes(request["shortlist"]) if request["shortlist"] else None
        model = Translator(_bytes(request["model"]), vocabularies[0], vocabularies[-1], shortlist)
        models[request["load"]] = model
        return {"loaded": model.backend()}
    if "fetch" in request:
        source, target = request["fetch"]
        return {"route": discovery.add_models(source, target, request["cache"], False)["kind"]}
    return {"text": models[request["pair"]].translate(request["text"])}


def _bytes(path: str) -> bytes:
    return Path(path).read_bytes()


def _write(answers: IO[bytes], answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer).encode("ascii") + b"\n")
    answers.flush()


def _die_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(0)


if __name__ == "__main__":
    main()
