"""Running parts, and keeping what they found."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.serving import (
    classroom,
    cold_start,
    decode,
    machine,
    overload,
    throughput,
    transport,
)
from benchmarks.serving.plan import Plan
from benchmarks.serving.sheets import sheets
from benchmarks.serving.tables import Sheet

RESULTS, PLOT, TABLES = "results.json", "serving.png", "results.md"


@dataclass(frozen=True)
class Part:
    """A part of the benchmark: its key in the results, what it is, how to run it."""

    key: str
    title: str
    measure: Callable[[Plan], dict[str, Any]]


PARTS = {
    "a": Part("decode", "decode by engine and batch", decode.measure),
    "b": Part("http", "requests a second over HTTP", throughput.measure),
    "c": Part("overload", "ten times as much as saturates it", overload.measure),
    "d": Part("classroom", "people who drag sliders", classroom.measure),
    "e": Part("cold_start", "from start to ready", cold_start.measure),
    "f": Part("transport", "WebSocket against requests", transport.measure),
}


def run(plan: Plan, letters: tuple[str, ...], out: Path) -> dict[str, Any]:
    """Run these parts, and write results, tables and plot into ``out``.

    What is there of other parts from an earlier run is replaced: one file is one run.
    """
    out.mkdir(parents=True, exist_ok=True)
    allow_connections()
    timing = {name: getattr(plan, name) for name in _TOLD}
    results: dict[str, Any] = {"machine": machine.describe(), "plan": timing}
    for letter in letters:
        part = PARTS[letter]
        plan.say(f"({letter}) {part.title}")
        results[part.key] = part.measure(plan)
        # After every part: a run that is cut short leaves what it has.
        _write(results, out)
    for each in sheets(results):
        plan.console.print(as_table(each))
    plan.say(f"written to {out / RESULTS}, {out / TABLES} and {out / PLOT}")
    return results


def allow_connections() -> None:
    """Let this process and those it starts open as many connections as the system permits."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


_TOLD = ("rounds", "seconds", "warmup", "connections")


def _write(results: dict[str, Any], out: Path) -> None:
    from benchmarks.serving.plot import draw

    text = json.dumps(results, indent=1)
    (out / RESULTS).write_text(text + "\n", encoding="utf-8")
    tables = "\n\n".join(each.markdown() for each in sheets(results))
    (out / TABLES).write_text(tables + "\n", encoding="utf-8")
    draw(results, out / PLOT)


def as_table(sheet: Sheet) -> Table:
    """For the terminal."""
    table = Table(title=sheet.title, caption=sheet.note or None)
    for k, name in enumerate(sheet.head):
        table.add_column(name, justify="right" if k else "left")
    for row in sheet.rows:
        table.add_row(*row)
    return table
