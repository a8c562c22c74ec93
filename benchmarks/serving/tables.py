"""The figures of a run as tables: one source for the terminal and for Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Figures = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A titled table with a note below; every cell is text."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
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


def sheets(results: Figures) -> list[Sheet]:
    """All tables of a run, in the order of the parts."""
    found: list[Sheet] = []
    for part, make in _PARTS.items():
        if part in results:
            found += make(results[part])
    return found


def http_sheets(http: Figures) -> list[Sheet]:
    """Part (b)."""
    systems = http["systems"]
    found = []
    for connections in map(str, http["connections"]):
        rows = []
        for name, system in systems.items():
            if name == "nothing":
                continue
            level = system["levels"][connections]
            ratio = http.get("ratios", {}).get(connections, {}).get(name)
            rows.append(
                (
                    system["title"],
                    spread(level.get("per_second")),
                    median(level.get("p50"), 1),
                    median(level.get("p99"), 1),
                    spread(ratio, 2, "x"),
                )
            )
        head = ("system", "requests a second", "p50 ms", "p99 ms", "ours against it")
        one = "1 connection" if connections == "1" else f"{connections} connections"
        found.append(Sheet(f"HTTP, 64x64 PNG, {one}", head, rows))
    return [*found, *_our_http(http)]


def _our_http(http: Figures) -> list[Sheet]:
    rows = []
    ours = http["systems"].get("latente", {}).get("levels", {})
    if "overhead_ms" in http:
        bare = http["bare"]
        rows += [
            ("one connection: median latency, ms", spread(ours["1"]["p50"], 2)),
            ("decode alone, ms", spread(bare["decode_ms"], 2)),
            ("PNG alone, ms", spread(bare["encode_ms"], 2)),
            ("latency over decode and PNG, ms", spread(http["overhead_ms"], 2)),
        ]
    if "64" in ours:
        share = ours["64"]["p99"]["median"] / ours["64"]["p50"]["median"]
        rows.append(("64 connections: p99 over p50", f"{share:.2f}"))
    if "jpeg" in http:
        rows += [
            ("64 connections, JPEG: requests a second", spread(http["jpeg"]["per_second"])),
            ("JPEG against PNG", spread(http["jpeg_ratio"], 2, "x")),
        ]
    for connections, level in http["systems"].get("nothing", {}).get("levels", {}).items():
        title = f"load generator's own ceiling, {connections} connections, requests a second"
        rows.append((title, spread(level["per_second"])))
    return [Sheet("HTTP, what else was asked", ("figure", "value"), rows)] if rows else []


_PARTS = {"http": http_sheets}
