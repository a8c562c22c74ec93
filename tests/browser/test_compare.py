"""Two or three models beside each other: the same question for all, kept in the link."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.axe import violations
from tests.browser.comparisons import MODELS, models_of, open_compare, said
from tests.browser.support import (
    NARROWEST,
    OPENINGS,
    address_has,
    changed,
    next_frames,
    open_screen,
    pixels,
    requests_of,
    same_pixels,
    settled,
    source,
    type_number,
    visit,
)
from tests.browser.test_downloads import download
from tests.browser.test_shell import READABLE, UNIVERSAL, WORD, unbracketed, words_of_the_cards

OVERHANG = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"


class Answers:
    """What the service has answered to one call, by model: the last of each."""

    def __init__(self, page: Page, call: str) -> None:
        self._responses: list[Response] = []
        page.on("response", lambda one: self._note(one) if one.url.endswith(call) else None)

    def _note(self, response: Response) -> None:
        self._responses.append(response)

    def latents(self) -> dict[str, np.ndarray]:
        """The latents that each model answered with."""
        return {models_of([one.url])[0]: np.array(one.json()["latents"]) for one in self._responses}


class TestTheSameZ:
    def test_one_seed_gives_models_of_one_size_the_same_z(self, page):
        answers = Answers(page, "/sample")
        open_compare(page, seed=5, n=4)
        expect(said(page)).to_contain_text("same z: seed 5 gives all of them the same 4 numbers")
        drawn = answers.latents()
        assert set(drawn) == set(MODELS)
        assert all(np.array_equal(z, drawn["fashion-ae"]) for z in drawn.values())

    def test_where_only_the_seed_is_the_same_it_is_said(self, page):
        pictures = open_compare(page, seed=5, n=4)
        answers = Answers(page, "/sample")
        before = source(pictures[0])
        page.get_by_test_id("prior").get_by_role("radio", name="fitted").check()
        changed(pictures[0], before)
        expect(said(page)).to_contain_text("Only the same seed (5)")
        drawn = answers.latents()
        assert not np.array_equal(drawn["fashion-ae"], drawn["fashion-vae"])
        open_compare(page, m1="fashion-ae", m2="fashion-ae-2d")
        expect(said(page)).to_contain_text("their codes have 4 and 2 numbers")

    def test_a_draw_is_given_as_the_same_z_or_as_the_same_picture(self, page):
        asked = requests_of(page, "/api/v1/models/")
        open_compare(page, act="edit", **{"from": "s:5"}, k=0)
        expect(said(page)).to_contain_text("one vector of 4 numbers")
        edits = [one for one in asked if one.url.endswith("/attribute-edit")]
        assert set(models_of([one.url for one in edits])) == set(MODELS)
        assert len({tuple(one.post_data_json["point"]["latent"]) for one in edits}) == 1
        assert not [one for one in asked if one.url.endswith("/encode")]
        page.get_by_test_id("share").get_by_role("radio", name="the same picture").check()
        expect(said(page)).to_contain_text("fashion-ae draws it")
        address_has(page, "share=image")
        settled(page)
        encoded = [one for one in asked if one.url.endswith("/encode")]
        assert models_of([one.url for one in encoded]) == MODELS[1:]
        first, second = (one.post_data_json["images"] for one in encoded)
        assert first == second

    def test_a_picture_of_the_gallery_is_that_of_the_first_model(self, page):
        # These random models have different pictures under one name.
        asked = requests_of(page, "/encode")
        open_compare(page, act="reconstruct")
        expect(said(page)).to_contain_text("encodes it into a z of its own")
        assert set(models_of([one.url for one in asked])) == set(MODELS[1:])
        shown = source(page.get_by_test_id("from").locator(".picture img").first)
        assert [one.post_data_json["images"] for one in asked] == [[shown]] * 2


ROUND_TRIPS = {
    "sample": {"seed": 11, "n": 4, "t": 0.7, "prior": "fitted", "c": 3, "i": 2},
    "reconstruct": {"from": "g:bag-1"},
    "interpolate": {"from": "g:bag-1", "to": "s:4", "a": 0.3, "method": "spherical"},
    "edit": {"from": "g:sandal-2", "fc": 7, "x": "Wide", "k": -1.5},
    "condition": {"from": "s:9", "y": 8, "share": "image"},
}


@pytest.mark.parametrize("action", ROUND_TRIPS)
def test_a_link_brings_back_every_action(page, action):
    state = ROUND_TRIPS[action]
    chosen = {"m1": "fashion-vae", "m2": "fashion-cvae", "m3": "fashion-ae"}
    pictures = open_compare(page, act=action, **chosen, **state)
    drawn = [pixels(picture) for picture in pictures]
    written = [f"{key}={value}" for key, value in {**chosen, "act": action, **state}.items()]
    address_has(page, *written)
    page.get_by_test_id("language-es").click()
    address_has(page, *written, "lang=es")
    visit(page, f"{page.url}&opening={next(OPENINGS)}")
    expect(page.get_by_test_id("screen-compare")).to_be_visible()
    expect(page.get_by_test_id("link-notice")).to_have_count(0)
    for picture, before in zip(pictures, drawn, strict=True):
        expect(picture).to_be_visible()
        settled(page)
        assert same_pixels(pixels(picture), before)


def test_a_damaged_link_is_understood_as_far_as_possible(page):
    open_compare(page, m1="fashion-vae", m2="gone", act="dance", t=99, i=-4, c="x", seed="y")
    expect(page.get_by_test_id("link-notice")).to_contain_text("gone")
    expect(page.get_by_test_id("choose-1")).to_have_value("fashion-vae")
    address_has(page, "act=sample", "t=2", "seed=7")
    expect(page.get_by_test_id("model-2")).to_be_visible()


def test_a_link_to_other_weights_says_so(page):
    open_compare(page, m1="fashion-ae", m2="fashion-vae", ws="0123456789,0123456789")
    expect(page.get_by_test_id("link-notice")).to_contain_text("other weights")
    page.get_by_test_id("choose-2").select_option("fashion-cvae")
    expect(page).not_to_have_url(re.compile("0123456789"))


def test_models_are_chosen_changed_added_and_removed(page):
    pictures = open_compare(page)
    before = [source(picture) for picture in pictures]
    page.get_by_test_id("choose-1").select_option("fashion-vae")
    changed(pictures[0], before[0])
    assert [source(picture) for picture in pictures] == [before[1], before[0], before[2]]
    page.get_by_test_id("choose-3").select_option("")
    expect(page.get_by_test_id("model-3")).to_have_count(0)
    address_has(page, "m1=fashion-vae", "m2=fashion-ae")
    page.get_by_test_id("add-model").click()
    expect(page.get_by_test_id("picture-3").locator("img")).to_be_visible()
    expect(page.get_by_test_id("add-model")).to_have_count(0)


def test_one_model_may_fail_while_the_others_go_on(page, watch):
    watch.expect("ERR_CONNECTION_REFUSED")
    page.route("**/fashion-vae/sample", lambda route: route.abort("connectionrefused"))
    open_screen(page, "compare")
    column = page.get_by_test_id("model-2")
    expect(column.get_by_role("alert")).to_contain_text("did not answer")
    expect(page.get_by_role("alert")).to_have_count(1)
    for k in (1, 3):
        expect(page.get_by_test_id(f"picture-{k}").locator("img")).to_be_visible()
    before = source(page.get_by_test_id("picture-1").locator("img"))
    type_number(page.get_by_test_id("seed").locator("input"), "8")
    changed(page.get_by_test_id("picture-1").locator("img"), before)
    page.unroute("**/fashion-vae/sample")
    column.get_by_role("button", name="Try again").click()
    expect(page.get_by_test_id("picture-2").locator("img")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_class_is_told_to_the_model_that_takes_one(page):
    pictures = open_compare(page, act="condition")
    before = [source(picture) for picture in pictures]
    expect(page.get_by_test_id("indifferent")).to_have_count(2)
    asked = requests_of(page, "/api/v1/models/")
    page.get_by_test_id("class-8").get_by_role("radio").check()
    changed(pictures[2], before[2])
    assert [source(picture) for picture in pictures[:2]] == before[:2]
    assert source(pictures[2]) == source(page.get_by_test_id("class-8").locator("img"))
    assert asked == []
    address_has(page, "y=8")


def test_an_upload_is_read_by_all_and_stays_out_of_the_link(page):
    pictures = open_compare(page, act="reconstruct")
    before = source(pictures[0])
    page.get_by_test_id("from-change").click()
    asked = requests_of(page, "/encode")
    file = {"name": "mine.png", "mimeType": "image/png", "buffer": png()}
    page.get_by_test_id("upload-input").set_input_files(file)
    changed(pictures[0], before)
    settled(page)
    expect(page.get_by_test_id("from").locator(".source-name")).to_have_text("mine.png")
    assert set(models_of([one.url for one in asked])) == set(MODELS)
    assert len({one.post_data_json["images"][0] for one in asked}) == 1
    expect(page).not_to_have_url(re.compile("from="))
    # What was lost is measured on the pixels that are seen.
    original = pixels(page.get_by_test_id("from").locator(".picture img").first)
    for k, picture in enumerate(pictures):
        expected = float((((pixels(picture) - original) / 255.0) ** 2).mean())
        errors = page.get_by_test_id(f"model-{k + 1}").get_by_test_id("errors")
        expect(errors.locator("dd").first).to_have_text(f"{expected:.4f}")
        similarity = float(errors.locator("dd").last.inner_text())
        assert -1 < similarity < 1


def png() -> bytes:
    """A small grey picture with a lighter square."""
    picture = np.full((40, 40), 20, dtype=np.uint8)
    picture[10:30, 12:28] = 200
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def test_the_comparison_is_taken_away_as_one_picture_and_a_column_to_the_studio(page):
    open_compare(page, act="interpolate", a=0.3)
    name, picture = download(page, "download-comparison")
    assert name == "latente-compare-interpolate-fashion-ae-fashion-vae-fashion-cvae.png"
    assert picture.size == (2 * 40 + 3 * 448 + 2 * 28, 160 + 2 * 448 + 44 + 40)
    assert "latente" in picture.text  # type: ignore[attr-defined]
    whole = np.asarray(picture.convert("L")).astype(np.int16)
    left = 40 + 476
    shown = pixels(page.get_by_test_id("picture-2").locator("img"))
    assert same_pixels(whole[160 : 160 + 448 : 16, left : left + 448 : 16, None], shown)
    page.get_by_test_id("model-2").get_by_test_id("add-to-studio").click()
    expect(page.get_by_test_id("message")).to_contain_text("studio")
    film = page.evaluate("() => JSON.parse(localStorage.getItem('latente.studio'))")
    assert film["model"] == "fashion-vae"
    assert same_pixels(pixels(page.get_by_test_id("picture-2").locator("img")), shown)


def test_other_screens_lead_here_with_what_they_show(page):
    open_screen(page, "interpolation", m="fashion-vae", **{"from": "g:bag-1", "a": 0.3})
    page.get_by_role("link", name="Compare with other models").click()
    expect(page.get_by_test_id("screen-compare")).to_be_visible()
    address_has(page, "act=interpolate", "from=g:bag-1", "a=0.3", "m1=fashion-vae", "m2=fashion-ae")
    settled(page)


def test_a_teacher_can_hide_what_this_screen_has_of_its_own(page):
    open_screen(page, "compare", act="interpolate", hide="actions,controls,films")
    expect(page.get_by_test_id("alpha")).to_be_visible()
    for place in ("[data-testid=action]", "[data-testid=from]", "[data-testid=film-1]"):
        expect(page.locator(place)).to_be_attached()
        expect(page.locator(place)).to_be_hidden()
    address_has(page, "hide=actions,controls,films")


@pytest.mark.parametrize("action", ["reconstruct", "interpolate", "edit", "condition"])
def test_no_action_has_violations_nor_is_too_wide_on_a_telephone(phone, action):
    pictures = open_compare(phone, "es", act=action)
    assert violations(phone) == []
    phone.set_viewport_size({"width": NARROWEST, "height": 740})
    next_frames(phone)
    assert phone.evaluate(OVERHANG) <= 0
    assert_in_one_row(pictures)
    if action == "reconstruct":
        phone.get_by_test_id("choose-3").select_option("")
        expect(phone.get_by_test_id("model-3")).to_have_count(0)
        assert_in_one_row(pictures[:2])


def assert_in_one_row(pictures: list[Locator]) -> None:
    """All of them beside each other in the narrowest window, none too small to see."""
    boxes = [box for picture in pictures if (box := picture.bounding_box())]
    assert len(boxes) == len(pictures)
    assert len({box["y"] for box in boxes}) == 1
    assert all(box["width"] >= 100 for box in boxes)
    assert max(box["x"] + box["width"] for box in boxes) <= NARROWEST


@pytest.mark.parametrize("action", ["reconstruct", "interpolate", "edit", "condition"])
def test_no_text_is_hard_coded_and_nothing_is_amiss_in_the_dark(page, address, action):
    page.emulate_media(color_scheme="dark")
    open_compare(page, "qps", act=action)
    expect(page.get_by_test_id("details").locator("section").first).to_be_visible()
    allowed = words_of_the_cards(address) | {"SSIM"}
    texts = page.evaluate(READABLE)
    plain = {word for text in texts for word in WORD.findall(unbracketed(text))}
    assert {word for word in plain - allowed if not UNIVERSAL.match(word)} == set()
    assert violations(page) == []
    page.emulate_media(color_scheme="light")
