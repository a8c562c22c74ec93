"""What every call passes, whichever way it goes."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

from server.access import Access
from server.cors import Cors
from server.exchange import Exchanges
from server.hosts import HostGate
from server.shedding import Door


@dataclass(frozen=True)
class Gates:
    """Counted, known by its Host, let in, kept waiting, and readable for other pages."""

    exchanges: Exchanges
    hosts: HostGate
    access: Access
    door: Door
    cors: Cors

    def admit(self, scope: Scope) -> bool:
        """Whether neither Host nor key are a reason to refuse the call."""
        return self.hosts.judge(scope) is None and self.access.knows(scope)
