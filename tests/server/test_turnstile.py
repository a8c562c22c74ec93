"""Calls wait in their connections while there is too much to do, and are refused cheaply."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from server.turnstile import _Request
from tests.bundles import write_random_bundle
from tests.server.busy import DECODE, ONE, blocked_decode, fill_the_queue, wait_for_queue
from tests.server.support import Running, problem, running, settings_for

BODY = json.dumps(ONE).encode()
LONG = {"latents": [[0, 0, 0, 1]] * 2000}  # more than waits unread


def request(body: bytes = BODY, *lines: str, length: int | None = None) -> bytes:
    length = len(body) if length is None else length
    head = [f"POST {DECODE} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    return "\r\n".join([*head, f"Content-Length: {length}", *lines, "", ""]).encode() + body


@pytest.fixture
def full(tmp_path, monkeypatch) -> Iterator[tuple[Running, object]]:
    """A service whose queue is full, and what lets it go on. Nobody waits for long."""
    write_random_bundle(tmp_path, "random-vae")
    settings = settings_for(
        tmp_path, cache_megabytes=0, queue_images=2, engine="torch", inference_workers=1
    )
    monkeypatch.setattr("server.turnstile.PATIENCE_SECONDS", 0.2)
    with running(settings) as service, ThreadPoolExecutor(3) as pool:
        begun, gate = blocked_decode(monkeypatch)
        try:
            asked = fill_the_queue(service, pool, begun)
            yield service, gate
        finally:
            gate.set()
        assert [future.result().status_code for future in asked] == [200] * 3


def connected(service: Running) -> socket.socket:
    url = httpx.URL(service.address)
    return socket.create_connection((url.host, url.port), 20)


def answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """The next answer from a connection, and not a byte more: status, headers, body."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    first, *lines = head.decode().strip().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    body = b""
    while len(body) < (length := int(headers["content-length"])):
        body += connection.recv(length - len(body))
    return int(first.split()[1]), headers, body


def sheds(service: Running) -> float:
    text = service.client.get("/metrics").text
    return float(re.search(r'latente_shed_total\{reason="queue"\} (\S+)', text)[1])


class TestARefusal:
    def test_it_says_what_the_usual_one_says(self, full):
        service, _ = full
        cheap = service.client.post(DECODE, json=ONE)
        usual = service.client.post(DECODE, json=LONG)
        for each in (cheap, usual):
            problem(each, 503)
            assert int(each.headers["retry-after"]) >= 1
        assert cheap.content == usual.content
        assert set(cheap.headers) == set(usual.headers)
        varying = {"date", "x-request-id"}
        assert {k: v for k, v in cheap.headers.items() if k not in varying} == {
            k: v for k, v in usual.headers.items() if k not in varying
        }

    def test_it_is_counted_like_any_answer(self, full):
        service, _ = full
        before = sheds(service)
        service.client.post(DECODE, json=ONE)
        assert sheds(service) == before + 1
        counted = 'method="POST",route="/api/v1/models/{model}/decode",status="503"'
        assert counted in service.client.get("/metrics").text

    def test_it_carries_the_callers_own_request_id(self, full):
        service, _ = full
        refused = service.client.post(DECODE, json=ONE, headers={"X-Request-Id": "drag-7"})
        assert refused.status_code == 503
        assert refused.headers["x-request-id"] == "drag-7"

    def test_the_connection_can_be_used_again(self, full):
        service, gate = full
        with connected(service) as connection:
            connection.sendall(request())
            assert answer(connection)[0] == 503
            connection.sendall(request())
            assert answer(connection)[0] == 503
            gate.set()
            time.sleep(0.1)
            connection.sendall(request())
            assert answer(connection)[0] == 200

    def test_what_follows_in_the_connection_is_answered_after_it(self, full):
        service, _ = full
        with connected(service) as connection:
            connection.sendall(request())
            time.sleep(0.05)
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert answer(connection)[0] == 503
            assert answer(connection)[0] == 200

    def test_who_leaves_meanwhile_takes_nobody_along(self, full):
        service, gate = full
        for _ in range(5):
            with connected(service) as connection:
                connection.sendall(request())
        time.sleep(0.3)
        gate.set()
        assert service.client.post(DECODE, json=ONE).status_code == 200


def last_answer(connection: socket.socket, gate: threading.Event) -> tuple[int, bytes]:
    """What a connection still brings, upon which the others are let go on."""
    try:
        return answer(connection)[0], connection.recv(1)
    finally:
        gate.set()


