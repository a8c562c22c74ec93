"""FastAPI with a plain ``def``: every request on a thread of Starlette's pool."""

from __future__ import annotations

from fastapi import FastAPI, Response

from benchmarks.serving.peers.common import PNG, Decoder, Latents, options, run


def main() -> None:
    """Serve."""
    chosen = options()
    decoder = Decoder(chosen)
    app = FastAPI()

    @app.post("/decode")
    def decode(body: Latents) -> Response:
        return Response(decoder.decode(body.latents)[0], media_type=PNG)

    run(app, chosen)


if __name__ == "__main__":
    main()
