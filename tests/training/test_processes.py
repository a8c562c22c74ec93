"""Training on several devices at once: here two processes of one CPU."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen

import pytest
import torch
from safetensors.torch import load_file

import training
from tests.toys import write_image_folder
from training.datasets import load_dataset
from training.fit import FitOptions, fit
from training.recipe import load_recipe

RECIPE = """
id = "shared"
family = "ae"
epochs = 2
[title]
en = "Shared"
es = "Repartido"
[description]
en = "Drawn."
es = "Dibujado."
[data]
dataset = "image-folder"
[network]
size = 8
width = 4
levels = 1
hidden = 12
latent_dim = 3
[optimiser]
learning_rate = 1e-2
batch_size = SIZE
"""


def write_recipe(folder: Path, batch_size: int) -> Path:
    path = folder / f"{batch_size}.toml"
    path.write_text(RECIPE.replace("SIZE", str(batch_size)), encoding="utf-8")
    return path


def train_with_two(recipe: Path, data: Path, runs: Path) -> list[str]:
    """Lines that ``latente-train fit`` printed; it starts its second process by itself."""
    arguments = ["fit", recipe, "--data", data, "--runs", runs, "--device", "cpu"]
    with Popen(
        [sys.executable, "-m", "training.cli", *map(str, arguments), "--devices", "2"],
        cwd=Path(training.__file__).resolve().parent.parent,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=PIPE,
        stderr=STDOUT,
        text=True,
    ) as process:
        try:
            told = process.communicate(timeout=200)[0]
        finally:
            # The second process ends by itself when it loses the first.
            process.kill()
    assert process.returncode == 0, told
    return told.splitlines()


@pytest.mark.timeout(240)
def test_two_processes_make_the_weights_of_one_with_batches_twice_as_large(tmp_path: Path) -> None:
    # 59 to train on: of these, one process would take six batches and the other five.
    data = write_image_folder(tmp_path / "shapes", 65)
    lines = train_with_two(write_recipe(tmp_path, 5), data, tmp_path / "runs")
    for epoch in (1, 2):
        assert sum(f"epoch {epoch}/2" in line for line in lines) == 1, "one of them tells"
    found = load_file(tmp_path / "runs" / "shared" / "model.safetensors")
    recipe = load_recipe(write_recipe(tmp_path, 10))
    images = load_dataset(recipe.data, recipe.network, data)
    wanted = load_file(fit(recipe, images, FitOptions(tmp_path / "one", "cpu", devices=1)))
    start = load_file(
        fit(recipe, images, FitOptions(tmp_path / "no", "cpu", devices=1, max_steps=1))
    )
    for name, value in wanted.items():
        torch.testing.assert_close(found[name], value, rtol=1e-3, atol=1e-4, msg=name)
    assert not all(torch.allclose(start[name], wanted[name], rtol=1e-2) for name in wanted)
