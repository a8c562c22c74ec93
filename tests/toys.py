"""Small data sets and recipes for tests of training: drawn here, learnt in a second."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from latente.card import ClassName, Text
from latente.pixels import to_picture
from training.data import Dataset, Split
from training.recipe import Recipe

CLASSES = ("bar", "block", "corner")
# What the images with attributes show: a bar goes mostly with a bright ground.
ATTRIBUTES = ("Bright", "Bar", "Corner", "Stripe")
CELEBA_SIZE = {"official": (178, 218), "half": (89, 109)}
BORDER = (255, 0, 255)


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


def drawn_attributes(labels: Tensor, size: int = 16, seed: int = 0) -> Tensor:
    """Pictures [N, 3, S, S] that show the first four of their attributes [N, A], 0 or 1.

    A bright ground, a red bar at the left, a blue corner and a green stripe.
    """
    generator = torch.Generator().manual_seed(seed)
    ground = 0.15 + 0.4 * labels[:, 0].float()
    images = ground[:, None, None, None] + 0.1 * torch.rand(
        len(labels), 3, size, size, generator=generator
    )
    part = size // 4
    places = (
        (1, (1.0, 0.0, 0.0), slice(None), slice(0, part)),
        (2, (0.0, 0.0, 1.0), slice(0, 2 * part), slice(-2 * part, None)),
        (3, (0.0, 1.0, 0.0), slice(-part, None), slice(part, None)),
    )
    for column, colour, rows, columns in places:
        if column < labels.shape[1]:
            has = labels[:, column].bool()
            images[has, :, rows, columns] = torch.tensor(colour)[:, None, None]
    return images.clamp(0.0, 1.0)


def drawn_labels(count: int, attributes: int = len(ATTRIBUTES), seed: int = 0) -> Tensor:
    """Attributes [N, A], 0 or 1, of which the second mostly goes with the first."""
    generator = torch.Generator().manual_seed(seed)
    labels = (torch.rand(count, attributes, generator=generator) < 0.4).to(torch.uint8)
    together = torch.rand(count, generator=generator) < 0.6
    labels[:, 1] = torch.where(together, labels[:, 0], labels[:, 1])
    return labels


def attribute_split(count: int, size: int, seed: int, attributes: int = len(ATTRIBUTES)) -> Split:
    """Images with attributes."""
    labels = drawn_labels(count, attributes, seed)
    images = drawn_attributes(labels, size, seed)
    return Split((images * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous(), labels)


def toy_attribute_dataset(
    train: int = 120,
    validation: int = 40,
    test: int = 40,
    size: int = 16,
    names: Sequence[str] = ATTRIBUTES,
    name: str = "toy-attributes",
) -> Dataset:
    """A data set of drawn attributes; those beyond the fourth are chance and not visible."""
    parts = [
        attribute_split(count, size, seed, len(names))
        for seed, count in enumerate((train, validation, test), start=1)
    ]
    return Dataset(
        name=name,
        train=parts[0],
        validation=parts[1],
        test=parts[2],
        classes=[],
        attributes=list(names),
        license="drawn for this test",
        thumbnails_may_ship=False,
    )


def write_celeba(
    folder: Path,
    partition: Sequence[int],
    layout: str = "half",
    names: Sequence[str] = ATTRIBUTES,
    seed: int = 1,
) -> Path:
    """Drawn pictures in CelebA's layout: one file each, with its place in ``partition``.

    What is drawn fills the square that loaders cut out; around it all is magenta.
    """
    width, height = CELEBA_SIZE[layout]
    side = round(width * 148 / 178)
    labels = drawn_labels(len(partition), len(names), seed)
    (folder / "img_align_celeba").mkdir(parents=True)
    files = [f"{k:06}.jpg" for k in range(1, len(partition) + 1)]
    for file, image in zip(files, drawn_attributes(labels, 16, seed), strict=True):
        picture = Image.new("RGB", (width, height), BORDER)
        square = to_picture(image).resize((side, side), Image.Resampling.NEAREST)
        picture.paste(square, ((width - side) // 2, (height - side) // 2))
        picture.save(folder / "img_align_celeba" / file, quality=95, subsampling=0)
    rows = [
        f"{file}  " + "  ".join(f"{2 * value - 1:2}" for value in row)
        for file, row in zip(files, labels.tolist(), strict=True)
    ]
    table = [str(len(files)), " ".join(names), *rows]
    (folder / "list_attr_celeba.txt").write_text("\n".join(table) + "\n", encoding="utf-8")
    codes = [f"{file} {code}" for file, code in zip(files, partition, strict=True)]
    (folder / "list_eval_partition.txt").write_text("\n".join(codes) + "\n", encoding="utf-8")
    return folder


def toy_attribute_recipe(family: str = "vae", **changes: Any) -> Recipe:
    """A recipe for the toy attributes; a conditional model is told the first two."""
    told = list(ATTRIBUTES[:2]) if family == "cvae" else []
    network = {
        "channels": 3,
        "size": 16,
        "width": 8,
        "levels": 2,
        "blocks": 0,
        "hidden": 24,
        "latent_dim": 6,
        "condition_dim": len(told),
    }
    data = {"dataset": "attribute-folder", "condition": told}
    return toy_recipe(family, **({"network": network, "data": data} | changes))
