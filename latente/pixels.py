"""Between pictures (PIL) and tensors of pixels in [0, 1]."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps
from torch import Tensor

from latente.errors import ImageError

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


def to_tensor(picture: Image.Image, width: int, height: int, channels: int) -> Tensor:
    """A picture as pixels [C, H, W] in [0, 1].

    It is converted to the number of channels (transparency over white, unless there are
    four), cropped at its centre to the aspect wanted and resized with antialiasing; a
    picture that already has the size is taken pixel for pixel.

    Raises:
        ImageError: ``channels`` is not 1, 3 or 4.
    """
    picture = convert(picture, channels)
    if picture.size != (width, height):
        picture = ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)
    pixels = np.asarray(picture, dtype=np.float32) / 255.0
    return torch.from_numpy(pixels.reshape(height, width, channels)).permute(2, 0, 1).contiguous()


def convert(picture: Image.Image, channels: int) -> Image.Image:
    """A picture with this number of channels; transparency over white, unless there are four.

    Raises:
        ImageError: ``channels`` is not 1, 3 or 4.
    """
    if channels not in _MODES:
        raise ImageError(f"channels is {channels}: use 1 (grey), 3 (RGB) or 4 (RGBA)")
    mode = _MODES[channels]
    if picture.mode == mode:
        return picture
    if picture.mode.startswith("I;16") or picture.mode == "I":
        # Sixteen-bit greys: PIL would clip them at 255 instead of scaling.
        wide = np.asarray(picture, dtype=np.int64)
        picture = Image.fromarray((wide.clip(0, 65535) >> 8).astype(np.uint8))
    if mode != "RGBA" and picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    return picture.convert(mode)


def to_uint8(images: Tensor) -> NDArray[np.uint8]:
    """Images [N, C, H, W] in [0, 1] as 8-bit pixels [N, H, W, C], rounded to nearest."""
    levels = images.detach().float().clamp(0.0, 1.0).mul(255.0).round()
    array: NDArray[np.uint8] = levels.to(torch.uint8).permute(0, 2, 3, 1).contiguous().cpu().numpy()
    return array


def from_uint8(pixels: NDArray[np.uint8] | Tensor) -> Tensor:
    """8-bit pixels [N, H, W, C] as images [N, C, H, W] in [0, 1]."""
    tensor = pixels if isinstance(pixels, Tensor) else torch.from_numpy(np.array(pixels))
    return tensor.permute(0, 3, 1, 2).float() / 255.0


def to_picture(image: Tensor) -> Image.Image:
    """One image [C, H, W] in [0, 1] as a picture.

    Raises:
        ImageError: the image does not have 1, 3 or 4 channels.
    """
    if image.dim() != 3 or image.shape[0] not in _MODES:
        raise ImageError(f"an image of shape {tuple(image.shape)} is not [1, 3 or 4, H, W]")
    pixels = to_uint8(image[None])[0]
    return Image.fromarray(pixels[:, :, 0] if image.shape[0] == 1 else pixels)
