"""Reading of uploaded pictures, judged pixel by pixel."""

from __future__ import annotations

import struct
import time
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from server.problems import ProblemError
from server.uploads import SentPicture, Upload, from_base64, read_picture
from tests.bundles import random_bundle
from tests.server.support import noise, picture_bytes

GREY = random_bundle("grey").card
COLOUR = random_bundle("colour", size=16, channels=3).card
LIMIT = 16_000_000


def read(data: bytes, card=GREY, limit=LIMIT) -> Upload:
    return read_picture(SentPicture(data, "/images/0"), card, limit)


def levels(upload: Upload) -> np.ndarray:
    return (upload.pixels.permute(1, 2, 0).numpy() * 255).round().astype(int)


def refused(data: bytes, card=GREY, limit=LIMIT) -> int:
    with pytest.raises(ProblemError) as caught:
        read(data, card, limit)
    assert caught.value.errors[0].pointer == "/images/0"
    return caught.value.status_code


def test_a_picture_of_the_models_size_is_taken_pixel_for_pixel():
    picture = noise(28, 28)
    for kind, options in (("PNG", {}), ("WEBP", {"lossless": True})):
        upload = read(picture_bytes(picture, kind, **options))
        assert np.array_equal(levels(upload)[:, :, 0], np.array(picture)), kind


def test_jpeg_is_read():
    picture = Image.new("RGB", (16, 16), (200, 30, 90))
    upload = read(picture_bytes(picture, "JPEG", quality=95), COLOUR)
    assert np.abs(levels(upload) - [200, 30, 90]).max() <= 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_orientation_is_applied(orientation, kind):
    upright = np.zeros((16, 16, 3), dtype=np.uint8)
    upright[:8, :8] = (250, 0, 0)
    upright[8:, 8:] = (0, 0, 250)
    # What a camera stores for this orientation (EXIF 2.3, tag 0x0112).
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.swapaxes(0, 1),
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].swapaxes(0, 1),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    if kind == "WEBP":
        options = {"lossless": True}
    picture = Image.fromarray(np.ascontiguousarray(stored))
    data = picture_bytes(picture, kind, exif=exif, **options)
    assert np.abs(levels(read(data, COLOUR)) - upright).max() <= 12


def test_a_damaged_exif_block_is_ignored():
    picture = noise(16, 16, 3)
    data = picture_bytes(picture, "PNG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")
    assert np.array_equal(levels(read(data, COLOUR)), np.array(picture))


def half_transparent() -> Image.Image:
    pixels = np.zeros((16, 16, 4), dtype=np.uint8)
    pixels[:, :] = (100, 50, 0, 255)
    pixels[4:8] = (0, 0, 0, 0)
    pixels[8:12] = (0, 0, 0, 128)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparency_is_laid_over_white(kind):
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    found = levels(read(picture_bytes(half_transparent(), kind, **options), COLOUR))
    assert (found[:4] == [100, 50, 0]).all()
    assert (found[4:8] == 255).all()
    assert np.abs(found[8:12] - 127).max() <= 1


def test_grey_with_alpha_is_laid_over_white():
    pixels = np.zeros((28, 28, 2), dtype=np.uint8)
    pixels[:, :, 1] = 255
    pixels[10:14, 10:14, 1] = 0
    found = levels(read(picture_bytes(Image.fromarray(pixels, "LA"))))
    assert (found[10:14, 10:14] == 255).all()
    assert found[:10].max() == 0


def test_palettes_with_and_without_transparency():
    picture = Image.new("P", (16, 16), 0)
    picture.putpalette([10, 20, 30, 200, 100, 50])
    picture.paste(1, (4, 4, 12, 12))
    plain = levels(read(picture_bytes(picture), COLOUR))
    assert (plain[0, 0] == [10, 20, 30]).all()
    assert (plain[8, 8] == [200, 100, 50]).all()
    clear = levels(read(picture_bytes(picture, transparency=0), COLOUR))
    assert (clear[0, 0] == 255).all()
    assert (clear[8, 8] == [200, 100, 50]).all()


def test_sixteen_bit_greys_are_scaled_not_clipped():
    values = np.zeros((28, 28), dtype=np.uint16)
    values[5:20, 5:20] = 0x8000
    values[10, 10] = 0xFFFF
    found = levels(read(picture_bytes(Image.fromarray(values))))[:, :, 0]
    assert (found[0, 0], found[6, 6], found[10, 10]) == (0, 128, 255)


def test_one_bit_pictures():
    picture = noise(28, 28).point(lambda level: 255 * (level > 127)).convert("1")
    found = levels(read(picture_bytes(picture)))[:, :, 0]
    assert np.array_equal(found, np.array(picture.convert("L")))


def test_cmyk_jpeg():
    picture = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
    found = levels(read(picture_bytes(picture, "JPEG", quality=95), COLOUR))
    assert np.abs(found - [254, 0, 0]).max() <= 6


def test_colours_become_luminance_for_a_grey_model():
    picture = Image.new("RGB", (28, 28), "black")
    picture.paste((0, 200, 0), (8, 8, 20, 20))
    found = levels(read(picture_bytes(picture)))
    assert abs(int(found[14, 14, 0]) - round(0.587 * 200)) <= 1


