"""The recipes for all of CelebA, on a few drawn pictures: large machines run the same code."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from latente.families import create
from tests.bundles import random_judge
from tests.toys import write_celeba
from training import attribute_images
from training.datasets import load_dataset
from training.fit import FitOptions, fit, load_fitted
from training.recipe import Recipe, load_recipe, shipped_recipes

# One of them in the plain precision; the others as their comments tell to run them.
PRECISIONS = {
    name: "32-true" if name == "celeba-vae-64" else "bf16-mixed"
    for name in shipped_recipes()
    if name.startswith("celeba-")
}
NAMES = (*load_recipe("celeba-cvae-64").data.condition, "Bald", "Attractive")


def of_few_images(name: str) -> Recipe:
    """The recipe's network and terms in batches of two, all terms from the first step on."""
    recipe = load_recipe(name)
    optimiser = recipe.optimiser.model_copy(update={"batch_size": 2, "ema_decay": 0.5})
    objective = recipe.objective.model_copy(update={"consistency_from": 0.0})
    return recipe.model_copy(update={"optimiser": optimiser, "objective": objective})


@pytest.mark.parametrize(("name", "precision"), PRECISIONS.items())
def test_a_recipe_for_all_faces_trains_a_few_steps(
    name: str, precision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attribute_images, "LARGE", 0)
    monkeypatch.setenv("LATENTE_CACHE", str(tmp_path / "cache"))
    faces = write_celeba(tmp_path / "celeba", [0] * 8 + [1, 1, 2, 2], "official", NAMES)
    recipe = of_few_images(name)
    data = load_dataset(recipe.data, recipe.network, faces.parent)
    assert data.train.pixels.shape == (8, recipe.network.size, recipe.network.size, 3)
    guide = random_judge(NAMES).network if recipe.objective.guided else None
    options = FitOptions(tmp_path / "run", "cpu", max_steps=2, precision=precision, devices=1)
    path = fit(recipe, data, options, guide)
    found = load_file(path)
    torch.manual_seed(recipe.seed)
    fresh = create(recipe.family, recipe.network).state_dict()
    assert all(value.dtype == torch.float32 for value in found.values())
    assert all(bool(torch.isfinite(value).all()) for value in found.values())
    moved = [name for name in found if not torch.equal(found[name], fresh[name])]
    assert len(moved) == len(found), "every tensor is trained, those of the condition too"
    image = load_fitted(recipe, tmp_path / "run").decode(
        torch.zeros(1, recipe.network.latent_dim),
        torch.zeros(1, recipe.network.condition_dim) if recipe.network.condition_dim else None,
    )
    assert image.shape == (1, 3, recipe.network.size, recipe.network.size)
