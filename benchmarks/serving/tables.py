"""A table of figures: one source for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Figures = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A titled table with a note below; every cell is text."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""

    def markdown(self) -> str:
        """As a Markdown table."""
        lines = [
            f"### {self.title}",
            "",
            _row(self.head),
            _row(("---", *("---:" for _ in self.head[1:]))),
            *map(_row, self.rows),
        ]
        return "\n".join([*lines, *(["", self.note] if self.note else [])])


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def spread(figure: Figures | None, digits: int = 0, unit: str = "", factor: float = 1.0) -> str:
    """A figure over rounds as its median, and what it ranged over; a dash where it is missing."""
    if figure is None:
        return "–"
    median, least, most = (
        f"{factor * figure[name]:,.{digits}f}" for name in ("median", "least", "greatest")
    )
    around = "" if least == most else f" ({least}–{most})"
    return f"{median}{unit}{around}"


def median(figure: Figures | None, digits: int = 0, factor: float = 1.0) -> str:
    """Only the median; a dash where it is missing."""
    return "–" if figure is None else f"{factor * figure['median']:,.{digits}f}"
