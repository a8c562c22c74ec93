"""From attribute labels to sliders: the direction that measures best, and how far it goes.

Every choice is made on the validation images; the figures on the card come from the test
images (:mod:`training.evaluate_attributes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from latente.card import Attribute, CoOccurrence, Preset, Text
from latente.directions import fit_direction
from training.data import Dataset
from training.effects import (
    COMPARABLE,
    Subjects,
    Target,
    Trial,
    alpha_for,
    background_at,
    common_flips,
    drift_at,
    end_shares,
    flip_curve,
    mean_over,
    try_direction,
)
from training.face_attributes import FACE_ATTRIBUTES, FACE_PRESETS, FaceAttribute
from training.learned_directions import learn_directions
from training.steering import LatentLabels, adjusted_differences, mean_difference
from training.students import Lesson

PLAIN = "mean difference"
# A refined direction must drift this much less to be worth departing from the plain one.
_WORTH = 0.9
_TRIED_PER_SIDE = 36
_TRIED_ALPHAS = torch.arange(-4, 5) * 0.75
_ENDS_PER_SIDE = 120
_ENDS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0)
_END_FLIPS = 0.985
# A difference in flip success that is not worth a longer slider.
_ABOUT = 0.015
# One that turns so much of what the best turns may be chosen: two faces of 36 say little.
_ABLE = 0.94
# A refined direction may change the background so many times as much as the plain one, where
# both turn as many verdicts, and as far up the slider.
_BACKGROUND = 1.1
_BACKGROUND_AT_ENDS = 1.25
# Below so many images on a side, a share of them says nothing.
_FEWEST = 8


@dataclass(frozen=True)
class Sliders:
    """Attributes for the card with their directions: used, plain, and ready combinations."""

    attributes: list[Attribute]
    directions: dict[str, Tensor]
    mean_directions: dict[str, Tensor]
    presets: list[Preset]


@dataclass(frozen=True)
class _Candidate:
    way: str
    direction: Tensor
    trial: Trial
    flips: Tensor


def slider_attributes(dataset: Dataset, left_out: frozenset[str]) -> list[FaceAttribute]:
    """What becomes a slider: the known attributes of faces, or all of another data set."""
    if dataset.name == "celeba":
        known = [each for each in FACE_ATTRIBUTES if each.label in dataset.attributes]
    else:
        known = [plainly_named(name) for name in dataset.attributes]
    return [each for each in known if each.label not in left_out]


def plainly_named(name: str) -> FaceAttribute:
    """An attribute of which nothing is known but its name."""
    words = name.replace("_", " ")
    return FaceAttribute(
        name=name,
        label=name,
        title=Text(en=words, es=words),
        group=Text(en="Attributes", es="Atributos"),
        less=Text(en=f"less {words.lower()}", es=f"menos {words.lower()}"),
        more=Text(en=f"more {words.lower()}", es=f"más {words.lower()}"),
    )


def fit_sliders(
    wanted: list[FaceAttribute], data: LatentLabels, lesson: Lesson, subjects: Subjects
) -> Sliders:
    """Fit one slider to each attribute.

    Args:
        wanted: which.
        data: codes and labels of the training images.
        lesson: the same, with the decoder and guides to learn directions from.
        subjects: validation images to try directions on.
    """
    attributes, directions, plain, steps = [], {}, {}, {}
    shares = data.labels.float().mean(dim=0)
    for each, target, ways in _candidates(wanted, data, lesson):
        group = balanced(subjects, target, _TRIED_PER_SIDE)
        tried = [_tried(way, vector, group, target) for way, vector in ways.items()]
        best = choose(tried, target.column)
        held_out = balanced(subjects, target, _ENDS_PER_SIDE)
        reach = slider_end(held_out, best.direction, target)
        if not turns_anything(held_out, best.direction, target, reach):
            print(f"slider {each.name}: left out, it would turn next to nothing", flush=True)
            continue
        directions[each.name] = best.direction
        if best.way != PLAIN:
            plain[each.name] = ways[PLAIN]
        steps[each.name] = _step(best)
        share = float(shares[target.column])
        attributes.append(
            _attribute(
                each,
                reach=reach,
                refined=best.way != PLAIN,
                share=1.0 - share if each.reversed else share,
                quality=_quality(data, target),
                co_occurrence=co_occurrence(each, wanted, data),
            )
        )
        print(f"slider {each.name}: {best.way}, to {attributes[-1].range[1]:g}", flush=True)
    presets = [
        Preset(id=id, title=title, edits={name: way * steps[name] for name, way in edits.items()})
        for id, title, edits in FACE_PRESETS
        if edits.keys() <= steps.keys()
    ]
    return Sliders(attributes, directions, plain, presets)


def _candidates(
    wanted: list[FaceAttribute], data: LatentLabels, lesson: Lesson
) -> Iterator[tuple[FaceAttribute, Target, dict[str, Tensor]]]:
    """Each attribute with the directions [D] to choose from, by the way they were found."""
    targets = [Target(data.column(each.label), each.reversed) for each in wanted]
    signs = [-1.0 if each.reversed else 1.0 for each in wanted]
    plain = [
        sign * mean_difference(data, each.label) for sign, each in zip(signs, wanted, strict=True)
    ]
    adjusted = adjusted_differences(data)
    learned = learn_directions(lesson, targets, torch.stack(plain)) if lesson.steps else {}
    for k, (each, target) in enumerate(zip(wanted, targets, strict=True)):
        ways = {PLAIN: plain[k], "adjusted": signs[k] * adjusted[target.column]}
        yield each, target, ways | {way: found[k] for way, found in learned.items()}


def balanced(subjects: Subjects, target: Target, per_side: int) -> Subjects:
    """The first subjects with an attribute and the first without, so many of each."""
    has = target.has(subjects.labels) > 0.5
    sides = [side.nonzero().squeeze(1)[:per_side] for side in (has, ~has)]
    return subjects.subset(torch.cat(sides))


def _tried(way: str, direction: Tensor, subjects: Subjects, target: Target) -> _Candidate:
    trial = try_direction(subjects, direction, _TRIED_ALPHAS)
    return _Candidate(way, direction, trial, flip_curve(trial, subjects.labels, target))


def choose(candidates: list[_Candidate], column: int) -> _Candidate:
    """The direction with the least drift of other attributes at equal flip success.

    The first candidate is the plain one; it stays unless another is clearly better, and where
    none turns enough verdicts to be compared by. One is out that disturbs the background
    clearly more than the plain one, which is how pictures begin to break, or that flips clearly
    less than the best of the others.
    """
    plain = candidates[0]
    most_at_ends = _BACKGROUND_AT_ENDS * _background_at_ends(plain)
    calm = [each for each in candidates if _background_at_ends(each) <= most_at_ends]
    best_flips = max(float(each.flips.max()) for each in calm)
    able = [each for each in calm if float(each.flips.max()) >= _ABLE * best_flips]
    wanted = common_flips([each.flips for each in able])
    if wanted < COMPARABLE:
        return plain
    if plain in able:
        most = _BACKGROUND * background_at(plain.trial, _alpha_for(plain, wanted))
        able = [
            each for each in able if background_at(each.trial, _alpha_for(each, wanted)) <= most
        ]

    def drift(candidate: _Candidate) -> float:
        shift = drift_at(candidate.trial, _alpha_for(candidate, wanted))[0]
        return mean_over(shift.abs(), column)

    best = min(able, key=drift)
    if plain in able and drift(best) > _WORTH * drift(plain):
        return plain
    return best


def _background_at_ends(candidate: _Candidate) -> float:
    return float(candidate.trial.background[[0, -1]].mean())


def _alpha_for(candidate: _Candidate, wanted: float) -> float:
    return alpha_for(candidate.flips, _TRIED_ALPHAS[_TRIED_ALPHAS > 0], wanted)


def slider_end(subjects: Subjects, direction: Tensor, target: Target) -> float:
    """The smallest end at which practically every face has turned, both ways; at most 4.

    Where that is out of reach, the smallest end that turns about as many as any does: going
    on would only spoil the picture. Where hardly any turn, people may go all the way to see.
    """
    has = target.has(subjects.labels) > 0.5
    counts = (int((~has).sum()), int(has.sum()))
    turned = []
    for end in _ENDS:
        shares = end_shares(subjects, direction, target, end)
        told = [
            share
            for share, count in zip(shares, counts, strict=True)
            if share is not None and count >= _FEWEST
        ]
        turned.append(min(told, default=1.0))
        if turned[-1] >= _END_FLIPS:
            return end
    if max(turned) < COMPARABLE:
        return _ENDS[-1]
    enough = max(turned) - _ABOUT
    return next(end for end, share in zip(_ENDS, turned, strict=True) if share >= enough)


def turns_anything(subjects: Subjects, direction: Tensor, target: Target, end: float) -> bool:
    """Whether a slider turns a fair share of verdicts in at least one of its ways.

    A conditional model is told so much that its latent hardly says more of some attributes.
    """
    shares = end_shares(subjects, direction, target, end)
    return max((share for share in shares if share is not None), default=0.0) >= COMPARABLE


def _step(candidate: _Candidate) -> float:
    """The alpha of a preset: where most faces turn, to a quarter."""
    alpha = _alpha_for(candidate, min(0.9, float(candidate.flips.max())))
    return max(0.5, round(4.0 * alpha) / 4.0)


def _quality(data: LatentLabels, target: Target) -> tuple[float, float]:
    has = target.has(data.labels) > 0.5
    found = fit_direction(data.codes[has], data.codes[~has])
    return round(found.separability, 4), round(found.stability, 4)


def co_occurrence(
    attribute: FaceAttribute, others: list[FaceAttribute], data: LatentLabels
) -> dict[str, CoOccurrence]:
    """How often each other slider's attribute goes with this one in the training images."""
    has = Target(data.column(attribute.label), attribute.reversed).has(data.labels) > 0.5
    found = {}
    for other in others:
        if other.label != attribute.label:
            values = Target(data.column(other.label), other.reversed).has(data.labels)
            found[other.name] = CoOccurrence(
                with_=round(float(values[has].mean()), 4),
                without=round(float(values[~has].mean()), 4),
            )
    return found


def _attribute(
    attribute: FaceAttribute,
    reach: float,
    refined: bool,
    share: float,
    quality: tuple[float, float],
    co_occurrence: dict[str, CoOccurrence],
) -> Attribute:
    return Attribute(
        name=attribute.name,
        title=attribute.title,
        group=attribute.group,
        less=attribute.less,
        more=attribute.more,
        range=(-reach, reach),
        separability=quality[0],
        stability=quality[1],
        method="refined" if refined else "mean-difference",
        share=round(share, 4),
        co_occurrence=co_occurrence,
    )
