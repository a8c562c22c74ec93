"""Small data sets and recipes for tests of training: drawn here, learnt in a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from latente.card import ClassName, Text
from latente.pixels import to_picture
from training.data import Dataset, Split
from training.recipe import Recipe

CLASSES = ("bar", "block", "corner")


def drawn_images(labels: Tensor, size: int = 8, channels: int = 1, seed: int = 0) -> Tensor:
    """One shape for each label, of varying brightness, over a little noise: [N, C, S, S]."""
    generator = torch.Generator().manual_seed(seed)
    images = 0.1 * torch.rand(len(labels), channels, size, size, generator=generator)
    levels = 0.6 + 0.4 * torch.rand(len(labels), 1, 1, 1, generator=generator)
    half, quarter = size // 2, size // 4
    shapes = torch.zeros(len(CLASSES), 1, size, size)
    shapes[0, :, :, half : half + 2] = 1.0
    shapes[1, :, quarter:-quarter, quarter:-quarter] = 1.0
    shapes[2, :, :half, :half] = 1.0
    return torch.maximum(images, levels * shapes[labels % len(CLASSES)])


def split(count: int, classes: int, size: int, channels: int, seed: int) -> Split:
    """Images of classes in turn."""
    labels = torch.arange(count) % classes
    images = drawn_images(labels, size, channels, seed)
    return Split((images * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous(), labels)


def toy_dataset(
    train: int = 90,
    test: int = 60,
    classes: int = 3,
    size: int = 8,
    channels: int = 1,
    name: str = "toy",
) -> Dataset:
    """A data set of drawn shapes; with more than three classes the shapes repeat."""
    names = [CLASSES[k] if k < len(CLASSES) else f"class {k}" for k in range(classes)]
    return Dataset(
        name=name,
        train=split(train, classes, size, channels, seed=1),
        test=split(test, classes, size, channels, seed=2),
        classes=[ClassName(name=each, title=Text(en=each, es=f"{each} (es)")) for each in names],
        license="drawn for this test",
        thumbnails_may_ship=True,
    )


def write_image_folder(folder: Path, count: int = 30, size: int = 8, seed: int = 1) -> Path:
    """The toy images as files, one sub-folder for each class."""
    drawn = split(count, len(CLASSES), size, 1, seed)
    for k, (image, label) in enumerate(
        zip(drawn.images(slice(None)), drawn.labels.tolist(), strict=True)
    ):
        place = folder / CLASSES[label]
        place.mkdir(parents=True, exist_ok=True)
        to_picture(image).save(place / f"{k:04}.png")
    return folder


def toy_recipe(family: str = "vae", **changes: Any) -> Recipe:
    """A recipe that trains in a moment; ``changes`` replace whole parts of it."""
    raw: dict[str, Any] = {
        "id": f"toy-{family}",
        "title": {"en": "Toy", "es": "Juguete"},
        "description": {"en": "Drawn shapes.", "es": "Formas dibujadas."},
        "family": family,
        "epochs": 2,
        "data": {"dataset": "image-folder"},
        "network": {
            "size": 8,
            "width": 4,
            "levels": 1,
            "hidden": 12,
            "latent_dim": 3,
            "condition_dim": len(CLASSES) if family == "cvae" else 0,
        },
        "optimiser": {"batch_size": 10, "ema_decay": 0.9},
        "prior": {"components": 2},
    }
    return Recipe.model_validate(raw | changes)
