"""What the tests of models beside each other share: the screen, and who was asked."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.support import open_screen

MODELS = ["fashion-ae", "fashion-vae", "fashion-cvae"]
FILMS = "[data-testid^=film-] img"
FRAMES = 33


def open_compare(page: Page, lang: str = "en", **query: object) -> list[Locator]:
    """Open the screen and return the pictures of its columns, once strips are there too."""
    open_screen(page, "compare", lang, **query)
    if query.get("act") in ("interpolate", "edit"):
        films = page.locator("[data-testid^=film-]").count()
        expect(page.locator(FILMS)).to_have_count(films * FRAMES)
    count = page.locator("[data-testid^=model-]").count()
    return [page.get_by_test_id(f"picture-{k + 1}").locator("img") for k in range(count)]


def models_of(urls: list[str]) -> list[str]:
    """The models that were asked, in order."""
    return [re.search(r"/models/([^/]+)/", url).group(1) for url in urls]  # type: ignore[union-attr]


def said(page: Page) -> Locator:
    """The line that says what the columns share."""
    return page.get_by_test_id("same")
