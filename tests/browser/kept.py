"""What the tests of the collection share: points as files hold them, and what is kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page, expect

from tests.browser.support import open_screen
from tests.server.support import from_data_url

FASHION = "fashion-vae"


def point(page: Page, seed: int, name: str, **more: object) -> dict:
    """A point as files hold it: a draw of the model."""
    model = str(more.pop("model", FASHION))
    asked = {"count": 1, "seed": seed, **({"condition": {"class": 3}} if "cvae" in model else {})}
    drawn = page.request.post(f"/api/v1/models/{model}/sample", data=asked).json()
    card = page.request.get(f"/api/v1/models/{model}").json()
    weights = card["weights"]["sha256"]
    return {"name": name, "model": model, "weights": weights, "latent": drawn["latents"][0], **more}


def file_of(*points: object, **more: object) -> bytes:
    """A file of these points."""
    collection = {"kind": "latente-collection", "version": 1, "points": points, **more}
    return json.dumps(collection).encode()


def imported(page: Page, content: bytes, name: str = "points.json") -> None:
    """Give a file to the import of the screen."""
    file = {"name": name, "mimeType": "application/json", "buffer": content}
    page.get_by_test_id("import").set_input_files(file)


def names(page: Page) -> Locator:
    """The fields with the names of the kept points, in order."""
    return page.get_by_test_id("kept-sheet").locator("input")


def has_names(page: Page, *wanted: str) -> None:
    """Wait until exactly these points are kept, in this order."""
    expect(page.locator("[data-testid=kept-sheet] > li")).to_have_count(len(wanted))
    for index, name in enumerate(wanted):
        expect(names(page).nth(index)).to_have_value(name)


def picture_of(page: Page, place: int) -> Locator:
    """The button that chooses a point, counted from 1."""
    return page.get_by_test_id(f"kept-{place}").locator("button")


def choose(page: Page, *places: int) -> None:
    """Choose exactly these points, in this order."""
    none = page.get_by_test_id("select-none")
    if none.is_enabled():
        none.click()
    for place in places:
        picture_of(page, place).click()
        expect(picture_of(page, place)).to_have_attribute("aria-pressed", "true")


def with_points(page: Page, *points: dict, lang: str = "en") -> None:
    """Open the screen with exactly these points, whatever was there."""
    open_screen(page, "collection", lang)
    every = page.locator("[data-testid=kept-sheet] > li")
    for place in range(1, every.count() + 1):
        picture_of(page, place).click()
    if every.count():
        page.get_by_test_id("delete").click()
        expect(page.get_by_test_id("examples")).to_be_visible()
    if points:
        imported(page, file_of(*points))
        expect(every).to_have_count(len(points))
        # What came without a picture is decoded.
        expect(page.locator("[data-testid=kept-sheet] img")).to_have_count(len(points))


def exported(page: Page) -> dict:
    """The file that the export gives."""
    with page.expect_download() as waiting:
        page.get_by_test_id("export").click()
    assert re.fullmatch(
        r"latente-collection-\d{4}-\d\d-\d\d\.json", waiting.value.suggested_filename
    )
    return json.loads(Path(waiting.value.path()).read_text())


def decoded(page: Page, model: str, latent: np.ndarray, **more: object) -> np.ndarray:
    """What the service draws of a latent."""
    body = {"latents": [latent.tolist()], **more}
    answer = page.request.post(f"/api/v1/models/{model}/decode", data=body).json()
    return from_data_url(answer["images"][0]).astype(np.int16)


def three(page: Page) -> tuple[dict, dict, dict]:
    """Three points of one model."""
    return point(page, 1, "one"), point(page, 2, "two"), point(page, 3, "three")
