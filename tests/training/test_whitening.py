from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close
from typer.testing import CliRunner

import latente
from latente.bundle import Bundle
from latente.directions import fit_direction
from latente.families import create
from latente.maps import spacing
from latente.posterior import Posterior
from tests.toys import toy_dataset, toy_recipe, write_image_folder
from training import publish
from training.attributes import attribute_examples
from training.cli import app
from training.errors import RecipeError, TrainingError
from training.evaluate import aggregate_kl
from training.latents import conditions_for
from training.maps import make_map, publish_map
from training.recipe import RECIPES, load_recipe
from training.whitening import whitened, whitening_of

DATA = toy_dataset(600, 60)
FAMILIES = ["vae", "cvae"]


def skewed(family: str, seed: int = 0) -> Bundle:
    """A bundle whose codes lie far from N(0, I): off the middle, narrow, correlated."""
    recipe = toy_recipe(family)
    torch.manual_seed(seed)
    model = create(family, recipe.network).to(memory_format=torch.channels_last)
    model = model.eval().requires_grad_(False)
    head = model.encoder.head
    head.weight[:3] = 3.0 * head.weight[:3].sum(dim=0) + head.weight[:3]
    head.weight[3:] *= 9.0
    head.bias[:3] += torch.tensor([3.0, -2.0, 1.0])
    head.bias[3:] -= torch.tensor([4.0, 5.0, 3.0])
    bundle = publish.assemble(recipe, model, DATA)
    return dataclasses.replace(bundle, mean_directions=dict(bundle.directions))


def posterior_of(bundle: Bundle, part: str = "train") -> Posterior:
    split = getattr(DATA, part)
    rows = conditions_for(bundle.model, split.labels)
    return bundle.encode(split.images(slice(None)), rows)


