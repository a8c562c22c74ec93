from __future__ import annotations

import pytest
import torch
from torch.testing import assert_close

from training.steering import (
    LatentLabels,
    adjusted_differences,
    logistic_normals,
    mean_difference,
    refined_directions,
)

NAMES = ["Smiling", "Male", "Rare"]
SMILE, MALE = torch.tensor([2.0, 0.0, 0.0, 0.0]), torch.tensor([0.0, 3.0, 0.0, 0.0])


@pytest.fixture(scope="module")
def confounded() -> LatentLabels:
    """Codes that are sums of what their labels stand for; those who smile are seldom men."""
    generator = torch.Generator().manual_seed(0)
    male = torch.rand(3000, generator=generator) < 0.5
    smiling = torch.rand(3000, generator=generator) < torch.where(male, 0.2, 0.8)
    rare = torch.rand(3000, generator=generator) < 0.01
    labels = torch.stack([smiling, male, rare], dim=1).to(torch.uint8)
    codes = smiling[:, None] * SMILE + male[:, None] * MALE
    codes = codes + 0.7 * torch.randn(3000, 4, generator=generator)
    return LatentLabels(codes, labels, NAMES)


def test_the_difference_of_means_carries_what_goes_with_the_attribute(
    confounded: LatentLabels,
) -> None:
    found = mean_difference(confounded, "Smiling")
    has = confounded.labels[:, 0].bool()
    assert_close(found, confounded.codes[has].mean(0) - confounded.codes[~has].mean(0))
    # 60 of 100 more of those who do not smile are men.
    assert_close(found, SMILE - 0.6 * MALE, rtol=0.0, atol=0.2)


def test_an_adjusted_difference_holds_the_other_attributes_equal(
    confounded: LatentLabels,
) -> None:
    found = adjusted_differences(confounded)
    assert found.shape == (3, 4)
    assert_close(found[0], SMILE, rtol=0.0, atol=0.1)
    assert_close(found[1], MALE, rtol=0.0, atol=0.1)
    plain = mean_difference(confounded, "Smiling")
    assert abs(float(found[0] @ MALE)) < 0.1 * abs(float(plain @ MALE))


def test_attributes_that_are_the_same_do_not_break_the_adjustment(
    confounded: LatentLabels,
) -> None:
    doubled = torch.cat([confounded.labels, confounded.labels[:, :1]], dim=1)
    found = adjusted_differences(LatentLabels(confounded.codes, doubled, [*NAMES, "Again"]))
    assert bool(torch.isfinite(found).all())
    assert_close(found[0] + found[3], SMILE, rtol=0.0, atol=0.1)


def test_normals_have_unit_length_and_point_to_the_attribute(confounded: LatentLabels) -> None:
    normals = logistic_normals(confounded)
    assert_close(normals.norm(dim=1), torch.ones(3))
    scores = confounded.codes @ normals.T
    for column in range(2):
        has = confounded.labels[:, column].bool()
        middle = (scores[has, column].mean() + scores[~has, column].mean()) / 2
        right = (scores[:, column] > middle) == has
        assert float(right.float().mean()) > 0.85


def test_refined_directions_lose_the_confound_and_keep_their_strength(
    confounded: LatentLabels,
) -> None:
    plain = mean_difference(confounded, "Smiling")
    normals = logistic_normals(confounded)
    found = refined_directions(confounded, ["Smiling"])["Smiling"]
    assert len(found) == 4
    for way, direction in found.items():
        assert float(direction @ normals[0]) == pytest.approx(float(plain @ normals[0]), rel=1e-4)
        share = float(direction @ MALE) / float(direction @ SMILE)
        assert abs(share) < 0.5 * abs(float(plain @ MALE) / float(plain @ SMILE)), way
    projected = found["adjusted, confounds projected out"]
    assert abs(float(projected @ normals[1])) < 1e-4
    # The rare attribute's normal is noise, and is not projected out.
    assert abs(float(projected @ normals[2])) > 1e-4


def test_a_direction_that_leads_nowhere_gives_way_to_the_plain_one() -> None:
    """All attributes are the same one, so nothing of it is left beside the others."""
    generator = torch.Generator().manual_seed(0)
    has = torch.arange(200) % 2
    codes = has[:, None] * torch.tensor([1.0, 0.0]) + 0.1 * torch.randn(200, 2, generator=generator)
    data = LatentLabels(codes, has[:, None].repeat(1, 2).to(torch.uint8), ["A", "B"])
    found = refined_directions(data, ["A"])["A"]["logistic, confounds projected out"]
    assert bool(torch.isfinite(found).all())
    assert float(found.norm()) > 0.5
