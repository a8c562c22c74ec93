"""Who waits for room, one client after the other."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class FairWaiting(Generic[T]):
    """Takes turns between clients, and among those of one client first come, first served.

    Whoever keeps a thousand requests waiting makes the others wait for one of them, not for
    a thousand. Every operation takes constant time.
    """

    def __init__(self) -> None:
        # The client whose turn is next comes first.
        self._clients: OrderedDict[str, OrderedDict[T, None]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, client: str, one: T) -> None:
        """Let ``one`` wait, behind the others of its client."""
        self._clients.setdefault(client, OrderedDict())[one] = None
        self._count += 1

    def discard(self, client: str, one: T) -> None:
        """Let ``one`` wait no longer, if it does."""
        own = self._clients.get(client)
        if own is None or one not in own:
            return
        del own[one]
        self._count -= 1
        if not own:
            del self._clients[client]

    def put_back(self, client: str, one: T) -> None:
        """Let ``one`` wait again, with the next turn: it was taken too early."""
        self.add(client, one)
        self._clients[client].move_to_end(one, last=False)
        self._clients.move_to_end(client, last=False)

    def next(self) -> T:
        """Take whose turn it is.

        Raises:
            KeyError: nobody waits.
        """
        client, own = self._clients.popitem(last=False)
        one, _ = own.popitem(last=False)
        self._count -= 1
        if own:
            self._clients[client] = own
        return one
