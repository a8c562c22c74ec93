"""Sliders change pictures: with the mouse, by keyboard, as typed numbers, and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.support import (
    centre,
    changed,
    drag,
    number_field,
    open_screen,
    pixels,
    same_pixels,
    slider,
    source,
    type_number,
    value,
)

HIGHEST = 3.0  # of the random models' attributes
STEP = 0.05


def row(page: Page, name: str = "Wide") -> Locator:
    return page.get_by_test_id(f"attribute-{name}")


def test_dragging_an_attribute_changes_the_picture(page):
    picture = open_screen(page, "attributes")
    before = source(picture)
    drag(page, slider(row(page)), 0.5, 0.85)
    changed(picture, before)
    assert 1.0 < value(slider(row(page))) < HIGHEST
    assert value(number_field(row(page))) == value(slider(row(page)))


def test_dragging_back_gives_the_first_picture_again(page):
    picture = open_screen(page, "attributes")
    before, first = source(picture), pixels(picture)
    drag(page, slider(row(page)), 0.5, 0.1)
    away = changed(picture, before)
    assert value(slider(row(page))) < -1.0
    drag(page, slider(row(page)), 0.1, 0.505)  # near zero a drag settles on it
    changed(picture, away)
    assert value(slider(row(page))) == 0
    assert same_pixels(pixels(picture), first)


def test_several_attributes_add_up(page):
    picture = open_screen(page, "attributes", a="Wide:1.5")
    one = source(picture)
    type_number(number_field(row(page, "Light")), "-2")
    both = changed(picture, one)
    type_number(number_field(row(page, "Wide")), "0")
    assert changed(picture, both) not in (one, both)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["ArrowRight"], STEP),
        (["ArrowUp", "ArrowUp"], 2 * STEP),
        (["ArrowLeft"], -STEP),
        (["ArrowDown"], -STEP),
        (["Home"], -HIGHEST),
        (["End"], HIGHEST),
        (["End", "ArrowLeft"], HIGHEST - STEP),
    ],
)
def test_keys_move_an_attribute(attributes_page, keys, expected):
    page, picture = attributes_page
    reset(page)
    before = source(picture)
    slider(row(page)).focus()
    for key in keys:
        page.keyboard.press(key)
    expect(number_field(row(page))).to_have_value(f"{expected:.2f}")
    assert value(slider(row(page))) == pytest.approx(expected)
    changed(picture, before)


def test_page_keys_move_further_than_arrows(attributes_page):
    page, picture = attributes_page
    reset(page)
    before = source(picture)
    slider(row(page)).focus()
    page.keyboard.press("PageUp")
    changed(picture, before)
    up = value(slider(row(page)))
    assert up > 2 * STEP
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert value(slider(row(page))) == pytest.approx(-up)


@pytest.mark.parametrize(
    ("typed", "expected"), [("1.25", 1.25), ("-0.5", -0.5), ("99", HIGHEST), ("-1e9", -HIGHEST)]
)
def test_typed_numbers_move_the_slider_within_its_range(attributes_page, typed, expected):
    page, picture = attributes_page
    reset(page)
    before = source(picture)
    type_number(number_field(row(page)), typed)
    changed(picture, before)
    assert value(slider(row(page))) == expected
    assert value(number_field(row(page))) == expected


def test_an_emptied_number_field_does_no_harm(attributes_page):
    page, _ = attributes_page
    reset(page)
    type_number(number_field(row(page)), "")
    assert value(slider(row(page))) == 0
    assert value(number_field(row(page))) == 0


def reset(page: Page) -> None:
    """Back to zero with the slider's own button, where it is not there already."""
    button = row(page).get_by_role("button", name="Wide: reset")
    if button.is_enabled():
        picture = page.locator("[data-testid=edited-picture] img")
        before = source(picture)
        button.click()
        changed(picture, before)
    expect(slider(row(page))).to_have_value("0")


@pytest.fixture(scope="module")
def attributes_page(module_page):
    """The attributes in one page for many small tests, each of which starts with a reset."""
    return module_page, open_screen(module_page, "attributes")


def test_reset_returns_to_the_first_picture(page):
    picture = open_screen(page, "attributes")
    before, first = source(picture), pixels(picture)
    type_number(number_field(row(page)), "2")
    changed(picture, before)
    reset(page)
    assert same_pixels(pixels(picture), first)


