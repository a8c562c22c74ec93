from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.server.support import encoded, images_of, noise, picture_bytes, problem
from tests.server.test_decode import same_pixels

EDIT = "/api/v1/models/{}/attribute-edit"
Z = [0.5, -1.0, 0.25, 2.0]


def post(client, body, name="random-vae"):
    response = client.post(EDIT.format(name), json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_edits_add_up(client, bundles):
    bundle = bundles["random-vae"]
    body = {"point": {"latent": Z}, "edits": {"Smiling": 1.5, "Wide": -1}}
    answer = post(client, body)
    expected = torch.tensor(Z) + 1.5 * bundle.directions["Smiling"] - bundle.directions["Wide"]
    assert torch.allclose(torch.tensor(answer["latents"]), expected[None], atol=1e-5)
    assert same_pixels(images_of(answer), bundle.decode(expected[None]))


@pytest.mark.parametrize("edits", [{}, {"Smiling": 0}])
def test_nothing_changed_is_exactly_the_point(client, edits):
    assert post(client, {"point": {"latent": Z}, "edits": edits})["latents"] == [Z]


def test_preserved_attributes_do_not_move(client, bundles):
    directions = bundles["random-vae"].directions
    body = {"point": {"latent": Z}, "edits": {"Smiling": 2}, "preserve": ["Wide", "Eyeglasses"]}
    step = torch.tensor(post(client, body)["latents"][0]) - torch.tensor(Z)
    assert step.norm() > 0.05
    for name in ("Wide", "Eyeglasses"):
        assert abs(float(step @ directions[name])) < 1e-4
    free = post(client, {"point": {"latent": Z}, "edits": {"Smiling": 2}})["latents"][0]
    assert abs(float((torch.tensor(free) - torch.tensor(Z)) @ directions["Wide"])) > 1e-2


def test_own_directions_go_beside_and_instead_of_edits(client, bundles):
    own = [{"direction": [1, 0, 0, 0], "alpha": 0.5}, {"direction": [0, 0, 0, 2], "alpha": -1}]
    alone = post(client, {"point": {"latent": Z}, "directions": own})
    assert alone["latents"] == [[1.0, -1.0, 0.25, 0.0]]
    both = post(client, {"point": {"latent": Z}, "directions": own, "edits": {"Wide": 1}})
    expected = torch.tensor(alone["latents"]) + bundles["random-vae"].directions["Wide"]
    assert torch.allclose(torch.tensor(both["latents"]), expected, atol=1e-5)


def test_own_directions_are_cleared_of_what_is_preserved(client, bundles):
    own = [{"direction": [1, 1, 1, 1], "alpha": 1}]
    body = {"point": {"latent": Z}, "directions": own, "preserve": ["Wide"]}
    step = torch.tensor(post(client, body)["latents"][0]) - torch.tensor(Z)
    assert abs(float(step @ bundles["random-vae"].directions["Wide"])) < 1e-4


def test_a_sweep_is_a_strip_after_the_other_edits(client, bundles):
    alphas = [-3, -1.5, 0, 3]
    body = {
        "point": {"latent": Z},
        "edits": {"Wide": 1},
        "sweep": {"attribute": "Smiling", "alphas": alphas},
    }
    answer = post(client, body)
    bundle = bundles["random-vae"]
    start = torch.tensor(Z) + bundle.directions["Wide"]
    expected = torch.stack([start + alpha * bundle.directions["Smiling"] for alpha in alphas])
    assert answer["alphas"] == alphas
    assert torch.allclose(torch.tensor(answer["latents"]), expected, atol=1e-5)
    assert same_pixels(images_of(answer), bundle.decode(expected))


def test_a_sweep_may_follow_an_own_direction(client):
    sweep = {"direction": [0, 1, 0, 0], "alphas": [0, 2]}
    answer = post(client, {"point": {"latent": Z}, "sweep": sweep})
    assert answer["latents"] == [Z, [0.5, 1.0, 0.25, 2.0]]


def test_a_sweep_keeps_what_is_preserved(client, bundles):
    sweep = {"attribute": "Smiling", "alphas": [-1, 1]}
    body = {"point": {"latent": Z}, "sweep": sweep, "preserve": ["Wide"]}
    first, last = torch.tensor(post(client, body)["latents"])
    assert abs(float((last - first) @ bundles["random-vae"].directions["Wide"])) < 1e-4
    assert (last - first).norm() > 0.05


def test_a_picture_on_a_conditional_model(client, bundles):
    picture = noise(16, 16, 3)
    body = {
        "point": {"image": encoded(picture_bytes(picture))},
        "edits": {"Wide": 1},
        "condition": {"attributes": {"Smiling": 1, "Eyeglasses": 0}},
    }
    answer = post(client, body, "random-faces")
    bundle = bundles["random-faces"]
    pixels = np.array(picture, dtype=np.float32) / 255
    condition = torch.tensor([[1.0, 0.0]])
    start = bundle.encode(torch.from_numpy(pixels).permute(2, 0, 1)[None], condition).mode()
    expected = start + bundle.directions["Wide"]
    assert torch.allclose(torch.tensor(answer["latents"]), expected, atol=1e-4)
    assert same_pixels(images_of(answer), bundle.decode(expected, condition))


POINT = {"point": {"latent": Z}}
SWEEP = {"attribute": "Smiling", "alphas": [0, 1]}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"edits": {"Smiling": 1}}, "/point"),
        (POINT, ""),
        ({**POINT, "edits": {"Hat": 1}}, "/edits/Hat"),
        ({**POINT, "edits": {"Smiling": "1"}}, "/edits/Smiling"),
        ({**POINT, "edits": {"Smiling": 1e39}}, "/edits/Smiling"),
        ({**POINT, "edits": {"Smiling": 3e38}}, ""),
        ({**POINT, "edits": ["Smiling"]}, "/edits"),
        ({**POINT, "edits": {"Smiling": 1}, "preserve": ["Hat"]}, "/preserve/0"),
        ({**POINT, "edits": {"Smiling": 1}, "preserve": ["Wide", "Smiling"]}, "/preserve/1"),
        ({**POINT, "sweep": SWEEP, "preserve": ["Smiling"]}, "/preserve/0"),
        ({**POINT, "sweep": {"alphas": [1]}}, "/sweep"),
        ({**POINT, "sweep": {**SWEEP, "direction": Z}}, "/sweep"),
        ({**POINT, "sweep": {**SWEEP, "attribute": "Hat"}}, "/sweep/attribute"),
        ({**POINT, "sweep": {"attribute": "Smiling"}}, "/sweep/alphas"),
        ({**POINT, "sweep": {**SWEEP, "alphas": []}}, "/sweep/alphas"),
        ({**POINT, "sweep": {**SWEEP, "alphas": [0.0] * 257}}, "/sweep/alphas"),
        ({**POINT, "sweep": {"direction": [1], "alphas": [1]}}, "/sweep/direction"),
        ({**POINT, "directions": [{"direction": [1], "alpha": 1}]}, "/directions/0/direction"),
        ({**POINT, "directions": [{"direction": Z}]}, "/directions/0/alpha"),
        ({**POINT, "edits": {}, "condition": {"class": 1}}, "/condition"),
        ({"point": {"latent": [1]}, "edits": {}}, "/point/latent"),
    ],
)
def test_wrong_fields_are_pointed_at(client, body, pointer):
    problem(client.post(EDIT.format("random-vae"), json=body), 422, pointer)


def test_a_conditional_model_needs_its_condition(client):
    body = {"point": {"latent": [0.0] * 6}, "edits": {"Wide": 1}}
    problem(client.post(EDIT.format("random-faces"), json=body), 422, "/condition")


def test_an_unknown_gallery_item_is_a_404(client):
    body = {"point": {"gallery": "none"}, "edits": {}}
    problem(client.post(EDIT.format("random-vae"), json=body), 404, "/point/gallery")
