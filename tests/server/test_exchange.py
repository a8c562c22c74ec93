from __future__ import annotations

import asyncio

import pytest

from server.exchange import CURRENT, Addresses, Exchange, ExchangeMiddleware, Exchanges

START = {"type": "http.response.start", "status": 201, "headers": []}
SCOPE = {"type": "http", "method": "GET", "path": "/x", "headers": [(b"traceparent", b"00-1")]}


def run(app, scope: dict = SCOPE) -> tuple[list[Exchange], list[dict]]:
    """What the observers are told and what is sent while ``app`` answers one request."""
    seen: list[Exchange] = []
    sent: list[dict] = []

    async def send(message):
        sent.append(message)

    exchanges = Exchanges(Addresses(["/x"], lambda _: False), [seen.append])
    middleware = ExchangeMiddleware(app, exchanges)
    asyncio.run(middleware(scope, None, send))
    return seen, sent


def test_a_request_is_told_of_once_and_before_what_is_done_after_its_answer():
    told_before_the_end = []

    async def app(_scope, _receive, send):
        await send(START)
        await send({"type": "http.response.body", "body": b"abc", "more_body": True})
        told_before_the_end.append(CURRENT.get().over)
        await send({"type": "http.response.body", "body": b"de"})
        told_before_the_end.append(CURRENT.get().over)

    (exchange,), sent = run(app)
    assert told_before_the_end == [False, True]
    assert (exchange.route, exchange.operation, exchange.model) == ("/x", "x", "other")
    assert (exchange.status, exchange.sent_bytes, exchange.traceparent) == (201, 5, "00-1")
    assert sent[0]["headers"] == [(b"x-request-id", exchange.request_id.encode())]
    assert CURRENT.get() is None


def test_a_caller_who_left_has_a_status_of_its_own():
    async def app(_scope, _receive, _send):
        pass

    (exchange,), sent = run(app)
    assert (exchange.status, exchange.sent_bytes) == (499, 0)
    assert sent == []


def test_a_request_that_breaks_off_is_told_of_too():
    seen = []

    async def app(_scope, _receive, send):
        seen.append(CURRENT.get())
        await send(START)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        run(app)
    assert seen[0].over
    assert seen[0].status == 201


def test_below_a_path_of_a_proxy_routes_are_the_same():
    async def app(_scope, _receive, send):
        await send(START)
        await send({"type": "http.response.body"})

    (exchange,), _ = run(app, {**SCOPE, "root_path": "/latente", "path": "/latente/x"})
    assert exchange.route == "/x"
    assert exchange.sent_bytes == 0


def test_other_events_pass_by():
    passed = []

    async def app(scope, _receive, _send):
        passed.append(scope["type"])

    assert run(app, {"type": "lifespan"}) == ([], [])
    assert passed == ["lifespan"]
