"""What a screen fetches before its first picture, and that nothing is lost while the rest comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.support import PHONE, SCREENS, link, open_screen, shown, until
from tests.browser.watch import opening

MOST_MODULES = 40
MOST_BYTES = 150_000
# One opening for each way a screen may begin.
OPENINGS = {
    "lessons": {},
    "sampling": {},
    "map": {},
    "posterior": {},
    "interpolation": {},
    "attributes": {},
    "conditional": {},
    "conditional with attributes": {"m": "faces-cvae"},
    "compare": {},
    "studio": {},
    "collection": {},
    "models": {},
}
# What a screen shows first. The map draws its points itself, and what is under the cursor after
# them; the lessons have drawings, and no picture of a model; an empty collection says so.
# Everywhere else it is the first picture of the service.
DRAWN = {
    "map": """() => {
      const points = document.querySelector('canvas[data-layer=points]');
      if (!points) return false;
      // Copied: to ask the canvas itself for a context would decide which kind it gives the page.
      const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      probe.drawImage(points, 0, 0, 300, 150);
      return probe.getImageData(0, 0, 300, 150).data.some((value) => value > 0);
    }""",
    "lessons": "() => document.querySelectorAll('.lesson-drawing').length === 6",
    "collection": "() => Boolean(document.querySelector('[data-testid=screen-collection] h1'))",
}
# `at`: when the frame came that shows it, or when the page itself saw it, from where on it fetches
# the rest. Pictures tell of their arrival on the way down only.
LISTEN = """
  const isDrawn = %s;
  if (isDrawn) {
    const look = () => {
      const [seen] = performance.getEntriesByName('first-picture');
      if (isDrawn()) window.at = seen?.startTime ?? performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  } else {
    document.addEventListener('load', ({ target }) => {
      if (!window.at && target.matches?.("img[src^='data:']")) window.at = performance.now();
    }, { capture: true });
  }"""
# Without a picture for two seconds a screen fetches the rest: on a machine that does much else
# that would be counted as fetched before it.
PATIENT = """
  const later = window.setTimeout;
  window.setTimeout = (work, pause, ...more) =>
    later(work, pause === 2000 ? 60_000 : pause, ...more);
"""
# What had come until then, with its size on the wire without headers: all but the pictures,
# which are what all the rest was for.
PICTURES = "sample|interpolate|conditional-generate|encode|decode|attribute-edit|map"
FETCHED = f"""() => performance.getEntries()
  .filter(({{ entryType, responseEnd }}) =>
    ['navigation', 'resource'].includes(entryType) && responseEnd > 0 && responseEnd <= window.at)
  .map(({{ name, encodedBodySize }}) => [new URL(name).pathname, encodedBodySize])
  .filter(([path]) => !/models.[^/]+.({PICTURES})$/.test(path))"""
# How much of the window has moved, and how far, without anybody having done anything.
MOST_SHIFTED = 0.05
SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries())
      if (!hadRecentInput) window.shifted += value;
  }).observe({ type: 'layout-shift', buffered: true });"""
SPANISH_IS_THERE = """() => performance.getEntriesByType('resource')
  .some(({ name }) => name.endsWith('i18n/es.js'))"""


@pytest.mark.parametrize("opened", OPENINGS)
def test_the_first_picture_takes_few_modules_and_bytes(new_page, shipped_address, opened):
    screen = opened.split()[0]
    page = new_page(shipped_address)
    page.add_init_script(PATIENT + LISTEN % DRAWN.get(screen, "null"))
    page.goto(link(screen, **OPENINGS[opened]))
    until(page, lambda: page.evaluate("() => window.at > 0"), "the first picture")
    fetched = page.evaluate(FETCHED)
    modules = sorted(path for path, _ in fetched if path.endswith(".js"))
    sizes = sorted(((size, path) for path, size in fetched), reverse=True)
    total = sum(size for size, _ in sizes)
    assert f"/src/views/{screen}.js" in modules
    # The classic script of the theme is no module.
    assert len(modules) - 1 <= MOST_MODULES, modules
    assert sum(size > 0 for size, _ in sizes) > len(modules), sizes
    assert total <= MOST_BYTES, (total, sizes[:12])


def test_no_screen_is_left_out():
    assert {opened.split()[0] for opened in OPENINGS} == {*SCREENS, "lessons"}


def test_what_comes_after_the_first_picture_moves_nothing(new_page, shipped_address):
    page = new_page(shipped_address, viewport=PHONE)
    page.add_init_script(SHIFTS)
    for screen in ("map", "posterior", "studio", "lessons"):
        page.goto("about:blank")
        page.goto(link(screen))
        expect(page.get_by_test_id("details").locator("section").first).to_be_attached()
        if screen != "lessons":
            shown(page, screen)
        assert page.evaluate("() => window.shifted") <= MOST_SHIFTED, screen


class Held:
    """Requests for some files, kept waiting."""

    def __init__(self, page: Page, *files: str) -> None:
        self._routes: list[Route] = []
        self._is_open = False
        for file in files:
            page.route(f"**/{file}", self._arrive)

    def _arrive(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self._routes.append(route)

    def release(self) -> None:
        """Let them come."""
        self._is_open = True
        for route in self._routes:
            route.continue_()


@pytest.fixture(scope="module")
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A telephone, where the panel folds."""
    with opening(browser, []) as new_page:
        yield new_page(address, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def telephone(phone: Page) -> Iterator[Page]:
    """The telephone with nothing on it: the next page loads everything anew."""
    phone.goto("about:blank")
    yield phone
    phone.unroute_all(behavior="ignoreErrors")


def test_a_panel_that_is_opened_early_is_open_when_its_contents_come(telephone):
    held = Held(telephone, "interpolation-details.js")
    open_screen(telephone, "interpolation")
    toggle = telephone.locator(".details-toggle")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(toggle).to_be_focused()
    expect(telephone.get_by_test_id("details").locator("section")).to_have_count(0)
    held.release()
    expect(telephone.get_by_test_id("details").locator("section").first).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(toggle).to_be_focused()


def test_a_dialog_that_is_asked_for_early_opens_when_it_comes(telephone):
    held = Held(telephone, "image-picker.js")
    open_screen(telephone, "interpolation")
    telephone.get_by_test_id("from-change").click()
    expect(telephone.get_by_test_id("picker")).to_have_count(0)
    held.release()
    expect(telephone.get_by_test_id("picker")).to_be_visible()
    # Every item has its place, and then its picture.
    telephone.get_by_test_id("gallery-dress-2").locator("img").wait_for()
    telephone.get_by_test_id("gallery-dress-2").click()
    expect(telephone.get_by_test_id("from").locator(".source-name")).to_have_text("Dress")


def test_a_language_that_is_chosen_early_is_there_when_its_texts_come(telephone):
    held = Held(telephone, "i18n/es.js")
    open_screen(telephone, "interpolation")
    telephone.get_by_test_id("language-es").click()
    expect(telephone.locator("h1")).to_have_text("Interpolation")
    # Whoever changes their mind is not overtaken by it.
    telephone.get_by_test_id("language-en").click()
    held.release()
    until(telephone, lambda: telephone.evaluate(SPANISH_IS_THERE), "the Spanish texts")
    expect(telephone.locator("h1")).to_have_text("Interpolation")
    telephone.get_by_test_id("language-es").click()
    expect(telephone.locator("h1")).to_have_text("Interpolación")
    telephone.get_by_test_id("nav-models").click()
    shown(telephone, "models")
    expect(telephone.locator("h1")).to_have_text("Modelos")
    expect(telephone.locator(".lede")).to_contain_text("Qué")


def test_a_language_that_cannot_be_fetched_is_refused_in_words(new_page, watches, address):
    page = new_page(address)
    watches[0].expect("i18n/es.js")
    page.route("**/i18n/es.js", lambda route: route.abort())
    open_screen(page, "interpolation")
    page.get_by_test_id("language-es").click()
    expect(page.get_by_test_id("message")).to_contain_text("did not answer")
    expect(page.locator("h1")).to_have_text("Interpolation")
    expect(page.get_by_test_id("language-en")).to_have_attribute("aria-pressed", "true")
