"""The four face models that are shipped: they work, and their cards tell the truth."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor

import latente
from latente.bundle import Bundle
from latente.storage import JUDGES, file_checksum
from training.attribute_images import load_celeba
from training.data import Dataset
from training.effects import Target, end_shares
from training.evaluate import reconstruct, reconstruction_metrics
from training.evaluate_attributes import condition_columns, condition_metrics, subjects_of
from training.model_card import model_card

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"
SHIPPED = {"faces-ae": "ae", "faces-vae": "vae", "faces-vae-sharp": "vae", "faces-cvae": "cvae"}
FREE = [name for name, family in SHIPPED.items() if family != "cvae"]
HARMFUL = {"Attractive", "Big_Lips", "Big_Nose", "Pale_Skin", "Chubby"}


@cache
def shipped(name: str) -> Bundle:
    return latente.load(name, WEIGHTS)


def conditions(bundle: Bundle) -> Tensor | None:
    rows = [bundle.gallery_condition(item.id) for item in bundle.card.gallery]
    return None if rows[0] is None else torch.stack([row for row in rows if row is not None])


@cache
def _faces(root: Path) -> Dataset:
    return load_celeba(root, shipped("faces-vae").card.network)


@pytest.fixture
def faces(celeba_root: Path) -> Dataset:
    """The 9,000 faces, where they are; a full copy of CelebA has another split."""
    data = _faces(celeba_root)
    if len(data.train) != 8_000:
        pytest.skip(f"{celeba_root} holds another selection of CelebA than the 9,000 faces")
    return data


@pytest.mark.parametrize("name", SHIPPED)
def test_a_face_model_is_what_its_name_says(name: str) -> None:
    card = shipped(name).card
    assert (card.id, card.family, card.dataset) == (name, SHIPPED[name], "celeba")
    assert (card.image.width, card.image.height, card.image.channels) == (64, 64, 3)
    assert card.training["training_images"] == 8_000
    assert card.training["test_images"] == 500
    assert card.training["recipe"]["cost"], "a recipe states what it cost"
    assert card.weights.sha256 == file_checksum(WEIGHTS / name / "model.safetensors")
    assert card.title.en != card.title.es


@pytest.mark.parametrize("name", SHIPPED)
def test_a_face_model_carries_its_terms_and_no_photograph(name: str) -> None:
    card = shipped(name).card
    assert "CelebA" in card.license
    assert "non-commercial" in card.license
    assert len(card.cautions) >= 3
    assert all(each.en and each.es for each in card.cautions)
    assert shipped(name).gallery_images is None
    # The one picture shows faces that the model drew (test_shipped_maps.py).
    words = {".json", ".md", ".safetensors"}
    assert {path.name for path in (WEIGHTS / name).iterdir() if path.suffix not in words} == {
        "map.webp"
    }
    readme = (WEIGHTS / name / "README.md").read_text(encoding="utf-8")
    assert readme == model_card(card)
    assert card.cautions[0].en in readme


@pytest.mark.parametrize("name", SHIPPED)
def test_the_gallery_holds_varied_faces(name: str) -> None:
    bundle = shipped(name)
    images = bundle.decode(bundle.gallery_latents, conditions(bundle))
    assert len(images) >= 12
    flat = images.flatten(1)
    apart = torch.cdist(flat, flat) + 1e6 * torch.eye(len(flat))
    assert float(apart.min()) > 2.0
    assert bundle.judge is not None
    blurry = list(bundle.judge.card.attributes).index("Blurry")
    assert bundle.judge.probabilities(images).shape == (len(images), 40)
    assert float(bundle.judge.probabilities(images)[:, blurry].mean()) < 0.9


@pytest.mark.parametrize("name", SHIPPED)
def test_sliders_have_words_and_measured_effects(name: str) -> None:
    card = shipped(name).card
    told = {each.name for each in card.condition.attributes} if card.condition else set()
    assert len(card.attributes) >= (14 if name in FREE else 3)
    assert not {each.name for each in card.attributes} & (HARMFUL | told)
    for each in card.attributes:
        assert all(t.en and t.es for t in (each.title, each.group, each.less, each.more))
        effect = each.effect
        assert effect is not None
        assert effect.alphas[0] == -effect.alphas[-1]
        assert len(effect.probability) == len(effect.alphas)
        assert not HARMFUL & effect.drift.keys()
        assert each.share is not None
        assert each.co_occurrence
        assert (each.mean_difference_effect is not None) == (each.method == "refined")
        assert (each.name in shipped(name).mean_directions) == (each.method == "refined")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_judge_is_beside_the_weights_and_tells_nothing_harmful(name: str) -> None:
    card = shipped(name).card
    assert card.judge is not None
    assert file_checksum(WEIGHTS / JUDGES / card.judge.file) == card.judge.sha256
    assert not HARMFUL & {each.name for each in card.judge.attributes}
    smiling = next(each for each in card.judge.attributes if each.name == "Smiling")
    assert smiling.balanced_accuracy > 0.9


@pytest.mark.parametrize("name", SHIPPED)
def test_one_face_becomes_another_without_a_jump(name: str) -> None:
    bundle = shipped(name)
    latents, _ = latente.path(bundle.gallery_latents[:2], 17)
    first = None if conditions(bundle) is None else conditions(bundle)[0]  # type: ignore[index]
    frames = bundle.decode(latents, first)
    steps = torch.stack([(b - a).norm() for a, b in pairwise(frames)])
    assert float(steps.max()) < 0.3 * float((frames[-1] - frames[0]).norm())


def test_the_figures_of_the_models_are_reached() -> None:
    metrics = {name: shipped(name).card.metrics for name in SHIPPED}
    vae, sharp = metrics["faces-vae"], metrics["faces-vae-sharp"]
    assert vae["reconstruction_mse"] <= 0.0075
    assert metrics["faces-ae"]["reconstruction_mse"] < vae["reconstruction_mse"]
    assert vae["active_dimensions"] >= 0.8 * shipped("faces-vae").card.latent_dim
    assert vae["frechet_fitted_prior"] <= 1.25 * vae["frechet_reconstruction"]
    for figure in ("frechet_reconstruction", "frechet_fitted_prior"):
        assert sharp[figure] <= 0.75 * vae[figure]


@pytest.mark.parametrize("name", SHIPPED)
def test_draws_from_the_standard_normal_are_where_codes_are_unless_of_an_ae(name: str) -> None:
    bundle = shipped(name)
    generator = torch.Generator().manual_seed(5)
    typical = float(bundle.typicality(bundle.sample_prior(500, generator, "standard")).median())
    if name == "faces-ae":
        assert bundle.card.metrics["aggregate_kl"] > 50
        assert typical < 0.01
    else:
        assert bundle.card.metrics["aggregate_kl"] < 1
        assert typical > 0.1


def test_the_figures_of_the_sliders_are_reached() -> None:
    gained, lost = (shipped("faces-vae").card.metrics[f"flips_{way}"] for way in ("gained", "lost"))
    assert min(gained["Smiling"], lost["Smiling"]) >= 0.97
    assert min(gained["Male"], lost["Male"]) >= 0.95
    assert gained["Eyeglasses"] >= 0.90
    assert gained["Blond_Hair"] >= 0.85


def test_better_directions_move_at_least_thirty_percent_less_else() -> None:
    card = shipped("faces-vae").card
    for name in ("Smiling", "Eyeglasses", "Male", "Blond_Hair"):
        attribute = card.attribute(name)
        assert attribute is not None
        assert attribute.effect is not None
        assert attribute.mean_difference_effect is not None
        better, plain = attribute.effect, attribute.mean_difference_effect
        assert better.flips == plain.flips >= 0.8, "compared at equal flip success"
        assert better.mean_drift <= 0.7 * plain.mean_drift
        assert better.background <= 1.3 * plain.background


def test_the_figures_of_the_condition_are_reached() -> None:
    metrics = shipped("faces-cvae").card.metrics
    assert metrics["condition_flips"]["Smiling"] >= 0.90
    assert metrics["condition_flips"]["Male"] >= 0.90
    assert metrics["condition_flips"]["Eyeglasses"] >= 0.80


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.timeout(280)
def test_the_card_tells_the_truth_about_faces(name: str, faces: Dataset) -> None:
    """The figures that are cheap to measure, on the 500 test faces once more."""
    bundle = shipped(name)
    columns = condition_columns(bundle, faces)
    found = reconstruct(bundle, faces.test, columns=columns)
    measured, told = reconstruction_metrics(found, faces.test), bundle.card.metrics
    for figure in ("reconstruction_mse", "sharpness", "kl"):
        if figure in told:
            assert measured[figure] == pytest.approx(told[figure], rel=0.01)


@pytest.mark.timeout(280)
def test_smiles_come_and_go_as_often_as_the_card_says(faces: Dataset) -> None:
    bundle = shipped("faces-vae")
    assert bundle.judge is not None
    subjects = subjects_of(bundle, faces.test, bundle.judge, None)
    smile = bundle.card.attribute("Smiling")
    assert smile is not None
    assert smile.effect is not None
    target = Target(faces.attributes.index("Smiling"))
    shares = end_shares(subjects, bundle.directions["Smiling"], target, smile.range[1])
    assert shares == pytest.approx((smile.effect.gained, smile.effect.lost), abs=0.01)


@pytest.mark.timeout(280)
def test_conditions_are_obeyed_as_often_as_the_card_says(faces: Dataset) -> None:
    bundle = shipped("faces-cvae")
    assert bundle.judge is not None
    columns = condition_columns(bundle, faces)
    assert columns is not None
    subjects = subjects_of(bundle, faces.test, bundle.judge, columns)
    measured = condition_metrics(bundle, subjects, columns)
    for way in ("condition_flips", "condition_gained", "condition_lost"):
        assert measured[way] == pytest.approx(bundle.card.metrics[way], abs=0.02)
