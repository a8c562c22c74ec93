from __future__ import annotations

from pathlib import Path

import pytest

from latente.families import registered_families
from training.errors import RecipeError
from training.recipe import RECIPES, Recipe, load_recipe, shipped_recipes

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


def test_faces_have_recipes_for_two_cores_and_for_large_machines() -> None:
    faces = {name: load_recipe(name) for name in shipped_recipes()}
    faces = {name: each for name, each in faces.items() if each.data.dataset == "celeba"}
    small = {"faces-ae", "faces-vae", "faces-vae-sharp", "faces-cvae"}
    large = {"celeba-vae-64", "celeba-cvae-64", "celeba-vae-128"}
    assert set(faces) >= small | large
    assert {faces[name].network.size for name in small} == {64}
    assert faces["celeba-vae-128"].network.size == 128
    told = faces["faces-cvae"].data.condition
    assert 10 <= len(told) <= 14
    assert faces["celeba-cvae-64"].data.condition == told
    assert all(each.data.flip for each in faces.values())
    for name in large:
        text = (RECIPES / f"{name}.toml").read_text(encoding="utf-8")
        assert f"latente-train fit {name} --device cuda" in text, "it says how to run it"


@pytest.mark.parametrize("name", shipped_recipes())
def test_a_shipped_recipe_is_complete(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.id == name
    assert recipe.family in registered_families()
    for text in (recipe.title, recipe.description):
        assert text.en
        assert text.es
        assert text.en != text.es
    if recipe.data.dataset == "fashion-mnist":
        assert recipe.network.latent_dim == (2 if name.endswith("-2d") else 16)
    assert (recipe.network.condition_dim > 0) == (recipe.family == "cvae")
    assert recipe.start_from in ("", *shipped_recipes())


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


TOLD = GOOD.replace('"image-folder"', '"celeba"\ncondition = ["Smiling", "Male"]').replace(
    'family = "vae"', 'family = "cvae"'
)


def test_a_model_of_attributes_is_told_those_that_its_recipe_names(tmp_path: Path) -> None:
    text = TOLD.replace("size = 8", "size = 8\ncondition_dim = 2")
    recipe = load_recipe(write(tmp_path, f"{text}[objective]\nattribute_consistency = 1.0\n"))
    assert recipe.data.condition == ("Smiling", "Male")
    assert recipe.objective.guided
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("condition_dim = 2", "condition_dim = 3", "another number than network.condition_dim"),
        ("condition_dim = 2", "", "another number than network.condition_dim"),
        ('condition = ["Smiling", "Male"]', "", "another number than network.condition_dim"),
        ('"celeba"', '"image-folder"', "data.condition needs a data set with attributes"),
        ("[objective]", "[objective]\nclass_consistency = 1.0", "needs a data set with classes"),
    ],
)
def test_a_condition_that_does_not_fit_is_named(
    before: str, after: str, problem: str, tmp_path: Path
) -> None:
    text = TOLD.replace("size = 8", "size = 8\ncondition_dim = 2") + "[objective]\n"
    load_recipe(write(tmp_path, text))
    assert before in text
    with pytest.raises(RecipeError, match=problem):
        load_recipe(write(tmp_path, text.replace(before, after)))


@pytest.mark.parametrize(
    ("term", "problem"),
    [
        ("attribute_consistency = 1.0", "attribute_consistency needs data.condition"),
        ("attribute_obedience = 1.0", "attribute_obedience needs data.condition"),
        ("feature_weight = 1.0", "feature_weight needs a data set with attributes"),
    ],
)
def test_a_term_that_would_do_nothing_is_refused(term: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=problem):
        load_recipe(write(tmp_path, f"{GOOD}[objective]\n{term}\n"))


def test_a_recipe_without_such_terms_needs_no_guide(tmp_path: Path) -> None:
    assert not load_recipe(write(tmp_path, GOOD)).objective.guided
    assert load_recipe("fashion-cvae").objective.guided
