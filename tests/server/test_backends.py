"""Every engine draws what the library draws, on random and on the shipped weights."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import torch

from latente.bundle import Bundle
from latente.families import registered_families
from latente.storage import discover, load_bundle
from server.engine import EngineError, choose_backend, worker_count
from server.engine.parity import MOST_LEVELS, largest_change, probe
from server.engine.torch_backend import TorchBackend
from server.settings import Settings
from tests.bundles import random_bundle
from tests.server.engines import levels_apart, library_pixels

CPU = torch.device("cpu")
WEIGHTS = Path(__file__).parents[2] / "weights"
ENGINES = [
    pytest.param("torch", "float32", id="torch-float32"),
    pytest.param("torch", "bfloat16", id="torch-bfloat16"),
    pytest.param("openvino", "float32", id="openvino-float32"),
    pytest.param("openvino", "bfloat16", id="openvino-bfloat16"),
]


def backend_of(engine: str, precision: str, **options: object):
    return choose_backend(Settings(engine=engine, precision=precision, **options), CPU)


def rows_for(bundle: Bundle, count: int) -> tuple[torch.Tensor, torch.Tensor | None]:
    generator = torch.Generator().manual_seed(count)
    latents = torch.randn(count, bundle.card.latent_dim, generator=generator)
    kind = bundle.card.condition
    condition = None if kind is None else torch.rand(count, kind.length, generator=generator)
    return latents, condition


@pytest.mark.parametrize(("engine", "precision"), ENGINES)
@pytest.mark.parametrize("folder", discover(WEIGHTS), ids=lambda folder: folder.name)
def test_shipped_models_look_the_same_on_every_engine(engine, precision, folder):
    bundle = load_bundle(folder)
    backend = backend_of(engine, precision)
    backend.prepare(bundle)
    latents, condition = probe(bundle, draws=8)
    expected = library_pixels(bundle, latents, condition)
    made = [
        backend.decode(
            bundle,
            latents[start : start + backend.batch_size],
            None if condition is None else condition[start : start + backend.batch_size],
        )
        for start in range(0, len(latents), backend.batch_size)
    ]
    assert levels_apart(torch.cat(made), expected) <= MOST_LEVELS


@pytest.mark.parametrize(("engine", "precision"), ENGINES)
@pytest.mark.parametrize("family", registered_families())
@pytest.mark.parametrize(("size", "channels"), [(28, 1), (64, 3)])
def test_every_family_and_batch_size(engine, precision, family, size, channels):
    condition = "class" if family == "cvae" else None
    bundle = random_bundle("r", family, size=size, channels=channels, condition=condition)
    backend = backend_of(engine, precision)
    for count in (1, 3, 7, 16):
        latents, rows = rows_for(bundle, count)
        images = backend.decode(bundle, latents, rows)
        assert levels_apart(images, library_pixels(bundle, latents, rows)) <= MOST_LEVELS
        pictures = images.float() / 255
        posterior, expected = backend.encode(bundle, pictures, rows), bundle.encode(pictures, rows)
        torch.testing.assert_close(posterior.mean, expected.mean, atol=1e-4, rtol=1e-4)
        assert (posterior.log_variance is None) == (expected.log_variance is None)
        if expected.log_variance is not None:
            torch.testing.assert_close(
                posterior.log_variance, expected.log_variance, atol=1e-4, rtol=1e-4
            )


@pytest.mark.parametrize(("engine", "precision"), ENGINES)
def test_latents_that_overflow_the_network_still_make_pictures(engine, precision):
    bundle = random_bundle("r")
    backend = backend_of(engine, precision)
    far = torch.full((1, bundle.card.latent_dim), 3e38)
    assert backend.decode(bundle, far, None).dtype == torch.uint8


@pytest.mark.parametrize(("engine", "precision"), ENGINES)
def test_what_is_no_number_is_black(engine, precision):
    bundle = random_bundle("r", size=64, channels=3)
    latents, _ = rows_for(bundle, 2)
    latents[1] = torch.nan
    images = backend_of(engine, precision).decode(bundle, latents, None)
    assert images[0].any()
    assert not images[1].any()


@pytest.mark.parametrize("name", ["torch", "openvino"])
def test_a_model_that_bfloat16_would_change_stays_in_float32(name, monkeypatch, caplog):
    monkeypatch.setattr("server.engine.parity.largest_change", lambda *_: MOST_LEVELS + 0.5)
    bundle = random_bundle("steep")
    latents, _ = rows_for(bundle, 16)
    with caplog.at_level(logging.WARNING):
        images = backend_of(name, "bfloat16").decode(bundle, latents, None)
    assert "steep stays in float32: bfloat16 would change a pixel by 2.5" in caplog.text
    assert torch.equal(images, backend_of(name, "float32").decode(bundle, latents, None))


def test_the_change_is_measured_in_levels():
    bundle = random_bundle("r")
    darker = largest_change(bundle, lambda *rows: bundle.decode(*rows) - 3.0 / 255.0)
    assert darker == pytest.approx(3.0, abs=0.01)
    assert largest_change(bundle, bundle.decode) == 0.0


def test_serving_leaves_the_bundle_as_it_was():
    bundle = random_bundle("r", size=64, channels=3)
    before = {name: value.clone() for name, value in bundle.model.state_dict().items()}
    TorchBackend(CPU, bfloat16=True).decode(bundle, torch.zeros(1, 4), None)
    after = bundle.model.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(value, after[name]) for name, value in before.items())


def test_a_batch_of_any_size_is_put_together_from_the_compiled_ones():
    from server.engine.openvino_backend import split

    for rows in range(1, 100):
        parts = list(split(rows))
        assert sum(count for count, _ in parts) == rows
        assert all(count <= size for count, size in parts)
        assert sum(size for _, size in parts) <= 4 * rows / 3


def test_what_a_batch_held_before_does_not_show():
    bundle = random_bundle("r", size=64, channels=3)
    backend = backend_of("openvino", "float32")
    latents, _ = rows_for(bundle, 3)  # a batch of 4, in which one is left over
    backend.decode(bundle, torch.full((4, bundle.card.latent_dim), torch.nan), None)
    first = backend.decode(bundle, latents, None)
    kept = first.clone()
    backend.decode(bundle, -latents, None)
    assert torch.equal(first, kept)  # nobody writes into an answer that was given
    assert levels_apart(first, library_pixels(bundle, latents, None)) <= MOST_LEVELS


def test_auto_takes_openvino_where_it_is_and_says_why(monkeypatch, caplog):
    with caplog.at_level(logging.INFO):
        monkeypatch.setattr("server.engine.choice.find_spec", lambda _name: None)
        assert choose_backend(Settings(), CPU).name == "torch"
    assert "openvino is not installed" in caplog.text
    assert len(caplog.records) == 1


def test_auto_is_openvino_on_a_processor():
    assert choose_backend(Settings(), CPU).name == "openvino"


def test_an_engine_that_cannot_run_is_refused_with_the_way_out(monkeypatch):
    monkeypatch.setattr("server.engine.choice.find_spec", lambda _name: object())
    with pytest.raises(EngineError, match="use torch"):
        choose_backend(Settings(engine="openvino"), torch.device("cuda"))
    monkeypatch.setattr("server.engine.choice.find_spec", lambda _name: None)
    with pytest.raises(EngineError, match="pip install"):
        choose_backend(Settings(engine="openvino"), CPU)


def test_batch_size_and_workers_are_settings():
    assert backend_of("torch", "float32", batch_size=5).batch_size == 5
    assert worker_count(Settings(inference_workers=3), CPU) == 3
    assert worker_count(Settings(), CPU) >= 1
    assert worker_count(Settings(), torch.device("cuda")) == 1
