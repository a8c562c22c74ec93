"""What a bundle of a model of images with attributes holds beside the model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from latente.bundle import Bundle
from latente.card import (
    Alignment,
    AttributeCondition,
    Card,
    ConditionAttribute,
    GalleryItem,
    JudgedAttribute,
    JudgeFile,
    Text,
)
from latente.judge import Judge
from latente.storage import file_checksum
from training.attribute_judge import attribute_judge_file
from training.data import Dataset
from training.errors import DataError
from training.evaluate_attributes import subjects_of
from training.face_attributes import (
    FACE_CAUTIONS,
    JUDGED_TITLES,
    LEFT_EYE,
    RIGHT_EYE,
)
from training.latents import conditions_for, encode_split
from training.recipe import DirectionsRecipe
from training.sliders import fit_sliders, plainly_named, slider_attributes
from training.steering import LatentLabels
from training.students import Lesson
from training.variety import most_varied

_GALLERY = 16
_GALLERY_DRAWN = 400
# Of the draws for the gallery, those in the middle of what is typical are kept.
_TYPICAL = (0.2, 0.95)


def attribute_condition(dataset: Dataset, told: tuple[str, ...]) -> AttributeCondition | None:
    """The condition of a model that is told these attributes; None: it is told none."""
    if not told:
        return None
    shares = dataset.train.labels.float().mean(dim=0)[dataset.columns(told)].tolist()
    return AttributeCondition(
        attributes=[
            ConditionAttribute(name=name, title=title_of(name), mean=round(share, 4))
            for name, share in zip(told, shares, strict=True)
        ]
    )


def attribute_card(card: Card, dataset: Dataset, judge: JudgeFile) -> Card:
    """The card with the judge and, for faces, with where eyes lie and what to beware of."""
    if dataset.name != "celeba":
        return card.model_copy(update={"judge": judge})
    eyes = Alignment(left_eye=LEFT_EYE, right_eye=RIGHT_EYE)
    return card.model_copy(
        update={"judge": judge, "alignment": eyes, "cautions": list(FACE_CAUTIONS)}
    )


def title_of(name: str) -> Text:
    """An attribute's title, known or made of its name."""
    return JUDGED_TITLES.get(name) or plainly_named(name).title


def judge_file(dataset: Dataset, judge: Judge, folder: Path) -> JudgeFile:
    """The judge in ``folder`` as a card names it, with what it may tell people."""
    file = attribute_judge_file(dataset)
    names = [
        name for name in judge.card.attributes if dataset.name != "celeba" or name in JUDGED_TITLES
    ]
    return JudgeFile(
        file=file,
        sha256=file_checksum(folder / file),
        attributes=[
            JudgedAttribute(
                name=name,
                title=title_of(name),
                accuracy=judge.card.accuracy[name],
                balanced_accuracy=judge.card.balanced_accuracy[name],
            )
            for name in names
        ],
    )


def with_sliders(
    bundle: Bundle,
    dataset: Dataset,
    judge: Judge,
    guides: list[Judge],
    columns: Tensor | None,
    how: DirectionsRecipe,
) -> Bundle:
    """The bundle with attribute directions, learned from guides and chosen by the judge.

    They are chosen on the validation images. A conditional model gets none for the attributes
    of its condition, which steer it better.
    """
    if dataset.validation is None:
        raise DataError(f"{dataset.name}: directions need a validation split, to be chosen on")
    told = set() if columns is None else {dataset.attributes[int(k)] for k in columns}
    codes = encode_split(bundle.model, dataset.train, columns=columns)
    data = LatentLabels(codes, dataset.train.labels, dataset.attributes)
    subjects = subjects_of(bundle, dataset.validation, judge, columns)
    conditions = conditions_for(bundle.model, dataset.train.labels, columns)
    lesson = Lesson(
        bundle,
        [guide.network for guide in guides],
        codes,
        dataset.train.labels,
        conditions,
        how.learning_steps,
        how.learning_pictures,
    )
    sliders = fit_sliders(slider_attributes(dataset, frozenset(told)), data, lesson, subjects)
    card = bundle.card.model_copy(
        update={"attributes": sliders.attributes, "presets": sliders.presets}
    )
    return replace(
        bundle,
        card=card,
        directions=sliders.directions,
        mean_directions=sliders.mean_directions,
    )


@torch.inference_mode()
def with_drawn_gallery(bundle: Bundle, dataset: Dataset, judge: Judge, seed: int = 11) -> Bundle:
    """The bundle with a gallery of points drawn from its fitted prior; no image ships.

    A conditional model shows each under the attributes of some training image, so that
    they go together.
    """
    generator = torch.Generator().manual_seed(seed)
    latents = bundle.sample_prior(_GALLERY_DRAWN, generator, "fitted", temperature=0.8)
    typicality = bundle.typicality(latents)
    middle = (typicality > _TYPICAL[0]) & (typicality < _TYPICAL[1])
    latents = latents[middle] if int(middle.sum()) >= _GALLERY else latents
    conditions, rows = _gallery_conditions(bundle, dataset, len(latents), generator)
    chosen = most_varied(judge.features(bundle.decode(latents, conditions)), _GALLERY)
    items = [
        GalleryItem(
            id=f"face-{number}",
            label=Text(en=f"Face {number}", es=f"Rostro {number}"),
            condition=rows[index] if rows else None,
        )
        for number, index in enumerate(chosen.tolist(), start=1)
    ]
    card = bundle.card.model_copy(update={"gallery": items})
    return replace(bundle, card=card, gallery_latents=latents[chosen], gallery_images=None)


def _gallery_conditions(
    bundle: Bundle, dataset: Dataset, count: int, generator: torch.Generator
) -> tuple[Tensor | None, list[dict[str, float]]]:
    kind = bundle.card.condition
    if not isinstance(kind, AttributeCondition):
        return None, []
    names = [each.name for each in kind.attributes]
    rows = torch.randint(len(dataset.train), (count,), generator=generator)
    values = dataset.train.labels[rows][:, dataset.columns(names)].float()
    return values, [dict(zip(names, row, strict=True)) for row in values.tolist()]
