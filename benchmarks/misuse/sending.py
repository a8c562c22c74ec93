"""Sends one misuse and says what came of it."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.misuse.attacks import Attack, Target, good
from benchmarks.serving.systems import session_members

ANSWER_SECONDS = 40.0
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What a service did.

    ``status``: of its answer; 0: it closed the connection without one; None: it did neither
    within :data:`ANSWER_SECONDS`. ``serves``: whether a right request was answered with 200
    afterwards. ``grown``: MiB by which the processes' peak of memory rose.
    """

    status: int | None
    seconds: float
    serves: bool
    grown: float

    @property
    def is_right(self) -> bool:
        """Refused, or closed, and everybody else is served as before."""
        refused = self.status == 0 or (self.status is not None and 400 <= self.status < 500)
        return refused and self.serves


def suffered(attack: Attack, target: Target, leader: int) -> Outcome:
    """Send it to the service whose processes are of the session that ``leader`` leads."""
    before = peak_mebibytes(leader)
    begin = time.monotonic()
    status = _answer(attack, target)
    seconds = time.monotonic() - begin
    serves = _answers(target)
    return Outcome(status, seconds, serves, max(0.0, peak_mebibytes(leader) - before))


def _answer(attack: Attack, target: Target) -> int | None:
    end = time.monotonic() + ANSWER_SECONDS
    with socket.create_connection(("127.0.0.1", target.port), timeout=ANSWER_SECONDS) as wire:
        for piece in attack.pieces(target):
            # Refused already: the service need not take the rest.
            with contextlib.suppress(OSError):
                wire.sendall(piece)
                continue
            break
        received = b""
        while (match := _STATUS.match(received)) is None:
            wire.settimeout(max(0.01, end - time.monotonic()))
            try:
                more = wire.recv(4096)
            except TimeoutError:
                return None
            except OSError:
                return 0
            if not more:
                return 0
            received += more
        return int(match[1])


def _answers(target: Target) -> bool:
    """Whether a right request is answered with 200 now."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=ANSWER_SECONDS)
    head, _, body = good(target).partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode("ascii").split("\r\n")[1:])
    try:
        connection.request("POST", target.path, body, headers)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def peak_mebibytes(leader: int) -> float:
    """The highest that the memory of each process of a session has been, summed, in MiB."""
    total = 0
    for process in session_members(leader):
        with contextlib.suppress(OSError):
            found = _PEAK.search(Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
            total += int(found[1]) if found else 0
    return total / 1024
