"""The error tree."""

from __future__ import annotations

import pickle

from transflow.errors import GuardError, RateLimitedError


def test_an_error_passes_from_process_to_process() -> None:
    """A step in another process once ended in a broken pool instead of its error."""
    sent = GuardError("{unit}: no.", guard="G2", unit="a/B", file="x.po", line=3, remedy="mend it")
    got = pickle.loads(pickle.dumps(sent))
    assert (str(got), got.remedy, got.line) == ("x.po:3: a/B: no.", "mend it", 3)
    assert pickle.loads(pickle.dumps(RateLimitedError(engine="e", retry_after=2.0))).retry_after == 2.0
