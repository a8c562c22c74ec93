"""Own pictures: by file, drop and paste; what is refused says why; seeds and gallery too."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import JSHandle, Locator, Page, expect

from tests.browser.support import (
    address_has,
    changed,
    open_screen,
    pixels,
    requests_of,
    settled,
    source,
)

GALLERY_SOURCE = "g:shirt-1"


def photograph(kind: str = "PNG", size: tuple[int, int] = (900, 700)) -> bytes:
    """A dark garment on white, larger than any model's input."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).polygon([(300, 100), (600, 100), (700, 600), (200, 600)], "#203050")
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def file(name: str, kind: str, content: bytes) -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


def carried(page: Page, name: str, kind: str, content: bytes) -> JSHandle:
    """A file as a drop or paste carries it."""
    return page.evaluate_handle(
        """([name, type, content]) => {
          const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], name, { type }));
          return data;
        }""",
        [name, kind, base64.b64encode(content).decode()],
    )


def first_end(page: Page) -> Locator:
    """The decoded picture of image 1."""
    return page.get_by_test_id("from").locator(".picture img").first


@pytest.fixture
def end(page: Page) -> Locator:
    """Image 1 of the interpolation."""
    open_screen(page, "interpolation")
    return first_end(page)


@pytest.fixture
def picker(page: Page, end: Locator) -> Locator:  # noqa: ARG001 (the screen must be open)
    """The open dialog for image 1."""
    page.get_by_test_id("from-change").click()
    return page.get_by_test_id("picker")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_chosen_file_becomes_the_image(page, end, picker, kind):
    before = source(end)
    content = file(f"coat.{kind.lower()}", f"image/{kind.lower()}", photograph(kind))
    page.get_by_test_id("upload-input").set_input_files(content)
    expect(picker).to_have_count(0)
    changed(end, before)
    figure = page.get_by_test_id("from")
    expect(figure.locator("figcaption")).to_contain_text(f"coat.{kind.lower()}")
    expect(figure).to_contain_text("inverted: light on dark")
    original = pixels(figure.locator(".original img"))
    assert original.shape[:2] == (28, 28)
    assert original[0, 0].max() < 30 < original[14, 14].max(), "light on dark, as the model saw it"


def test_a_dropped_file_becomes_the_image(page, end):
    before = source(end)
    data = carried(page, "dropped.png", "image/png", photograph())
    figure = page.get_by_test_id("from")
    figure.dispatch_event("dragover", {"dataTransfer": data})
    expect(figure).to_contain_class("over")
    figure.dispatch_event("drop", {"dataTransfer": data})
    changed(end, before)
    expect(figure).not_to_contain_class("over")
    expect(figure.locator("figcaption")).to_contain_text("dropped.png")


def test_a_file_dropped_on_the_dialog_becomes_the_image(page, end, picker):
    before = source(end)
    data = carried(page, "dropped.png", "image/png", photograph())
    picker.locator(".drop-area").dispatch_event("drop", {"dataTransfer": data})
    expect(picker).to_have_count(0)
    changed(end, before)


def test_a_pasted_picture_becomes_the_image(page, end, picker, address):
    before = source(end)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.evaluate(
        """async (content) => {
          const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
          const blob = new Blob([bytes], { type: 'image/png' });
          await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
        }""",
        base64.b64encode(photograph()).decode(),
    )
    page.keyboard.press("Control+v")
    expect(picker).to_have_count(0)
    changed(end, before)


def test_pasted_text_says_that_it_is_no_picture(page, end, picker, address):
    before = source(end)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.evaluate("() => navigator.clipboard.writeText('words')")
    page.keyboard.press("Control+v")
    expect(picker.get_by_role("alert")).to_contain_text("There was no picture in it")
    assert source(end) == before


REFUSED = {
    "notes.txt": (b"words", "not a PNG, JPEG or WebP picture"),
    "fun.gif": (b"GIF89a", "not a PNG, JPEG or WebP picture"),
    "empty.png": (b"", "This file is empty"),
    "torn.png": (photograph()[:200], "cannot be read"),
    "words.png": (b"words", "cannot be read"),
    "huge.png": (bytes(10 * 2**20 + 1), "more than 10 MB"),
}


