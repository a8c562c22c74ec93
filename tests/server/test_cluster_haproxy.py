from __future__ import annotations

import json
from pathlib import Path

from server.cluster_haproxy import NO_REPLICA, changed
from server.problems import Problem, unavailable

CONFIGURATION = """global
    log 127.0.0.1:514 local0 info
    maxconn 4096
defaults
    mode http
    option log-health-checks
    log global
    option httplog
    errorfile 502 /somewhere/500.http
    errorfile 503 /somewhere/500.http
frontend prometheus
    bind :9101
    no log
frontend http_frontend
    bind 127.0.0.1:8000
    log-format-sd "%ST"
backend latente
    http-reuse always
    server a 127.0.0.1:30000 check
listen stats
  bind *:8404
"""


def test_statistics_are_for_this_machine_only():
    lines = [line.split() for line in changed(CONFIGURATION, Path("/e")).splitlines()]
    assert [line[1] for line in lines if line[:1] == ["bind"]] == [
        "127.0.0.1:9101",
        "127.0.0.1:8000",
        "127.0.0.1:8404",
    ]


def test_no_request_is_logged():
    text = changed(CONFIGURATION, Path("/e"))
    assert "514" not in text
    assert "httplog" not in text
    assert not any(line.split()[:1] == ["log"] for line in text.splitlines())
    assert "log-format" not in text


def test_the_replicas_learn_who_asks():
    lines = changed(CONFIGURATION, Path("/e")).splitlines()
    assert lines[lines.index("defaults") + 1].strip() == "option forwardfor"


def test_what_else_there_is_stays():
    kept = {"maxconn 4096", "mode http", "http-reuse always", "server a 127.0.0.1:30000 check"}
    assert kept <= {line.strip() for line in changed(CONFIGURATION, Path("/e")).splitlines()}


def test_its_own_errors_are_problem_documents():
    text = changed(CONFIGURATION, Path("/there/no-replica.http"))
    assert [line.split()[1:] for line in text.splitlines() if "errorfile" in line] == [
        ["502", "/there/no-replica.http"],
        ["503", "/there/no-replica.http"],
    ]
    head, body = NO_REPLICA.split("\r\n\r\n")
    status, *fields = head.split("\r\n")
    headers = dict(field.split(": ") for field in fields)
    assert status.split()[1] == "503"
    assert headers["Content-Type"] == "application/problem+json"
    assert int(headers["Content-Length"]) == len(body.encode())
    assert int(headers["Retry-After"]) >= 1
    problem = Problem.model_validate(json.loads(body))
    like = unavailable("no-replica", problem.detail)
    assert (problem.status, problem.title) == (like.status_code, like.title)
