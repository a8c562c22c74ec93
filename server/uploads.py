"""Pictures that people send: checked, decoded and brought to the model's size.

The format is judged by the content, never by a name or a declared type. The size is read
from the header and judged before any pixel is decoded. Nothing is stored or logged.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass

import pybase64
from PIL import Image
from torch import Tensor

from latente.card import Card
from latente.pixels import convert, to_tensor
from server.crops import cut, scaled, touches
from server.picture_files import bare
from server.problems import ProblemError, invalid, too_large, unsupported
from server.schemas.base import Crop

_DATA_URL, _BASE64 = "data:", ";base64"
# Types and their parameters take some tens of characters.
_LONGEST_DATA_URL_HEAD = 256
_SPACE = b" \t\n\r\f\v"
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
# A JPEG may be decoded at 1/2, 1/4 or 1/8 of its size; this many times the model's size
# still leaves the final resize enough pixels to average.
_DRAFT_FACTOR = 4
# What turns a picture upright, by its EXIF orientation, and when the camera lay on its side.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)


@dataclass(frozen=True)
class Upload:
    """A picture as the model sees it: pixels [C, H, W] in [0, 1], and what was done to it."""

    pixels: Tensor
    inverted: bool


@dataclass(frozen=True)
class SentPicture:
    """A picture of a request, as bytes or base64 text, and where it stands there.

    ``crop`` is what of it is meant (None: its centre), and ``crop_pointer`` where that stands.
    """

    file: bytes | str
    pointer: str
    crop: Crop | None = None
    crop_pointer: str = ""

    def data(self) -> bytes:
        """The file's bytes; ProblemError (422) where the text is not base64."""
        return from_base64(self.file, self.pointer) if isinstance(self.file, str) else self.file


@dataclass(frozen=True)
class Opened:
    """An upload, upright; perhaps decoded smaller than its ``width`` and ``height``."""

    picture: Image.Image
    width: int
    height: int

    @property
    def factor(self) -> float:
        """How many times as large as the whole the decoded picture is, at most 1."""
        return self.picture.width / self.width


def from_base64(text: str, pointer: str) -> bytes:
    """The bytes of a base64 text or a base64 data URL.

    Raises:
        ProblemError: 422, it is neither.
    """
    try:
        data = _decoded(_payload(text))
    except ValueError:
        raise invalid(pointer, "This is neither base64 nor a base64 data URL.") from None
    if not data:
        raise invalid(pointer, "The picture is empty.")
    return data


def _decoded(text: str) -> bytes:
    """The bytes of a base64 text, perhaps in lines; ValueError where it is none."""
    try:
        return pybase64.b64decode(text, validate=True)
    except ValueError:
        # As bytes: splitting a text at its blanks can take twenty times its memory.
        return pybase64.b64decode(text.encode("ascii").translate(None, _SPACE), validate=True)


def _payload(text: str) -> str:
    """What is base64 of a text; ValueError for a data URL of another kind."""
    head = text[:_LONGEST_DATA_URL_HEAD]
    if not head.lower().startswith(_DATA_URL):
        return text
    comma = head.find(",")
    if comma < 0 or not head[:comma].lower().endswith(_BASE64):
        raise ValueError
    return text[comma + 1 :]


def read_picture(sent: SentPicture, card: Card, max_pixels: int) -> Upload:
    """Decode an upload for the model of this card.

    Orientation from EXIF is applied, transparency laid over white, the picture converted to
    the model's channels, cropped (at its centre, unless a crop says where) and resized with
    antialiasing, and inverted where the model's data are light on dark and the picture's
    border is light.

    Raises:
        ProblemError: 415 not PNG, JPEG or WebP; 422 broken, or nowhere near the crop; 413
            too many pixels.
    """
    shape, crop = card.image, sent.crop
    detail = _DRAFT_FACTOR * max(shape.width, shape.height)
    opened = open_picture(
        sent.data(),
        max_pixels,
        sent.pointer,
        lambda size: detail / (min(size) if crop is None else crop.side),
    )
    picture = opened.picture
    if crop is not None:
        if not touches(crop, opened.width, opened.height):
            raise invalid(sent.crop_pointer, "The crop lies outside of the picture.")
        picture = convert(picture, shape.channels)
        picture = cut(picture, scaled(crop, opened.factor), detail)
    pixels = to_tensor(picture, shape.width, shape.height, shape.channels)
    inverted = card.light_on_dark and has_light_border(pixels)
    return Upload(1.0 - pixels if inverted else pixels, inverted)


def open_picture(
    data: bytes, max_pixels: int, pointer: str, least: Callable[[tuple[int, int]], float]
) -> Opened:
    """Decode an upload and turn it upright.

    Args:
        data: the file.
        max_pixels: larger pictures are refused by their header.
        pointer: where in the request it stands.
        least: from the picture's size to the share of it that decoding must keep; where
            the format allows, the picture is decoded no larger than needed for that.

    Raises:
        ProblemError: 415 not PNG, JPEG or WebP; 422 broken; 413 too many pixels.
    """
    kind = _kind(data)
    if kind is None:
        raise unsupported(pointer, "Only PNG, JPEG and WebP pictures are read.")
    try:
        return _decode(data, kind, max_pixels, pointer, least)
    except ProblemError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(max_pixels, pointer) from None
    except Exception:
        # Pillow's parsers raise nearly anything on damaged files (OSError, SyntaxError,
        # ValueError, struct.error, zlib.error, ...): to the sender they all mean this.
        raise invalid(pointer, f"This {kind} picture is broken.") from None


def _kind(data: bytes) -> str | None:
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            return kind
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    return "WEBP" if is_webp else None


def _decode(
    data: bytes,
    kind: str,
    max_pixels: int,
    pointer: str,
    least: Callable[[tuple[int, int]], float],
) -> Opened:
    if kind == "WEBP":
        # Pillow gives the WebP decoder its canvas on opening, so this size is judged before.
        _judge_size(_webp_size(data), max_pixels, pointer)
    file = bare(data, kind)
    with Image.open(io.BytesIO(file.data), formats=[kind]) as opened:
        _judge_size(opened.size, max_pixels, pointer)
        whole = opened.size
        share = least(whole)
        width, height = (max(1, round(share * length)) for length in whole)
        opened.draft(None, (width, height))
        opened.load()
        turn = _TURNS.get(file.orientation)
        picture = opened.copy() if turn is None else opened.transpose(turn)
    return Opened(picture, *(reversed(whole) if file.orientation in _LYING else whole))


def _judge_size(size: tuple[int, int], max_pixels: int, pointer: str) -> None:
    if size[0] * size[1] > max_pixels:
        raise _too_many_pixels(max_pixels, pointer)


def _too_many_pixels(max_pixels: int, pointer: str) -> ProblemError:
    return too_large(f"The picture has more than {max_pixels / 1e6:g} megapixels.", pointer)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height from a WebP header.

    Layout of the three kinds of first chunk: RFC 9649, sections 2.5 to 2.7; the frame
    header of ``VP8``: RFC 6386, section 9.1.
    """
    chunk, body = data[12:16], data[20:30]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L":
        bits = struct.unpack("<I", body[1:5])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("no known first chunk")


def has_light_border(pixels: Tensor) -> bool:
    """Whether the outermost pixels of an image [C, H, W] are mostly light.

    The median, not the mean: a garment that touches a side does not decide.
    """
    grey = pixels.mean(dim=0)
    border = [grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]]
    values = sorted(value for side in border for value in side.tolist())
    return bool(values[len(values) // 2] > 0.5)
