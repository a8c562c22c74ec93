from __future__ import annotations

import doctest
import inspect
from pathlib import Path

import pytest
import torch

import latente
from tests.bundles import write_random_bundle


def test_everything_promised_is_there_in_order() -> None:
    assert latente.__all__ == sorted(latente.__all__)
    assert len(set(latente.__all__)) == len(latente.__all__)
    for name in latente.__all__:
        assert hasattr(latente, name), name


@pytest.mark.parametrize("name", latente.__all__)
def test_every_public_name_is_explained(name: str) -> None:
    documentation = inspect.getdoc(getattr(latente, name))
    assert documentation
    assert documentation.split("\n")[0].rstrip().endswith((".", ":", "]"))


@pytest.mark.parametrize("name", latente.__all__)
def test_public_classes_and_functions_explain_their_parts(name: str) -> None:
    thing = getattr(latente, name)
    for part, member in inspect.getmembers(thing, inspect.isfunction):
        if not part.startswith("_") and member.__module__.startswith("latente"):
            assert inspect.getdoc(member), f"{name}.{part}"


def test_the_version_is_a_release_number() -> None:
    assert [part.isdigit() for part in latente.__version__.split(".")] == [True] * 3


def test_the_example_of_the_documentation_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_random_bundle(tmp_path, "fashion-vae")
    monkeypatch.setenv("LATENTE_WEIGHTS", str(tmp_path))
    images = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    scope = {"images": images}
    example = doctest.DocTestParser().get_doctest(latente.__doc__ or "", scope, "latente", None, 0)
    assert len(example.examples) >= 4
    result = doctest.DocTestRunner().run(example, clear_globs=False)
    assert result.failed == 0
    assert example.globs["frames"].shape == (9, 1, 28, 28)
