"""What an operation hands to the writing of the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from server.judging import Judging


@dataclass(frozen=True)
class Made:
    """Images [N, C, H, W] of 8 bits and what the JSON answer says beside them.

    ``key`` is the name of the images there, ``others`` are further lists of images that
    only JSON carries, as are the judgements where ``judging`` is given. A ``strip`` has an
    order: its sheet is one row by default.
    """

    images: Tensor
    fields: dict[str, Any]
    key: str = "images"
    others: dict[str, Tensor] = field(default_factory=dict)
    seed: int | None = None
    strip: bool = False
    judging: Judging | None = None
