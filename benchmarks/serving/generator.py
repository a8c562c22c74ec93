"""Starting load processes and taking their figures."""

from __future__ import annotations

import contextlib
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.serving.systems import Server
from benchmarks.serving.workload import Workload

ROOT = Path(__file__).resolve().parent.parent.parent
_PATIENCE = 60.0
# Every job draws other latents, so that no answer of an earlier job can be of use.
_seeds = itertools.count(1)


@dataclass(frozen=True)
class Load:
    """A job for a load process; see :mod:`benchmarks.serving.load.__main__`.

    ``kind`` is "closed", "open" (needs ``rate``, requests a second), "class" (needs ``rate``,
    values a second of each person) or "probe" (needs ``paths``).
    """

    kind: str
    connections: int = 1
    seconds: float = 5.0
    warmup: float = 1.0
    rate: float = 0.0
    patient: bool = False
    own_addresses: bool = False
    websocket: bool = False
    paths: tuple[str, ...] = ()

    def lasting(self, seconds: float, warmup: float) -> Load:
        """The same for another time."""
        return replace(self, seconds=seconds, warmup=warmup)

    def over(self, websocket: bool) -> Load:
        """The same over a WebSocket, or over requests."""
        return replace(self, websocket=websocket)


def load(server: Server, workload: Workload, job: Load, path: str | None = None) -> dict[str, Any]:
    """Run a job against a server; figures as the load process gives them, and the server's cores.

    Raises:
        RuntimeError: the load process failed; the message is its own.
    """
    before = server.cpu_seconds()
    with loading(server, workload, job, path) as process:
        figures = finished(process, job)
    spent = server.cpu_seconds() - before
    figures["server_cpu_seconds"] = spent
    if figures.get("answers"):
        # What an answer costs, which a busy neighbour changes far less than what it lasts.
        figures["cpu_ms"] = 1e3 * spent / figures["answers"]
    return figures


@contextlib.contextmanager
def loading(
    server: Server, workload: Workload, job: Load, path: str | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A load process at work; :func:`finished` gives its figures."""
    wanted = {
        **asdict(job),
        "port": server.port,
        "path": path or server.path,
        "accept": workload.accept,
        "latent_dim": workload.latent_dim,
        "options": dict(workload.options),
        "seed": next(_seeds),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.serving.load"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(wanted))
    process.stdin.close()
    process.stdin = None
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()
        process.wait()


def finished(process: subprocess.Popen[str], job: Load) -> dict[str, Any]:
    """The figures of a load process, once it is done.

    Raises:
        RuntimeError: it failed.
    """
    out, errors = process.communicate(timeout=job.seconds + job.warmup + _PATIENCE)
    if process.returncode:
        raise RuntimeError(f"the load process failed:\n{errors}")
    figures: dict[str, Any] = json.loads(out)
    return figures
