"""Ray Serve with its own batching, one replica on a local cluster of its own."""

# No postponed annotations here: Ray Serve hands them to FastAPI as they stand.

import logging
import signal
import sys
import tempfile

import ray
from fastapi import FastAPI, Response
from ray import serve

from benchmarks.serving.peers.common import BATCH, HOST, PNG, Decoder, Latents, Options, options

app = FastAPI()
# More than any test has in flight: Ray's default of 5 would never fill a batch.
_IN_FLIGHT = 4096


@serve.deployment(max_ongoing_requests=_IN_FLIGHT, ray_actor_options={"num_cpus": 1})
@serve.ingress(app)
class DecodeDeployment:
    """Requests of one replica, gathered by ``serve.batch``."""

    def __init__(self, chosen: Options) -> None:
        self.decoder = Decoder(chosen)

    @serve.batch(max_batch_size=BATCH, batch_wait_timeout_s=0.0)
    async def batch(self, latents: list[list[float]]) -> list[bytes]:
        """Pictures of the latents that waited together."""
        return self.decoder.decode(latents)

    @app.post("/decode")
    async def decode(self, body: Latents) -> Response:
        """One picture."""
        return Response(await self.batch(body.latents[0]), media_type=PNG)

    @app.get("/ready")
    async def ready(self) -> str:
        """The replica is there."""
        return "ready"


def main() -> None:
    """Serve until told to stop."""
    chosen = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="ray-") as folder:
        ray.init(
            address="local",
            num_cpus=2,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.WARNING,
            _temp_dir=folder,
        )
        try:
            serve.start(http_options={"host": HOST, "port": chosen.port})
            serve.run(DecodeDeployment.bind(chosen), route_prefix="/")
            signal.pause()
        finally:
            ray.shutdown()


if __name__ == "__main__":
    main()
