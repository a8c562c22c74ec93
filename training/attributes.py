"""Attribute directions of a model, fitted on training images, ready for its card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from latente.card import Attribute, ClassName, Text
from latente.directions import fit_direction
from latente.priors import GaussianMixture
from training import clothes
from training.data import Dataset

# A slider ends where the typical edited code becomes less likely, under the fitted prior,
# than all but this share of the codes of real images; at 3 steps at the latest.
# Attributes and quantiles are taken of so many training images; more hardly move them.
IMAGES_FOR_ATTRIBUTES = 20_000
_UNLIKELY = 0.001
_LOOK = Text(en="Look", es="Aspecto")
_CLASS = Text(en="Class", es="Clase")
_ALPHAS = torch.arange(1, 13) / 4.0


@dataclass(frozen=True)
class Examples:
    """A named attribute with indices of images that have it and that lack it."""

    name: str
    title: Text
    group: Text
    less: Text
    more: Text
    positive: Tensor
    negative: Tensor


def class_examples(classes: list[ClassName], labels: Tensor) -> Iterator[Examples]:
    """Each class against the rest, every other class with an equal share of the rest."""
    for index, each in enumerate(classes):
        positive = (labels == index).nonzero().squeeze(1)
        others = [
            (labels == other).nonzero().squeeze(1)
            for other in range(len(classes))
            if other != index
        ]
        share = max(2, min(len(positive) // max(len(others), 1), *(len(o) for o in others)))
        yield Examples(
            name=each.name,
            title=each.title,
            group=_CLASS,
            less=Text(en=f"less {each.title.en.lower()}", es=f"menos {each.title.es.lower()}"),
            more=Text(en=f"more {each.title.en.lower()}", es=f"más {each.title.es.lower()}"),
            positive=positive,
            negative=torch.cat([other[:share] for other in others]),
        )


def visual_examples(dataset: Dataset, count: int) -> Iterator[Examples]:
    """The visual attributes of Fashion-MNIST; none for other data sets."""
    if dataset.name != "fashion-mnist":
        return
    images, labels = dataset.train.images(slice(0, count)), dataset.train.labels[:count]
    for each in clothes.VISUAL_ATTRIBUTES:
        positive, negative = clothes.examples(each, images, labels)
        yield Examples(each.name, each.title, _LOOK, each.less, each.more, positive, negative)


def attribute_examples(dataset: Dataset, count: int, conditional: bool) -> list[Examples]:
    """All attributes that a model of this data set can be steered by.

    Class directions are left out of a model that is conditioned on the class: there the
    condition chooses the class, and the latent is trained to say nothing of it.
    """
    examples = list(visual_examples(dataset, count))
    if not conditional and len(dataset.classes) > 1:
        examples += class_examples(dataset.classes, dataset.train.labels[:count])
    return [each for each in examples if min(len(each.positive), len(each.negative)) >= 2]


def fit_attributes(
    examples: list[Examples], codes: Tensor, prior: GaussianMixture
) -> tuple[list[Attribute], dict[str, Tensor]]:
    """Fit one direction to each set of examples among codes [N, D]."""
    attributes, directions = [], {}
    floor = prior.log_prob(codes[:10_000]).quantile(_UNLIKELY)
    for each in examples:
        direction = fit_direction(codes[each.positive], codes[each.negative])
        reach = max(
            slider_end(codes[each.positive], -direction.vector, prior, floor),
            slider_end(codes[each.negative], direction.vector, prior, floor),
        )
        directions[each.name] = direction.vector
        attributes.append(
            Attribute(
                name=each.name,
                title=each.title,
                group=each.group,
                less=each.less,
                more=each.more,
                # The same both ways, so that zero is the middle of the slider.
                range=(-reach, reach),
                separability=round(direction.separability, 4),
                stability=round(direction.stability, 4),
            )
        )
    return attributes, directions


def slider_end(codes: Tensor, step: Tensor, prior: GaussianMixture, floor: Tensor) -> float:
    """Largest alpha, at least 1, at which the median edited code is no less likely than ``floor``.

    Args:
        codes: codes that lack what the step adds [N, D].
        step: the direction [D], with its sign.
        prior: the fitted prior.
        floor: log density in nats.
    """
    start = codes[:300]
    end = 1.0
    for alpha in _ALPHAS.tolist():
        if prior.log_prob(start + alpha * step).median() < floor:
            break
        end = max(end, alpha)
    return end
