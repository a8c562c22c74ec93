from __future__ import annotations

import asyncio
import itertools
import json
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from benchmarks.serving.load.arrivals import Arrivals, arrival_times
from benchmarks.serving.load.bodies import Bodies, latent_of
from benchmarks.serving.load.closed import run_closed
from benchmarks.serving.load.http import Answer, Connection, ProtocolError, Target
from benchmarks.serving.load.record import Record, Window
from benchmarks.serving.load.websocket import frame, message_end

MANY = 65_536


def test_bodies_hold_one_latent_and_do_not_come_again():
    bodies = list(itertools.islice(Bodies(5, seed=3), MANY))
    assert len(set(bodies)) == MANY
    assert len({len(body) for body in bodies}) == 1
    assert all(len(latent_of(body)) == 5 for body in bodies[::997])
    assert json.loads(bodies[0]).keys() == {"latents"}


def test_latents_are_standard_normal_and_differ_by_seed():
    body = next(iter(Bodies(2000, seed=0)))
    values = latent_of(body)
    assert statistics.fmean(values) == pytest.approx(0.0, abs=0.1)
    assert statistics.stdev(values) == pytest.approx(1.0, abs=0.1)
    assert body == next(iter(Bodies(2000, seed=0)))
    assert body != next(iter(Bodies(2000, seed=1)))


def test_bodies_take_further_fields():
    body = json.loads(next(iter(Bodies(3, seed=0, options={"format": "jpeg"}))))
    assert body["format"] == "jpeg"
    assert len(body["latents"][0]) == 3


def test_arrivals_come_at_their_rate_and_out_of_step():
    times = list(arrival_times(1000.0, begin=50.0, end=60.0, seed=1))
    assert len(times) == pytest.approx(10_000, rel=0.05)
    assert times == sorted(times)
    assert times[0] > 50.0
    assert times[-1] < 60.0
    gaps = [b - a for a, b in itertools.pairwise(times)]
    # Of a Poisson process the gaps spread as widely as they are long.
    assert statistics.stdev(gaps) == pytest.approx(statistics.fmean(gaps), rel=0.1)


class FakeConnection(Connection):
    """Notes what is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.open = True
        self.sent: list[bytes] = []

    def send(self, request: bytes) -> None:
        self.sent.append(request)


def test_an_open_loop_does_not_wait_for_answers(monkeypatch):
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    record = Record(0.0, 100.0)
    requests = map(str.encode, map(str, itertools.count()))
    arrivals = Arrivals(np.array([1.0, 2.0, 3.0, 4.0]), requests, record)
    connections = [FakeConnection(), FakeConnection()]
    for connection in connections:
        arrivals.add(connection)
    arrivals.tick(2.5)
    assert sorted(each.sent for each in connections) == [[b"0"], [b"1"]]
    arrivals.tick(4.0)
    assert arrivals.unsent == 2
    now = 5.0
    first = connections[0] if connections[0].sent == [b"0"] else connections[1]
    first.answered(Answer(200))
    # What was due at 3.0 goes out only now, and its clock has run since it was due.
    assert first.sent == [b"0", b"2"]
    now = 6.0
    first.answered(Answer(200))
    assert record.good == [4.0, 3.0]
    assert (arrivals.offered, arrivals.unsent) == (4, 0)


@pytest.mark.parametrize(("answered_after", "least"), [(0.001, 0.3), (0.6, 0.6)])
def test_a_window_lasts_until_there_is_an_answer(answered_after, least):
    """The end is put off only where nothing was answered."""

    class Slow(FakeConnection):
        def send(self, request: bytes) -> None:
            super().send(request)
            loop = asyncio.get_running_loop()
            loop.call_later(answered_after, self.answered, Answer(200, body=b"x"))

    async def connect(_index: int) -> Connection:
        return Slow()

    record = asyncio.run(run_closed(1, connect, itertools.repeat(b"?"), Window(0.0, 0.3)))
    assert record.good
    assert record.end - record.begin >= least - 1e-6
    assert record.summary()["per_second"] > 0.0


def test_a_record_counts_only_its_window():
    record = Record(10.0, 20.0)
    for status, started, now in [
        (200, 9.0, 9.5),
        (200, 9.5, 10.0),
        (503, 12.0, 12.25),
        (200, 19.0, 19.5),
        (200, 19.0, 20.0),
    ]:
        record.note(Answer(status, b"", b"four"), started, now)
    summary = record.summary()
    assert summary["per_second"] == 0.2
    assert summary["statuses"] == {"200": 2, "503": 1}
    assert summary["refused_share"] == pytest.approx(1 / 3)
    assert summary["refused_latency"]["p50"] == 250.0
    assert summary["bytes"] == 4.0
    assert summary["answers"] == 4


ANSWER = b"HTTP/1.1 503 Busy\r\ncontent-LENGTH: 5\r\nRetry-After: 2\r\n\r\nhello"


@given(st.lists(st.integers(1, len(ANSWER) - 1), max_size=5))
def test_an_answer_may_come_in_any_pieces(places):
    connection = Connection()
    answers: list[Answer] = []
    connection.answered = answers.append
    cuts = sorted({0, *places, len(ANSWER)})
    for begin, end in itertools.pairwise(cuts):
        connection.data_received(ANSWER[begin:end])
    (answer,) = answers
    assert (answer.status, answer.body) == (503, b"hello")
    assert answer.retry_after() == 2.0
    assert answer.header("x-none") is None


def test_answers_one_after_the_other_and_an_empty_one():
    connection = Connection()
    answers: list[Answer] = []
    connection.answered = answers.append
    connection.data_received(b"HTTP/1.1 204 None\r\nContent-Length: 0\r\n\r\n")
    connection.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    assert [(each.status, each.body) for each in answers] == [(204, b""), (200, b"ok")]


def test_an_answer_of_unknown_length_is_an_error():
    with pytest.raises(ProtocolError):
        Connection().data_received(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")


def test_a_request_announces_its_length():
    head, _, body = Target(80, "/decode").post(b'{"a":1}').partition(b"\r\n\r\n")
    assert head.startswith(b"POST /decode HTTP/1.1\r\n")
    assert b"Content-Length: 7" in head
    assert body == b'{"a":1}'


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536])
def test_frames_are_what_another_implementation_reads(length):
    payload = bytes(k % 251 for k in range(length))
    reader = StreamReader()
    reader.feed_data(frame(payload))
    parsing = Frame.parse(reader.read_exact, mask=True)
    with pytest.raises(StopIteration) as done:
        next(parsing)
    read = done.value.value
    assert (read.opcode, bytes(read.data), read.fin) == (Opcode.TEXT, payload, True)


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
def test_frames_of_another_implementation_are_read(length):
    payload = bytes(length)
    sent = Frame(Opcode.BINARY, payload).serialize(mask=False)
    begin, end = message_end(sent)
    assert sent[begin:end] == payload
    assert message_end(sent[: len(sent) - 1]) is None
    assert message_end(sent[:1]) is None
