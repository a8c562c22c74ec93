"""One ``/metrics`` for all replicas: each one's figures, under a label with its name."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

LABEL = "replica"
_STALE_SECONDS = 15.0


def merged(texts: Mapping[str, str]) -> bytes:
    """Expositions in Prometheus' text format by replica, as one, each sample labelled."""
    registry = CollectorRegistry()
    registry.register(_Merged(texts))
    return generate_latest(registry)


class _Merged(Collector):
    def __init__(self, texts: Mapping[str, str]) -> None:
        self._families = list(_families(texts))

    def collect(self) -> Iterable[Metric]:
        return self._families


def _families(texts: Mapping[str, str]) -> Iterator[Metric]:
    """Every family once, with the samples of all replicas together."""
    families: dict[str, Metric] = {}
    for replica, text in sorted(texts.items()):
        for family in text_string_to_metric_families(text):
            known = families.setdefault(
                family.name, Metric(family.name, family.documentation, family.type)
            )
            for sample in family.samples:
                known.samples.append(sample._replace(labels={**sample.labels, LABEL: replica}))
    yield from families.values()


class Board:
    """Where replicas leave their latest exposition; what was not renewed is dropped.

    Ray runs it as one actor beside the replicas.
    """

    def __init__(self) -> None:
        self._texts: dict[str, tuple[float, str]] = {}

    def report(self, replica: str, text: str) -> None:
        """Keep the exposition of one replica."""
        self._texts[replica] = (time.monotonic(), text)

    def read(self) -> dict[str, str]:
        """The expositions of the replicas that live."""
        oldest = time.monotonic() - _STALE_SECONDS
        self._texts = {name: kept for name, kept in self._texts.items() if kept[0] > oldest}
        return {name: text for name, (_, text) in self._texts.items()}
