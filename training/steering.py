"""Ways to find an attribute's direction in latent space, plain and refined.

The plain one is the difference of means, as in the class. It also carries whatever goes
with the attribute in the data: where those who smile are mostly women, it makes faces
smile and feminine. The refined ones take that out again.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor

from latente.directions import orthogonalise

# Attributes rarer than this among the codes are no use as confounds: their own
# normals are mostly noise, and projecting noise out weakens the direction.
_RAREST_CONFOUND = 0.02
_RIDGE = 1e-3


@dataclass(frozen=True)
class LatentLabels:
    """Codes of training images [N, D] with their attributes [N, A], 0 or 1, and names."""

    codes: Tensor
    labels: Tensor
    names: list[str]

    def column(self, name: str) -> int:
        """Place of an attribute."""
        return self.names.index(name)


def mean_difference(data: LatentLabels, name: str) -> Tensor:
    """d = mean(codes with the attribute) - mean(codes without it): [D]."""
    has = data.labels[:, data.column(name)].bool()
    return data.codes[has].mean(dim=0) - data.codes[~has].mean(dim=0)


def adjusted_differences(data: LatentLabels) -> Tensor:
    """Differences of means with all other attributes held equal: [A, D].

    These are the coefficients of the least-squares regression of codes on all attributes
    at once, so each is the partial effect of its own (Frisch & Waugh 1933).
    """
    attributes = data.labels.double()
    attributes = attributes - attributes.mean(dim=0)
    codes = data.codes.double() - data.codes.double().mean(dim=0)
    gram = attributes.T @ attributes
    ridge = _RIDGE * len(codes) * torch.eye(len(gram), dtype=gram.dtype)
    return torch.linalg.solve(gram + ridge, attributes.T @ codes).float()


def logistic_normals(data: LatentLabels) -> Tensor:
    """Unit normals of each attribute's logistic-regression boundary between codes: [A, D].

    As in InterFaceGAN (Shen et al. 2020, arXiv 1907.10786), with logistic regression in
    the place of its support vector machine; both classes weigh the same.
    """
    scale = data.codes.std(dim=0).clamp(min=1e-6)
    standard = ((data.codes - data.codes.mean(dim=0)) / scale).numpy()
    rows = []
    for column in range(data.labels.shape[1]):
        model = LogisticRegression(C=0.1, class_weight="balanced", max_iter=300)
        model.fit(standard, data.labels[:, column].numpy())
        rows.append(torch.from_numpy(model.coef_[0]).float() / scale)
    normals = torch.stack(rows)
    return normals / normals.norm(dim=1, keepdim=True)


def refined_directions(data: LatentLabels, names: list[str]) -> dict[str, dict[str, Tensor]]:
    """Candidates for better directions: for each attribute, [D] by the way it was found.

    All are scaled so that alpha = 1 moves the attribute's own linear score as far as the
    difference of means does.
    """
    adjusted, normals = adjusted_differences(data), logistic_normals(data)
    share = data.labels.float().mean(dim=0)
    usable = (share > _RAREST_CONFOUND) & (share < 1.0 - _RAREST_CONFOUND)
    found = {}
    for name in names:
        own = data.column(name)
        others = usable.clone()
        others[own] = False
        plain = mean_difference(data, name)
        candidates = {
            "adjusted": adjusted[own],
            "adjusted, confounds projected out": orthogonalise(adjusted[own], normals[others]),
            "logistic": normals[own],
            "logistic, confounds projected out": orthogonalise(normals[own], normals[others]),
        }
        found[name] = {
            way: _as_strong_as(candidate, plain, normals[own])
            for way, candidate in candidates.items()
        }
    return found


def _as_strong_as(direction: Tensor, reference: Tensor, normal: Tensor) -> Tensor:
    """The direction, scaled to move as far along ``normal`` as the reference does."""
    reach = direction @ normal
    if float(reach) <= 0.0:
        return reference
    return direction * ((reference @ normal) / reach)
