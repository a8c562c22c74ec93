"""Which decoder serves a 28x28 picture best: how to double the side, how to end.

Trains the variants of one autoencoder side by side, each in turn for a short slice of time
on the same images, so that all get the same share of a noisy machine; then measures the
test error, and the time of a decode, of each against the first.

    python -m benchmarks.decoder_head --data data --minutes 3
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import torch
import typer
from rich.console import Console
from rich.table import Table

from latente import NetworkSpec, create
from latente.families import Autoencoder
from training.data import Dataset
from training.datasets import load_fashion_mnist
from training.objectives import bernoulli_reconstruction

VARIANTS = {
    "transposed, image from the last level": {"fine_width": 0, "upsampling": "transposed"},
    "resize, image from the last level": {"fine_width": 0, "upsampling": "resize"},
    "transposed, 16 channels at full size": {"fine_width": 16, "upsampling": "transposed"},
    "resize, 16 channels at full size": {"fine_width": 16, "upsampling": "resize"},
    "transposed, two residual blocks": {"blocks": 2},
}
_SLICE_SECONDS = 5.0
_BATCH = 128


@dataclass
class Contestant:
    """One variant in training."""

    model: Autoencoder
    optimiser: torch.optim.Optimizer
    images_seen: int = 0
    decode_seconds: dict[int, list[float]] = field(default_factory=dict)


def contestant(changes: dict[str, object]) -> Contestant:
    """A fresh variant; all start from the same seed."""
    torch.manual_seed(0)
    model = create("ae", NetworkSpec.model_validate(changes))
    model = model.to(memory_format=torch.channels_last)
    return Contestant(model, torch.optim.AdamW(model.parameters(), 2e-3))


def train_slice(entry: Contestant, dataset: Dataset, seconds: float) -> None:
    """Train for a slice of wall time."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        images = dataset.train.images(torch.randint(0, len(dataset.train), (_BATCH,)))
        logits = entry.model.decode_logits(entry.model.encode(images).mean)
        loss = bernoulli_reconstruction(logits, images).mean()
        entry.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(entry.model.parameters(), 50.0)
        entry.optimiser.step()
        entry.images_seen += _BATCH


@torch.inference_mode()
def time_decodes(entries: list[Contestant], batch: int, rounds: int = 40) -> None:
    """Time decodes of all variants in turn, round by round."""
    latents = torch.randn(batch, entries[0].model.spec.latent_dim)
    for _ in range(rounds):
        for entry in entries:
            start = time.perf_counter()
            entry.model.decode(latents)
            entry.decode_seconds.setdefault(batch, []).append(time.perf_counter() - start)


@torch.inference_mode()
def test_error(model: Autoencoder, dataset: Dataset) -> float:
    """Mean squared error of reconstructions of the test images."""
    errors = [
        (model.decode(model.encode(images).mean) - images).square().mean(dim=(1, 2, 3))
        for images, _ in dataset.test.batches(500)
    ]
    return float(torch.cat(errors).mean())


def main(
    data: Annotated[Path, typer.Option(help="Folder that holds FashionMNIST.")] = Path("data"),
    minutes: Annotated[float, typer.Option(help="Training time of each variant.")] = 3.0,
) -> None:
    """Run the comparison and print its table."""
    torch.set_num_threads(1)
    dataset = load_fashion_mnist(data, NetworkSpec())
    entries = {name: contestant(changes) for name, changes in VARIANTS.items()}
    for _ in range(max(1, round(minutes * 60 / _SLICE_SECONDS))):
        for entry in entries.values():
            train_slice(entry, dataset, _SLICE_SECONDS)
    for batch in (1, 8):
        time_decodes(list(entries.values()), batch)
    first = next(iter(entries.values()))
    table = Table("variant", "images seen", "test error", "decode x1", "decode x8")
    for name, entry in entries.items():
        ratios = [
            statistics.median(entry.decode_seconds[batch])
            / statistics.median(first.decode_seconds[batch])
            for batch in (1, 8)
        ]
        table.add_row(
            name,
            f"{entry.images_seen / first.images_seen:.2f}",
            f"{test_error(entry.model, dataset):.5f}",
            *(f"{ratio:.2f}" for ratio in ratios),
        )
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
