"""Reading /metrics from outside: what happened between two looks."""

from __future__ import annotations

import math
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

Labels = Mapping[str, str]
Where = Callable[[Labels], bool]
Key = frozenset[tuple[str, str]]

_TIMEOUT_SECONDS = 5.0
_MOST_BYTES = 64 * 1024 * 1024


def anywhere(_labels: Labels) -> bool:
    """Every series of a metric."""
    return True


@dataclass(frozen=True)
class Snapshot:
    """All series at one moment: ``taken`` is in seconds of a clock that only goes up."""

    taken: float
    series: Mapping[str, Mapping[Key, float]]

    def total(self, name: str, where: Where = anywhere) -> float:
        """Sum of the series of this name whose labels fit; 0 where there is none."""
        return sum(value for key, value in self.series.get(name, {}).items() if where(dict(key)))

    def highest(self, name: str) -> float:
        """The largest of the series of this name; 0 where there is none."""
        return max(self.series.get(name, {}).values(), default=0.0)

    def labels(self, name: str) -> list[dict[str, str]]:
        """The labels of each series of this name."""
        return [dict(key) for key in self.series.get(name, {})]


def parse(text: str, taken: float) -> Snapshot:
    """Prometheus' text format to a snapshot.

    Raises:
        ValueError: that is not Prometheus' text format.
    """
    series: dict[str, dict[Key, float]] = defaultdict(dict)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            series[sample.name][frozenset(sample.labels.items())] = sample.value
    return Snapshot(taken, series)


def metrics_url(address: str) -> str:
    """The address of the metrics of a service, for example "127.0.0.1:8000".

    Raises:
        ValueError: it is no address of HTTP.
    """
    full = address if "://" in address else f"http://{address}"
    if not full.startswith(("http://", "https://")):
        raise ValueError(f"{address} is not an address of HTTP")
    base = full.rstrip("/")
    return base if base.endswith("/metrics") else f"{base}/metrics"


def scrape(url: str) -> Snapshot:
    """Read the metrics now.

    Raises:
        OSError: it cannot be reached, or answers with an error.
        ValueError: what it answers is not Prometheus' text format.
    """
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_SECONDS) as answer:
            text = answer.read(_MOST_BYTES).decode("utf-8")
    except urllib.error.HTTPError as error:
        error.close()
        raise
    return parse(text, time.monotonic())


class Window:
    """What happened between two snapshots. Counters that went back were set to 0 between."""

    def __init__(self, before: Snapshot, after: Snapshot) -> None:
        self.after = after
        self.seconds = max(after.taken - before.taken, 1e-9)
        grown: dict[str, dict[Key, float]] = {}
        for name, keyed in after.series.items():
            old = before.series.get(name, {})
            grown[name] = {key: _grown(value, old.get(key, 0.0)) for key, value in keyed.items()}
        self._grown = Snapshot(self.seconds, grown)

    def increase(self, name: str, where: Where = anywhere) -> float:
        """By how much a counter grew."""
        return self._grown.total(name, where)

    def rate(self, name: str, where: Where = anywhere) -> float:
        """By how much a counter grew, a second."""
        return self.increase(name, where) / self.seconds

    def mean(self, histogram: str, where: Where = anywhere) -> float:
        """The mean of what a histogram saw; NaN if it saw nothing."""
        count = self.increase(f"{histogram}_count", where)
        return self.increase(f"{histogram}_sum", where) / count if count else math.nan

    def quantile(self, share: float, histogram: str, where: Where = anywhere) -> float:
        """The value that this share of what a histogram saw lies under; NaN if it saw nothing.

        Linear inside a bucket, as Prometheus' ``histogram_quantile``; in the last bucket, which
        has no end, its beginning.
        """
        buckets: dict[float, float] = {}
        for key, value in self._grown.series.get(f"{histogram}_bucket", {}).items():
            labels = dict(key)
            if where(labels):
                end = float(labels["le"])
                buckets[end] = buckets.get(end, 0.0) + value
        return quantile_of(share, sorted(buckets.items()))


def _grown(value: float, old: float) -> float:
    return value - old if value >= old else value


def quantile_of(share: float, buckets: list[tuple[float, float]]) -> float:
    """A quantile of cumulative buckets (upper end, count), the last of which ends at infinity."""
    if not buckets or buckets[-1][1] == 0:
        return math.nan
    rank = share * buckets[-1][1]
    begin, below = 0.0, 0.0
    for end, count in buckets:
        if count >= rank and count > below:
            if math.isinf(end):
                break
            return begin + (end - begin) * (rank - below) / (count - below)
        begin, below = end, count
    return begin
