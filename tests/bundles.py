"""Small random bundles for tests in which the weights do not matter."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import torch

import latente
from latente.card import Card

Kind = Literal["class", "attributes"]
CLASS_NAMES = ("T-shirt/top", "Dress", "Bag")
CONDITION_ATTRIBUTES = ("Smiling", "Eyeglasses")
ATTRIBUTE_NAMES = ("Smiling", "Eyeglasses", "Wide")
GALLERY_SIZE = 4


def random_bundle(
    id: str,
    family: str = "vae",
    latent_dim: int = 4,
    size: int = 28,
    channels: int = 1,
    condition: Kind | None = None,
    seed: int = 0,
) -> latente.Bundle:
    """A complete bundle with random weights, the same for the same arguments."""
    generator = torch.Generator().manual_seed(seed)
    kind = _condition(condition)
    condition_dim = 0 if kind is None else len(kind.get("classes") or kind["attributes"])
    spec = latente.NetworkSpec(
        channels=channels,
        size=size,
        width=4,
        levels=2,
        blocks=1,
        hidden=16,
        latent_dim=latent_dim,
        condition_dim=condition_dim,
    )
    model = _random_model(family, spec, seed)
    components = 3
    thumbnails = torch.randint(0, 256, (GALLERY_SIZE, size, size, channels), generator=generator)
    return latente.Bundle(
        card=_card(id, family, spec, kind),
        model=model,
        latent_mean=torch.zeros(latent_dim),
        latent_std=torch.ones(latent_dim),
        fitted_prior=latente.GaussianMixture(
            weights=torch.full((components,), 1 / components),
            means=torch.randn(components, latent_dim, generator=generator),
            scale_tril=0.5 * torch.eye(latent_dim).repeat(components, 1, 1),
            class_weights=torch.eye(3) if condition == "class" else None,
        ),
        log_density_quantiles=torch.linspace(-20.0, 0.0, 101),
        directions={name: torch.randn(latent_dim, generator=generator) for name in ATTRIBUTE_NAMES},
        gallery_latents=torch.randn(GALLERY_SIZE, latent_dim, generator=generator),
        gallery_images=thumbnails.to(torch.uint8),
    )


def write_random_bundle(
    folder: Path,
    id: str,
    family: str = "vae",
    latent_dim: int = 4,
    size: int = 28,
    channels: int = 1,
    condition: Kind | None = None,
    seed: int = 0,
) -> Path:
    """Write a random bundle to ``folder / id`` and return that path."""
    bundle = random_bundle(id, family, latent_dim, size, channels, condition, seed)
    latente.save_bundle(folder / id, bundle)
    return folder / id


def _random_model(family: str, spec: latente.NetworkSpec, seed: int) -> latente.Autoencoder:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = latente.create(family, spec)
        with torch.no_grad():
            for parameter in model.parameters():
                # Larger than a trained net's, so that different latents give visibly
                # different pictures.
                parameter.normal_(0.0, 2.5 / max(parameter[0].numel(), 4) ** 0.5)
    return model.eval().requires_grad_(False)


def _title(words: str) -> dict[str, str]:
    return {"en": words, "es": f"{words} (es)"}


def _condition(kind: Kind | None) -> dict | None:
    if kind == "class":
        classes = [{"name": name, "title": _title(name)} for name in CLASS_NAMES]
        return {"kind": "class", "classes": classes}
    if kind == "attributes":
        attributes = [
            {"name": name, "title": _title(name), "mean": 0.4} for name in CONDITION_ATTRIBUTES
        ]
        return {"kind": "attributes", "attributes": attributes}
    return None


def _card(id: str, family: str, spec: latente.NetworkSpec, condition: dict | None) -> Card:
    return Card.model_validate(
        {
            "id": id,
            "title": _title(id),
            "description": _title(f"Random {family}"),
            "family": family,
            "dataset": "random",
            "image": {"width": spec.size, "height": spec.size, "channels": spec.channels},
            "latent_dim": spec.latent_dim,
            "network": spec.model_dump(),
            "condition": condition,
            "classes": [{"name": name, "title": _title(name)} for name in CLASS_NAMES],
            "attributes": [
                {
                    "name": name,
                    "title": _title(name),
                    "group": _title("Look"),
                    "less": _title(f"less {name}"),
                    "more": _title(f"more {name}"),
                    "range": [-3.0, 3.0],
                    "separability": 0.75,
                    "stability": 0.5,
                }
                for name in ATTRIBUTE_NAMES
            ],
            "gallery": [
                {"id": f"item-{k}", "label": _title(f"Item {k}"), "class_index": k % 3}
                for k in range(GALLERY_SIZE)
            ],
            "light_on_dark": channels_are_grey(spec),
            "weights": {"sha256": "0" * 64, "parameters": 1, "bytes": 1},
            "license": "Apache-2.0",
        }
    )


def channels_are_grey(spec: latente.NetworkSpec) -> bool:
    """Grey models stand for Fashion-MNIST, which is light on dark."""
    return spec.channels == 1
