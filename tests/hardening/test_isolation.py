"""Nobody gets anybody else's answer: the small sister of ``python -m tools.identity``."""

from __future__ import annotations

import asyncio

import httpx
import pytest

import latente
from tests.bundles import write_random_bundle
from tests.server.support import running, settings_for
from tools.identity import Line, Trial
from tools.marked import Marks

REQUESTS, CALLERS = 2000, 64


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    write_random_bundle(folder, "random-vae", seed=1)
    write_random_bundle(folder, "random-cvae", "cvae", seed=2, condition="class")
    return folder


@pytest.fixture(scope="module")
def marks(weights):
    return Marks(*(latente.load(name, weights) for name in ("random-vae", "random-cvae")), seed=5)


def test_every_answer_belongs_to_its_request(weights, marks):
    """Decodes, edits, blends, seeds, links and errors of 64 callers; some leave."""
    with running(settings_for(weights)) as service:
        trial = Trial(httpx.URL(service.address).port, marks, REQUESTS, CALLERS)
        asyncio.run(trial.run())
        text = service.client.get("/metrics").text
    figures = trial.figures()
    assert figures["wrong"] == 0, figures["wrong_ones"]
    assert figures["left_before_the_answer"] > 0
    asked = figures["answers"] + figures["left_before_the_answer"]
    assert asked == REQUESTS + 200, "each was answered, or its caller had left"
    assert set(figures["by_kind"]) == {
        "attribute-edit",
        "decode",
        "decode, JSON",
        "decode, class",
        "error",
        "interpolate",
        "link",
        "seed",
    }
    assert "latente_queue_images 0.0" in text
    assert "latente_held_bytes 0.0" in text


def test_anybody_elses_answer_would_be_found_out(weights, marks):
    async def ask(port: int, count: int) -> list[tuple]:
        line = Line(port)
        asked = [*marks.asked_beforehand(4), *marks.some(count)]
        answers = [(each, await line.ask(each.bytes_for("mine"))) for each in asked]
        for each, answered in answers[:4]:
            marks.repeat(each, answered)
        more = [(each, await line.ask(each.bytes_for("mine"))) for each in marks.some(count)]
        await line.close()
        return [*answers[4:], *more]

    with running(settings_for(weights)) as service:
        answers = asyncio.run(ask(httpx.URL(service.address).port, 40))
    assert all(each.check(answered) is None for each, answered in answers)
    told_apart = 0
    for each, _ in answers:
        others = [
            answered
            for other, answered in answers
            if other.kind == each.kind and (other.path, other.body) != (each.path, each.body)
        ]
        wrong = [answered for answered in others if each.check(answered) is None]
        # Errors tell only one of sixteen places.
        assert not wrong or each.kind == "error"
        told_apart += len(others)
    assert told_apart > 100
