from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from tests.linear import OUTSIDE, SIZE, STEEP, linear_subjects
from training.effects import (
    Target,
    Trial,
    alpha_for,
    common_flips,
    drift_at,
    end_shares,
    face_ellipse,
    flip_curve,
    measure_effect,
    try_direction,
)

# Two faces without the first attribute, two with it; 0.75 steps from the middle each.
CODES = torch.tensor([[-0.75, 0.0], [-0.75, 1.0], [0.75, 0.0], [0.75, -1.0]])
FIRST = torch.tensor([1.0, 0.0])
ALPHAS = torch.tensor([-1.0, -0.5, 0.0, 0.5, 1.0])


def trial_of(probabilities: list[list[list[float]]], alphas: list[float]) -> Trial:
    return Trial(torch.tensor(alphas), torch.tensor(probabilities), torch.zeros(len(alphas)))


def logistic(codes: Tensor) -> Tensor:
    return torch.sigmoid(STEEP * codes)


def test_the_face_is_an_ellipse_in_the_middle() -> None:
    inside = face_ellipse(64)
    assert bool(inside[32, 32])
    assert not bool(inside[[0, 0, 63, 63], [0, 63, 0, 63]].any())
    assert float(inside.float().mean()) == pytest.approx(math.pi * 0.34 * 0.46, abs=0.01)
    assert torch.equal(inside, inside.flip(0))
    assert torch.equal(inside, inside.flip(1))
    assert int(inside.any(dim=1).sum()) > int(inside.any(dim=0).sum()), "higher than wide"


def test_a_reversed_attribute_is_the_absence_of_its_label() -> None:
    values = torch.tensor([[0.0, 1.0], [1.0, 0.25]])
    assert Target(1).has(values).tolist() == [1.0, 0.25]
    assert Target(1, reversed=True).has(values).tolist() == [0.0, 0.75]


def test_subjects_are_moved_and_judged() -> None:
    trial = try_direction(linear_subjects(CODES), FIRST, ALPHAS)
    for k, alpha in enumerate(ALPHAS.tolist()):
        assert_close(trial.probabilities[k], logistic(CODES + alpha * FIRST), rtol=1e-3, atol=1e-4)
    assert trial.background.tolist() == [0.0] * 5, "what changes lies in the face"


def test_the_background_is_what_changes_outside_of_the_face() -> None:
    direction = torch.zeros(2).index_fill(0, torch.tensor(OUTSIDE), 1.0)
    trial = try_direction(linear_subjects(CODES), direction, ALPHAS)
    outside = int((~face_ellipse(SIZE)).sum())
    assert_close(trial.background, 0.05 * ALPHAS.abs() / outside)


def test_each_subject_is_decoded_under_its_own_condition_in_any_number() -> None:
    generator = torch.Generator().manual_seed(0)
    codes, condition = torch.randn(2, 600, 2, generator=generator)
    subjects = linear_subjects(codes, condition=condition)
    found = try_direction(subjects, FIRST, torch.tensor([0.0])).probabilities[0]
    assert_close(found, logistic(codes + condition), rtol=1e-3, atol=1e-4)
    some = subjects.subset(torch.tensor([599, 3]))
    assert_close(some.decode(some.codes), subjects.decode(codes)[[599, 3]])


def test_flips_are_counted_both_ways() -> None:
    subjects = linear_subjects(CODES)
    trial = try_direction(subjects, FIRST, ALPHAS)
    assert flip_curve(trial, subjects.labels, Target(0)).tolist() == [0.0, 1.0]
    stubborn = linear_subjects(torch.cat([CODES[:3], torch.tensor([[2.0, 0.0]])]))
    trial = try_direction(stubborn, FIRST, ALPHAS)
    # All of those without turn, but only one of the two with: the harder way counts.
    assert flip_curve(trial, stubborn.labels, Target(0)).tolist() == [0.0, 0.5]


@pytest.mark.parametrize("rows", [[0, 1], [2, 3]])
def test_flips_of_one_kind_alone_are_counted(rows: list[int]) -> None:
    subjects = linear_subjects(CODES[rows])
    trial = try_direction(subjects, FIRST, ALPHAS)
    assert flip_curve(trial, subjects.labels, Target(0)).tolist() == [0.0, 1.0]


def test_flips_of_a_reversed_attribute_go_the_other_way() -> None:
    subjects = linear_subjects(CODES)
    target = Target(0, reversed=True)
    right = flip_curve(try_direction(subjects, -FIRST, ALPHAS), subjects.labels, target)
    wrong = flip_curve(try_direction(subjects, FIRST, ALPHAS), subjects.labels, target)
    assert right.tolist() == [0.0, 1.0]
    assert wrong.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("wanted", "alpha"), [(0.0, 1.0), (0.4, 2.0), (0.6, 2.5), (0.8, 3.0), (0.2, 1.5)]
)
def test_the_alpha_of_a_success_lies_between_the_points(wanted: float, alpha: float) -> None:
    flips, alphas = torch.tensor([0.0, 0.4, 0.8, 0.8]), torch.tensor([1.0, 2.0, 3.0, 4.0])
    assert alpha_for(flips, alphas, wanted) == pytest.approx(alpha)


