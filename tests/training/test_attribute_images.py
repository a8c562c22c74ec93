from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch import Tensor

from latente.networks import NetworkSpec
from latente.pixels import to_picture
from tests.toys import ATTRIBUTES, CELEBA_SIZE, drawn_attributes, drawn_labels, write_celeba
from training import attribute_images, pixel_cache
from training.attribute_images import celeba_crop, load_attribute_folder, load_celeba
from training.data import Dataset
from training.datasets import load_dataset
from training.errors import DataError
from training.pixel_cache import Decoded, Pixels
from training.recipe import DataRecipe

SPEC = NetworkSpec(channels=3, size=16, levels=2)
PARTITION = [0] * 14 + [1] * 3 + [2] * 3
SHUFFLED = [0, 2, 1, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0, 0, 0, 2, 0, 1, 0, 0]


def everything(data: Dataset) -> tuple[Tensor, Tensor]:
    """Pixels and labels of all splits, one after the other."""
    assert data.validation is not None
    parts = [data.train, data.validation, data.test]
    return torch.cat([part.pixels for part in parts]), torch.cat([part.labels for part in parts])


def write_folder(folder: Path, count: int, header: str = "file", split: str = "") -> Path:
    """Drawn pictures as PNG files with an ``attributes.csv``."""
    folder.mkdir()
    labels = drawn_labels(count, 4, seed=3)
    lines = [",".join([header, *ATTRIBUTES])]
    for k, image in enumerate(drawn_attributes(labels, 16, seed=3)):
        to_picture(image).save(folder / f"{k:03}.png")
        lines.append(",".join([f"{k:03}.png", *map(str, labels[k].tolist())]) + split)
    (folder / "attributes.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("layout", CELEBA_SIZE)
def test_celeba_is_cropped_to_the_face_and_split_as_its_partition_says(
    layout: str, tmp_path: Path
) -> None:
    data = load_celeba(write_celeba(tmp_path / "faces", SHUFFLED, layout), SPEC)
    assert data.validation is not None
    assert (len(data.train), len(data.validation), len(data.test)) == (12, 4, 4)
    assert data.attributes == list(ATTRIBUTES)
    assert data.name == "celeba"
    assert not data.problems
    assert not data.thumbnails_may_ship
    assert "non-commercial" in data.license
    labels, order = drawn_labels(20, 4, seed=1), torch.tensor(SHUFFLED)
    drawn = drawn_attributes(labels, 16, seed=1)
    for split, code in ((data.train, 0), (data.validation, 1), (data.test, 2)):
        assert torch.equal(split.labels, labels[order == code]), "in the order of their names"
        # No magenta of the border comes in, and nothing of the square is lost.
        error = (split.images(slice(None)) - drawn[order == code]).abs()
        assert float(error.mean()) < 0.03
        assert float(error[..., [0, -1], :].mean()) < 0.05


@pytest.mark.parametrize(("layout", "box"), [("official", 148), ("half", 74)])
def test_the_crop_is_148_of_178_pixels_at_the_centre(layout: str, box: int) -> None:
    width, height = CELEBA_SIZE[layout]
    picture = Image.new("L", (width, height))
    left, top = (width - box) // 2, (height - box) // 2
    picture.paste(255, (left, top, left + box, top + box))
    cut = celeba_crop(picture)
    assert cut.size == (box, box)
    assert cut.getextrema() == (255, 255)


def test_the_folder_that_holds_celeba_will_do(tmp_path: Path) -> None:
    write_celeba(tmp_path / "celeba", PARTITION)
    found = load_dataset(DataRecipe(dataset="celeba"), SPEC, tmp_path)
    assert len(found.train) == 14


def test_a_missing_celeba_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load_celeba(tmp_path, SPEC)
    for hint in (str(tmp_path), "img_align_celeba", "list_attr_celeba.txt", "--data"):
        assert hint in str(caught.value)


@pytest.mark.parametrize("name", ["list_attr_celeba.txt", "list_eval_partition.txt"])
def test_a_missing_table_is_named(name: str, tmp_path: Path) -> None:
    (write_celeba(tmp_path / "faces", PARTITION) / name).unlink()
    with pytest.raises(DataError, match=f"{name} is missing"):
        load_celeba(tmp_path / "faces", SPEC)


def big_enough(folder: Path) -> Path:
    """A folder in which three bad images are below one in a hundred."""
    return write_celeba(folder, [0] * 280 + [1] * 10 + [2] * 10)


def test_a_few_bad_images_are_left_out_and_named(tmp_path: Path) -> None:
    folder = big_enough(tmp_path / "faces")
    pictures = folder / "img_align_celeba"
    (pictures / "000003.jpg").unlink()
    (pictures / "000005.jpg").write_bytes(b"no picture at all")
    (pictures / "000290.jpg").write_bytes((pictures / "000290.jpg").read_bytes()[:300])
    data = load_celeba(folder, SPEC)
    assert data.validation is not None
    assert (len(data.train), len(data.validation), len(data.test)) == (278, 9, 10)
    assert len(data.problems) == 3
    assert "000003.jpg: no such image" in data.problems
    assert {line.split(":")[0] for line in data.problems} == {
        "000003.jpg",
        "000005.jpg",
        "000290.jpg",
    }
    kept = [k for k in range(300) if k not in (2, 4, 289)]
    assert torch.equal(everything(data)[1], drawn_labels(300, 4, seed=1)[kept])


def test_over_one_in_a_hundred_bad_images_are_fatal_counted_and_named(tmp_path: Path) -> None:
    folder = big_enough(tmp_path / "faces")
    for k in range(1, 9):
        (folder / "img_align_celeba" / f"{k:06}.jpg").write_bytes(b"rubbish")
    with pytest.raises(DataError, match=r"8 of 300 images .*1%.*000001.*000005.*and 3 more"):
        load_celeba(folder, SPEC)


def test_images_without_a_row_and_rows_without_an_image_count_as_bad(tmp_path: Path) -> None:
    folder = write_celeba(tmp_path / "faces", PARTITION)
    pictures = folder / "img_align_celeba"
    (pictures / "000002.jpg").rename(pictures / "stranger.jpg")
    told = r"2 of 21 images .*000002\.jpg: no such image; stranger\.jpg: not in the table"
    with pytest.raises(DataError, match=told):
        load_celeba(folder, SPEC)


def test_an_empty_split_is_named(tmp_path: Path) -> None:
    folder = write_celeba(tmp_path / "faces", [0] * 9 + [1])
    with pytest.raises(DataError, match="no image belongs to the split 'test'"):
        load_celeba(folder, SPEC)


def test_a_folder_with_a_table_needs_no_partition(tmp_path: Path) -> None:
    data = load_attribute_folder(write_folder(tmp_path / "Shapes", 30), SPEC)
    assert data.validation is not None
    assert data.name == "Shapes"
    assert (len(data.train), len(data.validation), len(data.test)) == (24, 3, 3)
    labels = drawn_labels(30, 4, seed=3)
    assert torch.equal(data.test.labels, labels[9::10])
    assert torch.equal(data.validation.labels, labels[8::10])
    drawn = drawn_attributes(labels, 16, seed=3)[9::10]
    assert float((data.test.images(slice(None)) - drawn).abs().max()) < 0.5 / 255 + 1e-6


def test_pictures_of_a_folder_are_brought_to_the_models_size_and_colours(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "shapes", 10)
    Image.new("RGBA", (50, 31), (255, 255, 255, 255)).save(folder / "009.png")
    data = load_attribute_folder(folder, NetworkSpec(channels=1, size=8, levels=1))
    assert data.test.pixels.shape == (1, 8, 8, 1)
    assert data.test.pixels.unique().tolist() == [255]


def test_a_table_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"attributes\.csv is missing"):
        load_attribute_folder(tmp_path, SPEC)
    (tmp_path / "attributes.csv").write_text("file,Round\n", encoding="utf-8")
    with pytest.raises(DataError, match="holds no images"):
        load_attribute_folder(tmp_path, SPEC)


