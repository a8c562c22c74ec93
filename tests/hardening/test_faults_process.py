"""Faults that a process meets from outside: signals, full disks, unread pipes, no memory."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import logging
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from server.log_stream import BackgroundHandler, lost_lines
from tests.bundles import write_random_bundle
from tests.server.serving import serving
from tests.server.support import images_of, noise, picture_bytes, problem

DECODE = "/api/v1/models/random/decode"
FULL = Path("/dev/full")
ONE = {"latents": [[0, 0, 0, 1]]}

# How a child limits itself, for good or until the next strike.
LIMITED = """
import itertools, resource, threading
def mapped():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
def limit(name, value):
    resource.setrlimit(name, (value, resource.RLIM_INFINITY))
strikes = itertools.count()
"""


class Load:
    """Callers who decode one picture after the other, each on a connection of its own."""

    def __init__(self, address: str, callers: int) -> None:
        self._address = address
        self._callers = callers
        self._pool = ThreadPoolExecutor(callers)
        self._ended = threading.Event()
        self.answers: list[httpx.Response] = []
        self.errors: list[httpx.TransportError] = []

    def __enter__(self) -> Load:
        self._tasks = [self._pool.submit(self._call, index) for index in range(self._callers)]
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Wait until every caller has had an answer or an error to the last request."""
        self._ended.set()
        for task in self._tasks:
            task.result(120)
        self._pool.shutdown()

    def _call(self, index: int) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            for turn in itertools.count():
                if self._ended.is_set():
                    return
                latents = [[float(index), float(turn), row / 8, 1.0] for row in range(4)]
                try:
                    answer = client.post(DECODE, json={"latents": latents})
                except httpx.TransportError as error:
                    self.errors.append(error)
                    return
                answer.read()
                self.answers.append(answer)

    def wait_for_answers(self, count: int) -> None:
        end = time.monotonic() + 60
        while len(self.answers) < count:
            assert time.monotonic() < end
            time.sleep(0.01)

    def check(self) -> None:
        """Every answer that came is whole, and right or a refusal."""
        assert self.answers
        for answer in self.answers:
            assert answer.status_code in (200, 503)
            assert len(answer.content) == int(answer.headers["content-length"])
            if answer.status_code == 200:
                assert images_of(answer.json()).shape == (4, 64, 64, 3)


