"""The model card: a bundle's README, generated from its card, for people."""

from __future__ import annotations

from latente.card import Card

METRIC_TEXTS = {
    "reconstruction_mse": "Mean squared error of reconstructions, pixels in [0, 1]",
    "sharpness": "Sharpness of reconstructions, as a share of the real images'",
    "negative_elbo": "Negative ELBO, grey-level cross-entropy, nats",
    "kl": "KL divergence from N(0, I), nats",
    "active_dimensions": "Active latent dimensions",
    "frechet_real": "Fréchet distance, real against real (the floor)",
    "frechet_reconstruction": "Fréchet distance, reconstructions",
    "frechet_standard_prior": "Fréchet distance, samples from N(0, I)",
    "frechet_fitted_prior": "Fréchet distance, samples from the fitted prior",
    "judge_accuracy": "Accuracy of the judge on test images",
    "judge_accuracy_on_reconstructions": "Accuracy of the judge on reconstructions",
    "class_fidelity_standard_prior": "Class fidelity of samples from N(0, I)",
    "class_fidelity_fitted_prior": "Class fidelity of samples from the fitted prior",
}


def model_card(card: Card) -> str:
    """Markdown that says what a model is, how good, how made, and under which terms."""
    sections = [
        f"# {card.title.en}\n\n*{card.title.es}*\n\n{card.description.en}\n\n{card.description.es}",
        _facts(card),
        _metrics(card),
        _attributes(card),
        f"## Terms\n\n{card.license}",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _facts(card: Card) -> str:
    recipe = card.training.get("recipe", {})
    image = card.image
    facts = [
        f"- Family: {card.family}; latent dimensions: {card.latent_dim}",
        f"- Images: {image.width} x {image.height} x {image.channels}; data set: {card.dataset}",
        f"- Parameters: {card.weights.parameters:,}; weights: {card.weights.bytes:,} bytes",
        f"- Weights sha256: `{card.weights.sha256}`",
    ]
    if recipe:
        facts.append(f"- Training: {recipe['epochs']} epochs, seed {recipe['seed']}")
    if recipe.get("cost"):
        facts.append(f"- Cost: {recipe['cost']}")
    return "\n".join(facts)


def _metrics(card: Card) -> str:
    rows = [
        f"| {text} | {card.metrics[name]:g} |"
        for name, text in METRIC_TEXTS.items()
        if name in card.metrics
    ]
    if not rows:
        return ""
    note = (
        "Measured on the test images by `latente-train evaluate`. The Fréchet distance is taken "
        "in the features of this project's own judge and does not compare with published FIDs."
    )
    return "\n".join(["## Figures", "", "| Figure | Value |", "| --- | --- |", *rows, "", note])


def _attributes(card: Card) -> str:
    if not card.attributes:
        return ""
    rows = [
        f"| {each.title.en} / {each.title.es} | {each.range[0]:g} to {each.range[1]:g} "
        f"| {each.separability:.3f} | {each.stability:.3f} |"
        for each in card.attributes
    ]
    head = ["| Attribute | Alpha | Separability | Stability |", "| --- | --- | --- | --- |"]
    note = (
        "Separability and stability are cross-fitted on training images. Where an attribute was "
        "labelled by measuring images, its examples are the highest and the lowest quarter, so "
        "the images between them would be told apart less well."
    )
    return "\n".join(["## Attribute directions", "", *head, *rows, "", note])
