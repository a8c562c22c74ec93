"""Each lesson done to its end, by what its words ask for and nothing else.

The page takes changes together that come within one frame, faster than a hand can make them:
after each one a test waits for the next frame.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import centre, next_frames, number_field, slider, type_number
from tests.browser.test_lessons import go_on, is_done, open_lessons

Act = Callable[[Page], None]


def number(testid: str, *values: str) -> Act:
    """Types numbers into the field of a slider, one after the other."""

    def act(page: Page) -> None:
        for value in values:
            type_number(number_field(page.get_by_test_id(testid)), value)
            next_frames(page)

    return act


def clicks(testid: str, times: int = 1) -> Act:
    """Presses a button so often."""

    def act(page: Page) -> None:
        for _ in range(times):
            page.get_by_test_id(testid).first.click()
            next_frames(page)

    return act


def images(*places: int) -> Act:
    """Chooses pictures of the row above the posterior."""

    def act(page: Page) -> None:
        for place in places:
            page.get_by_test_id("image-row").locator("label, button").nth(place).click()
            next_frames(page)

    return act


def chooses(testid: str, place: int) -> Act:
    """Chooses one of several by its place, where it has come to rest: guides scroll to them."""
    return lambda page: page.get_by_test_id(testid).locator("label").nth(place).click()


def picks(testid: str, item: str) -> Act:
    """Takes another picture out of the gallery."""

    def act(page: Page) -> None:
        page.get_by_test_id(testid).click()
        page.get_by_test_id(f"gallery-{item}").click()

    return act


def walk_a_dimension(page: Page) -> None:
    control = slider(page.get_by_test_id("dimensions").locator("li").first)
    control.press("Home")
    next_frames(page)
    control.press("End")


def pin_a_place(page: Page) -> None:
    for stage in ("stage-main", "stage-other"):
        # Until its gestures have come a map takes no click, and says so.
        expect(page.get_by_test_id(stage)).not_to_have_attribute("aria-busy", "true")
    page.mouse.click(*centre(page.get_by_test_id("stage-main"), 0.1))


def hold(page: Page) -> None:
    page.get_by_test_id("attribute-Mouth_Slightly_Open").get_by_role("button").last.click()


def own_direction(page: Page) -> None:
    page.get_by_test_id("tool-lasso").click()
    page.get_by_test_id("class-examples").select_option(index=1)
    number("steer", "1")(page)


def bag_in_the_style_of_a_dress(page: Page) -> None:
    chooses("z-from", 1)(page)
    chooses("class-picker", 8)(page)


LESSONS: dict[str, list[Act]] = {
    "point": [
        images(3),
        clicks("new-seed", 2),
        number("scale", "2.2"),
        walk_a_dimension,
        pin_a_place,
        number("scale", "0"),
    ],
    "blur": [
        images(8, 0),
        number("scale", "2.6"),
        number("temperature", "0"),
        chooses("size", 1),
        lambda page: page.get_by_test_id("partner").select_option("faces-vae-sharp"),
        chooses("coach-options", 0),
    ],
    "path": [
        number("alpha", "1"),
        number("alpha", "0.5"),
        picks("to-change", "ankle-boot-1"),
        chooses("method", 1),
        clicks("join"),
        number("alpha", "1"),
        number("alpha", "0.75"),
    ],
    "direction": [
        number("attribute-Long sleeves", "1.2"),
        number("attribute-Long sleeves", "-1.2"),
        number("attribute-Smiling", "1.2"),
        hold,
        number("attribute-Eyeglasses", "1"),
        own_direction,
        lambda page: (
            number("attribute-Long sleeves", "1")(page),
            number("attribute-Wide", "-1")(page),
        ),
    ],
    "condition": [
        clicks("new-seed", 3),
        chooses("class-picker", 0),
        clicks("new-seed", 2),
        chooses("z-from", 1),
        lambda page: slider(page.get_by_test_id("condition-list").locator("li").first).press("End"),
        bag_in_the_style_of_a_dress,
    ],
}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_done_by_what_its_words_ask_for(faces_page, lesson):
    page, _ = faces_page
    open_lessons(page, opening=lesson)
    page.get_by_test_id(f"start-{lesson}").click()
    *steps, exercise = LESSONS[lesson]
    for act in steps:
        expect(page.get_by_test_id("coach-do")).to_be_visible()
        expect(page.locator("[data-tour-target]")).to_have_count(1)
        act(page)
        is_done(page)
        go_on(page)
    expect(page.locator("[data-tour-target]")).to_have_count(1)
    exercise(page)
    expect(page.get_by_test_id("coach-answer")).to_be_visible()
    go_on(page)
    expect(page.get_by_test_id("coach-end")).to_be_visible()
    page.get_by_test_id("coach-all").click()
    expect(page.get_by_test_id(f"done-{lesson}")).to_be_visible()
