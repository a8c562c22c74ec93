"""Puts the figures of the long runs into ``docs/reliability.md``, so that none is typed by hand.

    python -m tools.reliability

It reads what ``tools.fuzz``, ``tools.identity``, ``tools.soak``, ``tools.idle`` and
``tools.hostile_uploads`` left in ``docs/reliability/``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.marks import Marks

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = "reliability.md"
MARKS = Marks("figures")
Figures = dict[str, Any]
Row = tuple[str, str]


def _fuzz(found: Figures) -> list[Row]:
    counts: Counter[str] = sum(map(Counter, found["statuses"].values()), Counter())
    statuses = ", ".join(f"{name}: {counts[name]:,}" for name in sorted(counts) if name != "cases")
    return [
        ("cases, from schemathesis and hypothesis", f"{found['cases']:,}"),
        ("requests", f"{found['requests']:,}"),
        ("by status", statuses),
        ("compared with the library's own result", f"{found['compared_with_library']:,}"),
        ("answers of 500 and more", f"{found['server_errors']:,}"),
        ("cases that failed in any way", f"{found['failures']:,}"),
        ("the service's peak memory before and after, MiB", _peaks(found["service_peak_mib"])),
    ]


def _peaks(peak: Figures) -> str:
    return f"{peak['before']:,.0f}, {peak['after']:,.0f}"


def _identity(found: Figures) -> list[Row]:
    alike = sum(found["would_pass_for_anothers"].values())
    return [
        ("callers at once", f"{found['callers']:,}"),
        ("answers, each compared with the library's", f"{found['answers']:,}"),
        ("answers that were wrong or another's", f"{found['wrong']:,}"),
        ("answers that could not be told from another's", f"{alike:,}"),
        ("requests given up by their caller", f"{found['left_before_the_answer']:,}"),
        ("told to come again (503)", f"{found['told_to_come_again']:,}"),
    ]


def _soak(found: Figures) -> list[Row]:
    rest, growth = found["at_rest"], found["memory"]
    requests = sum(sum(counts.values()) for counts in found["requests"].values())
    first, pace = found["by_minute"][0]["minute"], found["requests_a_second"]
    pairs = (("resident memory, MiB", "resident_mib"), ("descriptors", "descriptors"))
    return [
        ("minutes before, and of the measurement", f"{-first:g}, {found['minutes']:g}"),
        ("requests in all, and a second while measured", f"{requests:,}, {pace:.1f}"),
        *(
            (f"{words}: before, after, most", _three(rest, found["most"], name))
            for words, name in (*pairs, ("threads", "threads"))
        ),
        *(
            (f"growth of memory, MiB an hour, {words}", _growth(growth[name]))
            for words, name in (("whole run", "all"), ("second half", "second_half"))
        ),
        ("answers that were not expected", f"{sum(found['wrong'].values()):,}"),
    ]


def _three(rest: Figures, most: Figures, name: str) -> str:
    return ", ".join(f"{each[name]:,.0f}" for each in (rest["before"], rest["after"], most))


def _growth(slope: Figures) -> str:
    return f"{slope['mib_an_hour']:+.1f} ± {slope['standard_error']:.1f}"


def _connections(found: Figures) -> list[Row]:
    return [
        ("idle connections, still open at the end", _pair(found, "connections", "open_at_the_end")),
        ("KiB of memory for each", f"{found['kib_each']:.1f}"),
        ("share of a processor while idle", f"{found['processor_share_while_idle']:.1%}"),
        (
            "a decode meanwhile against without: time, processor time",
            f"{found['median_ratio']:.2f}x, {found['server_cpu_ratio']:.2f}x",
        ),
        (
            "descriptors meanwhile, after",
            f"{found['descriptors']['meanwhile']:,}, {found['descriptors']['after']:,}",
        ),
    ]


def _uploads(found: Figures) -> list[Row]:
    refused = [each for each in found["files"] if each["status"] >= 400]
    most = found["most_of_a_refusal"]
    whole = next(each for each in found["files"] if each["file"].startswith("for comparison"))

    def told(figures: Figures, what: str) -> str:
        return f"{figures[f'file_{what}']:.1f}, {figures[f'base64_{what}']:.1f}"

    return [
        ("files, each of which is refused", f"{len(refused)}"),
        ("times that each is read", f"{found['rounds']}"),
        ("most processor ms of a refusal: as a file, as base64", told(most, "cpu_ms_max")),
        (
            "most MiB by which a refusal raises the peak: as a file, as base64",
            told(most, "peak_memory_grown_mib"),
        ),
        (
            "for comparison, 16 megapixels that are read: processor ms (median)",
            told(whole, "cpu_ms_median"),
        ),
        ("and MiB", told(whole, "peak_memory_grown_mib")),
    ]


def _pair(found: Figures, *names: str) -> str:
    return ", ".join(f"{found[name]:,}" for name in names)


RUNS: dict[str, tuple[str, str, Callable[[Figures], list[Row]]]] = {
    "fuzz": ("Made-up requests", "python -m tools.fuzz --cases 100000", _fuzz),
    "identity": ("Whose answer is it?", "python -m tools.identity", _identity),
    "soak": ("An hour of everything", "python -m tools.soak --warmup 30 --rate 30", _soak),
    "uploads": ("Hostile uploads", "python -m tools.hostile_uploads", _uploads),
    "connections": ("Ten thousand idle connections", "python -m tools.idle", _connections),
}


def rendered(folder: Path) -> str:
    """A table for each run whose figures are in the folder, as Markdown."""
    parts = []
    for name, (title, command, rows) in RUNS.items():
        path = folder / f"{name}.json"
        if path.is_file():
            found = rows(json.loads(path.read_text(encoding="utf-8")))
            lines = [f"| {words} | {value} |" for words, value in found]
            table = "\n".join(["| | |", "| --- | ---: |", *lines])
            picture = f"\n\n![{title}]({folder.name}/{name}.png)"
            drawn = picture if path.with_suffix(".png").is_file() else ""
            parts.append(f"### {title}\n\n`{command}`\n\n{table}{drawn}")
    return "\n\n".join(parts)


def main() -> None:
    """Fill the page."""
    MARKS.fill(DOCS / PAGE, rendered(DOCS / "reliability"))


if __name__ == "__main__":
    main()
