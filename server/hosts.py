"""Under which names the service may be asked.

A page of elsewhere can let its own name point to this machine (DNS rebinding), and a browser
then takes the service for a part of that page. The browser still sends that name, in Host; so
only known names are answered. Addresses cannot be rebound.
"""

from __future__ import annotations

import ipaddress
import re

from starlette.types import ASGIApp, Receive, Scope, Send

from server.access_settings import AccessSettings, is_loopback, listed
from server.problems import ProblemError

# RFC 3986, section 3.2.2: a name, or an address in brackets; then perhaps a port.
_HOST = re.compile(r"([A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_LONGEST = 300


class HostGate:
    """Judges the Host of requests.

    Listening on loopback, only this machine's own names are right. Elsewhere any name is,
    unless names are given, since nobody can know under what name a network knows a machine.
    Addresses and localhost are then right beside the names: probes and monitors use them.

    Args:
        listening: the address to listen on.
        settings: may name hosts.
    """

    def __init__(self, listening: str, settings: AccessSettings) -> None:
        named = [each.lower().rstrip(".") for each in listed(settings.allowed_hosts)]
        self._names = frozenset(each for each in named if not each.startswith("*."))
        self._endings = tuple(each[1:] for each in named if each.startswith("*."))
        self._is_local = is_loopback(listening)
        self._known: dict[bytes, bool] = {}

    def judge(self, scope: Scope) -> ProblemError | None:
        """The problem with a request's Host: none or several, malformed, or of no known name."""
        given = [value for name, value in scope["headers"] if name == b"host"]
        if len(given) == 1 and self._known.get(given[0]):
            return None
        if not given and scope.get("http_version") in ("1.0", "2", "3"):
            # Old probes; in later versions another field takes its place. No browser does that.
            return None
        host = _host_of(given[0]) if len(given) == 1 else None
        if host is None:
            return _no_host()
        if not self._admits(host):
            return _other_host()
        if len(self._known) < 1000:
            self._known[given[0]] = True
        return None

    def _admits(self, host: str) -> bool:
        if is_loopback(host) or host in self._names or host.endswith(self._endings or ("\0",)):
            return True
        if self._is_local:
            return False
        return _is_address(host) or not (self._names or self._endings)


def _host_of(value: bytes) -> str | None:
    text = value.decode("latin-1")
    found = _HOST.fullmatch(text) if len(text) <= _LONGEST else None
    return found[1].lower().rstrip(".") if found else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


class HostMiddleware:
    """Answers requests with a wrong Host, and passes on the others."""

    def __init__(self, app: ASGIApp, gate: HostGate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer 400 or 421."""
        problem = self._gate.judge(scope) if scope["type"] == "http" else None
        if problem is None:
            await self._app(scope, receive, send)
        else:
            await problem.response()(scope, receive, send)


def _no_host() -> ProblemError:
    detail = "A request needs exactly one header Host, with the name or address of this service."
    return ProblemError(400, "bad-host", "Bad Host", detail)


def _other_host() -> ProblemError:
    detail = (
        "The service is not known by this name. Ask for it by an address of its own, or let "
        "LATENTE_ALLOWED_HOSTS name it."
    )
    return ProblemError(421, "unknown-host", "Misdirected request", detail)
