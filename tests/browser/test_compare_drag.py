"""Models beside each other while a slider moves: one for all, and answers in step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser.comparisons import MODELS, models_of, open_compare
from tests.browser.support import (
    DRAFT,
    Gate,
    address_has,
    centre,
    changed,
    drag,
    press,
    requests_of,
    settled,
    slider,
    source,
    type_number,
    until,
    value,
)

# The pictures of the columns, and the frames of their strips where the slider stands: at once,
# as a slider that is held still for long counts as at rest.
AT_THE_SLIDER = """() => {
  const place = document.querySelector('[data-testid=alpha] input[type=range]').value;
  const sources = (all) => [...document.querySelectorAll(all)].map((one) => one.src);
  const strips = [1, 2, 3].map((k) => sources(`[data-testid=film-${k}] img`));
  const nearest = strips.map((frames) => frames[Math.round(place * (frames.length - 1))]);
  return [sources('[data-testid^=picture-] img'), nearest];
}"""


@contextmanager
def in_flight(page: Page, call: str) -> Iterator[dict[str, int]]:
    """The most requests of this call that each model had under way at once."""
    now: dict[str, int] = {}
    most: dict[str, int] = {}

    def begin(request: object) -> None:
        if request.url.endswith(call):  # type: ignore[attr-defined]
            (model,) = models_of([request.url])  # type: ignore[attr-defined]
            now[model] = now.get(model, 0) + 1
            most[model] = max(most.get(model, 0), now[model])

    def end(request: object) -> None:
        if request.url.endswith(call):  # type: ignore[attr-defined]
            now[models_of([request.url])[0]] -= 1  # type: ignore[attr-defined]

    page.on("request", begin)
    page.on("requestfinished", end)
    page.on("requestfailed", end)
    yield most
    page.remove_listener("request", begin)
    page.remove_listener("requestfinished", end)
    page.remove_listener("requestfailed", end)


class TestADrag:
    def test_drafts_of_all_columns_stay_in_step_with_one_request_each(self, page):
        pictures = open_compare(page, n=4)
        area = slider(page.get_by_test_id("temperature"))
        gate = Gate(page, "sample")
        press(page, area, 0.5)
        page.mouse.move(*centre(area, 0.7), steps=4)
        gate.wait_for(3)
        page.mouse.move(*centre(area, 0.9), steps=4)
        gate.wait_for(3)
        before = [source(picture) for picture in pictures]
        gate.release()
        gate.wait_for(6)
        # The first answers came together, and the next question is the same for all.
        assert all(source(picture).startswith(DRAFT) for picture in pictures)
        assert all(source(one) != old for one, old in zip(pictures, before, strict=True))
        assert len({body["temperature"] for body in gate.bodies[:3]}) == 1
        assert len({body["temperature"] for body in gate.bodies[3:]}) == 1
        gate.open()
        page.mouse.up()
        settled(page)
        assert not any(source(picture).startswith(DRAFT) for picture in pictures)
        address_has(page, f"t={value(area):g}")

    def test_a_late_column_holds_the_others_up_for_a_moment_only(self, page):
        pictures = open_compare(page, n=4)
        before = [source(picture) for picture in pictures]
        gate = Gate(page, "fashion-vae/sample")
        type_number(page.get_by_test_id("seed").locator("input"), "8")
        until(page, lambda: source(pictures[0]) != before[0], "the first column")
        assert source(pictures[1]) == before[1], "the old picture stays"
        assert source(pictures[2]) != before[2]
        gate.open()
        changed(pictures[1], before[1])

    def test_strips_are_scrubbed_without_a_request_and_all_at_once(self, page):
        before = [source(picture) for picture in open_compare(page, act="interpolate")]
        area = slider(page.get_by_test_id("alpha"))
        asked = requests_of(page, "/api/v1/models/")
        press(page, area, 0.5)
        page.mouse.move(*centre(area, 0.8), steps=12)
        shown, nearest = page.evaluate(AT_THE_SLIDER)
        assert asked == []
        assert shown == nearest
        assert shown != before
        with in_flight(page, "/interpolate") as most:
            page.mouse.up()
            until(page, lambda: len(asked) == 3, "the exact pictures")
            settled(page)
        assert most == dict.fromkeys(MODELS, 1)
        assert [one.post_data_json["alphas"] for one in asked] == [[value(area)]] * 3
        address_has(page, f"a={value(area):g}")

    def test_all_strips_play_together_without_a_request(self, page):
        pictures = open_compare(page, act="interpolate", a=0.1)
        before = source(pictures[2])
        asked = requests_of(page, "/api/v1/models/")
        page.get_by_test_id("play").click()
        until(page, lambda: source(pictures[2]) != before, "another frame")
        area = slider(page.get_by_test_id("alpha"))
        until(page, lambda: value(area) > 0.3, "the slider moves along")
        assert asked == []
        page.get_by_test_id("play").click()
        until(page, lambda: len(asked) == 3, "the exact pictures")
        settled(page)
        assert len({one.post_data_json["alphas"][0] for one in asked}) == 1
        alt = pictures[2].get_attribute("alt")
        assert alt is not None
        assert "fashion-cvae: Shirt → Dress · α = 0." in alt

    def test_one_alpha_pushes_one_attribute_in_all(self, page):
        pictures = open_compare(page, act="edit", x="Wide", k=1)
        area = slider(page.get_by_test_id("alpha"))
        before = [source(picture) for picture in pictures]
        asked = requests_of(page, "attribute-edit")
        with in_flight(page, "attribute-edit") as most:
            drag(page, area, 0.6, 0.2)
            # Where it is held still for long it is asked for, too.
            at_rest = [{"Wide": value(area)}] * 3
            until(
                page,
                lambda: [one.post_data_json["edits"] for one in asked[-3:]] == at_rest,
                "the exact pictures",
            )
            changed(pictures[2], before[2])
        bodies = [one.post_data_json for one in asked]
        assert {body["method"] for body in bodies} == {"mean-difference"}
        assert max(most.values()) == 1
        spoken = area.get_attribute("aria-valuetext")
        assert spoken is not None
        assert spoken.startswith("−")
        area.press("End")
        assert value(area) == float(area.get_attribute("max") or "nan")
