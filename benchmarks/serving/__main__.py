"""The command: ``python -m benchmarks.serving [run | report]``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks.serving import runner
from benchmarks.serving.plan import full_plan, quick_plan
from benchmarks.serving.report import write_report


def main() -> None:
    """Run the benchmarks, or put a run's figures into the documentation."""
    chosen = parsed()
    if chosen.command == "report":
        write_report(chosen.out)
        return
    plan = quick_plan() if chosen.quick else full_plan()
    changes = {"connections": chosen.connections, "systems": chosen.systems}
    changes |= {"rounds": chosen.rounds, "seconds": chosen.seconds}
    plan = replace(plan, **{name: value for name, value in changes.items() if value})
    runner.run(plan, chosen.only or tuple(runner.PARTS), chosen.out)


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in _names(text))


def _parts(text: str) -> tuple[str, ...]:
    names = _names(text)
    if unknown := set(names) - set(runner.PARTS):
        raise argparse.ArgumentTypeError(
            f"no part {', '.join(sorted(unknown))}; there are {', '.join(runner.PARTS)}"
        )
    return names


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving")
    parser.add_argument("command", nargs="?", choices=("run", "report"), default="run")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    told = "; ".join(f"{letter}: {part.title}" for letter, part in runner.PARTS.items())
    parser.add_argument("--only", type=_parts, metavar="a,b,..", help=told)
    parser.add_argument("--systems", type=_names, metavar="latente,inline,..")
    parser.add_argument("--connections", type=_numbers, metavar="1,64,..", help="of part b")
    parser.add_argument("--rounds", type=int, help="how often each is measured, in turns")
    parser.add_argument("--seconds", type=float, help="how long one measurement takes")
    parser.add_argument("--out", type=Path, default=Path("runs/serving"), metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    main()
