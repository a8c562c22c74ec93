"""The page of arithmetic agrees with the figures at its top."""

from __future__ import annotations

import importlib.util
import math
import re
from types import ModuleType

import pytest

from tests.conftest import REPOSITORY


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scaling", REPOSITORY / "tools" / "scaling.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


scaling = load_tool()
PAGE = scaling.PAGE.read_text()


def rows(block: str, text: str = PAGE) -> list[list[str]]:
    """The cells of a computed table, without its head."""
    found = re.search(rf"<!-- computed: {block} -->\n(.*?)<!-- end -->", text, re.DOTALL)
    assert found is not None
    lines = found[1].strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_page_agrees_with_itself():
    assert scaling.filled(PAGE) == PAGE, "run: python tools/scaling.py"


def test_every_figure_is_told_and_used():
    figures = scaling.read(PAGE)
    assert all(value > 0 for value in figures.values())
    above, below = PAGE.split("## From people to machines")
    named = set(re.findall(r"`([a-z_0-9]+)`", below)) | {"requests_per_core"}
    used_by_tool = (REPOSITORY / "tools" / "scaling.py").read_text()
    for name in figures:
        assert name in above
        base = re.sub(r"_(28|64)$", "", name)
        assert {name, base} & named or name in used_by_tool or f'{base}_"' in used_by_tool, name


def test_the_machines_of_a_class():
    figures = scaling.read(PAGE)
    per_core = (
        figures["requests_per_core_64"] * figures["utilisation"] / figures["values_per_second"]
    )
    head = re.search(r"<!-- computed: capacity -->\n(.*)", PAGE)
    assert head is not None
    column = [cell.strip() for cell in head[1].strip("|").split("|")].index("cores, 64x64")
    for row in rows("capacity"):
        people = int(row[0].replace(",", ""))
        cores = int(row[column].replace(",", ""))
        # Enough, and with one less not enough.
        assert cores * per_core >= people > (cores - 1) * per_core
        assert float(row[1].replace(",", "")) == people * figures["values_per_second"]


def test_the_price_follows_the_cores():
    figures = scaling.read(PAGE)
    row = next(row for row in rows("cost") if row[0] == "cores, 64x64")
    per_core = scaling.people_per_core(figures, 64)
    assert float(row[1]) == pytest.approx(1000 / per_core * figures["core_hour"], abs=0.005)
    share = figures["dragging_share"]
    assert float(row[2]) == pytest.approx(float(row[1]) * share, abs=0.006)


def test_a_changed_figure_changes_the_page():
    faster = re.sub(r"(`requests_per_core_64` \| )[\d,.]+", r"\g<1>1,000,000", PAGE)
    assert scaling.read(faster)["requests_per_core_64"] == 1_000_000
    filled = scaling.filled(faster)
    assert [row[0] for row in rows("capacity", filled)] == [row[0] for row in rows("capacity")]
    assert not {tuple(row[2:]) for row in rows("capacity")} & {
        tuple(row[2:]) for row in rows("capacity", filled)
    }
    assert scaling.filled(filled) == filled


def test_a_gpu_and_another_size_come_in_where_they_are_measured():
    more = "| `requests_per_gpu_64` | 9,000 | x | y |\n| `requests_per_core_28` | 900 | x | y |\n"
    text = scaling.filled(PAGE.replace("| `haproxy_ms`", more + "| `haproxy_ms`"))
    figures = scaling.read(text)
    thousand = next(row for row in rows("capacity", text) if row[0] == "1,000")
    gpus = math.ceil(1000 / (9000 * figures["utilisation"] / figures["values_per_second"]))
    assert thousand[-2] == str(gpus)
    assert {"cores, 28x28", "cores, 64x64", "GPUs, 64x64"} == {r[0] for r in rows("cost", text)}
    assert any(row[0] == "inference, one GPU" for row in rows("limits", text))


def test_a_missing_figure_is_named():
    without = re.sub(r"^\| `utilisation`.*\n", "", PAGE, flags=re.MULTILINE)
    with pytest.raises(KeyError, match="utilisation"):
        scaling.filled(without)
