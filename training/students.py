"""A student: a small network that knows from a code what guides see in its picture.

Directions that are learned by asking one classifier directly end up fooling it. The student
is taught by several, each of which sees every picture moved, lit and blurred in its own way,
and on codes far from those of photographs too, so that it knows what long steps lead to. It
is smooth, and so fast that a direction is tried on a thousand codes in a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from latente.bundle import Bundle
from training.effects import face_ellipse
from training.judge import soften

_WIDTH = 256
_BATCH = 256
_PASSES = 40
_PICTURES_AT_ONCE = 125
_RIDGE = 1e-3
# A guide sees each picture moved by up to so many pixels, and its channels scaled by so much.
_MOVED, _LIT = 2, 0.1


def look(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Pictures [N, C, H, W] as one guide sees them: all moved alike, each lit for itself."""
    height, width = pictures.shape[-2:]
    left, top = torch.randint(2 * _MOVED + 1, (2,), generator=generator).tolist()
    padded = functional.pad(pictures, (_MOVED,) * 4, mode="replicate")
    moved = padded[..., top : top + height, left : left + width]
    drawn = torch.rand(*pictures.shape[:2], 1, 1, generator=generator)
    return soften(moved, generator) * (1.0 + _LIT * (2.0 * drawn - 1.0))


@dataclass(frozen=True)
class Lesson:
    """What directions are learned from: training codes [N, D] and their true labels [N, A].

    ``condition`` [N, Y] is that of a conditional model, or None; ``guides`` each give logits
    [n, A] in the order of the labels. ``steps`` of the optimiser are taken for each
    direction; with 0 nothing is learned. ``pictures`` are shown to the guides, each as
    ``look`` changes it.
    """

    bundle: Bundle
    guides: Sequence[nn.Module]
    codes: Tensor
    labels: Tensor
    condition: Tensor | None
    steps: int
    pictures: int = 20_000
    look: Callable[[Tensor, torch.Generator], Tensor] = look

    def condition_of(self, index: Tensor) -> Tensor | None:
        """Conditions of these codes, if the model has any."""
        return None if self.condition is None else self.condition[index]


class Student(nn.Module):
    """Logits [N, A] of what guides see in the pictures of codes [N, D] under conditions."""

    def __init__(self, inputs: int, attributes: int) -> None:
        super().__init__()
        self.straight = nn.Linear(inputs, attributes)
        self.bent = nn.Sequential(
            nn.Linear(inputs, _WIDTH),
            nn.SiLU(),
            nn.Linear(_WIDTH, _WIDTH),
            nn.SiLU(),
            nn.Linear(_WIDTH, attributes),
        )

    def forward(self, inputs: Tensor) -> Tensor:
        """Whitened codes with their conditions [N, D + Y] to logits."""
        logits: Tensor = self.straight(inputs) + self.bent(inputs)
        return logits


class Classroom:
    """Codes that were shown to the guides, what they saw, and the student taught by it.

    Within, codes are whitened: ``to_white`` and ``from_white`` are the matrices.
    """

    def __init__(self, lesson: Lesson, seed: int) -> None:
        self.lesson = lesson
        self.generator = torch.Generator().manual_seed(seed)
        self.seed = seed
        self.mean = lesson.codes.mean(dim=0)
        values, vectors = torch.linalg.eigh(torch.cov(lesson.codes.T))
        deviations = values.clamp(min=1e-6).sqrt()
        self.from_white = vectors * deviations
        self.to_white = (vectors / deviations).T
        self._inputs: list[Tensor] = []
        self._seen: list[Tensor] = []
        self._gram = torch.zeros(())
        self._painted = torch.zeros(())
        self.student: nn.Module = nn.Identity()

    def inputs(self, codes: Tensor, index: Tensor) -> Tensor:
        """What the student is given of codes, under the conditions of these training codes."""
        white = (codes - self.mean) @ self.to_white.T
        condition = self.lesson.condition_of(index)
        return white if condition is None else torch.cat([white, condition], dim=1)

    @torch.no_grad()
    def show(self, codes: Tensor, index: Tensor) -> None:
        """Show the guides the pictures of codes [n, D], and keep what they see."""
        for part, of in zip(
            codes.split(_PICTURES_AT_ONCE), index.split(_PICTURES_AT_ONCE), strict=True
        ):
            pictures = self.lesson.bundle.model.decode(part, self.lesson.condition_of(of))
            seen = [
                torch.sigmoid(guide(self.lesson.look(pictures, self.generator)))
                for guide in self.lesson.guides
            ]
            self._inputs.append(self.inputs(part, of))
            self._seen.append(torch.stack(seen).mean(dim=0))
            known = functional.pad(self._inputs[-1], (0, 1), value=1.0)
            self._gram = self._gram + known.T @ known
            self._painted = self._painted + known.T @ pictures.flatten(1)
            self._shape = pictures.shape[1:]

    def teach(self) -> None:
        """Teach a new student all that the guides have seen so far."""
        inputs, seen = torch.cat(self._inputs), torch.cat(self._seen)
        steps = max(1, _PASSES * len(inputs) // _BATCH)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            student = Student(inputs.shape[1], seen.shape[1])
        optimiser = torch.optim.AdamW(student.parameters(), 3e-3, weight_decay=0.03)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps + 1)
        for _ in range(steps):
            batch = torch.randint(len(inputs), (_BATCH,), generator=self.generator)
            logits = student(inputs[batch])
            loss = functional.binary_cross_entropy_with_logits(logits, seen[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        self.student = student.eval().requires_grad_(False)

    def background(self) -> tuple[Tensor, Tensor]:
        """What a whitened code adds to the pixels outside of the face, and to each channel.

        Least squares over all pictures shown: [D, P] and [D, C].
        """
        ridge = _RIDGE * torch.trace(self._gram) / len(self._gram) * torch.eye(len(self._gram))
        weights = torch.linalg.solve(self._gram + ridge, self._painted)
        pixels = weights[: len(self.mean)].unflatten(1, self._shape)
        outside = ~face_ellipse(self._shape[-1])
        return pixels[..., outside].flatten(1), pixels.mean(dim=(2, 3))
