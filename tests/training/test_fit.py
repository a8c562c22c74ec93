from __future__ import annotations

import csv
import json
import math
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from latente.families import registered_families
from latente.networks import NetworkSpec
from tests.bundles import random_judge
from tests.toys import toy_attribute_dataset, toy_attribute_recipe, toy_dataset, toy_recipe
from training.data import Dataset
from training.errors import RunError
from training.fit import FitOptions, fit, learning_rate_factor, load_fitted
from training.judge import Judge
from training.objectives import Objective
from training.recipe import Recipe, load_recipe, shipped_recipes

WHOLE = 9  # steps of an epoch: 90 images in batches of 10
QUICK = {"batch_size": 30, "learning_rate": 3e-2, "ema_decay": 0.5}


def weights_of(path: Path) -> dict[str, Tensor]:
    return load_file(path)


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def options(folder: Path, **changes: object) -> FitOptions:
    return FitOptions(folder, device="cpu", devices=1, **changes)  # type: ignore[arg-type]


def steps_written(folder: Path) -> list[int]:
    with (folder / "metrics.csv").open(encoding="utf-8") as file:
        return [int(row["step"]) for row in csv.DictReader(file)]


def data_and_guide(recipe: Recipe) -> tuple[Dataset, nn.Module]:
    """A dozen drawn images of the recipe's size, and a random guide that knows their kind."""
    size, channels, name = recipe.network.size, recipe.network.channels, recipe.data.dataset
    if not recipe.data.has_attributes:
        data = toy_dataset(12, 4, classes=10, size=size, channels=channels, name=name)
        return data, Judge(1, 10, width=4).eval().requires_grad_(False)
    names = (*recipe.data.condition, "Bald", "Mustache")
    return toy_attribute_dataset(12, 4, 4, size, names, name), random_judge(names).network


# Those of all of CelebA have a test of their own.
@pytest.mark.parametrize("name", [each for each in shipped_recipes() if "celeba" not in each])
def test_a_shipped_recipe_trains_one_step(name: str, tmp_path: Path) -> None:
    recipe = load_recipe(name)
    data, guide = data_and_guide(recipe)
    path = fit(recipe, data, options(tmp_path, max_steps=1), guide)
    model = load_fitted(recipe, tmp_path)
    fresh = torch.cat([p.flatten() for p in model.parameters()])
    assert bool(torch.isfinite(fresh).all())
    assert path == tmp_path / "model.safetensors"
    assert json.loads((tmp_path / "recipe.json").read_text(encoding="utf-8"))["id"] == name


@pytest.mark.parametrize("family", registered_families())
def test_training_lowers_the_error(family: str, tmp_path: Path) -> None:
    data = toy_dataset()
    recipe = toy_recipe(family, epochs=30, optimiser=QUICK)
    fit(recipe, data, options(tmp_path))
    model = load_fitted(recipe, tmp_path)
    images, labels = data.test.images(slice(None)), data.test.labels
    condition = torch.eye(3)[labels] if model.conditional else None
    decoded = model.decode(model.encode(images, condition).mode(), condition)
    error = (decoded - images).square().mean()
    assert float(error) < 0.4 * float(images.var(dim=0).mean())


@pytest.mark.parametrize("family", registered_families())
def test_the_same_seed_gives_the_same_weights(family: str, tmp_path: Path) -> None:
    data = toy_dataset()
    first, second = (
        weights_of(fit(toy_recipe(family), data, options(tmp_path / name))) for name in "ab"
    )
    other = weights_of(fit(toy_recipe(family, seed=1), data, options(tmp_path / "c")))
    assert same(first, second)
    assert not same(first, other)


