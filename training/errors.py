"""What can go wrong in training, told so that the reader knows what to do next."""

from __future__ import annotations


class TrainingError(Exception):
    """A recipe, a data set or a run is not usable as it is."""


class DataError(TrainingError):
    """A data set is missing, incomplete or unreadable."""


class RecipeError(TrainingError):
    """A recipe is missing or contradicts itself."""


class RunError(TrainingError):
    """A run's folder holds no finished run, or one of another recipe."""
