from __future__ import annotations

import pytest

from benchmarks.serving.load.dragging import Hand, class_summary


class Sent:
    """Counts what a hand sends."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def hand(sent: Sent) -> Hand:
    return Hand(sent)


def test_one_request_in_flight(hand: Hand, sent: Sent):
    hand.move(0.0)
    hand.move(1.0)
    assert sent.count == 1


def test_the_newest_value_wins(hand: Hand, sent: Sent):
    for moment in (0.0, 1.0, 2.0, 3.0):
        hand.move(moment)
    hand.answer(3.5, good=True)
    assert sent.count == 2
    hand.answer(3.75, good=True)
    assert sent.count == 2
    # The second frame is of the value at 3.0; those at 1.0 and 2.0 were never asked for.
    assert hand.frames == [3.5, 0.75]
    assert hand.superseded == 2
    assert hand.moved == 4


def test_a_frame_counts_from_the_movement_not_from_its_request(hand: Hand):
    hand.move(0.0)
    hand.move(0.1)
    hand.answer(1.0, good=True)
    hand.answer(1.2, good=True)
    assert hand.frames == pytest.approx([1.0, 1.1])


def test_a_refusal_is_no_frame_and_lets_the_next_go(hand: Hand, sent: Sent):
    hand.move(0.0)
    hand.move(0.5)
    hand.answer(0.6, good=False)
    assert (hand.refused, hand.frames, sent.count) == (1, [], 2)


def test_a_rest_needs_no_request(hand: Hand, sent: Sent):
    hand.move(0.0)
    hand.answer(0.1, good=True)
    assert sent.count == 1
    hand.move(5.0)
    assert sent.count == 2


def test_counting_anew_keeps_what_is_in_flight(hand: Hand):
    hand.move(0.0)
    hand.forget()
    hand.answer(0.25, good=True)
    assert (hand.moved, hand.frames) == (0, [0.25])


def test_overdue(hand: Hand):
    assert hand.overdue(9.0) == 0
    hand.move(0.0)
    assert hand.overdue(0.05) == 0
    assert hand.overdue(0.2) == 1


def test_a_class_counts_refusals_and_what_never_came_as_late():
    quick, slow = Hand(Sent()), Hand(Sent())
    for k in range(8):
        quick.move(float(k))
        quick.answer(k + 0.05, good=True)
    slow.move(0.0)
    slow.answer(0.5, good=False)
    slow.move(1.0)
    seen = class_summary([quick, slow], seconds=4.0, overdue=1)
    assert seen["in_time"] == pytest.approx(8 / 10)
    assert seen["least_in_time"] == 0.0
    assert seen["frames_per_second_each"] == 1.0
    assert seen["values_shown"] == pytest.approx(8 / 10)
    assert seen["refused"] == 1
    assert seen["p99"] == pytest.approx(50.0)
