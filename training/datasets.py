"""Data sets, whole in memory as 8-bit pixels: small ones, at the size the model wants."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from torch import Tensor
from torchvision.datasets import FashionMNIST, ImageFolder

from latente import pixels
from latente.card import ClassName, Text
from latente.networks import NetworkSpec
from training.attribute_images import load_attribute_folder, load_celeba
from training.data import Dataset, Split
from training.errors import DataError
from training.recipe import DataRecipe

DATA_VARIABLE = "LATENTE_DATA"

_FASHION_CLASSES = (
    ("T-shirt/top", "T-shirt/top", "Camiseta"),
    ("Trouser", "Trouser", "Pantalón"),
    ("Pullover", "Pullover", "Suéter"),
    ("Dress", "Dress", "Vestido"),
    ("Coat", "Coat", "Abrigo"),
    ("Sandal", "Sandal", "Sandalia"),
    ("Shirt", "Shirt", "Camisa"),
    ("Sneaker", "Sneaker", "Tenis"),
    ("Bag", "Bag", "Bolsa"),
    ("Ankle boot", "Ankle boot", "Botín"),
)
# Every tenth image of a folder without a test split of its own is kept for testing.
_TEST_EVERY = 10


def data_root(given: Path | None) -> Path:
    """The folder of data sets: as given, else as LATENTE_DATA says, else ``data`` here."""
    return given or Path(os.environ.get(DATA_VARIABLE, "data"))


def load_dataset(recipe: DataRecipe, network: NetworkSpec, root: Path | None) -> Dataset:
    """Load the data set of a recipe.

    Args:
        recipe: which data set.
        network: gives the size and channels wanted.
        root: the folder that holds ``FashionMNIST`` or ``celeba``; or the image
            folder itself.

    Raises:
        DataError: it is missing or unreadable; the message says what to do.
    """
    if recipe.dataset == "fashion-mnist":
        return load_fashion_mnist(data_root(root), network)
    if recipe.dataset == "celeba":
        return load_celeba(data_root(root), network)
    if recipe.dataset == "attribute-folder":
        return load_attribute_folder(data_root(root), network)
    return load_image_folder(data_root(root), network)


def load_fashion_mnist(root: Path, network: NetworkSpec) -> Dataset:
    """Fashion-MNIST (Xiao, Rasul & Vollgraf 2017) as torchvision lays it out in ``root``."""
    splits = {}
    for train in (True, False):
        try:
            raw = FashionMNIST(root, train=train, download=False)
        except RuntimeError:
            raise DataError(
                f"Fashion-MNIST is not in {root.resolve()}. Fetch it with 'latente-train data "
                f"fashion-mnist --data {root}', or name the folder that holds 'FashionMNIST' "
                f"with --data or the environment variable {DATA_VARIABLE}"
            ) from None
        splits[train] = Split(_fit_grey(raw.data, network), raw.targets.long())
    return Dataset(
        name="fashion-mnist",
        train=splits[True],
        test=splits[False],
        classes=[ClassName(name=n, title=Text(en=en, es=es)) for n, en, es in _FASHION_CLASSES],
        license="Apache-2.0; trained on Fashion-MNIST (MIT, Zalando SE 2017)",
        thumbnails_may_ship=True,
    )


def download_fashion_mnist(root: Path) -> None:
    """Fetch Fashion-MNIST into ``root`` through torchvision, on explicit request only.

    Raises:
        DataError: it could not be fetched.
    """
    try:
        FashionMNIST(root, download=True)
    except (RuntimeError, OSError) as error:
        raise DataError(
            f"Fashion-MNIST could not be fetched ({error}). Put its four IDX files into "
            f"{root / 'FashionMNIST' / 'raw'} by hand"
        ) from None


def _fit_grey(images: Tensor, network: NetworkSpec) -> Tensor:
    """Grey images [N, H, W] padded with black to the model's size: [N, S, S, C]."""
    missing = network.size - images.shape[-1]
    if missing < 0 or missing % 2:
        raise DataError(
            f"network.size is {network.size}; Fashion-MNIST needs 28, or an even number more"
        )
    padded = torch.nn.functional.pad(images, (missing // 2,) * 4)
    return padded[..., None].expand(-1, -1, -1, network.channels).contiguous()


def load_image_folder(folder: Path, network: NetworkSpec) -> Dataset:
    """Any folder of images with one sub-folder per class.

    With sub-folders ``train`` and ``test``, each holding the classes, that is the split;
    otherwise every tenth image of the whole is kept for testing.
    """
    if (folder / "train").is_dir() and (folder / "test").is_dir():
        train, classes = _read_folder(folder / "train", network)
        test, test_classes = _read_folder(folder / "test", network)
        if test_classes != classes:
            raise DataError(f"{folder}: 'train' and 'test' do not hold the same classes")
    else:
        everything, classes = _read_folder(folder, network)
        held_out = torch.arange(len(everything)) % _TEST_EVERY == _TEST_EVERY - 1
        if not bool(held_out.any()):
            raise DataError(f"{folder} holds {len(everything)} images; at least 10 are needed")
        train = Split(everything.pixels[~held_out], everything.labels[~held_out])
        test = Split(everything.pixels[held_out], everything.labels[held_out])
    return Dataset(
        name=folder.resolve().name,
        # Folders come class by class, but the first images must speak for the whole: priors,
        # attributes and distances are taken from them.
        train=_shuffled(train),
        test=test,
        classes=[ClassName(name=name, title=Text(en=name, es=name)) for name in classes],
        license="as the images it was trained on",
        thumbnails_may_ship=False,
    )


def _shuffled(split: Split) -> Split:
    order = torch.randperm(len(split), generator=torch.Generator().manual_seed(0))
    return Split(split.pixels[order], split.labels[order])


def _read_folder(folder: Path, network: NetworkSpec) -> tuple[Split, list[str]]:
    try:
        listing = ImageFolder(str(folder))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DataError(
            f"{folder} holds no images in sub-folders, one for each class ({error}); "
            f"name such a folder with --data or the environment variable {DATA_VARIABLE}"
        ) from None
    rows = [_read_image(Path(name), network) for name, _ in listing.samples]
    labels = torch.tensor(listing.targets)
    return Split(torch.from_numpy(np.stack(rows)), labels), list(listing.classes)


def _read_image(path: Path, network: NetworkSpec) -> np.ndarray:
    try:
        with Image.open(path) as picture:
            image = pixels.to_tensor(picture, network.size, network.size, network.channels)
    except (UnidentifiedImageError, OSError) as error:
        raise DataError(f"{path} cannot be read as an image ({error}): mend or remove it") from None
    return pixels.to_uint8(image[None])[0]
