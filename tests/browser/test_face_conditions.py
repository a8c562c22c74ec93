"""Models that are told attributes: one z without and with each of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import (
    address_has,
    changed,
    number_field,
    open_screen,
    requests_of,
    slider,
    source,
    type_number,
    until,
    value,
)
from tests.faces import CONDITIONAL_FACES

CONDITIONED = [name for name, _, _ in CONDITIONAL_FACES.conditioned]


@pytest.fixture
def page(faces_page) -> Page:
    return faces_page[0]


def test_one_z_is_drawn_without_and_with_each_attribute(page):
    asked = requests_of(page, "conditional-generate")
    picture = open_screen(page, "conditional", m="faces-cvae", seed=7)
    expect(page.locator(".condition-end img")).to_have_count(2 * len(CONDITIONED))
    pairs = [
        body["conditions"]
        for body in (one.post_data_json for one in asked)
        if len(body.get("conditions", [])) == 2 * len(CONDITIONED)
    ][-1]
    for index, name in enumerate(CONDITIONED):
        without, with_it = pairs[2 * index]["attributes"], pairs[2 * index + 1]["attributes"]
        assert (without[name], with_it[name]) == (0, 1)
        assert without | {name: 1} == with_it, "the others stay"
    before = source(picture)
    end = page.get_by_test_id("end-Smiling-1")
    shown = source(end.locator("img"))
    end.click()
    assert changed(picture, before) == shown
    expect(end).to_have_attribute("aria-pressed", "true")
    address_has(page, "c=Smiling:1")


def test_a_value_in_between_and_back_to_the_mean(page):
    picture = open_screen(page, "conditional", m="faces-cvae")
    before = source(picture)
    smiling = page.get_by_test_id("condition-Smiling")
    mean = value(slider(smiling))
    type_number(number_field(smiling), "0.65")
    changed(picture, before)
    address_has(page, "c=Smiling:0.65")
    smiling.get_by_role("button", name="Smile: reset").click()
    expect(picture).to_have_attribute("src", before)
    assert value(slider(smiling)) == mean


def test_the_judge_says_what_it_sees(page):
    open_screen(page, "conditional", m="faces-cvae", c="Smiling:1,Male:0")
    for name in ("Smiling", "Male", "Beard"):  # the judge knows a beard as No_Beard
        expect(page.get_by_test_id(f"seen-{name}")).to_contain_text("judge: ")
    expect(page.get_by_test_id("effects-asked").get_by_role("listitem")).to_have_count(2)


def test_samples_are_drawn_under_the_same_condition(page):
    open_screen(page, "conditional", m="faces-cvae")
    drawn = page.get_by_test_id("samples").locator("img").first
    before = source(drawn)
    asked = requests_of(page, "conditional-generate")
    page.get_by_test_id("end-Male-0").click()
    changed(drawn, before)
    bodies = [one.post_data_json for one in asked]
    assert [body["condition"]["attributes"]["Male"] for body in bodies if "count" in body] == [0]


def test_all_can_be_put_back(page):
    picture = open_screen(page, "conditional", m="faces-cvae", c="Smiling:1,Bald:0.5")
    before = source(picture)
    page.get_by_test_id("reset-all").click()
    changed(picture, before)
    until(page, lambda: "c=" not in page.url, "a link without values")
    expect(page.get_by_test_id("reset-all")).to_be_disabled()


def test_class_and_attributes_take_turns_on_one_screen(page):
    open_screen(page, "conditional", m="faces-cvae", c="Smiling:1")
    page.get_by_test_id("model").select_option("fashion-cvae")
    expect(page.get_by_test_id("class-picker").locator("img")).to_have_count(10)
    page.get_by_test_id("model").select_option("faces-cvae")
    expect(page.get_by_test_id("condition-list")).to_be_visible()
    expect(page.get_by_test_id("error-note")).to_have_count(0)


def test_a_damaged_link_is_understood_as_far_as_possible(page):
    damaged = {"c": "Smiling:9,Nope:1,Male:x", "from": "g:no-such-face", "n": "x"}
    open_screen(page, "conditional", m="faces-cvae", **damaged)
    assert value(slider(page.get_by_test_id("condition-Smiling"))) == 1
    expect(page.get_by_test_id("error-note")).to_have_count(0)


def test_interpolation_carries_the_attributes_along(page):
    asked = requests_of(page, "/interpolate")
    open_screen(page, "interpolation", m="faces-cvae", **{"from": "g:face-1", "to": "g:face-2"})
    body = asked[-1].post_data_json
    start, end = body["start_condition"]["attributes"], body["end_condition"]["attributes"]
    assert start != end
    assert set(start) == set(end) == set(CONDITIONED)
