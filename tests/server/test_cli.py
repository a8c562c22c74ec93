from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest
from typer.testing import CliRunner

from server import cli
from tests.bundles import write_random_bundle

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("LATENTE")}


def latente(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**ENVIRONMENT, **environment},
    )


def assert_wrong_use(result, words: str) -> None:
    assert result.returncode == 2, result.stderr
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("latente: ")
    assert result.stdout == ""


def test_a_missing_weights_folder(tmp_path):
    result = latente("serve", "--weights", str(tmp_path / "none"), "--port", "0")
    assert_wrong_use(result, "there is no weights folder")


def test_a_port_in_use(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = latente("serve", "--weights", str(tmp_path), "--port", port)
    assert_wrong_use(result, f"port {port}: address already in use")


def test_an_unknown_device(tmp_path):
    result = latente("serve", "--weights", str(tmp_path), "--port", "0", "--device", "abacus")
    assert_wrong_use(result, "unknown device 'abacus'")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--device", "cuda:99"], "is not available"),
        (["--host", "no.such.host.invalid"], "cannot listen on no.such.host.invalid"),
        (["--port", "70000"], "setting port is wrong"),
    ],
)
def test_other_wrong_use(tmp_path, arguments, words):
    result = CliRunner().invoke(
        cli.app, ["serve", "--port", "0", "--weights", str(tmp_path), *arguments]
    )
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_environment_is_checked_too(tmp_path):
    runner = CliRunner(env={"LATENTE_PORT": "many", "LATENTE_WEIGHTS": str(tmp_path)})
    result = runner.invoke(cli.app, ["serve"])
    assert result.exit_code == 2
    assert "setting port is wrong" in result.stderr


def test_models_lists_bundles_and_says_which_are_unusable(tmp_path):
    write_random_bundle(tmp_path, "good", latent_dim=3)
    (write_random_bundle(tmp_path, "torn") / "model.safetensors").unlink()
    result = CliRunner().invoke(cli.app, ["models", "--weights", str(tmp_path)])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split("\t") == ["good", "vae", "3 dimensions", "28x28x1"]
    assert lines[1].startswith("torn\tunusable: model.safetensors is missing")


def test_serve_gets_ready_and_stops_on_a_signal(tmp_path):
    weights = tmp_path / "weights"
    write_random_bundle(weights, "good")
    torn = write_random_bundle(weights, "torn")
    (torn / "latents.safetensors").write_bytes(b"x")
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "server.cli", "serve", "--port", "0", "--device", "cpu"],
            stderr=output,
            env={**ENVIRONMENT, "LATENTE_WEIGHTS": str(weights)},
        )
    try:
        address = wait_for_address(log)
        assert wait_ready(address) == ["good"]
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    finally:
        process.kill()
        process.wait()
    text = log.read_text()
    assert "skipped bundle torn: latents.safetensors" in text
    assert "Traceback" not in text


def wait_for_address(log) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if found := re.search(r"Latente is on (http://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def wait_ready(address: str) -> list[str]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(httpx.TransportError):
            response = httpx.get(f"{address}/readyz")
            if response.status_code == 200:
                return response.json()["models"]
        time.sleep(0.05)
    raise AssertionError("never ready")


IMPORTS = """
import sys
import server.app, server.cli
from server.settings import Settings
server.app.create_app(Settings(weights="."))
print(sorted(name for name in sys.modules if name.split(".")[0] in (
    "torchvision", "lightning", "torchmetrics", "sklearn", "scipy", "matplotlib", "training")))
"""


def test_the_service_imports_nothing_of_the_training():
    result = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"
