"""What ``latente cluster`` does: start, update, show and end the replicas of a cluster."""

from __future__ import annotations

import contextlib
import logging
import math
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from server.cluster_node import (
    Cluster,
    ClusterError,
    environment,
    is_alive,
    recorded,
    require_free,
    start,
    stop,
)
from server.cluster_scale import Scale
from server.settings import Settings

_ANSWER_SECONDS = 5.0


def bring_up(settings: Settings, scale: Scale, address: str | None) -> str:
    """Start the replicas, or update those that run; return where the service is.

    Args:
        settings: of each replica; ``host`` and ``port`` of the whole.
        scale: how many replicas.
        address: of a Ray cluster that runs already; None: one of this machine's own.

    Raises:
        ClusterError: it cannot be done; the message says why.
    """
    if address is not None:
        with _connected(address):
            _deploy(settings, scale)
        return f"port {settings.port} of the nodes of {address}"
    cluster = _living()
    if cluster is not None:
        with _connected_to(cluster):
            _deploy(_placed(settings, cluster), scale)
        return cluster.url
    return _start(settings, scale).url


def _start(settings: Settings, scale: Scale) -> Cluster:
    require_free(settings.host, settings.port)
    cpus, gpus = math.ceil(scale.room * scale.cpus), math.ceil(scale.room * scale.gpus)
    cluster = start(settings.host, settings.port, cpus, gpus)
    try:
        with _connected_to(cluster):
            _deploy(_placed(settings, cluster), scale)
    except BaseException:
        stop(cluster)
        raise
    return cluster


def _placed(settings: Settings, cluster: Cluster) -> Settings:
    """Where a cluster listens is settled when it starts."""
    return settings.model_copy(update={"host": cluster.host, "port": cluster.port})


def _deploy(settings: Settings, scale: Scale) -> None:
    from server.cluster import deploy

    try:
        deploy(settings, scale)
    except RuntimeError as error:
        raise ClusterError(f"the replicas do not get ready: {error}") from error


def show(address: str | None) -> dict[str, Any]:
    """The state of the service, its address, the folder of its logs, and its replicas.

    Raises:
        ClusterError: no cluster is up, or it does not answer.
    """
    cluster = None if address else _living()
    if address is None and cluster is None:
        raise ClusterError("no cluster is up")
    with _connected_to(cluster) if cluster else _connected(str(address)):
        from server.cluster import replicas, state

        return {
            "state": state(),
            "url": cluster.url if cluster else None,
            "logs": str(cluster.folder / "ray" / "session_latest" / "logs") if cluster else None,
            "replicas": [asdict(each) for each in replicas()],
        }


def take_down(address: str | None) -> bool:
    """Let running requests end, then end the replicas; say whether there was a cluster.

    A Ray cluster that was not started here goes on without them.

    Raises:
        ClusterError: the cluster does not answer.
    """
    if address is not None:
        with _connected(address):
            _remove()
        return True
    cluster = recorded()
    if cluster is None:
        return False
    try:
        if is_alive(cluster):
            with _connected_to(cluster):
                _remove()
    finally:
        stop(cluster)
    return True


def _remove() -> None:
    from server.cluster import remove

    remove()


def _living() -> Cluster | None:
    """The cluster of this machine; what is left of one that died is cleared away."""
    cluster = recorded()
    if cluster is not None and not is_alive(cluster):
        stop(cluster)
        return None
    return cluster


@contextlib.contextmanager
def _connected_to(cluster: Cluster) -> Iterator[None]:
    # Ray reads them when it is imported first.
    os.environ.update(environment(cluster.folder))
    with _connected(cluster.ray):
        yield


@contextlib.contextmanager
def _connected(address: str) -> Iterator[None]:
    """This process as a client of a Ray cluster."""
    _require_answer(address)
    import ray

    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, ray.exceptions.RayError) as error:
        raise ClusterError(f"no Ray cluster lets us in at {address}") from error
    try:
        yield
    finally:
        ray.shutdown()


def _require_answer(address: str) -> None:
    """Ray itself would try for minutes where nobody listens."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER_SECONDS).close()
    except (OSError, ValueError):
        raise ClusterError(f"no Ray cluster answers at {address}") from None
