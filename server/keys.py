"""API keys: made at random, kept as hashes, compared in constant time.

A key has 256 random bits, so one round of SHA-256 is the right hash: there is nothing to guess,
whatever a guess costs. Salt and slow hashes are for passwords, which people choose; here they
would only make every request slower.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

log = logging.getLogger("latente")

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_BEGINNING = "latente_"
_LOOK_SECONDS = 1.0
_MOST_BYTES = 4 * 2**20
_TURN_SECONDS, _TURN_LOOK_SECONDS = 5.0, 0.01
# Of keys that came in LATENTE_API_KEYS, and have no names.
_UNNAMED = "environment"


class KeysError(Exception):
    """The file of keys cannot be used; the message says why, and holds no key."""


class Key(BaseModel):
    """One key: whose it is, its hash, and how often it may be used."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=f"^{NAME.pattern}$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    limit: int = Field(0, ge=0, description="Requests a minute; 0: no limit of its own.")


class KeyFile(BaseModel):
    """What the file holds. No key is in it, so who reads it cannot use the API."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keys: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _names_are_used_once(self) -> KeyFile:
        names = [key.name for key in self.keys]
        if len(set(names)) < len(names):
            raise ValueError("a name occurs twice")
        return self


def digest(key: str) -> str:
    """The hash of a key, in hexadecimal."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def read_keys(path: Path) -> KeyFile:
    """Read the file of keys.

    Raises:
        KeysError: it is missing, too large, or no such file.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise KeysError(f"cannot read the keys file {path}: {error.strerror}") from None
    if len(text) > _MOST_BYTES:
        raise KeysError(f"the keys file {path} is larger than {_MOST_BYTES} bytes")
    try:
        return KeyFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "file"
        raise KeysError(f"the keys file {path} is wrong: {place}: {first['msg']}") from None


def change_keys(path: Path, change: Callable[[tuple[Key, ...]], tuple[Key, ...]]) -> None:
    """Write the file of keys anew, whole or not at all; only its owner can read it.

    Of several that change it at once each waits for the one before, so that no key is lost.

    Args:
        path: the file; made where there is none.
        change: from the keys that are there to those that shall be.

    Raises:
        KeysError: as :func:`read_keys`; or it cannot be written.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        file = os.fdopen(_place(partial), "w", encoding="utf-8")
        try:
            with file:
                keys = change(read_keys(path).keys if path.exists() else ())
                json.dump(KeyFile(keys=keys).model_dump(), file, indent=2)
                file.write("\n")
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise KeysError(f"cannot write the keys file {path}: {error.strerror}") from None


def _place(partial: Path) -> int:
    """The file that becomes the next one: whoever makes it has the turn."""
    end = time.monotonic() + _TURN_SECONDS
    while True:
        try:
            return os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if time.monotonic() > end:
                raise KeysError(
                    f"another command is changing the keys; if none is, delete {partial}"
                ) from None
            time.sleep(_TURN_LOOK_SECONDS)


def new_key(path: Path, name: str, limit: int = 0) -> str:
    """Make a key, add its hash to the file (made where there is none), and return it.

    Raises:
        KeysError: the name is taken or no plain one, or the file cannot be used.
    """
    if not NAME.fullmatch(name):
        raise KeysError("a name has letters, digits and . _ @ -, and at most 64 of them")
    made = _BEGINNING + secrets.token_urlsafe(32)

    def added(known: tuple[Key, ...]) -> tuple[Key, ...]:
        if any(key.name == name for key in known):
            raise KeysError(f"there is a key of the name {name} already")
        return (*known, Key(name=name, sha256=digest(made), limit=limit))

    change_keys(path, added)
    return made


def remove_key(path: Path, name: str) -> None:
    """Remove a key from the file; a running service forgets it within a second.

    Raises:
        KeysError: there is none of this name, or the file cannot be used.
    """
    read_keys(path)  # which says so where there is no file

    def without(known: tuple[Key, ...]) -> tuple[Key, ...]:
        left = tuple(key for key in known if key.name != name)
        if len(left) == len(known):
            raise KeysError(f"there is no key of the name {name}")
        return left

    change_keys(path, without)


class KeyRing:
    """The keys that open the API. A file that changes is read anew, within a second.

    Args:
        plain: keys as they are.
        path: the file of keys; None: there is none.
        clock: seconds that only go up.

    Raises:
        KeysError: the file cannot be used. Later it is only logged, and the keys that were
            read last stay in force.
    """

    def __init__(
        self,
        plain: Iterable[str],
        path: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plain = tuple(Key(name=_UNNAMED, sha256=digest(key)) for key in plain)
        self._path = path
        self._clock = clock
        self._looked = clock()
        self._stamp = self._stamp_now()
        self._keys = self._plain if path is None else self._plain + read_keys(path).keys

    def find(self, given: str) -> Key | None:
        """The key that was given, or None.

        Its hash is compared with all, each in constant time and none left out, so that the
        time taken tells neither how much of a hash was right nor which key it was.
        """
        self._look_again()
        found: Key | None = None
        hashed = digest(given)
        for key in self._keys:
            if hmac.compare_digest(hashed, key.sha256):
                found = key
        return found

    def _look_again(self) -> None:
        now = self._clock()
        if self._path is None or now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._keys = self._plain + read_keys(self._path).keys
            log.info("read the keys anew: %d", len(self._keys))
        except KeysError as error:
            log.error("%s; the keys stay as they were", error)

    def _stamp_now(self) -> tuple[int, int, int]:
        try:
            found = self._path.stat() if self._path is not None else None
        except OSError:
            found = None
        return (found.st_mtime_ns, found.st_ino, found.st_size) if found else (0, 0, 0)
