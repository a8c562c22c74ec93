"""Settings of the service, from the environment (``LATENTE_*``) or the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from server.access_settings import AccessSettings
from server.connection_settings import ConnectionSettings

_ROOT = Path(__file__).resolve().parent.parent


def _default_weights() -> Path:
    here = Path("weights")
    return here if here.is_dir() else _ROOT / "weights"


class Settings(AccessSettings, ConnectionSettings):
    """Everything that a person who runs the service may choose."""

    model_config = SettingsConfigDict(env_prefix="LATENTE_", extra="ignore")

    weights: Path = Field(
        default_factory=_default_weights, description="Folder with one sub-folder per bundle."
    )
    device: str = Field("auto", description="auto, cpu, cuda, cuda:N or mps.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0: any free one.")
    frontend: Path = Field(
        _ROOT / "frontend", description="Folder of the page; where there is none, API only."
    )
    max_images: int = Field(256, ge=1, le=4096, description="Most images one request may make.")
    max_body_bytes: int = Field(
        10 * 1024 * 1024, ge=1024, description="Largest request body, in bytes."
    )
    max_pixels: int = Field(16_000_000, ge=1, description="Largest picture uploaded, in pixels.")
    engine: Literal["auto", "torch", "openvino"] = Field(
        "auto", description="What runs the models; auto: the fastest that is installed."
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="Numbers that the models compute in; auto: bfloat16 where it is faster. A "
        "model that it would change visibly stays in float32.",
    )
    batch_size: int = Field(
        0, ge=0, le=4096, description="Most images decoded together; 0: what suits the device."
    )
    inference_workers: int = Field(
        0, ge=0, le=64, description="Inference threads; 0: half the cores, one on a GPU."
    )
    torch_threads: int = Field(
        1, ge=1, le=256, description="Threads of one inference. More help only an idle machine."
    )
    picture_workers: int = Field(
        2, ge=1, le=64, description="Threads that read uploads and write pictures."
    )
    queue_images: int = Field(
        1024, ge=1, description="Images that may wait for inference; more get a 503."
    )
    deadline_seconds: float = Field(
        30.0, gt=0.0, description="A request that waited this long gets a 503."
    )
    hung_seconds: float = Field(
        60.0,
        gt=0.0,
        description="A batch that takes this long is taken to hang; its thread is replaced.",
    )
    grace_seconds: float = Field(
        10.0, gt=0.0, description="Time to finish what runs when told to stop."
    )
    cache_megabytes: int = Field(
        64, ge=0, le=65536, description="Memory for pictures made before; 0: none is kept."
    )
    access_log: bool = Field(
        False, description="Write one line of JSON for each request, without its data."
    )
