"""One job from standard input, its figures to standard output, both JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import uvloop

from benchmarks.serving.load.arrivals import run_open
from benchmarks.serving.load.bodies import Bodies
from benchmarks.serving.load.closed import Connect, run_closed
from benchmarks.serving.load.dragging import run_class
from benchmarks.serving.load.http import Connection, Target, connect
from benchmarks.serving.load.probing import run_probes
from benchmarks.serving.load.record import Window
from benchmarks.serving.load.websocket import connect_websocket, frame

_PER_BLOCK = 250


def own_address(person: int) -> str:
    """An address of the loopback network that is this person's alone."""
    return f"127.0.{1 + person // _PER_BLOCK}.{1 + person % _PER_BLOCK}"


class Job:
    """What to do, as :func:`benchmarks.serving.generator.load` sends it."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        self.wanted = wanted
        self.kind: str = wanted["kind"]
        self.target = Target(wanted["port"], wanted["path"], wanted["accept"])
        self.websocket: bool = wanted["websocket"]

    def connect(self) -> Connect:
        """How to open the connection of one person."""
        several = self.wanted["own_addresses"]

        async def opened(person: int) -> Connection:
            address = own_address(person) if several else None
            if self.websocket:
                return await connect_websocket(self.target, address)
            return await connect(self.target, address)

        return opened

    def requests(self) -> Iterator[bytes]:
        """Requests ready to be written."""
        wanted = self.wanted
        bodies = iter(Bodies(wanted["latent_dim"], wanted["seed"], wanted["options"]))
        return map(frame if self.websocket else self.target.post, bodies)

    async def run(self) -> dict[str, Any]:
        """Do it."""
        wanted = self.wanted
        if self.kind == "probe":
            return await run_probes(self.target, wanted["paths"], wanted["seconds"])
        requests = self.requests()
        if self.kind == "class":
            return await run_class(
                wanted["connections"],
                wanted["rate"],
                self.connect(),
                requests,
                wanted["warmup"],
                wanted["seconds"],
                wanted["seed"],
            )
        window = Window(wanted["warmup"], wanted["seconds"])
        number, connect = wanted["connections"], self.connect()
        if self.kind == "open":
            record, more = await run_open(
                wanted["rate"], number, connect, requests, window, wanted["seed"]
            )
            return {**record.summary(), **more}
        record = await run_closed(number, connect, requests, window, wanted["patient"])
        return record.summary()


async def checked(job: Job) -> dict[str, Any]:
    """Run a job; what goes wrong inside a callback counts as well.

    Raises:
        ExceptionGroup: something went wrong in callbacks.
    """
    faults: list[Exception] = []

    def note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        faults.append(context.get("exception") or RuntimeError(context["message"]))

    asyncio.get_running_loop().set_exception_handler(note)
    figures = await job.run()
    if faults:
        raise ExceptionGroup("in callbacks", faults[:3])
    return figures


def main() -> None:
    """Run the job."""
    job = Job(json.load(sys.stdin))
    wall, busy = time.monotonic(), time.process_time()
    figures = uvloop.run(checked(job))
    # The generator's own cost, so that everyone can see that it is not what is measured.
    figures["generator_cores"] = (time.process_time() - busy) / (time.monotonic() - wall)
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
