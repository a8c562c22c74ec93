"""The container without an engine for containers: its recipe, and the service as it runs there.

As an unprivileged user, in a tree where nothing can be written, without a home.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bundles import write_random_bundle, write_random_map
from tests.conftest import REPOSITORY
from tests.faces import FACES
from tests.server.support import from_file, noise, picture_bytes
from tests.server.test_cli import ENVIRONMENT, wait_for_address, wait_ready

DOCKERFILE = (REPOSITORY / "Dockerfile").read_text()
NOBODY = 65534
# In a namespace of its own, where every file system is read-only: then as nobody, with no rights
# and no way to get any.
ENTER = ["unshare", "--mount", "--propagation", "private", "sh", "-c"]
READ_ONLY = """
set -e
for place in $(awk '$4 ~ /^rw/ && $2 !~ "^/(proc|sys|dev)(/|$)" {print $2}' /proc/self/mounts); do
    mount -o remount,bind,ro "$place"
done
exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all \
    --inh-caps=-all "$@"
"""


WRITE = """
import pathlib, tempfile
for place in (".", "/tmp", "/var/tmp"):
    try:
        pathlib.Path(place, "latente-was-here").write_text("x")
    except OSError:
        print("refused")
try:
    tempfile.TemporaryFile()
except OSError:
    print("refused")
