"""Lessons done on the live controls, their list, the glossary, links for teachers, large type."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import violations
from tests.browser.support import (
    DESKTOP,
    LANGUAGES,
    NARROWEST,
    PHONE,
    address_has,
    link,
    next_frames,
    slider,
    until,
    visit,
)
from tests.browser.test_shell import READABLE, UNIVERSAL, WORD, unbracketed

LESSONS = ("point", "prior", "blur", "path", "direction", "condition")
TARGET = "[data-tour-target]"


def open_lessons(page: Page, lang: str = "en", **query: object) -> None:
    """Open the list of lessons as somebody who has done none."""
    visit(page, link("lessons", lang, **query))
    page.evaluate("() => localStorage.removeItem('latente.lessons')")
    page.reload()
    expect(page.get_by_test_id("lesson-condition")).to_be_visible()


def go_on(page: Page) -> None:
    """Once the guide says where it is now, no control of the step before is marked any more."""
    where = page.locator(".coach-where")
    before = where.text_content()
    page.get_by_test_id("coach-next").click()
    expect(where).not_to_have_text(before or "")


def is_done(page: Page) -> None:
    """The step says what happened, which it does only once it is done."""
    expect(page.get_by_test_id("coach-why")).to_be_visible()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_step_points_at_a_control_that_is_there(faces_page, lesson):
    page, _ = faces_page
    visit(page, link("lessons"))
    page.get_by_test_id(f"start-{lesson}").click()
    step = 0
    while not page.get_by_test_id("coach-end").count():
        step += 1
        expect(page).to_have_url(re.compile(rf"lesson={lesson}\.{step}(&|$)"))
        expect(page.get_by_test_id("coach-do")).to_be_visible()
        expect(page.locator(TARGET)).to_have_count(1)
        expect(page.locator(TARGET)).to_be_in_viewport()
        expect(page.get_by_test_id("coach-why")).to_have_count(0)  # nobody has done it yet
        go_on(page)
        assert step < 9
    expect(page.get_by_test_id("coach-end")).to_be_visible()
    expect(page.locator(".coach math")).not_to_have_count(0)


def test_until_a_screen_has_come_nothing_is_marked_and_nothing_is_missed(new_page, faces_address):
    page = new_page(faces_address)
    visit(page, link("lessons"))
    held: list[Route] = []
    page.route("**/src/views/posterior.js*", lambda route: held.append(route))
    page.get_by_test_id("start-point").click()
    expect(page.get_by_test_id("coach-do")).to_be_visible()
    until(page, lambda: bool(held), "the screen's module is asked for")
    next_frames(page)
    expect(page.locator(TARGET)).to_have_count(0)
    expect(page.get_by_test_id("coach-hidden")).to_have_count(0)
    page.get_by_test_id("coach-show").click()  # there is nothing to go to yet
    expect(page.locator(":focus")).to_have_attribute("data-testid", "coach-show")
    for route in held:
        route.continue_()
    expect(page.locator(TARGET)).to_have_count(1)
    expect(page.get_by_test_id("coach-hidden")).to_have_count(0)


def test_a_lesson_is_done_by_doing_it(faces_page):
    page, _ = faces_page
    open_lessons(page, "es")
    page.get_by_test_id("start-prior").click()
    new_seed = page.get_by_test_id("new-seed")
    for _ in range(2):
        new_seed.click()
        next_frames(page)  # changes within one frame count as one
    expect(page.get_by_test_id("coach-why")).to_have_count(0)
    new_seed.click()
    is_done(page)
    expect(page.get_by_test_id("coach-next")).to_have_text("Siguiente")

    go_on(page)
    page.get_by_test_id("column-ae-standard").get_by_role("option").nth(5).click()
    is_done(page)

    go_on(page)
    temperature = slider(page.get_by_test_id("temperature"))
    temperature.press("Home")
    next_frames(page)
    expect(page.get_by_test_id("coach-why")).to_have_count(0)  # the other end is still to come
    temperature.press("End")
    is_done(page)

    go_on(page)
    page.get_by_test_id("column-ae-fitted").get_by_role("option").nth(2).click()
    is_done(page)

    go_on(page)
    expect(page.get_by_test_id("screen-map")).to_be_visible()
    page.get_by_test_id("pin-here").click()
    is_done(page)

    go_on(page)
    options = page.get_by_test_id("coach-options")
    options.get_by_role("radio").nth(0).check()
    expect(options).to_contain_text("No es eso")
    expect(page.get_by_test_id("coach-answer")).to_have_count(0)
    options.get_by_role("radio").nth(1).check()
    expect(page.get_by_test_id("coach-answer")).to_contain_text("tercera columna")

    go_on(page)
    expect(page.get_by_test_id("coach-end")).to_have_text("Sortear una imagen")
    page.get_by_test_id("coach-all").click()
    expect(page.get_by_test_id("done-prior")).to_have_text("Hecha")
    expect(page.get_by_test_id("coach")).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("done-prior")).to_have_text("Hecha")
    expect(page.get_by_test_id("done-point")).to_have_count(0)


def test_a_lesson_is_done_left_and_resumed_by_keyboard(faces_page):
    page, _ = faces_page
    open_lessons(page)
    page.get_by_test_id("start-path").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Interpolation")).to_be_focused()
    show = page.get_by_test_id("coach-show")
    expect(page.locator(TARGET)).to_have_count(1)
    for _ in range(6):  # back from the heading, over the buttons of the guide
        page.keyboard.press("Shift+Tab")
        if show.evaluate("(button) => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    alpha = slider(page.get_by_test_id("alpha"))
    expect(alpha).to_be_focused()
    page.keyboard.press("End")
    is_done(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("coach-do")).to_contain_text("Go back to the middle")
    expect(alpha).to_have_value("1")  # the screen is as it was left
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("coach")).to_have_count(0)
    expect(page.locator(TARGET)).to_have_count(0)
    expect(page.get_by_test_id("message")).to_contain_text("You left the lesson")
    expect(page).not_to_have_url(re.compile("lesson="))
    page.get_by_test_id("nav-lessons").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("start-path")).to_have_text("Go on at step 2")


def test_elsewhere_the_guide_leads_back(faces_page):
    page, _ = faces_page
    visit(page, link("conditional", lesson="condition.2", m="fashion-cvae", c=3))
    expect(page.locator(TARGET)).to_have_count(1)
    page.get_by_test_id("nav-sampling").click()
    expect(page.get_by_test_id("coach-away")).to_contain_text("Condition")
    expect(page.locator(TARGET)).to_have_count(0)
    page.get_by_test_id("coach-away").get_by_role("link").click()
    expect(page.get_by_test_id("screen-conditional")).to_be_visible()
    expect(page.locator(TARGET)).to_have_count(1)
    page.get_by_test_id("class-0").click()
    is_done(page)


def test_a_step_whose_models_are_missing_is_skipped_with_words(page):
    visit(page, link("sampling", lesson="blur.4"))
    expect(page.locator(TARGET)).to_have_count(1)
    go_on(page)
    expect(page.get_by_test_id("coach-missing")).to_contain_text("Skip it")
    expect(page.locator(TARGET)).to_have_count(0)
    go_on(page)
    expect(page.get_by_test_id("coach-options")).to_be_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_list_and_guide_are_accessible_at_every_width(faces_page, lang):
    page, _ = faces_page
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        visit(page, link("lessons", lang, lesson="prior.6", opening=f"{lang}{size['width']}"))
        page.get_by_test_id("coach-options").get_by_role("radio").nth(1).check()
        expect(page.get_by_test_id("coach-answer")).to_be_visible()
        expect(page.get_by_test_id("teachers")).to_be_visible()
        assert violations(page) == []
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= NARROWEST
    page.set_viewport_size(DESKTOP)


def test_no_text_of_the_lessons_is_hard_coded(faces_page):
    page, _ = faces_page
    visit(page, link("lessons", "qps", lesson="prior.6"))
    expect(page.get_by_test_id("coach-options")).to_contain_text("[")
    expect(page.get_by_test_id("term-kl")).to_contain_text("[")
    words = {word for text in page.evaluate(READABLE) for word in WORD.findall(unbracketed(text))}
    assert {word for word in words if not UNIVERSAL.match(word)} == set()


def test_a_term_has_a_link_of_its_own(faces_page):
    page, _ = faces_page
    visit(page, link("lessons", g="log-variance"))
    term = page.get_by_test_id("term-log-variance")
    expect(term).to_be_in_viewport()
    expect(term).to_be_focused()
    page.get_by_test_id("term-kl").get_by_role("link").click()
    address_has(page, "g=kl")
    expect(page.get_by_test_id("term-kl")).to_be_focused()


def test_a_teacher_makes_a_link(faces_page):
    page, _ = faces_page
    open_lessons(page)
    page.get_by_test_id("teach-screen").select_option("interpolation")
    page.get_by_test_id("hide-details").check()
    page.get_by_test_id("hide-request").uncheck()
    page.get_by_test_id("teach-large").check()
    made = page.get_by_test_id("teach-link").inner_text()
    assert re.search(r"#/interpolation\?.*hide=details,takeaway&present=1", made)
    visit(page, made)
    expect(page.get_by_test_id("screen-interpolation")).to_be_visible()
    expect(page.get_by_test_id("details")).to_be_hidden()
    expect(page.locator("html[data-present]")).to_have_count(1)
    page.get_by_test_id("nav-lessons").click()
    page.get_by_test_id("teach-lesson").select_option("blur")
    assert "lesson=blur.1" in page.get_by_test_id("teach-link").inner_text()


def test_large_type_stays_from_screen_to_screen_until_it_is_put_off(faces_page):
    page, _ = faces_page
    visit(page, link("models", present=0))
    expect(page.get_by_test_id("screen-models")).to_be_visible()
    size = "() => parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    before = page.evaluate(size)
    page.keyboard.press("Alt+KeyP")
    expect(page.locator("html[data-present]")).to_have_count(1)
    assert page.evaluate(size) > 1.2 * before
    address_has(page, "present=1")
    page.get_by_test_id("nav-sampling").click()
    expect(page.get_by_test_id("screen-sampling")).to_be_visible()
    address_has(page, "present=1")
    page.keyboard.press("Alt+KeyP")
    expect(page.locator("html[data-present]")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("present="))
