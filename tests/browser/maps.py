"""What the tests of the latent map share: the service's own answers, places, and colours."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import httpx
import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page

from tests.browser.support import DRAFT, open_screen, same_pixels, settled, source, until
from tests.server.support import from_data_url

FRAMES = 33
LINK_TOLERANCE = 2  # places in links are rounded, requests by JSON are not
MODEL = "fashion-vae-2d"
BESIDE = "fashion-ae-2d"

SEVERAL = 8  # colours
# The page leaves WebGL alone where it would run in software, as it does in these tests.
GRAPHICS_UNIT = """() => {
  const gl = WebGL2RenderingContext.prototype;
  const { getParameter } = gl;
  window.restoreGl = () => {
    gl.getParameter = getParameter;
  };
  gl.getParameter = function (name) {
    const found = getParameter.call(this, name);
    return typeof found === 'string' ? 'A graphics unit' : found;
  };
}"""
# Counts the frames from now on, and what WebGL is asked to do in them.
COUNTING = """() => {
  const gl = WebGL2RenderingContext.prototype;
  const own = { drawArrays: gl.drawArrays, bufferData: gl.bufferData };
  const counts = { drawArrays: 0, bufferData: 0, frames: 0 };
  let frame = 0;
  const tick = () => {
    counts.frames += 1;
    frame = requestAnimationFrame(tick);
  };
  tick();
  for (const name of Object.keys(own)) {
    gl[name] = function (...all) {
      counts[name] += 1;
      return own[name].apply(this, all);
    };
  }
  window.counts = counts;
  window.stopCounting = () => {
    Object.assign(gl, own);
    cancelAnimationFrame(frame);
    return counts;
  };
}"""


@dataclass(frozen=True)
class Served:
    """One model of the service: what its map holds, and what it draws."""

    address: str
    model: str

    def ask(self, call: str, body: dict) -> dict:
        answer = httpx.post(f"{self.address}/api/v1/models/{self.model}/{call}", json=body)
        return answer.raise_for_status().json()

    def places(self, projection: str = "latent") -> np.ndarray:
        """Where the points lie [N, 2]."""
        query = {"projection": projection}
        answer = httpx.get(f"{self.address}/api/v1/models/{self.model}/map", params=query)
        raw = base64.b64decode(answer.raise_for_status().json()["positions"])
        return np.frombuffer(raw, "<f4").reshape(-1, 2)

    def drawn(self, latent: object, **condition: object) -> np.ndarray:
        """What the model decodes a latent to, under a class where it needs one."""
        body: dict = {"latents": [np.asarray(latent, dtype=float).tolist()]}
        if condition:
            body["condition"] = condition
        return from_data_url(self.ask("decode", body)["images"][0]).astype(np.int16)


def stage(page: Page, side: str = "main") -> Locator:
    return page.get_by_test_id(f"stage-{side}")


def here(page: Page, side: str = "main") -> Locator:
    """The decoded picture of what is under the cursor."""
    return page.locator(f"[data-testid=here-{side}] img")


def spot(page: Page, across: float, down: float, side: str = "main") -> tuple[float, float]:
    """A point of the window in page pixels; shares of its side from the upper left corner."""
    box = stage(page, side).bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def open_map(page: Page, view: tuple[float, float, float], **query: object) -> None:
    """The map with this centre and side of the window."""
    shown = ",".join(f"{value:.6g}" for value in view)
    open_screen(page, "map", **{"m": MODEL, "v": shown, **query})
    stage(page).scroll_into_view_if_needed()


def drawing(canvas: Locator) -> np.ndarray:
    """The pixels [H, W, 4] of a canvas."""
    encoded = canvas.evaluate("(canvas) => canvas.toDataURL()").split(",")[1]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGBA"))


def colours(canvas: Locator) -> int:
    """How many different ones there are."""
    return len(np.unique(drawing(canvas).reshape(-1, 4), axis=0))


def shows(picture: Locator, expected: np.ndarray) -> None:
    """Wait until a picture on the page is this one, exactly but for rounding."""
    settled(picture.page)

    def is_it() -> bool:
        url = source(picture)
        # A draft of where the cursor was on its way may still come first.
        if url.startswith(DRAFT):
            return False
        return same_pixels(from_data_url(url).astype(np.int16), expected, LINK_TOLERANCE)

    until(picture.page, is_it, "the expected picture")
