"""The nightly attack (``python -m tools.fuzz``) in small, and that it would notice faults."""

from __future__ import annotations

import json

import pytest

from tests.server.support import running, settings_for
from tools.fuzz.calls import Answer
from tools.fuzz.comparison import disagreement, is_comparable
from tools.fuzz.lanes import Attacker, Unit
from tools.fuzz.models import RANDOM, write_random_models
from tools.fuzz.shares import SHARES, shares
from tools.fuzz.tally import Tally
from tools.fuzz.verdict import difference, fault

_CASES = {"document": 2, "right": 3, "hostile": 8, "addresses": 40}


@pytest.fixture(scope="module")
def attacker(tmp_path_factory):
    weights = tmp_path_factory.mktemp("weights")
    write_random_models(weights)
    with running(settings_for(weights)) as service:
        attacker = Attacker(service.address, weights)
        yield attacker
        attacker.close()
        assert service.client.get("/readyz").status_code == 200


def units(attacker: Attacker, lane: str) -> list[Unit]:
    """One round of a lane in small; of the models, for each operation the next in turn."""
    found: list[Unit] = []
    for unit in shares(1, 7, attacker.document.labels, attacker.models):
        if found and unit.lane != lane:
            break
        if unit.lane == lane:
            found.append(unit)
    kept = found if lane in ("document", "addresses") else found[:: max(1, len(found) // 23)]
    return [Unit(lane, each.operation, each.model, _CASES[lane], each.seed) for each in kept]


@pytest.mark.parametrize("lane", SHARES)
def test_a_small_attack_finds_nothing(attacker, lane):
    whole = Tally()
    for unit in units(attacker, lane):
        whole.merge(attacker.run(unit))
    assert whole.failures == []
    assert whole.cases >= 60
    if lane == "right":
        assert whole.compared > 10
        assert {key[2] for key in whole.statuses} <= {200, 406, 404, 422}
    assert all(status < 500 for _, _, status in whole.statuses)


def test_every_operation_and_every_family_is_in_the_attack(attacker):
    told = [next_unit for next_unit, _ in zip(_round(attacker), range(400), strict=False)]
    operations = {unit.operation for unit in told}
    assert operations >= set(attacker.document.labels)
    assert {unit.model for unit in told if unit.lane == "hostile"} == set(RANDOM)
    assert {unit.lane for unit in told} == set(SHARES)


def _round(attacker: Attacker):
    return shares(100, 1, attacker.document.labels, attacker.models)


def test_the_same_seed_makes_the_same_cases(attacker):
    unit = Unit("hostile", "decode", "random-vae", 16, 5)
    assert attacker.run(unit) == attacker.run(unit)


def answer(status: int, kind: str, content: bytes, **headers: str) -> Answer:
    return Answer("here", status, {"content-type": kind, **headers}, content)


@pytest.mark.parametrize(
    "wrong",
    [
        answer(500, "application/problem+json", b'{"status": 500}'),
        answer(400, "text/plain", b"no"),
        answer(422, "application/json", b'{"detail": "no"}'),
        answer(422, "application/problem+json", b'{"status": 404, "detail": "x", "title": "x"}'),
        answer(200, "application/json", b'{"latents": [NaN]}'),
        answer(200, "image/png", b"\xff\xd8\xff"),
        answer(307, "text/plain", b"", location="http://elsewhere/api"),
    ],
)
def test_what_is_wrong_is_noticed(wrong):
    assert fault(wrong) is not None


def test_ways_that_differ_are_noticed():
    one = answer(200, "application/json", b'{"latents": [[1.0]], "seed": 1}')
    assert difference(one, one) is None
    for other in (
        answer(422, "application/json", one.content),
        answer(200, "image/png", one.content),
        answer(200, "application/json", b'{"latents": [[1.1]], "seed": 1}'),
        answer(200, "application/json", b'{"latents": [[1.0]], "seed": 1, "more": 1}'),
    ):
        assert difference(one, other) is not None


def test_answers_that_are_not_the_librarys_are_noticed(attacker):
    body = {"latents": [[0.5, -1.0, 2.0, 0.25]]}
    assert is_comparable("decode", body)
    bundle = attacker.bundles["random-vae"]
    told = attacker.caller.post(
        "/api/v1/models/random-vae/decode", json.dumps(body).encode()
    ).json()
    assert disagreement(bundle, "decode", body, told) is None
    moved = {**told, "latents": [[0.5, -1.0, 2.0, 0.26]]}
    assert "latents" in str(disagreement(bundle, "decode", body, moved))
    other = attacker.caller.post(
        "/api/v1/models/random-vae/decode", json.dumps({"latents": [[2.0, 1.0, 0.0, 1.0]]}).encode()
    ).json()
    swapped = {**told, "images": other["images"]}
    assert "levels off" in str(disagreement(bundle, "decode", body, swapped))
