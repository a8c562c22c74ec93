"""The tables of figures in the project's README, generated from the published cards."""

from __future__ import annotations

from pathlib import Path

from latente.card import AttributeCondition, Card
from latente.storage import discover, read_card
from training.errors import TrainingError

START = "<!-- figures: written by `latente-train figures` -->"
END = "<!-- end of figures -->"

_ROWS = (
    ("reconstruction_mse", "Mean squared error of reconstructions"),
    ("sharpness", "Sharpness of reconstructions (real images: 1)"),
    ("negative_elbo", "Negative ELBO, grey cross-entropy, nats"),
    ("kl", "KL divergence, nats"),
    ("aggregate_kl", "KL divergence of all codes together, nats"),
    ("active_dimensions", "Active dimensions"),
    ("frechet_reconstruction", "Fréchet distance: reconstructions"),
    ("frechet_standard_prior", "Fréchet distance: samples from N(0, I)"),
    ("frechet_fitted_prior", "Fréchet distance: samples from the fitted prior"),
    ("frechet_real", "Fréchet distance: real against real"),
    ("judge_accuracy_on_reconstructions", "Judge's accuracy on reconstructions"),
    ("class_fidelity_standard_prior", "Class fidelity, N(0, I)"),
    ("class_fidelity_fitted_prior", "Class fidelity, fitted prior"),
    ("drift_against_mean_difference", "Drift of refined directions against plain ones"),
)
# Captions of the data sets that the project knows, in the order of their tables.
_CAPTIONS = {"fashion-mnist": "Clothes, Fashion-MNIST", "celeba": "Faces, CelebA"}


def figures_tables(cards: list[Card]) -> str:
    """The tables of all data sets, with captions where there are several.

    Below a data set's figures stands what its models' attributes do, where that is measured.
    """
    names = [*_CAPTIONS, *sorted({card.dataset for card in cards} - _CAPTIONS.keys())]
    groups = {name: [card for card in cards if card.dataset == name] for name in names}
    groups = {name: group for name, group in groups.items() if group}
    if not groups:
        return figures_table([])
    tables = []
    for name, group in groups.items():
        caption = f"**{_CAPTIONS.get(name, name)}**\n\n" if len(groups) > 1 else ""
        tables.append(caption + figures_table(group))
        if effects := effects_table(group):
            tables.append(effects)
    return "\n\n".join(tables)


def figures_table(cards: list[Card]) -> str:
    """A Markdown table: one row a figure, one column a model; blank where it has none."""
    lines = _head("", cards)
    for name, text in _ROWS:
        values = [card.metrics.get(name) for card in cards]
        if any(value is not None for value in values):
            cells = " | ".join("" if value is None else f"{value:.4g}" for value in values)
            lines.append(f"| {text} | {cells} |")
    return "\n".join(lines)


def effects_table(cards: list[Card]) -> str:
    """What sliders and conditions do, one row an attribute; empty where nothing is measured.

    A cell gives the shares of images that gain and lose the attribute, and the drift.
    """
    columns = [_effects(card) for card in cards]
    titles = {name: title for column in columns for name, (title, _) in column.items()}
    if not titles:
        return ""
    lines = _head("Gained / lost, drift", cards)
    for name, title in titles.items():
        cells = " | ".join(column[name][1] if name in column else "" for column in columns)
        lines.append(f"| {title} | {cells} |")
    return "\n".join(lines)


def _head(corner: str, cards: list[Card]) -> list[str]:
    names = " | ".join(f"`{card.id}`" for card in cards)
    return [
        f"| {corner} | {names} |" if corner else f"| | {names} |",
        "| --- |" + " --- |" * len(cards),
    ]


def _effects(card: Card) -> dict[str, tuple[str, str]]:
    """Title and cell of each attribute that a model can be steered by."""
    cells = {
        each.name: (
            each.title.en,
            f"{_pair(each.effect.gained, each.effect.lost)}, {each.effect.mean_drift:.3f}",
        )
        for each in card.attributes
        if each.effect
    }
    gained, lost = (card.metrics.get(f"condition_{way}", {}) for way in ("gained", "lost"))
    if isinstance(card.condition, AttributeCondition):
        for each in card.condition.attributes:
            if each.name in gained:
                told = f"{_pair(gained[each.name], lost[each.name])} (condition)"
                cells[each.name] = (each.title.en, told)
    return cells


def _pair(gained: float | None, lost: float | None) -> str:
    shown = ["–" if share is None else f"{100 * share:.0f}" for share in (gained, lost)]
    return f"{' / '.join(shown)} %"


def with_figures(readme: str, weights: Path) -> str:
    """The README's text with its tables of figures brought up to date.

    Raises:
        TrainingError: the text does not hold the two marks that enclose the tables.
    """
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise TrainingError(f"the text does not hold {START!r} and {END!r}")
    cards = [read_card(folder) for folder in discover(weights)]
    return f"{before}{START}\n{figures_tables(cards)}\n{END}{after}"
