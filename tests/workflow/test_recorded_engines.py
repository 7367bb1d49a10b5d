"""Real news sentences with recorded answers of Google, through the real engine, over a real socket (where they are at hand)."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engines.replay import Asked, Reply, page, replay
from tests.workflow.desk import Desk

from transflow.engines.deep import DeepEngine
from transflow.workflow.drafting import draft

PARALLEL = Path(__file__).resolve().parents[3] / "shared" / "data" / "parallel"
COUNT = 400

pytestmark = pytest.mark.skipif(not PARALLEL.is_dir(), reason="the parallel texts are not beside the repository")


def recorded(name: str) -> list[str]:
    return (PARALLEL / name).read_text("utf-8").splitlines()[:COUNT]


def test_recorded_answers_become_drafts(desk: Desk) -> None:
    sources = [line.strip() for line in recorded("wmt18.en-tr.source.en")]
    answers = dict(zip(sources, recorded("wmt18.en-tr.google.tr"), strict=True))
    desk.add("\n\n".join(["A title of its own", *sources]) + "\n")

    def behaviour(number: int, asked: Asked) -> Reply | None:
        known = answers.get(asked.query["q"])
        return Reply(body=page(known.replace("<", "&lt;"))) if known is not None else None

    with replay("google", behaviour) as service:
        engine = DeepEngine("google", url=service.url, concurrency=4)
        desk.space = replace(desk.space, engine=lambda _: engine)
        (result,) = draft(desk.space, engines=["deep:google"], actor="Ann")
    assert result.left <= 2, "an echo of a headline may be refused"
    units = {unit.source: unit.id for unit in desk.units()}
    whole = [source for source in sources if source in units and source in answers]
    assert len(whole) > COUNT // 2
    for source in whole:
        target = desk.of(units[source])
        if target.origin == "mt:deep:google":
            assert target.text == html.unescape(answers[source]).strip(), source
            assert target.risk is not None
