"""Figures of models of images with attributes: what directions and conditions do."""

from __future__ import annotations

import statistics
from typing import Any

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.card import Attribute, AttributeCondition
from latente.judge import Judge
from training.data import Dataset, Split
from training.effects import (
    COMPARABLE,
    Subjects,
    Target,
    common_flips,
    end_shares,
    flip_curve,
    measure_effect,
    try_direction,
)
from training.face_attributes import FACE_ATTRIBUTES
from training.latents import conditions_for, encode_split
from training.sliders import balanced

_PER_SIDE = 50
# Steps from the middle to either end of a slider at which effects are measured.
_STEPS = 5
# Plain and refined directions are compared on this grid, beyond most sliders' ends.
_FARTHEST = 4.0


def condition_columns(bundle: Bundle, dataset: Dataset) -> Tensor | None:
    """Places [Y] of the attributes that a bundle is conditioned on; None: it is not."""
    kind = bundle.card.condition
    if not isinstance(kind, AttributeCondition):
        return None
    return dataset.columns([each.name for each in kind.attributes])


def subjects_of(bundle: Bundle, split: Split, judge: Judge, columns: Tensor | None) -> Subjects:
    """A split's images as codes on which directions are tried."""
    codes = encode_split(bundle.model, split, columns=columns)
    condition = conditions_for(bundle.model, split.labels, columns)
    return Subjects(bundle, judge, codes, split.labels, condition)


def label_of(attribute: Attribute, labels: list[str]) -> tuple[str, bool]:
    """The data set's label behind a slider, and whether the slider reverses it."""
    if attribute.name in labels:
        return attribute.name, False
    return next(
        (each.label, each.reversed) for each in FACE_ATTRIBUTES if each.name == attribute.name
    )


def with_effects(bundle: Bundle, subjects: Subjects) -> list[Attribute]:
    """The bundle's attributes with what their directions do, on these subjects."""
    told = told_columns(bundle, subjects.judge)
    return [_with_effect(each, bundle, subjects, told) for each in bundle.card.attributes]


def told_columns(bundle: Bundle, judge: Judge) -> dict[str, int]:
    """Names of the attributes of which people are told, with their columns at the judge."""
    names = list(judge.card.attributes)
    told = bundle.card.judge.attributes if bundle.card.judge else []
    return {each.name: names.index(each.name) for each in told}


def _with_effect(
    attribute: Attribute, bundle: Bundle, subjects: Subjects, told: dict[str, int]
) -> Attribute:
    labels = list(subjects.judge.card.attributes)
    label, turned = label_of(attribute, labels)
    target = Target(labels.index(label), turned)
    group = balanced(subjects, target, _PER_SIDE)
    ways = {"effect": bundle.directions[attribute.name]}
    if attribute.name in bundle.mean_directions:
        ways["mean_difference_effect"] = bundle.mean_directions[attribute.name]
    end = attribute.range[1]
    # One grid for both, so that they meet at the same flip success.
    farthest = max(end, _FARTHEST) if len(ways) > 1 else end
    # Symmetric around a true zero, which linspace would miss by a rounding error.
    alphas = torch.arange(-_STEPS, _STEPS + 1) * (farthest / _STEPS)
    trials = {way: try_direction(group, vector, alphas) for way, vector in ways.items()}
    wanted = common_flips([flip_curve(trial, group.labels, target) for trial in trials.values()])
    effects = {
        way: measure_effect(
            trial,
            end_shares(subjects, ways[way], target, end),
            group.labels,
            target,
            wanted,
            told if way == "effect" else {},
        )
        for way, trial in trials.items()
    }
    return attribute.model_copy(update={"mean_difference_effect": None, **effects})


def attribute_metrics(attributes: list[Attribute]) -> dict[str, Any]:
    """The table of effects in short, and how much less the refined directions drift."""
    metrics: dict[str, Any] = {
        "flips_gained": {each.name: each.effect.gained for each in attributes if each.effect},
        "flips_lost": {each.name: each.effect.lost for each in attributes if each.effect},
        "drift": {each.name: each.effect.mean_drift for each in attributes if each.effect},
    }
    return metrics | _compared(attributes, "drift") | _compared(attributes, "change")


def _compared(attributes: list[Attribute], what: str) -> dict[str, Any]:
    """Each refined direction's drift (or change) as a share of the plain one's, and the mean.

    Both are taken at the same flip success, where that is worth comparing at.
    """
    ratios = {}
    for each in attributes:
        if each.effect and each.mean_difference_effect and each.effect.flips >= COMPARABLE:
            plain = getattr(each.mean_difference_effect, f"mean_{what}")
            if plain:
                ratios[each.name] = getattr(each.effect, f"mean_{what}") / plain
    if not ratios:
        return {}
    name = f"{what}_against_mean_difference"
    return {name: statistics.mean(ratios.values()), f"{name}_by_attribute": ratios}


@torch.inference_mode()
def condition_metrics(bundle: Bundle, subjects: Subjects, columns: Tensor) -> dict[str, Any]:
    """Share of faces whose verdict follows when one attribute of the condition is turned.

    Each test face is encoded under its own attributes; then one attribute is set to 1 where
    the face lacks it and to 0 where it has it, at the same latent.
    """
    kind = bundle.card.condition
    if subjects.condition is None or not isinstance(kind, AttributeCondition):
        return {}
    flips, gained, lost = {}, {}, {}
    for place, each in enumerate(kind.attributes):
        column = int(columns[place])
        has = subjects.condition[:, place] > 0.5
        turned = subjects.condition.clone()
        turned[:, place] = (~has).float()
        asked = Subjects(bundle, subjects.judge, subjects.codes, subjects.labels, turned)
        verdict = subjects.judge.probabilities(asked.decode(asked.codes))[:, column] > 0.5
        flips[each.name] = _share(verdict != has)
        gained[each.name] = _share(verdict[~has])
        lost[each.name] = _share(~verdict[has])
    return {"condition_flips": flips, "condition_gained": gained, "condition_lost": lost}


def _share(values: Tensor) -> float | None:
    return float(values.float().mean()) if len(values) else None


def judge_summary(judge: Judge, reconstructions: Tensor, labels: Tensor) -> dict[str, float]:
    """The judge's mean accuracy on photographs, and on this model's reconstructions."""
    verdicts = judge.probabilities(reconstructions) > 0.5
    return {
        "judge_accuracy": statistics.mean(judge.card.accuracy.values()),
        "judge_balanced_accuracy": statistics.mean(judge.card.balanced_accuracy.values()),
        "judge_accuracy_on_reconstructions": float((verdicts == labels.bool()).float().mean()),
    }
