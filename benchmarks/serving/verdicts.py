"""The figures that were to be reached, beside those that were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.serving.tables import Sheet

Figures = dict[str, Any]


@dataclass(frozen=True)
class Aim:
    """A figure to reach: at least, or at most, ``wanted``."""

    title: str
    wanted: float
    found: Callable[[Figures], float]
    at_most: bool = False
    unit: str = ""

    def row(self, results: Figures) -> tuple[str, ...] | None:
        """As a row; None: this run did not measure it."""
        try:
            found = self.found(results)
        except KeyError:
            return None
        reached = found <= self.wanted if self.at_most else found >= self.wanted
        bound = "at most" if self.at_most else "at least"
        wanted = f"{bound} {self.wanted:g}{self.unit}"
        return self.title, wanted, f"{found:.2f}{self.unit}", "yes" if reached else "no"


def _against(system: str, peer: str) -> Callable[[Figures], float]:
    return lambda results: results["http"]["against"][system]["64"][peer]["median"]


def _tail(results: Figures) -> float:
    level = results["http"]["systems"]["latente"]["levels"]["64"]
    return float(level["p99"]["median"] / level["p50"]["median"])


def _share_of_fastest(precision: str) -> Callable[[Figures], float]:
    """Of the engine that takes least time among those that compute in this precision."""

    def share(results: Figures) -> float:
        models = results["decode"]["cpu"]["models"].values()
        large = {model["size"]: model for model in models}["64x64x3"]
        engines = [each for each in large["engines"].values() if each["precision"] == precision]
        if not engines:
            raise KeyError(precision)
        eights = [engine["batches"]["8"] for engine in engines]
        fastest = min(eights, key=lambda each: float(each["ms_per_image"]["median"]))
        return 100.0 * float(fastest["share_of_peak"]["median"])

    return share


def _goodput(load: str) -> Callable[[Figures], float]:
    return lambda results: 100.0 * float(results["overload"]["loads"][load]["goodput"]["median"])


def _class_of_300(results: Figures) -> float:
    cases = results["classroom"]["cases"]
    return 100.0 * float(cases["28x28, as the page asks"]["300"]["in_time"]["median"])


_AIMS = (
    Aim("64 connections against FastAPI inline", 3.5, _against("latente", "inline"), unit="x"),
    Aim("64 connections against LitServe", 2.5, _against("latente", "litserve"), unit="x"),
    Aim(
        "the same with the torch engine: FastAPI inline",
        3.5,
        _against("latente-torch", "inline"),
        unit="x",
    ),
    Aim(
        "the same with the torch engine: LitServe",
        2.5,
        _against("latente-torch", "litserve"),
        unit="x",
    ),
    Aim("64 connections: p99 over p50", 2.5, _tail, at_most=True, unit="x"),
    Aim(
        "one connection: over decode and PNG",
        1.5,
        lambda results: results["http"]["overhead_ms"]["median"],
        at_most=True,
        unit=" ms",
    ),
    Aim(
        "JPEG alone, as the page drags, against PNG with all else, as at rest",
        1.25,
        lambda results: results["http"]["dragged_ratio"]["median"],
        unit="x",
    ),
    Aim(
        "the same, JPEG alone against PNG alone",
        1.25,
        lambda results: results["http"]["jpeg_ratio"]["median"],
        unit="x",
    ),
    Aim(
        "decode at batch 8, 64x64, fastest engine in float32, of its peak",
        70.0,
        _share_of_fastest("float32"),
        unit=" %",
    ),
    Aim("the same in bfloat16, of its own peak", 70.0, _share_of_fastest("bfloat16"), unit=" %"),
    Aim("goodput with ten times the connections", 90.0, _goodput("impatient"), unit=" %"),
    Aim("goodput with ten times the requests a second", 90.0, _goodput("open"), unit=" %"),
    Aim("300 people, 28x28 as the page asks, frames under 100 ms", 95.0, _class_of_300, unit=" %"),
)


def _rows(results: Figures) -> Iterator[tuple[str, ...]]:
    for aim in _AIMS:
        if (row := aim.row(results)) is not None:
            yield row


def verdict_sheet(results: Figures) -> Sheet:
    """What was to be reached, and whether it was."""
    head = ("figure", "wanted", "measured", "reached")
    return Sheet("What was to be reached", head, list(_rows(results)))
