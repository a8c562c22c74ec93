"""The first node of a local cluster, as a process of its own: ``python -m server.cluster_head``.

``latente cluster up`` starts it, with the environment of :func:`server.cluster_node.environment`,
and ``latente cluster down`` ends it, with SIGTERM; with it goes all of Ray.
"""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

import ray

# Requests pass from process to process in messages; hardly anything needs the object store.
_OBJECT_STORE_BYTES = 128 * 1024 * 1024


def main() -> None:
    """Start Ray, write its address to ``FOLDER/address``, and wait for SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cpus", type=int, required=True)
    parser.add_argument("--gpus", type=int, required=True)
    options = parser.parse_args()
    ray.init(
        address="local",
        num_cpus=options.cpus,
        num_gpus=options.gpus,
        object_store_memory=_OBJECT_STORE_BYTES,
        include_dashboard=False,
        log_to_driver=False,
        _temp_dir=str(options.folder / "ray"),
    )
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    _publish(options.folder / "address", ray.get_runtime_context().gcs_address)
    stopped.wait()
    ray.shutdown()


def _publish(path: Path, text: str) -> None:
    """Write a file that others never see half-written."""
    draft = path.with_suffix(".draft")
    draft.write_text(text)
    draft.replace(path)


if __name__ == "__main__":
    main()
