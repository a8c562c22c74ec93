"""Undo and redo of everything, and the history as a tree that one can go back to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.films import OVERHANG, has_order, open_film
from tests.browser.support import (
    NARROWEST,
    TELEPHONE,
    address_has,
    changed,
    drag,
    number_field,
    open_screen,
    pixels,
    same_pixels,
    settled,
    shown,
    slider,
    source,
    type_number,
    until,
    value,
)
from tests.browser.watch import opening

HERE = "[role=treeitem][aria-selected=true]"
FORGET = "async () => void (await import('/src/state/history.js')).clear()"
KEPT = "() => sessionStorage.getItem('latente.history') ?? ''"
# Every frame from now on: whether the edited picture is there.
WATCH_PICTURE = """() => {
  window.missing = 0;
  window.watched = document.querySelector('[data-testid=edited-picture] img');
  const look = () => {
    const image = document.querySelector('[data-testid=edited-picture] img');
    const isThere = image === window.watched && image.complete && image.naturalWidth > 0;
    if (!isThere) window.missing += 1;
    requestAnimationFrame(look);
  };
  look();
}"""
PLAIN = """() => [...document.querySelectorAll('.history-buttons button, .history-panel *')]
  .flatMap((one) => [one.getAttribute('aria-label'), one.children.length ? '' : one.textContent])
  .filter((text) => /[a-z]{3}/i.test(text ?? '') && !/[[\\]]/.test(text))"""


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """One page for all tests of a large window."""
    with opening(browser, []) as make:
        yield make(address)


def begin(page: Page, screen: str = "attributes", lang: str = "en", **query: object) -> Locator:
    """Open a screen, with nothing done before; returns its first picture."""
    picture = open_screen(page, screen, lang, **query)
    forget(page)
    return picture


def forget(page: Page) -> None:
    """Make this the first step, once the history is there."""
    expect(page.get_by_test_id("undo")).to_be_visible()
    page.evaluate(FORGET)
    expect(page.get_by_test_id("undo")).to_be_disabled()


def row(page: Page, name: str = "Wide") -> Locator:
    return page.get_by_test_id(f"attribute-{name}")


def alpha(page: Page, name: str = "Wide") -> float:
    return value(slider(row(page, name)))


def says(page: Page, button: str, words: str) -> None:
    """Wait until undo or redo names this step."""
    expect(page.get_by_test_id(button)).to_have_accessible_name(re.compile(words))


def steps(page: Page) -> list[tuple[int, str]]:
    """Level and name of every step in the panel."""
    return [
        (int(one.get_attribute("aria-level") or 0), one.locator(".step-name").inner_text())
        for one in page.get_by_role("treeitem").all()
    ]


def open_panel(page: Page) -> Locator:
    page.get_by_test_id("history-open").click()
    panel = page.get_by_test_id("history-panel")
    expect(panel).to_be_visible()
    return panel


def close_panel(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("history-panel")).to_have_count(0)
    expect(page.get_by_test_id("history-open")).to_be_focused()


def test_a_drag_is_one_step_and_goes_back_without_blanking_the_picture(desk):
    picture = begin(desk)
    first, first_pixels = source(picture), pixels(picture)
    drag(desk, slider(row(desk)), 0.5, 0.85, steps=12)
    changed(picture, first)
    says(desk, "undo", r"^Undo: Wide \+\d\.\d\d$")
    moved, moved_pixels = alpha(desk), pixels(picture)
    desk.evaluate(WATCH_PICTURE)
    desk.keyboard.press("Control+z")
    expect(slider(row(desk))).to_have_value("0")
    until(desk, lambda: same_pixels(pixels(picture), first_pixels), "the first picture")
    expect(desk.get_by_test_id("undo")).to_be_disabled()
    expect(desk.get_by_test_id("history-spoken")).to_have_text(re.compile(r"^Undone: Wide \+"))
    says(desk, "redo", r"^Redo: Wide \+")
    desk.keyboard.press("Control+Shift+z")
    until(desk, lambda: alpha(desk) == moved, "the moved slider")
    until(desk, lambda: same_pixels(pixels(picture), moved_pixels), "the moved picture")
    expect(desk.get_by_test_id("redo")).to_be_disabled()
    assert desk.evaluate("() => window.missing") == 0
    address_has(desk, f"a=Wide:{moved:g}")


def test_arrows_and_a_typed_number_are_one_step_each_and_keep_the_focus(desk):
    begin(desk)
    slider(row(desk)).focus()
    for _ in range(4):
        desk.keyboard.press("ArrowRight")
    says(desk, "undo", r"Wide \+0\.20")
    type_number(number_field(row(desk, "Light")), "-1.25")
    says(desk, "undo", "Light −1.25")
    # What is being typed is the browser's to undo; what holds is a step.
    field = number_field(row(desk, "Light"))
    field.press_sequentially("2")
    desk.keyboard.press("Control+z")
    says(desk, "undo", "Light −1.25")
    assert alpha(desk, "Light") == -1.25
    slider(row(desk)).focus()
    desk.keyboard.press("Control+z")
    expect(slider(row(desk, "Light"))).to_have_value("0")
    desk.keyboard.press("Control+z")
    expect(slider(row(desk))).to_have_value("0")
    expect(slider(row(desk))).to_be_focused()
    expect(desk.get_by_test_id("undo")).to_be_disabled()
    desk.keyboard.press("Control+y")
    expect(slider(row(desk))).to_have_value("0.2")


def test_what_was_undone_stays_as_a_branch_to_go_back_to(desk):
    picture = begin(desk)
    before = source(picture)
    type_number(number_field(row(desk)), "1.5")
    lost = changed(picture, before)
    says(desk, "undo", "Wide")
    desk.get_by_test_id("undo").click()
    expect(slider(row(desk))).to_have_value("0")
    type_number(number_field(row(desk, "Light")), "2")
    says(desk, "undo", "Light")
    open_panel(desk)
    assert steps(desk) == [(1, "Start"), (2, "Wide +1.50"), (1, "Light +2.00")]
    here = desk.locator(HERE)
    expect(here).to_contain_text("Light")
    expect(here).to_be_focused()
    expect(desk.get_by_role("treeitem").nth(1).locator("img")).to_be_visible()
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    expect(slider(row(desk))).to_have_value("1.5")
    expect(slider(row(desk, "Light"))).to_have_value("0")
    until(desk, lambda: source(picture) == lost, "the lost picture")
    expect(desk.locator(HERE)).to_contain_text("Wide")
    expect(desk.get_by_test_id("history-spoken")).to_have_text("Now at: Wide +1.50")
    assert violations(desk) == []
    desk.keyboard.press("ArrowLeft")
    expect(desk.get_by_role("treeitem").first).to_be_focused()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator(HERE)).to_be_focused()
    close_panel(desk)


def test_the_history_is_cleared_and_comes_back(desk):
    begin(desk)
    type_number(number_field(row(desk)), "1")
    says(desk, "undo", "Wide")
    open_panel(desk)
    desk.get_by_test_id("history-clear").click()
    expect(desk.get_by_role("treeitem")).to_have_count(1)
    expect(desk.get_by_test_id("history-clear")).to_be_disabled()
    desk.get_by_test_id("message").get_by_role("button").click()
    expect(desk.get_by_role("treeitem")).to_have_count(2)
    says(desk, "undo", "Wide")
    desk.get_by_test_id("history-close").click()


# So many presses of a key, all before the page can answer the first.
QUICK = """([key, times]) => {
    const how = { key, ctrlKey: true, bubbles: true, cancelable: true };
    for (let time = 0; time < times; time += 1)
        document.body.dispatchEvent(new KeyboardEvent('keydown', how));
}"""


def test_of_quick_presses_each_counts(desk):
    begin(desk)
    for alpha in ("1", "2", "0.5"):
        type_number(number_field(row(desk)), alpha)
        says(desk, "undo", rf"Wide.*{alpha}")
    desk.evaluate(QUICK, ["z", 3])
    expect(slider(row(desk))).to_have_value("0")
    desk.evaluate(QUICK, ["y", 3])
    expect(slider(row(desk))).to_have_value("0.5")


def test_quick_presses_across_screens_make_no_step_of_their_own(desk):
    begin(desk)
    type_number(number_field(row(desk)), "1")
    says(desk, "undo", "Wide")
    desk.get_by_test_id("nav-sampling").click()
    shown(desk, "sampling")
    says(desk, "undo", "Sampling")
    desk.get_by_role("button", name="New seed").click()
    says(desk, "undo", r"Seed \d+")
    desk.evaluate(QUICK, ["z", 2])
    shown(desk, "attributes")
    settled(desk)
    desk.wait_for_timeout(1000)  # a step too many would be told by now
    says(desk, "undo", "Wide")
    open_panel(desk)
    assert len(steps(desk)) == 4
    close_panel(desk)


def test_undo_leads_across_screens_and_the_browsers_own_ways_stay_right(desk):
    begin(desk)
    type_number(number_field(row(desk)), "1")
    says(desk, "undo", "Wide")
    desk.get_by_test_id("nav-sampling").click()
    shown(desk, "sampling")
    says(desk, "undo", "Sampling")
    desk.get_by_role("button", name="New seed").click()
    says(desk, "undo", r"Seed \d+")
    for _ in range(2):
        desk.keyboard.press("Control+z")
    shown(desk, "attributes")
    expect(slider(row(desk))).to_have_value("1")
    says(desk, "undo", "Wide")
    desk.keyboard.press("Control+y")
    shown(desk, "sampling")
    address_has(desk, "seed=7")
    # Back leads where the browser came from, and that is a step which is known already.
    desk.go_back()
    shown(desk, "attributes")
    says(desk, "undo", "Wide")
    desk.go_forward()
    shown(desk, "sampling")
    says(desk, "undo", "Sampling")
    says(desk, "redo", "Seed")
    open_panel(desk)
    assert [level for level, _ in steps(desk)] == [1, 1, 1, 1]
    close_panel(desk)


def test_every_change_of_the_film_can_be_undone(desk):
    open_film(desk)
    forget(desk)
    desk.get_by_test_id("keyframe-remove").click()
    has_order(desk, "Dress", "Bag")
    says(desk, "undo", "Keyframe removed: Shirt")
    drag(desk, slider(desk.get_by_test_id("seconds")), 0.2, 0.6, steps=10)
    says(desk, "undo", r"Keyframe 1: \d")
    desk.keyboard.press("Control+z")
    expect(number_field(desk.get_by_test_id("seconds"))).to_have_value("0.5")
    desk.keyboard.press("Control+z")
    has_order(desk, "Shirt", "Dress", "Bag")
    desk.keyboard.press("Control+y")
    has_order(desk, "Dress", "Bag")
    # The message's own Undo is the same step back.
    desk.get_by_test_id("keyframe-remove").click()
    has_order(desk, "Bag")
    desk.get_by_test_id("message").get_by_role("button").click()
    has_order(desk, "Dress", "Bag")
    says(desk, "redo", "Keyframe removed: Dress")


def picture_file() -> dict:
    """A drawn shirt as somebody's own file."""
    drawn = Image.new("L", (56, 56))
    ImageDraw.Draw(drawn).rectangle((16, 8, 40, 48), 220)
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG")
    return {"name": "mine.png", "mimeType": "image/png", "buffer": buffer.getvalue()}


