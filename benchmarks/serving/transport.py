"""(f) Whether a WebSocket carries more dragging than requests with one in flight."""

from __future__ import annotations

from typing import Any

from benchmarks.serving.figures import over_round_dicts, ratio_over_rounds
from benchmarks.serving.generator import Load, load
from benchmarks.serving.plan import Plan
from benchmarks.serving.systems import WEBSOCKET, started
from benchmarks.serving.workload import Workload

CLIENTS = 64
VALUES_A_SECOND = 15.0
# What would justify a second protocol beside the first.
CLEARLY = 1.2
_SHOWN = ("per_second", "p50", "p99", "in_time", "generator_cores")


def measure(plan: Plan) -> dict[str, Any]:
    """Run part (f): the same process, asked both ways in turn."""
    cases = {
        f"{size}, {kind}": (workload.as_dragged(), job)
        for size, workload in (("28x28", plan.small), ("64x64", plan.large))
        for kind, job in (
            ("as fast as it goes", Load("closed", CLIENTS)),
            ("15 values a second", Load("class", CLIENTS, rate=VALUES_A_SECOND)),
        )
    }
    with started(WEBSOCKET, plan.large) as server:

        def once(workload: Workload, job: Load, websocket: bool) -> dict[str, Any]:
            path = "/drag/{model}" if websocket else server.system.path
            job = job.lasting(plan.seconds, plan.warmup).over(websocket)
            figures = load(server, workload, job, path.format(model=workload.model))
            return {name: figures[name] for name in _SHOWN if name in figures}

        return {"clearly": CLEARLY, "cases": _rounds(plan, cases, once)}


def _rounds(plan: Plan, cases: dict[str, tuple[Workload, Load]], once: Any) -> dict[str, Any]:
    """Every case by both ways, round by round."""
    posts: dict[str, list[dict[str, Any]]] = {name: [] for name in cases}
    messages: dict[str, list[dict[str, Any]]] = {name: [] for name in cases}
    for turn in range(plan.rounds):
        plan.say(f"transport, round {turn + 1} of {plan.rounds}")
        for name, (workload, job) in cases.items():
            posts[name].append(once(workload, job, False))
            messages[name].append(once(workload, job, True))
            plan.say(
                f"  {name}: POST {posts[name][-1]['per_second']:.0f}/s, "
                f"WebSocket {messages[name][-1]['per_second']:.0f}/s"
            )
    return {
        name: {
            "post": over_round_dicts(posts[name]),
            "websocket": over_round_dicts(messages[name]),
            "ratio": ratio_over_rounds(
                [each["per_second"] for each in messages[name]],
                [each["per_second"] for each in posts[name]],
            ),
        }
        for name in cases
    }
