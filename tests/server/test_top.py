from __future__ import annotations

import io
import math

import httpx
import pytest
from rich.console import Console
from typer.testing import CliRunner

from server import cli, top
from server.exchange import Exchange
from server.metrics import Metrics
from server.scrape import Snapshot, Window, metrics_url, parse, quantile_of
from tests.server.support import free_listener

DECODE = "/api/v1/models/{model}/decode"


def request(metrics: Metrics, model: str, seconds: float, status: int = 200) -> None:
    exchange = Exchange("1", "POST", DECODE, "decode", model, "", status=status, seconds=seconds)
    metrics.observe_request(exchange)


def window(before: bytes, after: bytes, seconds: float) -> Window:
    return Window(parse(before.decode(), 100.0), parse(after.decode(), 100.0 + seconds))


@pytest.fixture
def busy() -> Metrics:
    """A service that did this and that before anybody looked."""
    metrics = Metrics()
    metrics.set_engine("openvino", "bfloat16", "cpu")
    metrics.set_queue(lambda: 12, lambda: 8)
    metrics.models.set(2)
    metrics.cache_bytes.set(2_500_000)
    for _ in range(1000):
        request(metrics, "old-vae", 9.0)
    metrics.observe_batch("old-vae", "decode", images=1, seconds=100.0)
    metrics.cache_miss()
    return metrics


def test_only_what_happened_between_two_looks_counts(busy):
    before = busy.exposition()
    for number in range(200):
        request(busy, "new-vae", 0.004 if number < 100 else 0.04, 200)
    for _ in range(4):
        request(busy, "old-vae", 0.002, 500)
    request(busy, "other", 30.0, 404)
    request(busy, "new-vae", 0.001, 503)
    busy.images.labels("new-vae", "decode").inc(800)
    for _ in range(10):
        busy.observe_batch("new-vae", "decode", images=8, seconds=0.05)
        busy.observe_wait("new-vae", "decode", 0.009)
    busy.count_shed("queue")
    busy.count_cancelled()
    busy.count_out_of_memory()
    busy.hung.set(1)
    busy.cache_hit()
    busy.cache_hit()
    busy.cache_hit()
    busy.cache_miss()
    shown = top.figures(window(before, busy.exposition(), 2.0))

    assert shown.engine == "openvino bfloat16 on cpu"
    assert (shown.models, shown.queue, shown.running) == (2, 12, 8)
    assert shown.requests == 206 / 2
    assert shown.failures == 4 / 2
    assert shown.images == 800 / 2
    assert shown.batch == 8.0
    assert shown.busy == pytest.approx(0.5 / 2)
    assert (shown.shed, shown.cancelled) == (0.5, 0.5)
    assert (shown.hung, shown.out_of_memory) == (1, 0.5)
    assert (shown.cache_hits, shown.cache_bytes) == (0.75, 2_500_000)
    # Inside the buckets from 3 to 5 and from 30 to 50 ms; the page and the probes do not count.
    assert 0.003 < shown.p50 <= 0.005
    assert 0.03 < shown.p99 <= 0.05
    first, second = shown.rows
    assert (first.model, second.model) == ("new-vae", "old-vae")
    assert (first.requests, second.requests) == (201 / 2, 2.0)
    assert 0.005 < first.queue_p99 <= 0.01
    assert math.isnan(second.queue_p99)
    assert math.isnan(second.batch)
    assert (second.images, second.busy) == (0.0, 0.0)


def test_probes_are_no_requests():
    metrics = Metrics()
    before = metrics.exposition()
    for route in ("/metrics", "/healthz", "/readyz", "/api/v1/models"):
        metrics.observe_request(Exchange("1", "GET", route, "x", "other", "", status=200))
    assert top.figures(window(before, metrics.exposition(), 1.0)).requests == 1.0


def test_a_service_that_was_started_anew_shows_what_it_did_since():
    old, new = Metrics(), Metrics()
    for _ in range(100):
        request(old, "a-vae", 0.01)
    for _ in range(30):
        request(new, "a-vae", 0.01)
    shown = top.figures(window(old.exposition(), new.exposition(), 10.0))
    assert shown.requests == 3.0
    assert 0.0075 < shown.p50 <= 0.01


