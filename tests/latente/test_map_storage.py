from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

import latente
from latente.errors import BundleError
from latente.map_storage import load_map, save_map, save_shared_sprite, sprite_sheet
from latente.storage import MAP, MAP_SPRITE, THUMBNAILS, file_checksum
from tests.bundles import write_random_bundle, write_random_map


@pytest.fixture
def mapped(tmp_path: Path) -> Path:
    folder = write_random_bundle(tmp_path, "mapped", latent_dim=5)
    write_random_map(folder)
    return folder


def changed(folder: Path, **tensors: torch.Tensor | None) -> latente.Bundle:
    """The bundle with tensors of its map replaced or left out, its checksum made right."""
    kept = {**load_file(folder / MAP), **tensors}
    save_file({name: value for name, value in kept.items() if value is not None}, folder / MAP)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["files"][MAP] = file_checksum(folder / MAP)
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    return latente.load(folder)


@pytest.mark.parametrize(
    "options",
    [
        {"latent_dim": 2},
        {"latent_dim": 6},
        {"latent_dim": 6, "family": "cvae", "condition": "class"},
        {"latent_dim": 6, "family": "cvae", "condition": "attributes"},
    ],
)
@pytest.mark.parametrize("shared", [True, False])
def test_a_map_comes_back_as_it_was_written(options: dict, shared: bool, tmp_path: Path) -> None:
    folder = write_random_bundle(tmp_path, "mapped", **options)
    made = write_random_map(folder, shared=shared)
    bundle = latente.load(folder)
    found = load_map(bundle)
    assert found is not None
    assert torch.equal(found.latents, made.latents)
    assert list(found.projections) == list(made.projections)
    for name, each in made.projections.items():
        assert found.projection(name).exact == each.exact == (name != "umap")
        torch.testing.assert_close(found.projection(name).positions, each.positions)
    assert torch.equal(found.spacing, made.spacing)
    told = bundle.card.map
    assert told is not None
    assert (told.count, told.source) == (60, "test" if shared else "prior")
    assert told.projections == list(made.projections)
    assert told.sprite is not None
    assert bundle.map_files is not None
    assert bundle.map_files.sprite is not None
    assert file_checksum(bundle.map_files.sprite) == told.sprite.sha256
    with Image.open(bundle.map_files.sprite) as picture:
        tile = told.sprite.tile
        assert picture.size == (told.sprite.columns * tile.width, told.sprite.rows * tile.height)


def test_the_units_of_length_come_back_and_are_positive(mapped: Path) -> None:
    plain = load_map(latente.load(mapped))
    assert plain is not None
    assert plain.units is None
    units = torch.tensor([1.0, 0.5, 0.01, 2.0, 1.0])
    bundle = changed(mapped, units=units)
    found = load_map(bundle)
    assert found is not None
    assert found.units is not None
    assert torch.equal(found.units, units)
    again = dataclasses.replace(plain, units=units)
    assert torch.equal(
        found.neighbours(plain.latents + 0.1, 3)[1], again.neighbours(plain.latents + 0.1, 3)[1]
    )
    sprite = bundle.card.map.sprite if bundle.card.map else None
    save_map(mapped, again, "test", sprite)
    kept = load_map(latente.load(mapped))
    assert kept is not None
    assert kept.units is not None
    assert torch.equal(kept.units, units)
    for wrong, message in (
        (units[:4], r"'units' is \(4,\)"),
        (-units, "a unit of length is not positive"),
    ):
        with pytest.raises(BundleError, match=message):
            load_map(changed(mapped, units=wrong))


def test_what_a_conditional_model_was_told_comes_back(tmp_path: Path) -> None:
    for kind in ("class", "attributes"):
        folder = write_random_bundle(tmp_path, kind, family="cvae", condition=kind)
        made, bundle = write_random_map(folder), latente.load(folder)
        found = load_map(bundle)
        assert found is not None
        assert found.conditions is not None
        assert bundle.card.condition is not None
        assert found.conditions.shape == (60, bundle.card.condition.length)
        if made.classes is not None:
            assert torch.equal(found.conditions.argmax(dim=1), made.classes)
        else:
            assert made.conditions is not None
            assert torch.equal(found.conditions, made.conditions.float())
        assert bundle.decode(found.latents[:2], found.conditions[:2]).shape[0] == 2


def test_a_bundle_without_a_map_has_none(tmp_path: Path) -> None:
    bundle = latente.load(write_random_bundle(tmp_path, "plain"))
    assert bundle.card.map is None
    assert load_map(bundle) is None


def test_codes_take_half_the_room_unless_they_are_the_map_itself(tmp_path: Path) -> None:
    for dimension, kind in ((2, torch.float32), (3, torch.float16)):
        folder = write_random_bundle(tmp_path, f"d{dimension}", latent_dim=dimension)
        write_random_map(folder)
        assert load_file(folder / MAP)["latents"].dtype == kind


def test_a_changed_file_is_told_when_the_bundle_is_loaded(mapped: Path) -> None:
    tensors = load_file(mapped / MAP)
    save_file({**tensors, "latents": tensors["latents"] + 1}, mapped / MAP)
    with pytest.raises(BundleError, match=r"map\.safetensors does not have the checksum"):
        latente.load(mapped)


