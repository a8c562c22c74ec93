"""What the map gives away: a slider of one's own, a picture that brings it back, a large grid."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Request, expect

from tests.browser.axe import violations
from tests.browser.films import drop
from tests.browser.maps import MODEL, Served, drawing, open_map, shows, stage
from tests.browser.support import (
    address_has,
    number_field,
    open_screen,
    requests_of,
    settled,
    type_number,
    until,
    visit,
)

NAME = "Dressier"


@pytest.fixture
def vae(address) -> Served:
    return Served(address, MODEL)


def test_a_large_grid_is_asked_for_in_parts_one_after_the_other(page):
    asked = requests_of(page, "/decode")
    open_map(page, (0.0, 0.0, 6.0))
    del asked[:]
    done: list[Request] = []
    before_each: list[int] = []

    def begin(request: Request) -> None:
        if "/decode" in request.url:
            before_each.append(len(done))

    def finish(request: Request) -> None:
        if "/decode" in request.url:
            done.append(request)

    page.on("request", begin)
    page.on("requestfinished", finish)
    page.get_by_test_id("layer-grid").select_option("21")
    until(page, lambda: len(asked) == 2, "both requests for the background")
    bodies = [request.post_data_json for request in asked]
    assert [len(body["latents"]) for body in bodies] == [12 * 21, 9 * 21]
    assert before_each == [0, 1]
    every = np.array(bodies[0]["latents"] + bodies[1]["latents"])
    corners = every[[0, 20, 440]]
    cell = 3 - 3 / 21
    np.testing.assert_allclose(corners, [[-cell, cell], [cell, cell], [cell, -cell]], atol=1e-6)
    background = stage(page).locator("canvas").first
    until(page, lambda: (drawing(background)[..., 3] == 255).all(), "a background all over")
    address_has(page, "grid=21")
    page.remove_listener("request", begin)
    page.remove_listener("requestfinished", finish)


def test_a_dropped_picture_of_the_map_brings_the_map_back(page):
    open_map(page, (1.0, -2.0, 5.0), p="1:-2", prior=1, off=3)
    address_has(page, "prior=1", "off=3")
    with page.expect_download() as download:
        page.get_by_test_id("download-view").click()
    content = download.value.path().read_bytes()
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert picture.size[0] == picture.size[1] > 300
        state = json.loads(picture.text["latente"])
    assert state["kind"] == "latente-view"
    open_screen(page, "models")
    drop(page, "map.png", "image/png", content)
    expect(page.get_by_test_id("screen-map")).to_be_visible()
    expect(page.get_by_test_id("pin-0")).to_be_visible()
    address_has(page, "v=1,-2,5", "p=1:-2", "prior=1", "off=3")
    settled(page)


class TestOwnSlider:
    def make(self, page) -> None:
        """Dresses against all others, under a name, on to the attributes screen."""
        open_map(page, (0.0, 0.0, 10.0))
        page.get_by_test_id("tool-lasso").click()
        page.get_by_test_id("class-examples").select_option("3")
        page.get_by_test_id("direction-name").fill(f"  {NAME}, ~ ")
        page.get_by_test_id("direction-name").press("Enter")
        message = page.get_by_test_id("message")
        expect(message).to_contain_text(f"{NAME} is now a slider")
        message.get_by_role("button", name="Open").click()
        expect(page.get_by_test_id("screen-attributes")).to_be_visible()
        settled(page)

    def direction(self, page) -> tuple[str, list[float]]:
        """The link's name for the direction, and its numbers."""
        name, code = page.evaluate(
            "() => new URLSearchParams(location.hash.split('?')[1]).get('d').split('~')"
        )
        raw = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
        return name, np.frombuffer(raw, "<f2").astype(float).tolist()

    def test_it_moves_the_picture_along_the_direction(self, page, vae):
        self.make(page)
        row = page.get_by_test_id("own-attributes").get_by_role("listitem")
        expect(row).to_contain_text(NAME)
        expect(number_field(row)).to_have_value("1.00")
        expect(row.get_by_role("slider")).to_have_attribute("aria-valuetext", f"+1.00, more {NAME}")
        name, direction = self.direction(page)
        assert name == NAME
        type_number(number_field(row), "-1.5")
        page.wait_for_url("**-1.5**")
        start = {"gallery": "t-shirt-top-1"}
        body = {"point": start, "edits": {"Wide": 0.5}}
        body["directions"] = [{"direction": direction, "alpha": -1.5}]
        type_number(number_field(page.get_by_test_id("attribute-Wide")), "0.5")
        right = vae.drawn(vae.ask("attribute-edit", body)["latents"][0])
        shows(page.get_by_test_id("edited-picture").locator("img"), right)
        assert violations(page) == []

    def test_its_strip_runs_along_it(self, page, vae):
        self.make(page)
        _, direction = self.direction(page)
        strip = page.get_by_test_id("film-sweep").locator("img")
        expect(strip).to_have_count(25)
        body = {
            "point": {"gallery": "t-shirt-top-1"},
            "directions": [{"direction": direction, "alpha": -3}],
        }
        shows(strip.first, vae.drawn(vae.ask("attribute-edit", body)["latents"][0]))

    def test_a_link_carries_it_and_undo_brings_it_back(self, new_page, page, address):
        self.make(page)
        address_has(page, "m=fashion-vae-2d")
        other = new_page(address)
        visit_first = page.evaluate("() => location.hash")
        other.goto(f"/{visit_first}")
        row = other.get_by_test_id("own-attributes").get_by_role("listitem")
        expect(row).to_contain_text(NAME)
        expect(number_field(row)).to_have_value("1.00")
        settled(other)
        row.get_by_test_id("drop-own").click()
        expect(other.get_by_test_id("own-attributes")).to_have_count(0)
        settled(other)
        other.get_by_test_id("message").get_by_role("button", name="Undo").click()
        expect(number_field(row)).to_have_value("1.00")
        settled(other)

    def test_a_broken_one_in_a_link_is_left_out(self, page):
        page.evaluate("() => localStorage.removeItem('latente.directions')")
        page.goto("about:blank")
        broken = "Bad~AAAA,~,Long~AAAAAAAAAAAAAAAA"
        page.goto(f"/#/attributes?lang=en&m={MODEL}&a=own-x:2&x=own-x&d={broken}")
        expect(page.get_by_test_id("screen-attributes")).to_be_visible()
        settled(page)
        expect(page.get_by_test_id("own-attributes")).to_have_count(0)
        visit(page, "/#/sampling?lang=en")
