"""Decoded pixels of large data sets, kept in a file that is mapped instead of read.

::

    cache/celeba-202599-size128-0f3a.../
    ├── pixels.npy     8-bit pixels [N, S, S, C]
    └── images.json    names of the images in it, and what is wrong with those left out

The folder may be removed at any time: what is in it is decoded again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from training.errors import DataError

CACHE_VARIABLE = "LATENTE_CACHE"
_PIXELS, _LISTING = "pixels.npy", "images.json"

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Decoded:
    """8-bit pixels [N, S, S, C] of images, their N names, and a line on each left out."""

    pixels: Pixels
    names: list[str]
    problems: list[str]


# Decodes images into the array that it is given, from its first row on.
Decode = Callable[[Pixels], Decoded]


def cache_root() -> Path:
    """The folder of decoded pixels: as LATENTE_CACHE says, else ``cache`` here."""
    return Path(os.environ.get(CACHE_VARIABLE, "cache"))


def in_memory(shape: tuple[int, ...], decode: Decode) -> Decoded:
    """Images decoded into memory; ``shape`` has room for all of them."""
    return decode(np.empty(shape, dtype=np.uint8))


def mapped(root: Path, key: str, shape: tuple[int, ...], decode: Decode) -> Decoded:
    """Images decoded into a file of the folder ``root``, or found there, and mapped.

    The mapping is read-only, so that it may be larger than memory: to write to it ends the
    process. Of several processes that ask at once, one decodes and the others wait for it.

    Raises:
        DataError: there is no room for the file, or the folder cannot be made.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"decoded images cannot be kept in {root.resolve()} ({error}): name another folder "
            f"with the environment variable {CACHE_VARIABLE}"
        ) from None
    place = root / key
    with FileLock(root / f"{key}.lock"):
        if not place.is_dir():
            _check_room(root, shape)
            print(f"decoding {shape[0]} images into {place}, once", flush=True)
            _write(place, shape, decode)
    listing = json.loads((place / _LISTING).read_text(encoding="utf-8"))
    pixels = np.load(place / _PIXELS, mmap_mode="r")
    return Decoded(pixels[: len(listing["names"])], listing["names"], listing["problems"])


def _write(place: Path, shape: tuple[int, ...], decode: Decode) -> None:
    """Write beside the place, then move there: what is found is always whole."""
    partial = place.with_name(f"{place.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        array = np.lib.format.open_memmap(partial / _PIXELS, "w+", np.uint8, shape)
        found = decode(array)
        array.flush()
        listing = {"names": found.names, "problems": found.problems}
        (partial / _LISTING).write_text(json.dumps(listing), encoding="utf-8")
        partial.rename(place)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _check_room(root: Path, shape: tuple[int, ...]) -> None:
    # A mapped file that outgrows its disk ends the process without a word.
    needed, free = int(np.prod(shape, dtype=np.int64)), shutil.disk_usage(root).free
    if needed > free:
        raise DataError(
            f"{root.resolve()} has {free / 1e9:.1f} GB free, but the decoded images need "
            f"{needed / 1e9:.1f} GB: name another folder with the environment variable "
            f"{CACHE_VARIABLE}"
        )
