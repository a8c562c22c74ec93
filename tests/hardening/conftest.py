"""The running service and the random models are those of the service's own tests."""

from __future__ import annotations

from tests.hardening.access import closed_one, one_model, open_one
from tests.server.conftest import bundles, client, service, weights

__all__ = [
    "bundles",
    "client",
    "closed_one",
    "one_model",
    "open_one",
    "service",
    "weights",
]
