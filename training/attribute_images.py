"""Images with several binary attributes each: CelebA, or any folder with a CSV file."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image, UnidentifiedImageError

from latente import pixels
from latente.networks import NetworkSpec
from training.attribute_tables import SPLITS, AttributeTable, read_celeba_table, read_csv_table
from training.data import Dataset, Split
from training.errors import DataError
from training.pixel_cache import Decoded, Pixels, cache_root, in_memory, mapped

ATTRIBUTES_FILE = "attributes.csv"
# Of the aligned picture's width, the side of the square around its centre that is used
# (148 of 178 pixels, as in Larsen et al. 2016, arXiv 1512.09300, and most work since).
CELEBA_CROP = 148 / 178
# Up to this share of unreadable or missing images is reported and left out.
_TOLERATED = 0.01
_NAMED = 5
_CHUNK = 512
# Decoded images of up to so many bytes are held in memory; more are mapped from a file.
LARGE = 1 << 30
# Part of what names such a file: to be raised when images are decoded otherwise.
_DECODER = 1
# Without splits of its own, of every ten images one is for testing, one for validation.
_EVERY = 10

# Pillow reports some damaged files as errors of syntax, and huge ones as bombs.
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
)

Crop = Callable[[Image.Image], Image.Image]


def load_celeba(folder: Path, network: NetworkSpec) -> Dataset:
    """CelebA (Liu et al. 2015), at its official size or scaled, as its authors lay it out.

    Args:
        folder: holds ``img_align_celeba``, ``list_attr_celeba.txt`` and
            ``list_eval_partition.txt``, or a folder ``celeba`` that does.
        network: gives the size and channels wanted.

    Raises:
        DataError: a file is missing or damaged, or over 1 % of the images are.
    """
    folder = folder / "celeba" if (folder / "celeba").is_dir() else folder
    if not (folder / "img_align_celeba").is_dir():
        raise DataError(
            f"CelebA is not in {folder.resolve()}: it needs img_align_celeba/, "
            "list_attr_celeba.txt and list_eval_partition.txt from the data set's own site. "
            "Name that folder with --data or the environment variable LATENTE_DATA"
        )
    return _load(
        _Source("celeba", folder / "img_align_celeba", read_celeba_table(folder), celeba_crop),
        network,
        license="Weights for non-commercial research only; trained on CelebA (Liu et al. 2015)",
    )


def load_attribute_folder(folder: Path, network: NetworkSpec) -> Dataset:
    """Any folder of images with an ``attributes.csv`` beside them.

    Raises:
        DataError: the CSV file is missing or damaged, or over 1 % of the images are.
    """
    table = read_csv_table(folder / ATTRIBUTES_FILE)
    source = _Source(folder.resolve().name, folder, table, whole)
    return _load(source, network, license="as the images it was trained on")


def celeba_crop(picture: Image.Image) -> Image.Image:
    """The square around the centre that holds the face, in proportion to the width."""
    side = round(picture.width * CELEBA_CROP)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side))


def whole(picture: Image.Image) -> Image.Image:
    """The picture as it is."""
    return picture


@dataclass(frozen=True)
class _Source:
    name: str
    folder: Path
    table: AttributeTable
    crop: Crop


def _load(source: _Source, network: NetworkSpec, license: str) -> Dataset:
    rows, unmatched = _matching_rows(source)
    _check_problems(unmatched, len(rows) + len(unmatched), source.folder)
    splits = _splits(source.table, rows)
    # Split by split, so that each is one stretch of the pixels and need not be copied.
    found = _decode(source, sorted(rows, key=lambda name: SPLITS.index(splits[name])), network)
    _check_problems(unmatched + found.problems, len(rows) + len(unmatched), source.folder)
    parts = _parts(source, found, splits)
    return Dataset(
        name=source.name,
        train=parts["train"],
        validation=parts["validation"],
        test=parts["test"],
        classes=[],
        attributes=source.table.attributes,
        license=license,
        thumbnails_may_ship=False,
        problems=unmatched + found.problems,
    )


def _parts(source: _Source, found: Decoded, splits: dict[str, str]) -> dict[str, Split]:
    """The decoded images, which lie split by split, with their labels."""
    with warnings.catch_warnings():
        # Mapped pixels are read-only, and nothing in this project writes to pixels.
        warnings.filterwarnings("ignore", message="The given NumPy array is not writable")
        images = torch.from_numpy(found.pixels)
    labels = torch.tensor([source.table.rows[name] for name in found.names], dtype=torch.uint8)
    parts, end = {}, 0
    for split in SPLITS:
        start, end = end, end + sum(splits[name] == split for name in found.names)
        if start == end:
            raise DataError(f"{source.folder}: no image belongs to the split {split!r}")
        parts[split] = Split(images[start:end], labels[start:end])
    return parts


def _matching_rows(source: _Source) -> tuple[list[str], list[str]]:
    """Names that have both an image and a row, and a line on each that lacks one."""
    suffixes = {".jpg", ".jpeg", ".png", ".webp"}
    there = {path.name for path in source.folder.iterdir() if path.suffix.lower() in suffixes}
    listed = set(source.table.rows)
    if source.table.splits:
        listed &= set(source.table.splits)
    problems = [f"{name}: no such image" for name in sorted(listed - there)]
    problems += [f"{name}: not in the table" for name in sorted(there - listed)]
    return sorted(there & listed), problems


def _decode(source: _Source, names: list[str], network: NetworkSpec) -> Decoded:
    """The readable ones of these images; in memory, or mapped if they are many."""
    shape = (len(names), network.size, network.size, network.channels)

    def decode(array: Pixels) -> Decoded:
        found = _decode_into(array, source, names)
        _check_problems(found.problems, len(names), source.folder)
        return found

    if len(names) * network.size**2 * network.channels <= LARGE:
        return in_memory(shape, decode)
    return mapped(cache_root(), _cache_key(source, names, network), shape, decode)


def _cache_key(source: _Source, names: list[str], network: NetworkSpec) -> str:
    """A name for decoded pixels: all that decides them, the files' sizes and times too."""
    files = [(name, (source.folder / name).stat()) for name in names]
    decisive = json.dumps(
        [
            _DECODER,
            str(source.folder.resolve()),
            source.crop.__name__,
            network.channels,
            [(name, stat.st_size, stat.st_mtime_ns) for name, stat in files],
        ]
    )
    words = re.sub(r"[^a-z0-9]+", "-", source.name.lower())
    digest = hashlib.sha256(decisive.encode()).hexdigest()[:16]
    return f"{words}-{len(names)}-size{network.size}-{digest}"


