"""The command line: ``latente serve``, ``models``, ``top``, ``keys`` and ``cluster``."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer

from server.cluster_cli import cluster_app
from server.command import fail, settings_from
from server.keys_cli import keys_app
from server.settings import Settings

app = typer.Typer(
    help="Latente: explore the latent spaces of autoencoders.",
    no_args_is_help=True,
    add_completion=False,
)
app.add_typer(cluster_app, name="cluster")
app.add_typer(keys_app, name="keys")

_FAILED = 1
WeightsOption = Annotated[
    Path | None, typer.Option(help="Folder with the published models. [env: LATENTE_WEIGHTS]")
]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0: any free one.")] = None,
    weights: WeightsOption = None,
    device: Annotated[
        str | None, typer.Option(help="auto, cpu, cuda, cuda:N or mps. [env: LATENTE_DEVICE]")
    ] = None,
) -> None:
    """Serve the page and the API. Options win over LATENTE_* variables."""
    settings = settings_from(host=host, port=port, weights=weights, device=device)
    _require_weights(settings.weights)
    _require_keys(settings)
    # The port first: it is the quickest to judge, and torch takes seconds to import.
    with _ended_by_sigterm(), _listen(settings.host, settings.port) as listener:
        _require_engine(settings)
        _run(settings, listener)


@app.command()
def models(weights: WeightsOption = None) -> None:
    """List the published models and say of each whether it can be used."""
    settings = settings_from(weights=weights)
    _require_weights(settings.weights)
    from latente.errors import BundleError
    from latente.storage import discover, load_bundle

    for folder in discover(settings.weights):
        try:
            card = load_bundle(folder).card
        except BundleError as error:
            typer.echo(f"{folder.name}\tunusable: {error.reason}")
        else:
            size = f"{card.image.width}x{card.image.height}x{card.image.channels}"
            typer.echo(f"{card.id}\t{card.family}\t{card.latent_dim} dimensions\t{size}")


@app.command()
def top(
    address: Annotated[str, typer.Argument(help="Of the service.")] = "127.0.0.1:8000",
    interval: Annotated[
        float, typer.Option(min=0.1, max=60.0, help="Seconds between two looks.")
    ] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Print one frame and end.")] = False,
) -> None:
    """Show what a running service does, from its /metrics. Ctrl+C ends it."""
    from rich.console import Console

    from server.scrape import metrics_url
    from server.top import reason, show, show_once

    console = Console()
    try:
        url = metrics_url(address)
    except ValueError as error:
        fail(str(error))
    if not once and console.is_terminal:
        with contextlib.suppress(KeyboardInterrupt):
            show(url, interval, console)
        return
    try:
        show_once(url, interval, console)
    except (OSError, ValueError) as error:
        typer.echo(f"latente: cannot read {url}: {reason(error)}", err=True)
        raise typer.Exit(_FAILED) from None


@contextlib.contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Until the server itself takes care of it, SIGTERM ends with code 0: nothing runs yet."""

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _require_weights(folder: Path) -> None:
    if not folder.is_dir():
        fail(f"there is no weights folder {folder}; name one with --weights")


def _require_keys(settings: Settings) -> None:
    from server.keys import KeysError, read_keys

    try:
        if settings.api_keys_file is not None:
            read_keys(settings.api_keys_file)
    except KeysError as error:
        fail(f"{error}; `latente keys new NAME` makes one")


def _require_engine(settings: Settings) -> None:
    from server.device import DeviceError, resolve_device
    from server.engine.choice import EngineError, choose_engine

    try:
        choose_engine(settings.engine, resolve_device(settings.device))
    except (DeviceError, EngineError) as error:
        fail(str(error))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return _bound(socket.socket(family, kind), address)
    except OSError as error:
        reason = error.strerror or str(error)
        fail(f"cannot listen on {host} port {port}: {reason.lower()}; choose another --port")


def _bound(listener: socket.socket, address: Any) -> socket.socket:
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener


def _run(settings: Settings, listener: socket.socket) -> None:
    from server.access_log import open_logs
    from server.app import create_app
    from server.descriptors import raise_limit
    from server.listening import exposure, server_config
    from server.stopping import StoppableServer, leave

    open_logs(settings)
    raise_limit()
    port = listener.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    logging.getLogger("latente").info("Latente is on http://%s:%d", host, port)
    for line in exposure(settings):
        logging.getLogger("latente").warning("%s", line)
    config = server_config(create_app(settings), settings)
    StoppableServer(config, settings.grace_seconds).run(sockets=[listener])
    leave()


if __name__ == "__main__":
    app()
