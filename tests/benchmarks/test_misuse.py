"""The misuse that is measured: a service of ours stands it, and the tables tell it truly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.misuse import sending
from benchmarks.misuse.attacks import ATTACKS, Attack, Target, good
from benchmarks.misuse.report import MARKS, cell, sheet, write_report
from benchmarks.misuse.sending import Outcome, peak_mebibytes, suffered
from tests.bundles import write_random_bundle
from tests.server.support import Running, running, settings_for

MODEL = "random-vae"
OUTCOME = {"status": 422, "seconds": 0.1, "serves": True, "grown": 0.0, "is_right": True}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    weights = tmp_path_factory.mktemp("weights")
    write_random_bundle(weights, MODEL, family="vae")
    with running(settings_for(weights)) as service:
        yield service


@pytest.fixture
def target(service: Running) -> Target:
    dimensions = service.client.get(f"/api/v1/models/{MODEL}").json()["latent_dim"]
    port = int(service.address.rpartition(":")[2])
    return Target(port, f"/api/v1/models/{MODEL}/decode", dimensions)


@pytest.mark.parametrize(
    "attack", [each for each in ATTACKS if not each.open_end], ids=lambda attack: attack.title
)
def test_the_service_refuses_it_and_goes_on(attack: Attack, target: Target):
    outcome = suffered(attack, target, os.getsid(0))
    assert outcome.is_right, outcome
    assert outcome.status in {0, 413, 415, 422, 431}


def test_no_answer_in_time_is_not_right(target: Target, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.3)
    (attack, *_) = (each for each in ATTACKS if each.open_end)
    assert sending._answer(attack, target) is None
    assert not Outcome(None, 0.3, True, 0.0).is_right


def test_what_is_right():
    assert Outcome(422, 0.1, True, 0.0).is_right
    assert Outcome(0, 0.1, True, 0.0).is_right
    assert not Outcome(200, 0.1, True, 0.0).is_right
    assert not Outcome(500, 0.1, True, 0.0).is_right
    assert not Outcome(422, 0.1, False, 0.0).is_right


def test_a_good_request_is_one(target: Target):
    wire = Attack("none", lambda to: iter([good(to)]))
    assert suffered(wire, target, os.getsid(0)).status == 200


def test_memory_is_that_of_the_processes():
    assert peak_mebibytes(os.getsid(0)) > 50


def test_cells_tell_what_happened():
    assert cell(OUTCOME) == "422"
    assert cell({**OUTCOME, "status": 0, "grown": 130.4}) == "closed, +130 MiB"
    lost = {**OUTCOME, "status": None, "serves": False, "is_right": False}
    assert cell(lost) == "**✗** no answer in 40 s, then serves nobody"


def test_the_table_is_written_into_a_page(tmp_path: Path):
    versions = dict.fromkeys(("fastapi", "uvicorn", "litserve", "ray"), "1")
    systems = {"latente": {"title": "Latente", "outcomes": {"NaN": OUTCOME}}}
    results = {"machine": {"when": "today", "versions": versions}, "systems": systems}
    assert sheet(results).rows == [("NaN", "422"), ("answered rightly", "1 of 1")]
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n{MARKS.begin}\nold\n{MARKS.end}\nAfter.\n", encoding="utf-8")
    write_report(results, page)
    text = page.read_text(encoding="utf-8")
    assert "| NaN | 422 |" in text
    assert "old" not in text
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(SystemExit, match="lacks"):
        write_report(results, page)
