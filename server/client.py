"""Who asks: one name for each client, for sharing the engine fairly. Never logged."""

from __future__ import annotations

from contextvars import ContextVar

from starlette.types import Scope

# Set for each request by the middleware; calls from elsewhere (warm-up) are one client.
CLIENT: ContextVar[str] = ContextVar("latente_client", default="")


def client_of(scope: Scope) -> str:
    """The address of the client that sent this request.

    It is what uvicorn reports: the address of the connection, or what a trusted proxy
    (FORWARDED_ALLOW_IPS) forwards. People behind one address share its turn.
    """
    client = scope.get("client")
    return str(client[0]) if client else ""
