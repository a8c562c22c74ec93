"""Each screen shows pictures, in both languages, on a desk and on a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import (
    LANGUAGES,
    NARROWEST,
    PHONE,
    SCREENS,
    open_screen,
    shown,
)
from tests.browser.watch import Watch

TITLES = {
    "sampling": {"es": "Muestreo", "en": "Sampling"},
    "interpolation": {"es": "Interpolación", "en": "Interpolation"},
    "attributes": {"es": "Edición", "en": "Attributes"},
    "conditional": {"es": "Condición", "en": "Condition"},
    "models": {"es": "Modelos", "en": "Models"},
}
# How many pictures each screen shows at least: sheets, strips, galleries.
LEAST_PICTURES = {
    "sampling": 3 * 16 + 3 * 10,
    "interpolation": 3 + 2 * 33,
    "attributes": 2 + 25,
    "conditional": 10 + 1 + 16,
    "models": 5 * 10,
}
DECODED = """async () => {
  const images = [...document.querySelectorAll('#main img')];
  await Promise.all(images.map((image) => image.decode()));
  return images.map((image) => image.naturalWidth);
}"""
OVERHANG = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"


def decoded_widths(page: Page, least: int) -> list[int]:
    """Natural widths of all pictures, once there are enough; fails where one is broken."""
    expect(page.locator("#main img").nth(least - 1)).to_be_attached()
    return page.evaluate(DECODED)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_screen_shows_pictures_on_a_desk(page, screen, lang):
    open_screen(page, screen, lang)
    assert set(decoded_widths(page, LEAST_PICTURES[screen])) == {28}
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("h1")).to_have_text(TITLES[screen][lang])
    expect(page).to_have_title(f"{TITLES[screen][lang]} · Latente")
    current = page.locator("nav a[aria-current=page]")
    expect(current).to_have_count(1)
    expect(current).to_have_attribute("data-testid", f"nav-{screen}")
    assert page.evaluate(OVERHANG) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_screen_fits_a_telephone(new_page, address, screen, lang):
    page = new_page(address, viewport=PHONE, has_touch=True, is_mobile=True)
    open_screen(page, screen, lang)
    assert set(decoded_widths(page, LEAST_PICTURES[screen])) == {28}
    assert page.evaluate(OVERHANG) == 0
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    assert page.evaluate(OVERHANG) == 0


@pytest.mark.parametrize(("locale", "lang"), [("es-MX", "es"), ("en-US", "en"), ("fr-FR", "en")])
def test_without_a_link_the_first_screen_speaks_the_browsers_language(
    new_page, address, locale, lang
):
    page = new_page(address, locale=locale)
    page.goto("/")
    shown(page, "sampling")
    expect(page.locator("h1")).to_have_text(TITLES["sampling"][lang])


def test_primary_slider_is_within_reach_on_a_telephone(new_page, address):
    page = new_page(address, viewport=PHONE)
    open_screen(page, "interpolation")
    box = page.get_by_test_id("alpha").bounding_box()
    assert box is not None
    assert box["y"] >= PHONE["height"] / 2
    assert box["y"] + box["height"] <= PHONE["height"]


def test_details_fold_away_on_a_telephone(new_page, address):
    page = new_page(address, viewport=PHONE)
    open_screen(page, "sampling")
    toggle = page.get_by_role("button", name="Details", exact=True)
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_test_id("curl")).to_be_hidden()
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_test_id("curl")).to_be_visible()


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
