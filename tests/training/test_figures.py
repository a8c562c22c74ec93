from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import latente
from latente.card import Card
from latente.storage import discover, read_card
from tests.bundles import random_bundle
from tests.faces import CONDITIONAL_FACES, FACES
from training.cli import app
from training.errors import TrainingError
from training.figures import END, START, figures_table, figures_tables, with_figures


def write_bundle(weights: Path, name: str, dataset: str = "random", **metrics: float) -> None:
    bundle = random_bundle(name)
    card = bundle.card.model_copy(update={"metrics": metrics, "dataset": dataset})
    latente.save_bundle(weights / name, latente.Bundle(**{**vars(bundle), "card": card}))


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    write_bundle(tmp_path / "weights", "two", reconstruction_mse=0.0123456, kl=3.5)
    write_bundle(tmp_path / "weights", "one", reconstruction_mse=0.5)
    return tmp_path / "weights"


def test_the_table_has_a_column_for_each_model_and_a_row_for_each_figure(weights: Path) -> None:
    lines = with_figures(f"{START}{END}", weights).splitlines()
    assert lines[1] == "| | `one` | `two` |"
    assert lines[2] == "| --- | --- | --- |"
    assert lines[3].endswith("| 0.5 | 0.01235 |")
    assert lines[4].endswith("|  | 3.5 |")
    assert len(lines) == 6, "figures that no model has are left out"


def test_the_rest_of_the_text_stays_as_it_is(weights: Path) -> None:
    text = f"# Title\n{START}\nold table\n{END}\nThe end.\n"
    once = with_figures(text, weights)
    assert once.startswith(f"# Title\n{START}\n|")
    assert once.endswith(f"|\n{END}\nThe end.\n")
    assert "old table" not in once
    assert with_figures(once, weights) == once


@pytest.mark.parametrize("text", ["no marks", START, END, f"{END} {START}"])
def test_a_text_without_both_marks_is_refused(text: str, weights: Path) -> None:
    with pytest.raises(TrainingError, match="does not hold"):
        with_figures(text, weights)


def test_the_command_rewrites_the_file(weights: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"Before\n{START}\n{END}\n", encoding="utf-8")
    arguments = ["figures", str(readme), "--weights", str(weights)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert "`one`" in readme.read_text(encoding="utf-8")
    readme.write_text("nothing", encoding="utf-8")
    assert CliRunner().invoke(app, arguments).exit_code == 2
    assert readme.read_text(encoding="utf-8") == "nothing"


def test_no_models_make_an_empty_table() -> None:
    assert figures_table([]).splitlines()[1:] == ["| --- |"]


def cards_of(weights: Path) -> list[Card]:
    return [read_card(folder) for folder in discover(weights)]


def test_data_sets_have_tables_of_their_own(tmp_path: Path) -> None:
    write_bundle(tmp_path, "clothes", "fashion-mnist", kl=3.5)
    write_bundle(tmp_path, "aardvarks", "zoo", kl=2.5)
    write_bundle(tmp_path, "faces", "celeba", kl=4.5)
    text = figures_tables(cards_of(tmp_path))
    captions = [line for line in text.splitlines() if line.startswith("**")]
    assert captions == ["**Clothes, Fashion-MNIST**", "**Faces, CelebA**", "**zoo**"]
    assert [line for line in text.splitlines() if "KL" in line] == [
        f"| KL divergence, nats | {value} |" for value in (3.5, 4.5, 2.5)
    ]
    alone = figures_tables([card for card in cards_of(tmp_path) if card.id == "faces"])
    assert "**" not in alone, "one table needs no caption"


def test_what_attributes_do_stands_below_the_figures() -> None:
    free, told = (
        random_bundle(
            name,
            family,
            channels=3,
            size=64,
            condition="attributes" if family == "cvae" else None,
            contents=contents,
        ).card
        for name, family, contents in (
            ("free", "vae", FACES),
            ("told", "cvae", CONDITIONAL_FACES),
        )
    )
    figures = {"condition_gained": {"Smiling": 0.97}, "condition_lost": {"Smiling": None}}
    told = told.model_copy(update={"metrics": figures})
    lines = figures_tables([free, told]).splitlines()
    smile = free.attribute("Smiling")
    assert smile is not None
    assert smile.effect is not None
    cell = f"98 / 97 %, {smile.effect.mean_drift:.3f}"
    assert f"| Smile | {cell} | 97 / – % (condition) |" in lines
    gray = told.attribute("Gray_Hair")
    assert gray is not None
    assert gray.effect is not None
    assert any(
        line.startswith("| Gray hair |") and line.endswith(f"{gray.effect.mean_drift:.3f} |")
        for line in lines
    )
    # The conditional model says nothing of what is neither its slider nor measured.
    assert any(line.startswith("| Bald |") and line.endswith("|  |") for line in lines)
    assert lines.index("| Gained / lost, drift | `free` | `told` |") > 0


def test_the_readme_tells_the_figures_of_the_shipped_cards() -> None:
    repository = Path(__file__).resolve().parents[2]
    text = (repository / "README.md").read_text(encoding="utf-8")
    assert with_figures(text, repository / "weights") == text
