"""Picture files that nobody sends by accident."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms

from tests.server.support import noise, picture_bytes
from tests.server.test_uploads import huge_jpeg, huge_png, huge_webp

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
MARK = b"M4rk3dByTheSender"
_MEGABYTE = 1 << 20


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG chunk with its checksum."""
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def deflated_zeros(count: int) -> bytes:
    """So many zero bytes under zlib, made without holding them."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(_MEGABYTE)) for _ in range(count // _MEGABYTE)]
    return b"".join([*parts, packer.compress(bytes(count % _MEGABYTE)), packer.flush()])


def zero_png(side: int, depth: int, colour: int) -> bytes:
    """A whole black PNG of this side; colour 0: grey, 2: RGB."""
    row = 1 + (side * depth * (3 if colour == 2 else 1) + 7) // 8
    header = struct.pack(">IIBBBBB", side, side, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", deflated_zeros(side * row))
    return PNG_SIGNATURE + body + chunk(b"IEND", b"")


def png_with(*chunks: bytes, picture: bytes | None = None) -> bytes:
    """A small right PNG with these chunks before its pixels."""
    data = picture or picture_bytes(noise(28, 28))
    place = data.index(b"IDAT") - 4
    return data[:place] + b"".join(chunks) + data[place:]


def text_bombs() -> dict[str, bytes]:
    """PNGs whose texts and profiles unpack to 200 MB each, or to many megabytes together."""
    packed = deflated_zeros(200 * _MEGABYTE)
    small = chunk(b"zTXt", b"k\0\0" + deflated_zeros(_MEGABYTE - 1))
    return {
        "zTXt": png_with(chunk(b"zTXt", b"Comment\0\0" + packed)),
        "iTXt": png_with(chunk(b"iTXt", b"Comment\0\1\0\0\0" + packed)),
        "iCCP": png_with(chunk(b"iCCP", b"profile\0\0" + packed)),
        "many texts": png_with(small * 200),
        "many profiles": png_with(chunk(b"iCCP", b"p\0\0" + packed) * 20),
    }


def exif_bomb(data: int = 6 * _MEGABYTE, tags: int = 2000) -> bytes:
    """A directory of tags all of which name the same megabytes: gigabytes, once read."""
    start = 8 + 2 + 12 * tags + 4
    entries = b"".join(struct.pack("<HHII", 0x9000 + tag, 7, data, start) for tag in range(tags))
    head = b"II*\x00" + struct.pack("<IH", 8, tags)
    return head + entries + struct.pack("<I", 0) + bytes(data)


def jpeg_with(*segments: bytes, picture: bytes | None = None) -> bytes:
    """A small right JPEG with these segments (marker byte and content) at its beginning."""
    data = picture or picture_bytes(noise(28, 28), "JPEG")
    parts = [b"\xff" + each[:1] + struct.pack(">H", len(each) + 1) + each[1:] for each in segments]
    return data[:2] + b"".join(parts) + data[2:]


def exif_bomb_jpeg() -> bytes:
    """The same bomb in a JPEG, over many segments that belong together."""
    bomb = exif_bomb()
    parts = [bomb[at : at + 65_000] for at in range(0, len(bomb), 65_000)]
    return jpeg_with(*(b"\xe1Exif\x00\x00" + part for part in parts))


def exif_bomb_webp() -> bytes:
    """The same bomb in a WebP file."""
    return picture_bytes(noise(28, 28), "WEBP", exif=b"Exif\x00\x00" + exif_bomb())


def many_scans(scans: int = 100_000, side: int = 4000) -> bytes:
    """A progressive JPEG of 16 megapixels and very many scans, each of some forty bytes.

    A scan says of all its 250,000 blocks in a few codes that nothing changes, but the decoder
    goes over all of them.
    """
    table = bytes([0x10, 1, *([0] * 15), 0xE0])  # AC table 0: one code of a bit, EOB run of 2^14
    frame = struct.pack(">BHHBBBB", 8, side, side, 1, 1, 0x11, 0)
    quant = bytes([0, *([1] * 64)])

    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    # Each code: a zero bit and fourteen bits of ones, so that a run is 2^15 - 1 blocks.
    runs = -(-(((side + 7) // 8) ** 2) // (2**15 - 1))
    bits = ("0" + "1" * 14) * runs
    bits += "1" * (-len(bits) % 8)
    coded = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    scan = segment(0xDA, bytes([1, 1, 0x00, 1, 63, 0])) + coded
    first = segment(0xDA, bytes([1, 1, 0x00, 0, 0, 0])) + bytes(((side + 7) // 8) ** 2 // 8 + 1)
    dc_table = bytes([0x00, 1, *([0] * 15), 0x00])
    head = segment(0xDB, quant) + segment(0xC2, frame) + segment(0xC4, dc_table + table)
    return b"\xff\xd8" + head + first + scan * scans + b"\xff\xd9"


def refused() -> dict[str, tuple[Callable[[], bytes], int]]:
    """Files that must be refused by their header or structure, each with its status."""
    png, jpeg, webp = (picture_bytes(noise(60, 60, 3), kind) for kind in ("PNG", "JPEG", "WEBP"))
    zero_sized = bytearray(png)
    zero_sized[16:24] = bytes(8)
    return {
        "PNG bomb, 9400 x 9400 RGB": (lambda: zero_png(9400, 8, 2), 413),
        "PNG bomb, 13300 x 13300 one-bit": (lambda: zero_png(13_300, 1, 0), 413),
        "PNG header of 2^31 - 1": (lambda: huge_png(2**31 - 1), 413),
        "JPEG header of 65500": (lambda: huge_jpeg(65_500), 413),
        "WebP VP8X header of 2^24": (lambda: huge_webp("VP8X", 1 << 24), 413),
        "WebP VP8L header of 16383": (lambda: huge_webp("VP8L", 16_383), 413),
        "WebP VP8 header of 16383": (lambda: huge_webp("VP8", 16_383), 413),
        "JPEG of 100,000 scans": (many_scans, 422),
        "PNG of no size": (lambda: bytes(zero_sized), 422),
        "PNG of 400,000 chunks": (lambda: png_with(chunk(b"IDAT", b"") * 400_000), 422),
        "JPEG of 800,000 segments": (lambda: jpeg_with(*([b"\xfe"] * 800_000)), 422),
        "PNG cut in its header": (lambda: png[:20], 422),
        "JPEG cut in its header": (lambda: jpeg[:20], 422),
        "WebP cut in its header": (lambda: webp[:20], 422),
        "SVG": (lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 415),
        "PDF": (lambda: b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF", 415),
        "TIFF": (lambda: picture_bytes(noise(28, 28), "TIFF"), 415),
        "PSD": (lambda: b"8BPS\x00\x01" + bytes(100), 415),
        "EPS": (lambda: picture_bytes(noise(28, 28, 3), "EPS"), 415),
        "GIF": (lambda: picture_bytes(noise(28, 28), "GIF"), 415),
        "BMP": (lambda: picture_bytes(noise(28, 28), "BMP"), 415),
        "JPEG 2000": (lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(100), 415),
        "AVIF": (lambda: b"\x00\x00\x00\x1cftypavif" + bytes(100), 415),
        "HTML": (lambda: b"<!doctype html><script>alert(1)</script>", 415),
        "zip": (archive, 415),
        "nothing but the PNG signature": (lambda: PNG_SIGNATURE, 422),
        "nothing but the JPEG signature": (lambda: b"\xff\xd8\xff", 422),
        "nothing but the WebP signature": (lambda: b"RIFF\x04\x00\x00\x00WEBP", 422),
    }


def archive() -> bytes:
    """A zip archive with a page in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("index.html", "<script>alert(1)</script>")
    return buffer.getvalue()


