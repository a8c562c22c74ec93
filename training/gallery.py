"""The gallery: a few test images of each class, typical and varied, as starting points."""

from __future__ import annotations

import re

import torch
from sklearn.cluster import KMeans
from torch import Tensor

from latente.card import GalleryItem, Text
from training.data import Dataset

PER_CLASS = 6
_MOST_IMAGES = 600


def choose(dataset: Dataset, per_class: int = PER_CLASS) -> Tensor:
    """Indices of test images, class by class.

    Within a class the images are clustered by their pixels and the one nearest to each
    centre is taken, the largest cluster first. No model is asked, so that all models of a
    data set share one gallery.
    """
    chosen = []
    for index in range(len(dataset.classes)):
        members = (dataset.test.labels == index).nonzero().squeeze(1)[:_MOST_IMAGES]
        if len(members) <= per_class:
            chosen.append(members)
            continue
        flat = dataset.test.images(members).flatten(1)
        clusters = KMeans(per_class, n_init=4, random_state=0).fit(flat.numpy())
        centres = torch.from_numpy(clusters.cluster_centers_).to(flat)
        sizes = torch.from_numpy(clusters.labels_).long().bincount(minlength=per_class)
        nearest = torch.cdist(centres, flat).argmin(dim=1)
        chosen.append(
            members[nearest[sizes.argsort(descending=True, stable=True)]].unique_consecutive()
        )
    return torch.cat(chosen)


def items(dataset: Dataset, indices: Tensor) -> list[GalleryItem]:
    """Names of the chosen images: the class and a number, as in "dress-2"."""
    counts: dict[int, int] = {}
    named = []
    for label in dataset.test.labels[indices].tolist():
        counts[label] = counts.get(label, 0) + 1
        title, number = dataset.classes[label].title, counts[label]
        slug = re.sub(r"[^a-z0-9]+", "-", dataset.classes[label].name.lower()).strip("-")
        named.append(
            GalleryItem(
                id=f"{slug or 'class'}-{number}",
                label=Text(en=f"{title.en} {number}", es=f"{title.es} {number}"),
                class_index=label,
            )
        )
    return named
