from __future__ import annotations

import dataclasses

import torch

from latente.card import ClassName, Text
from tests.toys import drawn_images, toy_dataset
from training import gallery
from training.data import Dataset, Split


def named(data: Dataset, *names: str) -> Dataset:
    classes = [ClassName(name=name, title=Text(en=name, es=f"{name} (es)")) for name in names]
    return dataclasses.replace(data, classes=classes)


def test_each_class_shows_some_different_images_of_its_own() -> None:
    data = toy_dataset(test=150)
    chosen = gallery.choose(data)
    assert data.test.labels[chosen].tolist() == [0] * 6 + [1] * 6 + [2] * 6
    assert len(set(chosen.tolist())) == len(chosen)
    assert torch.equal(chosen, gallery.choose(data))


def test_the_images_chosen_are_varied_and_the_commonest_kind_comes_first() -> None:
    """Forty upright bars and ten of each of two other kinds: three clusters."""
    kinds = torch.tensor([0] * 40 + [1] * 10 + [2] * 10)
    images = (drawn_images(kinds) * 255).round().to(torch.uint8).permute(0, 2, 3, 1)
    data = toy_dataset()
    alone = dataclasses.replace(
        named(data, "only"),
        test=Split(images.contiguous(), torch.zeros(60, dtype=torch.long)),
    )
    chosen = gallery.choose(alone, per_class=3)
    assert int(kinds[chosen[0]]) == 0
    assert set(kinds[chosen].tolist()) == {0, 1, 2}


def test_a_small_class_is_shown_whole() -> None:
    data = toy_dataset(test=7)
    assert gallery.choose(data).tolist() == [0, 3, 6, 1, 4, 2, 5]


def test_items_are_named_by_class_and_number() -> None:
    data = named(toy_dataset(test=9), "T-shirt/top", "Ankle boot", "Ñ")
    found = gallery.items(data, torch.tensor([0, 3, 1, 4, 2]))
    assert [item.id for item in found] == [
        "t-shirt-top-1",
        "t-shirt-top-2",
        "ankle-boot-1",
        "ankle-boot-2",
        "class-1",
    ]
    assert found[3].label == Text(en="Ankle boot 2", es="Ankle boot (es) 2")
    assert [item.class_index for item in found] == [0, 0, 1, 1, 2]
