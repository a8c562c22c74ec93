"""The answers to requests that are not even read to their end."""

from __future__ import annotations

from starlette.responses import Response

from server.problems import ProblemError, overloaded

# Made once: floods of these must cost little.
TOO_LONG = ProblemError(
    414, "too-long-address", "Address too long", "The address is too long; send a body instead."
).response()
TOO_MUCH = ProblemError(
    431, "too-large-head", "Headers too large", "Send fewer or shorter headers."
).response()
TOO_SLOW = ProblemError(
    408,
    "timeout",
    "Request timeout",
    "The request did not arrive in time; send it again, on a new connection.",
).response()
NO_HTTP = ProblemError(
    400,
    "no-http",
    "Bad request",
    "This is not HTTP/1.1 as RFC 9112 has it; check the lengths and headers of the request.",
).response()
BUSY = overloaded().response()


class TurnedAwayError(Exception):
    """Ends the reading of a request that gets this answer; why, as the metrics have it."""

    def __init__(self, answer: Response, reason: str) -> None:
        super().__init__(reason)
        self.answer = answer
        self.reason = reason
