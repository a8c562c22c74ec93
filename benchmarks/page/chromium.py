"""The browser that opens the page, and pages of it that nothing has been loaded in."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

# The one with windows first: it is what people look at the page with.
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WINDOW: ViewportSize = {"width": 1440, "height": 900}
WAIT_MS = 60_000


def program() -> str:
    """Path of the system's Chromium, or of the one that LATENTE_CHROMIUM names.

    Raises:
        SystemExit: there is none.
    """
    names = (os.environ.get("LATENTE_CHROMIUM", ""), *_NAMES)
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("no Chromium: run make browser or set LATENTE_CHROMIUM")
    return found


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """Chromium without a graphics unit: everything is drawn in software."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page with an empty cache, in English."""
    context = browser.new_context(viewport=WINDOW, locale="en-GB", color_scheme="light")
    context.set_default_timeout(WAIT_MS)
    try:
        yield context.new_page()
    finally:
        context.close()