def test_before_the_first_point_success_grows_from_nothing() -> None:
    assert alpha_for(torch.tensor([0.8]), torch.tensor([2.0]), 0.4) == pytest.approx(1.0)
    assert alpha_for(torch.tensor([0.5, 0.4]), torch.tensor([1.0, 2.0]), 0.9) == 2.0


def test_drift_is_signed_and_absolute_and_between_alphas_a_share() -> None:
    """Of two subjects the first attribute rises by 0.4 in both; the second up and down."""
    trial = trial_of(
        [[[0.1, 0.5], [0.1, 0.5]], [[0.3, 0.5], [0.3, 0.5]], [[0.7, 0.7], [0.7, 0.3]]],
        [-1.0, 0.0, 1.0],
    )
    signed, absolute = drift_at(trial, 1.0)
    assert_close(signed, torch.tensor([0.4, 0.0]))
    assert_close(absolute, torch.tensor([0.4, 0.2]))
    signed, absolute = drift_at(trial, 0.25)
    assert_close(signed, torch.tensor([0.1, 0.0]))
    assert_close(absolute, torch.tensor([0.1, 0.05]))
    assert_close(drift_at(trial, -1.0)[0], torch.tensor([-0.2, 0.0]))


def test_directions_are_compared_where_all_of_them_reach() -> None:
    assert common_flips([torch.tensor([0.2, 1.0]), torch.tensor([0.95, 0.5])]) == 0.9
    low = common_flips([torch.tensor([0.2, 1.0]), torch.tensor([0.3, 0.6])])
    assert low == pytest.approx(0.6)


def test_the_shares_at_the_ends_are_those_of_each_kind() -> None:
    subjects = linear_subjects(torch.tensor([[-0.5], [-1.5], [-2.5], [0.5], [1.5]]))
    direction = torch.ones(1)
    assert end_shares(subjects, direction, Target(0), 1.0) == (pytest.approx(1 / 3, abs=1e-4), 0.5)
    assert end_shares(subjects, direction, Target(0), 2.0) == (pytest.approx(2 / 3, abs=1e-4), 1.0)
    assert end_shares(subjects, -direction, Target(0), 2.0) == (0.0, 0.0)
    turned = end_shares(subjects, -direction, Target(0, reversed=True), 2.0)
    assert turned == (1.0, pytest.approx(2 / 3, abs=1e-4))
    alone = linear_subjects(torch.tensor([[-0.5]]))
    assert end_shares(alone, direction, Target(0), 1.0) == (1.0, None)


def test_an_effect_says_what_a_step_does_to_its_attribute_and_to_the_others() -> None:
    """The step moves the first attribute by one and the third by a quarter."""
    codes = torch.tensor([[-0.75, 0.0, 0.0], [0.75, 0.0, 0.0]])
    subjects = linear_subjects(codes)
    direction = torch.tensor([1.0, 0.0, 0.25])
    trial = try_direction(subjects, direction, ALPHAS)
    told = {"A": 0, "C": 2}
    effect = measure_effect(trial, (1.0, None), subjects.labels, Target(0), 1.0, told)
    assert effect.alphas == ALPHAS.tolist()
    for alpha, told_probability in zip(effect.alphas, effect.probability, strict=True):
        wanted = logistic(codes[:, 0] + alpha).mean()
        assert told_probability == pytest.approx(float(wanted), abs=1e-3)
    assert (effect.gained, effect.lost) == (1.0, None)
    assert effect.monotonicity == 1.0
    assert (effect.drift_at, effect.flips) == (1.0, 1.0)
    shift = float(logistic(torch.tensor(0.25)) - 0.5)
    assert effect.drift == {"C": pytest.approx(shift, abs=1e-3)}
    # The mean is over all others that the judge knows, also those not told.
    assert effect.mean_drift == pytest.approx(shift / 2, abs=1e-3)
    assert effect.mean_change == pytest.approx(shift / 2, abs=1e-3)
    assert effect.background == 0.0
    halfway = measure_effect(trial, (1.0, None), subjects.labels, Target(0), 0.5, told)
    assert halfway.drift_at == pytest.approx(0.75)


def test_changes_that_cancel_are_no_drift_but_a_change() -> None:
    trial = trial_of(
        [[[0.0, 0.5], [0.0, 0.5]], [[0.0, 0.5], [1.0, 0.5]], [[1.0, 0.7], [1.0, 0.3]]],
        [-1.0, 0.0, 1.0],
    )
    labels = torch.tensor([[0, 0], [1, 0]])
    effect = measure_effect(trial, (1.0, 1.0), labels, Target(0), 0.9, {})
    assert effect.mean_drift == pytest.approx(0.0, abs=1e-6)
    assert effect.mean_change == pytest.approx(0.2 * effect.drift_at, abs=1e-3)


def test_a_probability_that_falls_on_the_way_up_is_not_monotonous() -> None:
    course = [[[0.2, 0.0]], [[0.4, 0.0]], [[0.3, 0.0]], [[0.8, 0.0]], [[0.9, 0.0]]]
    trial = trial_of(course, [-2.0, -1.0, 0.0, 1.0, 2.0])
    effect = measure_effect(trial, (1.0, None), torch.zeros(1, 2), Target(0), 0.5, {})
    assert effect.monotonicity == 0.75
