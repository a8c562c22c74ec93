"""The policies, as the browser tells of them; every other test watches its console."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.support import SCREENS, open_screen
from tests.server.support import z_text

# Kept through all screens: opening one from a link leaves the document as it is.
LISTEN = """
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
  });
"""


def test_no_screen_violates_it_and_a_violation_would_be_seen(new_page, address, watches):
    page = new_page(address)
    page.add_init_script(LISTEN)
    for screen in SCREENS.keys() - {"collection"}:
        open_screen(page, screen)
    assert page.evaluate("() => window.violations") == []
    watches[0].expect("Content Security Policy", "other.example")
    page.evaluate("() => fetch('http://other.example/').catch(() => 0)")
    page.wait_for_function("() => window.violations.length === 1")
    assert "connect-src" in page.evaluate("() => window.violations[0]")


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_a_picture_of_the_api_can_be_opened_by_itself(new_page, address, kind):
    card = httpx.get(f"{address}/api/v1/models/fashion-vae").json()
    page = new_page(address)
    z = z_text([0.0] * card["latent_dim"])
    page.goto(f"/api/v1/models/fashion-vae/image.{kind}?z={z}")
    picture = page.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("(one) => one.naturalWidth") == 28