def test_resetting_everything_can_be_undone(page):
    picture = open_screen(page, "attributes", a="Wide:1.5,Light:-1")
    before, moved = source(picture), pixels(picture)
    page.get_by_test_id("reset-all").click()
    plain = changed(picture, before)
    assert value(slider(row(page))) == value(slider(row(page, "Light"))) == 0
    page.get_by_test_id("message").get_by_role("button", name="Undo").click()
    changed(picture, plain)
    assert value(slider(row(page))) == 1.5
    assert value(slider(row(page, "Light"))) == -1
    assert same_pixels(pixels(picture), moved)


def test_a_signed_slider_is_read_with_its_sign_and_words(page):
    open_screen(page, "attributes", a="Wide:1.5,Light:-1")
    expect(slider(row(page, "Wide"))).to_have_attribute("aria-valuetext", "+1.50, more Wide")
    expect(slider(row(page, "Light"))).to_have_attribute("aria-valuetext", "−1.00, less Light")
    expect(slider(row(page, "Long sleeves"))).to_have_attribute("aria-valuetext", "0, unchanged")


def test_dragging_alpha_walks_from_one_image_to_the_other(page):
    picture = open_screen(page, "interpolation")
    middle = source(picture)
    alpha = slider(page.get_by_test_id("alpha"))
    drag(page, alpha, 0.5, 0.2)
    low = changed(picture, middle)
    assert 0.1 < value(alpha) < 0.3
    drag(page, alpha, value(alpha), 0.8)
    changed(picture, low)
    page.get_by_test_id("alpha").get_by_role("button", name="α: reset").click()
    expect(alpha).to_have_value("0.5")
    expect(picture).to_have_attribute("src", middle)


def test_keys_move_alpha(page):
    picture = open_screen(page, "interpolation")
    middle = source(picture)
    alpha = slider(page.get_by_test_id("alpha"))
    alpha.focus()
    page.keyboard.press("Home")
    start = changed(picture, middle)
    page.keyboard.press("End")
    assert changed(picture, start) != middle
    page.keyboard.press("ArrowLeft")
    expect(number_field(page.get_by_test_id("alpha"))).to_have_value("0.99")


def test_dragging_the_strip_moves_alpha_too(page):
    picture = open_screen(page, "interpolation")
    middle = source(picture)
    film = page.get_by_test_id("film-vae")
    drag(page, film, 0.5, 0.3)
    changed(picture, middle)
    assert value(slider(page.get_by_test_id("alpha"))) > 0.5
    before = value(slider(page.get_by_test_id("alpha")))
    page.mouse.click(*centre(film, 0.35))  # a frame on the left of the gate
    expect(slider(page.get_by_test_id("alpha"))).not_to_have_value(str(before))
    assert value(slider(page.get_by_test_id("alpha"))) < before


def test_dragging_the_sweep_moves_its_attribute(page):
    picture = open_screen(page, "attributes", x="Wide")
    before = source(picture)
    drag(page, page.get_by_test_id("film-sweep"), 0.5, 0.35)
    changed(picture, before)
    assert value(slider(row(page))) > 0


@pytest.mark.parametrize("screen", ["sampling", "conditional"])
def test_temperature_changes_the_draws(page, screen):
    open_screen(page, screen)
    area = page.get_by_test_id("temperature")
    sheet = page.get_by_test_id("sheet" if screen == "sampling" else "samples").first
    drawn = sheet.locator("img").first
    before = source(drawn)
    drag(page, slider(area), 0.5, 0.9)
    hot = changed(drawn, before)
    type_number(number_field(area), "0")
    changed(drawn, hot)
    # Without any spread all draws of a standard normal are its centre.
    assert len({source(one) for one in sheet.locator("img").all()}) == 1
    area.get_by_role("button", name="Temperature: reset").click()
    expect(drawn).to_have_attribute("src", before)


@pytest.mark.parametrize("screen", ["sampling", "conditional"])
def test_seed_and_count_change_the_draws_repeatably(page, screen):
    open_screen(page, screen, seed=7)
    sheet = page.get_by_test_id("sheet" if screen == "sampling" else "samples").first
    drawn = sheet.locator("img").first
    before = source(drawn)
    field = page.get_by_test_id("seed").locator("input")
    type_number(field, "8")
    other = changed(drawn, before)
    type_number(field, "7")
    assert changed(drawn, other) == before
    page.get_by_test_id("count").first.get_by_role("radio", name="4", exact=True).check()
    expect(sheet.locator("img")).to_have_count(4)
    page.get_by_test_id("new-seed").click()
    expect(field).not_to_have_value("7")
    assert changed(drawn, before) != other