def variance_of(posterior: Posterior) -> Tensor:
    assert posterior.log_variance is not None
    return posterior.log_variance.double().exp()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_codes_together_fill_the_prior(family: str) -> None:
    before, after = skewed(family), whitened(skewed(family), DATA)
    posterior = posterior_of(after)
    mean = posterior.mean.double()
    together = torch.cov(mean.T) + variance_of(posterior).mean(dim=0).diag()
    assert_close(mean.mean(dim=0), torch.zeros(3).double(), rtol=0, atol=1e-3)
    assert_close(together, torch.eye(3).double(), rtol=0, atol=0.05)
    assert aggregate_kl(before.fitted_prior) > 5.0
    assert aggregate_kl(after.fitted_prior) < 0.1
    assert_close(after.latent_mean, posterior.mean.mean(dim=0), rtol=0, atol=1e-4)
    assert_close(after.latent_std, posterior.mean.std(dim=0), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_picture_changes(family: str) -> None:
    before, after = skewed(family), whitened(skewed(family), DATA)
    rows = conditions_for(before.model, DATA.test.labels)
    pictures = [one.decode(posterior_of(one, "test").mean, rows) for one in (before, after)]
    assert_close(pictures[1], pictures[0], rtol=0, atol=1e-4)
    for item in before.card.gallery:
        shown = [
            one.decode(one.gallery_latent(item.id)[None], one.gallery_condition(item.id))
            for one in (before, after)
        ]
        assert_close(shown[1], shown[0], rtol=0, atol=1e-4)


def test_directions_do_what_they_did() -> None:
    before, after = skewed("vae"), whitened(skewed("vae"), DATA)
    assert set(after.directions) == set(before.directions) == {"bar", "block", "corner"}
    for name in before.directions:
        for kind in ("directions", "mean_directions"):
            edited = [
                one.decode(posterior_of(one, "test").mean + 1.5 * getattr(one, kind)[name])
                for one in (before, after)
            ]
            assert_close(edited[1], edited[0], rtol=0, atol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_codes_are_as_typical_as_they_were(family: str) -> None:
    before, after = skewed(family), whitened(skewed(family), DATA)
    rows = conditions_for(before.model, DATA.test.labels)
    typical = [one.typicality(posterior_of(one, "test").mean, rows) for one in (before, after)]
    assert float(typical[0].std()) > 0.05
    assert_close(typical[1], typical[0], rtol=0, atol=0.01)


def test_the_bound_gains_what_the_codes_together_cost() -> None:
    """The divergence loses it, and pictures of draws of the posteriors are as near as before."""
    before, after = skewed("vae"), whitened(skewed("vae"), DATA)
    gain = float((posterior_of(before).kl() - posterior_of(after).kl()).mean())
    assert gain == pytest.approx(aggregate_kl(before.fitted_prior), rel=0.1)
    images, errors = DATA.test.images(slice(None)), []
    for one in (before, after):
        drawn = posterior_of(one, "test").sample(torch.Generator().manual_seed(0))
        errors.append(float((one.decode(drawn) - images).square().mean()))
    assert errors[1] == pytest.approx(errors[0], rel=0.01)


def test_how_well_directions_tell_examples_apart_is_measured_anew() -> None:
    after = whitened(skewed("vae"), DATA)
    codes = posterior_of(after).mean
    assert len(after.card.attributes) == 3
    examples = {each.name: each for each in attribute_examples(DATA, len(DATA.train), False)}
    for each in after.card.attributes:
        shown = examples[each.name]
        found = fit_direction(codes[shown.positive], codes[shown.negative])
        assert each.separability == pytest.approx(found.separability, abs=5e-3)
        assert each.stability == pytest.approx(found.stability, abs=2e-3)
        assert_close(after.directions[each.name], found.vector, rtol=1e-2, atol=1e-3)
    told = {each.name: each.separability for each in skewed("vae").card.attributes}
    assert any(abs(each.separability - told[each.name]) > 0.01 for each in after.card.attributes)


def test_axes_come_in_the_order_of_what_an_image_says_along_them() -> None:
    variance = variance_of(posterior_of(whitened(skewed("vae"), DATA))).mean(dim=0)
    assert bool((variance.diff() > 0).all())
    assert 0.0 < float(variance[0]) < float(variance[-1]) <= 1.0


def test_a_map_lies_along_the_axes_of_which_images_say_most() -> None:
    bundle = whitened(skewed("vae"), DATA)
    made = make_map(bundle, DATA, umap=False)
    plane = made.projection("pca").plane
    assert plane is not None
    assert_close(plane.axes.abs(), torch.eye(3)[:2], rtol=0, atol=0.1)
    own = variance_of(posterior_of(bundle, "test")).mean(dim=0).sqrt()
    assert made.units is not None
    assert_close(made.units.double(), own, rtol=1e-4, atol=0)
    assert_close(made.spacing, spacing(made.latents / made.units))


def test_posteriors_stay_as_wide_along_each_axis_for_other_images_too() -> None:
    before, after = skewed("vae"), whitened(skewed("vae"), DATA)
    old = posterior_of(before)
    assert old.log_variance is not None
    change = whitening_of(old.mean, old.log_variance)
    other = posterior_of(before, "test")
    assert other.log_variance is not None
    wanted = change.log_variance(other.log_variance.double())
    found = variance_of(posterior_of(after, "test")).log()
    assert float(wanted.std(dim=0).max()) > 0.1
    assert_close(found, wanted, rtol=0, atol=0.1)


def test_a_second_time_changes_nothing() -> None:
    once = whitened(skewed("vae"), DATA)
    twice = whitened(once, DATA)
    assert_close(posterior_of(twice).mean, posterior_of(once).mean, rtol=0.05, atol=0.05)


def test_what_is_given_stays_as_it_is() -> None:
    bundle = skewed("vae")
    codes = posterior_of(bundle).mean
    whitened(bundle, DATA)
    assert torch.equal(posterior_of(bundle).mean, codes)


def test_points_have_no_covariance_to_fill_anything_with() -> None:
    recipe = toy_recipe("ae")
    bundle = publish.assemble(recipe, create("ae", recipe.network).eval(), DATA)
    with pytest.raises(TrainingError, match="'toy-ae' gives points"):
        whitened(bundle, DATA)


def test_a_recipe_asks_for_it_where_it_can_be_done(tmp_path: Path) -> None:
    assert load_recipe("faces-vae").prior.whiten
    assert not load_recipe("fashion-vae").prior.whiten
    text = (RECIPES / "faces-ae.toml").read_text("utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(text.replace("[prior]\n", "[prior]\nwhiten = true\n"), "utf-8")
    with pytest.raises(RecipeError, match=r"prior\.whiten needs a family with a Gaussian"):
        load_recipe(wrong)


@pytest.mark.parametrize("whiten", [False, True])
def test_a_bundle_is_made_as_its_recipe_says(whiten: bool, tmp_path: Path) -> None:
    recipe = toy_recipe("vae", prior={"components": 1, "whiten": whiten})
    bundle = publish.build(recipe, skewed("vae").model, DATA, tmp_path, tmp_path)
    assert (aggregate_kl(bundle.fitted_prior) < 0.1) == whiten
    assert publish.recipe_of(bundle.card) == recipe


def test_a_published_bundle_is_changed_in_its_place(tmp_path: Path) -> None:
    folder, data = tmp_path / "toy-vae", write_image_folder(tmp_path / "data", 60)
    publish.write(skewed("vae"), folder)
    publish_map(latente.load(folder), DATA, folder, umap=False)
    before = latente.load(folder)
    assert before.card.map is not None
    arguments = ["whiten", "toy-vae", "--data", str(data), "--weights", str(tmp_path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "no map any more" in result.output
    after = latente.load(folder)
    assert after.card.map is None
    assert not (folder / "map.safetensors").exists()
    assert publish.recipe_of(after.card).prior.whiten
    assert publish.recipe_of(before.card).prior.whiten is False
    assert after.card.metrics["aggregate_kl"] < aggregate_kl(before.fitted_prior)
    again = CliRunner().invoke(app, [*arguments[:1], "nothing", *arguments[2:]])
    assert again.exit_code == 2
