"""Cutting a part out of uploads: where, how large, turned which way round."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from latente.card import Alignment
from server.crops import centred, cut, scaled
from server.faces import crop_of_eyes
from server.schemas.base import Crop
from server.uploads import SentPicture, read_picture
from tests.bundles import random_bundle
from tests.server.support import (
    encoded,
    from_data_url,
    images_of,
    noise,
    picture_bytes,
    problem,
)

COLOUR = random_bundle("colour", size=16, channels=3).card
GREY = random_bundle("grey").card
LIMIT = 16_000_000
URL = "/api/v1/models/{}/{}"


def pixels(picture: Image.Image) -> np.ndarray:
    return np.array(picture).astype(int)


def read(data: bytes, crop: Crop, card=COLOUR) -> np.ndarray:
    upload = read_picture(SentPicture(data, "/images/0", crop, "/crops/0"), card, LIMIT)
    return (upload.pixels.permute(1, 2, 0).numpy() * 255).round().astype(int)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_square_between_pixels_is_cut_exactly(channels):
    picture = noise(40, 30, channels)
    found = cut(picture, Crop(x=20, y=14, side=16, angle=0), 64)
    assert np.array_equal(pixels(found), pixels(picture)[6:22, 12:28])


def test_the_largest_square_is_in_the_middle():
    assert centred(40, 30) == Crop(x=20, y=15, side=30, angle=0)
    picture = noise(40, 30, 3)
    assert np.array_equal(pixels(cut(picture, centred(40, 30), 64)), pixels(picture)[:, 5:35])


@pytest.mark.parametrize("quarters", [1, 2, 3, -1, 4])
def test_the_picture_is_turned_clockwise(quarters):
    picture = noise(40, 40, 3)
    found = cut(picture, Crop(x=20, y=20, side=40, angle=90 * quarters), 64)
    assert np.abs(pixels(found) - np.rot90(pixels(picture), -quarters)).max() <= 1


def test_a_small_angle_turns_the_right_way_round():
    """A line that falls to the right by ten degrees is level after ten degrees against it."""
    picture = Image.new("L", (200, 200), 0)
    slope = math.tan(math.radians(10))
    ImageDraw.Draw(picture).line([(0, 100 - 100 * slope), (200, 100 + 100 * slope)], 255, 5)

    def height_of_rows(angle: float) -> int:
        found = pixels(cut(picture, Crop(x=100, y=100, side=120, angle=angle), 256))
        return int((found.max(axis=1) > 60).sum())

    assert height_of_rows(-10) <= 8
    assert height_of_rows(0) >= 24
    assert height_of_rows(10) >= 44


@pytest.mark.parametrize("angle", [0.0, 30.0])
def test_beyond_the_edge_the_outermost_pixels_go_on(angle):
    picture = Image.new("L", (40, 40), 80)
    picture.paste(200, (0, 0, 20, 40))
    found = pixels(cut(picture, Crop(x=0, y=20, side=60, angle=angle), 64))
    assert set(np.unique(found[:, :20])) == {200}
    # Nothing black comes in; the interpolation swings a little beyond a step.
    assert found.min() >= 60
    if angle == 0:
        corner = pixels(cut(noise(40, 40), Crop(x=0, y=0, side=20, angle=0), 64))
        inside = pixels(noise(40, 40))[:10, :10]
        assert np.array_equal(corner[10:, 10:], inside)
        assert (corner[:10, :10] == inside[0, 0]).all()
        assert (corner[:10, 10:] == inside[0]).all()


def test_large_squares_are_averaged_and_bounded():
    stripes = np.zeros((1200, 1200), dtype=np.uint8)
    stripes[:, ::2] = 255
    found = cut(Image.fromarray(stripes), Crop(x=600, y=600, side=1100, angle=0), 100)
    assert 100 <= found.width < 200
    assert np.abs(pixels(found) - 127).max() <= 2


@pytest.mark.parametrize(
    "crop",
    [
        Crop(x=0, y=0, side=1e9, angle=45),
        Crop(x=-4e8, y=4e8, side=1e9, angle=-360),
        Crop(x=5, y=5, side=1, angle=0.1),
        Crop(x=10.4, y=-0.5, side=1, angle=0),
    ],
)
def test_no_crop_is_too_large_or_too_small(crop):
    found = cut(noise(10, 10, 3), crop, 64)
    assert 1 <= found.width == found.height < 128


@given(
    st.tuples(*[st.floats(-300, 300)] * 2),
    st.floats(5, 200),
    st.floats(-179, 179),
    st.tuples(st.floats(0.1, 0.45), st.floats(0.2, 0.8)),
    st.tuples(st.floats(0.55, 0.9), st.floats(0.2, 0.8)),
)
def test_the_crop_of_eyes_brings_them_where_they_belong(middle, apart, leaning, left, right):
    half = apart / 2 * np.array([math.cos(math.radians(leaning)), math.sin(math.radians(leaning))])
    eyes = np.array([np.array(middle) - half, np.array(middle) + half])
    crop = crop_of_eyes(eyes, Alignment(left_eye=left, right_eye=right))
    turn = math.radians(crop.angle)
    for eye, wanted in zip(eyes, (left, right), strict=True):
        across, down = eye - [crop.x, crop.y]
        x = across * math.cos(turn) - down * math.sin(turn)
        y = across * math.sin(turn) + down * math.cos(turn)
        assert (x / crop.side + 0.5, y / crop.side + 0.5) == pytest.approx(wanted, abs=1e-6)


def dotted(left: tuple[float, float], right: tuple[float, float]) -> Image.Image:
    picture = Image.new("RGB", (300, 240), "black")
    draw = ImageDraw.Draw(picture)
    for (x, y), colour in ((left, "red"), (right, "blue")):
        draw.ellipse((x - 9, y - 9, x + 9, y + 9), colour)
    return picture


def test_eyes_of_a_picture_land_there_too():
    """From points to a crop to pixels: the two red and blue dots arrive at their places."""
    eyes = (120.5, 100.5), (171.5, 130.5)
    alignment = Alignment(left_eye=(0.3, 0.4), right_eye=(0.7, 0.4))
    found = pixels(cut(dotted(*eyes), crop_of_eyes(np.array(eyes), alignment), 512))
    side = len(found)
    for channel, place in ((0, (0.3, 0.4)), (2, (0.7, 0.4))):
        rows, columns = np.nonzero(found[:, :, channel] > 127)
        centre = ((columns.mean() + 0.5) / side, (rows.mean() + 0.5) / side)
        assert centre == pytest.approx(place, abs=0.01)


def test_a_scaled_crop_is_the_same_part():
    crop = scaled(Crop(x=10, y=20, side=30, angle=5), 0.5)
    assert crop == Crop(x=5, y=10, side=15, angle=5)


def with_square(width: int, height: int) -> Image.Image:
    """Green, with a square of red left of a square of blue whose sides are an eighth."""
    picture = Image.new("RGB", (width, height), (0, 200, 0))
    side = min(width, height) // 8
    picture.paste((220, 0, 0), (width // 2, height // 4, width // 2 + side, height // 4 + side))
    picture.paste(
        (0, 0, 220), (width // 2 + side, height // 4, width // 2 + 2 * side, height // 4 + side)
    )
    return picture


def square_of(width: int, height: int) -> Crop:
    side = min(width, height) // 8
    return Crop(x=width // 2 + side, y=height // 4 + side / 2, side=side, angle=0)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(1203, 802), (4000, 3000)])
def test_crops_count_in_the_pixels_of_the_picture_as_sent(kind, size):
    """Also where large JPEGs are decoded smaller."""
    found = read(picture_bytes(with_square(*size), kind), square_of(*size))
    assert np.abs(found[1:-1, 1:7] - [220, 0, 0]).max() <= 12
    assert np.abs(found[1:-1, 9:-1] - [0, 0, 220]).max() <= 12


def test_a_small_part_of_a_large_jpeg_keeps_its_detail():
    picture = Image.new("L", (4000, 3000), 0)
    checks = Image.fromarray((np.indices((64, 64)) // 4 % 2).sum(axis=0).astype(np.uint8) % 2 * 255)
    picture.paste(checks, (2000, 1000))
    card = random_bundle("fine", size=64, channels=3).card
    crop = Crop(x=2032, y=1032, side=64, angle=0)
    found = read(picture_bytes(picture, "JPEG", quality=95), crop, card)[:, :, 0]
    assert np.abs(found - np.array(checks)).mean() < 12


@pytest.mark.parametrize("orientation", range(1, 9))
def test_crops_count_in_the_upright_picture(orientation):
    upright = with_square(600, 400)
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(turn[orientation]) if orientation in turn else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = picture_bytes(stored, "JPEG", quality=95, exif=exif)
    found = read(data, square_of(600, 400))
    assert np.abs(found[1:-1, 1:7] - [220, 0, 0]).max() <= 12
    assert np.abs(found[1:-1, 9:-1] - [0, 0, 220]).max() <= 12


def test_the_middle_square_is_what_is_taken_without_a_crop():
    data = picture_bytes(with_square(640, 480))
    plain = read_picture(SentPicture(data, ""), COLOUR, LIMIT).pixels
    chosen = read_picture(SentPicture(data, "", centred(640, 480)), COLOUR, LIMIT).pixels
    assert float((plain - chosen).abs().mean()) < 0.01


def test_transparency_is_white_before_it_is_turned():
    pixels_ = np.zeros((64, 64, 4), dtype=np.uint8)
    pixels_[:32] = (10, 20, 30, 255)
    found = read(picture_bytes(Image.fromarray(pixels_)), Crop(x=32, y=32, side=64, angle=180))
    assert (found[:5] == 255).all()
    assert np.abs(found[11:] - [10, 20, 30]).max() <= 1


def test_inversion_is_judged_by_the_border_of_what_was_cut():
    picture = Image.new("L", (100, 100), 255)
    picture.paste(0, (20, 20, 80, 80))
    data = picture_bytes(picture)
    inner = SentPicture(data, "", Crop(x=50, y=50, side=40, angle=0))
    assert not read_picture(inner, GREY, LIMIT).inverted
    assert read_picture(SentPicture(data, "", centred(100, 100)), GREY, LIMIT).inverted


PICTURE = with_square(320, 240)
IMAGE = encoded(picture_bytes(PICTURE))
CROP = square_of(320, 240).model_dump()


def post(client, call, body, name="aligned-faces"):
    response = client.post(URL.format(name, call), json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_encode_cuts_each_picture_as_told(client):
    answer = post(client, "encode", {"images": [IMAGE] * 2, "crops": [CROP, None]})
    assert answer["crops"] == [CROP, None]
    cut_out, whole = images_of(answer, "inputs").astype(int)
    assert np.abs(cut_out[8:-8, 8:24] - [220, 0, 0]).max() <= 2
    assert np.array_equal(
        whole, from_data_url(post(client, "encode", {"images": [IMAGE]})["inputs"][0])
    )


def test_without_crops_the_answer_says_none(client):
    assert post(client, "encode", {"images": [IMAGE]})["crops"] is None


def test_the_angle_may_be_left_out(client):
    level = {name: value for name, value in CROP.items() if name != "angle"}
    both = [post(client, "encode", {"images": [IMAGE], "crops": [each]}) for each in (level, CROP)]
    assert both[0] == both[1]


def test_files_take_crops_too(client):
    data = picture_bytes(PICTURE)
    url = URL.format("aligned-faces", "encode")
    answer = client.post(url, files={"image": data}, data={"crops": json.dumps([CROP])}).json()
    assert answer == post(client, "encode", {"images": [IMAGE], "crops": [CROP]})


POINTS = [
    ("interpolate", lambda point: {"start": point, "end": {"seed": 1}, "steps": 2}),
    ("interpolate", lambda point: {"path": [point, {"seed": 1}, {"seed": 2}], "steps": 3}),
    ("attribute-edit", lambda point: {"point": point, "edits": {}}),
]


@pytest.mark.parametrize(("call", "body"), POINTS)
def test_points_take_crops(client, call, body):
    latent = post(client, "encode", {"images": [IMAGE], "crops": [CROP]})["latents"][0]
    found = post(client, call, body({"image": IMAGE, "crop": CROP}))["latents"][0]
    assert found == pytest.approx(latent, abs=1e-4)
    other = post(client, call, body({"image": IMAGE}))["latents"][0]
    assert not np.allclose(other, latent, atol=1e-3)


def test_a_cropped_point_under_several_conditions(client):
    mean = {"attributes": {}}
    body = {"images": [IMAGE], "crops": [CROP], "condition": mean}
    latent = post(client, "encode", body, "conditional-faces")["latents"][0]
    body = {
        "conditions": [mean],
        "condition": mean,
        "point": {"image": IMAGE, "crop": CROP},
    }
    answer = post(client, "conditional-generate", body, "conditional-faces")
    assert answer["latents"][0] == pytest.approx(latent, abs=1e-4)


def test_examples_of_a_direction_take_crops(client):
    other = {**CROP, "x": CROP["x"] - 20}
    latents = post(client, "encode", {"images": [IMAGE] * 2, "crops": [CROP, other]})["latents"]
    body = {
        "positive": [{"image": IMAGE, "crop": CROP}] * 2,
        "negative": [{"image": IMAGE, "crop": other}] * 2,
    }
    found = torch.tensor(post(client, "directions", body)["direction"])
    wanted = torch.tensor(latents[0]) - torch.tensor(latents[1])
    assert torch.allclose(found, wanted, atol=1e-4)


def test_any_model_takes_crops(client):
    body = {"images": [IMAGE], "crops": [CROP]}
    assert post(client, "encode", body, "random-vae")["crops"] == [CROP]


OUTSIDE = {**CROP, "x": 10_000}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"crops": [CROP, CROP]}, "/crops"),
        ({"crops": []}, "/crops"),
        ({"crops": CROP}, "/crops"),
        ({"crops": [OUTSIDE]}, "/crops/0"),
        ({"crops": [{**CROP, "side": 0}]}, "/crops/0/side"),
        ({"crops": [{**CROP, "side": 1e300}]}, "/crops/0/side"),
        ({"crops": [{**CROP, "angle": 361}]}, "/crops/0/angle"),
        ({"crops": [{**CROP, "x": "1"}]}, "/crops/0/x"),
        ({"crops": [{**CROP, "width": 1}]}, "/crops/0/width"),
        ({"crops": [{"x": 1, "y": 1}]}, "/crops/0/side"),
        ({"crops": [5]}, "/crops/0"),
    ],
)
def test_wrong_crops_are_pointed_at(client, body, pointer):
    url = URL.format("aligned-faces", "encode")
    problem(client.post(url, json={"images": [IMAGE], **body}), 422, pointer)


@pytest.mark.parametrize(
    ("point", "pointer"),
    [
        ({"image": IMAGE, "crop": OUTSIDE}, "/point/crop"),
        ({"image": IMAGE, "crop": {**CROP, "side": -1}}, "/point/crop/side"),
        ({"seed": 1, "crop": CROP}, "/point"),
        ({"crop": CROP}, "/point"),
    ],
)
def test_wrong_crops_of_points_are_pointed_at(client, point, pointer):
    url = URL.format("aligned-faces", "attribute-edit")
    problem(client.post(url, json={"point": point, "edits": {}}), 422, pointer)


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("{", "/crops"),
        ("{}", "/crops"),
        ("[1]", "/crops/0"),
        ('[{"x": NaN, "y": 1, "side": 2}]', "/crops/0/x"),
    ],
)
def test_wrong_crops_of_files_are_pointed_at(client, text, pointer):
    url = URL.format("aligned-faces", "encode")
    response = client.post(url, files={"image": picture_bytes(PICTURE)}, data={"crops": text})
    problem(response, 422, pointer)
