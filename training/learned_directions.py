"""Directions learned through the decoder: strong on one attribute, quiet on all others.

Means and boundaries of codes know nothing of what the decoder makes of a step. Here the
directions are moved by gradient descent so that training faces turn in the one attribute
while the mean of every other attribute stays, as a student of several guides knows it
(:mod:`training.students`). The guides are not the judge that later measures the result.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.effects import Target
from training.students import Classroom, Lesson

# The weight of drift for each way: what drifts less may move the background more.
WAYS = {"learned": 1.5, "learned, quieter": 3.0, "learned, quietest": 6.0}
# Weights of: drift the other way, pixels outside of the face, mean colour, squared length.
_BACK, _BACKGROUND, _COLOUR, _SHORT = 0.3, 0.1, 0.1, 0.2
# Weight of faces that have not turned at so many times the length, and by which margin.
_FAR_WEIGHT, _FAR, _MARGIN = 2.0, 2.0, 0.5
# Share of faces that shall turn at the learned length; the weight of turning follows it.
_GOAL, _FOLLOW, _FIRST, _LEAST, _MOST = 0.94, 0.3, 2.0, 0.3, 20.0
_SOFT = 0.7
# A unit of alpha is so much longer than learned: new faces are harder to turn.
_RESERVE = 1.25
# Codes on each side: those with the attribute and those without.
_PER_SIDE = 300
# Where a plain direction has turned so many, a learned one starts; tried up to that alpha.
_STARTS_AT, _TRIED = 0.9, torch.arange(0.5, 6.1, 0.25)
_RATE = 0.15
# Rounds after the first in which pictures along the directions learned so far are shown.
_ROUNDS = 2
# A direction by itself, several at once, and as much noise again, in plain steps.
_FARTHEST, _TOGETHER, _NOISE = 3.0, 3, 0.5


def learn_directions(
    lesson: Lesson, targets: list[Target], plain: Tensor, seed: int = 0
) -> dict[str, Tensor]:
    """Learn directions for each target: [K, D] by the way, of :data:`WAYS`.

    Args:
        lesson: codes, labels, decoder and guides.
        targets: the attributes, all known to the guides.
        plain: differences of means [K, D] with the targets' signs, where learning starts.
        seed: of the pictures that are shown, and of the student.

    Returns:
        Directions scaled so that somewhat more faces turn at the alpha where nine in ten turn
        along the plain ones.
    """
    room = Classroom(lesson, seed)
    shown = lesson.pictures // 2
    room.show(*_around(room, plain, shown))
    for _ in range(_ROUNDS):
        room.teach()
        now = _learned(room, targets, plain, WAYS["learned, quieter"], lesson.steps // 2)
        room.show(*_around(room, now, shown // _ROUNDS))
    room.teach()
    return {way: _learned(room, targets, plain, quiet, lesson.steps) for way, quiet in WAYS.items()}


def _around(room: Classroom, directions: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Training codes moved along a few directions at random, and a little anywhere: [n, D].

    Also their places among the training codes [n]. A direction that is no number moves none.
    """
    lesson, generator = room.lesson, room.generator
    index = torch.randint(len(lesson.codes), (count,), generator=generator)
    amounts = torch.zeros(count, len(directions))
    for _ in range(_TOGETHER):
        which = torch.randint(len(directions), (count, 1), generator=generator)
        alpha = _FARTHEST * (2.0 * torch.rand(count, 1, generator=generator) - 1.0)
        used = torch.rand(count, 1, generator=generator) < 0.5
        amounts.scatter_add_(1, which, alpha * used)
    noise = torch.randn(count, lesson.codes.shape[1], generator=generator)
    noise = noise * (_NOISE * torch.rand(count, 1, generator=generator))
    moved = amounts @ directions.nan_to_num() + noise @ room.from_white.T
    return lesson.codes[index] + moved, index


def _learned(
    room: Classroom, targets: list[Target], plain: Tensor, quiet: float, steps: int
) -> Tensor:
    """One direction for each target [K, D], with this weight of drift."""
    painted = room.background()
    found = [
        _Pupils(room, target, painted).learn(start, quiet, steps)
        for target, start in zip(targets, plain, strict=True)
    ]
    return torch.stack(found)


@dataclass(frozen=True)
class _Outcome:
    """What a whitened step does to the pupils: drift [A - 1] forth and back, own logits."""

    forth: Tensor
    back: Tensor
    gained: Tensor
    lost: Tensor
    background: Tensor
    colour: Tensor