def _decode_into(array: Pixels, source: _Source, names: list[str]) -> Decoded:
    """Fill the first rows of an array [N, S, S, C] with the readable ones of N images."""
    shape = array.shape[1:]
    kept: list[str] = []
    problems: list[str] = []

    def read(name: str) -> Pixels | str:
        try:
            with Image.open(source.folder / name, formats=("PNG", "JPEG", "WEBP")) as picture:
                return pixels.to_uint8(pixels.to_tensor(source.crop(picture), *shape)[None])[0]
        except _UNREADABLE as error:
            return f"{name}: {error}"

    # Decoders release the interpreter's lock, and chunks bound what waits in memory.
    with ThreadPoolExecutor() as pool:
        for start in range(0, len(names), _CHUNK):
            chunk = names[start : start + _CHUNK]
            for name, found in zip(chunk, pool.map(read, chunk), strict=True):
                if isinstance(found, str):
                    problems.append(found)
                else:
                    array[len(kept)] = found
                    kept.append(name)
    return Decoded(array[: len(kept)], kept, problems)


def _check_problems(problems: list[str], total: int, folder: Path) -> None:
    if total == 0:
        raise DataError(f"{folder} holds no images (PNG, JPEG, WebP)")
    if len(problems) > _TOLERATED * total:
        raise DataError(
            f"{folder}: {len(problems)} of {total} images cannot be used, "
            f"over {_TOLERATED:.0%}: {first_of(problems)}"
        )


def first_of(problems: list[str]) -> str:
    """The first problems, and how many more there are, in one line."""
    more = f"; and {len(problems) - _NAMED} more" if len(problems) > _NAMED else ""
    return "; ".join(problems[:_NAMED]) + more


def _splits(table: AttributeTable, names: Iterable[str]) -> dict[str, str]:
    """Split of each image: as the table says, else by its place among all of them."""
    if table.splits:
        return table.splits
    held_out = {_EVERY - 1: "test", _EVERY - 2: "validation"}
    return {name: held_out.get(k % _EVERY, "train") for k, name in enumerate(names)}
