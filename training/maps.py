"""The map of a published model: codes of known images, laid out in two dimensions."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from latente import pixels
from latente.bundle import Bundle
from latente.card import AttributeCondition, Card, Sprite
from latente.map_storage import (
    DIRECT,
    load_map,
    save_map,
    save_shared_sprite,
    save_sprite,
    stored,
)
from latente.maps import LatentMap, Projection, principal_plane, spacing, whole_plane
from latente.storage import load_bundle
from training.data import Dataset
from training.errors import TrainingError
from training.latents import conditions_for, encode_split
from training.model_card import model_card

# Draws from the fitted prior, for data sets whose images may not be shown.
_DRAWN = 3000
_SEED = 23
_TEST_COLUMNS, _DRAWN_COLUMNS = 100, 60
# Drawn images are shown small, as photographs of the file's size would be.
_LARGEST_TILE = 32
_DRAWN_QUALITY = 75
_BATCH = 250
_MOST_CLASSES = 256


def publish_map(bundle: Bundle, dataset: Dataset, folder: Path, umap: bool = True) -> Card:
    """Make the map of a bundle and write it beside its weights; returns the card.

    It shows the posterior means of the test images where those may be shipped, else draws
    from the fitted prior, with the pictures that the model decodes from them.

    Args:
        bundle: the model, as published.
        dataset: that it was trained on.
        folder: the bundle's own.
        umap: also lay it out by UMAP; a latent space of two dimensions needs no other layout.

    Raises:
        TrainingError: there are too few images, or umap-learn is not installed.
    """
    latent_map = make_map(bundle, dataset, umap)
    sprite = _sprite(bundle, dataset, latent_map, folder)
    source = "test" if dataset.thumbnails_may_ship else "prior"
    card = save_map(folder, latent_map, source, sprite)
    (folder / "README.md").write_text(model_card(card), encoding="utf-8")
    # Read again, so that what does not fit is found here and not by a visitor.
    load_map(load_bundle(folder))
    return card


def make_map(bundle: Bundle, dataset: Dataset, umap: bool = True) -> LatentMap:
    """The map of a bundle; see :func:`publish_map`."""
    if len(dataset.classes) > _MOST_CLASSES:
        raise TrainingError(f"a map tells at most {_MOST_CLASSES} classes apart")
    if dataset.thumbnails_may_ship:
        latents, labels = _test_codes(bundle, dataset), dataset.test.labels
    else:
        latents, labels = _drawn_codes(bundle, dataset)
    if len(latents) < 3:
        raise TrainingError("a map needs at least three images")
    told = isinstance(bundle.card.condition, AttributeCondition)
    units = _units(bundle, dataset)
    return LatentMap(
        latents=latents,
        projections=_projections(latents, units, umap),
        spacing=spacing(latents if units is None else latents / units),
        units=units,
        classes=None if labels is None or dataset.attributes else labels,
        conditions=labels[:, _columns(bundle, dataset)] if told and labels is not None else None,
    )


def _test_codes(bundle: Bundle, dataset: Dataset) -> Tensor:
    """The posterior means of the test images; a conditional model is told each one's own."""
    return stored(encode_split(bundle.model, dataset.test, columns=_columns(bundle, dataset)))


def _drawn_codes(bundle: Bundle, dataset: Dataset) -> tuple[Tensor, Tensor | None]:
    """Draws from the fitted prior, and labels under which a conditional model shows them.

    The labels are those of training images, so that they go together.
    """
    generator = torch.Generator().manual_seed(_SEED)
    labels = None
    if bundle.model.conditional:
        rows = torch.randint(len(dataset.train), (_DRAWN,), generator=generator)
        labels = dataset.train.labels[rows]
    condition = _conditions(bundle, dataset, labels)
    return stored(bundle.sample_prior(_DRAWN, generator, "fitted", condition=condition)), labels


def _columns(bundle: Bundle, dataset: Dataset) -> Tensor | None:
    kind = bundle.card.condition
    if not isinstance(kind, AttributeCondition):
        return None
    return dataset.columns([each.name for each in kind.attributes])


