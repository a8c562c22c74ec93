"""Every format of an answer carries the same images."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
import torch
from PIL import Image

from server.api import answers
from server.made import Made
from server.negotiation import Format
from server.schemas.base import Pictured
from tests.server.support import (
    as_pixels,
    cells,
    encoded,
    from_file,
    images_of,
    noise,
    picture_bytes,
    problem,
)

MODELS = "/api/v1/models"
SWEEP = {"attribute": "Smiling", "alphas": [-2, -1, 0, 1, 2]}
# Calls that make several images: path, body, columns of the sheet by default.
CALLS = {
    "decode": ("decode", {"latents": [[0.1 * k, 1, -1, 0.5] for k in range(5)]}, 3),
    "sample": ("sample", {"count": 7, "seed": 3}, 3),
    "interpolate": ("interpolate", {"start": {"seed": 1}, "end": {"seed": 2}, "steps": 6}, 6),
    "sweep": ("attribute-edit", {"point": {"seed": 1}, "sweep": SWEEP}, 5),
    "edit": ("attribute-edit", {"point": {"seed": 1}, "edits": {"Wide": 1}}, 1),
    "generate": ("conditional-generate", {"condition": {"class": 1}, "count": 4, "seed": 1}, 2),
    "conditions": (
        "conditional-generate",
        {"conditions": [{"class": 0}, {"class": 1}, {"class": 2}], "point": {"seed": 1}},
        3,
    ),
    "encode": (
        "encode",
        {"images": [encoded(picture_bytes(noise(28, 28, seed=k))) for k in range(3)]},
        2,
    ),
}
CONDITIONAL = ("generate", "conditions")


def ask(client, call, accept, **changes):
    path, body, _ = CALLS[call]
    name = "random-cvae" if call in CONDITIONAL else "random-vae"
    return client.post(
        f"{MODELS}/{name}/{path}", json={**body, **changes}, headers={"Accept": accept}
    )


def images_as_json(client, call):
    answer = ask(client, call, "application/json")
    assert answer.headers["content-type"] == "application/json"
    return images_of(answer.json(), "reconstructions" if call == "encode" else "images")


def close(first, second, tolerance=1):
    assert first.shape == second.shape
    return np.abs(first.astype(int) - second.astype(int)).max() <= tolerance


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("accept", "kind", "tolerance"),
    [("image/png", "PNG", 1), ("image/webp", "WEBP", 1), ("image/jpeg", "JPEG", 40)],
)
def test_a_picture_is_a_sheet_of_the_same_images(client, call, accept, kind, tolerance):
    images = images_as_json(client, call)
    response = ask(client, call, accept)
    assert response.headers["content-type"] == accept
    columns = CALLS[call][2]
    assert response.headers["x-latente-count"] == str(len(images))
    assert response.headers["x-latente-columns"] == str(columns)
    sheet = from_file(response.content, kind)
    if kind == "WEBP":
        sheet = sheet[:, :, :1]
    found = cells(sheet, columns, 28, 28)
    assert close(found[: len(images)], images, tolerance)
    blank = found[len(images) :]
    assert (blank >= 255 - tolerance).all()


@pytest.mark.parametrize("call", CALLS)
def test_raw_pixels_are_the_same_images(client, call):
    images = images_as_json(client, call)
    response = ask(client, call, "application/octet-stream")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-latente-shape"] == ",".join(map(str, images.shape))
    raw = np.frombuffer(response.content, np.uint8).reshape(images.shape)
    assert close(raw, images)


@pytest.mark.parametrize(("columns", "expected"), [(1, 1), (2, 2), (4, 4), (100, 7)])
def test_columns_shape_the_sheet(client, columns, expected):
    response = ask(client, "sample", "image/png", columns=columns)
    assert response.headers["x-latente-columns"] == str(expected)
    sheet = from_file(response.content, "PNG")
    rows = -(-7 // expected)
    assert sheet.shape[:2] == (28 * rows, 28 * expected)


def test_the_seed_is_in_a_header_where_the_call_drew(client):
    assert ask(client, "sample", "image/png").headers["x-latente-seed"] == "3"
    drawn = ask(client, "sample", "image/png", seed=None)
    again = ask(client, "sample", "image/png", seed=int(drawn.headers["x-latente-seed"]))
    assert again.content == drawn.content
    assert "x-latente-seed" not in ask(client, "interpolate", "image/png").headers


@pytest.mark.parametrize("call", ["interpolate", "sweep"])
def test_a_gif_holds_the_frames_in_order(client, call):
    images = images_as_json(client, call)
    response = ask(client, call, "image/gif")
    assert response.headers["content-type"] == "image/gif"
    assert response.headers["x-latente-count"] == str(len(images))
    gif = Image.open(io.BytesIO(response.content))
    assert (gif.format, gif.n_frames) == ("GIF", len(images))
    for index, image in enumerate(images):
        gif.seek(index)
        assert close(as_pixels(gif.convert("L")), image)
        assert gif.info["duration"] == 80


def test_the_frames_of_a_coloured_gif_come_close(client):
    body = {
        "start": {"seed": 1},
        "end": {"seed": 2},
        "steps": 4,
        "condition": {"attributes": {"Smiling": 1}},
    }
    url = f"{MODELS}/random-faces/interpolate"
    images = images_of(client.post(url, json=body).json())
    response = client.post(url, json=body, headers={"Accept": "image/gif"})
    gif = Image.open(io.BytesIO(response.content))
    for index, image in enumerate(images):
        gif.seek(index)
        difference = np.abs(as_pixels(gif.convert("RGB")).astype(int) - image)
        assert difference.mean() < 8


def test_fps_and_loop_reach_the_gif(client):
    looped = Image.open(io.BytesIO(ask(client, "sweep", "image/gif", fps=25).content))
    assert (looped.info["duration"], looped.info["loop"]) == (40, 0)
    once = Image.open(io.BytesIO(ask(client, "sweep", "image/gif", loop=False).content))
    assert "loop" not in once.info


def test_animate_makes_an_animated_webp(client):
    images = images_as_json(client, "interpolate")
    response = ask(client, "interpolate", "image/webp", animate=True, fps=10)
    webp = Image.open(io.BytesIO(response.content))
    assert (webp.format, webp.n_frames, webp.info["loop"]) == ("WEBP", len(images), 0)
    for index, image in enumerate(images):
        webp.seek(index)
        assert close(as_pixels(webp.convert("RGB"))[:, :, :1], image)
        assert webp.info["duration"] == 100
    once = ask(client, "interpolate", "image/webp", animate=True, loop=False)
    assert Image.open(io.BytesIO(once.content)).info["loop"] == 1


def test_animate_without_a_sweep_stays_one_picture(client):
    still = ask(client, "edit", "image/webp", animate=True)
    assert Image.open(io.BytesIO(still.content)).n_frames == 1
    assert still.headers["x-latente-columns"] == "1"


@pytest.mark.parametrize("call", ["decode", "sample", "edit", "generate", "conditions", "encode"])
def test_what_has_no_order_is_no_gif(client, call):
    document = problem(ask(client, call, "image/gif"), 406)
    assert "image/png" in document["detail"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("accept", ["text/html", "image/avif", "image/png;q=0", "nonsense"])
def test_anything_else_is_a_406(client, call, accept):
    problem(ask(client, call, accept), 406)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("image/*", "image/png"),
        ("image/jpeg;q=0.5, image/webp", "image/webp"),
        ("text/html, image/jpeg;q=0.1", "image/jpeg"),
        ("image/png, */*", "image/png"),
        ("IMAGE/PNG", "image/png"),
    ],
)
def test_accept_is_weighed(client, accept, expected):
    assert ask(client, "sample", accept).headers["content-type"] == expected


@pytest.mark.parametrize("path", ["", "/random-vae", "/random-vae/gallery"])
def test_cards_and_galleries_are_json_only(client, path):
    problem(client.get(f"{MODELS}{path}", headers={"Accept": "image/png"}), 406)


def test_a_picture_is_written_larger_pixel_by_pixel(client):
    small = np.asarray(Image.open(io.BytesIO(ask(client, "sample", "image/png").content)))
    answer = ask(client, "sample", "image/png", scale=3)
    large = np.asarray(Image.open(io.BytesIO(answer.content)))
    assert np.array_equal(large, small.repeat(3, axis=0).repeat(3, axis=1))


def test_an_animation_is_written_larger(client):
    answer = ask(client, "interpolate", "image/gif", scale=4)
    with Image.open(io.BytesIO(answer.content)) as animation:
        assert animation.size == (4 * 28, 4 * 28)
        assert animation.n_frames == 6


def test_json_and_raw_pixels_keep_their_size(client):
    raw = ask(client, "sample", "application/octet-stream", scale=4)
    assert raw.headers["x-latente-shape"] == "7,28,28,1"
    assert len(raw.content) == 7 * 28 * 28
    json_answer = ask(client, "sample", "application/json", scale=4)
    assert images_of(json_answer.json()).shape[1:3] == (28, 28)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({"scale": 0}, "/scale"), ({"scale": 17}, "/scale"), ({"scale": 16, "count": 100}, "/scale")],
)
def test_a_scale_out_of_bounds_is_named(client, changes, wrong):
    answer = ask(client, "sample", "image/png", **changes)
    assert answer.status_code == 422
    assert [error["pointer"] for error in problem(answer, 422)["errors"]] == [wrong]


class TestTheLatentOfASinglePicture:
    @pytest.mark.parametrize("accept", ["image/png", "image/jpeg", "application/octet-stream"])
    def test_it_goes_with_the_picture(self, client, accept):
        answer = ask(client, "edit", accept)
        latents = ask(client, "edit", "application/json").json()["latents"]
        assert json.loads(answer.headers["X-Latente-Latents"]) == latents

    @pytest.mark.parametrize("call", [name for name in CALLS if name != "edit"])
    def test_of_several_pictures_it_does_not(self, client, call):
        assert "X-Latente-Latents" not in ask(client, call, "image/png").headers

    def test_one_longer_than_a_header_may_be_is_left_out(self):
        long = Made(torch.zeros(1, 1, 28, 28), {"latents": torch.full((1, 2048), 1 / 3)})
        _, headers = answers._write_raw(long, Format.RAW, Pictured())
        assert headers["X-Latente-Count"] == "1"
        assert "X-Latente-Latents" not in headers
