"""The tables of a run, part by part."""

from __future__ import annotations

from benchmarks.serving.tables import Figures, Sheet, median, spread


def sheets(results: Figures) -> list[Sheet]:
    """All tables of a run, in the order of the parts."""
    found: list[Sheet] = []
    for part, make in _PARTS.items():
        if part in results:
            found += make(results[part])
    return found


def decode_sheets(decode: Figures) -> list[Sheet]:
    """Part (a)."""
    found = []
    for device, figures in decode.items():
        peaks = ", ".join(
            f"{name} {spread(peak, 0)} GFLOP/s" for name, peak in figures["peak_gflops"].items()
        )
        for name, model in figures["models"].items():
            batches = list(next(iter(model["engines"].values()))["batches"])
            rows = [_engine_row(engine) for engine in model["engines"].values()]
            found.append(
                Sheet(
                    f"Decode of {name}, {model['size']}, on {device}: ms per image "
                    "(share of the peak) by batch",
                    ("engine", *batches, "levels from the library"),
                    rows,
                    f"One decode is {model['mflop']:.1f} MFLOP. Matrix products reach {peaks}.",
                )
            )
    return found


def _engine_row(engine: Figures) -> tuple[str, ...]:
    asked = "bfloat16" if "bfloat16" in engine["title"] else "float32"
    stays = "" if engine["precision"] == asked else " (stays in float32)"
    cells = (
        f"{median(each['ms_per_image'], 2)} ({median(each['share_of_peak'], 0, 100)} %)"
        for each in engine["batches"].values()
    )
    return (engine["title"] + stays, *cells, str(engine["levels"]))


def http_sheets(http: Figures) -> list[Sheet]:
    """Part (b)."""
    systems, ours = http["systems"], http["against"]
    found = []
    for connections in map(str, http["connections"]):
        rows = []
        for name, system in systems.items():
            if name == "nothing":
                continue
            level = system["levels"][connections]
            ratios = (against.get(connections, {}).get(name) for against in ours.values())
            rows.append(
                (
                    system["title"],
                    spread(level.get("per_second")),
                    median(level.get("p50"), 1),
                    median(level.get("p99"), 1),
                    median(level.get("cpu_ms"), 2),
                    *(spread(ratio, 2, "x") for ratio in ratios),
                )
            )
        against = (f"{systems[each]['title']} against it" for each in ours)
        head = ("system", "requests a second", "p50 ms", "p99 ms", "CPU ms", *against)
        one = "1 connection" if connections == "1" else f"{connections} connections"
        found.append(Sheet(f"HTTP, 64x64 PNG, {one}", head, rows))
    return [*found, *_our_http(http)]


def _our_http(http: Figures) -> list[Sheet]:
    rows = []
    ours = http["systems"].get("latente", {}).get("levels", {})
    if "overhead_ms" in http:
        bare = http["bare"]
        rows += [
            ("one connection: median latency, ms", spread(ours["1"]["p50"], 2)),
            ("decode alone, ms", spread(bare["decode_ms"], 2)),
            ("PNG alone, ms", spread(bare["encode_ms"], 2)),
            ("latency over decode and PNG, ms", spread(http["overhead_ms"], 2)),
        ]
    if "64" in ours:
        share = ours["64"]["p99"]["median"] / ours["64"]["p50"]["median"]
        rows.append(("64 connections: p99 over p50", f"{share:.2f}"))
    if "jpeg" in http:
        rows += [
            ("64 connections, JPEG: requests a second", spread(http["jpeg"]["per_second"])),
            ("JPEG against PNG", spread(http["jpeg_ratio"], 2, "x")),
            ("as the page asks at rest: requests a second", spread(http["rested"]["per_second"])),
            ("while dragging (JPEG alone) against at rest", spread(http["dragged_ratio"], 2, "x")),
        ]
    for connections, level in http["systems"].get("nothing", {}).get("levels", {}).items():
        title = f"load generator's own ceiling, {connections} connections, requests a second"
        rows.append((title, spread(level["per_second"])))
    return [Sheet("HTTP, what else was asked", ("figure", "value"), rows)] if rows else []


