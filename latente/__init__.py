"""Latente: models, latent geometry and bundles for exploring autoencoders.

>>> import latente
>>> model = latente.load("fashion-vae")
>>> posterior = model.encode(images)  # [2, 1, 28, 28] in [0, 1]
>>> latents, _ = latente.path(posterior.mean, steps=9)
>>> frames = model.decode(latents)  # [9, 1, 28, 28]
"""

from latente.bundle import Bundle
from latente.card import Card
from latente.directions import Direction, apply_directions, fit_direction, orthogonalise
from latente.errors import LatenteError
from latente.families import Autoencoder, create, registered_families
from latente.geometry import grid, interpolate, lerp, path, slerp, traverse
from latente.map_storage import load_map
from latente.maps import LatentMap
from latente.networks import NetworkSpec
from latente.pixels import from_uint8, to_picture, to_tensor
from latente.posterior import Posterior
from latente.priors import GaussianMixture, StandardNormal
from latente.storage import discover, load, load_bundle, save_bundle

__version__ = "0.1.0"

__all__ = [
    "Autoencoder",
    "Bundle",
    "Card",
    "Direction",
    "GaussianMixture",
    "LatentMap",
    "LatenteError",
    "NetworkSpec",
    "Posterior",
    "StandardNormal",
    "apply_directions",
    "create",
    "discover",
    "fit_direction",
    "from_uint8",
    "grid",
    "interpolate",
    "lerp",
    "load",
    "load_bundle",
    "load_map",
    "orthogonalise",
    "path",
    "registered_families",
    "save_bundle",
    "slerp",
    "to_picture",
    "to_tensor",
    "traverse",
]
