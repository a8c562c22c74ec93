from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import latente
from tests.bundles import random_bundle
from training.cli import app
from training.errors import TrainingError
from training.figures import END, START, figures_table, with_figures


def write_bundle(weights: Path, name: str, **metrics: float) -> None:
    bundle = random_bundle(name)
    card = bundle.card.model_copy(update={"metrics": metrics})
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


def test_the_readme_tells_the_figures_of_the_shipped_cards() -> None:
    repository = Path(__file__).resolve().parents[2]
    text = (repository / "README.md").read_text(encoding="utf-8")
    assert with_figures(text, repository / "weights") == text
