"""The model card: a bundle's README, generated from its card, for people."""

from __future__ import annotations

from collections.abc import Iterable

from latente.card import Attribute, AttributeCondition, Card, Effect
from training.evaluate import FEWEST_FOR_COVARIANCE

METRIC_TEXTS = {
    "reconstruction_mse": "Mean squared error of reconstructions, pixels in [0, 1]",
    "sharpness": "Sharpness of reconstructions, as a share of the real images'",
    "negative_elbo": "Negative ELBO, grey-level cross-entropy, nats",
    "kl": "KL divergence from N(0, I), nats",
    "aggregate_kl": "KL divergence from N(0, I) of all codes together, as a Gaussian, nats",
    "active_dimensions": "Active latent dimensions",
    "frechet_real": "Fréchet distance, real against real (the floor)",
    "frechet_reconstruction": "Fréchet distance, reconstructions",
    "frechet_standard_prior": "Fréchet distance, samples from N(0, I)",
    "frechet_fitted_prior": "Fréchet distance, samples from the fitted prior",
    "judge_accuracy": "Accuracy of the judge on test images",
    "judge_balanced_accuracy": "Balanced accuracy of the judge on test images",
    "judge_accuracy_on_reconstructions": "Accuracy of the judge on reconstructions",
    "class_fidelity_standard_prior": "Class fidelity of samples from N(0, I)",
    "class_fidelity_fitted_prior": "Class fidelity of samples from the fitted prior",
    "drift_against_mean_difference": "Drift of refined directions, as a share of the plain ones'",
    "change_against_mean_difference": "Change by refined directions, as a share of the plain ones'",
}
_EFFECTS = """\
Tried on {subjects} of the judge: *gained* is the share of those without the attribute that the
judge says have it at the slider's upper end, *lost* that of those with it that lack it at the
lower end; *monotonic* is the share of steps along the slider in which its probability does not
fall. *Drift* is the mean size of the shift of all other attributes' probabilities, at the alpha
at which the share of verdicts in the column before has turned; *plain* is that of the difference
of means, where the slider uses a refined direction; *background* is the mean absolute change of
pixels outside of the face, at the same alpha."""


def model_card(card: Card) -> str:
    """Markdown that says what a model is, how good, how made, and under which terms."""
    sections = [
        f"# {card.title.en}\n\n*{card.title.es}*\n\n{card.description.en}\n\n{card.description.es}",
        _facts(card),
        _cautions(card),
        _metrics(card),
        _attributes(card),
        _effects(card),
        _conditions(card),
        _judge(card),
        _map(card),
        f"## Terms\n\n{card.license}",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(titles)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


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
    if card.training.get("test_images", FEWEST_FOR_COVARIANCE) < FEWEST_FOR_COVARIANCE:
        note += (
            " The test images are too few for the covariance of their features, so distances "
            "are to the training images."
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
    if any(each.method == "refined" for each in card.attributes):
        note += " Of a refined direction they are those of the difference of means beside it."
    return "\n".join(["## Attribute directions", "", *head, *rows, "", note])


def _cautions(card: Card) -> str:
    if not card.cautions:
        return ""
    lines = [f"- {each.en}\n\n  *{each.es}*" for each in card.cautions]
    return "\n\n".join(["## Before you use it", *lines])


def _effects(card: Card) -> str:
    """What each direction does in the eyes of the judge."""
    rows = [_effect_row(each, each.effect) for each in card.attributes if each.effect]
    if not rows:
        return ""
    titles = ("Attribute", "Method", "Gained", "Lost", "Monotonic", "Turned", "Drift", "Plain")
    subjects = "test images of both kinds, in the eyes"
    note = " ".join(_EFFECTS.format(subjects=subjects).split())
    return "\n\n".join(["## What the directions do", _table((*titles, "Background"), rows), note])


def _effect_row(attribute: Attribute, effect: Effect) -> list[str]:
    plain = attribute.mean_difference_effect
    return [
        attribute.title.en,
        attribute.method,
        percent(effect.gained),
        percent(effect.lost),
        percent(effect.monotonicity),
        percent(effect.flips),
        f"{effect.mean_drift:.3f}",
        f"{plain.mean_drift:.3f}" if plain else "",
        f"{effect.background:.4f}",
    ]


def percent(share: float | None) -> str:
    """A share in per cent; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f} %"


def _conditions(card: Card) -> str:
    """How far pictures follow when one attribute of the condition is turned."""
    gained, lost = (card.metrics.get(f"condition_{way}", {}) for way in ("gained", "lost"))
    if not isinstance(card.condition, AttributeCondition) or not gained:
        return ""
    rows = [
        [
            f"{each.title.en} / {each.title.es}",
            percent(each.mean),
            percent(gained[each.name]),
            percent(lost[each.name]),
        ]
        for each in card.condition.attributes
    ]
    note = (
        "Each test image is encoded under its own attributes; then one of them is turned, and "
        "the judge says whether the picture has followed: *gained* of those without it, *lost* "
        "of those with it. *Share* is that of the training images with the attribute."
    )
    table = _table(("Condition", "Share", "Gained", "Lost"), rows)
    return "\n\n".join(["## What the condition does", table, note])


def _judge(card: Card) -> str:
    """How good the judge is at what it may tell."""
    if card.judge is None or not card.judge.attributes:
        return ""
    rows = [
        [
            f"{each.title.en} / {each.title.es}",
            f"{each.accuracy:.3f}",
            f"{each.balanced_accuracy:.3f}",
        ]
        for each in card.judge.attributes
    ]
    note = (
        "On test images; the balanced accuracy is the mean of that over images with and without "
        "the attribute. The judge knows its data set's labels, with their errors and biases: "
        "it says what a picture looks like to them, and nothing about a person."
    )
    table = _table(("Judged attribute", "Accuracy", "Balanced"), rows)
    return "\n\n".join(["## The judge", table, note])


def _map(card: Card) -> str:
    """What the map shows."""
    if card.map is None:
        return ""
    shown = {
        "test": f"the codes of the {card.map.count:,} test images",
        "prior": f"{card.map.count:,} draws from the fitted prior, decoded: no photographs",
    }
    layouts = {
        "latent": "the two dimensions as they are",
        "umap": "UMAP",
        "pca": "the two principal axes",
    }
    named = ", ".join(layouts.get(name, name) for name in card.map.projections)
    return f"## Map\n\n`map.safetensors` holds {shown[card.map.source]}. Layouts: {named}."
