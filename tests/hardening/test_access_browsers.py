"""What answers tell browsers: which other pages may read them, and what is not to be guessed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from server.settings import Settings
from server.static import SECURITY_HEADERS
from tests.hardening.access import LONG, MODELS, ORIGIN, REPOSITORY
from tests.hardening.raw import exchange, get
from tests.server.busy import DECODE, ONE, blocked_decode, fill_the_queue
from tests.server.support import Running, problem, running, settings_for
from tests.server.test_express import both_ways, the_same


def allowed(answer) -> str | None:
    return answer.headers.get("access-control-allow-origin")


def preflight(service: Running, origin: str, path: str = DECODE):
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, authorization",
    }
    return service.client.options(path, headers=headers)


class TestOtherPages:
    def test_by_default_none_may_read_an_answer(self, closed_one):
        key = {"X-API-Key": "key", "Origin": ORIGIN}
        for answer in both_ways(closed_one, "sample", {"count": 1}, key):
            assert answer.status_code == 200
            assert not [name for name in answer.headers if name.startswith("access-control")]
        problem(preflight(closed_one, ORIGIN), 401)

    def test_a_named_one_may_on_both_ways_and_without_cookies(self, open_one):
        answers = both_ways(open_one, "sample", {"count": 1, "seed": 1}, {"Origin": ORIGIN})
        assert the_same(*answers)
        for answer in (*answers, open_one.client.get(MODELS, headers={"Origin": ORIGIN})):
            assert allowed(answer) == ORIGIN
            assert "X-Latente-Seed" in answer.headers["access-control-expose-headers"]
            assert "access-control-allow-credentials" not in answer.headers
            assert "Origin" in answer.headers["vary"]

    def test_its_browser_is_told_beforehand(self, open_one):
        answer = preflight(open_one, ORIGIN)
        assert answer.status_code == 204
        assert answer.content == b""
        assert allowed(answer) == ORIGIN
        assert "POST" in answer.headers["access-control-allow-methods"]
        for name in ("Authorization", "Content-Type", "X-API-Key"):
            assert name in answer.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in answer.headers

    @pytest.mark.parametrize(
        "origin",
        [
            "https://evil.example",
            "null",
            "https://lessons.example.evil.example",
            "http://lessons.example",
            "https://lessons.example:8443",
            "HTTPS://LESSONS.EXAMPLE",
            "*",
            "",
        ],
    )
    def test_any_other_may_not(self, open_one, origin):
        for answer in both_ways(open_one, "sample", {"count": 1}, {"Origin": origin}):
            assert answer.status_code == 200
            assert allowed(answer) is None
            # A cache between must not give it what was meant for the named one.
            assert "Origin" in answer.headers["vary"]
        refused = preflight(open_one, origin)
        assert refused.status_code == 405
        assert allowed(refused) is None

    def test_whoever_names_no_origin_gets_an_answer_that_caches_keep_apart(self, open_one):
        assert "Origin" in open_one.client.get(MODELS).headers["vary"]

    def test_errors_can_be_read_too(self, open_one):
        headers = {"Origin": ORIGIN}
        for answer in both_ways(open_one, "decode", {"latents": [[1.0]]}, headers):
            problem(answer, 422)
            assert allowed(answer) == ORIGIN
        for path in (f"{MODELS}/none", "/api/none", "/none.html"):
            answer = open_one.client.get(path, headers=headers)
            assert (answer.status_code, allowed(answer)) == (404, ORIGIN)
        wrong = open_one.client.get(MODELS, headers={**headers, "Host": "evil.example"})
        assert (wrong.status_code, allowed(wrong)) == (421, ORIGIN)

    def test_refusals_can_be_read_too(self, one_model):
        settings = settings_for(one_model, cors_origins=ORIGIN, api_keys="key", rate_limit=2)
        with running(settings) as service:
            headers = {"Origin": ORIGIN}
            # The preflight carries no key, and counts for nothing.
            for _ in range(5):
                assert preflight(service, ORIGIN).status_code == 204
            for answer in both_ways(service, "sample", {}, headers):
                assert (answer.status_code, allowed(answer)) == (401, ORIGIN)
            headers["X-API-Key"] = "key"
            both_ways(service, "sample", {"count": 1}, headers)
            for answer in both_ways(service, "sample", {"count": 1}, headers):
                assert (answer.status_code, allowed(answer)) == (429, ORIGIN)
                assert "Retry-After" in answer.headers["access-control-expose-headers"]

    def test_the_turnstile_and_the_door_say_it_too(self, one_model, monkeypatch):
        monkeypatch.setattr("server.turnstile.PATIENCE_SECONDS", 0.2)
        settings = settings_for(
            one_model,
            cors_origins=ORIGIN,
            cache_megabytes=0,
            queue_images=2,
            engine="torch",
            inference_workers=1,
        )
        with running(settings) as service, ThreadPoolExecutor(3) as pool:
            begun, gate_ = blocked_decode(monkeypatch)
            try:
                asked = fill_the_queue(service, pool, begun)
                cheap, usual = (
                    service.client.post(DECODE, json=body, headers={"Origin": ORIGIN})
                    for body in (ONE, LONG)
                )
                evil = service.client.post(DECODE, json=ONE, headers={"Host": "evil.example"})
            finally:
                gate_.set()
            assert [each.result().status_code for each in asked] == [200] * 3
        for answer in (cheap, usual):
            problem(answer, 503)
            assert allowed(answer) == ORIGIN
        assert the_same(cheap, usual)
        problem(evil, 421)

    @pytest.mark.parametrize(
        "wrong", ["*", "null", "lessons.example", "https://lessons.example/", "ftp://a.example"]
    )
    def test_what_is_no_origin_is_refused(self, wrong):
        with pytest.raises(ValidationError, match="name origins"):
            Settings(cors_origins=wrong)


def answers_of_every_kind(service: Running) -> dict[str, tuple[int, dict[str, str]]]:
    """Status and headers of what the service can answer, from files to what is no HTTP."""
    client = service.client
    key = {"X-API-Key": "key"}
    found = {
        "page": client.get("/"),
        "module": client.get("/src/main.js"),
        "style": client.get("/styles/base.css"),
        "icon": client.get("/icons/sprite.svg"),
        "unchanged": client.get("/", headers={"If-None-Match": client.get("/").headers["etag"]}),
        "no file": client.get("/none.js"),
        "outside": client.get("/..%2f..%2fetc/passwd"),
        "health": client.get("/healthz"),
        "metrics": client.get("/metrics"),
        "list": client.get(MODELS, headers=key),
        "image": client.get(f"{MODELS}/random-vae/image.png?z=AAAAAAAAAAA", headers=key),
        "no model": client.get(f"{MODELS}/none", headers=key),
        "wrong method": client.delete(MODELS, headers=key),
        "express": client.post(DECODE, json=ONE, headers=key),
        "express, wrong": client.post(DECODE, json={"latents": [[1]]}, headers=key),
        "no JSON": client.post(DECODE, content=b"{", headers={"Content-Type": "application/json"}),
        "too long": client.post(DECODE, content=b"x" * (11 * 2**20), headers=key),
        "no key": client.get(MODELS, headers={"X-API-Key": "wrong"}),
        "other host": client.get("/", headers={"Host": "evil.example"}),
        "upgrade": client.get("/", headers={"Connection": "Upgrade", "Upgrade": "websocket"}),
    }
    answers = {name: (each.status_code, dict(each.headers)) for name, each in found.items()}
    answers["no HTTP"] = exchange(service, b"\x16\x03\x01 this is no HTTP\r\n\r\n")[:2]
    answers["no host"] = exchange(service, get("/"))[:2]
    return answers


@pytest.fixture(scope="module")
def answers(closed_one, open_one):
    both = [answers_of_every_kind(service) for service in (closed_one, open_one)]
    return [item for each in both for item in each.items()]


class TestEveryAnswer:
    def test_there_are_answers_of_all_kinds(self, answers):
        statuses = {status for _, (status, _) in answers}
        assert {200, 304, 400, 401, 404, 405, 413, 421, 422} <= statuses

    def test_it_keeps_browsers_from_guessing_and_other_pages_from_using_it(self, answers):
        for name, (_, headers) in answers:
            for header, value in SECURITY_HEADERS:
                if header != b"content-security-policy":
                    assert headers[header.decode()] == value.decode(), name
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy, name
            assert "frame-ancestors 'self'" in policy, name
            if not headers.get("content-type", "").startswith("text/html"):
                policy = policy.replace("style-src 'unsafe-inline'", "")
            assert "unsafe" not in policy, name

    def test_it_says_nothing_of_what_runs_here(self, answers):
        for name, (_, headers) in answers:
            assert "server" not in headers, name
            assert "x-powered-by" not in headers, name
            assert "uvicorn" not in json.dumps(headers).lower(), name

    def test_errors_are_problem_documents(self, answers):
        for name, (status, headers) in answers:
            if status >= 400:
                assert headers["content-type"] == "application/problem+json", name


class TestDocuments:
    def test_the_api_s_document_can_be_hidden(self, open_one, closed_one):
        assert open_one.client.get("/openapi.json").status_code == 200
        problem(closed_one.client.get("/openapi.json"), 404)

    @pytest.mark.parametrize("path", ["/docs", "/redoc", "/docs/oauth2-redirect"])
    def test_there_is_no_page_of_documents(self, open_one, path):
        assert open_one.client.get(path).status_code == 404

    def test_the_page_needs_no_document(self):
        for path in (REPOSITORY / "frontend").rglob("*.*"):
            if path.suffix in (".js", ".html") and "node_modules" not in path.parts:
                assert "openapi" not in path.read_text(encoding="utf-8"), path