@pytest.fixture(scope="module")
def upload_page(module_page):
    """One page for all files that are refused, as none of them changes anything."""
    open_screen(module_page, "interpolation")
    before = source(first_end(module_page))
    module_page.get_by_test_id("from-change").click()
    return module_page, before


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_file_is_refused_with_the_reason_and_changes_nothing(upload_page, tmp_path, name):
    page, before = upload_page
    content, reason = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    asked = requests_of(page, "/encode")
    page.get_by_test_id("upload-input").set_input_files(tmp_path / name)
    note = page.locator(".drop-area").get_by_role("alert")
    expect(note).to_contain_text(reason)
    assert source(first_end(page)) == before
    assert asked == []


def test_a_wrong_drop_says_why_beside_the_picture(page, end):
    before = source(end)
    data = carried(page, "notes.txt", "text/plain", b"words")
    page.get_by_test_id("from").dispatch_event("drop", {"dataTransfer": data})
    note = page.get_by_test_id("from").get_by_role("alert")
    expect(note).to_contain_text("not a PNG, JPEG or WebP picture")
    assert source(end) == before


def test_an_upload_never_enters_the_link(page, end, picker):  # noqa: ARG001
    before = source(end)
    content = file("private.png", "image/png", photograph())
    page.get_by_test_id("upload-input").set_input_files(content)
    changed(end, before)
    page.get_by_role("radio", name="Great circle").check()
    address_has(page, "method=spherical")
    settled(page)
    assert "from=" not in page.url
    assert "private" not in page.url


def test_a_large_photograph_is_made_small_before_it_is_sent(page, end, picker):  # noqa: ARG001
    before = source(end)
    asked = requests_of(page, "/encode")
    content = file("large.png", "image/png", photograph(size=(3000, 2000)))
    page.get_by_test_id("upload-input").set_input_files(content)
    changed(end, before)
    for request in asked:
        sent = base64.b64decode(request.post_data_json["images"][0].split(",", 1)[1])
        assert max(Image.open(io.BytesIO(sent)).size) == 512


def test_a_seed_becomes_the_image(page, end, picker):
    before = source(end)
    page.get_by_test_id("picker-seed").fill("42")
    page.get_by_test_id("picker-use-seed").click()
    expect(picker).to_have_count(0)
    changed(end, before)
    expect(page.get_by_test_id("from").locator("figcaption")).to_contain_text("seed 42")
    address_has(page, "from=s:42")


def test_a_picture_of_the_gallery_becomes_the_image(page, end, picker):
    before = source(end)
    chosen = page.get_by_test_id("gallery-shirt-1")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("gallery-bag-2").click()
    expect(picker).to_have_count(0)
    changed(end, before)
    address_has(page, "from=g:bag-2")


def test_closing_the_dialog_changes_nothing(page, end, picker):
    before = source(end)
    picker.get_by_role("button", name="Close").click()
    expect(picker).to_have_count(0)
    settled(page)
    assert source(end) == before
    address_has(page, f"from={GALLERY_SOURCE}")


def test_an_own_picture_can_be_edited_with_attributes(page):
    picture = open_screen(page, "attributes")
    before = source(picture)
    page.get_by_test_id("start-change").click()
    content = file("own.png", "image/png", photograph())
    page.get_by_test_id("upload-input").set_input_files(content)
    own = changed(picture, before)
    page.get_by_test_id("attribute-Wide").locator("input[type=range]").press("End")
    changed(picture, own)


def test_an_own_picture_can_give_z_to_every_class(page):
    picture = open_screen(page, "conditional", **{"from": "g:dress-2"})
    before = source(picture)
    page.get_by_test_id("own-change").click()
    content = file("own.png", "image/png", photograph())
    page.get_by_test_id("upload-input").set_input_files(content)
    changed(picture, before)
