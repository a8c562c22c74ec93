"""Putting the figures of a run into the documentation, so that none is typed by hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from benchmarks import marks
from benchmarks.serving.runner import PLOT, RESULTS
from benchmarks.serving.sheets import sheets
from benchmarks.serving.verdicts import verdict_sheet

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
PAGE, DATA, PICTURE = "serving.md", "serving.json", "serving.png"


def write_report(out: Path, docs: Path = DOCS) -> None:
    """Fill the results of the run in ``out`` into ``docs/serving.md``; copy data and plot.

    Raises:
        SystemExit: there is no run, or the page has no place for results.
    """
    source = out / RESULTS
    if not source.is_file():
        raise SystemExit(f"there is no {source}: run python -m benchmarks.serving first")
    results = json.loads(source.read_text(encoding="utf-8"))
    marks.RESULTS.fill(docs / PAGE, rendered(results))
    shutil.copyfile(source, docs / DATA)
    shutil.copyfile(out / PLOT, docs / PICTURE)


def rendered(results: dict[str, Any]) -> str:
    """The results as Markdown: on what, the wanted figures, every table, the plot."""
    machine, plan = results["machine"], results["plan"]
    versions = ", ".join(
        f"{name} {version}" for name, version in machine["versions"].items() if version
    )
    told = (
        f"Run of {machine['when']} on {machine['cores']} cores of {machine['processor']} "
        f"(load {machine['load_before']:.1f} before the start), Python {machine['python']}, "
        f"{versions}. {plan['rounds']} rounds of {plan['seconds']:g} s for each figure: medians, "
        "and in brackets the least and the greatest round."
    )
    tables = [each.markdown() for each in (verdict_sheet(results), *sheets(results))]
    return "\n\n".join([told, *tables, f"![All parts as a plot]({PICTURE})"])
