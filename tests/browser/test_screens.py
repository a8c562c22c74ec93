"""Each screen shows pictures, in both languages, on a desk and on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.support import (
    LANGUAGES,
    NARROWEST,
    PHONE,
    SCREENS,
    open_screen,
    shown,
)
from tests.browser.watch import Watch, opening


@dataclass(frozen=True)
class Opened:
    """A page that shows a screen."""

    page: Page
    screen: str
    lang: str


TITLES = {
    "sampling": {"es": "Muestreo", "en": "Sampling"},
    "map": {"es": "Mapa", "en": "Map"},
    "posterior": {"es": "Posterior", "en": "Posterior"},
    "interpolation": {"es": "Interpolación", "en": "Interpolation"},
    "attributes": {"es": "Edición", "en": "Attributes"},
    "conditional": {"es": "Condición", "en": "Condition"},
    "compare": {"es": "Comparar", "en": "Compare"},
    "studio": {"es": "Estudio", "en": "Studio"},
    "collection": {"es": "Colección", "en": "Collection"},
    "models": {"es": "Modelos", "en": "Models"},
}
# How many pictures each screen shows at least: sheets, strips, galleries.
LEAST_PICTURES = {
    "sampling": 3 * 16 + 3 * 10,
    "map": 1,
    "posterior": 10 + 4 + 9 + 4 * 7,
    "interpolation": 3 + 2 * 33,
    "attributes": 2 + 25,
    "conditional": 10 + 1 + 16,
    "compare": 3 + 3 * 16,
    "studio": 4,
    "collection": 3 + 1 + 3,
    "models": 5 * 10,
}
DECODED = """async () => {
  const images = [...document.querySelectorAll('#main img')];
  await Promise.all(images.map((image) => image.decode()));
  return images.map((image) => image.naturalWidth);
}"""
OVERHANG = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def desk_page(browser: Browser, address: str) -> Iterator[tuple[Page, Watch]]:
    """One page for all screens on a desk, beside that of the tests which change something."""
    watches: list[Watch] = []
    with opening(browser, watches) as new_page:
        yield new_page(address), watches[0]


@pytest.fixture(scope="module", params=list(product(SCREENS, LANGUAGES)), ids="-".join)
def desk(request, desk_page: tuple[Page, Watch]) -> Iterator[Opened]:
    """A screen in one language on a desk; the tests of it leave it as it is."""
    yield from shown_on(desk_page, *request.param)


@pytest.fixture(scope="module", params=list(product(SCREENS, LANGUAGES)), ids="-".join)
def telephone(request, shared_phone: tuple[Page, Watch]) -> Iterator[Opened]:
    """The same on a telephone."""
    shared_phone[0].set_viewport_size(PHONE)
    yield from shown_on(shared_phone, *request.param)


def shown_on(shared: tuple[Page, Watch], screen: str, lang: str) -> Iterator[Opened]:
    """Open a screen on a page that is there already, and look for surprises in the end."""
    page, watch = shared
    open_screen(page, screen, lang)
    yield Opened(page, screen, lang)
    page.evaluate("0")  # what the page has reported so far arrives before the answer
    surprises = watch.take()
    assert not surprises, "\n".join(surprises)


def decoded_widths(opened: Opened) -> list[int]:
    """Natural widths of all pictures, once there are enough; fails where one is broken."""
    last = LEAST_PICTURES[opened.screen] - 1
    expect(opened.page.locator("#main img").nth(last)).to_be_attached()
    return opened.page.evaluate(DECODED)


def test_screen_shows_pictures_on_a_desk(desk):
    assert set(decoded_widths(desk)) == {28}
    assert desk.page.evaluate(OVERHANG) == 0


def test_screen_speaks_its_language(desk):
    title = TITLES[desk.screen][desk.lang]
    expect(desk.page.locator("html")).to_have_attribute("lang", desk.lang)
    expect(desk.page.locator("h1")).to_have_text(title)
    expect(desk.page).to_have_title(f"{title} · Latente")


def test_rail_shows_where_one_is(desk):
    current = desk.page.locator("nav a[aria-current=page]")
    expect(current).to_have_count(1)
    expect(current).to_have_attribute("data-testid", f"nav-{desk.screen}")


def test_screen_has_no_accessibility_violations_by_day(desk):
    assert violations(desk.page) == []


@pytest.mark.parametrize("desk", list(product(SCREENS, ["es"])), indirect=True, ids="-".join)
def test_screen_has_no_accessibility_violations_by_night(desk):
    desk.page.get_by_test_id("theme").click()
    expect(desk.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert violations(desk.page) == []
    desk.page.get_by_test_id("theme").click()


def test_screen_shows_pictures_on_a_telephone(telephone):
    assert set(decoded_widths(telephone)) == {28}


@pytest.mark.parametrize("width", [PHONE["width"], NARROWEST])
def test_screen_fits_a_telephone(telephone, width):
    telephone.page.set_viewport_size({"width": width, "height": PHONE["height"]})
    assert telephone.page.evaluate(OVERHANG) == 0


@pytest.mark.parametrize("telephone", list(product(SCREENS, ["en"])), indirect=True, ids="-".join)
def test_screen_on_a_telephone_has_no_accessibility_violations(telephone):
    assert violations(telephone.page) == []


@pytest.mark.parametrize(("locale", "lang"), [("es-MX", "es"), ("en-US", "en"), ("fr-FR", "en")])
def test_without_a_link_the_first_screen_speaks_the_browsers_language(
    new_page, address, locale, lang
):
    page = new_page(address, locale=locale)
    page.goto("/")
    shown(page, "sampling")
    expect(page.locator("h1")).to_have_text(TITLES["sampling"][lang])


def test_primary_slider_is_within_reach_on_a_telephone(phone):
    open_screen(phone, "interpolation")
    box = phone.get_by_test_id("alpha").bounding_box()
    assert box is not None
    assert box["y"] >= PHONE["height"] / 2
    assert box["y"] + box["height"] <= PHONE["height"]


def test_details_fold_away_on_a_telephone(phone):
    open_screen(phone, "sampling")
    toggle = phone.get_by_role("button", name="Details", exact=True)
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(phone.get_by_test_id("curl")).to_be_hidden()
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(phone.get_by_test_id("curl")).to_be_visible()


class TestTheWatchItself:
    """The tests above are only worth something if trouble does not pass unnoticed."""

    def test_it_sees_what_it_must(self, page, watch: Watch, address):
        open_screen(page, "models")
        assert watch.seen == []
        watch.expect(".")
        page.evaluate("() => { console.error('one'); setTimeout(() => { throw Error('two') }) }")
        page.evaluate("() => fetch('api/v1/no-such-thing').then((answer) => answer.text())")
        page.evaluate(
            """() => new Promise((done) => {
              const image = new Image();
              image.onerror = done;
              image.src = 'http://example.invalid/three.png';
            })"""
        )
        expect(page.locator("h1")).to_be_visible()
        seen = "\n".join(watch.seen)
        assert "console error: one" in seen
        assert "page error: Error: two" in seen or "page error: two" in seen
        assert f"answer 404: GET {address}/api/v1/no-such-thing" in seen
        assert "Content Security Policy" in seen

    def test_it_sees_another_host(self, new_page, address, watches):
        page = new_page(address, bypass_csp=True)
        page.route("http://example.invalid/**", lambda route: route.abort())
        open_screen(page, "models")
        watches[0].expect("example.invalid")
        page.evaluate("() => fetch('http://example.invalid/four').catch(() => 0)")
        assert "other host: http://example.invalid/four" in watches[0].seen

    def test_declared_problems_are_the_only_ones_forgiven(self, page, watch: Watch):
        open_screen(page, "models")
        page.evaluate("() => { console.error('meant'); console.error('not meant so') }")
        page.evaluate("0")
        watch.expect("error: meant")
        assert len(watch.undeclared) == 1
        assert "not meant so" in watch.undeclared[0]
        watch.expect("not meant so")
