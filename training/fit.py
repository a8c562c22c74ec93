"""Fitting a model to a recipe, with Lightning: progress, checkpoints, resume, averaging."""

from __future__ import annotations

import csv
import math
import sys
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import lightning
import torch
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch.callbacks import Callback, ModelCheckpoint, RichProgressBar, WeightAveraging
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from latente.families import Autoencoder, create
from latente.storage import load
from training.batches import EpochBatches
from training.data import Dataset
from training.errors import RunError
from training.latents import conditions_for
from training.objectives import Objective
from training.recipe import Recipe

WEIGHTS = "model.safetensors"
RECIPE_COPY = "recipe.json"
# What of a recipe decides the weights; titles and the prior come later.
_TRAINED_PARTS = (
    "family",
    "seed",
    "epochs",
    "start_from",
    "fresh",
    "data",
    "network",
    "objective",
    "optimiser",
)
_TERMS = (
    "loss",
    "reconstruction",
    "mse",
    "kl",
    "inconsistency",
    "disobedience",
    "features",
    "edges",
)
# Keeps the random streams of neighbouring seeds apart for more steps than anyone trains.
_SEED_STRIDE = 1_000_003
_RANK_STRIDE = 104_729_003


@dataclass(frozen=True)
class FitOptions:
    """How a run is carried out; nothing here changes what the recipe means.

    ``max_steps`` and ``time_limit`` end a run early, to be resumed or to try things out.
    """

    folder: Path
    device: str = "auto"
    threads: int | None = None
    max_steps: int = -1
    time_limit: timedelta | None = None
    precision: str = "32-true"
    devices: int | str = "auto"


class TrainingData(lightning.LightningDataModule):
    """The training split as fresh batches for each epoch."""

    def __init__(self, recipe: Recipe, dataset: Dataset) -> None:
        super().__init__()
        self.recipe = recipe
        self.split = dataset.train

    def train_dataloader(self) -> EpochBatches:
        """The batches of the epoch at hand, or this process's share of them."""
        return EpochBatches(
            self.split,
            self.recipe.data,
            self.recipe.optimiser.batch_size,
            seed=self.recipe.seed * _SEED_STRIDE + self.trainer.current_epoch,
            rank=self.trainer.global_rank,
            world=self.trainer.world_size,
        )


class TrainingModule(lightning.LightningModule):
    """One recipe's model and objective, in the shape that Lightning trains.

    All randomness of a step comes from the seed and the step's number, so a run that was
    killed and resumed makes the same weights as one that was not.
    """

    def __init__(
        self, recipe: Recipe, guide: nn.Module | None = None, columns: Tensor | None = None
    ) -> None:
        super().__init__()
        self.recipe = recipe
        torch.manual_seed(recipe.seed)
        model = create(recipe.family, recipe.network)
        self.model = model.to(memory_format=torch.channels_last)
        # Neither a module's child nor a buffer: those would be averaged and saved.
        self.columns = columns
        self.objective = Objective(recipe.objective, guide, columns)

    @property
    def total_steps(self) -> int:
        """Optimiser steps in the recipe's whole budget."""
        return self.recipe.epochs * int(self.trainer.num_training_batches)

    @property
    def progress(self) -> float:
        """Share of the recipe's budget that is done."""
        return min(1.0, self.global_step / self.total_steps)

    def on_fit_start(self) -> None:
        """Bring what the objective needs to where the images are; it is no part of the model."""
        guide = self.objective.guide
        if guide is not None:
            guide.to(self.device)
        if self.columns is not None:
            self.columns = self.columns.to(self.device)
            self.objective = replace(self.objective, columns=self.columns)

    def training_step(self, batch: tuple[Tensor, Tensor], _: int) -> Tensor:
        """Loss of one batch; logs every term."""
        images, labels = batch
        condition = conditions_for(self.model, labels, self.columns)
        seed = self.recipe.seed * _SEED_STRIDE + self.global_step
        # Processes that share a step have different images, and so different noise.
        seed += self.global_rank * _RANK_STRIDE
        generator = torch.Generator(images.device).manual_seed(seed)
        terms = self.objective(self.model, images, condition, self.progress, generator)
        self.log_dict({name: value.detach() for name, value in terms.items()})
        return terms["loss"]

    def configure_optimizers(self) -> dict[str, object]:
        """AdamW with a linear warm-up and a cosine decay over the recipe's budget."""
        recipe = self.recipe.optimiser
        optimiser = torch.optim.AdamW(
            self.model.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay
        )
        # The number of batches must be known. Lightning's own estimate of the steps would
        # end the decay at ``max_steps``, which only says when to stop this time.
        self.trainer.fit_loop.setup_data()
        total = self.total_steps
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: learning_rate_factor(step / total, recipe.warmup)
        )
        return {
            "optimizer": optimiser,
            "lr_scheduler": {"scheduler": schedule, "interval": "step"},
        }


