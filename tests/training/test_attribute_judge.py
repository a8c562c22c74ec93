from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch
from torch import Tensor

from latente.judge import Judge, load_judge, save_judge
from tests.bundles import random_judge
from tests.linear import linear_judge
from tests.toys import ATTRIBUTES, drawn_attributes, drawn_labels, toy_attribute_dataset
from training import attribute_judge
from training.attribute_judge import (
    ATTRIBUTE_GUIDE,
    ATTRIBUTE_GUIDES,
    AttributeJudgeRecipe,
    accuracies,
    attribute_judge_file,
    attribute_judge_for,
    rare_weights,
    train_attribute_judge,
)
from training.data import Split
from training.guides import guide_for
from training.judge import soften
from training.recipe import Recipe

QUICK = AttributeJudgeRecipe(seed=1, width=4, epochs=10, learning_rate=1e-2)
DATA = toy_attribute_dataset(400, 20, 100)


@pytest.fixture(scope="module")
def trained() -> Judge:
    return train_attribute_judge(DATA, QUICK)


def verdicts(judge: Judge, images: Tensor) -> Tensor:
    return judge.probabilities(images) > 0.5


def test_a_judge_learns_what_is_to_be_seen(trained: Judge) -> None:
    right = verdicts(trained, DATA.test.images(slice(None))) == DATA.test.labels.bool()
    assert float(right.float().mean()) > 0.9
    chance = DATA.test.labels.float().mean(dim=0)
    assert bool((right.float().mean(dim=0) > torch.maximum(chance, 1 - chance)).all())


def test_a_judge_recognises_softened_pictures_too(trained: Judge) -> None:
    labels = drawn_labels(60, 4, seed=8)
    images = drawn_attributes(labels, 16, seed=8)
    seen = [
        verdicts(trained, soften(images, torch.Generator().manual_seed(k))) == labels.bool()
        for k in range(10)
    ]
    assert float(torch.stack(seen).float().mean()) > 0.85


def test_a_judge_states_its_own_accuracy_on_test_images(trained: Judge) -> None:
    card = trained.card
    assert card.attributes == ATTRIBUTES
    assert (card.size, card.channels, card.width) == (16, 3, 4)
    assert card.license == DATA.license
    right = (verdicts(trained, DATA.test.images(slice(None))) == DATA.test.labels.bool()).float()
    for k, name in enumerate(ATTRIBUTES):
        assert card.accuracy[name] == pytest.approx(float(right[:, k].mean()), abs=1e-4)
        has = DATA.test.labels[:, k].bool()
        both = (right[has, k].mean() + right[~has, k].mean()) / 2
        assert card.balanced_accuracy[name] == pytest.approx(float(both), abs=1e-4)


def test_a_trained_judge_is_frozen_and_repeatable() -> None:
    short = dataclasses.replace(QUICK, epochs=1)
    one, again = (train_attribute_judge(DATA, short).network for _ in range(2))
    other = train_attribute_judge(DATA, dataclasses.replace(short, seed=2)).network
    assert not one.training
    assert not any(parameter.requires_grad for parameter in one.parameters())
    states = one.state_dict(), again.state_dict(), other.state_dict()
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())
    assert not torch.equal(states[0]["head.weight"], states[2]["head.weight"])


def test_a_judge_is_the_same_when_it_is_read_again(trained: Judge, tmp_path: Path) -> None:
    save_judge(trained, tmp_path / "new" / "judge.safetensors")
    again = load_judge(tmp_path / "new" / "judge.safetensors")
    images = DATA.test.images(slice(None))
    assert again.card == trained.card
    assert torch.equal(again.probabilities(images), trained.probabilities(images))
    assert torch.equal(again.features(images), trained.features(images))


def test_a_judge_is_kept_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short = dataclasses.replace(QUICK, epochs=1)
    first = attribute_judge_for(DATA, tmp_path / "judges", short)

    def never(*_: object) -> Judge:
        raise AssertionError("trained again")

    monkeypatch.setattr(attribute_judge, "train_attribute_judge", never)
    images = DATA.test.images(slice(None))
    assert [path.name for path in (tmp_path / "judges").iterdir()] == [
        attribute_judge_file(DATA, short)
    ]
    again = attribute_judge_for(DATA, tmp_path / "judges", short)
    assert torch.equal(first.probabilities(images), again.probabilities(images))
    with pytest.raises(AssertionError, match="trained again"):
        attribute_judge_for(DATA, tmp_path / "judges", dataclasses.replace(short, seed=2))


