"""Images with several binary attributes each: CelebA, or any folder with a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from latente import pixels
from latente.networks import NetworkSpec
from training.attribute_tables import SPLITS, AttributeTable, read_celeba_table, read_csv_table
from training.data import Dataset, Split
from training.errors import DataError

ATTRIBUTES_FILE = "attributes.csv"
# Of the aligned picture's width, the side of the square around its centre that is used
# (148 of 178 pixels, as in Larsen et al. 2016, arXiv 1512.09300, and most work since).
CELEBA_CROP = 148 / 178
# Up to this share of unreadable or missing images is reported and left out.
_TOLERATED = 0.01
_NAMED = 5
_CHUNK = 512
# Without splits of its own, of every ten images one is for testing, one for validation.
_EVERY = 10

Crop = Callable[[Image.Image], Image.Image]


def load_celeba(folder: Path, network: NetworkSpec, only: int | None = None) -> Dataset:
    """CelebA (Liu et al. 2015), at its official size or scaled, as its authors lay it out.

    Args:
        folder: holds ``img_align_celeba``, ``list_attr_celeba.txt`` and
            ``list_eval_partition.txt``, or a folder ``celeba`` that does.
        network: gives the size and channels wanted.
        only: take so many images, for trying things out; None: all.

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
        only,
        license="Weights for non-commercial research only; trained on CelebA (Liu et al. 2015)",
    )


def load_attribute_folder(folder: Path, network: NetworkSpec) -> Dataset:
    """Any folder of images with an ``attributes.csv`` beside them.

    Raises:
        DataError: the CSV file is missing or damaged, or over 1 % of the images are.
    """
    table = read_csv_table(folder / ATTRIBUTES_FILE)
    source = _Source(folder.resolve().name, folder, table, lambda picture: picture)
    return _load(source, network, None, license="as the images it was trained on")


def celeba_crop(picture: Image.Image) -> Image.Image:
    """The square around the centre that holds the face, in proportion to the width."""
    side = round(picture.width * CELEBA_CROP)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side))


@dataclass(frozen=True)
class _Source:
    name: str
    folder: Path
    table: AttributeTable
    crop: Crop


def _load(source: _Source, network: NetworkSpec, only: int | None, license: str) -> Dataset:
    rows, problems = _matching_rows(source)
    if only is not None:
        rows = rows[:: max(1, len(rows) // only)][:only]
    images, kept, unreadable = _read_all(source, rows, network)
    problems += unreadable
    _judge_problems(problems, len(rows) + len(problems) - len(unreadable), source.folder)
    splits = _splits(source.table, kept)
    labels = torch.tensor([source.table.rows[name] for name in kept], dtype=torch.uint8)
    parts = {}
    for split in SPLITS:
        index = torch.tensor([k for k, each in enumerate(splits) if each == split])
        if not len(index):
            raise DataError(f"{source.folder}: no image belongs to the split {split!r}")
        parts[split] = Split(torch.from_numpy(images[index.numpy()]), labels[index])
    return Dataset(
        name=source.name,
        train=parts["train"],
        validation=parts["validation"],
        test=parts["test"],
        classes=[],
        attributes=source.table.attributes,
        license=license,
        thumbnails_may_ship=False,
        problems=problems,
    )


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


def _read_all(
    source: _Source, names: Sequence[str], network: NetworkSpec
) -> tuple[NDArray[np.uint8], list[str], list[str]]:
    """8-bit pixels [N, S, S, C] of the readable images, their names, and the problems."""
    shape = (network.size, network.size, network.channels)
    images = np.empty((len(names), *shape), dtype=np.uint8)
    kept: list[str] = []
    problems: list[str] = []

    def read(name: str) -> NDArray[np.uint8] | str:
        try:
            with Image.open(source.folder / name, formats=("PNG", "JPEG", "WEBP")) as picture:
                return pixels.to_uint8(pixels.to_tensor(source.crop(picture), *shape)[None])[0]
        except (UnidentifiedImageError, OSError, ValueError) as error:
            return f"{name}: {error}"

    # Decoders release the interpreter's lock, and chunks bound what waits in memory.
    with ThreadPoolExecutor() as pool:
        for start in range(0, len(names), _CHUNK):
            chunk = names[start : start + _CHUNK]
            for name, found in zip(chunk, pool.map(read, chunk), strict=True):
                if isinstance(found, str):
                    problems.append(found)
                else:
                    images[len(kept)] = found
                    kept.append(name)
    return images[: len(kept)], kept, problems


def _judge_problems(problems: list[str], total: int, folder: Path) -> None:
    if total == 0:
        raise DataError(f"{folder} holds no images (PNG, JPEG, WebP)")
    if len(problems) > _TOLERATED * total:
        shown = "; ".join(problems[:_NAMED])
        more = f"; and {len(problems) - _NAMED} more" if len(problems) > _NAMED else ""
        raise DataError(
            f"{folder}: {len(problems)} of {total} images cannot be used, "
            f"over {_TOLERATED:.0%}: {shown}{more}"
        )


def _splits(table: AttributeTable, names: list[str]) -> list[str]:
    if table.splits:
        return [table.splits[name] for name in names]
    held_out = {_EVERY - 1: "test", _EVERY - 2: "validation"}
    return [held_out.get(k % _EVERY, "train") for k in range(len(names))]
