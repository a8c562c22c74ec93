"""Nothing on a screen reaches beyond it, at any width from an old telephone to a wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import SCREENS, link, next_frames, open_screen, visit

# Those of common screens, and the edges of the style sheets' own steps.
WIDTHS = (
    *(320, 340, 360, 390, 412, 480, 620, 700, 701, 761, 768, 800, 847, 848, 900, 901, 960, 980),
    *(1000, 1024, 1043, 1044, 1100, 1180, 1181, 1200, 1251, 1252, 1280, 1291, 1292, 1320),
    *(1329, 1330, 1366, 1391, 1392, 1440, 1500, 1600, 1660, 1920, 2200, 2560),
)
# What reaches beyond the work's sides, but for what is scrolled within it; and the page itself.
BEYOND = """() => {
  const work = document.querySelector('.work');
  const { left, right } = work.getBoundingClientRect();
  const isCut = (element) => {
    for (let each = element.parentElement; each && each !== work; each = each.parentElement) {
      if (getComputedStyle(each).overflowX !== 'visible') return true;
    }
    return false;
  };
  const named = 'img, canvas, button, input, select, h1, h2, h3, p, figure';
  const beyond = [...work.querySelectorAll(named)].filter((element) => {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || getComputedStyle(element).position === 'fixed') return false;
    return (box.right > right + 1 || (box.left < left - 1 && box.right > left)) && !isCut(element);
  });
  const scrolls = document.documentElement.scrollWidth > innerWidth;
  return [
    ...beyond.map(({ tagName, dataset, className }) => dataset.testid ?? `${tagName}.${className}`),
    ...(scrolls ? ['the page'] : []),
  ];
}"""


@pytest.fixture
def sizeable(page: Page):
    yield page
    page.set_viewport_size({"width": 1440, "height": 900})


def beyond(page: Page, least: int = 0) -> dict[int, list[str]]:
    """By the width of the window: what reaches beyond its place there."""
    found = {}
    for width in (each for each in WIDTHS if each >= least):
        page.set_viewport_size({"width": width, "height": 800})
        next_frames(page)
        if elements := page.evaluate(BEYOND):
            found[width] = elements[:4]
    return found


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_reaches_beyond_its_screen(sizeable, screen, lang):
    open_screen(sizeable, screen, lang)
    assert beyond(sizeable) == {}


@pytest.mark.parametrize("state", ["history", "presenting"])
@pytest.mark.parametrize("screen", SCREENS)
def test_nor_does_it_beside_the_history_or_in_large_type(sizeable, screen, state):
    panel = sizeable.get_by_test_id("history-panel")
    if state == "presenting":
        open_screen(sizeable, screen, "es", present=1)
        expect(panel).to_have_count(0)
    else:
        open_screen(sizeable, screen, "es", hide="details")
        sizeable.get_by_test_id("history-open").click()
        expect(panel).to_be_visible()
    try:
        assert beyond(sizeable, 1180) == {}
    finally:
        if panel.count():
            sizeable.get_by_test_id("history-open").click()
        visit(sizeable, link("models", present=0, hide=""))
