from __future__ import annotations

import torch

from tests.toys import toy_dataset
from training.batches import EpochBatches
from training.data import Split
from training.recipe import DataRecipe

PLAIN = DataRecipe(dataset="image-folder")


def numbered(count: int, size: int = 4) -> Split:
    """Each image has its own number in the top left corner, which is its label too."""
    pixels = torch.zeros(count, size, size, 1, dtype=torch.uint8)
    pixels[:, 0, 0, 0] = torch.arange(1, count + 1)
    return Split(pixels, torch.arange(count))


def test_every_image_comes_once_with_its_own_label() -> None:
    batches = list(EpochBatches(numbered(20), PLAIN, 5, seed=3))
    images = torch.cat([images for images, _ in batches])
    labels = torch.cat([labels for _, labels in batches])
    assert sorted(labels.tolist()) == list(range(20))
    assert labels.tolist() != list(range(20))
    assert torch.equal((images[:, 0, 0, 0] * 255).round().long() - 1, labels)


def test_the_last_smaller_batch_is_left_out_and_a_small_set_is_one_batch() -> None:
    assert len(EpochBatches(numbered(23), PLAIN, 5, seed=0)) == 4
    only = list(EpochBatches(numbered(3), PLAIN, 128, seed=0))
    assert [len(labels) for _, labels in only] == [3]


def test_an_epoch_is_a_function_of_its_seed() -> None:
    varied = DataRecipe(dataset="image-folder", flip=True, shift=2)
    split = toy_dataset().train

    def epoch(seed: int) -> list[torch.Tensor]:
        torch.manual_seed(torch.seed() % 1000)  # whatever the global state
        return [images for images, _ in EpochBatches(split, varied, 30, seed)]

    one, again, other = epoch(7), epoch(7), epoch(8)
    assert all(torch.equal(a, b) for a, b in zip(one, again, strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_processes_share_the_images_without_overlap() -> None:
    shares = [EpochBatches(numbered(21), PLAIN, 5, seed=1, rank=r, world=2) for r in range(2)]
    assert len(shares[0]) == len(shares[1]) == 2
    seen = [int(k) for share in shares for _, labels in share for k in labels]
    assert len(seen) == len(set(seen)) == 20


def test_processes_have_equally_many_batches_whatever_the_number_of_images() -> None:
    for count in range(6, 26):
        for world in (2, 3):
            lengths = {
                len(list(EpochBatches(numbered(count), PLAIN, 2, seed=1, rank=r, world=world)))
                for r in range(world)
            }
            assert len(lengths) == 1, f"{count} images for {world} processes"


def test_flipping_mirrors_about_half_of_the_images() -> None:
    recipe = DataRecipe(dataset="image-folder", flip=True)
    images = torch.cat([images for images, _ in EpochBatches(numbered(200), recipe, 50, seed=0)])
    left, right = images[:, 0, 0, 0] > 0, images[:, 0, 0, -1] > 0
    assert bool((left ^ right).all())
    assert 70 <= int(right.sum()) <= 130


def test_shifting_moves_the_whole_batch_by_at_most_so_many_pixels() -> None:
    recipe = DataRecipe(dataset="image-folder", shift=1)
    places = set()
    for images, _ in EpochBatches(numbered(200), recipe, 4, seed=0):
        place = (images[0, 0] > 0).nonzero()
        assert len(place) == 1
        assert bool(((images[:, 0] > 0) == (images[0, 0] > 0)).all())
        places.add(tuple(place[0].tolist()))
    assert places == {(row, column) for row in (0, 1, 3) for column in (0, 1, 3)}


def test_without_variation_the_images_are_as_they_are() -> None:
    split = toy_dataset().train
    for images, labels in EpochBatches(split, PLAIN, 30, seed=0):
        assert torch.equal(labels % 3, labels)
        wanted = {image.numpy().tobytes() for image in split.images(slice(None))}
        assert all(image.numpy().tobytes() in wanted for image in images)
