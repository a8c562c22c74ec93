"""An hour of everything that the page and programs send, and what it leaves behind.

    python -m tools.soak                                   # an hour, into docs/reliability/
    python -m tools.soak --minutes 5 --output /tmp/soak    # shorter, elsewhere

``latente serve`` runs as a child process with the shipped weights. Requests come at random at a
moderate pace, some are wrong, some callers leave, and connections are opened and left alone.
Memory, descriptors, threads and connections of the process are looked at every few seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import httpx
import psutil
import typer

from tools.child import Child, serving
from tools.traffic import Asked, Traffic
from tools.watched import Look, Watch, minutes, slope

REPOSITORY = Path(__file__).resolve().parent.parent
_AT_ONCE = 32
_LOOK_SECONDS = 5.0
_BURST_SECONDS = 120.0
# So long a burst may fill the queue for others too, on a machine that does much else.
_AFTER_BURST = 15.0
_REST_SECONDS = 10.0
# Of batches: what is compiled for each of them stays.
_SIZES = (1, 2, 4, 8, 16)
# Pictures of 64x64 that fill the cache of 64 MiB: what it keeps is no leak.
_FILLING = 48
# Small, so that bursts are refused at times.
_QUEUE_IMAGES = "128"
_GARBAGE = (
    b"",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /healthz HTT",
    b"POST /api/v1/models/x/decode HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)


class Soak:
    """Sends the traffic and counts the answers."""

    def __init__(self, child: Child, client: httpx.AsyncClient, traffic: Traffic) -> None:
        self._child = child
        self._client = client
        self._traffic = traffic
        self._chance = random.Random(1)
        self._room = asyncio.Semaphore(_AT_ONCE)
        self.answers: Counter[tuple[str, str]] = Counter()
        self.wrong: Counter[str] = Counter()
        self._burst_ends = 0.0

    @property
    def sent(self) -> int:
        """How many requests were sent."""
        return sum(self.answers.values())

    async def fill(self) -> None:
        """Have the engine compile for every size of batch, and fill the cache of pictures."""
        for asked in self._traffic.of_every_size(_SIZES):
            await self.ask(asked)
        for seed in range(_FILLING):
            body = {"count": 128, "seed": seed}
            headers = {"Accept": "application/octet-stream"}
            path = "/api/v1/models/faces-vae/sample"
            await self.ask(Asked("warm-up", path, body, headers=headers))

    async def run(self, seconds: float, rate: float) -> None:
        """Send ``rate`` requests a second for so long, at random moments."""
        loop = asyncio.get_running_loop()
        end, burst = loop.time() + seconds, loop.time() + _BURST_SECONDS / 2
        async with asyncio.TaskGroup() as group:
            while loop.time() < end:
                await asyncio.sleep(self._chance.expovariate(rate))
                group.create_task(self.ask(self._traffic.next()))
                if self._chance.random() < 0.1:
                    group.create_task(self._connect())
                if loop.time() > burst:
                    burst += _BURST_SECONDS
                    self._burst_ends = loop.time() + _AFTER_BURST
                    for asked in self._traffic.burst():
                        group.create_task(self.ask(asked))

    async def ask(self, asked: Asked) -> None:
        """Send one request and count its answer."""
        async with self._room:
            try:
                status = await self._status(asked)
            except httpx.HTTPError as error:
                status = type(error).__name__
            self.answers[asked.kind, status] += 1
            if status not in self._right(asked):
                self._complain(f"{asked.kind} {asked.method} {asked.path.split('?')[0]}: {status}")

    def _right(self, asked: Asked) -> set[str]:
        right = {str(status) for status in asked.statuses}
        if asked.leaves_after is not None:
            right.add("left")
        if asyncio.get_running_loop().time() < self._burst_ends:
            right.add("503")
        return right

    async def _status(self, asked: Asked) -> str:
        request = self._client.request(
            asked.method,
            asked.path,
            json=asked.body,
            headers=asked.headers,
            content=asked.content,
            files=asked.files,
            data=asked.form,
        )
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(asked.leaves_after):
                return str((await request).status_code)
        return "left"

    async def _connect(self) -> None:
        """Open a connection, send something that is no request, or only half of one, and leave."""
        kind = "bare connection"
        _, writer = await asyncio.open_connection("127.0.0.1", self._child.port)
        writer.write(self._chance.choice(_GARBAGE))
        await asyncio.sleep(self._chance.choice([0.0, 0.1, 2.0]))
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        self.answers[kind, "left"] += 1

    def _complain(self, words: str) -> None:
        self.wrong[words] += 1
        typer.echo(words, err=True)


@contextlib.asynccontextmanager
async def soaking(child: Child, seed: int) -> AsyncIterator[Soak]:
    """A client of the service that knows its models and files."""
    # Below the service's own time: else it now and then closes just as a request leaves.
    limits = httpx.Limits(max_connections=_AT_ONCE, keepalive_expiry=2.0)
    async with httpx.AsyncClient(base_url=child.address, limits=limits, timeout=60) as client:
        cards = (await client.get("/api/v1/models")).json()["models"]
        galleries = {}
        for card in cards:
            items = await client.get(f"/api/v1/models/{card['id']}/gallery")
            galleries[card["id"]] = [item["id"] for item in items.json()["items"]]
        page = REPOSITORY / "frontend"
        names = [*page.glob("src/**/*.js"), *page.glob("styles/*.css")]
        files = ["/", *(f"/{name.relative_to(page).as_posix()}" for name in sorted(names))]
        yield Soak(child, client, Traffic(cards, galleries, files, seed))


async def soak(child: Child, length: float, warmup: float, rate: float) -> dict[str, Any]:
    """Run for ``length`` minutes after a ``warmup``; gives the figures."""
    process = psutil.Process(child.process.pid)
    async with soaking(child, 20) as service:
        watch = Watch(process, lambda: service.sent, time.monotonic() + 60 * warmup)
        watching = asyncio.create_task(watch.run(_LOOK_SECONDS))
        await service.fill()
        left = -60 * watch.look().minute
        await service.run(max(left, 1.0), rate)
        await asyncio.sleep(_REST_SECONDS)
        before, warm, used = watch.look(), service.sent, _cpu_seconds(process)
        await service.run(60 * length, rate)
        used = _cpu_seconds(process) - used
        await asyncio.sleep(_REST_SECONDS)
        after = watch.look()
        watching.cancel()
        counted = [look for look in minutes(watch.looks) if look.minute >= 0]
        return {
            "commit": _commit(),
            "minutes": length,
            "requests_a_second": round((service.sent - warm) / 60 / length, 2),
            "server_cpu_seconds": round(used, 1),
            "requests": _by_kind(service.answers),
            "wrong": dict(service.wrong),
            "at_rest": {"before": asdict(before), "after": asdict(after)},
            "most": _most(watch.looks),
            "memory": {"all": slope(counted), "second_half": slope(counted[len(counted) // 2 :])},
            "by_minute": [asdict(look) for look in minutes(watch.looks)],
        }


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _by_kind(answers: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    kinds: dict[str, dict[str, int]] = {}
    for (kind, status), count in sorted(answers.items()):
        kinds.setdefault(kind, {})[status] = count
    return kinds


def _most(looks: list[Look]) -> dict[str, float]:
    return {
        name: max(getattr(look, name) for look in looks)
        for name in ("resident_mib", "descriptors", "threads", "connections")
    }


def _commit() -> str:
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True).stdout.strip()


def draw(figures: dict[str, Any], path: Path) -> None:
    """Memory and descriptors over time as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    looks = [Look(**look) for look in figures["by_minute"]]
    at = [look.minute for look in looks]
    figure = Figure(figsize=(9, 6), layout="constrained")
    memory, others = figure.subplots(2, 1, sharex=True)
    resident = [look.resident_mib for look in looks]
    memory.plot(at, resident, color="#0b6e99")
    memory.set(ylabel="resident memory, MiB", ylim=(0, 1.15 * max(resident)))
    growth = figures["memory"]["all"]
    memory.set_title(
        f"{growth['mib_an_hour']:+.1f} ± {growth['standard_error']:.1f} MiB an hour, "
        f"{looks[-1].requests:,} requests"
    )
    for name in ("descriptors", "threads", "connections"):
        others.plot(at, [getattr(look, name) for look in looks], label=name)
    others.set(xlabel="minutes after the warm-up", ylabel="most within a minute", ylim=(0, None))
    others.legend()
    for axes in (memory, others):
        axes.axvline(0, color="#b0b7bd", linewidth=1)
    figure.savefig(path, dpi=100)


def main(
    minutes: Annotated[float, typer.Option(min=0.1, help="How long to measure.")] = 60.0,
    warmup: Annotated[float, typer.Option(min=0.1, help="Minutes before that.")] = 4.0,
    rate: Annotated[float, typer.Option(min=0.1, help="Requests a second.")] = 15.0,
    weights: Annotated[Path, typer.Option(help="Folder of models.")] = REPOSITORY / "weights",
    output: Annotated[Path, typer.Option(help="Folder for soak.json and soak.png.")] = REPOSITORY
    / "docs"
    / "reliability",
) -> None:
    """Run the soak and write its figures and plot; code 1 where an answer was wrong."""
    output.mkdir(parents=True, exist_ok=True)
    with serving(weights, LATENTE_QUEUE_IMAGES=_QUEUE_IMAGES) as child:
        figures = asyncio.run(soak(child, minutes, warmup, rate))
    (output / "soak.json").write_text(json.dumps(figures, indent=1) + "\n")
    draw(figures, output / "soak.png")
    growth = figures["memory"]["all"]
    typer.echo(f"{growth['mib_an_hour']} ± {growth['standard_error']} MiB an hour")
    if figures["wrong"]:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
