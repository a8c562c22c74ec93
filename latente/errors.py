"""Everything that can go wrong in the library, as one tree.

::

    LatenteError
    ├── BundleError            a bundle cannot be read or written as it is
    │   └── BundleNotFoundError    there is no bundle at this place
    ├── ConditionError         a condition is missing, not wanted, or of the wrong shape
    ├── DirectionError         too few examples, or examples that do not fit together
    ├── ImageError             an image tensor has the wrong shape
    ├── LatentError            a latent has the wrong length or is not finite
    ├── PosteriorError         a Gaussian was asked of an encoder that gives a point
    └── UnknownNameError       no class, attribute, gallery item or family of this name
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_LONGEST_REASON = 1000


class LatenteError(Exception):
    """Base of every error that this library raises on purpose."""


class BundleError(LatenteError):
    """A bundle cannot be used: unknown version, missing file, wrong checksum or shape."""

    def __init__(self, path: Path, reason: str) -> None:
        # A reason may quote the bundle, which is anybody's: it stays one line, and short.
        self.reason = _one_line(reason)
        self.path = path
        super().__init__(f"{path}: {self.reason}")


class BundleNotFoundError(BundleError):
    """There is no bundle at this place."""


class ConditionError(LatenteError):
    """A condition is missing, not wanted, or of the wrong shape."""


class DirectionError(LatenteError):
    """A direction cannot be fitted to these examples."""


class ImageError(LatenteError):
    """An image tensor has the wrong shape for this model."""


class LatentError(LatenteError):
    """A latent has the wrong length for this model, or is not finite."""


class PosteriorError(LatenteError):
    """A Gaussian was asked of a deterministic encoder, which gives a point."""


class UnknownNameError(LatenteError):
    """No class, attribute, gallery item, prior or family goes by this name."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.known = list(known)
        super().__init__(f"unknown {kind} {name!r}; known: {', '.join(self.known) or 'none'}")


def _one_line(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text[:_LONGEST_REASON])
    return shown if len(text) <= _LONGEST_REASON else shown + "…"