def test_every_step_has_noise_and_every_epoch_an_order_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds, batches, progress = [], [], []
    compute = Objective.__call__

    def watch(self: Objective, model: Any, images: Tensor, *rest: Any) -> dict[str, Tensor]:
        seeds.append(rest[-1].initial_seed())
        batches.append(images.sum().item())
        progress.append(rest[-2])
        return compute(self, model, images, *rest)

    monkeypatch.setattr(Objective, "__call__", watch)
    fit(toy_recipe(epochs=2), toy_dataset(), options(tmp_path))
    assert len(seeds) == len(set(seeds)) == 2 * WHOLE
    assert batches[:WHOLE] != batches[WHOLE:]
    assert sum(batches[:WHOLE]) == pytest.approx(sum(batches[WHOLE:]), rel=1e-4)
    assert progress == pytest.approx([k / (2 * WHOLE) for k in range(2 * WHOLE)])


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tensor]:
    """Weights of four epochs in one go."""
    folder = tmp_path_factory.mktemp("whole")
    return weights_of(fit(toy_recipe(epochs=4), toy_dataset(), options(folder)))


@pytest.mark.parametrize("stop", [WHOLE - 4, WHOLE, 2 * WHOLE + 4])
def test_a_run_that_was_stopped_goes_on_as_if_it_had_not(
    stop: int, tmp_path: Path, uninterrupted: dict[str, Tensor]
) -> None:
    data, recipe = toy_dataset(), toy_recipe(epochs=4)
    part = weights_of(fit(recipe, data, options(tmp_path, max_steps=stop)))
    assert not same(uninterrupted, part)
    assert same(uninterrupted, weights_of(fit(recipe, data, options(tmp_path))))


def test_a_time_limit_ends_a_run_that_can_go_on(
    tmp_path: Path, uninterrupted: dict[str, Tensor]
) -> None:
    data, recipe = toy_dataset(), toy_recipe(epochs=4)
    part = fit(recipe, data, options(tmp_path, time_limit=timedelta(seconds=0)))
    assert not same(uninterrupted, weights_of(part))
    assert same(uninterrupted, weights_of(fit(recipe, data, options(tmp_path))))


def test_a_finished_run_stays_as_it_is(tmp_path: Path) -> None:
    data, recipe = toy_dataset(), toy_recipe()
    path = fit(recipe, data, options(tmp_path))
    before = path.read_bytes()
    assert fit(recipe, data, options(tmp_path)) == path
    assert path.read_bytes() == before


@pytest.mark.parametrize(("decay", "averaged"), [(0.0, False), (0.99, True)])
def test_the_weights_left_behind_are_averaged(decay: float, averaged: bool, tmp_path: Path) -> None:
    recipe = toy_recipe(optimiser={"batch_size": 10, "ema_decay": decay})
    found = weights_of(fit(recipe, toy_dataset(), options(tmp_path)))
    checkpoint = torch.load(tmp_path / "last.ckpt", weights_only=False)
    states = [
        {name.removeprefix("model."): value for name, value in checkpoint[key].items()}
        for key in ("state_dict", "current_model_state")
    ]
    assert same(found, states[0])
    assert same(found, states[1]) != averaged


def test_metrics_are_written_as_training_goes(tmp_path: Path) -> None:
    data = toy_dataset(train=60)
    recipe = toy_recipe(epochs=3, optimiser={"batch_size": 1})
    fit(recipe, data, options(tmp_path, max_steps=120))
    assert steps_written(tmp_path) == [50, 100]
    fit(recipe, data, options(tmp_path))
    assert steps_written(tmp_path) == [50, 100, 150]
    with (tmp_path / "metrics.csv").open(encoding="utf-8") as file:
        last = list(csv.DictReader(file))[-1]
    assert int(last["epoch"]) == 2
    for name in ("loss", "reconstruction", "mse", "kl"):
        assert math.isfinite(float(last[name]))
    assert last["inconsistency"] == ""


def test_progress_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fit(toy_recipe(epochs=2), toy_dataset(), options(tmp_path))
    shown = capsys.readouterr().out
    assert "epoch 1/2" in shown
    assert "epoch 2/2" in shown
    assert "mse 0." in shown


def test_a_run_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"nowhere.*latente-train fit"):
        load_fitted(toy_recipe(), tmp_path / "nowhere")


def test_a_run_of_another_network_is_named(tmp_path: Path) -> None:
    fit(toy_recipe(), toy_dataset(), options(tmp_path, max_steps=1))
    other = toy_recipe(network=NetworkSpec(size=8, levels=1, width=5).model_dump())
    with pytest.raises(RunError, match=r"model\.safetensors.*another network"):
        load_fitted(other, tmp_path)


