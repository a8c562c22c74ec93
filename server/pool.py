"""The published models: loaded at start, warm before anyone is told that they are ready."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.card import GalleryItem
from latente.errors import BundleError
from latente.storage import discover, load_bundle
from server.cached_answer import CachedAnswer
from server.card_views import View, seen_as
from server.engine import Engine
from server.engine.base import unrounded
from server.maps import ServedMap
from server.problems import not_found, unavailable
from server.rendering import data_urls, rows
from server.workers import BoundedWorkers

log = logging.getLogger("latente.pool")


@dataclass(frozen=True)
class ServedModel:
    """A bundle in service, with the answers about it that never change."""

    bundle: Bundle
    card: dict[str, Any]
    about: CachedAnswer
    items: dict[str, dict[str, Any]]
    gallery: CachedAnswer
    map: ServedMap | None = None

    @property
    def id(self) -> str:
        """The name in the addresses."""
        return self.bundle.card.id

    @property
    def weights_hash(self) -> str:
        """SHA-256 of the weights file, in hexadecimal."""
        return self.bundle.card.weights.sha256


class ModelPool:
    """Models by id. Empty until :meth:`load` is done."""

    def __init__(self) -> None:
        self._models: dict[str, ServedModel] = {}
        self._ready = False
        self._lists: dict[View, CachedAnswer] = {}
        self.skipped: list[str] = []

    @property
    def ready(self) -> bool:
        """Whether every model is loaded and warm, and there is at least one."""
        return self._ready and bool(self._models)

    def __iter__(self) -> Iterator[ServedModel]:
        return iter(self._models.values())

    def __len__(self) -> int:
        return len(self._models)

    def require_ready(self) -> None:
        """Raise a 503 problem while models are loading."""
        if not self._ready:
            raise unavailable("loading", "The models are loading; try again shortly.", 2)

    def get(self, model_id: str) -> ServedModel:
        """The model of this id.

        Raises:
            ProblemError: 503 while loading, 404 where there is none.
        """
        self.require_ready()
        model = self._models.get(model_id)
        if model is None:
            detail = f"There is no such model; known: {', '.join(self._models) or 'none'}."
            if self.skipped:
                detail += f" Damaged, and not served: {', '.join(self.skipped)}."
            raise not_found("unknown-model", "Unknown model", detail)
        return model

    def cards(self, view: View) -> CachedAnswer:
        """The list of all cards, written once for each view.

        Raises:
            ProblemError: 503 while loading.
        """
        self.require_ready()
        if view not in self._lists:
            shown = [seen_as(view, model.card) for model in self]
            content = {"models": shown, "skipped": self.skipped}
            self._lists[view] = CachedAnswer.of(content, compress=True)
        return self._lists[view]

    def sprite(self, sha256: str) -> Path | None:
        """The file with the thumbnails of this checksum, for a map of one of the models."""
        self.require_ready()
        for model in self:
            told, files = model.bundle.card.map, model.bundle.map_files
            if told and told.sprite and told.sprite.sha256 == sha256 and files:
                return files.sprite
        return None

    async def load(
        self,
        weights: Path,
        device: torch.device,
        engine: Engine,
        pictures: BoundedWorkers,
        limits: dict[str, int],
    ) -> None:
        """Load and warm every bundle; one that cannot be used is logged and skipped."""
        for folder in _folders(weights):
            try:
                bundle = await asyncio.to_thread(load_bundle, folder, device)
                if bundle.card.id in self._models:
                    raise BundleError(folder, f"another bundle has the id {bundle.card.id!r}")
                model = await _serve(bundle, engine, pictures, limits)
            except Exception as error:
                reason = error.reason if isinstance(error, BundleError) else repr(error)
                log.error("skipped bundle %s: %s", folder.name, reason)
                self.skipped.append(folder.name)
            else:
                self._models[model.id] = model
                log.info("loaded %s on %s", model.id, bundle.device)
        self._ready = True
        if not self._models:
            log.error("no usable bundle in the weights folder: there is nothing to serve")


def _folders(weights: Path) -> list[Path]:
    try:
        return discover(weights)
    except OSError as error:
        log.error("the weights folder cannot be read: %s", error.strerror)
        return []


async def _serve(
    bundle: Bundle, engine: Engine, pictures: BoundedWorkers, limits: dict[str, int]
) -> ServedModel:
    """Run the model once in both directions, so that the first visitor does not wait."""
    originals = bundle.gallery_images
    reconstructions = await engine.decode(
        bundle, _or_zeros(bundle.gallery_latents), _gallery_conditions(bundle)
    )
    shown = reconstructions if originals is None else originals.permute(0, 3, 1, 2)
    conditions = _gallery_conditions(bundle)
    first = unrounded(shown[:1])
    await engine.encode(bundle, first, None if conditions is None else conditions[:1])
    if bundle.judge is not None:
        await pictures.run(bundle.judge.probabilities, unrounded(reconstructions[:1]))
    items = await pictures.run(_gallery_items, bundle, shown, reconstructions)
    card = {**bundle.card.model_dump(mode="json"), "limits": limits}
    about = CachedAnswer.of(card, compress=True)
    gallery = CachedAnswer.of({"items": list(items.values())}, compress=True)
    told = bundle.card.map
    served_map = ServedMap(bundle, told) if told else None
    return ServedModel(bundle, card, about, items, gallery, served_map)


def _or_zeros(latents: Tensor) -> Tensor:
    """A bundle without a gallery is warmed with one latent at the origin."""
    return latents if len(latents) else torch.zeros(1, latents.shape[1])


def _gallery_conditions(bundle: Bundle) -> Tensor | None:
    kind = bundle.card.condition
    if kind is None:
        return None
    if not bundle.card.gallery:
        return torch.zeros(1, kind.length)
    rows = [bundle.gallery_condition(item.id) for item in bundle.card.gallery]
    return torch.stack([torch.zeros(kind.length) if row is None else row for row in rows])


def _gallery_items(
    bundle: Bundle, shown: Tensor, reconstructions: Tensor
) -> dict[str, dict[str, Any]]:
    """The items of the gallery by id, in the gallery's order."""
    items = bundle.card.gallery
    entries = zip(
        items,
        bundle.gallery_latents,
        data_urls(rows(shown)),
        data_urls(rows(reconstructions)),
        strict=False,
    )
    return {row[0].id: _gallery_entry(*row) for row in entries}


def _gallery_entry(
    item: GalleryItem, latent: Tensor, image: str, reconstruction: str
) -> dict[str, Any]:
    return {
        "id": item.id,
        "label": item.label.model_dump(),
        "class": item.class_index,
        "condition": item.condition,
        "latent": latent,
        "image": image,
        "reconstruction": reconstruction,
    }
