"""Models of images with attributes, from weights to a measured and published bundle."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import pytest
import torch
from torch.testing import assert_close

import latente
from latente.bundle import Bundle
from latente.card import AttributeCondition, JudgedAttribute, JudgeFile, Text
from latente.families import create
from latente.judge import Judge, save_judge
from tests.bundles import random_judge
from tests.linear import linear_bundle, linear_judge
from tests.toys import ATTRIBUTES, toy_attribute_dataset, toy_attribute_recipe
from training import face_bundle, publish
from training.attribute_judge import ATTRIBUTE_GUIDES, AttributeJudgeRecipe, attribute_judge_file
from training.contact_sheet import contact_sheet
from training.data import Dataset
from training.effects import Subjects
from training.errors import DataError
from training.evaluate import Measured, evaluate_attributes
from training.evaluate_attributes import (
    attribute_metrics,
    condition_columns,
    condition_metrics,
    label_of,
    subjects_of,
    told_columns,
    with_effects,
)
from training.face_attributes import FACE_ATTRIBUTES, JUDGED_TITLES
from training.face_bundle import (
    attribute_card,
    attribute_condition,
    judge_file,
    title_of,
    with_drawn_gallery,
)
from training.latents import encode_split
from training.model_card import model_card
from training.recipe import DirectionsRecipe, Recipe

DATA = toy_attribute_dataset()
HARMFUL = {"Attractive", "Big_Lips", "Big_Nose", "Pale_Skin", "Chubby"}


def random_judge_of(data: Dataset) -> Judge:
    judge = random_judge(tuple(data.attributes))
    figures = {"accuracy": dict.fromkeys(data.attributes, 0.9)}
    figures["balanced_accuracy"] = dict.fromkeys(data.attributes, 0.8)
    return dataclasses.replace(judge, card=judge.card.model_copy(update=figures))


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of bundles with judges as if they had been trained: to score and to guide."""
    folder = tmp_path_factory.mktemp("weights")
    for recipe in (AttributeJudgeRecipe(), *ATTRIBUTE_GUIDES):
        save_judge(random_judge_of(DATA), folder / "_judges" / attribute_judge_file(DATA, recipe))
    return folder


def hardly_learned(family: str) -> Recipe:
    """A recipe whose directions are learned for a few steps only."""
    steps = DirectionsRecipe(learning_steps=5, learning_pictures=200)
    return toy_attribute_recipe(family).model_copy(update={"directions": steps})


@cache
def built(family: str, weights: Path) -> Bundle:
    """A bundle of random weights; directions are hardly learned."""
    recipe = hardly_learned(family)
    torch.manual_seed(0)
    model = create(family, recipe.network).to(memory_format=torch.channels_last).eval()
    judges = weights / "_judges"
    return publish.build(recipe, model.requires_grad_(False), DATA, judges, judges)


@cache
def measured(family: str, weights: Path) -> Measured:
    return publish.measure(built(family, weights), DATA, weights / "_judges")


@pytest.mark.parametrize("family", ["ae", "vae", "cvae"])
def test_a_bundle_of_a_model_of_attributes_is_published_and_reads_back(
    family: str, weights: Path
) -> None:
    bundle, figures = built(family, weights), measured(family, weights)
    card = publish.update(bundle, figures, weights / f"toy-{family}")
    loaded = latente.load(weights / f"toy-{family}")
    assert loaded.card == card
    assert loaded.judge is not None
    assert loaded.judge.card == random_judge_of(DATA).card
    names = [each.name for each in card.attributes]
    assert names == list(ATTRIBUTES[2:] if family == "cvae" else ATTRIBUTES)
    assert set(loaded.directions) == set(names)
    refined = {each.name for each in card.attributes if each.method == "refined"}
    assert set(loaded.mean_directions) == refined
    for each in card.attributes:
        assert each.effect is not None
        assert (each.mean_difference_effect is not None) == (each.name in refined)
        assert set(each.effect.drift) == set(ATTRIBUTES) - {each.name}
        assert each.effect.alphas[0] == -each.effect.alphas[-1]
    assert (weights / f"toy-{family}" / "README.md").read_text("utf-8") == model_card(card)
    assert publish.recipe_of(card) == hardly_learned(family)
    again = publish.measure(loaded, DATA, weights / "_judges")
    assert again.metrics == card.metrics, "measured once more, all is as the card says"
    assert again.attributes == card.attributes


