from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from latente.card import Text
from latente.priors import GaussianMixture
from tests.toys import toy_dataset
from training.attributes import (
    Examples,
    attribute_examples,
    class_examples,
    fit_attributes,
    slider_end,
    visual_examples,
)

WORDS = Text(en="word", es="palabra")


def normal(size: int) -> GaussianMixture:
    return GaussianMixture(torch.ones(1), torch.zeros(1, size), torch.eye(size)[None])


def examples_of(name: str, positive: list[int], negative: list[int]) -> Examples:
    return Examples(
        name=name,
        title=WORDS,
        group=WORDS,
        less=WORDS,
        more=WORDS,
        positive=torch.tensor(positive),
        negative=torch.tensor(negative),
    )


def density(distance: float, size: int = 2) -> Tensor:
    """Log density of the standard normal so far from its centre."""
    point = torch.zeros(1, size)
    point[0, 0] = distance
    return normal(size).log_prob(point)[0]


def test_each_class_stands_against_an_equal_share_of_the_others() -> None:
    data = toy_dataset()
    labels = torch.tensor([0] * 12 + [1] * 6 + [2] * 20)
    found = {each.name: each for each in class_examples(data.classes, labels)}
    assert list(found) == ["bar", "block", "corner"]
    bar = found["bar"]
    assert bar.positive.tolist() == list(range(12))
    assert labels[bar.negative].bincount(minlength=3).tolist() == [0, 6, 6]
    block = labels[found["block"].negative].bincount(minlength=3).tolist()
    assert block[0] == block[2] > 0
    assert block[1] == 0
    assert bar.title.es == "bar (es)"


def test_only_fashion_mnist_has_visual_attributes() -> None:
    assert list(visual_examples(toy_dataset(), 50)) == []
    clothes = toy_dataset(400, classes=10, size=28, name="fashion-mnist")
    found = {each.name: each for each in visual_examples(clothes, 300)}
    assert len(found) >= 5
    for each in found.values():
        assert max(each.positive.max(), each.negative.max()) < 300
        assert not set(each.positive.tolist()) & set(each.negative.tolist())


def test_a_class_model_is_not_steered_by_class() -> None:
    clothes = toy_dataset(400, classes=10, size=28, name="fashion-mnist")
    free = {each.name for each in attribute_examples(clothes, 400, conditional=False)}
    bound = {each.name for each in attribute_examples(clothes, 400, conditional=True)}
    classes = {each.name for each in clothes.classes}
    assert classes <= free
    assert free - classes == bound
    assert attribute_examples(toy_dataset(), 90, conditional=True) == []


def test_attributes_without_examples_are_left_out() -> None:
    data = toy_dataset(train=3)  # one image of each class: too few for a direction
    assert attribute_examples(data, 3, conditional=False) == []


def test_an_attribute_is_fitted_to_its_examples() -> None:
    noise = 0.1 * torch.randn(40, 2, generator=torch.Generator().manual_seed(0))
    codes = noise + torch.tensor([[1.0, 0.0], [-1.0, 0.0]]).repeat(20, 1)
    ups, downs = list(range(0, 40, 2)), list(range(1, 40, 2))
    examples = [examples_of("Right", ups, downs), examples_of("Noise", ups[:10], ups[10:])]
    attributes, directions = fit_attributes(examples, codes, normal(2))
    assert [each.name for each in attributes] == ["Right", "Noise"]
    assert_close(directions["Right"], torch.tensor([2.0, 0.0]), rtol=0, atol=0.1)
    assert attributes[0].separability == 1.0
    assert attributes[0].stability > 0.99
    assert attributes[1].separability < 0.9
    for each in attributes:
        low, high = each.range
        assert low < 0 < high


@pytest.mark.parametrize(
    ("reach", "step", "wanted"), [(2.1, 1.0, 2.0), (2.1, 1.5, 1.25), (1.6, 1.0, 1.5)]
)
def test_a_slider_ends_where_codes_become_unlikely(
    reach: float, step: float, wanted: float
) -> None:
    codes, direction = torch.zeros(5, 2), torch.tensor([0.0, step])
    assert slider_end(codes, direction, normal(2), density(reach)) == wanted
    assert slider_end(codes, -direction, normal(2), density(reach)) == wanted


def test_a_slider_reaches_at_least_one_step_and_not_endlessly_far() -> None:
    codes, direction = torch.zeros(5, 2), torch.tensor([5.0, 0.0])
    assert slider_end(codes, direction, normal(2), density(1.0)) == 1.0
    nowhere = slider_end(codes, torch.zeros(2), normal(2), density(1.0))
    assert 2.0 <= nowhere <= 4.0


def test_a_slider_follows_the_typical_code() -> None:
    """From codes on the far side there is more room than from the middle."""
    direction, floor = torch.tensor([1.0, 0.0]), density(2.1)
    middle = slider_end(torch.zeros(5, 2), direction, normal(2), floor)
    far = slider_end(torch.tensor([[-1.0, 0.0]]).expand(5, -1), direction, normal(2), floor)
    assert far == middle + 1.0
