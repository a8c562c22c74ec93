"""``latente top``: what a running service does, in the terminal."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from server.scrape import Labels, Snapshot, Window, scrape

_OTHER = "other"
_PROBES = frozenset({"/healthz", "/livez", "/readyz", "/metrics"})
_BARS = "▁▂▃▄▅▆▇█"
_HISTORY = 60
_NONE = "–"


@dataclass(frozen=True)
class ModelRow:
    """One model in a window; rates a second, times in seconds, NaN where nothing happened."""

    model: str
    requests: float
    images: float
    p50: float
    p99: float
    queue_p99: float
    batch: float
    busy: float


@dataclass(frozen=True)
class Figures:
    """One service in a window; rates a second, times in seconds, NaN where nothing happened.

    Replicas count together, but each of them has all ``models``.
    ``busy`` is inference time a second: 1.0 is one thread that never rests. ``shed`` and
    ``cancelled`` are rates, ``cache_hits`` is a share of the look-ups.
    """

    engine: str
    models: int
    requests: float
    failures: float
    images: float
    p50: float
    p99: float
    queue: int
    running: int
    batch: float
    busy: float
    shed: float
    cancelled: float
    hung: int
    out_of_memory: float
    cache_hits: float
    cache_bytes: float
    cores: float
    memory: float
    rows: tuple[ModelRow, ...]


def figures(window: Window) -> Figures:
    """What a window shows of the whole service and of each model."""
    now = window.after
    hits = window.increase("latente_cache_hits_total")
    looks = hits + window.increase("latente_cache_misses_total")
    return Figures(
        engine=_engine(now),
        models=int(now.highest("latente_models")),
        requests=window.rate("latente_requests_total", _is_asked),
        failures=window.rate("latente_requests_total", _has_failed),
        images=window.rate("latente_images_total"),
        p50=window.quantile(0.50, "latente_request_seconds", _is_of_a_model),
        p99=window.quantile(0.99, "latente_request_seconds", _is_of_a_model),
        queue=int(now.total("latente_queue_images")),
        running=int(now.total("latente_running_images")),
        batch=window.mean("latente_batch_images"),
        busy=window.rate("latente_engine_seconds_sum"),
        shed=window.rate("latente_shed_total"),
        cancelled=window.rate("latente_cancelled_total"),
        hung=int(now.total("latente_engine_hung")),
        out_of_memory=window.rate("latente_out_of_memory_total"),
        cache_hits=hits / looks if looks else math.nan,
        cache_bytes=now.total("latente_cache_bytes"),
        cores=window.rate("process_cpu_seconds_total"),
        memory=now.total("process_resident_memory_bytes"),
        rows=_rows(window),
    )


def _rows(window: Window) -> tuple[ModelRow, ...]:
    names = {labels["model"] for labels in window.after.labels("latente_request_seconds_count")}
    rows = [_row(window, name) for name in names - {_OTHER}]
    return tuple(sorted(rows, key=lambda row: (-row.requests, row.model)))


def _row(window: Window, model: str) -> ModelRow:
    def own(labels: Labels) -> bool:
        return labels["model"] == model

    return ModelRow(
        model=model,
        requests=window.rate("latente_request_seconds_count", own),
        images=window.rate("latente_images_total", own),
        p50=window.quantile(0.50, "latente_request_seconds", own),
        p99=window.quantile(0.99, "latente_request_seconds", own),
        queue_p99=window.quantile(0.99, "latente_queue_seconds", own),
        batch=window.mean("latente_batch_images", own),
        busy=window.rate("latente_engine_seconds_sum", own),
    )


def _engine(now: Snapshot) -> str:
    named = {
        f"{labels['engine']} {labels['precision']} on {labels['device']}"
        for labels in now.labels("latente_engine_info")
        if "engine" in labels
    }
    return ", ".join(sorted(named)) or _NONE


def _is_asked(labels: Labels) -> bool:
    return labels["route"] not in _PROBES


def _has_failed(labels: Labels) -> bool:
    return labels["status"].startswith("5") and labels["status"] != "503"


def _is_of_a_model(labels: Labels) -> bool:
    return labels["model"] != _OTHER


def frame(address: str, shown: Figures, history: list[float]) -> RenderableType:
    """One picture of the whole: the service, then its models."""
    title = Text.assemble(
        ("Latente", "bold"), f" {address}   {shown.engine}   {shown.models} models"
    )
    return Group(Panel(_overview(shown, history), title=title, title_align="left"), _table(shown))


def _overview(shown: Figures, history: list[float]) -> Table:
    cells = [
        ("requests/s", _number(shown.requests), "p50", _time(shown.p50)),
        ("images/s", _number(shown.images), "p99", _time(shown.p99)),
        ("images waiting", str(shown.queue), "images running", str(shown.running)),
        ("images a batch", _number(shown.batch), "failures/s", _number(shown.failures)),
        ("shed/s", _number(shown.shed), "cancelled/s", _number(shown.cancelled)),
        ("hung threads", str(shown.hung), "no memory/s", _number(shown.out_of_memory)),
        ("cache hits", _share(shown.cache_hits), "cache size", _bytes(shown.cache_bytes)),
        ("processor", f"{_number(shown.cores)} cores", "memory", _bytes(shown.memory)),
    ]
    grid = Table.grid(padding=(0, 3))
    grid.add_column(style="dim", width=14)
    grid.add_column(style="bold", justify="right", width=10)
    grid.add_column(style="dim", width=14)
    grid.add_column(style="bold", justify="right", width=10)
    for row in cells:
        grid.add_row(*row)
    bars = Table.grid(padding=(0, 3))
    bars.add_column(style="dim", width=14)
    bars.add_column(style="bold", justify="right", width=10)
    bars.add_column(width=_HISTORY)
    busy = ProgressBar(total=1.0, completed=min(shown.busy, 1.0), width=27)
    bars.add_row("engine busy", _share(shown.busy), busy)
    bars.add_row("requests/s", "", Text(sparkline(history), "cyan"))
    whole = Table.grid()
    whole.add_row(grid)
    whole.add_row(bars)
    return whole


def _table(shown: Figures) -> Table:
    table = Table(expand=True)
    table.add_column("model", ratio=1)
    for name in ("requests/s", "images/s", "p50", "p99", "wait p99", "batch", "engine"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in shown.rows:
        table.add_row(
            Text(row.model),
            _number(row.requests),
            _number(row.images),
            _time(row.p50),
            _time(row.p99),
            _time(row.queue_p99),
            _number(row.batch),
            _share(row.busy),
            style=None if row.requests else "dim",
        )
    return table


def sparkline(values: list[float]) -> str:
    """Values as bars, the highest of them full."""
    highest = max(values, default=0.0) or 1.0
    return "".join(_BARS[round(value / highest * (len(_BARS) - 1))] for value in values)


def _number(value: float) -> str:
    if math.isnan(value):
        return _NONE
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _time(seconds: float) -> str:
    if math.isnan(seconds):
        return _NONE
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _share(value: float) -> str:
    return _NONE if math.isnan(value) else f"{value:.0%}"


def _bytes(value: float) -> str:
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}"
        value /= 1000
    return f"{value:.2f} GB"


def show_once(url: str, interval: float, console: Console) -> None:
    """Print one frame, over an interval in seconds.

    Raises:
        OSError: the service cannot be reached.
        ValueError: it answers with something else than metrics.
    """
    before = scrape(url)
    time.sleep(interval)
    shown = figures(Window(before, scrape(url)))
    console.print(frame(url, shown, [shown.requests]))


def show(
    url: str, interval: float, console: Console, go_on: Callable[[], bool] = lambda: True
) -> None:
    """Show a frame every ``interval`` seconds while ``go_on``; a service that is away may return.

    Interrupting (Ctrl+C) ends it.
    """
    before: Snapshot | None = None
    history: deque[float] = deque(maxlen=_HISTORY)
    with Live(Text(f"reading {url}"), console=console, screen=True, auto_refresh=False) as live:
        while go_on():
            try:
                after = scrape(url)
            except (OSError, ValueError) as error:
                live.update(Text(f"cannot read {url}: {reason(error)}", "red"), refresh=True)
                before = None
            else:
                if before is not None:
                    shown = figures(Window(before, after))
                    history.append(shown.requests)
                    live.update(frame(url, shown, list(history)), refresh=True)
                before = after
            time.sleep(interval)


def reason(error: Exception) -> str:
    """Why the metrics cannot be read, in a few words."""
    cause = getattr(error, "reason", error)
    return str(getattr(cause, "strerror", None) or cause).lower()
