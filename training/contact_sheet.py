"""A contact sheet: what a model makes, for people to look at."""

from __future__ import annotations

import torch
from PIL import Image
from torch import Tensor

from latente.bundle import Bundle
from latente.pixels import to_picture
from training.data import Dataset
from training.evaluate import draw
from training.latents import conditions_for

_COLUMNS = 20
_GAP = 2
_ZOOM = 2


@torch.inference_mode()
def contact_sheet(bundle: Bundle, dataset: Dataset) -> Image.Image:
    """Rows: originals, reconstructions, then two of each prior's samples."""
    step = max(1, len(dataset.test) // _COLUMNS)
    chosen = torch.arange(0, len(dataset.test), step)[:_COLUMNS]
    originals, labels = dataset.test.images(chosen), dataset.test.labels[chosen]
    condition = conditions_for(bundle.model, labels)
    rows = [originals, bundle.decode(bundle.encode(originals, condition).mode(), condition)]
    for prior in bundle.card.priors:
        wanted = torch.arange(2 * len(chosen)) % len(dataset.classes)
        rows += draw(bundle, prior, wanted, seed=7).split(len(chosen))
    return _lay_out(rows)


def _lay_out(rows: list[Tensor]) -> Image.Image:
    channels, height, width = rows[0].shape[1:]
    sheet = torch.full((channels, len(rows) * (height + _GAP), len(rows[0]) * (width + _GAP)), 0.5)
    for i, row in enumerate(rows):
        for j, image in enumerate(row):
            top, left = i * (height + _GAP), j * (width + _GAP)
            sheet[:, top : top + height, left : left + width] = image
    picture = to_picture(sheet)
    return picture.resize((picture.width * _ZOOM, picture.height * _ZOOM), Image.Resampling.NEAREST)
