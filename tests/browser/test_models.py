"""The cards: figures, attributes, provenance, in the reader's notation."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.clothes import METRICS, MODELS
from tests.browser.support import open_screen, shown

WRITTEN = {
    "en": {"reconstruction_mse": "0.0123", "negative_elbo": "231.3", "active_dimensions": "4"},
    "es": {"reconstruction_mse": "0.0123", "negative_elbo": "231.3", "active_dimensions": "4"},
}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_card_shows_its_figures(page, lang):
    open_screen(page, "models", lang)
    expect(page.locator("article")).to_have_count(len(MODELS))
    for name in MODELS:
        values = page.get_by_test_id(f"model-{name}").locator(".metric-value")
        expect(values).to_have_count(len(METRICS))
        for text in WRITTEN[lang].values():
            expect(values.get_by_text(text, exact=True)).to_have_count(1)


def test_the_comparison_has_a_row_per_model(page):
    open_screen(page, "models")
    table = page.get_by_test_id("comparison")
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(len(MODELS))
    for text in ("0.0123", "231.3", "98.8"):
        expect(rows.first).to_contain_text(text)


def test_a_card_says_what_the_service_says(page, address):
    open_screen(page, "models", m="fashion-vae")
    cards = httpx.get(f"{address}/api/v1/models").json()["models"]
    [card] = [one for one in cards if one["id"] == "fashion-vae"]
    article = page.get_by_test_id("model-fashion-vae")
    for text in (card["title"]["en"], card["description"]["en"], card["license"], card["dataset"]):
        expect(article).to_contain_text(text)
    expect(article).to_contain_text(card["weights"]["sha256"])
    expect(article).to_contain_text(f"{card['latent_dim']} dimensions")


def test_a_card_lists_its_attributes_with_their_separability(page):
    open_screen(page, "models", m="fashion-vae")
    rows = page.get_by_test_id("model-fashion-vae").locator(".attribute-table tbody tr")
    expect(rows).to_have_count(13)
    expect(rows.filter(has_text="Wide")).to_contain_text("75.0%")


def test_a_card_leads_to_the_screens_that_use_the_model(page):
    open_screen(page, "models")
    page.get_by_test_id("model-fashion-vae-2d").get_by_role("link", name="Interpolation").click()
    shown(page, "interpolation")
    expect(page.get_by_test_id("model")).to_have_value("fashion-vae-2d")
