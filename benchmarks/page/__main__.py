"""The command: ``python -m benchmarks.page``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.page.report import write_report
from benchmarks.page.runner import PARTS, Plan, run

_ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the page, print the figures, and write them where they were wanted.

    Args:
        arguments: of the command line; None: those of this process.
    """
    chosen = _parsed(arguments)
    plan = Plan(chosen.weights, chosen.rounds, chosen.moves, chosen.pause)
    results = run(plan, chosen.only or tuple(PARTS), chosen.out)
    if chosen.docs:
        write_report(results, chosen.docs)


def _parts(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if unknown := set(names) - set(PARTS):
        raise argparse.ArgumentTypeError(
            f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}"
        )
    return names


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page")
    parser.add_argument("--weights", type=Path, default=_ROOT / "weights", metavar="DIR")
    parser.add_argument("--only", type=_parts, metavar=",".join(PARTS))
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured")
    parser.add_argument("--moves", type=int, default=60, help="of the mouse, each way")
    parser.add_argument("--pause", type=int, default=16, help="between moves, in milliseconds")
    parser.add_argument("--out", type=Path, default=Path("runs/page"), metavar="DIR")
    parser.add_argument(
        "--docs", type=Path, metavar="FILE", help="also put the figures into this page"
    )
    chosen = parser.parse_args(arguments)
    if chosen.only and chosen.docs:
        parser.error("--docs goes without --only: the figures of a page are those of one run")
    return chosen


if __name__ == "__main__":
    main()
