"""How the service listens, and what that means for who can reach it."""

from __future__ import annotations

import uvicorn
from starlette.types import ASGIApp

from server.access_settings import is_loopback
from server.settings import Settings
from server.turnstile import TurnstileProtocol


def server_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """uvicorn as this service needs it: its own protocol, and no word more than necessary."""
    return uvicorn.Config(
        app,
        http=TurnstileProtocol,
        # Nothing here speaks WebSocket.
        ws="none",
        log_config=None,
        # Not uvicorn's own access log: the addresses of images carry latents, which are nobody's
        # business.
        access_log=False,
        server_header=False,
        timeout_keep_alive=settings.idle_seconds,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies,
    )


def exposure(settings: Settings) -> list[str]:
    """What whoever opens the service to a network should know; nothing on loopback."""
    if is_loopback(settings.host):
        return []
    told = [
        f"{settings.host} is more than this machine: whoever reaches it over the network can ask "
        "for the page.",
    ]
    if not settings.needs_key:
        told.append(
            "No key is needed for the API. `latente keys new NAME` with LATENTE_API_KEYS_FILE "
            "makes it ask for one."
        )
    if not settings.rate_limit:
        told.append("Requests are not limited: LATENTE_RATE_LIMIT=600 allows 600 a minute each.")
    if not settings.allowed_hosts:
        told.append("Every name (Host) is answered: LATENTE_ALLOWED_HOSTS names the right ones.")
    if settings.metrics == "open":
        told.append("/metrics is open too: LATENTE_METRICS=local keeps it for this machine.")
    told.append("Nothing is encrypted (no TLS): a reverse proxy before it can do that.")
    return told