def test_a_file_changed_after_that_is_told_when_the_map_is_read(mapped: Path) -> None:
    bundle = latente.load(mapped)
    tensors = load_file(mapped / MAP)
    save_file({**tensors, "latents": tensors["latents"] + 1}, mapped / MAP)
    with pytest.raises(BundleError, match=r"map\.safetensors does not have the checksum"):
        load_map(bundle)
    (mapped / MAP).unlink()
    with pytest.raises(BundleError, match="map"):
        load_map(bundle)


def test_changed_shared_thumbnails_are_told_and_missing_ones_are_done_without(
    mapped: Path,
) -> None:
    (sprite,) = (mapped.parent / THUMBNAILS).iterdir()
    sprite.write_bytes(sprite.read_bytes() + b"x")
    with pytest.raises(BundleError, match="does not have the checksum"):
        latente.load(mapped)
    sprite.unlink()
    bundle = latente.load(mapped)
    assert bundle.map_files is not None
    assert bundle.map_files.sprite is None
    assert load_map(bundle) is not None


def test_a_card_must_vouch_for_its_map(mapped: Path) -> None:
    card = json.loads((mapped / "card.json").read_text(encoding="utf-8"))
    del card["files"][MAP]
    (mapped / "card.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(BundleError, match=r"no checksum for map\.safetensors"):
        latente.load(mapped)


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        ({"latents": None}, "lacks the tensor 'latents'"),
        ({"latents": torch.zeros(60, 4)}, r"'latents' is \(60, 4\)"),
        ({"spacing": None}, "lacks the tensor 'spacing'"),
        ({"pca_axes": torch.zeros(2, 4)}, r"'pca_axes' is \(2, 4\)"),
        ({"pca_origin": None}, "lacks the tensor 'pca_origin'"),
        ({"umap_positions": torch.zeros(59, 2)}, r"'umap_positions' is \(59, 2\)"),
        ({"umap_positions": torch.full((60, 2), torch.nan)}, "not finite"),
        ({"classes": torch.full((60,), 3, dtype=torch.uint8)}, "a class is not on the card"),
    ],
)
def test_what_does_not_fit_is_named(
    tensors: dict[str, torch.Tensor | None], words: str, mapped: Path
) -> None:
    bundle = changed(mapped, **tensors)
    with pytest.raises(BundleError, match=words):
        load_map(bundle)


def test_only_two_dimensions_are_a_map_by_themselves(mapped: Path) -> None:
    card = json.loads((mapped / "card.json").read_text(encoding="utf-8"))
    card["map"]["projections"] = ["latent"]
    (mapped / "card.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(BundleError, match="two dimensions"):
        load_map(latente.load(mapped))


@pytest.mark.parametrize("shared", [True, False])
def test_a_bundle_written_elsewhere_takes_its_map_along(shared: bool, tmp_path: Path) -> None:
    folder = write_random_bundle(tmp_path / "here", "mapped")
    write_random_map(folder, shared=shared)
    card = latente.save_bundle(tmp_path / "there" / "mapped", latente.load(folder))
    there = latente.load(tmp_path / "there" / "mapped")
    assert there.card == card
    assert card.map == latente.load(folder).card.map
    here_map, there_map = load_map(latente.load(folder)), load_map(there)
    assert here_map is not None
    assert there_map is not None
    assert torch.equal(here_map.latents, there_map.latents)


def test_a_bundle_written_over_itself_keeps_its_map(mapped: Path) -> None:
    before = latente.load(mapped)
    after = latente.save_bundle(mapped, before)
    assert after.map == before.card.map
    assert load_map(latente.load(mapped)) is not None


def test_a_new_model_in_the_same_folder_has_not_the_old_one_s_map(tmp_path: Path) -> None:
    folder = write_random_bundle(tmp_path, "model")
    write_random_map(folder, shared=False)
    assert (folder / MAP_SPRITE).is_file()
    write_random_bundle(tmp_path, "model", seed=1)
    assert latente.load(folder).card.map is None
    assert not (folder / MAP).exists()
    assert not (folder / MAP_SPRITE).exists()


def test_a_sheet_shows_the_thumbnails_row_by_row() -> None:
    thumbnails = torch.arange(7, dtype=torch.uint8).reshape(7, 1, 1, 1).expand(7, 2, 3, 1)
    pixels = np.asarray(sprite_sheet(thumbnails, 3))
    assert pixels.shape == (6, 9)
    assert pixels[::2, ::3].tolist() == [[0, 1, 2], [3, 4, 5], [6, 0, 0]]


def test_shared_thumbnails_are_exact_and_stay_as_they_are(tmp_path: Path) -> None:
    generator = torch.Generator().manual_seed(0)
    thumbnails = torch.randint(0, 256, (12, 5, 4, 1), generator=generator).to(torch.uint8)
    sprite = save_shared_sprite(tmp_path, "some-test.webp", thumbnails, 4)
    path = tmp_path / THUMBNAILS / "some-test.webp"
    with Image.open(path) as picture:
        shown = np.asarray(picture.convert("L")).reshape(3, 5, 4, 4).swapaxes(1, 2)
    assert np.array_equal(shown.reshape(12, 5, 4), thumbnails[..., 0].numpy())
    with Image.open(path) as picture:
        picture.load()
        picture.save(path, "WEBP", lossless=True, quality=0, method=0)
    again = save_shared_sprite(tmp_path, "some-test.webp", thumbnails, 4)
    assert again.sha256 == file_checksum(path)
    assert again.model_copy(update={"sha256": sprite.sha256}) == sprite
    other = save_shared_sprite(tmp_path, "some-test.webp", thumbnails.flip(0), 4)
    assert other.sha256 not in (sprite.sha256, again.sha256)
