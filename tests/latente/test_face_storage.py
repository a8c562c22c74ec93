"""What bundles of faces hold beyond others: plain directions beside refined ones, a judge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

import latente
from latente.errors import BundleError
from latente.judge import save_judge
from latente.storage import JUDGES, LATENTS, file_checksum, load_bundle, read_card
from tests.bundles import random_bundle, random_judge, write_random_bundle
from tests.faces import FACES
from tests.latente.test_storage import edit_card, edit_tensors, refused

REFINED = [each.name for each in FACES.attributes if each.refined]


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    """A sound bundle with refined directions and a judge, to be damaged."""
    return write_random_bundle(tmp_path, "faces", size=64, channels=3, contents=FACES)


def judge_of(folder: Path) -> Path:
    return folder.parent / JUDGES / read_card(folder).judge.file


def test_plain_directions_come_back_beside_the_refined_ones(faces: Path) -> None:
    saved = random_bundle("faces", size=64, channels=3, contents=FACES)
    loaded = load_bundle(faces)
    assert list(loaded.mean_directions) == REFINED
    for name in REFINED:
        assert torch.equal(loaded.mean_directions[name], saved.mean_directions[name])
        assert torch.equal(loaded.directions[name], saved.directions[name])
        assert not torch.equal(loaded.mean_directions[name], loaded.directions[name])


def test_bundles_without_refined_directions_hold_no_second_ones(tmp_path: Path) -> None:
    folder = write_random_bundle(tmp_path, "plain")
    assert load_bundle(folder).mean_directions == {}
    assert "mean_directions" not in load_file(folder / LATENTS)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: t.pop("mean_directions"), "lacks the tensor"),
        (
            lambda t: t.update(mean_directions=t["mean_directions"][:2].clone()),
            "(2, 4), not (3, 4)",
        ),
        (lambda t: t.update(mean_directions=t["mean_directions"][:, :3].clone()), "(3, 3)"),
        (lambda t: t["mean_directions"][1].fill_(float("nan")), "not finite"),
        (lambda t: t.update(mean_directions=t["mean_directions"].double()), "float64"),
    ],
)
def test_plain_directions_that_do_not_do_are_refused(
    faces: Path, change: Callable[[dict[str, Tensor]], object], reason: str
) -> None:
    edit_tensors(faces, LATENTS, change)
    refused(faces, LATENTS, "'mean_directions'", reason)


def test_a_judge_comes_back_with_its_bundle(faces: Path) -> None:
    loaded = load_bundle(faces)
    saved = random_bundle("faces", size=64, channels=3, contents=FACES)
    assert loaded.judge is not None
    assert saved.judge is not None
    assert loaded.judge.card == saved.judge.card
    images = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    found = loaded.judge.probabilities(images)
    torch.testing.assert_close(found, saved.judge.probabilities(images))


def test_judges_are_no_bundles(faces: Path) -> None:
    assert latente.discover(faces.parent) == [faces]


def test_a_missing_judge_is_named(faces: Path) -> None:
    judge_of(faces).unlink()
    refused(faces, f"{judge_of(faces)} is missing")


def test_a_changed_judge_is_named(faces: Path) -> None:
    path = judge_of(faces)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    refused(faces, path.name, "does not have the checksum")


def test_a_judge_that_the_card_vouches_for_but_that_is_none_is_refused(faces: Path) -> None:
    path = judge_of(faces)
    path.write_bytes(path.read_bytes()[:-10])
    edit_card(faces, lambda card: card["judge"].update(sha256=file_checksum(path)))
    with pytest.raises(BundleError, match="is damaged, or is no judge") as caught:
        load_bundle(faces)
    assert caught.value.path == path


def test_a_judge_of_other_pictures_is_refused(faces: Path, tmp_path: Path) -> None:
    path = tmp_path / JUDGES / "grey.safetensors"
    save_judge(random_judge(("Smiling",), channels=1), path)
    edit_card(
        faces,
        lambda card: card["judge"].update(
            file=path.name, sha256=file_checksum(path), attributes=[]
        ),
    )
    refused(faces, "its judge sees 1 channels", path.name)


def test_a_card_that_lets_the_judge_tell_what_it_does_not_know_is_refused(faces: Path) -> None:
    edit_card(faces, lambda card: card["judge"]["attributes"][0].update(name="Winking"))
    refused(faces, "does not know the attribute 'Winking'")


@pytest.mark.parametrize(
    ("file", "sha256"),
    [
        ("../judge.safetensors", "0" * 64),
        ("/etc/judge.safetensors", "0" * 64),
        ("judge.pt", "0" * 64),
        ("judge.safetensors", "0"),
    ],
)
def test_a_judge_outside_its_folder_is_refused(faces: Path, file: str, sha256: str) -> None:
    edit_card(faces, lambda card: card["judge"].update(file=file, sha256=sha256))
    refused(faces, "card.json: judge.")
