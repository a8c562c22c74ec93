"""Who asks: one name for each client, for sharing the engine fairly. Never logged."""

from __future__ import annotations

import ipaddress
from contextvars import ContextVar
from functools import lru_cache

from starlette.types import Scope

# Set for each request by the middleware; calls from elsewhere (warm-up) are one client.
CLIENT: ContextVar[str] = ContextVar("latente_client", default="")


def client_of(scope: Scope) -> str:
    """The client that sent this request: its address, or for IPv6 its network.

    It is what uvicorn reports: the address of the connection, or what a trusted proxy
    (LATENTE_TRUSTED_PROXIES) forwards. People behind one address share its turn.
    """
    client = scope.get("client")
    return one_client(str(client[0])) if client else ""


@lru_cache(maxsize=4096)
def one_client(address: str) -> str:
    """One name for all addresses that one client has.

    An IPv6 client has at least 2^64 of them (RFC 6177), and would be as many clients.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
