"""Small random bundles for tests in which the weights do not matter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import torch

import latente
import latente.maps
from latente.card import Card, JudgeFile
from latente.judge import AttributeJudge, Judge, JudgeCard, save_judge
from latente.map_storage import save_map, save_shared_sprite, save_sprite, stored
from latente.storage import JUDGES, file_checksum, read_card

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
    refined: bool = False
    co_occurrence: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Contents:
    """What the card of a random bundle says about its data set.

    ``classes`` are (name, title) pairs; ``gallery`` are (id, class index) pairs;
    ``conditioned`` are (name, title, mean) of what an attribute model is conditioned on.
    ``judged`` are the attributes that a judge knows, and of which directions have an effect
    (none: no judge), and ``told`` the (name, title) of those it may speak of. Without
    ``thumbnails`` the gallery is of latents only, as for photographs.
    """

    dataset: str
    classes: tuple[tuple[str, dict[str, str]], ...]
    attributes: tuple[Attribute, ...]
    gallery: tuple[tuple[str, int | None], ...]
    metrics: dict[str, Any] = field(default_factory=dict)
    conditioned: tuple[tuple[str, dict[str, str], float], ...] = ()
    presets: tuple[dict[str, Any], ...] = ()
    alignment: dict[str, list[float]] | None = None
    cautions: tuple[dict[str, str], ...] = ()
    judged: tuple[str, ...] = ()
    told: tuple[tuple[str, dict[str, str]], ...] = ()
    thumbnails: bool = True
    license: str = "Apache-2.0"


def title(words: str, spanish: str | None = None) -> dict[str, str]:
    """The same words in both languages; without a translation they are marked as Spanish."""
    return {"en": words, "es": spanish or f"{words} (es)"}


PLAIN = Contents(
    dataset="random",
    classes=tuple((name, title(name)) for name in CLASS_NAMES),
    attributes=tuple(Attribute(name, title(name), title("Look")) for name in ATTRIBUTE_NAMES),
    gallery=tuple((f"item-{k}", k % 3) for k in range(GALLERY_SIZE)),
    conditioned=tuple((name, title(name), 0.4) for name in CONDITION_ATTRIBUTES),
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
    spec = _spec(channels, size, latent_dim, kind)
    shown = len(contents.gallery)
    thumbnails = torch.randint(0, 256, (shown, size, size, channels), generator=generator)
    prior = _random_prior(len(contents.classes) or 3, latent_dim, condition, generator)
    directions = {
        each.name: torch.randn(latent_dim, generator=generator) for each in contents.attributes
    }
    return latente.Bundle(
        card=_card(id, family, spec, kind, contents),
        model=_random_model(family, spec, seed),
        latent_mean=torch.zeros(latent_dim),
        latent_std=torch.ones(latent_dim),
        fitted_prior=prior,
        log_density_quantiles=torch.linspace(-20.0, 0.0, 101),
        directions=directions,
        gallery_latents=torch.randn(shown, latent_dim, generator=generator),
        gallery_images=thumbnails.to(torch.uint8) if contents.thumbnails else None,
        mean_directions={
            each.name: directions[each.name] + 0.5 * torch.randn(latent_dim, generator=generator)
            for each in contents.attributes
            if each.refined
        },
        judge=random_judge(contents.judged, channels) if contents.judged else None,
    )


def random_judge(names: tuple[str, ...], channels: int = 3, seed: int = 0) -> Judge:
    """A judge of these attributes with random weights; it tells pictures apart by chance."""
    card = JudgeCard(attributes=names, size=32, channels=channels, width=4)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = AttributeJudge(card)
        with torch.no_grad():
            for parameter in network.parameters():
                if parameter.dim() > 1:
                    parameter.normal_(0.0, 2.0 / parameter[0].numel() ** 0.5)
    network = network.to(memory_format=torch.channels_last)
    return Judge(card, network.eval().requires_grad_(False))


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
    """Write a random bundle to ``folder / id``, its judge beside it; return that path."""
    bundle = random_bundle(id, family, latent_dim, size, channels, condition, seed, contents)
    if bundle.judge is not None:
        path = folder / JUDGES / f"random-{channels}-channels.safetensors"
        save_judge(bundle.judge, path)
        judge = _judge_file(path, contents)
        bundle = replace(bundle, card=bundle.card.model_copy(update={"judge": judge}))
    latente.save_bundle(folder / id, bundle)
    return folder / id


def write_random_map(
    bundle: Path, count: int = 60, seed: int = 0, shared: bool = True
) -> latente.maps.LatentMap:
    """Give a written bundle a map of random codes with random thumbnails; returns the map.

    Beside the direct plane or the principal one it has a layout "umap" that is no plane. The
    thumbnails are shared with other bundles, or the bundle's own and in place of test images.
    """
    card = read_card(bundle)
    generator = torch.Generator().manual_seed(seed)
    latents = stored(torch.randn(count, card.latent_dim, generator=generator))
    classes = torch.arange(count) % len(card.classes) if card.classes else None
    conditions = None
    if card.condition is not None and card.condition.kind == "attributes":
        shape = (count, card.condition.length)
        classes, conditions = None, torch.randint(0, 2, shape, generator=generator)
    made = latente.maps.LatentMap(
        latents=latents,
        projections=_random_projections(latents, generator),
        spacing=latente.maps.spacing(latents),
        classes=classes,
        conditions=conditions,
    )
    side = min(card.image.width, 16)
    shape = (count, side, side, card.image.channels)
    # The same for all maps of so many points, as those of one data set are.
    drawn = torch.Generator().manual_seed(0)
    thumbnails = torch.randint(0, 256, shape, generator=drawn).to(torch.uint8)
    if shared:
        sprite = save_shared_sprite(bundle.parent, f"{card.dataset}-test.webp", thumbnails, 10)
    else:
        sprite = save_sprite(bundle, thumbnails, 10, quality=80)
    save_map(bundle, made, "test" if shared else "prior", sprite)
    return made


def _random_projections(
    latents: torch.Tensor, generator: torch.Generator
) -> dict[str, latente.maps.Projection]:
    if latents.shape[1] == 2:
        plane = latente.maps.whole_plane()
        return {"latent": latente.maps.Projection(latents, plane)}
    plane = latente.maps.principal_plane(latents)
    bent = 3.0 * torch.randn(len(latents), 2, generator=generator)
    return {
        "umap": latente.maps.Projection(bent),
        "pca": latente.maps.Projection(plane.project(latents), plane),
    }


def _judge_file(path: Path, contents: Contents) -> JudgeFile:
    told = [
        {"name": name, "title": words, "accuracy": 0.9, "balanced_accuracy": 0.85}
        for name, words in contents.told
    ]
    return JudgeFile.model_validate(
        {"file": path.name, "sha256": file_checksum(path), "attributes": told}
    )


def _spec(channels: int, size: int, latent_dim: int, condition: dict | None) -> latente.NetworkSpec:
    named = [] if condition is None else condition.get("classes") or condition["attributes"]
    return latente.NetworkSpec(
        channels=channels,
        size=size,
        width=4,
        levels=2,
        blocks=1,
        hidden=16,
        latent_dim=latent_dim,
        condition_dim=len(named),
    )


def _random_prior(
    components: int, latent_dim: int, condition: Kind | None, generator: torch.Generator
) -> latente.GaussianMixture:
    return latente.GaussianMixture(
        weights=torch.full((components,), 1 / components),
        means=torch.randn(components, latent_dim, generator=generator),
        scale_tril=0.5 * torch.eye(latent_dim).repeat(components, 1, 1),
        class_weights=torch.eye(components) if condition == "class" else None,
    )


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
            {"name": name, "title": words, "mean": mean}
            for name, words, mean in contents.conditioned
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
            "method": "refined" if attribute.refined else "mean-difference",
            "share": 0.4 if contents.judged else None,
            "co_occurrence": attribute.co_occurrence,
            "effect": _effect(attribute.name, contents, 0.04),
            "mean_difference_effect": (
                _effect(attribute.name, contents, 0.07) if attribute.refined else None
            ),
        }
        for attribute in contents.attributes
    ]


def _effect(name: str, contents: Contents, drift: float) -> dict | None:
    """What a judge would say of a direction: every other attribute drifts, by turns."""
    if name not in contents.judged:
        return None
    others = [other for other, _ in contents.told if other != name]
    signed = {other: drift * (1 + k % 4) * (-1) ** k for k, other in enumerate(others)}
    return {
        "alphas": [-3.0, -1.5, 0.0, 1.5, 3.0],
        "probability": [0.02, 0.1, 0.45, 0.9, 0.99],
        "gained": 0.98,
        "lost": 0.97,
        "monotonicity": 1.0,
        "drift_at": 1.5,
        "flips": 0.75,
        "drift": signed,
        "mean_drift": sum(map(abs, signed.values())) / max(1, len(signed)),
        "mean_change": 1.2 * sum(map(abs, signed.values())) / max(1, len(signed)),
        "background": 0.012,
    }


def _gallery(contents: Contents, condition: dict | None) -> list[dict]:
    named = [] if condition is None else condition.get("attributes", [])
    return [
        {
            "id": id,
            "label": title(id.replace("-", " ").capitalize()),
            "class_index": index,
            "condition": (
                {each["name"]: float((place + k) % 2) for k, each in enumerate(named)}
                if named
                else None
            ),
        }
        for place, (id, index) in enumerate(contents.gallery)
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
            "gallery": _gallery(contents, condition),
            "presets": contents.presets,
            "alignment": contents.alignment,
            "cautions": contents.cautions,
            "metrics": contents.metrics,
            "light_on_dark": channels_are_grey(spec),
            "weights": {"sha256": "0" * 64, "parameters": 1, "bytes": 1},
            "license": contents.license,
        }
    )


def channels_are_grey(spec: latente.NetworkSpec) -> bool:
    """Grey models stand for Fashion-MNIST, which is light on dark."""
    return spec.channels == 1
