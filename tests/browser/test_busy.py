"""A busy server is waited for in calm; and what nobody waits for any more is given up."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.axe import violations
from tests.browser.photos import FACE, answer_align, choose, cut
from tests.browser.support import (
    Gate,
    centre,
    changed,
    is_edit,
    number_field,
    open_screen,
    press,
    requests_of,
    shown,
    slider,
    source,
    type_number,
    until,
    value,
)

PROBLEM = {"status": 503, "title": "Not available now", "detail": "The server is busy."}
NOTICE = {
    "en": "The server is busy. Trying again…",
    "es": "El servidor está ocupado. Reintentando…",
}
MOST_TRIES = 5


class Busy:
    """Refuses the first so many requests of a call, as a server with a full queue does."""

    def __init__(
        self,
        page: Page,
        call: str,
        times: int,
        only: Callable[[dict], bool] = bool,
        retry_after: str = "0",
    ) -> None:
        self.asked: list[Request] = []
        self._left, self._only, self._retry_after = times, only, retry_after
        page.route(f"**/{call}", self._arrive)

    @property
    def bodies(self) -> list[dict]:
        """What was asked, in order."""
        return [request.post_data_json for request in self.asked]

    def _arrive(self, route: Route) -> None:
        if route.request.method == "POST" and not self._only(route.request.post_data_json):
            route.continue_()
            return
        self.asked.append(route.request)
        if self._left == 0:
            route.continue_()
            return
        self._left -= 1
        route.fulfill(
            status=503,
            content_type="application/problem+json",
            headers={"Retry-After": self._retry_after},
            json=PROBLEM,
        )


@pytest.fixture(autouse=True)
def _refusals_are_meant(request: pytest.FixtureRequest) -> None:
    name = "faces_page" if "faces_page" in request.fixturenames else "watch"
    found = request.getfixturevalue(name)
    (found[1] if name == "faces_page" else found).expect("answer 503", "status of 503")


class TestWaiting:
    @pytest.mark.parametrize("lang", NOTICE)
    def test_the_picture_stays_a_notice_says_why_and_the_newest_value_lands(self, page, lang):
        picture = open_screen(page, "attributes", lang, x="Wide")
        before = source(picture)
        row = page.get_by_test_id("attribute-Wide")
        # Longer than all that follows takes, on a machine that does much else too.
        busy = Busy(page, "attribute-edit", 1, is_edit, retry_after="4")
        press(page, slider(row), 0.5)
        page.mouse.move(*centre(slider(row), 0.7))
        expect(page.get_by_test_id("busy-notice")).to_have_text(NOTICE[lang])
        page.mouse.move(*centre(slider(row), 0.9), steps=5)
        page.mouse.up()
        assert len(busy.asked) == 1, "the pause is kept, however the slider moves"
        assert source(picture) == before
        expect(page.get_by_test_id("error-note")).to_have_count(0)
        changed(picture, before)
        expect(page.get_by_test_id("busy-notice")).to_be_empty()
        assert [body["edits"]["Wide"] for body in busy.bodies[1:]] == [value(slider(row))]

    def test_the_pause_is_as_long_as_the_server_asks(self, page):
        picture = open_screen(page, "attributes", x="Wide")
        before = source(picture)
        busy = Busy(page, "attribute-edit", 1, is_edit, retry_after="2")
        type_number(number_field(page.get_by_test_id("attribute-Wide")), "1.5")
        changed(picture, before)
        first, second = (request.timing["startTime"] for request in busy.asked)
        assert second - first >= 2000

    def test_after_a_few_times_it_is_a_failure_that_can_be_tried_again(self, page):
        picture = open_screen(page, "attributes", x="Wide")
        before = source(picture)
        busy = Busy(page, "attribute-edit", MOST_TRIES, is_edit)
        type_number(number_field(page.get_by_test_id("attribute-Wide")), "1.5")
        note = page.get_by_test_id("error-note")
        expect(note).to_contain_text("busy with other requests")
        expect(page.get_by_test_id("busy-notice")).to_be_empty()
        assert len(busy.asked) == MOST_TRIES
        assert source(picture) == before
        note.get_by_role("button", name="Try again").click()
        changed(picture, before)
        expect(note).to_have_count(0)

    def test_a_long_absence_is_told_at_once(self, page):
        open_screen(page, "attributes", x="Wide")
        busy = Busy(page, "attribute-edit", 1, is_edit, retry_after="3600")
        type_number(number_field(page.get_by_test_id("attribute-Wide")), "1.5")
        expect(page.get_by_test_id("error-note")).to_contain_text("busy with other requests")
        assert len(busy.asked) == 1

    def test_of_several_columns_only_the_refused_one_is_asked_again(self, page):
        picture = open_screen(page, "sampling", seed=7)
        before = source(picture)
        busy = Busy(page, "sample", 1)
        type_number(page.get_by_test_id("seed").locator("input"), "8")
        changed(picture, before)
        addresses = [request.url for request in busy.asked]
        assert len(addresses) == 4
        assert addresses[3] == addresses[0]

    @pytest.mark.parametrize("screen", ["sampling", "interpolation", "attributes", "conditional"])
    def test_every_screen_opens_although_each_first_request_is_refused(self, page, screen):
        refused: set[tuple[str, str | None]] = set()

        def refuse_first(route: Route) -> None:
            request = (route.request.url, route.request.post_data)
            if request in refused:
                route.continue_()
                return
            refused.add(request)
            route.fulfill(status=503, headers={"Retry-After": "0"}, json=PROBLEM)

        page.goto("about:blank")  # so that everything is loaded anew
        page.route("**/api/v1/models/**", refuse_first)
        open_screen(page, screen)
        expect(page.get_by_test_id("error-note")).to_have_count(0)
        expect(page.get_by_test_id("busy-notice")).to_be_empty()
        assert len(refused) > 1

    def test_a_file_is_waited_for_too(self, page):
        open_screen(page, "interpolation")
        Busy(page, "interpolate", 2, retry_after="1")
        with page.expect_download() as waiting:
            page.get_by_test_id("download-gif").click()
            expect(page.get_by_test_id("busy-notice")).to_have_text(NOTICE["en"])
        with Image.open(waiting.value.path()) as animation:
            assert animation.n_frames == 33
        expect(page.get_by_test_id("busy-notice")).to_be_empty()

    def test_leaving_the_screen_ends_the_wait(self, page):
        open_screen(page, "attributes", x="Wide")
        busy = Busy(page, "attribute-edit", MOST_TRIES, is_edit, retry_after="1")
        type_number(number_field(page.get_by_test_id("attribute-Wide")), "1.5")
        expect(page.get_by_test_id("busy-notice")).not_to_be_empty()
        page.get_by_test_id("nav-models").click()
        shown(page, "models")
        expect(page.get_by_test_id("busy-notice")).to_be_empty()
        page.wait_for_timeout(2000)  # longer than the pause
        assert len(busy.asked) == 1

    def test_the_notice_is_seen_in_front_of_a_dialog(self, faces_page):
        page = faces_page[0]
        open_screen(page, "attributes", m="faces-vae")
        answer_align(page, [FACE])
        dialog = choose(page)
        before = source(cut(page))
        Busy(page, "encode", 1, retry_after="1")
        type_number(number_field(dialog.get_by_test_id("crop-turn")), "20")
        notice = dialog.get_by_test_id("busy-notice")
        expect(notice.locator("p")).to_be_in_viewport(ratio=1)
        on_top = notice.locator("p").evaluate(
            """(one) => {
              const box = one.getBoundingClientRect();
              const marked = document.elementsFromPoint(box.x + box.width / 2, box.y + 4);
              return one.closest('dialog').contains(marked[0]);
            }"""
        )
        assert on_top
        changed(cut(page), before)
        expect(notice).to_be_empty()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_the_notice_has_no_violations(self, new_page, address, watches, scheme):
        page = new_page(address, color_scheme=scheme, reduced_motion="reduce")
        watches[0].expect("answer 503", "status of 503")
        open_screen(page, "attributes", x="Wide")
        Busy(page, "attribute-edit", MOST_TRIES, is_edit, retry_after="20")
        type_number(number_field(page.get_by_test_id("attribute-Wide")), "1.5")
        notice = page.get_by_test_id("busy-notice")
        expect(notice).to_have_attribute("role", "status")
        expect(notice.locator("p")).to_be_in_viewport(ratio=1)
        assert violations(page) == []


def given_up(page: Page) -> list[str]:
    """A list that grows with the call of every request that the page aborts from now on."""
    calls: list[str] = []

    def failed(request: Request) -> None:
        assert request.failure == "net::ERR_ABORTED"
        calls.append(request.url.rsplit("/", 1)[-1])

    page.on("requestfailed", failed)
    return calls


class TestGivingUp:
    def test_leaving_a_screen_aborts_what_runs(self, page):
        open_screen(page, "attributes", x="Wide")
        aborted = given_up(page)
        gate = Gate(page, "attribute-edit")
        slider(page.get_by_test_id("attribute-Light")).press("End")
        until(page, lambda: {is_edit(body) for body in gate.bodies} == {True, False}, "both")
        page.get_by_test_id("nav-models").click()
        shown(page, "models")
        until(page, lambda: len(aborted) == len(gate.bodies), "giving up all of them")

    def test_another_start_gives_up_reading_the_last_one(self, page):
        picture = open_screen(page, "attributes")
        before = source(picture)
        aborted = given_up(page)
        gate = Gate(page, "sample")
        for seed in (3, 5):
            page.get_by_test_id("start-change").click()
            page.get_by_test_id("picker-seed").fill(str(seed))
            page.get_by_test_id("picker-use-seed").click()
        until(page, lambda: aborted == ["sample"], "giving up the first")
        gate.wait_for(2)
        gate.open()
        changed(picture, before)
        assert [body["seed"] for body in gate.bodies] == [3, 5]
        expect(page.get_by_test_id("error-note")).to_have_count(0)

    def test_a_start_that_was_given_up_can_be_chosen_again(self, page):
        picture = open_screen(page, "attributes", **{"from": "s:3"})
        first = source(picture)
        open_screen(page, "attributes")
        gate = Gate(page, "sample")
        for seed in (11, 3, 11):
            page.get_by_test_id("start-change").click()
            page.get_by_test_id("picker-seed").fill(str(seed))
            page.get_by_test_id("picker-use-seed").click()
            if seed == 3:
                # Answers are kept: this start needs none of those that are held back.
                until(page, lambda: source(picture) == first, "the start that is known")
        gate.wait_for(2)
        assert [body["seed"] for body in gate.bodies] == [11, 11]
        gate.open()
        changed(picture, first)

    @pytest.mark.parametrize("start", ["seed", "upload"])
    def test_the_interpolation_gives_up_reading_its_ends(self, page, start):
        open_screen(page, "interpolation")
        aborted = given_up(page)
        gate = Gate(page, "sample" if start == "seed" else "encode")
        page.get_by_test_id("from-change").click()
        if start == "seed":
            page.get_by_test_id("picker-seed").fill("4321")  # of no other test: not known yet
            page.get_by_test_id("picker-use-seed").click()
        else:
            picture = io.BytesIO()
            Image.new("L", (28, 28), 90).save(picture, "PNG")
            file = {"name": "own.png", "mimeType": "image/png", "buffer": picture.getvalue()}
            page.get_by_test_id("upload-input").set_input_files(file)
        until(page, lambda: len(gate.bodies) == 2, "reading by both models")
        page.get_by_test_id("nav-models").click()
        shown(page, "models")
        until(page, lambda: len(aborted) == 2, "giving up both")

    def test_closing_the_photo_dialog_gives_up_what_it_asked(self, faces_page):
        page = faces_page[0]
        open_screen(page, "attributes", m="faces-vae")
        answer_align(page, [FACE])
        dialog = choose(page)
        aborted = given_up(page)
        gate = Gate(page, "encode")
        type_number(number_field(dialog.get_by_test_id("crop-turn")), "20")
        until(page, lambda: bool(gate.held), "reading the photo")
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_have_count(0)
        until(page, lambda: aborted == ["encode"], "giving it up")

    def test_the_directions_are_not_asked_on_behind_another_screen(self, new_page, address):
        page = new_page(address)
        gate = Gate(page, "attribute-edit", lambda body: not any(body["point"].get("latent", [1])))
        aborted = given_up(page)
        open_screen(page, "attributes")
        until(page, lambda: len(gate.held) == 1, "the first direction")
        page.get_by_test_id("nav-models").click()
        shown(page, "models")
        until(page, lambda: len(aborted) == 1, "giving it up")
        gate.open()
        asked = requests_of(page, "attribute-edit")
        page.get_by_test_id("nav-attributes").click()
        shown(page, "attributes")
        directions = 13  # of the random models
        count = lambda: sum(not any(one.post_data_json["point"]["latent"]) for one in asked)  # noqa: E731
        until(page, lambda: count() == directions, "all of them, once each")


def test_cards_and_galleries_are_revalidated_not_sent_again(new_page, address):
    page = new_page(address)
    open_screen(page, "attributes")
    # What came over the network: a page itself sees 200 where its own copy was confirmed.
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    asked: dict[str, str] = {}
    answers: dict[str, int] = {}

    def sent(event: dict) -> None:
        path = event["request"]["url"].partition("?")[0]
        asked[event["requestId"]] = path.rsplit("/", 1)[-1]

    def came(event: dict) -> None:
        answers[event["requestId"]] = event["statusCode"]

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.responseReceivedExtraInfo", came)
    page.reload()
    shown(page, "attributes")
    statuses = {asked[each]: status for each, status in answers.items() if each in asked}
    assert statuses["models"] == statuses["gallery"] == 304
