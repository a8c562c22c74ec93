"""Without the internet all works; without the network the page keeps what it has, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import ARGUMENTS, chromium
from tests.browser.support import SCREENS, changed, drag, open_screen, shown, slider, source
from tests.browser.watch import opening

NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
LOST = "ERR_INTERNET_DISCONNECTED|Failed to fetch|dynamically imported"


@pytest.fixture
def isolated(browser: Browser) -> Iterator[Browser]:
    """A Chromium that finds no other host than this machine."""
    program = browser.browser_type.launch(executable_path=chromium(), args=[*ARGUMENTS, NOWHERE])
    yield program
    program.close()


def test_every_screen_works_where_no_other_host_is_found(isolated, faces_address):
    with opening(isolated, []) as make:  # which fails for every request that found nothing
        page = make(faces_address)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for screen in SCREENS:
            open_screen(page, screen)
    assert len(asked) > len(SCREENS)
    own = (f"{faces_address}/", "data:", "blob:")
    assert [address for address in asked if not address.startswith(own)] == []


def test_a_page_without_its_network_keeps_what_it_shows_and_goes_on(new_page, address, watches):
    page = new_page(address)
    picture = open_screen(page, "attributes", x="Wide")
    watches[0].expect(LOST)
    before = source(picture)
    row = page.get_by_test_id("attribute-Wide")
    note = page.get_by_test_id("error-note")
    page.context.set_offline(True)
    drag(page, slider(row), 0.5, 0.8)
    expect(note).to_contain_text("The server did not answer")
    assert source(picture) == before
    page.context.set_offline(False)
    drag(page, slider(row), 0.8, 0.3)
    assert changed(picture, before)
    expect(note).to_have_count(0)

    page.context.set_offline(True)
    page.get_by_role("navigation").get_by_role("link", name="Studio").click()
    expect(note).to_contain_text("The server did not answer")
    page.context.set_offline(False)
    note.get_by_role("button", name="Try again").click()
    shown(page, "studio")


def test_a_part_that_the_network_lost_takes_nothing_else_away_and_comes_later(
    new_page, address, watches
):
    page = new_page(address)
    part = re.compile(r"/edit-formula\.js")
    page.route(part, lambda route: route.abort())
    watches[0].expect("ERR_FAILED")
    picture = open_screen(page, "attributes", x="Wide")
    expect(page.get_by_test_id("message")).to_contain_text("asked again")
    before = source(picture)
    drag(page, slider(page.get_by_test_id("attribute-Wide")), 0.5, 0.8)
    moved = changed(picture, before)
    expect(page.locator(".formula math")).to_have_count(0)
    page.unroute(part)
    expect(page.locator(".formula math")).to_be_visible()
    assert source(picture) == moved


def test_a_screen_that_did_not_come_stands_in_no_other_ones_way(new_page, address, watches):
    page = new_page(address)
    open_screen(page, "sampling")
    page.route(re.compile(r"/views/studio\.js"), lambda route: route.abort())
    watches[0].expect("ERR_FAILED|dynamically imported")
    page.get_by_test_id("nav-studio").click()
    expect(page.get_by_test_id("error-note")).to_be_visible()
    page.get_by_test_id("nav-attributes").click()
    shown(page, "attributes")
