"""A drawn photograph, the service's answer about it, and the dialog in which it is cut."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.browser.support import settled

WIDTH, HEIGHT = 1500, 1200  # larger than what the page keeps
SHRUNK = (1024, 819)
FACE = {"x": 400.0, "y": 380.0, "side": 300.0, "angle": -12.0}
OTHER = {"x": 700.0, "y": 300.0, "side": 200.0, "angle": 5.0}


def drawn(kind: str = "JPEG") -> bytes:
    """A drawing with a colour in each corner, so that any move of the square changes the cut."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#8090a0")
    draw = ImageDraw.Draw(picture)
    for index, colour in enumerate(("#c03020", "#20a040", "#2040c0", "#c0a020")):
        left, top = (index % 2) * WIDTH // 2, (index // 2) * HEIGHT // 2
        draw.ellipse((left + 80, top + 60, left + 600, top + 500), colour)
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def photo(content: bytes | None = None) -> dict:
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": content or drawn()}


def answer_align(page: Page, faces: list[dict], detector: str | None = "opencv") -> None:
    """Let the service find these faces."""
    width, height = SHRUNK
    middle = {"x": width / 2, "y": height / 2, "side": height, "angle": 0}
    body = {
        "width": width,
        "height": height,
        "faces": faces,
        "crop": faces[0] if faces else middle,
        "found": bool(faces),
        "detector": detector,
    }
    page.route("**/align", lambda route: route.fulfill(json=body))


def choose(page: Page, content: bytes | None = None, opener: str = "start-change") -> Locator:
    """Choose the photograph as a file; returns the dialog once it shows a reconstruction."""
    page.get_by_test_id(opener).click()
    page.get_by_test_id("upload-input").set_input_files(photo(content))
    dialog = page.get_by_test_id("photo-dialog")
    expect(dialog.get_by_test_id("photo-kept").locator("img")).to_be_visible()
    expect(page.get_by_test_id("picker")).to_have_count(0)
    settled(page)
    return dialog


def cut(page: Page) -> Locator:
    return page.get_by_test_id("photo-cut").locator("img")
