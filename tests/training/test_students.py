"""What a student knows of a decoder of which everything is known."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from tests.linear import OUTSIDE, STEEP, linear_bundle, linear_judge
from training.effects import Target
from training.learned_directions import WAYS, _around, _some, learn_directions
from training.students import Classroom, Lesson, look

_COUNT = 300


def lesson(condition: Tensor | None = None, steps: int = 30) -> Lesson:
    codes = torch.randn(_COUNT, 3, generator=torch.Generator().manual_seed(0))
    codes = codes * torch.tensor([0.2, 0.5, 1.0])
    guides = [linear_judge(3).network, linear_judge(3).network]
    labels = (codes > 0).to(torch.uint8)
    return Lesson(
        linear_bundle(3), guides, codes, labels, condition, steps, 1000, look=lambda seen, _: seen
    )


def taught(task: Lesson, repeats: int = 5) -> Classroom:
    room = Classroom(task, seed=0)
    for _ in range(repeats):
        room.show(*_around(room, 0.2 * torch.eye(3), _COUNT))
    room.teach()
    return room


def test_a_student_knows_from_codes_what_guides_see() -> None:
    room = taught(lesson())
    codes, index = _around(room, 0.2 * torch.eye(3), 100)
    seen = torch.sigmoid(STEEP * codes)
    assert_close(torch.sigmoid(room.student(room.inputs(codes, index))), seen, rtol=0, atol=0.1)


def test_a_student_of_a_conditional_model_is_told_the_condition() -> None:
    condition = torch.zeros(_COUNT, 3)
    condition[::2, 0] = 1.0
    room = taught(lesson(condition))
    index = torch.tensor([0, 1])
    logits = room.student(room.inputs(torch.zeros(2, 3), index))
    assert float(logits[0, 0]) > 1.0
    assert abs(float(logits[1, 0])) < 0.7


def test_white_codes_have_no_spread_left_but_one() -> None:
    task = lesson()
    room = Classroom(task, seed=0)
    white = room.inputs(task.codes, torch.arange(_COUNT))
    assert_close(torch.cov(white.T), torch.eye(3), rtol=0, atol=1e-3)
    assert_close(room.from_white @ room.to_white, torch.eye(3), rtol=0, atol=1e-4)


def test_the_background_is_what_lies_outside_of_the_face() -> None:
    room = taught(lesson())
    outside, channels = room.background()
    assert channels.shape == (3, 1)
    step = room.to_white @ torch.eye(3)
    moved = (step.T @ outside).abs().amax(dim=1)
    assert int(moved.argmax()) == OUTSIDE
    assert float(moved.sum() - moved[OUTSIDE]) < 0.1 * float(moved[OUTSIDE])


def test_learning_leaves_the_random_numbers_of_others_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    taught(lesson(), repeats=1)
    assert torch.equal(torch.rand(3), expected)


def test_no_direction_is_made_of_what_is_no_number() -> None:
    plain = torch.tensor([[float("nan")] * 3, [0.0, 1.0, 0.0]])
    task = lesson(steps=2)
    found = learn_directions(task, [Target(0), Target(1)], plain)
    assert set(found) == set(WAYS)
    for vectors in found.values():
        assert bool(vectors[0].isnan().all()), "the plain one is all there is"
        assert float(vectors[1, 1]) > 0.0, "and it keeps no other from being learned"


def test_where_a_side_is_empty_any_codes_are_taken() -> None:
    generator = torch.Generator().manual_seed(0)
    assert sorted(_some(torch.tensor([False, True, True]), generator).tolist()) == [1, 2]
    assert sorted(_some(torch.tensor([False, False]), generator).tolist()) == [0, 1]


@pytest.mark.parametrize("channels", [1, 3])
def test_a_guide_sees_a_picture_anew_each_time(channels: int) -> None:
    pictures = torch.rand(4, channels, 16, 16, generator=torch.Generator().manual_seed(1))
    looks = [look(pictures, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1)]
    assert looks[0].shape == pictures.shape
    assert torch.equal(looks[0], looks[1])
    assert not torch.equal(looks[0], looks[2])
    assert float((looks[0].mean() / pictures.mean() - 1.0).abs()) < 0.15
