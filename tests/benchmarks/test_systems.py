"""Every system that is compared serves the same model, and leaves nothing behind."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.serving.generator import Load, load
from benchmarks.serving.pixels import PixelsDifferError, largest_difference
from benchmarks.serving.systems import (
    NOTHING,
    OURS,
    PEERS,
    TORCH,
    WEBSOCKET,
    System,
    answers,
    peer,
    session_members,
    signal_session,
    started,
    stop,
)
from benchmarks.serving.workload import Workload
from tests.bundles import write_random_bundle


@pytest.fixture(scope="module")
def workload(tmp_path_factory: pytest.TempPathFactory) -> Workload:
    """One random model in colour, alone in its folder."""
    folder = tmp_path_factory.mktemp("weights")
    write_random_bundle(folder, "random", size=16, channels=3, latent_dim=6)
    return Workload(folder, "random")


@pytest.mark.parametrize("system", [OURS, TORCH, *PEERS, WEBSOCKET], ids=lambda each: each.name)
def test_every_system_gives_the_same_pixels(system: System, workload: Workload):
    if system.missing:
        pytest.skip(f"{system.missing} is not installed")
    with started(system, workload) as server:
        port, process = server.port, server.process
        assert largest_difference(server, workload) <= 1
    assert process.returncode is not None
    assert not answers(port, system.ready)
    assert session_members(process.pid) == []


@pytest.mark.parametrize(
    "job",
    [
        Load("closed", connections=3, seconds=2.0, warmup=0.1),
        Load("open", connections=3, rate=200.0, seconds=2.0, warmup=0.1),
    ],
    ids=lambda job: job.kind,
)
def test_a_load_process_asks_and_counts(job: Load, workload: Workload):
    with started(NOTHING, workload) as server:
        seen = load(server, workload, job)
    assert seen["statuses"].keys() == {"200"}
    assert seen["answers"] > 0
    assert seen["bytes"] > 0
    assert seen["p99"] >= seen["p50"] > 0


def test_a_load_process_that_fails_says_why(workload: Workload):
    with started(NOTHING, workload) as server, pytest.raises(RuntimeError, match="no WebSocket"):
        load(server, workload, Load("closed", seconds=0.1, websocket=True))


def test_other_weights_are_noticed(workload: Workload, tmp_path: Path):
    write_random_bundle(tmp_path, "random", size=16, channels=3, latent_dim=6, seed=1)
    with (
        started(PEERS[0], replace(workload, weights=tmp_path)) as server,
        pytest.raises(PixelsDifferError, match="differ by"),
    ):
        largest_difference(server, workload)


def test_no_picture_is_noticed(workload: Workload):
    wrong = replace(PEERS[0], path="/nowhere")
    with started(wrong, workload) as server, pytest.raises(PixelsDifferError, match="404"):
        largest_difference(server, workload)


def test_a_system_that_ends_at_once_says_why(workload: Workload):
    broken = System("broken", "Broken", lambda _port, _work: [sys.executable, "-c", "1 / 0"])
    with pytest.raises(RuntimeError, match="ZeroDivisionError"), started(broken, workload):
        pass


def test_a_paused_server_is_silent_until_it_goes_on(workload: Workload):
    with started(NOTHING, workload) as server:
        before = server.cpu_seconds()
        server.pause()
        with socket.create_connection(("127.0.0.1", server.port), timeout=0.3) as asking:
            asking.sendall(b"GET /ready HTTP/1.1\r\n\r\n")
            with pytest.raises(TimeoutError):
                asking.recv(10)
            with server.awake():
                asking.settimeout(30)
                assert asking.recv(10).startswith(b"HTTP/1.1")
        assert server.cpu_seconds() >= before


def test_stopping_takes_the_whole_session():
    """A child that ignores the polite signal goes too, even while it is paused."""
    child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(99)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    process = subprocess.Popen([sys.executable, "-c", parent], start_new_session=True)
    end = time.monotonic() + 30
    while len(session_members(process.pid)) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    assert len(session_members(process.pid)) == 2
    signal_session(process.pid, signal.SIGSTOP)
    stop(process)
    assert session_members(process.pid) == []


def test_the_command_of_a_peer(workload: Workload):
    command = peer("inline")(5000, workload)
    assert command[2] == "benchmarks.serving.peers.inline"
    assert command[3:5] == ["--port", "5000"]


def test_every_body_of_the_load_is_one_decode_of_the_model(workload: Workload):
    card = json.loads((workload.weights / "random" / "card.json").read_text(encoding="utf-8"))
    assert workload.latent_dim == card["latent_dim"] == 6
