"""What becomes of a photograph: it is used in every screen, and kept in none but this tab."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.photos import FACE, OTHER, answer_align, choose, photo
from tests.browser.support import (
    changed,
    number_field,
    open_screen,
    pixels,
    requests_of,
    slider,
    source,
    type_number,
    until,
)

STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"


@pytest.fixture
def page(faces_page) -> Page:
    return faces_page[0]


@pytest.fixture
def picture(page) -> Locator:
    """The edited face."""
    return open_screen(page, "attributes", m="faces-vae")


class TestWhatBecomesOfIt:
    def test_it_survives_editing_and_other_screens_but_is_in_no_link(self, page, picture):
        answer_align(page, [FACE])
        before = source(picture)
        choose(page)
        page.get_by_test_id("photo-use").click()
        own = changed(picture, before)
        type_number(number_field(page.get_by_test_id("attribute-Smiling")), "2")
        edited = changed(picture, own)
        until(page, lambda: "a=Smiling:2" in page.url, "the link")
        assert "from=" not in page.url
        assert "me.jpg" not in page.url
        page.get_by_test_id("nav-models").click()
        expect(page.get_by_test_id("screen-models")).to_be_visible()
        page.get_by_test_id("nav-attributes").click()
        expect(page.locator("[data-testid=edited-picture] img")).to_have_attribute("src", edited)
        expect(page.get_by_test_id("start").locator("figcaption")).to_contain_text("me.jpg")
        until(page, lambda: "from=" not in page.url, "a link without the photograph")

    def test_the_line_for_a_terminal_holds_neither_picture_nor_latent(self, page, picture):
        answer_align(page, [FACE])
        before = source(picture)
        choose(page)
        page.get_by_test_id("photo-use").click()
        changed(picture, before)
        line = page.get_by_test_id("curl")
        expect(line).to_contain_text('"point":{"image":"<data URL>"}')
        expect(line).not_to_contain_text('"latent"')

    def test_nothing_of_it_is_stored_in_the_browser(self, page, picture):
        answer_align(page, [FACE])
        before = source(picture)
        choose(page)
        page.get_by_test_id("photo-use").click()
        changed(picture, before)
        # The history keeps small pictures, but none once there is an upload.
        until(page, lambda: "data:" not in page.evaluate(STORED), "a history without pictures")
        stored = page.evaluate(STORED)
        assert "upload" not in stored
        assert "me.jpg" not in stored
        assert page.evaluate("async () => (await indexedDB.databases()).length") == 0

    def test_both_ends_of_a_morph_can_be_photographs(self, page):
        answer_align(page, [FACE, OTHER])
        morph = open_screen(page, "interpolation", m="faces-vae", o="faces-vae-sharp")
        for end in ("from", "to"):
            before = source(morph)
            choose(page, opener=f"{end}-change")
            page.get_by_test_id("photo-use").click()
            changed(morph, before)
            expect(page.get_by_test_id(end).locator("figcaption")).to_contain_text("me.jpg")
        expect(page.locator(".film")).to_have_count(2)
        # The address follows when the slider rests, a moment later than the pictures.
        expect(page).not_to_have_url(re.compile("[?&](from|to)="))

    def test_it_goes_through_all_models_of_faces_side_by_side(self, page):
        answer_align(page, [FACE])
        open_screen(page, "sampling", m="faces-vae")
        area = page.get_by_test_id("own-reconstructions")
        area.get_by_test_id("upload-input").set_input_files(photo())
        expect(page.get_by_test_id("photo-kept").locator("img")).to_be_visible()
        page.get_by_test_id("photo-use").click()
        for model in ("faces-vae", "faces-ae", "faces-vae-sharp"):
            figure = area.get_by_test_id(f"own-{model}")
            expect(figure.locator("img")).to_be_visible()
            expect(figure).to_contain_text("Reconstruction error: ")
        drawn = {source(one) for one in area.locator(".own-row img").all()}
        assert len(drawn) == 4
        assert violations(page) == []

    def test_another_face_model_takes_it_over_and_clothes_do_not(self, page):
        answer_align(page, [FACE])
        morph = open_screen(page, "interpolation", m="faces-vae")
        before = source(morph)
        choose(page, opener="from-change")
        page.get_by_test_id("photo-use").click()
        own = changed(morph, before)
        page.get_by_test_id("model").select_option("faces-vae-sharp")
        sharp = changed(morph, own)
        caption = page.get_by_test_id("from").locator("figcaption")
        expect(caption).to_contain_text("me.jpg")
        page.get_by_test_id("model").select_option("fashion-vae")
        changed(morph, sharp)
        expect(caption).not_to_contain_text("me.jpg")

    def test_a_conditional_model_reads_it_under_what_the_judge_sees(self, page):
        answer_align(page, [FACE])
        picture = open_screen(page, "conditional", m="faces-cvae", **{"from": "g:face-1"})
        before = source(picture)
        encoded = requests_of(page, "/encode")
        choose(page, opener="own-change")
        expect(page.get_by_test_id("photo-dialog").get_by_test_id("read-as")).to_be_visible()
        page.get_by_test_id("photo-use").click()
        own = changed(picture, before)
        bodies = [request.post_data_json for request in encoded]
        assert bodies[0]["condition"] == {"attributes": {}}
        assert bodies[0]["judge"] is True
        label = bodies[-1]["condition"]["attributes"]
        assert set(label.values()) <= {0, 1}
        smiling = page.get_by_test_id("condition-Smiling")
        expect(slider(smiling)).to_have_value(str(label["Smiling"]))
        # Under its own attributes it is the reconstruction, under others another picture.
        kept = page.get_by_test_id("own").locator(".picture img").first
        assert np.abs(pixels(kept) - pixels(picture)).max() <= 1
        page.get_by_test_id(f"end-Smiling-{1 - label['Smiling']}").click()
        changed(picture, own)
