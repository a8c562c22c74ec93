"""(e) From the start of the process to the first good answer."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.serving.figures import over_rounds
from benchmarks.serving.plan import Plan
from benchmarks.serving.systems import OURS, PEERS, System, started
from benchmarks.serving.workload import Workload

_JUDGES = "_judges"


def measure(plan: Plan) -> dict[str, Any]:
    """Run part (e): all systems in turn, ours with all models and with one."""
    with tempfile.TemporaryDirectory() as folder:
        alone = one_model(plan.large, Path(folder))
        cases: dict[str, tuple[System, Workload]] = {
            "Latente, all models": (OURS, plan.large),
            "Latente, one model": (OURS, alone),
            **{each.title: (each, plan.large) for each in PEERS if not each.missing},
        }
        chosen = {title: case for title, case in cases.items() if plan.wants(case[0].name)}
        taken: dict[str, list[float]] = defaultdict(list)
        for turn in range(plan.rounds):
            plan.say(f"cold start, round {turn + 1} of {plan.rounds}")
            for title, (system, workload) in chosen.items():
                with started(system, workload) as server:
                    taken[title].append(server.ready_seconds)
                plan.say(f"  {title}: {taken[title][-1]:.2f} s")
    models = sum(1 for each in plan.large.weights.iterdir() if (each / "card.json").is_file())
    seconds = {title: over_rounds(values) for title, values in taken.items()}
    return {"models": models, "seconds": seconds}


def one_model(workload: Workload, folder: Path) -> Workload:
    """The same workload, in a weights folder that holds nothing else."""
    for name in (workload.model, _JUDGES):
        if (workload.weights / name).is_dir():
            (folder / name).symlink_to(workload.weights / name)
    return replace(workload, weights=folder)
