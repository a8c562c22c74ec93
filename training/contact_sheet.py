"""A contact sheet: what a model makes, for people to look at."""

from __future__ import annotations

import torch
from PIL import Image
from torch import Tensor

from latente.bundle import Bundle
from latente.pixels import to_picture
from training.data import Dataset
from training.evaluate import draw
from training.evaluate_attributes import condition_columns
from training.latents import conditions_for

_COLUMNS = 20
_GAP = 2
_ZOOM = 2


@torch.inference_mode()
def contact_sheet(bundle: Bundle, dataset: Dataset) -> Image.Image:
    """Rows: originals, reconstructions, two of each prior's samples, then edits.

    An edit's row shows the same faces at the end of one slider: of models of images with
    attributes only.
    """
    step = max(1, len(dataset.test) // _COLUMNS)
    chosen = torch.arange(0, len(dataset.test), step)[:_COLUMNS]
    originals, labels = dataset.test.images(chosen), dataset.test.labels[chosen]
    columns = condition_columns(bundle, dataset)
    condition = conditions_for(bundle.model, labels, columns)
    codes = bundle.encode(originals, condition).mode()
    rows = [originals, bundle.decode(codes, condition)]
    wanted = labels.repeat(2, 1)
    if dataset.classes:
        wanted = torch.arange(2 * len(chosen)) % len(dataset.classes)
    for prior in bundle.card.priors:
        rows += draw(bundle, prior, wanted, seed=7, columns=columns).split(len(chosen))
    if dataset.attributes:
        rows += _edits(bundle, codes, condition)
    return _lay_out(rows)


def _edits(bundle: Bundle, codes: Tensor, condition: Tensor | None) -> list[Tensor]:
    """The codes' pictures at the upper end of each slider, then of each condition."""
    rows = [
        bundle.decode(codes + each.range[1] * bundle.directions[each.name], condition)
        for each in bundle.card.attributes
    ]
    if condition is not None:
        for place in range(condition.shape[1]):
            turned = condition.clone()
            turned[:, place] = 1.0 - turned[:, place]
            rows.append(bundle.decode(codes, turned))
    return rows


def _lay_out(rows: list[Tensor]) -> Image.Image:
    channels, height, width = rows[0].shape[1:]
    sheet = torch.full((channels, len(rows) * (height + _GAP), len(rows[0]) * (width + _GAP)), 0.5)
    for i, row in enumerate(rows):
        for j, image in enumerate(row):
            top, left = i * (height + _GAP), j * (width + _GAP)
            sheet[:, top : top + height, left : left + width] = image
    picture = to_picture(sheet)
    return picture.resize((picture.width * _ZOOM, picture.height * _ZOOM), Image.Resampling.NEAREST)
