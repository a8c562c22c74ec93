"""The Chromium that draws pictures of the page."""

from __future__ import annotations

import os
import shutil

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def chromium() -> str:
    """Path of the system's Chromium, or of the one that LATENTE_CHROMIUM names.

    Raises:
        FileNotFoundError: There is none.
    """
    named = os.environ.get("LATENTE_CHROMIUM", "")
    names = (named, "chromium-headless-shell", "chromium", "chromium-browser")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError("no Chromium: run make browser or set LATENTE_CHROMIUM")
    return found
