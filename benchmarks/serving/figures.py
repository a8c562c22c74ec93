"""The arithmetic of measurements: percentiles, summaries of latencies, medians over rounds."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

PERCENTILES = (50, 90, 95, 99)


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile of ascending values: the least that covers ``percent`` of them.

    Raises:
        ValueError: there are no values, or ``percent`` is not in (0, 100].
    """
    if not ordered:
        raise ValueError("no values have no percentile")
    if not 0.0 < percent <= 100.0:
        raise ValueError(f"percent is {percent}, not in (0, 100]")
    # Rounded first: 95 / 100 * 20 is a little above 19 in binary.
    rank = math.ceil(round(percent / 100.0 * len(ordered), 9))
    return ordered[rank - 1]


def latency_summary(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds at each of :data:`PERCENTILES` and at most; empty where there are none."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    summary = {f"p{percent}": 1e3 * percentile(ordered, percent) for percent in PERCENTILES}
    return {**summary, "max": 1e3 * ordered[-1]}


def share_within(seconds: Sequence[float], limit: float, missed: int = 0) -> float:
    """The share of latencies at most ``limit`` seconds; ``missed`` more count as too late.

    Nothing at all is a share of 0.
    """
    total = len(seconds) + missed
    return sum(value <= limit for value in seconds) / total if total else 0.0


def over_rounds(values: Sequence[float]) -> dict[str, Any]:
    """Median, least and greatest of one figure over the rounds, and the values themselves."""
    return {
        "median": statistics.median(values),
        "least": min(values),
        "greatest": max(values),
        "rounds": list(values),
    }


def over_round_dicts(rounds: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """:func:`over_rounds` of every figure that all rounds have."""
    common = [name for name in rounds[0] if all(name in each for each in rounds)]
    return {name: over_rounds([each[name] for each in rounds]) for name in common}


def ratio_over_rounds(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, Any]:
    """Ours divided by theirs, round by round, so that what disturbs a whole round cancels.

    Against nothing at all the ratio is infinite.
    """
    return over_rounds([a / b if b else math.inf for a, b in zip(ours, theirs, strict=True)])


def crossing(points: Sequence[tuple[float, float]], level: float) -> float | None:
    """Where a falling curve of (x, y) crosses ``level``, linear between points.

    None: it never falls below, so that the answer is beyond the last point. A curve that
    starts below crosses between 0 and its first point, being 1 at 0.
    """
    before = (0.0, 1.0)
    for x, y in sorted(points):
        if y < level:
            slope = (x - before[0]) / (before[1] - y)
            return before[0] + slope * (before[1] - level)
        before = (x, y)
    return None
