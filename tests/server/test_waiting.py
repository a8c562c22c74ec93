"""Who waits for room takes turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.waiting import FairWaiting

CALLS = st.lists(st.sampled_from(["ana", "luis", "mar"]), max_size=30)


def taken(waiting: FairWaiting) -> list:
    return [waiting.next() for _ in range(len(waiting))]


def test_nobody_is_next_where_nobody_waits():
    with pytest.raises(KeyError):
        FairWaiting().next()


def test_clients_take_turns():
    waiting = FairWaiting()
    for number in range(4):
        waiting.add("flood", f"flood {number}")
    waiting.add("ana", "ana 0")
    waiting.add("luis", "luis 0")
    assert taken(waiting)[:3] == ["flood 0", "ana 0", "luis 0"]


def test_what_is_put_back_has_the_next_turn():
    waiting = FairWaiting()
    for client in ("ana", "ana", "luis"):
        waiting.add(client, (client, len(waiting)))
    first = waiting.next()
    waiting.put_back("ana", first)
    assert taken(waiting) == [("ana", 0), ("luis", 2), ("ana", 1)]


@given(CALLS)
def test_everyone_comes_once_and_each_clients_own_in_their_order(clients):
    waiting = FairWaiting()
    calls = [(client, number) for number, client in enumerate(clients)]
    for client, number in calls:
        waiting.add(client, (client, number))
    order = taken(waiting)
    assert sorted(order) == sorted(calls)
    for client in set(clients):
        own = [call for call in order if call[0] == client]
        assert own == sorted(own)


@given(CALLS, st.data())
def test_who_leaves_does_not_come_and_changes_nothing_for_the_others(clients, data):
    calls = [(client, number) for number, client in enumerate(clients)]
    gone = data.draw(st.sets(st.sampled_from(calls)) if calls else st.just(set()))
    waiting, without = FairWaiting(), FairWaiting()
    for call in calls:
        waiting.add(call[0], call)
    for call in [*gone, *gone]:
        waiting.discard(call[0], call)
    assert len(waiting) == len(calls) - len(gone)
    for call in calls:
        if call not in gone:
            without.add(call[0], call)
    assert sorted(taken(waiting)) == sorted(taken(without))
