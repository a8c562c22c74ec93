"""What a model's judge says of images, in the words that its card allows."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from latente.bundle import Bundle
from latente.judge import Judge
from server.engine.base import unrounded
from server.problems import invalid
from server.schemas.base import Judged

_DIGITS = 4


@dataclass(frozen=True)
class Judging:
    """A judge, and which of its attributes are told."""

    judge: Judge
    names: tuple[str, ...]

    def of(self, pixels: Tensor) -> list[dict[str, float]]:
        """For each of images [N, C, H, W] of 8 bits the probability of every attribute."""
        known = self.judge.card.attributes
        columns = [known.index(name) for name in self.names]
        rows = self.judge.probabilities(unrounded(pixels))[:, columns].tolist()
        return [
            {name: round(value, _DIGITS) for name, value in zip(self.names, row, strict=True)}
            for row in rows
        ]


def requested_judging(bundle: Bundle, body: Judged) -> Judging | None:
    """The judging that a request asks for; None: it asks for none.

    Raises:
        ProblemError: 422, the model has no judge.
    """
    if not body.judge:
        return None
    if bundle.judge is None or bundle.card.judge is None:
        raise invalid("/judge", "This model has no judge.")
    names = tuple(each.name for each in bundle.card.judge.attributes)
    return Judging(bundle.judge, names)