def test_a_reload_keeps_the_steps_but_nothing_of_an_uploaded_picture(desk):
    picture = begin(desk)
    type_number(number_field(row(desk)), "1")
    says(desk, "undo", "Wide")
    before = source(picture)
    desk.get_by_test_id("start-change").click()
    desk.get_by_test_id("upload-input").set_input_files(picture_file())
    expect(desk.get_by_test_id("picker")).to_have_count(0)
    changed(picture, before)
    says(desk, "undo", "Start: mine.png")
    type_number(number_field(row(desk, "Light")), "1")
    says(desk, "undo", "Light")
    desk.keyboard.press("Control+z")
    desk.keyboard.press("Control+z")
    expect(desk.get_by_test_id("start")).not_to_contain_text("mine.png")
    desk.keyboard.press("Control+y")
    expect(desk.get_by_test_id("start")).to_contain_text("mine.png")
    desk.keyboard.press("Control+y")
    address_has(desk, "a=Wide:1,Light:1")
    settled(desk)
    desk.reload()
    shown(desk, "attributes")
    says(desk, "undo", "Light")
    kept = desk.evaluate(KEPT)
    assert "Wide" in kept
    assert "upload" not in kept
    assert "mine" not in kept
    open_panel(desk)
    assert [name for _, name in steps(desk)] == ["Start", "Wide +1.00", "Light +1.00"]
    close_panel(desk)
    desk.keyboard.press("Control+z")
    expect(slider(row(desk, "Light"))).to_have_value("0")
    expect(slider(row(desk))).to_have_value("1")


@pytest.mark.parametrize("lang", ["es", "qps"])
def test_it_works_on_a_telephone_in_every_language(new_page, address, lang):
    page = new_page(address, color_scheme="dark", **TELEPHONE)
    begin(page, lang=lang)
    type_number(number_field(row(page)), "1.5")
    says(page, "undo", "Ancho" if lang == "es" else r"\[")
    page.get_by_test_id("undo").tap()
    expect(slider(row(page))).to_have_value("0")
    page.set_viewport_size({"width": NARROWEST, "height": 780})
    for button in ("undo", "redo", "history-open"):
        box = page.get_by_test_id(button).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    page.get_by_test_id("history-open").tap()
    expect(page.get_by_role("treeitem")).to_have_count(2)
    page.get_by_role("treeitem").nth(1).tap()
    expect(slider(row(page))).to_have_value("1.5")
    assert page.evaluate(OVERHANG) == 0
    if lang == "es":
        expect(page.locator(HERE)).to_contain_text("Ancho +1.50")
        assert violations(page) == []
    else:
        assert page.evaluate(PLAIN) == []
