from __future__ import annotations

import csv
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen

import pytest
import torch
from click.testing import Result
from PIL import Image
from rich.console import Console
from safetensors.torch import load_file
from typer.testing import CliRunner

import latente
from latente.families import create
from latente.pixels import to_picture
from latente.storage import file_checksum
from tests.bundles import write_random_bundle
from tests.toys import ATTRIBUTES, drawn_attributes, drawn_labels, write_image_folder
from training import cli, datasets, publish
from training.cli import app
from training.datasets import load_image_folder
from training.recipe import load_recipe, shipped_recipes

# Makes 59 steps an epoch, so that each writes a row of metrics, one in 50 steps.
IMAGES = 132
RECIPE = """
id = "shapes"
family = "FAMILY"
epochs = 2
[title]
en = "Shapes"
es = "Formas"
[description]
en = "Drawn."
es = "Dibujadas."
[data]
dataset = "image-folder"
flip = true
[network]
size = 8
width = 4
levels = 1
hidden = 12
latent_dim = 3
condition_dim = CONDITION
[optimiser]
batch_size = 2
[objective]
class_consistency = CONSISTENCY
[prior]
components = 2
"""

# Training stops for good in its second epoch, once the first one's checkpoint is there, and
# says so: the test can then kill it at the same place every time.
STALL = """
import sys, time
from pathlib import Path
from training import batches, cli

checkpoint, sign = Path(sys.argv.pop(1)), Path(sys.argv.pop(1))
batches_of = batches.EpochBatches.__iter__

def stall(self):
    for k, batch in enumerate(batches_of(self)):
        if k == 5 and checkpoint.exists():
            sign.touch()
            time.sleep(600)
        yield batch

batches.EpochBatches.__iter__ = stall
cli.app()
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def write_recipe(folder: Path, family: str = "vae", consistency: float = 0.0) -> Path:
    path = folder / "shapes.toml"
    condition = 3 if family == "cvae" else 0
    text = RECIPE.replace("FAMILY", family).replace("CONDITION", str(condition))
    path.write_text(text.replace("CONSISTENCY", str(consistency)), encoding="utf-8")
    return path


def refused(result: Result, *parts: str) -> None:
    """One clear line on standard error, and exit status 2."""
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("latente-train: ")
    for part in parts:
        assert part in lines[0]


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    return write_image_folder(tmp_path / "shapes", IMAGES)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The weights file of a run in one go, of the same images and the same recipe."""
    folder = tmp_path_factory.mktemp("whole")
    data, recipe = write_image_folder(folder / "shapes", IMAGES), write_recipe(folder)
    result = run("fit", recipe, "--data", data, "--runs", folder / "runs", "--device", "cpu")
    assert result.exit_code == 0, result.stderr
    return (folder / "runs" / "shapes" / "model.safetensors").read_bytes()


def test_the_shipped_recipes_are_listed() -> None:
    result = run("recipes")
    assert result.exit_code == 0
    for name in shipped_recipes():
        assert name in result.stdout


def test_a_missing_data_set_says_what_to_do(tmp_path: Path) -> None:
    result = run("fit", "fashion-vae", "--data", tmp_path, "--runs", tmp_path / "runs")
    refused(result, str(tmp_path), "latente-train data fashion-mnist", "LATENTE_DATA")
    assert not (tmp_path / "runs").exists()


def test_an_unknown_recipe_is_named(tmp_path: Path) -> None:
    refused(run("fit", "fashion-gan", "--data", tmp_path), "fashion-gan", "shipped recipes:")


def test_a_wrong_recipe_names_its_field(tmp_path: Path, shapes: Path) -> None:
    recipe = write_recipe(tmp_path)
    recipe.write_text(recipe.read_text(encoding="utf-8").replace("epochs = 2", "epochs = -1"))
    refused(run("fit", recipe, "--data", shapes), "shapes.toml", "epochs")


def test_an_unreadable_image_is_named(tmp_path: Path, shapes: Path) -> None:
    (shapes / "bar" / "bad.png").write_bytes(b"no picture")
    refused(run("fit", write_recipe(tmp_path), "--data", shapes), "bad.png", "mend or remove")


