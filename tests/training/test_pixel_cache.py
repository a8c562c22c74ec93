from __future__ import annotations

import sys
import time
from pathlib import Path
from subprocess import PIPE, Popen

import numpy as np
import pytest

import training
from training.pixel_cache import Decoded, Pixels, cache_root, in_memory, mapped

SHAPE = (5, 2, 2, 1)
NAMES = ["a", "b", "c"]


def three_of_five(array: Pixels) -> Decoded:
    array[:3] = np.arange(1, 4, dtype=np.uint8)[:, None, None, None]
    return Decoded(array[:3], NAMES, ["d: bad", "e: bad"])


def never(_: Pixels) -> Decoded:
    raise AssertionError("decoded again")


def test_the_place_of_decoded_images_is_as_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LATENTE_CACHE", "elsewhere")
    assert cache_root() == Path("elsewhere")
    monkeypatch.delenv("LATENTE_CACHE")
    assert cache_root() == Path("cache")


def test_what_is_mapped_is_what_would_be_held_in_memory(tmp_path: Path) -> None:
    held = in_memory(SHAPE, three_of_five)
    assert held.pixels[:, 0, 0, 0].tolist() == [1, 2, 3]
    for decode in (three_of_five, never):
        found = mapped(tmp_path / "new" / "folder", "key", SHAPE, decode)
        assert np.array_equal(found.pixels, held.pixels)
        assert (found.names, found.problems) == (held.names, held.problems)
        assert not found.pixels.flags.writeable
        assert isinstance(found.pixels, np.memmap)


def test_a_failure_leaves_the_place_free_for_the_next(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="decoded again"):
        mapped(tmp_path, "key", SHAPE, never)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
    assert mapped(tmp_path, "key", SHAPE, three_of_five).names == NAMES


# Each process says that it is ready, waits for the start, and tells what it did and found.
AT_ONCE = """
import sys, time
from pathlib import Path
from training.pixel_cache import Decoded, mapped

root, ready, start = map(Path, sys.argv[1:])
ready.touch()
while not start.exists():
    time.sleep(0.002)

def slowly(array):
    time.sleep(0.5)
    array[:] = 9
    return Decoded(array, ["image"] * len(array), [])

print(int(mapped(root, "key", (40, 8, 8, 3), slowly).pixels.sum()))
"""


def test_of_processes_that_start_at_once_one_decodes(tmp_path: Path) -> None:
    signs, start = [tmp_path / f"ready-{k}" for k in range(3)], tmp_path / "start"
    processes = [
        Popen(
            [sys.executable, "-c", AT_ONCE, str(tmp_path / "kept"), str(sign), str(start)],
            cwd=Path(training.__file__).resolve().parent.parent,
            stdout=PIPE,
            text=True,
        )
        for sign in signs
    ]
    try:
        deadline = time.monotonic() + 120
        while not all(sign.exists() for sign in signs):
            assert time.monotonic() < deadline
            assert all(process.poll() is None for process in processes)
            time.sleep(0.02)
        start.touch()
        told = [process.communicate(timeout=120)[0].splitlines() for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait(timeout=30)
    assert {int(lines[-1]) for lines in told} == {9 * 40 * 8 * 8 * 3}
    assert sorted(map(len, told)) == [1, 1, 2], "one says that it decodes"
