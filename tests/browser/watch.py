"""What a page must not do unnoticed: log errors, break, fail a request, ask another host."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebError,
)

from tests.browser.support import DESKTOP, WAIT_MS

NewPage = Callable[..., Page]
ABORTED = "net::ERR_ABORTED"
# Chromium says this of itself wherever it shows a WebGL drawing without a graphics unit.
SOFTWARE_WEBGL = "GPU stall due to ReadPixels"


class Watch:
    """Collects everything that goes wrong in a context; a test declares what it means to see."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.seen: list[str] = []
        self._declared: list[re.Pattern[str]] = []
        context.on("console", self._console)
        context.on("weberror", self._weberror)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._requestfailed)

    def expect(self, *patterns: str) -> None:
        """Declare problems that this test causes on purpose (regular expressions)."""
        self._declared += [re.compile(pattern) for pattern in patterns]

    def take(self) -> list[str]:
        """The problems since the last call that no pattern covers; forgets all of both."""
        found = self.undeclared
        self.seen, self._declared = [], []
        return found

    @property
    def undeclared(self) -> list[str]:
        """The problems that no pattern covers."""
        return [
            line
            for line in self.seen
            if not any(pattern.search(line) for pattern in self._declared)
        ]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and SOFTWARE_WEBGL not in message.text:
            where = message.location.get("url", "")
            self.seen.append(f"console {message.type}: {message.text} ({where})")

    def _weberror(self, error: WebError) -> None:
        self.seen.append(f"page error: {error.error}")

    def _request(self, request: Request) -> None:
        url = request.url
        if not url.startswith((f"{self.address}/", "data:", f"blob:{self.address}/")):
            self.seen.append(f"other host: {url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.seen.append(f"answer {response.status}: {response.request.method} {response.url}")

    def _requestfailed(self, request: Request) -> None:
        # A page that no longer needs an answer aborts its request: nothing went wrong then.
        if request.failure != ABORTED:
            self.seen.append(f"no answer: {request.method} {request.url} ({request.failure})")


@contextlib.contextmanager
def opening(browser: Browser, watches: list[Watch]) -> Iterator[NewPage]:
    """Gives a function that makes watched pages, each in a context of its own.

    It takes the server's address and options of the context. At the end any problem that
    was not declared fails the test.
    """
    pages: list[Page] = []

    def make(address: str, **options: object) -> Page:
        settings = {"viewport": DESKTOP, "locale": "en-GB", "color_scheme": "light", **options}
        context = browser.new_context(base_url=f"{address}/", **settings)
        context.set_default_timeout(WAIT_MS)
        watches.append(Watch(context, address))
        pages.append(context.new_page())
        return pages[-1]

    yield make
    for page in pages:
        page.evaluate("0")  # what the page has reported so far arrives before the answer
        page.unroute_all(behavior="ignoreErrors")
        page.context.close()
    surprises = [line for watch in watches for line in watch.undeclared]
    assert not surprises, "\n".join(surprises)