def _conditions(bundle: Bundle, dataset: Dataset, labels: Tensor | None) -> Tensor | None:
    if labels is None:
        return None
    return conditions_for(bundle.model, labels, _columns(bundle, dataset))


@torch.inference_mode()
def _units(bundle: Bundle, dataset: Dataset) -> Tensor | None:
    """The lengths [D] that count as 1: the roots of the test posteriors' mean variances.

    Where codes fill N(0, I) they vary alike along every axis, but not so what one sees. An axis
    along which an image says where its code lies to within a hundredth is one on which a step of
    a hundredth shows; one along which it says nothing shows nothing. None for points, which say
    nothing of this, and on a plane, which is shown as it is.
    """
    if not bundle.model.variational or bundle.card.latent_dim == 2:
        return None
    variances = []
    columns = _columns(bundle, dataset)
    for images, labels in dataset.test.batches(_BATCH):
        found = bundle.encode(images, conditions_for(bundle.model, labels, columns))
        assert found.log_variance is not None
        variances.append(found.log_variance.cpu().exp())
    return torch.cat(variances).mean(dim=0).sqrt()


def _projections(latents: Tensor, units: Tensor | None, umap: bool) -> dict[str, Projection]:
    if latents.shape[1] == 2:
        plane = whole_plane()
        return {DIRECT: Projection(latents, plane)}
    plane = principal_plane(latents, units)
    principal = Projection(plane.project(latents), plane)
    if not umap:
        return {"pca": principal}
    measured = latents if units is None else latents / units
    return {"umap": Projection(umap_layout(measured)), "pca": principal}


def umap_layout(latents: Tensor, neighbours: int = 15) -> Tensor:
    """Positions [N, 2] of latents [N, D] by UMAP (McInnes, Healy & Melville 2018).

    It begins with the principal plane and with a fixed seed: on one machine the same latents
    give the same layout. Neighbours stay neighbours; distances between groups, their sizes
    and their densities mean little.
    """
    with warnings.catch_warnings():
        # Of what umap-learn would rather have installed, and that one seed means one thread.
        warnings.simplefilter("ignore")
        reducer = _umap()(
            n_neighbors=min(neighbours, len(latents) - 1),
            min_dist=0.1,
            init="pca",
            random_state=_SEED,
            n_jobs=1,
        )
        layout = reducer.fit_transform(latents.numpy())
    return torch.from_numpy(layout).float()


def _umap() -> Any:
    """The class of umap-learn, which takes seconds to import."""
    try:
        from umap import UMAP
    except ImportError:
        raise TrainingError(
            "UMAP needs the package umap-learn: pip install 'latente[training]'; or leave it "
            "out with --no-umap"
        ) from None
    return UMAP


def _sprite(bundle: Bundle, dataset: Dataset, latent_map: LatentMap, folder: Path) -> Sprite:
    if dataset.thumbnails_may_ship:
        name = f"{dataset.name}-test.webp"
        return save_shared_sprite(folder.parent, name, dataset.test.pixels, _TEST_COLUMNS)
    thumbnails = _drawn_thumbnails(bundle, latent_map)
    return save_sprite(folder, thumbnails, _DRAWN_COLUMNS, _DRAWN_QUALITY)


def _drawn_thumbnails(bundle: Bundle, latent_map: LatentMap) -> Tensor:
    """What the model decodes from the map's latents, as 8-bit pixels [N, h, w, C]."""
    parts = []
    rows = latent_map.conditions
    if rows is None and latent_map.classes is not None and bundle.card.condition is not None:
        rows = functional.one_hot(latent_map.classes, bundle.card.condition.length)
    for start in range(0, len(latent_map.latents), _BATCH):
        part = slice(start, start + _BATCH)
        condition = None if rows is None else rows[part].float()
        images = bundle.decode(latent_map.latents[part], condition).cpu()
        size = tuple(min(side, _LARGEST_TILE) for side in images.shape[-2:])
        small = functional.interpolate(images, size=size, mode="bilinear", antialias=True)
        parts.append(torch.from_numpy(pixels.to_uint8(small)))
    return torch.cat(parts)
