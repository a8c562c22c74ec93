"""The guide of a recipe: a network, trained beforehand, that some objectives ask."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from training.attribute_judge import ATTRIBUTE_GUIDE, attribute_judge_for
from training.data import Dataset
from training.judge import GUIDE, judge_for
from training.recipe import Recipe


def guide_for(recipe: Recipe, dataset: Dataset, folder: Path) -> nn.Module | None:
    """The guide kept in ``folder``, or a new one; None where the recipe needs none."""
    if not recipe.objective.guided:
        return None
    if dataset.attributes:
        return attribute_judge_for(dataset, folder, ATTRIBUTE_GUIDE).network
    return judge_for(dataset, folder, GUIDE)
