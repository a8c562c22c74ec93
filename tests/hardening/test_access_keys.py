"""Keys: hashed at rest, compared in constant time, with limits of their own."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import re
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server import cli
from server.keys import Key, KeyFile, KeyRing, KeysError, digest, new_key, read_keys, remove_key
from tests.bundles import write_random_bundle
from tests.server.support import problem, running, settings_for
from tests.server.test_express import both_ways, the_same

MODELS = "/api/v1/models"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class TestTheFile:
    def test_it_holds_the_hash_and_never_the_key(self, file):
        key = new_key(file, "ana", 30)
        text = file.read_text()
        assert key not in text
        assert key.removeprefix("latente_") not in text
        assert json.loads(text)["keys"] == [
            {"name": "ana", "sha256": hashlib.sha256(key.encode()).hexdigest(), "limit": 30}
        ]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_a_key_has_256_random_bits(self, file):
        keys = [new_key(file, f"name-{k}") for k in range(20)]
        assert len(set(keys)) == 20
        assert {len(key) for key in keys} == {len("latente_") + 43}

    def test_of_keys_made_at_once_none_is_lost(self, file):
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda k: new_key(file, f"name-{k}"), range(40)))
        names = {key.name for key in read_keys(file).keys}
        assert names == {f"name-{k}" for k in range(40)}
        assert [each.name for each in file.parent.iterdir()] == [file.name]

    def test_what_an_interrupted_command_left_is_named(self, file, monkeypatch):
        monkeypatch.setattr("server.keys._TURN_SECONDS", 0.05)
        new_key(file, "ana")
        left = file.with_name(f".{file.name}.partial")
        left.touch()
        with pytest.raises(KeysError, match=re.escape(str(left))):
            remove_key(file, "ana")
        left.unlink()
        remove_key(file, "ana")
        assert read_keys(file).keys == ()

    def test_names_are_used_once_and_are_plain(self, file):
        new_key(file, "ana")
        with pytest.raises(KeysError, match="already"):
            new_key(file, "ana")
        for name in ("", "a b", "a\nb", "../x", "x" * 65):
            with pytest.raises(KeysError, match="letters"):
                new_key(file, name)
        assert [key.name for key in read_keys(file).keys] == ["ana"]

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[]",
            '{"keys": [{"name": "a", "sha256": "short"}]}',
            '{"keys": [{"name": "a", "key": "plain"}]}',
            '{"keys": [{"name": "a\\nb", "sha256": "' + "0" * 64 + '"}]}',
            '{"keys": [' + ",".join(['{"name": "a", "sha256": "' + "0" * 64 + '"}'] * 2) + "]}",
            "[" * 100_000,
            " " * (4 * 2**20 + 1),
        ],
    )
    def test_another_file_is_refused_in_one_line(self, file, text):
        file.write_text(text)
        with pytest.raises(KeysError) as caught:
            read_keys(file)
        assert str(file) in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_disk_that_is_full_leaves_the_old_file(self, file, monkeypatch):
        new_key(file, "ana")
        before = file.read_bytes()

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("server.keys.json.dump", full)
        with pytest.raises(KeysError, match="No space left"):
            remove_key(file, "ana")
        assert file.read_bytes() == before


class TestTheRing:
    def test_every_hash_is_compared_and_none_skipped(self, file, monkeypatch):
        keys = [new_key(file, f"name-{k}") for k in range(5)]
        ring = KeyRing(["plain"], file)
        compared: list[str] = []
        real = hmac.compare_digest

        def counted(given: str, known: str) -> bool:
            compared.append(known)
            return real(given, known)

        monkeypatch.setattr("server.keys.hmac.compare_digest", counted)
        for given in (keys[0], keys[4], "plain", "nothing", "ü" * 1000):
            compared.clear()
            ring.find(given)
            assert len(compared) == 6
            # Of one length, whatever was given: only hashes are compared.
            assert {len(each) for each in compared} == {64}

    def test_a_plain_key_is_kept_as_its_hash_too(self):
        ring = KeyRing(["an old key"])
        assert "an old key" not in repr(vars(ring))
        assert ring.find("an old key") == Key(name="environment", sha256=digest("an old key"))

    def test_a_changed_file_counts_within_a_second(self, file, caplog):
        now = [0.0]
        first = new_key(file, "ana")
        ring = KeyRing([], file, clock=lambda: now[0])
        second = new_key(file, "ben")
        assert ring.find(second) is None
        now[0] = 1.0
        assert ring.find(second).name == "ben"
        remove_key(file, "ana")
        now[0] = 2.0
        assert ring.find(first) is None
        file.write_text("{")
        now[0] = 3.0
        with caplog.at_level(logging.ERROR):
            assert ring.find(second).name == "ben"
        assert "the keys stay as they were" in caplog.text
        file.unlink()
        now[0] = 4.0
        assert ring.find(second).name == "ben"


class TestTheCommands:
    def run(self, *arguments: str, **environment: str):
        return CliRunner(env=environment).invoke(cli.app, ["keys", *arguments])

    def test_a_key_is_printed_once_listed_and_removed(self, file):
        place = {"LATENTE_API_KEYS_FILE": str(file)}
        made = self.run("new", "ana", "--limit", "30", **place)
        assert made.exit_code == 0
        key = made.stdout.strip()
        assert KeyRing([], file).find(key).name == "ana"
        assert self.run("new", "ben", "--file", str(file)).exit_code == 0
        listed = self.run("list", **place)
        assert listed.stdout.splitlines() == ["ana\t30 a minute", "ben\tno limit"]
        assert key not in listed.output
        assert self.run("remove", "ana", **place).exit_code == 0
        assert self.run("list", **place).stdout.splitlines() == ["ben\tno limit"]

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["list"], "name the file of keys"),
            (["list", "--file", "/no/such/keys.json"], "cannot read the keys file"),
            (["new", "ana", "--file", "/no/such/keys.json"], "cannot write the keys file"),
            (["remove", "ana", "--file", "/no/such/keys.json"], "cannot read the keys file"),
            (["new", "a b", "--file", "keys.json"], "a name has letters"),
        ],
    )
    def test_wrong_use_is_one_line(self, arguments, words, monkeypatch, tmp_path):
        monkeypatch.delenv("LATENTE_API_KEYS_FILE", raising=False)
        monkeypatch.chdir(tmp_path)
        result = self.run(*arguments)
        assert result.exit_code == 2
        assert words in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1

    def test_serve_does_not_start_without_the_file_that_is_named(self, tmp_path):
        runner = CliRunner(env={"LATENTE_API_KEYS_FILE": str(tmp_path / "none.json")})
        result = runner.invoke(cli.app, ["serve", "--port", "0", "--weights", str(tmp_path)])
        assert result.exit_code == 2
        assert "latente keys new" in result.stderr


def test_keys_of_a_file_open_the_api_on_both_ways(tmp_path, file):
    weights = tmp_path / "weights"
    write_random_bundle(weights, "random-vae")
    key = new_key(file, "ana")
    with running(settings_for(weights, api_keys_file=file, api_keys="old")) as service:
        for given in (key, "old"):
            for answer in both_ways(service, "sample", {"count": 1, "seed": 1}, bearer(given)):
                assert answer.status_code == 200
        for headers in ({}, bearer("wrong"), bearer(digest(key)), bearer(key[:-1])):
            plain, usual = both_ways(service, "sample", {"count": 1}, headers)
            problem(plain, 401)
            assert the_same(plain, usual)
        remove_key(file, "ana")
        end = time.monotonic() + 30
        while service.client.get(MODELS, headers=bearer(key)).status_code == 200:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert service.client.get(MODELS, headers=bearer("old")).status_code == 200


def test_a_file_without_keys_closes_the_api(tmp_path, file):
    weights = tmp_path / "weights"
    write_random_bundle(weights, "random-vae")
    file.write_text(KeyFile().model_dump_json())
    with running(settings_for(weights, api_keys_file=file)) as service:
        problem(service.client.get(MODELS), 401)
        problem(service.client.get(MODELS, headers={"X-API-Key": ""}), 401)


def test_a_key_has_a_limit_of_its_own_on_both_ways(tmp_path, file):
    weights = tmp_path / "weights"
    write_random_bundle(weights, "random-vae")
    limited, free = new_key(file, "limited", 4), new_key(file, "free")
    with running(settings_for(weights, api_keys_file=file)) as service:
        for _ in range(2):
            for answer in both_ways(service, "sample", {"count": 1}, bearer(limited)):
                assert answer.status_code == 200
        for answer in both_ways(service, "sample", {"count": 1}, bearer(limited)):
            problem(answer, 429)
            assert int(answer.headers["retry-after"]) >= 1
        for answer in both_ways(service, "sample", {"count": 1}, bearer(free)):
            assert answer.status_code == 200


def test_a_key_that_has_nothing_left_takes_nothing_of_its_address(tmp_path, file):
    weights = tmp_path / "weights"
    write_random_bundle(weights, "random-vae")
    limited, free = new_key(file, "limited", 1), new_key(file, "free")
    with running(settings_for(weights, api_keys_file=file, rate_limit=3)) as service:
        get = service.client.get
        assert get(MODELS, headers=bearer(limited)).status_code == 200
        for _ in range(5):
            problem(get(MODELS, headers=bearer(limited)), 429)
        assert [get(MODELS, headers=bearer(free)).status_code for _ in range(2)] == [200, 200]
        problem(get(MODELS, headers=bearer(free)), 429)


def test_keys_cannot_be_tried_without_end_and_the_right_one_still_opens(tmp_path, file):
    weights = tmp_path / "weights"
    write_random_bundle(weights, "random-vae")
    key = new_key(file, "ana")
    with running(settings_for(weights, api_keys_file=file)) as service:
        get = service.client.get
        tried = [get(MODELS, headers=bearer(f"guess-{k}")).status_code for k in range(80)]
        assert tried[:60] == [401] * 60
        assert tried[-1] == 429
        assert get(MODELS, headers=bearer(key)).status_code == 200
        problem(get(MODELS), 401)  # who brings no key has tried none


def test_the_log_names_no_key(tmp_path, file, caplog):
    weights = tmp_path / "weights"
    write_random_bundle(weights, "random-vae")
    key = new_key(file, "ana")
    settings = settings_for(weights, api_keys_file=file, api_keys="a-plain-key")
    with caplog.at_level(logging.DEBUG), running(settings) as service:
        for given in (key, "a-plain-key", "a-wrong-key"):
            service.client.get(MODELS, headers=bearer(given))
            assert given not in service.client.get("/metrics").text
        os.utime(file)
    for secret in (key, "a-plain-key", "a-wrong-key", digest(key)):
        assert secret not in caplog.text
    assert "a-plain-key" not in repr(settings)
