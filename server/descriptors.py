"""How many files and connections this process may have open."""

from __future__ import annotations

import contextlib
import resource

# For models, files of the page, logs, and what the libraries open.
_OTHERS = 128


def raise_limit() -> None:
    """Raise the soft limit of open descriptors to the hard one, as far as the system lets it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # macOS names no hard limit, but does not take that as the soft one.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def room_for_connections(wanted: int) -> int:
    """As many of the connections that are wanted as the limit of descriptors leaves room for.

    Where it is very low, half of it is for connections.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    return min(wanted, max(soft - _OTHERS, soft // 2))
