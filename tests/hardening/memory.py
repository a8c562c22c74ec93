"""The most memory that reading a file takes, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


_PROGRAM = """
import base64, gc, json, sys, time
import torch
from pathlib import Path
from server.problems import ProblemError
from server.uploads import SentPicture, read_picture
from tests.bundles import random_bundle
from tests.server.support import noise, picture_bytes

torch.set_num_threads(1)
card = random_bundle("grey").card
rounds = int(sys.argv[2])

def held(name):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024

def forget_peak():
    # The peak (VmHWM) begins anew at what is held now. Not ru_maxrss: that of the parent counts
    # for its children.
    Path("/proc/self/clear_refs").write_text("5")

def read(file):
    begun = time.process_time()
    try:
        read_picture(SentPicture(file, "/images/0"), card, 16_000_000)
        status = 200
    except ProblemError as error:
        status = error.status_code
    return status, 1000 * (time.process_time() - begun)

for kind in ("PNG", "JPEG", "WEBP"):
    read(picture_bytes(noise(28, 28), kind))
for path in sorted(Path(sys.argv[1]).iterdir()):
    file = path.read_bytes()
    # What unpacking base64 takes counts too.
    text = base64.b64encode(file).decode() if sys.argv[3] == "base64" else file
    gc.collect()
    forget_peak()
    before = held("VmRSS")
    found = [read(text) for _ in range(rounds)]
    grown = max(0.0, held("VmHWM") - before)
    print(json.dumps([path.name, found[0][0], grown, [ms for _, ms in found]]))
"""


def readings(
    folder: Path, rounds: int = 1, form: str = "base64"
) -> list[tuple[str, int, float, list[float]]]:
    """Read every file of a folder as an upload, in the order of their names.

    Args:
        folder: with nothing but the files.
        rounds: how often each is read.
        form: "base64", as in JSON, or "file", as in multipart/form-data.

    Returns:
        For each its name, the status (200: read), by how many MiB the process's peak memory
        rose, and the CPU time of each round in milliseconds.
    """
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM, str(folder), str(rounds), form],
        capture_output=True,
        text=True,
        timeout=250,
        cwd=REPOSITORY,
    )
    assert ran.returncode == 0, ran.stderr
    return [tuple(json.loads(line)) for line in ran.stdout.splitlines()]
