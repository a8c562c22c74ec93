"""What a screen fetches before its first picture is painted, and how long that takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.page.chromium import fresh_page


@dataclass(frozen=True)
class Opening:
    """A screen as one comes to it.

    ``drawn`` is an expression of JavaScript that says whether the screen's first picture is
    there; none: it is the first picture of the service that the browser has loaded.
    """

    name: str
    query: str = ""
    drawn: str = ""

    @property
    def hash(self) -> str:
        """The part of the address after the host."""
        screen = self.name.split()[0]
        return f"/#/{screen}?lang=en{self.query}"


# The map's points are drawn onto a canvas, which tells nobody of it.
_POINTS = """(() => {
  const points = document.querySelector('canvas[data-layer=points]');
  if (!points) return false;
  // Copied: to ask the canvas itself for a context would decide which kind it gives the page.
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  probe.drawImage(points, 0, 0, 300, 150);
  return probe.getImageData(0, 0, 300, 150).data.some((value) => value > 0);
})()"""
# The lessons show drawings of their own, and no picture of a model.
_LESSONS = "document.querySelectorAll('.lesson-drawing').length > 0"

# An empty collection says how points come into it.
_COLLECTION = "Boolean(document.querySelector('[data-testid=screen-collection] h1'))"

OPENINGS = (
    Opening("lessons", drawn=_LESSONS),
    Opening("sampling"),
    Opening("map", drawn=_POINTS),
    Opening("posterior"),
    Opening("interpolation"),
    Opening("attributes"),
    Opening("conditional"),
    Opening("conditional (attributes)", query="&m=faces-cvae"),
    Opening("compare"),
    Opening("studio"),
    Opening("collection", drawn=_COLLECTION),
    Opening("models"),
)

# Asked of the document whenever something in it may have changed; `came` is when the picture was
# there, as the page itself marks it where it does, `at` when the frame that shows it had been
# drawn: what waits for it is fetched between.
_LISTEN = """
  window.first = new Promise((done) => {
    let seen = false;
    const tell = () => {
      if (seen) return;
      seen = true;
      const [mark] = performance.getEntriesByName('first-picture');
      window.came = mark?.startTime ?? performance.now();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          window.at = performance.now();
          done(window.at);
        };
        channel.port2.postMessage(0);
      });
    };
    const isDrawn = %s;
    if (isDrawn) {
      const look = () => (isDrawn() ? tell() : requestAnimationFrame(look));
      requestAnimationFrame(look);
    } else {
      document.addEventListener('load', ({ target }) => {
        if (target.matches?.("img[src^='data:']")) tell();
      }, { capture: true });
    }
  });"""

# All that had come until then, with its size on the wire; what the picture is made of apart.
_FETCHED = """() => {
  const isPicture = (path) =>
    /models\\/[^/]+\\/(sample|interpolate|conditional-generate|decode|encode|attribute-edit|map)$/.test(path);
  const entries = performance.getEntries()
    .filter(({ entryType, responseEnd }) =>
      ['navigation', 'resource'].includes(entryType)
      && responseEnd > 0 && responseEnd <= window.came)
    .map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, bytes: encodedBodySize }));
  const scripts = new Set(entries.map(({ path }) => path).filter((path) => path.endsWith('.js')));
  // The theme is set by a classic script.
  scripts.delete('/src/theme.js');
  const sum = (some) => some.reduce((total, { bytes }) => total + bytes, 0);
  return {
    modules: scripts.size,
    kilobytes: sum(entries.filter(({ path }) => !isPicture(path))) / 1000,
    picture_kilobytes: sum(entries.filter(({ path }) => isPicture(path))) / 1000,
    requests: entries.length,
    milliseconds: window.at,
  };
}"""


def measure(browser: Browser, address: str, opening: Opening) -> dict[str, Any]:
    """One opening with an empty cache: modules, kilobytes on the wire, milliseconds."""
    with fresh_page(browser) as page:
        listen(page, opening)
        page.goto(address + opening.hash, wait_until="commit")
        return fetched(page)


def listen(page: Page, opening: Opening) -> None:
    """Have the next page that is opened notice its first picture."""
    drawn = f"() => {opening.drawn}" if opening.drawn else "null"
    page.add_init_script(_LISTEN % drawn)


def fetched(page: Page) -> dict[str, Any]:
    """What had come when the first picture was painted, once it is."""
    page.evaluate("() => window.first")
    return dict(page.evaluate(_FETCHED))
