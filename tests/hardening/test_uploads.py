"""Hostile uploads: right, or a clear refusal, with no jump in memory, on every way in."""

from __future__ import annotations

import base64
import json
import logging
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image, ImageCms

from server.picture_files import MOST_SCANS, orientation_of
from server.problems import ProblemError
from server.uploads import from_base64
from tests.hardening import files
from tests.hardening.memory import readings
from tests.server.support import (
    Running,
    encoded,
    from_data_url,
    noise,
    picture_bytes,
    problem,
    running,
    settings_for,
)
from tests.server.test_uploads import COLOUR, levels, outcome, read

MODELS = "/api/v1/models"
REFUSED = files.refused()
MEASURED = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="the peak of memory is read from Linux"
)
_MOST_MIB = 64  # by which refusing a file may raise the peak


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """The refused files, each made once."""
    return {name: make() for name, (make, _) in REFUSED.items()}


def as_json(client: httpx.Client, data: bytes) -> httpx.Response:
    return client.post(f"{MODELS}/random-vae/encode", json={"images": [encoded(data)]})


def as_data_url(client: httpx.Client, data: bytes) -> httpx.Response:
    # The type that it claims is not believed.
    body = {"images": [f"data:image/png;base64,{encoded(data)}"]}
    return client.post(f"{MODELS}/random-vae/encode", json=body)


def as_file(client: httpx.Client, data: bytes) -> httpx.Response:
    file = ("holiday.png", data, "image/png")
    return client.post(f"{MODELS}/random-vae/encode", files={"image": file})


def as_point(client: httpx.Client, data: bytes) -> httpx.Response:
    body = {"start": {"image": encoded(data)}, "end": {"seed": 1}, "steps": 2}
    return client.post(f"{MODELS}/random-vae/interpolate", json=body)


def as_example(client: httpx.Client, data: bytes) -> httpx.Response:
    side = [{"seed": 1}, {"image": encoded(data)}]
    body = {"positive": [{"seed": 2}, {"seed": 3}], "negative": side}
    return client.post(f"{MODELS}/random-vae/directions", json=body)


def to_align(client: httpx.Client, data: bytes) -> httpx.Response:
    return client.post(f"{MODELS}/aligned-faces/align", json={"image": encoded(data)})


def file_to_align(client: httpx.Client, data: bytes) -> httpx.Response:
    return client.post(f"{MODELS}/aligned-faces/align", files={"image": ("a.jpg", data)})


WAYS: dict[str, tuple[Callable[[httpx.Client, bytes], httpx.Response], str]] = {
    "base64": (as_json, "/images/0"),
    "data URL": (as_data_url, "/images/0"),
    "multipart": (as_file, "/image/0"),
    "point": (as_point, "/start/image"),
    "example": (as_example, "/negative/1/image"),
    "align": (to_align, "/image"),
    "file to align": (file_to_align, "/image"),
}


@pytest.mark.parametrize("way", WAYS)
def test_refused_files_are_problems_that_point_at_them_on_every_way_in(client, made, way):
    send, pointer = WAYS[way]
    for name, (_, status) in REFUSED.items():
        answer = problem(send(client, made[name]), status, pointer)
        assert len(answer["errors"]) == 1, name


@MEASURED
def test_refusing_needs_no_memory_and_no_decoding(made, tmp_path):
    for index, name in enumerate(REFUSED):
        (tmp_path / f"{index:03}").write_bytes(made[name])
    # What a picture of the most pixels allowed takes, as a measure for this machine.
    (tmp_path / "legitimate").write_bytes(files.zero_png(4000, 8, 2))
    *refusals, (_, status, most, [whole]) = readings(tmp_path)
    assert status == 200
    assert most > _MOST_MIB  # so the measure sees what decoding takes
    assert len(refusals) == len(REFUSED)
    for (_, status, grown, [spent]), name in zip(refusals, REFUSED, strict=True):
        assert status == REFUSED[name][1], name
        assert grown < _MOST_MIB, (name, grown)
        assert spent < whole, (name, spent, whole)


def test_no_pixel_of_what_is_refused_is_decoded(made, monkeypatch):
    def decode(*_arguments: object) -> None:
        raise AssertionError("a pixel was decoded")

    monkeypatch.setattr(Image.Image, "load", decode)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    for name, (_, status) in REFUSED.items():
        if status == 413 or name.startswith("JPEG of"):
            assert outcome(made[name]) == status, name


