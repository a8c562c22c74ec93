from __future__ import annotations

import struct
from pathlib import Path

import pytest
import torch
from PIL import Image

from latente.networks import NetworkSpec
from tests.toys import CLASSES, drawn_images, toy_dataset, write_image_folder
from training import datasets
from training.datasets import data_root, load_dataset, load_fashion_mnist, load_image_folder
from training.errors import DataError
from training.recipe import DataRecipe

SPEC = NetworkSpec(size=8, levels=1)
FASHION = NetworkSpec(size=28, levels=2)


def write_idx(path: Path, values: torch.Tensor) -> None:
    """The format of Fashion-MNIST's files: type and rank, the shape, the bytes."""
    head = struct.pack(f">BBBB{values.dim()}I", 0, 0, 8, values.dim(), *values.shape)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head + values.to(torch.uint8).numpy().tobytes())


@pytest.fixture
def fashion_files(tmp_path: Path) -> Path:
    """Fashion-MNIST's layout with 20 training and 10 test images."""
    raw = tmp_path / "FashionMNIST" / "raw"
    for name, count in (("train", 20), ("t10k", 10)):
        images = torch.arange(count)[:, None, None].expand(-1, 28, 28)
        write_idx(raw / f"{name}-images-idx3-ubyte", images)
        write_idx(raw / f"{name}-labels-idx1-ubyte", torch.arange(count) % 10)
    return tmp_path


def test_fashion_mnist_is_read_as_torchvision_lays_it_out(fashion_files: Path) -> None:
    data = load_fashion_mnist(fashion_files, FASHION)
    assert (len(data.train), len(data.test)) == (20, 10)
    assert data.train.pixels.shape == (20, 28, 28, 1)
    assert data.train.pixels[7].unique().tolist() == [7]
    assert data.train.labels.tolist() == [k % 10 for k in range(20)]
    assert len(data.classes) == 10
    assert {each.name for each in data.classes} >= {"T-shirt/top", "Ankle boot"}
    assert all(each.title.es for each in data.classes)
    assert data.light_on_dark


def test_fashion_mnist_is_padded_with_black_to_a_larger_model(fashion_files: Path) -> None:
    data = load_fashion_mnist(fashion_files, NetworkSpec(size=32, channels=3))
    image = data.test.pixels[5]
    assert image.shape == (32, 32, 3)
    assert image[2:-2, 2:-2].unique().tolist() == [5]
    assert int(image.sum()) == 5 * 28 * 28 * 3


@pytest.mark.parametrize(("size", "levels"), [(16, 2), (31, 0)])
def test_a_model_that_fashion_mnist_does_not_fit_is_refused(
    fashion_files: Path, size: int, levels: int
) -> None:
    spec = NetworkSpec(size=28, levels=2).model_copy(update={"size": size, "levels": levels})
    with pytest.raises(DataError, match=f"network.size is {size}"):
        load_fashion_mnist(fashion_files, spec)


def test_a_missing_data_set_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load_dataset(DataRecipe(dataset="fashion-mnist"), FASHION, tmp_path)
    for hint in (str(tmp_path), "latente-train data fashion-mnist", "--data", "LATENTE_DATA"):
        assert hint in str(caught.value)


def test_a_failed_download_says_how_to_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(datasets, "FashionMNIST", offline)
    with pytest.raises(DataError, match=r"no route to host.*by hand"):
        datasets.download_fashion_mnist(tmp_path)


def test_the_place_of_data_sets_is_as_given_or_as_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LATENTE_DATA", "named")
    assert data_root(None) == Path("named")
    assert data_root(Path("given")) == Path("given")
    monkeypatch.delenv("LATENTE_DATA")
    assert data_root(None) == Path("data")


def test_a_folder_keeps_every_tenth_image_for_testing(tmp_path: Path) -> None:
    folder = write_image_folder(tmp_path / "shapes", 60)
    data = load_image_folder(folder, SPEC)
    assert data.name == "shapes"
    assert [each.name for each in data.classes] == sorted(CLASSES)
    assert (len(data.train), len(data.test)) == (54, 6)
    assert set(data.test.labels.tolist()) == {0, 1, 2}
    everything = torch.cat([data.train.pixels, data.test.pixels]).flatten(1)
    assert len(everything.unique(dim=0)) == 60
    assert not data.thumbnails_may_ship


