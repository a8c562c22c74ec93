"""The inference threads, and who watches that they live and get on."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from server.engine.jobs import Batch, images_of
from server.loop_watch import place_of
from server.workers import CrashError, OverloadedError

log = logging.getLogger("latente.engine")

_LOOK_SECONDS = 1.0
# After an error that nobody foresaw a thread rests, so that one that comes again at once
# neither fills the log nor takes the processor.
_REST_SECONDS = 0.1


class CrewObserver(Protocol):
    """Who is told that a thread had to be helped."""

    def count_engine_restart(self, reason: str) -> None:
        """A thread goes on after it "crashed", or another took the place of one that "hung"."""
        ...


@dataclass(eq=False)
class Seat:
    """One thread at work.

    ``began`` is when its batch began, by a clock that only goes up; None: it has none.
    ``replaced`` threads hung; whatever they still do, another has their place.
    """

    name: str
    thread: threading.Thread | None = None
    batch: Batch = ()
    images: int = 0
    began: float | None = None
    replaced: bool = False

    def begin(self, batch: Batch) -> None:
        """A batch begins."""
        self.batch = batch
        self.images = images_of(batch)
        self.began = time.monotonic()

    def end(self) -> None:
        """The batch is over."""
        self.began = None
        self.images = 0
        self.batch = ()

    def busy_for(self, now: float) -> float:
        """Seconds since its batch began; 0: it has none."""
        began = self.began
        return 0.0 if began is None else now - began

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self.thread is not None and self.thread.is_alive()


class Crew:
    """Threads that work until they are told to stop.

    A thread that an error ends goes on after a rest, and one that is gone is started anew. A
    batch cannot be taken from a thread that hangs in it, so the thread is left to itself and
    another takes its place, for as many at a time as there are workers: each holds memory, and
    where all hang, something is wrong that only a new process mends.

    Args:
        workers: threads, at least 1.
        work: what each does, given its seat, until it returns.
        on_loss: told of a batch that will not be finished, and why.
        patience: seconds after which a batch is taken to hang.
        observer: is told of restarts.
    """

    def __init__(
        self,
        workers: int,
        work: Callable[[Seat], None],
        on_loss: Callable[[Batch, Exception], None],
        patience: float,
        observer: CrewObserver,
    ) -> None:
        self._work = work
        self._on_loss = on_loss
        self._patience = patience
        self._observer = observer
        self._stopped = threading.Event()
        self._made = workers
        self._seats = tuple(self._seat(index) for index in range(workers))
        self._left: tuple[Seat, ...] = ()
        self._watcher = threading.Thread(target=self._watch, name="latente-watch", daemon=True)

    def start(self) -> None:
        """Start the threads."""
        for seat in self._seats:
            self._start(seat)
        self._watcher.start()

    @property
    def images(self) -> int:
        """Images that are being computed for somebody."""
        return sum(seat.images for seat in self._seats)

    @property
    def hung(self) -> int:
        """Threads whose batch does not end."""
        now = time.monotonic()
        hanging = sum(seat.busy_for(now) > self._patience for seat in self._seats)
        return hanging + sum(seat.alive for seat in self._left)

    def all_busy_for(self, seconds: float) -> bool:
        """Whether every thread has been in one and the same batch for longer than this."""
        now = time.monotonic()
        return all(seat.busy_for(now) > seconds for seat in self._seats)

    @property
    def lost(self) -> bool:
        """Whether all hang and none will be replaced."""
        return self.all_busy_for(self._patience) and not self._may_replace()

    def crashed(self) -> None:
        """Note that a thread went on after an error that would have ended it."""
        self._observer.count_engine_restart("crashed")

    def stop(self, forgiven: float) -> None:
        """Wait for the threads to end, but not for those in a batch for longer than ``forgiven``.

        Their work must have been told to return.
        """
        self._stopped.set()
        for seat in self._seats:
            while seat.alive and seat.busy_for(time.monotonic()) <= forgiven:
                assert seat.thread is not None
                seat.thread.join(0.05)
        self._watcher.join()

    def _seat(self, index: int) -> Seat:
        return Seat(f"latente-inference-{index}")

    def _start(self, seat: Seat) -> None:
        thread = threading.Thread(target=self._live, args=(seat,), name=seat.name, daemon=True)
        thread.start()
        seat.thread = thread

    def _live(self, seat: Seat) -> None:
        while True:
            try:
                self._work(seat)
            except BaseException as error:  # signals, which are for the process, come elsewhere
                log.critical("%s crashed, and goes on: %r", seat.name, error, exc_info=error)
                self._lose(seat)
                self.crashed()
                if self._stopped.wait(_REST_SECONDS):
                    return
            else:
                return

    def _lose(self, seat: Seat) -> None:
        batch = seat.batch
        seat.end()
        self._on_loss(batch, CrashError())

    def _watch(self) -> None:
        while not self._stopped.wait(min(_LOOK_SECONDS, self._patience / 4)):
            try:
                self.look()
            except BaseException as error:  # no thread is to be had, perhaps: try again soon
                log.critical("an inference thread cannot be replaced: %r", error)

    def look(self) -> None:
        """Start anew what is gone, and replace what hangs."""
        now = time.monotonic()
        self._left = tuple(seat for seat in self._left if seat.alive)
        for place, seat in enumerate(self._seats):
            if not seat.alive:
                self._lose(seat)
                self._start(seat)
                log.critical("%s was gone, and is started anew", seat.name)
                self.crashed()
            elif seat.busy_for(now) > self._patience and self._may_replace():
                self._replace(place, seat)

    def _may_replace(self) -> bool:
        return sum(seat.alive for seat in self._left) < len(self._seats)

    def _replace(self, place: int, seat: Seat) -> None:
        successor = self._seat(self._made)
        self._start(successor)
        self._made += 1
        seat.replaced = True
        self._left = (*self._left, seat)
        self._seats = (*self._seats[:place], successor, *self._seats[place + 1 :])
        log.critical(
            "%s hangs since %g s, and is replaced; it is in %s",
            seat.name,
            round(seat.busy_for(time.monotonic()), 1),
            place_of(None if seat.thread is None else seat.thread.ident),
        )
        self._observer.count_engine_restart("hung")
        self._on_loss(seat.batch, OverloadedError())
