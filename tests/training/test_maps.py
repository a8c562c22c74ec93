from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor
from typer.testing import CliRunner

import latente
from latente.bundle import Bundle
from latente.families import create, registered_families
from latente.map_storage import load_map
from latente.maps import LatentMap, neighbours
from latente.storage import MAP_SPRITE, THUMBNAILS
from tests.bundles import random_bundle
from tests.toys import (
    ATTRIBUTES,
    toy_attribute_dataset,
    toy_dataset,
    toy_recipe,
    write_image_folder,
)
from training import maps, publish
from training.cli import app
from training.data import Dataset
from training.errors import TrainingError
from training.maps import make_map, publish_map, umap_layout

DATA = toy_dataset(120, 60)
PRIVATE = dataclasses.replace(DATA, thumbnails_may_ship=False)


def published(folder: Path, family: str, dimension: int = 3, data: Dataset = DATA) -> Bundle:
    recipe = toy_recipe(family)
    network = recipe.network.model_copy(update={"latent_dim": dimension})
    recipe = recipe.model_copy(update={"network": network})
    torch.manual_seed(0)
    model = create(family, network).to(memory_format=torch.channels_last)
    bundle = publish.assemble(recipe, model.eval().requires_grad_(False), data)
    publish.write(bundle, folder)
    return latente.load(folder)


def loaded(folder: Path) -> LatentMap:
    found = load_map(latente.load(folder))
    assert found is not None
    return found


@pytest.mark.parametrize("family", registered_families())
def test_a_map_holds_the_codes_of_the_test_images(family: str, tmp_path: Path) -> None:
    bundle = published(tmp_path / "toy", family)
    card = publish_map(bundle, DATA, tmp_path / "toy", umap=False)
    found = loaded(tmp_path / "toy")
    assert card.map is not None
    assert (card.map.source, card.map.count, card.map.projections) == ("test", 60, ["pca"])
    rows = torch.eye(3)[DATA.test.labels] if bundle.model.conditional else None
    codes = bundle.encode(DATA.test.images(slice(None)), rows).mode()
    torch.testing.assert_close(found.latents, codes, rtol=1e-3, atol=1e-3)
    assert found.classes is not None
    assert torch.equal(found.classes.long(), DATA.test.labels)
    assert (found.conditions is not None) == bundle.model.conditional


def test_two_dimensions_need_no_other_layout(tmp_path: Path) -> None:
    bundle = published(tmp_path / "toy", "vae", dimension=2)
    card = publish_map(bundle, DATA, tmp_path / "toy")
    found = loaded(tmp_path / "toy")
    assert card.map is not None
    assert card.map.projections == ["latent"]
    assert torch.equal(found.projection().positions, found.latents)


def test_thumbnails_are_the_test_images_in_their_order(tmp_path: Path) -> None:
    publish_map(published(tmp_path / "toy", "ae"), DATA, tmp_path / "toy", umap=False)
    sprite = latente.load(tmp_path / "toy").card.map.sprite
    assert sprite is not None
    assert sprite.shared
    with Image.open(tmp_path / THUMBNAILS / sprite.file) as picture:
        pixels = np.asarray(picture.convert("L"))
    for index in (0, 17, 59):
        row, column = divmod(index, sprite.columns)
        tile = pixels[8 * row : 8 * row + 8, 8 * column : 8 * column + 8]
        assert np.array_equal(tile, DATA.test.pixels[index, :, :, 0].numpy())


def test_models_of_one_data_set_share_one_picture(tmp_path: Path) -> None:
    cards = [
        publish_map(published(tmp_path / name, name), DATA, tmp_path / name, umap=False)
        for name in ("ae", "vae")
    ]
    assert cards[0].map is not None
    assert cards[1].map is not None
    assert cards[0].map.sprite == cards[1].map.sprite
    assert len(list((tmp_path / THUMBNAILS).iterdir())) == 1


