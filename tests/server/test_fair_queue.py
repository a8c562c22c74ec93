"""The order in which waiting images are taken."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine.fair_queue import FairQueue


@dataclass(eq=False)
class Job:
    size: int = 1
    client: str = "one"
    lane: str = "model"


def taken(queue: FairQueue[Job], most: int) -> list[tuple[Job, int, int]]:
    return [(share.job, share.start, share.stop) for share in queue.take(most)]


def test_one_request_fills_a_batch_alone():
    queue: FairQueue[Job] = FairQueue()
    job = Job(size=20)
    queue.push(job)
    assert taken(queue, 8) == [(job, 0, 8)]
    assert taken(queue, 8) == [(job, 8, 16)]
    assert queue.images == 4
    assert taken(queue, 8) == [(job, 16, 20)]
    assert queue.images == 0
    with pytest.raises(LookupError):
        queue.take(8)


def test_thirty_people_do_not_stand_behind_one_large_job():
    queue: FairQueue[Job] = FairQueue()
    large = Job(size=256, client="large")
    queue.push(large)
    people = [Job(client=f"person {index}") for index in range(30)]
    for person in people:
        queue.push(person)
    served = [share.job for _ in range(4) for share in queue.take(8)]
    assert set(people) <= set(served)
    # The large one has had its turns meanwhile too.
    assert large in served
    assert queue.images == 256 - (4 * 8 - 30)


def test_clients_share_alike_however_many_requests_they_have():
    queue: FairQueue[Job] = FairQueue()
    for _ in range(50):
        queue.push(Job(client="busy"))
    queue.push(Job(client="calm"))
    clients = Counter(share.job.client for share in queue.take(4))
    assert clients["calm"] == 1


def test_requests_of_one_client_take_turns_too():
    queue: FairQueue[Job] = FairQueue()
    large, small = Job(size=256), Job()
    queue.push(large)
    queue.push(small)
    assert small in [share.job for share in queue.take(8)]


def test_lanes_take_turns_by_batches_and_never_mix():
    queue: FairQueue[Job] = FairQueue()
    for _ in range(40):
        queue.push(Job(lane="a"))
    for _ in range(3):
        queue.push(Job(lane="b"))
    lanes = []
    while queue.images:
        batch = {share.job.lane for share in queue.take(8)}
        assert len(batch) == 1
        lanes += batch
    assert lanes[:2] == ["a", "b"]
    assert lanes.count("b") == 1


def test_what_nobody_waits_for_leaves_and_others_keep_their_places():
    queue: FairQueue[Job] = FairQueue()
    jobs = [Job(client=str(index)) for index in range(4)]
    for job in jobs:
        queue.push(job)
    queue.discard(jobs[1])
    queue.discard(jobs[1])
    queue.discard(Job())
    assert queue.images == 3
    assert [share.job for share in queue.take(8)] == [jobs[0], jobs[2], jobs[3]]


JOBS = st.builds(
    Job, st.integers(1, 40), st.sampled_from(["one", "two", "three"]), st.sampled_from("ab")
)


@given(st.lists(JOBS, max_size=30), st.integers(1, 20), st.data())
def test_every_row_is_taken_once_in_order_and_no_batch_is_too_large(jobs, most, data):
    queue: FairQueue[Job] = FairQueue()
    for job in jobs:
        queue.push(job)
    dropped = set(data.draw(st.lists(st.sampled_from(jobs), max_size=3))) if jobs else set()
    for job in dropped:
        queue.discard(job)
    reached: Counter[Job] = Counter()
    while queue.images:
        batch = queue.take(most)
        assert 0 < sum(share.stop - share.start for share in batch) <= most
        assert len({share.job for share in batch}) == len(batch)
        for share in batch:
            assert share.start == reached[share.job]
            reached[share.job] = share.stop
    assert len(queue) == 0
    assert reached == Counter({job: job.size for job in jobs if job not in dropped})
