from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor

import latente
from latente.errors import BundleError, BundleNotFoundError
from latente.storage import GALLERY, LATENTS, MODEL, file_checksum, load_bundle
from tests.bundles import random_bundle, write_random_bundle

FAMILIES = [("ae", None), ("vae", None), ("cvae", "class"), ("cvae", "attributes")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound bundle of a class model, to be damaged."""
    return write_random_bundle(tmp_path, "sound", "cvae", condition="class")


def edit_card(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "card.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    change(card)
    path.write_text(json.dumps(card), encoding="utf-8")


def sign(folder: Path, name: str) -> None:
    """Let the card vouch for a file as it is now, so that checks beyond the checksum run."""
    edit_card(folder, lambda card: card["files"].update({name: file_checksum(folder / name)}))


def edit_tensors(folder: Path, name: str, change: Callable[[dict[str, Tensor]], object]) -> None:
    tensors = load_file(folder / name)
    change(tensors)
    save_file(tensors, folder / name)
    sign(folder, name)


def refused(folder: Path, *parts: str) -> None:
    """Loading fails, naming the folder and the reason."""
    with pytest.raises(BundleError) as caught:
        load_bundle(folder)
    assert caught.value.path == folder
    for part in (str(folder), *parts):
        assert part in str(caught.value)


@pytest.mark.parametrize(("family", "condition"), FAMILIES)
def test_a_bundle_comes_back_bit_for_bit(tmp_path: Path, family: str, condition: Any) -> None:
    saved = random_bundle("model", family, condition=condition, seed=3)
    # The layout that a bundle is loaded in; another takes another kernel, with other roundings.
    saved.model.to(memory_format=torch.channels_last)
    card = latente.save_bundle(tmp_path / "model", saved)
    loaded = load_bundle(tmp_path / "model")
    assert loaded.card == card
    vector = saved.gallery_condition("item-0")
    images = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    assert torch.equal(loaded.encode(images, vector).mean, saved.encode(images, vector).mean)
    decoded = loaded.decode(loaded.gallery_latents, vector)
    assert torch.equal(decoded, saved.decode(saved.gallery_latents, vector))
    for name in (
        "latent_mean",
        "latent_std",
        "log_density_quantiles",
        "gallery_latents",
        "gallery_images",
    ):
        assert torch.equal(getattr(loaded, name), getattr(saved, name)), name
    for name in ("weights", "means", "scale_tril"):
        assert torch.equal(getattr(loaded.fitted_prior, name), getattr(saved.fitted_prior, name))
    assert loaded.directions.keys() == saved.directions.keys()
    for name, direction in saved.directions.items():
        assert torch.equal(loaded.directions[name], direction), name


def test_class_weights_of_the_prior_come_back_too(folder: Path) -> None:
    loaded = load_bundle(folder).fitted_prior.class_weights
    assert loaded is not None
    assert torch.equal(loaded, torch.eye(3))


def test_a_loaded_model_is_ready_and_frozen(folder: Path) -> None:
    model = load_bundle(folder).model
    assert not model.training
    assert not any(parameter.requires_grad for parameter in model.parameters())


def test_the_card_tells_checksums_and_sizes(folder: Path) -> None:
    card = load_bundle(folder).card
    assert card.weights.sha256 == file_checksum(folder / MODEL) == card.files[MODEL]
    assert card.weights.bytes == (folder / MODEL).stat().st_size
    assert card.weights.parameters == sum(t.numel() for t in load_file(folder / MODEL).values())
    assert set(card.files) == {MODEL, LATENTS, GALLERY}


def test_colour_galleries_and_missing_ones_come_back(tmp_path: Path) -> None:
    colour = random_bundle("colour", size=8, channels=3)
    latente.save_bundle(tmp_path / "colour", colour)
    assert torch.equal(load_bundle(tmp_path / "colour").gallery_images, colour.gallery_images)
    without = latente.Bundle(**{**vars(colour), "gallery_images": None})
    latente.save_bundle(tmp_path / "without", without)
    assert load_bundle(tmp_path / "without").gallery_images is None


def test_saving_over_a_bundle_leaves_no_scraps(folder: Path) -> None:
    latente.save_bundle(folder, random_bundle("sound", "vae", seed=5))
    assert load_bundle(folder).card.family == "vae"
    assert {path.name for path in folder.iterdir()} == {"card.json", MODEL, LATENTS, GALLERY}


@pytest.mark.parametrize("name", ["card.json", MODEL, LATENTS, GALLERY])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    refused(folder, f"{name} is missing")


@pytest.mark.parametrize("name", [MODEL, LATENTS, GALLERY])
def test_a_changed_file_is_named(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    refused(folder, f"{name} does not have the checksum")


@pytest.mark.parametrize("name", [MODEL, LATENTS])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.9])
def test_a_truncated_file_is_named(folder: Path, name: str, share: float) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: int(share * len(content))])
    refused(folder, name, "checksum")
    sign(folder, name)
    refused(folder, f"{name} is no safetensors file")


@pytest.mark.parametrize("name", [MODEL, LATENTS])
def test_a_pickle_in_disguise_is_never_run(folder: Path, name: str) -> None:
    trace = folder.parent / "trace"

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (trace,))

    (folder / name).write_bytes(pickle.dumps(Trap()))
    sign(folder, name)
    refused(folder, f"{name} is no safetensors file")
    assert not trace.exists()


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_an_unknown_version_is_named_before_anything_else(folder: Path, version: Any) -> None:
    edit_card(folder, lambda card: card.update(format_version=version, colour="red"))
    refused(folder, f"format version {version!r} is unknown", "reads 1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{", "not readable JSON"),
        (b"\xff\xfe", "not readable JSON"),
        (b"[" * 100_000, "not readable JSON"),
        (b"[]", "format version None"),
    ],
)
def test_a_card_that_is_no_card_is_refused(folder: Path, text: bytes, reason: str) -> None:
    (folder / "card.json").write_bytes(text)
    refused(folder, reason)


def test_a_card_that_cannot_be_opened_is_refused(folder: Path) -> None:
    (folder / "card.json").unlink()
    (folder / "card.json").mkdir()
    refused(folder, "card.json")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda card: card.update(colour="red"), "card.json: colour"),
        (lambda card: card.pop("license"), "card.json: license"),
        (lambda card: card.update(family="gan"), "unknown family 'gan'"),
        (lambda card: card.update(latent_dim=5), "latent_dim differs"),
        (lambda card: card["files"].pop(MODEL), "no checksum for model.safetensors"),
        (lambda card: card["files"].update({"../else.txt": "0"}), "outside its folder"),
        (lambda card: card["files"].update({"/etc/hostname": "0"}), "outside its folder"),
        (lambda card: card["files"].update({"..": "0"}), "outside its folder"),
        (lambda card: card["files"].update({"": "0"}), "outside its folder"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    edit_card(folder, change)
    refused(folder, reason)


def test_weights_of_another_network_are_refused(folder: Path) -> None:
    edit_card(folder, lambda card: card["network"].update(hidden=20))
    refused(folder, MODEL, "does not fit the card's network", "dense.weight")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: t.pop(next(iter(t))), "does not fit the card's network"),
        (lambda t: t.update(extra=torch.zeros(1)), "extra"),
        (lambda t: t["decoder.dense.bias"].fill_(float("nan")), "not finite"),
        (lambda t: t["encoder.dense.weight"][0].fill_(float("inf")), "not finite"),
    ],
)
def test_model_tensors_that_do_not_do_are_refused(
    folder: Path, change: Callable[[dict[str, Tensor]], object], reason: str
) -> None:
    edit_tensors(folder, MODEL, change)
    refused(folder, MODEL, reason)


LATENT_TENSORS = [
    "directions",
    "gallery_latents",
    "latent_mean",
    "latent_std",
    "log_density_quantiles",
    "prior_class_weights",
    "prior_means",
    "prior_scale_tril",
    "prior_weights",
]


# There may be any number of quantiles.
WRONG_SHAPES = [
    (name, kind)
    for name in LATENT_TENSORS
    for kind in ("longer", "deeper", "scalar", "empty")
    if (name, kind) != ("log_density_quantiles", "longer")
]


@pytest.mark.parametrize("name", [n for n in LATENT_TENSORS if n != "prior_class_weights"])
def test_a_missing_tensor_is_named(folder: Path, name: str) -> None:
    edit_tensors(folder, LATENTS, lambda tensors: tensors.pop(name))
    refused(folder, LATENTS, repr(name))


@pytest.mark.parametrize("name", LATENT_TENSORS)
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_values_that_are_not_finite_are_refused(folder: Path, name: str, value: float) -> None:
    edit_tensors(folder, LATENTS, lambda tensors: tensors[name].view(-1)[-1].fill_(value))
    refused(folder, LATENTS, repr(name), "not finite")


@pytest.mark.parametrize(("name", "kind"), WRONG_SHAPES)
def test_a_tensor_of_the_wrong_shape_is_named(folder: Path, name: str, kind: str) -> None:
    reshape: dict[str, Callable[[Tensor], Tensor]] = {
        "longer": lambda t: torch.cat([t, t]),
        "deeper": lambda t: t[None],
        "scalar": lambda t: t.sum(),
        "empty": lambda t: t[:0],
    }
    edit_tensors(folder, LATENTS, lambda t: t.update({name: reshape[kind](t[name]).contiguous()}))
    # The weights say how many components there are, so there it is the others that differ.
    refused(folder, LATENTS, "prior_" if name == "prior_weights" else repr(name))


def test_numbers_of_another_type_are_refused(folder: Path) -> None:
    edit_tensors(
        folder, LATENTS, lambda tensors: tensors.update(latent_mean=tensors["latent_mean"].double())
    )
    refused(folder, LATENTS, "latent_mean", "float64")


def test_a_gallery_of_another_size_or_format_is_refused(folder: Path) -> None:
    Image.new("L", (28, 28)).save(folder / GALLERY, "WEBP")
    sign(folder, GALLERY)
    refused(folder, GALLERY, "28x28, the card says 112x28")
    Image.new("L", (4 * 28, 28)).save(folder / GALLERY, "PNG")
    sign(folder, GALLERY)
    refused(folder, GALLERY, "no readable WebP")


def test_a_truncated_gallery_is_refused(folder: Path) -> None:
    content = (folder / GALLERY).read_bytes()
    (folder / GALLERY).write_bytes(content[: len(content) // 2])
    sign(folder, GALLERY)
    refused(folder, GALLERY, "no readable WebP")


def test_a_half_written_bundle_is_never_taken_for_a_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("latente.storage._gallery_sheet", full)
    with pytest.raises(OSError, match="no space left"):
        write_random_bundle(tmp_path, "half")
    refused(tmp_path / "half", "card.json is missing")
    assert latente.discover(tmp_path) == [tmp_path / "half"]


def test_bundles_are_found_by_path_and_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_random_bundle(tmp_path / "given", "one")
    write_random_bundle(tmp_path / "named", "two")
    write_random_bundle(tmp_path / "here" / "weights", "three")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv("LATENTE_WEIGHTS", raising=False)
    assert latente.load(path).card.id == "one"
    assert latente.load("one", tmp_path / "given").card.id == "one"
    assert latente.load("three").card.id == "three"
    monkeypatch.setenv("LATENTE_WEIGHTS", str(tmp_path / "named"))
    assert latente.load("two").card.id == "two"
    with pytest.raises(BundleNotFoundError, match=r"no such bundle in .*named; known: two"):
        latente.load("three")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleNotFoundError, match="there is no such folder"):
        load_bundle(tmp_path / "nothing")
    with pytest.raises(BundleNotFoundError, match="known: none"):
        latente.load("model", tmp_path / "nothing")


def test_discovery_is_sorted_and_passes_over_hidden_folders_and_files(tmp_path: Path) -> None:
    for name in ("b", "a", ".hidden", "_scratch"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").write_text("")
    assert [path.name for path in latente.discover(tmp_path)] == ["a", "b"]
    shutil.rmtree(tmp_path)
    assert latente.discover(tmp_path) == []
