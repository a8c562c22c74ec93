"""All connections of a server together: how many there may be, and what they may hold.

One who opens ten thousand connections, sends a byte a minute or reads no answer costs a server
without such limits its memory and its descriptors, and with them everybody else's answers. Here
every connection is either at rest, and then the longest at rest makes room for a new one; or it
is looked at from time to time, whether its caller keeps sending or reading.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge

from server.connection_settings import ConnectionSettings
from server.descriptors import room_for_connections

log = logging.getLogger("latente")

_LOOK_SECONDS = 0.25
_MEGABYTE = 1 << 20
_TELL_SECONDS = 60.0
_LOGGED = dict.fromkeys(
    ("full", "refused", "memory"),
    "connections are ended, as there are too many or they hold too much: %d open, %d MiB held",
)
REASONS = ("slow", "unread", "full", "refused", "malformed", "too-large", "memory")


class Watched(Protocol):
    """A connection, as far as this module knows it."""

    loop: asyncio.AbstractEventLoop

    def check(self, now: float) -> float | None:
        """Judge the caller's pace, and end the connection if it is too slow.

        Returns:
            When to look again, by the loop's clock; None: there is nothing to wait for.
        """
        ...

    @property
    def lags(self) -> bool:
        """Whether the caller has not yet sent all, or not yet read all."""
        ...

    def make_room(self) -> None:
        """End the connection: its place is needed."""
        ...


class Connections:
    """The connections of one server.

    Args:
        settings: the limits.
        registry: where the figures go.
    """

    def __init__(self, settings: ConnectionSettings, registry: CollectorRegistry) -> None:
        self.seconds = settings.request_seconds
        self.held = 0
        self._told = -_TELL_SECONDS
        self._most = room_for_connections(settings.connections)
        self._most_held = settings.held_megabytes * _MEGABYTE
        self._open: set[Watched] = set()
        self._resting: OrderedDict[Watched, None] = OrderedDict()
        self._watched: OrderedDict[Watched, float] = OrderedDict()
        self._is_looking = False
        if self._most < settings.connections:
            log.warning("the limit of open files leaves room for %d connections", self._most)
        Gauge("latente_connections", "Connections open.", registry=registry).set_function(
            lambda: len(self._open)
        )
        Gauge(
            "latente_held_bytes",
            "Bodies of unanswered requests, and answers that were not read.",
            registry=registry,
        ).set_function(lambda: self.held)
        self._ended = Counter(
            "latente_connections_ended",
            "Connections that the server ended before their time, by reason.",
            ["reason"],
            registry=registry,
        )
        for reason in REASONS:
            self._ended.labels(reason)

    def count(self, reason: str) -> None:
        """A connection is ended for one of :data:`REASONS`."""
        self._ended.labels(reason).inc()
        if reason in _LOGGED and time.monotonic() >= self._told + _TELL_SECONDS:
            self._told = time.monotonic()
            log.warning(_LOGGED[reason], len(self._open), self.held // _MEGABYTE)

    def open(self, one: Watched) -> bool:
        """A connection was made. False: there is no room for it."""
        if len(self._open) >= self._most and not self._make_room():
            return False
        self._open.add(one)
        self.rest(one)
        return True

    def close(self, one: Watched) -> None:
        """A connection is over."""
        self._open.discard(one)
        self._resting.pop(one, None)
        self._watched.pop(one, None)

    def rest(self, one: Watched) -> None:
        """It waits for a request."""
        if one in self._open:
            self._resting[one] = None

    def work(self, one: Watched) -> None:
        """Something came."""
        self._resting.pop(one, None)

    def watch(self, one: Watched) -> None:
        """Look at it once in a while, until there is nothing to wait for."""
        if one in self._watched or one not in self._open:
            return
        self._watched[one] = one.loop.time() + self.seconds
        if not self._is_looking:
            self._is_looking = True
            one.loop.call_later(min(self.seconds, _LOOK_SECONDS), self._look, one.loop)

    def hold(self, size: int) -> bool:
        """So many bytes more are kept in memory. False: that is more than may be."""
        self.held += size
        return self.held <= self._most_held

    def let_go(self, size: int) -> None:
        """So many bytes are kept no longer."""
        self.held -= size

    def _make_room(self) -> bool:
        """End the connection that rests longest, or else that has been sending longest."""
        victim = next(iter(self._resting), None) or self._longest_lagging()
        if victim is None:
            return False
        self.close(victim)
        victim.make_room()
        return True

    def _longest_lagging(self) -> Watched | None:
        while self._watched:
            one = next(iter(self._watched))
            if one.lags:
                return one
            # It is watched again when there is reason to.
            del self._watched[one]
        return None

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Check those whose time has come; they are nearly in the order of their times."""
        now = loop.time()
        while self._watched:
            one, due = next(iter(self._watched.items()))
            if due > now:
                break
            again = one.check(now)
            if again is None:
                self._watched.pop(one, None)
            elif one in self._watched:
                self._watched[one] = max(again, now + _LOOK_SECONDS)
                self._watched.move_to_end(one)
        self._is_looking = bool(self._watched)
        if self._is_looking:
            loop.call_later(min(self.seconds, _LOOK_SECONDS), self._look, loop)
