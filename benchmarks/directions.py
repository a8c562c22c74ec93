"""Which way of finding a direction moves least else, at equal success? On validation faces.

Each way of :mod:`training.steering` and :mod:`training.learned_directions` is tried on the
same faces in one run, and the judge says how much all other attributes shift, and how much
pixels outside of the face change, where the same share of verdicts has turned. Prints a table
of shares of the plain difference of means.

    python -m benchmarks.directions faces-vae --data DATA --guides runs/guides
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

import latente
from training.attribute_images import load_celeba
from training.attribute_judge import ATTRIBUTE_GUIDES, attribute_judge_for
from training.effects import (
    COMPARABLE,
    Subjects,
    Target,
    alpha_for,
    background_at,
    common_flips,
    drift_at,
    flip_curve,
    mean_over,
    try_direction,
)
from training.evaluate_attributes import condition_columns, subjects_of
from training.latents import conditions_for, encode_split
from training.learned_directions import learn_directions
from training.sliders import balanced
from training.steering import LatentLabels, mean_difference, refined_directions
from training.students import Lesson

ALPHAS = torch.arange(-8, 9) / 2.0
PER_SIDE = 40


def main() -> None:
    """Measure and print."""
    arguments = parsed()
    bundle = latente.load(arguments.model, arguments.weights)
    if bundle.judge is None:
        raise SystemExit(f"{arguments.model} has no judge")
    data = load_celeba(arguments.data, bundle.card.network)
    columns = condition_columns(bundle, data)
    codes = encode_split(bundle.model, data.train, columns=columns)
    labelled = LatentLabels(codes, data.train.labels, data.attributes)
    guides = [
        attribute_judge_for(data, arguments.guides, each).network for each in ATTRIBUTE_GUIDES
    ]
    condition = conditions_for(bundle.model, data.train.labels, columns)
    targets = [Target(labelled.column(name)) for name in arguments.attributes]
    plain = torch.stack([mean_difference(labelled, name) for name in arguments.attributes])
    lesson = Lesson(bundle, guides, codes, data.train.labels, condition, arguments.steps)
    learned = learn_directions(lesson, targets, plain)
    refined = refined_directions(labelled, arguments.attributes)
    faces = subjects_of(bundle, data.validation or data.test, bundle.judge, columns)
    table = Table(
        "attribute", "way", "most verdicts turned", "drift, share of plain", "outside", "at"
    )
    for k, name in enumerate(arguments.attributes):
        learnt = {way: found[k] for way, found in learned.items()}
        ways = {"mean difference": plain[k], **refined[name], **learnt}
        for row in compared(faces, targets[k], ways):
            table.add_row(name, *row)
    Console().print(table)


def compared(faces: Subjects, target: Target, ways: dict[str, Tensor]) -> list[tuple[str, ...]]:
    """One row for each way: its name, best flips, drift and background of the first's, at."""
    group = balanced(faces, target, PER_SIDE)
    trials = {way: try_direction(group, vector, ALPHAS) for way, vector in ways.items()}
    curves = {way: flip_curve(trial, group.labels, target) for way, trial in trials.items()}
    first = next(iter(ways))
    positive = ALPHAS[ALPHAS > 0]
    rows = []
    for way in ways:
        wanted = common_flips([curves[way], curves[first]])
        drifts, grounds = [], []
        for each in (way, first):
            alpha = alpha_for(curves[each], positive, wanted)
            drifts.append(mean_over(drift_at(trials[each], alpha)[0].abs(), target.column))
            grounds.append(background_at(trials[each], alpha))
        shares = [f"{mine / plain:.2f}" for mine, plain in (drifts, grounds)]
        told = shares if wanted >= COMPARABLE else ["too few to compare", ""]
        rows.append((way, f"{float(curves[way].max()):.0%}", *told, f"{wanted:.0%}"))
    return rows


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=Path("weights"))
    parser.add_argument("--guides", type=Path, default=Path("runs/guides"))
    parser.add_argument("--steps", type=int, default=150, help="of learning directions")
    parser.add_argument(
        "--attributes", nargs="+", default=["Smiling", "Eyeglasses", "Male", "Blond_Hair"]
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
