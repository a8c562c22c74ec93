from __future__ import annotations

import torch

from training.variety import most_varied


def test_the_first_is_the_middle_and_the_others_are_as_far_away_as_can_be() -> None:
    points = torch.tensor([[0.0], [1.0], [-9.0], [8.0], [0.9], [-8.5]])
    # The mean is -1.27; -9 is farthest from 0, then 8 from both, then 1.
    assert most_varied(points, 4).tolist() == [0, 2, 3, 1]


def test_points_of_a_few_kinds_show_each_kind_before_any_twice() -> None:
    generator = torch.Generator().manual_seed(0)
    kinds = torch.arange(60) % 5
    centres = 10 * torch.eye(5)
    points = centres[kinds] + 0.1 * torch.randn(60, 5, generator=generator)
    assert set(kinds[most_varied(points, 5)].tolist()) == set(range(5))


def test_no_more_are_chosen_than_there_are() -> None:
    chosen = most_varied(torch.tensor([[0.0], [5.0]]), 9)
    assert sorted(chosen.tolist()) == [0, 1]
