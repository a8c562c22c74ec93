"""The same application on many machines: replicas under Ray Serve (extra ``cluster``).

Each replica is one process with an application of its own, made by
:func:`server.app.create_app`: its models, its micro-batcher, its queue and its 503 when that
is full. Ray Serve shares requests among replicas, starts more when many requests are under
way, replaces the dead, and updates one after the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ray
from ray import serve
from ray.serve.config import AutoscalingConfig, HTTPOptions, ProxyLocation
from ray.serve.schema import LoggingConfig
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.access_log import open_logs
from server.cluster_asgi import ReplicaApp
from server.cluster_metrics import Board, merged
from server.cluster_scale import Scale
from server.settings import Settings

APPLICATION = "latente"
DEPLOYMENT = "Latente"
_NAMESPACE = "latente"
_BOARD = "metrics"
_REPORT_SECONDS = 2.0
_READY_SECONDS = 300.0
# Far more than a replica's own queue lets through, so that a full replica always says so
# itself, with a problem document, and nothing queues unseen in the proxy.
_ONGOING_PER_IMAGE = 4

log = logging.getLogger("latente.cluster")


class Replica:
    """One replica: an application, told by Ray Serve when to start and when to stop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        open_logs(settings)
        _listen_on_one_address()

    def __serve_build_asgi_app__(self) -> ASGIApp:
        """The application; Ray Serve calls this once, in the replica."""
        # Here, not above: whoever only starts, asks or stops replicas needs no torch.
        from server.app import create_app

        self._inner = ReplicaApp(create_app(self._settings), _READY_SECONDS)
        name = serve.get_replica_context().replica_tag
        return SharedMetrics(self._inner, name)

    async def check_health(self) -> None:
        """Ray Serve replaces a replica for which this keeps raising: one that is not ready."""
        await self._inner.require_ready()


def _listen_on_one_address() -> None:
    """Let this replica's own gRPC server listen on the node's address only.

    Ray Serve would listen on every interface, for messages that are pickles; and it has no
    option for it.
    """
    from ray.serve._private import replica

    plain = replica.add_port_to_grpc_server
    host = ray.util.get_node_ip_address()
    own = f"[{host}]" if ":" in host else host

    def add_port(server: Any, address: str) -> int:
        return int(plain(server, address.replace("[::]", own)))

    replica.add_port_to_grpc_server = add_port


