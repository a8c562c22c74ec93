from __future__ import annotations

from pathlib import Path

import pytest

from latente.families import registered_families
from training.errors import RecipeError
from training.recipe import Recipe, load_recipe, shipped_recipes

GOOD = """
id = "mine"
family = "vae"
epochs = 3
[title]
en = "Mine"
es = "Mío"
[description]
en = "Words."
es = "Palabras."
[data]
dataset = "image-folder"
[network]
size = 8
levels = 1
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_five_models_of_the_class_have_recipes() -> None:
    assert shipped_recipes() == sorted(shipped_recipes())
    assert set(shipped_recipes()) >= {
        "fashion-ae",
        "fashion-ae-2d",
        "fashion-cvae",
        "fashion-vae",
        "fashion-vae-2d",
    }


@pytest.mark.parametrize("name", shipped_recipes())
def test_a_shipped_recipe_is_complete(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.id == name
    assert recipe.family in registered_families()
    for text in (recipe.title, recipe.description):
        assert text.en
        assert text.es
        assert text.en != text.es
    assert recipe.network.latent_dim == (2 if name.endswith("-2d") else 16)
    assert (recipe.network.condition_dim > 0) == (recipe.family == "cvae")


def test_a_recipe_of_ones_own_is_read_by_path(tmp_path: Path) -> None:
    recipe = load_recipe(write(tmp_path, GOOD))
    assert (recipe.id, recipe.epochs, recipe.seed) == ("mine", 3, 0)
    assert recipe.objective.kl_weight == 1.0
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe


def test_a_recipe_that_is_not_there_is_named_with_the_shipped_ones() -> None:
    with pytest.raises(RecipeError, match=r"there is no recipe .*fashion-gan.*fashion-vae-2d"):
        load_recipe("fashion-gan")


def test_what_is_no_toml_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"mine\.toml is not valid TOML"):
        load_recipe(write(tmp_path, "id = "))


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("epochs = 3", "epochs = 0", "epochs"),
        ("epochs = 3", "", "epochs: Field required"),
        ("epochs = 3", "epochs = 3\nspeed = 9", "speed: Extra inputs"),
        ("size = 8", "size = 9", "network"),
        ("size = 8", "size = 8\ndepth = 2", r"network\.depth"),
        ('"image-folder"', '"mnist"', r"data\.dataset"),
        ('es = "Mío"', "", r"title\.es"),
        ('id = "mine"', 'id = "my model"', "id"),
        ("[network]", "[optimiser]\nlearning_rate = 0.0\n[network]", r"optimiser\.learning_rate"),
        ("[network]", "[objective]\nkl_warmup = 2.0\n[network]", r"objective\.kl_warmup"),
        ("[network]", "[objective]\nclass_consistency = 1.0\n[network]", "needs the family cvae"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, before: str, after: str, field: str) -> None:
    assert before in GOOD
    with pytest.raises(RecipeError, match=rf"mine\.toml: .*{field}"):
        load_recipe(write(tmp_path, GOOD.replace(before, after)))


def test_every_wrong_field_is_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("epochs = 3", "epochs = 0").replace("size = 8", 'size = "big"')
    with pytest.raises(RecipeError, match=r"epochs.*network\.size"):
        load_recipe(write(tmp_path, text))
