"""Pictures that were made before are not made again."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.posterior import Posterior
from server.engine.base import Engine
from server.memory import is_out_of_memory

log = logging.getLogger("latente.engine")

# Latents closer than this in every dimension are one: their pictures differ by less than
# the rounding of two engines.
_STEP = 1.0 / 4096.0
_MEGABYTE = 1 << 20
# What a kept picture takes besides its pixels: the tensor around them, key and entry (measured:
# 715 bytes). Without it small pictures would take twice the memory that they may.
_AROUND = 768


class CacheObserver(Protocol):
    """Who is told of hits and misses."""

    def cache_hit(self) -> None:
        """A picture was there."""
        ...

    def cache_miss(self) -> None:
        """A picture had to be made."""
        ...


class PictureCache:
    """8-bit pictures by key; the least recently used make room.

    Args:
        megabytes: most memory for pictures, with all that is kept around them.
    """

    def __init__(self, megabytes: int) -> None:
        self._limit = megabytes * _MEGABYTE
        self._pictures: OrderedDict[bytes, Tensor] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._pictures)

    def clear(self) -> None:
        """Forget all."""
        self._pictures.clear()
        self.bytes = 0

    def get(self, key: bytes) -> Tensor | None:
        """The picture [C, H, W] of this key."""
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
        return picture

    def put(self, key: bytes, picture: Tensor) -> None:
        """Keep a picture; it must own its memory."""
        before = self._pictures.pop(key, None)
        self.bytes += _size(picture) - (0 if before is None else _size(before))
        self._pictures[key] = picture
        while self.bytes > self._limit:
            _, dropped = self._pictures.popitem(last=False)
            self.bytes -= _size(dropped)


def _size(picture: Tensor) -> int:
    return int(picture.nbytes) + _AROUND


class CachingEngine:
    """An engine before which pictures are looked up, one by one, whatever call wants them.

    What is kept are pixels, not files: a picture that was made for a strip also serves a
    sheet, a JPEG or a link, and writing a file costs far less than decoding. A class that
    opens the same screen decodes it once. All of it happens in the event loop.
    """

    def __init__(self, engine: Engine, cache: PictureCache, observer: CacheObserver) -> None:
        self._engine = engine
        self._cache = cache
        self._observer = observer

    async def encode(self, bundle: Bundle, images: Tensor, condition: Tensor | None) -> Posterior:
        """See :meth:`server.engine.base.Engine.encode`; uploads are never kept."""
        return await self._engine.encode(bundle, images, condition)

    async def decode(self, bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Tensor:
        """See :meth:`server.engine.base.Engine.decode`."""
        keys = _keys(bundle, latents, condition)
        found = [self._cache.get(key) for key in keys]
        missing = [index for index, picture in enumerate(found) if picture is None]
        for picture in found:
            (self._observer.cache_miss if picture is None else self._observer.cache_hit)()
        if len(missing) == len(keys):
            made = await self._engine.decode(bundle, latents, condition)
            self._keep(keys, made)
            return made
        if missing:
            rows = None if condition is None else condition[missing]
            made = await self._engine.decode(bundle, latents[missing], rows)
            self._keep([keys[index] for index in missing], made)
            for place, index in enumerate(missing):
                found[index] = made[place]
        return torch.stack([picture for picture in found if picture is not None])

    def _keep(self, keys: Sequence[bytes], pictures: Tensor) -> None:
        try:
            for index, key in enumerate(keys):
                # A copy: the row alone would keep the memory of its whole batch.
                self._cache.put(key, pictures[index].clone())
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            # The pictures are made, and answered; what is scarce is better used otherwise.
            log.warning("out of memory: the picture cache is emptied")
            self._cache.clear()

    def close(self) -> None:
        """Stop the engine behind."""
        self._engine.close()


def _keys(bundle: Bundle, latents: Tensor, condition: Tensor | None) -> Sequence[bytes]:
    """A key for each row: weights, latent on a grid, condition."""
    vectors = latents if condition is None else torch.cat([latents, condition], dim=1)
    # In float64, so that nothing overflows; adding zero makes one of the two zeros.
    places = np.rint(vectors.numpy().astype(np.float64) / _STEP) + 0.0
    weights = bundle.card.weights.sha256.encode()
    return [hashlib.sha256(weights + row.tobytes()).digest() for row in places]
