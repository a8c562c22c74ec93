"""Whether fewer digits change the pictures of a model: judged on the model itself."""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch
from torch import Tensor

from latente.bundle import Bundle

log = logging.getLogger("latente.engine")

# Of 255 levels: more could be seen in a flat area, or when a picture is made twice.
MOST_LEVELS = 2.0
_DRAWS = 64
_SEED = 20_261

Decode = Callable[[Tensor, Tensor | None], Tensor]


def probe(bundle: Bundle, draws: int = _DRAWS) -> tuple[Tensor, Tensor | None]:
    """Latents [N, D] and conditions [N, Y] on which a model is tried.

    They are the gallery, ``draws`` samples of each prior, and for conditional models
    the conditions of the gallery in turn.
    """
    generator = torch.Generator().manual_seed(_SEED)
    count = 2 * draws + len(bundle.gallery_latents)
    condition = _conditions(bundle, count)
    own = None if condition is None else condition[:draws]
    latents = [
        bundle.sample_prior(draws, generator, "fitted", condition=own),
        bundle.sample_prior(draws, generator, "standard"),
        bundle.gallery_latents,
    ]
    return torch.cat(latents), condition


def _conditions(bundle: Bundle, count: int) -> Tensor | None:
    kind = bundle.card.condition
    if kind is None:
        return None
    rows = [bundle.gallery_condition(item.id) for item in bundle.card.gallery]
    known = [row for row in rows if row is not None] or [torch.zeros(kind.length)]
    return torch.stack([known[index % len(known)] for index in range(count)])


def largest_change(bundle: Bundle, decode: Decode) -> float:
    """By how many of 255 levels ``decode`` departs from the model in float32, at most."""
    latents, condition = probe(bundle)
    expected = bundle.decode(latents, condition).cpu()
    return float((decode(latents, condition).cpu() - expected).abs().max()) * 255.0


def keeps_its_look(bundle: Bundle, decode: Decode) -> bool:
    """Whether ``decode`` may stand for the model; if not, the log says so."""
    change = largest_change(bundle, decode)
    if change > MOST_LEVELS:
        log.warning(
            "%s stays in float32: bfloat16 would change a pixel by %.1f of 255 levels",
            bundle.card.id,
            change,
        )
    return change <= MOST_LEVELS
