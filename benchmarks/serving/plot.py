"""The run as one picture, a panel for each part."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib.axes import Axes
from matplotlib.figure import Figure

Figures = dict[str, Any]
_OURS, _THEIRS = "#0b6e99", "#b0b7bd"


def draw(results: Figures, path: Path) -> None:
    """Draw what there is into ``path``; nothing where there is nothing to draw."""
    panels = [
        (panel, results[part])
        for part, those in _PANELS.items()
        if part in results
        for panel in those
    ]
    columns = min(3, len(panels))
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(5.2 * columns, 3.9 * rows), layout="constrained")
    for place, (panel, figures) in enumerate(panels, start=1):
        panel(figure.add_subplot(rows, columns, place), figures)
    machine = results["machine"]
    figure.suptitle(f"{machine['processor']}, {machine['cores']} cores, {machine['when']}")
    figure.savefig(path, dpi=110)


def _decode(axes: Axes, decode: Figures) -> None:
    model = list(decode["cpu"]["models"].values())[-1]
    for engine in model["engines"].values():
        batches = list(engine["batches"])
        shares = [100 * engine["batches"][each]["share_of_peak"]["median"] for each in batches]
        axes.plot(batches, shares, marker="o", label=engine["title"])
    axes.set(
        title=f"Decode, {model['size']}", xlabel="batch", ylabel="% of the matrix-product peak"
    )
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=7)


def _http_rates(axes: Axes, http: Figures) -> None:
    _http(axes, http, "per_second", "requests a second")


def _http_tail(axes: Axes, http: Figures) -> None:
    _http(axes, http, "p99", "p99, ms")
    axes.set_yscale("log")


def _http(axes: Axes, http: Figures, figure: str, label: str) -> None:
    for name, system in http["systems"].items():
        if name == "nothing":
            continue
        ours = name.startswith("latente")
        levels = {each: level for each, level in system["levels"].items() if figure in level}
        values = [level[figure]["median"] for level in levels.values()]
        width, style = (2.2, "-") if ours else (1.2, "--")
        axes.plot(list(levels), values, style, marker="o", linewidth=width, label=system["title"])
    axes.set(title="HTTP, 64x64 PNG", xlabel="connections", ylabel=label)
    axes.legend(fontsize=7)


def _overload(axes: Axes, overload: Figures) -> None:
    loads = overload["loads"]
    shares = [100 * load["goodput"]["median"] for load in loads.values()]
    axes.bar(list(loads), shares, color=_OURS)
    axes.axhline(90, color="black", linewidth=0.8, linestyle=":")
    axes.set(title="Ten-fold overload", ylabel="goodput, % of the peak")


def _classroom(axes: Axes, classroom: Figures) -> None:
    for case, found in classroom["capacity"].items():
        people, shares = zip(*found["seen"], strict=True)
        axes.plot(people, [100 * share for share in shares], marker="o", label=case)
    axes.axhline(95, color="black", linewidth=0.8, linestyle=":")
    axes.set(title="A class that drags at once", xlabel="people", ylabel="% of frames under 100 ms")
    axes.legend(fontsize=7)


def _cold_start(axes: Axes, cold: Figures) -> None:
    titles = list(cold["seconds"])[::-1]
    seconds = [cold["seconds"][title]["median"] for title in titles]
    colours = [_OURS if title.startswith("Latente") else _THEIRS for title in titles]
    axes.barh(titles, seconds, color=colours)
    axes.set(title="Cold start", xlabel="seconds to ready")


def _transport(axes: Axes, transport: Figures) -> None:
    names = list(transport["cases"])
    for shift, (way, colour) in enumerate((("post", _THEIRS), ("websocket", _OURS))):
        rates = [transport["cases"][name][way]["per_second"]["median"] for name in names]
        places = [k + 0.4 * shift for k in range(len(names))]
        axes.bar(places, rates, 0.4, color=colour, label=way)
    axes.set_xticks([k + 0.2 for k in range(len(names))], names, fontsize=7, rotation=15)
    axes.set(title="Requests or a WebSocket, 64 clients", ylabel="pictures a second")
    axes.legend(fontsize=7)


Panel = Callable[[Axes, Figures], None]
_PANELS: dict[str, tuple[Panel, ...]] = {
    "decode": (_decode,),
    "http": (_http_rates, _http_tail),
    "overload": (_overload,),
    "classroom": (_classroom,),
    "cold_start": (_cold_start,),
    "transport": (_transport,),
}
