"""What the judge says beside the images, and which directions an edit takes."""

from __future__ import annotations

import threading

import pytest
import torch

from latente.judge import Judge
from latente.pixels import from_uint8
from tests.bundles import write_random_bundle
from tests.faces import FACES, NOT_TOLD
from tests.server.support import (
    encoded,
    images_of,
    noise,
    picture_bytes,
    problem,
    running,
    settings_for,
)

URL = "/api/v1/models/{}/{}"
FACE = encoded(picture_bytes(noise(64, 64, 3)))
Z = [0.5, -1.0, 0.25, 2.0, 0.0, 1.0]
MEAN = {"attributes": {}}


def post(client, call, body, name="aligned-faces"):
    response = client.post(URL.format(name, call), json=body)
    assert response.status_code == 200, response.text
    return response.json()


def expected(bundle, images):
    """What the library's judge says of 8-bit images [N, H, W, C], for the told attributes."""
    rows = bundle.judge.probabilities(from_uint8(images))
    names = [each.name for each in bundle.card.judge.attributes]
    columns = [bundle.judge.card.attributes.index(name) for name in names]
    return [dict(zip(names, row, strict=True)) for row in rows[:, columns].tolist()]


def close(found, wanted):
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        # The judge sees unrounded pixels.
        assert one == pytest.approx(other, abs=0.02)


CALLS = [
    ("decode", {"latents": [Z, [0.0] * 6]}, 2),
    ("sample", {"count": 3, "seed": 1}, 3),
    ("interpolate", {"start": {"seed": 1}, "end": {"seed": 2}, "steps": 4}, 4),
    ("attribute-edit", {"point": {"latent": Z}, "edits": {"Smiling": 1}}, 1),
    (
        "attribute-edit",
        {"point": {"latent": Z}, "sweep": {"attribute": "Male", "alphas": [-1, 0, 1]}},
        3,
    ),
]


@pytest.mark.parametrize(("call", "body", "count"), CALLS)
def test_every_image_is_judged_when_asked_for(client, bundles, call, body, count):
    answer = post(client, call, {**body, "judge": True})
    assert len(answer["judgements"]) == count
    close(answer["judgements"], expected(bundles["aligned-faces"], images_of(answer)))
    plain = post(client, call, body)
    assert "judgements" not in plain
    assert plain["images"] == answer["images"]


def test_judgements_differ_from_image_to_image(client):
    found = post(client, "sample", {"count": 8, "seed": 3, "judge": True})["judgements"]
    spread = torch.tensor([list(each.values()) for each in found]).std(dim=0)
    assert float(spread.max()) > 0.02


@pytest.mark.parametrize(
    "body",
    [
        {"condition": MEAN, "count": 2, "seed": 1},
        {"conditions": [MEAN] * 3, "point": {"seed": 1}},
    ],
)
def test_conditional_images_are_judged_too(client, bundles, body):
    answer = post(client, "conditional-generate", {**body, "judge": True}, "conditional-faces")
    close(answer["judgements"], expected(bundles["conditional-faces"], images_of(answer)))


def test_encode_judges_pictures_and_reconstructions(client, bundles):
    answer = post(client, "encode", {"images": [FACE], "judge": True})
    bundle = bundles["aligned-faces"]
    close(answer["judgements"], expected(bundle, images_of(answer, "reconstructions")))
    close(answer["input_judgements"], expected(bundle, images_of(answer, "inputs")))
    assert answer["judgements"] != answer["input_judgements"]


def test_files_are_judged_too(client):
    data = picture_bytes(noise(64, 64, 3))
    url = URL.format("aligned-faces", "encode")
    answer = client.post(url, files={"image": data}, data={"judge": "true"}).json()
    assert answer == post(client, "encode", {"images": [FACE], "judge": True})


def test_only_what_the_card_names_is_told(client, bundles):
    told = post(client, "sample", {"count": 1, "seed": 1, "judge": True})["judgements"][0]
    bundle = bundles["aligned-faces"]
    assert list(told) == [each.name for each in bundle.card.judge.attributes]
    assert NOT_TOLD in bundle.judge.card.attributes
    assert NOT_TOLD not in told
    assert all(0 <= value <= 1 for value in told.values())