def test_replicas_are_added_up():
    """A cluster gives each one's series a label with its name."""
    series: dict = {}
    for replica, count in (("a", 3), ("b", 5)):
        metrics = Metrics()
        metrics.models.set(9)
        metrics.set_queue(lambda: 2, lambda: 0)
        for _ in range(count):
            request(metrics, "a-vae", 0.01)
        for name, keyed in parse(metrics.exposition().decode(), 1.0).series.items():
            named = {key | {("replica", replica)}: value for key, value in keyed.items()}
            series.setdefault(name, {}).update(named)
    shown = top.figures(Window(Snapshot(0.0, {}), Snapshot(1.0, series)))
    assert (shown.requests, shown.queue, shown.models) == (8.0, 4, 9)
    assert [(row.model, row.requests) for row in shown.rows] == [("a-vae", 8.0)]
    assert 0.0075 < shown.p99 <= 0.01


@pytest.mark.parametrize(
    ("share", "buckets", "expected"),
    [
        (0.5, [(1.0, 10.0), (math.inf, 10.0)], 0.5),
        (0.5, [(1.0, 0.0), (2.0, 4.0), (math.inf, 4.0)], 1.5),
        (0.75, [(1.0, 2.0), (2.0, 4.0), (math.inf, 4.0)], 1.5),
        (1.0, [(1.0, 2.0), (2.0, 4.0), (4.0, 4.0), (math.inf, 4.0)], 2.0),
        (0.99, [(1.0, 2.0), (2.0, 4.0), (math.inf, 100.0)], 2.0),
        (0.0, [(1.0, 0.0), (2.0, 4.0), (math.inf, 4.0)], 1.0),
    ],
)
def test_quantiles_are_linear_in_a_bucket(share, buckets, expected):
    assert quantile_of(share, buckets) == pytest.approx(expected)


def test_there_is_no_quantile_of_nothing():
    assert math.isnan(quantile_of(0.5, []))
    assert math.isnan(quantile_of(0.5, [(1.0, 0.0), (math.inf, 0.0)]))


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000/metrics"),
        ("http://host/", "http://host/metrics"),
        ("https://host/metrics", "https://host/metrics"),
    ],
)
def test_addresses(address, url):
    assert metrics_url(address) == url


def test_a_frame_says_everything(busy):
    before = busy.exposition()
    request(busy, "new-vae", 0.0015)
    text = drawn(top.figures(window(before, busy.exposition(), 1.0)))
    for part in ("openvino bfloat16 on cpu", "2 models", "new-vae", "old-vae", "2 MB", "1.5 ms"):
        assert part in text
    assert "nan" not in text


def drawn(figures: top.Figures) -> str:
    console = Console(file=io.StringIO(), width=100, height=40)
    console.print(top.frame("here", figures, [0.0, 1.0, 8.0]))
    text = console.file.getvalue()
    assert "▁▂█" in text
    return text


def test_once_prints_a_frame_of_a_running_service(service):
    for _ in range(3):
        body = {"latents": [[0, 0, 0, 0]]}
        assert httpx.post(f"{service.address}/api/v1/models/random-vae/decode", json=body)
    result = CliRunner().invoke(cli.app, ["top", service.address, "--once", "--interval", "0.1"])
    assert result.exit_code == 0
    assert "requests/s" in result.stdout
    assert f"{service.address}/metrics" in result.stdout


def test_the_live_view_follows_a_service_that_comes_and_goes(service, monkeypatch):
    answers = [None, None, ConnectionRefusedError(111, "Connection refused"), None, None]
    scrape = top.scrape

    def flaky(url):
        if error := answers.pop(0):
            raise error
        return scrape(url)

    monkeypatch.setattr(top, "scrape", flaky)
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100, height=40)
    top.show(f"{service.address}/metrics", 0.01, console, lambda: bool(answers))
    text = screen.getvalue()
    assert text.count("images/s") >= 2
    assert "connection refused" in text


def assert_failed(result, code: int, words: str) -> None:
    assert result.exit_code == code
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_nobody_there():
    with free_listener() as listener:
        port = listener.getsockname()[1]
    result = CliRunner().invoke(cli.app, ["top", f"127.0.0.1:{port}", "--once"])
    assert_failed(result, 1, f"cannot read http://127.0.0.1:{port}/metrics: connection refused")


def test_another_service_and_another_kind_of_address(service):
    result = CliRunner().invoke(cli.app, ["top", f"{service.address}/api", "--once"])
    assert_failed(result, 1, "not found")
    result = CliRunner().invoke(cli.app, ["top", "ftp://host", "--once"])
    assert_failed(result, 2, "ftp://host is not an address of HTTP")
