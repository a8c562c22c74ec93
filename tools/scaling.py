"""Fills the computed tables of ``docs/scaling.md`` from the measured one at its top.

    python tools/scaling.py            # after a change of a figure
    python tools/scaling.py --check    # says whether the page agrees with itself

Only the table of figures and the text are written by hand.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "scaling.md"
PEOPLE = (30, 300, 1_000, 10_000)
_ROW = re.compile(r"^\| `(\w+)` \| ([\d.,]+) \|", re.MULTILINE)
_BLOCK = re.compile(r"(<!-- computed: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


class Figures(dict[str, float]):
    """The figures of the page by name; a missing one says which it is."""

    def __missing__(self, name: str) -> float:
        raise KeyError(f"the page has no figure {name}")


def read(text: str) -> Figures:
    """The figures in the tables at the top of the page."""
    return Figures({name: float(value.replace(",", "")) for name, value in _ROW.findall(text)})


def people_per_core(figures: Figures, size: int) -> float:
    """People who drag all at once, per core, with some of it kept free."""
    rate = figures[f"requests_per_core_{size}"]
    return rate * figures["utilisation"] / figures["values_per_second"]


def people_per_gpu(figures: Figures) -> float:
    """The same for one GPU and pictures of 64x64."""
    return figures["requests_per_gpu_64"] * figures["utilisation"] / figures["values_per_second"]


def sizes(figures: Figures) -> list[int]:
    """The sizes of pictures for which there is a figure."""
    return [size for size in (28, 64) if f"requests_per_core_{size}" in figures]


def has_gpu(figures: Figures) -> bool:
    """Whether a GPU was measured."""
    return "requests_per_gpu_64" in figures


def capacity(figures: Figures) -> str:
    """Machines for so many people who drag all at once."""
    named = [f"cores, {size}x{size}" for size in sizes(figures)]
    named += ["GPUs, 64x64"] if has_gpu(figures) else []
    head = ["people dragging", "requests a second", *named, "replicas of 2 cores, 64x64"]
    rows = [head, ["---:"] * len(head)]
    for people in PEOPLE:
        asked = people * figures["values_per_second"]
        needed = [math.ceil(people / people_per_core(figures, size)) for size in sizes(figures)]
        if has_gpu(figures):
            needed.append(math.ceil(people / people_per_gpu(figures)))
        replicas = math.ceil(people / people_per_core(figures, 64) / 2)
        rows.append([_whole(people), _whole(asked), *map(_whole, needed), _whole(replicas)])
    return _table(rows)


def cost(figures: Figures) -> str:
    """An hour of 1,000 people, in the currency of the prices."""
    head = ["1,000 people for an hour", "a class: all drag", "visitors: few drag at a time"]
    rows = [head, ["---", "---:", "---:"]]
    shares = (1.0, figures["dragging_share"])
    for size in sizes(figures):
        per = [1000 * share / people_per_core(figures, size) for share in shares]
        prices = [f"{cores * figures['core_hour']:.2f}" for cores in per]
        rows.append([f"cores, {size}x{size}", *prices])
    if has_gpu(figures):
        per = [1000 * share / people_per_gpu(figures) for share in shares]
        rows.append(["GPUs, 64x64", *(f"{gpus * figures['gpu_hour']:.2f}" for gpus in per)])
    return _table(rows)


def limits(figures: Figures) -> str:
    """What each part on the way carries, as people who drag 64x64 all at once."""
    drag = figures["values_per_second"]
    front = 1000 * figures["utilisation"] / (figures["haproxy_ms"] * drag)
    plain = 1000 * figures["utilisation"] / (figures["ray_proxy_ms"] * drag)
    line = 1e9 / 8 * figures["utilisation"] / (figures["jpeg_bytes_64"] * drag)
    rows = [
        ["part", "people"],
        ["---", "---:"],
        ["the service, one core", _whole(math.floor(people_per_core(figures, 64)))],
        ["HAProxy, one core", _whole(math.floor(front))],
        ["Ray's own proxy, which is one process", _whole(math.floor(plain))],
        ["a line of 1 Gbit/s, JPEG", _whole(math.floor(line))],
    ]
    if has_gpu(figures):
        rows.insert(3, ["inference, one GPU", _whole(math.floor(people_per_gpu(figures)))])
    return _table(rows)


BLOCKS: dict[str, Callable[[Figures], str]] = {
    "capacity": capacity,
    "cost": cost,
    "limits": limits,
}


def filled(text: str) -> str:
    """The page with its computed tables computed again."""
    figures = read(text)
    return _BLOCK.sub(lambda found: found[1] + BLOCKS[found[2]](figures) + found[3], text)


def _whole(number: float) -> str:
    return f"{number:,.0f}"


def _table(rows: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main() -> int:
    """Write the page, or only check it."""
    text = PAGE.read_text()
    new = filled(text)
    if "--check" in sys.argv[1:]:
        return int(new != text)
    PAGE.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
