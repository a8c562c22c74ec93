"""How many replicas, and of what size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """The replicas of a cluster.

    ``replicas`` run always, up to ``most`` while more than ``target_ongoing`` requests are
    under way (running or queued) in each. One has ``cpus`` cores and ``gpus`` devices; both
    may be fractions. With ``surge`` an update starts the new before it stops the old, for
    which the machines need room for one more.
    """

    replicas: int = 2
    most: int = 2
    cpus: float = 1.0
    gpus: float = 0.0
    target_ongoing: float = 32.0
    surge: bool = True

    @property
    def room(self) -> int:
        """The most replicas that may live at once, with the one of an update."""
        return self.most + (1 if self.surge else 0)
