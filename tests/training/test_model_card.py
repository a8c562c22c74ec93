from __future__ import annotations

import re

from latente.card import AttributeCondition, Card, JudgeFile
from tests.bundles import random_bundle
from tests.faces import CONDITIONAL_FACES, FACES, TOLD
from training.model_card import METRIC_TEXTS, model_card, percent

JUDGE = JudgeFile.model_validate(
    {
        "file": "judge.safetensors",
        "sha256": "0" * 64,
        "attributes": [
            {"name": name, "title": words, "accuracy": 0.912, "balanced_accuracy": 0.834}
            for name, words in TOLD
        ],
    }
)


def face_card(conditional: bool = False, **changes: object) -> Card:
    bundle = random_bundle(
        "faces",
        "cvae" if conditional else "vae",
        channels=3,
        size=64,
        condition="attributes" if conditional else None,
        contents=CONDITIONAL_FACES if conditional else FACES,
    )
    return bundle.card.model_copy(update={"judge": JUDGE, **changes})


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next."""
    found = re.search(rf"^## {title}\n\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return found.group(1) if found else ""


def rows(text: str) -> list[list[str]]:
    """Cells of a table, the line below its titles left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if "---" not in line]


def test_the_effect_of_each_direction_stands_in_a_table() -> None:
    card = face_card()
    found = rows(section(model_card(card), "What the directions do"))
    titles, cells = found[0], {row[0]: row for row in found[1:]}
    told = [each for each in card.attributes if each.effect]
    assert set(cells) == {each.title.en for each in told}
    for each in told:
        effect, row = each.effect, dict(zip(titles, cells[each.title.en], strict=True))
        assert effect is not None
        assert row["Method"] == each.method
        assert row["Gained"] == f"{100 * effect.gained:.1f} %"  # type: ignore[operator]
        assert row["Lost"] == f"{100 * effect.lost:.1f} %"  # type: ignore[operator]
        assert row["Monotonic"] == percent(effect.monotonicity)
        assert row["Turned"] == percent(effect.flips)
        assert row["Drift"] == f"{effect.mean_drift:.3f}"
        plain = each.mean_difference_effect
        assert row["Plain"] == (f"{plain.mean_drift:.3f}" if plain else "")
        assert row["Background"] == f"{effect.background:.4f}"
    refined = [each for each in told if each.method == "refined"]
    assert refined
    assert all(dict(zip(titles, cells[each.title.en], strict=True))["Plain"] for each in refined)


def test_whose_separability_is_told_is_said_where_directions_are_refined() -> None:
    told = "Of a refined direction they are those of the difference of means"
    assert told in section(model_card(face_card()), "Attribute directions")
    assert told not in model_card(random_bundle("plain").card)


def test_a_share_of_nobody_is_a_dash() -> None:
    assert percent(None) == "–"
    assert percent(0.975) == "97.5 %"
    card = face_card()
    first = card.attributes[0]
    assert first.effect is not None
    alone = first.model_copy(update={"effect": first.effect.model_copy(update={"gained": None})})
    text = model_card(card.model_copy(update={"attributes": [alone]}))
    assert rows(section(text, "What the directions do"))[1][2] == "–"


def test_cautions_come_before_the_figures_in_both_languages() -> None:
    text = model_card(face_card())
    for each in face_card().cautions:
        assert f"- {each.en}" in section(text, "Before you use it")
        assert f"*{each.es}*" in section(text, "Before you use it")
    assert text.index("## Before you use it") < text.index("## Figures")


def test_the_judge_says_how_good_it_is_at_what_it_may_tell() -> None:
    text = model_card(face_card())
    found = rows(section(text, "The judge"))[1:]
    assert found == [[f"{words['en']} / {words['es']}", "0.912", "0.834"] for _, words in TOLD]
    assert "Attractive" not in text


def test_what_the_condition_does_stands_in_a_table() -> None:
    card = face_card(conditional=True)
    assert isinstance(card.condition, AttributeCondition)
    names = [each.name for each in card.condition.attributes]
    figures = {
        "condition_gained": {name: 0.9 + 0.001 * k for k, name in enumerate(names)},
        "condition_lost": {name: None if name == "Bald" else 0.8 for name in names},
    }
    card = card.model_copy(update={"metrics": figures})
    found = rows(section(model_card(card), "What the condition does"))[1:]
    assert len(found) == len(names)
    for k, (each, row) in enumerate(zip(card.condition.attributes, found, strict=True)):
        lost = "–" if each.name == "Bald" else "80.0 %"
        shares = [f"{100 * each.mean:.1f} %", f"{90 + 0.1 * k:.1f} %", lost]
        assert row == [f"{each.title.en} / {each.title.es}", *shares]
    assert section(model_card(face_card()), "What the condition does") == ""


def test_a_small_test_set_is_owned_up_to() -> None:
    told = "too few for the covariance"
    assert told in model_card(face_card(training={"test_images": 500}))
    assert told not in model_card(face_card(training={"test_images": 10_000}))


def test_figures_of_directions_have_words() -> None:
    figures = {"drift_against_mean_difference": 0.61, "judge_balanced_accuracy": 0.8}
    text = section(model_card(face_card(metrics=figures)), "Figures")
    for name, value in figures.items():
        assert f"| {METRIC_TEXTS[name]} | {value:g} |" in text


def test_models_of_classes_have_none_of_these_sections() -> None:
    text = model_card(random_bundle("plain").card)
    for title in ("Before you use it", "What the directions do", "The judge"):
        assert section(text, title) == ""
    assert section(text, "Attribute directions")
