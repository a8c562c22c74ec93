from __future__ import annotations

import base64
import math
import struct

import numpy as np
import pytest
import torch

from tests.server.support import from_file, problem, z_text
from tests.server.test_decode import same_pixels

IMAGE = "/api/v1/models/{}/image.{}"
Z = [0.5, -1.25, 2.0, 0.125]


@pytest.mark.parametrize(
    ("suffix", "media", "kind"),
    [("png", "image/png", "PNG"), ("webp", "image/webp", "WEBP"), ("jpg", "image/jpeg", "JPEG")],
)
def test_the_picture_is_the_decoded_latent(client, bundles, suffix, media, kind):
    response = client.get(IMAGE.format("random-vae", suffix), params={"z": z_text(Z)})
    assert response.headers["content-type"] == media
    pixels = from_file(response.content, kind)[None, :, :, :1]
    expected = bundles["random-vae"].decode(torch.tensor([Z]))
    if suffix == "jpg":
        levels = expected.permute(0, 2, 3, 1).numpy() * 255
        assert np.abs(pixels - levels).mean() < 6
    else:
        assert same_pixels(pixels, expected)


def test_float16_is_little_endian_and_padding_may_stay(client, bundles):
    latent = [0.1, 1 / 3, -7.7, 100.0]
    z = base64.urlsafe_b64encode(struct.pack("<4e", *latent)).decode("ascii")
    padded = client.get(IMAGE.format("random-vae", "png"), params={"z": z})
    bare = client.get(IMAGE.format("random-vae", "png"), params={"z": z.rstrip("=")})
    assert padded.content == bare.content
    halves = torch.tensor([latent], dtype=torch.float16).float()
    expected = bundles["random-vae"].decode(halves)
    assert same_pixels(from_file(bare.content, "PNG")[None], expected)


@pytest.mark.parametrize("reference", ["2", "Bag"])
def test_the_class_is_a_number_or_a_name(client, bundles, reference):
    params = {"z": z_text(Z), "class": reference}
    response = client.get(IMAGE.format("random-cvae", "png"), params=params)
    expected = bundles["random-cvae"].decode(torch.tensor([Z]), torch.eye(3)[2])
    assert same_pixels(from_file(response.content, "PNG")[None], expected)


def test_attributes_are_named(client, bundles):
    latent = [0.5] * 6
    params = {"z": z_text(latent), "attributes": "Smiling:1,Eyeglasses:0.25"}
    response = client.get(IMAGE.format("random-faces", "png"), params=params)
    condition = torch.tensor([1.0, 0.25])
    expected = bundles["random-faces"].decode(torch.tensor([latent]), condition)
    assert same_pixels(from_file(response.content, "PNG")[None], expected)


def test_with_the_weights_hash_it_is_cached_for_good(client, bundles):
    url, sha = IMAGE.format("random-vae", "png"), bundles["random-vae"].card.weights.sha256
    for named in (sha, sha[:8], sha[:16]):
        response = client.get(url, params={"z": z_text(Z), "w": named})
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    bare = client.get(url, params={"z": z_text(Z)})
    assert bare.headers["cache-control"] == "public, no-cache"
    assert bare.content == response.content


def test_the_etag_is_answered_with_304(client):
    url, params = IMAGE.format("random-vae", "png"), {"z": z_text(Z)}
    first = client.get(url, params=params)
    tag = first.headers["etag"]
    same = client.get(url, params=params, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    other = client.get(url, params=params, headers={"If-None-Match": '"other"'})
    assert other.content == first.content


def test_the_etag_names_latent_condition_model_and_format(client):
    def tag(name, suffix="png", **params):
        response = client.get(IMAGE.format(name, suffix), params=params)
        assert response.status_code == 200
        return response.headers["etag"]

    tags = {
        tag("random-vae", z=z_text(Z)),
        tag("random-vae", z=z_text([*Z[:3], 0.25])),
        tag("random-vae", suffix="webp", z=z_text(Z)),
        tag("random-ae", z=z_text(Z)),
        tag("random-cvae", z=z_text(Z), **{"class": "0"}),
        tag("random-cvae", z=z_text(Z), **{"class": "1"}),
    }
    assert len(tags) == 6
    assert tag("random-vae", z=z_text(Z)) in tags


def test_other_weights_are_a_409(client):
    params = {"z": z_text(Z), "w": "0" * 64}
    document = problem(client.get(IMAGE.format("random-vae", "png"), params=params), 409)
    assert "weights" in document["detail"]


@pytest.mark.parametrize(
    ("name", "params", "pointer"),
    [
        ("random-vae", {}, "/z"),
        ("random-vae", {"z": "%%%%"}, "/z"),
        ("random-vae", {"z": "AAAAA"}, "/z"),
        ("random-vae", {"z": "AAAA"}, "/z"),
        ("random-vae", {"z": z_text([1, 2, 3])}, "/z"),
        ("random-vae", {"z": z_text([1, 2, 3, math.nan])}, "/z"),
        ("random-vae", {"z": z_text([1, 2, 3, math.inf])}, "/z"),
        ("random-vae", {"z": "A" * 13000}, "/z"),
        ("random-vae", {"z": z_text(Z), "zoom": "2"}, "/zoom"),
        ("random-vae", {"z": z_text(Z), "w": "xyz"}, "/w"),
        ("random-vae", {"z": z_text(Z), "class": "1"}, "/class"),
        ("random-cvae", {"z": z_text(Z)}, "/class"),
        ("random-cvae", {"z": z_text(Z), "class": "3"}, "/class"),
        ("random-cvae", {"z": z_text(Z), "class": "-1"}, "/class"),
        ("random-cvae", {"z": z_text(Z), "class": "Hat"}, "/class"),
        ("random-cvae", {"z": z_text(Z), "attributes": "Smiling:1"}, "/attributes"),
        ("random-cvae", {"z": z_text(Z), "class": "1", "attributes": "a:1"}, "/attributes"),
        ("random-faces", {"z": z_text([0] * 6)}, "/attributes"),
        ("random-faces", {"z": z_text([0] * 6), "attributes": "Hat:1"}, "/attributes"),
        ("random-faces", {"z": z_text([0] * 6), "attributes": "Smiling"}, "/attributes"),
        ("random-faces", {"z": z_text([0] * 6), "attributes": "Smiling:nan"}, "/attributes"),
        ("random-faces", {"z": z_text([0] * 6), "attributes": "Smiling:1e39"}, "/attributes"),
    ],
)
def test_wrong_queries_are_pointed_at(client, name, params, pointer):
    problem(client.get(IMAGE.format(name, "png"), params=params), 422, pointer)


def test_unknown_models_and_suffixes_are_404(client):
    problem(client.get(IMAGE.format("none", "png"), params={"z": z_text(Z)}), 404)
    problem(client.get(IMAGE.format("random-vae", "bmp"), params={"z": z_text(Z)}), 404)
