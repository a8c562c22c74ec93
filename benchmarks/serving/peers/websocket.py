"""Latente itself with one more route: decodes over a WebSocket, a picture for each message.

A prototype for measuring only. A message is the very body of ``POST /decode``, the answer the
bytes of the picture; the same service object does the work, so only the transport differs.
"""

from __future__ import annotations

import uvicorn
from starlette.websockets import WebSocket, WebSocketDisconnect

from benchmarks.serving.peers.common import HOST, options
from server.api.answers import answer
from server.app import create_app
from server.negotiation import Format
from server.schemas.requests import DecodeRequest
from server.settings import Settings
from server.workers import OverloadedError


async def drag(socket: WebSocket) -> None:
    """Answer one message after the other until the caller goes."""
    context = socket.state.context
    model = context.pool.get(socket.path_params["model"])
    await socket.accept()
    try:
        while True:
            body = DecodeRequest.model_validate_json(await socket.receive_text())
            try:
                made = await context.service.decode(model.bundle, body)
                picture = await answer(context, model, "decode", made, Format.JPEG, body)
                await socket.send_bytes(bytes(picture.body))
            except OverloadedError:
                await socket.send_text("busy")
    except WebSocketDisconnect:
        pass


def main() -> None:
    """Serve."""
    chosen = options()
    app = create_app(Settings(weights=chosen.weights))
    app.router.add_websocket_route("/drag/{model}", drag)
    uvicorn.run(app, host=HOST, port=chosen.port, access_log=False, log_config=None)


if __name__ == "__main__":
    main()
