from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.toys import drawn_images, toy_dataset
from training import judge as judging
from training.evaluate import sharpness
from training.judge import FEATURES, Judge, JudgeRecipe, accuracy, judge_for, soften, train_judge

QUICK = JudgeRecipe(seed=1, width=8, epochs=20, learning_rate=1e-2)
DATA = toy_dataset(768, 60)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def trained() -> Judge:
    return train_judge(DATA, QUICK)


def test_a_judge_learns_to_tell_shapes_apart(trained: Judge) -> None:
    assert accuracy(trained, DATA.test) >= 0.98
    assert accuracy(Judge(1, 3, width=8).eval(), DATA.test) < 0.8


def test_a_judge_recognises_softened_images_too(trained: Judge) -> None:
    labels = torch.arange(90) % 3
    images = drawn_images(labels, seed=5)
    verdicts = [trained(soften(images, generator(k))).argmax(dim=1) for k in range(20)]
    assert float((torch.stack(verdicts) == labels).float().mean()) > 0.9


def test_a_trained_judge_is_frozen_and_repeatable(trained: Judge) -> None:
    assert not trained.training
    assert not any(parameter.requires_grad for parameter in trained.parameters())
    again = train_judge(DATA, QUICK).state_dict()
    assert all(torch.equal(value, again[name]) for name, value in trained.state_dict().items())


def test_accuracy_counts_every_image_once_whatever_the_batch(trained: Judge) -> None:
    split = toy_dataset(3, 50).test
    verdicts = trained(split.images(slice(None))).argmax(dim=1)
    share = float((verdicts == split.labels).float().mean())
    for batch in (1, 7, 500):
        assert accuracy(trained, split, batch) == pytest.approx(share)


@pytest.mark.parametrize(("channels", "size"), [(1, 8), (3, 8), (1, 28), (3, 32)])
def test_features_and_logits_have_their_shapes(channels: int, size: int) -> None:
    judge = Judge(channels, 4, width=4).eval()
    images = torch.rand(2, channels, size, size, generator=generator())
    features = judge.features(images)
    assert features.shape == (2, FEATURES)
    assert float(features.detach().min()) >= 0.0
    assert judge(images).shape == (2, 4)


def test_softening_keeps_shape_and_range_and_never_sharpens() -> None:
    images = drawn_images(torch.arange(6), size=28)
    ratios = []
    for seed in range(40):
        found = soften(images, generator(seed))
        assert found.shape == images.shape
        assert float(found.min()) >= -1e-6
        assert float(found.max()) <= 1 + 1e-6
        ratios.append(sharpness(found) / sharpness(images))
        assert torch.equal(found, soften(images, generator(seed)))
    untouched = sum(ratio == 1.0 for ratio in ratios)
    assert 8 <= untouched <= 24
    assert max(ratios) <= 1.01
    assert min(ratios) < 0.7


def test_a_judge_is_kept_and_found_again(
    tmp_path: Path, trained: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = judge_for(DATA, tmp_path / "judges", QUICK)

    def never(*_: object) -> Judge:
        raise AssertionError("trained again")

    monkeypatch.setattr(judging, "train_judge", never)
    again = judge_for(DATA, tmp_path / "judges", QUICK)
    images = DATA.test.images(slice(None))
    assert torch.equal(first(images), again(images))
    assert torch.equal(first(images), trained(images))
    assert not again.training
    with pytest.raises(AssertionError, match="trained again"):
        judge_for(DATA, tmp_path / "judges", JudgeRecipe(seed=2, width=8, epochs=20))
