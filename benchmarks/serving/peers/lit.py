"""LitServe with its own batching."""

# No postponed annotations here: LitServe hands them to FastAPI as they stand.

from fastapi import Response
from litserve import LitAPI, LitServer
from torch import Tensor

from benchmarks.serving.peers.common import (
    BATCH,
    HOST,
    PNG,
    Decoder,
    Latents,
    Options,
    options,
    png,
)


class DecodeAPI(LitAPI):
    """Decode in the worker process, whose queue LitServe drains into batches."""

    def __init__(self, chosen: Options) -> None:
        super().__init__(max_batch_size=BATCH, batch_timeout=0.001, api_path="/decode")
        self.chosen = chosen

    def setup(self, device: str) -> None:  # noqa: ARG002
        """Load the model in the worker."""
        self.decoder = Decoder(self.chosen)

    def decode_request(self, request: Latents) -> list[float]:
        """The latent of one request."""
        return request.latents[0]

    def batch(self, inputs: list[list[float]]) -> list[list[float]]:
        """Latents stay a list; the decoder makes one tensor of them."""
        return inputs

    def predict(self, latents: list[list[float]]) -> Tensor:
        """Images of a batch."""
        return self.decoder.images(latents)

    def unbatch(self, images: Tensor) -> list[Tensor]:
        """One image for each request."""
        return list(images)

    def encode_response(self, image: Tensor) -> Response:
        """The picture."""
        return Response(png(image), media_type=PNG)


def main() -> None:
    """Serve."""
    chosen = options()
    server = LitServer(DecodeAPI(chosen), accelerator="cpu", workers_per_device=1)
    server.run(host=HOST, port=chosen.port, generate_client_file=False, log_level="warning")


if __name__ == "__main__":
    main()
