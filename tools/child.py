"""The real ``latente serve`` as a child process, for commands and tests that try it out."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_SECONDS = 600.0
_LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Child:
    """A process that serves on 127.0.0.1, and the file that its log goes to."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def serving(weights: Path, **environment: str) -> Iterator[Child]:
    """Serve these weights on a free port until the block ends; gives it once it is ready.

    ``environment`` holds LATENTE_* variables; none of the caller's own is passed on.

    Raises:
        RuntimeError: it ended, or was not ready in time; the message is its log.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LATENTE_")}
    command = [sys.executable, "-m", "server.cli", "serve", "--port", "0", "--device", "cpu"]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--weights", str(weights)],
                stdout=output,
                stderr=output,
                env={**kept, **environment},
            )
        try:
            yield _ready(process, log)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ready(process: subprocess.Popen[bytes], log: Path) -> Child:
    end = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < end:
        found = re.search(r"Latente is on http://\S+:(\d+)", log.read_text())
        if found is not None and _answers(f"http://127.0.0.1:{found[1]}/readyz"):
            return Child(process, int(found[1]), log)
        time.sleep(_LOOK_SECONDS)
    raise RuntimeError(f"the service did not start:\n{log.read_text()}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
