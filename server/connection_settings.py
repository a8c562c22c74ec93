"""Settings of the connections: how many, and how long and how much each may take."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings


class ConnectionSettings(BaseSettings):
    """Limits that keep slow, many or greedy callers from holding the service up."""

    connections: int = Field(
        16_384,
        ge=1,
        description="Most connections at once; a further one takes the place of the longest idle.",
    )
    request_seconds: float = Field(
        20.0,
        gt=0.0,
        description="Time for a request to arrive, and for an answer to be read; for large ones "
        "a second more for every 8 KiB.",
    )
    idle_seconds: int = Field(
        5, ge=1, description="A connection that is not used for so long is closed."
    )
    held_megabytes: int = Field(
        512,
        ge=1,
        description="Most memory for the bodies of unanswered requests and for unread answers.",
    )