def learning_rate_factor(progress: float, warmup: float) -> float:
    """Factor on the learning rate at a share of training: linear warm-up, cosine decay."""
    rise = 1.0 if warmup == 0.0 else min(1.0, progress / warmup)
    fall = 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))
    return max(rise * fall, 1e-3)


class AveragedWeights(WeightAveraging):
    """Exponential moving average of the weights, quick at first (decay warm-up)."""

    def __init__(self, decay: float) -> None:
        def average(mean: Tensor, value: Tensor, updates: Tensor) -> Tensor:
            early = (1.0 + updates) / (10.0 + updates)
            return torch.lerp(value, mean, torch.clamp(early, max=decay).to(mean))

        super().__init__(avg_fn=average)

    def on_fit_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        """Leave the averaged weights behind also where a finished run is fitted once more.

        Training then ends before it begins, and the end of training is never announced.
        """
        self.on_train_end(trainer, pl_module)


class EpochCheckpoint(ModelCheckpoint):
    """Keeps the state after each whole epoch.

    A run that ``max_steps`` or a time limit ends within an epoch repeats that epoch when it
    is resumed: Lightning would go on with the epoch's first batches instead of its rest.
    """

    def on_train_epoch_end(
        self, trainer: lightning.Trainer, pl_module: lightning.LightningModule
    ) -> None:
        """Save unless the epoch was cut short."""
        if trainer.global_step == (trainer.current_epoch + 1) * trainer.num_training_batches:
            super().on_train_epoch_end(trainer, pl_module)


class MetricsFile(Callback):
    """Appends every term to ``metrics.csv`` as training goes, across resumes too."""

    def __init__(self, path: Path, every: int = 50) -> None:
        self._path = path
        self._every = every

    def on_train_batch_end(
        self, trainer: lightning.Trainer, pl_module: TrainingModule, *_: object
    ) -> None:
        """Write one row now and then."""
        if trainer.global_step % self._every or not trainer.is_global_zero:
            return
        terms = {name: float(value) for name, value in trainer.callback_metrics.items()}
        fresh = not self._path.exists()
        with self._path.open("a", newline="", encoding="utf-8") as file:
            row = {"step": trainer.global_step, "epoch": pl_module.current_epoch} | terms
            names = ["step", "epoch", *_TERMS]
            writer = csv.DictWriter(file, names, restval="")
            if fresh:
                writer.writeheader()
            writer.writerow(row)


class EpochLines(Callback):
    """One line an epoch, for log files, where a moving bar would be noise."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: TrainingModule) -> None:
        """Print the epoch's last terms and the time since the start."""
        if not trainer.is_global_zero:
            return
        terms = "  ".join(
            f"{name} {float(value):.4f}" for name, value in trainer.callback_metrics.items()
        )
        minutes = (time.monotonic() - self._started) / 60
        epoch = trainer.current_epoch + 1
        print(f"epoch {epoch}/{pl_module.recipe.epochs}  {minutes:.1f} min  {terms}", flush=True)


def fit(
    recipe: Recipe,
    dataset: Dataset,
    options: FitOptions,
    guide: nn.Module | None = None,
    start: dict[str, Tensor] | None = None,
) -> Path:
    """Train a recipe, or go on where an earlier run in the same folder stopped.

    ``guide`` gives the terms that the recipe asks of one; ``start`` holds the weights to
    begin with, random ones if None.

    Writes ``metrics.csv`` as it goes, a checkpoint each epoch and, at the end, the averaged
    weights.

    Returns:
        Path of the weights.

    Raises:
        RunError: the earlier run was one of a recipe that trains otherwise.
    """
    if options.threads:
        torch.set_num_threads(options.threads)
    options.folder.mkdir(parents=True, exist_ok=True)
    last = options.folder / "last.ckpt"
    if last.exists():
        _check_same_recipe(recipe, options.folder)
    (options.folder / RECIPE_COPY).write_text(recipe.model_dump_json(indent=2), encoding="utf-8")
    module = TrainingModule(recipe, guide, condition_columns(recipe, dataset))
    if start is not None:
        _begin_with(module.model, start, recipe)
    try:
        trainer = _trainer(recipe, options)
    except MisconfigurationException as error:
        raise RunError(f"this machine cannot train on {options.device}: {error}") from None
    # The checkpoint is this run's own, not a foreign file, and holds optimiser state.
    resume = str(last) if last.exists() else None
    trainer.fit(module, TrainingData(recipe, dataset), ckpt_path=resume, weights_only=False)
    # Every process has the same weights; two that write one file would spoil it.
    if trainer.is_global_zero:
        save_weights(module.model, options.folder)
    trainer.strategy.barrier("weights are written")
    return options.folder / WEIGHTS


