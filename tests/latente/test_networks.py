from __future__ import annotations

import pytest
import torch
from pydantic import ValidationError
from torch import Tensor
from torch.testing import assert_close

from latente.networks import (
    Decoder,
    Encoder,
    NetworkSpec,
    ResidualBlock,
    Shift,
    count_parameters,
    image_shape,
)


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("size", "levels"), [(28, 3), (30, 2), (10, 2)])
def test_a_size_that_cannot_be_halved_so_often_is_refused(size: int, levels: int) -> None:
    with pytest.raises(ValidationError, match=f"size {size} cannot be halved {levels} times"):
        NetworkSpec(size=size, levels=levels)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="depth"):
        NetworkSpec(depth=3)  # type: ignore[call-arg]


def test_a_specification_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        NetworkSpec().width = 3  # type: ignore[misc]


def test_widths_double_up_to_eight_times_the_first() -> None:
    spec = NetworkSpec(size=64, width=3, levels=6)
    assert spec.level_widths == [3, 6, 12, 24, 24, 24]
    assert spec.coarse_size == 1
    assert image_shape(spec) == (1, 64, 64)


@pytest.mark.parametrize("size", [8, 28])
@pytest.mark.parametrize("levels", [1, 2])
@pytest.mark.parametrize("channels", [1, 3])
def test_encoder_and_decoder_have_the_shapes_asked_for(
    size: int, levels: int, channels: int
) -> None:
    spec = NetworkSpec(channels=channels, size=size, width=3, levels=levels, hidden=6, latent_dim=5)
    assert Encoder(spec, 7)(random(2, channels, size, size)).shape == (2, 7)
    assert Decoder(spec)(random(2, 5)).shape == (2, channels, size, size)


def test_a_fresh_residual_block_changes_nothing_but_by_its_bias() -> None:
    block = ResidualBlock(4)
    features = random(2, 4, 5, 5)
    offset = block.second.bias[:, None, None]
    assert_close(block(features), features + offset)


def test_the_shift_of_a_blend_is_the_blend_of_the_shifts() -> None:
    shift = Shift(3, 4)
    features = torch.zeros(1, 4, 2, 2)
    one, other = torch.tensor([[1.0, 0.0, 0.0]]), torch.tensor([[0.0, 0.0, 1.0]])
    blend = shift(features, 0.3 * one + 0.7 * other)
    assert_close(blend, 0.3 * shift(features, one) + 0.7 * shift(features, other))
    assert not torch.equal(shift(features, one), shift(features, other))


def test_without_a_condition_the_shift_does_nothing_and_learns_nothing() -> None:
    shift = Shift(0, 4)
    features = random(2, 4, 3, 3)
    assert shift(features, None) is features
    assert count_parameters(shift) == 0


def test_parameters_are_counted() -> None:
    assert count_parameters(torch.nn.Linear(3, 4)) == 16


@pytest.mark.parametrize("kind", ["transposed", "resize"])
def test_every_pixel_of_a_flat_map_is_covered_equally(kind: str) -> None:
    """Away from the border an untrained up-sampling of constant weights has no checkerboard."""
    spec = NetworkSpec(size=16, width=2, levels=1, blocks=0, upsampling=kind)  # type: ignore[arg-type]
    up = Decoder(spec).ups[0]
    for parameter in up.parameters():
        torch.nn.init.constant_(parameter, 0.1)
    inner = up(torch.ones(1, 2, 8, 8))[0, 0, 2:-2, 2:-2]
    assert_close(inner, inner[0, 0].expand_as(inner))
