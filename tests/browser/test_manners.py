"""How every screen meets hands and eyes: keys, fingers, wide and narrow windows, chosen colours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.support import (
    DESKTOP,
    NARROWEST,
    PHONE,
    SCREENS,
    TELEPHONE,
    open_screen,
    requests_of,
    settled,
    slider,
    touch,
    until,
    value,
)
from tests.browser.watch import opening

PROJECTOR = {"width": 2560, "height": 1440}
MOST_STOPS = 160
OVERHANG = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
# Where the keyboard is: whether one sees it there, and which of all elements it is.
WHERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const isRinged = (element, part) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  };
  const around = [at, at.parentElement, at.closest('label')].filter(Boolean);
  const within = [...at.querySelectorAll('*')].slice(0, 20);
  // The ring of a range is drawn round its thumb, of which a script learns nothing.
  const isSeen = at.type === 'range' || [...around, ...within].some((one) => isRinged(one));
  const box = at.getBoundingClientRect();
  const isAcross = box.right > 0 && box.left < innerWidth;
  const isInside = isAcross && box.bottom > 0 && box.top < innerHeight;
  return {
    isSeen,
    isInside: isInside || at.id === 'skip-link',
    place: [...document.querySelectorAll('*')].indexOf(at),
    name: at.outerHTML.slice(0, 120),
  };
}"""
# All that is pressed, but for words within a text, the cells of contact sheets and strips, which
# arrow keys and a slider walk as well, and what is hidden for the eye.
SMALL = """() => {
  const pressed = 'button, a[href], input, select, summary';
  const found = [];
  for (const element of document.querySelectorAll(pressed)) {
    if (!element.checkVisibility() || getComputedStyle(element).clipPath !== 'none') continue;
    if (element.closest('p, .skip-link')) continue;
    const isChoice = element.matches('[type=radio], [type=checkbox]');
    const area = (isChoice && element.closest('label')) || element;
    const { width, height } = area.getBoundingClientRect();
    if (width < 43.5 || height < 43.5)
      found.push(`${Math.round(width)}x${Math.round(height)} ${element.outerHTML.slice(0, 100)}`);
  }
  return found;
}"""
LASTING = """() => document.getAnimations().filter((one) =>
  one.effect?.getComputedTiming().duration > 250).length"""
SHIFTS = """() => {
  window.shifted = [];
  window.shiftObserver = new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) window.shifted.push(value);
  });
  window.shiftObserver.observe({ type: 'layout-shift' });
}"""


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """One page on a desk for all of these tests."""
    with opening(browser, []) as make:
        yield make(address)


@pytest.fixture(scope="module")
def hand(browser: Browser, address: str) -> Iterator[Page]:
    """One page on a telephone."""
    with opening(browser, []) as make:
        yield make(address, **TELEPHONE)


@pytest.fixture(scope="module", params=SCREENS)
def shown(request: pytest.FixtureRequest, desk: Page) -> Page:
    """A screen where motion is unwelcome; the tests of it leave it as it is."""
    desk.emulate_media(reduced_motion="reduce")
    open_screen(desk, request.param)
    return desk


def test_the_tab_key_goes_through_everything_in_order_and_is_seen(shown):
    shown.evaluate("() => document.activeElement?.blur()")
    shown.keyboard.press("Tab")
    stops = []
    for _ in range(MOST_STOPS):
        here = shown.evaluate(WHERE)
        if here is None or (stops and here["place"] == stops[0]["place"]):
            break
        stops.append(here)
        shown.keyboard.press("Tab")
    else:
        pytest.fail(f"the way through {shown.url} does not end")
    assert len(stops) > len(SCREENS)
    assert [stop["name"] for stop in stops if not stop["isSeen"] or not stop["isInside"]] == []
    places = [stop["place"] for stop in stops]
    begin = places.index(min(places))  # the keyboard starts where the screen has its heading
    turned = places[begin:] + places[:begin]
    assert turned == sorted(turned)


@pytest.mark.parametrize("screen", SCREENS)
def test_what_a_finger_presses_is_large_enough(hand, screen):
    hand.set_viewport_size({"width": NARROWEST, "height": PHONE["height"]})
    open_screen(hand, screen)
    assert hand.evaluate(SMALL) == []


