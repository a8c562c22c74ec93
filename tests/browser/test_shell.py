"""Language, theme, hidden parts, and texts that nobody translated."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.support import (
    SCREENS,
    address_has,
    changed,
    is_edit,
    number_field,
    open_screen,
    requests_of,
    shown,
    slider,
    source,
    type_number,
)

# The list of models, whichever view of it.
ALL_MODELS = re.compile(r"/api/v1/models(\?|$)")


class TestLanguage:
    def test_it_is_switched_in_place_and_keeps_the_state(self, page):
        picture = open_screen(page, "attributes")
        before = source(picture)
        type_number(number_field(page.get_by_test_id("attribute-Wide")), "1.5")
        edited = changed(picture, before)
        asked = requests_of(page, "attribute-edit")
        page.get_by_test_id("language-es").click()
        expect(page.locator("h1")).to_have_text("Edición")
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.get_by_test_id("attribute-Wide")).to_contain_text("Ancho")
        expect(slider(page.get_by_test_id("attribute-Wide"))).to_have_attribute(
            "aria-valuetext", "+1.50, more Ancho"
        )
        expect(slider(page.get_by_test_id("attribute-Wide"))).to_have_value("1.5")
        expect(picture).to_have_attribute("src", edited)
        address_has(page, "lang=es", "a=Wide:1.5")
        assert not any(is_edit(request.post_data_json) for request in asked)

    def test_the_chosen_one_is_marked_and_kept_on_other_screens(self, page):
        open_screen(page, "sampling")
        page.get_by_test_id("language-es").click()
        expect(page.get_by_test_id("language-es")).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_test_id("language-en")).to_have_attribute("aria-pressed", "false")
        page.get_by_test_id("nav-models").click()
        shown(page, "models")
        expect(page.locator("h1")).to_have_text("Modelos")

    def test_numbers_are_written_as_the_fields_of_the_browser_do(self, page, new_page, address):
        for where, shown_there in (
            (page, "α = 0.25"),
            (new_page(address, locale="es-ES"), "α = 0,25"),
        ):
            open_screen(where, "interpolation", lang="es", a=0.25)
            caption = where.get_by_test_id("between").locator("figcaption")
            expect(caption).to_contain_text(shown_there)
            where.get_by_test_id("language-en").click()
            expect(caption).to_contain_text("α = 0.25")


class TestTheme:
    def test_it_follows_the_system_until_one_is_chosen(self, new_page, address):
        page = new_page(address, color_scheme="dark")
        open_screen(page, "models")
        dark = background(page)
        page.get_by_test_id("theme").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
        assert background(page) != dark

    def test_a_chosen_one_persists(self, new_page, address):
        page = new_page(address)
        open_screen(page, "models")
        light = background(page)
        page.get_by_test_id("theme").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        dark = background(page)
        assert dark != light
        page.reload()
        shown(page, "models")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert background(page) == dark
        other = page.context.new_page()
        open_screen(other, "sampling")
        assert background(other) == dark


def background(page) -> str:
    return page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")


HIDDEN = {
    "rail": "header.rail",
    "details": "[data-testid=details]",
    "next": ".part-next",
    "request": ".part-request",
    "takeaway": ".takeaway",
    "formula": "[data-testid=details] .formula",
}


@pytest.mark.parametrize("part", HIDDEN)
def test_a_teacher_can_hide_parts_with_the_link(page, part):
    open_screen(page, "sampling", hide=part)
    expect(page.locator(HIDDEN[part]).first).to_be_hidden()
    for other, place in HIDDEN.items():
        if other != part and part != "details":
            expect(page.locator(place).first).to_be_visible()


def test_hidden_parts_stay_hidden_and_in_the_link(page):
    open_screen(page, "sampling", hide="details,takeaway")
    page.get_by_test_id("nav-interpolation").click()
    shown(page, "interpolation")
    expect(page.get_by_test_id("details")).to_be_hidden()
    expect(page.locator(".takeaway")).to_be_hidden()
    expect(page).to_have_url(re.compile("hide=details(,|%2C)takeaway"))


# Everything that can be read or heard: texts but those of code, and the texts in attributes.
READABLE = """() => {
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.parentElement.closest('code, pre, script, style, noscript, [lang]')) {
      texts.push(node.textContent);
    }
  }
  for (const name of ['aria-label', 'title', 'alt', 'placeholder', 'aria-valuetext']) {
    for (const element of document.querySelectorAll(`[${name}]:not([lang])`)) {
      texts.push(element.getAttribute(name));
    }
  }
  return [document.title, ...texts];
}"""
# Names and signs that are the same in every language.
UNIVERSAL = re.compile(
    r"^(Latente|AE|VAE|CVAE|GIF|SHA|curl|latente|random|Apache|MB|fashion|mnist|e|nan)$", re.I
)
BRACKETED = re.compile(r"\[[^\[\]]*\]")
WORD = re.compile(r"[^\W\d_]{2,}")


def words_of_the_cards(address: str) -> set[str]:
    """All words that the cards bring along in English."""
    cards = httpx.get(f"{address}/api/v1/models").json()["models"]
    gallery = httpx.get(f"{address}/api/v1/models/fashion-vae/gallery").json()
    return set(WORD.findall(f"{cards} {gallery['items']}"))


@pytest.mark.parametrize("screen", SCREENS)
def test_no_text_is_hard_coded(page, address, screen):
    open_screen(page, screen, lang="qps")
    if screen in ("interpolation", "attributes"):
        opener = "from-change" if screen == "interpolation" else "start-change"
        page.get_by_test_id(opener).click()
        expect(page.get_by_test_id("picker")).to_be_visible()
    texts = page.evaluate(READABLE)
    assert any(BRACKETED.search(text) for text in texts)
    allowed = words_of_the_cards(address)
    plain = [(word, text) for text in texts for word in WORD.findall(unbracketed(text))]
    forgotten = [
        (word, text) for word, text in plain if word not in allowed and not UNIVERSAL.match(word)
    ]
    assert forgotten == []


def unbracketed(text: str) -> str:
    """What is left of a text without the parts that went through the tables, also nested ones."""
    while (shorter := BRACKETED.sub(" ", text)) != text:
        text = shorter
    return text


def test_a_link_can_be_copied(page, address):
    open_screen(page, "sampling", seed=12)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.get_by_test_id("copy-link").click()
    expect(page.get_by_test_id("message")).to_contain_text("Link copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(f"{address}/#/sampling?")
    assert "seed=12" in copied


def test_a_screen_without_its_models_says_what_is_missing(page):
    def without_condition(route) -> None:
        answer = route.fetch()
        cards = [card for card in answer.json()["models"] if not card["condition"]]
        route.fulfill(response=answer, json={"models": cards})

    page.goto("about:blank")
    page.route(ALL_MODELS, without_condition)
    page.goto("/#/conditional?lang=en")
    expect(page.get_by_test_id("screen-conditional")).to_contain_text("CVAE")


def test_a_server_without_models_is_explained(page):
    page.goto("about:blank")
    page.route(ALL_MODELS, lambda route: route.fulfill(json={"models": []}))
    page.goto("/#/sampling?lang=en")
    expect(page.locator("#main")).to_contain_text("has no models")


def test_the_page_waits_for_a_service_that_is_still_loading(page, watch):
    watch.expect("answer 503", "status of 503")
    loading = {"status": 503, "title": "Not available now", "detail": "The models are loading."}
    page.route(
        ALL_MODELS,
        lambda route: route.fulfill(
            status=503, content_type="application/problem+json", json=loading
        ),
        times=2,
    )
    page.goto("about:blank")  # so that everything is loaded anew
    page.goto("/#/models?lang=en")
    expect(page.get_by_test_id("comparison")).to_be_visible()
