"""Small random models that carry the names of the shipped face models, with their judge.

No picture of a person is in here: galleries are latents, and weights are random.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.bundles import Attribute, Contents, title, write_random_bundle

SIZE = 64
ALIGNMENT = {"left_eye": [0.37, 0.51], "right_eye": [0.63, 0.51]}
# What the judge knows: some of CelebA's labels, with one that is better not told.
_ALSO_TOLD = (
    ("High_Cheekbones", title("Raised cheekbones", "Pómulos marcados")),
    ("No_Beard", title("No beard", "Sin barba")),
    ("Wearing_Earrings", title("Earrings", "Aretes")),
)
NOT_TOLD = "Attractive"
_NAMED = {
    ("Expression", "Expresión"): (
        ("Smiling", "Smile", "Sonrisa"),
        ("Mouth_Slightly_Open", "Mouth open", "Boca abierta"),
    ),
    ("Hair", "Cabello"): (
        ("Blond_Hair", "Blond hair", "Cabello rubio"),
        ("Black_Hair", "Black hair", "Cabello negro"),
        ("Brown_Hair", "Brown hair", "Cabello castaño"),
        ("Gray_Hair", "Gray hair", "Cabello canoso"),
        ("Bangs", "Bangs", "Flequillo"),
        ("Bald", "Bald", "Calvicie"),
    ),
    ("Facial hair", "Vello facial"): (
        ("Beard", "Beard", "Barba"),
        ("Mustache", "Mustache", "Bigote"),
    ),
    ("Worn", "Accesorios"): (
        ("Eyeglasses", "Eyeglasses", "Lentes"),
        ("Wearing_Hat", "Hat", "Sombrero"),
    ),
    ("Makeup", "Maquillaje"): (
        ("Heavy_Makeup", "Makeup", "Maquillaje"),
        ("Wearing_Lipstick", "Lipstick", "Lápiz labial"),
    ),
    ("Age and gender, as labelled", "Edad y género, según las etiquetas"): (
        ("Male", "Masculine", "Masculino"),
        ("Young", "Young", "Joven"),
    ),
}
_REFINED = ("Smiling", "Eyeglasses", "Male")
_TOGETHER = {
    "Male": {
        "Wearing_Lipstick": {"with": 0.01, "without": 0.81},
        "No_Beard": {"with": 0.6, "without": 1.0},
    },
    "Wearing_Lipstick": {
        "Male": {"with": 0.01, "without": 0.78},
        "Heavy_Makeup": {"with": 0.8, "without": 0.04},
    },
}
ATTRIBUTES = tuple(
    Attribute(
        name,
        title(english, spanish),
        title(*group),
        refined=name in _REFINED,
        co_occurrence=_TOGETHER.get(name, {}),
    )
    for group, names in _NAMED.items()
    for name, english, spanish in names
)
# "Beard" is the other end of the label No_Beard, under which the judge knows it.
TOLD = (
    *((each.name, each.title) for each in ATTRIBUTES if each.name != "Beard"),
    *_ALSO_TOLD,
)
JUDGED = (*(name for name, _ in TOLD), NOT_TOLD)
NOT_CONDITIONED = ("Mouth_Slightly_Open", "Gray_Hair", "Mustache", "Wearing_Lipstick")
PRESETS: tuple[dict[str, Any], ...] = (
    {
        "id": "more-smile",
        "title": title("More smile", "Más sonrisa"),
        "edits": {"Smiling": 1.5, "Mouth_Slightly_Open": 0.5},
    },
    {"id": "glasses", "title": title("With glasses", "Con lentes"), "edits": {"Eyeglasses": 2.0}},
)
METRICS = {
    "reconstruction_mse": 0.0071,
    "active_dimensions": 90,
    "frechet_reconstruction": 3.5,
    "frechet_standard_prior": 9.25,
    "frechet_fitted_prior": 4.125,
}
FACES = Contents(
    dataset="celeba",
    classes=(),
    attributes=ATTRIBUTES,
    gallery=tuple((f"face-{k}", None) for k in range(1, 7)),
    metrics=METRICS,
    presets=PRESETS,
    alignment=ALIGNMENT,
    cautions=(
        title(
            "Research and teaching only; not for judging people.",
            "Solo para investigación y docencia; no sirve para juzgar a personas.",
        ),
    ),
    judged=JUDGED,
    told=TOLD,
    thumbnails=False,
    license="Weights for non-commercial research only; trained on CelebA (Liu et al. 2015)",
)
# The conditional model has directions only for what its condition does not say.
CONDITIONAL_FACES = replace(
    FACES,
    attributes=tuple(each for each in ATTRIBUTES if each.name in NOT_CONDITIONED),
    metrics=METRICS
    | {"condition_gained": {"Smiling": 0.95}, "condition_lost": {"Smiling": 0.93, "Male": 0.9}},
    presets=(),
    conditioned=tuple(
        (each.name, each.title, round(0.1 + 0.05 * k, 2))
        for k, each in enumerate(each for each in ATTRIBUTES if each.name not in NOT_CONDITIONED)
    ),
)
MODELS: dict[str, dict[str, Any]] = {
    "faces-ae": {"family": "ae", "contents": FACES},
    "faces-vae": {"family": "vae", "contents": FACES},
    "faces-vae-sharp": {"family": "vae", "contents": FACES},
    "faces-cvae": {"family": "cvae", "contents": CONDITIONAL_FACES, "condition": "attributes"},
}


def write_faces(folder: Path, latent_dim: int = 12) -> Path:
    """Write all of them and their judge to this folder and return it."""
    for seed, (name, options) in enumerate(MODELS.items()):
        write_random_bundle(
            folder, name, latent_dim=latent_dim, size=SIZE, channels=3, seed=seed, **options
        )
    return folder