def checksums(folder: Path) -> dict[Path, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_sigterm_under_load_finishes_what_runs_and_ends_with_0(tmp_path):
    with (
        serving(tmp_path, LATENTE_GRACE_SECONDS="60", LATENTE_CACHE_MEGABYTES="0") as service,
        Load(service.address, 32) as load,
    ):
        load.wait_for_answers(64)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(60) == 0
        load.end()
        load.check()
        # A connection that was idle is closed, a new one refused; none breaks in an answer.
        words = re.compile("refused|disconnected without sending a response|reset by peer", re.I)
        assert all(words.search(str(error)) for error in load.errors), load.errors
        assert "Traceback" not in service.log.read_text()


def test_sigkill_under_load_leaves_nothing_behind_and_the_port_is_free_at_once(tmp_path):
    with serving(tmp_path, LATENTE_CACHE_MEGABYTES="0") as service:
        before = checksums(tmp_path / "weights")
        first = httpx.post(f"{service.address}{DECODE}", json=ONE).json()
        with Load(service.address, 32) as load:
            load.wait_for_answers(64)
            service.process.kill()
            assert service.process.wait(60) == -signal.SIGKILL
            load.end()
            load.check()
            assert len(load.errors) == 32
        assert checksums(tmp_path / "weights") == before
        with serving(tmp_path, port=service.port) as again:
            assert again.port == service.port
            assert httpx.post(f"{again.address}{DECODE}", json=ONE).json() == first


@contextlib.contextmanager
def full_or_unread(kind: str) -> Iterator[int]:
    """A standard output that takes nothing."""
    if kind == "full":
        with FULL.open("wb") as file:
            yield file.fileno()
        return
    reader, writer = os.pipe()
    try:
        yield writer
    finally:
        os.close(writer)
        os.close(reader)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("kind", ["full", "unread"])
def test_an_access_log_that_nobody_can_take_holds_up_no_request(tmp_path, kind):
    with (
        full_or_unread(kind) as output,
        serving(tmp_path, stdout=output, LATENTE_ACCESS_LOG="1") as service,
        httpx.Client(base_url=service.address, timeout=60) as client,
    ):
        # More lines than a pipe holds: 64 KiB, of some 250 bytes each.
        for _ in range(400):
            assert client.get("/healthz").status_code == 200
        assert client.post(DECODE, json=ONE).status_code == 200
        lost = re.search(r"^latente_log_lost_total (\S+)$", service.metrics(), re.MULTILINE)
        assert lost
        if kind == "unread":  # they wait, ten thousand of them at most
            assert float(lost[1]) == 0
        else:
            assert float(lost[1]) >= 400
            text = service.log.read_text()
            assert text.count("the access log cannot be written, and lines are lost") == 1
            assert "Traceback" not in text
        service.process.terminate()
        assert service.process.wait(60) == 0


def test_a_file_that_may_not_grow_is_no_matter_since_nothing_is_written(tmp_path):
    """The kernel refuses the child every byte into any file: what ``disk full`` is to a process.

    The log too, which goes into a file; and uploads, which are larger than what a form's parser
    would keep in memory by default.
    """
    faults = LIMITED + (
        "def fault():\n"
        "    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "    threading.Timer(0.5, limit, (resource.RLIMIT_FSIZE, 0)).start()\n"
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    picture = picture_bytes(noise(1200, 1200, 3))
    assert len(picture) > 2**21
    with serving(tmp_path, faults, TMPDIR=str(scratch)) as service:
        service.strike()
        time.sleep(1.0)
        size = service.log.stat().st_size
        with httpx.Client(base_url=service.address, timeout=60) as client:
            upload = client.post(
                "/api/v1/models/random/encode", files={"image": ("a.png", picture, "image/png")}
            )
            assert upload.status_code == 200, upload.text
            assert client.post(DECODE, json=ONE).status_code == 200
            assert client.post(DECODE, json=ONE).status_code == 200  # from the cache
            assert client.get("/readyz").status_code == 200
            text = client.get("/metrics").text
        assert re.search(r"^latente_cache_hits_total [1-9]", text, re.MULTILINE)
        assert list(scratch.iterdir()) == []
        assert service.log.stat().st_size == size
        service.process.terminate()
        assert service.process.wait(60) == 0


def test_a_log_whose_reader_left_is_lost_and_one_that_is_read_again_says_how_much(caplog):
    reader, writer = os.pipe()
    handler = BackgroundHandler(writer, "the pipe", most_waiting=5)
    before = lost_lines()
    logger = logging.Logger("own")
    logger.addHandler(handler)
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"x" * 4096)
    for number in range(20):
        logger.warning("%d", number)
        handler.flush()
    assert lost_lines() - before == 20
    assert os.read(reader, 2**20)  # all that a pipe holds
    logger.warning("at last")
    handler.flush()
    assert os.read(reader, 2**20).endswith(b"at last\n")
    os.close(reader)
    logger.warning("nobody")
    handler.flush()
    assert lost_lines() - before == 21
    words = [record.getMessage() for record in caplog.records]
    assert "the pipe is written again; 20 lines were lost" in words
    assert sum("the pipe cannot be written" in each for each in words) == 2
    os.close(writer)


def test_a_batch_beyond_the_memory_is_halved_or_refused_and_the_service_heals(tmp_path):
    """The kernel refuses the child more memory than a few batches need; then it may have all."""
    faults = LIMITED + (
        "def fault():\n"
        "    room = [120 * 2**20, 0, None][next(strikes)]\n"
        "    limit(resource.RLIMIT_AS, -1 if room is None else mapped() + room)\n"
    )
    write_random_bundle(tmp_path / "weights", "random", size=128)
    count = 384
    latents = [[row / count, 0.0, 0.5, 1.0] for row in range(count)]
    options = {
        "LATENTE_BATCH_SIZE": str(count),
        "LATENTE_MAX_IMAGES": str(count),
        "LATENTE_CACHE_MEGABYTES": "0",
        "MALLOC_ARENA_MAX": "2",
    }
    with serving(tmp_path, faults, **options) as service:
        with httpx.Client(base_url=service.address, timeout=120) as client:
            headers = {"Accept": "application/octet-stream"}
            for room in ("some", "none"):
                service.strike()
                response = client.post(DECODE, json={"latents": latents}, headers=headers)
                if response.status_code != 200:
                    assert problem(response, 503)["type"].endswith(":out-of-memory"), room
                    assert int(response.headers["retry-after"]) > 0
                assert client.get("/healthz").status_code == 200
            found = re.search(r"^latente_out_of_memory_total (\S+)$", service.metrics(), re.M)
            assert found
            service.strike()
            response = client.post(DECODE, json={"latents": latents}, headers=headers)
            assert response.status_code == 200
            assert client.get("/readyz").status_code == 200
        text = service.log.read_text()
        assert float(found[1]) > 0
        assert "out of memory: decode of 384 images with random" in text


def test_no_new_threads_to_be_had_is_a_refusal_at_worst(tmp_path):
    """The kernel refuses the child the memory for stacks, and no other."""
    faults = LIMITED + (
        "def fault():\n"
        "    threading.stack_size(2**30)\n"
        "    limit(resource.RLIMIT_AS, mapped() + 2**29 if next(strikes) == 0 else -1)\n"
        "    if next(strikes) > 2: threading.stack_size(0)\n"
    )
    with (
        serving(tmp_path, faults, LATENTE_PICTURE_WORKERS="16") as service,
        httpx.Client(base_url=service.address, timeout=60) as client,
    ):
        service.strike()
        picture = picture_bytes(noise(64, 64, 3))

        def upload(_: int) -> int:
            files = {"image": ("a.png", picture, "image/png")}
            return client.post("/api/v1/models/random/encode", files=files).status_code

        with ThreadPoolExecutor(12) as pool:
            statuses = list(pool.map(upload, range(36)))
            metrics = [pool.submit(client.get, "/metrics") for _ in range(6)]
            statuses += [each.result().status_code for each in metrics]
        assert set(statuses) <= {200, 503}
        assert client.get("/healthz").status_code == 200
        service.strike()
        with ThreadPoolExecutor(12) as pool:
            assert set(pool.map(upload, range(12))) == {200}


def test_a_clock_that_jumps_moves_no_deadline_limit_or_figure(tmp_path):
    """The clock on the wall goes 30 hours forward in the child, and then 60 back."""
    faults = (
        "import itertools, time\n"
        "real, now, hours = time.time, [0], itertools.chain([30, -30])\n"
        "time.time = lambda: real() + now[0]\n"
        "def fault():\n"
        "    now[0] = next(hours) * 3600\n"
        "    from server.engine.torch_backend import TorchBackend\n"
        "    decode = TorchBackend.decode\n"
        "    if decode.__name__ == 'slow': return\n"
        "    def slow(self, bundle, latents, condition):\n"
        "        time.sleep(3.0 if (latents == 13).any() else 0.0)\n"
        "        return decode(self, bundle, latents, condition)\n"
        "    TorchBackend.decode = slow\n"
    )
    options = {
        "LATENTE_RATE_LIMIT": "9",
        "LATENTE_DEADLINE_SECONDS": "2",
        "LATENTE_ACCESS_LOG": "1",
    }
    with serving(tmp_path, faults, **options) as service:
        with httpx.Client(base_url=service.address, timeout=60) as client:
            first = client.post(DECODE, json=ONE)
            card = client.get("/api/v1/models/random")
            for _ in ("forward", "back"):
                service.strike()
                # The cache holds, and what waits is given up after two seconds, no sooner and
                # not much later.
                assert client.post(DECODE, json=ONE).json() == first.json()
                begun = time.monotonic()
                problem(client.post(DECODE, json={"latents": [[13, 0, 0, 0]]}), 503)
                assert 1.5 < time.monotonic() - begun < 30
                tag = {"If-None-Match": card.headers["etag"]}
                assert client.get("/api/v1/models/random", headers=tag).status_code == 304
            # Nine at once, and nine a minute: eight are taken.
            assert 429 in {client.get("/api/v1/models").status_code for _ in range(9)}
            text = client.get("/metrics").text
        assert re.search(r"^latente_cache_hits_total 2", text, re.MULTILINE)
        sums = re.findall(r"^latente_\w+_seconds_sum\S* (\S+)$", text, re.MULTILINE)
        assert sums
        assert all(0 <= float(each) < 300 for each in sums)
        service.process.terminate()
        assert service.process.wait(60) == 0


def test_a_loop_that_is_held_up_for_good_still_ends_at_sigterm(tmp_path):
    faults = (
        "import threading, time\n"
        "def fault():\n"
        "    import asyncio\n"
        "    asyncio.get_running_loop().call_soon(time.sleep, 3600)\n"
    )
    with serving(tmp_path, faults, LATENTE_GRACE_SECONDS="1") as service:
        # Not by ``strike``, which asks for an answer.
        service.process.send_signal(signal.SIGUSR1)
        end = time.monotonic() + 60
        while "the event loop is held up" not in service.log.read_text():
            assert time.monotonic() < end
            with contextlib.suppress(OSError):  # wakes it up
                socket.create_connection(("127.0.0.1", service.port), 1).close()
            time.sleep(0.1)
        service.process.terminate()
        assert service.process.wait(60) in (0, 1)
        assert "grace time of 1 s was over" in service.log.read_text()
