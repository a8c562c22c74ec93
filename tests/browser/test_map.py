"""The latent map: what lies under the cursor, pins, paths, directions of one's own, two maps."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.maps import (
    BESIDE,
    COUNTING,
    FRAMES,
    GRAPHICS_UNIT,
    MODEL,
    SEVERAL,
    Served,
    colours,
    drawing,
    here,
    open_map,
    shows,
    spot,
    stage,
)
from tests.browser.support import (
    PHONE,
    address_has,
    changed,
    link,
    next_frames,
    open_screen,
    requests_of,
    slider,
    source,
    until,
    visit,
)


@pytest.fixture
def vae(address: str) -> Served:
    return Served(address, MODEL)


def test_a_data_point_shows_its_thumbnail_without_asking(page, vae):
    x, y = vae.places()[7]
    open_map(page, (x, y, 0.5))
    asked = requests_of(page, "/api/v1/models/")
    page.mouse.move(*spot(page, 0.5, 0.5))
    thumb = page.get_by_test_id("reading-main").locator("[data-point]")
    expect(thumb).to_have_attribute("data-point", "7")
    expect(page.get_by_test_id("reading-main")).to_contain_text("test picture 7")
    assert asked == []
    # It is the eighth tile of the sheet, ten to a row.
    side = thumb.evaluate("(one) => one.clientWidth")
    expect(thumb).to_have_css("background-position", f"{-7 * side}px 0px")
    expect(thumb).to_have_css("background-image", re.compile("/api/v1/sprites/"))


def test_empty_space_is_decoded_live(page, vae):
    open_map(page, (8.0, 9.0, 2.0))  # far from all random codes
    before = source(here(page))
    page.mouse.move(*spot(page, 0.75, 0.25))
    changed(here(page), before)
    shows(here(page), vae.drawn([8.5, 9.5]))
    expect(page.get_by_test_id("reading-main")).to_contain_text("no data anywhere near")


def test_umap_leads_back_by_way_of_the_service(page, address):
    served = Served(address, "fashion-vae")
    open_map(page, (0.0, 0.0, 20.0), m="fashion-vae", pr="umap")
    page.mouse.move(*spot(page, 0.9, 0.1))
    body = {"projection": "umap", "positions": [[8.0, 8.0]]}
    shows(here(page), served.drawn(served.ask("map/locate", body)["latents"][0]))
    expect(page.get_by_test_id("layer-prior")).to_have_count(0)
    expect(page.get_by_test_id("layer-grid")).to_have_count(0)


def test_a_conditional_model_is_told_the_nearest_class_or_the_one_chosen(page, address):
    served = Served(address, "fashion-cvae")
    open_map(page, (9.0, 9.0, 2.0), m="fashion-cvae", pr="pca", p="i13")
    page.mouse.move(*spot(page, 0.75, 0.25))
    found = served.ask("map/locate", {"projection": "pca", "positions": [[9.5, 9.5]]})
    latent, own = found["latents"][0], found["nearest"][0] % 10
    shows(here(page), served.drawn(latent, **{"class": own}))
    point = served.ask("map/points", {"indices": [13]})["latents"][0]
    pinned = page.get_by_test_id("pin-0").locator("img")
    shows(pinned, served.drawn(point, **{"class": 3}))
    other = (own + 1) % 10
    page.get_by_test_id("decode-as").select_option(str(other))
    shows(here(page), served.drawn(latent, **{"class": other}))
    shows(pinned, served.drawn(point, **{"class": other}))
    address_has(page, f"c={other}")


def test_clicks_pin_and_dragging_between_pins_draws_the_path(page, vae):
    open_map(page, (20.0, 20.0, 4.0))
    page.emulate_media(reduced_motion="reduce")
    page.mouse.click(*spot(page, 0.25, 0.25))
    page.mouse.click(*spot(page, 0.75, 0.75))
    shows(page.get_by_test_id("pin-0").locator("img"), vae.drawn([19.0, 21.0]))
    shows(page.get_by_test_id("pin-1").locator("img"), vae.drawn([21.0, 19.0]))
    page.mouse.move(*spot(page, 0.25, 0.25))
    page.mouse.down()
    page.mouse.move(*spot(page, 0.5, 0.6), steps=3)
    page.mouse.move(*spot(page, 0.75, 0.75), steps=3)
    page.mouse.up()
    frames = page.get_by_test_id("film-main").locator("img")
    expect(frames).to_have_count(FRAMES)
    shows(frames.first, vae.drawn([19.0, 21.0]))
    shows(frames.nth(16), vae.drawn([20.0, 20.0]))
    shows(frames.last, vae.drawn([21.0, 19.0]))
    asked = requests_of(page, "/api/v1/models/")
    slider(page.get_by_test_id("alpha")).press("End")
    address_has(page, "path=1-2", "a=1", "p=19:21,21:19")
    assert [one for one in asked if "interpolate" in one.url] == []
    page.emulate_media(reduced_motion="no-preference")


def test_the_map_works_by_keyboard(page):
    open_map(page, (30.0, 30.0, 2.0), prior=1)
    stage(page).focus()
    before = source(here(page))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    changed(here(page), before)
    spoken = page.get_by_test_id("map-spoken")
    expect(spoken).to_contain_text("Decoded at")
    expect(spoken).to_contain_text("100%")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("pin-0")).to_be_visible()
    page.keyboard.press("+")
    expect(page).not_to_have_url("v=30,30,2")
    address_has(page, "prior=1")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("pin-0")).to_have_count(0)
    page.get_by_test_id("message").get_by_role("button").click()
    expect(page.get_by_test_id("pin-0")).to_be_visible()
    page.keyboard.press("Tab")
    expect(stage(page)).not_to_be_focused()


def test_the_list_stands_for_the_map(page, vae):
    open_map(page, (0.0, 0.0, 9.0))
    page.get_by_test_id("map-list").locator("summary").click()
    row = page.get_by_test_id("map-list").get_by_role("row", name="Dress")
    row.get_by_role("button").click()
    own = vae.places()[np.arange(60) % 10 == 3]
    middle = np.median(own, axis=0)
    reading = page.get_by_test_id("reading-main")
    expect(reading).to_contain_text(f"x {middle[0]:.2f}, y {middle[1]:.2f}".replace("-", "−"))
    shows(here(page), vae.drawn(middle))


def test_a_box_makes_a_direction_that_moves_from_without_to_with(page, vae):
    places = vae.places()
    open_map(page, (0.0, 0.0, 10.0))
    page.get_by_test_id("tool-box").click()
    page.mouse.move(*spot(page, 0.5, 0.0))
    page.mouse.down()
    page.mouse.move(*spot(page, 0.8, 0.7), steps=3)
    page.mouse.move(*spot(page, 0.999, 0.999), steps=3)
    page.mouse.up()
    inside = (places[:, 0] > 0) & (np.abs(places) < 5).all(axis=1)
    assert 2 <= inside.sum() <= len(places) - 2
    area = page.get_by_test_id("own-direction")
    expect(area.get_by_test_id("examples")).to_contain_text(f"with · {inside.sum()}")
    expect(area.get_by_test_id("examples")).to_contain_text("without · all others")
    points = [{"latent": place.tolist()} for place in places]
    pairs = list(zip(points, inside, strict=True))
    body = {
        "positive": [point for point, within in pairs if within],
        "negative": [point for point, within in pairs if not within],
    }
    found = vae.ask("directions", body)
    expect(area.get_by_test_id("separability")).to_have_text(f"{found['separability']:.2f}")
    expect(area.get_by_test_id("stability")).to_have_text(f"{found['stability']:.2f}")
    picture = area.get_by_test_id("steered-picture").locator("img")
    shows(picture, vae.drawn(places[~inside].mean(axis=0)))
    number = page.get_by_test_id("steer").locator("input[type=number]")
    number.fill("1")
    number.press("Enter")
    shows(picture, vae.drawn(places[inside].mean(axis=0)))


def test_two_maps_share_the_cursor_and_the_pins(page, vae, address):
    other = Served(address, BESIDE)
    open_map(page, (12.0, 12.0, 2.0), o=BESIDE)
    page.mouse.move(*spot(page, 0.25, 0.75))
    shows(here(page), vae.drawn([11.5, 11.5]))
    shows(here(page, "other"), other.drawn([11.5, 11.5]))
    page.mouse.move(*spot(page, 0.75, 0.75, "other"))
    shows(here(page), vae.drawn([12.5, 11.5]))
    page.mouse.click(*spot(page, 0.75, 0.75, "other"))
    pictures = page.get_by_test_id("pin-0").locator("img")
    shows(pictures.nth(0), vae.drawn([12.5, 11.5]))
    shows(pictures.nth(1), other.drawn([12.5, 11.5]))
    assert violations(page) == []


def test_one_request_decodes_the_background(page):
    asked = requests_of(page, "/decode")
    open_map(page, (0.0, 0.0, 6.0))
    del asked[:]
    page.get_by_test_id("layer-grid").select_option("9")
    until(page, lambda: len(asked) == 1, "the request for the background")
    body = asked[0].post_data_json
    assert body is not None
    corners = [body["latents"][index] for index in (0, 8, 80)]
    np.testing.assert_allclose(corners, np.array([[-8, 8], [8, 8], [8, -8]]) / 3, atol=1e-6)
    background = stage(page).locator("canvas").first
    until(page, lambda: (drawing(background)[..., 3] == 255).all(), "a background all over")


def test_webgl_draws_once_a_frame_and_uploads_nothing(page):
    page.evaluate(GRAPHICS_UNIT)
    open_map(page, (0.0, 0.0, 8.0))
    points = stage(page).locator("[data-layer=points]")
    until(page, lambda: colours(points) > SEVERAL, "points in several colours")
    page.evaluate(COUNTING)
    page.mouse.move(*spot(page, 0.1, 0.9))
    page.mouse.down()
    page.mouse.move(*spot(page, 0.5, 0.5), steps=25)
    page.mouse.up()
    page.wait_for_function("() => counts.drawArrays > 0")
    next_frames(page)
    drawn = page.evaluate("() => stopCounting()")
    assert 1 <= drawn["drawArrays"] <= drawn["frames"]
    assert drawn["bufferData"] == 0
    page.evaluate("() => restoreGl()")


def test_without_a_graphics_unit_the_points_are_drawn_by_hand(page):
    open_map(page, (0.0, 0.0, 8.0))
    points = stage(page).locator("[data-layer=points]")
    assert points.evaluate("(canvas) => canvas.getContext('webgl2') === null")
    until(page, lambda: colours(points) > SEVERAL, "points in several colours")
    before = colours(points)
    page.get_by_test_id("legend-1").click()
    until(page, lambda: colours(points) < before, "one colour less")


def test_classes_are_switched_off_and_links_bring_all_of_it_back(page, vae):
    open_map(page, (20.0, 20.0, 4.0), prior=1, grid=9)
    page.mouse.click(*spot(page, 0.25, 0.25))
    page.get_by_test_id("legend-3").click()
    page.get_by_test_id("legend-7").click()
    page.get_by_test_id("layer-names").uncheck()
    address_has(page, "off=3,7", "p=19:21", "names=0", "prior=1", "grid=9", "v=20,20,4")
    kept = page.url
    open_screen(page, "models")
    visit(page, kept)
    shows(page.get_by_test_id("pin-0").locator("img"), vae.drawn([19.0, 21.0]))
    for index in range(10):
        pressed = "false" if index in (3, 7) else "true"
        expect(page.get_by_test_id(f"legend-{index}")).to_have_attribute("aria-pressed", pressed)
    expect(page.get_by_test_id("layer-names")).not_to_be_checked()
    expect(page.get_by_test_id("layer-prior")).to_be_checked()
    expect(page.get_by_test_id("layer-grid")).to_have_value("9")
    # A class that is switched off is not under the cursor either.
    x, y = vae.places()[3]
    visit(page, link("map", m=MODEL, v=f"{x:.6g},{y:.6g},0.001", off="3"))
    expect(here(page)).to_be_visible()
    page.mouse.move(*spot(page, 0.5, 0.5))
    expect(page.get_by_test_id("reading-main")).to_contain_text("Decoded here")


def test_the_view_is_taken_away_as_a_picture(page):
    open_map(page, (0.0, 0.0, 8.0), prior=1, p="i3,1:1")
    with page.expect_download() as started:
        page.get_by_test_id("download-view").click()
    taken = Image.open(io.BytesIO(started.value.path().read_bytes()))
    assert started.value.suggested_filename == "latente-fashion-vae-2d-map.png"
    assert taken.size[0] == taken.size[1] >= 300
    assert len(taken.convert("RGB").getcolors(1 << 20) or []) > 50


def test_a_damaged_link_shows_a_map(page):
    open_screen(
        page, "map", m=MODEL, v="1,x", p="i999999,nonsense,2:2", path="7-9", pr="none", grid="8"
    )
    expect(page.get_by_test_id("pin-1").locator("img")).to_be_visible()
    expect(page.get_by_test_id("error-note")).to_have_count(0)


def test_a_finger_looks_first_and_pins_with_the_second_tap(new_page, address):
    page = new_page(address, viewport=PHONE, has_touch=True)
    open_map(page, (40.0, 40.0, 4.0))
    before = source(here(page))
    page.touchscreen.tap(*spot(page, 0.3, 0.3))
    changed(here(page), before)
    expect(page.get_by_test_id("pins")).to_have_count(0)
    page.touchscreen.tap(*spot(page, 0.31, 0.31))
    expect(page.get_by_test_id("pin-0")).to_be_visible()
    page.get_by_test_id("pin-here").click()
    expect(page.get_by_test_id("pin-1")).to_have_count(0)  # it is pinned already


def test_a_model_without_a_map_says_so(page, watch):
    watch.expect("404")
    page.route("**/fashion-ae/map", lambda route: route.fulfill(status=404, json={"status": 404}))
    visit(page, link("map", m="fashion-ae"))
    expect(page.get_by_test_id("no-map")).to_be_visible()
    expect(page.get_by_test_id("error-note")).to_have_count(0)
    page.get_by_test_id("model").select_option(MODEL)
    expect(here(page)).to_be_visible()
    expect(page.get_by_test_id("no-map")).to_have_count(0)