def test_a_folder_with_train_and_test_is_split_as_it_says(tmp_path: Path) -> None:
    write_image_folder(tmp_path / "train", 30)
    write_image_folder(tmp_path / "test", 6, seed=2)
    data = load_image_folder(tmp_path, SPEC)
    assert (len(data.train), len(data.test)) == (30, 6)
    assert data.test.labels.tolist() == [0, 0, 1, 1, 2, 2]


def test_labels_stay_with_their_images(tmp_path: Path) -> None:
    data = load_image_folder(write_image_folder(tmp_path, 60), SPEC)
    for split in (data.train, data.test):
        names = torch.tensor([CLASSES.index(data.classes[k].name) for k in split.labels.tolist()])
        likeness = drawn_images(torch.arange(3)).flatten(1) @ split.images(slice(None)).flatten(1).T
        drawn = drawn_images(torch.arange(3)).flatten(1)
        likeness = likeness / drawn.norm(dim=1, keepdim=True)
        assert torch.equal(likeness.argmax(dim=0), names)


def test_the_first_training_images_speak_for_all_classes(tmp_path: Path) -> None:
    folder = write_image_folder(tmp_path, 90)
    data = load_image_folder(folder, SPEC)
    assert set(data.train.labels[:20].tolist()) == {0, 1, 2}
    again = load_image_folder(folder, SPEC)
    assert torch.equal(data.train.pixels, again.train.pixels)


def test_pictures_of_any_size_and_colour_are_brought_to_the_models(tmp_path: Path) -> None:
    for k in range(12):
        place = tmp_path / f"class-{k % 2}"
        place.mkdir(exist_ok=True)
        Image.new("RGB", (20 + k, 17), (255, 255, 255)).save(place / f"{k}.jpg")
    data = load_image_folder(tmp_path, SPEC)
    assert data.train.pixels.shape[1:] == (8, 8, 1)
    assert not data.light_on_dark


def test_dark_photographs_are_in_colour_and_no_negatives(tmp_path: Path) -> None:
    for colour, is_negative in (((60, 40, 20), False), ((40, 40, 40), True)):
        folder = tmp_path / str(is_negative)
        for k in range(12):
            place = folder / f"class-{k % 2}"
            place.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (16, 16), colour).save(place / f"{k}.png")
        data = load_image_folder(folder, NetworkSpec(size=8, channels=3, levels=2))
        assert data.light_on_dark is is_negative


def test_different_classes_in_train_and_test_are_refused(tmp_path: Path) -> None:
    write_image_folder(tmp_path / "train", 30)
    write_image_folder(tmp_path / "test", 2)
    with pytest.raises(DataError, match="do not hold the same classes"):
        load_image_folder(tmp_path, SPEC)


def test_too_few_images_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds 9 images; at least 10"):
        load_image_folder(write_image_folder(tmp_path, 9), SPEC)


def test_a_folder_without_classes_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "class-less" / "a").mkdir(parents=True)
    (tmp_path / "file").write_text("")
    for name in ("missing", "empty", "class-less", "file"):
        with pytest.raises(DataError, match=rf"{name} holds no images.*--data.*LATENTE_DATA"):
            load_image_folder(tmp_path / name, SPEC)


def test_an_unreadable_image_is_named(tmp_path: Path) -> None:
    folder = write_image_folder(tmp_path, 20)
    bad = folder / CLASSES[0] / "bad.png"
    bad.write_bytes(b"no picture at all")
    with pytest.raises(DataError, match=r"bad\.png cannot be read .*mend or remove it"):
        load_image_folder(folder, SPEC)


def test_a_truncated_image_is_named(tmp_path: Path) -> None:
    folder = write_image_folder(tmp_path, 20)
    bad = folder / CLASSES[1] / "0001.png"
    bad.write_bytes(bad.read_bytes()[:-30])
    with pytest.raises(DataError, match=r"0001\.png cannot be read"):
        load_image_folder(folder, SPEC)


def test_a_split_gives_its_images_in_batches_and_in_order() -> None:
    split = toy_dataset(train=25).train
    batches = list(split.batches(10))
    assert [len(labels) for _, labels in batches] == [10, 10, 5]
    images = torch.cat([images for images, _ in batches])
    assert torch.equal(images, split.images(slice(None)))
    assert images.shape == (25, 1, 8, 8)
    assert float(images.max()) <= 1.0
    assert torch.equal(torch.cat([labels for _, labels in batches]), split.labels)
