"""The commands ``latente keys new``, ``list`` and ``remove``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from server.command import fail, settings_from

keys_app = typer.Typer(help="Keys of the API, in a file that holds only their hashes.")

FileOption = Annotated[
    Path | None, typer.Option("--file", help="File of keys. [env: LATENTE_API_KEYS_FILE]")
]
NameArgument = Annotated[str, typer.Argument(help="Whose key it is.")]


@keys_app.command("new")
def new(
    name: NameArgument,
    limit: Annotated[
        int, typer.Option(min=0, help="Requests a minute; 0: no limit of its own.")
    ] = 0,
    file: FileOption = None,
) -> None:
    """Make a key and print it, this once: only its hash is kept."""
    from server.keys import KeysError, new_key

    path = _file(file)
    try:
        made = new_key(path, name, limit)
    except KeysError as error:
        fail(str(error))
    typer.echo(made)
    typer.echo(f"latente: {path} holds the hash of this key of {name}; keep the key.", err=True)


@keys_app.command("list")
def show(file: FileOption = None) -> None:
    """List the names of the keys and their limits."""
    from server.keys import KeysError, read_keys

    try:
        keys = read_keys(_file(file)).keys
    except KeysError as error:
        fail(str(error))
    for key in keys:
        typer.echo(f"{key.name}\t{f'{key.limit} a minute' if key.limit else 'no limit'}")


@keys_app.command("remove")
def remove(name: NameArgument, file: FileOption = None) -> None:
    """Remove a key: a running service refuses it within a second."""
    from server.keys import KeysError, remove_key

    try:
        remove_key(_file(file), name)
    except KeysError as error:
        fail(str(error))


def _file(given: Path | None) -> Path:
    path = given or settings_from().api_keys_file
    if path is None:
        fail("name the file of keys with --file or LATENTE_API_KEYS_FILE")
    return path
