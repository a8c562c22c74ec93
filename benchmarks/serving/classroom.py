"""(d) A class of people who drag sliders all at once, and how many of them one core carries."""

from __future__ import annotations

from typing import Any

from benchmarks.serving.figures import crossing, over_round_dicts
from benchmarks.serving.generator import Load, load
from benchmarks.serving.plan import Plan
from benchmarks.serving.systems import OURS, Server, started
from benchmarks.serving.workload import Workload

VALUES_A_SECOND = 15.0
CLASSES = (30, 300)
ENOUGH = 0.95
STEPS = 6
_MOST = 1200
_SHOWN = (
    "in_time",
    "least_in_time",
    "frames_per_second_each",
    "values_shown",
    "per_second",
    "refused",
    "p50",
    "p99",
    "server_cores",
    "generator_cores",
)


def measure(plan: Plan) -> dict[str, Any]:
    """Run part (d)."""
    cases = {
        "28x28, as the page asks": plan.small.as_dragged(),
        "28x28, in JSON": plan.small.as_json(),
        "64x64, as the page asks": plan.large.as_dragged(),
        "64x64, in JSON": plan.large.as_json(),
    }
    rounds: dict[str, dict[int, list[dict[str, Any]]]] = {
        case: {people: [] for people in CLASSES} for case in cases
    }
    with started(OURS, plan.large) as server:
        for turn in range(plan.rounds):
            plan.say(f"class, round {turn + 1} of {plan.rounds}")
            for people in CLASSES:
                for case, workload in cases.items():
                    seen = one_class(plan, server, workload, people)
                    rounds[case][people].append(seen)
                    plan.say(
                        f"  {people} people, {case}: {seen['in_time']:.1%} of frames in time, "
                        f"{seen['frames_per_second_each']:.1f} frames a second each"
                    )
        capacities = {case: capacity(plan, server, work) for case, work in cases.items()}
    return {
        "values_a_second": VALUES_A_SECOND,
        "cases": {
            case: {str(people): over_round_dicts(each) for people, each in seen.items()}
            for case, seen in rounds.items()
        },
        "capacity": capacities,
    }


def one_class(plan: Plan, server: Server, workload: Workload, people: int) -> dict[str, Any]:
    """What ``people`` see who all drag at once, each from an address of their own."""
    job = Load("class", people, plan.seconds, plan.warmup, rate=VALUES_A_SECOND, own_addresses=True)
    path = server.system.path.format(model=workload.model)
    figures = load(server, workload, job, path)
    figures["server_cores"] = figures["server_cpu_seconds"] / (plan.seconds + plan.warmup)
    return {name: figures[name] for name in _SHOWN if name in figures}


def capacity(plan: Plan, server: Server, workload: Workload) -> dict[str, Any]:
    """How many people may drag at once until fewer than 95 % of frames are in time.

    Doubles a class until it is too large, then halves the difference; between the two last
    sizes the share is taken as linear. ``people_per_core`` divides by the processor time
    that the service took, since it may use more than one core.
    """
    seen: list[tuple[float, float]] = []
    cores: dict[int, float] = {}
    low, high, people = 0, _MOST, 15
    for _ in range(STEPS):
        figures = one_class(plan, server, workload, people)
        seen.append((float(people), figures["in_time"]))
        cores[people] = figures["server_cores"]
        if figures["in_time"] >= ENOUGH:
            low = people
            people = min(2 * people, (people + high) // 2)
        else:
            high = people
            people = (low + high) // 2
    found = crossing(seen, ENOUGH)
    nearest = min(cores, key=lambda each: abs(each - (found or _MOST)))
    carried = found if found is not None else float(low)
    plan.say(f"  {workload.model} as {workload.accept}: {carried:.0f} people at once")
    return {
        "people": carried,
        "cores": cores[nearest],
        "people_per_core": carried / max(cores[nearest], 1e-9),
        "seen": sorted(seen),
    }
