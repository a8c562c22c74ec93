"""The table of figures in the project's README, generated from the published cards."""

from __future__ import annotations

from pathlib import Path

from latente.card import Card
from latente.storage import discover, read_card
from training.errors import TrainingError

START = "<!-- figures: written by `latente-train figures` -->"
END = "<!-- end of figures -->"

_ROWS = (
    ("reconstruction_mse", "Mean squared error of reconstructions"),
    ("sharpness", "Sharpness of reconstructions (real images: 1)"),
    ("negative_elbo", "Negative ELBO, grey cross-entropy, nats"),
    ("kl", "KL divergence, nats"),
    ("active_dimensions", "Active dimensions"),
    ("frechet_reconstruction", "Fréchet distance: reconstructions"),
    ("frechet_standard_prior", "Fréchet distance: samples from N(0, I)"),
    ("frechet_fitted_prior", "Fréchet distance: samples from the fitted prior"),
    ("frechet_real", "Fréchet distance: real against real"),
    ("judge_accuracy_on_reconstructions", "Judge's accuracy on reconstructions"),
    ("class_fidelity_standard_prior", "Class fidelity, N(0, I)"),
    ("class_fidelity_fitted_prior", "Class fidelity, fitted prior"),
)


def figures_table(cards: list[Card]) -> str:
    """A Markdown table: one row a figure, one column a model; blank where it has none."""
    head = "| | " + " | ".join(f"`{card.id}`" for card in cards) + " |"
    lines = [head, "| --- |" + " --- |" * len(cards)]
    for name, text in _ROWS:
        values = [card.metrics.get(name) for card in cards]
        if any(value is not None for value in values):
            cells = " | ".join("" if value is None else f"{value:.4g}" for value in values)
            lines.append(f"| {text} | {cells} |")
    return "\n".join(lines)


def with_figures(readme: str, weights: Path) -> str:
    """The README's text with its table of figures brought up to date.

    Raises:
        TrainingError: the text does not hold the two marks that enclose the table.
    """
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise TrainingError(f"the text does not hold {START!r} and {END!r}")
    cards = [read_card(folder) for folder in discover(weights)]
    return f"{before}{START}\n{figures_table(cards)}\n{END}{after}"
