"""The service under attack: a process of its own, with its log and its memory."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_S = 120.0
_ERRORS = re.compile(r'^latente_requests_total\{.*status="5\d\d".*\} (\S+)$', re.MULTILINE)


@dataclass
class Service:
    """A running ``latente serve``.

    ``peak_before_mib`` is its peak memory when it was ready, and ``errors_before`` what it had
    answered with a 503 until then.
    """

    process: subprocess.Popen[bytes]
    address: str
    log: Path
    peak_before_mib: int = 0
    errors_before: int = 0

    def peak_mib(self) -> int:
        """The most memory it has held so far (Linux: ``VmHWM``), in MiB; 0 where unknown."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.is_file():
            return 0
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)
        return int(found[1]) // 1024 if found else 0

    def is_ready(self) -> bool:
        """Whether it says so."""
        with contextlib.suppress(OSError):
            return self._get("/readyz")[0] == 200
        return False

    def server_errors(self) -> int:
        """Answers with a status of 500 and above since it was ready, by its own metrics."""
        return self._all_errors() - self.errors_before

    def begin(self) -> None:
        """Note where it stands: it is ready now."""
        self.peak_before_mib, self.errors_before = self.peak_mib(), self._all_errors()

    def _all_errors(self) -> int:
        return int(sum(map(float, _ERRORS.findall(self._get("/metrics")[1]))))

    def _get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            return error.code, ""


@contextlib.contextmanager
def serving(weights: Path, log: Path, **variables: str) -> Iterator[Service]:
    """Start ``latente serve`` on a free port of this machine, for these settings (LATENTE_*)."""
    command = [sys.executable, "-m", "server.cli", "serve", "--port", "0", "--device", "cpu"]
    environment = {**os.environ, "LATENTE_WEIGHTS": str(weights), **variables}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        service = Service(process, "", log)
        _wait_until(service, _has_address)
        _wait_until(service, Service.is_ready)
        service.begin()
        yield service
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


def _has_address(service: Service) -> bool:
    found = re.search(r"Latente is on (http://\S+)", service.log.read_text())
    service.address = found[1] if found else ""
    return bool(found)


def _wait_until(service: Service, condition: Callable[[Service], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not condition(service):
        if service.process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"the service did not start: {service.log.read_text()}")
        time.sleep(0.05)
