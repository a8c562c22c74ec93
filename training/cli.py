"""The command line of training: ``latente-train fit | evaluate | publish | ...``."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from latente.errors import LatenteError
from latente.storage import JUDGES, load
from training.errors import TrainingError
from training.recipe import DataRecipe, load_recipe, shipped_recipes

if TYPE_CHECKING:
    from latente.networks import NetworkSpec
    from training.data import Dataset

app = typer.Typer(
    help="Train, measure and publish autoencoders for Latente.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
console = Console()
RUNS = Path("runs")
# Kept beside the runs that they shaped.
GUIDES = "guides"


class Device(StrEnum):
    """Kinds of device to train on; "auto" takes the fastest that is there."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


RecipeArgument = Annotated[
    str, typer.Argument(help="Name of a shipped recipe, or path of a TOML file.")
]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the data set; default: LATENTE_DATA, else 'data'."),
]
WeightsOption = Annotated[Path, typer.Option("--weights", help="Folder of the bundles.")]
RunsOption = Annotated[Path, typer.Option("--runs", help="Folder of the runs.")]


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn this project's own errors into one line and exit status 2."""
    try:
        yield
    except (TrainingError, LatenteError) as error:
        typer.echo(f"latente-train: {error}", err=True)
        raise typer.Exit(2) from None


@app.command()
def recipes() -> None:
    """List the shipped recipes."""
    table = Table("recipe", "family", "latent", "epochs", "data set")
    for name in shipped_recipes():
        each = load_recipe(name)
        dimensions = str(each.network.latent_dim)
        table.add_row(name, each.family, dimensions, str(each.epochs), each.data.dataset)
    console.print(table)


@app.command()
def data(
    name: Annotated[str, typer.Argument(help="'fashion-mnist'.")],
    folder: DataOption = None,
) -> None:
    """Download a public data set; nothing else in this project ever does."""
    from training.datasets import data_root, download_fashion_mnist
    from training.errors import DataError

    with _plain_errors():
        if name != "fashion-mnist":
            raise DataError(f"no data set {name!r} to download; known: fashion-mnist")
        download_fashion_mnist(data_root(folder))


@app.command()
def fit(
    recipe: RecipeArgument,
    data: DataOption = None,
    runs: RunsOption = RUNS,
    weights: WeightsOption = Path("weights"),
    device: Annotated[Device, typer.Option(help="Where to compute.")] = Device.AUTO,
    devices: Annotated[int, typer.Option(help="How many of them.")] = 1,
    precision: Annotated[str, typer.Option(help="As Lightning's, e.g. bf16-mixed.")] = "32-true",
    threads: Annotated[int | None, typer.Option(help="Threads of a CPU.")] = None,
    minutes: Annotated[float | None, typer.Option(help="Stop after so long.")] = None,
    max_steps: Annotated[int, typer.Option(help="Stop after so many steps; -1: never.")] = -1,
) -> None:
    """Train a recipe, or go on where an earlier run of it stopped."""
    from training import fit as fitting
    from training.guides import guide_for

    _quiet_libraries()
    with _plain_errors():
        chosen = load_recipe(recipe)
        dataset = _load_data(chosen.data, chosen.network, data)
        options = fitting.FitOptions(
            folder=runs / chosen.id,
            device=device.value,
            devices=devices,
            precision=precision,
            threads=threads,
            max_steps=max_steps,
            time_limit=timedelta(minutes=minutes) if minutes else None,
        )
        guide = guide_for(chosen, dataset, runs / GUIDES)
        start = fitting.start_weights(chosen, runs, weights)
        path = fitting.fit(chosen, dataset, options, guide, start)
    console.print(f"weights: {path}")


@app.command()
def publish(
    recipe: RecipeArgument,
    data: DataOption = None,
    runs: RunsOption = RUNS,
    weights: WeightsOption = Path("weights"),
) -> None:
    """Make a bundle of a finished run: prior, directions, gallery, figures, card."""
    from training import publish as publishing
    from training.fit import load_fitted

    with _plain_errors():
        chosen = load_recipe(recipe)
        dataset = _load_data(chosen.data, chosen.network, data)
        model = load_fitted(chosen, runs / chosen.id)
        bundle = publishing.build(chosen, model, dataset, weights / JUDGES, runs / GUIDES)
        measured = publishing.measure(bundle, dataset, weights / JUDGES)
        card = publishing.update(bundle, measured, weights / chosen.id)
    _print_metrics(card.id, card.metrics)
    console.print(f"it has no map yet: latente-train map {card.id}")


