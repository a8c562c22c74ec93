"""What is asked of every system: one random latent of one model as one picture."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

PNG, JPEG = "image/png", "image/jpeg"


@dataclass(frozen=True)
class Workload:
    """A model in a weights folder, and the format of its pictures."""

    weights: Path
    model: str
    accept: str = PNG

    @property
    def latent_dim(self) -> int:
        """Dimensions of the model's latents."""
        card = json.loads((self.weights / self.model / "card.json").read_text(encoding="utf-8"))
        return int(card["latent_dim"])

    def as_jpeg(self) -> Workload:
        """The same in the format for dragging."""
        return replace(self, accept=JPEG)
