from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from latente.card import Text
from tests.linear import linear_bundle, linear_judge, linear_subjects, names
from tests.toys import toy_attribute_dataset
from training.effects import Subjects, Target, Trial
from training.face_attributes import FACE_ATTRIBUTES, FaceAttribute
from training.learned_directions import learn_directions
from training.sliders import (
    _TRIED_ALPHAS,
    PLAIN,
    _Candidate,
    balanced,
    choose,
    co_occurrence,
    fit_sliders,
    plainly_named,
    slider_attributes,
    slider_end,
)
from training.steering import LatentLabels, mean_difference
from training.students import Lesson

A = Target(0)


def confounded(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Codes [N, 3] and labels: half a step each way; B mostly goes with A, C with neither."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.rand(count, 3, generator=generator) < 0.5
    together = torch.rand(count, generator=generator) < 0.7
    labels[:, 1] = torch.where(together, labels[:, 0], labels[:, 1])
    noise = 0.1 * torch.randn(count, 3, generator=generator)
    return labels.float() - 0.5 + noise, labels.to(torch.uint8)


def candidate(way: str, flips: list[float], drift: float) -> _Candidate:
    """One that flips so at the last alphas tried, and moves the second attribute so far."""
    shares = torch.tensor([0.0] * (len(_TRIED_ALPHAS) // 2 - len(flips)) + flips)
    probabilities = torch.zeros(len(_TRIED_ALPHAS), 1, 2)
    probabilities[:, 0, 1] = 0.5 + drift * _TRIED_ALPHAS
    trial = Trial(_TRIED_ALPHAS, probabilities, torch.zeros(len(_TRIED_ALPHAS)))
    return _Candidate(way, torch.ones(2), trial, shares)


def test_the_direction_that_drifts_least_is_chosen() -> None:
    ways = [candidate(PLAIN, [1.0], 0.1), candidate("a", [1.0], 0.05), candidate("b", [1.0], 0.07)]
    assert choose(ways, 0).way == "a"


def test_drift_counts_in_either_way_and_not_that_of_the_attribute_itself() -> None:
    ways = [candidate(PLAIN, [1.0], 0.1), candidate("a", [1.0], -0.15)]
    assert choose(ways, 0).way == PLAIN
    # Seen as the second attribute's own, neither drifts: the plain one stays.
    assert choose(ways, 1).way == PLAIN


def test_the_plain_direction_stays_unless_another_is_clearly_better() -> None:
    assert choose([candidate(PLAIN, [1.0], 0.1), candidate("a", [1.0], 0.0985)], 0).way == PLAIN
    assert choose([candidate(PLAIN, [1.0], 0.1), candidate("a", [1.0], 0.09)], 0).way == "a"


def test_a_direction_that_hardly_turns_anybody_is_out() -> None:
    weak = candidate("weak", [0.5], 0.0)
    assert choose([candidate(PLAIN, [1.0], 0.1), weak], 0).way == PLAIN
    # The plain one may be too weak as well.
    better = candidate("a", [1.0], 0.2)
    assert choose([candidate(PLAIN, [0.5], 0.1), better], 0).way == "a"


def test_directions_are_compared_where_they_turn_as_many_faces() -> None:
    """One turns all at half the alpha: at equal success its drift is the smaller one."""
    half, whole = [1.0, 1.0, 1.0], [0.0, 0.0, 1.0]
    ways = [candidate(PLAIN, whole, 0.1), candidate("strong", half, 0.15)]
    assert choose(ways, 0).way == "strong"


def test_subjects_are_balanced_by_the_first_of_each_kind() -> None:
    codes = torch.tensor([[-1.0], [1.0], [-2.0], [-3.0], [2.0], [-4.0]])
    found = balanced(linear_subjects(codes), A, 2)
    assert found.codes.squeeze(1).tolist() == [1.0, 2.0, -1.0, -2.0]
    assert found.labels.squeeze(1).tolist() == [1, 1, 0, 0]
    few = balanced(linear_subjects(codes), Target(0, reversed=True), 3)
    assert few.codes.squeeze(1).tolist() == [-1.0, -2.0, -3.0, 1.0, 2.0]


@pytest.mark.parametrize(("distance", "end"), [(0.4, 1.0), (1.2, 1.5), (3.7, 4.0), (9.0, 4.0)])
def test_a_slider_ends_where_practically_everybody_has_turned(distance: float, end: float) -> None:
    codes = torch.tensor([-distance, distance]).repeat(10)[:, None]
    assert slider_end(linear_subjects(codes), torch.ones(1), A) == end


def test_a_slider_does_not_end_before_practically_everybody_has_turned() -> None:
    # At 1.5 slightly too few have; at 2 enough; a few never do.
    distance = torch.tensor([1.2] * 195 + [1.8] * 3 + [9.0] * 2)
    codes = torch.cat([-distance, distance])[:, None]
    assert slider_end(linear_subjects(codes), torch.ones(1), A) == 2.0


def test_a_kind_of_which_there_are_hardly_any_does_not_set_the_end() -> None:
    codes = torch.cat([torch.full((20, 1), -0.5), torch.full((3, 1), 3.0)])
    assert slider_end(linear_subjects(codes), torch.ones(1), A) == 1.0


def test_co_occurrence_gives_the_others_share_with_and_without() -> None:
    labels = torch.tensor([[1, 1], [1, 1], [1, 0], [0, 1], [0, 0]], dtype=torch.uint8)
    data = LatentLabels(torch.zeros(5, 1), labels, ["A", "B"])
    first, second = plainly_named("A"), plainly_named("B")
    found = co_occurrence(first, [first, second], data)
    assert list(found) == ["B"]
    assert (found["B"].with_, found["B"].without) == (pytest.approx(2 / 3, abs=1e-4), 0.5)
    turned = FaceAttribute(**(vars(first) | {"name": "No A", "reversed": True}))
    found = co_occurrence(turned, [second], data)
    assert (found["B"].with_, found["B"].without) == (0.5, pytest.approx(2 / 3, abs=1e-4))


def test_faces_have_known_sliders_and_other_data_sets_all_of_theirs() -> None:
    labels = tuple(each.label for each in FACE_ATTRIBUTES)
    faces = toy_attribute_dataset(4, 2, 2, names=(*labels, "Attractive", "Chubby"), name="celeba")
    found = slider_attributes(faces, frozenset({"Smiling"}))
    assert {each.label for each in found} == set(labels) - {"Smiling"}
    assert next(each for each in found if each.name == "Beard").reversed
    others = slider_attributes(toy_attribute_dataset(4, 2, 2), frozenset({"Bar"}))
    assert [each.name for each in others] == ["Bright", "Corner", "Stripe"]
    assert plainly_named("Left_Bar").title == Text(en="Left Bar", es="Left Bar")
    assert plainly_named("Left_Bar").less.es == "menos left bar"


def linear_lesson(codes: Tensor, labels: Tensor) -> Lesson:
    """A lesson of a guide that sees pictures as they are."""
    guides = [linear_judge(3).network]
    bundle = linear_bundle(3)
    return Lesson(bundle, guides, codes, labels, None, 80, 1000, look=lambda seen, _: seen)


def test_a_learned_direction_leaves_alone_what_the_plain_one_drags_along() -> None:
    codes, labels = confounded(400, seed=0)
    data = LatentLabels(codes, labels, list(names(3)))
    plain = torch.stack([mean_difference(data, "A"), -mean_difference(data, "C")])
    lesson = linear_lesson(codes, labels)
    ways = learn_directions(lesson, [A, Target(2, reversed=True)], plain)
    again = learn_directions(lesson, [A, Target(2, reversed=True)], plain)
    assert float(plain[0, 1]) > 0.5
    for way, found in ways.items():
        assert abs(float(found[0, 1])) < 0.25 * float(plain[0, 1])
        # About as strong as the plain ones on their own attributes, each in its own sense.
        own = found[:, [0, 2]].diagonal() / plain[:, [0, 2]].diagonal()
        assert 0.7 < float(own.min()) < float(own.max()) < 2.2
        assert float(found[1, 2]) < 0
        assert torch.equal(found, again[way])


def slider_task(count: int = 120) -> tuple[LatentLabels, Lesson, Subjects]:
    codes, labels = confounded(400, seed=0)
    data = LatentLabels(codes, labels, list(names(3)))
    lesson = linear_lesson(codes, labels)
    fresh, has = confounded(count, seed=1)
    return data, lesson, linear_subjects(fresh, has)


def test_sliders_are_fitted_with_all_that_a_card_tells_of_them() -> None:
    data, lesson, subjects = slider_task()
    smile, other, turned = (plainly_named(name) for name in names(3))
    turned = FaceAttribute(**(vars(turned) | {"name": "Not C", "reversed": True}))
    found = fit_sliders([smile, other, turned], data, lesson, subjects)
    assert [each.name for each in found.attributes] == ["A", "B", "Not C"]
    first, _, last = found.attributes
    assert first.method == "refined", "the plain one drags B along"
    assert set(found.mean_directions) == {
        each.name for each in found.attributes if each.method == "refined"
    }
    assert_close(found.mean_directions["A"], mean_difference(data, "A"))
    assert abs(float(found.directions["A"][1])) < 0.3 * float(found.mean_directions["A"][1])
    assert float(found.directions["Not C"][2]) < 0
    share = float(data.labels[:, 2].float().mean())
    assert last.share == pytest.approx(1 - share, abs=1e-3)
    assert first.co_occurrence["B"].with_ > 0.8 > 0.2 > first.co_occurrence["B"].without
    for each in found.attributes:
        assert each.range[0] == -each.range[1]
        assert 1.0 <= each.range[1] <= 4.0
        assert each.separability > 0.95
        assert each.stability > 0.95
    assert found.presets == [], "those of faces name attributes that are not here"
