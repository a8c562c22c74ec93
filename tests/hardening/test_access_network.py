"""Who may ask from where: names of the host, proxies, this machine alone, and all others."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from server.access import Access
from server.client import one_client
from server.hosts import HostGate
from server.listening import exposure
from server.settings import Settings
from tests.hardening.access import LONG, MODELS
from tests.hardening.raw import exchange, get
from tests.server.busy import DECODE, ONE, blocked_decode, fill_the_queue
from tests.server.support import Running, problem, running, settings_for
from tests.server.test_express import both_ways, the_same


def gate(listening: str = "127.0.0.1", hosts: str = "") -> HostGate:
    return HostGate(listening, Settings(allowed_hosts=hosts))


def judged(gate: HostGate, *hosts: str, version: str = "1.1") -> int:
    scope = {
        "type": "http",
        "http_version": version,
        "headers": [(b"host", host.encode("latin-1")) for host in hosts],
    }
    found = gate.judge(scope)
    return 200 if found is None else found.status_code


class TestHost:
    @pytest.mark.parametrize(
        "host",
        ["localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1:8000", "127.9.9.9", "[::1]:80"],
    )
    def test_on_loopback_this_machine_s_names_are_right(self, host):
        assert judged(gate(), host) == 200

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.7",
            "[fe80::1]",
            "0x7f.1",
            "evil.example:8000",
        ],
    )
    def test_on_loopback_no_other_name_is(self, host):
        # What a page of elsewhere sends that has let its name point here (DNS rebinding).
        assert judged(gate(), host) == 421
        assert judged(gate("localhost"), host) == 421
        assert judged(gate("::1"), host) == 421

    @pytest.mark.parametrize("host", ["anything.example", "10.0.0.7:8000", "[fe80::1]:80"])
    def test_on_a_network_any_name_is_right_unless_names_are_given(self, host):
        assert judged(gate("0.0.0.0"), host) == 200

    def test_names_that_are_given_are_the_only_ones_but_for_addresses(self):
        named = gate("0.0.0.0", "latente.example, *.lab.example")
        for host in ("Latente.Example:8000", "a.lab.example", "b.a.lab.example"):
            assert judged(named, host) == 200
        for host in ("10.0.0.7:8000", "[fe80::1]", "localhost:8000"):  # probes and monitors
            assert judged(named, host) == 200
        for host in ("evil.example", "lab.example", "evillab.example", "latente.example.evil.x"):
            assert judged(named, host) == 421
        assert judged(gate("127.0.0.1", "latente.example"), "latente.example") == 200

    @pytest.mark.parametrize(
        "hosts",
        [
            [],
            [""],
            ["localhost", "localhost"],
            ["localhost", "evil.example"],
            ["a b"],
            ["user@localhost"],
            ["localhost/path"],
            ["localhost:port"],
            ["localhost:999999"],
            ["ho\xfft"],
            ["x" * 5000],
            ["http://localhost"],
        ],
    )
    def test_none_several_or_malformed_are_a_bad_request(self, hosts):
        assert judged(gate(), *hosts) == 400
        assert judged(gate("0.0.0.0"), *hosts) == 400

    def test_before_version_1_1_there_need_not_be_one(self):
        assert judged(gate(), version="1.0") == 200
        assert judged(gate(), "evil.example", version="1.0") == 421

    def test_many_different_names_are_not_all_kept(self):
        each = gate("0.0.0.0")
        for k in range(3000):
            judged(each, f"host-{k}.example")
        assert len(each._known) <= 1000

    @pytest.mark.parametrize(
        "path", ["/", "/healthz", MODELS, "/metrics", "/none", "/openapi.json"]
    )
    def test_the_service_answers_by_it_everywhere(self, open_one, path):
        status, headers, body = exchange(open_one, get(path, "Host: evil.example"))
        assert status == 421
        assert headers["content-type"] == "application/problem+json"
        assert b"evil" not in body
        assert exchange(open_one, get(path))[0] == 400
        assert exchange(open_one, get(path, "Host: localhost", "Host: localhost"))[0] == 400
        assert exchange(open_one, get(path, version="1.0"))[0] in (200, 404)

    def test_probes_by_address_and_without_a_name_work(self, closed_one):
        for path in ("/healthz", "/readyz"):
            assert exchange(closed_one, get(path, "Host: 127.0.0.1:8000"))[0] == 200
            assert exchange(closed_one, get(path, version="1.0"))[0] == 200

    def test_both_ways_agree(self, open_one):
        headers = {"Host": "evil.example"}
        plain, usual = both_ways(open_one, "sample", {"count": 1}, headers)
        problem(plain, 421)
        assert the_same(plain, usual)


class TestProxies:
    def clients(self, service: Running, *forwarded: str) -> list[int]:
        """The answers to one request for each X-Forwarded-For; the limit is two a client."""
        answers = []
        for each in forwarded:
            headers = {"X-Forwarded-For": each, "X-Real-IP": each, "Forwarded": f"for={each}"}
            plain, _ = both_ways(service, "sample", {"count": 1}, headers)
            answers.append(plain.status_code)
        return answers

    @pytest.mark.parametrize("trusted", ["", "10.9.9.9", "10.0.0.0/8, ::2"])
    def test_whom_nobody_trusts_cannot_be_another_client(self, one_model, trusted):
        settings = settings_for(one_model, rate_limit=6, trusted_proxies=trusted)
        with running(settings) as service:
            answers = self.clients(service, *(f"1.2.3.{k}" for k in range(5)))
        assert answers == [200, 200, 200, 429, 429]

    def test_a_trusted_proxy_s_clients_are_told_apart(self, one_model):
        settings = settings_for(one_model, rate_limit=6, trusted_proxies="127.0.0.1")
        with running(settings) as service:
            assert self.clients(service, *(f"1.2.3.{k}" for k in range(5))) == [200] * 5
            # The proxy adds the address that it sees at the end: what comes before is made up.
            forged = [f"9.9.9.{k}, 8.8.8.8" for k in range(5)]
            assert self.clients(service, *forged) == [200, 200, 200, 429, 429]

    def test_all_addresses_of_an_ipv6_client_are_one(self, one_model):
        settings = settings_for(one_model, rate_limit=6, trusted_proxies="127.0.0.1")
        with running(settings) as service:
            same = [f"2001:db8:1:2:{k:x}::{k}" for k in range(1, 6)]
            assert self.clients(service, *same) == [200, 200, 200, 429, 429]
            assert self.clients(service, "2001:db8:1:3::1") == [200]

    def test_by_default_a_proxy_on_this_machine_is_trusted_and_no_other(self, monkeypatch):
        monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
        assert Settings().proxies == "127.0.0.1"
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.0/8")
        assert Settings().proxies == "10.0.0.0/8"
        assert Settings(trusted_proxies="").proxies == ""

    @pytest.mark.parametrize("wrong", ["*", "proxy.example", "10.0.0.7/8", "1.2.3.4:80"])
    def test_what_is_no_address_is_refused(self, wrong):
        with pytest.raises(ValidationError, match="addresses and networks only"):
            Settings(trusted_proxies=wrong)

    @pytest.mark.parametrize(
        ("address", "client"),
        [
            ("10.0.0.7", "10.0.0.7"),
            ("::ffff:10.0.0.7", "10.0.0.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            ("not an address", "not an address"),
            ("x" * 5000, "x" * 64),
        ],
    )
    def test_one_client_has_one_name(self, address, client):
        assert one_client(address) == client


def test_a_caller_without_a_key_takes_no_place_in_the_turnstile(one_model, monkeypatch):
    monkeypatch.setattr("server.turnstile.PATIENCE_SECONDS", 600)
    settings = settings_for(
        one_model,
        api_keys="key",
        cache_megabytes=0,
        queue_images=2,
        engine="torch",
        inference_workers=1,
    )
    with running(settings) as service, ThreadPoolExecutor(3) as pool:
        begun, gate_ = blocked_decode(monkeypatch)
        bare = dict(service.client.headers)
        service.client.headers["X-API-Key"] = "key"
        try:
            asked = fill_the_queue(service, pool, begun)
            service.client.headers = bare
            for body in (ONE, LONG):
                problem(service.client.post(DECODE, json=body), 401)
        finally:
            gate_.set()
        assert [each.result().status_code for each in asked] == [200] * 3


class TestMetrics:
    def judged(self, access: Access, client: str, path: str = "/metrics") -> int:
        found = access.judge({"path": path, "headers": [], "client": (client, 1)})
        return 200 if found is None else found.status_code

    def test_by_default_everybody_may_read_them(self):
        assert self.judged(Access(None, 0), "192.0.2.7") == 200

    def test_they_can_be_for_this_machine_alone(self, one_model):
        closed = Access(None, 0, metrics_open=False)
        assert self.judged(closed, "127.0.0.1") == 200
        assert self.judged(closed, "::1") == 200
        for client in ("192.0.2.7", "::ffff:192.0.2.7", "localhost.evil.example"):
            assert self.judged(closed, client) == 403
        assert self.judged(closed, "192.0.2.7", "/healthz") == 200
        settings = settings_for(one_model, metrics="local", trusted_proxies="127.0.0.1")
        with running(settings) as service:
            assert service.client.get("/metrics").status_code == 200
            # Behind a proxy it is the client that counts.
            forwarded = {"X-Forwarded-For": "192.0.2.7"}
            problem(service.client.get("/metrics", headers=forwarded), 403)
            assert service.client.head("/metrics", headers=forwarded).status_code == 403


class TestExposure:
    def test_loopback_is_the_default_and_needs_no_words(self):
        assert Settings.model_fields["host"].default == "127.0.0.1"
        for host in ("127.0.0.1", "localhost", "::1", "127.0.0.5"):
            assert exposure(Settings(host=host)) == []

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "lab.example"])
    def test_whoever_opens_it_is_told_what_that_means(self, host):
        told = "\n".join(exposure(Settings(host=host)))
        for words in (
            host,
            "latente keys new",
            "LATENTE_API_KEYS_FILE",
            "LATENTE_RATE_LIMIT",
            "LATENTE_ALLOWED_HOSTS",
            "LATENTE_METRICS",
            "no TLS",
        ):
            assert words in told

    def test_what_is_settled_is_not_told(self):
        settings = Settings(
            host="0.0.0.0",
            api_keys="key",
            rate_limit=600,
            allowed_hosts="latente.example",
            metrics="local",
        )
        told = "\n".join(exposure(settings))
        assert "TLS" in told
        for words in ("latente keys", "RATE_LIMIT", "ALLOWED_HOSTS", "METRICS"):
            assert words not in told

    def test_names_of_settings_are_real(self):
        told = "\n".join(exposure(Settings(host="0.0.0.0")))
        names = {f"LATENTE_{name.upper()}" for name in Settings.model_fields}
        for word in told.replace("=", " ").replace(":", " ").split():
            if word.startswith("LATENTE_"):
                assert word.strip(".,;") in names

    def test_a_service_on_a_network_answers_by_any_name(self, one_model, caplog):
        # Listening on loopback here, as all tests do; what it is told is what counts.
        with (
            caplog.at_level(logging.WARNING),
            running(settings_for(one_model, host="0.0.0.0")) as it,
        ):
            assert exchange(it, get("/healthz", "Host: lab.example"))[0] == 200
