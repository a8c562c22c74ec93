"""What the commands share: reading settings, and ending with words instead of a traceback."""

from __future__ import annotations

from typing import Any, NoReturn

import typer
from pydantic import ValidationError

from server.settings import Settings

WRONG_USE = 2


def settings_from(**options: Any) -> Settings:
    """The settings of the environment, with the options that were given in their place.

    Ends the command where a setting is wrong.
    """
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        fail(f"setting {place} is wrong: {first['msg']}")


def fail(message: str, code: int = WRONG_USE) -> NoReturn:
    """End the command with these words and exit code."""
    typer.echo(f"latente: {message}", err=True)
    raise typer.Exit(code)
