"""What the tests of the page share: opening a screen, reading pictures, moving sliders."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import numpy as np
from playwright.sync_api import Error, Locator, Page, Request, Route, expect

from tests.server.support import from_data_url

REPOSITORY = Path(__file__).resolve().parents[2]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
TELEPHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
NARROWEST = 360
WAIT_MS = 30_000  # a fresh page loads some 70 files, perhaps on a busy machine

# Each screen with its first picture: when that is there, the service has answered.
SCREENS = {
    "sampling": "[data-testid=column-vae-standard] [role=option] img",
    "map": "[data-testid=here-main] img",
    "posterior": "[data-testid=moved-picture] img",
    "interpolation": "[data-testid=between-picture] img",
    "attributes": "[data-testid=edited-picture] img",
    "conditional": "[data-testid=conditioned-picture] img",
    "compare": "[data-testid=picture-1] img",
    "studio": "[data-testid=keyframe-1] img",
    "collection": "[data-testid=sum-picture] img",
    "models": ".model-strip img",
}
OPENINGS = itertools.count()
LANGUAGES = ("es", "en")
DRAFT = "data:image/jpeg"


def link(screen: str, lang: str = "en", **query: object) -> str:
    """The part of an address after the host."""
    parts = {"lang": lang, **query}
    text = "&".join(f"{key}={quote(str(value), safe=':,')}" for key, value in parts.items())
    return f"/#/{screen}?{text}"


def visit(page: Page, address: str) -> None:
    """Go to an address. In a page that is open already only its screen is built anew."""
    page.evaluate("() => document.getElementById('main')?.setAttribute('data-left', '')")
    page.goto(address)
    expect(page.locator("#main[data-left]")).to_have_count(0)


def open_screen(page: Page, screen: str, lang: str = "en", **query: object) -> Locator:
    """Open a screen, wait until its pictures are there, and return its first picture."""
    # A key that the page does not know: the same link twice would build nothing anew.
    visit(page, link(screen, lang, **query, opening=next(OPENINGS)))
    return shown(page, screen)


def shown(page: Page, screen: str) -> Locator:
    """Wait until this screen is there and at rest; returns its first picture."""
    expect(page.get_by_test_id(f"screen-{screen}")).to_be_visible()
    picture = page.locator(SCREENS[screen]).first
    expect(picture).to_be_visible()
    settled(page)
    return picture


def settled(page: Page) -> None:
    """Wait until no picture is being refreshed, and none is a draft of a moving control."""
    expect(page.locator(f".busy, img[src^='{DRAFT}']")).to_have_count(0)


def until(page: Page, condition: Callable[[], bool], what: str) -> None:
    """Wait for something that happens outside the document, such as a request."""
    end = time.monotonic() + WAIT_MS / 1000
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {WAIT_MS} ms"
        page.wait_for_timeout(10)


def next_frames(page: Page) -> None:
    """Let the page do everything that it has put off to the next frames."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def source(picture: Locator) -> str:
    """The data URL of a picture."""
    text = picture.get_attribute("src")
    assert text is not None
    return text


def pixels(picture: Locator) -> np.ndarray:
    """The pixels [H, W, C] of a picture on the page, as signed integers."""
    return from_data_url(source(picture)).astype(np.int16)


def same_pixels(one: np.ndarray, other: np.ndarray, tolerance: int = 1) -> bool:
    """Whether two pictures agree but for the rounding of different batches."""
    return one.shape == other.shape and int(np.abs(one - other).max()) <= tolerance


def changed(picture: Locator, before: str) -> str:
    """Wait until a picture shows something else and is at rest; returns its new data URL."""
    until(picture.page, lambda: source(picture) != before, "a new picture")
    settled(picture.page)
    return source(picture)


def slider(area: Locator) -> Locator:
    """The range input in this part of the page."""
    return area.locator("input[type=range]")


def number_field(area: Locator) -> Locator:
    """The number field linked with a slider."""
    return area.locator("input[type=number]")


def value(field: Locator) -> float:
    """What an input holds."""
    return float(field.input_value())


def type_number(field: Locator, text: str) -> None:
    """Type a number into a field in place of what it holds, and finish with Enter."""
    field.focus()
    settled(field.page)  # what the focus alone has set off is done
    field.fill(text)
    field.press("Enter")


def centre(place: Locator, across: float = 0.5) -> tuple[float, float]:
    """A point of an element in page pixels; ``across`` runs from its left to its right side."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] * across, box["y"] + box["height"] / 2


def press(page: Page, place: Locator, across: float) -> None:
    """Put the mouse on an element and its button down."""
    page.mouse.move(*centre(place, across))
    page.mouse.down()


def drag(page: Page, place: Locator, start: float, end: float, steps: int = 8) -> None:
    """Drag with the real mouse from one part of an element's width to another."""
    press(page, place, start)
    page.mouse.move(*centre(place, end), steps=steps)
    page.mouse.up()


def touch(page: Page, ways: list[list[tuple[float, float]]]) -> None:
    """Put fingers on a touch screen, move them through these places, and lift them."""
    session = page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(ways) - 1)]
    for kind, places in zip(kinds, ways, strict=True):
        points = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def address_has(page: Page, *parts: str) -> None:
    """Wait until the address, which follows the state, holds these parts."""
    for part in parts:
        expect(page).to_have_url(re.compile(f"[?&]{re.escape(part)}(&|$)"))


def requests_of(page: Page, call: str) -> list[Request]:
    """A list that grows with every request of this call from now on."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if call in request.url else None)
    return asked


def is_edit(body: dict) -> bool:
    """Whether this asks for the moved picture, not for a strip or a direction from the origin."""
    return "sweep" not in body and any(body["point"]["latent"])


class Gate:
    """Holds requests back until the test lets them pass: a slow server without waiting."""

    def __init__(self, page: Page, call: str, only: Callable[[dict], bool] = bool) -> None:
        self.page = page
        self.held: list[Route] = []
        self.bodies: list[dict] = []
        self._only = only
        self._is_open = False
        page.route(f"**/{call}", self._arrive)

    def _arrive(self, route: Route) -> None:
        body = route.request.post_data_json
        if self._is_open or not self._only(body):
            route.continue_()
            return
        self.bodies.append(body)
        self.held.append(route)

    def wait_for(self, count: int) -> None:
        """Wait until this many requests have arrived in all, and see that no more do."""
        until(self.page, lambda: len(self.bodies) >= count, f"request {count}")
        next_frames(self.page)
        assert len(self.bodies) == count, self.bodies

    def release(self) -> None:
        """Let what is held pass, but nothing that comes later."""
        for route in self.held:
            with suppress(Error):  # the page has given this request up meanwhile
                route.continue_()
        self.held = []

    def open(self) -> None:
        """Let everything pass from now on."""
        self._is_open = True
        self.release()
