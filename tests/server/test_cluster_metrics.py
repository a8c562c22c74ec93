from __future__ import annotations

import re

import pytest

from server import cluster_metrics
from server.cluster_metrics import Board, merged
from server.metrics import Metrics


def exposition(images: int) -> str:
    metrics = Metrics()
    metrics.images.labels("fashion-vae", "decode").inc(images)
    metrics.latency.labels("/readyz", "").observe(0.02 * images)
    return metrics.exposition().decode()


def samples(text: str, name: str) -> dict[str, float]:
    """The values of a series by its labels."""
    lines = re.findall(rf"^{name}(\{{.*\}}) (\S+)$", text, re.MULTILINE)
    return {labels: float(value) for labels, value in lines}


def test_each_replica_keeps_its_figures_under_its_name():
    text = merged({"b": exposition(5), "a": exposition(3)}).decode()
    found = samples(text, "latente_images_total")
    assert found == {
        '{call="decode",model="fashion-vae",replica="a"}': 3.0,
        '{call="decode",model="fashion-vae",replica="b"}': 5.0,
    }


def test_every_family_is_described_once_with_all_its_samples_together():
    text = merged({"a": exposition(3), "b": exposition(5)}).decode()
    described = re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)
    assert len(described) == len(set(described))
    of_one = re.findall(r"^# TYPE (\S+ \S+)", exposition(3), re.MULTILINE)
    assert set(of_one) == set(re.findall(r"^# TYPE (\S+ \S+)", text, re.MULTILINE))
    buckets = samples(text, "latente_request_seconds_bucket")
    assert len(buckets) == 2 * len(samples(exposition(3), "latente_request_seconds_bucket"))
    assert sum(samples(text, "latente_request_seconds_count").values()) == 2.0


def test_one_text_loses_nothing():
    own = exposition(4)
    text = merged({"a": own}).decode()
    without = re.sub(r'(,?)replica="a"', "", text).replace("{}", "")
    assert sorted(without.splitlines()) == sorted(own.splitlines())


def test_a_board_forgets_those_that_say_nothing_more(monkeypatch: pytest.MonkeyPatch):
    now = 100.0
    monkeypatch.setattr(cluster_metrics.time, "monotonic", lambda: now)
    board = Board()
    board.report("a", "1")
    now = 110.0
    board.report("b", "2")
    assert board.read() == {"a": "1", "b": "2"}
    now = 116.0
    assert board.read() == {"b": "2"}
    board.report("b", "3")
    assert board.read() == {"b": "3"}
