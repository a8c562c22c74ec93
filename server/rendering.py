"""From pixels to the bytes of an answer. Plain functions: the caller chooses the thread."""

from __future__ import annotations

import base64
import io
import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from server.negotiation import Format
from server.png import write_png

Pixels = NDArray[np.uint8]

# WebP without loss, so that its pixels are the very ones of the PNG, in the fastest mode.
_OPTIONS: dict[Format, dict[str, Any]] = {
    Format.JPEG: {"quality": 90, "subsampling": 0},
    Format.WEBP: {"lossless": True, "quality": 0, "method": 0},
}
_NAMES = {Format.JPEG: "JPEG", Format.WEBP: "WEBP"}
_PAPER = 255


def rows(images: Tensor) -> Pixels:
    """8-bit images [N, C, H, W] as pixels [N, H, W, C], row by row in memory."""
    array: Pixels = images.permute(0, 2, 3, 1).contiguous().numpy()
    return array


def picture(pixels: Pixels) -> Image.Image:
    """Pixels [H, W, C] as a picture; one channel is grey."""
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def encode_picture(pixels: Pixels, kind: Format) -> bytes:
    """Pixels [H, W, C] as a PNG, JPEG or WebP file."""
    if kind is Format.PNG:
        return write_png(pixels)
    buffer = io.BytesIO()
    image = picture(pixels)
    if kind is Format.JPEG and image.mode == "RGBA":
        image = image.convert("RGB")
    image.save(buffer, _NAMES[kind], **_OPTIONS[kind])
    return buffer.getvalue()


def data_url(pixels: Pixels, kind: Format = Format.PNG) -> str:
    """Pixels [H, W, C] as a data URL."""
    text = base64.b64encode(encode_picture(pixels, kind)).decode("ascii")
    return f"data:{kind.value};base64,{text}"


def data_urls(images: Pixels, kind: Format = Format.PNG) -> list[str]:
    """Images [N, H, W, C] as data URLs."""
    return [data_url(image, kind) for image in images]


def square_columns(count: int) -> int:
    """Columns that bring ``count`` images closest to a square sheet."""
    return max(1, math.ceil(math.sqrt(count)))


def sheet(images: Pixels, columns: int) -> Pixels:
    """A contact sheet of images [N, H, W, C], row by row without gaps; the rest is white."""
    count, height, width, channels = images.shape
    if count == columns == 1:
        only: Pixels = images[0]
        return only
    rows = math.ceil(count / columns)
    cells = np.full((rows * columns, height, width, channels), _PAPER, dtype=np.uint8)
    cells[:count] = images
    grid = cells.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    return grid.reshape(rows * height, columns * width, channels)


def enlarged(images: Pixels, scale: int) -> Pixels:
    """Images [N, H, W, C] with each pixel as a square of ``scale`` by ``scale``."""
    return images if scale == 1 else images.repeat(scale, axis=1).repeat(scale, axis=2)


def animation(images: Pixels, kind: Format, fps: float, loop: bool) -> bytes:
    """Images [N, H, W, C] as the frames of a GIF or an animated WebP, in order."""
    first, *others = [picture(image) for image in images]
    options: dict[str, Any] = dict(_OPTIONS[Format.WEBP]) if kind is Format.WEBP else {}
    # In a GIF "loop" is absent for once; in a WebP it is the number of rounds. 0: for ever.
    if loop or kind is Format.WEBP:
        options["loop"] = 0 if loop else 1
    buffer = io.BytesIO()
    first.save(
        buffer,
        kind.name,
        save_all=True,
        append_images=others,
        duration=round(1000.0 / fps),
        **options,
    )
    return buffer.getvalue()


def numbers(values: Tensor) -> Any:
    """A tensor as nested lists of the shortest decimals that give back its float32 values."""
    array = values.detach().cpu().numpy().astype(np.float32)
    flat = [float(str(value)) for value in array.ravel()]
    return np.array(flat, dtype=np.float64).reshape(array.shape).tolist()


def to_json(content: Any) -> bytes:
    """JSON in UTF-8; tensors become lists of numbers, functions what they return.

    Raises:
        ValueError: a number is not finite.
    """
    text = json.dumps(
        content, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return text.encode("utf-8")


def _plain(value: object) -> Any:
    if isinstance(value, Tensor):
        return numbers(value)
    if callable(value):
        return value()
    raise TypeError(f"{type(value).__name__} is not written as JSON")
