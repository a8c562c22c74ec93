from __future__ import annotations

import numpy as np
import pytest
import torch

import latente
from tests.server.support import encoded, images_of, noise, picture_bytes, problem
from tests.server.test_decode import same_pixels

INTERPOLATE = "/api/v1/models/{}/interpolate"
START, END = [0.1, -1.2, 0.7, 3.3], [1.1, 0.3, -0.2, -2.4]
ENDS = {"start": {"latent": START}, "end": {"latent": END}}


def post(client, body, name="random-vae"):
    response = client.post(INTERPOLATE.format(name), json=body)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("method", ["linear", "spherical"])
def test_the_ends_are_exact_and_the_path_is_the_librarys(client, bundles, method):
    answer = post(client, {**ENDS, "steps": 5, "method": method})
    assert answer["latents"][0] == START
    assert answer["latents"][-1] == END
    assert answer["alphas"] == [0.0, 0.25, 0.5, 0.75, 1.0]
    expected = latente.interpolate(
        torch.tensor(START), torch.tensor(END), torch.linspace(0, 1, 5), method
    )
    assert torch.allclose(torch.tensor(answer["latents"]), expected, atol=1e-6)
    assert same_pixels(images_of(answer), bundles["random-vae"].decode(expected))


@pytest.mark.parametrize("method", ["linear", "spherical"])
def test_alphas_extrapolate_and_come_back(client, method):
    alphas = [1.2, 0, 0.25, 1, -0.5]
    answer = post(client, {**ENDS, "alphas": alphas, "method": method})
    assert answer["alphas"] == alphas
    assert answer["latents"][1] == START
    assert answer["latents"][3] == END
    if method == "linear":
        expected = [1.2 * e - 0.2 * s for s, e in zip(START, END, strict=True)]
        assert answer["latents"][0] == pytest.approx(expected, rel=1e-5)


def test_spherical_is_not_linear(client):
    paths = [post(client, {**ENDS, "method": method}) for method in ("linear", "spherical")]
    assert not np.allclose(paths[0]["latents"][4], paths[1]["latents"][4], atol=1e-2)


def test_nine_steps_are_the_default(client):
    assert len(post(client, ENDS)["images"]) == 9


def test_every_kind_of_point_names_its_latent(client, bundles):
    bundle = bundles["random-vae"]
    picture = noise(28, 28)
    image = torch.from_numpy(np.array(picture, dtype=np.float32) / 255)[None, None]
    seeded = bundle.sample_prior(1, torch.Generator().manual_seed(11))[0]
    points = {
        "latent": (START, torch.tensor(START)),
        "image": (encoded(picture_bytes(picture)), bundle.encode(image).mode()[0]),
        "seed": (11, seeded),
        "gallery": ("item-2", bundle.gallery_latent("item-2")),
    }
    for kind, (value, expected) in points.items():
        answer = post(client, {"start": {kind: value}, "end": {"seed": 1}, "steps": 2})
        assert torch.allclose(torch.tensor(answer["latents"][0]), expected, atol=1e-5), kind


def test_a_seed_on_a_deterministic_model_is_drawn_from_the_fitted_prior(client, bundles):
    answer = post(client, {"start": {"seed": 5}, "end": {"seed": 6}}, "random-ae")
    generator = torch.Generator().manual_seed(5)
    expected = bundles["random-ae"].sample_prior(1, generator, "fitted")[0]
    assert torch.allclose(torch.tensor(answer["latents"][0]), expected)


def test_a_path_goes_through_all_its_points(client):
    path = [{"seed": 1}, {"latent": START}, {"gallery": "item-0"}]
    answer = post(client, {"path": path, "steps": 5})
    assert answer["latents"][2] == START
    gallery = client.get("/api/v1/models/random-vae/gallery").json()["items"][0]["latent"]
    assert answer["latents"][4] == gallery
    assert answer["alphas"] == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_a_closed_path_returns_without_a_double(client):
    path = [{"latent": START}, {"latent": END}]
    answer = post(client, {"path": path, "steps": 4, "closed": True})
    assert answer["latents"][0] == START
    assert answer["latents"][2] == END
    middle = (torch.tensor(START) + torch.tensor(END)) / 2
    for frame in (1, 3):
        assert torch.allclose(torch.tensor(answer["latents"][frame]), middle, atol=1e-6)


def test_end_conditions_are_blended_along_the_way(client, bundles):
    body = {
        **ENDS,
        "alphas": [0, 0.5, 1],
        "start_condition": {"class": 0},
        "end_condition": {"class": "Bag"},
    }
    answer = post(client, body, "random-cvae")
    rows = torch.tensor([[1, 0, 0], [0.5, 0, 0.5], [0, 0, 1]])
    expected = bundles["random-cvae"].decode(torch.tensor(answer["latents"]), rows)
    assert same_pixels(images_of(answer), expected)


