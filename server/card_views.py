"""Cards as they are listed: whole, or what it takes to choose and to work with a model."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class View(StrEnum):
    """How much of each card a list holds."""

    FULL = "full"
    TABLES = "tables"
    SUMMARY = "summary"


# Of interest to whoever reads about one model; of the attributes, nine tenths of all.
_LEFT_OUT = frozenset({"network", "files", "libraries", "light_on_dark"})
_LONG = frozenset({"co_occurrence"})
_EFFECTS = frozenset({"effect", "mean_difference_effect"})
_OF_ATTRIBUTES = _LONG | _EFFECTS
_CURVES = frozenset({"alphas", "probability", "drift"})
_OF_JUDGED = frozenset({"accuracy", "balanced_accuracy"})
_OF_GALLERY = frozenset({"condition"})


def seen_as(view: View, card: dict[str, Any]) -> dict[str, Any]:
    """The card under this view, in the same form; what is left out is missing or empty."""
    if view is View.TABLES:
        return {**card, "attributes": [_in_a_row(each) for each in card["attributes"]]}
    return card if view is View.FULL else _summary(card)


def _in_a_row(attribute: dict[str, Any]) -> dict[str, Any]:
    """An attribute with the figures of its directions, without their curves and drifts."""
    kept = {name: value for name, value in attribute.items() if name not in _LONG}
    for name in _EFFECTS & attribute.keys():
        if attribute[name] is not None:
            [kept[name]] = _without(_CURVES, [attribute[name]])
    return kept


def _summary(card: dict[str, Any]) -> dict[str, Any]:
    judge = card["judge"]
    if judge is not None:
        judge = {**judge, "attributes": _without(_OF_JUDGED, judge["attributes"])}
    metrics = card["metrics"]
    return {
        **{name: value for name, value in card.items() if name not in _LEFT_OUT},
        "attributes": _without(_OF_ATTRIBUTES, card["attributes"]),
        "judge": judge,
        "gallery": _without(_OF_GALLERY, card["gallery"]),
        "metrics": {name: each for name, each in metrics.items() if not isinstance(each, dict)},
        "training": {},
    }


def _without(names: frozenset[str], records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: each[name] for name in each if name not in names} for each in records]
