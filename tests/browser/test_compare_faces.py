"""Models of faces beside each other, and beside one of clothes."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

from tests.browser.comparisons import open_compare, said
from tests.browser.support import (
    DRAFT,
    address_has,
    centre,
    changed,
    number_field,
    pixels,
    press,
    same_pixels,
    settled,
    slider,
    source,
    type_number,
    until,
    value,
)
from tests.server.support import from_data_url


class TestFaces:
    def test_models_of_different_pictures_share_a_seed_and_nothing_else(self, faces_page):
        page = faces_page[0]
        chosen = {"m1": "fashion-vae", "m2": "faces-vae"}
        open_compare(page, **chosen, n=4)
        expect(said(page)).to_contain_text("different kinds of pictures")
        page.get_by_test_id("action").get_by_role("radio", name="Interpolate").check()
        expect(page.get_by_test_id("impossible")).to_contain_text("Choose models of the same data")
        page.get_by_test_id("dataset").get_by_role("radio", name="Faces").check()
        expect(page.get_by_test_id("impossible")).to_have_count(0)
        address_has(page, "m1=faces-ae", "m2=faces-vae", "m3=faces-cvae", "from=g:face-1")
        settled(page)

    def test_a_model_without_the_direction_keeps_its_picture(self, faces_page):
        page = faces_page[0]
        chosen = {"m1": "faces-vae", "m2": "faces-cvae"}
        pictures = open_compare(page, act="edit", x="Smiling", k=1, **chosen)
        expect(page.get_by_test_id("model-2").get_by_test_id("indifferent")).to_be_visible()
        option = page.get_by_test_id("attribute").locator("option[value=Smiling]")
        expect(option).to_have_text("Smile (only faces-vae)")
        before = [source(picture) for picture in pictures]
        type_number(number_field(page.get_by_test_id("alpha")), "-1")
        changed(pictures[0], before[0])
        assert source(pictures[1]) == before[1]

    def test_an_attribute_is_told_as_drafts_while_it_moves(self, faces_page):
        page = faces_page[0]
        chosen = {"m1": "faces-vae", "m2": "faces-cvae"}
        pictures = open_compare(page, act="condition", **chosen)
        before = [source(picture) for picture in pictures]
        area = slider(page.get_by_test_id("alpha"))
        press(page, area, 0.3)
        page.mouse.move(*centre(area, 0.1), steps=4)
        until(page, lambda: source(pictures[1]).startswith(DRAFT), "a draft")
        page.mouse.up()
        settled(page)
        assert source(pictures[1]) != before[1]
        assert same_pixels(pixels(pictures[0]), pixels_of(before[0]))
        address_has(page, f"y=Smiling:{value(area):g}")


def pixels_of(url: str) -> np.ndarray:
    """The pixels of a data URL."""
    return from_data_url(url).astype(np.int16)
