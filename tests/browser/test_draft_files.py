"""Files are exact, even if a draft is shown when they are asked for."""

from __future__ import annotations

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.support import (
    DRAFT,
    Gate,
    centre,
    open_screen,
    pixels,
    press,
    same_pixels,
    settled,
    slider,
    source,
    until,
)
from tests.browser.test_downloads import CELL, FACTOR, clicked, download, shrunk
from tests.browser.test_drafts import is_exact, is_exact_sheet, wide

__all__ = ["wide"]  # a fixture


class TestFiles:
    def test_the_picture_is_exact_although_a_draft_is_shown(self, page, wide):
        picture, row = wide
        gate = Gate(page, "attribute-edit", is_exact)
        slider(row).press("End")
        until(page, lambda: source(picture).startswith(DRAFT), "a draft")
        button = page.get_by_test_id("download-picture")
        with page.expect_download() as waiting:
            button.click()
            expect(button).to_be_disabled()
            until(page, lambda: bool(gate.held), "the exact picture")
            gate.open()
        with Image.open(waiting.value.path()) as file:
            content = shrunk(file, FACTOR)
        settled(page)
        assert same_pixels(content, pixels(picture), tolerance=0)
        assert "wide-3" in waiting.value.suggested_filename

    @pytest.mark.parametrize("screen", ["sampling", "conditional"])
    def test_a_sheet_is_exact_although_drafts_are_shown(self, page, screen):
        open_screen(page, screen)
        call = "sample" if screen == "sampling" else "conditional-generate"
        sheet = page.get_by_test_id("sheet" if screen == "sampling" else "samples").first
        drawn = sheet.locator("img").first
        gate = Gate(page, call, is_exact_sheet)
        slider(page.get_by_test_id("temperature")).press("End")
        until(page, lambda: source(drawn).startswith(DRAFT), "drafts")
        with page.expect_download() as waiting:
            page.get_by_test_id("download-sheet").click()
            until(page, lambda: bool(gate.held), "the exact ones")
            gate.open()
        with Image.open(waiting.value.path()) as file:
            content = shrunk(file, CELL // 28)
        settled(page)
        assert same_pixels(content[:28, :28], pixels(drawn), tolerance=0)

    def test_one_draw_is_exact_too(self, page):
        open_screen(page, "sampling")
        column = page.get_by_test_id("column-vae-standard")
        drawn = column.get_by_test_id("sheet").locator("img").first
        press(page, slider(page.get_by_test_id("temperature")), 0.5)
        page.mouse.move(*centre(slider(page.get_by_test_id("temperature")), 0.8), steps=3)
        until(page, lambda: source(drawn).startswith(DRAFT), "drafts")
        page.mouse.up()
        _, picture = clicked(column.get_by_role("button", name="Download picture"))
        settled(page)
        assert same_pixels(shrunk(picture, FACTOR), pixels(drawn), tolerance=0)

    def test_a_file_that_cannot_be_exact_is_not_made(self, page, watch, wide):
        picture, row = wide
        watch.expect("ERR_CONNECTION_REFUSED")
        page.route(
            "**/attribute-edit",
            lambda route: (
                route.abort("connectionrefused")
                if is_exact(route.request.post_data_json)
                else route.continue_()
            ),
        )
        slider(row).press("End")
        until(page, lambda: source(picture).startswith(DRAFT), "a draft")
        page.get_by_test_id("download-picture").click()
        expect(page.get_by_test_id("message")).to_contain_text("That did not work")
        page.unroute_all()
        page.get_by_test_id("error-note").get_by_role("button", name="Try again").click()
        settled(page)
        _, file = download(page, "download-picture")
        assert same_pixels(shrunk(file, FACTOR), pixels(picture), tolerance=0)
