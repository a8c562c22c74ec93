"""Training the attribute judge, and its twin that guides the training of models.

Both are trained with random blur and down-sampling, since a classifier that has only seen
sharp photographs does not respond to the soft pictures of an autoencoder.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from latente.judge import AttributeJudge, Judge, JudgeCard, load_judge, save_judge
from training.batches import EpochBatches
from training.data import Dataset, Split
from training.judge import soften
from training.recipe import DataRecipe

_BATCH = 128
_SEED_STRIDE = 1_000_003


@dataclass(frozen=True)
class AttributeJudgeRecipe:
    """How a judge is trained; another seed and width make an independent second one."""

    seed: int = 1234
    width: int = 32
    epochs: int = 14
    learning_rate: float = 3e-3


# Gives models their feature loss and their attribute consistency; never scores them.
ATTRIBUTE_GUIDE = AttributeJudgeRecipe(seed=99, width=24, epochs=10)
# Directions are learned from several at once: what pleases one by chance does not please all.
ATTRIBUTE_GUIDES = (
    ATTRIBUTE_GUIDE,
    AttributeJudgeRecipe(seed=100, width=32, epochs=10),
    AttributeJudgeRecipe(seed=101, width=16, epochs=10),
    AttributeJudgeRecipe(seed=102, width=24, epochs=10),
)


def train_attribute_judge(
    dataset: Dataset, recipe: AttributeJudgeRecipe = AttributeJudgeRecipe()
) -> Judge:
    """Train a judge on the training split and measure it on the test split.

    The same data and recipe give the same judge.
    """
    torch.manual_seed(recipe.seed)
    generator = torch.Generator().manual_seed(recipe.seed)
    size, channels = dataset.train.pixels.shape[2], dataset.train.pixels.shape[3]
    card = JudgeCard(
        attributes=tuple(dataset.attributes),
        size=size,
        channels=channels,
        width=recipe.width,
        license=dataset.license,
    )
    network = AttributeJudge(card).to(memory_format=torch.channels_last).train()
    _train(network, dataset.train, recipe, generator)
    network.eval().requires_grad_(False)
    accuracy, balanced = accuracies(Judge(card, network), dataset.test)
    names = dataset.attributes
    measured = card.model_copy(
        update={
            "accuracy": dict(zip(names, accuracy, strict=True)),
            "balanced_accuracy": dict(zip(names, balanced, strict=True)),
        }
    )
    return Judge(measured, network)


def _train(
    network: AttributeJudge,
    split: Split,
    recipe: AttributeJudgeRecipe,
    generator: torch.Generator,
) -> None:
    variation = DataRecipe(dataset="attribute-folder", shift=2, flip=True)
    epochs = [
        EpochBatches(split, variation, _BATCH, recipe.seed * _SEED_STRIDE + epoch)
        for epoch in range(recipe.epochs)
    ]
    total = sum(len(batches) for batches in epochs)
    weights = rare_weights(split.labels)
    optimiser = torch.optim.AdamW(network.parameters(), recipe.learning_rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.learning_rate, total_steps=max(total, 2)
    )
    started = time.monotonic()
    for number, batches in enumerate(epochs, start=1):
        loss = torch.zeros(())
        for images, labels in batches:
            images = images.contiguous(memory_format=torch.channels_last)
            logits = network(soften(images, generator))
            loss = functional.binary_cross_entropy_with_logits(
                logits, labels.float(), pos_weight=weights
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        minutes, last = (time.monotonic() - started) / 60, float(loss.detach())
        print(f"judge {number}/{recipe.epochs}  {minutes:.1f} min  {last:.4f}", flush=True)


def rare_weights(labels: Tensor) -> Tensor:
    """Weight of a positive label of each attribute [A]: the root of negatives to positives.

    Half way, on a logarithmic scale, to a judge that takes both for equally likely: without
    it, one never says that anybody is bald. Common attributes are weighted down likewise.
    """
    share = labels.float().mean(dim=0).clamp(0.001, 0.999)
    return ((1.0 - share) / share).sqrt()


def attribute_judge_for(
    dataset: Dataset, folder: Path, recipe: AttributeJudgeRecipe = AttributeJudgeRecipe()
) -> Judge:
    """The judge kept in ``folder``, or a new one, which is then kept there."""
    path = folder / attribute_judge_file(dataset, recipe)
    if not path.exists():
        # Beside its place first, so that what is found there is always whole.
        partial = path.with_name(f".{path.name}.partial")
        save_judge(train_attribute_judge(dataset, recipe), partial)
        partial.replace(path)
    return load_judge(path)


def attribute_judge_file(
    dataset: Dataset, recipe: AttributeJudgeRecipe = AttributeJudgeRecipe()
) -> str:
    """Name of a judge's file: all that decides what it is."""
    # Cards name it in letters that mean the same in every file system.
    words = re.sub(r"[^a-z0-9]+", "-", dataset.name.lower()).strip("-") or "data"
    return (
        f"{words}-{len(dataset.train)}-size{dataset.train.pixels.shape[2]}"
        f"-width{recipe.width}-epochs{recipe.epochs}-seed{recipe.seed}.safetensors"
    )


def accuracies(judge: Judge, split: Split) -> tuple[list[float], list[float]]:
    """Accuracy of each attribute on a split, plain and balanced, rounded to four digits."""
    seen = torch.cat([judge.probabilities(images) > 0.5 for images, _ in split.batches(250)])
    right = (seen == split.labels.bool()).double()
    has = split.labels.double()
    return _rounded(right.mean(dim=0)), _rounded(_balanced(right, has))


def _balanced(right: Tensor, has: Tensor) -> Tensor:
    """Mean of sensitivity and specificity; plain accuracy where a split lacks one kind."""
    lacks = 1.0 - has
    both = 0.5 * (
        (right * has).sum(dim=0) / has.sum(dim=0) + (right * lacks).sum(dim=0) / lacks.sum(dim=0)
    )
    return torch.where(both.isfinite(), both, right.mean(dim=0))


def _rounded(values: Tensor) -> list[float]:
    return [round(value, 4) for value in values.tolist()]
