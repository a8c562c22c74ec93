"""What is asked of every system: one random latent of one model as one picture."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

PNG, JPEG, JSON = "image/png", "image/jpeg", "application/json"


@dataclass(frozen=True)
class Workload:
    """A model in a weights folder, and the format of its answers.

    ``options`` are further fields of the body: names and values.
    """

    weights: Path
    model: str
    accept: str = PNG
    options: tuple[tuple[str, str], ...] = ()

    @property
    def latent_dim(self) -> int:
        """Dimensions of the model's latents."""
        card = json.loads((self.weights / self.model / "card.json").read_text(encoding="utf-8"))
        return int(card["latent_dim"])

    def as_jpeg(self) -> Workload:
        """The same as small a picture as there is."""
        return replace(self, accept=JPEG)

    def as_the_page(self) -> Workload:
        """The same as the page asks while a slider moves: JSON with a JPEG in it."""
        return replace(self, accept=JSON, options=(("format", "jpeg"),))
