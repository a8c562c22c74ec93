"""Whatever the page of promises names is there, and every promise is held by a test."""

import json
import re

import pytest

from tests.conftest import REPOSITORY
from tests.named_tests import names_in
from tools import reliability

TEXT = (REPOSITORY / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::([\w:]+)`")
PEERS = ("LitServe", "BentoML", "Ray Serve", "Triton")
HEAD = ("Latente", "held by", *PEERS)


def rows() -> list[tuple[str, ...]]:
    """The rows of the tables of promises."""
    found = []
    inside = False
    for line in TEXT.splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|")) if line else ()
        inside = cells == HEAD or (inside and line.startswith("|"))
        if inside and cells != HEAD and not set("".join(cells)) <= set("- :"):
            found.append(cells)
    return found


def test_there_are_promises_on_every_subject():
    assert len(rows()) > 30
    for subject in ("Uploads", "Connections", "Isolation", "Faults", "Access", "Supply", "Privacy"):
        assert re.search(rf"^## {subject}", TEXT, re.MULTILINE), subject


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:50])
def test_a_promise_is_held_by_tests_and_compared(row):
    assert len(row) == len(HEAD)
    assert all(row)
    named = NAMED.findall(row[1])
    assert named
    assert [f"{file}::{name}" for file, name in named] == re.findall(r"`([^`]+)`", row[1])
    folder = REPOSITORY / "tests"
    assert [(file, name) for file, name in named if name not in names_in(folder / file)] == []


def test_the_figures_are_those_of_the_runs():
    figures = reliability.rendered(REPOSITORY / "docs" / "reliability")
    assert reliability.MARKS.filled(TEXT, figures) == TEXT
    kept = {path.stem for path in (REPOSITORY / "docs" / "reliability").glob("*.json")}
    assert kept == reliability.RUNS.keys()


def test_the_long_runs_were_long_and_found_nothing():
    folder = REPOSITORY / "docs" / "reliability"
    read = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}
    assert read["fuzz"]["cases"] >= 100_000
    assert read["fuzz"]["failures"] == read["fuzz"]["server_errors"] == 0
    assert read["identity"]["answers"] + read["identity"]["left_before_the_answer"] >= 100_000
    assert read["identity"]["wrong"] == 0
    assert read["soak"]["minutes"] >= 60
    assert read["connections"]["open_at_the_end"] == read["connections"]["connections"] >= 10_000