@pytest.fixture
def small_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All data sets are too large for memory; returns where they are kept instead."""
    monkeypatch.setattr(attribute_images, "LARGE", 1000)
    monkeypatch.setenv(pixel_cache.CACHE_VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_a_large_data_set_is_mapped_from_a_file_and_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_celeba(tmp_path / "faces", SHUFFLED)
    held = everything(load_celeba(folder, SPEC))
    monkeypatch.setattr(attribute_images, "LARGE", 1000)
    monkeypatch.chdir(tmp_path)
    data = load_celeba(folder, SPEC)
    assert all(torch.equal(a, b) for a, b in zip(everything(data), held, strict=True))
    (place,) = (tmp_path / "cache").glob("celeba-20-size16-*[!k]")
    assert (place / "pixels.npy").stat().st_size == 20 * 16 * 16 * 3 + 128
    assert f"decoding 20 images into cache/{place.name}, once" in capsys.readouterr().out


def test_decoded_pixels_are_found_again_until_the_images_change(
    tmp_path: Path, small_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_celeba(tmp_path / "faces", PARTITION)
    (folder / "img_align_celeba" / "000001.jpg").touch()
    first = everything(load_celeba(folder, SPEC))
    decoded: list[int] = []
    decode = attribute_images._decode_into

    def counted(array: Pixels, source: Any, names: list[str]) -> Decoded:
        decoded.append(len(names))
        return decode(array, source, names)

    monkeypatch.setattr(attribute_images, "_decode_into", counted)
    assert torch.equal(everything(load_celeba(folder, SPEC))[0], first[0])
    assert decoded == []
    load_celeba(folder, NetworkSpec(channels=3, size=8, levels=1))
    assert decoded == [20], "another size"
    Image.new("RGB", (89, 109)).save(folder / "img_align_celeba" / "000001.jpg")
    assert int(load_celeba(folder, SPEC).train.pixels[0].max()) == 0
    assert decoded == [20, 20], "another image"
    assert len([path for path in small_memory.iterdir() if path.is_dir()]) == 3


@pytest.mark.usefixtures("small_memory")
def test_images_left_out_are_remembered_with_the_pixels(tmp_path: Path) -> None:
    folder = big_enough(tmp_path / "faces")
    (folder / "img_align_celeba" / "000005.jpg").write_bytes(b"no picture at all")
    first, second = (load_celeba(folder, SPEC) for _ in range(2))
    assert first.problems == second.problems
    assert second.problems[0].startswith("000005.jpg: ")
    assert torch.equal(everything(first)[1], everything(second)[1])
    assert len(second.train) == 279


def test_a_data_set_that_is_refused_leaves_nothing_behind(
    tmp_path: Path, small_memory: Path
) -> None:
    folder = write_celeba(tmp_path / "faces", PARTITION)
    (folder / "img_align_celeba" / "000005.jpg").write_bytes(b"no picture at all")
    with pytest.raises(DataError, match="1 of 20 images"):
        load_celeba(folder, SPEC)
    assert [path for path in small_memory.iterdir() if path.is_dir()] == []


def test_half_a_file_of_a_killed_process_is_not_taken_for_a_whole(
    tmp_path: Path, small_memory: Path
) -> None:
    folder = write_celeba(tmp_path / "faces", PARTITION)
    whole = everything(load_celeba(folder, SPEC))
    (place,) = (path for path in small_memory.iterdir() if path.is_dir())
    partial = place.rename(place.with_name(f"{place.name}.partial"))
    (partial / "pixels.npy").write_bytes(b"half")
    assert torch.equal(everything(load_celeba(folder, SPEC))[0], whole[0])
    assert not partial.exists()


def test_a_full_disk_or_an_unusable_place_is_named(
    tmp_path: Path, small_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_celeba(tmp_path / "faces", PARTITION)
    with monkeypatch.context() as patch:
        patch.setattr(pixel_cache.shutil, "disk_usage", lambda _: type("U", (), {"free": 100})())
        with pytest.raises(DataError, match=r"kept has 0\.0 GB free.*LATENTE_CACHE"):
            load_celeba(folder, SPEC)
    small_memory.rename(tmp_path / "moved")
    small_memory.write_text("a file")
    with pytest.raises(DataError, match=r"cannot be kept in .*kept .*LATENTE_CACHE"):
        load_celeba(folder, SPEC)
