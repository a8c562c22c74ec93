"""The systems side by side, each started as processes of its own and ended by their ids."""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.serving.workload import Workload

_ROOT = Path(__file__).resolve().parent.parent.parent
_START_SECONDS = 120.0
_STOP_SECONDS = 20.0
# States of a process in /proc: a zombie has ended, and waits for somebody to ask how.
_ENDED = "ZX"
_TICKS = os.sysconf("SC_CLK_TCK")
# One inference thread each, as the service does by default: threads that wait for each other
# on a busy machine would measure the scheduler.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True)
class System:
    """One way to serve. ``path`` holds ``{model}`` where the address names the model."""

    name: str
    title: str
    command: Callable[[int, Workload], list[str]]
    path: str = "/decode"
    ready: str = "/ready"
    package: str | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> str | None:
        """The package that this system needs and that is not installed."""
        found = self.package is None or importlib.util.find_spec(self.package) is not None
        return None if found else self.package


@dataclass(frozen=True)
class Server:
    """A system that runs. ``ready_seconds`` passed from the start to the first good answer."""

    system: System
    port: int
    path: str
    process: subprocess.Popen[bytes]
    ready_seconds: float

    def cpu_seconds(self) -> float:
        """Processor time of the process and of those it started, so far."""
        return sum(map(_cpu_seconds, session_members(self.process.pid)))

    def pause(self) -> None:
        """Stop all its processes where they stand: idle servers cost the others nothing."""
        signal_session(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let them go on."""
        signal_session(self.process.pid, signal.SIGCONT)

    @contextlib.contextmanager
    def awake(self) -> Iterator[Server]:
        """Running for as long as this lasts, then paused."""
        self.resume()
        try:
            yield self
        finally:
            self.pause()


def peer(module: str) -> Callable[[int, Workload], list[str]]:
    """The command of a system under :mod:`benchmarks.serving.peers`."""

    def command(port: int, workload: Workload) -> list[str]:
        place = ["--port", str(port), "--weights", str(workload.weights)]
        name = f"benchmarks.serving.peers.{module}"
        return [sys.executable, "-m", name, *place, "--model", workload.model]

    return command


def _latente(port: int, workload: Workload) -> list[str]:
    serve = ["serve", "--port", str(port), "--weights", str(workload.weights)]
    return [sys.executable, "-m", "server.cli", *serve]


OURS = System("latente", "Latente", _latente, path="/api/v1/models/{model}/decode", ready="/readyz")
# What a plain install serves with, where the extra ``openvino`` would change the default.
TORCH = replace(
    OURS,
    name="latente-torch",
    title="Latente, torch engine",
    package="openvino",
    environment={"LATENTE_ENGINE": "torch"},
)
PEERS = (
    System("inline", "FastAPI, model inline", peer("inline")),
    System("threads", "FastAPI, thread pool", peer("threads")),
    System("litserve", "LitServe", peer("lit"), package="litserve", ready="/health"),
    System("ray", "Ray Serve batching", peer("ray_batch"), package="ray"),
)
NOTHING = System("nothing", "no-op server", peer("nothing"))
WEBSOCKET = System(
    "websocket",
    "Latente with a WebSocket",
    peer("websocket"),
    path="/api/v1/models/{model}/decode",
    ready="/readyz",
)


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def started(system: System, workload: Workload) -> Iterator[Server]:
    """Start a system, wait until it answers, and end all its processes afterwards.

    Raises:
        RuntimeError: it ended or stayed silent; the message holds the end of its output.
    """
    port = free_port()
    environment = {**os.environ, **_ONE_THREAD, **system.environment}
    with tempfile.TemporaryFile() as output:
        begin = time.monotonic()
        process = subprocess.Popen(
            system.command(port, workload),
            cwd=_ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            try:
                _wait_ready(process, port, system.ready)
            except RuntimeError as error:
                output.seek(0)
                raise RuntimeError(f"{system.title}: {error}\n{_tail(output.read())}") from None
            path = system.path.format(model=workload.model)
            yield Server(system, port, path, process, time.monotonic() - begin)
        finally:
            stop(process)


def _tail(output: bytes) -> str:
    return "\n".join(output.decode(errors="replace").splitlines()[-20:])


def _wait_ready(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"it ended with {process.returncode} before it was ready")
        if answers(port, path):
            return
        time.sleep(0.02)
    raise RuntimeError(f"it was not ready after {_START_SECONDS:g} s")


def answers(port: int, path: str) -> bool:
    """Whether a GET is answered with 200 now."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all of its session: politely, then for good."""
    # Paused processes hear nothing.
    signal_session(process.pid, signal.SIGCONT)
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
    signal_session(process.pid, signal.SIGKILL)
    process.wait()
    end = time.monotonic() + _STOP_SECONDS
    while session_members(process.pid) and time.monotonic() < end:
        time.sleep(0.01)


def signal_session(leader: int, number: signal.Signals) -> None:
    """Send a signal to every process of the session that ``leader`` leads."""
    for member in session_members(leader):
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, number)


def session_members(leader: int) -> list[int]:
    """Ids of the processes in the session that ``leader`` leads, without those that ended."""
    ids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [each for each in ids if _session_of(each) == leader]


def _stat(process: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold spaces; empty: it is gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()


def _session_of(process: int) -> int | None:
    fields = _stat(process)
    return int(fields[3]) if fields and fields[0] not in _ENDED else None


def _cpu_seconds(process: int) -> float:
    fields = _stat(process)
    return sum(map(int, fields[11:15])) / _TICKS if fields else 0.0