"""


def instructions(text: str = DOCKERFILE) -> list[tuple[str, str]]:
    """The instructions of the recipe, one line each."""
    joined = re.sub(r"\\\n\s*", " ", text)
    lines = [line.strip() for line in joined.splitlines()]
    return [(line.split()[0], line.split(None, 1)[1]) for line in lines if line[:1].isalpha()]


class TestTheRecipe:
    def test_the_service_runs_as_a_user_without_rights_of_a_fixed_number(self):
        stage = DOCKERFILE[DOCKERFILE.rindex("FROM") :]
        words = instructions(stage)
        assert [rest for name, rest in words if name == "USER"] == ["10001:10001"]
        made = next(rest for name, rest in words if name == "RUN")
        assert "--uid 10001" in made
        assert "--no-create-home" in made
        order = [name for name, _ in words]
        # Nothing that the user could have changed is put in after it.
        assert not {"RUN", "COPY", "ADD"} & set(order[order.index("USER") :])

    def test_what_is_copied_belongs_to_root_and_is_named(self):
        copies = [rest for name, rest in instructions() if name == "COPY"]
        assert copies
        assert not [rest for rest in copies if "--chown" in rest or rest.startswith((". ", "./ "))]
        assert "ADD" not in {name for name, _ in instructions()}

    def test_no_secret_is_baked_in(self):
        told = [rest for name, rest in instructions() if name in ("ENV", "ARG")]
        assert not [rest for rest in told if re.search("KEY|TOKEN|PASSWORD|SECRET", rest)]

    def test_commands_are_run_without_a_shell(self):
        for name in ("CMD", "HEALTHCHECK"):
            rest = next(rest for each, rest in instructions() if each == name)
            assert json.loads(rest[rest.index("[") :])

    def test_python_writes_nothing_beside_its_files(self):
        assert "PYTHONDONTWRITEBYTECODE=1" in DOCKERFILE

    @pytest.mark.parametrize("name", ["Dockerfile", "README.md"])
    def test_whoever_runs_it_is_told_how_to_lock_it_down(self, name):
        text = (REPOSITORY / name).read_text()
        for option in ("--read-only", "--cap-drop ALL", "--security-opt no-new-privileges"):
            assert option in text


def needed() -> str | None:
    """Why the service cannot be locked in here; None where it can."""
    if os.geteuid() != 0:
        return "only root can make file systems read-only"
    for tool in ("unshare", "setpriv"):
        if shutil.which(tool) is None:
            return f"there is no {tool}"
    tried = subprocess.run(
        [*ENTER, READ_ONLY, "sh", sys.executable, "-c", "import server.settings"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    return None if tried.returncode == 0 else f"nobody cannot run here: {tried.stderr[-300:]}"


@pytest.fixture(scope="module")
def locked_in() -> Iterator[tuple[httpx.Client, int, Path]]:
    """The service in its cell: a client, its process, and its log."""
    if (reason := needed()) is not None:
        pytest.skip(reason)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        weights = folder / "weights"
        write_random_map(write_random_bundle(weights, "random-vae"))
        write_random_bundle(weights, "faces", contents=FACES, size=64, channels=3, latent_dim=6)
        log = folder / "log"
        serve = [sys.executable, "-B", "-m", "server.cli", "serve", "--port", "0"]
        environment = {
            **{k: v for k, v in ENVIRONMENT.items() if k not in ("TMPDIR", "TEMP", "TMP")},
            "HOME": "/nonexistent",
            "LATENTE_WEIGHTS": str(weights),
            "LATENTE_DEVICE": "cpu",
            "LATENTE_ACCESS_LOG": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "",
        }
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*ENTER, READ_ONLY, "sh", *serve],
                cwd=REPOSITORY,
                env=environment,
                stdout=output,
                stderr=output,
            )
        try:
            address = wait_for_address(log)
            wait_ready(address)
            with httpx.Client(base_url=address, timeout=60) as client:
                yield client, process.pid, log
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()
            process.wait()
        assert process.returncode == 0
        assert "Traceback" not in log.read_text()


class TestTheServiceLockedIn:
    def test_it_is_nobody_and_can_become_nobody_else(self, locked_in):
        status = Path(f"/proc/{locked_in[1]}/status").read_text()
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        assert set(fields["Uid"].split()) == {str(NOBODY)}
        assert set(fields["Gid"].split()) == {str(NOBODY)}
        assert fields["Groups"].strip() == ""
        assert fields["NoNewPrivs"] == "1"
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd"):
            assert int(fields[name], 16) == 0

    def test_nothing_can_be_written_there(self, locked_in):
        mounts = Path(f"/proc/{locked_in[1]}/mounts").read_text().splitlines()
        open_ones = [line.split()[1] for line in mounts if line.split()[3].startswith("rw")]
        assert [each for each in open_ones if not re.match("/(proc|sys|dev)(/|$)", each)] == []
        tried = subprocess.run(
            [*ENTER, READ_ONLY, "sh", sys.executable, "-c", WRITE],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
        )
        assert tried.stdout.split() == ["refused"] * 4, tried.stderr

    def test_every_model_is_there_and_answers(self, locked_in):
        client, _, _ = locked_in
        assert client.get("/readyz").json()["models"] == ["faces", "random-vae"]
        model = "/api/v1/models/random-vae"
        for format in ("png", "jpeg", "webp"):
            body = {"count": 3, "seed": 1}
            answer = client.post(
                f"{model}/sample", json=body, headers={"Accept": f"image/{format}"}
            )
            assert answer.status_code == 200
            from_file(answer.content, format.upper())
        assert client.get(f"{model}/map").status_code == 200
        located = client.post(f"{model}/map/locate", json={"positions": [[0.0, 0.0]]})
        assert located.status_code in (200, 422), located.text
        assert client.get("/metrics").status_code == 200

    def test_uploads_of_any_size_and_the_search_for_faces_need_no_disk(self, locked_in):
        client, _, log = locked_in
        # Noise cannot be compressed: beyond the megabyte that Starlette would put on a disk.
        picture = picture_bytes(noise(1500, 1500, 3))
        assert len(picture) > 5 * 2**20
        files = {"image": ("a.png", picture, "image/png")}
        for model in ("random-vae", "faces"):
            answer = client.post(f"/api/v1/models/{model}/encode", files=files)
            assert answer.status_code == 200, answer.text
        assert client.post("/api/v1/models/faces/align", files=files).status_code == 200
        assert "Read-only file system" not in log.read_text()

    def test_its_logs_say_what_runs_it(self, locked_in):
        text = locked_in[2].read_text()
        assert "openvino" in text or "torch" in text
        assert '"operation": "encode"' in text
