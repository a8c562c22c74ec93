"""How long the page's thread is busy at a time while somebody drags a slider."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from benchmarks.page.chromium import fresh_page

LONG_MS = 50.0


@dataclass(frozen=True)
class Drag:
    """A slider: on which screen, in which state, where."""

    name: str
    hash: str
    slider: str

    @property
    def range(self) -> str:
        """Selector of its range input."""
        return f"{self.slider} input[type=range]"


DRAGS = (
    Drag("sampling", "sampling?t=1", "[data-testid=temperature]"),
    Drag("map: path", "map?p=-1:0,1:0.5&path=1-2&a=0.2", "[data-testid=alpha]"),
    Drag("posterior: scale", "posterior?m=fashion-vae", "[data-testid=scale]"),
    Drag("posterior: dimension", "posterior?m=fashion-vae", ".dimension:first-child .slider"),
    Drag("interpolation", "interpolation?m=fashion-vae", "[data-testid=alpha]"),
    Drag("attributes", "attributes?m=faces-vae", "[data-testid^=attribute-]"),
    Drag("conditional (attributes)", "conditional?m=faces-cvae", ".condition-list .slider"),
    Drag("studio", "studio?m=fashion-vae", "[data-testid=frame]"),
)

_OBSERVE = """() => {
  window.long = [];
  window.observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.long.push(duration);
  });
  window.observer.observe({ type: 'longtask' });
}"""
_TRACED = ("disabled-by-default-devtools.timeline",)


def measure(
    browser: Browser, address: str, drag: Drag, moves: int, pause_ms: int
) -> dict[str, Any]:
    """One drag there and back with the mouse.

    Times are in milliseconds: of the longest task on the wall, of the longest one in processor
    time, which a busy machine does not change, and processor time for each move.
    """
    with fresh_page(browser) as page:
        page.goto(f"{address}/#/{drag.hash}&lang=en")
        slider = page.locator(drag.range).first
        slider.wait_for()
        page.locator(".busy").first.wait_for(state="detached")
        page.wait_for_load_state("networkidle")
        page.evaluate(_OBSERVE)
        browser.start_tracing(page=page, categories=list(_TRACED))
        drag_there_and_back(page, slider, moves, pause_ms)
        tasks = main_tasks(json.loads(browser.stop_tracing())["traceEvents"])
        long = page.evaluate("() => window.long")
    used = [task.get("tdur", 0) / 1000 for task in tasks]
    return {
        "long_tasks": len(long),
        "longest_wall": max((task["dur"] / 1000 for task in tasks), default=0.0),
        "longest_cpu": max(used, default=0.0),
        "cpu_a_move": sum(used) / (2 * moves),
    }


def drag_there_and_back(page: Page, slider: Locator, moves: int, pause_ms: int) -> None:
    """From the middle of the slider to near its end and back, ``moves`` each way."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    if box is None:
        raise RuntimeError("the slider is not on the page")
    y = box["y"] + box["height"] / 2
    there = [0.5 + 0.4 * move / moves for move in range(1, moves + 1)]
    page.mouse.move(box["x"] + 0.5 * box["width"], y)
    page.mouse.down()
    for share in (*there, *reversed(there)):
        page.mouse.move(box["x"] + share * box["width"], y)
        page.wait_for_timeout(pause_ms)
    page.mouse.up()
    page.wait_for_timeout(10 * pause_ms)


def main_tasks(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tasks of the page's own thread: of the one that has used most of the processor.

    The browser's own pages have renderers too.
    """
    named = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    by_thread: dict[tuple[int, int], list[dict[str, Any]]] = {key: [] for key in named}
    for event in events:
        key = (event["pid"], event["tid"])
        if event["name"] == "RunTask" and event.get("ph") == "X" and key in by_thread:
            by_thread[key].append(event)
    return max(
        by_thread.values(), key=lambda tasks: sum(t.get("tdur", 0) for t in tasks), default=[]
    )
