from __future__ import annotations

import pytest
import torch

import latente
from tests.server.support import encoded, noise, picture_bytes, problem

DIRECTIONS = "/api/v1/models/{}/directions"


def latent_points(rows):
    return [{"latent": row} for row in rows.tolist()]


def test_the_direction_is_the_difference_of_the_means(client):
    generator = torch.Generator().manual_seed(3)
    positive = torch.randn(8, 4, generator=generator) + torch.tensor([4.0, 0, 0, 0])
    negative = torch.randn(6, 4, generator=generator)
    body = {"positive": latent_points(positive), "negative": latent_points(negative)}
    answer = client.post(DIRECTIONS.format("random-vae"), json=body).json()
    expected = latente.fit_direction(positive, negative)
    found = torch.tensor(answer["direction"])
    assert torch.allclose(found, positive.mean(0) - negative.mean(0), atol=1e-5)
    assert answer["separability"] == pytest.approx(expected.separability)
    assert answer["stability"] == pytest.approx(expected.stability, abs=1e-6)
    assert answer["separability"] > 0.9


def test_the_result_goes_into_attribute_edit(client):
    body = {
        "positive": [{"gallery": "item-0"}, {"gallery": "item-1"}],
        "negative": [{"seed": 1}, {"seed": 2}],
    }
    direction = client.post(DIRECTIONS.format("random-vae"), json=body).json()["direction"]
    edit = {"point": {"latent": [0, 0, 0, 0]}, "directions": [{"direction": direction, "alpha": 1}]}
    answer = client.post("/api/v1/models/random-vae/attribute-edit", json=edit).json()
    assert answer["latents"] == [direction]


def test_pictures_of_a_conditional_model_need_a_condition_and_latents_do_not(client):
    latents = [{"latent": [0.0, 0, 0, 0]}, {"latent": [1.0, 0, 0, 0]}]
    picture = {"image": encoded(picture_bytes(noise(28, 28)))}
    url = DIRECTIONS.format("random-cvae")
    free = client.post(url, json={"positive": latents, "negative": latents[::-1]})
    assert free.json()["direction"] == [0.0, 0.0, 0.0, 0.0]
    body = {"positive": latents, "negative": [picture, picture]}
    problem(client.post(url, json=body), 422, "/condition")
    one = client.post(url, json={**body, "condition": {"class": 1}}).json()
    each = client.post(url, json={**body, "conditions": [{"class": 0}] * 2 + [{"class": 1}] * 2})
    assert each.json() == one


TWO = [{"seed": 1}, {"seed": 2}]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"positive": TWO}, "/negative"),
        ({"positive": TWO[:1], "negative": TWO}, "/positive"),
        ({"positive": TWO, "negative": [{"seed": k} for k in range(257)]}, "/negative"),
        ({"positive": TWO, "negative": [{"seed": 1}, {"latent": [1]}]}, "/negative/1/latent"),
        ({"positive": [{"seed": 1}, {}], "negative": TWO}, "/positive/1"),
        ({"positive": TWO, "negative": TWO, "condition": {"class": 1}}, "/condition"),
    ],
)
def test_wrong_fields_are_pointed_at(client, body, pointer):
    problem(client.post(DIRECTIONS.format("random-vae"), json=body), 422, pointer)


def test_256_on_each_side_are_allowed(client):
    points = [{"seed": k} for k in range(256)]
    body = {"positive": points, "negative": points}
    assert client.post(DIRECTIONS.format("random-vae"), json=body).status_code == 200


def test_the_answer_is_json_only(client):
    response = client.post(
        DIRECTIONS.format("random-vae"),
        json={"positive": TWO, "negative": TWO},
        headers={"Accept": "image/png"},
    )
    problem(response, 406)
