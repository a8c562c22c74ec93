"""An own photograph: found, cut by hand, shown beside what the model keeps, and never kept."""

from __future__ import annotations

import base64
import io
import json

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.photos import FACE, OTHER, SHRUNK, answer_align, choose, cut, photo
from tests.browser.support import (
    changed,
    drag,
    number_field,
    open_screen,
    pixels,
    requests_of,
    settled,
    slider,
    source,
    touch,
    type_number,
    until,
)
from tests.browser.test_shell import WORD, unbracketed


@pytest.fixture
def page(faces_page) -> Page:
    return faces_page[0]


@pytest.fixture
def watch(faces_page):
    return faces_page[1]


@pytest.fixture
def picture(page) -> Locator:
    """The edited face."""
    return open_screen(page, "attributes", m="faces-vae")


class TestAFaceThatIsFound:
    def test_it_is_cut_and_shown_beside_what_the_model_keeps(self, page, picture):
        before = source(picture)
        answer_align(page, [FACE])
        aligned, encoded = requests_of(page, "/align"), requests_of(page, "/encode")
        dialog = choose(page)
        expect(page.get_by_test_id("photo-status")).to_contain_text("Face found")
        assert pixels(cut(page)).shape == (64, 64, 3)
        assert pixels(page.get_by_test_id("photo-kept").locator("img")).shape == (64, 64, 3)
        assert source(picture) == before, "nothing is done with it yet"
        [request] = aligned
        sent = request.post_data_json["image"]
        assert sent.startswith("data:image/jpeg")
        assert Image.open(io.BytesIO(base64.b64decode(sent.split(",")[1]))).size == SHRUNK
        sent = encoded[-1].post_data_json["images"][0]
        assert Image.open(io.BytesIO(base64.b64decode(sent.split(",")[1]))).size == (256, 256)
        assert float(number_field(dialog.get_by_test_id("crop-turn")).input_value()) == -12
        page.get_by_test_id("photo-use").click()
        changed(picture, before)
        expect(page.get_by_test_id("start").locator("figcaption")).to_contain_text("me.jpg")

    def test_nothing_is_encoded_before_the_face_was_looked_for(self, page, picture):  # noqa: ARG002
        encoded = requests_of(page, "/encode")
        held = []
        page.route("**/align", lambda route: held.append(route))
        page.get_by_test_id("start-change").click()
        page.get_by_test_id("upload-input").set_input_files(photo())
        until(page, lambda: len(held) == 1, "the search for a face")
        expect(page.get_by_test_id("photo-status")).to_contain_text("Looking for the face")
        assert encoded == []
        expect(page.get_by_test_id("photo-use")).to_be_disabled()

    def test_who_has_moved_the_square_keeps_it(self, page, picture):  # noqa: ARG002
        held = []
        page.route("**/align", lambda route: held.append(route))
        page.get_by_test_id("start-change").click()
        page.get_by_test_id("upload-input").set_input_files(photo())
        until(page, lambda: len(held) == 1, "the search for a face")
        turn = page.get_by_test_id("crop-turn")
        type_number(number_field(turn), "30")
        body = {"width": 1024, "height": 819, "faces": [FACE], "crop": FACE, "found": True}
        held[0].fulfill(status=200, content_type="application/json", body=json.dumps(body))
        expect(page.get_by_test_id("photo-status")).to_contain_text("Face found")
        expect(number_field(turn)).to_have_value("30")

    def test_of_several_faces_one_is_chosen(self, page, picture):  # noqa: ARG002
        answer_align(page, [FACE, OTHER])
        choose(page)
        before = source(cut(page))
        faces = page.get_by_test_id("photo-faces")
        expect(faces.get_by_role("radio", name="Face 1")).to_be_checked()
        faces.get_by_role("radio", name="Face 2").check()
        changed(cut(page), before)
        expect(number_field(page.get_by_test_id("crop-turn"))).to_have_value("5")


class TestPlacingByHand:
    @pytest.fixture
    def dialog(self, page, picture) -> Locator:  # noqa: ARG002
        answer_align(page, [])
        return choose(page)

    def test_no_face_is_no_error(self, page, dialog):
        expect(page.get_by_test_id("photo-status")).to_contain_text("place the square by hand")
        expect(dialog.get_by_role("alert")).to_have_count(0)
        expect(page.get_by_test_id("photo-use")).to_be_enabled()

    @pytest.mark.parametrize("key", ["ArrowLeft", "ArrowDown", "+", "-", "[", "]", "Shift+ArrowUp"])
    def test_keys_move_zoom_and_turn(self, page, dialog, key):  # noqa: ARG002
        before = source(cut(page))
        canvas = page.get_by_test_id("crop-canvas")
        expect(canvas).to_be_focused()
        page.keyboard.press(key)
        changed(cut(page), before)

    def test_dragging_moves_the_picture_with_the_pointer(self, page, dialog):  # noqa: ARG002
        before = source(cut(page))
        first = pixels(cut(page))
        drag(page, page.get_by_test_id("crop-canvas"), 0.5, 0.7)  # a quarter of the frame
        changed(cut(page), before)
        moved = pixels(cut(page))
        quarter = 16  # of 64 pixels
        shifted = np.abs(moved[:, quarter:] - first[:, :-quarter]).mean()
        assert shifted < np.abs(moved - first).mean() / 3

    def test_the_wheel_zooms(self, page, dialog):  # noqa: ARG002
        before = source(cut(page))
        zoom = number_field(page.get_by_test_id("crop-zoom"))
        assert float(zoom.input_value()) == 1
        page.get_by_test_id("crop-canvas").hover()
        page.mouse.wheel(0, -300)
        changed(cut(page), before)
        assert float(zoom.input_value()) > 1.3

    @pytest.mark.parametrize(("slide", "typed"), [("crop-zoom", "2.5"), ("crop-turn", "-45")])
    def test_sliders_do_the_same(self, page, dialog, slide, typed):  # noqa: ARG002
        before = source(cut(page))
        area = page.get_by_test_id(slide)
        type_number(number_field(area), typed)
        other = changed(cut(page), before)
        slider(area).press("ArrowRight")
        changed(cut(page), other)

    def test_closing_changes_nothing(self, page, picture, dialog):
        before = source(picture)
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_have_count(0)
        settled(page)
        assert source(picture) == before
        expect(page.get_by_test_id("start-change")).to_be_focused()

    def test_the_photo_is_cut_again_where_it_was_left(self, page, picture, dialog):
        before = source(picture)
        type_number(number_field(dialog.get_by_test_id("crop-turn")), "20")
        page.get_by_test_id("photo-use").click()
        own = changed(picture, before)
        aligned = requests_of(page, "/align")
        page.get_by_test_id("start-crop").click()
        turn = number_field(page.get_by_test_id("crop-turn"))
        expect(turn).to_have_value("20")
        type_number(turn, "-20")
        settled(page)
        page.get_by_test_id("photo-use").click()
        changed(picture, own)
        assert len(aligned) <= 1


