"""Inference behind one small interface: batching in front, back ends behind."""

from server.engine.base import Backend, Engine
from server.engine.batcher import MicroBatcher
from server.engine.choice import EngineError, choose_backend, worker_count

__all__ = ["Backend", "Engine", "EngineError", "MicroBatcher", "choose_backend", "worker_count"]