class SharedMetrics:
    """Answers ``/metrics`` for all replicas, since a caller cannot choose which one it asks.

    Args:
        app: the application of this replica.
        name: the name of this replica.
    """

    def __init__(self, app: ReplicaApp, name: str) -> None:
        self._app = app
        self._name = name
        self._reporting: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything else on."""
        if scope["type"] == "lifespan":
            try:
                await self._app(scope, receive, self._reporting_from_start(send))
            finally:
                if self._reporting is not None:
                    self._reporting.cancel()
        elif scope["type"] == "http" and (scope["path"], scope["method"]) == ("/metrics", "GET"):
            await (await self._answer())(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _reporting_from_start(self, send: Send) -> Send:
        async def noted(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._reporting = asyncio.create_task(self._report())
            await send(message)

        return noted

    async def _answer(self) -> Response:
        own = await self._app.ask("/metrics")
        if own.status != 200:
            return Response(own.body, own.status, dict(own.headers))
        texts = {**await self._others(), self._name: own.body.decode()}
        # Thousands of lines take tens of milliseconds: other requests need not wait for them.
        text = await asyncio.to_thread(merged, texts)
        return Response(text, media_type=own.headers["content-type"])

    async def _others(self) -> dict[str, str]:
        try:
            texts: dict[str, str] = await asyncio.wait_for(_board().read.remote(), 1.0)
        except (ray.exceptions.RayError, TimeoutError):
            log.warning("the figures of the other replicas are not at hand")
            return {}
        return texts

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(_REPORT_SECONDS)
            text = await self._app.exposition()
            with contextlib.suppress(ray.exceptions.RayError):
                await _board().report.remote(self._name, text)


def _board() -> Any:
    """The one actor that keeps the figures; the first who asks starts it."""
    return (
        ray.remote(Board)
        .options(
            name=_BOARD,
            namespace=_NAMESPACE,
            lifetime="detached",
            get_if_exists=True,
            max_restarts=-1,
            num_cpus=0,
        )
        .remote()
    )


def application(settings: Settings, scale: Scale) -> serve.Application:
    """The deployment of these settings, for :func:`ray.serve.run`.

    Every call makes a new version: run again, it replaces the replicas one after the other.
    """
    # Replicas have another working directory.
    places = {"weights": settings.weights.resolve(), "frontend": settings.frontend.resolve()}
    deployment = serve.deployment(
        serve.ingress()(Replica),
        name=DEPLOYMENT,
        ray_actor_options={"num_cpus": scale.cpus, "num_gpus": scale.gpus},
        max_ongoing_requests=_ONGOING_PER_IMAGE * settings.queue_images,
        graceful_shutdown_timeout_s=settings.grace_seconds,
        graceful_shutdown_wait_loop_s=0.2,
        health_check_period_s=5.0,
        health_check_timeout_s=10.0,
        max_constructor_retry_count=3,
        max_surge_percent=1 if scale.surge else 0,
        **_count(scale),
    )
    return deployment.bind(settings.model_copy(update=places))


def _count(scale: Scale) -> dict[str, Any]:
    if scale.most <= scale.replicas:
        return {"num_replicas": scale.replicas}
    autoscaling = AutoscalingConfig(
        min_replicas=scale.replicas,
        max_replicas=scale.most,
        target_ongoing_requests=scale.target_ongoing,
        upscale_delay_s=5.0,
        downscale_delay_s=300.0,
        look_back_period_s=15.0,
    )
    return {"autoscaling_config": autoscaling}


def deploy(settings: Settings, scale: Scale) -> None:
    """Run the application on the cluster that this process is connected to; wait for it.

    Where it runs already, its replicas are replaced one after the other.

    Raises:
        RuntimeError: the replicas do not get ready; Ray Serve's message says why.
    """
    # The addresses of images carry latents, which are nobody's business: no access log.
    quiet = LoggingConfig(enable_access_log=False, log_level="WARNING")
    logging.getLogger("ray.serve").setLevel(logging.WARNING)
    serve.start(
        proxy_location=ProxyLocation.EveryNode,
        http_options=HTTPOptions(host=settings.host, port=settings.port),
        logging_config=quiet,
    )
    made = application(settings, scale)
    try:
        serve.run(made, name=APPLICATION, route_prefix="/", logging_config=quiet)
    except RuntimeError as error:
        raise RuntimeError(_reason() or str(error)) from error


def _reason() -> str:
    """The last thing that Ray Serve says of replicas that did not get ready."""
    found = serve.status().applications.get(APPLICATION)
    if found is None or DEPLOYMENT not in found.deployments:
        return ""
    lines = str(found.deployments[DEPLOYMENT].message).strip().splitlines()
    return next((line.strip() for line in reversed(lines) if "Error" in line), "")


def remove() -> None:
    """Take the application off the cluster; running requests end within the grace time."""
    serve.shutdown()
    with contextlib.suppress(ValueError):
        ray.kill(ray.get_actor(_BOARD, _NAMESPACE))


@dataclass(frozen=True)
class ReplicaStatus:
    """One replica as Ray Serve sees it; ``pid`` is None until its process lives."""

    name: str
    state: str
    pid: int | None
    node: str | None


def replicas() -> list[ReplicaStatus]:
    """The replicas that there are now, starting and stopping ones too."""
    return list(_replicas())


def _replicas() -> Iterator[ReplicaStatus]:
    # Ray Serve tells process ids only through its dashboard, which is off, and here.
    from ray.serve.context import _get_global_client

    client = _get_global_client(raise_if_no_controller_running=False)
    details = {} if client is None else client.get_serve_details()
    found = details.get("applications", {}).get(APPLICATION, {}).get("deployments", {})
    for each in found.get(DEPLOYMENT, {}).get("replicas", []):
        state = getattr(each["state"], "value", each["state"])
        yield ReplicaStatus(each["replica_id"], str(state), each.get("pid"), each.get("node_ip"))


def state() -> str:
    """The state of the application in Ray Serve's words; ``NOT_STARTED`` where there is none."""
    found = serve.status().applications.get(APPLICATION)
    return "NOT_STARTED" if found is None else str(found.status.value)
