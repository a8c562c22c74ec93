"""The benchmark of the page on small random models: every part runs, and everything is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.marks import RESULTS as RESULTS_MARKS
from benchmarks.page import dragging, frames, opening
from benchmarks.page.__main__ import main
from benchmarks.page.dragging import main_tasks
from benchmarks.page.report import sheets, write_report
from benchmarks.page.runner import PARTS, RESULTS, Plan, merged, run
from tests.browser.clothes import write_clothes

# On a machine that does much else a screen may have begun to fetch what comes after the first
# picture; tests/browser/test_first_picture.py holds the limit of 40.
MODULES = 60


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What a run of all parts writes, of some of the screens."""
    weights = write_clothes(tmp_path_factory.mktemp("weights"))
    out = tmp_path_factory.mktemp("out")
    with pytest.MonkeyPatch.context() as patch:
        screens = ("map", "interpolation", "conditional (attributes)")
        few = tuple(each for each in opening.OPENINGS if each.name in screens)
        patch.setattr(opening, "OPENINGS", few)
        patch.setattr(dragging, "DRAGS", tuple(d for d in dragging.DRAGS if d.name in screens))
        patch.setattr(frames, "POINTS", 500)
        run(Plan(weights, rounds=1, moves=3, pause_ms=1), tuple(PARTS), out)
    return json.loads((out / RESULTS).read_text(encoding="utf-8"))


def test_every_part_is_in_the_results(results):
    assert {*PARTS} < results.keys()
    assert results["machine"]["versions"]["chromium"]


def test_screens_whose_model_is_missing_are_left_out(results):
    assert results["opening"].keys() == {"map", "interpolation"}
    assert results["dragging"].keys() == {"interpolation"}


def test_openings_count_what_was_there_at_the_first_picture(results):
    for found in results["opening"].values():
        assert 20 < found["modules"]["median"] <= MODULES
        assert found["requests"]["median"] > found["modules"]["median"]
        assert 20 < found["kilobytes"]["median"] < 150
        assert found["milliseconds"]["median"] > 0


def test_tasks_of_a_drag_took_some_of_the_processor(results):
    found = results["dragging"]["interpolation"]
    assert found["longest_cpu"]["median"] > 0
    assert found["longest_wall"]["median"] >= found["longest_cpu"]["median"] / 2
    assert found["cpu_a_move"]["median"] > 0


def test_frames_are_told_apart_by_what_was_done(results):
    found = results["frames"]
    assert found["points"]["median"] == 500
    assert found["acts"].keys() == {"hovering", "panning", "zooming"}
    for act in found["acts"].values():
        assert 0 < act["median"]["median"] <= act["p95"]["median"] <= act["worst"]["median"]


def test_the_report_fills_the_place_between_its_marks(results, tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text(
        f"# Before\n{RESULTS_MARKS.begin}\nold\n{RESULTS_MARKS.end}\nafter\n", encoding="utf-8"
    )
    write_report(results, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert all(each.title in text for each in sheets(results))
    page.write_text("# Without marks\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="lacks"):
        write_report(results, page)


def test_a_page_is_not_given_a_part_of_the_figures(tmp_path: Path, capsys):
    page = tmp_path / "page.md"
    page.write_text("as it was", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["--only", "frames", "--docs", str(page), "--out", str(tmp_path / "out")])
    assert "--docs goes without --only" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == "as it was"
    assert not (tmp_path / "out").exists()


def test_rounds_are_merged_at_every_place():
    assert merged([{"a": {"b": 1}}, {"a": {"b": 5}}, {"a": {"b": 2}}]) == {
        "a": {"b": {"median": 2, "least": 1, "greatest": 5}}
    }


def test_the_page_s_own_thread_is_the_one_that_worked():
    def thread(number: int) -> dict:
        return {"pid": 1, "tid": number, "name": "thread_name", "args": {"name": "CrRendererMain"}}

    def task(number: int, name: str, used: int) -> dict:
        return {"pid": 1, "tid": number, "name": name, "ph": "X", "dur": used, "tdur": used}

    own = [task(2, "RunTask", 10), task(2, "RunTask", 20)]
    events = [thread(1), thread(2), task(1, "RunTask", 5), *own, task(2, "Paint", 99)]
    assert main_tasks([*events, task(3, "RunTask", 500)]) == own
    assert main_tasks([]) == []
