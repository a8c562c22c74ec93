"""``latente cluster up | status | down``: replicas of the service under Ray Serve."""

from __future__ import annotations

import contextlib
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from server.cluster_scale import Scale
from server.command import fail, settings_from

cluster_app = typer.Typer(
    help="Run many replicas of the service, on one machine or several (Ray Serve).",
    no_args_is_help=True,
)

_FAILED = 1

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port; 0: any free one.")]
Weights = Annotated[Path | None, typer.Option(help="Folder with the published models.")]
Device = Annotated[str | None, typer.Option(help="auto, cpu, cuda or mps.")]
Replicas = Annotated[int, typer.Option(min=1, help="Replicas that always run.")]
MaxReplicas = Annotated[
    int | None, typer.Option(min=1, help="Most replicas under load; default: no more.")
]
Cpus = Annotated[float, typer.Option(min=0.1, help="Cores of one replica.")]
Gpus = Annotated[float, typer.Option(min=0.0, help="GPUs of one replica.")]
TargetRequests = Annotated[
    float, typer.Option(min=1.0, help="Requests under way in one replica before one more.")
]
Surge = Annotated[
    bool | None,
    typer.Option(help="Update by starting the new before stopping the old; without GPUs, yes."),
]
Address = Annotated[
    str | None,
    typer.Option(help="A Ray cluster that runs already (host:port); default: one of its own."),
]


@cluster_app.command()
def up(
    host: Host = None,
    port: Port = None,
    weights: Weights = None,
    device: Device = None,
    replicas: Replicas = 2,
    max_replicas: MaxReplicas = None,
    cpus: Cpus = 1.0,
    gpus: Gpus = 0.0,
    target_requests: TargetRequests = 32.0,
    surge: Surge = None,
    address: Address = None,
) -> None:
    """Start the replicas, or update those that run, one after the other without a pause.

    Settings come from LATENTE_* variables too.
    """
    _require_ray()
    settings = settings_from(host=host, port=port, weights=weights, device=device)
    if not settings.weights.is_dir():
        fail(f"there is no weights folder {settings.weights}; name one with --weights")
    most = max(replicas, max_replicas or replicas)
    wanted = gpus == 0 if surge is None else surge
    scale = Scale(replicas, most, cpus, gpus, target_requests, wanted)
    with _failures():
        from server.cluster_control import bring_up

        place = bring_up(settings, scale, address)
    typer.echo(f"Latente is on {place} with {replicas} replicas")


@cluster_app.command()
def status(
    address: Address = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show the replicas; exit code 0 if the service runs."""
    _require_ray()
    with _failures():
        from server.cluster_control import show

        now = show(address)
    typer.echo(json.dumps(now) if as_json else _words(now))
    if now["state"] != "RUNNING":
        raise typer.Exit(_FAILED)


@cluster_app.command()
def down(address: Address = None) -> None:
    """Finish what runs and end every replica; a cluster that `up` started ends with them."""
    _require_ray()
    with _failures():
        from server.cluster_control import take_down

        was_up = take_down(address)
    typer.echo("the cluster is down" if was_up else "no cluster is up")


def _words(now: dict[str, Any]) -> str:
    head = f"{now['state']} on {now['url']}" if now["url"] else str(now["state"])
    rows = [
        f"  {each['name']}\t{each['state']}\tprocess {each['pid']}\ton {each['node']}"
        for each in now["replicas"]
    ]
    logs = [f"logs: {now['logs']}"] if now["logs"] else []
    return "\n".join([head, *rows, *logs])


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    from server.cluster_node import ClusterError

    try:
        yield
    except ClusterError as error:
        fail(str(error), _FAILED)


def _require_ray() -> None:
    if any(importlib.util.find_spec(name) is None for name in ("ray", "psutil")):
        fail("this needs Ray Serve: pip install 'latente[cluster]'")
