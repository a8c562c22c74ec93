"""The access log: one JSON object a line, about requests and never about what is in them."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from server.exchange import CURRENT, Exchange
from server.log_stream import handler_for
from server.settings import Settings

_NAME = "latente.access"
log = logging.getLogger(_NAME)


def write_access_log(exchange: Exchange) -> None:
    """Log one request that is over, under its route's template.

    No address, query, header or body is in the line: image addresses carry latents, which are
    nobody's business.
    """
    log.info("%s", json.dumps(_line(exchange)))


def _line(exchange: Exchange) -> dict[str, str | int | float]:
    begun = datetime.fromtimestamp(exchange.started, UTC)
    return {
        "time": begun.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "request_id": exchange.request_id,
        "client": exchange.client,
        "method": exchange.method,
        "route": exchange.route,
        "operation": exchange.operation,
        "model": exchange.model,
        "status": exchange.status,
        "seconds": round(exchange.seconds, 6),
        "queue_seconds": round(exchange.queue_seconds, 6),
        "engine_seconds": round(exchange.engine_seconds, 6),
        "sent_bytes": exchange.sent_bytes,
    }


def send_access_log_to(stream: TextIO) -> None:
    """Write the lines to this stream, and nothing but them."""
    handler = handler_for(stream, "the access log")
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


class RequestIdFilter(logging.Filter):
    """Gives every record ``request``: the id of the request that it belongs to, or nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, with the id."""
        exchange = CURRENT.get()
        record.request = "" if exchange is None else f" [{exchange.request_id}]"
        return True


def open_logs(settings: Settings) -> None:
    """What happens goes to standard error; the access log, where wanted, to standard output.

    In a replica, Ray writes both to files; ``latente cluster status`` says where.
    """
    handler = handler_for(sys.stderr, "the log")
    handler.addFilter(RequestIdFilter())
    words = "%(asctime)s %(levelname)s %(name)s%(request)s: %(message)s"
    logging.basicConfig(level=logging.INFO, format=words, handlers=[handler])
    if settings.access_log:
        send_access_log_to(sys.stdout)
