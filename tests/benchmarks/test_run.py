"""The whole command on a small random model: every part runs, and everything is written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="the extra benchmarks is not installed")

from benchmarks.marks import RESULTS
from benchmarks.serving import classroom, decode, overload, runner, transport
from benchmarks.serving.plan import Plan
from benchmarks.serving.report import rendered, write_report
from benchmarks.serving.sheets import sheets
from benchmarks.serving.tables import Sheet, median, spread
from benchmarks.serving.verdicts import Aim, verdict_sheet
from benchmarks.serving.workload import Workload
from tests.bundles import write_random_bundle

SYSTEMS = ("latente", "inline")
# A dozen servers start one after the other, which takes long on a machine that does much else.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run of all parts writes."""
    weights = tmp_path_factory.mktemp("weights")
    write_random_bundle(weights, "small", size=16, latent_dim=4)
    write_random_bundle(weights, "large", size=16, channels=3, latent_dim=6)
    plan = Plan(
        rounds=1,
        seconds=0.5,
        warmup=0.1,
        connections=(1, 64),
        systems=SYSTEMS,
        large=Workload(weights, "large"),
        small=Workload(weights, "small"),
    )
    folder = tmp_path_factory.mktemp("out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classroom, "CLASSES", (3,))
        patch.setattr(classroom, "STEPS", 1)
        patch.setattr(overload, "SATURATING", 4)
        patch.setattr(overload, "OPEN_CONNECTIONS", 40)
        patch.setattr(transport, "CLIENTS", 4)
        patch.setattr(decode, "BATCHES", (1, 8))
        runner.run(plan, tuple(runner.PARTS), folder)
    return folder


@pytest.fixture(scope="module")
def results(out: Path) -> dict:
    return json.loads((out / runner.RESULTS).read_text(encoding="utf-8"))


def test_every_part_is_in_the_results(results):
    assert results.keys() == {"machine", "plan", *(part.key for part in runner.PARTS.values())}
    assert results["machine"]["cores"] >= 1
    assert results["plan"]["connections"] == [1, 64]


def test_shares_of_the_peak_follow_from_times_and_operations(results):
    cpu = results["decode"]["cpu"]
    model = cpu["models"]["large"]
    engine = model["engines"]["library"]["batches"]["8"]
    (seconds,) = (ms / 1e3 for ms in engine["ms_per_image"]["rounds"])
    (peak,) = (1e9 * rate for rate in engine["peak_gflops"]["rounds"])
    share = engine["share_of_peak"]["rounds"][0]
    assert share == pytest.approx(1e6 * model["mflop"] / seconds / peak)
    assert 0.0 < share < 1.5


def test_ratios_follow_from_rates(results):
    http = results["http"]
    rates = {
        name: http["systems"][name]["levels"]["64"]["per_second"]["rounds"][0] for name in SYSTEMS
    }
    ratio = http["against"]["latente"]["64"]["inline"]["median"]
    assert ratio == pytest.approx(rates["latente"] / rates["inline"])
    assert http["against"].keys() == {"latente"}
    one = http["systems"]["latente"]["levels"]["1"]["p50"]["median"]
    assert http["overhead_ms"]["median"] == pytest.approx(one - http["bare"]["total_ms"]["median"])
    assert http["pixel_differences"].keys() == {"latente", "inline"}


def test_goodput_is_measured_against_the_better_peak_of_its_round(results):
    loads = results["overload"]["loads"]
    assert loads.keys() == {"peak", "impatient", "patient", "open", "after"}
    best = max(loads[name]["per_second"]["median"] for name in ("peak", "after"))
    for load in loads.values():
        assert load["goodput"]["median"] == pytest.approx(load["per_second"]["median"] / best)
    assert all(load["/healthz asked"]["median"] > 0 for load in loads.values())


def test_tables_hold_a_row_for_every_system(out: Path, results):
    text = (out / runner.TABLES).read_text(encoding="utf-8")
    assert "| FastAPI, model inline |" in text
    tables = sheets(results)
    assert all(len(row) == len(table.head) for table in tables for row in table.rows)
    assert all(table.title in text for table in tables)


def test_the_plot_is_a_picture(out: Path):
    assert (out / runner.PLOT).read_bytes().startswith(b"\x89PNG")


def test_a_part_that_was_not_run_has_no_table(results):
    part = {name: results[name] for name in ("machine", "plan", "cold_start")}
    (table,) = sheets(part)
    assert table.rows[0][0] == "Latente, all models"
    assert "| HTTP" not in rendered(part)
    assert verdict_sheet(part).rows == []


def test_the_report_fills_the_page_and_nothing_else(out: Path, results, tmp_path: Path):
    page = tmp_path / "serving.md"
    page.write_text(
        f"Before.\n\n{RESULTS.begin}\nold figures\n{RESULTS.end}\n\nAfter.\n", encoding="utf-8"
    )
    write_report(out, tmp_path)
    once = page.read_text(encoding="utf-8")
    assert once.startswith(f"Before.\n\n{RESULTS.begin}\n")
    assert once.endswith(f"\n{RESULTS.end}\n\nAfter.\n")
    assert "old figures" not in once
    assert rendered(results) in once
    write_report(out, tmp_path)
    assert page.read_text(encoding="utf-8") == once
    assert (tmp_path / "serving.png").read_bytes() == (out / runner.PLOT).read_bytes()
    assert json.loads((tmp_path / "serving.json").read_text(encoding="utf-8")) == results


def test_a_report_without_a_run_or_a_place(tmp_path: Path):
    with pytest.raises(SystemExit, match="there is no"):
        write_report(tmp_path, tmp_path)
    with pytest.raises(SystemExit, match="lacks"):
        RESULTS.filled("no marks", "")


def test_the_published_page_has_a_place_for_results():
    page = Path(__file__).resolve().parent.parent.parent / "docs" / "serving.md"
    text = page.read_text(encoding="utf-8")
    assert text.index(RESULTS.begin) < text.index(RESULTS.end)


@pytest.mark.parametrize(
    ("at_most", "found", "reached"),
    [(False, 3.5, "yes"), (False, 3.49, "no"), (True, 3.5, "yes"), (True, 3.51, "no")],
)
def test_whether_an_aim_is_reached(at_most, found, reached):
    aim = Aim("figure", 3.5, lambda results: results["x"], at_most, "x")
    assert aim.row({"x": found})[-1] == reached
    assert aim.row({}) is None


def test_shares_of_the_peak_are_those_of_the_fastest_engine_of_each_precision():
    """A slower one may be nearer to a peak; and each precision has a peak of its own."""

    def engine(precision: str, milliseconds: float, share: float) -> dict:
        figures = {"ms_per_image": {"median": milliseconds}, "share_of_peak": {"median": share}}
        return {"precision": precision, "batches": {"8": figures}}

    engines = {
        "fast": engine("float32", 0.7, 0.5),
        "slow": engine("float32", 0.9, 0.75),
        "half": engine("bfloat16", 0.5, 0.45),
    }
    models = {"faces": {"size": "64x64x3", "engines": engines}}
    results = {"decode": {"cpu": {"models": models}}}
    whole, half = verdict_sheet(results).rows
    assert whole[1:] == ("at least 70 %", "50.00 %", "no")
    assert half[1:] == ("at least 70 %", "45.00 %", "no")
    del engines["half"]
    assert len(verdict_sheet(results).rows) == 1


def test_cells():
    figure = {"median": 1234.5, "least": 1000.0, "greatest": 2000.0}
    assert spread(figure, 0, "x") == "1,234x (1,000–2,000)"
    assert spread({**figure, "least": 1234.5, "greatest": 1234.5}, 1) == "1,234.5"
    assert median({"median": 0.951}, 0, 100) == "95"
    assert spread(None) == median(None) == "–"


def test_markdown():
    sheet = Sheet("Title", ("name", "value"), [("a", "1"), ("b", "2")], "Note.")
    assert sheet.markdown() == (
        "### Title\n\n| name | value |\n| --- | ---: |\n| a | 1 |\n| b | 2 |\n\nNote."
    )


def test_a_plan_chooses_systems():
    plan = Plan(rounds=1, seconds=1.0, warmup=0.0, connections=(1,))
    assert plan.wants("ray")
    assert not replace(plan, systems=("inline",)).wants("ray")
