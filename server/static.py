"""The page at ``/``, and the security headers of every answer."""

from __future__ import annotations

import base64
import hashlib
import logging
import mimetypes
import os
from html.parser import HTMLParser
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.joined_page import joined
from server.kept_file import KeptFile, is_text

log = logging.getLogger("latente")

_MOST_KEPT = 2000
# What a policy is for: documents, and workers, which have one of their own.
_DOCUMENTS = frozenset({".html", ".svg"})

# Of every answer: they keep browsers from guessing, and other pages from using it.
SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    # The page has a policy of its own; nothing else is a document. The styles are those that a
    # browser itself gives a picture in a tab of its own.
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    ),
)


class _InlineCode(HTMLParser):
    """Collects the text of inline scripts (import maps among them) and inline styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, list[str]] = {"script": [], "style": []}
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.found and "src" not in dict(attrs):
            self._inside = tag
            self.found[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self.found[self._inside][-1] += data


def _hashes(texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return "".join(f" 'sha256-{base64.b64encode(each).decode('ascii')}'" for each in digests)


def content_security_policy(page: str) -> str:
    """A strict policy for this HTML page: its own files, its own inline code, no other host.

    Inline code is allowed by its SHA-256. Browsers hash it after turning line ends into
    "\\n" (HTML standard, preprocessing of the input stream), and so does this.
    """
    inline = _InlineCode()
    inline.feed(page.replace("\r\n", "\n").replace("\r", "\n"))
    inline.close()
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self'{_hashes(inline.found['script'])}",
            f"style-src 'self'{_hashes(inline.found['style'])}",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "connect-src 'self' data: blob:",
            "font-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


class Frontend(StaticFiles):
    """The page's files: always revalidated (ETag), under the page's policy.

    Its texts are kept in memory, compressed once: the first screen asks for some fifty, and
    a thread for each would cost more than sending it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)
        # The machine's own table may say text/plain (Windows), and then no module loads.
        for suffix in (".js", ".mjs"):
            mimetypes.add_type("text/javascript", suffix)
        index = folder / "index.html"
        page = joined(KeptFile.read(index, index.stat())).body if index.is_file() else b""
        self._policy = content_security_policy(page.decode("utf-8", "replace"))
        self._kept: dict[str, KeptFile] = {}

    def _headers(self, path: Path) -> dict[str, str]:
        """Revalidation for all; the policy, half of a small module's bytes, where it governs."""
        headers = {"Cache-Control": "no-cache"}
        if path.suffix in _DOCUMENTS or "worker" in path.name:
            headers["Content-Security-Policy"] = self._policy
        return headers

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """As in StaticFiles, but nothing hidden and no installed packages."""
        parts = Path(path).parts
        if any(part == "node_modules" or part.startswith(".") for part in parts if part != "."):
            return "", None
        return super().lookup_path(path)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """As in StaticFiles; what is kept and still current needs no second look."""
        kept = self._kept.get(path)
        if kept is not None and scope["method"] == "GET" and kept.is_current():
            return kept.response(Headers(scope=scope), self._headers(kept.path))
        try:
            return await super().get_response(path, scope)
        except (OSError, RuntimeError) as error:
            # The file went away under our hands, or the whole folder did.
            log.warning("a file of the page cannot be read: %s", error)
            raise HTTPException(404) from None

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """As in StaticFiles, with the caching, the compression and the policy of the page."""
        if status_code == 200 and is_text(Path(full_path)):
            kept = KeptFile.read(Path(full_path), stat_result)
            if kept.path.suffix == ".html":
                kept = joined(kept)
                # Whoever works on the page need not start the server anew.
                self._policy = content_security_policy(kept.body.decode("utf-8", "replace"))
            # On a disk that knows no case there are many names for one file.
            if len(self._kept) < _MOST_KEPT:
                self._kept[self.get_path(scope)] = kept
            return kept.response(Headers(scope=scope), self._headers(kept.path))
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(self._headers(Path(full_path)))
        return response


class SecurityHeadersMiddleware:
    """Adds to every answer the headers that keep browsers from guessing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                missing = (each for each in SECURITY_HEADERS if each[0] not in given)
                message = {**message, "headers": [*message["headers"], *missing]}
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
