"""Our PNG files, read by another program's reader."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.png import write_png
from tests.server.support import from_file


@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([1, 3, 4]),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
def test_every_pixel_comes_back(height, width, channels, seed, smooth):
    generator = np.random.default_rng(seed)
    shape = (height, width, channels)
    if smooth:
        pixels = (np.indices(shape).sum(axis=0) * 3).astype(np.uint8)
    else:
        pixels = generator.integers(0, 256, shape).astype(np.uint8)
    assert np.array_equal(from_file(write_png(pixels), "PNG"), pixels)


def test_other_numbers_of_channels_are_refused():
    with pytest.raises(KeyError):
        write_png(np.zeros((2, 2, 2), dtype=np.uint8))
