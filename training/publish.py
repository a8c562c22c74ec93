"""From a finished run to a published bundle."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import torch

from latente.bundle import Bundle
from latente.card import Card, ClassCondition, ImageShape, Weights
from latente.families import Autoencoder
from latente.storage import save_bundle
from training import gallery
from training.attributes import attribute_examples, fit_attributes
from training.data import Dataset
from training.errors import RecipeError
from training.evaluate import evaluate
from training.judge import Judge
from training.latents import conditions_for, encode_split, fit_prior, log_density_quantiles
from training.model_card import model_card
from training.recipe import Recipe

# Attributes and quantiles are taken of so many training images; more hardly move them.
_IMAGES_FOR_ATTRIBUTES = 20_000
_LIBRARIES = ("torch", "torchvision", "lightning", "scikit-learn", "safetensors")


def assemble(recipe: Recipe, model: Autoencoder, dataset: Dataset) -> Bundle:
    """Everything that a bundle holds, without its metrics."""
    means = encode_split(model, dataset.train)
    samples = encode_split(model, dataset.train, torch.Generator().manual_seed(recipe.seed))
    classes = len(dataset.classes) if model.conditional else None
    prior = fit_prior(samples, dataset.train.labels, recipe.prior.components, classes)
    examples = attribute_examples(dataset, _IMAGES_FOR_ATTRIBUTES, model.conditional)
    attributes, directions = fit_attributes(examples, means, prior)
    seen = conditions_for(model, dataset.train.labels[:_IMAGES_FOR_ATTRIBUTES])
    quantiles = log_density_quantiles(prior, samples[:_IMAGES_FOR_ATTRIBUTES], seen)
    chosen = gallery.choose(dataset)
    condition = conditions_for(model, dataset.test.labels[chosen])
    with torch.inference_mode():
        gallery_latents = model.encode(dataset.test.images(chosen), condition).mode()
    card = _card(recipe, dataset, model).model_copy(
        update={"attributes": attributes, "gallery": gallery.items(dataset, chosen)}
    )
    return Bundle(
        card=card,
        model=model,
        latent_mean=means.mean(dim=0),
        latent_std=means.std(dim=0),
        fitted_prior=prior,
        log_density_quantiles=quantiles,
        directions=directions,
        gallery_latents=gallery_latents,
        gallery_images=dataset.test.pixels[chosen] if dataset.thumbnails_may_ship else None,
    )


def _card(recipe: Recipe, dataset: Dataset, model: Autoencoder) -> Card:
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
        condition=ClassCondition(classes=dataset.classes) if model.conditional else None,
        classes=dataset.classes,
        light_on_dark=dataset.light_on_dark,
        # Overwritten when the bundle is saved and its files are known.
        weights=Weights(sha256="0" * 64, parameters=1, bytes=1),
        license=dataset.license,
        training={
            "recipe": recipe.model_dump(exclude={"title", "description", "network"}),
            "training_images": len(dataset.train),
            "test_images": len(dataset.test),
        },
        libraries={name: version(name) for name in _LIBRARIES},
    )


def publish(bundle: Bundle, dataset: Dataset, judge: Judge, folder: Path) -> Card:
    """Evaluate a bundle and write it with its model card; returns the card as written."""
    metrics = evaluate(bundle, dataset, judge)
    measured = bundle.card.model_copy(update={"metrics": metrics})
    return write(_with_card(bundle, measured), folder)


def _with_card(bundle: Bundle, card: Card) -> Bundle:
    return Bundle(**{**vars(bundle), "card": card})


def write(bundle: Bundle, folder: Path) -> Card:
    """Write a bundle and the model card that is generated from it."""
    card = save_bundle(folder, bundle)
    (folder / "README.md").write_text(model_card(card), encoding="utf-8")
    return card


def update_metrics(bundle: Bundle, metrics: dict[str, object], folder: Path) -> Card:
    """Write new figures onto the card of a published bundle."""
    return write(_with_card(bundle, bundle.card.model_copy(update={"metrics": metrics})), folder)


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
