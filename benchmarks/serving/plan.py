"""How long and how often to measure."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from benchmarks.serving.workload import Workload

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Plan:
    """What one run does. Times are in seconds.

    A round goes once through all systems; ``seconds`` is one measurement, after ``warmup``.
    ``large`` is the model of 64x64 pixels in colour, ``small`` that of 28x28 in grey.
    """

    rounds: int
    seconds: float
    warmup: float
    connections: tuple[int, ...]
    systems: tuple[str, ...] = ()
    large: Workload = field(default_factory=lambda: Workload(ROOT / "weights", "faces-vae"))
    small: Workload = field(default_factory=lambda: Workload(ROOT / "weights", "fashion-vae"))
    console: Console = field(default_factory=Console)

    def say(self, text: str) -> None:
        """Tell the person who waits how far the run is."""
        self.console.print(f"[dim]{text}[/dim]", highlight=False)

    def wants(self, system: str) -> bool:
        """Whether this system was asked for; none named: all are."""
        return not self.systems or system in self.systems


def full_plan() -> Plan:
    """The figures that are published."""
    return Plan(rounds=5, seconds=5.0, warmup=1.0, connections=(1, 16, 64, 256))


def quick_plan() -> Plan:
    """Enough to see which way a change goes."""
    return Plan(rounds=2, seconds=3.0, warmup=0.7, connections=(1, 16, 64, 256))
