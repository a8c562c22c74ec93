from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from latente.card import AttributeCondition, Card, ClassCondition
from tests.bundles import ATTRIBUTE_NAMES, random_bundle


@pytest.fixture
def raw() -> dict[str, Any]:
    return random_bundle("model", "cvae", condition="class").card.model_dump(mode="json")


def test_a_card_survives_the_way_to_json_and_back(raw: dict[str, Any]) -> None:
    card = Card.model_validate(raw)
    assert Card.model_validate_json(card.model_dump_json()) == card


def test_an_attribute_is_found_by_its_name(raw: dict[str, Any]) -> None:
    card = Card.model_validate(raw)
    found = card.attribute(ATTRIBUTE_NAMES[1])
    assert found is not None
    assert found.name == ATTRIBUTE_NAMES[1]
    assert card.attribute("Moustache") is None


def test_the_kind_decides_what_a_condition_is() -> None:
    by_class = random_bundle("a", "cvae", condition="class").card.condition
    by_attributes = random_bundle("b", "cvae", condition="attributes").card.condition
    assert isinstance(by_class, ClassCondition)
    assert isinstance(by_attributes, AttributeCondition)
    assert (by_class.length, by_attributes.length) == (3, 2)


CONTRADICTIONS: dict[str, tuple[list[str | int], Any, str]] = {
    "latent length": (["latent_dim"], 5, "latent_dim differs"),
    "image width": (["image", "width"], 32, "image's shape differs"),
    "channels": (["image", "channels"], 3, "image's shape differs"),
    "condition length": (["condition", "classes"], [], "condition's length differs"),
    "condition missing": (["condition"], None, "condition's length differs"),
    "attribute twice": (["attributes", 1, "name"], ATTRIBUTE_NAMES[0], "attribute occurs twice"),
    "gallery twice": (["gallery", 1, "id"], "item-0", "gallery id occurs twice"),
    "version": (["format_version"], 2, "format_version"),
    "extra field": (["colour"], "red", "colour"),
    "extra field inside": (["image", "depth"], 3, "depth"),
    "id with a path": (["id"], "../model", "id"),
    "no Spanish": (["title"], {"en": "Model"}, r"title\.es"),
    "separability": (["attributes", 0, "separability"], 1.5, "separability"),
    "one-sided range": (["attributes", 0, "range"], [1.0], "range"),
    "prior": (["priors"], ["cauchy"], "priors"),
    "checksum": (["weights", "sha256"], "abc", "sha256"),
    "kind of condition": (["condition", "kind"], "text", "condition"),
    "network": (["network", "levels"], 3, "cannot be halved"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_what_does_not_fit_is_named(raw: dict[str, Any], case: str) -> None:
    place, value, reason = CONTRADICTIONS[case]
    changed = copy.deepcopy(raw)
    part: Any = changed
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    with pytest.raises(ValidationError, match=reason):
        Card.model_validate(changed)