def test_the_centre_is_cropped_to_the_aspect():
    wide = np.zeros((28, 84, 1), dtype=np.uint8)
    centre = np.array(noise(28, 28))
    wide[:, 28:56, 0] = centre
    wide[:, :28] = 255
    found = levels(read(picture_bytes(Image.fromarray(wide[:, :, 0]))))[:, :, 0]
    assert np.array_equal(found, centre)
    tall = Image.fromarray(np.ascontiguousarray(wide[:, :, 0].T))
    assert np.array_equal(levels(read(picture_bytes(tall)))[:, :, 0], centre.T)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_large_pictures_are_averaged_not_sampled(kind):
    stripes = np.zeros((1120, 1120), dtype=np.uint8)
    stripes[:, ::2] = 255
    stripes[:160] = stripes[-160:] = 0
    found = levels(read(picture_bytes(Image.fromarray(stripes), kind)))
    assert np.abs(found[6:22, 3:25] - 127).max() <= 8


def light_on_dark(level: int = 220) -> np.ndarray:
    pixels = np.zeros((28, 28), dtype=np.uint8)
    pixels[5:24, 8:20] = level
    return pixels


def test_inversion_is_judged_by_the_border():
    dark = read(picture_bytes(Image.fromarray(light_on_dark())))
    assert not dark.inverted
    light = read(picture_bytes(Image.fromarray(255 - light_on_dark())))
    assert light.inverted
    assert np.array_equal(levels(dark), levels(light))


def test_a_garment_that_touches_a_side_does_not_decide():
    pixels = light_on_dark()
    pixels[:, 8:20] = 255
    assert not read(picture_bytes(Image.fromarray(pixels))).inverted
    assert read(picture_bytes(Image.fromarray(255 - pixels))).inverted


def test_transparent_background_counts_as_light():
    pixels = np.zeros((28, 28, 4), dtype=np.uint8)
    pixels[5:24, 8:20] = (60, 60, 60, 255)
    upload = read(picture_bytes(Image.fromarray(pixels)))
    assert upload.inverted
    assert levels(upload)[0, 0] == 0


def huge_png(side: int) -> bytes:
    """A PNG whose header claims this size; there are no pixels behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def huge_webp(kind: str, side: int) -> bytes:
    if kind == "VP8X":
        body = bytes(4) + (side - 1).to_bytes(3, "little") * 2
    elif kind == "VP8L":
        body = b"\x2f" + struct.pack("<I", (side - 1) | (side - 1) << 14) + bytes(5)
    else:
        body = b"\x10\x00\x00\x9d\x01\x2a" + struct.pack("<HH", side, side)
    chunk = kind.ljust(4).encode() + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def huge_jpeg(side: int) -> bytes:
    data = bytearray(picture_bytes(noise(8, 8), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", side, side)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        huge_png(4001),
        huge_png(10_000),
        huge_png(30_000),
        huge_jpeg(4001),
        huge_jpeg(60_000),
        huge_webp("VP8X", 16_000),
        huge_webp("VP8L", 16_000),
        huge_webp("VP8", 16_000),
    ],
)
def test_more_than_16_megapixels_are_refused_by_the_header(data):
    start = time.perf_counter()
    assert refused(data) == 413
    assert time.perf_counter() - start < 0.2


def test_exactly_the_limit_is_read():
    data = picture_bytes(noise(40, 25))
    assert read(data, limit=1000).pixels.shape == (1, 28, 28)
    assert refused(data, limit=999) == 413


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"GIF89a" + bytes(30), b"BM" + bytes(60), b"II*\x00" + bytes(60), b"%PDF-1.7"],
)
def test_other_formats_are_a_415(data):
    assert refused(data) == 415


def test_real_pictures_of_other_formats_are_a_415():
    for kind in ("GIF", "BMP", "TIFF"):
        assert refused(picture_bytes(noise(28, 28), kind)) == 415


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("kept", [0.05, 0.3, 0.7])
def test_cut_files_are_a_422(kind, kept):
    data = picture_bytes(noise(60, 60, 3), kind)
    assert refused(data[: max(12, int(len(data) * kept))]) == 422


def outcome(data: bytes) -> tuple[int, ...] | int:
    try:
        return tuple(read(data).pixels.shape)
    except ProblemError as error:
        return error.status_code


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.data())
def test_damage_anywhere_is_a_picture_or_a_problem(kind, draw):
    data = bytearray(picture_bytes(noise(30, 30, 3), kind))
    for _ in range(draw.draw(st.integers(1, 6))):
        place = draw.draw(st.integers(0, len(data) - 1))
        data[place] = draw.draw(st.integers(0, 255))
    assert outcome(bytes(data)) in {(1, 28, 28), 413, 415, 422}


@pytest.mark.parametrize("text", ["", "   ", "a", "%%%", "data:image/png,abc", "ä" * 8, "AAAA=A=="])
def test_what_is_not_base64_is_a_422(text):
    with pytest.raises(ProblemError) as caught:
        from_base64(text, "/point/image")
    assert caught.value.status_code == 422
    assert caught.value.errors[0].pointer == "/point/image"
