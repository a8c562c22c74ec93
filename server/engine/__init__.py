"""Inference behind one small interface; other back ends come as other files here."""

from server.engine.base import Engine
from server.engine.torch_engine import TorchEngine

__all__ = ["Engine", "TorchEngine"]
