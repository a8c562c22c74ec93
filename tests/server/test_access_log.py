from __future__ import annotations

import io
import json
import logging
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from server.access_log import RequestIdFilter, send_access_log_to
from server.exchange import CURRENT, Exchange, note_engine
from tests.server.support import Running, running, settings_for, z_text

MODEL = "/api/v1/models/random-vae"
LATENT = [0.123456789, -1.987654321, 0.5, 0.25]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the access log writes."""
    stream, log = io.StringIO(), logging.getLogger("latente.access")
    before = log.handlers, log.level, log.propagate
    send_access_log_to(stream)
    yield stream
    log.handlers, log.level, log.propagate = before


@pytest.fixture
def logged(weights) -> Iterator[Running]:
    with running(settings_for(weights, access_log=True)) as service:
        yield service


def entry(stream: io.StringIO, response: httpx.Response) -> dict:
    """The line about this answer; it is written a moment after the answer is sent."""
    wanted = response.headers["x-request-id"]
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for line in stream.getvalue().splitlines():
            if json.loads(line)["request_id"] == wanted:
                return json.loads(line)
        time.sleep(0.01)
    raise AssertionError(stream.getvalue())


def test_a_line_says_what_was_asked_and_how_it_went(logged, lines):
    answer = logged.client.post(f"{MODEL}/decode", json={"latents": [LATENT]})
    line = entry(lines, answer)
    begun = datetime.fromisoformat(line.pop("time"))
    assert timedelta(0) <= datetime.now(UTC) - begun < timedelta(minutes=5)
    took, queued, computed = (line.pop(f"{part}seconds") for part in ("", "queue_", "engine_"))
    assert queued > 0
    assert computed > 0
    assert queued + computed < took < 60
    assert line == {
        "request_id": answer.headers["x-request-id"],
        "client": "127.0.0.1",
        "method": "POST",
        "route": "/api/v1/models/{model}/decode",
        "operation": "decode",
        "model": "random-vae",
        "status": 200,
        "sent_bytes": len(answer.content),
    }


def test_nothing_that_was_sent_is_logged(logged, lines):
    client = logged.client
    answers = [
        client.post(f"{MODEL}/decode", json={"latents": [LATENT]}),
        client.post(f"{MODEL}/decode?secret-query=1", json={"secret-field": "secret-value"}),
        client.get(f"{MODEL}/image.png", params={"z": z_text(LATENT)}),
        client.get("/api/v1/models/secret-model/gallery"),
        client.get("/secret-page", headers={"User-Agent": "secret-agent"}),
        client.get("/healthz", headers={"Authorization": "Bearer secret-key"}),
        client.request("PROPFIND", "/healthz"),
    ]
    entries = [entry(lines, answer) for answer in answers]
    assert [line["status"] for line in entries] == [200, 422, 200, 404, 404, 200, 405]
    text = lines.getvalue().lower()
    for part in ("secret", "0.123456789", z_text(LATENT).lower(), "?"):
        assert part not in text
    assert [line["model"] for line in entries[2:4]] == ["random-vae", "other"]
    assert entries[-1]["method"] == "other"


def test_there_is_no_log_unless_it_is_asked_for(client, lines):
    assert client.get("/healthz").headers["x-request-id"]
    assert client.get("/readyz").status_code == 200
    assert lines.getvalue() == ""


@pytest.mark.parametrize("given", ["7", "trace-1.2_3:4", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "x" * 128])
def test_the_callers_id_comes_back(client, given):
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given", ["", "two words", 'quo"te', "x" * 129, "-dash", "ñ".encode(), "a,b", "<b>"]
)
def test_an_id_that_is_none_is_replaced(client, given):
    answer = client.get("/healthz", headers={"X-Request-Id": given})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


def test_ids_differ_and_errors_and_pages_that_are_not_there_have_one(client):
    answers = [
        client.get("/healthz"),
        client.get("/not/there"),
        client.post(f"{MODEL}/decode", json={}),
        client.request("PATCH", "/healthz"),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 422, 405]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 4


def test_other_log_lines_name_the_request_that_they_belong_to():
    record = logging.LogRecord("latente", logging.ERROR, "", 0, "failed", (), None)
    token = CURRENT.set(Exchange("abc", "GET", "/healthz", "healthz", "other", ""))
    try:
        assert RequestIdFilter().filter(record)
    finally:
        CURRENT.reset(token)
    assert record.request == " [abc]"
    assert RequestIdFilter().filter(record)
    assert record.request == ""


def test_what_the_engine_took_is_added_to_the_request_that_runs():
    exchange = Exchange("abc", "POST", "/", "decode", "m", "")
    note_engine(1.0, 1.0)
    token = CURRENT.set(exchange)
    try:
        note_engine(0.5, 0.25)
        note_engine(0.125, 1.0)
    finally:
        CURRENT.reset(token)
    assert (exchange.queue_seconds, exchange.engine_seconds) == (0.625, 1.25)
