"""The ends of a path are the two images; the path has a method, a model and a player."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import (
    address_has,
    changed,
    next_frames,
    open_screen,
    pixels,
    requests_of,
    same_pixels,
    settled,
    slider,
    source,
    until,
    value,
)

MODELS = ("fashion-vae", "fashion-ae", "fashion-cvae")


def end(page: Page, testid: str):
    """The decoded picture of one end."""
    return page.get_by_test_id(testid).locator(".picture").first.locator("img")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("method", ["linear", "spherical"])
def test_the_ends_are_the_reconstructions_of_the_two_images(page, model, method):
    picture = open_screen(page, "interpolation", m=model, method=method, a=0)
    assert same_pixels(pixels(picture), pixels(end(page, "from")))
    before = source(picture)
    slider(page.get_by_test_id("alpha")).press("End")
    changed(picture, before)
    assert same_pixels(pixels(picture), pixels(end(page, "to")))
    assert not same_pixels(pixels(end(page, "from")), pixels(end(page, "to")), tolerance=8)


def test_the_path_between_depends_on_the_method_but_its_ends_do_not(page):
    open_screen(page, "interpolation")
    frames = page.get_by_test_id("film-vae").locator("img")
    line = [source(frame) for frame in frames.all()]
    page.get_by_role("radio", name="Great circle").check()
    changed(frames.nth(16), line[16])
    assert len(line) == 33
    assert same_pixels(pixels(frames.nth(0)), pixels(end(page, "from")))
    assert same_pixels(pixels(frames.nth(32)), pixels(end(page, "to")))
    address_has(page, "method=spherical")


def test_vae_and_ae_walk_between_the_same_two_images(page):
    open_screen(page, "interpolation")
    for family in ("vae", "ae"):
        expect(page.get_by_test_id(f"film-{family}").locator("img")).to_have_count(33)
    vae = page.get_by_test_id("film-vae").locator("img").nth(16)
    ae = page.get_by_test_id("film-ae").locator("img").nth(16)
    assert source(vae) != source(ae)


def test_another_model_shows_other_pictures(page):
    picture = open_screen(page, "interpolation")
    before = source(picture)
    page.get_by_test_id("model").select_option("fashion-vae-2d")
    changed(picture, before)
    address_has(page, "m=fashion-vae-2d")
    expect(page.get_by_test_id("film-ae").locator("img")).to_have_count(33)


def test_a_conditional_model_reads_each_end_under_its_class(page):
    asked = requests_of(page, "/interpolate")
    picture = open_screen(page, "interpolation", m="fashion-cvae")
    expect(page.get_by_test_id("film-ae")).to_have_count(0)
    body = asked[-1].post_data_json
    assert (body["start_condition"], body["end_condition"]) == ({"class": 6}, {"class": 3})
    before = source(picture)
    page.get_by_test_id("to").locator("select").select_option("Bag")
    changed(picture, before)
    assert asked[-1].post_data_json["end_condition"] == {"class": 8}
    address_has(page, "tc=8")


def test_a_click_on_play_runs_to_and_fro_until_it_is_stopped(page):
    picture = open_screen(page, "interpolation", a=0)
    alpha = slider(page.get_by_test_id("alpha"))
    play = page.get_by_test_id("play")
    play.click()
    expect(play).to_have_accessible_name("Pause")
    seen: set[str] = set()

    def runs() -> bool:
        seen.add(source(picture))
        return len(seen) > 3

    until(page, runs, "different frames")
    play.click()
    expect(play).not_to_have_accessible_name("Pause")
    settled(page)
    stopped = value(alpha)
    next_frames(page)
    assert value(alpha) == stopped


def test_moving_alpha_stops_the_player(page):
    open_screen(page, "interpolation")
    page.get_by_test_id("play").click()
    slider(page.get_by_test_id("alpha")).press("Home")
    expect(page.get_by_test_id("play")).not_to_have_accessible_name("Pause")
    expect(slider(page.get_by_test_id("alpha"))).to_have_value("0")


class TestReducedMotion:
    def test_nothing_moves_by_itself(self, page):
        page.emulate_media(reduced_motion="reduce")
        open_screen(page, "interpolation")
        moving = page.evaluate(
            """() => [...document.querySelectorAll('*')].filter((element) => {
              const { transitionDuration, animationName } = getComputedStyle(element);
              const seconds = transitionDuration.split(',').map(parseFloat);
              return seconds.some((one) => one > 0) || animationName !== 'none';
            }).map((element) => element.outerHTML.slice(0, 120))"""
        )
        assert moving == []
        assert page.evaluate("() => document.getAnimations().length") == 0

    def test_a_slider_still_changes_the_picture(self, page):
        page.emulate_media(reduced_motion="reduce")
        picture = open_screen(page, "interpolation")
        before = source(picture)
        slider(page.get_by_test_id("alpha")).press("End")
        changed(picture, before)
