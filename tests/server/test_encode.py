from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from PIL import Image

from tests.server.support import (
    encoded,
    from_data_url,
    images_of,
    noise,
    picture_bytes,
    problem,
)
from tests.server.test_decode import same_pixels

ENCODE = "/api/v1/models/{}/encode"


def tensor_of(picture: Image.Image) -> torch.Tensor:
    pixels = np.array(picture, dtype=np.float32) / 255
    pixels = pixels[:, :, None] if pixels.ndim == 2 else pixels
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


def png(picture: Image.Image) -> str:
    return encoded(picture_bytes(picture))


@pytest.mark.parametrize("name", ["random-ae", "random-vae"])
def test_latents_variances_reconstructions_and_errors_are_the_librarys(client, bundles, name):
    pictures = [noise(28, 28, seed=k) for k in range(3)]
    response = client.post(ENCODE.format(name), json={"images": [png(each) for each in pictures]})
    answer = response.json()
    images = torch.cat([tensor_of(each) for each in pictures])
    posterior = bundles[name].encode(images)
    decoded = bundles[name].decode(posterior.mode())
    assert torch.allclose(torch.tensor(answer["latents"]), posterior.mode(), atol=1e-5)
    if name == "random-ae":
        assert answer["log_variances"] is None
    else:
        variances = torch.tensor(answer["log_variances"])
        assert torch.allclose(variances, posterior.log_variance, atol=1e-5)
    assert same_pixels(images_of(answer, "reconstructions"), decoded)
    errors = (decoded - images).square().mean(dim=(1, 2, 3)).tolist()
    assert answer["errors"] == pytest.approx(errors, abs=1e-5)
    assert answer["inverted"] == [False] * 3
    assert np.array_equal(images_of(answer, "inputs")[1], np.array(pictures[1])[:, :, None])


def test_base64_and_data_urls_are_the_same(client):
    plain = png(noise(28, 28))
    lines = "\n".join(plain[k : k + 76] for k in range(0, len(plain), 76))
    forms = [
        plain,
        lines,
        f"data:image/png;base64,{plain}",
        f"data:;base64,{plain}",
        f"DATA:image/jpeg;name=x.jpg;BASE64,{plain}",
    ]
    answer = client.post(ENCODE.format("random-vae"), json={"images": forms}).json()
    assert np.ptp(answer["latents"], axis=0).max() < 1e-6


def test_files_and_json_give_the_same(client):
    pictures = [picture_bytes(noise(28, 28, seed=k)) for k in range(2)]
    files = [("image", ("holiday.txt", each, "text/plain")) for each in pictures]
    uploaded = client.post(ENCODE.format("random-vae"), files=files)
    body = {"images": [encoded(each) for each in pictures]}
    assert uploaded.json() == client.post(ENCODE.format("random-vae"), json=body).json()


def test_files_take_conditions_as_json_fields(client):
    data = picture_bytes(noise(28, 28))
    url = ENCODE.format("random-cvae")
    one = client.post(url, files={"image": data}, data={"condition": '{"class": "Bag"}'})
    body = {"images": [encoded(data)], "condition": {"class": 2}}
    assert one.json() == client.post(url, json=body).json()
    each = {"conditions": json.dumps([{"class": 2}]), "columns": "1"}
    assert client.post(url, files={"image": data}, data=each).json() == one.json()


def test_the_condition_changes_the_code(client, bundles):
    picture = noise(28, 28)
    body = {"images": [png(picture)] * 2, "conditions": [{"class": 0}, {"class": 2}]}
    answer = client.post(ENCODE.format("random-cvae"), json=body).json()
    images = tensor_of(picture).expand(2, -1, -1, -1)
    posterior = bundles["random-cvae"].encode(images, torch.eye(3)[[0, 2]])
    assert torch.allclose(torch.tensor(answer["latents"]), posterior.mode(), atol=1e-5)
    assert answer["latents"][0] != answer["latents"][1]


def test_a_colour_model_sees_colours(client, bundles):
    picture = noise(16, 16, 3)
    condition = {"attributes": {"Smiling": 0}}
    body = {"images": [png(picture)], "condition": condition}
    answer = client.post(ENCODE.format("random-faces"), json=body).json()
    assert np.array_equal(from_data_url(answer["inputs"][0]), np.array(picture))
    posterior = bundles["random-faces"].encode(tensor_of(picture), torch.tensor([[0.0, 0.4]]))
    assert torch.allclose(torch.tensor(answer["latents"]), posterior.mode(), atol=1e-5)


