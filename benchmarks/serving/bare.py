"""What one picture costs without any service around it: decode and encode, in milliseconds.

python -m benchmarks.serving.bare --weights weights --model faces-vae --seconds 3
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.serving.workload import Workload

_ROOT = Path(__file__).resolve().parent.parent.parent
_FEWEST = 20


def bare_costs(workload: Workload, seconds: float) -> dict[str, float]:
    """Medians of decode, of encoding as PNG and of both, measured in a process of its own."""
    place = ["--weights", str(workload.weights), "--model", workload.model]
    out = subprocess.run(
        [sys.executable, "-m", "benchmarks.serving.bare", *place, "--seconds", str(seconds)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    costs: dict[str, float] = json.loads(out.splitlines()[-1])
    return costs


def main() -> None:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--seconds", type=float, default=3.0)
    arguments = parser.parse_args()
    print(json.dumps(measured(arguments.weights, arguments.model, arguments.seconds)))


def measured(weights: Path, model: str, seconds: float) -> dict[str, float]:
    """The costs, in this process."""
    import torch

    import latente
    from benchmarks.serving.engines import default_decode
    from server.negotiation import Format
    from server.rendering import encode_picture, rows

    torch.set_num_threads(1)
    bundle = latente.load(model, weights)
    decode = default_decode(bundle)
    generator = torch.Generator().manual_seed(0)
    decodes: list[float] = []
    encodes: list[float] = []
    totals: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(totals) < _FEWEST:
        latents = torch.randn(1, bundle.card.latent_dim, generator=generator)
        begin = time.perf_counter()
        images = decode(latents)
        between = time.perf_counter()
        encode_picture(rows(images)[0], Format.PNG)
        done = time.perf_counter()
        decodes.append(between - begin)
        encodes.append(done - between)
        totals.append(done - begin)
    names = {"decode_ms": decodes, "encode_ms": encodes, "total_ms": totals}
    return {name: 1e3 * statistics.median(values) for name, values in names.items()}


if __name__ == "__main__":
    main()
