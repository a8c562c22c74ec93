"""What moving along a direction does to pictures, as the judge sees it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.card import Effect
from latente.judge import Judge

_BATCH = 250
# A probability that falls by less than this has not fallen: decoders round.
_NOT_A_FALL = 1e-3
# Half axes of the ellipse that holds the face, as shares of the picture's sides.
_FACE = (0.34, 0.46)
# Flip success at which directions are compared, or the highest that each of them reaches.
_COMPARED_AT = 0.9
# Below this success there is next to nothing to compare.
COMPARABLE = 0.3


@dataclass(frozen=True)
class Subjects:
    """Codes [N, D] on which directions are tried, with what is needed to decode them.

    ``labels`` [N, A] are the attributes of the images they came from, in the judge's order;
    ``condition`` [N, Y] is that of a conditional model, or None.
    """

    bundle: Bundle
    judge: Judge
    codes: Tensor
    labels: Tensor
    condition: Tensor | None

    def subset(self, index: Tensor) -> Subjects:
        """Only the subjects of these indices."""
        condition = None if self.condition is None else self.condition[index]
        return Subjects(self.bundle, self.judge, self.codes[index], self.labels[index], condition)

    def decode(self, codes: Tensor) -> Tensor:
        """Pictures [N, C, H, W] of codes [N, D], each under its subject's own condition."""
        rows = None if self.condition is None else self.condition.split(_BATCH)
        parts = codes.split(_BATCH)
        return torch.cat(
            [
                self.bundle.decode(part, None if rows is None else rows[k])
                for k, part in enumerate(parts)
            ]
        )


@dataclass(frozen=True)
class Target:
    """The attribute that a direction is for: its column at the judge, and which way round.

    ``reversed``: the direction's positive end takes the judge's attribute away.
    """

    column: int
    reversed: bool = False

    def has(self, values: Tensor) -> Tensor:
        """Labels or probabilities [..., A] of the attribute as the slider means it: [...]."""
        own = values[..., self.column].float()
        return 1.0 - own if self.reversed else own


@dataclass(frozen=True)
class Trial:
    """Judge probabilities [K, N, A] of N subjects moved by K alphas, ascending.

    ``background`` [K] is the mean absolute change of pixels outside of the face, against
    alpha 0.
    """

    alphas: Tensor
    probabilities: Tensor
    background: Tensor


@torch.inference_mode()
def try_direction(subjects: Subjects, direction: Tensor, alphas: Tensor) -> Trial:
    """Move subjects along a direction [D] by each of ``alphas`` [K] and ask the judge."""
    still = subjects.decode(subjects.codes)
    outside = ~face_ellipse(still.shape[-1])
    seen, changes = [], []
    for alpha in alphas.tolist():
        moved = still if alpha == 0 else subjects.decode(subjects.codes + alpha * direction)
        seen.append(subjects.judge.probabilities(moved))
        changes.append((moved - still).abs()[..., outside].mean())
    return Trial(alphas, torch.stack(seen), torch.stack(changes))


def face_ellipse(size: int) -> Tensor:
    """Which pixels [S, S] of a picture cropped like the data belong to the face."""
    line = (torch.arange(size) + 0.5) / size - 0.5
    across, down = line[None, :] / _FACE[0], line[:, None] / _FACE[1]
    return across.square() + down.square() <= 1.0


def flip_curve(trial: Trial, labels: Tensor, target: Target) -> Tensor:
    """Flip success [P] at each alpha above 0, of the way in which it is harder.

    It is the smaller of the share of subjects without the attribute that are judged to have
    it at alpha, and of that of those with it that are judged to lack it at -alpha. The
    trial's alphas are symmetric around 0.
    """
    has = target.has(labels) > 0.5
    verdicts = target.has(trial.probabilities) > 0.5
    positive = trial.alphas > 0
    shares = []
    if bool((~has).any()):
        shares.append(verdicts[positive][:, ~has].float().mean(dim=1))
    if bool(has.any()):
        shares.append((~verdicts[trial.alphas < 0][:, has]).float().mean(dim=1).flip(0))
    return torch.stack(shares).amin(dim=0)


