"""Dragging is live: one request in flight, the newest wins, and a lost server is survived."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import (
    Gate,
    centre,
    changed,
    drag,
    is_edit,
    next_frames,
    number_field,
    open_screen,
    pixels,
    press,
    requests_of,
    same_pixels,
    settled,
    slider,
    source,
    until,
    value,
)
from tests.browser.watch import Watch

NO_SERVER = "ERR_CONNECTION_REFUSED"


def is_still(body: dict) -> bool:
    """Whether this asks for the exact picture at one alpha, not for the strip."""
    return "alphas" in body


class TestADragOfAnAttribute:
    def test_one_request_is_in_flight_and_the_last_value_lands(self, page):
        picture = open_screen(page, "attributes", x="Wide")
        before = source(picture)
        row = page.get_by_test_id("attribute-Wide")
        gate = Gate(page, "attribute-edit", is_edit)
        press(page, slider(row), 0.5)
        page.mouse.move(*centre(slider(row), 0.9), steps=12)
        gate.wait_for(1)
        gate.release()
        gate.wait_for(2)  # of the eleven other places only the newest
        page.mouse.move(*centre(slider(row), 0.7), steps=6)
        page.mouse.up()
        assert source(picture) != before, "the answer to a superseded place shows meanwhile"
        gate.wait_for(2)
        gate.release()
        gate.wait_for(3)
        between = source(picture)
        gate.release()
        changed(picture, between)
        last = value(slider(row))
        assert gate.bodies[-1]["edits"]["Wide"] == last
        gate.wait_for(3)

        other = page.context.new_page()
        again = open_screen(other, "attributes", a=f"Wide:{last}", x="Wide")
        assert same_pixels(pixels(again), pixels(picture))

    def test_the_strip_is_not_fetched_anew_while_its_own_attribute_moves(self, page):
        picture = open_screen(page, "attributes", x="Wide")
        before = source(picture)
        asked = requests_of(page, "attribute-edit")
        row = page.get_by_test_id("attribute-Wide")
        drag(page, slider(row), 0.5, 0.8)
        changed(picture, before)
        bodies = [request.post_data_json for request in asked]
        assert any(is_edit(body) for body in bodies)
        assert not any("sweep" in body for body in bodies)

    def test_thumb_and_number_follow_although_the_server_is_slow(self, page):
        open_screen(page, "attributes", x="Wide")
        row = page.get_by_test_id("attribute-Wide")
        Gate(page, "attribute-edit")
        press(page, slider(row), 0.5)
        page.mouse.move(*centre(slider(row), 0.8), steps=4)
        expect(number_field(row)).not_to_have_value("0.00")
        assert value(number_field(row)) == value(slider(row)) > 1
        page.mouse.up()

    def test_the_old_picture_stays_and_dims_while_the_new_one_is_awaited(self, page):
        picture = open_screen(page, "attributes", x="Wide")
        before = source(picture)
        gate = Gate(page, "attribute-edit", is_edit)
        drag(page, slider(page.get_by_test_id("attribute-Wide")), 0.5, 0.8)
        gate.wait_for(1)
        expect(page.get_by_test_id("edited-picture")).to_contain_class("busy")
        assert source(picture) == before
        until(page, lambda: opacity(page) < 1, "dimming")
        gate.open()
        changed(picture, before)
        until(page, lambda: opacity(page) == 1, "brightness")


def opacity(page: Page) -> float:
    """How much of the edited picture can be seen, 0..1."""
    picture = page.locator("[data-testid=edited-picture] img")
    return float(picture.evaluate("(image) => getComputedStyle(image).opacity"))


class TestTheStripOfAnInterpolation:
    def test_it_is_fetched_once_and_the_exact_picture_on_release(self, page):
        asked = requests_of(page, "/interpolate")
        picture = open_screen(page, "interpolation")
        strips = [request.post_data_json for request in asked]
        assert [body["steps"] for body in strips] == [33, 33]  # VAE and AE
        alpha = slider(page.get_by_test_id("alpha"))
        press(page, alpha, 0.5)
        seen = set()
        for across in (0.55, 0.6, 0.65, 0.713):
            page.mouse.move(*centre(alpha, across))
            next_frames(page)
            seen.add(source(picture))
        assert len(seen) == 4, "scrubbing shows the frames of the strip"
        assert len(asked) == 2, "scrubbing asks for nothing"
        frames = {source(frame) for frame in page.get_by_test_id("film-vae").locator("img").all()}
        assert seen <= frames
        before = source(picture)
        page.mouse.up()
        changed(picture, before)
        assert len(asked) == 3
        assert asked[2].post_data_json["alphas"] == [value(alpha)]
        assert source(picture) not in frames

    def test_a_superseded_strip_is_given_up_in_silence(self, page):
        open_screen(page, "interpolation")
        given_up: list[str] = []
        page.on("requestfailed", lambda request: given_up.append(request.failure))
        gate = Gate(page, "interpolate")
        page.get_by_role("radio", name="Great circle").check()
        gate.wait_for(2)
        page.get_by_role("radio", name="Straight line").check()
        gate.wait_for(4)
        until(page, lambda: len(given_up) == 2, "giving up the first two")
        gate.release()
        settled(page)
        assert gate.bodies[-1]["method"] == "linear"
        expect(page.get_by_test_id("error-note")).to_have_count(0)

    def test_many_moves_of_alpha_end_with_the_exact_last_one(self, page):
        picture = open_screen(page, "interpolation")
        before = source(picture)
        alpha = slider(page.get_by_test_id("alpha"))
        gate = Gate(page, "interpolate", is_still)
        alpha.focus()
        for _ in range(7):
            page.keyboard.press("ArrowRight")
        gate.wait_for(1)
        gate.release()
        gate.wait_for(2)
        gate.release()
        changed(picture, before)
        expect(alpha).to_have_value("0.57")
        assert [body["alphas"] for body in gate.bodies] == [[0.51], [0.57]]


class TestALostServer:
    @pytest.fixture
    def lost(self, page: Page, watch: Watch):
        """A function that takes the server away, and one that brings it back."""
        watch.expect(NO_SERVER)
        refuse = lambda route: route.abort("connectionrefused")  # noqa: E731
        return (
            lambda: page.route("**/api/**", refuse),
            lambda: page.unroute("**/api/**", refuse),
        )

    def test_a_drag_says_so_beside_the_control_and_goes_on_later(self, page, lost):
        lose, restore = lost
        picture = open_screen(page, "attributes", x="Light")
        before = source(picture)
        row = page.get_by_test_id("attribute-Wide")
        lose()
        drag(page, slider(row), 0.5, 0.8)
        note = page.locator(".edit-controls").get_by_test_id("error-note")
        expect(note).to_contain_text("The server did not answer")
        expect(note).to_have_attribute("role", "alert")
        settled(page)
        assert source(picture) == before
        restore()
        drag(page, slider(row), 0.8, 0.3)
        changed(picture, before)
        expect(note).to_have_count(0)

    @pytest.mark.parametrize("screen", ["sampling", "conditional"])
    def test_draws_are_tried_again(self, page, lost, screen):
        lose, restore = lost
        picture = open_screen(page, screen)
        before = source(picture)
        lose()
        page.get_by_test_id("new-seed").click()
        note = page.get_by_test_id("error-note")
        expect(note).to_be_visible()
        assert source(picture) == before
        restore()
        note.get_by_role("button", name="Try again").click()
        changed(picture, before)
        expect(note).to_have_count(0)

    def test_a_strip_is_tried_again(self, page, lost):
        lose, restore = lost
        open_screen(page, "interpolation")
        film = page.get_by_test_id("film-vae").locator("img").nth(8)
        before = source(film)
        lose()
        page.get_by_role("radio", name="Great circle").check()
        note = page.get_by_test_id("error-note")
        expect(note).to_be_visible()
        assert source(film) == before
        restore()
        note.get_by_role("button", name="Try again").click()
        changed(film, before)
        expect(note).to_have_count(0)

    @pytest.mark.parametrize("screen", ["sampling", "models"])
    def test_a_page_without_models_can_be_started_again(self, page, lost, screen):
        lose, restore = lost
        lose()
        page.goto("about:blank")  # so that everything is loaded anew
        page.goto(f"/#/{screen}?lang=en")
        note = page.get_by_test_id("error-note")
        expect(note).to_be_visible()
        restore()
        note.get_by_role("button", name="Try again").click()
        expect(page.get_by_test_id(f"screen-{screen}").locator("img").first).to_be_visible()


@pytest.mark.parametrize(
    ("status", "said"),
    [(503, "busy with other requests"), (500, "failed while answering"), (422, "/edits/Wide no")],
)
def test_what_the_server_says_is_told(page, watch, status, said):
    open_screen(page, "attributes", x="Wide")
    watch.expect(f"answer {status}", f"status of {status}")
    problem = {
        "status": status,
        "detail": "d",
        "errors": [{"pointer": "/edits/Wide", "detail": "no"}],
    }
    page.route(
        "**/attribute-edit",
        lambda route: route.fulfill(
            status=status, content_type="application/problem+json", body=json.dumps(problem)
        ),
    )
    slider(page.get_by_test_id("attribute-Wide")).press("End")
    expect(page.get_by_test_id("error-note")).to_contain_text(said)


@pytest.mark.parametrize(
    ("screen", "place", "call"),
    [
        ("attributes", "[data-testid=attribute-Wide] input[type=number]", "attribute-edit"),
        ("sampling", "[data-testid=seed] input", "sample"),
    ],
)
def test_an_answer_does_not_overwrite_what_is_being_typed(page, screen, place, call):
    query = {"x": "Light"} if screen == "attributes" else {}
    open_screen(page, screen, **query)
    gate = Gate(page, call)
    if screen == "sampling":
        page.get_by_test_id("new-seed").click()
    field = page.locator(place)
    field.focus()  # for an attribute this alone asks for its strip
    until(page, lambda: bool(gate.held), "a request")
    field.press("Control+a")
    page.keyboard.type("2")
    gate.open()
    settled(page)
    page.keyboard.press("Enter")
    assert value(field) == 2
    settled(page)
    assert value(field) == 2
