"""What is asked of every system: one random latent of one model as one picture."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

PNG, JPEG, JSON = "image/png", "image/jpeg", "application/json"


@dataclass(frozen=True)
class Workload:
    """A model in a weights folder, and the format of its answers.

    ``options`` are further fields of the body: names and values.
    """

    weights: Path
    model: str
    accept: str = PNG
    options: tuple[tuple[str, object], ...] = ()

    @property
    def latent_dim(self) -> int:
        """Dimensions of the model's latents."""
        return int(self._card["latent_dim"])

    @property
    def _card(self) -> dict[str, Any]:
        text = (self.weights / self.model / "card.json").read_text(encoding="utf-8")
        card: dict[str, Any] = json.loads(text)
        return card

    def as_dragged(self) -> Workload:
        """The same as the page asks while a slider moves: a JPEG alone."""
        return replace(self, accept=JPEG)

    def as_json(self) -> Workload:
        """The same with latents and typicality beside the JPEG, as programs may ask."""
        return replace(self, accept=JSON, options=(("format", "jpeg"),))

    def as_rested(self) -> Workload:
        """The same as the page asks once a slider rests: all in JSON, the judge's word too."""
        judge = (("judge", True),) if self._card.get("judge") else ()
        return replace(self, accept=JSON, options=judge)