def test_a_changed_recipe_does_not_go_on_where_another_stopped(tmp_path: Path) -> None:
    data = toy_dataset()
    fit(toy_recipe(), data, options(tmp_path))
    with pytest.raises(RunError, match=r"another recipe.*seed"):
        fit(toy_recipe(seed=5), data, options(tmp_path))


def test_a_run_begins_with_the_weights_that_it_is_given(tmp_path: Path) -> None:
    data = toy_dataset()
    began = weights_of(fit(toy_recipe(epochs=4), data, options(tmp_path / "first")))
    still = {"batch_size": 10, "learning_rate": 1e-12, "ema_decay": 0.0}
    recipe = toy_recipe(seed=9, optimiser=still)
    found = weights_of(fit(recipe, data, options(tmp_path / "second"), start=began))
    fresh = weights_of(fit(recipe, data, options(tmp_path / "third")))
    for name, value in found.items():
        torch.testing.assert_close(value, began[name], rtol=1e-5, atol=1e-7)
    assert not all(torch.allclose(value, began[name]) for name, value in fresh.items())


def test_weights_of_another_network_are_no_start(tmp_path: Path) -> None:
    other = toy_recipe(network=NetworkSpec(size=8, levels=1, width=5).model_dump())
    began = weights_of(fit(other, toy_dataset(), options(tmp_path / "first", max_steps=1)))
    recipe = toy_recipe(start_from="other")
    with pytest.raises(RunError, match="'other' cannot be begun with: its network is not"):
        fit(recipe, toy_dataset(), options(tmp_path / "second"), start=began)


def test_a_resumed_run_does_not_begin_again(tmp_path: Path) -> None:
    data, recipe = toy_dataset(), toy_recipe(epochs=2, start_from="another")
    began = weights_of(fit(toy_recipe(seed=3), data, options(tmp_path / "first")))
    whole = weights_of(fit(recipe, data, options(tmp_path / "whole"), start=began))
    fit(recipe, data, options(tmp_path / "part", max_steps=WHOLE), start=began)
    assert same(whole, weights_of(fit(recipe, data, options(tmp_path / "part"), start=began)))


def test_a_model_told_attributes_learns_to_show_them(tmp_path: Path) -> None:
    """The condition alone says whether the ground is bright: the columns reach the model."""
    data = toy_attribute_dataset()
    optimiser = {"batch_size": 20, "learning_rate": 1e-2, "ema_decay": 0.5}
    recipe = toy_attribute_recipe("cvae", epochs=20, optimiser=optimiser)
    columns = data.columns(recipe.data.condition)
    fit(recipe, data, options(tmp_path))
    model = load_fitted(recipe, tmp_path)
    told = data.test.labels[:, columns].float()
    latents = model.encode(data.test.images(slice(None)), told).mode()
    bright, dark = (
        model.decode(latents, torch.cat([torch.full((40, 1), value), told[:, 1:]], dim=1))
        for value in (1.0, 0.0)
    )
    assert float((bright - dark).mean()) > 0.1


def test_the_terms_of_a_guide_are_logged(tmp_path: Path) -> None:
    data = toy_attribute_dataset(train=100)
    objective = {"feature_weight": 1.0, "attribute_consistency": 1.0, "consistency_from": 0.0}
    recipe = toy_attribute_recipe("cvae", objective=objective, optimiser={"batch_size": 2})
    guide = random_judge(tuple(data.attributes)).network
    fit(recipe, data, options(tmp_path, max_steps=50), guide)
    with (tmp_path / "metrics.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert math.isfinite(float(row["features"]))
    assert float(row["inconsistency"]) > 0


def test_the_learning_rate_warms_up_and_decays() -> None:
    factors = [learning_rate_factor(k / 100, 0.1) for k in range(101)]
    assert factors[5] == pytest.approx(0.5, abs=0.01)
    assert max(factors) == factors[10] > 0.97
    assert factors[10:] == sorted(factors[10:], reverse=True)
    assert factors[-1] == pytest.approx(1e-3)
    assert learning_rate_factor(0.0, 0.0) == 1.0
