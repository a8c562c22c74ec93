from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.serving.figures import (
    crossing,
    latency_summary,
    over_round_dicts,
    over_rounds,
    percentile,
    ratio_over_rounds,
    share_within,
)

VALUES = st.lists(st.floats(0.0, 100.0), min_size=1, max_size=60)


def test_percentiles_by_nearest_rank():
    hundred = list(range(1, 101))
    assert [percentile(hundred, each) for each in (1, 50, 95, 99, 100)] == [1, 50, 95, 99, 100]
    assert percentile([3.0], 50) == 3.0
    assert percentile([1.0, 2.0], 50) == 1.0
    assert percentile([1.0, 2.0], 51) == 2.0


def test_a_percentile_is_not_pushed_up_by_rounding():
    twenty = list(range(1, 21))
    assert percentile(twenty, 95) == 19
    assert percentile(list(range(1, 1001)), 99.9) == 999


@given(VALUES, st.floats(0.1, 100.0))
def test_a_percentile_covers_its_share_and_is_the_least_that_does(values, percent):
    ordered = sorted(values)
    found = percentile(ordered, percent)
    wanted = percent / 100.0 * len(ordered)
    assert sum(value <= found for value in ordered) >= wanted - 1e-6
    assert sum(value < found for value in ordered) < wanted + 1e-6


@pytest.mark.parametrize(("values", "percent"), [([], 50), ([1.0], 0), ([1.0], 100.5)])
def test_percentiles_that_there_are_not(values, percent):
    with pytest.raises(ValueError, match="percent"):
        percentile(values, percent)


def test_latencies_are_told_in_milliseconds():
    summary = latency_summary([0.003, 0.001, 0.002])
    assert summary["p50"] == pytest.approx(2.0)
    assert summary["max"] == pytest.approx(3.0)
    assert latency_summary([]) == {}


def test_what_was_missed_counts_as_late():
    assert share_within([0.05, 0.1, 0.2, 0.3], 0.1) == 0.5
    assert share_within([0.05, 0.1], 0.1, missed=2) == 0.5
    assert share_within([], 0.1, missed=3) == 0.0
    assert share_within([], 0.1) == 0.0


def test_rounds():
    assert over_rounds([3.0, 1.0, 2.0]) == {
        "median": 2.0,
        "least": 1.0,
        "greatest": 3.0,
        "rounds": [3.0, 1.0, 2.0],
    }
    both = over_round_dicts([{"a": 1.0, "b": 5.0}, {"a": 3.0}])
    assert both.keys() == {"a"}
    assert both["a"]["median"] == 2.0


def test_ratios_are_taken_within_a_round():
    """A round in which everything was ten times slower does not move them."""
    ratio = ratio_over_rounds([200.0, 20.0, 210.0], [100.0, 10.0, 100.0])
    assert ratio["rounds"] == pytest.approx([2.0, 2.0, 2.1])
    assert ratio["median"] == 2.0
    assert ratio_over_rounds([5.0], [0.0])["median"] == math.inf
    assert statistics.median([200, 20, 210]) / statistics.median([100, 10, 100]) == 2.0


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(10, 1.0), (20, 0.9)], 15.0),
        ([(20, 0.9), (10, 1.0)], 15.0),
        ([(10, 0.9)], 5.0),
        ([(10, 1.0), (20, 0.95), (30, 0.5)], 20.0),
        # It does not matter that it recovers: the first fall is the limit.
        ([(10, 1.0), (20, 0.5), (30, 1.0)], 11.0),
    ],
)
def test_where_a_curve_falls_below(points, expected):
    assert crossing(points, 0.95) == pytest.approx(expected)


def test_a_curve_that_never_falls():
    assert crossing([(10, 1.0), (1000, 0.96)], 0.95) is None
    assert not math.isnan(crossing([(10, 0.0)], 0.95))
