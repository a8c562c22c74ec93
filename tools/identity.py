"""Does everybody get their own answer? 100,000 requests of many callers at once say.

    python -m tools.identity                                         # into docs/reliability/
    python -m tools.identity --requests 2000 --output runs/identity  # fewer, elsewhere

``latente serve`` runs as a child process with the shipped weights. Every request carries latents
and an id of its own; every answer is compared with what the library makes of these latents, and,
to know that this would find a mistake, with the right answer to somebody else's request. Some
callers hang up before they are answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

import latente
from tools.child import serving
from tools.marked import Answered, Marked, Marks

REPOSITORY = Path(__file__).resolve().parent.parent
_MODELS = ("fashion-vae", "fashion-cvae")
_LEAVING = 0.03
_REPEATED = 200
_BLOCK = 512
_MOST_SHOWN = 20
_PATIENCE = 60.0
_TRIES = 100


class Line:
    """A connection of one caller, opened anew where it is closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> asyncio.StreamReader:
        """Send a request; what comes back can be read."""
        if self._streams is None or self._streams[0].at_eof():
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        return reader

    async def ask(self, request: bytes) -> Answered:
        """Send a request and read the answer."""
        reader = await self.send(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        pairs = (line.split(": ", 1) for line in lines)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Answered(int(first.split()[1]), headers, body)

    async def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            with contextlib.suppress(OSError):
                await self._streams[1].wait_closed()
        self._streams = None


class Trial:
    """Callers who ask all at once, and what was wrong with their answers.

    Args:
        port: of the service.
        marks: makes the requests.
        requests: how many.
        callers: how many ask at once, each on a connection of their own.
    """

    def __init__(self, port: int, marks: Marks, requests: int, callers: int) -> None:
        self._port, self._marks, self._callers = port, marks, callers
        self._left = requests
        self._ready: list[Marked] = []
        self._chance = random.Random(3)
        self.answers: Counter[str] = Counter()
        self.left_early = 0
        self.busy = 0
        self.broken = 0
        self.faults = 0
        self.wrong: list[str] = []
        # Right answers to one request that would have been taken for another's.
        self.alike: Counter[str] = Counter()
        self._last: dict[str, Marked] = {}

    async def run(self) -> None:
        """Ask everything."""
        line = Line(self._port)
        for asked in self._marks.asked_beforehand(_REPEATED):
            answered = await line.ask(asked.bytes_for("before"))
            self._judge(asked, answered, "before")
            self._marks.repeat(asked, answered)
        await line.close()
        async with asyncio.TaskGroup() as group:
            for caller in range(self._callers):
                group.create_task(self._call(caller))

    def _next(self) -> Marked | None:
        if not self._left:
            return None
        self._left -= 1
        if not self._ready:
            self._ready = self._marks.some(_BLOCK)
        return self._ready.pop()

    async def _call(self, caller: int) -> None:
        line, turn = Line(self._port), 0
        while (asked := self._next()) is not None:
            turn += 1
            request_id = f"caller-{caller}.{turn}"
            request = asked.bytes_for(request_id)
            if self._chance.random() < _LEAVING:
                await line.send(request[: self._chance.choice([len(request), len(request) // 2])])
                await asyncio.sleep(self._chance.choice([0.0, 0.005, 0.02]))
                await line.close()
                self.left_early += 1
                continue
            for _ in range(_TRIES):
                try:
                    answered = await asyncio.wait_for(line.ask(request), _PATIENCE)
                except (asyncio.IncompleteReadError, ConnectionError):
                    self.broken += 1
                    await line.close()
                    continue
                if answered.status != 503:
                    break
                self.busy += 1
                await asyncio.sleep(float(answered.headers["retry-after"]))
            else:
                raise RuntimeError(f"{asked.kind} was not answered in {_TRIES} tries")
            self._judge(asked, answered, request_id)
        await line.close()

    def _judge(self, asked: Marked, answered: Answered, request_id: str) -> None:
        self.answers[asked.kind] += 1
        fault = asked.check(answered)
        if answered.headers.get("x-request-id") != request_id:
            fault = "the id of another request"
        self.faults += fault is not None
        if fault is not None and len(self.wrong) < _MOST_SHOWN:
            self.wrong.append(f"{request_id}, {asked.kind}: {fault}")
        before = self._last.get(asked.kind)
        if before is not None and before.body != asked.body and request_id != "before":
            self.alike[asked.kind] += before.check(answered) is None
        self._last[asked.kind] = asked

    def figures(self) -> dict[str, Any]:
        """What was asked and what came of it."""
        return {
            "callers": self._callers,
            "answers": sum(self.answers.values()),
            "by_kind": dict(sorted(self.answers.items())),
            "left_before_the_answer": self.left_early,
            "connections_broken_off": self.broken,
            "told_to_come_again": self.busy,
            "wrong": self.faults,
            "wrong_ones": self.wrong,
            "would_pass_for_anothers": dict(sorted(self.alike.items())),
        }


def main(
    requests: Annotated[int, typer.Option(min=1, help="How many.")] = 100_000,
    callers: Annotated[int, typer.Option(min=1, help="Connections at once.")] = 64,
    weights: Annotated[Path, typer.Option(help="Folder of models.")] = REPOSITORY / "weights",
    output: Annotated[Path, typer.Option(help="Folder for identity.json.")] = REPOSITORY
    / "docs"
    / "reliability",
) -> None:
    """Ask, judge, and write the figures; code 1 where an answer was wrong."""
    plain, classed = (latente.load(name, weights) for name in _MODELS)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        for name in _MODELS:
            shutil.copytree(weights / name, Path(folder) / name)
        # Longer than this process may be held up between two requests, on a busy machine.
        child = stack.enter_context(serving(Path(folder), LATENTE_IDLE_SECONDS="60"))
        trial = Trial(child.port, Marks(plain, classed, 1), requests, callers)
        started = time.monotonic()
        asyncio.run(trial.run())
        figures = {**trial.figures(), "seconds": round(time.monotonic() - started, 1)}
    output.mkdir(parents=True, exist_ok=True)
    (output / "identity.json").write_text(json.dumps(figures, indent=1) + "\n")
    typer.echo(f"{figures['answers']} answers, wrong: {figures['wrong']}")
    if figures["wrong"]:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