@app.command()
def evaluate(
    name: Annotated[str, typer.Argument(help="Name of a bundle.")],
    data: DataOption = None,
    weights: WeightsOption = Path("weights"),
    sheet: Annotated[Path | None, typer.Option(help="Also draw a contact sheet (PNG).")] = None,
    update: Annotated[bool, typer.Option(help="Write the figures onto the card.")] = False,
) -> None:
    """Measure a published bundle on the test images."""
    from training import publish as publishing
    from training.contact_sheet import contact_sheet

    with _plain_errors():
        bundle = load(name, weights)
        recipe = publishing.recipe_of(bundle.card)
        dataset = _load_data(recipe.data, bundle.card.network, data)
        measured = publishing.measure(bundle, dataset, weights / JUDGES)
        if sheet is not None:
            contact_sheet(bundle, dataset).save(sheet)
        if update:
            publishing.update(bundle, measured, weights / name)
    _print_metrics(name, measured.metrics)


@app.command()
def whiten(
    name: Annotated[str, typer.Argument(help="Name of a bundle.")],
    data: DataOption = None,
    weights: WeightsOption = Path("weights"),
) -> None:
    """Change the latent basis of a published bundle so that its codes fill N(0, I)."""
    from training import publish as publishing
    from training.whitening import whitened

    with _plain_errors():
        bundle = load(name, weights)
        recipe = publishing.recipe_of(bundle.card)
        dataset = _load_data(recipe.data, bundle.card.network, data)
        changed = whitened(bundle, dataset)
        measured = publishing.measure(changed, dataset, weights / JUDGES)
        publishing.update(changed, measured, weights / name)
    _print_metrics(name, measured.metrics)
    console.print(f"it has no map any more: latente-train map {name}")


@app.command("map")
def make_map(
    name: Annotated[str, typer.Argument(help="Name of a bundle.")],
    data: DataOption = None,
    weights: WeightsOption = Path("weights"),
    umap: Annotated[bool, typer.Option(help="Also lay it out by UMAP; takes a minute.")] = True,
) -> None:
    """Make the map of a published bundle: its codes of known images, in two dimensions."""
    from training.maps import publish_map
    from training.publish import recipe_of

    with _plain_errors():
        bundle = load(name, weights)
        dataset = _load_data(recipe_of(bundle.card).data, bundle.card.network, data)
        card = publish_map(bundle, dataset, weights / name, umap)
    assert card.map is not None
    console.print(f"{name}: {card.map.count} points, {', '.join(card.map.projections)}")


@app.command()
def figures(
    readme: Annotated[Path, typer.Argument(help="The file whose table is rewritten.")],
    weights: WeightsOption = Path("weights"),
) -> None:
    """Write the figures of all cards into the table of a README."""
    from training.figures import with_figures

    with _plain_errors():
        text = with_figures(readme.read_text(encoding="utf-8"), weights)
        readme.write_text(text, encoding="utf-8")


def _load_data(recipe: DataRecipe, network: NetworkSpec, root: Path | None) -> Dataset:
    """The data set of a recipe; tells of images that had to be left out."""
    from training.attribute_images import first_of
    from training.datasets import load_dataset

    dataset = load_dataset(recipe, network, root)
    if count := len(dataset.problems):
        told = first_of(dataset.problems)
        typer.echo(f"latente-train: of {dataset.name}, {count} are left out: {told}", err=True)
    return dataset


def _print_metrics(name: str, metrics: dict[str, object]) -> None:
    table = Table("figure", name)
    for key, value in metrics.items():
        table.add_row(key, str(value))
    console.print(table)


def _quiet_libraries() -> None:
    """Keep Lightning's advertisements and internal deprecations out of the log."""
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", module="lightning")


if __name__ == "__main__":
    app()
