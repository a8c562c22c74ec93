"""One z under every class; the class picker; and attributes that are held fixed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clothes import CLASSES
from tests.browser.support import (
    address_has,
    changed,
    drag,
    is_edit,
    open_screen,
    pixels,
    requests_of,
    same_pixels,
    slider,
    source,
)


def cell(page: Page, index: int):
    """The picture of one class in the picker."""
    return page.get_by_test_id(f"class-{index}").locator("img")


def row_bodies(asked) -> list[dict]:
    """What was asked for the row of classes."""
    return [body for body in (one.post_data_json for one in asked) if "conditions" in body]


def test_one_z_is_drawn_under_each_of_the_ten_classes(page):
    asked = requests_of(page, "conditional-generate")
    open_screen(page, "conditional", seed=7)
    [body] = row_bodies(asked)
    assert body["conditions"] == [{"class": index} for index in range(10)]
    assert body["point"] == {"seed": 7}
    assert len({source(cell(page, index)) for index in range(10)}) == 10


def test_all_classes_are_a_radio_group_with_names(page):
    open_screen(page, "conditional", lang="es")
    group = page.get_by_role("group", name="El mismo z, cada clase")
    expect(group.get_by_role("radio")).to_have_count(len(CLASSES))
    for _, spanish in CLASSES:
        expect(group.get_by_role("radio", name=spanish, exact=True)).to_have_count(1)
    expect(group.get_by_role("radio", checked=True)).to_have_accessible_name("Vestido")


def test_the_chosen_class_is_shown_in_large(page):
    picture = open_screen(page, "conditional")
    assert source(picture) == source(cell(page, 3))
    drawn = page.get_by_test_id("samples").locator("img").first
    before = source(drawn)
    page.get_by_role("radio", name="Bag", exact=True).check()
    expect(picture).to_have_attribute("src", source(cell(page, 8)))
    changed(drawn, before)
    expect(page.get_by_role("heading", name="Bag")).to_be_visible()
    address_has(page, "c=8")


def test_the_class_is_chosen_with_arrow_keys(page):
    picture = open_screen(page, "conditional")
    page.get_by_role("radio", name="Dress", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Coat", exact=True)).to_be_checked()
    expect(page.get_by_role("radio", name="Coat", exact=True)).to_be_focused()
    expect(picture).to_have_attribute("src", source(cell(page, 4)))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="Pullover", exact=True)).to_be_checked()


def test_choosing_a_class_does_not_draw_the_row_anew(page):
    open_screen(page, "conditional")
    asked = requests_of(page, "conditional-generate")
    before = source(page.get_by_test_id("samples").locator("img").first)
    page.get_by_role("radio", name="Bag", exact=True).check()
    changed(page.get_by_test_id("samples").locator("img").first, before)
    assert row_bodies(asked) == []


def test_another_seed_changes_all_ten(page):
    open_screen(page, "conditional")
    before = [source(cell(page, index)) for index in range(10)]
    page.get_by_test_id("new-seed").click()
    changed(cell(page, 0), before[0])
    assert all(source(cell(page, index)) != before[index] for index in range(10))


def test_the_prior_of_the_samples_can_be_chosen(page):
    open_screen(page, "conditional")
    drawn = page.get_by_test_id("samples").locator("img").first
    before = source(drawn)
    page.get_by_test_id("prior").get_by_role("radio", name="fitted").check()
    changed(drawn, before)
    address_has(page, "prior=fitted")


def test_z_can_come_from_an_image_and_the_class_it_is_read_under(page):
    picture = open_screen(page, "conditional")
    before = source(picture)
    page.get_by_test_id("z-from").get_by_role("radio", name="an image").check()
    from_image = changed(picture, before)
    own = page.get_by_test_id("own")
    # Under its own class the row holds the reconstruction of the image.
    assert same_pixels(pixels(cell(page, 3)), pixels(own.locator(".picture img").first))
    page.get_by_test_id("own-class").select_option("Bag")
    changed(picture, from_image)
    address_has(page, "from=g:dress-2", "fc=8")


class TestHoldingAttributesFixed:
    @pytest.fixture
    def moved(self, page: Page):
        """The screen with one attribute moved, and everything it asks."""
        picture = open_screen(page, "attributes", a="Wide:1.5", x="Wide")
        return picture, requests_of(page, "attribute-edit")

    def lock(self, page: Page, name: str):
        return page.get_by_test_id(f"attribute-{name}").get_by_role(
            "button", name=f"Hold {name} while others move"
        )

    def test_the_lock_is_sent_and_changes_the_picture(self, page, moved):
        picture, asked = moved
        before = source(picture)
        button = self.lock(page, "Light")
        expect(button).to_have_attribute("aria-pressed", "false")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        changed(picture, before)
        edits = [body for body in (one.post_data_json for one in asked) if is_edit(body)]
        assert edits[-1]["preserve"] == ["Light"]
        assert edits[-1]["edits"]["Wide"] == 1.5
        address_has(page, "keep=Light")

    def test_a_held_attribute_cannot_be_moved_itself(self, page, moved):
        picture, asked = moved
        before = source(picture)
        self.lock(page, "Wide").click()
        changed(picture, before)
        row = page.get_by_test_id("attribute-Wide")
        expect(slider(row)).to_be_disabled()
        expect(slider(row)).to_have_value("0")
        still = source(picture)
        drag(page, slider(page.get_by_test_id("attribute-Light")), 0.5, 0.8)
        changed(picture, still)
        edits = [body for body in (one.post_data_json for one in asked) if is_edit(body)]
        assert edits[-1]["preserve"] == ["Wide"]

    def test_unlocking_gives_the_plain_edit_again(self, page, moved):
        picture, _ = moved
        before = source(picture)
        self.lock(page, "Light").click()
        held = changed(picture, before)
        self.lock(page, "Light").click()
        assert changed(picture, held) == before
