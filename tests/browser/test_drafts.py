"""While a control moves its pictures are cheap drafts; at rest, and in files, they are exact."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.photos import FACE, answer_align, choose, cut
from tests.browser.support import (
    DRAFT,
    Gate,
    centre,
    changed,
    drag,
    is_edit,
    next_frames,
    number_field,
    open_screen,
    pixels,
    press,
    requests_of,
    same_pixels,
    settled,
    slider,
    source,
    type_number,
    until,
    value,
)
from tests.browser.test_downloads import download

EXACT = "data:image/png"


def is_exact(body: dict) -> bool:
    """Whether this asks for the moved picture as it is to stay."""
    return is_edit(body) and "format" not in body


def is_exact_sheet(body: dict) -> bool:
    """Whether this asks for pictures as they are to stay."""
    return "format" not in body


def bodies(requests: list) -> list[dict]:
    return [request.post_data_json for request in requests]


def formats(requests: list) -> list[str | None]:
    """What each request asks for; None: nothing of its own, which is exact."""
    return [body.get("format") for body in bodies(requests)]


@pytest.fixture
def wide(page) -> tuple[Locator, Locator]:
    """The edited picture and the row of its slider."""
    picture = open_screen(page, "attributes", x="Wide")
    expect(page.get_by_test_id("film-sweep").locator("img")).to_have_count(25)
    return picture, page.get_by_test_id("attribute-Wide")


class TestADrag:
    def test_drafts_follow_it_and_the_exact_picture_stays(self, page, wide):
        picture, row = wide
        before = source(picture)
        asked = requests_of(page, "attribute-edit")
        press(page, slider(row), 0.5)
        page.mouse.move(*centre(slider(row), 0.8), steps=4)
        until(page, lambda: source(picture).startswith(DRAFT), "a draft")
        page.mouse.move(*centre(slider(row), 0.9), steps=4)
        page.mouse.up()
        after = changed(picture, before)
        assert after.startswith(EXACT)
        edits = [body for body in bodies(asked) if is_edit(body)]
        assert edits[0]["format"] == "jpeg"
        # The last draft may be of a value before: the exact picture is asked for in its place.
        assert "format" not in edits[-1]
        assert edits[-1]["edits"]["Wide"] == value(slider(row))

        other = page.context.new_page()
        again = open_screen(other, "attributes", a=f"Wide:{value(slider(row))}", x="Wide")
        assert same_pixels(pixels(again), pixels(picture))

    def test_a_draft_is_the_picture_alone(self, page, wide):
        picture, row = wide
        Gate(page, "attribute-edit", is_exact)
        answers = []
        page.on("response", lambda answer: answers.append(answer))
        press(page, slider(row), 0.5)
        page.mouse.move(*centre(slider(row), 0.8), steps=4)
        until(page, lambda: source(picture).startswith(DRAFT), "a draft")
        page.mouse.up()
        shown = source(picture)  # before the list of answers: another may be on its way
        drafts = [each for each in answers if "jpeg" in (each.request.post_data or "")]
        assert {each.headers["content-type"] for each in drafts} == {"image/jpeg"}
        accept = {"Accept": "image/jpeg"}
        again = [
            page.request.post(each.url, data=each.request.post_data_json, headers=accept)
            for each in drafts
        ]
        files = {base64.b64encode(each.body()).decode() for each in again}
        assert shown.removeprefix(f"{DRAFT};base64,") in files
        moved = json.loads(drafts[-1].headers["x-latente-latents"])[0]
        assert moved != drafts[-1].request.post_data_json["point"]["latent"]

    def test_a_control_that_is_held_still_shows_the_exact_picture(self, page, wide):
        picture, row = wide
        before = source(picture)
        asked = requests_of(page, "attribute-edit")
        press(page, slider(row), 0.5)
        page.mouse.move(*centre(slider(row), 0.8), steps=4)
        assert changed(picture, before).startswith(EXACT)
        page.mouse.move(*centre(slider(row), 0.9), steps=4)
        until(page, lambda: source(picture).startswith(DRAFT), "a draft again")
        settled(page)
        number = len(asked)
        page.mouse.up()
        settled(page)
        later = [body for body in bodies(asked[number:]) if is_edit(body)]
        assert later == [], "it is exact already"

    def test_a_drag_that_ends_outside_of_the_window_ends_too(self, page, wide):
        picture, row = wide
        before = source(picture)
        press(page, slider(row), 0.5)
        page.mouse.move(-20, -20, steps=4)
        page.mouse.up()
        assert changed(picture, before).startswith(EXACT)

    def test_the_strip_as_a_control_does_the_same(self, page, wide):
        picture, _ = wide
        film = page.get_by_test_id("film-sweep")
        asked = requests_of(page, "attribute-edit")
        press(page, film, 0.5)
        page.mouse.move(*centre(film, 0.4), steps=4)
        until(page, lambda: source(picture).startswith(DRAFT), "a draft")
        page.mouse.up()
        settled(page)
        assert source(picture).startswith(EXACT)
        # The page may ask for directions from the origin meanwhile: those are no edits.
        assert "format" not in [body for body in bodies(asked) if is_edit(body)][-1]

    def test_only_the_last_picture_is_asked_exactly_by_a_slow_server(self, page, wide):
        picture, row = wide
        before = source(picture)
        gate = Gate(page, "attribute-edit", is_edit)
        drag(page, slider(row), 0.5, 0.9, steps=10)
        gate.wait_for(1)
        gate.release()
        gate.wait_for(2)
        gate.release()
        changed(picture, before)
        assert [body.get("format") for body in gate.bodies] == ["jpeg", None]
        gate.wait_for(2)


class TestKeys:
    def test_the_picture_is_exact_once_they_rest(self, page, wide):
        picture, row = wide
        before = source(picture)
        asked = requests_of(page, "attribute-edit")
        slider(row).focus()
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        assert changed(picture, before).startswith(EXACT)
        edits = [body for body in bodies(asked) if is_edit(body)]
        assert [body.get("format") for body in edits].count(None) == 1
        assert edits[-1]["edits"]["Wide"] == value(slider(row)) == pytest.approx(0.3)

    @pytest.mark.parametrize("way", ["typed", "reset", "preset", "lock"])
    def test_what_does_not_move_is_exact_at_once(self, faces_page, way):
        page = faces_page[0]
        picture = open_screen(page, "attributes", m="faces-vae", a="Smiling:1")
        before = source(picture)
        row = page.get_by_test_id("attribute-Smiling")
        asked = requests_of(page, "attribute-edit")
        if way == "typed":
            type_number(number_field(row), "1.5")
        elif way == "reset":
            row.get_by_role("button", name="reset").click()
        elif way == "preset":
            page.get_by_test_id("presets").get_by_role("button").last.click()
        else:
            row.get_by_role("button", name="Hold").click()
        changed(picture, before)
        seen = [body for body in bodies(asked) if "sweep" in body or is_edit(body)]
        assert seen
        assert not any("format" in body for body in seen)


# Every picture that is drawn while a control moves: what it is, where, and which parts.
WATCHER = """(place) => {
  const image = document.querySelector(place);
  const seen = [];
  const look = () => {
    const now = document.querySelector(place);
    const style = getComputedStyle(now);
    seen.push({
      kind: now.src.slice(0, 15), same: now === image, drawn: now.complete && now.naturalWidth > 0,
      busy: now.closest('.busy') !== null, opacity: Number(style.opacity),
      width: now.getBoundingClientRect().width,
    });
    window.watching = requestAnimationFrame(look);
  };
  look();
  window.watched = () => { cancelAnimationFrame(window.watching); return seen; };
}"""


class TestTheExchange:
    def test_nothing_flickers(self, page, wide):
        picture, row = wide
        before = source(picture)
        gate = Gate(page, "attribute-edit", is_exact)
        press(page, slider(row), 0.5)
        page.mouse.move(*centre(slider(row), 0.9), steps=4)
        until(page, lambda: source(picture).startswith(DRAFT), "a draft")
        expect(page.locator(".busy")).to_have_count(0)
        # On a slow machine the picture was dimmed until the draft came, and grows bright again.
        expect(picture).to_have_css("opacity", "1")
        page.evaluate(WATCHER, "[data-testid=edited-picture] img")
        page.mouse.up()
        until(page, lambda: len(gate.held) == 1, "the exact picture")
        page.wait_for_timeout(500)  # a slow server: longer than what dims a picture
        gate.open()
        changed(picture, before)
        next_frames(page)
        seen = page.evaluate("() => window.watched()")
        kinds = [each["kind"] for each in seen]
        assert kinds[0] == DRAFT
        assert kinds[-1].startswith(EXACT)
        turn = next(k for k, kind in enumerate(kinds) if kind != DRAFT)
        assert all(kind == kinds[-1] for kind in kinds[turn:]), "exchanged once"
        assert all(each["same"] and each["drawn"] for each in seen)
        assert not any(each["busy"] for each in seen)
        assert {each["opacity"] for each in seen} == {1}
        assert len({each["width"] for each in seen}) == 1

    def test_the_draft_looks_like_the_exact_picture(self, faces_page):
        page = faces_page[0]
        picture = open_screen(page, "attributes", m="faces-vae")
        gate = Gate(page, "attribute-edit", is_exact)
        slider(page.get_by_test_id("attribute-Smiling")).press("End")
        until(page, lambda: source(picture).startswith(DRAFT), "a draft")
        draft = Image.open(io.BytesIO(base64.b64decode(source(picture).split(",")[1])))
        gate.open()
        settled(page)
        exact = pixels(picture)
        difference = np.abs(np.asarray(draft.convert("RGB")).astype(np.int16) - exact)
        assert draft.format == "JPEG"
        assert draft.size == (64, 64)
        assert difference.mean() < 12  # random weights draw noise, the worst for JPEG


@pytest.mark.parametrize("screen", ["sampling", "conditional"])
def test_sheets_follow_the_temperature_as_drafts(page, screen):
    open_screen(page, screen)
    asked = requests_of(page, "sample" if screen == "sampling" else "conditional-generate")
    sheet = page.get_by_test_id("sheet" if screen == "sampling" else "samples").first
    drawn = sheet.locator("img").first
    before = source(drawn)
    area = slider(page.get_by_test_id("temperature"))
    press(page, area, 0.5)
    page.mouse.move(*centre(area, 0.9), steps=4)
    until(page, lambda: source(drawn).startswith(DRAFT), "drafts")
    page.mouse.up()
    assert changed(drawn, before).startswith(EXACT)
    settled(page)  # the columns beside it, too
    streams = 3 if screen == "sampling" else 1
    assert formats(asked)[-streams:] == [None] * streams
    assert formats(asked)[0] == "jpeg"


# Notes which pictures are drafts, however short: the closest name of a part around each.
DRAFTS_SEEN = """() => {
  window.drafts = new Set();
  const look = () => document.querySelectorAll("img[src^='data:image/jpeg']").forEach(
    (image) => window.drafts.add(image.closest('[data-testid]').dataset.testid));
  new MutationObserver(look).observe(
    document.body, { subtree: true, childList: true, attributeFilter: ['src'] });
}"""


def test_all_pictures_of_a_condition_follow_its_slider_as_drafts(faces_page):
    page: Page = faces_page[0]
    picture = open_screen(page, "conditional", m="faces-cvae")
    asked = requests_of(page, "conditional-generate")
    area = slider(page.get_by_test_id("condition-Smiling"))
    page.evaluate(DRAFTS_SEEN)
    all_three = {"conditioned-picture", "end-Male-1", "samples"}
    press(page, area, 0.3)
    for share in (0.8, 0.4) * 10:
        page.mouse.move(*centre(area, share), steps=3)
        next_frames(page)
        if all_three <= set(page.evaluate("() => [...window.drafts]")):
            break
    page.mouse.up()
    settled(page)
    assert all_three <= set(page.evaluate("() => [...window.drafts]"))
    assert source(picture).startswith(EXACT)
    assert formats(asked)[-3:] == [None] * 3
    for testid in ("download-picture", "download-row", "download-sheet"):
        assert download(page, testid)[1].format == "PNG"


@pytest.mark.parametrize("way", ["canvas", "slider", "wheel"])
def test_a_photograph_is_drawn_as_drafts_while_its_square_moves(faces_page, way):
    page = faces_page[0]
    open_screen(page, "attributes", m="faces-vae")
    answer_align(page, [FACE])
    dialog = choose(page)
    before = source(cut(page))
    asked = requests_of(page, "encode")
    if way == "canvas":
        press(page, page.get_by_test_id("crop-canvas"), 0.5)
        page.mouse.move(*centre(page.get_by_test_id("crop-canvas"), 0.6), steps=4)
        until(page, lambda: source(cut(page)).startswith(DRAFT), "a draft")
        page.mouse.up()
    elif way == "slider":
        slider(dialog.get_by_test_id("crop-turn")).press("ArrowRight")
    else:
        page.get_by_test_id("crop-canvas").hover()
        page.mouse.wheel(0, -200)
    assert changed(cut(page), before).startswith(EXACT)
    assert source(page.get_by_test_id("photo-kept").locator("img")).startswith(EXACT)
    assert formats(asked)[0] == "jpeg"
    assert formats(asked)[-1] is None


def test_what_nobody_looks_at_is_asked_cheaply(new_page, faces_address):
    page = new_page(faces_address)
    asked = requests_of(page, "/api/v1/models/")
    open_screen(page, "attributes", m="faces-vae")
    calls = {
        request.url.rsplit("/", 1)[-1]: request.post_data_json.get("format")
        for request in asked
        if request.method == "POST"
    }
    assert calls["decode"] == "jpeg"  # for the judge only
    assert calls["attribute-edit"] is None
