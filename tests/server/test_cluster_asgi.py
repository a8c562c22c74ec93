"""The parts of the cluster that stand around the application, without Ray."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from server.app import create_app
from server.cluster_asgi import (
    Answer,
    NotReadyError,
    ProxyAnswers,
    ReplicaApp,
    ask,
    proxy_middlewares,
)
from tests.server.support import problem, settings_for


def through_the_proxy(respond: Callable[[Request], Response | None], **headers: str):
    async def app(scope, receive, send):
        response = respond(Request(scope))
        if response is not None:
            await response(scope, receive, send)

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(ProxyAnswers(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://proxy") as client:
            return await client.get("/api/v1/models", headers=headers)

    return asyncio.run(call())


@pytest.mark.parametrize("status", [404, 408, 429, 500, 503])
def test_errors_of_the_proxy_itself_become_problems(status):
    answer = through_the_proxy(lambda _: PlainTextResponse("Request timed out", status))
    document = problem(answer, 503)
    assert document["type"] == "urn:latente:problem:no-replica"
    assert int(answer.headers["retry-after"]) >= 1
    assert "timed out" not in answer.text


def test_no_answer_at_all_becomes_a_problem():
    problem(through_the_proxy(lambda _: None), 503)


def test_problems_of_the_application_pass():
    body = b'{"status": 503}'
    sent = Response(body, 503, {"Retry-After": "7"}, media_type="application/problem+json")
    answer = through_the_proxy(lambda _: sent)
    assert (answer.status_code, answer.content) == (503, body)
    assert answer.headers["retry-after"] == "7"


@pytest.mark.parametrize("status", [200, 304])
def test_good_answers_pass(status):
    answer = through_the_proxy(lambda _: Response(None, status, {"ETag": '"a"'}))
    assert (answer.status_code, answer.headers["etag"]) == (status, '"a"')


def test_a_request_has_one_name():
    def respond(_: Request) -> Response:
        response = PlainTextResponse("ok", headers={"X-Request-ID": "own"})
        response.headers.append("x-request-id", "of-the-proxy")
        return response

    assert through_the_proxy(respond).headers.get_list("x-request-id") == ["own"]


def test_a_caller_cannot_steer_the_proxy():
    hints = {
        "serve_multiplexed_model_id": "a",
        "Serve-Multiplexed-Model-Id": "a",
        "X-Session-Id": "b",
        "X-Request-Timeout-Seconds": "0.001",
        "X-Request-Disconnect-Disabled": "1",
        "X-Other": "stays",
    }
    answer = through_the_proxy(lambda request: JSONResponse(list(request.headers)), **hints)
    names = set(answer.json())
    assert "x-other" in names
    assert not any(name.replace("_", "-") in ("serve-multiplexed-model-id",) for name in names)
    assert not names & {name.lower() for name in hints if name != "X-Other"}


def test_the_proxys_own_addresses_are_left_as_they_are():
    async def app(scope, receive, send):
        await PlainTextResponse("draining", 503)(scope, receive, send)

    answer = asyncio.run(ask(ProxyAnswers(app), "/-/healthz"))
    assert (answer.status, answer.body) == (503, b"draining")


def test_the_proxy_finds_them_by_name():
    assert [each.cls for each in proxy_middlewares()] == [ProxyAnswers]


async def started(app: ReplicaApp) -> tuple[list[str], Callable[[], Any]]:
    """Run the lifespan's start; what it said, and how to end it."""
    inbox: asyncio.Queue[dict] = asyncio.Queue()
    said: asyncio.Queue[dict] = asyncio.Queue()
    await inbox.put({"type": "lifespan.startup"})
    running = asyncio.create_task(app({"type": "lifespan"}, inbox.get, said.put))
    first = await asyncio.wait_for(said.get(), 60)

    async def stop() -> None:
        await inbox.put({"type": "lifespan.shutdown"})
        await asyncio.gather(running, return_exceptions=True)

    return [first["type"]], stop


def test_a_replica_is_started_when_its_models_are_ready(weights):
    async def run() -> tuple[list[str], Answer, str]:
        app = ReplicaApp(create_app(settings_for(weights)), ready_seconds=60)
        said, stop = await started(app)
        answer = await app.ask("/readyz")
        await app.require_ready()
        text = await app.exposition()
        await stop()
        return said, answer, text

    said, answer, text = asyncio.run(run())
    assert said == ["lifespan.startup.complete"]
    assert answer.status == 200
    assert re.search(r"^latente_models \d\.0$", text, re.MULTILINE)
    assert "/metrics" not in text


def test_a_replica_that_loads_for_too_long_does_not_start():
    async def inner(scope, receive, send):
        if scope["type"] == "lifespan":
            await receive()
            try:
                await send({"type": "lifespan.startup.complete"})
            except NotReadyError:
                await send({"type": "lifespan.startup.failed"})
        else:
            body = {"type": "urn:latente:problem:loading"}
            await JSONResponse(body, 503)(scope, receive, send)

    async def run() -> list[str]:
        said, stop = await started(ReplicaApp(inner, ready_seconds=0.3))
        await stop()
        return said

    assert asyncio.run(run()) == ["lifespan.startup.failed"]


def test_a_replica_without_a_usable_model_says_so_and_does_not_wait(tmp_path):
    async def run() -> None:
        (tmp_path / "empty").mkdir()
        app = ReplicaApp(create_app(settings_for(tmp_path / "empty")), ready_seconds=1e9)
        _, stop = await started(app)
        try:
            await app.require_ready()
        finally:
            await stop()

    with pytest.raises(NotReadyError, match="no-models"):
        asyncio.run(run())


def test_calls_get_the_state_of_the_lifespan():
    async def inner(scope, receive, send):
        if scope["type"] == "lifespan":
            scope["state"]["thing"] = 7
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
        elif scope["path"] == "/readyz":
            await PlainTextResponse("ready")(scope, receive, send)
        else:
            await JSONResponse(scope["state"])(scope, receive, send)

    async def run() -> bytes:
        app = ReplicaApp(inner, ready_seconds=5)
        _, stop = await started(app)
        answer = await ask(app, "/", {"of": "another"})
        await stop()
        return answer.body

    assert asyncio.run(run()) == b'{"thing":7}'


def test_a_replica_that_is_ready_no_more_is_not_healthy():
    async def inner(scope, receive, send):
        await PlainTextResponse("loading", 503)(scope, receive, send)

    with pytest.raises(NotReadyError, match="loading"):
        asyncio.run(ReplicaApp(inner, ready_seconds=5).require_ready())
