"""What the Tab key reaches has a name and a frame, and lies in view, behind nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.support import PHONE, SCREENS, next_frames, open_screen

MOST = 150
# The laptop is as low as those that teachers bring.
SIZES = {"telephone": PHONE, "laptop": {"width": 1280, "height": 720}}
# Of the element with the focus: what is wrong with it, if anything; null at the end of the page.
LOOK = """() => {
  const found = document.activeElement;
  if (!found || found === document.body) return null;
  const { left, top, width, height, bottom } = found.getBoundingClientRect();
  const labels = [...(found.labels ?? [])];
  const named = (found.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
  const name = [
    found.getAttribute('aria-label'), found.title, found.innerText,
    ...labels.map((label) => label.innerText),
    ...named.map((id) => document.getElementById(id)?.innerText),
  ].find((words) => words?.trim());
  const wrong = [];
  if (!name) wrong.push('has no name');
  const inside = (value, most) => Math.min(Math.max(value, 0), most - 1);
  const over = document.elementFromPoint(
    inside(left + width / 2, innerWidth), inside(top + height / 2, innerHeight));
  const own = [found, ...labels];
  if (bottom <= 0 || top >= innerHeight) wrong.push('is out of view');
  else if (!over || !own.some((each) => each.contains(over) || over.contains(each))) {
    wrong.push(`is behind ${over?.className || over?.tagName}`);
  }
  const { outlineStyle } = getComputedStyle(found);
  // Sliders frame their thumbs instead.
  if (outlineStyle === 'none' && found.type !== 'range') wrong.push('has no frame');
  return { name: name?.trim().slice(0, 40) ?? found.outerHTML.slice(0, 80), wrong };
}"""


@pytest.fixture(params=SIZES)
def sized(request, page: Page):
    page.set_viewport_size(SIZES[request.param])
    yield page
    page.set_viewport_size({"width": 1440, "height": 900})


def walk(page: Page, key: str) -> list[dict]:
    """Press a key until the focus leaves the page; what was seen at each stop."""
    stops: list[dict] = []
    while len(stops) < MOST:
        page.keyboard.press(key)
        next_frames(page)
        found = page.evaluate(LOOK)
        if found is None:
            return stops
        stops.append(found)
    raise AssertionError(f"the focus goes round: {stops[-3:]}")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_tab_key_reaches_nothing_that_cannot_be_seen(sized, screen):
    open_screen(sized, screen)
    sized.emulate_media(reduced_motion="reduce")
    next_frames(sized)
    there = walk(sized, "Tab")
    sized.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    back = walk(sized, "Shift+Tab")
    assert len(there) > 15
    # Forward it begins with the content where a screen was opened by a link within the page.
    backwards = [stop["name"] for stop in reversed(back)]
    assert backwards[-len(there) :] == [stop["name"] for stop in there]
    assert [stop for stop in there if stop["wrong"]] == []
    assert [stop for stop in back if stop["wrong"]] == []
