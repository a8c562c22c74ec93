"""No memory for a batch or for what is kept: as much is answered as there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from server.engine.torch_backend import TorchBackend
from server.memory import is_out_of_memory
from tests.bundles import write_random_bundle
from tests.hardening.faults import POISON, Harm, decode, figure, harm_decoding, single
from tests.server.support import Running, images_of, problem, running, settings_for


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    write_random_bundle(folder, "plain")
    return folder


@pytest.fixture
def service(weights: Path) -> Iterator[Running]:
    with running(single(weights)) as service:
        yield service


def does_not_fit(most: int) -> Harm:
    """A GPU with room for so many images, as PyTorch says it."""

    def harm(latents: torch.Tensor) -> None:
        if len(latents) > most or (latents == POISON).any():
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")

    return harm


def test_a_batch_that_does_not_fit_is_halved_until_it_does(service, monkeypatch, caplog):
    released: list[int] = []
    monkeypatch.setattr(TorchBackend, "release_memory", lambda _: released.append(1))
    right = images_of(decode(service, *range(11)).json())
    harm_decoding(monkeypatch, does_not_fit(3))
    answer = decode(service, *range(11))
    assert answer.status_code == 200
    assert (images_of(answer.json()) == right).all()
    # 11 to 5 and 6, these to 2, 3, 3 and 3.
    assert figure(service, "latente_out_of_memory_total") == 3
    assert len(released) == 3
    assert "out of memory: decode of 11 images with plain (CUDA out of memory." in caplog.text


def test_one_image_that_does_not_fit_is_a_503_for_its_request_only(service, monkeypatch):
    harm_decoding(monkeypatch, does_not_fit(16))
    with ThreadPoolExecutor(9) as pool:
        spoiled = pool.submit(decode, service, 1, 2, POISON, 4)
        others = [pool.submit(decode, service, value) for value in range(8)]
    response = spoiled.result()
    assert problem(response, 503)["type"].endswith(":out-of-memory")
    assert int(response.headers["retry-after"]) > 0
    assert [other.result().status_code for other in others] == [200] * 8
    assert figure(service, 'latente_shed_total{reason="memory"}') == 1
    assert decode(service, 1).status_code == 200


@pytest.mark.parametrize(
    ("words", "is_memory"),
    [
        # As PyTorch 2.15, oneDNN and OpenVINO 2026.4 said it under a limit of the kernel's.
        ("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory: you "
         "tried to allocate 4294967296 bytes.", True),
        ("could not create a primitive", True),
        ("Exception from src/core/src/runtime/allocator.cpp:79:\nstd::bad_alloc", True),
        ("Check 'ptr' failed at cpu_memory.cpp:257:\nFailed to allocate 134217728 bytes", True),
        ("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle)", True),
        ("mat1 and mat2 shapes cannot be multiplied (1x4 and 5x16)", False),
    ],
)  # fmt: skip
def test_missing_memory_is_told_by_its_words(words, is_memory):
    assert is_out_of_memory(RuntimeError(words)) == is_memory
    assert not is_out_of_memory(ValueError(words))


def test_a_gpu_gives_back_what_it_holds_and_a_processor_is_not_asked(monkeypatch):
    emptied: list[int] = []
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: emptied.append(1))
    TorchBackend(torch.device("cpu")).release_memory()
    assert not emptied
    TorchBackend(torch.device("cuda")).release_memory()
    assert emptied


def test_no_memory_to_keep_pictures_empties_the_cache_and_answers(weights, monkeypatch, caplog):
    with running(settings_for(weights, engine="torch")) as service:
        assert decode(service, 1).status_code == 200
        assert figure(service, "latente_cache_bytes") > 0
        words = "DefaultCPUAllocator: can't allocate memory: you tried to allocate 784 bytes."
        put = "server.engine.picture_cache.PictureCache.put"
        with monkeypatch.context() as patch:
            patch.setattr(put, lambda *_: (_ for _ in ()).throw(RuntimeError(words)))
            assert decode(service, 2).status_code == 200
        assert figure(service, "latente_cache_bytes") == 0
        assert decode(service, 2).status_code == 200
    assert "the picture cache is emptied" in caplog.text
