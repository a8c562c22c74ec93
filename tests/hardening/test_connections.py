"""Connections that no right client makes: endless, slow, twisted, unread and too many ones."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import httpx
import pytest

from tests.bundles import write_random_bundle
from tests.hardening.twisted import BODY, CHUNKED, CHUNKS, HEALTH, POST, RIGHT, SMUGGLED
from tests.server.busy import DECODE, ONE, blocked_decode
from tests.server.support import Running, running, settings_for
from tests.server.test_metrics import metric
from tests.server.test_turnstile import answer, connected

SECONDS = 1.5


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    write_random_bundle(folder, "random-vae")
    return folder


@pytest.fixture(scope="module")
def service(weights) -> Iterator[Running]:
    with running(settings_for(weights, request_seconds=SECONDS)) as service:
        yield service


def figure(service: Running, name: str, reason: str = "") -> float:
    text = service.client.get("/metrics").text
    if reason:
        return float(re.search(rf'{name}{{reason="{reason}"}} (\S+)', text)[1])
    return metric(text, name)


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def all_of(connection: socket.socket) -> bytes:
    """What comes until the server ends the connection."""
    connection.settimeout(30)
    with contextlib.suppress(ConnectionResetError):
        return b"".join(iter(lambda: connection.recv(65536), b""))
    return b""


def sent(service: Running, parts: Sequence[bytes], pause: float = 0.02) -> bytes:
    """All that is answered to these parts, sent one after the other."""
    with connected(service) as connection:
        for part in parts:
            try:
                connection.sendall(part)
            except OSError:  # the server has ended the connection
                break
            time.sleep(pause)
        return all_of(connection)


def statuses(answered: bytes) -> list[bytes]:
    return re.findall(rb"HTTP/1\.1 (\d{3}) ", answered)


def refusal(answered: bytes, status: int) -> dict:
    """The only answer, a problem of this status after which the connection ends."""
    assert len(statuses(answered)) == 1, answered
    head, _, body = answered.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode()), head
    headers = head.decode().lower()
    for expected in ("application/problem+json", "connection: close", "x-request-id: ", "nosniff"):
        assert expected in headers
    problem = json.loads(body)
    assert problem["status"] == status
    assert problem["detail"]
    return problem


class TestWhatIsNoHttp:
    @pytest.mark.parametrize("data", SMUGGLED.values(), ids=SMUGGLED.keys())
    def test_it_is_refused_and_what_it_hides_is_not_answered(self, service, data):
        assert refusal(sent(service, [data + HEALTH]), 400)["type"].endswith(":no-http")

    def test_trailers_change_nothing(self, service):
        tail = b"Accept: image/png\r\nX-Request-Id: trailer\r\nHost: elsewhere\r\n\r\n"
        with connected(service) as connection:
            connection.sendall(CHUNKED + b"\r\n" + CHUNKS[:-2] + tail)
            status, headers, _ = answer(connection)
        assert status == 200
        assert headers["content-type"] == "application/json"
        assert headers["x-request-id"] != "trailer"

    @pytest.mark.parametrize("offer", ["websocket", "h2c"])
    def test_who_offers_another_protocol_is_answered_in_this_one(self, service, offer):
        more = f"Connection: Upgrade\r\nUpgrade: {offer}\r\n".encode()
        for request in (
            RIGHT.replace(b"Content-Length", more + b"Content-Length"),
            CHUNKED + more + b"\r\n" + CHUNKS,
        ):
            with connected(service) as connection:
                connection.sendall(request + HEALTH)
                assert [answer(connection)[0] for _ in range(2)] == [200, 200]

    def test_too_many_offers_at_once_are_refused(self, service):
        offer = HEALTH[:-2] + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
        assert len(statuses(sent(service, [offer * 500]))) <= 16
        assert service.client.get("/healthz").status_code == 200


class TestWhatIsTooLong:
    @pytest.mark.parametrize("end", [b" HTTP/1.1\r\nHost: x\r\n\r\n", b""])
    def test_an_address(self, service, end):
        refusal(sent(service, [b"GET /" + b"a" * 20_000 + end]), 414)

    def test_an_address_as_long_as_an_image_may_have_is_none(self, service):
        with connected(service) as connection:
            connection.sendall(HEALTH.replace(b"/healthz", b"/healthz?z=" + b"a" * 12_000))
            assert answer(connection)[0] == 200

    @pytest.mark.parametrize(
        "parts",
        [
            [HEALTH[:-2] + b"a: b\r\n" * 200 + b"\r\n"],
            [HEALTH[:-2] + b"a: " + b"b" * 40_000 + b"\r\n\r\n"],
            [HEALTH[:-2] + b"a: ", *[b"b" * 30_000] * 6],
            [HEALTH[:-2], *[b"a: b\r\n" * 5_000] * 6],
            [CHUNKED + b"\r\n" + CHUNKS[:-2], *[b"a: b\r\n" * 10_000] * 6],
            [CHUNKED + b"\r\n17;", *[b"a" * 60_000] * 6],
        ],
        ids=["many", "long", "endless", "endlessly many", "trailers", "extension of a chunk"],
    )
    def test_headers(self, service, parts):
        refusal(sent(service, parts), 431)


class TestWhoIsSlow:
    @pytest.mark.parametrize(
        "parts",
        [
            [b"GET /heal"],
            [b"GET /healthz HTTP/1.1\r\n", *[b"X: y\r\n"] * 20],
            [POST + b"Content-Length: 23\r\n\r\n{"],
            [CHUNKED + b"\r\n", *[b"1\r\n{\r\n"] * 20],
            [b"\r\n"] * 20,
        ],
        ids=["address", "headers", "body", "chunks", "empty lines"],
    )
    def test_gets_a_408(self, service, parts):
        before = figure(service, "latente_connections_ended_total", "slow")
        refusal(sent(service, parts, pause=0.15), 408)
        assert figure(service, "latente_connections_ended_total", "slow") == before + 1

    def test_who_asks_nothing_is_let_go(self, service):
        assert sent(service, []) == b""

    def test_who_takes_long_but_keeps_sending_is_answered(self, service):
        """Twice as long as a request may take that stands still."""
        part = b" " * 32 * 1024
        head = POST + b"Content-Length: %d\r\n\r\n" % (6 * len(part) + len(BODY))
        with connected(service) as connection:
            connection.sendall(head)
            for _ in range(6):
                connection.sendall(part)
                time.sleep(SECONDS / 3)
            connection.sendall(BODY)
            assert answer(connection)[0] == 200

    def test_who_does_not_read_is_let_go(self, service):
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            url = httpx.URL(service.address)
            connection.connect((url.host, url.port))
            request = HEALTH.replace(b"/healthz", b"/openapi.json")
            connection.sendall(request * 200)
            name = "latente_connections_ended_total"
            until(lambda: figure(service, name, "unread") > 0, "never let go")
        until(lambda: figure(service, "latente_held_bytes") == 0, "still held")

    def test_a_refused_body_may_come_and_the_connection_goes_on(self, service):
        with connected(service) as connection:
            head = POST.replace(DECODE.encode(), b"/nowhere")
            connection.sendall(head + b"Content-Length: 9\r\n\r\nabc")
            assert answer(connection)[0] == 404
            connection.sendall(b"defghi" + HEALTH)
            assert answer(connection)[0] == 200

    def test_a_refused_body_that_does_not_end_is_read_for_a_while_only(self, service):
        head = POST + b"Content-Length: 999999999\r\n\r\n"
        refused = sent(service, [head, *[b"x" * 65536] * 100], pause=SECONDS / 20)
        assert statuses(refused) == [b"413"]


class TestOneBehindTheOther:
    @pytest.mark.parametrize(
        ("wrong", "status"),
        [
            (HEALTH.replace(b"GET", b"BREW"), 400),
            (HEALTH[:-2] + b"a: b\r\n" * 200 + b"\r\n", 431),
            (b"GET /" + b"a" * 20_000, 414),
            (HEALTH[:30], 408),
        ],
    )
    def test_what_is_wrong_with_a_later_request_is_told(self, service, wrong, status):
        with connected(service) as connection:
            connection.sendall(HEALTH)
            assert answer(connection)[0] == 200
            connection.sendall(wrong)
            refusal(all_of(connection), status)

    def test_answers_come_in_the_order_of_the_requests(self, service):
        ids = [f"pipelined-{number}" for number in range(30)]
        kinds = [RIGHT, HEALTH, HEALTH.replace(b"/healthz", b"/nowhere")]
        data = b"".join(
            kinds[k % 3].replace(b"\r\nHost", f"\r\nX-Request-Id: {each}\r\nHost".encode())
            for k, each in enumerate(ids)
        )
        with connected(service) as connection:
            connection.sendall(data)
            answers = [answer(connection) for _ in ids]
        assert [headers["x-request-id"] for _, headers, _ in answers] == ids
        assert [status for status, _, _ in answers] == [200, 200, 404] * 10

    @pytest.mark.parametrize(
        ("wrong", "last"),
        [(b"\x00\r\n\r\n", []), (CHUNKED + b"\r\nzz\r\n", []), (b"GET /half", [b"408"])],
    )
    def test_what_cannot_be_read_spoils_none_before_it(self, service, wrong, last):
        answered = sent(service, [RIGHT + RIGHT + wrong])
        assert statuses(answered) == [b"200", b"200", *last]
        assert answered.count(b'"latents":[[0.0,0.0,0.0,1.0]]') == 2


def gone(service: Running, parts: Sequence[bytes], how: str) -> None:
    connection = connected(service)
    for part in parts:
        connection.sendall(part)
        time.sleep(0.01)
    if how == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if how == "half":
        connection.shutdown(socket.SHUT_WR)
        all_of(connection)
    connection.close()


@pytest.mark.parametrize("how", ["closed", "reset", "half"])
@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b"GET /hea"],
        [POST + b"Content-Length: 230000\r\n\r\n" + b" " * 200_000],
        [CHUNKED + b"\r\n5\r\n12"],
        [RIGHT],
        [RIGHT * 20],
        [HEALTH.replace(b"/healthz", b"/openapi.json") * 30],
    ],
    ids=["nothing", "head", "body", "chunk", "answer", "many", "much"],
)
def test_who_leaves_leaves_nothing_behind(service, parts, how):
    for _ in range(3):
        gone(service, parts, how)
    until(lambda: figure(service, "latente_connections") == 1, "connections are left")
    until(lambda: figure(service, "latente_held_bytes") == 0, "bodies are left")
    until(lambda: figure(service, "latente_queue_images") == 0, "work is left")


def test_who_leaves_while_sending_fills_no_log(service, caplog):
    head = POST.replace(b"/decode", b"/encode") + b"Content-Length: 5000\r\n\r\n"
    gone(service, [head + b"{" * 4000], "closed")
    until(lambda: figure(service, "latente_connections") == 1, "connections are left")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


class TestTooMany:
    def test_the_longest_idle_makes_room(self, weights):
        with running(settings_for(weights, connections=6)) as service:
            idle = [connected(service) for _ in range(5)]
            until(lambda: figure(service, "latente_connections") == 6, "not yet connected")
            with connected(service) as new:
                new.sendall(RIGHT)
                assert answer(new)[0] == 200
                assert all_of(idle[0]) == b""
                # The others are as they were.
                idle[4].sendall(HEALTH)
                assert answer(idle[4])[0] == 200
            assert figure(service, "latente_connections_ended_total", "full") == 1
            for each in idle:
                each.close()

    def test_half_a_request_makes_room_and_none_is_refused_for_it(self, weights):
        with running(settings_for(weights, connections=6)) as service:
            slow = [connected(service) for _ in range(40)]
            for each in slow:
                with contextlib.suppress(OSError):
                    each.sendall(b"GET /heal")
            with connected(service) as new:
                new.sendall(RIGHT)
                assert answer(new)[0] == 200
            for each in slow:
                each.close()

    def test_where_all_are_at_work_a_further_one_is_refused(self, weights, monkeypatch):
        settings = settings_for(
            weights, connections=4, engine="torch", inference_workers=1, cache_megabytes=0
        )
        with running(settings) as service:
            _, gate = blocked_decode(monkeypatch)
            service.client.close()
            at_work = [connected(service) for _ in range(4)]
            for each in at_work:
                each.sendall(RIGHT)
            time.sleep(0.3)
            with connected(service) as new:
                refusal(all_of(new), 503)
            gate.set()
            assert [answer(each)[0] for each in at_work] == [200] * 4
            for each in at_work:
                each.close()

    def test_a_thousand_idle_ones_keep_nobody_waiting(self, service):
        idle = [connected(service) for _ in range(500)]
        for each in idle[::2]:
            each.sendall(HEALTH)
        for each in idle[::2]:
            assert answer(each)[0] == 200
        idle += [connected(service) for _ in range(500)]
        for _ in range(20):
            assert service.client.post(DECODE, json=ONE).status_code == 200
        for each in idle:
            each.close()
        until(lambda: figure(service, "latente_connections") == 1, "connections are left")


def test_bodies_that_are_kept_waiting_are_bounded_together(weights):
    part = b" " * 700_000
    head = POST + b"Content-Length: %d\r\n\r\n" % (len(part) + len(BODY))
    with running(settings_for(weights, held_megabytes=1)) as service:
        with connected(service) as first, connected(service) as second:
            first.sendall(head + part)
            until(lambda: figure(service, "latente_held_bytes") >= len(part), "not read")
            second.sendall(head + part)
            refusal(all_of(second), 503)
            first.sendall(BODY)
            assert answer(first)[0] == 200
            second.close()
        until(lambda: figure(service, "latente_held_bytes") == 0, "still held")
        assert figure(service, "latente_connections_ended_total", "memory") == 1


def test_all_kinds_at_once_keep_nobody_else_from_an_answer(service):
    """Attackers and a caller side by side: the caller gets the right answer every time."""
    stop = threading.Event()
    attacks = [*SMUGGLED.values(), b"GET /heal", HEALTH[:-2] + b"a: b\r\n" * 200, RIGHT * 20]

    def attack(first: int) -> None:
        turn = first
        while not stop.is_set():
            with contextlib.suppress(OSError), connected(service) as connection:
                connection.sendall(attacks[turn % len(attacks)])
            turn += 1

    attackers = [threading.Thread(target=attack, args=(7 * k,)) for k in range(4)]
    for each in attackers:
        each.start()
    try:
        for number in range(60):
            latent = [number / 10, 0.0, 0.0, 1.0]
            answered = service.client.post(DECODE, json={"latents": [latent]})
            assert answered.status_code == 200
            assert answered.json()["latents"] == [pytest.approx(latent)]
    finally:
        stop.set()
        for each in attackers:
            each.join()