def animated(kind: str) -> bytes:
    """Three frames, the first of them noise with a dark border."""
    frames = [noise(28, 28, 3, seed=seed) for seed in range(3)]
    options = {"lossless": True} if kind == "WEBP" else {}
    return picture_bytes(
        frames[0], kind, save_all=True, append_images=frames[1:], duration=50, **options
    )


def marked() -> dict[str, bytes]:
    """Right pictures that carry a mark in every place that is not pixels."""
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif[0x8825] = {1: "N", 2: (40.0, 25.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARK
    options = {"exif": exif, "icc_profile": profile}
    picture = noise(28, 28, 3)
    png = png_with(
        chunk(b"tEXt", b"Author\0" + MARK),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(MARK)),
        chunk(b"iTXt", b"Title\0\0\0\0\0" + MARK),
        picture=picture_bytes(picture, "PNG", **options),
    )
    jpeg = jpeg_with(
        b"\xfe" + MARK,
        b"\xe1http://ns.adobe.com/xap/1.0/\x00" + MARK,
        b"\xed" + MARK,
        picture=picture_bytes(picture, "JPEG", **options),
    )
    webp = picture_bytes(picture, "WEBP", lossless=True, xmp=MARK, **options)
    return {"PNG": png + MARK, "JPEG": jpeg + MARK, "WEBP": webp}
