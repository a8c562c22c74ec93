"""The page with its stylesheets inside, as it is sent.

The page's styles are kept in some thirty small files, one for each part of it. A browser draws
nothing before it has them all, and on a small machine what their requests cost is a quarter of a
second. So they are put into the page when it is sent; the files stay as they are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from server.kept_file import KeptFile, state_of

# In a row, and for every medium: those for print or projectors alone hold up nothing.
_SHEETS = re.compile(rb'(?:<link rel="stylesheet" href="[\w./-]+\.css">\r?\n)+')
_NAME = re.compile(rb'href="([^"]+)"')
_END = b"</style"


@dataclass(frozen=True)
class JoinedPage(KeptFile):
    """A page, and the stylesheets that are in it with their states when they were read."""

    sheets: tuple[tuple[Path, tuple[int, int]], ...] = ()

    def is_current(self) -> bool:
        """Whether page and stylesheets are still as they were read."""
        try:
            unchanged = all(state_of(path.stat()) == state for path, state in self.sheets)
        except OSError:
            return False
        return unchanged and super().is_current()


def joined(page: KeptFile) -> KeptFile:
    """The page with its first row of stylesheets inside; itself where that cannot be."""
    row = _SHEETS.search(page.body)
    if row is None:
        return page
    paths = [page.path.parent / name.decode("ascii") for name in _NAME.findall(row[0])]
    try:
        states = tuple((path, state_of(path.stat())) for path in paths)
        styles = b"\n".join(path.read_bytes() for path in paths)
    except OSError:
        return page  # the browser is told which file is missing
    if _END in styles.lower():
        return page
    body = page.body[: row.start()] + b"<style>\n" + styles + b"</style>\n" + page.body[row.end() :]
    return JoinedPage(**vars(KeptFile.of(page.path, page.state, body)), sheets=states)
