"""Picture files without all that makes no pixels: what they say besides is cut off unread.

A file may bring texts, colour profiles, thumbnails and directories of tags, each of which is a
way to make whoever reads it take far more memory or time than the file is long: a compressed
text, or ten thousand tags that all name the same megabyte. Of all that only the orientation is
wanted, so it need not matter how well the picture library guards itself.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

_SIGNATURE_BYTES = 8
# What of a PNG file makes its pixels: every critical chunk, and the transparency of the others.
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"IEND"})
# Real files have some hundreds: data come in chunks of 8 KiB and more.
_MOST_CHUNKS = 20_000
_MOST_SEGMENTS = 2_000
# Of a JPEG file: JFIF says how its colours are meant, and so does Adobe's.
_APP0, _APP1, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
_START_OF_SCAN = 0xDA
# Each scan goes over the whole picture, and may have no more than forty bytes. Progressive
# files have about ten.
MOST_SCANS = 100
_EXIF = b"Exif\x00\x00"
# The next marker in coded data: neither a stuffed byte, nor a restart, nor padding.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_END_OF_IMAGE = 0xD9
_ORIENTATION = 0x0112
_SHORT = 3
_MOST_TAGS = 1_000


@dataclass(frozen=True)
class PictureFile:
    """What to decode, and which of the eight EXIF orientations it stands in."""

    data: bytes
    orientation: int = 1


def bare(data: bytes, kind: str) -> PictureFile:
    """A PNG, JPEG or WebP file reduced to its pixels; WebP files are read without the rest.

    Raises:
        ValueError: it is broken, or has more parts than any real one.
    """
    if kind == "PNG":
        return _bare_png(data)
    if kind == "JPEG":
        return _bare_jpeg(data)
    return PictureFile(data, orientation_of(_webp_exif(data)))


def _bare_png(data: bytes) -> PictureFile:
    """PNG, third edition, section 5: length, type, data and checksum of each chunk."""
    kept, exif = [data[:_SIGNATURE_BYTES]], b""
    at = _SIGNATURE_BYTES
    for _ in range(_MOST_CHUNKS):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        elif kind == b"eXIf":
            exif = data[at + 8 : end - 4]
        if kind == b"IEND" or end >= len(data):
            return PictureFile(b"".join(kept), orientation_of(exif))
        at = end
    raise ValueError("too many chunks")


def _bare_jpeg(data: bytes) -> PictureFile:
    """ITU T.81, annex B: segments of two bytes of marker and two of length, up to the scan."""
    kept, exif = [data[:2]], b""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        marker, length = struct.unpack_from(">xBH", data, at)
        if data[at] != 0xFF or marker < 0xC0:
            raise ValueError("no marker where one belongs")
        if marker == 0xFF:
            at += 1  # padding
            continue
        if marker == _START_OF_SCAN:
            _limit_scans(data, at)
            return PictureFile(b"".join([*kept, data[at:]]), orientation_of(exif))
        segment = data[at : at + 2 + length]
        if marker == _APP1 and segment[4:].startswith(_EXIF):
            exif = exif or segment[4 + len(_EXIF) :]
        if not _APP0 < marker <= _APP15 or marker == _APP14:
            kept.append(segment)
        at += 2 + length
    raise ValueError("too many segments")


def _limit_scans(data: bytes, at: int) -> None:
    """Refuse more scans than any real file has, from the first one on."""
    if data.count(b"\xff\xda", at) <= MOST_SCANS:
        return
    scans = 0
    for found in _MARKER.finditer(data, at):
        marker = found[0][1]
        scans += marker == _START_OF_SCAN
        if scans > MOST_SCANS:
            raise ValueError("too many scans")
        if marker == _END_OF_IMAGE:
            return


def _webp_exif(data: bytes) -> bytes:
    """RFC 9649, section 2.7: chunks of four bytes of name, four of length, padded to even."""
    at = 12
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return b""
        name, length = struct.unpack_from("<4sI", data, at)
        if name == b"EXIF":
            return data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    raise ValueError("too many chunks")


def orientation_of(exif: bytes) -> int:
    """The orientation that an EXIF block names, 1 to 8; 1 where it names none or is damaged.

    A TIFF header (byte order, 42, where the first directory lies), and there entries of twelve
    bytes: EXIF 2.3, section 4.5.2 and 4.6.
    """
    block = exif.removeprefix(_EXIF)
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(block[:4])
    if order is None:
        return 1
    try:
        start = struct.unpack_from(f"{order}I", block, 4)[0]
        count = struct.unpack_from(f"{order}H", block, start)[0]
        for index in range(min(count, _MOST_TAGS)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", block, start + 2 + 12 * index)
            if tag == _ORIENTATION:
                return value if kind == _SHORT and 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1
