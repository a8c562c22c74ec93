"""The models that are attacked: small random ones of every family, and what their cards say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bundles import write_random_bundle, write_random_map
from tests.faces import CONDITIONAL_FACES, FACES

RANDOM: dict[str, dict[str, Any]] = {
    "random-ae": {"family": "ae"},
    "random-vae": {"family": "vae"},
    "random-cvae": {"family": "cvae", "condition": "class"},
    "random-faces": {
        "family": "cvae",
        "condition": "attributes",
        "size": 16,
        "channels": 3,
        "latent_dim": 6,
    },
    "aligned-faces": {"contents": FACES, "size": 16, "channels": 3, "latent_dim": 6},
    "conditional-faces": {
        "family": "cvae",
        "condition": "attributes",
        "contents": CONDITIONAL_FACES,
        "size": 16,
        "channels": 3,
        "latent_dim": 6,
    },
}
_MAPPED = ("random-vae", "random-cvae", "conditional-faces")


def write_random_models(folder: Path) -> None:
    """Write a random bundle of every family to ``folder``, some of them with a map."""
    for seed, (name, options) in enumerate(RANDOM.items()):
        path = write_random_bundle(folder, name, seed=seed, **options)
        if name in _MAPPED:
            write_random_map(path, seed=seed, shared=False)


@dataclass(frozen=True)
class Model:
    """What a caller knows of a model from its card.

    ``kind`` is that of its condition, None where it takes none, and ``names`` the classes or
    attributes that it is told; ``attributes`` are those of its directions.
    """

    id: str
    dimension: int
    kind: str | None
    names: tuple[str, ...]
    attributes: tuple[str, ...]
    gallery: tuple[str, ...]
    aligned: bool
    judged: bool
    projections: tuple[str, ...]

    @classmethod
    def of(cls, card: dict[str, Any]) -> Model:
        """The model of a public card."""
        condition = card["condition"] or {"kind": None}
        named = condition.get("classes") or condition.get("attributes") or []
        return cls(
            id=card["id"],
            dimension=card["latent_dim"],
            kind=condition["kind"],
            names=tuple(each["name"] for each in named),
            attributes=tuple(each["name"] for each in card["attributes"]),
            gallery=tuple(each["id"] for each in card["gallery"]),
            aligned=card["alignment"] is not None,
            judged=card["judge"] is not None,
            projections=tuple((card["map"] or {}).get("projections", ())),
        )
