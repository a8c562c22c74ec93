"""Settings that say who may use the service, and from where."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?")
_HOST = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]")


class AccessSettings(BaseSettings):
    """Keys, limits, and whom the service believes."""

    api_keys: SecretStr | None = Field(
        None, description="Keys with commas between; the API then asks for one of them."
    )
    api_keys_file: Path | None = Field(
        None, description="File that `latente keys` writes: names, hashes and limits of keys."
    )
    rate_limit: int = Field(
        0, ge=0, description="API requests a minute for each client address; 0: no limit."
    )
    trusted_proxies: str | None = Field(
        None,
        description="Addresses and networks, with commas between, whose X-Forwarded-For counts; "
        "empty: nobody's. Default: FORWARDED_ALLOW_IPS, else 127.0.0.1.",
    )
    allowed_hosts: str = Field(
        "",
        description="Names, with commas between, under which the service may be asked (Host); "
        "*.name: all below. Default: on loopback localhost alone, elsewhere every name.",
    )
    cors_origins: str = Field(
        "", description="Origins of other pages that may use the API; none: no other page may."
    )
    docs: bool = Field(True, description="Whether /openapi.json is there.")
    metrics: Literal["open", "local"] = Field(
        "open", description="Who may read /metrics: everybody, or this machine alone."
    )

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_named(cls, text: str) -> str:
        for each in listed(text):
            if not _ORIGIN.fullmatch(each):
                raise ValueError(
                    "name origins as a browser sends them, for example https://lessons.example"
                )
        return text

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts_are_names(cls, text: str) -> str:
        for each in listed(text.lower()):
            if not _HOST.fullmatch(each):
                raise ValueError("names only, without http:// and without a port")
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_addresses(cls, text: str | None) -> str | None:
        for each in listed(text or ""):
            try:
                ipaddress.ip_network(each)
            except ValueError:
                raise ValueError(
                    "addresses and networks only, for example 10.0.0.7 or 10.0.0.0/8"
                ) from None
        return text

    def keys(self) -> tuple[str, ...]:
        """The plain keys that open the API, beside those of the file."""
        return tuple(listed(self.api_keys.get_secret_value() if self.api_keys else ""))

    @property
    def needs_key(self) -> bool:
        """Whether the API asks for a key; with a file of keys it does even if that is empty."""
        return bool(self.keys()) or self.api_keys_file is not None

    @property
    def proxies(self) -> str:
        """Whose X-Forwarded-For counts, as uvicorn takes it; empty: nobody's."""
        if self.trusted_proxies is not None:
            return ",".join(listed(self.trusted_proxies))
        return os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


def listed(text: str) -> list[str]:
    """The parts of a text with commas between."""
    return [part.strip() for part in text.split(",") if part.strip()]


def is_loopback(host: str) -> bool:
    """Whether this name or address, with or without brackets, is always this machine itself."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False
