"""The order in which waiting images are taken: fair between models, clients and requests."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Waiting(Protocol):
    """What can wait: a request for ``size`` images, of one lane and one client."""

    @property
    def lane(self) -> Hashable:
        """What is computed together: a model and an operation."""
        ...

    @property
    def client(self) -> str:
        """Whose request it is."""
        ...

    @property
    def size(self) -> int:
        """Images, at least 1."""
        ...


Job = TypeVar("Job", bound=Waiting)


@dataclass(frozen=True)
class Share(Generic[Job]):
    """Images ``start`` to ``stop`` (not included) of a request."""

    job: Job
    start: int
    stop: int


class _Lane(Generic[Job]):
    """Requests of one lane: by client, each in the order of their turns."""

    def __init__(self) -> None:
        # To each request how many of its images have been taken.
        self.clients: OrderedDict[str, OrderedDict[Job, int]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self.clients.values()))

    def add(self, job: Job) -> None:
        self.clients.setdefault(job.client, OrderedDict())[job] = 0

    def discard(self, job: Job) -> int:
        """Forget a request; how many of its images were not taken yet."""
        jobs = self.clients.get(job.client, OrderedDict())
        if job not in jobs:
            return 0
        left = job.size - jobs.pop(job)
        if not jobs:
            del self.clients[job.client]
        return left

    def take(self, most: int) -> Share[Job]:
        """Up to ``most`` images of the request whose turn it is; the next turn is another's."""
        client, jobs = next(iter(self.clients.items()))
        self.clients.move_to_end(client)
        job, start = next(iter(jobs.items()))
        stop = min(start + most, job.size)
        jobs[job] = stop
        jobs.move_to_end(job)
        if stop == job.size:
            self.discard(job)
        return Share(job, start, stop)


class FairQueue(Generic[Job]):
    """Waiting requests, taken a batch at a time. Not safe between threads: the owner locks.

    Lanes take turns, a batch each. Within a batch clients take turns, and the requests of
    one client among themselves, so that a request for many images is served in slices and
    nobody stands behind all of it.
    """

    def __init__(self) -> None:
        self._lanes: OrderedDict[Hashable, _Lane[Job]] = OrderedDict()
        self._images = 0

    @property
    def images(self) -> int:
        """Images that wait."""
        return self._images

    def __len__(self) -> int:
        return sum(map(len, self._lanes.values()))

    def __iter__(self) -> Iterator[Job]:
        """Every waiting request, in no particular order."""
        for lane in self._lanes.values():
            for jobs in lane.clients.values():
                yield from jobs

    def push(self, job: Job) -> None:
        """Let a request wait."""
        self._lanes.setdefault(job.lane, _Lane()).add(job)
        self._images += job.size

    def discard(self, job: Job) -> None:
        """Take a request out that nobody waits for any more; others keep their places."""
        lane = self._lanes.get(job.lane)
        if lane is not None:
            self._images -= lane.discard(job)
            self._drop_if_empty(job.lane)

    def take(self, most: int) -> list[Share[Job]]:
        """A batch of up to ``most`` images of the lane whose turn it is.

        Each share is contiguous, and a request has at most one share in a batch.

        Raises:
            LookupError: nothing waits.
        """
        if not self._lanes:
            raise LookupError("nothing waits")
        name, lane = next(iter(self._lanes.items()))
        self._lanes.move_to_end(name)
        portion = max(1, most // len(lane))
        shares: dict[Job, Share[Job]] = {}
        left = most
        while left and lane.clients:
            share = lane.take(min(portion, left))
            before = shares.get(share.job)
            shares[share.job] = Share(share.job, before.start, share.stop) if before else share
            left -= share.stop - share.start
        self._images -= most - left
        self._drop_if_empty(name)
        return list(shares.values())

    def _drop_if_empty(self, name: Hashable) -> None:
        if not self._lanes[name].clients:
            del self._lanes[name]