def test_half_a_judge_is_never_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: Judge, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    short = dataclasses.replace(QUICK, epochs=1)
    with monkeypatch.context() as patch:
        patch.setattr(attribute_judge, "save_judge", killed)
        with pytest.raises(KeyboardInterrupt):
            attribute_judge_for(DATA, tmp_path, short)
    assert attribute_judge_for(DATA, tmp_path, short).card.attributes == ATTRIBUTES


def test_a_judges_file_is_named_by_all_that_decides_it() -> None:
    name = attribute_judge_file(DATA, QUICK)
    assert name == "toy-attributes-400-size16-width4-epochs10-seed1.safetensors"
    others = [
        attribute_judge_file(DATA, dataclasses.replace(QUICK, **change))
        for change in ({"seed": 2}, {"width": 5}, {"epochs": 9})
    ]
    others.append(attribute_judge_file(toy_attribute_dataset(10), QUICK))
    others.append(attribute_judge_file(toy_attribute_dataset(400, size=32), QUICK))
    assert len({name, *others}) == 6
    odd = attribute_judge_file(dataclasses.replace(DATA, name="Mis Fotos_2"), QUICK)
    assert odd.startswith("mis-fotos-2-400-"), "a card must be able to name it"


def test_the_judge_of_faces_is_the_one_that_ships() -> None:
    weights = Path(__file__).resolve().parents[2] / "weights" / "_judges"
    blank = Split(torch.zeros(8_000, 1, 64, 1, dtype=torch.uint8), torch.zeros(8_000, 40))
    faces = dataclasses.replace(DATA, name="celeba", train=blank)
    assert (weights / attribute_judge_file(faces)).is_file()


def test_balanced_accuracy_weighs_both_kinds_the_same() -> None:
    """Of ten faces one has the attribute; a judge that never sees it is right nine times."""
    labels = torch.zeros(10, 2, dtype=torch.uint8)
    labels[0, 0] = 1
    images = torch.full((10, 8, 8, 1), 127, dtype=torch.uint8)
    images[:, 0, 0] = 0
    images[:, 3, 3] = 0
    plain, balanced = accuracies(linear_judge(2), Split(images, labels))
    assert plain == [0.9, 1.0]
    # The second attribute nobody has: there is nothing to balance.
    assert balanced == [0.5, 1.0]


def test_rare_attributes_weigh_more() -> None:
    labels = torch.zeros(100, 4)
    labels[:50, 0] = 1
    labels[:10, 1] = 1
    labels[:90, 2] = 1
    weights = rare_weights(labels)
    assert weights[:3].tolist() == pytest.approx([1.0, 3.0, 1 / 3])
    assert bool(torch.isfinite(weights).all())
    assert float(weights[3]) < 40


def test_the_guide_is_another_judge_than_the_one_that_scores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = AttributeJudgeRecipe()
    assert len({judge.seed, *(each.seed for each in ATTRIBUTE_GUIDES)}) == 1 + len(ATTRIBUTE_GUIDES)
    assert ATTRIBUTE_GUIDES[0] == ATTRIBUTE_GUIDE
    assert ATTRIBUTE_GUIDE.width != judge.width
    asked: list[AttributeJudgeRecipe] = []

    def train(_: object, recipe: AttributeJudgeRecipe) -> Judge:
        asked.append(recipe)
        return random_judge(ATTRIBUTES)

    monkeypatch.setattr(attribute_judge, "train_attribute_judge", train)
    recipe = Recipe.model_validate(
        {
            "id": "guided",
            "title": {"en": "a", "es": "b"},
            "description": {"en": "a", "es": "b"},
            "family": "vae",
            "epochs": 1,
            "data": {"dataset": "attribute-folder"},
            "network": {"channels": 3, "size": 16, "levels": 1},
            "objective": {"feature_weight": 1.0},
        }
    )
    assert guide_for(recipe, DATA, tmp_path) is not None
    assert asked == [ATTRIBUTE_GUIDE]
    plain = recipe.model_copy(update={"objective": type(recipe.objective)()})
    assert guide_for(plain, DATA, tmp_path) is None
