"""What the tests of the studio share: opening a film, and looking at its frames and files."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.support import (
    OPENINGS,
    REPOSITORY,
    link,
    number_field,
    type_number,
    until,
    visit,
)

FPS = 12
# Three keyframes of half a second each, round and round.
FILM = "g:shirt-1~0.5~l!g:dress-1~0.5~s!g:bag-1~0.5~h"
FRAMES = 3 * FPS // 2
OVERHANG = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
PIXELS = """() => {
  const canvas = document.querySelector('[data-testid=studio-preview] canvas');
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  return [...copy.getImageData(0, 0, width, height).data];
}"""
# The browser's own decoder plays the file: its size, its length, and whether it moves.
PLAYS = """async ([text, type]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(new Blob([bytes], { type }));
  await new Promise((done, fail) => {
    video.onloadeddata = done;
    video.onerror = () => fail(video.error);
  });
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 8;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const look = () => {
    context.drawImage(video, 0, 0, 8, 8);
    return [...context.getImageData(0, 0, 8, 8).data].join();
  };
  const seek = async (time) => {
    video.currentTime = time;
    await new Promise((done) => { video.onseeked = done; });
  };
  await seek(0.02);
  const first = look();
  await seek(1.1);
  // On a busy machine the frame is there some time after the seek is said to be done.
  for (let tries = 0; tries < 100 && look() === first; tries += 1)
    await new Promise((done) => { setTimeout(done, 50); });
  return { width: video.videoWidth, seconds: video.duration, moves: look() !== first };
}"""


def open_film(page: Page, keyframes: str = FILM, **query: object) -> None:
    """Open a film by link and wait until all of it is decoded."""
    # A part that means nothing: a link that this tab wrote itself would change nothing.
    anew = f"{keyframes}!opening{next(OPENINGS)}"
    visit(page, link("studio", m="fashion-vae", k=anew, fps=FPS, **{"loop": 1, **query}))
    expect(page.get_by_test_id("screen-studio")).to_be_visible()
    expect(cards(page)).to_have_count(keyframes.count("!") + 1)
    expect(page.get_by_test_id("studio-time")).to_contain_text(re.compile(r"of \d+ ·"))
    decoded(page)


def visit_anew(page: Page, address: str) -> None:
    """Load the whole page at this address."""
    page.goto(address)
    expect(page.get_by_test_id("screen-studio")).to_be_visible()


def decoded(page: Page) -> None:
    """Wait until no frame is awaited any more."""
    expect(page.get_by_test_id("studio-progress")).to_be_empty()


def cards(page: Page) -> Locator:
    """The keyframes of the timeline."""
    return page.get_by_test_id("timeline").get_by_role("option")


def order(page: Page) -> list[str]:
    """The names of the keyframes, in order."""
    return page.locator(".keyframe-name").all_inner_texts()


def has_order(page: Page, *names: str) -> None:
    """Wait until the keyframes stand in this order."""
    expect(page.locator(".keyframe-name")).to_have_text(list(names))


def frame_count(page: Page) -> int:
    """How many frames the film has, as the page says it."""
    said = re.search(r"of (\d+) ·", page.get_by_test_id("studio-time").inner_text())
    assert said is not None
    return int(said.group(1))


def shown_frame(page: Page) -> np.ndarray:
    """The grey values [28, 28] of the frame on the canvas."""
    values = np.array(page.evaluate(PIXELS), dtype=np.int16).reshape(28, 28, 4)
    return values[:, :, 0]


def wait_for_frame(page: Page, right: Callable[[np.ndarray], bool]) -> None:
    """Wait until the canvas holds the right frame: it is drawn a little after the time is told."""
    until(page, lambda: right(shown_frame(page)), "the frame")


def same_at_four(frame: np.ndarray, enlarged: np.ndarray) -> bool:
    """Whether a picture is the frame with four by four pixels for each one."""
    return np.array_equal(frame.repeat(4, 0).repeat(4, 1), enlarged)


def grey(picture: bytes) -> np.ndarray:
    """The grey values [H, W] of an image file."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L")).astype(np.int16)


def documented_frames(recipe: dict, address: str) -> list[bytes]:
    """The frames of a recipe, as the program in ``docs/recipe.md`` makes them by the API."""
    text = (REPOSITORY / "docs" / "recipe.md").read_text()
    [program] = re.findall(r"```python\n(.+?)```", text, re.DOTALL)
    names: dict = {}
    exec(program, names)
    return list(names["frames"](recipe, address))


def go_to(page: Page, frame: int) -> None:
    """Show a frame, counted from 1."""
    type_number(number_field(page.get_by_test_id("frame")), str(frame))
    expect(page.get_by_test_id("studio-time")).to_contain_text(f"frame {frame} of")


def choose_format(page: Page, kind: str) -> None:
    """Choose what is exported, and wait until its size is known."""
    page.get_by_test_id("format").locator(f"input[value={kind}]").check(force=True)
    expect(page.get_by_test_id("export-facts")).not_to_contain_text("estimating")


def exported(page: Page, testid: str = "export") -> tuple[str, bytes]:
    """The name and the content of the file behind a button."""
    with page.expect_download() as waiting:
        page.get_by_test_id(testid).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def drop(page: Page, name: str, kind: str, content: bytes) -> None:
    """Drop a file on the page, beside everything that takes files itself."""
    page.evaluate(
        """([name, type, text]) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([bytes], name, { type }));
          document.querySelector('h1').dispatchEvent(
            new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
        }""",
        [name, kind, base64.b64encode(content).decode()],
    )


def chunk_of(content: bytes) -> dict:
    """The state inside a PNG, as another program reads it."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return json.loads(picture.text["latente"])
