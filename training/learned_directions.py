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

# In each step so many attributes are tried on so many codes each.
_ATTRIBUTES_AT_ONCE, _CODES_EACH = 4, 16
# Of the directions' own root mean square, what a step of the optimiser moves at first.
_RATE = 0.06
# Weights of the changes in the other attributes: of their means over codes, and of each.
_SHIFT, _CHANGE = 40.0, 10.0
# Weight of the mean absolute change of pixels: the rest of the picture shall stay.
_PICTURE = 10.0
# Weight of the squared length in units of the codes' own spread: keeps faces typical.
_SHORT = 0.03
# Codes over which a learned direction's unit of alpha is set.
_FOR_SCALE = 128


@dataclass(frozen=True)
class Lesson:
    """What directions are learned from: training codes [N, D] and their true labels [N, A].

    ``condition`` [N, Y] is that of a conditional model, or None; ``guide`` gives logits
    [n, A] in the order of the labels. ``steps`` of the optimiser are shared by all targets;
    with 0 nothing is learned.
    """

    bundle: Bundle
    guide: nn.Module
    codes: Tensor
    labels: Tensor
    condition: Tensor | None
    steps: int

    def decode(self, codes: Tensor, index: Tensor) -> Tensor:
        """Pictures of codes [n, D] under the conditions of these indices [n]."""
        condition = None if self.condition is None else self.condition[index]
        return self.bundle.model.decode(codes, condition)

    def logits(self, codes: Tensor, index: Tensor) -> Tensor:
        """What the guide sees in the pictures of codes, under conditions of these indices."""
        seen: Tensor = self.guide(self.decode(codes, index))
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
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(1, lesson.steps))
    at_once = min(_ATTRIBUTES_AT_ONCE, len(targets))
    pools = [_pools(lesson.labels[:, target.column]) for target in targets]
    for _ in range(lesson.steps):
        which = torch.randperm(len(targets), generator=generator)[:at_once]
        index = torch.stack([_both_kinds(pools[k], generator) for k in which.tolist()])
        alpha = 0.7 + 0.6 * torch.rand(at_once, _CODES_EACH, generator=generator)
        loss = _loss(lesson, targets, directions, which, index, alpha)
        loss = loss + _SHORT * (directions / spread).square().sum(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return _in_steps_of_means(lesson, targets, directions.detach(), plain)


def _pools(labels: Tensor) -> tuple[Tensor, Tensor]:
    """Indices of the codes with an attribute, and of those without; all, where there are none."""
    everything = torch.arange(len(labels))
    sides = labels.bool(), ~labels.bool()
    has, lacks = (everything[side] if bool(side.any()) else everything for side in sides)
    return has, lacks


def _both_kinds(pools: tuple[Tensor, Tensor], generator: torch.Generator) -> Tensor:
    """Indices of codes [_CODES_EACH], half with the attribute and half without."""
    half = _CODES_EACH // 2
    return torch.cat(
        [pool[torch.randint(len(pool), (half,), generator=generator)] for pool in pools]
    )


def _loss(
    lesson: Lesson,
    targets: list[Target],
    directions: Tensor,
    which: Tensor,
    index: Tensor,
    alpha: Tensor,
) -> Tensor:
    """Each code takes a step that should turn one of its attributes, and nothing else.

    Args:
        lesson: codes, labels, decoder and guide.
        targets: the attributes, one for each direction.
        directions: [K, D].
        which: the attributes tried [k].
        index: the codes on which each is tried [k, n].
        alpha: how far each goes, above 0 [k, n].
    """
    flat = index.flatten()
    codes = lesson.codes[flat]
    columns = torch.tensor([targets[k].column for k in which.tolist()])
    turned = torch.tensor([targets[k].reversed for k in which.tolist()])
    columns = columns.repeat_interleave(index.shape[1])[:, None]
    wanted = 1.0 - lesson.labels[flat].gather(1, columns).squeeze(1).float()
    # Towards having the guide's attribute or away from it; a reversed slider the other way.
    towards = 2.0 * wanted - 1.0
    sign = towards * torch.where(turned, -1.0, 1.0).repeat_interleave(index.shape[1])
    step = (sign * alpha.flatten())[:, None] * directions[which].repeat_interleave(
        index.shape[1], dim=0
    )
    with torch.no_grad():
        still = lesson.decode(codes, flat)
        before = torch.sigmoid(lesson.guide(still))
    moved = lesson.decode(codes + step, flat)
    logits = lesson.guide(moved)
    obeys = functional.binary_cross_entropy_with_logits(
        logits.gather(1, columns).squeeze(1), wanted
    )
    change = (torch.sigmoid(logits) - before).scatter(1, columns, 0.0)
    # Along the direction, whichever way this code went.
    shift = (sign[:, None] * change).unflatten(0, index.shape).mean(dim=1)
    quiet = _SHIFT * shift.abs().mean() + _CHANGE * change.abs().mean()
    return obeys + quiet + _PICTURE * (moved - still).abs().mean()


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