def overload_sheets(overload: Figures) -> list[Sheet]:
    """Part (c)."""
    many = overload["saturating"] * overload["times"]
    titles = {
        "peak": f"{overload['saturating']} connections: the peak",
        "impatient": f"{many} connections, trying again at once",
        "patient": f"{many} connections, waiting as Retry-After says",
        "open": f"open loop, {overload['times']} times the peak's requests a second",
        "after": f"{overload['saturating']} connections again",
    }
    rows = []
    health = []
    for name, title in titles.items():
        load = overload["loads"][name]
        rows.append(
            (
                title,
                spread(load["per_second"]),
                spread(load["goodput"], 0, " %", 100),
                median(load["refused_share"], 0, 100) + " %",
                median(load.get("p50"), 0),
                median(load.get("p99"), 0),
            )
        )
        failed = sum(sum(load[f"{path} failed"]["rounds"]) for path in _HEALTH)
        asked = sum(sum(load[f"{path} asked"]["rounds"]) for path in _HEALTH)
        cells = (median(load[f"{path} {each}"], 0) for path in _HEALTH for each in ("p50", "p99"))
        health.append((title, *cells, f"{failed} of {asked}"))
    head = ("load", "answers a second", "goodput", "refused", "p50 ms", "p99 ms")
    heads = (f"{path} {each}" for path in _HEALTH for each in ("p50 ms", "p99 ms"))
    return [
        Sheet("Overload, 64x64 PNG", head, rows),
        Sheet("Health checks meanwhile", ("load", *heads, "failed"), health),
    ]


_HEALTH = ("/healthz", "/metrics")


def classroom_sheets(classroom: Figures) -> list[Sheet]:
    """Part (d)."""
    rows = [
        (
            f"{people} people, {case}",
            spread(seen["in_time"], 1, " %", 100),
            median(seen["frames_per_second_each"], 1),
            median(seen.get("p50"), 0),
            median(seen.get("p99"), 0),
            median(seen["server_cores"], 2),
        )
        for case, classes in classroom["cases"].items()
        for people, seen in classes.items()
    ]
    head = ("class", "frames under 100 ms", "frames a second each", "p50 ms", "p99 ms", "cores")
    carried = [
        (
            case,
            f"{found['people']:.0f}",
            f"{found['cores']:.2f}",
            f"{found['people_per_core']:.0f}",
        )
        for case, found in classroom["capacity"].items()
    ]
    values = classroom["values_a_second"]
    return [
        Sheet(f"A class that drags at {values:g} values a second, all at once", head, rows),
        Sheet(
            "How many may drag at once with 95 % of frames under 100 ms",
            ("pictures", "people", "cores used", "people a core"),
            carried,
        ),
    ]


def cold_start_sheets(cold: Figures) -> list[Sheet]:
    """Part (e)."""
    rows = [(title, spread(seconds, 1)) for title, seconds in cold["seconds"].items()]
    note = f"All models are {cold['models']}; every other system loads one."
    return [Sheet("From the start of the process to ready", ("system", "seconds"), rows, note)]


def transport_sheets(transport: Figures) -> list[Sheet]:
    """Part (f)."""
    rows = [
        (
            name,
            spread(case["post"]["per_second"]),
            spread(case["websocket"]["per_second"]),
            spread(case["ratio"], 2, "x"),
            median(case["post"].get("p99"), 0),
            median(case["websocket"].get("p99"), 0),
        )
        for name, case in transport["cases"].items()
    ]
    head = ("64 clients, JPEG", "POST a second", "WebSocket a second", "ratio")
    note = f"Clearly better would be {transport['clearly']:g}x."
    return [
        Sheet(
            "WebSocket against requests with one in flight",
            (*head, "POST p99 ms", "WebSocket p99 ms"),
            rows,
            note,
        )
    ]


_PARTS = {
    "decode": decode_sheets,
    "http": http_sheets,
    "overload": overload_sheets,
    "classroom": classroom_sheets,
    "cold_start": cold_start_sheets,
    "transport": transport_sheets,
}
