"""What ten thousand idle connections cost: memory, processor time, and others' patience.

    python -m tools.idle                                        # into docs/reliability/
    python -m tools.idle --connections 1000 --output runs/idle  # fewer, elsewhere

``latente serve`` runs as a child process. Half of the connections never ask anything, the other
half asked once. Ordinary requests are timed one after the other before, meanwhile and after.
"""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import socket
import statistics
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import httpx
import psutil
import typer

from server.descriptors import raise_limit
from tools.child import Child, serving

REPOSITORY = Path(__file__).resolve().parent.parent
_MODEL = "fashion-vae"
_TIMED = 500
_STILL_SECONDS = 5.0
_HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def cpu_seconds(process: psutil.Process) -> float:
    """Processor time that it has used."""
    times = process.cpu_times()
    return times.user + times.system


def timed(client: httpx.Client, process: psutil.Process, chance: random.Random) -> dict[str, float]:
    """Median and 99th percentile of the time of a decode, and the server's processor time, in ms.

    The last is what a machine that does much else at the same time changes least.
    """
    times, used = [], cpu_seconds(process)
    for _ in range(_TIMED):
        body = {"latents": [[chance.gauss(0, 1) for _ in range(16)]]}
        start = time.perf_counter()
        answer = client.post(f"/api/v1/models/{_MODEL}/decode", json=body)
        times.append(1000 * (time.perf_counter() - start))
        answer.raise_for_status()
    ranked = statistics.quantiles(times, n=100)
    used = cpu_seconds(process) - used
    return {
        "median_ms": round(ranked[49], 2),
        "p99_ms": round(ranked[98], 2),
        "server_cpu_ms": round(1000 * used / _TIMED, 3),
    }


def opened(port: int, count: int) -> list[socket.socket]:
    """Connections, every second of which has asked once and has its answer."""
    made = []
    for number in range(count):
        connection = socket.create_connection(("127.0.0.1", port), 60)
        if number % 2:
            connection.sendall(_HEALTH)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        made.append(connection)
    return made


def still_open(connections: list[socket.socket]) -> int:
    """How many of them the server has not ended."""
    count = 0
    for connection in connections:
        connection.setblocking(False)
        try:
            count += connection.recv(1) != b""
        except BlockingIOError:
            count += 1
        except OSError:
            pass
    return count


def measure(child: Child, count: int) -> dict[str, Any]:
    """The figures."""
    process, chance = psutil.Process(child.process.pid), random.Random(1)
    with httpx.Client(base_url=child.address, timeout=60) as client:
        timed(client, process, chance)
        without, before = timed(client, process, chance), process.memory_info().rss
        start = time.monotonic()
        connections = opened(child.port, count)
        seconds = time.monotonic() - start
        open_mib = process.memory_info().rss - before
        used = cpu_seconds(process)
        time.sleep(_STILL_SECONDS)
        used = cpu_seconds(process) - used
        meanwhile, kept = timed(client, process, chance), still_open(connections)
        descriptors = process.num_fds()
        for connection in connections:
            connection.close()
        time.sleep(_STILL_SECONDS)
        after = timed(client, process, chance)
        return {
            "connections": count,
            "open_at_the_end": kept,
            "opened_in_seconds": round(seconds, 1),
            "kib_each": round(open_mib / count / 1024, 2),
            "processor_share_while_idle": round(used / _STILL_SECONDS, 4),
            "decode": {"without": without, "meanwhile": meanwhile, "after": after},
            "median_ratio": round(meanwhile["median_ms"] / without["median_ms"], 3),
            "server_cpu_ratio": round(meanwhile["server_cpu_ms"] / without["server_cpu_ms"], 3),
            "descriptors": {"meanwhile": descriptors, "after": process.num_fds()},
        }


def main(
    connections: Annotated[int, typer.Option(min=2, help="How many.")] = 10_000,
    weights: Annotated[Path, typer.Option(help="Folder of models.")] = REPOSITORY / "weights",
    output: Annotated[Path, typer.Option(help="Folder for connections.json.")] = REPOSITORY
    / "docs"
    / "reliability",
) -> None:
    """Open them, measure, and write the figures; code 1 where the server ended some."""
    raise_limit()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        shutil.copytree(weights / _MODEL, Path(folder) / _MODEL)
        # They are to stay: by default they would be closed after seconds.
        long = {"LATENTE_REQUEST_SECONDS": "3600", "LATENTE_IDLE_SECONDS": "3600"}
        figures = measure(stack.enter_context(serving(Path(folder), **long)), connections)
    output.mkdir(parents=True, exist_ok=True)
    (output / "connections.json").write_text(json.dumps(figures, indent=1) + "\n")
    typer.echo(json.dumps(figures))
    if figures["open_at_the_end"] < connections:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
