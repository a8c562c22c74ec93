"""Putting the figures of a run into the documentation."""

from __future__ import annotations

from pathlib import Path


def write_report(out: Path) -> None:
    """Later."""
