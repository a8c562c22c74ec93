"""The judge: a classifier, trained in this project, that scores generated images.

It is trained with random blur and down-sampling, since a classifier that has only seen
sharp photographs does not respond to the soft pictures of an autoencoder.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional
from torchvision.transforms.v2.functional import gaussian_blur

from training.batches import EpochBatches
from training.data import Dataset, Split
from training.recipe import DataRecipe

FEATURES = 64
_BATCH = 256
_SEED_STRIDE = 1_000_003


class Judge(nn.Module):
    """A small convolutional classifier; its last hidden layer gives the features."""

    def __init__(self, channels: int, classes: int, width: int) -> None:
        super().__init__()
        widths = [channels, width, 2 * width, 4 * width, 4 * width]
        layers: list[nn.Module] = []
        for level, (before, after) in enumerate(itertools.pairwise(widths)):
            layers += [
                nn.Conv2d(before, after, 3, padding=1, bias=False),
                nn.BatchNorm2d(after),
                nn.ReLU(),
            ]
            if level < 2:
                layers.append(nn.MaxPool2d(2))
        self.body = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(3), nn.Flatten())
        self.dense = nn.Linear(widths[-1] * 9, FEATURES)
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(FEATURES, classes)

    def features(self, images: Tensor) -> Tensor:
        """Images [N, C, H, W] in [0, 1] to features [N, 64], none negative."""
        return functional.relu(self.dense(self.body(images - 0.5)))

    def forward(self, images: Tensor) -> Tensor:
        """Images [N, C, H, W] to logits of the classes [N, Y]."""
        logits: Tensor = self.head(self.drop(self.features(images)))
        return logits


@dataclass(frozen=True)
class JudgeRecipe:
    """How a judge is trained; another seed and width make an independent second one."""

    seed: int = 1234
    width: int = 24
    epochs: int = 10
    learning_rate: float = 3e-3


# Teaches a conditional model what its classes look like; never the one that scores it.
GUIDE = JudgeRecipe(seed=99, width=16, epochs=5)


def soften(images: Tensor, generator: torch.Generator) -> Tensor:
    """One of: the images as they are, blurred, or scaled down and up again.

    The strength is drawn anew for each batch [N, C, H, W].
    """
    choice, strength = torch.rand(2, generator=generator).tolist()
    if choice < 0.5:
        return images
    if choice < 0.85:
        return gaussian_blur(images, [5, 5], [0.3 + 1.2 * strength])
    scale = 0.4 + 0.5 * strength
    small = functional.interpolate(
        images, scale_factor=scale, mode="bilinear", antialias=True, align_corners=False
    )
    return functional.interpolate(small, size=images.shape[-2:], mode="bilinear")


def train_judge(dataset: Dataset, recipe: JudgeRecipe = JudgeRecipe()) -> Judge:
    """Train a judge on the training split; the same data and recipe give the same judge."""
    torch.manual_seed(recipe.seed)
    generator = torch.Generator().manual_seed(recipe.seed)
    judge = Judge(dataset.train.pixels.shape[-1], len(dataset.classes), recipe.width)
    judge = judge.to(memory_format=torch.channels_last).train()
    variation = DataRecipe(dataset="image-folder", shift=1, flip=True)
    epochs = [
        EpochBatches(dataset.train, variation, _BATCH, recipe.seed * _SEED_STRIDE + epoch)
        for epoch in range(recipe.epochs)
    ]
    total = sum(len(batches) for batches in epochs)
    optimiser = torch.optim.AdamW(judge.parameters(), recipe.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.learning_rate, total_steps=max(total, 2)
    )
    for batches in epochs:
        for images, labels in batches:
            logits = judge(soften(images, generator))
            loss = functional.cross_entropy(logits, labels, label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return judge.eval().requires_grad_(False)


def judge_for(dataset: Dataset, folder: Path, recipe: JudgeRecipe = JudgeRecipe()) -> Judge:
    """The judge kept in ``folder``, or a new one, which is then kept there."""
    path = folder / judge_file(dataset, recipe)
    if path.exists():
        judge = Judge(dataset.train.pixels.shape[-1], len(dataset.classes), recipe.width)
        judge.load_state_dict(load_file(path))
        # As it was trained: another layout rounds otherwise.
        return judge.to(memory_format=torch.channels_last).eval().requires_grad_(False)
    judge = train_judge(dataset, recipe)
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in judge.state_dict().items()}, path)
    return judge


def judge_file(dataset: Dataset, recipe: JudgeRecipe) -> str:
    """Name of a judge's file: all that decides what it is."""
    return (
        f"{dataset.name}-{len(dataset.train)}-width{recipe.width}"
        f"-epochs{recipe.epochs}-seed{recipe.seed}.safetensors"
    )


@torch.inference_mode()
def accuracy(judge: Judge, split: Split, batch: int = 500) -> float:
    """Share of a split's images that the judge gives their own class."""
    right = sum(
        int((judge(images).argmax(dim=1) == labels).sum())
        for images, labels in split.batches(batch)
    )
    return right / len(split)