class TestWhoWaits:
    def test_comes_before_those_who_come_later(self, full, monkeypatch):
        service, gate = full
        monkeypatch.setattr("server.turnstile.PATIENCE_SECONDS", 60.0)
        monkeypatch.setattr("server.turnstile._LOOK_SECONDS", 3.0)
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(service.client.post, DECODE, json=ONE)
            time.sleep(0.2)
            gate.set()
            wait_for_queue(service, 0)
            later = pool.submit(service.client.post, DECODE, json=ONE)
            time.sleep(0.3)
            assert not first.done(), "nobody has looked for room yet"
            assert not later.done(), "there is room, but another waits for it"
            assert [each.result(20).status_code for each in (first, later)] == [200] * 2

    def test_goes_in_as_soon_as_another_is_done(self, full, monkeypatch):
        service, gate = full
        monkeypatch.setattr("server.turnstile.PATIENCE_SECONDS", 60.0)
        with ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(service.client.post, DECODE, json=ONE) for _ in range(4)]
            time.sleep(0.2)
            assert not any(future.done() for future in waiting)
            gate.set()
            assert [future.result(20).status_code for future in waiting] == [200] * 4

    def test_is_told_to_come_again_when_the_server_ends(self, tmp_path, monkeypatch):
        write_random_bundle(tmp_path, "random-vae")
        settings = settings_for(
            tmp_path, cache_megabytes=0, queue_images=2, engine="torch", inference_workers=1
        )
        monkeypatch.setattr("server.turnstile.PATIENCE_SECONDS", 60.0)
        with ThreadPoolExecutor(4) as pool:
            with running(settings) as service:
                begun, gate = blocked_decode(monkeypatch)
                client = httpx.Client(base_url=service.address, timeout=60)
                asked = fill_the_queue(Running(service.address, client), pool, begun)
                connection = connected(service)
                connection.sendall(request())
                time.sleep(0.2)
                leaving = pool.submit(last_answer, connection, gate)
            assert leaving.result() == (503, b"")
            connection.close()
            assert [future.result().status_code for future in asked] == [200] * 3


class TestWhatOnlyLooksLikeACall:
    def test_in_the_body_of_another_it_is_not_answered(self, tmp_path, monkeypatch):
        """The first half comes while there is room, the second when there is none."""
        write_random_bundle(tmp_path, "random-vae")
        settings = settings_for(
            tmp_path, cache_megabytes=0, queue_images=2, engine="torch", inference_workers=1
        )
        monkeypatch.setattr("server.turnstile.PATIENCE_SECONDS", 0.2)
        with (
            running(settings) as service,
            ThreadPoolExecutor(2) as pool,
            connected(service) as connection,
            connected(service) as other,
        ):
            inner = request()
            connection.sendall(request(b"", length=len(inner)))
            time.sleep(0.1)
            begun, gate = blocked_decode(monkeypatch)
            try:
                pool.submit(service.client.post, DECODE, json=ONE)
                assert begun.wait(20)
                pool.submit(service.client.post, DECODE, json=ONE)
                wait_for_queue(service, 1)
                # At once: a request whose body comes later is let in to see what it is.
                other.sendall(request())
                assert answer(other)[0] == 503, "no room"
                connection.sendall(inner)
                assert answer(connection)[0] == 422
                connection.settimeout(0.6)
                with pytest.raises(TimeoutError):
                    connection.recv(1)
            finally:
                gate.set()

    @pytest.mark.parametrize(
        "data",
        [
            request(length=len(BODY) + 1),
            request(length=len(BODY) - 1),
            request() + request(),
            request(BODY, "Content-Length: 3"),
            request(BODY, "Transfer-Encoding: chunked"),
            request(BODY, "Expect: 100-continue"),
            request(BODY, "Upgrade: websocket"),
            request(BODY, "Connection: Close"),
            request(BODY, "Content-Length : 3"),
            request().replace(b"HTTP/1.1", b"HTTP/1.0"),
            request().replace(b"Content-Length", b"Content-Size"),
            request().replace(b"\r\n", b"\n"),
            request()[:40],
            b"",
        ],
        ids=range(14),
    )
    def test_whatever_is_not_plain_goes_to_the_real_parser(self, data):
        assert _Request.read(data) is None

    def test_a_plain_one_is_read(self):
        scope = _Request.read(request(BODY, "X-Request-Id: 7")).scope(("10.0.0.7", 80))
        assert scope["path"] == DECODE
        assert dict(scope["headers"])[b"x-request-id"] == b"7"
        assert scope["client"] == ("10.0.0.7", 80)

    def test_one_that_is_half_there_is_read_to_its_end(self, full):
        service, gate = full
        with connected(service) as connection:
            data = request()
            connection.sendall(data[:-5])
            time.sleep(0.4)
            gate.set()
            connection.sendall(data[-5:])
            assert answer(connection)[0] in (200, 503)
