"""Small random models that carry the names of the shipped ones, so that the page finds them."""

from __future__ import annotations

from pathlib import Path

from tests.bundles import Attribute, Contents, title, write_random_bundle, write_random_map

CLASSES = (
    ("T-shirt/top", "Camiseta"),
    ("Trouser", "Pantalón"),
    ("Pullover", "Suéter"),
    ("Dress", "Vestido"),
    ("Coat", "Abrigo"),
    ("Sandal", "Sandalia"),
    ("Shirt", "Camisa"),
    ("Sneaker", "Tenis"),
    ("Bag", "Bolsa"),
    ("Ankle boot", "Botín"),
)
VISUAL = (("Long sleeves", "Mangas largas"), ("Wide", "Ancho"), ("Light", "Claro"))
PER_CLASS = 2
METRICS = {
    "reconstruction_mse": 0.0123,
    "negative_elbo": 231.25,
    "active_dimensions": 4,
    "aggregate_kl": 6.375,
    "frechet_reconstruction": 12.5,
    "frechet_standard_prior": 98.75,
    "frechet_fitted_prior": 34.25,
}


def _gallery_id(name: str, place: int) -> str:
    slug = name.lower().replace("/", "-").replace(" ", "-")
    return f"{slug}-{place}"


CLOTHES = Contents(
    dataset="fashion-mnist",
    classes=tuple((name, title(name, spanish)) for name, spanish in CLASSES),
    attributes=tuple(
        Attribute(name, title(name, spanish), title(group, grupo))
        for names, group, grupo in ((VISUAL, "Look", "Aspecto"), (CLASSES, "Class", "Clase"))
        for name, spanish in names
    ),
    gallery=tuple(
        (_gallery_id(name, place), index)
        for index, (name, _) in enumerate(CLASSES)
        for place in range(1, PER_CLASS + 1)
    ),
    metrics=METRICS,
)
MODELS: dict[str, dict] = {
    "fashion-ae": {"family": "ae"},
    "fashion-vae": {"family": "vae"},
    "fashion-cvae": {"family": "cvae", "condition": "class"},
    "fashion-ae-2d": {"family": "ae", "latent_dim": 2},
    "fashion-vae-2d": {"family": "vae", "latent_dim": 2},
}


def write_clothes(folder: Path) -> Path:
    """Write all of them to this folder and return it."""
    for seed, (name, options) in enumerate(MODELS.items()):
        bundle = write_random_bundle(folder, name, seed=seed, contents=CLOTHES, **options)
        write_random_map(bundle, seed=seed)
    return folder