@pytest.mark.parametrize("family", ["ae", "vae", "cvae"])
def test_every_figure_of_a_model_of_attributes_is_measured(family: str, weights: Path) -> None:
    wanted = {
        "reconstruction_mse",
        "sharpness",
        "aggregate_kl",
        "frechet_real",
        "frechet_reconstruction",
        "frechet_standard_prior",
        "frechet_fitted_prior",
        "judge_accuracy",
        "judge_balanced_accuracy",
        "judge_accuracy_on_reconstructions",
        "flips_gained",
        "flips_lost",
        "drift",
    }
    if family != "ae":
        wanted |= {"kl", "kl_per_dimension", "active_dimensions"}
    if family == "cvae":
        wanted |= {"condition_flips", "condition_gained", "condition_lost"}
    found = measured(family, weights)
    # Present where a refined direction can be compared with a plain one that drifts.
    compared = {name for name in found.metrics if "_against_mean_difference" in name}
    assert set(found.metrics) - compared == wanted
    assert found.metrics["judge_accuracy"] == pytest.approx(0.9)
    assert found.metrics["judge_balanced_accuracy"] == pytest.approx(0.8)


def test_the_gallery_is_of_latents_and_holds_no_image(weights: Path) -> None:
    bundle = built("vae", weights)
    assert bundle.gallery_images is None
    assert len(bundle.card.gallery) == len(bundle.gallery_latents) == 16
    assert [item.id for item in bundle.card.gallery] == [f"face-{k}" for k in range(1, 17)]
    assert bundle.card.gallery[0].label == Text(en="Face 1", es="Rostro 1")
    assert all(item.condition is None for item in bundle.card.gallery)
    typicality = bundle.typicality(bundle.gallery_latents)
    assert float(typicality.min()) > 0.15
    codes = encode_split(bundle.model, DATA.train)
    # Drawn, not encoded: none is the code of an image.
    assert float(torch.cdist(bundle.gallery_latents, codes).min()) > 1e-4
    assert len(bundle.gallery_latents.unique(dim=0)) == 16