def test_a_picture_answer_takes_the_word_and_needs_no_judge(client, monkeypatch):
    def never(*_arguments):
        raise AssertionError("judged although nobody sees it")

    monkeypatch.setattr(Judge, "probabilities", never)
    url = URL.format("aligned-faces", "sample")
    response = client.post(url, json={"count": 1, "judge": True}, headers={"Accept": "image/png"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/png"


WITHOUT = [
    ("decode", {"latents": [[0.0] * 4]}),
    ("encode", {"images": [encoded(picture_bytes(noise(28, 28)))]}),
    ("sample", {}),
    ("interpolate", {"start": {"seed": 1}, "end": {"seed": 2}}),
    ("attribute-edit", {"point": {"seed": 1}, "edits": {}}),
]


@pytest.mark.parametrize(("call", "body"), WITHOUT)
def test_models_without_a_judge_refuse(client, call, body):
    url = URL.format("random-vae", call)
    problem(client.post(url, json={**body, "judge": True}), 422, "/judge")
    assert client.post(url, json={**body, "judge": False}).status_code == 200


def test_a_conditional_model_without_a_judge_refuses(client):
    body = {"condition": {"class": 1}, "judge": True}
    problem(
        client.post(URL.format("random-cvae", "conditional-generate"), json=body), 422, "/judge"
    )


@pytest.mark.parametrize("value", [1, "true", None, {}])
def test_judge_is_yes_or_no(client, value):
    body = {"count": 1, "judge": value}
    problem(client.post(URL.format("aligned-faces", "sample"), json=body), 422, "/judge")


def test_judging_blocks_neither_the_loop_nor_inference(tmp_path, monkeypatch):
    """While the judge thinks, health, models and decoding answer."""
    write_random_bundle(tmp_path, "faces", size=64, channels=3, contents=FACES)
    with running(settings_for(tmp_path)) as service:
        begun, gate, original = threading.Event(), threading.Event(), Judge.probabilities
        threads = []

        def slow(self, images):
            threads.append(threading.current_thread().name)
            begun.set()
            assert gate.wait(20)
            return original(self, images)

        monkeypatch.setattr(Judge, "probabilities", slow)
        url = URL.format("faces", "sample")
        answers = []
        asking = threading.Thread(
            target=lambda: answers.append(
                service.client.post(url, json={"count": 1, "judge": True})
            )
        )
        asking.start()
        try:
            assert begun.wait(20)
            assert service.client.get("/healthz").status_code == 200
            assert service.client.post(url, json={"count": 1}).status_code == 200
        finally:
            gate.set()
            asking.join(20)
        assert answers[0].status_code == 200
        assert threads[0].startswith("latente-pictures")


EDIT = {"point": {"latent": Z}, "edits": {"Smiling": 2, "Young": 1}}


def moved(client, body):
    return torch.tensor(post(client, "attribute-edit", body)["latents"]) - torch.tensor([Z])


def test_the_best_directions_are_the_default(client, bundles):
    bundle = bundles["aligned-faces"]
    wanted = 2 * bundle.directions["Smiling"] + bundle.directions["Young"]
    for body in (EDIT, {**EDIT, "method": "best"}):
        assert torch.allclose(moved(client, body)[0], wanted, atol=1e-5)


def test_the_plain_mean_difference_is_there_beside_it(client, bundles):
    bundle = bundles["aligned-faces"]
    assert "Young" not in bundle.mean_directions
    wanted = 2 * bundle.mean_directions["Smiling"] + bundle.directions["Young"]
    found = moved(client, {**EDIT, "method": "mean-difference"})[0]
    assert torch.allclose(found, wanted, atol=1e-5)
    assert not torch.allclose(found, moved(client, EDIT)[0], atol=1e-2)


def test_sweeps_and_what_is_held_follow_the_method(client, bundles):
    bundle = bundles["aligned-faces"]
    sweep = {"attribute": "Male", "alphas": [0, 1]}
    body = {"point": {"latent": Z}, "sweep": sweep, "preserve": ["Smiling"]}
    for method, directions in (
        ("best", bundle.directions),
        ("mean-difference", bundle.mean_directions),
    ):
        first, last = moved(client, {**body, "method": method})
        step = last - first
        assert abs(float(step @ directions["Smiling"])) < 1e-4
        along = torch.linalg.lstsq(
            torch.stack([directions["Male"], directions["Smiling"]], dim=1), step
        ).solution
        assert float(along[0]) == pytest.approx(1.0, abs=1e-4)


def test_own_directions_are_the_same_under_both(client):
    body = {"point": {"latent": Z}, "directions": [{"direction": [1.0] * 6, "alpha": 1}]}
    both = [moved(client, {**body, "method": each}) for each in ("best", "mean-difference")]
    assert torch.equal(*both)


def test_a_model_without_refined_directions_takes_both_words(client):
    body = {"point": {"seed": 1}, "edits": {"Smiling": 1}}
    both = [
        post(client, "attribute-edit", {**body, "method": each}, "random-vae")
        for each in ("best", "mean-difference")
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize("method", ["refined", "", 1, None])
def test_another_method_is_pointed_at(client, method):
    body = {**EDIT, "method": method}
    problem(client.post(URL.format("aligned-faces", "attribute-edit"), json=body), 422, "/method")
