"""``latente cluster`` where there is nothing to run: wrong use, and what was left behind."""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
import types
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.cluster_cli import cluster_app
from server.cluster_scale import Scale


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "state" / "cluster.json"
    monkeypatch.setenv("LATENTE_CLUSTER_STATE", str(path))
    return path


def latente(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cluster_app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", ["up", "status", "down"])
def test_without_the_extra_it_says_what_to_install(command, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ray" else real(name)
    )
    code, _, words = latente(command)
    assert (code, words) == (
        2,
        "latente: this needs Ray Serve: pip install 'latente[cluster]'\n",
    )


def test_a_missing_weights_folder(tmp_path):
    code, _, words = latente("up", "--weights", str(tmp_path / "none"))
    assert code == 2
    assert "there is no weights folder" in words


def test_a_wrong_setting(tmp_path):
    code, _, words = latente("up", "--weights", str(tmp_path), "--port", "70000")
    assert code == 2
    assert "setting port is wrong" in words


def test_a_port_in_use(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, _, words = latente("up", "--weights", str(tmp_path), "--port", port)
    assert code == 1
    assert f"port {port}: address already in use" in words


def test_no_cluster(state):
    assert latente("status") == (1, "", "latente: no cluster is up\n")
    assert latente("down") == (0, "no cluster is up\n", "")
    assert not state.exists()


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense", "127.0.0.1:many"])
def test_a_ray_cluster_that_does_not_answer(address):
    code, _, words = latente("status", "--address", address)
    assert (code, words) == (1, f"latente: no Ray cluster answers at {address}\n")


def test_what_a_dead_cluster_left_is_cleared_away(state, tmp_path):
    folder = tmp_path / "latente-left"
    folder.mkdir()
    record = {
        "folder": str(folder),
        "pid": 2**22 - 3,
        "started": 1.0,
        "ray": "127.0.0.1:1",
        "host": "127.0.0.1",
        "port": 8000,
    }
    state.parent.mkdir()
    state.write_text(json.dumps(record))
    assert latente("status") == (1, "", "latente: no cluster is up\n")
    assert not state.exists()
    assert not folder.exists()


def test_down_never_ends_a_process_that_took_over_the_number(state, tmp_path):
    import os

    state.parent.mkdir()
    record = {"pid": os.getpid(), "started": 1.0, "ray": "127.0.0.1:1", "host": "127.0.0.1"}
    state.write_text(json.dumps({**record, "folder": str(tmp_path / "gone"), "port": 8000}))
    assert latente("down")[0] == 0
    assert not state.exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], Scale(2, 2, 1.0, 0.0, 32.0, True)),
        (["--replicas", "3", "--max-replicas", "9"], Scale(3, 9, 1.0, 0.0, 32.0, True)),
        (["--replicas", "3", "--max-replicas", "2"], Scale(3, 3, 1.0, 0.0, 32.0, True)),
        (["--gpus", "0.5", "--cpus", "4"], Scale(2, 2, 4.0, 0.5, 32.0, False)),
        (["--gpus", "1", "--surge"], Scale(2, 2, 1.0, 1.0, 32.0, True)),
        (["--no-surge", "--target-requests", "8"], Scale(2, 2, 1.0, 0.0, 8.0, False)),
    ],
)
def test_options_become_a_scale(options, expected, tmp_path, monkeypatch):
    asked = []

    def bring_up(settings, scale, address):
        asked.append((settings.weights, scale, address))
        return "http://127.0.0.1:1"

    control = types.SimpleNamespace(bring_up=bring_up)
    monkeypatch.setitem(sys.modules, "server.cluster_control", control)
    code, words, _ = latente("up", "--weights", str(tmp_path), *options)
    assert code == 0
    assert asked == [(tmp_path, expected, None)]
    assert words == f"Latente is on http://127.0.0.1:1 with {expected.replicas} replicas\n"


def test_room_is_for_the_most_replicas_and_an_update():
    assert Scale(2, 5, surge=True).room == 6
    assert Scale(2, 5, surge=False).room == 5


CONFIGURATION = """
import json, sys
from server.cluster import application
from server.cluster_scale import Scale
from server.settings import Settings

settings = Settings(weights=sys.argv[1], queue_images=100, grace_seconds=7)

def described(scale):
    made = application(settings, scale)._bound_deployment
    scaling = made._deployment_config.autoscaling_config
    config = made._deployment_config
    return {
        "replicas": config.num_replicas,
        "bounds": scaling and [scaling.min_replicas, scaling.max_replicas],
        "target": scaling and scaling.target_ongoing_requests,
        "grace": config.graceful_shutdown_timeout_s,
        "surge": config.max_surge_percent > 0,
        "room": config.max_ongoing_requests > settings.queue_images,
        "resources": {k: made.ray_actor_options[k] for k in ("num_cpus", "num_gpus")},
        "weights": str(made.init_args[0].weights),
    }

print(json.dumps([described(Scale(3, 3)), described(Scale(1, 6, 2.0, 0.5, 8.0, False))]))
"""


def test_the_deployment_is_what_the_scale_says(tmp_path):
    result = subprocess.run(
        [sys.executable, "-c", CONFIGURATION, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    fixed, scaled = json.loads(result.stdout.splitlines()[-1])
    common = {"grace": 7.0, "room": True, "weights": str(tmp_path)}
    assert fixed == common | {
        "replicas": 3,
        "bounds": None,
        "target": None,
        "surge": True,
        "resources": {"num_cpus": 1.0, "num_gpus": 0.0},
    }
    assert scaled == common | {
        "replicas": scaled["replicas"],
        "bounds": [1, 6],
        "target": 8.0,
        "surge": False,
        "resources": {"num_cpus": 2.0, "num_gpus": 0.5},
    }


def test_a_free_port_is_none_that_the_system_gives_out():
    from server.cluster_node import ClusterError, free_port, require_free

    ports = {free_port("127.0.0.1") for _ in range(20)}
    assert len(ports) > 1
    assert min(ports) >= 20_000
    assert max(ports) < 30_000
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports.pop()))
        taken.listen()
        with pytest.raises(ClusterError, match="address already in use"):
            require_free(*taken.getsockname())
