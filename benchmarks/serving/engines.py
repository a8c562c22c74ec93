"""The ways to run a model on this machine: those of the service."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from latente import Bundle

Decode = Callable[[Tensor], Tensor]


def default_decode(bundle: Bundle) -> Decode:
    """Decode as the service does by default here."""
    return bundle.decode
