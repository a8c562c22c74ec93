"""The figures as tables, and into the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import marks
from benchmarks.serving.tables import Sheet, spread

Figures = dict[str, Any]


def sheets(results: Figures) -> list[Sheet]:
    """A table for each part that was measured."""
    makers = {"opening": _opening, "dragging": _dragging, "frames": _frames}
    return [make(results[part]) for part, make in makers.items() if part in results]


def _opening(found: dict[str, Figures]) -> Sheet:
    return Sheet(
        "Before the first picture",
        ("screen", "modules", "kB", "kB of the picture", "requests", "ms"),
        [
            (
                name,
                spread(each["modules"]),
                spread(each["kilobytes"]),
                spread(each["picture_kilobytes"]),
                spread(each["requests"]),
                spread(each["milliseconds"]),
            )
            for name, each in found.items()
        ],
        "Bytes as they are on the wire, without headers. Of the map the first picture are its "
        "points; of the lessons, their drawings; elsewhere, the first picture of the service.",
    )


def _dragging(found: dict[str, Figures]) -> Sheet:
    return Sheet(
        "While a slider is dragged",
        (
            "slider",
            "tasks over 50 ms",
            "longest task, ms",
            "its processor ms",
            "processor ms a move",
        ),
        [
            (
                name,
                spread(each["long_tasks"]),
                spread(each["longest_wall"], 1),
                spread(each["longest_cpu"], 1),
                spread(each["cpu_a_move"], 1),
            )
            for name, each in found.items()
        ],
    )


def _frames(found: Figures) -> Sheet:
    return Sheet(
        f"The map with {found['points']['median']:,.0f} points, drawn in software",
        ("act", "median ms a frame", "95 % below", "worst"),
        [
            (name, spread(each["median"], 1), spread(each["p95"], 1), spread(each["worst"], 1))
            for name, each in found["acts"].items()
        ],
        f"The longest task took {spread(found['longest_cpu'], 1)} ms of the processor.",
    )


def write_report(results: Figures, page: Path) -> None:
    """Put the figures between the marks of a page.

    Raises:
        SystemExit: the page has no marks.
    """
    marks.RESULTS.fill(page, rendered(results))


def rendered(results: Figures) -> str:
    """On what the figures were found, and the tables, as Markdown."""
    machine = results["machine"]
    told = (
        f"Run of {machine['when']} on {machine['cores']} cores of {machine['processor']} (load "
        f"{machine['load_before']:.1f} before the start), Chromium "
        f"{machine['versions']['chromium']} without a graphics unit. {results['rounds']} rounds: "
        "medians, and in brackets the least and the greatest."
    )
    return "\n\n".join([told, *(each.markdown() for each in sheets(results))])
