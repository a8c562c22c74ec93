from __future__ import annotations

import pytest
import torch
from torch import Tensor

from training import clothes
from training.clothes import (
    BAG,
    BOOT,
    COAT,
    DRESS,
    PULLOVER,
    SHIRT,
    SNEAKER,
    TROUSER,
    TSHIRT,
    VISUAL_ATTRIBUTES,
    VisualAttribute,
)

BY_NAME = {each.name: each for each in VISUAL_ATTRIBUTES}


def rectangle(width: int, height: int, level: float = 0.8) -> Tensor:
    """A garment of this size in the middle of a black image [1, 1, 28, 28]."""
    image = torch.zeros(1, 1, 28, 28)
    top, left = (28 - height) // 2, (28 - width) // 2
    image[:, :, top : top + height, left : left + width] = level
    return image


def shirt(sleeve: int) -> Tensor:
    """A torso with sleeves that reach down so many rows."""
    image = rectangle(12, 24)
    image[:, :, 2 : 2 + sleeve, 2:8] = 0.8
    image[:, :, 2 : 2 + sleeve, 20:26] = 0.8
    return image


@pytest.mark.parametrize(("width", "height"), [(4, 20), (18, 20), (10, 6)])
def test_a_rectangle_is_as_wide_and_as_long_as_it_is(width: int, height: int) -> None:
    image = rectangle(width, height)
    assert float(clothes.width(image)) == width
    assert float(clothes.length(image)) == pytest.approx(height / width)
    assert float(clothes.shaft_height(image)) == height
    assert int(clothes.silhouette(image).sum()) == width * height


def test_brightness_is_that_of_the_cloth_alone() -> None:
    for width in (4, 20):
        for level in (0.3, 0.9):
            found = clothes.brightness(rectangle(width, 10, level))
            assert float(found) == pytest.approx(level, abs=1e-5)


def test_long_sleeves_measure_more_than_short_ones_and_none() -> None:
    lengths = [float(clothes.sleeve_length(shirt(rows))) for rows in (0, 6, 16, 22)]
    assert lengths[0] == lengths[1] == 0.0
    assert lengths[1] < lengths[2] < lengths[3]


def test_a_sleeve_counts_on_either_side() -> None:
    left = shirt(22)
    left[:, :, :, 14:] = rectangle(12, 24)[:, :, :, 14:]
    right = left.flip(3)
    both, one = (float(clothes.sleeve_length(image)) for image in (shirt(22), left))
    assert float(clothes.sleeve_length(right)) == pytest.approx(one)
    assert both == pytest.approx(2 * one)


def test_stripes_are_patterned_and_plain_cloth_is_not() -> None:
    plain = rectangle(16, 20)
    stripes = plain.clone()
    stripes[:, :, ::2] *= 0.5
    assert float(clothes.pattern(plain)) == 0.0
    assert float(clothes.pattern(stripes)) == pytest.approx(0.4, abs=1e-5)
    # The edge of the garment is no pattern.
    assert float(clothes.pattern(rectangle(4, 4, 1.0))) == 0.0


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_an_empty_image_measures_nothing(name: str) -> None:
    found = BY_NAME[name].measure(torch.zeros(2, 1, 28, 28))
    assert found.shape == (2,)
    assert bool((found == 0).all())


def test_there_are_words_in_both_languages_for_every_attribute() -> None:
    assert len(BY_NAME) == len(VISUAL_ATTRIBUTES) >= 5
    for each in VISUAL_ATTRIBUTES:
        for text in (each.title, each.less, each.more):
            assert text.en
            assert text.es
            assert text.en != text.es
        assert each.less != each.more


@pytest.mark.parametrize(
    ("name", "label", "more", "less"),
    [
        ("Long sleeves", PULLOVER, shirt(22), shirt(0)),
        ("High shaft", BOOT, rectangle(20, 22), rectangle(20, 9)),
        ("Wide", COAT, rectangle(20, 20), rectangle(8, 20)),
        ("Light", BAG, rectangle(12, 12, 0.9), rectangle(12, 12, 0.3)),
        ("Long", TROUSER, rectangle(8, 26), rectangle(20, 20)),
    ],
)
def test_examples_have_what_the_attribute_says(
    name: str, label: int, more: Tensor, less: Tensor
) -> None:
    images = torch.cat([more, less]).repeat(8, 1, 1, 1)
    positive, negative = clothes.examples(BY_NAME[name], images, torch.full((16,), label))
    assert len(positive) == len(negative) == 4
    assert bool((positive % 2 == 0).all())
    assert bool((negative % 2 == 1).all())


def measured(within_class: bool, *classes: int) -> VisualAttribute:
    """An attribute that reads the level of one pixel."""
    like = VISUAL_ATTRIBUTES[0]
    return VisualAttribute(
        "Test",
        like.title,
        like.less,
        like.more,
        classes,
        lambda images: images[:, 0, 0, 0],
        within_class,
    )


def levels(values: list[float]) -> Tensor:
    images = torch.zeros(len(values), 1, 28, 28)
    images[:, 0, 0, 0] = torch.tensor(values)
    return images


def test_the_highest_and_the_lowest_quarter_are_the_examples() -> None:
    images = levels([0.5, 0.1, 0.9, 0.3, 0.2, 0.8, 0.4, 0.6])
    positive, negative = clothes.examples(measured(False, DRESS), images, torch.full((8,), DRESS))
    assert sorted(positive.tolist()) == [2, 5]
    assert sorted(negative.tolist()) == [1, 4]


def test_images_of_other_classes_are_not_looked_at() -> None:
    labels = torch.tensor([TSHIRT, SNEAKER] * 8)
    images = levels([0.5, 1.0] * 8)
    positive, negative = clothes.examples(measured(False, TSHIRT), images, labels)
    assert bool((labels[positive] == TSHIRT).all())
    assert bool((labels[negative] == TSHIRT).all())


def test_within_each_class_means_that_classes_are_balanced() -> None:
    labels = torch.tensor([TSHIRT] * 8 + [SHIRT] * 8)
    images = levels([0.01 * k for k in range(16)])
    apart = clothes.examples(measured(False, TSHIRT, SHIRT), images, labels)
    assert labels[apart[0]].tolist() == [SHIRT] * 4
    within = clothes.examples(measured(True, TSHIRT, SHIRT), images, labels)
    for side in within:
        assert labels[side].bincount(minlength=7)[[TSHIRT, SHIRT]].tolist() == [2, 2]


def test_too_few_images_give_no_examples() -> None:
    positive, negative = clothes.examples(
        measured(True, COAT), levels([0.1, 0.2, 0.3]), torch.full((3,), COAT)
    )
    assert len(positive) == len(negative) == 0
