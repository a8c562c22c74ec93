"""The decoder as it is served computes what the model's own does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

import latente
from latente.bundle import Bundle
from server.engine.serving_decoder import PictureDecoder, SubpixelConvolution
from tests.bundles import random_bundle
from tests.server.engines import levels_apart, library_pixels


@pytest.mark.parametrize("channels", [1, 3])
def test_the_subpixel_convolution_is_the_transposed_one(channels):
    torch.manual_seed(0)
    layer = torch.nn.ConvTranspose2d(5, channels, 4, stride=2, padding=1)
    features = torch.randn(2, 5, 6, 7)
    with torch.no_grad():
        torch.testing.assert_close(
            SubpixelConvolution(layer)(features), layer(features), atol=1e-5, rtol=1e-5
        )


def test_further_channels_are_zero():
    torch.manual_seed(0)
    layer = torch.nn.ConvTranspose2d(5, 3, 4, stride=2, padding=1)
    features = torch.randn(2, 5, 6, 7)
    with torch.no_grad():
        wide = SubpixelConvolution(layer, channels=4)(features)
        torch.testing.assert_close(wide[:, :3], layer(features), atol=1e-5, rtol=1e-5)
    assert not wide[:, 3].any()


def bundle_of(channels: int, **network: Any) -> Bundle:
    """A random bundle whose network is another than those of the tests are."""
    bundle = random_bundle("r", size=16, channels=channels)
    spec = bundle.card.network.model_copy(update=network)
    torch.manual_seed(0)
    return replace(bundle, model=latente.create("vae", spec).eval())


@pytest.mark.parametrize("upsampling", ["transposed", "resize"])
@pytest.mark.parametrize("fine_width", [0, 4])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_pictures_are_those_of_the_library(channels, fine_width, upsampling):
    bundle = bundle_of(channels, fine_width=fine_width, upsampling=upsampling)
    latents = torch.randn(3, bundle.card.latent_dim)
    decoder = PictureDecoder(bundle)
    with torch.no_grad():
        images = decoder.placed(decoder(latents))
        expected = library_pixels(bundle, latents, None)
    assert decoder.in_windows == (upsampling == "transposed" and not fine_width)
    assert levels_apart(images, expected) <= 1
