from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.server.support import encoded, images_of, noise, picture_bytes, problem
from tests.server.test_decode import same_pixels

GENERATE = "/api/v1/models/{}/conditional-generate"
Z = [0.5, -1.0, 0.25, 2.0]


def post(client, body, name="random-cvae"):
    response = client.post(GENERATE.format(name), json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_images_under_one_condition(client, bundles):
    answer = post(client, {"condition": {"class": "Dress"}, "count": 3, "seed": 4})
    bundle = bundles["random-cvae"]
    expected = bundle.sample_prior(3, torch.Generator().manual_seed(4))
    assert torch.allclose(torch.tensor(answer["latents"]), expected)
    assert same_pixels(images_of(answer), bundle.decode(expected, torch.eye(3)[1]))
    assert answer["seed"] == 4
    assert answer["conditions"] == [{"class": 1}] * 3


def test_eight_are_the_default_and_the_seed_comes_back(client):
    answer = post(client, {"condition": {"class": 0}})
    assert len(answer["images"]) == 8
    assert post(client, {"condition": {"class": 0}, "seed": answer["seed"]}) == answer


def test_prior_and_temperature_are_those_of_sample(client):
    body = {"condition": {"class": 2}, "count": 4, "seed": 1, "prior": "fitted", "temperature": 0.5}
    sampled = client.post("/api/v1/models/random-cvae/sample", json=body).json()
    assert post(client, body)["latents"] == sampled["latents"]


def test_one_latent_under_several_conditions(client, bundles):
    conditions = [{"class": 2}, {"class": 0}, {"class": "Dress"}]
    answer = post(client, {"conditions": conditions, "point": {"latent": Z}})
    assert answer["latents"] == [Z] * 3
    assert answer["conditions"] == [{"class": 2}, {"class": 0}, {"class": 1}]
    assert answer["seed"] is None
    rows = torch.eye(3)[[2, 0, 1]]
    expected = bundles["random-cvae"].decode(torch.tensor([Z] * 3), rows)
    assert same_pixels(images_of(answer), expected)


def test_a_seeded_point_is_reported_and_a_missing_one_is_drawn(client):
    conditions = [{"class": 0}, {"class": 1}]
    named = post(client, {"conditions": conditions, "point": {"seed": 9}})
    assert named["seed"] == 9
    assert post(client, {"conditions": conditions, "seed": 9})["latents"] == named["latents"]
    drawn = post(client, {"conditions": conditions})
    again = post(client, {"conditions": conditions, "seed": drawn["seed"]})
    assert again == drawn


def test_a_picture_is_encoded_under_its_own_condition(client, bundles):
    picture = noise(28, 28)
    body = {
        "conditions": [{"class": 0}, {"class": 1}],
        "point": {"image": encoded(picture_bytes(picture))},
        "condition": {"class": 2},
    }
    answer = post(client, body)
    image = torch.from_numpy(np.array(picture, dtype=np.float32) / 255)[None, None]
    expected = bundles["random-cvae"].encode(image, torch.eye(3)[2][None]).mode()[0]
    assert torch.allclose(torch.tensor(answer["latents"][1]), expected, atol=1e-5)
    del body["condition"]
    problem(client.post(GENERATE.format("random-cvae"), json=body), 422, "/condition")


def test_attributes_come_back_in_full(client):
    condition = {"attributes": {"Eyeglasses": 1}}
    answer = post(client, {"condition": condition, "count": 1}, "random-faces")
    values = answer["conditions"][0]["attributes"]
    assert values == pytest.approx({"Smiling": 0.4, "Eyeglasses": 1.0})
    resent = {"conditions": answer["conditions"], "seed": answer["seed"]}
    assert post(client, resent, "random-faces")["images"] == answer["images"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/condition"),
        ({"condition": {"class": 5}}, "/condition/class"),
        ({"condition": {"class": 1}, "count": 0}, "/count"),
        ({"condition": {"class": 1}, "count": 257}, "/count"),
        ({"condition": {"class": 1}, "point": {"seed": 1}}, "/point"),
        ({"conditions": []}, "/conditions"),
        ({"conditions": [{"class": 1}] * 257}, "/conditions"),
        ({"conditions": [{"class": 1}], "count": 2}, "/count"),
        ({"conditions": [{"class": 1}, {"class": 7}]}, "/conditions/1/class"),
        ({"conditions": [{"class": 1}], "point": {"seed": 1}, "seed": 2}, "/seed"),
        ({"conditions": [{"class": 1}], "point": {"latent": [1]}}, "/point/latent"),
    ],
)
def test_wrong_fields_are_pointed_at(client, body, pointer):
    problem(client.post(GENERATE.format("random-cvae"), json=body), 422, pointer)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"condition": {"class": 1}}, "/condition"),
        ({"conditions": [{"class": 1}]}, "/conditions"),
        ({"count": 2}, "/condition"),
    ],
)
def test_models_without_condition_refuse(client, body, pointer):
    problem(client.post(GENERATE.format("random-vae"), json=body), 422, pointer)