def alpha_for(flips: Tensor, alphas: Tensor, wanted: float) -> float:
    """The smallest alpha at which a flip curve [P] reaches ``wanted``, between its points.

    Args:
        flips: success at each of ``alphas``.
        alphas: above 0 and ascending [P].
        wanted: no higher than the curve's maximum.
    """
    before_alpha, before = 0.0, 0.0
    for alpha, now in zip(alphas.tolist(), flips.tolist(), strict=True):
        if now >= wanted:
            share = (wanted - before) / (now - before) if now > before else 1.0
            return float(before_alpha + share * (alpha - before_alpha))
        before_alpha, before = alpha, now
    return float(alphas[-1])


def drift_at(trial: Trial, alpha: float) -> tuple[Tensor, Tensor]:
    """Signed change of each attribute [A] at alpha, and the mean absolute one [A].

    Between the trial's alphas probabilities are interpolated.
    """
    zero = int((trial.alphas == 0).nonzero())
    change = _between(trial.probabilities, trial.alphas, alpha) - trial.probabilities[zero]
    return change.mean(dim=0), change.abs().mean(dim=0)


def mean_over(changes: Tensor, column: int) -> float:
    """The mean of changes [A] over all attributes but one; 0 where there is no other."""
    others = changes[torch.arange(len(changes)) != column]
    return float(others.mean()) if len(others) else 0.0


def background_at(trial: Trial, alpha: float) -> float:
    """Mean absolute change of pixels outside of the face at alpha, between the trial's."""
    return float(_between(trial.background, trial.alphas, alpha))


def common_flips(curves: list[Tensor]) -> float:
    """The flip success at which several directions are compared: all of them reach it."""
    return min([_COMPARED_AT, *(float(curve.max()) for curve in curves)])


def measure_effect(
    trial: Trial,
    ends: tuple[float | None, float | None],
    labels: Tensor,
    target: Target,
    wanted: float,
    told: dict[str, int],
) -> Effect:
    """Sum a trial up for the card.

    Args:
        trial: over alphas symmetric around 0, which is one of them.
        ends: shares gained and lost at the slider's ends.
        labels: of the trial's subjects [N, A].
        target: the attribute.
        wanted: flip success at which drift is taken.
        told: names of attributes whose drift is told, with their columns.
    """
    curve = flip_curve(trial, labels, target)
    alpha = alpha_for(curve, trial.alphas[trial.alphas > 0], wanted)
    signed, absolute = drift_at(trial, alpha)
    own = target.has(trial.probabilities)
    steps = own[1:] - own[:-1]
    return Effect(
        alphas=_rounded(trial.alphas),
        probability=_rounded(own.mean(dim=1)),
        gained=ends[0],
        lost=ends[1],
        monotonicity=round(float((steps > -_NOT_A_FALL).float().mean()), 4),
        drift_at=round(alpha, 3),
        flips=round(wanted, 4),
        drift={
            name: round(float(signed[column]), 4)
            for name, column in told.items()
            if column != target.column
        },
        mean_drift=round(mean_over(signed.abs(), target.column), 4),
        mean_change=round(mean_over(absolute, target.column), 4),
        background=round(background_at(trial, alpha), 5),
    )


def end_shares(
    subjects: Subjects, direction: Tensor, target: Target, end: float
) -> tuple[float | None, float | None]:
    """Shares of subjects whose verdict turns at the slider's ends: gained, lost."""
    has = target.has(subjects.labels) > 0.5
    shares: list[float | None] = []
    for group, alpha in ((~has, end), (has, -end)):
        index = group.nonzero().squeeze(1)
        if not len(index):
            shares.append(None)
            continue
        trial = try_direction(subjects.subset(index), direction, torch.tensor([alpha]))
        verdict = target.has(trial.probabilities[0]) > 0.5
        turned = verdict if alpha > 0 else ~verdict
        shares.append(round(float(turned.float().mean()), 4))
    return shares[0], shares[1]


def _between(values: Tensor, alphas: Tensor, alpha: float) -> Tensor:
    """Values [K, ...] at alphas [K], linearly between them."""
    upper = int(torch.searchsorted(alphas, torch.tensor(alpha)).clamp(1, len(alphas) - 1))
    low, high = float(alphas[upper - 1]), float(alphas[upper])
    return torch.lerp(values[upper - 1], values[upper], (alpha - low) / (high - low))


def _rounded(values: Tensor) -> list[float]:
    return [round(value, 4) for value in values.tolist()]