def test_the_readme_and_the_rest_of_the_card_stay(tmp_path: Path) -> None:
    bundle = published(tmp_path / "toy", "vae")
    card = publish_map(bundle, DATA, tmp_path / "toy", umap=False)
    without = {"map": bundle.card.map, "files": bundle.card.files}
    assert card.model_copy(update=without) == bundle.card
    assert card.files.items() > bundle.card.files.items()
    text = (tmp_path / "toy" / "README.md").read_text(encoding="utf-8")
    assert text == publish.model_card(card)
    assert "60 test images" in text


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A small number of draws from the prior."""
    monkeypatch.setattr(maps, "_DRAWN", 70)
    return 70


@pytest.mark.parametrize("family", registered_families())
def test_where_images_are_private_a_map_shows_what_the_model_draws(
    family: str, tmp_path: Path, few: int
) -> None:
    bundle = published(tmp_path / "toy", family, data=PRIVATE)
    card = publish_map(bundle, PRIVATE, tmp_path / "toy", umap=False)
    found = loaded(tmp_path / "toy")
    assert card.map is not None
    assert (card.map.source, card.map.count) == ("prior", few)
    assert not (tmp_path / THUMBNAILS).exists()
    assert (found.classes is not None) == bundle.model.conditional
    sprite = card.map.sprite
    assert sprite is not None
    with Image.open(tmp_path / "toy" / MAP_SPRITE) as picture:
        pixels = torch.from_numpy(np.array(picture.convert("L"))).float() / 255
    row, column = divmod(few - 1, sprite.columns)
    tile = pixels[8 * row : 8 * row + 8, 8 * column : 8 * column + 8]
    rows = None if found.conditions is None else found.conditions[-1:]
    image = bundle.decode(found.latents[-1:], rows)[0, 0]
    assert float((tile - image).abs().mean()) < 0.1
    assert image_is_no_photograph(tile, PRIVATE)


def image_is_no_photograph(tile: Tensor, data: Dataset) -> bool:
    apart = (data.test.images(slice(None))[:, 0] - tile).abs().mean(dim=(1, 2))
    return float(apart.min()) > 0.05


@pytest.mark.usefixtures("few")
def test_draws_are_the_same_every_time_and_lie_where_the_prior_does(tmp_path: Path) -> None:
    bundle = published(tmp_path / "toy", "vae", data=PRIVATE)
    first, second = (make_map(bundle, PRIVATE, umap=False) for _ in range(2))
    assert torch.equal(first.latents, second.latents)
    assert float(bundle.typicality(first.latents).median()) > 0.2


@pytest.mark.usefixtures("few")
def test_conditions_that_are_drawn_go_together() -> None:
    """Each is what some training image has, and not a mixture of several."""
    data = toy_attribute_dataset(120, 40, 40)
    bundle = random_bundle("toy", "cvae", condition="attributes", size=16, channels=3)
    told = bundle.card.condition
    assert told is not None
    names = [
        each.model_copy(update={"name": name})
        for each, name in zip(told.attributes, ATTRIBUTES[1:3], strict=True)
    ]
    condition = told.model_copy(update={"attributes": names})
    card = bundle.card.model_copy(update={"condition": condition})
    found = make_map(dataclasses.replace(bundle, card=card), data, umap=False)
    assert found.classes is None
    assert found.conditions is not None
    shares = found.conditions.float().mean(dim=0)
    expected = data.train.labels[:, 1:3].float().mean(dim=0)
    torch.testing.assert_close(shares, expected, atol=0.15, rtol=0)


def test_too_many_classes_or_too_few_images_are_refused(tmp_path: Path) -> None:
    bundle = published(tmp_path / "toy", "ae")
    with pytest.raises(TrainingError, match="at least three"):
        make_map(bundle, toy_dataset(90, 2))
    with pytest.raises(TrainingError, match="at most 256 classes"):
        make_map(bundle, toy_dataset(300, 300, classes=300))


def clusters(count: int = 40, dimension: int = 8) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(3 * count) % 3
    centres = 6 * torch.randn(3, dimension, generator=generator)
    return centres[labels] + torch.randn(3 * count, dimension, generator=generator), labels


def test_umap_keeps_neighbours_together_and_gives_the_same_layout_again() -> None:
    latents, labels = clusters(15)
    layout = umap_layout(latents)
    assert layout.shape == (45, 2)
    assert layout.dtype == torch.float32
    around = labels[neighbours(layout, layout, 6)[1][:, 1:]]
    assert float((around == labels[:, None]).float().mean()) > 0.95
    assert torch.equal(umap_layout(latents), layout)


def test_a_missing_umap_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(TrainingError, match=r"umap-learn.*--no-umap"):
        umap_layout(clusters()[0])


@pytest.mark.usefixtures("few")
def test_the_command_makes_a_map_of_a_published_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path / "weights" / "toy-vae", "vae", data=PRIVATE)
    images = write_image_folder(tmp_path / "shapes", 60)
    monkeypatch.setenv("LATENTE_DATA", str(images))
    arguments = ["map", "toy-vae", "--weights", str(tmp_path / "weights"), "--no-umap"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "70 points, pca" in result.stdout
    assert loaded(tmp_path / "weights" / "toy-vae").latents.shape == (70, 3)


def test_the_command_names_a_bundle_that_is_not_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["map", "nothing", "--weights", str(tmp_path)])
    assert result.exit_code == 2
    assert "no such bundle" in result.stderr
