"""(c) Ten times as much as saturates it: what still gets through, and who still gets an answer."""

from __future__ import annotations

import contextlib
from typing import Any

from benchmarks.serving.figures import over_round_dicts
from benchmarks.serving.generator import Load, finished, load, loading
from benchmarks.serving.plan import Plan
from benchmarks.serving.systems import OURS, Server, started

SATURATING = 64
TIMES = 10
# An open loop needs a connection for every request that is under way: three times as many as
# the service lets into its queue by default.
OPEN_CONNECTIONS = 3000
_HEALTH = ("/healthz", "/readyz", "/metrics")
_SHOWN = (
    "per_second",
    "refused_per_second",
    "refused_share",
    "p50",
    "p99",
    "generator_cores",
    "offered_per_second",
    "unsent",
)


def shapes(peak: float) -> dict[str, Load]:
    """The loads by name; ``peak`` is what 64 connections got, in requests a second."""
    many = TIMES * SATURATING
    return {
        "impatient": Load("closed", many),
        "patient": Load("closed", many, patient=True),
        "open": Load("open", OPEN_CONNECTIONS, rate=TIMES * peak),
    }


def measure(plan: Plan) -> dict[str, Any]:
    """Run part (c)."""
    rounds: list[dict[str, dict[str, Any]]] = []
    with started(OURS, plan.large) as server:
        for turn in range(plan.rounds):
            plan.say(f"overload, round {turn + 1} of {plan.rounds}")
            rounds.append(_round(plan, server))
    names = rounds[0].keys()
    figures = {name: [each[name] for each in rounds] for name in names}
    return {
        "saturating": SATURATING,
        "times": TIMES,
        "loads": {name: over_round_dicts(values) for name, values in figures.items()},
    }


def _round(plan: Plan, server: Server) -> dict[str, dict[str, Any]]:
    """Peak, every overload, and the peak again: what recovers."""
    peak = _flat(_measure(plan, server, Load("closed", SATURATING)))
    found = {"peak": peak}
    for name, job in shapes(peak["per_second"]).items():
        found[name] = _flat(_measure(plan, server, job))
    found["after"] = _flat(_measure(plan, server, Load("closed", SATURATING)))
    # The better of both: a peak that somebody else's work has lowered would flatter the rest.
    best = max(peak["per_second"], found["after"]["per_second"])
    for name, figures in found.items():
        figures["goodput"] = figures["per_second"] / best
        plan.say(
            f"  {name}: {figures['per_second']:.0f}/s good ({figures['goodput']:.0%} of the peak), "
            f"{figures['refused_share']:.0%} refused, healthz p99 {figures['/healthz p99']:.0f} ms"
        )
    return found


def _measure(plan: Plan, server: Server, job: Load) -> dict[str, Any]:
    """One load, and meanwhile the health checks, asked by a process of its own."""
    job = job.lasting(plan.seconds, plan.warmup)
    probes = Load("probe", seconds=plan.warmup + plan.seconds, paths=_HEALTH)
    with contextlib.ExitStack() as stack:
        asking = stack.enter_context(loading(server, plan.large, probes))
        figures = load(server, plan.large, job)
        return {**figures, "health": finished(asking, probes)}


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    """Only numbers: those of the health checks under names of their own."""
    flat = {name: figures[name] for name in _SHOWN if name in figures}
    for path in _HEALTH:
        seen = figures["health"][path]
        flat |= {f"{path} {name}": seen[name] for name in ("p50", "p99", "max", "failed", "asked")}
    return flat
