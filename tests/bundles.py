"""Small random bundles for tests in which the weights do not matter."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import torch

import latente
from latente.card import Card

Kind = Literal["class", "attributes"]
CLASS_NAMES = ("T-shirt/top", "Dress", "Bag")
CONDITION_ATTRIBUTES = ("Smiling", "Eyeglasses")
ATTRIBUTE_NAMES = ("Smiling", "Eyeglasses", "Wide")
GALLERY_SIZE = 4


@dataclass(frozen=True)
class Attribute:
    """One direction: its name, its title, the heading it stands under, both in two languages."""

    name: str
    title: dict[str, str]
    group: dict[str, str]


@dataclass(frozen=True)
class Contents:
    """What the card of a random bundle says about its data set.

    ``classes`` are (name, title) pairs; ``gallery`` are (id, class index) pairs.
    """

    dataset: str
    classes: tuple[tuple[str, dict[str, str]], ...]
    attributes: tuple[Attribute, ...]
    gallery: tuple[tuple[str, int], ...]
    metrics: dict[str, Any] = field(default_factory=dict)


def title(words: str, spanish: str | None = None) -> dict[str, str]:
    """The same words in both languages; without a translation they are marked as Spanish."""
    return {"en": words, "es": spanish or f"{words} (es)"}


PLAIN = Contents(
    dataset="random",
    classes=tuple((name, title(name)) for name in CLASS_NAMES),
    attributes=tuple(Attribute(name, title(name), title("Look")) for name in ATTRIBUTE_NAMES),
    gallery=tuple((f"item-{k}", k % 3) for k in range(GALLERY_SIZE)),
)


def random_bundle(
    id: str,
    family: str = "vae",
    latent_dim: int = 4,
    size: int = 28,
    channels: int = 1,
    condition: Kind | None = None,
    seed: int = 0,
    contents: Contents = PLAIN,
) -> latente.Bundle:
    """A complete bundle with random weights, the same for the same arguments."""
    generator = torch.Generator().manual_seed(seed)
    kind = _condition(condition, contents)
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
    components = len(contents.classes)
    names = [attribute.name for attribute in contents.attributes]
    shown = len(contents.gallery)
    thumbnails = torch.randint(0, 256, (shown, size, size, channels), generator=generator)
    return latente.Bundle(
        card=_card(id, family, spec, kind, contents),
        model=model,
        latent_mean=torch.zeros(latent_dim),
        latent_std=torch.ones(latent_dim),
        fitted_prior=latente.GaussianMixture(
            weights=torch.full((components,), 1 / components),
            means=torch.randn(components, latent_dim, generator=generator),
            scale_tril=0.5 * torch.eye(latent_dim).repeat(components, 1, 1),
            class_weights=torch.eye(components) if condition == "class" else None,
        ),
        log_density_quantiles=torch.linspace(-20.0, 0.0, 101),
        directions={name: torch.randn(latent_dim, generator=generator) for name in names},
        gallery_latents=torch.randn(shown, latent_dim, generator=generator),
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
    contents: Contents = PLAIN,
) -> Path:
    """Write a random bundle to ``folder / id`` and return that path."""
    bundle = random_bundle(id, family, latent_dim, size, channels, condition, seed, contents)
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


def _classes(contents: Contents) -> list[dict]:
    return [{"name": name, "title": words} for name, words in contents.classes]


def _condition(kind: Kind | None, contents: Contents) -> dict | None:
    if kind == "class":
        return {"kind": "class", "classes": _classes(contents)}
    if kind == "attributes":
        attributes = [
            {"name": name, "title": title(name), "mean": 0.4} for name in CONDITION_ATTRIBUTES
        ]
        return {"kind": "attributes", "attributes": attributes}
    return None


def _attributes(contents: Contents) -> list[dict]:
    return [
        {
            "name": attribute.name,
            "title": attribute.title,
            "group": attribute.group,
            "less": {key: f"less {words}" for key, words in attribute.title.items()},
            "more": {key: f"more {words}" for key, words in attribute.title.items()},
            "range": [-3.0, 3.0],
            "separability": 0.75,
            "stability": 0.5,
        }
        for attribute in contents.attributes
    ]


def _gallery(contents: Contents) -> list[dict]:
    return [
        {"id": id, "label": title(id.replace("-", " ").capitalize()), "class_index": index}
        for id, index in contents.gallery
    ]


def _card(
    id: str,
    family: str,
    spec: latente.NetworkSpec,
    condition: dict | None,
    contents: Contents,
) -> Card:
    return Card.model_validate(
        {
            "id": id,
            "title": title(id),
            "description": title(f"Random {family}"),
            "family": family,
            "dataset": contents.dataset,
            "image": {"width": spec.size, "height": spec.size, "channels": spec.channels},
            "latent_dim": spec.latent_dim,
            "network": spec.model_dump(),
            "condition": condition,
            "classes": _classes(contents),
            "attributes": _attributes(contents),
            "gallery": _gallery(contents),
            "metrics": contents.metrics,
            "light_on_dark": channels_are_grey(spec),
            "weights": {"sha256": "0" * 64, "parameters": 1, "bytes": 1},
            "license": "Apache-2.0",
        }
    )


def channels_are_grey(spec: latente.NetworkSpec) -> bool:
    """Grey models stand for Fashion-MNIST, which is light on dark."""
    return spec.channels == 1