def test_dark_on_light_is_inverted_and_said(client):
    garment = np.full((28, 28), 255, dtype=np.uint8)
    garment[6:22, 9:19] = 40
    pictures = [Image.fromarray(garment), Image.fromarray(255 - garment)]
    body = {"images": [png(each) for each in pictures]}
    answer = client.post(ENCODE.format("random-vae"), json=body).json()
    assert answer["inverted"] == [True, False]
    assert answer["inputs"][0] == answer["inputs"][1]
    assert answer["latents"][0] == pytest.approx(answer["latents"][1])


def test_nothing_is_inverted_for_models_of_photographs(client):
    white = Image.new("RGB", (16, 16), "white")
    body = {"images": [png(white)], "condition": {"attributes": {}}}
    answer = client.post(ENCODE.format("random-faces"), json=body).json()
    assert answer["inverted"] == [False]
    assert from_data_url(answer["inputs"][0]).min() == 255


def test_256_pictures_fit_in_one_request(client):
    body = {"images": [png(noise(28, 28))] * 256}
    answer = client.post(ENCODE.format("random-vae"), json=body).json()
    assert len(answer["latents"]) == len(answer["errors"]) == 256


GOOD = png(noise(28, 28))


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({}, 422, "/images"),
        ({"images": []}, 422, "/images"),
        ({"images": GOOD}, 422, "/images"),
        ({"images": [GOOD, 5]}, 422, "/images/1"),
        ({"images": [GOOD, ""]}, 422, "/images/1"),
        ({"images": [GOOD, "no base64!"]}, 422, "/images/1"),
        ({"images": ["data:image/png,plain"]}, 422, "/images/0"),
        ({"images": ["https://example.org/a.png"]}, 422, "/images/0"),
        ({"images": [GOOD, encoded(b"GIF89a" + bytes(40))]}, 415, "/images/1"),
        ({"images": [encoded(b"some text that is no picture")]}, 415, "/images/0"),
        ({"images": [GOOD] * 257}, 422, "/images"),
        ({"images": [GOOD], "condition": {"class": 1}}, 422, "/condition"),
        ({"images": [GOOD], "size": 3}, 422, "/size"),
        ({"images": [GOOD], "columns": -1}, 422, "/columns"),
        ([GOOD], 422, ""),
    ],
)
def test_wrong_fields_are_pointed_at(client, body, status, pointer):
    problem(client.post(ENCODE.format("random-vae"), json=body), status, pointer)


@pytest.mark.parametrize(
    ("files", "data", "status", "pointer"),
    [
        ({"photo": b"x"}, {}, 422, "/photo"),
        ({"image": b"GIF89a"}, {}, 415, "/image/0"),
        ({"image": b""}, {}, 415, "/image/0"),
        ({"image": picture_bytes(noise(28, 28))[:90]}, {}, 422, "/image/0"),
        ({"image": picture_bytes(noise(28, 28))}, {"condition": "{"}, 422, "/condition"),
        ({"image": picture_bytes(noise(28, 28))}, {"condition": '{"class":1}'}, 422, "/condition"),
        ({"image": picture_bytes(noise(28, 28))}, {"colour": "1"}, 422, "/colour"),
        ({"image": picture_bytes(noise(28, 28))}, {"columns": "0"}, 422, "/columns"),
        ({"image": picture_bytes(noise(28, 28))}, {"columns": "NaN"}, 422, "/columns"),
        ([("image", (None, b"text"))], {}, 422, "/image"),
        ([("condition", (None, b"{}"))], {}, 422, "/image"),
        ([("image", picture_bytes(noise(28, 28)))] * 257, {}, 422, "/image"),
        ([("image", picture_bytes(noise(28, 28)))] * 300, {}, 422, None),
    ],
)
def test_wrong_files_are_pointed_at(client, files, data, status, pointer):
    response = client.post(ENCODE.format("random-vae"), files=files, data=data)
    problem(response, status, pointer)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b'{"images": [NaN]}', "application/json", 422),
        (b"", "application/json", 422),
        (b"x", "text/plain", 415),
        (b"images=x", "application/x-www-form-urlencoded", 415),
        (b"x", "multipart/form-data", 422),
        (b"x", "multipart/form-data; boundary=x", 422),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 422),
    ],
)
def test_bodies_that_cannot_be_read(client, content, kind, status):
    headers = {"Content-Type": kind}
    problem(client.post(ENCODE.format("random-vae"), content=content, headers=headers), status)
