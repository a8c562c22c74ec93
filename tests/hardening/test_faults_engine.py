"""Faults inside the engine and the threads: that request fails, the service heals and says so."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from latente.judge import Judge
from server.engine import crew
from server.engine.batcher import MicroBatcher
from server.engine.fair_queue import FairQueue
from server.workers import BoundedWorkers, OverloadedError
from tests.bundles import write_random_bundle
from tests.faces import FACES
from tests.hardening.faults import (
    DECODE,
    POISON,
    Harm,
    body,
    decode,
    figure,
    harm_decoding,
    single,
)
from tests.server.support import Running, images_of, problem, running, settings_for


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    write_random_bundle(folder, "plain")
    write_random_bundle(folder, "judged", contents=FACES, size=64, channels=3, latent_dim=6)
    return folder


@pytest.fixture
def service(weights: Path) -> Iterator[Running]:
    with running(single(weights)) as service:
        yield service


def poisoned(error: BaseException) -> Harm:
    def harm(latents: torch.Tensor) -> None:
        if (latents == POISON).any():
            raise error

    return harm


def crashes(service: Running) -> float:
    return figure(service, 'latente_engine_restarts_total{reason="crashed"}')


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("error", "ends_threads"),
    [
        (SystemExit(3), True),
        (KeyboardInterrupt(), True),
        (GeneratorExit(), True),
        (asyncio.CancelledError(), True),
        (StopIteration(), False),
        (RecursionError(), False),
        (AssertionError(), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_of_any_kind_fails_that_request_only(
    service, monkeypatch, caplog, error, ends_threads
):
    right = images_of(decode(service, *range(8)).json())
    harm_decoding(monkeypatch, poisoned(error))
    with ThreadPoolExecutor(9) as pool:
        spoiled = pool.submit(decode, service, POISON)
        others = [pool.submit(decode, service, value) for value in range(8)]
    assert problem(spoiled.result(), 500)["type"].endswith(":internal")
    for value, other in enumerate(others):
        assert other.result().status_code == 200
        assert (images_of(other.result().json())[0] == right[value]).all()
    assert (crashes(service) > 0) == ends_threads
    assert f"decode with plain failed: {error!r}" in caplog.text
    assert service.client.get("/readyz").status_code == 200


@pytest.mark.parametrize("error", [SystemExit(3), RuntimeError("a mistake")])
def test_a_fault_in_the_batchers_own_work_costs_one_batch(service, monkeypatch, caplog, error):
    deliver, left = MicroBatcher._deliver, [error]

    def faulty(self, batch, parts):
        if left:
            raise left.pop()
        deliver(self, batch, parts)

    monkeypatch.setattr(MicroBatcher, "_deliver", faulty)
    problem(decode(service, 1), 500)
    assert decode(service, 1).status_code == 200
    assert crashes(service) == 1
    assert "latente-inference-0 crashed, and goes on" in caplog.text


def test_a_fault_before_a_batch_is_taken_costs_nothing(service, monkeypatch):
    take, left = FairQueue.take, [1, 2]

    def faulty(self, most):
        if left:
            raise MemoryError(left.pop())
        return take(self, most)

    monkeypatch.setattr(FairQueue, "take", faulty)
    assert decode(service, 1).status_code == 200
    assert crashes(service) == 2


def lose_a_thread(patch: pytest.MonkeyPatch) -> None:
    """Let the next batch crash, and the handling of that crash too, which ends the thread."""
    deliver, lose, left = MicroBatcher._deliver, crew.Crew._lose, [SystemExit(4), SystemExit(3)]

    def deliver_once_not(self, batch, parts):
        if len(left) == 2:
            raise left.pop()
        deliver(self, batch, parts)

    def lose_once_not(self, seat):
        if left:
            raise left.pop()
        lose(self, seat)

    patch.setattr(MicroBatcher, "_deliver", deliver_once_not)
    patch.setattr(crew.Crew, "_lose", lose_once_not)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_is_gone_is_started_anew(service, monkeypatch, caplog):
    """Even where the handling of the crash crashes."""
    lose_a_thread(monkeypatch)
    problem(decode(service, 1), 500)
    assert decode(service, 1).status_code == 200
    assert "latente-inference-0 was gone, and is started anew" in caplog.text
    assert crashes(service) >= 1


class Hang:
    """Decoding of poison that does not return until it is let go."""

    def __init__(self) -> None:
        self.gate = threading.Event()

    def __call__(self, latents: torch.Tensor) -> None:
        if (latents == POISON).any():
            assert self.gate.wait(120)


@pytest.fixture
def hang(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hang]:
    hang = Hang()
    harm_decoding(monkeypatch, hang)
    yield hang
    hang.gate.set()


def test_a_decode_that_hangs_is_replaced_once_and_then_the_probes_ask_for_a_restart(
    weights, hang, caplog
):
    settings = settings_for(
        weights,
        engine="torch",
        inference_workers=1,
        cache_megabytes=0,
        deadline_seconds=1.5,
        hung_seconds=2.5,
    )
    hung = 'latente_engine_restarts_total{reason="hung"}'
    with running(settings) as service:
        # Even if the fixture fails here, the service ends: nobody waits for hung threads.
        refused = decode(service, POISON)
        problem(refused, 503)
        assert int(refused.headers["retry-after"]) > 0
        until(lambda: figure(service, hung) == 1)
        assert decode(service, 1).status_code == 200
        assert service.client.get("/readyz").status_code == 200
        assert figure(service, "latente_engine_hung") == 1
        assert re.search(r"latente-inference-0 hangs since \d.*wait \(", caplog.text)
        # Each hung thread holds memory: one for each worker is put up with.
        problem(decode(service, POISON), 503)
        until(lambda: service.client.get("/livez").status_code == 503)
        assert service.client.get("/healthz").status_code == 200
        assert problem(service.client.get("/readyz"), 503)["type"].endswith(":engine-hung")
        assert figure(service, "latente_engine_hung") == 2
        assert service.client.get("/api/v1/models").status_code == 200
        # What hung may come back after all.
        hang.gate.set()
        until(lambda: service.client.get("/readyz").status_code == 200)
        assert service.client.get("/livez").status_code == 200
        assert decode(service, 1).status_code == 200
        assert figure(service, hung) == 1
        until(lambda: figure(service, "latente_engine_hung") == 0)


def test_other_workers_go_on_while_one_hangs(weights, hang):
    settings = settings_for(weights, engine="torch", inference_workers=2, cache_megabytes=0)
    with running(settings) as service, ThreadPoolExecutor(1) as pool:
        try:
            hanging = pool.submit(decode, service, POISON)
            until(lambda: figure(service, "latente_running_images") == 1)
            for value in range(10):
                assert decode(service, value).status_code == 200
            assert service.client.get("/readyz").status_code == 200
            assert not hanging.done()
        finally:
            hang.gate.set()
        assert hanging.result().status_code == 200


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_no_thread_to_be_had_for_a_replacement_is_tried_again(service, monkeypatch, caplog):
    start = threading.Thread.start

    def refuse(self):
        if self.name.startswith("latente-inference"):
            raise RuntimeError("can't start new thread")
        start(self)

    with monkeypatch.context() as patch:
        lose_a_thread(patch)
        patch.setattr(threading.Thread, "start", refuse)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(decode, service, 1)
            until(lambda: "cannot be replaced" in caplog.text)
            patch.undo()
            assert decode(service, 1).status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (SystemExit(3), 500, "internal"),
        (StopIteration(), 500, "internal"),
        (ValueError("a mistake"), 500, "internal"),
        (MemoryError(), 503, "out-of-memory"),
        (RuntimeError("can't start new thread"), 503, "overloaded"),
    ],
    ids=["SystemExit", "StopIteration", "ValueError", "MemoryError", "no thread"],
)
def test_a_picture_thread_that_fails_costs_its_request_only(
    service, monkeypatch, error, status, kind
):
    with monkeypatch.context() as patch:
        patch.setattr("server.rendering.write_png", lambda _: (_ for _ in ()).throw(error))
        # A few pictures are written in the event loop itself, many in a thread.
        for count in (1, 200):
            response = decode(service, *range(count))
            assert problem(response, status)["type"].endswith(kind)
        # The other way into the service, past the express lane.
        headers = {"Content-Type": "application/json; charset=utf-8"}
        response = service.client.post(DECODE, json=body(1), headers=headers)
        assert problem(response, status)["type"].endswith(kind)
    assert decode(service, 1).status_code == 200


def test_picture_threads_that_cannot_be_set_up_are_started_anew():
    attempts: list[int] = []

    def set_up() -> None:
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError("no")

    async def main() -> None:
        workers = BoundedWorkers("test", 1, 4, 20.0, set_up)
        with pytest.raises(OverloadedError):
            await workers.run(divmod, 7, 2)
        assert await workers.run(divmod, 7, 2) == (3, 1)
        assert workers.pending == 0
        workers.close()

    asyncio.run(main())


def test_a_judge_that_fails_costs_only_those_who_ask_it(service, monkeypatch):
    path = "/api/v1/models/judged/sample"
    with monkeypatch.context() as patch:
        fail = RuntimeError("the judge is out")
        patch.setattr(Judge, "probabilities", lambda *_: (_ for _ in ()).throw(fail))
        problem(service.client.post(path, json={"judge": True}), 500)
        assert service.client.post(path, json={}).status_code == 200
    assert service.client.post(path, json={"judge": True}).status_code == 200


def test_an_event_loop_that_is_held_up_is_told_of_and_goes_on(service, monkeypatch, caplog):
    def hold_up(*_: object) -> None:
        time.sleep(1.6)

    with monkeypatch.context() as patch, ThreadPoolExecutor(4) as pool:
        patch.setattr("server.service.requested_judging", hold_up)
        held = pool.submit(decode, service, 1)
        others = [pool.submit(service.client.get, "/readyz") for _ in range(3)]
        assert held.result().status_code == 200
        assert [other.result().status_code for other in others] == [200] * 3
    until(lambda: figure(service, "latente_loop_stalls_total") >= 1)
    until(lambda: "the event loop was held up for" in caplog.text)
    assert re.search(r"the event loop is held up, in hold_up \(", caplog.text)
    assert decode(service, 1).status_code == 200
