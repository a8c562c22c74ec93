from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from pydantic import ValidationError
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.testing import assert_close

from latente.errors import BundleError
from latente.judge import FEATURES, AttributeJudge, Judge, JudgeCard, load_judge, save_judge
from tests.bundles import random_judge

NAMES = ("Smiling", "Eyeglasses", "Male")


@pytest.fixture
def judge() -> Judge:
    return random_judge(NAMES)


@pytest.fixture
def path(judge: Judge, tmp_path: Path) -> Path:
    """The file of a sound judge, to be damaged."""
    place = tmp_path / "_judges" / "judge.safetensors"
    save_judge(judge, place)
    return place


def images(count: int, size: int = 32, channels: int = 3) -> Tensor:
    generator = torch.Generator().manual_seed(size)
    return torch.rand(count, channels, size, size, generator=generator)


def refused(path: Path, reason: str) -> None:
    with pytest.raises(BundleError, match=reason) as caught:
        load_judge(path)
    assert caught.value.path == path


def test_a_judge_comes_back_from_its_file(judge: Judge, path: Path) -> None:
    loaded = load_judge(path)
    assert loaded.card == judge.card
    assert_close(loaded.probabilities(images(3)), judge.probabilities(images(3)))
    assert_close(loaded.features(images(3)), judge.features(images(3)))
    assert not loaded.network.training
    assert not any(parameter.requires_grad for parameter in loaded.network.parameters())


def test_every_attribute_has_a_probability_for_every_image(judge: Judge) -> None:
    found = judge.probabilities(images(5))
    assert found.shape == (5, len(NAMES))
    assert bool(((found >= 0) & (found <= 1)).all())
    assert float(found.std(dim=0).max()) > 0


def test_features_are_there_and_none_is_negative(judge: Judge) -> None:
    found = judge.features(images(2))
    assert found.shape == (2, FEATURES)
    assert float(found.min()) >= 0


def test_an_image_is_judged_alike_alone_and_among_many(judge: Judge) -> None:
    """Also across the bounds of the batches in which many are judged."""
    many = images(260)
    together = judge.probabilities(many)
    for index in (0, 249, 250, 259):
        assert_close(together[index], judge.probabilities(many[index : index + 1])[0])


@pytest.mark.parametrize("size", [16, 64, 100])
def test_images_of_another_size_are_brought_to_the_judges_own(judge: Judge, size: int) -> None:
    flat = torch.full((1, 3, size, size), 0.3)
    own = torch.full((1, 3, 32, 32), 0.3)
    assert_close(judge.probabilities(flat), judge.probabilities(own), atol=1e-4, rtol=0)
    assert judge.probabilities(images(2, size)).shape == (2, len(NAMES))


def test_a_larger_image_is_averaged_not_sampled(judge: Judge) -> None:
    stripes = torch.zeros(1, 3, 128, 128)
    stripes[..., ::2] = 1.0
    grey = torch.full((1, 3, 32, 32), 0.5)
    assert_close(judge.probabilities(stripes), judge.probabilities(grey), atol=0.05, rtol=0)


def test_no_gradient_comes_out_of_a_judgement(judge: Judge) -> None:
    assert not judge.probabilities(images(1).requires_grad_()).requires_grad


def test_the_network_has_maps_from_fine_to_coarse(judge: Judge) -> None:
    maps = judge.network.feature_maps(images(2))
    assert [each.shape[-1] for each in maps] == [16, 8, 4, 2]
    assert all(each.shape[0] == 2 for each in maps)


def test_figures_of_a_judge_are_kept(tmp_path: Path) -> None:
    figures = dict.fromkeys(NAMES, 0.75)
    card = JudgeCard(
        attributes=NAMES, size=16, channels=1, width=2, accuracy=figures, license="drawn"
    )
    save_judge(Judge(card, AttributeJudge(card).eval()), tmp_path / "grey.safetensors")
    assert load_judge(tmp_path / "grey.safetensors").card == card


@pytest.mark.parametrize(
    "change",
    [
        {"attributes": ()},
        {"size": 8},
        {"size": 4096},
        {"channels": 0},
        {"width": 0},
        {"width": 100_000},
        {"colour": "red"},
    ],
)
def test_a_card_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    sound = {"attributes": NAMES, "size": 32, "channels": 3, "width": 4}
    JudgeCard.model_validate(sound)
    with pytest.raises(ValidationError):
        JudgeCard.model_validate(sound | change)


def test_a_missing_file_is_named(path: Path) -> None:
    path.unlink()
    refused(path, "missing")


@pytest.mark.parametrize("kept", [0.0, 0.01, 0.5, 0.99])
def test_a_cut_file_is_refused(path: Path, kept: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    refused(path, "damaged, or is no judge")


def test_a_pickle_in_disguise_is_never_run(path: Path) -> None:
    trace = path.parent / "trace"

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (trace,))

    path.write_bytes(pickle.dumps(Trap()))
    refused(path, "no judge")
    assert not trace.exists()


def card_text(**changes: Any) -> str:
    sound: dict[str, Any] = {"attributes": NAMES, "size": 32, "channels": 3, "width": 4}
    return json.dumps(sound | changes)


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {"other": card_text()},
        {"judge": "{"},
        {"judge": "[]"},
        {"judge": card_text(colour="red")},
        {"judge": card_text(attributes=["Smiling"])},
        {"judge": card_text(width=8)},
        {"judge": card_text(channels=1)},
    ],
)
def test_a_card_that_does_not_fit_its_weights_is_refused(
    path: Path, metadata: dict[str, str] | None
) -> None:
    save_file(load_file(path), path, metadata=metadata)
    refused(path, "no judge")


def test_a_file_that_lacks_weights_is_refused(path: Path) -> None:
    tensors = load_file(path)
    tensors.pop("head.weight")
    save_file(tensors, path, metadata={"judge": card_text()})
    refused(path, "no judge")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_finite_are_refused(path: Path, value: float) -> None:
    tensors = load_file(path)
    tensors["head.bias"][0] = value
    save_file(tensors, path, metadata={"judge": card_text()})
    refused(path, "not finite")
