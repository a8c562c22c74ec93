"""The command ``python -m tools.fuzz``.

    python -m tools.fuzz --cases 100000                   # the nightly size: some tens of minutes
    python -m tools.fuzz --cases 1000 --output /tmp/f.json  # a look

It starts the service as a process of its own over small random models of every family, and
attacks it from several processes. The same seed makes the same cases, in whatever order they
are sent. It ends with code 1 if any answer was wrong.
"""

from __future__ import annotations

import json
import platform
import signal
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from tools.fuzz.lanes import Attacker, Unit
from tools.fuzz.models import RANDOM, write_random_models
from tools.fuzz.pool import attackers
from tools.fuzz.service import Service, serving
from tools.fuzz.shares import shares
from tools.fuzz.tally import Tally

REPOSITORY = Path(__file__).resolve().parent.parent.parent
_PACKAGES = ("schemathesis", "hypothesis", "fastapi", "pydantic", "uvicorn", "pillow", "torch")


def attack(service: Service, weights: Path, cases: int, workers: int, seed: int) -> Tally:
    """Send at least so many cases, shared out among processes; prints how far it is."""
    whole = Tally()
    reader = Attacker(service.address, weights)
    rounds = shares(cases, seed, reader.document.labels, reader.models)
    reader.close()
    with attackers(service.address, weights, workers) as run:
        while whole.cases < cases:
            for tally in run(_worth(cases - whole.cases, rounds)):
                whole.merge(tally)
                typer.echo(f"{whole.cases} cases, {whole.failed} failures")
                for each in tally.failures:
                    typer.echo(f"  {each}", err=True)
    return whole


def _worth(cases: int, units: Iterator[Unit]) -> list[Unit]:
    """The next units, until they ask for so many cases; some find fewer than they ask for."""
    found: list[Unit] = []
    while sum(unit.cases for unit in found) < cases:
        found.append(next(units))
    return found


def report(tally: Tally, service: Service, seed: int) -> dict[str, Any]:
    """The figures of a run. Of the machine it says only how much memory the service took."""
    return {
        "cases": tally.cases,
        "requests": tally.requests,
        "compared_with_library": tally.compared,
        "failures": tally.failed,
        "server_errors": sum(
            count for (_, _, status), count in tally.statuses.items() if status >= 500
        ),
        "server_errors_by_its_own_count": service.server_errors(),
        "alive_after": service.is_ready(),
        "service_peak_mib": {"before": service.peak_before_mib, "after": service.peak_mib()},
        "statuses": tally.by(0),
        "operations": tally.by(1),
        "seed": seed,
        "models": list(RANDOM),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in _PACKAGES},
        },
        "first_failures": tally.failures,
    }


def main(
    cases: Annotated[int, typer.Option(min=1, help="How many cases, at least.")] = 100_000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Attacking processes.")] = 2,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is made up.")] = 1,
    output: Annotated[Path, typer.Option(help="Where the figures go.")] = REPOSITORY
    / "docs"
    / "reliability"
    / "fuzz.json",
) -> None:
    """Attack a real server with made-up requests, and write what came of it."""
    # So that the service is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "weights"
        weights.mkdir()
        write_random_models(weights)
        with serving(weights, Path(folder) / "log") as service:
            tally = attack(service, weights, cases, workers, seed)
            figures = report(tally, service, seed)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    typer.echo(f"{tally.cases} cases, {tally.requests} requests, {tally.failed} failures: {output}")
    fine = figures["alive_after"] and not figures["server_errors_by_its_own_count"]
    raise typer.Exit(0 if fine and not tally.failed else 1)


if __name__ == "__main__":
    typer.run(main)
