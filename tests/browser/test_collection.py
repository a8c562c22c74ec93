"""The collection: what is kept stays, adds up, and has neighbours."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.films import OVERHANG, drop
from tests.browser.kept import (
    FASHION,
    choose,
    decoded,
    file_of,
    has_names,
    imported,
    names,
    picture_of,
    point,
    three,
    with_points,
)
from tests.browser.support import (
    NARROWEST,
    PHONE,
    centre,
    changed,
    link,
    number_field,
    open_screen,
    pixels,
    same_pixels,
    settled,
    shown,
    source,
    type_number,
    until,
    visit,
)
from tests.browser.watch import opening

# In a link, latents are rounded to half precision.
LINK_TOLERANCE = 2


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """One page, and so one collection, for the tests of this module."""
    with opening(browser, []) as make:
        page = make(address)
        page.goto(link("models"))
        yield page


def test_every_screen_that_shows_a_point_keeps_it_and_it_stays(new_page, address):
    page = new_page(address)
    open_screen(page, "collection")
    expect(page.get_by_test_id("examples").locator("img")).to_have_count(3)
    for screen in ("sampling", "posterior", "interpolation", "attributes", "conditional"):
        picture = source(open_screen(page, screen))
        page.get_by_test_id("keep").click()
        expect(page.get_by_test_id("message")).to_contain_text("Kept in the collection")
        assert picture.startswith("data:image/png")
    page.get_by_test_id("keep").click()
    expect(page.get_by_test_id("message")).to_contain_text("this very point already")
    open_screen(page, "map")
    page.get_by_test_id("pin-here").click()
    page.get_by_test_id("pin-0").get_by_test_id("keep").click()
    page.get_by_test_id("message").get_by_role("button", name="Open the collection").click()
    expect(names(page)).to_have_count(6)
    kept = [field.input_value() for field in names(page).all()]
    page.reload()
    has_names(page, *kept)
    choose(page, 5)
    expect(page.get_by_test_id("point")).to_contain_text("fashion-cvae")
    images = page.locator("[data-testid=kept-sheet] img")
    assert len({source(image) for image in images.all()}) >= 5


def test_the_examples_are_kept_at_one_press_and_undone_by_the_keyboard(new_page, address):
    page = new_page(address)
    open_screen(page, "collection")
    page.get_by_test_id("keep-all").click()
    expect(names(page)).to_have_count(3)
    # The button that did it is gone: the reader starts at the heading.
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_test_id("undo")).to_be_enabled()
    page.keyboard.press("Control+z")
    expect(names(page)).to_have_count(2)
    expect(page.get_by_test_id("redo")).to_be_enabled()
    page.keyboard.press("Control+Shift+z")
    expect(names(page)).to_have_count(3)


def test_without_storage_a_point_lasts_for_the_visit_and_it_says_so(new_page, address):
    page = new_page(address)
    page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('no storage') }")
    open_screen(page, "collection")
    page.get_by_test_id("examples").get_by_test_id("keep").first.click()
    expect(page.get_by_test_id("message")).to_contain_text("for this visit only")
    expect(names(page)).to_have_count(1)
    expect(page.locator(".privacy")).to_contain_text("export the collection")
    page.get_by_test_id("nav-models").click()
    shown(page, "models")
    page.get_by_test_id("nav-collection").click()
    expect(names(page)).to_have_count(1)


def test_another_tab_shows_what_is_kept_here(desk):
    with_points(desk, point(desk, 1, "one"))
    other = desk.context.new_page()
    other.goto(link("collection"))
    has_names(other, "one")
    imported(desk, file_of(point(desk, 2, "two")))
    has_names(other, "one", "two")
    names(other).nth(0).fill("first")
    names(other).nth(0).press("Enter")
    has_names(desk, "first", "two")
    # What is undone here leaves alone what was done there.
    desk.get_by_role("heading", level=1).click()
    desk.keyboard.press("Control+z")
    has_names(desk, "first")
    has_names(other, "first")
    other.close()


class TestSheet:
    def test_names_change_in_place(self, desk):
        with_points(desk, *three(desk))
        picture_of(desk, 2).focus()
        desk.keyboard.press("F2")
        expect(names(desk).nth(1)).to_be_focused()
        desk.keyboard.type(" sheep")
        desk.keyboard.press("Escape")
        has_names(desk, "one", "two", "three")
        names(desk).nth(1).fill("second")
        desk.keyboard.press("Enter")
        expect(desk.get_by_test_id("message")).to_contain_text("“second”")
        has_names(desk, "one", "second", "three")
        names(desk).nth(1).fill("  ")
        desk.keyboard.press("Enter")
        has_names(desk, "one", "second", "three")
        desk.reload()
        has_names(desk, "one", "second", "three")

    def test_points_move_by_drag_and_by_keyboard(self, desk):
        with_points(desk, *three(desk))
        desk.mouse.move(*centre(picture_of(desk, 1)))
        desk.mouse.down()
        desk.mouse.move(*centre(picture_of(desk, 3)), steps=6)
        desk.mouse.up()
        has_names(desk, "two", "three", "one")
        expect(desk.locator("[aria-pressed=true].kept-picture")).to_have_count(0)
        picture_of(desk, 3).focus()
        desk.keyboard.press("Shift+ArrowLeft")
        has_names(desk, "two", "one", "three")
        expect(desk.get_by_test_id("message")).to_contain_text("Place 2 of 3")
        expect(picture_of(desk, 2)).to_be_focused()
        desk.keyboard.press("End")
        expect(picture_of(desk, 3)).to_be_focused()
        desk.keyboard.press("Enter")
        expect(desk.get_by_test_id("selected")).to_have_text("1 chosen: three")

    def test_what_is_deleted_comes_back(self, desk):
        with_points(desk, *three(desk))
        picture_of(desk, 2).focus()
        desk.keyboard.press("Delete")
        has_names(desk, "one", "three")
        expect(picture_of(desk, 2)).to_be_focused()
        desk.get_by_test_id("message").get_by_role("button", name="Undo").click()
        has_names(desk, "one", "two", "three")
        choose(desk, 3, 1)
        desk.get_by_test_id("delete").click()
        has_names(desk, "two")
        expect(desk.get_by_test_id("message")).to_contain_text("2 points deleted")
        desk.get_by_test_id("message").get_by_role("button", name="Undo").click()
        has_names(desk, "one", "two", "three")


class TestArithmetic:
    def test_a_minus_b_plus_c_is_what_the_service_draws_of_it(self, desk, new_page, address):
        points = three(desk)
        with_points(desk, *points)
        a, b, c = (np.array(one["latent"]) for one in points)
        choose(desk, 3, 1, 2)
        desk.get_by_test_id("use-all").click()
        expect(desk.get_by_test_id("sum-name")).to_have_text("three − one + two")
        drawn = desk.get_by_test_id("sum-picture").locator("img")
        right = decoded(desk, FASHION, c - a + b)
        until(desk, lambda: same_pixels(pixels(drawn), right), "the sum")
        before = source(drawn)
        film = desk.get_by_test_id("film-sum")
        expect(film.locator("img")).to_have_count(17)
        until(desk, lambda: same_pixels(pixels(film.locator("img").nth(8)), right), "its strip")
        film.locator("img").nth(10).click(force=True)
        before = changed(drawn, before)
        expect(number_field(desk.get_by_test_id("strength"))).to_have_value("1.25")
        type_number(number_field(desk.get_by_test_id("strength")), "0.5")
        before = changed(drawn, before)
        assert same_pixels(pixels(drawn), decoded(desk, FASHION, c + 0.5 * (b - a)))
        desk.get_by_test_id("sign-C").click()
        before = changed(drawn, before)
        type_number(number_field(desk.get_by_test_id("weight-B")), "0.5")
        changed(drawn, before)
        expect(desk.get_by_test_id("sum-name")).to_have_text("three − 0.5 one − two (s = 0.50)")
        half = decoded(desk, FASHION, c - 0.25 * a - 0.5 * b)
        assert same_pixels(pixels(drawn), half)
        expect(desk.get_by_test_id("sum").locator(".formula")).to_have_attribute(
            "aria-label", "z prime equals A, plus s times: minus 0.5 B minus C"
        )
        expect(desk.get_by_test_id("curl")).to_contain_text("decode")
        kept = re.compile(r"[?&]t=1~[\w-]+!-0\.5~[\w-]+!-1~[\w-]+&s=0\.5&")
        expect(desk).to_have_url(kept)
        other = new_page(address)
        other.goto(desk.url)
        assert same_pixels(pixels(shown(other, "collection")), half, LINK_TOLERANCE)
        expect(number_field(other.get_by_test_id("weight-B"))).to_have_value("0.50")
        desk.get_by_test_id("sum").get_by_test_id("keep").click()
        has_names(desk, "one", "two", "three", "three − 0.5 one − two (s = 0.50)")

    def test_points_of_different_models_are_not_added_and_it_says_why(self, desk):
        strange = point(desk, 4, "strange", model="fashion-ae")
        old = {**point(desk, 5, "old"), "weights": "0123456789"}
        with_points(desk, point(desk, 1, "one"), strange, old)
        expect(desk.get_by_test_id("message")).to_contain_text("1 belongs to other weights")
        for second, words in (
            (2, "different models (fashion-vae, fashion-ae)"),
            (3, "different weights"),
        ):
            choose(desk, 1, second)
            expect(desk.get_by_test_id("why-not")).to_contain_text(words)
            expect(desk.get_by_test_id("use-all")).to_be_disabled()
            expect(desk.get_by_test_id("interpolate")).to_be_disabled()
        choose(desk, 3)
        expect(desk.get_by_test_id("why-not")).to_contain_text("other weights of fashion-vae")
        expect(desk.get_by_test_id("old-note")).to_be_visible()
        expect(desk.get_by_test_id("open-posterior")).to_have_count(0)
        desk.get_by_test_id("filter").select_option("fashion-ae")
        has_names(desk, "strange")
        expect(desk).to_have_url(re.compile("[?&]m=fashion-ae&"))

    def test_the_condition_of_a_sum_is_chosen(self, desk):
        model = "fashion-cvae"
        told = [point(desk, seed, f"told {seed}", model=model, condition=3) for seed in (1, 2)]
        with_points(desk, *told)
        drawn = desk.get_by_test_id("sum-picture").locator("img")
        latent = np.array(told[0]["latent"]) - np.array(told[1]["latent"])
        for index in (3, 8):
            desk.get_by_test_id("sum-class").select_option(str(index))
            right = decoded(desk, model, latent, condition={"class": index})
            until(desk, lambda right=right: same_pixels(pixels(drawn), right), "the class")

    def test_a_picture_of_the_sum_brings_the_formula_back(self, desk):
        with_points(desk, *three(desk))
        choose(desk, 2, 1)
        desk.get_by_test_id("use-all").click()
        expect(desk.get_by_test_id("sum-name")).to_have_text("two − one")
        expect(desk).to_have_url(re.compile("t=1~[^!]+!-1~[^!]+&"))
        settled(desk)
        with desk.expect_download() as waiting:
            desk.get_by_test_id("sum").get_by_test_id("download-picture").click()
        content = Path(waiting.value.path()).read_bytes()
        assert Image.open(io.BytesIO(content)).size == (448, 448)
        open_screen(desk, "models")
        drop(desk, "sum.png", "image/png", content)
        shown(desk, "collection")
        expect(desk.get_by_test_id("sum-name")).to_have_text("two − one")


def test_neighbours_are_those_of_the_whole_space(desk):
    points = three(desk)
    with_points(desk, *points)
    choose(desk, 2)
    near = desk.get_by_test_id("near").get_by_role("listitem")
    expect(near).to_have_count(8)
    body = {"latents": [points[1]["latent"]], "neighbours": 8}
    answer = desk.request.post(f"/api/v1/models/{FASHION}/map/project", data=body).json()
    thumbs = desk.get_by_test_id("near").locator("[data-point]")
    indices = [int(thumb.get_attribute("data-point") or -1) for thumb in thumbs.all()]
    assert indices == answer["neighbours"][0]
    said = [float(text.split()[-1]) for text in near.all_inner_texts()]
    assert said == [round(each, 2) for each in answer["neighbour_distances"][0]]
    assert said == sorted(said)
    expect(thumbs.first).to_have_attribute("aria-label", re.compile(r"test picture \d+, distance"))
    expect(desk.get_by_test_id("near-result").get_by_role("listitem")).to_have_count(8)


def test_points_open_on_other_screens(desk):
    points = three(desk)
    with_points(desk, *points)
    kept = pixels(picture_of(desk, 1).locator("img"))
    choose(desk, 1)
    for screen in ("interpolation", "posterior"):
        expect(desk.get_by_test_id(f"open-{screen}")).to_be_enabled()
    desk.get_by_test_id("open-attributes").click()
    expect(desk).to_have_url(re.compile(r"#/attributes\?.*from=z:"))
    assert same_pixels(pixels(shown(desk, "attributes")), kept, LINK_TOLERANCE)
    open_screen(desk, "collection")
    choose(desk, 1, 3)
    desk.get_by_test_id("interpolate").click()
    shown(desk, "interpolation")
    expect(desk).to_have_url(re.compile("from=z:.*to=z:"))
    open_screen(desk, "collection")
    choose(desk, 1)
    desk.get_by_test_id("open-map").click()
    shown(desk, "map")
    expect(desk.get_by_test_id("pin-0")).to_be_visible()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_screen_is_accessible_and_fits_a_telephone(desk, lang):
    strange = point(
        desk, 4, "a name that is rather too long for a picture of this size", model="fashion-ae"
    )
    with_points(desk, *three(desk), strange, lang=lang)
    choose(desk, 4, 1)
    expect(desk.get_by_test_id("why-not")).to_be_visible()
    expect(desk.get_by_test_id("near").get_by_role("listitem")).to_have_count(8)
    assert violations(desk) == []
    desk.get_by_test_id("theme").click()
    for width in (PHONE["width"], NARROWEST):
        desk.set_viewport_size({"width": width, "height": PHONE["height"]})
        assert desk.evaluate(OVERHANG) == 0
    assert violations(desk) == []
    desk.get_by_test_id("theme").click()
    desk.set_viewport_size({"width": 1440, "height": 900})


def test_nothing_chosen_on_the_screen_is_hard_coded(desk):
    with_points(desk, *three(desk))
    visit(desk, link("collection", lang="qps", opening="qps"))
    shown(desk, "collection")
    choose(desk, 1, 2)
    expect(desk.get_by_test_id("near").get_by_role("listitem")).to_have_count(8)
    texts = desk.locator("#main :is(h2, h3, p, button span, label span)").all_inner_texts()
    plain = [text for text in texts if text.strip() and not text.startswith("[")]
    own = re.compile(
        r"^([A-Z]|one|two|three|one − two \+ three|[A-Z] (one|two|three)|[\d.]+|.*source-name.*)$"
    )
    assert [text for text in plain if not own.match(text)] == []
