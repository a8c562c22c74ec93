"""The attribute judge: a classifier that says which attributes it sees in a picture.

It is trained in this project (``training/attribute_judge.py``) and has two uses: it scores
models when they are published, and it tells people live what else a slider changed. It is
no person's judgement: it knows the labels of its data set, with their errors and biases.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict, Field
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from latente.errors import BundleError
from latente.reading import differences, read_table, read_tensors, strict_json

FEATURES = 128
_KEY = "judge"
_BATCH = 250


class JudgeCard(BaseModel):
    """What a judge is; kept in its own file, beside the weights.

    ``accuracy`` is the share of test photographs on which it agrees with the label, and
    ``balanced_accuracy`` the mean of that share over those with and without the attribute.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    attributes: tuple[str, ...] = Field(min_length=1)
    size: int = Field(ge=16, le=512)
    channels: int = Field(ge=1, le=4)
    width: int = Field(ge=1, le=512)
    accuracy: dict[str, float] = {}
    balanced_accuracy: dict[str, float] = {}
    license: str = ""


class AttributeJudge(nn.Module):
    """A small convolutional network with one logit for each attribute."""

    def __init__(self, card: JudgeCard) -> None:
        super().__init__()
        width = card.width
        widths = [width, 2 * width, 4 * width, 4 * width]
        self.stages = nn.ModuleList([_stage(card.channels, width, stride=2)])
        for before, after in itertools.pairwise(widths):
            self.stages.append(nn.Sequential(_stage(before, after, stride=1), nn.MaxPool2d(2)))
        self.dense = nn.Linear(widths[-1] * 16, FEATURES)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(FEATURES, len(card.attributes))

    def feature_maps(self, images: Tensor) -> list[Tensor]:
        """What each stage sees in images [N, C, H, W]: maps [N, c, h, w], finest first."""
        maps = [self.stages[0](images - 0.5)]
        for stage in itertools.islice(self.stages, 1, None):
            maps.append(stage(maps[-1]))
        return maps

    def features(self, images: Tensor) -> Tensor:
        """Images [N, C, H, W] in [0, 1] to features [N, 128], none negative."""
        pooled = functional.adaptive_avg_pool2d(self.feature_maps(images)[-1], 4)
        return functional.relu(self.dense(pooled.flatten(1)))

    def forward(self, images: Tensor) -> Tensor:
        """Images [N, C, H, W] to logits of the attributes [N, A]."""
        logits: Tensor = self.head(self.drop(self.features(images)))
        return logits


def _stage(before: int, after: int, stride: int) -> nn.Sequential:
    kernel = 4 if stride == 2 else 3
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    )


@dataclass(frozen=True)
class Judge:
    """A trained attribute judge with its card; immutable, and safe to share by threads."""

    card: JudgeCard
    network: AttributeJudge

    @torch.inference_mode()
    def probabilities(self, images: Tensor) -> Tensor:
        """Images [N, C, H, W] in [0, 1] to probabilities of the attributes [N, A]."""
        parts = torch.split(images, _BATCH)
        return torch.cat([torch.sigmoid(self.network(self._fit(part))) for part in parts])

    @torch.inference_mode()
    def features(self, images: Tensor) -> Tensor:
        """Images [N, C, H, W] in [0, 1] to features [N, 128]."""
        parts = torch.split(images, _BATCH)
        return torch.cat([self.network.features(self._fit(part)) for part in parts])

    def _fit(self, images: Tensor) -> Tensor:
        """Images at the size that the judge was trained on."""
        size = (self.card.size, self.card.size)
        if images.shape[-2:] == size:
            return images
        return functional.interpolate(images, size=size, mode="bilinear", antialias=True)


def save_judge(judge: Judge, path: Path) -> None:
    """Write a judge to one safetensors file, its card in the header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {name: value.contiguous() for name, value in judge.network.state_dict().items()}
    save_file(state, path, metadata={_KEY: judge.card.model_dump_json()})
    # safetensors makes files that only their owner can read; judges are for everyone.
    path.chmod(0o644)


def load_judge(path: Path) -> Judge:
    """Read a judge; loading never runs code from the file.

    Raises:
        BundleError: the file is missing, damaged, or no judge; names it.
    """
    try:
        table = read_table(path)
        with safe_open(str(path), framework="pt") as file:
            card = JudgeCard.model_validate(strict_json((file.metadata() or {})[_KEY]))
        with torch.device("meta"):
            shape = AttributeJudge(card)
    except FileNotFoundError:
        raise BundleError(path, "the file is missing") from None
    except (BundleError, SafetensorError, OSError, KeyError, ValueError):
        raise BundleError(path, "the file is damaged, or is no judge") from None
    if found := differences(shape, table):
        raise BundleError(path, f"the file is damaged, or is no judge of its card ({found[0]})")
    network = AttributeJudge(card)
    network.load_state_dict(read_tensors(path))
    if not all(bool(torch.isfinite(values).all()) for values in network.state_dict().values()):
        raise BundleError(path, "the file holds values that are not finite")
    network = network.to(memory_format=torch.channels_last).eval().requires_grad_(False)
    return Judge(card, network)