class _Pupils:
    """Training codes with and without an attribute, on which its direction is learned."""

    def __init__(self, room: Classroom, target: Target, painted: tuple[Tensor, Tensor]) -> None:
        lesson = room.lesson
        has = target.has(lesson.labels) > 0.5
        sides = [_some(side, room.generator) for side in (~has, has)]
        index = torch.cat(sides)
        self.room, self.target, self.painted = room, target, painted
        self.lacking = len(sides[0])
        self.inputs = room.inputs(lesson.codes[index], index)
        self.weights = torch.cat([torch.full((len(side), 1), 0.5 / len(side)) for side in sides])
        self.others = torch.arange(lesson.labels.shape[1]) != target.column
        self.before = torch.sigmoid(room.student(self.inputs))

    def learn(self, plain: Tensor, quiet: float, steps: int) -> Tensor:
        """The direction [D], scaled as the plain one is; that one itself if it is no number."""
        if not bool(plain.isfinite().all()):
            return plain
        start = self.room.to_white @ plain
        alpha = self._where_most_turn(start)
        step = (alpha * start).requires_grad_(True)
        reference, length = self._outcome(step.detach()), float(step.detach().square().sum())
        rate = _RATE * float(step.detach().square().mean().sqrt())
        optimiser = torch.optim.Adam([step], rate)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(1, steps))
        turning = torch.tensor(_FIRST)
        for _ in range(steps):
            outcome = self._outcome(step)
            turned = (outcome.gained.detach() > 0).float().mean()
            turning = (turning * torch.exp(_FOLLOW * (_GOAL - turned))).clamp(_LEAST, _MOST)
            loss = quiet * _relative_drift(outcome, reference)
            loss = loss + turning * (_not_turned(outcome) + _FAR_WEIGHT * self._not_far(step))
            ground = outcome.background * _BACKGROUND + outcome.colour * _COLOUR
            loss = loss + ground / reference.background.clamp(min=1e-6)
            loss = loss + _SHORT * step.square().sum() / max(length, 1e-6)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        return self.room.from_white @ step.detach() * (_RESERVE / alpha)

    def _logits(self, step: Tensor, inputs: Tensor) -> Tensor:
        """What the student says of codes moved by a whitened step [D]."""
        moved = functional.pad(step, (0, inputs.shape[1] - len(step)))
        logits: Tensor = self.room.student(inputs + moved)
        return logits

    def _own(self, logits: Tensor) -> Tensor:
        own = logits[:, self.target.column]
        return -own if self.target.reversed else own

    def _outcome(self, step: Tensor) -> _Outcome:
        forth, back = self._logits(step, self.inputs), self._logits(-step, self.inputs)
        return _Outcome(
            forth=self._shift(forth),
            back=self._shift(back),
            gained=self._own(forth)[: self.lacking],
            lost=-self._own(back)[self.lacking :],
            background=(step @ self.painted[0]).abs().sum() / max(1, self.painted[0].shape[1]),
            colour=(step @ self.painted[1]).abs().mean(),
        )

    def _shift(self, logits: Tensor) -> Tensor:
        """Mean change of each other attribute's probability: [A - 1]."""
        change = (torch.sigmoid(logits) - self.before) * self.weights
        return change.sum(dim=0)[self.others]

    def _not_far(self, step: Tensor) -> Tensor:
        """How much is missing at the slider's end to those that should turn."""
        far = self._own(self._logits(_FAR * step, self.inputs[: self.lacking]))
        return functional.relu(_MARGIN - far).mean()

    @torch.no_grad()
    def _where_most_turn(self, start: Tensor) -> float:
        for alpha in _TRIED.tolist():
            own = self._own(self._logits(alpha * start, self.inputs[: self.lacking]))
            if float((own > 0).float().mean()) >= _STARTS_AT:
                return float(alpha)
        return float(_TRIED[-1])


def _some(side: Tensor, generator: torch.Generator) -> Tensor:
    """Indices of some of a side's codes; of any, where it has none."""
    index = side.nonzero().squeeze(1) if bool(side.any()) else torch.arange(len(side))
    return index[torch.randperm(len(index), generator=generator)[:_PER_SIDE]]


def _relative_drift(outcome: _Outcome, reference: _Outcome) -> Tensor:
    """Drift as a share of where learning started; rounded off at zero, to settle there."""

    def size(shift: Tensor) -> Tensor:
        return (shift.square() + 1e-4).sqrt().mean()

    return (size(outcome.forth) + _BACK * size(outcome.back)) / size(reference.forth)


def _not_turned(outcome: _Outcome) -> Tensor:
    """A smooth share of verdicts that do not turn; those lost are easier, and count half."""
    gained = torch.sigmoid(-outcome.gained / _SOFT).mean()
    return gained + 0.5 * torch.sigmoid(-outcome.lost / _SOFT).mean()
