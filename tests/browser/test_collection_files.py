"""The collection as a file, and what of somebody's picture stays out of it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.films import drop
from tests.browser.kept import (
    FASHION,
    choose,
    exported,
    file_of,
    has_names,
    imported,
    picture_of,
    point,
    three,
    with_points,
)
from tests.browser.support import (
    changed,
    link,
    open_screen,
    pixels,
    same_pixels,
    shown,
    source,
    until,
)
from tests.browser.watch import opening


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """One page, and so one collection, for the tests of this module."""
    with opening(browser, []) as make:
        page = make(address)
        page.goto(link("models"))
        yield page


class TestFiles:
    def test_a_collection_comes_back_from_its_file_and_once_only(self, desk):
        told = point(desk, 9, "told", model="fashion-cvae", condition=3)
        with_points(desk, *three(desk), told)
        file = exported(desk)
        assert [one["name"] for one in file["points"]] == ["one", "two", "three", "told"]
        assert file["points"][3]["condition"] == 3
        assert all("thumbnail" not in one and "photo" not in one for one in file["points"])
        with_points(desk)
        imported(desk, json.dumps(file).encode())
        has_names(desk, "one", "two", "three", "told")
        again = exported(desk)
        assert again == file
        more = [*file["points"], point(desk, 10, "new"), point(desk, 1, "gone", model=FASHION)]
        more[-1] = {**more[-1], "model": "no-such-model"}
        open_screen(desk, "models")
        drop(desk, "more.json", "application/json", file_of(*more))
        expect(desk.get_by_test_id("message")).to_contain_text(
            "Imported: 1 point. 4 were here already."
        )
        expect(desk.get_by_test_id("message")).to_contain_text("1 point of no-such-model")
        has_names(desk, "one", "two", "three", "told", "new")

    def test_a_wrong_file_is_refused_by_point_and_field_and_nothing_is_taken(self, desk):
        one, two, _ = three(desk)
        with_points(desk, one)
        for content, words in (
            (b"{", "no JSON"),
            (file_of(two, version=3), "version 3"),
            (
                file_of(two, {**two, "latent": [1, 2]}),
                'Point 2 (two): "latent" has 2 numbers, but fashion-vae has',
            ),
            (file_of({**two, "name": ""}), 'Point 1: "name"'),
            (file_of({**two, "condition": 3}), "Point 1 (two): fashion-vae takes no condition"),
            (file_of({**two, "weights": 5}), 'Point 1 (two): "weights"'),
            (file_of({**two, "model": "gone"}), "does not have (gone)"),
        ):
            imported(desk, content)
            expect(desk.get_by_test_id("refusal")).to_contain_text(words)
            has_names(desk, "one")
        desk.get_by_test_id("language-es").click()
        imported(desk, file_of({**two, "date": "ayer"}))
        expect(desk.get_by_test_id("refusal")).to_contain_text("no es una fecha")
        desk.get_by_test_id("language-en").click()


def test_a_point_of_somebodys_picture_stays_on_this_machine(desk):
    with_points(desk, point(desk, 1, "one"))
    open_screen(desk, "attributes")
    desk.get_by_test_id("start-change").click()
    grey = Image.fromarray(np.tile(np.arange(0, 250, 5, dtype=np.uint8), (50, 1)))
    buffer = io.BytesIO()
    grey.save(buffer, "png")
    upload = {"name": "mine.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    before = source(desk.get_by_test_id("edited-picture").locator("img"))
    desk.get_by_test_id("upload-input").set_input_files(upload)
    changed(desk.get_by_test_id("edited-picture").locator("img"), before)
    desk.get_by_test_id("keep").click()
    expect(desk.get_by_test_id("message")).to_contain_text("Kept")
    open_screen(desk, "collection")
    has_names(desk, "one", "mine.png")
    expect(desk.get_by_test_id("kept-2")).to_contain_text("from a picture of yours")
    choose(desk, 2, 1)
    desk.get_by_test_id("use-all").click()
    expect(desk.get_by_test_id("photo-link")).to_be_visible()
    expect(desk).not_to_have_url(re.compile("[?&]t="))
    assert [one["name"] for one in exported(desk)["points"]] == ["one"]
    desk.get_by_test_id("with-photos").check()
    [mine] = [one for one in exported(desk)["points"] if one["name"] == "mine.png"]
    assert mine["photo"] is True
    choose(desk, 2)
    expect(desk.get_by_test_id("open-map")).to_be_disabled()
    kept = pixels(picture_of(desk, 2).locator("img"))
    desk.get_by_test_id("open-attributes").click()
    picture = shown(desk, "attributes")
    expect(desk).to_have_url(re.compile("#/attributes"))
    until(desk, lambda: same_pixels(pixels(picture), kept), "the kept picture")
    until(desk, lambda: "from=" not in desk.url, "an address without the picture")
    desk.get_by_test_id("nav-collection").click()
    expect(desk.get_by_test_id("sum-name")).to_contain_text("mine.png − one")
