"""The directions of an edit: named, one's own, and those that are held still."""

from __future__ import annotations

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.directions import orthogonalise
from server.problems import invalid
from server.resolve import latent_tensor, unknown_attribute
from server.schemas.requests import AttributeEditRequest


class Edit:
    """What a request for an edit means to one model; ``directions`` are by attribute.

    Raises:
        ProblemError: 422, an unknown attribute, a direction of the wrong length, or an
            attribute that is to be both changed and preserved.
    """

    def __init__(self, bundle: Bundle, body: AttributeEditRequest) -> None:
        self._bundle = bundle
        self._body = body
        plain = bundle.mean_directions if body.method == "mean-difference" else {}
        self._directions = {**bundle.directions, **plain}
        self._held = self._held_directions()

    def _held_directions(self) -> Tensor:
        """The directions [K, D] of the attributes to preserve."""
        body = self._body
        changed = {name for name, alpha in (body.edits or {}).items() if alpha != 0.0}
        if body.sweep is not None and body.sweep.attribute is not None:
            changed.add(body.sweep.attribute)
        rows = []
        for index, name in enumerate(body.preserve or []):
            direction = self._named(name, f"/preserve/{index}", named=False)
            if name in changed:
                detail = "An attribute cannot be changed and preserved at once."
                raise invalid(f"/preserve/{index}", detail)
            rows.append(direction)
        return torch.stack(rows) if rows else torch.zeros(0, self._bundle.card.latent_dim)

    def steps(self) -> tuple[Tensor, Tensor]:
        """Directions [K, D], clear of what is held, and their alphas [K]."""
        body = self._body
        rows, alphas = [torch.zeros(self._bundle.card.latent_dim)], [0.0]
        for name, alpha in (body.edits or {}).items():
            rows.append(self._free(self._named(name, "/edits", named=True)))
            alphas.append(alpha)
        for index, step in enumerate(body.directions or []):
            pointer = f"/directions/{index}/direction"
            rows.append(self._free(latent_tensor(self._bundle, step.direction, pointer)))
            alphas.append(step.alpha)
        return torch.stack(rows), torch.tensor(alphas, dtype=torch.float32)

    def strip(self) -> Tensor | None:
        """The direction [D] of the sweep, clear of what is held; None where there is none."""
        sweep = self._body.sweep
        if sweep is None:
            return None
        if (sweep.attribute is None) == (sweep.direction is None):
            raise invalid("/sweep", "A sweep has exactly one of attribute and direction.")
        if sweep.direction is not None:
            return self._free(latent_tensor(self._bundle, sweep.direction, "/sweep/direction"))
        return self._free(self._named(sweep.attribute or "", "/sweep/attribute", named=False))

    def _named(self, name: str, pointer: str, named: bool) -> Tensor:
        if name not in self._directions:
            raise unknown_attribute(self._bundle, name, pointer, named)
        return self._directions[name]

    def _free(self, direction: Tensor) -> Tensor:
        return orthogonalise(direction, self._held)
