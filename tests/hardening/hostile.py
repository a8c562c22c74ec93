"""Sound bundles to be made hostile, and a watch over what reading them takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from latente.storage import file_checksum
from tests.bundles import write_random_bundle
from tests.faces import write_faces
from tests.latente.test_storage import edit_card

MEBIBYTE = 2**20
# The largest that anything here may take; what the bundles claim is far more.
MOST_GROWTH = 64 * MEBIBYTE


def sound_bundle(folder: Path) -> Path:
    """A sound bundle of a class model."""
    return write_random_bundle(folder / "weights", "sound", "cvae", condition="class")


def judged_bundle(folder: Path) -> Path:
    """A sound bundle with a judge."""
    return write_faces(folder / "weights") / "faces-vae"


def judge_of(bundle: Path) -> Path:
    return next((bundle.parent / "_judges").glob("*.safetensors"))


def vouch_for_judge(bundle: Path) -> None:
    sha256 = file_checksum(judge_of(bundle))
    edit_card(bundle, lambda card: card["judge"].update(sha256=sha256))


@contextmanager
def no_memory_jump() -> Iterator[None]:
    """Fails where the process took more memory meanwhile, be it for a moment."""
    Path("/proc/self/clear_refs").write_text("5")
    before = memory("VmRSS")
    yield
    growth = memory("VmHWM") - before
    assert growth < MOST_GROWTH, growth


def memory(field: str) -> int:
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return 1024 * int(found[1])
