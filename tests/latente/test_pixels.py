from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from latente import pixels
from latente.errors import ImageError


def grey(levels: list[list[int]]) -> Image.Image:
    return Image.fromarray(np.array(levels, dtype=np.uint8))


def test_a_picture_of_the_right_size_is_taken_pixel_for_pixel() -> None:
    found = pixels.to_tensor(grey([[0, 51], [102, 255]]), 2, 2, 1)
    assert torch.equal(found, torch.tensor([[[0.0, 0.2], [0.4, 1.0]]]))


def test_colours_keep_their_channels() -> None:
    picture = Image.new("RGB", (3, 2), (255, 0, 51))
    found = pixels.to_tensor(picture, 3, 2, 3)
    assert found.shape == (3, 2, 3)
    assert torch.equal(found[:, 0, 0], torch.tensor([1.0, 0.0, 0.2]))


def test_a_wide_picture_is_cropped_at_its_centre() -> None:
    picture = Image.new("L", (30, 10), 0)
    picture.paste(255, (10, 0, 20, 10))
    found = pixels.to_tensor(picture, 10, 10, 1)
    assert float(found.min()) == 1.0


def test_resizing_averages_instead_of_dropping_pixels() -> None:
    checkers = np.indices((64, 64)).sum(axis=0) % 2 * 255
    found = pixels.to_tensor(Image.fromarray(checkers.astype(np.uint8)), 8, 8, 1)
    assert float(found.min()) > 0.4
    assert float(found.max()) < 0.6


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "PA"])
def test_transparency_shows_white_paper(mode: str) -> None:
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    picture = clear.convert(mode)
    if mode == "P":
        picture = Image.new("P", (4, 4), 0)
        picture.info["transparency"] = 0
    assert float(pixels.to_tensor(picture, 4, 4, 3).min()) == 1.0


def test_transparency_is_kept_where_the_model_has_four_channels() -> None:
    found = pixels.to_tensor(Image.new("RGBA", (2, 2), (255, 0, 0, 51)), 2, 2, 4)
    assert found[:, 0, 0].tolist() == pytest.approx([1.0, 0.0, 0.0, 0.2])


@pytest.mark.parametrize("mode", ["I;16", "I"])
def test_sixteen_bit_greys_are_scaled_rather_than_clipped(mode: str) -> None:
    levels = np.array([[0, 0x80FF], [0x4000, 0xFFFF]], dtype=np.uint16)
    picture = Image.fromarray(levels)
    found = pixels.to_tensor(picture if mode == "I;16" else picture.convert("I"), 2, 2, 1)
    assert (found * 255).round().tolist() == [[[0.0, 128.0], [64.0, 255.0]]]


@pytest.mark.parametrize("channels", [0, 2, 5])
def test_odd_numbers_of_channels_are_refused(channels: int) -> None:
    with pytest.raises(ImageError, match=f"channels is {channels}"):
        pixels.to_tensor(Image.new("L", (2, 2)), 2, 2, channels)


@given(st.integers(1, 3), st.sampled_from([1, 3, 4]), st.integers(0, 1000))
def test_eight_bit_pixels_survive_the_way_there_and_back(
    count: int, channels: int, seed: int
) -> None:
    source = np.random.default_rng(seed)
    levels = source.integers(0, 256, (count, 5, 4, channels), dtype=np.uint8)
    images = pixels.from_uint8(levels)
    assert images.shape == (count, channels, 5, 4)
    assert np.array_equal(pixels.to_uint8(images), levels)
    picture = pixels.to_picture(images[0])
    assert picture.size == (4, 5)
    assert torch.equal(pixels.to_tensor(picture, 4, 5, channels), images[0])


def test_levels_are_rounded_and_clamped() -> None:
    images = torch.tensor([-1.0, 0.001, 0.0021, 0.5, 2.0]).reshape(1, 1, 1, 5)
    assert pixels.to_uint8(images).ravel().tolist() == [0, 0, 1, 128, 255]


def test_from_uint8_leaves_its_array_alone() -> None:
    levels = np.zeros((1, 2, 2, 1), dtype=np.uint8)
    levels.setflags(write=False)
    images = pixels.from_uint8(levels)
    images += 1.0
    assert levels.max() == 0


@pytest.mark.parametrize("shape", [(2, 4, 4), (4, 4), (1, 1, 4, 4)])
def test_a_tensor_that_is_no_image_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ImageError, match="is not"):
        pixels.to_picture(torch.zeros(shape))
