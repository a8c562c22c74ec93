"""A real ``latente serve`` for the tests, in a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.bundles import write_random_bundle
from tests.server.support import wait_for

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("LATENTE")}
_SERVE = "import server.cli as cli; cli.app()"
_STRUCK = "the fault has struck"
_STRIKE = """
import os, signal
def strike(*_):
    fault()
    os.write(2, b"{}\\n")
signal.signal(signal.SIGUSR1, strike)
"""


@dataclass(frozen=True)
class Serving:
    """A process that serves, and its address."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def refuses(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return True
        return False

    def wait_until_it_refuses(self) -> None:
        end = time.monotonic() + 30
        while not self.refuses():
            assert time.monotonic() < end
            time.sleep(0.01)

    def metrics(self) -> str:
        return httpx.get(f"{self.address}/metrics", timeout=60).text

    def strike(self) -> None:
        """Let the child call its own ``fault()``, and wait until it has."""
        before = self.log.read_text().count(_STRUCK)
        self.process.send_signal(signal.SIGUSR1)
        end = time.monotonic() + 60
        while self.log.read_text().count(_STRUCK) == before:
            assert time.monotonic() < end
            httpx.get(f"{self.address}/healthz", timeout=60)  # which wakes it up


@contextlib.contextmanager
def serving(
    folder: Path, faults: str = "", stdout: int | None = None, port: int = 0, **environment: str
) -> Iterator[Serving]:
    """``latente serve`` with the bundles in ``folder / "weights"``, else with a random one.

    Args:
        folder: for the log too.
        faults: Python that the child runs first. It defines ``fault()``, which
            :meth:`Serving.strike` lets it call.
        stdout: where it goes; None: into the log.
        port: 0: any free one.
        environment: of the child, besides ours.
    """
    if not (folder / "weights").is_dir():
        write_random_bundle(folder / "weights", "random", size=64, channels=3)
    log = folder / "log"
    code = (_STRIKE.format(_STRUCK) + faults if faults else "") + _SERVE
    arguments = ["serve", "--port", str(port), "--device", "cpu"]
    # PyTorch needs no compiling: the child is ready seconds sooner.
    chosen = {"LATENTE_ENGINE": "torch", "LATENTE_WEIGHTS": str(folder / "weights")}
    variables = {**ENVIRONMENT, **chosen, **environment}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdout=output if stdout is None else stdout,
            stderr=output,
            env=variables,
        )
    try:
        address = _address(process, log)
        with httpx.Client(base_url=address) as client:
            wait_for(client, "/readyz", 60)
        yield Serving(process, address, log)
    finally:
        process.kill()
        process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        if found := re.search(r"Latente is on (http://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text())
