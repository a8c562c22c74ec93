"""Visual attributes of Fashion-MNIST, labelled from the images themselves.

Each attribute looks at the images of certain classes only, measures one number on each,
and calls the highest quarter positive and the lowest quarter negative. Where a number
differs between classes for other reasons, the quarters are taken within each class, so
that the direction is not the class in disguise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from latente.card import Text

TSHIRT, TROUSER, PULLOVER, DRESS, COAT, SANDAL, SHIRT, SNEAKER, BAG, BOOT = range(10)
TOPS = (TSHIRT, PULLOVER, COAT, SHIRT)
GARMENTS = (TSHIRT, TROUSER, PULLOVER, DRESS, COAT, SHIRT)
EVERYTHING = tuple(range(10))

# Grey level above which a pixel belongs to the garment rather than to the background.
_CLOTH = 0.12


@dataclass(frozen=True)
class VisualAttribute:
    """An attribute and how its examples are found.

    ``measure`` maps images [N, 1, H, W] in [0, 1] to one number each [N].
    """

    name: str
    title: Text
    less: Text
    more: Text
    classes: tuple[int, ...]
    measure: Callable[[Tensor], Tensor]
    within_class: bool = False


def silhouette(images: Tensor) -> Tensor:
    """Which pixels [N, H, W] belong to the garment."""
    return images[:, 0] > _CLOTH


def width(images: Tensor) -> Tensor:
    """Mean width of the silhouette over the rows it fills, in pixels."""
    rows = silhouette(images).sum(dim=2).float()
    return rows.sum(dim=1) / (rows > 0).sum(dim=1).clamp(min=1)


def length(images: Tensor) -> Tensor:
    """Height of the silhouette over its mean width: trousers and dresses are long."""
    filled = silhouette(images).any(dim=2).sum(dim=1).float()
    return filled / width(images).clamp(min=1.0)


def brightness(images: Tensor) -> Tensor:
    """Mean grey level of the silhouette."""
    cloth = silhouette(images)
    return (images[:, 0] * cloth).sum(dim=(1, 2)) / cloth.sum(dim=(1, 2)).clamp(min=1)


def sleeve_length(images: Tensor) -> Tensor:
    """Cloth at both sides of the lower half, where only a long sleeve reaches."""
    cloth = silhouette(images).float()
    height, side = cloth.shape[1], cloth.shape[2] // 4
    lower = cloth[:, height // 2 : height * 7 // 8]
    return lower[:, :, :side].mean(dim=(1, 2)) + lower[:, :, -side:].mean(dim=(1, 2))


def shaft_height(images: Tensor) -> Tensor:
    """Height of the silhouette in pixels: a boot's shaft rises above a sneaker."""
    return silhouette(images).any(dim=2).sum(dim=1).float()


def pattern(images: Tensor) -> Tensor:
    """Mean difference in level between neighbours inside the silhouette: prints, stripes."""
    grey, cloth = images[:, 0], silhouette(images)
    inside = cloth[:, 1:] & cloth[:, :-1]
    steps = (grey[:, 1:] - grey[:, :-1]).abs() * inside
    return steps.sum(dim=(1, 2)) / inside.sum(dim=(1, 2)).clamp(min=1)


def _text(en: str, es: str) -> Text:
    return Text(en=en, es=es)


VISUAL_ATTRIBUTES = (
    VisualAttribute(
        "Long sleeves",
        _text("Long sleeves", "Mangas largas"),
        _text("shorter sleeves", "mangas más cortas"),
        _text("longer sleeves", "mangas más largas"),
        TOPS,
        sleeve_length,
    ),
    VisualAttribute(
        "High shaft",
        _text("High shaft", "Caña alta"),
        _text("lower, like a sneaker", "más baja, como un tenis"),
        _text("higher, like a boot", "más alta, como un botín"),
        (SNEAKER, BOOT),
        shaft_height,
    ),
    VisualAttribute(
        "Wide",
        _text("Wide", "Ancho"),
        _text("narrower", "más angosto"),
        _text("wider", "más ancho"),
        GARMENTS,
        width,
        within_class=True,
    ),
    VisualAttribute(
        "Light",
        _text("Light", "Claro"),
        _text("darker", "más oscuro"),
        _text("lighter", "más claro"),
        EVERYTHING,
        brightness,
        within_class=True,
    ),
    VisualAttribute(
        "Long",
        _text("Long, like trousers", "Largo, como un pantalón"),
        _text("shorter", "más corto"),
        _text("longer", "más largo"),
        GARMENTS,
        length,
    ),
    VisualAttribute(
        "Patterned",
        _text("Patterned", "Estampado"),
        _text("plainer", "más liso"),
        _text("more patterned", "más estampado"),
        GARMENTS,
        pattern,
        within_class=True,
    ),
)


def examples(attribute: VisualAttribute, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Indices of the positive and of the negative examples among images [N, 1, H, W]."""
    chosen = torch.isin(labels, torch.tensor(attribute.classes)).nonzero().squeeze(1)
    values = attribute.measure(images[chosen])
    groups: Iterable[Tensor]
    if attribute.within_class:
        groups = [(labels[chosen] == k).nonzero().squeeze(1) for k in attribute.classes]
    else:
        groups = [torch.arange(len(chosen))]
    high, low = [], []
    for group in groups:
        if len(group) < 4:
            continue
        order = group[values[group].argsort(stable=True)]
        quarter = len(order) // 4
        low.append(order[:quarter])
        high.append(order[len(order) - quarter :])
    empty = [torch.zeros(0, dtype=torch.long)]
    return chosen[torch.cat(high or empty)], chosen[torch.cat(low or empty)]
