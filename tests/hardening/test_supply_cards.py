"""Hostile cards: each refused by name, in one short line, and none allocates what it claims."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

import latente
from latente.errors import BundleError
from latente.reading import strict_json
from latente.storage import CARD, load_bundle
from tests.hardening.hostile import (
    MEBIBYTE,
    judge_of,
    judged_bundle,
    no_memory_jump,
    sound_bundle,
    vouch_for_judge,
)
from tests.latente.test_storage import edit_card, refused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sound_bundle(tmp_path)


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    return judged_bundle(tmp_path)


def laughs(levels: int = 9) -> dict[str, Any]:
    """The billion laughs, as far as JSON can say them: lists of lists of the same, unshared."""
    content: Any = "ha"
    for _ in range(levels):
        content = [content] * 4
    return {"laughs": content}


TEXTS: dict[str, tuple[Callable[[str], str], str]] = {
    "a hundred thousand deep": (lambda text: deepened(text, 100_000), "nested"),
    "five hundred deep": (lambda text: deepened(text, 500), "nested"),
    "billion laughs": (lambda text: replaced(text, laughs(11)), "larger than"),
    "a field twice": (
        lambda text: text.replace("{", '{"id": "other", ', 1),
        "the field 'id' occurs twice",
    ),
    "a field twice inside": (
        lambda text: replaced(text, None).replace("null", '{"a": 1, "a": 2}'),
        "the field 'a' occurs twice",
    ),
    "not a number": (lambda text: replaced(text, float("nan")), "NaN is no number"),
    "infinity": (lambda text: replaced(text, float("inf")), "Infinity is no number"),
    "beyond floats": (lambda text: replaced(text, 0).replace(": 0}", ": 1e999}"), "too large"),
    "a million digits": (
        lambda text: replaced(text, 0).replace(": 0}", f": {'9' * 1_000_000}}}"),
        "too large",
    ),
    "half a character": (lambda text: replaced(text, "\ud800"), "half a character"),
    "no UTF-8": (lambda text: text + "\udcff", "not readable JSON"),
}


def replaced(text: str, content: Any) -> str:
    """The card with this in the free part of it, in place of what was there."""
    card = json.loads(text)
    card["metrics"] = {"x": content}
    return json.dumps(card)


def deepened(text: str, depth: int) -> str:
    return replaced(text, 0).replace('"x": 0}', f'"x": {"[" * depth}{"]" * depth}}}')


class TestCards:
    @pytest.mark.parametrize("case", TEXTS)
    def test_a_card_that_attacks_its_reader_is_refused(self, folder, case):
        change, reason = TEXTS[case]
        text = change((folder / CARD).read_text(encoding="utf-8"))
        (folder / CARD).write_bytes(text.encode("utf-8", "surrogateescape"))
        with no_memory_jump():
            refused(folder, CARD, reason)

    def test_what_can_be_laughed_within_the_limit_takes_no_memory(self, folder):
        text = replaced((folder / CARD).read_text(encoding="utf-8"), laughs(9))
        (folder / CARD).write_text(text, encoding="utf-8")
        with no_memory_jump():
            assert load_bundle(folder).card.id == "sound"

    def test_a_judge_s_own_card_is_read_as_strictly(self, faces):
        path = judge_of(faces)
        tensors = load_file(path)
        for text in ('{"a": 1, "a": 2}', "[" * 100_000, "NaN"):
            save_file(tensors, path, metadata={"judge": text})
            vouch_for_judge(faces)
            with pytest.raises(BundleError, match="no judge"):
                load_bundle(faces)

    def test_a_reason_is_one_short_line_whatever_the_card_says(self, folder):
        edit_card(folder, lambda card: card.update({"x\n" * 100_000: 1}))
        with pytest.raises(BundleError) as caught:
            load_bundle(folder)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 2000

    def test_the_cards_that_ship_are_far_from_the_limits(self):
        folders = latente.discover(Path(__file__).parents[2] / "weights")
        assert len(folders) >= 9
        for folder in folders:
            assert (folder / CARD).stat().st_size < MEBIBYTE
            strict_json((folder / CARD).read_text(encoding="utf-8"))
