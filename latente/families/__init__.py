"""The families of autoencoders; a new one is a file here with a decorated class."""

from latente.families import ae, cvae, vae
from latente.families.base import Autoencoder, create, family_class, register, registered_families

__all__ = [
    "Autoencoder",
    "ae",
    "create",
    "cvae",
    "family_class",
    "register",
    "registered_families",
    "vae",
]