def test_an_unknown_device_is_refused(tmp_path: Path, shapes: Path) -> None:
    result = run("fit", write_recipe(tmp_path), "--data", shapes, "--device", "abacus")
    assert result.exit_code == 2
    assert "abacus" in result.stderr


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_refused(
    tmp_path: Path, shapes: Path, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    recipe, runs = write_recipe(tmp_path), tmp_path / "runs"
    result = run("fit", recipe, "--data", shapes, "--runs", runs, "--device", device)
    refused(result, f"cannot train on {device}")


def test_publishing_before_training_says_what_to_do(tmp_path: Path, shapes: Path) -> None:
    result = run(
        "publish", write_recipe(tmp_path), "--data", shapes, "--runs", tmp_path, "--weights", "w"
    )
    refused(result, "no finished run", "latente-train fit shapes")


def test_evaluating_what_is_not_there_names_it(tmp_path: Path) -> None:
    refused(run("evaluate", "nothing", "--weights", tmp_path), "no such bundle", "known: none")


def test_evaluating_a_foreign_bundle_names_what_it_lacks(tmp_path: Path) -> None:
    write_random_bundle(tmp_path, "foreign")
    refused(run("evaluate", "foreign", "--weights", tmp_path), "'foreign' records no recipe")


def test_data_comes_on_request_only_and_into_the_folder_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[Path, bool]] = []
    monkeypatch.setattr(
        datasets, "FashionMNIST", lambda root, download: calls.append((root, download))
    )
    assert run("data", "fashion-mnist", "--data", tmp_path).exit_code == 0
    assert calls == [(tmp_path, True)]
    refused(run("data", "imagenet"), "no data set 'imagenet'", "known: fashion-mnist")