def test_one_condition_holds_for_all_and_fills_a_missing_end(client):
    shared = post(client, {**ENDS, "condition": {"class": 1}}, "random-cvae")
    ends = {"start_condition": {"class": 1}, "end_condition": {"class": 1}}
    assert post(client, {**ENDS, **ends}, "random-cvae") == shared
    filled = {"condition": {"class": 1}, "end_condition": {"class": 2}}
    other = {"start_condition": {"class": 1}, "end_condition": {"class": 2}}
    assert post(client, {**ENDS, **filled}, "random-cvae") == post(
        client, {**ENDS, **other}, "random-cvae"
    )


def test_each_point_of_a_path_may_have_its_condition(client, bundles):
    body = {
        "path": [{"seed": 1}, {"seed": 2}, {"seed": 3}],
        "steps": 5,
        "conditions": [{"class": 0}, {"class": 1}, {"class": 2}],
    }
    answer = post(client, body, "random-cvae")
    rows = torch.tensor(
        [[1, 0, 0], [0.5, 0.5, 0], [0, 1, 0], [0, 0.5, 0.5], [0, 0, 1]], dtype=torch.float32
    )
    expected = bundles["random-cvae"].decode(torch.tensor(answer["latents"]), rows)
    assert same_pixels(images_of(answer), expected)


def test_a_picture_is_encoded_under_its_own_end(client, bundles):
    picture = noise(28, 28)
    body = {
        "start": {"image": encoded(picture_bytes(picture))},
        "end": {"seed": 1},
        "start_condition": {"class": 2},
        "end_condition": {"class": 0},
        "steps": 2,
    }
    answer = post(client, body, "random-cvae")
    image = torch.from_numpy(np.array(picture, dtype=np.float32) / 255)[None, None]
    expected = bundles["random-cvae"].encode(image, torch.eye(3)[2][None]).mode()[0]
    assert torch.allclose(torch.tensor(answer["latents"][0]), expected, atol=1e-5)


def test_one_step_is_the_start(client):
    assert post(client, {**ENDS, "steps": 1})["latents"] == [START]


TWO = [{"seed": 1}, {"seed": 2}]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/start"),
        ({"start": {"seed": 1}}, "/end"),
        ({"end": {"seed": 1}}, "/start"),
        ({**ENDS, "path": TWO}, "/start"),
        ({"path": [{"seed": 1}]}, "/path"),
        ({"path": TWO, "alphas": [0, 1]}, "/alphas"),
        ({**ENDS, "steps": 3, "alphas": [0, 1]}, "/alphas"),
        ({**ENDS, "alphas": []}, "/alphas"),
        ({**ENDS, "alphas": [0.0] * 257}, "/alphas"),
        ({**ENDS, "alphas": [3e38]}, "/alphas"),
        ({**ENDS, "steps": 0}, "/steps"),
        ({**ENDS, "steps": 257}, "/steps"),
        ({"path": TWO, "steps": 257}, "/steps"),
        ({**ENDS, "closed": True}, "/closed"),
        ({**ENDS, "method": "cubic"}, "/method"),
        ({**ENDS, "fps": 0}, "/fps"),
        ({**ENDS, "fps": 1000}, "/fps"),
        ({**ENDS, "loop": "yes"}, "/loop"),
        ({**ENDS, "condition": {"class": 1}}, "/condition"),
        ({**ENDS, "start_condition": {"class": 1}}, "/start_condition"),
        ({"start": {}, "end": {"seed": 1}}, "/start"),
        ({"start": {"seed": 1, "latent": START}, "end": {"seed": 1}}, "/start"),
        ({"start": {"seed": 1, "gallery": "item-0"}, "end": {"seed": 1}}, "/start"),
        ({"start": {"point": 1}, "end": {"seed": 1}}, "/start/point"),
        ({"start": {"latent": [1, 2]}, "end": {"seed": 1}}, "/start/latent"),
        ({"start": {"seed": 1}, "end": {"image": "%%%"}}, "/end/image"),
        ({"path": [*TWO, {"latent": [1]}]}, "/path/2/latent"),
        ({"path": [*TWO, {"image": "AAAA", "seed": 1}]}, "/path/2"),
    ],
)
def test_wrong_fields_are_pointed_at(client, body, pointer):
    problem(client.post(INTERPOLATE.format("random-vae"), json=body), 422, pointer)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({}, "/condition"),
        ({"end_condition": {"class": 1}}, "/start_condition"),
        ({"start_condition": {"class": 1}}, "/end_condition"),
        (
            {"start_condition": {"class": 9}, "end_condition": {"class": 1}},
            "/start_condition/class",
        ),
        (
            {name: {"class": 1} for name in ("condition", "start_condition", "end_condition")},
            "/condition",
        ),
        ({"conditions": [{"class": 0}]}, "/conditions"),
        ({"conditions": [{"class": 0}] * 2, "end_condition": {"class": 0}}, "/end_condition"),
    ],
)
def test_wrong_conditions_are_pointed_at(client, changes, pointer):
    response = client.post(INTERPOLATE.format("random-cvae"), json={**ENDS, **changes})
    problem(response, 422, pointer)


def test_an_unknown_gallery_item_is_a_404_that_points_at_it(client):
    body = {"path": [{"seed": 1}, {"gallery": "item-9"}]}
    response = client.post(INTERPOLATE.format("random-vae"), json=body)
    problem(response, 404, "/path/1/gallery")
