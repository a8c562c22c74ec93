"""Dialogs, notices and failures are accessible, and the page works by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.support import open_screen, settled, visit


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("es", "dark")])
def test_open_picker_has_no_violations(new_page, address, lang, scheme):
    page = new_page(address, color_scheme=scheme)
    open_screen(page, "interpolation", lang)
    page.get_by_test_id("from-change").click()
    expect(page.get_by_test_id("gallery").locator("img").first).to_be_visible()
    wrong = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"words"}
    page.get_by_test_id("upload-input").set_input_files(wrong)
    expect(page.get_by_test_id("picker").get_by_role("alert")).to_be_visible()
    assert violations(page) == []


def test_notice_and_failure_have_no_violations(page, watch):
    page.route("**/attribute-edit", lambda route: route.abort("connectionrefused"))
    watch.expect("ERR_CONNECTION_REFUSED")
    visit(page, "/#/attributes?lang=en&m=no-such-model&a=Wide:1")
    expect(page.get_by_test_id("error-note").first).to_be_visible()
    expect(page.get_by_test_id("link-notice")).to_be_visible()
    assert violations(page) == []


def test_axe_would_find_something(page):
    open_screen(page, "models")
    page.evaluate("() => document.querySelector('#main img').removeAttribute('alt')")
    assert any(line.startswith("image-alt") for line in violations(page))


def test_picker_keeps_and_gives_back_the_focus(page):
    open_screen(page, "interpolation")
    opener = page.get_by_test_id("to-change")
    opener.focus()
    page.keyboard.press("Enter")
    picker = page.get_by_test_id("picker")
    expect(picker).to_be_visible()
    assert picker.evaluate("(dialog) => dialog.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(picker).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_picture_of_the_gallery_is_chosen_by_keyboard(page):
    open_screen(page, "interpolation")
    page.get_by_test_id("to-change").focus()
    page.keyboard.press("Enter")
    # The picker takes the focus once it is drawn; only then may it be moved on.
    held = "() => document.querySelector('[data-testid=picker]')?.contains(document.activeElement)"
    page.wait_for_function(held)
    page.get_by_test_id("gallery-bag-2").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("picker")).to_have_count(0)
    expect(page.get_by_test_id("to").locator("figcaption")).to_contain_text("Bag")


def test_skip_link_is_the_first_stop_and_leads_to_the_content(new_page, address):
    page = new_page(address)
    open_screen(page, "sampling")
    page.keyboard.press("Tab")
    expect(page.locator("#skip-link")).to_be_focused()
    expect(page.locator("#skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    expect(page.get_by_test_id("screen-sampling")).to_be_visible()


def test_after_a_change_of_screen_the_reader_starts_at_its_heading(page):
    open_screen(page, "sampling")
    page.get_by_test_id("nav-models").click()
    expect(page.get_by_role("heading", level=1, name="Models")).to_be_focused()


def test_a_contact_sheet_is_walked_with_the_arrow_keys(page):
    open_screen(page, "sampling", n=16)
    sheet = page.get_by_test_id("column-vae-standard").get_by_test_id("sheet")
    draws = sheet.get_by_role("option")
    draws.nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(draws.nth(5)).to_be_focused()
    expect(draws.nth(5)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("End")
    expect(draws.nth(15)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(draws.nth(0)).to_have_attribute("aria-selected", "true")
    # The other columns show the same draw.
    for column in ("column-ae-standard", "column-ae-fitted"):
        chosen = page.get_by_test_id(column).locator("[aria-selected=true]")
        expect(chosen).to_have_attribute("aria-label", "draw 1")
    settled(page)
