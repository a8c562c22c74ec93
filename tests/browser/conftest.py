from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from server.settings import Settings
from tests.browser.clothes import MODELS, write_clothes
from tests.browser.support import PHONE, REPOSITORY, TELEPHONE, WAIT_MS
from tests.browser.watch import NewPage, Watch, opening
from tests.faces import write_faces
from tests.server.support import running

HERE = Path(__file__).resolve().parent
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """The Chromium that the tests drive: a named one, or the first one on the path."""
    named = os.environ.get("LATENTE_CHROMIUM")
    if named:
        return shutil.which(named)
    candidates = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, candidates)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a failed test of the browser up to twice more, and list each time in the report.

    Several real programs share few cores here: what the page does wrong fails every time.
    """
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=2))


# Not for the whole session: while Playwright is open, its event loop runs in this thread,
# and tests elsewhere could not run one of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.fail(
            "there is no Chromium: 'make browser' installs one; LATENTE_CHROMIUM names another",
            pytrace=False,
        )
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real server with small random models."""
    weights = write_clothes(tmp_path_factory.mktemp("weights"))
    with running(_settings(weights)) as service:
        yield service.address


@pytest.fixture(scope="session")
def faces_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real server with small random models of clothes and of faces."""
    weights = write_faces(write_clothes(tmp_path_factory.mktemp("weights")))
    with running(_settings(weights)) as service:
        yield service.address


@pytest.fixture(scope="session")
def shipped_address() -> Iterator[str]:
    """Address of a real server with the weights that this repository ships."""
    weights = REPOSITORY / "weights"
    missing = [name for name in MODELS if not (weights / name / "card.json").is_file()]
    assert not missing, f"{weights} lacks {', '.join(missing)}"
    with running(_settings(weights)) as service:
        yield service.address


def _settings(weights: Path) -> Settings:
    return Settings(weights=weights, device="cpu", frontend=REPOSITORY / "frontend")


@pytest.fixture
def watches() -> list[Watch]:
    """One watch per page that the test opened, in that order."""
    return []


@pytest.fixture
def new_page(browser: Browser, watches: list[Watch]) -> Iterator[NewPage]:
    """Makes watched pages, each in a context of its own; any surprise fails the test."""
    with opening(browser, watches) as make:
        yield make


@pytest.fixture(scope="module")
def shared(browser: Browser, address: str) -> Iterator[tuple[Page, Watch]]:
    """A page that the tests of one module use in turn: loading it anew takes far longer."""
    yield from _shared(browser, address)


@pytest.fixture(scope="module")
def shared_faces(browser: Browser, faces_address: str) -> Iterator[tuple[Page, Watch]]:
    """The same on the server that has faces too."""
    yield from _shared(browser, faces_address)


@pytest.fixture(scope="module")
def shared_phone(browser: Browser, address: str) -> Iterator[tuple[Page, Watch]]:
    """The same on a telephone."""
    yield from _shared(browser, address, **TELEPHONE)


@pytest.fixture(scope="module")
def shared_faces_phone(browser: Browser, faces_address: str) -> Iterator[tuple[Page, Watch]]:
    """The same on a telephone and the server that has faces too."""
    yield from _shared(browser, faces_address, **TELEPHONE)


def _shared(browser: Browser, address: str, **options: object) -> Iterator[tuple[Page, Watch]]:
    watches: list[Watch] = []
    with opening(browser, watches) as make:
        page = make(address, **options)
        yield page, watches[0]


@pytest.fixture
def faces_page(
    request: pytest.FixtureRequest, shared_faces: tuple[Page, Watch]
) -> Iterator[tuple[Page, Watch]]:
    """A watched page on the server that has faces too, with its watch; else like ``page``."""
    page, watch = shared_faces
    yield from ((each, watch) for each in _in_turn(request, page, watch))


@pytest.fixture
def page(request: pytest.FixtureRequest, shared: tuple[Page, Watch]) -> Iterator[Page]:
    """A watched page on the server with the random models, in English, at 1440 x 900.

    Each test opens the screen that it is about, which builds it anew from the link. Tests
    of what a browser keeps use pages of their own (``new_page``).
    """
    page, watch = shared
    yield from _in_turn(request, page, watch)


@pytest.fixture
def phone(request: pytest.FixtureRequest, shared_phone: tuple[Page, Watch]) -> Iterator[Page]:
    """A watched page on a telephone, else like ``page``."""
    page, watch = shared_phone
    page.set_viewport_size(PHONE)
    yield from _in_turn(request, page, watch)


@pytest.fixture
def faces_phone(
    request: pytest.FixtureRequest, shared_faces_phone: tuple[Page, Watch]
) -> Iterator[Page]:
    """The same on the server that has faces too."""
    page, watch = shared_faces_phone
    page.set_viewport_size(PHONE)
    yield from _in_turn(request, page, watch)


def _in_turn(request: pytest.FixtureRequest, page: Page, watch: Watch) -> Iterator[Page]:
    failed = request.session.testsfailed
    yield page
    page.evaluate("0")  # what the page has reported so far arrives before the answer
    page.unroute_all(behavior="ignoreErrors")
    page.emulate_media(reduced_motion="no-preference")
    for other in page.context.pages[1:]:
        other.close()
    surprises = watch.take()
    if surprises or request.session.testsfailed > failed:
        page.goto("about:blank")  # the next test loads everything anew
    assert not surprises, "\n".join(surprises)


@pytest.fixture
def watch(shared: tuple[Page, Watch]) -> Watch:
    """The watch of that page."""
    return shared[1]


@pytest.fixture(scope="module")
def module_page(browser: Browser, address: str) -> Iterator[Page]:
    """One watched page for all tests of a module that put right what they need themselves."""
    with opening(browser, []) as make:
        yield make(address)