@pytest.mark.parametrize("family", ["ae", "cvae"])
def test_from_a_folder_of_images_to_a_measured_bundle(
    family: str, tmp_path: Path, shapes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Train, publish and evaluate, as the README tells."""
    monkeypatch.setenv("LATENTE_DATA", str(shapes))
    # Wide enough for every line, whatever terminal the tests run in.
    monkeypatch.setattr(cli, "console", Console(width=200))
    recipe = write_recipe(tmp_path, family, 1.0 if family == "cvae" else 0.0)
    runs, weights = ("--runs", tmp_path / "runs"), ("--weights", tmp_path / "weights")
    assert run("fit", recipe, *runs, "--device", "cpu").exit_code == 0
    published = run("publish", recipe, *runs, *weights)
    assert published.exit_code == 0, published.stderr
    assert "reconstruction_mse" in published.stdout
    bundle = latente.load("shapes", tmp_path / "weights")
    assert bundle.card.family == family
    assert bundle.card.dataset == "shapes"
    sheet = tmp_path / "sheet.png"
    before = file_checksum(tmp_path / "weights" / "shapes" / "card.json")
    measured = run("evaluate", "shapes", *weights, "--sheet", sheet, "--update")
    assert measured.exit_code == 0, measured.stderr
    for name, value in bundle.card.metrics.items():
        assert re.search(rf"{name} +│ +{re.escape(str(value))}"[:60], measured.stdout), name
    # The same figures once more: the card is what it was, down to the byte.
    assert file_checksum(tmp_path / "weights" / "shapes" / "card.json") == before
    with Image.open(sheet) as picture:
        assert picture.width > 100


ATTRIBUTE_DATA = """[data]
dataset = "attribute-folder"
condition = CONDITION
"""


def write_attributes(folder: Path, count: int) -> Path:
    """A folder of drawn pictures with a table, of which the first cannot be read."""
    folder.mkdir()
    labels = drawn_labels(count)
    lines = [",".join(["file", *ATTRIBUTES])]
    for k, image in enumerate(drawn_attributes(labels)):
        to_picture(image).save(folder / f"{k:03}.png")
        lines.append(",".join([f"{k:03}.png", *map(str, labels[k].tolist())]))
    (folder / "attributes.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "000.png").write_bytes(b"no picture at all")
    return folder


@pytest.mark.parametrize("family", ["vae", "cvae"])
def test_from_a_folder_with_attributes_to_a_measured_bundle(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for attributes: a guide, a judge, sliders; what is left out is told."""
    monkeypatch.setenv("LATENTE_DATA", str(write_attributes(tmp_path / "Drawn Things", 120)))
    told = '["Bright", "Bar"]' if family == "cvae" else "[]"
    text = RECIPE.replace("FAMILY", family).replace("size = 8", "size = 16\nchannels = 3")
    text = text.replace('[data]\ndataset = "image-folder"\n', ATTRIBUTE_DATA)
    text = text.replace("CONDITION\n", f"{told}\n", 1)
    text = text.replace("CONDITION", "2" if family == "cvae" else "0")
    text = text.replace("class_consistency = CONSISTENCY", "feature_weight = 1.0")
    text += "\n[directions]\nlearning_steps = 5\nlearning_pictures = 200\n"
    recipe = tmp_path / "shapes.toml"
    recipe.write_text(text.replace("batch_size = 2", "batch_size = 16"), encoding="utf-8")
    runs, weights = ("--runs", tmp_path / "runs"), ("--weights", tmp_path / "weights")
    fitted = run("fit", recipe, *runs, "--device", "cpu")
    assert fitted.exit_code == 0, fitted.stderr
    assert re.search(r"of Drawn Things, 1 are left out: 000\.png: ", fitted.stderr)
    assert list((tmp_path / "runs" / "guides").glob("drawn-things-*.safetensors"))
    published = run("publish", recipe, *runs, *weights)
    assert published.exit_code == 0, published.stderr
    bundle = latente.load("shapes", tmp_path / "weights")
    assert bundle.card.dataset == "Drawn Things"
    assert bundle.judge is not None
    assert bundle.card.gallery
    before = file_checksum(tmp_path / "weights" / "shapes" / "card.json")
    measured = run("evaluate", "shapes", *weights, "--update")
    assert measured.exit_code == 0, measured.stderr
    assert file_checksum(tmp_path / "weights" / "shapes" / "card.json") == before


def test_a_run_begins_with_the_published_weights_that_its_recipe_names(
    tmp_path: Path, shapes: Path
) -> None:
    recipe = write_recipe(tmp_path)
    text = recipe.read_text(encoding="utf-8").replace("epochs = 2", 'epochs = 2\nstart_from = "a"')
    recipe.write_text(text.replace("[optimiser]", "[optimiser]\nlearning_rate = 1e-12"), "utf-8")
    arguments = ("fit", recipe, "--data", shapes, "--runs", tmp_path / "runs", "--device", "cpu")
    weights = tmp_path / "weights"
    refused(run(*arguments, "--weights", weights, "--max-steps", 1), "no such bundle")
    torch.manual_seed(5)
    model = create("vae", load_recipe(recipe).network).eval()
    data = load_image_folder(shapes, load_recipe(recipe).network)
    publish.write(publish.assemble(load_recipe(recipe), model, data), weights / "a")
    result = run(*arguments, "--weights", weights, "--max-steps", 3)
    assert result.exit_code == 0, result.stderr
    found = load_file(tmp_path / "runs" / "shapes" / "model.safetensors")
    for name, value in model.state_dict().items():
        torch.testing.assert_close(found[name], value, rtol=1e-5, atol=1e-7)


def test_a_run_can_be_cut_short_and_resumed(
    tmp_path: Path, shapes: Path, uninterrupted: bytes
) -> None:
    recipe = write_recipe(tmp_path)
    arguments = ("fit", recipe, "--data", shapes, "--runs", tmp_path, "--device", "cpu")
    assert run(*arguments, "--max-steps", 70).exit_code == 0
    part = tmp_path / "shapes" / "model.safetensors"
    assert part.read_bytes() != uninterrupted
    assert run(*arguments).exit_code == 0
    assert part.read_bytes() == uninterrupted


@contextmanager
def stalled_run(tmp_path: Path, arguments: list[str], folder: Path) -> Iterator[Popen[bytes]]:
    """Training in a process of its own, standing still; it is killed in the end."""
    sign = tmp_path / "stalled"
    process = Popen(
        [sys.executable, "-c", STALL, str(folder / "last.ckpt"), str(sign), *arguments],
        cwd=Path(latente.__file__).resolve().parent.parent,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=DEVNULL,
    )
    try:
        deadline = time.monotonic() + 180
        while not sign.exists():
            assert process.poll() is None, "training ended before it could be killed"
            assert time.monotonic() < deadline, "training did not reach its second epoch"
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait(timeout=30)


@pytest.mark.timeout(290)
def test_a_killed_run_goes_on_to_the_same_weights(
    tmp_path: Path, shapes: Path, uninterrupted: bytes
) -> None:
    recipe, folder = write_recipe(tmp_path), tmp_path / "runs" / "shapes"
    arguments = ["fit", str(recipe), "--data", str(shapes), "--runs", str(tmp_path / "runs")]
    arguments += ["--device", "cpu", "--threads", "1"]
    with stalled_run(tmp_path, arguments, folder) as process:
        assert read_steps(folder) == [50]
        assert not (folder / "model.safetensors").exists()
    assert process.returncode == -signal.SIGKILL
    assert run(*arguments).exit_code == 0
    assert read_steps(folder) == [50, 100]
    assert (folder / "model.safetensors").read_bytes() == uninterrupted


def read_steps(folder: Path) -> list[int]:
    with (folder / "metrics.csv").open(encoding="utf-8") as file:
        return [int(row["step"]) for row in csv.DictReader(file)]
