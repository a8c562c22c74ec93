"""The dashboard asks only for what the service tells."""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from server.scrape import Snapshot, scrape
from tests.server.support import encoded, noise, picture_bytes

FOLDER = Path(__file__).parents[2] / "deploy" / "grafana"
DASHBOARD = json.loads((FOLDER / "latente.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]
VARIABLES = DASHBOARD["templating"]["list"]
# Prometheus gives each series the address that it read it from.
ADDED = {"instance"}
NAME = r"(?:latente|process)_\w+"
SELECTOR = rf"({NAME})(?:\{{([^}}]*)\}})?"


@pytest.fixture(scope="module")
def told(service) -> dict[str, set[str]]:
    """The metrics of a service that has done something, and the labels of each."""
    picture = encoded(picture_bytes(noise(28, 28)))
    for body in ({"latents": [[0, 0, 0, 0]]}, {"images": [picture]}):
        operation = "encode" if "images" in body else "decode"
        answer = service.client.post(f"/api/v1/models/random-vae/{operation}", json=body)
        assert answer.status_code == 200
    return labels_of(scrape(f"{service.address}/metrics"))


def labels_of(snapshot: Snapshot) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in snapshot.series:
        found[name] |= set().union(*snapshot.labels(name))
    return found


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_is_about_metrics_and_labels_that_there_are(told, query):
    asked = re.findall(SELECTOR, query)
    assert asked
    for name, selector in asked:
        assert name in told
        labels = re.findall(r'(\w+)(?:=~|!~|!=|=)"', selector)
        assert len(labels) == selector.count('"') // 2
        assert set(labels) - ADDED <= told[name]
        for grouped in re.findall(r"by \(([^)]*)\)", query):
            assert set(grouped.split(", ")) - ADDED <= told[name]


def test_the_variables_can_be_filled(told):
    queries = [each for each in VARIABLES if each["type"] == "query"]
    assert {each["name"] for each in queries} == {"instance", "model"}
    for each in queries:
        name, label = re.fullmatch(
            rf"label_values\(({NAME})(?:\{{.*\}})?, (\w+)\)", each["query"]["query"]
        ).groups()
        assert name in told
        assert label in told[name] | ADDED


def test_queries_use_the_variables_that_there_are():
    used = set(re.findall(r"\$\{?(\w+)", json.dumps(DASHBOARD)))
    assert used - {each["name"] for each in VARIABLES} == {"__rate_interval", "__all"}


def test_what_is_counted_is_shown(told):
    """Whoever adds a metric adds it to the dashboard."""
    shown = {counted(name) for name in re.findall(NAME, str(QUERIES))}
    assert shown >= {counted(name) for name in own(told)}


def own(told: dict[str, set[str]]) -> list[str]:
    """Our metrics; of each counter, the library also tells since when it counts."""
    return [name for name in told if name.startswith("latente_") and "_created" not in name]


def counted(name: str) -> str:
    """The metric that a series belongs to."""
    return re.sub(r"_(bucket|sum|count|total)$", "", name)


def test_panels_have_a_place_of_their_own_and_say_what_they_show():
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    for one, other in itertools.combinations(DASHBOARD["panels"], 2):
        assert not overlap(one["gridPos"], other["gridPos"]), (one["title"], other["title"])
    for panel in PANELS:
        assert panel["title"]
        assert panel["description"]
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        assert all(target["datasource"]["uid"] == "${datasource}" for target in panel["targets"])


def overlap(one: dict, other: dict) -> bool:
    across = one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
    down = one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"]
    return across and down


def test_the_table_beside_the_dashboard_names_what_there_is(told):
    text = (FOLDER / "README.md").read_text()
    named = re.findall(rf"`({NAME})(?:\{{([^}}]*)\}})?`", text)
    assert len(named) > 15
    for name, labels in named:
        series = name if name in told else f"{name}_count"
        assert series in told
        assert set(labels.split(",")) - {""} <= told[series]
    assert {counted(name) for name, _ in named} >= {counted(name) for name in own(told)}
