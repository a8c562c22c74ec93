from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from latente.pixels import to_uint8
from tests.server.support import images_of, problem

DECODE = "/api/v1/models/{}/decode"
LATENTS = [[0.1, -1.25, 0.5, 2.0], [0.0, 0.0, 0.0, 0.0], [-3.0, 1.0, 0.25, 1e-3]]


def same_pixels(images: np.ndarray, expected: torch.Tensor) -> bool:
    """Whether pixels agree to within one of 255 levels, as the contract says."""
    return bool(np.abs(images.astype(int) - to_uint8(expected).astype(int)).max() <= 1)


@pytest.mark.parametrize("name", ["random-ae", "random-vae"])
def test_images_are_those_of_the_library(client, bundles, name):
    answer = client.post(DECODE.format(name), json={"latents": LATENTS}).json()
    assert answer["latents"] == LATENTS
    assert same_pixels(images_of(answer), bundles[name].decode(torch.tensor(LATENTS)))


@pytest.mark.parametrize(
    ("given", "vector"),
    [({"class": 1}, [0, 1, 0]), ({"class": "Bag"}, [0, 0, 1]), ({"class": 0}, [1, 0, 0])],
)
def test_a_class_is_given_by_number_or_name(client, bundles, given, vector):
    body = {"latents": LATENTS, "condition": given}
    answer = client.post(DECODE.format("random-cvae"), json=body).json()
    rows = torch.tensor([vector] * 3, dtype=torch.float32)
    expected = bundles["random-cvae"].decode(torch.tensor(LATENTS), rows)
    assert same_pixels(images_of(answer), expected)


def test_attributes_that_are_not_named_take_the_mean(client, bundles):
    latents = [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]]
    body = {"latents": latents, "condition": {"attributes": {"Smiling": 1}}}
    answer = client.post(DECODE.format("random-faces"), json=body).json()
    condition = torch.tensor([[1.0, 0.4]])
    expected = bundles["random-faces"].decode(torch.tensor(latents), condition)
    images = images_of(answer)
    assert images.shape == (1, 16, 16, 3)
    assert same_pixels(images, expected)


def test_conditions_give_one_for_each(client, bundles):
    conditions = [{"class": 2}, {"class": 0}, {"class": 1}]
    body = {"latents": LATENTS, "conditions": conditions}
    answer = client.post(DECODE.format("random-cvae"), json=body).json()
    rows = torch.eye(3)[[2, 0, 1]]
    expected = bundles["random-cvae"].decode(torch.tensor(LATENTS), rows)
    assert same_pixels(images_of(answer), expected)


def test_many_latents_are_decoded_in_order(client, bundles):
    latents = torch.randn(256, 4, generator=torch.Generator().manual_seed(1))
    answer = client.post(DECODE.format("random-vae"), json={"latents": latents.tolist()}).json()
    assert torch.equal(torch.tensor(answer["latents"]), latents)
    assert same_pixels(images_of(answer), bundles["random-vae"].decode(latents))