def test_the_service_itself_finds_no_face_in_a_drawing_of_none(page, picture):  # noqa: ARG001
    dialog = choose(page)
    expect(page.get_by_test_id("photo-status")).to_contain_text("place the square by hand")
    expect(dialog.get_by_role("alert")).to_have_count(0)


def test_a_server_without_a_detector_says_so(page, picture):  # noqa: ARG001
    answer_align(page, [], detector=None)
    choose(page)
    expect(page.get_by_test_id("photo-status")).to_contain_text("cannot look for faces")


def test_a_search_that_fails_leaves_the_square_to_the_person(page, watch, picture):
    watch.expect("answer 503", "status of 503")
    page.route("**/align", lambda route: route.fulfill(status=503, json={"status": 503}))
    before = source(picture)
    dialog = choose(page)
    expect(dialog.get_by_role("alert")).to_contain_text("busy")
    answer_align(page, [FACE])
    dialog.get_by_role("alert").get_by_role("button", name="Try again").click()
    expect(page.get_by_test_id("photo-status")).to_contain_text("Face found")
    page.get_by_test_id("photo-use").click()
    changed(picture, before)


class TestOnATelephone:
    @pytest.fixture
    def phone(self, faces_phone) -> Page:
        answer_align(faces_phone, [FACE])
        open_screen(faces_phone, "attributes", "es", m="faces-vae")
        choose(faces_phone)
        return faces_phone

    def test_square_and_result_are_seen_together(self, phone):
        for place in ("crop-canvas", "photo-cut", "photo-kept", "photo-use"):
            expect(phone.get_by_test_id(place)).to_be_in_viewport(ratio=1)
        dialog = phone.get_by_test_id("photo-dialog")
        assert dialog.evaluate("(one) => one.scrollWidth - one.clientWidth") == 0
        assert violations(phone) == []

    def test_two_fingers_zoom_and_turn(self, phone):
        before = source(cut(phone))
        box = phone.get_by_test_id("crop-canvas").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        fingers = [[(x - 30 - 6 * step, y), (x + 30 + 6 * step, y + 5 * step)] for step in range(6)]
        touch(phone, fingers)
        changed(cut(phone), before)
        zoom = float(number_field(phone.get_by_test_id("crop-zoom")).input_value())
        assert zoom > 1.6 * SHRUNK[1] / FACE["side"]
        turned = float(number_field(phone.get_by_test_id("crop-turn")).input_value())
        assert turned > FACE["angle"] + 5

    def test_one_finger_moves_and_the_page_does_not_scroll(self, phone):
        before = source(cut(phone))
        box = phone.get_by_test_id("crop-canvas").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        touch(phone, [[(x, y - 10 * step)] for step in range(6)])
        changed(cut(phone), before)
        again = phone.get_by_test_id("crop-canvas").bounding_box()
        assert again == box


def test_no_text_of_the_dialog_is_hard_coded(page, faces_address):
    answer_align(page, [FACE, OTHER])
    open_screen(page, "attributes", "qps", m="faces-vae")
    choose(page)
    texts = page.get_by_test_id("photo-dialog").locator(
        "h2, p, label, legend, button, strong, span"
    )
    models = httpx.get(f"{faces_address}/api/v1/models").text
    words = {word for text in texts.all_text_contents() for word in WORD.findall(unbracketed(text))}
    assert words - set(WORD.findall(models)) == set()
    assert texts.count() > 10


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("es", "dark")])
def test_the_dialog_has_no_violations_and_says_where_the_photo_goes(
    new_page, faces_address, lang, scheme
):
    page = new_page(faces_address, color_scheme=scheme)
    answer_align(page, [FACE, OTHER])
    open_screen(page, "attributes", lang, m="faces-vae")
    dialog = choose(page)
    assert violations(page) == []
    said = {
        "en": "stays in this server’s memory for this request only",
        "es": "en la memoria de este servidor solo durante la petición",
    }
    expect(dialog).to_contain_text(said[lang])