@MEASURED
def test_texts_profiles_and_tags_are_cut_off_unread(tmp_path):
    bombs = {
        **files.text_bombs(),
        "tags of a PNG": files.png_with(files.chunk(b"eXIf", files.exif_bomb())),
        "tags of a JPEG": files.exif_bomb_jpeg(),
        "tags of a WebP": files.exif_bomb_webp(),
    }
    for index, data in enumerate(bombs.values()):
        (tmp_path / f"{index}").write_bytes(data)
    for (_, status, grown, _), name in zip(readings(tmp_path), bombs, strict=True):
        assert status == 200, name  # their pixels are right
        assert grown < _MOST_MIB, (name, grown)


@pytest.mark.parametrize("scans", [MOST_SCANS - 1, MOST_SCANS])
def test_a_jpeg_of_as_many_scans_as_allowed_is_read_and_of_more_is_not(scans):
    data = files.many_scans(scans, side=64)
    assert outcome(data) == (422 if scans == MOST_SCANS else (1, 28, 28))


def test_bytes_that_look_like_scans_after_the_end_do_not_count():
    data = picture_bytes(noise(28, 28), "JPEG") + b"\xff\xda" * 1000
    assert outcome(data) == (1, 28, 28)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_files_cut_anywhere_are_a_picture_or_a_422(kind):
    data = picture_bytes(noise(40, 40, 3), kind)
    for length in range(16, len(data), max(1, len(data) // 97)):
        assert outcome(data[:length]) in {422, (1, 28, 28)}, length
    assert outcome(data[: len(data) // 2]) == 422


def test_polyglots_are_the_picture_that_they_begin_as():
    wanted = np.array(noise(28, 28))
    page = b"<!doctype html><script>alert(1)</script>"
    png = picture_bytes(noise(28, 28))
    for data in (png + files.archive(), png + page, files.png_with(files.chunk(b"tEXt", page))):
        assert np.array_equal(levels(read(data))[:, :, 0], wanted)
    jpeg = picture_bytes(noise(28, 28), "JPEG", quality=95)
    for data in (jpeg + page, files.jpeg_with(b"\xfe" + page, picture=jpeg), jpeg + png):
        assert np.array_equal(levels(read(data)), levels(read(jpeg)))
    # A page or an archive with a picture behind it is no picture.
    assert outcome(page + png) == outcome(files.archive() + jpeg) == 415


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken(kind):
    found = levels(read(files.animated(kind), COLOUR.model_copy(update={"image": _SIDE_28})))
    assert np.array_equal(found, np.array(noise(28, 28, 3)))


_SIDE_28 = COLOUR.image.model_copy(update={"width": 28, "height": 28})


def deep_png(colour: int, values: list[tuple[int, ...]]) -> bytes:
    """A PNG of 16 bits per sample: one row of these pixels, over sixteen rows."""
    row = b"\x00" + b"".join(struct.pack(">" + "H" * len(each), *each) for each in values)
    header = struct.pack(">IIBBBBB", len(values), 16, 16, colour, 0, 0, 0)
    body = files.chunk(b"IHDR", header) + files.chunk(b"IDAT", zlib.compress(row * 16))
    return files.PNG_SIGNATURE + body + files.chunk(b"IEND", b"")


def test_sixteen_bit_colours_are_scaled():
    values = [(0xFFFF, 0x8000, 0x0100)] * 16
    assert (levels(read(deep_png(2, values), COLOUR)) == [255, 128, 1]).all()
    clear = [(0xFFFF, 0x8000, 0x0100, 0)] * 16
    assert (levels(read(deep_png(6, clear), COLOUR)) == 255).all()
    assert (levels(read(deep_png(0, [(0x4000,)] * 16), COLOUR)) == 64).all()


def test_cmyk_is_converted():
    picture = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    found = levels(read(picture_bytes(picture, "JPEG", quality=95), COLOUR))
    assert np.abs(found - [255, 0, 0]).max() <= 6


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_colour_profile_changes_no_pixel(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    options = {"lossless": True} if kind == "WEBP" else {}
    plain, told = (
        picture_bytes(noise(16, 16, 3), kind, **options, **more)
        for more in ({}, {"icc_profile": profile})
    )
    assert len(told) > len(plain)
    assert np.array_equal(levels(read(told, COLOUR)), levels(read(plain, COLOUR)))


@pytest.mark.parametrize("size", [(1, 1), (1, 16_000), (16_000, 1)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_extreme_shapes_are_read(kind, size):
    data = picture_bytes(Image.new("RGB", size, (40, 40, 40)), kind)
    assert np.abs(levels(read(data, COLOUR)) - 40).max() <= 2


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"II*\x00",
        b"II*\x00\xff\xff\xff\xff",
        b"MM\x00*\x00\x00\x00\x08\xff\xff",
        b"II*\x00\x08\x00\x00\x00\x01\x00" + struct.pack("<HHII", 0x0112, 3, 1, 9),
        b"II*\x00\x08\x00\x00\x00\x01\x00" + struct.pack("<HHII", 0x0112, 2, 1, 6),
        b"Exif\x00\x00" * 3,
        bytes(range(256)) * 9,
    ],
)
def test_broken_exif_turns_nothing(exif):
    assert orientation_of(exif) == 1
    for data in (
        files.png_with(files.chunk(b"eXIf", exif)),
        files.jpeg_with(b"\xe1Exif\x00\x00" + exif, picture=picture_bytes(noise(28, 28), "JPEG")),
    ):
        assert outcome(data) == (1, 28, 28)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_the_orientation_is_found_in_either_byte_order(order, turn):
    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(f"{order}I", 8)
    entries = struct.pack(f"{order}HHIHH", 0x0100, 3, 1, 7, 0)
    entries += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turn, 0)
    assert orientation_of(head + struct.pack(f"{order}H", 2) + entries) == turn


@pytest.mark.parametrize("kind", ["IDAT", "PLTE", "IHDR", "IEND", "tRNS"])
def test_damaged_chunks_are_a_422(kind):
    picture = noise(28, 28).convert("P")
    data = bytearray(picture_bytes(picture, "PNG", transparency=3))
    place = data.index(kind.encode())
    data[place + 4 + (0 if kind == "IEND" else 1)] ^= 0x55
    assert outcome(bytes(data)) in {422, (1, 28, 28)}
    if kind in ("IDAT", "IHDR"):
        assert outcome(bytes(data)) in {413, 422}


@pytest.mark.parametrize(
    "text",
    [
        *("data:" + ";" * 1000, "data:image/png;base64" + "," * 9, "data:,x", "data:;BASE64"),
        *("data:" + "x" * 300 + ";base64,iVBORw0KGgo=", "AAAA data:image/png;base64,AAAA"),
    ],
)
def test_strange_data_urls_are_a_422(text):
    with pytest.raises(ProblemError) as caught:
        from_base64(text, "/images/0")
    assert caught.value.status_code == 422


def test_blanks_in_base64_are_left_out():
    data = picture_bytes(noise(28, 28))
    text = encoded(data)
    spaced = " \r\n\t".join(text[at : at + 60] for at in range(0, len(text), 60))
    assert from_base64(spaced, "") == from_base64("data:;base64," + spaced, "") == data
    assert from_base64("DATA:image/PNG;x=y;BASE64," + text, "") == data


@pytest.mark.parametrize("text", ["AA " * 3_400_000, "data:" + ";" * 10_000_000, " " * 10_000_000])
def test_no_text_takes_many_times_its_own_memory(text):
    import tracemalloc

    tracemalloc.start()
    with pytest.raises(ProblemError):
        from_base64(text + "!", "")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(text)


@pytest.fixture(scope="module")
def logging_service(weights) -> Running:
    with running(settings_for(weights, access_log=True)) as service:
        yield service


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_a_file_says_besides_is_never_returned_nor_logged(logging_service, caplog, kind):
    data = files.marked()[kind]
    assert data.count(files.MARK) >= 3
    caplog.set_level(logging.DEBUG)
    logging.getLogger("latente.access").addHandler(caplog.handler)
    name = f"{files.MARK.decode()}.png"
    body = {"images": [encoded(data)], "condition": None}
    url = f"{MODELS}/random-vae/encode"
    answers = [
        logging_service.client.post(url, json=body, headers={"Accept": accept})
        for accept in ("application/json", "image/png", "image/jpeg", "image/webp", "*/*")
    ]
    raw = {"Accept": "application/octet-stream"}
    file = {"image": (name, data, f"image/{files.MARK.decode()}")}
    answers += [logging_service.client.post(url, files=file, headers=raw)]
    answers += [logging_service.client.post(url, files=file)]
    broken = {"image": (name, data[:200])}
    answers += [logging_service.client.post(url, files=broken)]
    for answer in answers[:-1]:
        assert answer.status_code == 200
    problem(answers[-1], 422, "/image/0")
    for answer in answers:
        assert_unmarked(answer)
    logging.getLogger("latente.access").removeHandler(caplog.handler)
    # Not what the client of this test logs of what it sends.
    records = [each for each in caplog.records if not each.name.startswith("http")]
    lines = [record.getMessage() for record in records]
    assert sum('"operation": "encode"' in line for line in lines) >= len(answers)
    assert not any(files.MARK.decode() in line for line in lines)


def assert_unmarked(answer: httpx.Response) -> None:
    mark = files.MARK
    told = answer.content + repr(answer.headers).encode()
    assert mark not in told
    assert b"Exif" not in answer.content
    if answer.headers["content-type"] == "application/json":
        content = json.loads(answer.content)
        for url in (*content["reconstructions"], *content["inputs"]):
            assert mark not in base64.b64decode(url.split(",", 1)[1])
            assert from_data_url(url).shape == (28, 28, 1)
