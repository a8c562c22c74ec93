"""Directions learned through the decoder: strong on one attribute, quiet on all others.

Means and boundaries of codes know nothing of what the decoder makes of a step. Here the
directions are moved by gradient descent so that decoded training faces turn in the one
attribute, as a guide sees them, and change as little as can be in everything else that the
guide knows. The guide is not the judge that later measures the result.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from latente.bundle import Bundle
from training.effects import Target

_STEPS = 320
_BATCH = 64
# Of the directions' own root mean square, what a step of the optimiser moves at first.
_RATE = 0.06
# Weight of the mean change in the other attributes' probabilities.
_QUIET = 10.0
# Weight of the squared length in units of the codes' own spread: keeps faces typical.
_SHORT = 0.02
# Codes over which a learned direction's unit of alpha is set.
_FOR_SCALE = 128


@dataclass(frozen=True)
class Lesson:
    """What directions are learned from: training codes [N, D] and their true labels [N, A].

    ``condition`` [N, Y] is that of a conditional model, or None; ``guide`` gives logits
    [n, A] in the order of the labels.
    """

    bundle: Bundle
    guide: nn.Module
    codes: Tensor
    labels: Tensor
    condition: Tensor | None

    def logits(self, codes: Tensor, index: Tensor) -> Tensor:
        """What the guide sees in the pictures of codes, under conditions of these indices."""
        condition = None if self.condition is None else self.condition[index]
        seen: Tensor = self.guide(self.bundle.model.decode(codes, condition))
        return seen


def learn_directions(lesson: Lesson, targets: list[Target], plain: Tensor, seed: int = 0) -> Tensor:
    """Learn one direction for each target: [K, D].

    Args:
        lesson: codes, labels, decoder and guide.
        targets: the attributes, all known to the guide.
        plain: differences of means [K, D] with the targets' signs, where learning starts.
        seed: of the order in which codes are seen.

    Returns:
        Directions scaled so that alpha = 1 changes the guide's logit of the attribute as
        much, on average, as one step from the mean without to the mean with.
    """
    generator = torch.Generator().manual_seed(seed)
    spread = lesson.codes.std(dim=0)
    # At two steps of the means most faces turn, so learning starts with what works.
    directions = (2.0 * plain).clone().requires_grad_(True)
    rate = _RATE * float(directions.detach().square().mean().sqrt())
    optimiser = torch.optim.Adam([directions], rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, _STEPS)
    for _ in range(_STEPS):
        index = torch.randint(len(lesson.codes), (_BATCH,), generator=generator)
        which = torch.randint(len(targets), (_BATCH,), generator=generator)
        alpha = 0.4 + 0.8 * torch.rand(_BATCH, generator=generator)
        loss = _loss(lesson, targets, directions, index, which, alpha)
        loss = loss + _SHORT * (directions / spread).square().sum(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return _in_steps_of_means(lesson, targets, directions.detach(), plain)


def _loss(
    lesson: Lesson,
    targets: list[Target],
    directions: Tensor,
    index: Tensor,
    which: Tensor,
    alpha: Tensor,
) -> Tensor:
    """Each code takes a step that should turn one of its attributes, and nothing else.

    Args:
        lesson: codes, labels, decoder and guide.
        targets: the attributes, one for each direction.
        directions: [K, D].
        index: which codes [n].
        which: which attribute of each [n].
        alpha: how far each goes, above 0 [n].
    """
    codes, labels = lesson.codes[index], lesson.labels[index]
    columns = torch.tensor([target.column for target in targets])[which][:, None]
    turned = torch.tensor([target.reversed for target in targets])[which]
    wanted = 1.0 - labels.gather(1, columns).squeeze(1).float()
    # Towards having the guide's attribute or away from it; a reversed slider the other way.
    sign = (2.0 * wanted - 1.0) * torch.where(turned, -1.0, 1.0)
    with torch.no_grad():
        before = torch.sigmoid(lesson.logits(codes, index))
    logits = lesson.logits(codes + (sign * alpha)[:, None] * directions[which], index)
    own = logits.gather(1, columns).squeeze(1)
    obeys = functional.binary_cross_entropy_with_logits(own, wanted, reduction="none")
    change = (torch.sigmoid(logits) - before).abs().scatter(1, columns, 0.0)
    return (alpha * obeys + _QUIET * change.mean(dim=1)).mean()


@torch.no_grad()
def _in_steps_of_means(
    lesson: Lesson, targets: list[Target], directions: Tensor, plain: Tensor
) -> Tensor:
    """Directions [K, D] scaled to the plain ones' mean effect on the guide's own logit."""
    index = torch.arange(min(_FOR_SCALE, len(lesson.codes)))
    codes = lesson.codes[index]
    before = lesson.logits(codes, index)
    scaled = []
    for target, direction, reference in zip(targets, directions, plain, strict=True):
        sign = -1.0 if target.reversed else 1.0

        def effect(step: Tensor, column: int = target.column, sign: float = sign) -> float:
            after = lesson.logits(codes + step, index)
            return sign * float((after - before)[:, column].mean())

        step, wanted = effect(direction), effect(reference)
        usable = step > 0 and wanted > 0
        scaled.append(direction * (wanted / step) if usable else reference)
    return torch.stack(scaled)
