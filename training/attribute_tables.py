"""Tables of binary attributes: CelebA's own text files, and CSV files of anyone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.errors import DataError

# Column of a CSV file that says which split a row belongs to; all others are attributes.
SPLIT_COLUMN = "split"
SPLITS = ("train", "validation", "test")
_TRUE, _FALSE = {"1", "true", "yes"}, {"0", "-1", "false", "no"}


@dataclass(frozen=True)
class AttributeTable:
    """Names of attributes, and which of them each image has, by file name.

    ``splits`` maps file names to "train", "validation" or "test"; empty where the table
    does not say.
    """

    attributes: list[str]
    rows: dict[str, list[int]]
    splits: dict[str, str]


def read_celeba_table(folder: Path) -> AttributeTable:
    """``list_attr_celeba.txt`` and ``list_eval_partition.txt`` of a CelebA folder.

    Raises:
        DataError: a file is missing, or a line is not what it should be; names both.
    """
    lines = _lines(folder / "list_attr_celeba.txt")
    attributes = _line(lines, folder / "list_attr_celeba.txt", 2, "the attributes' names").split()
    rows = {}
    for number, line in enumerate(lines[2:], start=3):
        name, *values = line.split()
        where = f"{folder / 'list_attr_celeba.txt'}, line {number}"
        if len(values) != len(attributes):
            raise DataError(f"{where}: {len(values)} values for {len(attributes)} attributes")
        rows[name] = [_binary(value, where) for value in values]
    partition = folder / "list_eval_partition.txt"
    splits = {}
    for number, line in enumerate(_lines(partition), start=1):
        name, _, code = line.partition(" ")
        if code.strip() not in ("0", "1", "2"):
            raise DataError(f"{partition}, line {number}: expected a file name and 0, 1 or 2")
        splits[name] = SPLITS[int(code)]
    return AttributeTable(attributes, rows, splits)


def read_csv_table(path: Path) -> AttributeTable:
    """A CSV file: file names in the first column, one column for each attribute.

    Attributes are 1 or 0 (also -1, true, false, yes, no). A column ``split`` may say
    "train", "validation" or "test".

    Raises:
        DataError: the file is missing, or a cell is not what it should be; names both.
    """
    reader = csv.reader(_lines(path))
    header = next(reader, [])
    attributes = [name.strip() for name in header[1:] if name.strip() != SPLIT_COLUMN]
    if not attributes or len(set(attributes)) != len(attributes):
        raise DataError(f"{path}, line 1: a file name's column, then one for each attribute")
    rows, splits = {}, {}
    for name, cells, where in _cells(reader, header, path):
        if SPLIT_COLUMN in cells:
            splits[name] = cells.pop(SPLIT_COLUMN)
            if splits[name] not in SPLITS:
                raise DataError(f"{where}: {SPLIT_COLUMN} is one of {', '.join(SPLITS)}")
        rows[name] = [_binary(cells[attribute], where) for attribute in attributes]
    return AttributeTable(attributes, rows, splits)


def _cells(
    reader: Iterator[list[str]], header: list[str], path: Path
) -> Iterator[tuple[str, dict[str, str], str]]:
    titles = [title.strip() for title in header]
    for number, row in enumerate(reader, start=2):
        where = f"{path}, line {number}"
        if not row:
            continue
        if len(row) != len(titles):
            raise DataError(f"{where}: {len(row)} cells under {len(titles)} titles")
        yield row[0].strip(), dict(zip(titles[1:], map(str.strip, row[1:]), strict=True)), where


def _binary(value: str, where: str) -> int:
    if value.lower() in _TRUE:
        return 1
    if value.lower() in _FALSE:
        return 0
    raise DataError(f"{where}: an attribute is 1 or 0 (or -1), not {value!r}")


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(f"{path} is missing") from None
    except UnicodeDecodeError:
        raise DataError(f"{path} is not a text file in UTF-8") from None
    return [line for line in text.splitlines() if line.strip()]


def _line(lines: list[str], path: Path, number: int, what: str) -> str:
    if len(lines) < number:
        raise DataError(f"{path} ends before line {number}, {what}")
    return lines[number - 1]