def test_latents_come_back_as_the_same_decimals(client):
    latents = [[0.1, -0.2, 1.5e-7, 123456.7]]
    answer = client.post(DECODE.format("random-vae"), json={"latents": latents}).json()
    assert answer["latents"] == latents


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"latents": [[1, 2, 3, 4], [1, 2, 3]]}, "/latents/1"),
        ({"latents": [[1, 2, 3, 4, 5]]}, "/latents/0"),
        ({"latents": [[]]}, "/latents/0"),
        ({"latents": []}, "/latents"),
        ({"latents": [[1, 2, "3", 4]]}, "/latents/0/2"),
        ({"latents": [[1, 2, True, 4]]}, "/latents/0/2"),
        ({"latents": [[1, 2, None, 4]]}, "/latents/0/2"),
        ({"latents": [[1, 2, 3, 1e39]]}, "/latents/0/3"),
        ({"latents": {"0": 1}}, "/latents"),
        ({}, "/latents"),
        ({"latents": LATENTS, "columns": 0}, "/columns"),
        ({"latents": LATENTS, "colums": 2}, "/colums"),
        ({"latents": LATENTS, "condition": {"class": 1}}, "/condition"),
        ({"latents": LATENTS, "conditions": [{"class": 1}] * 3}, "/conditions"),
    ],
)
def test_wrong_fields_are_pointed_at(client, body, pointer):
    problem(client.post(DECODE.format("random-vae"), json=body), 422, pointer)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({}, "/condition"),
        ({"condition": {"class": 3}}, "/condition/class"),
        ({"condition": {"class": -1}}, "/condition/class"),
        ({"condition": {"class": "Hat"}}, "/condition/class"),
        ({"condition": {"class": True}}, "/condition/class"),
        ({"condition": {"class": 1.5}}, "/condition/class"),
        ({"condition": {}}, "/condition"),
        ({"condition": {"class": 1, "attributes": {}}}, "/condition"),
        ({"condition": {"attributes": {"Smiling": 1}}}, "/condition/attributes"),
        ({"condition": {"klass": 1}}, "/condition/klass"),
        ({"conditions": [{"class": 1}]}, "/conditions"),
        ({"conditions": [{"class": 1}, {"class": 2}, {"class": 9}]}, "/conditions/2/class"),
        ({"conditions": [{"class": 1}] * 3, "condition": {"class": 1}}, "/conditions"),
    ],
)
def test_wrong_class_conditions_are_pointed_at(client, changes, pointer):
    response = client.post(DECODE.format("random-cvae"), json={"latents": LATENTS, **changes})
    problem(response, 422, pointer)


@pytest.mark.parametrize(
    ("condition", "pointer"),
    [
        (None, "/condition"),
        ({"class": 1}, "/condition/class"),
        ({"attributes": {"Hat": 1}}, "/condition/attributes/Hat"),
        ({"attributes": {"a/b~c": 1}}, "/condition/attributes/a~1b~0c"),
        ({"attributes": {"Smiling": "1"}}, "/condition/attributes/Smiling"),
    ],
)
def test_wrong_attribute_conditions_are_pointed_at(client, condition, pointer):
    body = {"latents": [[0.0] * 6], "condition": condition}
    problem(client.post(DECODE.format("random-faces"), json=body), 422, pointer)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_not_finite_are_refused(client, number):
    response = client.post(
        DECODE.format("random-vae"),
        content=f'{{"latents": [[0, 0, {number}, 0]]}}',
        headers={"Content-Type": "application/json"},
    )
    document = problem(response, 422, "/latents/0/2")
    assert document["detail"] == "This must be a finite number."


def test_latents_at_the_limit_of_float32_still_give_a_picture(client):
    latents = [[3.4e38, -3.4e38, 3.4e38, 3.4e38]]
    answer = client.post(DECODE.format("random-vae"), json={"latents": latents}).json()
    assert images_of(answer).shape == (1, 28, 28, 1)
    assert all(math.isfinite(value) for value in answer["latents"][0])


@pytest.mark.parametrize("name", ["random-ae", "random-cvae"])
def test_typicality_is_the_librarys_and_far_is_zero(client, bundles, name):
    far = [[3.4e38, -3.4e38, 0, 0], [1e7, 0, 0, 0]]
    body = {"latents": LATENTS + far}
    condition = None
    if name == "random-cvae":
        body["condition"], condition = {"class": 1}, torch.eye(3)[1]
    answer = client.post(DECODE.format(name), json=body).json()
    expected = bundles[name].typicality(torch.tensor(LATENTS), condition).tolist()
    assert answer["typicality"] == pytest.approx([*expected, 0, 0])
    assert max(expected) > 0.3


def test_a_long_latent_is_judged_quickly(client):
    latents = [[0.5] * 4096]
    response = client.post(DECODE.format("random-vae"), json={"latents": latents})
    problem(response, 422, "/latents/0")
    assert response.elapsed.total_seconds() < 1.0
