"""The maps that are shipped: their codes are those of the images that they show."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import latente
from latente import pixels
from latente.bundle import Bundle
from latente.map_storage import load_map
from latente.maps import LatentMap, Projection, frame, neighbours
from latente.storage import MAP, MAP_SPRITE, THUMBNAILS, file_checksum

WEIGHTS = Path(__file__).resolve().parent.parent / "weights"
CLOTHES = {
    "fashion-ae-2d": ["latent"],
    "fashion-vae-2d": ["latent"],
    "fashion-ae": ["umap", "pca"],
    "fashion-vae": ["umap", "pca"],
    "fashion-cvae": ["umap", "pca"],
}
FACES = ["faces-ae", "faces-vae", "faces-vae-sharp", "faces-cvae"]
ALL = [*CLOTHES, *FACES]
DEEP = [name for name in ALL if CLOTHES.get(name) != ["latent"]]
# On few of their points the models are asked again; on all, it would take a minute.
SOME = torch.arange(0, 3000, 60)


@cache
def shipped(name: str) -> Bundle:
    return latente.load(name, WEIGHTS)


@cache
def shipped_map(name: str) -> LatentMap:
    found = load_map(shipped(name))
    assert found is not None
    return found


@cache
def thumbnails(name: str) -> torch.Tensor:
    """All thumbnails [N, H, W, C] of a map, in [0, 1]."""
    told, files = shipped(name).card.map, shipped(name).map_files
    assert told is not None
    assert told.sprite is not None
    assert files is not None
    assert files.sprite is not None
    tile = told.sprite.tile
    with Image.open(files.sprite) as picture:
        array = np.asarray(picture.convert("L" if name in CLOTHES else "RGB"))
    shape = (told.sprite.rows, tile.height, told.sprite.columns, tile.width, -1)
    cells = torch.from_numpy(array.reshape(shape).copy()).permute(0, 2, 1, 3, 4)
    return cells.flatten(0, 1)[: told.count].float() / 255


@pytest.mark.parametrize("name", ALL)
def test_every_model_ships_a_map_that_its_card_vouches_for(name: str) -> None:
    card, folder = shipped(name).card, WEIGHTS / name
    told = card.map
    assert told is not None
    assert card.files[MAP] == file_checksum(folder / MAP)
    assert told.projections == CLOTHES.get(name, ["umap", "pca"])
    assert told.sprite is not None
    if name in CLOTHES:
        assert (told.source, told.count) == ("test", 10_000)
        assert told.sprite.file == "fashion-mnist-test.webp"
        assert told.sprite.sha256 == file_checksum(WEIGHTS / THUMBNAILS / told.sprite.file)
        assert not (folder / MAP_SPRITE).exists()
    else:
        assert (told.source, told.count) == ("prior", 3000)
        assert card.files[MAP_SPRITE] == told.sprite.sha256
        size = sum((folder / each).stat().st_size for each in (MAP, MAP_SPRITE))
        assert size < 1_500_000


@pytest.mark.parametrize("name", ALL)
def test_every_point_of_a_map_is_nearest_to_itself(name: str) -> None:
    made = shipped_map(name)
    nearest, far = made.nearest(made.latents[SOME])
    assert torch.equal(nearest, SOME)
    assert not far.any()


@pytest.mark.parametrize("name", CLOTHES)
def test_the_codes_of_clothes_are_those_of_the_thumbnails(name: str) -> None:
    made = shipped_map(name)
    images = thumbnails(name)[SOME].permute(0, 3, 1, 2)
    rows = None if made.conditions is None else made.conditions[SOME]
    codes = shipped(name).encode(images, rows).mode()
    # float16 keeps eleven binary digits, and other processors round elsewhere.
    torch.testing.assert_close(made.latents[SOME], codes, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("name", FACES)
def test_the_thumbnails_of_faces_are_what_the_model_decodes(name: str) -> None:
    made = shipped_map(name)
    rows = None if made.conditions is None else made.conditions[SOME]
    assert (rows is not None) == (name == "faces-cvae")
    images = shipped(name).decode(made.latents[SOME], rows)
    small = torch.nn.functional.interpolate(
        images, size=(32, 32), mode="bilinear", antialias=True
    ).permute(0, 2, 3, 1)
    apart = (thumbnails(name)[SOME] - small).abs().mean(dim=(1, 2, 3))
    assert float(apart.max()) < 0.03
    others = (thumbnails(name)[SOME] - small.roll(1, 0)).abs().mean(dim=(1, 2, 3))
    assert float(others.mean()) > 3 * float(apart.mean())


@pytest.mark.parametrize("name", FACES)
def test_the_faces_of_a_map_are_drawn_where_the_data_is(name: str) -> None:
    made = shipped_map(name)
    typicality = shipped(name).typicality(made.latents)
    assert 0.3 < float(typicality.median()) < 0.7


@pytest.mark.parametrize("name", CLOTHES)
def test_the_classes_of_a_map_are_those_of_the_test_images(
    name: str, fashion_mnist_root: Path
) -> None:
    from torchvision.datasets import FashionMNIST

    raw = FashionMNIST(fashion_mnist_root, train=False, download=False)
    made = shipped_map(name)
    assert made.classes is not None
    assert torch.equal(made.classes.long(), raw.targets)
    shown = (thumbnails(name)[..., 0] * 255).round().to(torch.uint8)
    assert torch.equal(shown, raw.data)


@pytest.mark.parametrize("name", ALL)
def test_planes_lead_there_and_back_exactly(name: str) -> None:
    made = shipped_map(name)
    for projection in made.projections.values():
        if projection.plane is None:
            continue
        there = projection.plane.locate(projection.positions)
        back = projection.plane.project(there)
        torch.testing.assert_close(back, projection.positions, atol=1e-4, rtol=1e-4)
        if made.latents.shape[1] == 2:
            assert torch.equal(there, made.latents)


@pytest.mark.parametrize("name", DEEP)
def test_every_place_of_a_point_on_the_umap_leads_to_that_point(name: str) -> None:
    made = shipped_map(name)
    spots = made.projection("umap").positions
    assert torch.equal(made.locate(spots[SOME], "umap"), made.latents[SOME])
    assert torch.equal(made.project(made.latents[SOME], "umap"), spots[SOME])


@pytest.mark.parametrize("name", DEEP)
def test_a_latent_is_put_near_where_the_umap_would_have_it(name: str) -> None:
    """Tried on points that are taken off the map, and put back by their nearest latents."""
    made = shipped_map(name)
    positions = made.projection("umap").positions
    kept = torch.ones(len(positions), dtype=torch.bool)
    kept[SOME] = False
    layout = {"umap": Projection(positions[kept])}
    rest = dataclasses.replace(made, latents=made.latents[kept], projections=layout)
    apart = (rest.project(made.latents[SOME], "umap") - positions[SOME]).norm(dim=1)
    assert float(apart.median()) < 0.3 * float(positions.std(dim=0).norm())


@pytest.mark.parametrize("name", [name for name in DEEP if name in CLOTHES])
def test_a_umap_keeps_neighbours_of_one_class_together_better_than_a_plane(name: str) -> None:
    made = shipped_map(name)
    assert made.classes is not None
    shares = {}
    for layout, projection in made.projections.items():
        spots = projection.positions
        around = made.classes[neighbours(spots, spots[SOME], 11)[1][:, 1:]]
        shares[layout] = float((around == made.classes[SOME][:, None]).float().mean())
    if shipped(name).card.condition is None:
        assert shares["umap"] > shares["pca"] + 0.05
        assert shares["umap"] > 0.6
    else:
        # The class is told by the condition, so that the codes need not tell it.
        assert shares["umap"] < 0.6


def test_the_autoencoder_leaves_more_of_its_map_empty() -> None:
    """The lesson: only the prior of the VAE drew its codes together."""
    empty, spread = {}, {}
    for name in ("fashion-ae-2d", "fashion-vae-2d"):
        made = shipped_map(name)
        (left, right), (low, high) = frame(made.latents)
        across, along = torch.linspace(left, right, 40), torch.linspace(low, high, 40)
        far = made.nearest(torch.cartesian_prod(across, along))[1]
        empty[name] = float((far > 0.99).float().mean())
        spread[name] = float(made.latents.std(dim=0).max())
    assert empty["fashion-ae-2d"] > 1.3 * empty["fashion-vae-2d"]
    assert spread["fashion-ae-2d"] > 3 * spread["fashion-vae-2d"]
    assert 0.7 < spread["fashion-vae-2d"] < 1.5


def test_pixels_and_thumbnails_speak_of_the_same_images() -> None:
    """The gallery of a model is made of test images: each is among the map's thumbnails."""
    bundle = shipped("fashion-vae")
    assert bundle.gallery_images is not None
    gallery = pixels.from_uint8(bundle.gallery_images[:10])[:, 0].flatten(1)
    apart = torch.cdist(gallery, thumbnails("fashion-vae")[..., 0].flatten(1))
    assert float(apart.min(dim=1).values.max()) < 1e-2
    found = shipped_map("fashion-vae").latents[apart.argmin(dim=1)]
    torch.testing.assert_close(found, bundle.gallery_latents[:10], rtol=1e-2, atol=1e-2)
