"""Rounds of everything on a service of its own, and what they found."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from rich.console import Console

from benchmarks.page import dragging, frames, opening
from benchmarks.page.chromium import launched
from benchmarks.page.report import sheets
from benchmarks.serving import machine
from benchmarks.serving.runner import as_table
from benchmarks.serving.systems import OURS, started
from benchmarks.serving.workload import Workload

RESULTS = "results.json"


@dataclass(frozen=True)
class Plan:
    """Which weights, how many rounds, and drags of so many moves with so long between them."""

    weights: Path
    rounds: int = 3
    moves: int = 60
    pause_ms: int = 16

    def has(self, address: str) -> bool:
        """Whether the model that an address names, if it names one, is there."""
        _, _, named = address.partition("m=")
        return not named or (self.weights / named.partition("&")[0]).is_dir()


@dataclass(frozen=True)
class Visit:
    """A browser and the address of the service that it visits."""

    browser: Browser
    address: str
    plan: Plan


def _open_all(visit: Visit) -> dict[str, Any]:
    wanted = [each for each in opening.OPENINGS if visit.plan.has(each.hash)]
    return {each.name: opening.measure(visit.browser, visit.address, each) for each in wanted}


def _drag_all(visit: Visit) -> dict[str, Any]:
    plan = visit.plan
    return {
        each.name: dragging.measure(visit.browser, visit.address, each, plan.moves, plan.pause_ms)
        for each in dragging.DRAGS
        if plan.has(each.hash)
    }


def _crowd(visit: Visit) -> dict[str, Any]:
    return frames.measure(visit.browser, visit.address, visit.plan.moves, visit.plan.pause_ms)


PARTS: dict[str, Callable[[Visit], dict[str, Any]]] = {
    "opening": _open_all,
    "dragging": _drag_all,
    "frames": _crowd,
}


def run(plan: Plan, parts: tuple[str, ...], out: Path) -> dict[str, Any]:
    """Measure these parts, in turns, and write ``results.json`` into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    model = next(path.parent.name for path in sorted(plan.weights.glob("*/card.json")))
    rounds: dict[str, list[dict[str, Any]]] = {part: [] for part in parts}
    results: dict[str, Any] = {"machine": machine.describe(), "rounds": plan.rounds}
    with started(OURS, Workload(plan.weights, model)) as server, launched() as browser:
        results["machine"]["versions"]["chromium"] = browser.version
        visit = Visit(browser, f"http://127.0.0.1:{server.port}", plan)
        # The service has read every file and made every picture once.
        _open_all(visit)
        for _ in range(plan.rounds):
            for part in parts:
                rounds[part].append(PARTS[part](visit))
    results |= {part: merged(found) for part, found in rounds.items()}
    (out / RESULTS).write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    console = Console()
    for each in sheets(results):
        console.print(as_table(each))
    return results


def merged(rounds: list[Any]) -> Any:
    """The figures of all rounds at each place: their median, least and greatest."""
    first = rounds[0]
    if isinstance(first, dict):
        return {key: merged([each[key] for each in rounds]) for key in first}
    return {"median": statistics.median(rounds), "least": min(rounds), "greatest": max(rounds)}
