"""The command: ``python -m benchmarks.misuse``."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.misuse.attacks import ATTACKS, Target
from benchmarks.misuse.report import sheet, write_report
from benchmarks.misuse.sending import suffered
from benchmarks.serving import machine
from benchmarks.serving.runner import as_table
from benchmarks.serving.systems import OURS, PEERS, System, started
from benchmarks.serving.workload import Workload

_ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Misuse every system, print what each did, and write it where it was wanted."""
    chosen = _parsed()
    systems = [each for each in (OURS, *PEERS) if not each.missing]
    workload = Workload(chosen.weights, chosen.model)
    results = {
        "machine": machine.describe(),
        "systems": {each.name: misused(each, workload) for each in systems},
    }
    Console().print(as_table(sheet(results)))
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if chosen.docs:
        write_report(results, chosen.docs)


def misused(system: System, workload: Workload) -> dict[str, Any]:
    """What a system does with each attack; one that no longer serves is started anew."""
    left = list(ATTACKS)
    outcomes = {}
    while left:
        with started(system, workload) as server:
            target = Target(server.port, server.path, workload.latent_dim)
            serves = True
            while left and serves:
                attack = left.pop(0)
                outcome = suffered(attack, target, server.process.pid)
                serves = outcome.serves
                outcomes[attack.title] = {**asdict(outcome), "is_right": outcome.is_right}
    return {"title": system.title, "outcomes": outcomes}


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.misuse")
    parser.add_argument("--weights", type=Path, default=_ROOT / "weights", metavar="DIR")
    parser.add_argument("--model", default="faces-vae")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the results as JSON")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="put the table into this page")
    return parser.parse_args()


if __name__ == "__main__":
    main()
