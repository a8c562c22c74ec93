"""The five models that are shipped: they work, and their cards tell the truth."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor

import latente
from latente import pixels
from latente.bundle import Bundle
from latente.storage import file_checksum
from training import clothes
from training.cli import JUDGES
from training.data import Dataset, Split
from training.datasets import load_fashion_mnist
from training.evaluate import (
    Reconstructions,
    fidelity_metrics,
    reconstruct,
    reconstruction_metrics,
)
from training.judge import Judge, JudgeRecipe, accuracy, judge_file, judge_for
from training.model_card import model_card

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"
SHIPPED = {
    "fashion-ae-2d": ("ae", 2),
    "fashion-vae-2d": ("vae", 2),
    "fashion-ae": ("ae", 16),
    "fashion-vae": ("vae", 16),
    "fashion-cvae": ("cvae", 16),
}
DEEP = [name for name, (_, dimensions) in SHIPPED.items() if dimensions == 16]
FREE = [name for name, (family, _) in SHIPPED.items() if family != "cvae"]
VARIATIONAL = [name for name, (family, _) in SHIPPED.items() if family != "ae"]


@cache
def shipped(name: str) -> Bundle:
    return latente.load(name, WEIGHTS)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def gallery_conditions(bundle: Bundle) -> Tensor | None:
    rows = [bundle.gallery_condition(item.id) for item in bundle.card.gallery]
    return None if rows[0] is None else torch.stack([row for row in rows if row is not None])


def decoded_gallery(bundle: Bundle) -> Tensor:
    return bundle.decode(bundle.gallery_latents, gallery_conditions(bundle))


def drawn(bundle: Bundle, prior: str, count: int = 60, seed: int = 0) -> Tensor:
    condition = None
    if bundle.model.conditional:
        condition = torch.eye(10)[torch.arange(count) % 10]
    latents = bundle.sample_prior(count, generator(seed), prior, condition=condition)
    return bundle.decode(latents, condition)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_bundle_is_what_its_name_says(name: str) -> None:
    card = shipped(name).card
    assert card.id == name
    assert (card.family, card.latent_dim) == SHIPPED[name]
    assert (card.image.width, card.image.height, card.image.channels) == (28, 28, 1)
    assert card.dataset == "fashion-mnist"
    assert card.training["training_images"] == 60_000
    assert card.training["test_images"] == 10_000
    assert card.light_on_dark
    assert card.title.en != card.title.es
    assert len(card.classes) == 10
    assert card.weights.sha256 == file_checksum(WEIGHTS / name / "model.safetensors")
    assert "MIT" in card.license


@pytest.mark.parametrize("name", SHIPPED)
def test_the_readme_beside_the_weights_is_generated_from_the_card(name: str) -> None:
    card = shipped(name).card
    assert card.metrics
    assert (WEIGHTS / name / "README.md").read_text(encoding="utf-8") == model_card(card)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("prior", ["standard", "fitted"])
def test_a_seed_draws_the_same_images(name: str, prior: str) -> None:
    images = drawn(shipped(name), prior)
    assert images.shape == (60, 1, 28, 28)
    assert float(images.min()) >= 0.0
    assert float(images.max()) <= 1.0
    assert torch.equal(images, drawn(shipped(name), prior))
    assert not torch.equal(images, drawn(shipped(name), prior, seed=1))


# Nothing is promised of what a deterministic model makes of N(0, I).
PROMISED = [(name, "fitted") for name in SHIPPED] + [(name, "standard") for name in VARIATIONAL]


@pytest.mark.parametrize(("name", "prior"), PROMISED)
def test_samples_are_varied_light_things_on_black(name: str, prior: str) -> None:
    images = drawn(shipped(name), prior)
    assert 0.1 < float(images.mean()) < 0.6
    corners = images[:, :, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert float(corners.mean()) < 0.15
    assert float(images.var(dim=0).mean()) > 0.02
    assert float(images.amax(dim=(1, 2, 3)).median()) > 0.5


def test_all_models_show_the_same_gallery() -> None:
    galleries = {name: [item.id for item in shipped(name).card.gallery] for name in SHIPPED}
    first = shipped("fashion-ae")
    assert len(galleries["fashion-ae"]) >= 50
    assert {item.class_index for item in first.card.gallery} == set(range(10))
    for name, ids in galleries.items():
        assert ids == galleries["fashion-ae"], name
        assert shipped(name).gallery_images is not None
        assert torch.equal(shipped(name).gallery_images, first.gallery_images), name


@pytest.mark.parametrize("name", SHIPPED)
def test_the_gallery_decodes_to_its_thumbnails(name: str) -> None:
    bundle = shipped(name)
    assert bundle.gallery_images is not None
    originals = pixels.from_uint8(bundle.gallery_images)
    decoded = decoded_gallery(bundle)
    error = (decoded - originals).square().mean()
    assert float(error) < (0.012 if name in DEEP else 0.035)
    nearest = torch.cdist(decoded.flatten(1), originals.flatten(1)).argmin(dim=1)
    right = float((nearest == torch.arange(len(originals))).float().mean())
    assert right > (0.9 if name in DEEP else 0.15)


@pytest.mark.parametrize("name", SHIPPED)
def test_images_encode_to_the_latents_of_the_gallery(name: str) -> None:
    bundle = shipped(name)
    assert bundle.gallery_images is not None
    images = pixels.from_uint8(bundle.gallery_images)
    codes = bundle.encode(images, gallery_conditions(bundle))
    torch.testing.assert_close(codes.mean, bundle.gallery_latents, rtol=1e-2, atol=1e-2)
    assert codes.is_gaussian == (name in VARIATIONAL)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("method", ["linear", "spherical"])
def test_a_path_leads_smoothly_from_one_picture_to_another(name: str, method: str) -> None:
    bundle = shipped(name)
    ends = torch.stack([bundle.gallery_latent(item) for item in ("dress-1", "ankle-boot-1")])
    latents, _ = latente.path(ends, 33, method)  # type: ignore[arg-type]
    condition = bundle.gallery_condition("dress-1")
    frames = bundle.decode(latents, condition)
    torch.testing.assert_close(frames[[0, -1]], bundle.decode(ends, condition))
    steps = torch.stack([(b - a).norm() for a, b in pairwise(frames)])
    whole = (frames[-1] - frames[0]).norm()
    assert float(whole) > 1.0
    assert float(steps.max()) < 0.5 * float(whole), "no step is a jump"
    assert float(steps.min()) > 0.0


def test_one_latent_looks_different_under_every_class() -> None:
    bundle = shipped("fashion-cvae")
    latent = bundle.sample_prior(1, generator(), "standard").expand(10, -1)
    conditions = torch.stack([bundle.condition_vector(each.name) for each in bundle.card.classes])
    images = bundle.decode(latent, conditions).flatten(1)
    apart = torch.cdist(images, images) + 1e6 * torch.eye(10)
    assert float(apart.min()) > 1.0


def test_a_class_keeps_its_look_while_the_latent_varies_it() -> None:
    """Trousers are long and sneakers are flat, whatever the latent."""
    bundle = shipped("fashion-cvae")
    latents = bundle.sample_prior(100, generator(), "standard")
    trousers = bundle.decode(latents, bundle.condition_vector("Trouser"))
    sneakers = bundle.decode(latents, bundle.condition_vector("Sneaker"))
    longer = clothes.length(trousers) > clothes.length(sneakers)
    assert float(longer.float().mean()) > 0.95
    assert float(trousers.var(dim=0).mean()) > 0.003


@pytest.mark.parametrize("name", SHIPPED)
def test_attributes_come_with_words_quality_and_range(name: str) -> None:
    bundle = shipped(name)
    attributes = bundle.card.attributes
    # Under a class condition the class itself is no attribute.
    assert len(attributes) >= (10 if name in FREE else 5)
    for each in attributes:
        for text in (each.title, each.less, each.more):
            assert text.en
            assert text.es
        low, high = each.range
        assert low <= -1.0
        assert high >= 1.0
        assert 0.0 <= each.separability <= 1.0
        assert float(bundle.directions[each.name].norm()) > 0.0
    names = {each.name for each in attributes}
    assert names >= {each.name for each in clothes.VISUAL_ATTRIBUTES}
    if name in FREE:
        assert names >= {each.name for each in bundle.card.classes}


# Where the condition says the class, the latent is left with what varies within a class.
TOLD = [
    (name, each.name)
    for name in DEEP
    for each in clothes.VISUAL_ATTRIBUTES
    if name in FREE or each.within_class
]


@pytest.mark.parametrize(("name", "attribute"), TOLD)
def test_visual_attributes_can_be_told_apart(name: str, attribute: str) -> None:
    found = shipped(name).card.attribute(attribute)
    assert found is not None
    assert found.separability > 0.6
    assert found.stability > 0.5


@pytest.mark.parametrize(("name", "attribute"), [each for each in TOLD if each[1] != "Patterned"])
def test_an_attribute_changes_what_it_says_in_the_pictures(name: str, attribute: str) -> None:
    bundle = shipped(name)
    visual = next(each for each in clothes.VISUAL_ATTRIBUTES if each.name == attribute)
    direction = bundle.directions[attribute]
    chosen = [k for k, item in enumerate(bundle.card.gallery) if item.class_index in visual.classes]
    latents, conditions = bundle.gallery_latents[chosen], gallery_conditions(bundle)
    rows = None if conditions is None else conditions[chosen]
    less, same, more = (
        visual.measure(bundle.decode(latents + alpha * direction, rows)).mean()
        for alpha in (-1.0, 0.0, 1.0)
    )
    assert float(less) < float(same) < float(more)


def test_the_figures_of_the_issue_are_reached() -> None:
    ae, vae, cvae = (shipped(f"fashion-{name}").card.metrics for name in ("ae", "vae", "cvae"))
    assert ae["reconstruction_mse"] <= 0.0080
    assert vae["negative_elbo"] <= 235.0
    assert vae["active_dimensions"] >= 14
    assert cvae["class_fidelity_fitted_prior"] >= 0.90
    for metrics in (ae, vae, cvae):
        assert metrics["judge_accuracy"] >= 0.91
        assert metrics["judge_accuracy_on_reconstructions"] >= 0.75


def test_the_figures_show_the_lesson() -> None:
    """Where an autoencoder was never told to put codes, there is nothing worth decoding."""
    metrics = {name: shipped(name).card.metrics for name in DEEP}
    blind = metrics["fashion-ae"]["frechet_standard_prior"]
    others = [
        value
        for name, each in metrics.items()
        for figure, value in each.items()
        if figure.startswith("frechet_")
        and (name, figure) != ("fashion-ae", "frechet_standard_prior")
    ]
    assert blind > 1.5 * max(others)
    assert metrics["fashion-ae"]["frechet_fitted_prior"] < 0.5 * blind
    for name, each in metrics.items():
        floor = each["frechet_real"]
        assert floor < each["frechet_reconstruction"], name
        assert each["frechet_fitted_prior"] < 1.1 * each["frechet_standard_prior"], name


@cache
def shipped_judge() -> tuple[Judge, Dataset]:
    """The judge beside the weights, with a stand-in for its data set: no images are needed."""
    blank = Split(torch.zeros(60_000, 1, 1, 1, dtype=torch.uint8), torch.zeros(60_000).long())
    classes = shipped("fashion-cvae").card.classes
    data = Dataset("fashion-mnist", blank, blank, classes, "", thumbnails_may_ship=False)
    place = WEIGHTS / JUDGES / judge_file(data, JudgeRecipe())
    assert place.is_file(), f"{place} is missing: without it the figures cannot be measured"
    return judge_for(data, WEIGHTS / JUDGES), data


@pytest.mark.timeout(280)
def test_samples_are_given_their_class_as_often_as_the_card_says() -> None:
    bundle = shipped("fashion-cvae")
    judge, data = shipped_judge()
    measured = fidelity_metrics(bundle, data, judge)
    for prior in bundle.card.priors:
        figure = f"class_fidelity_{prior}_prior"
        assert measured[figure] == pytest.approx(bundle.card.metrics[figure], rel=0.01)
        assert set(measured[f"{figure}_by_class"]) == {each.name for each in data.classes}


def test_the_judge_is_as_good_as_the_cards_say(fashion_mnist_root: Path) -> None:
    data = load_fashion_mnist(fashion_mnist_root, shipped("fashion-cvae").card.network)
    found = accuracy(shipped_judge()[0], data.test)
    assert found >= 0.91
    for name in SHIPPED:
        assert shipped(name).card.metrics["judge_accuracy"] == pytest.approx(found, abs=0.001)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.timeout(280)
def test_the_card_tells_the_truth(name: str, fashion_mnist_root: Path) -> None:
    """The figures that are cheap to measure, on all 10,000 test images once more."""
    bundle = shipped(name)
    data = load_fashion_mnist(fashion_mnist_root, bundle.card.network)
    found: Reconstructions = reconstruct(bundle, data.test)
    measured, told = reconstruction_metrics(found, data.test), bundle.card.metrics
    assert measured["reconstruction_mse"] == pytest.approx(told["reconstruction_mse"], rel=0.01)
    assert measured["sharpness"] == pytest.approx(told["sharpness"], rel=0.01)
    if name in VARIATIONAL:
        assert measured["negative_elbo"] == pytest.approx(told["negative_elbo"], rel=0.01)
        assert measured["kl"] == pytest.approx(told["kl"], rel=0.01)
        assert measured["active_dimensions"] == told["active_dimensions"]


def test_the_gallery_shows_test_images(fashion_mnist_root: Path) -> None:
    bundle = shipped("fashion-ae")
    data = load_fashion_mnist(fashion_mnist_root, bundle.card.network)
    assert bundle.gallery_images is not None
    known = {
        image.numpy().tobytes(): int(k) for image, k in zip(*vars(data.test).values(), strict=True)
    }
    for image, item in zip(bundle.gallery_images, bundle.card.gallery, strict=True):
        assert known[image.numpy().tobytes()] == item.class_index
