"""The studio: keyframes in order, a film that plays, and files that are what they say."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.films import (
    FILM,
    FPS,
    FRAMES,
    OVERHANG,
    PLAYS,
    cards,
    choose_format,
    chunk_of,
    decoded,
    documented_frames,
    drop,
    exported,
    frame_count,
    go_to,
    grey,
    has_order,
    open_film,
    same_at_four,
    shown_frame,
    visit_anew,
    wait_for_frame,
)
from tests.browser.support import (
    NARROWEST,
    PHONE,
    address_has,
    centre,
    link,
    next_frames,
    number_field,
    open_screen,
    requests_of,
    same_pixels,
    slider,
    type_number,
    until,
    visit,
)
from tests.browser.watch import opening


@pytest.fixture(scope="module")
def studio(browser: Browser, address: str) -> Iterator[Page]:
    """One page for the tests of this module, each of which opens the film that it needs."""
    with opening(browser, []) as make:
        page = make(address)
        page.goto(link("models"))
        yield page


def test_without_a_film_there_is_an_example_that_plays_when_asked(new_page, address):
    page = new_page(address)
    visit_anew(page, link("studio"))
    expect(cards(page)).to_have_count(4)
    decoded(page)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    before = page.get_by_test_id("studio-time").inner_text()
    page.get_by_test_id("play").click()
    expect(page.get_by_test_id("studio-time")).not_to_have_text(before)
    page.get_by_test_id("play").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    # What a screen shows can be added, and is still there when the tab comes back to the studio.
    open_screen(page, "sampling")
    page.get_by_test_id("add-to-studio").click()
    expect(page.get_by_test_id("message")).to_contain_text("keyframe 5")
    page.get_by_test_id("message").get_by_role("button").click()
    expect(cards(page)).to_have_count(5)
    page.reload()
    expect(cards(page)).to_have_count(5)
    expect(cards(page).nth(4).locator("img")).to_be_visible()


class TestTimeline:
    def test_scrubbing_shows_exactly_the_keyframes(self, studio):
        open_film(studio)
        assert frame_count(studio) == FRAMES
        seen = []
        for place in range(3):
            go_to(studio, 1 + place * FPS // 2)
            thumbnail = cards(studio).nth(place).locator("img").get_attribute("src")
            assert thumbnail is not None
            raw = base64.b64decode(thumbnail.split(",")[1])
            expected = np.asarray(Image.open(io.BytesIO(raw)).convert("L")).astype(np.int16)
            wait_for_frame(studio, lambda frame, right=expected: same_pixels(frame, right))
            seen.append(shown_frame(studio))
        assert not np.array_equal(seen[0], seen[1])
        go_to(studio, 3)
        wait_for_frame(studio, lambda frame: not np.array_equal(frame, seen[2]))
        assert not np.array_equal(shown_frame(studio), seen[0])
        # The last way is held: all of it is its keyframe.
        go_to(studio, FRAMES)
        wait_for_frame(studio, lambda frame: np.array_equal(frame, seen[2]))

    def test_keyframes_move_by_drag_and_by_keyboard(self, studio):
        open_film(studio)
        has_order(studio, "Shirt", "Dress", "Bag")
        studio.mouse.move(*centre(cards(studio).nth(0)))
        studio.mouse.down()
        studio.mouse.move(*centre(cards(studio).nth(2)), steps=6)
        studio.mouse.up()
        has_order(studio, "Dress", "Bag", "Shirt")
        cards(studio).nth(2).focus()
        studio.keyboard.press("Shift+ArrowLeft")
        has_order(studio, "Dress", "Shirt", "Bag")
        expect(studio.get_by_test_id("message")).to_contain_text("place 2 of 3")
        expect(cards(studio).nth(1)).to_be_focused()
        studio.keyboard.press("Home")
        expect(cards(studio).nth(0)).to_have_attribute("aria-selected", "true")
        studio.get_by_test_id("keyframe-later").click()
        has_order(studio, "Shirt", "Dress", "Bag")

    def test_what_another_tab_adds_is_not_written_over(self, studio, address):
        open_film(studio)
        other = studio.context.new_page()
        other.goto(address + link("interpolation", m="fashion-vae"))
        other.get_by_test_id("add-to-studio").click()
        expect(cards(studio)).to_have_count(4)
        other.close()
        studio.get_by_test_id("keyframe-repeat").click()
        expect(cards(studio)).to_have_count(5)

    def test_what_is_removed_comes_back(self, studio):
        open_film(studio)
        cards(studio).nth(1).focus()
        studio.keyboard.press("Delete")
        has_order(studio, "Shirt", "Bag")
        expect(cards(studio).nth(1)).to_be_focused()
        studio.get_by_test_id("message").get_by_role("button", name="Undo").click()
        has_order(studio, "Shirt", "Dress", "Bag")
        studio.get_by_test_id("film-clear").click()
        expect(cards(studio)).to_have_count(0)
        expect(studio.get_by_test_id("export")).to_be_disabled()
        studio.get_by_test_id("message").get_by_role("button", name="Undo").click()
        has_order(studio, "Shirt", "Dress", "Bag")

    def test_timing_changes_the_film_the_link_and_outlives_a_reload(self, studio):
        open_film(studio)
        cards(studio).nth(1).click()
        type_number(number_field(studio.get_by_test_id("seconds")), "1.5")
        until(studio, lambda: frame_count(studio) == FRAMES + FPS, "a longer film")
        studio.get_by_test_id("loop").locator("input[value=open]").check(force=True)
        until(studio, lambda: frame_count(studio) == 2 * FPS + 1, "an open film")
        studio.get_by_test_id("method").locator("input[value=spherical]").check(force=True)
        address_has(studio, "method=spherical", f"fps={FPS}", "m=fashion-vae")
        assert "dress-1~1.5~s" in studio.url
        assert "loop=" not in studio.url
        studio.reload()
        has_order(studio, "Shirt", "Dress", "Bag")
        until(studio, lambda: frame_count(studio) == 2 * FPS + 1, "the same film")

    def test_a_keyframe_is_picked_from_the_gallery_or_a_seed(self, studio):
        open_film(studio)
        studio.get_by_test_id("keyframe-add").click()
        studio.get_by_test_id("picker-seed").fill("7")
        studio.get_by_test_id("picker-use-seed").click()
        has_order(studio, "Shirt", "Dress", "Bag", "seed 7")
        studio.get_by_test_id("keyframe-change").click()
        studio.get_by_test_id("gallery-coat-1").click()
        has_order(studio, "Shirt", "Dress", "Bag", "Coat")

    def test_a_film_that_is_too_long_says_so_and_asks_for_nothing(self, studio):
        open_film(studio)
        asked = requests_of(studio, "/interpolate")
        long = "!".join(f"s:{seed}~10~l" for seed in range(8))
        visit(studio, link("studio", m="fashion-vae", k=long, loop=1, fps=FPS))
        expect(studio.get_by_test_id("too-long")).to_contain_text("900 frames")
        expect(cards(studio)).to_have_count(8)
        assert asked == []
        studio.get_by_test_id("message").get_by_role("button", name="Undo").click()
        expect(studio.get_by_test_id("too-long")).to_have_count(0)
        has_order(studio, "Shirt", "Dress", "Bag")


class TestExport:
    def test_gif_holds_every_frame_at_full_size(self, studio):
        open_film(studio, x=4)
        name, content = exported(studio)
        assert name.startswith("latente-fashion-vae-shirt")
        picture = Image.open(io.BytesIO(content))
        assert (picture.format, picture.n_frames, picture.size) == ("GIF", FRAMES, (112, 112))
        assert picture.info["loop"] == 0
        total = 0
        for index in range(FRAMES):
            picture.seek(index)
            total += picture.info["duration"]
            if index in (0, 3, FRAMES - 1):
                go_to(studio, index + 1)
                pixels = np.asarray(picture.convert("L")).astype(np.int16)
                wait_for_frame(studio, lambda frame, right=pixels: same_at_four(frame, right))
        assert total == 1000 * FRAMES // FPS
        expect(studio.get_by_test_id("export-outcome")).to_contain_text(name)

    def test_estimate_is_near_the_file(self, studio):
        open_film(studio, x=16)
        expect(studio.get_by_test_id("export-facts")).to_contain_text("about")
        said = studio.get_by_test_id("export-facts").inner_text()
        weight = re.search(r"about\s([\d.]+)\s(kB|MB)", said)
        assert weight is not None, said
        estimate = float(weight.group(1)) * {"kB": 1e3, "MB": 1e6}[weight.group(2)]
        _, content = exported(studio)
        assert 0.6 < estimate / len(content) < 1.7

    @pytest.mark.parametrize("loop", [1, 0], ids=["closed", "open"])
    def test_zip_holds_the_frames_and_the_recipe_of_which_the_api_makes_them(
        self, studio, address, loop
    ):
        count = FRAMES if loop else FRAMES - FPS // 2 + 1
        open_film(studio, x=4, loop=loop)
        choose_format(studio, "zip")
        _, content = exported(studio)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            names = sorted(archive.namelist())
            assert names == [f"frame-{i + 1:04}.png" for i in range(count)] + ["recipe.json"]
            recipe = json.loads(archive.read("recipe.json"))
            large = [grey(archive.read(name)) for name in names[:-1]]
        assert len(recipe["keyframes"]) == 3
        assert large[-1].shape == (112, 112)
        go_to(studio, count)
        wait_for_frame(studio, lambda frame: same_at_four(frame, large[-1]))
        # Batches of other sizes round otherwise: by one level of 255.
        again = [grey(picture) for picture in documented_frames(recipe, address)]
        assert len(again) == count
        for made, kept in zip(again, large, strict=True):
            assert same_pixels(made.repeat(4, 0).repeat(4, 1), kept)

    def test_video_is_offered_only_where_it_plays(self, studio):
        open_film(studio, x=8)
        choose_format(studio, "video")
        expect(studio.get_by_test_id("video-status").or_(offers(studio).first)).to_be_visible()
        expect(studio.get_by_text("Encoding a test frame")).to_have_count(0)
        for container in ("mp4", "webm"):
            if studio.get_by_test_id(f"export-{container}").count() == 0:
                continue
            name, content = exported(studio, f"export-{container}")
            assert name.endswith(f".{container}")
            text = base64.b64encode(content).decode()
            played = studio.evaluate(PLAYS, [text, f"video/{container}"])
            assert played["width"] == 8 * 28
            assert played["seconds"] == pytest.approx(FRAMES / FPS, abs=0.1)
            assert played["moves"]
        if offers(studio).count() == 0:
            expect(studio.get_by_test_id("video-status")).to_contain_text("GIF and PNG work")

    def test_without_an_encoder_the_reason_is_said(self, new_page, address):
        page = new_page(address)
        page.add_init_script("delete globalThis.VideoEncoder")
        visit_anew(page, link("studio", m="fashion-vae", k="s:1~0.5~l!s:2~0.5~l", fps=FPS))
        choose_format(page, "video")
        expect(page.get_by_test_id("video-status")).to_contain_text("WebCodecs")
        expect(offers(page)).to_have_count(0)

    def test_an_export_can_be_cancelled(self, studio):
        open_film(studio, "s:1~5~l!s:2~5~l", x=32)
        studio.get_by_test_id("export").click()
        studio.get_by_test_id("export-cancel").click()
        expect(studio.get_by_test_id("export-cancel")).to_have_count(0)
        expect(studio.get_by_test_id("export")).to_be_enabled()
        expect(studio.get_by_test_id("export-outcome")).to_be_empty()


def offers(page: Page) -> Locator:
    """The buttons for videos."""
    return page.locator("[data-testid=export-mp4], [data-testid=export-webm]")


class TestStateInFiles:
    def test_a_dropped_contact_sheet_brings_the_film_back(self, studio):
        open_film(studio)
        choose_format(studio, "sheet")
        _, content = exported(studio)
        state = chunk_of(content)
        assert state["kind"] == "latente-film"
        assert [len(one["latent"]) for one in state["keyframes"]] == [4] * 3
        before = {place: frame_at(studio, place) for place in (1, 4, FRAMES)}
        open_film(studio, "s:1~1~l!s:2~1~l")
        open_screen(studio, "models")
        drop(studio, "sheet.png", "image/png", content)
        has_order(studio, "Shirt", "Dress", "Bag")
        until(studio, lambda: frame_count(studio) == FRAMES, "the film of the file")
        for place, pixels in before.items():
            go_to(studio, place)
            wait_for_frame(studio, lambda frame, right=pixels: same_pixels(frame, right))
        studio.get_by_test_id("message").get_by_role("button", name="Undo").click()
        has_order(studio, "seed 1", "seed 2")

    def test_a_picture_of_another_screen_brings_that_screen_back(self, studio):
        visit(studio, "/#/studio?lang=en")
        open_screen(studio, "interpolation", a=0.25, method="spherical")
        address_has(studio, "a=0.25")
        _, content = exported(studio, "download-picture")
        assert chunk_of(content)["kind"] == "latente-view"
        open_screen(studio, "models")
        drop(studio, "picture.png", "image/png", content)
        expect(studio.get_by_test_id("screen-interpolation")).to_be_visible()
        address_has(studio, "a=0.25", "method=spherical")

    def test_latents_of_own_pictures_stay_here_unless_allowed(self, studio, tmp_path):
        open_film(studio)
        own = Image.fromarray(np.tile(np.arange(28, dtype=np.uint8) * 9, (28, 1)))
        path = tmp_path / "mine.png"
        own.save(path)
        studio.get_by_test_id("keyframe-add").click()
        studio.get_by_test_id("upload-input").set_input_files(path)
        has_order(studio, "Shirt", "Dress", "Bag", "mine.png")
        address_has(studio, f"fps={FPS}")
        assert studio.url.count("~") == FILM.count("~")
        choose_format(studio, "recipe")
        _, without = exported(studio)
        assert len(json.loads(without)["keyframes"]) == 3
        studio.get_by_test_id("with-photos").check()
        _, allowed = exported(studio)
        assert len(json.loads(allowed)["keyframes"]) == 4
        assert b"data:" not in allowed
        open_film(studio, "s:1~1~l!s:2~1~l")
        studio.get_by_test_id("import").set_input_files(
            {"name": "recipe.json", "mimeType": "application/json", "buffer": allowed}
        )
        has_order(studio, "Shirt", "Dress", "Bag", "mine.png")

    def test_other_files_are_refused_with_the_reason(self, studio):
        open_film(studio)
        broken = json.dumps({"kind": "latente-film", "version": 1, "model": "no-such-model"})
        for content, words in (
            (b"{", "no JSON"),
            (b"{}", "no recipe"),
            (broken.encode(), "no-such-model"),
        ):
            file = {"name": "film.json", "mimeType": "application/json", "buffer": content}
            studio.get_by_test_id("import").set_input_files(file)
            expect(studio.get_by_test_id("refusal")).to_contain_text(words)
        plain = io.BytesIO()
        Image.new("L", (28, 28)).save(plain, "PNG")
        drop(studio, "plain.png", "image/png", plain.getvalue())
        expect(studio.get_by_test_id("refusal")).to_contain_text("carries no film")
        has_order(studio, "Shirt", "Dress", "Bag")


def frame_at(page: Page, frame: int) -> np.ndarray:
    """Go to a frame and read it."""
    go_to(page, frame)
    next_frames(page)
    return shown_frame(page)


def test_the_studio_fits_the_narrowest_telephone(new_page, address):
    page = new_page(address, viewport={**PHONE, "width": NARROWEST}, has_touch=True)
    open_screen(page, "studio", "es", m="fashion-vae", k=FILM, fps=FPS)
    for kind in ("gif", "zip", "recipe"):
        page.get_by_test_id("format").locator(f"input[value={kind}]").check(force=True)
        assert page.evaluate(OVERHANG) == 0
    assert violations(page) == []
    page.evaluate("() => scrollTo(0, 0)")
    expect(slider(page.get_by_test_id("frame"))).to_be_in_viewport()


def test_the_pseudo_language_covers_the_studio(new_page, address):
    page = new_page(address)
    visit_anew(page, link("studio", lang="qps", m="fashion-vae", k=FILM, fps=FPS))
    expect(cards(page)).to_have_count(3)
    decoded(page)
    plain = page.evaluate(
        """() => [...document.querySelectorAll(
            '#main :is(h1, h2, p, button span, legend, summary, label > span)')]
          .map((one) => one.innerText.trim())
          .filter((text) => /[a-z]{3}/.test(text) && !text.includes('['))"""
    )
    assert plain == []
