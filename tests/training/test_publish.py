from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import torch

import latente
from latente.bundle import Bundle
from latente.families import create, registered_families
from tests.bundles import random_bundle
from tests.toys import toy_dataset, toy_recipe
from training import publish
from training.contact_sheet import contact_sheet
from training.errors import RecipeError
from training.evaluate import Measured, evaluate
from training.judge import Judge
from training.model_card import METRIC_TEXTS, model_card

DATA = toy_dataset(120, 60)


def assembled(family: str) -> Bundle:
    torch.manual_seed(0)
    recipe = toy_recipe(family)
    model = create(family, recipe.network).to(memory_format=torch.channels_last)
    return publish.assemble(recipe, model.eval().requires_grad_(False), DATA)


def fresh_judge() -> Judge:
    torch.manual_seed(1)
    return Judge(1, 3, width=4).eval().requires_grad_(False)


@pytest.mark.parametrize("family", registered_families())
def test_a_published_bundle_loads_and_names_its_figures(family: str, tmp_path: Path) -> None:
    bundle = assembled(family)
    card = publish.update(bundle, evaluate(bundle, DATA, fresh_judge()), tmp_path / "toy")
    loaded = latente.load(tmp_path / "toy")
    assert loaded.card == card
    assert card.metrics["reconstruction_mse"] > 0
    assert [each.name for each in card.classes] == ["bar", "block", "corner"]
    assert (card.condition is not None) == (family == "cvae")
    assert card.training["training_images"] == 120
    assert card.libraries["torch"]
    readme = (tmp_path / "toy" / "README.md").read_text(encoding="utf-8")
    for name, value in card.metrics.items():
        if not isinstance(value, list | dict):
            assert f"| {METRIC_TEXTS[name]} | {value:g} |" in readme, name
    for part in (card.title.en, card.title.es, card.weights.sha256, card.license, family):
        assert part in readme


@pytest.mark.parametrize("family", registered_families())
def test_the_gallery_holds_the_codes_of_its_images(family: str) -> None:
    bundle = assembled(family)
    assert len(bundle.card.gallery) == len(bundle.gallery_latents) == 18
    assert bundle.gallery_images is not None
    for k, item in enumerate(bundle.card.gallery):
        image = latente.pixels.from_uint8(bundle.gallery_images[k : k + 1])
        condition = bundle.gallery_condition(item.id)
        code = bundle.encode(image, condition).mean[0]
        torch.testing.assert_close(bundle.gallery_latent(item.id), code, rtol=1e-4, atol=1e-5)


def test_a_bundle_knows_the_statistics_of_its_codes() -> None:
    bundle = assembled("vae")
    codes = bundle.encode(DATA.train.images(slice(None))).mean
    torch.testing.assert_close(bundle.latent_mean, codes.mean(dim=0), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(bundle.latent_std, codes.std(dim=0), rtol=1e-4, atol=1e-5)
    drawn = bundle.sample_prior(5000, torch.Generator().manual_seed(0), "fitted")
    samples = bundle.encode(DATA.train.images(slice(None)))
    spread = (codes.var(dim=0) + samples.log_variance.exp().mean(dim=0)).sqrt()  # type: ignore[union-attr]
    torch.testing.assert_close(drawn.std(dim=0), spread, rtol=0.2, atol=0)


@pytest.mark.parametrize("family", ["vae", "cvae"])
def test_directions_are_those_of_the_classes_unless_the_condition_says_them(family: str) -> None:
    bundle = assembled(family)
    names = {each.name for each in bundle.card.attributes}
    assert names == set(bundle.directions) == ({"bar", "block", "corner"} - _held(bundle))


def _held(bundle: Bundle) -> set[str]:
    return {each.name for each in bundle.card.classes} if bundle.card.condition else set()


def test_images_that_may_not_be_shipped_are_not(tmp_path: Path) -> None:
    recipe = toy_recipe("ae")
    private = dataclasses.replace(DATA, thumbnails_may_ship=False)
    torch.manual_seed(0)
    bundle = publish.assemble(recipe, create("ae", recipe.network).eval(), private)
    publish.write(bundle, tmp_path)
    assert bundle.gallery_images is None
    assert not (tmp_path / "gallery.webp").exists()
    assert len(latente.load(tmp_path).gallery_latents) == 18


def test_the_recipe_can_be_read_off_the_card(tmp_path: Path) -> None:
    recipe = toy_recipe("cvae", seed=7)
    torch.manual_seed(0)
    publish.write(publish.assemble(recipe, create("cvae", recipe.network).eval(), DATA), tmp_path)
    assert publish.recipe_of(latente.load(tmp_path).card) == recipe


def test_a_card_without_a_recipe_is_named() -> None:
    with pytest.raises(RecipeError, match="'foreign' records no recipe"):
        publish.recipe_of(random_bundle("foreign").card)


def test_new_figures_replace_the_old_ones_and_nothing_else(tmp_path: Path) -> None:
    before = publish.write(assembled("ae"), tmp_path)
    bundle = latente.load(tmp_path)
    measured = Measured({"reconstruction_mse": 0.123}, bundle.card.attributes)
    after = publish.update(bundle, measured, tmp_path)
    assert after.metrics == {"reconstruction_mse": 0.123}
    assert after.model_copy(update={"metrics": {}}) == before
    assert latente.load(tmp_path).card == after
    assert "0.123" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_a_model_card_leaves_out_what_there_is_not() -> None:
    card = random_bundle("plain").card.model_copy(update={"attributes": []})
    text = model_card(card)
    assert "## Figures" not in text
    assert "## Attribute directions" not in text
    assert "## Terms" in text
    json.dumps(card.model_dump(mode="json"))


@pytest.mark.parametrize("family", ["ae", "cvae"])
def test_a_contact_sheet_shows_originals_reconstructions_and_samples(family: str) -> None:
    sheet = contact_sheet(assembled(family), DATA)
    columns, rows = 20, 2 + 2 * 2
    assert sheet.size == (2 * columns * 10, 2 * rows * 10)
    first = sheet.crop((0, 0, 16, 16)).resize((8, 8), 0)
    original = torch.tensor(list(first.tobytes())).reshape(8, 8)
    assert torch.equal(original, DATA.test.pixels[0, :, :, 0].long())
