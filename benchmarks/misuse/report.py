"""What each system did, as a table, and into the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.marks import Marks
from benchmarks.misuse.sending import ANSWER_SECONDS
from benchmarks.serving.tables import Sheet

MARKS = Marks("misuse")
# Less is noise of allocators and of reading the request at all.
_WORTH_TELLING_MEBIBYTES = 32
Results = dict[str, Any]


def sheet(results: Results) -> Sheet:
    """A row for each misuse, a column for each system."""
    systems = list(results["systems"].values())
    titles = systems[0]["outcomes"]
    rows = [(title, *(cell(each["outcomes"][title]) for each in systems)) for title in titles]
    right = ("answered rightly", *(_right(each["outcomes"]) for each in systems))
    heads = ("sent", *(each["title"] for each in systems))
    return Sheet("The same misuse of all", heads, [*rows, right])


def cell(outcome: Results) -> str:
    """One outcome in words."""
    words = [_status(outcome)]
    if outcome["grown"] >= _WORTH_TELLING_MEBIBYTES:
        words.append(f"+{outcome['grown']:.0f} MiB")
    if not outcome["serves"]:
        words.append("then serves nobody")
    return ("" if outcome["is_right"] else "**✗** ") + ", ".join(words)


def _status(outcome: Results) -> str:
    if outcome["status"] is None:
        return f"no answer in {ANSWER_SECONDS:.0f} s"
    return "closed" if outcome["status"] == 0 else str(outcome["status"])


def _right(outcomes: Results) -> str:
    return f"{sum(each['is_right'] for each in outcomes.values())} of {len(outcomes)}"


def write_report(results: Results, page: Path) -> None:
    """Put the table between the marks of a page.

    Raises:
        SystemExit: the page has no marks.
    """
    MARKS.fill(page, rendered(results))


def rendered(results: Results) -> str:
    """The table and on what it was found, as Markdown."""
    machine = results["machine"]
    versions = ", ".join(
        f"{name} {machine['versions'][name]}" for name in ("fastapi", "uvicorn", "litserve", "ray")
    )
    return f"Run of {machine['when']}; {versions}.\n\n{sheet(results).markdown()}"
