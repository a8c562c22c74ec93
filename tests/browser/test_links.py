"""A link brings back the view; a damaged one is understood as far as possible."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.support import (
    SCREENS,
    address_has,
    changed,
    link,
    number_field,
    open_screen,
    pixels,
    same_pixels,
    settled,
    shown,
    slider,
    source,
    type_number,
    visit,
)

# A latent in a link is rounded to half precision.
LINK_TOLERANCE = 2
CONTROLS = "#main input, #main select"
STATE = """(controls) => controls
  .filter((one) => one.type !== 'file')
  .map((one) => [one.getAttribute('aria-label') ?? one.name ?? '',
                 one.type === 'radio' ? one.checked : one.value].join(' = '))
  .map((text) => text.replace(/^P\\d+-\\d+ /, ''))"""


def controls(page: Page) -> list[str]:
    """What every control of the screen holds, in their order."""
    return page.locator(CONTROLS).evaluate_all(STATE)


def at_rest(page: Page) -> str:
    """The address once it has followed the state: it is written shortly after the last change."""
    settled(page)
    button = page.get_by_test_id("copy-link")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button.click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    expect(page).to_have_url(copied)
    return copied


def change_sampling(page: Page, picture: Locator) -> None:
    before = source(picture)
    page.get_by_test_id("size").get_by_role("radio", name="2 dimensions").check()
    other = changed(picture, before)
    type_number(page.get_by_test_id("seed").locator("input"), "31")
    other = changed(picture, other)
    type_number(number_field(page.get_by_test_id("temperature")), "0.7")
    changed(picture, other)
    page.get_by_test_id("count").get_by_role("radio", name="4", exact=True).check()
    sheet = page.get_by_test_id("column-vae-standard").get_by_role("option")
    expect(sheet).to_have_count(4)
    sheet.nth(2).click()


def change_interpolation(page: Page, picture: Locator) -> None:
    before = source(picture)
    page.get_by_test_id("model").select_option("fashion-cvae")
    other = changed(picture, before)
    page.get_by_test_id("to-change").click()
    page.get_by_test_id("gallery-sneaker-2").click()
    other = changed(picture, other)
    page.get_by_role("radio", name="Great circle").check()
    other = changed(picture, other)
    page.get_by_test_id("from").locator("select").select_option("Coat")
    other = changed(picture, other)
    type_number(number_field(page.get_by_test_id("alpha")), "0.37")
    changed(picture, other)


def change_attributes(page: Page, picture: Locator) -> None:
    before = source(picture)
    page.get_by_test_id("start-change").click()
    page.get_by_test_id("picker-seed").fill("12")
    page.get_by_test_id("picker-use-seed").click()
    other = changed(picture, before)
    type_number(number_field(page.get_by_test_id("attribute-Wide")), "1.25")
    other = changed(picture, other)
    type_number(number_field(page.get_by_test_id("attribute-Light")), "-2")
    other = changed(picture, other)
    page.get_by_test_id("attribute-Long sleeves").get_by_role("button", name="Hold").click()
    changed(picture, other)


def change_conditional(page: Page, picture: Locator) -> None:
    before = source(picture)
    page.get_by_test_id("z-from").get_by_role("radio", name="an image").check()
    other = changed(picture, before)
    page.get_by_test_id("own-class").select_option("Shirt")
    other = changed(picture, other)
    page.get_by_role("radio", name="Bag", exact=True).check()
    changed(picture, other)
    page.get_by_test_id("prior").get_by_role("radio", name="fitted").check()
    page.get_by_test_id("count").get_by_role("radio", name="4", exact=True).check()
    expect(page.get_by_test_id("samples").locator("img")).to_have_count(4)


CHANGES = {
    "sampling": change_sampling,
    "interpolation": change_interpolation,
    "attributes": change_attributes,
    "conditional": change_conditional,
}


@pytest.mark.parametrize("screen", CHANGES)
def test_a_link_brings_back_controls_and_pictures(page, new_page, address, screen):
    picture = open_screen(page, screen)
    untouched = controls(page)
    CHANGES[screen](page, picture)
    url = at_rest(page)
    assert controls(page) != untouched

    other = new_page(address)
    other.goto(url)
    again = shown(other, screen)
    assert controls(other) == controls(page)
    assert same_pixels(pixels(again), pixels(picture), LINK_TOLERANCE)
    expect(other.get_by_test_id("link-notice")).to_have_count(0)
    assert at_rest(other) == url


def test_a_link_to_a_model_opens_its_card(page, new_page, address):
    open_screen(page, "models", m="fashion-vae")
    card = page.get_by_test_id("model-fashion-vae")
    expect(card.locator("details[open]").first).to_be_visible()
    url = at_rest(page)
    other = new_page(address)
    other.goto(url)
    shown(other, "models")
    expect(other.get_by_test_id("model-fashion-vae").locator("details[open]")).to_have_count(
        card.locator("details[open]").count()
    )


def test_a_latent_in_a_link_brings_back_the_same_draw(page):
    open_screen(page, "sampling", seed=3, i=6)
    draw = page.get_by_test_id("column-vae-standard").get_by_role("option").nth(6).locator("img")
    drawn = pixels(draw)
    page.get_by_role("link", name="Edit the chosen draw of the VAE").click()
    edited = shown(page, "attributes")
    expect(page).to_have_url(re.compile("from=z:"))
    assert same_pixels(pixels(edited), drawn, LINK_TOLERANCE)


DAMAGED = {
    "sampling": [
        {"d": "99", "seed": "-5", "n": "1000000", "t": "1e99", "i": "700"},
        {"d": "x", "seed": "NaN", "n": "", "t": "<b>", "i": "-1", "what": "ever"},
        {"seed": "99999999999999999999", "hide": "no,such,../part,", "w": "zz"},
    ],
    "interpolation": [
        {"from": "g:no-such-picture", "to": "s:99999999999", "a": "7", "method": "crooked"},
        {"from": "z:AAAA", "to": "z:%%%", "a": "-1", "fc": "77", "tc": "x"},
        {"m": "fashion-cvae", "fc": "77", "tc": "-1"},
        {"m": "../../etc", "from": "q:1", "to": "", "a": "half"},
    ],
    "attributes": [
        {"a": "Wide:1e9,Nonsense:2,Light:x,:1,,", "keep": "Nope,Wide", "x": "Nope"},
        {"from": "z:zz", "a": "Wide", "keep": ",,,", "m": "fashion-cvae"},
        {"m": "fashion-vae-2d", "from": "z:AAAAAAAAAAA"},
    ],
    "conditional": [
        {"c": "99", "seed": "x", "from": "g:no-such-picture", "fc": "-4", "n": "5", "prior": "x"},
        {"c": "1.6", "t": "-3", "from": "z:AAAA", "m": "no-such-model"},
    ],
    "models": [{"m": "no-such-model", "x": "1"}],
}


@pytest.mark.parametrize(
    ("screen", "query"), [(screen, query) for screen, all in DAMAGED.items() for query in all]
)
def test_a_damaged_link_is_understood_as_far_as_possible(page, screen, query):
    open_screen(page, screen, **query)
    expect(page.get_by_test_id("error-note")).to_have_count(0)
    unknown_model = query.get("m") not in (None, "fashion-cvae", "fashion-vae-2d")
    expect(page.get_by_test_id("link-notice")).to_have_count(int(unknown_model or "w" in query))


def test_damaged_numbers_are_clamped(page):
    open_screen(page, "interpolation", a=7)
    expect(slider(page.get_by_test_id("alpha"))).to_have_value("1")
    open_screen(page, "sampling", t=1e9, seed=-3)
    expect(slider(page.get_by_test_id("temperature"))).to_have_value("2")
    expect(page.get_by_test_id("seed").locator("input")).to_have_value("0")
    open_screen(page, "attributes", a="Wide:1e9,Light:-44")
    expect(slider(page.get_by_test_id("attribute-Wide"))).to_have_value("3")
    expect(slider(page.get_by_test_id("attribute-Light"))).to_have_value("-3")
    open_screen(page, "conditional", c=99)
    expect(page.get_by_role("radio", name="Ankle boot")).to_be_checked()


def test_an_unknown_model_is_named_in_a_notice(page):
    open_screen(page, "interpolation", m="faces-9000")
    notice = page.get_by_test_id("link-notice")
    expect(notice).to_contain_text("faces-9000")
    expect(notice).to_have_attribute("role", "status")
    expect(page.get_by_test_id("model")).to_have_value("fashion-vae")


def test_a_model_that_a_screen_cannot_use_is_named_in_a_notice(page):
    open_screen(page, "conditional", m="fashion-vae")
    expect(page.get_by_test_id("link-notice")).to_contain_text("fashion-vae")


def test_other_weights_are_noticed(page):
    open_screen(page, "interpolation", m="fashion-vae", w="0123456789")
    expect(page.get_by_test_id("link-notice")).to_contain_text("other weights")


def test_an_unknown_screen_leads_to_the_first_one_with_a_notice(page):
    visit(page, "/#/no-such-screen?lang=en&seed=5")
    shown(page, "sampling")
    expect(page.get_by_test_id("link-notice")).to_contain_text("a screen that does not exist")


def test_markup_in_a_link_stays_text(page):
    open_screen(page, "interpolation", m="<img src=x onerror=alert(1)>")
    expect(page.get_by_test_id("link-notice")).to_contain_text("<img src=x onerror=alert(1)>")


def test_back_and_forward_walk_through_the_screens(page):
    open_screen(page, "sampling", seed=5)
    for screen in ("interpolation", "models"):
        page.get_by_test_id(f"nav-{screen}").click()
        shown(page, screen)
    page.go_back()
    shown(page, "interpolation")
    page.go_back()
    shown(page, "sampling")
    expect(page.get_by_test_id("seed").locator("input")).to_have_value("5")
    page.go_forward()
    shown(page, "interpolation")


def test_moving_sliders_fills_no_history(page):
    open_screen(page, "sampling")
    page.get_by_test_id("nav-interpolation").click()
    picture = shown(page, "interpolation")
    before = source(picture)
    slider(page.get_by_test_id("alpha")).press("End")
    changed(picture, before)
    address_has(page, "a=1")
    page.go_back()
    shown(page, "sampling")


def test_a_screen_is_found_again_as_it_was_left(page):
    picture = open_screen(page, "attributes")
    before = source(picture)
    type_number(number_field(page.get_by_test_id("attribute-Wide")), "1.5")
    edited = changed(picture, before)
    address_has(page, "a=Wide:1.5")
    page.get_by_test_id("nav-models").click()
    shown(page, "models")
    page.get_by_test_id("nav-attributes").click()
    expect(number_field(page.get_by_test_id("attribute-Wide"))).to_have_value("1.50")
    expect(shown(page, "attributes")).to_have_attribute("src", edited)


def test_what_was_changed_just_before_leaving_is_found_again(page):
    open_screen(page, "interpolation")
    page.evaluate(
        """async () => {  // one frame, not long enough for the address to follow
          const alpha = document.querySelector('[data-testid=alpha] input[type=range]');
          alpha.value = '0.25';
          alpha.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          location.hash = '#/models?lang=en';
        }"""
    )
    shown(page, "models")
    page.get_by_test_id("nav-interpolation").click()
    shown(page, "interpolation")
    expect(slider(page.get_by_test_id("alpha"))).to_have_value("0.25")


def test_another_link_in_the_same_tab_shows_its_own_state(page):
    open_screen(page, "sampling", seed=5)
    visit(page, link("sampling", seed=6))
    expect(page.get_by_test_id("seed").locator("input")).to_have_value("6")


@pytest.mark.parametrize("screen", SCREENS)
def test_everything_to_try_next_works(page, screen):
    open_screen(page, screen)
    links = page.locator(".part-next a")
    expect(links.first).to_be_attached()  # what is beside the pictures may come after them
    addresses = links.evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    assert addresses
    for address in addresses:
        visit(page, f"/{address}")
        shown(page, re.match(r"#/(\w+)", address)[1])
        expect(page.get_by_test_id("link-notice")).to_have_count(0)
        expect(page.get_by_test_id("error-note")).to_have_count(0)


def test_a_screen_that_is_left_does_not_write_into_the_next_address(new_page, address):
    """The address follows the state a moment later, which must not be a moment too late."""
    page = new_page(address)
    open_screen(page, "interpolation")
    page.route("**/src/views/models.js", lambda _route: None)  # the next screen never comes
    picture = page.locator("[data-testid=between-picture] img")
    before = source(picture)
    slider(page.get_by_test_id("alpha")).press("End")
    page.evaluate("() => { location.hash = '#/models?lang=en' }")
    changed(picture, before)
    # A timer of the page that is due after the one that writes the address.
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    expect(page).to_have_url(re.compile("#/models"))
