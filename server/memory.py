"""Telling that memory ran out, in whatever words a library says so."""

from __future__ import annotations

# PyTorch, oneDNN, CUDA's libraries and OpenVINO raise a RuntimeError for this as for all else.
_WORDS = (
    "out of memory",
    "not enough memory",
    "allocate memory",
    "you tried to allocate",
    "failed to allocate",
    "unable to allocate",
    "bad_alloc",
    "alloc_failed",
    "could not create a memory object",
    "could not create a primitive",
)


class OutOfMemoryError(Exception):
    """A request needs more memory than there is now."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether this error means that memory could not be had."""
    if isinstance(error, MemoryError | OutOfMemoryError):
        return True
    if not isinstance(error, RuntimeError):
        return False
    # PyTorch's own, by name: importing it takes seconds that not all who import this have.
    if type(error).__name__ == "OutOfMemoryError":
        return True
    words = str(error).lower()
    return any(each in words for each in _WORDS)
