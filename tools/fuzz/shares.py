"""How the cases are shared out among lanes, operations and models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from tools.fuzz.bodies import RIGHT, takes
from tools.fuzz.lanes import Unit
from tools.fuzz.models import Model

# Of all cases, how many per hundred a lane gets; the document's are the dearest to make.
SHARES = {"document": 4, "right": 20, "hostile": 56, "addresses": 20}
_MOST_AT_ONCE = 200
_ROUND = 10_000
_FEWEST_AT_ONCE = 8
# Looking for faces takes a third of a second of a core, whatever the picture.
_DEAR = "align"
_AS_DEAR_AS = 30


def shares(
    cases: int, seed: int, labels: Sequence[str], models: Mapping[str, Model]
) -> Iterator[Unit]:
    """Units without end; those of one round together ask for about so many cases.

    Args:
        cases: how many in one round. Large rounds come in several smaller ones.
        seed: of the whole run.
        labels: the operations of the OpenAPI document.
        models: those that are attacked.
    """
    targets = {lane: _targets(lane, labels, models) for lane in SHARES}
    rounds = max(1, cases // _ROUND)
    for number in count():
        for lane, share in SHARES.items():
            each = cases * share / 100 / rounds / len(targets[lane])
            size = min(_MOST_AT_ONCE, max(_FEWEST_AT_ONCE, round(each)))
            for place, (operation, model) in enumerate(targets[lane]):
                # Two seeds in a row of one operation: what is allowed, and what is forbidden.
                own = seed * 1_000_003 + number * 1_009 + place * 7 + number % 2
                dear = operation.endswith(_DEAR) and lane != "document"
                part = max(_FEWEST_AT_ONCE, size // _AS_DEAR_AS) if dear else size
                yield Unit(lane, operation, model, part, own)


def _targets(
    lane: str, labels: Sequence[str], models: Mapping[str, Model]
) -> list[tuple[str, str]]:
    """The operations and models that a lane attacks, in order."""
    if lane == "document":
        return [(label, "") for label in labels for _ in range(2)]
    if lane == "addresses":
        return [("GET", name) for name in models]
    pairs = [(operation, model) for operation in RIGHT for model in models.values()]
    return [
        (operation, model.id)
        for operation, model in pairs
        if lane == "hostile" or takes(model, operation)
    ]
