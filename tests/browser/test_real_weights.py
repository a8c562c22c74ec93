"""The five screens on the weights that this repository ships."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.clothes import MODELS as SHIPPED
from tests.browser.support import (
    LANGUAGES,
    SCREENS,
    changed,
    open_screen,
    pixels,
    slider,
    source,
)

# The darkest and the brightest pixel of a garment are at least this far apart (0 to 255).
LEAST_CONTRAST = 60


@pytest.fixture(scope="module")
def address(shipped_address) -> str:
    """The server with the shipped weights takes the place of the one with random models."""
    return shipped_address


def contrasts(pictures: Locator) -> np.ndarray:
    """Span of grey values of each picture, [N]."""
    sources = pictures.evaluate_all("(all) => all.map((one) => one.src)")
    assert sources
    return np.array([np.ptp(pixels(pictures.nth(index))) for index in range(len(sources))])


@pytest.mark.parametrize(("screen", "lang"), list(product(SCREENS, LANGUAGES)))
def test_every_picture_shows_something(page, screen, lang):
    open_screen(page, screen, lang)
    assert contrasts(page.locator(SCREENS[screen])).min() >= LEAST_CONTRAST


def test_vae_and_ae_draw_differently_from_the_same_prior(page):
    open_screen(page, "sampling")
    for column in ("column-ae-standard", "column-vae-standard", "column-ae-fitted"):
        drawn = page.get_by_test_id(column).locator("[role=option] img")
        expect(drawn).to_have_count(16)
        assert len({source(one) for one in drawn.all()}) == 16


@pytest.mark.parametrize(("model", "ae", "vae"), [("fashion-vae", 25, 0), ("faces-vae", 101, 0)])
def test_beside_draws_stands_how_far_the_codes_are_from_where_they_are_drawn(page, model, ae, vae):
    open_screen(page, "sampling", m=model)
    figures = {
        column: page.get_by_test_id(f"column-{column}").get_by_test_id("draw-figures")
        for column in ("ae-standard", "vae-standard", "ae-fitted")
    }
    for column, wanted in (("ae-standard", ae), ("vae-standard", vae)):
        expect(figures[column]).to_contain_text(
            re.compile(rf"KL of the codes\s*{wanted}\.\d+ nats")
        )
    expect(figures["ae-fitted"]).to_contain_text("Fréchet distance")
    expect(figures["ae-fitted"]).not_to_contain_text("nats")


@pytest.mark.parametrize("model", SHIPPED)
def test_every_model_interpolates(page, model):
    picture = open_screen(page, "interpolation", m=model)
    expect(page.get_by_test_id("link-notice")).to_have_count(0)
    middle = source(picture)
    slider(page.get_by_test_id("alpha")).press("Home")
    changed(picture, middle)
    family = model.split("-")[1]
    frames = page.get_by_test_id(f"film-{family}").locator("img")
    expect(frames).to_have_count(33)
    assert contrasts(frames).min() >= LEAST_CONTRAST


def test_every_attribute_of_clothes_changes_the_picture(page):
    picture = open_screen(page, "attributes")
    summary = page.get_by_test_id("class-attributes").locator("summary")
    if not page.get_by_test_id("class-attributes").locator("input").first.is_visible():
        summary.click()
    ranges = page.get_by_test_id("attributes").locator("input[type=range]")
    assert ranges.count() >= 8
    for index in range(ranges.count()):
        before = source(picture)
        ranges.nth(index).press("End")
        moved = changed(picture, before)
        page.get_by_test_id("reset-all").click()
        changed(picture, moved)


def test_ten_classes_of_one_z_are_ten_garments(page):
    open_screen(page, "conditional")
    row = page.get_by_test_id("class-picker").locator("img")
    expect(row).to_have_count(10)
    assert contrasts(row).min() >= LEAST_CONTRAST
    drawn = np.stack([pixels(one) for one in row.all()]).reshape(10, -1)
    apart = np.abs(drawn[:, None] - drawn[None]).mean(-1) + 255 * np.eye(10)
    assert apart.min() > 2, "two classes give nearly the same picture"


def test_the_figures_of_the_cards_are_shown(page):
    open_screen(page, "models")
    for name in SHIPPED:
        expect(page.get_by_test_id(f"model-{name}").locator(".metric-value").first).to_be_visible()
    clothes = page.get_by_test_id("comparison-fashion-mnist")
    expect(clothes.locator("tbody tr")).to_have_count(len(SHIPPED))
