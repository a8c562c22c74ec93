"""On paper: pictures and captions on white, what they were made of, and where they are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.support import open_screen

A4 = {"width": 794, "height": 1123}  # pixels of the style sheet
ONE_PAGE = (
    "sampling",
    "interpolation",
    "conditional",
    "map",
    "studio",
    "attributes",
    "compare",
)


@pytest.fixture
def paper(module_page: Page) -> Iterator[Page]:
    """The page of this module, which afterwards is on the screen again."""
    yield module_page
    module_page.emulate_media(media="null", color_scheme="light")


def pages(page: Page, size: str) -> int:
    """How many pages Chromium prints; its files name each one in the plain."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=size)))


@pytest.mark.parametrize("screen", ONE_PAGE)
def test_what_one_takes_away_fits_one_page(paper, screen):
    open_screen(paper, screen, "es" if screen == "map" else "en")
    paper.wait_for_function("() => document.querySelector('.details-body')?.children.length")
    assert pages(paper, "A4") == 1
    assert pages(paper, "Letter") == 1


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("models", [{}, {"m1": "fashion-ae", "m2": "fashion-vae"}])
def test_two_and_three_models_side_by_side_fit_one_page(paper, lang, models):
    open_screen(paper, "compare", lang, **models)
    paper.wait_for_function("() => document.querySelector('.details-body')?.children.length")
    assert pages(paper, "A4") == 1
    assert pages(paper, "Letter") == 1


def test_paper_shows_pictures_captions_and_where_they_come_from(paper):
    open_screen(paper, "sampling", seed=11, n=16, t=0.8)
    expect(paper).to_have_url(re.compile("[?&]m=fashion-vae&.*&w="))
    paper.set_viewport_size(A4)
    paper.emulate_media(media="print", color_scheme="dark")
    for gone in (".rail", ".takeaway", ".controls", ".screen-tools", "#skip-link"):
        expect(paper.locator(gone).first).to_be_hidden()
    assert paper.locator("button:visible, input:visible, select:visible").count() == 0
    expect(paper.get_by_test_id("column-vae-standard").get_by_role("option")).to_have_count(16)
    facts = paper.locator("#print-line .print-facts")
    expect(facts).to_contain_text("fashion-vae · weights ")
    expect(facts).to_contain_text("seed 11 · Draws 16 · τ 0.8")
    expect(paper.locator("#print-line .print-address")).to_have_text(paper.url)
    assert "seed=11" in paper.url
    expect(paper.get_by_test_id("curl")).to_contain_text('"seed":11')
    paper.emulate_media(media="null")
    expect(paper.locator("#print-line")).to_have_count(0)
    paper.set_viewport_size({"width": 1440, "height": 900})


def test_paper_is_white_even_by_night(paper, tmp_path: Path):
    open_screen(paper, "map")
    paper.emulate_media(media="print", color_scheme="dark")
    paper.screenshot(path=tmp_path / "map.png")
    with Image.open(tmp_path / "map.png") as picture:
        pixels = np.asarray(picture.convert("L"))
    assert np.median(pixels) == 255
    assert pixels[:4].min() == 255


def test_a_strip_lies_flat_with_all_of_its_frames(paper):
    open_screen(paper, "interpolation")
    paper.set_viewport_size(A4)
    paper.emulate_media(media="print")
    frames = paper.get_by_test_id("film-vae").locator("img")
    boxes = [frame.bounding_box() for frame in frames.all()]
    assert len(boxes) == 33
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= A4["width"] for box in boxes)
    assert len({round(box["y"]) for box in boxes if box}) > 1
    paper.set_viewport_size({"width": 1440, "height": 900})


def test_a_collection_prints_its_pictures_and_names(paper):
    open_screen(paper, "collection")
    paper.get_by_test_id("keep-all").click()
    kept = paper.locator(".kept-item")
    expect(kept).to_have_count(3)
    paper.emulate_media(media="print")
    for item in kept.all():
        expect(item.locator("img")).to_be_visible()
        expect(item.get_by_role("textbox")).to_be_visible()
    expect(paper.get_by_test_id("exchange")).to_be_hidden()
    expect(paper.get_by_test_id("sum-picture")).to_be_visible()
