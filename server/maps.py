"""Maps in service: read when somebody first wants one, then kept. No HTTP in here."""

from __future__ import annotations

import base64
import logging
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.card import MapFile
from latente.errors import BundleError
from latente.map_storage import load_map
from latente.maps import LatentMap, Plane, frame
from server.cached_answer import CachedAnswer
from server.problems import invalid, unavailable
from server.resolve import described_condition, latent_tensors, require_finite

log = logging.getLogger("latente.maps")

SPRITES = "/api/v1/sprites"


class ServedMap:
    """The map of one model. Its methods take time: call them in a thread.

    What they answer is kept: one answer for each projection, and the map itself.
    """

    def __init__(self, bundle: Bundle, told: MapFile) -> None:
        self._bundle = bundle
        self._told = told
        self._lock = threading.Lock()
        self._map: LatentMap | None = None
        self._answers: dict[str, CachedAnswer] = {}

    def answer(self, name: str | None) -> CachedAnswer:
        """All points in one projection; 422 where it is unknown."""
        chosen = self._chosen(name)
        with self._lock:
            if chosen not in self._answers:
                content = self._content(self._read(), chosen)
                self._answers[chosen] = CachedAnswer.of(content, compress=True)
            return self._answers[chosen]

    def locate(self, positions: Sequence[Sequence[float]], name: str | None) -> dict[str, Any]:
        """The latents at positions, and how far from the data they are."""
        chosen, found = self._chosen(name), self._loaded()
        places = torch.tensor(positions, dtype=torch.float32)
        latents = require_finite(found.locate(places, chosen), "/positions")
        return {"latents": latents, **_nearest(found, latents)}

    def project(
        self, rows: Sequence[Sequence[float]], name: str | None, count: int | None
    ) -> dict[str, Any]:
        """Where latents lie, how far from the data they are, and their ``count`` neighbours."""
        chosen, found = self._chosen(name), self._loaded()
        latents = latent_tensors(self._bundle, rows, "/latents")
        positions = require_finite(found.project(latents, chosen), "/latents")
        return {
            "positions": positions,
            **_nearest(found, latents),
            **_neighbours(found, latents, count),
        }

    def points(self, indices: Sequence[int]) -> dict[str, Any]:
        """The latents of points, and what a conditional model was told of each."""
        for place, index in enumerate(indices):
            if index >= self._told.count:
                detail = f"The map has {self._told.count} points, from 0 on."
                raise invalid(f"/indices/{place}", detail)
        found = self._loaded()
        rows = None if found.conditions is None else found.conditions[list(indices)]
        conditions = (
            None if rows is None else [described_condition(self._bundle, row) for row in rows]
        )
        return {"latents": found.latents[list(indices)], "conditions": conditions}

    def _chosen(self, name: str | None) -> str:
        names = self._told.projections
        if name is not None and name not in names:
            raise invalid("/projection", f"Unknown projection; known: {', '.join(names)}.")
        return name or names[0]

    def _loaded(self) -> LatentMap:
        with self._lock:
            return self._read()

    def _read(self) -> LatentMap:
        if self._map is None:
            try:
                self._map = load_map(self._bundle)
            except (BundleError, OSError) as error:
                reason = error.reason if isinstance(error, BundleError) else error.strerror
                log.error("the map of %s cannot be read: %s", self._bundle.card.id, reason)
        if self._map is None:
            detail = (
                "The map's file has changed or is gone since the server started; put it back, or "
                "start the server again."
            )
            raise unavailable("map-changed", detail, 60)
        return self._map

    def _content(self, found: LatentMap, name: str) -> dict[str, Any]:
        chosen = found.projection(name)
        across, along = frame(chosen.positions)
        classes = found.classes
        names = [each.model_dump() for each in self._bundle.card.classes]
        return {
            "projection": name,
            "projections": list(found.projections),
            "exact": chosen.exact,
            "source": self._told.source,
            "positions": _packed(chosen.positions, "<f4"),
            "count": len(found.latents),
            "classes": None if classes is None else _packed(classes, "u1"),
            "class_names": None if classes is None else names,
            "sprite": self._sprite(),
            "plane": _plane(chosen.plane),
            "prior": _prior(chosen.plane),
            "bounds": {"x": across, "y": along},
        }

    def _sprite(self) -> dict[str, Any] | None:
        sprite, files = self._told.sprite, self._bundle.map_files
        if sprite is None or files is None or files.sprite is None:
            return None
        return {
            "address": f"{SPRITES}/{sprite.sha256}.webp",
            **sprite.model_dump(include={"columns", "rows", "tile"}),
        }


def _nearest(found: LatentMap, latents: Tensor) -> dict[str, Any]:
    indices, distances = found.nearest(latents)
    return {"distances": distances, "nearest": indices.tolist()}


def _neighbours(found: LatentMap, latents: Tensor, count: int | None) -> dict[str, Any]:
    """The ``count`` points nearest in all dimensions of latent space, and how far each is."""
    if count is None:
        return {"neighbours": None, "neighbour_distances": None}
    apart, indices = found.neighbours(latents, min(count, len(found.latents)))
    return {"neighbours": indices.tolist(), "neighbour_distances": apart.tolist()}


def _packed(values: Tensor, kind: str) -> str:
    """Numbers as base64 of this numpy type."""
    return base64.b64encode(values.numpy().astype(np.dtype(kind)).tobytes()).decode("ascii")


def _plane(plane: Plane | None) -> dict[str, Any] | None:
    return None if plane is None else {"origin": plane.origin, "axes": plane.axes}


def _prior(plane: Plane | None) -> dict[str, Any] | None:
    """N(0, I) as it falls on a plane: round, since the axes are orthonormal."""
    if plane is None:
        return None
    mean = plane.project(torch.zeros(1, plane.origin.shape[0]))[0]
    return {"mean": mean, "covariance": plane.axes @ plane.axes.T}
