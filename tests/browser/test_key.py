"""A service that asks for a key: the page asks the person, once for the tab."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from server.keys import new_key
from server.settings import Settings
from tests.browser.axe import violations
from tests.browser.clothes import write_clothes
from tests.browser.maps import MODEL, Served, open_map, spot
from tests.browser.support import (
    REPOSITORY,
    changed,
    link,
    open_screen,
    shown,
    slider,
    source,
)
from tests.server.support import running

# The browser says so of each answer 401: of the first request of a tab, and of a wrong key.
REFUSED = (r"answer 401", r"status of 401")
TITLES = {"en": "This server asks for a key", "es": "Este servidor pide una clave"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory) -> Iterator[tuple[str, str]]:
    """Address and key of a service that asks for one."""
    folder = tmp_path_factory.mktemp("closed")
    weights = write_clothes(folder / "weights")
    key = new_key(folder / "keys.json", "ana")
    settings = Settings(
        weights=weights,
        device="cpu",
        frontend=REPOSITORY / "frontend",
        api_keys_file=folder / "keys.json",
        docs=False,
    )
    with running(settings) as service:
        yield service.address, key


def give(page: Page, key: str) -> None:
    page.get_by_test_id("key-field").fill(key)
    page.get_by_test_id("key-use").click()


@pytest.mark.parametrize("lang", TITLES)
def test_it_is_asked_for_in_the_reader_s_language(closed, new_page, watches, lang):
    page = new_page(closed[0])
    watches[0].expect(*REFUSED)
    page.goto(link("sampling", lang))
    dialog = page.get_by_test_id("key-dialog")
    expect(dialog.get_by_role("heading")).to_have_text(TITLES[lang])
    expect(page.get_by_test_id("key-field")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_test_id("error-note")).to_be_visible()
    # And again, where somebody tries again.
    page.get_by_test_id("error-note").get_by_role("button").click()
    expect(page.get_by_test_id("key-dialog")).to_be_visible()


def test_a_wrong_one_is_told_and_the_right_one_opens_the_others_too(closed, new_page, watches):
    address, key = closed
    page = new_page(address)
    watches[0].expect(*REFUSED)
    page.goto(link("interpolation"))
    give(page, "latente_wrong")
    expect(page.get_by_test_id("key-wrong")).to_be_visible()
    assert violations(page) == []
    give(page, f"  {key} ")
    picture = shown(page, "interpolation")
    expect(page.get_by_test_id("key-dialog")).to_have_count(0)
    before = source(picture)
    slider(page.get_by_test_id("alpha")).press("End")
    changed(picture, before)
    watches[0].take()
    # From here on nothing is refused, neither in other screens nor after loading anew.
    for screen in ("compare", "models"):
        open_screen(page, screen)
    page.reload()
    shown(page, "models")


def test_thumbnails_that_only_css_shows_come_with_the_key(closed, new_page, address):
    # The open service has the same random models, and tells where their points lie.
    x, y = Served(address, MODEL).places()[7]
    page = new_page(closed[0])
    page.add_init_script(f"sessionStorage.setItem('latente.key', '{closed[1]}')")
    open_map(page, (x, y, 0.5))
    page.mouse.move(*spot(page, 0.5, 0.5))
    thumb = page.get_by_test_id("reading-main").locator("[data-point]")
    expect(thumb).to_have_attribute("data-point", "7")
    expect(thumb).to_have_css("background-image", re.compile(r"^url\(.blob:"))


def test_it_is_in_no_address_and_in_no_line_for_a_terminal(closed, new_page):
    address, key = closed
    page = new_page(address)
    page.add_init_script(f"sessionStorage.setItem('latente.key', '{key}')")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_screen(page, "sampling")
    line = page.get_by_test_id("curl")
    expect(line).to_contain_text('Authorization: Bearer $LATENTE_KEY"')
    expect(line).not_to_contain_text(key)
    assert key not in page.url
    assert not [url for url in asked if key in url or "openapi" in url]
    assert key not in page.evaluate("() => JSON.stringify({...localStorage})")


def test_another_tab_is_asked_anew(closed, new_page, watches):
    address, key = closed
    page = new_page(address)
    watches[0].expect(*REFUSED)
    page.goto(link("sampling"))
    give(page, key)
    shown(page, "sampling")
    other = page.context.new_page()
    other.goto(link("sampling"))
    expect(other.get_by_test_id("key-dialog")).to_be_visible()


def test_where_no_key_is_needed_nobody_is_asked(page):
    open_screen(page, "sampling")
    expect(page.get_by_test_id("key-dialog")).to_have_count(0)
    expect(page.get_by_test_id("curl")).not_to_have_text(re.compile("Authorization"))
