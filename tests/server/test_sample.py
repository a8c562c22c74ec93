from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.server.support import images_of, problem
from tests.server.test_decode import same_pixels

SAMPLE = "/api/v1/models/{}/sample"


@pytest.mark.parametrize("prior", ["standard", "fitted"])
@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_samples_are_the_librarys_draws(client, bundles, prior, temperature):
    body = {"count": 5, "seed": 7, "prior": prior, "temperature": temperature}
    answer = client.post(SAMPLE.format("random-vae"), json=body).json()
    generator = torch.Generator().manual_seed(7)
    expected = bundles["random-vae"].sample_prior(5, generator, prior, temperature)
    assert torch.allclose(torch.tensor(answer["latents"]), expected)
    assert same_pixels(images_of(answer), bundles["random-vae"].decode(expected))
    assert answer["seed"] == 7


def test_the_same_seed_gives_the_same_and_another_gives_others(client):
    answers = [
        client.post(SAMPLE.format("random-ae"), json={"count": 4, "seed": seed}).json()
        for seed in (1, 1, 2)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["latents"] != answers[2]["latents"]
    assert answers[0]["images"] != answers[2]["images"]


def test_without_a_seed_the_server_draws_one_and_returns_it(client):
    first, second = (
        client.post(SAMPLE.format("random-vae"), json={"count": 3}).json() for _ in range(2)
    )
    assert first["seed"] != second["seed"]
    body = {"count": 3, "seed": first["seed"]}
    assert client.post(SAMPLE.format("random-vae"), json=body).json() == first


def test_temperature_zero_is_the_mean(client):
    answer = client.post(SAMPLE.format("random-vae"), json={"count": 2, "temperature": 0}).json()
    assert np.array_equal(answer["latents"], np.zeros((2, 4)))


def test_the_default_is_sixteen_from_the_standard_prior(client):
    answer = client.post(SAMPLE.format("random-vae"), json={"seed": 3}).json()
    explicit = {"count": 16, "seed": 3, "prior": "standard", "temperature": 1.0}
    assert answer == client.post(SAMPLE.format("random-vae"), json=explicit).json()
    assert len(answer["images"]) == 16


def test_the_fitted_prior_of_a_class_model_follows_the_class(client, bundles):
    body = {"count": 6, "seed": 1, "prior": "fitted", "condition": {"class": 2}}
    answer = client.post(SAMPLE.format("random-cvae"), json=body).json()
    bundle = bundles["random-cvae"]
    rows = torch.eye(3)[2].expand(6, -1)
    generator = torch.Generator().manual_seed(1)
    expected = bundle.sample_prior(6, generator, "fitted", 1.0, rows)
    assert torch.allclose(torch.tensor(answer["latents"]), expected)
    assert same_pixels(images_of(answer), bundle.decode(expected, rows))


def test_each_sample_may_have_its_own_condition(client, bundles):
    conditions = [{"class": 0}, {"class": 2}]
    body = {"count": 2, "seed": 1, "conditions": conditions}
    answer = client.post(SAMPLE.format("random-cvae"), json=body).json()
    latents = torch.tensor(answer["latents"])
    expected = bundles["random-cvae"].decode(latents, torch.eye(3)[[0, 2]])
    assert same_pixels(images_of(answer), expected)


@pytest.mark.parametrize(
    ("name", "body", "pointer"),
    [
        ("random-vae", {"count": 0}, "/count"),
        ("random-vae", {"count": 257}, "/count"),
        ("random-vae", {"count": 10**30}, "/count"),
        ("random-vae", {"count": 2.5}, "/count"),
        ("random-vae", {"count": "2"}, "/count"),
        ("random-vae", {"seed": -1}, "/seed"),
        ("random-vae", {"seed": 2**53}, "/seed"),
        ("random-vae", {"seed": 1.5}, "/seed"),
        ("random-vae", {"temperature": -1}, "/temperature"),
        ("random-vae", {"temperature": "hot"}, "/temperature"),
        ("random-vae", {"prior": "uniform"}, "/prior"),
        ("random-vae", {"condition": {"class": 1}}, "/condition"),
        ("random-vae", {"number": 3}, "/number"),
        ("random-cvae", {"count": 2}, "/condition"),
        ("random-cvae", {"count": 3, "conditions": [{"class": 0}]}, "/conditions"),
        ("random-faces", {"condition": {"class": 1}}, "/condition/class"),
    ],
)
def test_wrong_fields_are_pointed_at(client, name, body, pointer):
    problem(client.post(SAMPLE.format(name), json=body), 422, pointer)
