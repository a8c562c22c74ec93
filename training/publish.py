"""From a finished run to a published bundle."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.card import Card, ClassCondition, Condition, ImageShape, Weights
from latente.families import Autoencoder
from latente.judge import Judge as AttributeJudge
from latente.priors import GaussianMixture
from latente.storage import save_bundle
from training import gallery
from training.attribute_judge import ATTRIBUTE_GUIDES, attribute_judge_for
from training.attributes import IMAGES_FOR_ATTRIBUTES, attribute_examples, fit_attributes
from training.data import Dataset
from training.errors import RecipeError
from training.evaluate import Measured, evaluate, evaluate_attributes
from training.face_bundle import (
    attribute_card,
    attribute_condition,
    judge_file,
    with_drawn_gallery,
    with_sliders,
)
from training.judge import judge_for
from training.latents import conditions_for, encode_split, fit_prior, log_density_quantiles
from training.model_card import model_card
from training.recipe import Recipe
from training.whitening import whitened

_LIBRARIES = ("torch", "torchvision", "lightning", "scikit-learn", "safetensors")


def assemble(recipe: Recipe, model: Autoencoder, dataset: Dataset) -> Bundle:
    """Everything that a bundle of a model of classes holds, without its metrics."""
    means = encode_split(model, dataset.train)
    classes = len(dataset.classes) if model.conditional else None
    samples, prior = _samples_and_prior(recipe, model, dataset, None, classes)
    examples = attribute_examples(dataset, IMAGES_FOR_ATTRIBUTES, model.conditional)
    attributes, directions = fit_attributes(examples, means, prior)
    seen = conditions_for(model, dataset.train.labels[:IMAGES_FOR_ATTRIBUTES])
    chosen = gallery.choose(dataset)
    condition = conditions_for(model, dataset.test.labels[chosen])
    with torch.inference_mode():
        gallery_latents = model.encode(dataset.test.images(chosen), condition).mode()
    kind = ClassCondition(classes=dataset.classes) if model.conditional else None
    card = _card(recipe, dataset, kind).model_copy(
        update={
            "attributes": attributes,
            "gallery": gallery.items(dataset, chosen),
        }
    )
    return Bundle(
        card=card,
        model=model,
        latent_mean=means.mean(dim=0),
        latent_std=means.std(dim=0),
        fitted_prior=prior,
        log_density_quantiles=log_density_quantiles(prior, samples[:IMAGES_FOR_ATTRIBUTES], seen),
        directions=directions,
        gallery_latents=gallery_latents,
        gallery_images=dataset.test.pixels[chosen] if dataset.thumbnails_may_ship else None,
    )


def assemble_attributes(
    recipe: Recipe,
    model: Autoencoder,
    dataset: Dataset,
    judge: AttributeJudge,
    guides: list[AttributeJudge],
    judges: Path,
) -> Bundle:
    """Everything that a bundle of a model of attributes holds, without its metrics."""
    told = recipe.data.condition
    columns = dataset.columns(told) if told else None
    means = encode_split(model, dataset.train, columns=columns)
    samples, prior = _samples_and_prior(recipe, model, dataset, columns, None)
    card = _card(recipe, dataset, attribute_condition(dataset, told))
    bundle = Bundle(
        card=attribute_card(card, dataset, judge_file(dataset, judge, judges)),
        model=model,
        latent_mean=means.mean(dim=0),
        latent_std=means.std(dim=0),
        fitted_prior=prior,
        log_density_quantiles=log_density_quantiles(prior, samples, None),
        directions={},
        gallery_latents=torch.zeros(0, recipe.network.latent_dim),
        judge=judge,
    )
    bundle = with_sliders(bundle, dataset, judge, guides, columns, recipe.directions)
    return with_drawn_gallery(bundle, dataset, judge)


def _samples_and_prior(
    recipe: Recipe,
    model: Autoencoder,
    dataset: Dataset,
    columns: Tensor | None,
    classes: int | None,
) -> tuple[Tensor, GaussianMixture]:
    """Samples of the training images' posteriors [N, D], and the mixture fitted to them."""
    generator = torch.Generator().manual_seed(recipe.seed)
    samples = encode_split(model, dataset.train, generator, columns)
    return samples, fit_prior(samples, dataset.train.labels, recipe.prior.components, classes)


def _card(recipe: Recipe, dataset: Dataset, condition: Condition | None) -> Card:
    network = recipe.network
    return Card(
        id=recipe.id,
        title=recipe.title,
        description=recipe.description,
        family=recipe.family,
        dataset=dataset.name,
        image=ImageShape(width=network.size, height=network.size, channels=network.channels),
        latent_dim=network.latent_dim,
        network=network,
        condition=condition,
        classes=dataset.classes,
        light_on_dark=dataset.light_on_dark,
        # Overwritten when the bundle is saved and its files are known.
        weights=Weights(sha256="0" * 64, parameters=1, bytes=1),
        license=dataset.license,
        training={
            # In JSON's own types, so that the card is the same when it is read again.
            "recipe": recipe.model_dump(mode="json", exclude={"title", "description", "network"}),
            "training_images": len(dataset.train),
            "test_images": len(dataset.test),
        },
        libraries={name: version(name) for name in _LIBRARIES},
    )


def measure(bundle: Bundle, dataset: Dataset, judges: Path) -> Measured:
    """All figures of a bundle, by the judge of its data set."""
    if dataset.attributes:
        return evaluate_attributes(bundle, dataset, attribute_judge_for(dataset, judges))
    return evaluate(bundle, dataset, judge_for(dataset, judges))


def build(
    recipe: Recipe, model: Autoencoder, dataset: Dataset, judges: Path, guides: Path
) -> Bundle:
    """A bundle of a finished run, without its metrics.

    ``judges`` and ``guides`` are the folders that keep those; what is missing is trained.
    """
    if dataset.attributes:
        judge = attribute_judge_for(dataset, judges)
        asked = ATTRIBUTE_GUIDES if recipe.directions.learning_steps else ()
        found = [attribute_judge_for(dataset, guides, each) for each in asked]
        bundle = assemble_attributes(recipe, model, dataset, judge, found, judges)
    else:
        bundle = assemble(recipe, model, dataset)
    return whitened(bundle, dataset) if recipe.prior.whiten else bundle


def write(bundle: Bundle, folder: Path) -> Card:
    """Write a bundle and the model card that is generated from it."""
    card = save_bundle(folder, bundle)
    (folder / "README.md").write_text(model_card(card), encoding="utf-8")
    return card


def update(bundle: Bundle, measured: Measured, folder: Path) -> Card:
    """Write a bundle with figures just measured on its card; returns the card as written."""
    card = bundle.card.model_copy(
        update={"metrics": measured.metrics, "attributes": measured.attributes}
    )
    return write(replace(bundle, card=card), folder)


def recipe_of(card: Card) -> Recipe:
    """The recipe that a published card records.

    Raises:
        RecipeError: the card records none, as of a bundle that was made elsewhere.
    """
    recorded = card.training.get("recipe")
    if recorded is None:
        raise RecipeError(f"the card of {card.id!r} records no recipe to find its data set by")
    return Recipe.model_validate(
        {
            "title": card.title.model_dump(),
            "description": card.description.model_dump(),
            "network": card.network.model_dump(),
            **recorded,
        }
    )
