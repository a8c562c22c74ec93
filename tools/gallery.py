"""Draws the gallery of screens in ``docs/`` anew, from the app as it is now.

    python -m tools.gallery                                # all screens, the shipped weights
    python -m tools.gallery --only map --output /tmp/shots # some of them, elsewhere

The app is started on a free port of this machine. The list of screens is the page's own, so that
a new screen is in the gallery without a word here. Faces are pictures that a model drew.
"""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from server.app import create_app
from server.settings import Settings
from tools.chromium import ARGUMENTS, chromium
from tools.scenes import SCENES, Bilingual, Scene

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
DESK, TELEPHONE = (1440, 900), (390, 844)
QUALITY = 82
_STILL_MS = 200  # between two pictures that must be the same before one is kept
_PATIENCE_S = 60.0
_SCREENS = """async () =>
  Object.keys((await import(new URL('src/router.js', document.baseURI).href)).SCREENS)"""
# Pictures far outside the window may be waiting to be loaded: they do not count. Drafts are JPEG;
# messages pass by themselves.
_READY = """() => {
  const main = document.querySelector('main[data-testid]');
  const passing = '.busy, .waiting, .toast, img[src^="data:image/jpeg"]';
  if (!main || document.querySelector(passing)) return false;
  const images = [...document.images].filter((image) => image.checkVisibility());
  const isThere = (image) => image.complete && image.naturalWidth > 0;
  return images.every((image) => image.loading === 'lazy' || isThere(image));
}"""


@dataclass(frozen=True)
class Shot:
    """One picture: what is shown, how large the window is, in which language and colours."""

    scene: Scene
    size: tuple[int, int]
    lang: str
    theme: str

    @property
    def name(self) -> str:
        """File name of the picture."""
        return f"{self.scene.name}-{self.size[0]}.webp"

    @property
    def address(self) -> str:
        """The part of the address after the host."""
        more = f"&{self.scene.query}" if self.scene.query else ""
        return f"#/{self.scene.screen}?lang={self.lang}{more}"


@contextlib.contextmanager
def serving(weights: Path) -> Iterator[str]:
    """Serve these weights on a free port of this machine; gives the address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        app = create_app(Settings(weights=weights, device="cpu"))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(30)


def planned(scenes: list[Scene]) -> list[Shot]:
    """Each scene on a desk and on a telephone; languages and colours take turns."""
    shots = []
    for place, scene in enumerate(scenes):
        here, there = ("en", "es") if place % 2 else ("es", "en")
        day, night = ("light", "dark") if place % 4 < 2 else ("dark", "light")
        shots += [Shot(scene, DESK, here, day), Shot(scene, TELEPHONE, there, night)]
    return shots


def until_ready(page: Page) -> bytes:
    """Wait until all pictures are there and nothing moves; returns the window as PNG."""
    end = time.monotonic() + _PATIENCE_S
    before = b""
    while time.monotonic() < end:
        page.wait_for_timeout(_STILL_MS)
        if not page.evaluate(_READY):
            continue
        now = page.screenshot(animations="disabled", caret="hide")
        if now == before:
            return now
        before = now
    raise TimeoutError(f"{page.url} did not come to rest in {_PATIENCE_S:.0f} s")


def take(browser: Browser, address: str, shot: Shot) -> bytes:
    """Open what a shot shows and return the window as PNG."""
    width, height = shot.size
    is_phone = shot.size == TELEPHONE
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.theme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=is_phone,
        is_mobile=is_phone,
    )
    page = context.new_page()
    page.goto(address + shot.address)
    page.get_by_test_id(f"screen-{shot.scene.screen}").wait_for()
    for testid in shot.scene.clicks:
        until_ready(page)
        page.get_by_test_id(testid).first.click()
    picture = until_ready(page)
    context.close()
    return picture


def screens_of(browser: Browser, address: str) -> list[Scene]:
    """The screens that the page itself lists, with their titles and first sentences."""
    page = browser.new_page()
    page.goto(address)
    page.locator("main h1").wait_for()
    names = page.evaluate(_SCREENS)
    captions: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in names}
    for lang in ("en", "es"):
        for name in names:
            page.goto("about:blank")  # a switch within the page would show both for a moment
            page.goto(f"{address}#/{name}?lang={lang}")
            screen = page.get_by_test_id(f"screen-{name}")
            screen.locator("h1").wait_for()
            title = screen.locator("h1").inner_text()
            lede = screen.locator(".lede")
            text = lede.first.inner_text() if lede.count() else ""
            captions[name][lang] = (title, text)
    page.close()
    return [
        Scene(name, name, title=Bilingual(en[0], es[0]), text=Bilingual(en[1], es[1]))
        for name, en, es in ((name, both["en"], both["es"]) for name, both in captions.items())
    ]


def index(scenes: list[Scene], folder: str) -> str:
    """The page of the gallery in Markdown."""
    lines = [
        "# The screens, as they are now / Las pantallas, como son ahora",
        "",
        "Written by `make gallery` from the shipped weights; languages and colours take turns.",
        "Faces are pictures that a model drew: none is a photograph. /",
        "Lo escribe `make gallery` con los pesos publicados; idiomas y colores se alternan.",
        "Los rostros son imágenes que dibujó un modelo: ninguno es una fotografía.",
    ]
    for scene in scenes:
        alt = f"{scene.title.en} / {scene.title.es}"
        pictures = [
            f'<img src="{folder}/{scene.name}-{width}.webp" height="420" alt="{alt}, {width} px">'
            for width in (DESK[0], TELEPHONE[0])
        ]
        lines += ["", f"## {alt}", "", scene.text.en, "", f"*{scene.text.es}*", "", *pictures]
    return "\n".join(lines) + "\n"


def draw(weights: Path, output: Path, only: list[str], also: list[Scene]) -> list[Path]:
    """Write the pictures and their index.

    Args:
        weights: Folder of bundles.
        output: Folder that gets ``gallery.md`` and the folder ``gallery``.
        only: Names of scenes; empty: all of them.
        also: Scenes beside the screens as they open.

    Returns:
        The pictures.
    """
    folder = output / "gallery"
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with serving(weights) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        scenes = [*screens_of(browser, address), *also]
        chosen = [scene for scene in scenes if not only or scene.name in only]
        for shot in planned(chosen):
            picture = Image.open(io.BytesIO(take(browser, address, shot))).convert("RGB")
            picture.save(folder / shot.name, quality=QUALITY, method=6)
            written.append(folder / shot.name)
        browser.close()
    for stale in set(folder.glob("*.webp")) - set(written) if not only else ():
        stale.unlink()
    (output / "gallery.md").write_text(index(scenes, folder.name))
    return written


def main(
    weights: Annotated[Path, typer.Option(help="Folder of bundles.")] = REPOSITORY / "weights",
    output: Annotated[Path, typer.Option(help="Where gallery.md goes.")] = DOCS,
    only: Annotated[list[str] | None, typer.Option(help="Scenes to draw; else all.")] = None,
) -> None:
    """Draw the gallery of screens."""
    written = draw(weights, output, only or [], list(SCENES))
    size = sum(path.stat().st_size for path in written)
    typer.echo(f"{len(written)} pictures, {size / 1e6:.2f} MB, in {output}")


if __name__ == "__main__":
    typer.run(main)
