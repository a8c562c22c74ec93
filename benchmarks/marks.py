"""The place in a page of the documentation that a command fills with figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Marks:
    """Two comments around what a command writes, named after it."""

    name: str

    @property
    def begin(self) -> str:
        """Before it."""
        return f"<!-- {self.name}: begin -->"

    @property
    def end(self) -> str:
        """After it."""
        return f"<!-- {self.name}: end -->"

    def filled(self, text: str, content: str) -> str:
        """The text with this content between the marks.

        Raises:
            SystemExit: it lacks them.
        """
        before, begin, rest = text.partition(self.begin)
        _, end, after = rest.partition(self.end)
        if not begin or not end:
            raise SystemExit(f"the page lacks {self.begin} or {self.end}")
        return f"{before}{self.begin}\n{content}\n{self.end}{after}"

    def fill(self, page: Path, content: str) -> None:
        """Put the content into a page; SystemExit where that lacks the marks."""
        page.write_text(self.filled(page.read_text(encoding="utf-8"), content), encoding="utf-8")


RESULTS = Marks("results")
