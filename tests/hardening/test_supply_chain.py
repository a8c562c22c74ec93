"""Hostile bundles: each refused by name, without running, following or allocating anything."""

from __future__ import annotations

import json
import os
import pickle
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from latente.errors import BundleError
from latente.judge import load_judge
from latente.map_storage import load_map
from latente.reading import webp_size
from latente.storage import CARD, GALLERY, LATENTS, MAP, MODEL, file_checksum, load_bundle
from tests.bundles import write_random_map
from tests.hardening.hostile import (
    judge_of,
    judged_bundle,
    no_memory_jump,
    sound_bundle,
    vouch_for_judge,
)
from tests.latente.test_storage import edit_card, edit_tensors, refused, sign

TERABYTE = 2**40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sound_bundle(tmp_path)


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    return judged_bundle(tmp_path)


class Trap:
    """A pickle that leaves a trace where anything unpickles it."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.trace,)


class TestCode:
    def test_the_trap_goes_off_where_something_unpickles_it(self, tmp_path: Path):
        pickle.loads(pickle.dumps(Trap(tmp_path / "trace")))
        assert (tmp_path / "trace").exists()

    @pytest.mark.parametrize("write", [pickle.dump, torch.save], ids=["pickle", "torch"])
    @pytest.mark.parametrize("name", [MODEL, LATENTS, MAP])
    def test_a_pickle_named_safetensors_is_not_run(self, folder, tmp_path, name, write):
        write_random_map(folder)
        with (folder / name).open("wb") as file:
            write(Trap(tmp_path / "trace"), file)
        sign(folder, name)
        with pytest.raises(BundleError, match=f"{name} is no safetensors file"):
            load_map(load_bundle(folder))
        assert not (tmp_path / "trace").exists()

    def test_a_pickle_in_place_of_a_judge_is_not_run(self, faces, tmp_path):
        judge_of(faces).write_bytes(pickle.dumps(Trap(tmp_path / "trace")))
        vouch_for_judge(faces)
        with pytest.raises(BundleError, match="no judge"):
            load_bundle(faces)
        assert not (tmp_path / "trace").exists()


OUTSIDE = [
    "../else.safetensors",
    "/etc/hostname",
    "..",
    ".",
    "",
    "a/b",
    "..\\else",
    "C:\\Windows\\win.ini",
    "C:else",
    "\\\\host\\share",
    "nul",
    "COM1.webp",
    "a\x00b",
    "a\nb",
    ".hidden",
    "x" * 100_000,
]


class TestPlaces:
    @pytest.mark.parametrize("name", OUTSIDE, ids=lambda name: repr(name[:20]))
    def test_a_name_that_leads_outside_is_refused(self, folder, name):
        edit_card(folder, lambda card: card["files"].update({name: "0" * 64}))
        with pytest.raises(BundleError, match="outside its folder") as caught:
            load_bundle(folder)
        assert len(str(caught.value)) < 500
        assert str(caught.value).isprintable()

    @pytest.mark.parametrize("name", [CARD, MODEL, LATENTS, GALLERY])
    def test_a_link_that_leads_outside_is_refused(self, folder, tmp_path, name):
        (folder / name).rename(tmp_path / "elsewhere")
        (folder / name).symlink_to(tmp_path / "elsewhere")
        refused(folder, f"{name} is a link that leads outside")

    def test_a_link_inside_of_the_folder_is_followed(self, folder):
        # So mounts of Kubernetes are made.
        (folder / MODEL).rename(folder / "model.first")
        (folder / MODEL).symlink_to("model.first")
        assert load_bundle(folder).card.id == "sound"

    def test_a_judge_by_a_link_is_refused(self, faces, tmp_path):
        path = judge_of(faces)
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
        refused(faces, "is a link that leads outside")

    @pytest.mark.parametrize("shared", [True, False])
    def test_thumbnails_by_a_link_are_refused(self, folder, tmp_path, shared):
        write_random_map(folder, shared=shared)
        home = folder.parent / "_thumbnails" if shared else folder
        sprite = home / load_bundle(folder).card.map.sprite.file
        sprite.rename(tmp_path / "elsewhere")
        sprite.symlink_to(tmp_path / "elsewhere")
        refused(folder, "is a link that leads outside")

    @pytest.mark.parametrize("name", [CARD, MODEL])
    def test_a_pipe_or_a_device_is_not_read(self, folder, name):
        (folder / name).unlink()
        os.mkfifo(folder / name)
        refused(folder, f"{name} is missing")
        (folder / name).unlink()
        (folder / name).symlink_to("/dev/zero")
        refused(folder, f"{name} is missing")


def header(claims: dict[str, Any], data: bytes = b"") -> bytes:
    """A safetensors file with this header."""
    text = json.dumps(claims).encode()
    return struct.pack("<Q", len(text)) + text + data


def claim(dtype: str, shape: list[int], size: int) -> dict[str, Any]:
    return {"x": {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}}


HEADERS = {
    "a terabyte": header(claim("F32", [2**38], TERABYTE), b"\0" * 64),
    "more than the address space": header(claim("F32", [2**62], 2**64), b"\0" * 64),
    "another size than its shape": header(claim("F32", [2**38], 64), b"\0" * 64),
    "negative": header(claim("F32", [-1], 4), b"\0" * 4),
    "a header of eight exbibytes": struct.pack("<Q", 2**63) + b"{}",
    "a header of 90 megabytes": struct.pack("<Q", 90_000_000) + b" " * 90_000_000,
    "a nested header": struct.pack("<Q", 200_000) + b"[" * 200_000,
    "tensors over one another": header(
        {
            "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
            "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]},
        },
        b"\0" * 12,
    ),
    "nothing": b"",
}


class TestSizes:
    @pytest.mark.parametrize("name", [MODEL, LATENTS, MAP])
    @pytest.mark.parametrize("case", HEADERS)
    def test_a_header_that_claims_too_much_is_refused(self, folder, case, name):
        write_random_map(folder)
        (folder / name).write_bytes(HEADERS[case])
        sign(folder, name)
        with no_memory_jump(), pytest.raises(BundleError, match=f"{name} is no safetensors file"):
            load_map(load_bundle(folder))

    @pytest.mark.parametrize("case", HEADERS)
    def test_a_judge_whose_header_claims_too_much_is_refused(self, faces, case):
        judge_of(faces).write_bytes(HEADERS[case])
        vouch_for_judge(faces)
        with no_memory_jump(), pytest.raises(BundleError, match="no judge"):
            load_bundle(faces)

    @pytest.mark.parametrize("name", [MODEL, LATENTS, GALLERY])
    def test_a_file_of_a_terabyte_is_not_even_hashed(self, folder, name):
        os.truncate(folder / name, TERABYTE)  # without blocks on the disk
        refused(folder, f"{name} is larger than")

    def test_a_giant_card_is_not_read(self, folder):
        os.truncate(folder / CARD, TERABYTE)
        with no_memory_jump():
            refused(folder, f"{CARD} is larger than")

    def test_a_network_that_would_take_gigabytes_is_never_built(self, folder):
        edit_card(
            folder,
            lambda card: card["network"].update(width=512, hidden=4096, blocks=8, levels=2),
        )
        with no_memory_jump():
            refused(folder, "network", "parameters, of at most")

    def test_a_network_that_the_weights_do_not_fill_is_never_built(self, folder):
        # A gibibyte of float32: allowed, but it must be in the file.
        edit_card(folder, lambda card: card["network"].update(width=64, hidden=4096))
        with no_memory_jump():
            refused(folder, f"{MODEL} does not fit the card's network")

    def test_a_judge_that_its_weights_do_not_fill_is_never_built(self, faces):
        path = judge_of(faces)
        tensors = load_file(path)
        card = load_judge(path).card.model_copy(update={"width": 512})
        save_file(tensors, path, metadata={"judge": card.model_dump_json()})
        vouch_for_judge(faces)
        with no_memory_jump(), pytest.raises(BundleError, match="no judge"):
            load_bundle(faces)


CODES = {torch.float64: "F64", torch.float16: "F16", torch.int64: "I64", torch.bool: "BOOL"}


class TestTypes:
    @pytest.mark.parametrize("dtype", CODES)
    @pytest.mark.parametrize("name", [MODEL, LATENTS])
    def test_tensors_of_another_type_are_refused(self, folder, name, dtype):
        first = "decoder.dense.bias" if name == MODEL else "latent_mean"
        edit_tensors(folder, name, lambda t: t.update({first: t[first].to(dtype)}))
        refused(folder, name, first, CODES[dtype] if name == MODEL else str(dtype))

    @pytest.mark.parametrize("dtype", [torch.float64, torch.int64, torch.bool])
    def test_maps_of_another_type_are_refused(self, folder, dtype):
        write_random_map(folder)
        edit_tensors(folder, MAP, lambda t: t.update(spacing=t["spacing"].to(dtype)))
        with pytest.raises(BundleError, match=r"map\.safetensors: 'spacing' is torch\."):
            load_map(load_bundle(folder))

    def test_a_judge_of_another_type_is_refused(self, faces):
        path = judge_of(faces)
        card = load_judge(path).card
        tensors = {name: values.double() for name, values in load_file(path).items()}
        save_file(tensors, path, metadata={"judge": card.model_dump_json()})
        vouch_for_judge(faces)
        with pytest.raises(BundleError, match="no judge of its card"):
            load_bundle(faces)


def bomb(path: Path, side: int = 16383) -> None:
    """A WebP of one colour: a few kilobytes, a gigabyte when it is decoded."""
    head = b"VP8L" + struct.pack("<I", 10) + b"\x2f"
    bits = (side - 1) | (side - 1) << 14
    body = head + struct.pack("<I", bits) + b"\x00" * 5 + b"\x00"
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body)


class TestPictures:
    @pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 80}, {"exact": True}])
    @pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
    def test_the_header_of_a_picture_is_read_rightly(self, tmp_path, mode, options):
        Image.new(mode, (123, 45), 7 if mode == "L" else (7,) * len(mode)).save(
            tmp_path / "a.webp", "WEBP", **options
        )
        assert webp_size(tmp_path / "a.webp") == (123, 45)

    def test_a_gallery_that_is_a_bomb_is_never_decoded(self, folder):
        bomb(folder / GALLERY)
        assert webp_size(folder / GALLERY) == (16383, 16383)
        sign(folder, GALLERY)
        with no_memory_jump():
            refused(folder, GALLERY, "16383x16383, the card says 112x28")

    @pytest.mark.parametrize("shared", [True, False])
    def test_thumbnails_that_are_a_bomb_are_refused(self, folder, shared):
        write_random_map(folder, shared=shared)
        sprite = load_bundle(folder).card.map.sprite
        path = (folder.parent / "_thumbnails" if shared else folder) / sprite.file
        bomb(path)
        sha256 = file_checksum(path)
        edit_card(folder, lambda card: card["map"]["sprite"].update(sha256=sha256))
        if not shared:
            sign(folder, sprite.file)
        with no_memory_jump():
            refused(folder, sprite.file, "16383x16383, the card says")

    def test_a_bomb_that_the_card_admits_to_is_refused_too(self, folder):
        write_random_map(folder, shared=False)
        path = folder / load_bundle(folder).card.map.sprite.file
        bomb(path)
        changed = {"sha256": file_checksum(path), "columns": 16383, "rows": 16383}
        changed["tile"] = {"width": 1, "height": 1}
        edit_card(folder, lambda card: card["map"]["sprite"].update(changed))
        sign(folder, path.name)
        refused(folder, path.name, "at most 67108864 pixels are read")
