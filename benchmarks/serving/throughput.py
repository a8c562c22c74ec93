"""(b) Requests a second over HTTP, beside other ways to serve the same model."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from typing import Any

from benchmarks.serving.bare import bare_costs
from benchmarks.serving.figures import over_round_dicts, over_rounds, ratio_over_rounds
from benchmarks.serving.generator import Load, load
from benchmarks.serving.pixels import largest_difference
from benchmarks.serving.plan import Plan
from benchmarks.serving.systems import NOTHING, OURS, PEERS, TORCH, Server, System, started

_SHOWN = ("per_second", "cpu_ms", "p50", "p95", "p99", "refused_share", "generator_cores", "bytes")
JPEG_CONNECTIONS = 64


class Throughput:
    """Collects the rounds."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        chosen = [each for each in (OURS, TORCH, *PEERS, NOTHING) if plan.wants(each.name)]
        self.systems = [each for each in chosen if each.missing is None]
        self.missing = {each.name: each.missing for each in chosen if each.missing}
        self.levels: dict[str, dict[int, list[dict[str, float]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.differences: dict[str, int] = {}
        self.bare: list[dict[str, float]] = []
        self.jpeg: list[dict[str, float]] = []
        self.rested: list[dict[str, float]] = []

    def run(self) -> dict[str, Any]:
        """All rounds: at each number of connections, every system in turn."""
        with contextlib.ExitStack() as stack:
            servers = [self._start(system, stack) for system in self.systems]
            for turn in range(self.plan.rounds):
                self.plan.say(f"round {turn + 1} of {self.plan.rounds}")
                for connections in self.plan.connections:
                    for server in servers:
                        with server.awake():
                            self._turn(server, connections)
        return self._figures()

    def _start(self, system: System, stack: contextlib.ExitStack) -> Server:
        server = stack.enter_context(started(system, self.plan.large))
        if system is not NOTHING:
            self.differences[system.name] = largest_difference(server, self.plan.large)
        self.plan.say(f"{system.title} is ready after {server.ready_seconds:.1f} s")
        server.pause()
        return server

    def _turn(self, server: Server, connections: int) -> None:
        figures = self._measure(server, connections)
        self.levels[server.system.name][connections].append(figures)
        self.plan.say(
            f"  {server.system.title}, {connections} connections: "
            f"{figures['per_second']:.0f}/s, p50 {figures.get('p50', 0):.1f} ms, "
            f"p99 {figures.get('p99', 0):.1f} ms"
        )
        if server.system is OURS and connections == 1:
            self.bare.append(bare_costs(self.plan.large, self.plan.seconds / 2))
            self.plan.say(f"  decode and PNG alone: {self.bare[-1]['total_ms']:.2f} ms")
        if server.system is OURS and connections == JPEG_CONNECTIONS:
            job = Load("closed", connections, self.plan.seconds, self.plan.warmup)
            self.jpeg.append(_plain(load(server, self.plan.large.as_dragged(), job)))
            self.plan.say(f"  as JPEG: {self.jpeg[-1]['per_second']:.0f}/s")
            self.rested.append(_plain(load(server, self.plan.large.as_rested(), job)))
            self.plan.say(f"  as the page asks at rest: {self.rested[-1]['per_second']:.0f}/s")

    def _measure(self, server: Server, connections: int) -> dict[str, float]:
        job = Load("closed", connections, self.plan.seconds, self.plan.warmup)
        return _plain(load(server, self.plan.large, job))

    def _rates(self, name: str, connections: int, figure: str = "per_second") -> list[float]:
        return [each[figure] for each in self.levels[name][connections]]

    def _figures(self) -> dict[str, Any]:
        figures: dict[str, Any] = {
            "connections": list(self.plan.connections),
            "missing": self.missing,
            "pixel_differences": self.differences,
            "systems": {
                system.name: {
                    "title": system.title,
                    "levels": {
                        str(connections): over_round_dicts(rounds)
                        for connections, rounds in self.levels[system.name].items()
                    },
                }
                for system in self.systems
            },
        }
        figures["against"] = {
            ours.name: {
                str(connections): self._against(ours, connections)
                for connections in self.plan.connections
            }
            for ours in (OURS, TORCH)
            if ours in self.systems
        }
        return figures | self._our_figures()

    def _against(self, ours: System, connections: int) -> dict[str, Any]:
        """Our rate over that of each peer."""
        rates = self._rates(ours.name, connections)
        return {
            peer.name: ratio_over_rounds(rates, self._rates(peer.name, connections))
            for peer in self.systems
            if peer in PEERS
        }

    def _our_figures(self) -> dict[str, Any]:
        figures: dict[str, Any] = {}
        if self.bare:
            one = self._rates(OURS.name, 1, "p50")
            figures["bare"] = over_round_dicts(self.bare)
            overheads = [p50 - bare["total_ms"] for p50, bare in zip(one, self.bare, strict=True)]
            figures["overhead_ms"] = over_rounds(overheads)
        if self.jpeg:
            rates = [each["per_second"] for each in self.jpeg]
            png = self._rates(OURS.name, JPEG_CONNECTIONS)
            figures["jpeg"] = over_round_dicts(self.jpeg)
            figures["jpeg_ratio"] = ratio_over_rounds(rates, png)
            at_rest = [each["per_second"] for each in self.rested]
            figures["rested"] = over_round_dicts(self.rested)
            figures["dragged_ratio"] = ratio_over_rounds(rates, at_rest)
        return figures


def _plain(figures: dict[str, Any]) -> dict[str, float]:
    return {name: figures[name] for name in _SHOWN if name in figures}


def measure(plan: Plan) -> dict[str, Any]:
    """Run part (b)."""
    return Throughput(plan).run()
