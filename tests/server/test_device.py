from __future__ import annotations

import pytest
import torch

from server.device import DeviceError, resolve_device


def have(monkeypatch: pytest.MonkeyPatch, cuda: int = 0, mps: bool = False) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda > 0)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [(0, False, "cpu"), (0, True, "mps"), (2, False, "cuda"), (1, True, "cuda")],
)
def test_auto_takes_the_best(monkeypatch, cuda, mps, expected):
    have(monkeypatch, cuda, mps)
    assert resolve_device("auto") == torch.device(expected)


def test_named_devices(monkeypatch):
    have(monkeypatch, cuda=2, mps=True)
    for name in ("cpu", "cuda", "cuda:0", "cuda:1", "mps"):
        assert resolve_device(name) == torch.device(name)


@pytest.mark.parametrize(
    ("name", "cuda", "words"),
    [
        ("cuda", 0, "found: none"),
        ("cuda:2", 2, "found: 2"),
        ("mps", 1, "not available"),
        ("gpu", 1, "unknown device 'gpu'"),
        ("cuda:", 1, "unknown device"),
        ("cuda:-1", 1, "unknown device"),
        ("cpu:0", 1, "unknown device"),
        ("CPU", 1, "unknown device"),
        ("", 1, "unknown device"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(monkeypatch, name, cuda, words):
    have(monkeypatch, cuda=cuda)
    with pytest.raises(DeviceError, match=words) as caught:
        resolve_device(name)
    assert "\n" not in str(caught.value)