def test_a_gallery_is_a_function_of_its_seed(weights: Path) -> None:
    bundle = built("vae", weights)
    assert bundle.judge is not None
    one, same, other = (
        with_drawn_gallery(bundle, DATA, bundle.judge, seed).gallery_latents for seed in (1, 1, 2)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_conditional_faces_have_attributes_that_some_image_has(weights: Path) -> None:
    bundle = built("cvae", weights)
    real = {tuple(row) for row in DATA.train.labels[:, :2].tolist()}
    shown = [item.condition for item in bundle.card.gallery]
    for k, condition in enumerate(shown):
        assert condition is not None
        assert list(condition) == ["Bright", "Bar"]
        assert tuple(condition.values()) in real
        found = bundle.gallery_condition(f"face-{k + 1}")
        assert found is not None
        assert found.tolist() == list(condition.values())
    assert len({tuple(each.values()) for each in shown if each}) > 1


def test_a_condition_states_the_share_of_each_attribute() -> None:
    condition = attribute_condition(DATA, ("Bar", "Bright"))
    assert condition is not None
    assert [each.name for each in condition.attributes] == ["Bar", "Bright"]
    share = float(DATA.train.labels[:, 1].float().mean())
    assert condition.attributes[0].mean == pytest.approx(share, abs=1e-4)
    assert attribute_condition(DATA, ()) is None


def test_faces_come_with_cautions_and_where_their_eyes_are(weights: Path) -> None:
    card = built("vae", weights).card
    assert card.alignment is None
    assert card.cautions == []
    judge = JudgeFile(file="judge.safetensors", sha256="0" * 64)
    faces = attribute_card(card, dataclasses.replace(DATA, name="celeba"), judge)
    assert faces.alignment is not None
    left, right = faces.alignment.left_eye, faces.alignment.right_eye
    assert left[0] < 0.5 < right[0]
    assert len(faces.cautions) >= 3
    assert all(each.en != each.es for each in faces.cautions)
    assert faces.judge == judge


def test_of_faces_the_judge_tells_only_what_may_be_told(tmp_path: Path) -> None:
    names = tuple(JUDGED_TITLES)[:3] + tuple(sorted(HARMFUL))
    faces = toy_attribute_dataset(8, 2, 2, names=names, name="celeba")
    judge = random_judge_of(faces)
    save_judge(judge, tmp_path / attribute_judge_file(faces))
    told = judge_file(faces, judge, tmp_path)
    assert [each.name for each in told.attributes] == list(names[:3])
    assert (told.attributes[0].accuracy, told.attributes[0].balanced_accuracy) == (0.9, 0.8)
    assert not HARMFUL & set(JUDGED_TITLES)
    assert not HARMFUL & {each.label for each in FACE_ATTRIBUTES}
    assert title_of("Smiling") == JUDGED_TITLES["Smiling"]
    assert title_of("Left_Bar").en == "Left Bar"


def test_directions_need_images_to_be_chosen_on(weights: Path) -> None:
    bundle = built("vae", weights)
    assert bundle.judge is not None
    bare = dataclasses.replace(DATA, validation=None)
    with pytest.raises(DataError, match="toy-attributes: directions need a validation split"):
        face_bundle.with_sliders(bundle, bare, bundle.judge, [], None, DirectionsRecipe())


def test_a_contact_sheet_also_shows_edits_and_turned_conditions(weights: Path) -> None:
    rows = {"vae": 2 + 2 * 2 + 4, "cvae": 2 + 2 * 2 + 2 + 2}
    for family, count in rows.items():
        sheet = contact_sheet(built(family, weights), DATA)
        assert sheet.size == (2 * 20 * 18, 2 * count * 18)
        assert sheet.mode == "RGB"


def test_subjects_are_the_codes_of_a_split_under_their_own_attributes(weights: Path) -> None:
    bundle = built("cvae", weights)
    assert bundle.judge is not None
    columns = condition_columns(bundle, DATA)
    assert columns is not None
    assert columns.tolist() == [0, 1]
    assert condition_columns(built("vae", weights), DATA) is None
    found = subjects_of(bundle, DATA.test, bundle.judge, columns)
    told = DATA.test.labels[:, :2].float()
    assert found.condition is not None
    assert torch.equal(found.condition, told)
    assert_close(found.codes, bundle.encode(DATA.test.images(slice(None)), told).mode())


class _Told:
    """A linear model that is told its first attributes, and shows the condition alone."""

    def __init__(self, names: str, obeys: list[float]) -> None:
        condition = AttributeCondition.model_validate(
            {
                "attributes": [
                    {"name": name, "title": {"en": name, "es": name}, "mean": 0.5} for name in names
                ]
            }
        )
        self.card = type("Card", (), {"condition": condition})()
        self.obeys = torch.tensor(obeys)
        self.linear = linear_bundle(len(obeys))

    def decode(self, codes: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        return self.linear.decode(codes + self.obeys * (2.0 * condition - 1.0))


def test_turning_a_condition_is_counted_for_those_with_and_those_without() -> None:
    """A is obeyed, B is not: the codes of B say what the labels say."""
    labels = torch.tensor([[1, 1], [0, 1], [0, 0], [0, 0]], dtype=torch.uint8)
    codes = torch.tensor([[0.0, 1.0], [0.0, 1.0], [-3.0, -1.0], [0.0, -1.0]])
    bundle = _Told("AB", [1.0, 0.1])
    subjects = Subjects(
        bundle,  # type: ignore[arg-type]
        linear_judge(2),
        codes,
        labels,
        labels.float(),
    )
    found = condition_metrics(bundle, subjects, torch.tensor([0, 1]))  # type: ignore[arg-type]
    # Two of the three without A gain it; the third's code is too far away.
    assert found["condition_gained"] == {"A": pytest.approx(2 / 3), "B": 0.0}
    assert found["condition_lost"] == {"A": 1.0, "B": 0.0}
    assert found["condition_flips"] == {"A": 0.75, "B": 0.0}
    alone = subjects.subset(torch.tensor([1, 2, 3]))
    found = condition_metrics(bundle, alone, torch.tensor([0, 1]))  # type: ignore[arg-type]
    assert found["condition_lost"]["A"] is None, "nobody here has it"


def test_without_a_condition_there_is_nothing_to_turn(weights: Path) -> None:
    bundle = built("vae", weights)
    assert bundle.judge is not None
    subjects = subjects_of(bundle, DATA.test, bundle.judge, None)
    assert condition_metrics(bundle, subjects, torch.zeros(0)) == {}


def test_effects_tell_only_of_what_may_be_told(weights: Path) -> None:
    bundle = built("vae", weights)
    assert bundle.judge is not None
    assert bundle.card.judge is not None
    told: list[JudgedAttribute] = bundle.card.judge.attributes[:2]
    judge = bundle.card.judge.model_copy(update={"attributes": told})
    bundle = dataclasses.replace(bundle, card=bundle.card.model_copy(update={"judge": judge}))
    assert told_columns(bundle, bundle.judge) == {"Bright": 0, "Bar": 1}
    found = with_effects(bundle, subjects_of(bundle, DATA.test, bundle.judge, None))
    for each in found:
        assert each.effect is not None
        assert set(each.effect.drift) == {"Bright", "Bar"} - {each.name}


def test_refined_directions_are_compared_with_plain_ones_at_equal_success(weights: Path) -> None:
    attributes = measured("vae", weights).attributes
    effect = attributes[0].effect
    assert effect is not None
    half = effect.model_copy(update={"flips": 0.9, "mean_drift": 0.02, "mean_change": 0.03})
    whole = effect.model_copy(update={"flips": 0.9, "mean_drift": 0.04, "mean_change": 0.04})
    pair = {"effect": half, "mean_difference_effect": whole}
    refined = attributes[0].model_copy(update=pair)
    plain = attributes[1].model_copy(update={"effect": whole, "mean_difference_effect": None})
    found = attribute_metrics([refined, plain])
    assert found["drift_against_mean_difference"] == pytest.approx(0.5)
    assert found["drift_against_mean_difference_by_attribute"] == {"Bright": pytest.approx(0.5)}
    assert found["change_against_mean_difference"] == pytest.approx(0.75)
    assert found["drift"] == {"Bright": 0.02, "Bar": 0.04}
    assert "drift_against_mean_difference" not in attribute_metrics([plain])
    hardly = refined.model_copy(update={"effect": half.model_copy(update={"flips": 0.1})})
    assert "drift_against_mean_difference" not in attribute_metrics([hardly])


def test_the_label_behind_a_slider_is_known(weights: Path) -> None:
    attribute = built("vae", weights).card.attributes[0]
    beard = attribute.model_copy(update={"name": "Beard"})
    assert label_of(attribute, ["Bright"]) == ("Bright", False)
    assert label_of(beard, ["No_Beard", "Smiling"]) == ("No_Beard", True)
    assert label_of(beard, ["Beard"]) == ("Beard", False), "of another data set"


def test_a_model_of_attributes_has_no_cross_entropy_of_greys(weights: Path) -> None:
    """A Gaussian was trained, whose negative ELBO would be another."""
    bundle = built("vae", weights)
    assert bundle.judge is not None
    found = evaluate_attributes(bundle, DATA, bundle.judge)
    assert "negative_elbo" not in found.metrics
