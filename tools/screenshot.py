"""Draws the README's screenshot anew, from the app as it runs now.

make run                                  # in one terminal
.venv/bin/python tools/screenshot.py      # in another
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import sync_playwright

OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "interpolation.png"
_SCREEN = "#/interpolation?m=fashion-vae&from=g:shirt-1&to=g:dress-1&a=0.5&lang=es"


def chromium() -> str:
    """Path of the system's Chromium, or of the one that LATENTE_CHROMIUM names."""
    names = (os.environ.get("LATENTE_CHROMIUM", ""), "chromium", "chromium-browser")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise typer.BadParameter("no Chromium: run make browser or set LATENTE_CHROMIUM")
    return found


def main(
    address: Annotated[str, typer.Argument(help="Where the app runs.")] = "http://127.0.0.1:8000/",
    output: Annotated[Path, typer.Argument(help="The picture to write.")] = OUTPUT,
) -> None:
    """Open the interpolation screen and take its picture."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address + _SCREEN)
        page.get_by_test_id("film-vae").locator("img").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=output)
        browser.close()


if __name__ == "__main__":
    typer.run(main)
