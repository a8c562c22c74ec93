"""Reading what anybody may have made: bounded in size, depth and shape, or refused by name.

A bundle may come from anywhere. What is read of it is judged by its header first: nothing here
takes memory or time because a file only claims to be large.
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any, NoReturn

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load as parse_tensors
from torch import Tensor

from latente.errors import BundleError

MOST_CARD_BYTES = 4 * 2**20
MOST_FILE_BYTES = 2 * 2**30
MOST_PARAMETERS = 2**28
MOST_PIXELS = 2**26
_MOST_HEADER_BYTES = 2**20
_DEEPEST = 32
_LARGEST_INTEGER = 2**53
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
# Names of devices on Windows, whatever follows the dot.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
# What the networks hold, as safetensors calls it.
_CODES = {torch.float32: "F32", torch.int64: "I64"}
_SHOWN = 80

# Name to data type and shape, as the header of a file gives them.
Table = dict[str, tuple[str, tuple[int, ...]]]


def plain_file(
    folder: Path, name: str, blamed: Path | None = None, most: int = MOST_FILE_BYTES
) -> Path:
    """The path of a file that a card names: an ordinary one, inside of this folder.

    Args:
        folder: where it must lie.
        name: as on the card.
        blamed: what the error is about; None: the folder.
        most: bytes that it may have.

    Raises:
        BundleError: the name leads elsewhere, also by a link, or there is no such file, or it
            is larger than any that is read.
    """
    place = blamed or folder
    shown = repr(name[:_SHOWN])
    if not _PLAIN_NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        raise BundleError(place, f"the card names a file outside its folder: {shown}")
    path = folder / name
    if not path.is_file():
        missing = name if blamed is None else str(path)
        raise BundleError(place, f"{missing} is missing")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BundleError(place, f"{name} is a link that leads outside its folder")
    if path.stat().st_size > most:
        raise BundleError(place, f"{name} is larger than {most} bytes")
    return path


def strict_json(text: str) -> Any:
    """JSON as a card may hold it.

    Raises:
        ValueError: it is no JSON, names a field twice, is nested deeper than 32, or holds a
            number or a text that cannot be passed on. The message says which.
    """
    try:
        content = json.loads(
            text,
            object_pairs_hook=_once,
            parse_int=_integer,
            parse_float=_finite,
            parse_constant=_no_number,
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    _check_depth(content)
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise ValueError(f"the field {twice[:_SHOWN]!r} occurs twice")
    return found


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > _LARGEST_INTEGER:
        raise ValueError("a number is too large")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _check_depth(content: Any) -> None:
    level = [content]
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner += [*each.keys(), *each.values()]
            elif isinstance(each, list):
                inner += each
            elif isinstance(each, str):
                _check_text(each)
        if not inner:
            return
        level = inner
    raise ValueError(f"it is nested more than {_DEEPEST} deep")


def _check_text(text: str) -> None:
    # Half of a surrogate pair cannot be written as UTF-8, so no answer could carry it.
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("a text holds half a character")


def read_table(path: Path) -> Table:
    """Names, types and shapes of the tensors of a file; no tensor is read.

    Raises:
        BundleError: it is no safetensors file, or its header is longer than a mebibyte. A
            header that claims more than the file holds is none.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
    if length > _MOST_HEADER_BYTES:
        raise BundleError(
            path.parent, f"{path.name} is no safetensors file (its header claims {length} bytes)"
        )
    try:
        with safe_open(str(path), framework="pt") as file:
            slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118
            return {
                name: (each.get_dtype(), tuple(each.get_shape())) for name, each in slices.items()
            }
    except SafetensorError as error:
        raise BundleError(path.parent, f"{path.name} is no safetensors file ({error})") from None


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a file, in memory of their own; BundleError where it is no safetensors file.

    The file is not mapped into memory: cut short by somebody else while a server runs, it would
    end the process (SIGBUS) at the next look at a tensor.
    """
    try:
        return parse_tensors(path.read_bytes())
    except OSError as error:
        reason = f"{path.name} cannot be read ({error.strerror})"
        raise BundleError(path.parent, reason) from None
    except SafetensorError as error:
        raise BundleError(path.parent, f"{path.name} is no safetensors file ({error})") from None


def differences(network: torch.nn.Module, table: Table) -> list[str]:
    """What a file lacks, or has besides or otherwise than this network, in words."""
    wanted: Table = {
        name: (_CODES[values.dtype], tuple(values.shape))
        for name, values in network.state_dict().items()
    }
    found = [f"{name} is missing" for name in wanted.keys() - table.keys()]
    found += [f"{name[:_SHOWN]} is not of this network" for name in table.keys() - wanted.keys()]
    for name in wanted.keys() & table.keys():
        if wanted[name] != table[name]:
            found.append(f"{name} is {_words(table[name])}, not {_words(wanted[name])}")
    return sorted(found)


def _words(described: tuple[str, tuple[int, ...]]) -> str:
    code, shape = described
    return f"{code} {list(shape)}"


def webp_size(path: Path) -> tuple[int, int] | None:
    """Width and height that a WebP file's header gives; None where it is no WebP.

    Pillow's reader takes memory for the whole picture as soon as it opens the file.
    """
    with path.open("rb") as file:
        head = file.read(30)
    if len(head) < 30 or head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return None
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
        return width & 0x3FFF, height & 0x3FFF
    return None
