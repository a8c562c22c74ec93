"""Reading and writing the map of a bundle: ``map.safetensors`` and its thumbnails."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from latente.bundle import Bundle
from latente.card import AttributeCondition, Card, ClassCondition, MapFile, Sprite, Tile
from latente.errors import BundleError
from latente.maps import LatentMap, Plane, Projection, whole_plane
from latente.reading import read_table, read_tensors
from latente.storage import (
    MAP,
    MAP_SPRITE,
    THUMBNAILS,
    check_finite,
    file_checksum,
    read_card,
    replace_file,
    write_card,
)

_DTYPES = (torch.float32, torch.float16, torch.uint8)
# The latent space itself, where it has two dimensions.
DIRECT = "latent"


def load_map(bundle: Bundle) -> LatentMap | None:
    """The map of a loaded bundle; None where it ships none.

    Raises:
        BundleError: the file has changed since the bundle was loaded, or does not fit its card.
    """
    if bundle.map_files is None or bundle.card.map is None:
        return None
    path, card = bundle.map_files.tensors, bundle.card
    if not path.is_file() or file_checksum(path) != card.files[MAP]:
        raise BundleError(path.parent, f"{MAP} does not have the checksum that the card gives")
    read_table(path)
    tensors = read_tensors(path)
    _check(path.parent, bundle.card, bundle.card.map, tensors)
    latents = tensors["latents"].float()
    named = {name: _projection(name, latents, tensors) for name in bundle.card.map.projections}
    return LatentMap(
        latents=latents,
        projections=named,
        spacing=tensors["spacing"],
        classes=tensors.get("classes"),
        conditions=_conditions(card, tensors),
        units=tensors.get("units"),
    )


def _projection(name: str, latents: Tensor, tensors: dict[str, Tensor]) -> Projection:
    if f"{name}_positions" in tensors:
        return Projection(tensors[f"{name}_positions"])
    direct = name == DIRECT
    plane = whole_plane() if direct else Plane(tensors[f"{name}_origin"], tensors[f"{name}_axes"])
    return Projection(plane.project(latents), plane)


def _conditions(card: Card, tensors: dict[str, Tensor]) -> Tensor | None:
    if isinstance(card.condition, ClassCondition):
        return functional.one_hot(tensors["classes"].long(), card.condition.length).float()
    return tensors["conditions"].float() if "conditions" in tensors else None


def _check(folder: Path, card: Card, told: MapFile, tensors: dict[str, Tensor]) -> None:
    """BundleError where the map lacks something, or something has another shape."""
    if DIRECT in told.projections and card.latent_dim != 2:
        raise BundleError(folder, f"{MAP}: {DIRECT!r} needs a latent space of two dimensions")
    for name, shape in _wanted(card, told, tensors).items():
        if name not in tensors:
            raise BundleError(folder, f"{MAP} lacks the tensor {name!r}")
        if tuple(tensors[name].shape) != shape:
            raise BundleError(folder, f"{MAP}: {name!r} is {tuple(tensors[name].shape)}")
        if tensors[name].dtype not in _DTYPES:
            raise BundleError(folder, f"{MAP}: {name!r} is {tensors[name].dtype}")
        check_finite(folder, MAP, name, tensors[name])
    if "classes" in tensors and int(tensors["classes"].max()) >= len(card.classes):
        raise BundleError(folder, f"{MAP}: a class is not on the card")
    if "units" in tensors and float(tensors["units"].min()) <= 0.0:
        raise BundleError(folder, f"{MAP}: a unit of length is not positive")


def _wanted(card: Card, told: MapFile, tensors: dict[str, Tensor]) -> dict[str, tuple[int, ...]]:
    """The tensors that a map must hold, with their shapes."""
    count, dimension = told.count, card.latent_dim
    quantiles = max(1, tensors["spacing"].numel()) if "spacing" in tensors else 1
    wanted: dict[str, tuple[int, ...]] = {"latents": (count, dimension), "spacing": (quantiles,)}
    if "units" in tensors:
        wanted["units"] = (dimension,)
    if "classes" in tensors or isinstance(card.condition, ClassCondition):
        wanted["classes"] = (count,)
    if isinstance(card.condition, AttributeCondition):
        wanted["conditions"] = (count, card.condition.length)
    for name in told.projections:
        if f"{name}_positions" in tensors:
            wanted[f"{name}_positions"] = (count, 2)
        elif name != DIRECT:
            wanted |= {f"{name}_origin": (dimension,), f"{name}_axes": (2, dimension)}
    return wanted


def save_map(folder: Path, latent_map: LatentMap, source: str, sprite: Sprite | None) -> Card:
    """Write a map into a bundle's folder and name it on the card, which is returned.

    Codes of more than two dimensions are kept in float16: it errs by at most one in 2,000,
    less than anyone sees in a picture, and halves the file. Two dimensions are the map itself,
    where steps would show when it is enlarged, and take little room: float32.

    Args:
        folder: an existing bundle, of the model that gave the codes.
        latent_map: its ``latents`` are expected to be those that float16 holds.
        source: "test" or "prior"; see :class:`latente.card.MapFile`.
        sprite: the thumbnails, written before: by :func:`save_sprite`, or shared ones.
    """
    replace_file(folder / MAP, lambda path: save_file(_tensors(latent_map), path))
    card = read_card(folder)
    told = MapFile.model_validate(
        {
            "source": source,
            "count": len(latent_map.latents),
            "projections": list(latent_map.projections),
            "sprite": sprite,
        }
    )
    files = {name: sha for name, sha in card.files.items() if name not in (MAP, MAP_SPRITE)}
    files[MAP] = file_checksum(folder / MAP)
    if sprite is not None and not sprite.shared:
        files[sprite.file] = sprite.sha256
    card = card.model_copy(update={"map": told, "files": files})
    write_card(folder, card)
    return card


def stored(latents: Tensor) -> Tensor:
    """Latents [N, D] as a map keeps them, in float32: see :func:`save_map`."""
    return latents.float() if latents.shape[1] == 2 else latents.half().float()


def _tensors(latent_map: LatentMap) -> dict[str, Tensor]:
    latents = latent_map.latents
    tensors = {
        "latents": latents.float() if latents.shape[1] == 2 else latents.half(),
        "spacing": latent_map.spacing.float(),
    }
    if latent_map.units is not None:
        tensors["units"] = latent_map.units.float()
    if latent_map.classes is not None:
        tensors["classes"] = latent_map.classes.to(torch.uint8)
    elif latent_map.conditions is not None:
        tensors["conditions"] = latent_map.conditions.to(torch.uint8)
    for name, each in latent_map.projections.items():
        if each.plane is None:
            tensors[f"{name}_positions"] = each.positions.float()
        elif name != DIRECT:
            tensors[f"{name}_origin"] = each.plane.origin.float()
            tensors[f"{name}_axes"] = each.plane.axes.float()
    return {name: values.detach().cpu().contiguous() for name, values in tensors.items()}


def sprite_sheet(thumbnails: Tensor, columns: int) -> Image.Image:
    """Thumbnails [N, H, W, C] of 8 bits as one picture, row by row; what is left is black."""
    count, height, width, channels = thumbnails.shape
    rows = -(-count // columns)
    cells = np.zeros((rows * columns, height, width, channels), dtype=np.uint8)
    cells[:count] = thumbnails.numpy()
    grid = cells.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    pixels = grid.reshape(rows * height, columns * width, channels)
    return Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)


def save_sprite(folder: Path, thumbnails: Tensor, columns: int, quality: int) -> Sprite:
    """Write thumbnails [N, H, W, C] into a bundle's own folder, as WebP of this quality."""
    sheet = sprite_sheet(thumbnails, columns)
    path = folder / MAP_SPRITE
    replace_file(path, lambda partial: sheet.save(partial, "WEBP", quality=quality, method=6))
    return described(path, thumbnails, columns, shared=False)


def save_shared_sprite(weights: Path, name: str, thumbnails: Tensor, columns: int) -> Sprite:
    """Write thumbnails [N, H, W, C] for all models of a data set, as WebP without loss.

    A file of this name that shows the same pixels stays as it is, so that the cards that
    vouch for it stay right.
    """
    path = weights / THUMBNAILS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet = sprite_sheet(thumbnails, columns)
    if not (path.is_file() and _shows(path, sheet)):
        replace_file(path, lambda partial: sheet.save(partial, "WEBP", lossless=True, method=6))
    return described(path, thumbnails, columns, shared=True)


def _shows(path: Path, sheet: Image.Image) -> bool:
    with Image.open(path) as picture:
        return np.array_equal(np.asarray(picture.convert(sheet.mode)), np.asarray(sheet))


def described(path: Path, thumbnails: Tensor, columns: int, shared: bool) -> Sprite:
    """What a card says of a sprite that has been written."""
    count, height, width = thumbnails.shape[:3]
    return Sprite(
        file=path.name,
        shared=shared,
        sha256=file_checksum(path),
        columns=columns,
        rows=-(-count // columns),
        tile=Tile(width=width, height=height),
    )
