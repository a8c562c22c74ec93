"""What all peers share: the model, the picture, the command line."""

from __future__ import annotations

import argparse
import io
from dataclasses import dataclass
from pathlib import Path

import torch
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from torch import Tensor

import latente

HOST = "127.0.0.1"
PNG = "image/png"
# What a batch of ours holds at most on a CPU by measured benefit; peers may batch as much.
BATCH = 16


class Latents(BaseModel):
    """The body of a decode."""

    latents: list[list[float]]


@dataclass(frozen=True)
class Options:
    """The command line of a peer."""

    port: int
    weights: Path
    model: str


def options() -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--model", required=True)
    return Options(**vars(parser.parse_args()))


class Decoder:
    """The published model as anybody would use it from the library."""

    def __init__(self, chosen: Options) -> None:
        torch.set_num_threads(1)
        self.bundle = latente.load(chosen.model, chosen.weights)
        self.decode([[0.0] * self.bundle.card.latent_dim])

    @torch.inference_mode()
    def images(self, latents: list[list[float]]) -> Tensor:
        """Images [N, C, H, W] in [0, 1]."""
        return self.bundle.decode(torch.tensor(latents))

    def decode(self, latents: list[list[float]]) -> list[bytes]:
        """A PNG for each latent."""
        return [png(image) for image in self.images(latents)]


def png(image: Tensor) -> bytes:
    """One image [C, H, W] as a PNG, with the effort that Latente makes for it."""
    buffer = io.BytesIO()
    latente.to_picture(image).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def run(app: FastAPI, chosen: Options) -> None:
    """Serve an application until it is told to stop."""

    @app.get("/ready")
    async def ready() -> str:
        return "ready"

    uvicorn.run(app, host=HOST, port=chosen.port, access_log=False, log_level="warning")
