"""What can be taken away is a real picture file, enlarged without smoothing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.support import open_screen, pixels, same_pixels, source

FACTOR = 16  # one picture: 448 pixels for the 28 of the models
CELL = 4 * 28  # one cell of a sheet


def download(page: Page, testid: str) -> tuple[str, Image.Image]:
    """The name and the content of the file behind a button."""
    return clicked(page.get_by_test_id(testid))


def clicked(button: Locator) -> tuple[str, Image.Image]:
    """The same for a button that is at hand."""
    with button.page.expect_download() as waiting:
        button.click()
    content = Path(waiting.value.path()).read_bytes()
    return waiting.value.suggested_filename, Image.open(io.BytesIO(content))


def shrunk(picture: Image.Image, factor: int) -> np.ndarray:
    """One grey value per enlarged pixel, [H, W, 1]; fails where the enlargement is uneven."""
    whole = np.asarray(picture.convert("L")).astype(np.int16)
    small = whole[::factor, ::factor]
    assert np.array_equal(whole, small.repeat(factor, 0).repeat(factor, 1))
    return small[:, :, None]


@pytest.mark.parametrize("screen", ["interpolation", "attributes", "conditional"])
def test_the_picture_is_the_one_on_the_page(page, screen):
    shown = open_screen(page, screen)
    name, picture = download(page, "download-picture")
    assert name.startswith("latente-fashion-")
    assert name.endswith(".png")
    assert picture.format == "PNG"
    assert picture.size == (28 * FACTOR, 28 * FACTOR)
    assert same_pixels(shrunk(picture, FACTOR), pixels(shown))


SHEETS = [
    ("sampling", "download-sheet", (12, 4)),
    ("interpolation", "download-strip", (33, 2)),
    ("attributes", "download-strip", (25, 1)),
    ("conditional", "download-row", (10, 1)),
    ("conditional", "download-sheet", (4, 4)),
]


@pytest.mark.parametrize(("screen", "testid", "cells"), SHEETS)
def test_the_sheet_holds_every_picture(page, screen, testid, cells):
    open_screen(page, screen)
    _, picture = download(page, testid)
    assert picture.format == "PNG"
    assert picture.size == (cells[0] * CELL, cells[1] * CELL)
    small = shrunk(picture, CELL // 28)
    first = small[:28, :28]
    places = {
        "sampling": "[data-testid=column-ae-standard] [role=option] img",
        "interpolation": "[data-testid=film-vae] img",
        "attributes": "[data-testid=film-sweep] img",
        "conditional": "[data-testid=class-0] img"
        if testid == "download-row"
        else "[data-testid=samples] img",
    }
    assert same_pixels(first, pixels(page.locator(places[screen]).first))


def test_the_animation_holds_the_frames_of_the_strip(page):
    open_screen(page, "interpolation")
    name, picture = download(page, "download-gif")
    assert name.endswith(".gif")
    assert picture.format == "GIF"
    assert picture.n_frames == 33
    assert picture.info["loop"] == 0
    first = np.asarray(picture.convert("L")).astype(np.int16)[:, :, None]
    picture.seek(32)
    last = np.asarray(picture.convert("L")).astype(np.int16)[:, :, None]
    frames = page.get_by_test_id("film-vae").locator("img")
    for frame, index in ((first, 0), (last, 32)):
        factor = frame.shape[0] // 28
        assert frame.shape == (28 * factor, 28 * factor, 1)
        small = frame[::factor, ::factor]
        assert same_pixels(small, pixels(frames.nth(index)), tolerance=2)


def test_one_end_can_be_taken_away_too(page):
    open_screen(page, "interpolation")
    end = page.get_by_test_id("to").locator(".picture img").first
    name, picture = download(page, "to-download")
    assert "dress" in name
    assert same_pixels(shrunk(picture, FACTOR), pixels(end))


def test_each_column_of_draws_has_its_chosen_one(page):
    open_screen(page, "sampling", i=5)
    column = page.get_by_test_id("column-vae-standard")
    _, picture = clicked(column.get_by_role("button", name="Download picture"))
    chosen = column.get_by_role("option", name="draw 6", exact=True).locator("img")
    assert same_pixels(shrunk(picture, FACTOR), pixels(chosen))


def test_a_failed_download_says_so(page, watch):
    open_screen(page, "interpolation")
    before = source(page.locator("[data-testid=between-picture] img"))
    page.route("**/interpolate", lambda route: route.abort("connectionrefused"))
    watch.expect("ERR_CONNECTION_REFUSED")
    page.get_by_test_id("download-gif").click()
    expect(page.get_by_test_id("message")).to_contain_text("That did not work")
    expect(page.get_by_test_id("download-gif")).to_be_enabled()
    assert source(page.locator("[data-testid=between-picture] img")) == before