def _begin_with(model: Autoencoder, start: dict[str, Tensor], recipe: Recipe) -> None:
    """Load the weights to begin with, but for the layers that the recipe wants fresh."""
    own = model.state_dict()
    kept = [name for name in own if not name.startswith(recipe.fresh)]
    try:
        model.load_state_dict(own | {name: start[name] for name in kept})
    except (KeyError, RuntimeError):
        raise RunError(
            f"{recipe.start_from!r} cannot be begun with: its network is not the recipe's"
        ) from None


def condition_columns(recipe: Recipe, dataset: Dataset) -> Tensor | None:
    """Places [Y] of the attributes that a recipe's model is told; None: it is told none."""
    return dataset.columns(recipe.data.condition) if recipe.data.condition else None


def _check_same_recipe(recipe: Recipe, folder: Path) -> None:
    """A run goes on only under the recipe that it began with, as far as that is trained."""
    try:
        begun = Recipe.model_validate_json((folder / RECIPE_COPY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RunError(
            f"{folder} holds a checkpoint but no readable {RECIPE_COPY}: remove the folder"
        ) from None
    differing = [name for name in _TRAINED_PARTS if getattr(begun, name) != getattr(recipe, name)]
    if differing:
        raise RunError(
            f"{folder} holds a run of another recipe (it differs in {', '.join(differing)}): "
            "remove the folder, or train into another one"
        )


def _trainer(recipe: Recipe, options: FitOptions) -> lightning.Trainer:
    checkpoint = EpochCheckpoint(
        options.folder, filename="last", save_top_k=1, enable_version_counter=False
    )
    show = RichProgressBar() if sys.stderr.isatty() else EpochLines()
    return lightning.Trainer(
        accelerator=options.device,
        devices=options.devices,
        precision=options.precision,
        max_epochs=recipe.epochs,
        max_steps=options.max_steps,
        max_time=options.time_limit,
        gradient_clip_val=recipe.optimiser.gradient_clip,
        reload_dataloaders_every_n_epochs=1,
        callbacks=[
            AveragedWeights(recipe.optimiser.ema_decay),
            checkpoint,
            MetricsFile(options.folder / "metrics.csv"),
            show,
        ],
        logger=False,
        num_sanity_val_steps=0,
        enable_model_summary=False,
        enable_progress_bar=isinstance(show, RichProgressBar),
    )


def save_weights(model: Autoencoder, folder: Path) -> Path:
    """Write a model's weights into a run's folder."""
    state = {name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()}
    save_file(state, folder / WEIGHTS)
    return folder / WEIGHTS


def start_weights(recipe: Recipe, runs: Path, weights: Path) -> dict[str, Tensor] | None:
    """What a recipe begins with: a finished run's weights, else a published model's.

    Returns:
        The weights by name, or None where the recipe begins with random ones.

    Raises:
        BundleNotFoundError: there is neither.
    """
    if not recipe.start_from:
        return None
    finished = runs / recipe.start_from / WEIGHTS
    if finished.exists():
        return load_file(finished)
    return load(recipe.start_from, weights).model.state_dict()


def load_fitted(recipe: Recipe, folder: Path) -> Autoencoder:
    """The model of a finished run, ready to use.

    Raises:
        RunError: there is no finished run, or one of another network.
    """
    model = create(recipe.family, recipe.network)
    path = folder / WEIGHTS
    try:
        model.load_state_dict(load_file(path))
    except (FileNotFoundError, SafetensorError):
        raise RunError(
            f"{folder} holds no finished run: train it with 'latente-train fit {recipe.id}'"
        ) from None
    except RuntimeError:
        raise RunError(f"{path} holds the weights of another network than the recipe's") from None
    return model.to(memory_format=torch.channels_last).eval().requires_grad_(False)
