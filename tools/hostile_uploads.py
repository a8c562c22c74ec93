"""Measures what reading hostile uploads costs, for ``docs/reliability/uploads.json``.

    python -m tools.hostile_uploads

Each file is read some times as it is and as base64, in a process of its own: CPU time from there
to the refusal, or to the pixels, and by how much the process's peak memory rose (Linux only).
"""

from __future__ import annotations

import json
import platform
import statistics
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from tests.hardening import files
from tests.hardening.memory import readings

FORMS = ("file", "base64")
REPOSITORY = Path(__file__).resolve().parent.parent


def hostile() -> dict[str, bytes]:
    """The files by name: those that are refused, bombs beside right pixels, and a large one."""
    return {
        **{name: make() for name, (make, _) in files.refused().items()},
        **{f"PNG with a bomb: {name}": data for name, data in files.text_bombs().items()},
        "JPEG with 2,000 tags of 6 MiB": files.exif_bomb_jpeg(),
        "for comparison: PNG of 4000 x 4000 RGB, allowed": files.zero_png(4000, 8, 2),
    }


def _costs(*readings_of_one: tuple[str, int, float, list[float]]) -> dict[str, Any]:
    """Status, CPU time and memory of one file, in each form."""
    told: dict[str, Any] = {"status": readings_of_one[0][1]}
    for form, (_, _, grown, spent) in zip(FORMS, readings_of_one, strict=True):
        told[f"{form}_cpu_ms_median"] = round(statistics.median(spent), 2)
        told[f"{form}_cpu_ms_max"] = round(max(spent), 2)
        told[f"{form}_peak_memory_grown_mib"] = round(grown, 1)
    return told


def main(
    rounds: Annotated[int, typer.Option(min=1, help="How often each file is read.")] = 21,
    output: Annotated[Path, typer.Option(help="Where the figures go.")] = REPOSITORY
    / "docs"
    / "reliability"
    / "uploads.json",
) -> None:
    """Read every file, and write what it took."""
    sent = hostile()
    with tempfile.TemporaryDirectory() as folder:
        for index, data in enumerate(sent.values()):
            (Path(folder) / f"{index:03}").write_bytes(data)
        read = {form: readings(Path(folder), rounds, form) for form in FORMS}
    found = [
        {"file": name, "bytes": len(data), **_costs(*each)}
        for (name, data), *each in zip(sent.items(), *read.values(), strict=True)
    ]
    refusals = [each for each in found if each["status"] != 200]
    figures = {
        "rounds": rounds,
        "most_of_a_refusal": {
            name: max(each[name] for each in refusals)
            for name in refusals[0]
            if name.endswith(("_ms_max", "_mib"))
        },
        "machine": f"{platform.machine()}, {platform.system()}",
        "versions": {"python": platform.python_version(), "pillow": version("pillow")},
        "files": found,
    }
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    typer.echo(f"{len(found)} files: {output}")


if __name__ == "__main__":
    typer.run(main)