def drag_by_finger(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Put a finger down, move it to another place in steps, lift it."""
    shares = np.linspace(0, 1, 9)
    touch(
        page, [[tuple((1 - share) * np.array(start) + share * np.array(end))] for share in shares]
    )


def box_of(place) -> tuple[float, float, float, float]:
    place.evaluate("(place) => place.scrollIntoView({ block: 'center' })")
    box = place.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def test_a_finger_drags_the_slider_and_the_strip(hand):
    hand.set_viewport_size(PHONE)
    open_screen(hand, "interpolation", a=0.5)
    field = slider(hand.get_by_test_id("alpha"))
    x, y, width, height = box_of(field)
    middle = y + height / 2
    drag_by_finger(hand, (x + width / 2, middle), (x + width * 0.9, middle))
    until(hand, lambda: value(field) > 0.8, "a slider that follows the finger")
    settled(hand)
    x, y, width, height = box_of(hand.get_by_test_id("film-vae"))
    before = value(field)
    drag_by_finger(hand, (x + width * 0.3, y + height / 2), (x + width * 0.8, y + height / 2))
    until(hand, lambda: value(field) < before - 0.05, "a strip that follows the finger")
    settled(hand)


def test_a_finger_moves_the_map_and_asks_for_little(hand):
    open_screen(hand, "map", m="fashion-vae-2d", v="0,0,8")
    asked = requests_of(hand, "/decode")
    x, y, width, height = box_of(hand.get_by_test_id("stage-main"))
    drag_by_finger(hand, (x + width * 0.7, y + height / 2), (x + width * 0.3, y + height / 2))
    hand.wait_for_function("() => /[?&]v=3\\.\\d/.test(location.hash)")
    settled(hand)
    assert len(asked) <= 1


def test_a_projector_is_filled_and_not_overrun(shown):
    shown.set_viewport_size(PROJECTOR)
    assert shown.evaluate(OVERHANG) == 0
    work = shown.locator("main").bounding_box()
    assert work is not None
    assert work["width"] > 1500
    assert shown.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)") > 18
    shown.set_viewport_size(DESKTOP)


def test_nothing_moves_by_itself_where_motion_is_unwelcome(shown):
    assert shown.evaluate(LASTING) == 0


class TestColoursOfTheSystem:
    def test_sliders_and_choices_are_seen(self, desk, tmp_path):
        open_screen(desk, "sampling")
        desk.emulate_media(forced_colors="active")
        for testid in ("temperature", "count"):
            path = tmp_path / f"{testid}.png"
            area = desk.get_by_test_id(testid)
            (slider(area) if testid == "temperature" else area).screenshot(path=path)
            with Image.open(path) as picture:
                pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3).astype(int)
            drawn = np.abs(pixels - pixels[0]).max(axis=1) > 60
            assert drawn.mean() > 0.03, testid
        desk.emulate_media(forced_colors="none")


def test_pictures_change_without_moving_anything_else(desk):
    for screen, testid in (("attributes", "attribute-Wide"), ("sampling", "temperature")):
        open_screen(desk, screen)
        field = slider(desk.get_by_test_id(testid))
        field.focus()
        desk.evaluate(SHIFTS)
        for _ in range(6):
            desk.keyboard.press("ArrowRight")
        settled(desk)
        # Keys excuse what shifts within half a second of them: the wait is part of the question.
        desk.wait_for_timeout(600)
        shifted = desk.evaluate("() => { shiftObserver.disconnect(); return window.shifted }")
        # A caption that grows by a digit is all that moves.
        assert sum(shifted) < 0.001


def test_the_guide_of_a_lesson_has_its_parts_below_each_other(desk):
    open_screen(desk, "sampling", lesson="prior.2")
    parts = [desk.locator(f".coach-{part}") for part in ("head", "text", "foot")]
    boxes = [part.bounding_box() for part in parts]
    ends = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert len(ends) == len(parts)
    assert all(above[1] <= below[0] + 1 for above, below in itertools.pairwise(ends))
