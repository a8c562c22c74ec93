"""How long a frame of the map takes with many more points than any shipped map has."""

from __future__ import annotations

import base64
import itertools
import json
import statistics
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, Route

from benchmarks.page.chromium import fresh_page
from benchmarks.page.dragging import main_tasks

POINTS = 60_000
_ADDRESS = "/#/map?m=fashion-vae-2d&lang=en"
_STAGE = "[data-testid=stage-main]"
_TRACED = ("disabled-by-default-devtools.timeline",)

# The time between frames, told apart by what is being done.
_COUNT = """() => {
  window.gaps = {};
  window.doing = '';
  let last = performance.now();
  const tick = (now) => {
    (window.gaps[window.doing] ??= []).push(now - last);
    last = now;
    window.tick = requestAnimationFrame(tick);
  };
  window.tick = requestAnimationFrame(tick);
}"""


def measure(browser: Browser, address: str, moves: int, pause_ms: int) -> dict[str, Any]:
    """Milliseconds between frames while hovering, panning and zooming, and of the worst task."""
    with fresh_page(browser) as page:
        page.route("**/map", _crowd)
        page.goto(address + _ADDRESS)
        page.locator(f"{_STAGE}[aria-label*='{POINTS:,}']").wait_for()
        page.locator("[data-testid=here-main] img").wait_for()
        page.wait_for_load_state("networkidle")
        page.evaluate(_COUNT)
        browser.start_tracing(page=page, categories=list(_TRACED))
        for name, act in _ACTS.items():
            page.evaluate("(name) => { window.doing = name; }", name)
            act(page, moves, pause_ms)
        tasks = main_tasks(json.loads(browser.stop_tracing())["traceEvents"])
        gaps = page.evaluate("() => window.gaps")
    found = {name: _summary(gaps[name]) for name in _ACTS}
    worst = max((task.get("tdur", 0) / 1000 for task in tasks), default=0.0)
    return {"points": POINTS, "acts": found, "longest_cpu": worst}


def _summary(gaps: list[float]) -> dict[str, float]:
    ordered = sorted(gaps)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"median": statistics.median(ordered), "p95": late, "worst": ordered[-1]}


def _crowd(route: Route) -> None:
    """Answers with the service's own map, its points repeated with some noise."""
    answer = route.fetch().json()
    positions = np.frombuffer(base64.b64decode(answer["positions"]), "<f4").reshape(-1, 2)
    chosen = np.arange(POINTS) % len(positions)
    noise = np.random.default_rng(0).normal(0.0, 0.08, (POINTS, 2))
    answer |= {"count": POINTS, "positions": _base64(positions[chosen] + noise, "<f4")}
    if answer.get("classes"):
        classes = np.frombuffer(base64.b64decode(answer["classes"]), np.uint8)
        answer["classes"] = _base64(classes[chosen], "u1")
    answer["sprite"] = None
    route.fulfill(json=answer)


def _base64(values: np.ndarray, kind: str) -> str:
    return base64.b64encode(values.astype(kind).tobytes()).decode("ascii")


def _spots(page: Page, moves: int) -> list[tuple[float, float]]:
    """A way through the middle of the map and back."""
    box = page.locator(_STAGE).bounding_box()
    if box is None:
        raise RuntimeError("the map is not on the page")
    shares = [0.3 + 0.4 * move / moves for move in range(moves + 1)]
    way = itertools.chain(shares, reversed(shares))
    return [(box["x"] + s * box["width"], box["y"] + (0.2 + 0.5 * s) * box["height"]) for s in way]


def _hover(page: Page, moves: int, pause_ms: int) -> None:
    for x, y in _spots(page, moves):
        page.mouse.move(x, y)
        page.wait_for_timeout(pause_ms)


def _pan(page: Page, moves: int, pause_ms: int) -> None:
    spots = _spots(page, moves)
    page.mouse.move(*spots[0])
    page.mouse.down()
    for x, y in spots:
        page.mouse.move(x, y)
        page.wait_for_timeout(pause_ms)
    page.mouse.up()


def _zoom(page: Page, moves: int, pause_ms: int) -> None:
    page.mouse.move(*_spots(page, moves)[moves // 2])
    for step in (-120, 120):
        for _ in range(moves):
            page.mouse.wheel(0, step)
            page.wait_for_timeout(pause_ms)


_ACTS = {"hovering": _hover, "panning": _pan, "zooming": _zoom}
