"""A point beside a Gaussian: draws, KL of every dimension, every dimension by hand, links."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, Request, expect

from server.settings import Settings
from tests.browser.axe import violations
from tests.browser.clothes import CLOTHES, METRICS
from tests.browser.support import (
    PHONE,
    REPOSITORY,
    address_has,
    changed,
    drag,
    number_field,
    open_screen,
    pixels,
    requests_of,
    same_pixels,
    settled,
    slider,
    source,
    type_number,
    until,
    value,
)
from tests.bundles import write_random_bundle
from tests.server.support import from_data_url, noise, picture_bytes, running

SIZE = 9
AVERAGE = [0.5 + 0.25 * index for index in range(SIZE)]
ACTIVE = 7
MODELS = {
    "fashion-ae": {"family": "ae"},
    "fashion-vae": {"family": "vae"},
    "fashion-cvae": {"family": "cvae", "condition": "class"},
}
SHOWN = "[data-testid=moved-picture] img"
# The sum that is shown is rounded to two decimals.
ROUNDING = 0.006


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose models have more dimensions than the page shows at once."""
    weights = tmp_path_factory.mktemp("weights")
    metrics = {**METRICS, "active_dimensions": ACTIVE, "kl_per_dimension": AVERAGE, "kl": 4.25}
    for seed, (name, options) in enumerate(MODELS.items()):
        contents = replace(CLOTHES, metrics=METRICS if name == "fashion-ae" else metrics)
        write_random_bundle(weights, name, latent_dim=SIZE, seed=seed, contents=contents, **options)
    settings = Settings(weights=weights, device="cpu", frontend=REPOSITORY / "frontend")
    with running(settings) as service:
        yield service.address


def encoded(address: str, model: str, chosen: str = "fashion-vae") -> dict:
    """What a model makes of the first picture that the page shows for the chosen one."""
    with httpx.Client(base_url=f"{address}/api/v1/models") as client:
        items = client.get(f"/{chosen}/gallery").json()["items"]
        image = next(one["image"] for one in items if one["id"] == "ankle-boot-1")
        return client.post(f"/{model}/encode", json={"images": [image]}).json()


def divergences(found: dict) -> np.ndarray:
    """KL of each dimension in nats, [D], from the definition."""
    mean, log_variance = (np.array(found[name][0]) for name in ("latents", "log_variances"))
    return 0.5 * (mean**2 + np.exp(log_variance) - log_variance - 1)


def pictures(page: Page, testid: str) -> list[np.ndarray]:
    """All pictures in this part of the page."""
    return [pixels(image) for image in page.get_by_test_id(testid).locator("img").all()]


def draws(page: Page) -> list[str]:
    """The data URLs of the draws."""
    return [source(image) for image in page.get_by_test_id("draws").locator("img").all()]


def spoken(page: Page) -> str:
    """What a screen reader says of the chosen dimension."""
    return page.get_by_test_id("kl-chart").get_attribute("aria-valuetext") or ""


def test_the_ae_gives_one_picture_and_the_vae_a_mean_and_draws(page, address):
    open_screen(page, "posterior")
    point, gaussian = (encoded(address, model) for model in ("fashion-ae", "fashion-vae"))
    shown = {"point-picture": point, "mean-picture": gaussian}
    for testid, found in shown.items():
        (picture,) = pictures(page, testid)
        assert same_pixels(picture, from_data_url(found["reconstructions"][0]).astype(np.int16))
    assert len(set(draws(page))) == 9
    expect(page.get_by_test_id("plane-gaussian").locator("ellipse")).to_have_count(2)
    expect(page.get_by_test_id("plane-point").locator("ellipse")).to_have_count(0)


def test_another_seed_draws_again_and_the_point_stays(page):
    open_screen(page, "posterior", seed=3)
    before, point = draws(page), pictures(page, "point-picture")[0]
    type_number(page.get_by_test_id("seed").locator("input"), "4")
    changed(page.get_by_test_id("draws").locator("img").first, before[0])
    assert not set(before) & set(draws(page))
    assert same_pixels(point, pictures(page, "point-picture")[0], tolerance=0)
    address_has(page, "seed=4")
    type_number(page.get_by_test_id("seed").locator("input"), "3")
    until(page, lambda: draws(page) == before, "the first draws")
    page.get_by_role("button", name="Draw again").click()
    until(page, lambda: not set(before) & set(draws(page)), "other draws")
    settled(page)


def test_without_scale_all_draws_are_the_mean(page):
    open_screen(page, "posterior", t=1)
    before = draws(page)[0]
    type_number(number_field(page.get_by_test_id("scale")), "0")
    changed(page.get_by_test_id("draws").locator("img").first, before)
    (mean,) = pictures(page, "mean-picture")
    assert all(same_pixels(one, mean) for one in pictures(page, "draws"))
    address_has(page, "t=0")


def test_scale_is_dragged_with_one_request_at_a_time(page):
    open_screen(page, "posterior")
    decodes = requests_of(page, "decode")
    # Only of those that began here: the end of one from before the drag may come late.
    in_flight: set[Request] = set()
    together = [0]

    def begin(request: Request) -> None:
        if "decode" in request.url:
            in_flight.add(request)
            together.append(len(in_flight))

    page.on("request", begin)
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda request: in_flight.discard(request))
    drag(page, slider(page.get_by_test_id("scale")), 0.35, 0.95, steps=12)
    settled(page)
    assert value(slider(page.get_by_test_id("scale"))) > 2.5
    assert decodes
    assert max(together) == 1
    formats = [request.post_data_json.get("format") for request in decodes]
    assert formats[-1] is None  # what stays is exact


def test_kl_is_that_of_the_definition_and_stands_in_order(page, address):
    open_screen(page, "posterior")
    kl = divergences(encoded(address, "fashion-vae"))
    total = page.get_by_test_id("kl-total")
    until(
        page,
        lambda: math.isclose(float(total.inner_text().split()[0]), kl.sum(), abs_tol=ROUNDING),
        "the total of this image",
    )
    expect(page.get_by_test_id("active-units")).to_have_text(f"{ACTIVE} of {SIZE}")
    page.get_by_test_id("kl-table").locator("summary").click()
    rows = page.get_by_test_id("kl-table").locator("tbody tr")
    expect(rows).to_have_count(SIZE)
    cells = [row.split("\t") for row in rows.all_inner_texts()]
    assert [int(row[0]) - 1 for row in cells] == list(np.argsort(-kl, kind="stable"))
    for row in cells:
        index = int(row[0]) - 1
        assert math.isclose(float(row[3]), kl[index], abs_tol=ROUNDING)
        assert math.isclose(float(row[4]), AVERAGE[index], abs_tol=ROUNDING)


def test_dimensions_are_walked_by_keyboard(page, address):
    open_screen(page, "posterior")
    order = np.argsort(-divergences(encoded(address, "fashion-vae")), kind="stable")
    chart = page.get_by_test_id("kl-chart")
    chart.focus()
    assert spoken(page).startswith(f"Dimension {order[0] + 1}:")
    page.keyboard.press("ArrowRight")
    expect(chart).to_have_attribute("aria-valuetext", re.compile(f"^Dimension {order[1] + 1}:"))
    page.keyboard.press("End")
    expect(chart).to_have_attribute("aria-valuetext", re.compile(f"^Dimension {order[-1] + 1}:"))
    address_has(page, f"x={order[-1] + 1}")
    page.get_by_role("radio", name="By number").check()
    page.keyboard.press("Tab")
    chart.focus()
    page.keyboard.press("Home")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("^Dimension 1:"))
    address_has(page, "o=number", "x=1")


def test_a_dimension_is_moved_from_the_mean(page, address):
    open_screen(page, "posterior")
    found = encoded(address, "fashion-vae")
    leading = int(np.argmax(divergences(found)))
    picture = page.locator(SHOWN)
    assert same_pixels(pixels(picture), pictures(page, "mean-picture")[0])
    before = source(picture)
    type_number(number_field(page.get_by_test_id(f"dimension-{leading + 1}")), "2.5")
    changed(picture, before)
    latent = found["latents"][0]
    latent[leading] += 2.5
    url = f"{address}/api/v1/models/fashion-vae/decode"
    answer = httpx.post(url, json={"latents": [latent]}).json()
    assert same_pixels(pixels(picture), from_data_url(answer["images"][0]).astype(np.int16))
    address_has(page, f"d={leading + 1}:2.5", f"x={leading + 1}")
    page.get_by_test_id("reset-all").click()
    until(page, lambda: source(picture) == before, "the mean again")
    page.get_by_test_id("message").get_by_role("button", name="Undo").click()
    address_has(page, f"d={leading + 1}:2.5")


def test_strips_show_and_move_and_can_be_left_out(page):
    open_screen(page, "posterior")
    strips = page.locator("[data-testid^=strip-]")
    expect(strips.locator("img")).to_have_count(6 * 7)
    mean = pictures(page, "mean-picture")[0]
    middles = [pixels(strips.nth(place).locator("img").nth(3)) for place in range(6)]
    assert all(same_pixels(middle, mean) for middle in middles)
    last = strips.first.locator("img").last
    end = pixels(last)
    before = source(page.locator(SHOWN))
    last.click()
    changed(page.locator(SHOWN), before)
    assert same_pixels(pixels(page.locator(SHOWN)), end)
    page.get_by_test_id("strips").click()
    expect(strips).to_have_count(0)
    address_has(page, "s=0")


def test_all_dimensions_have_a_slider(page):
    open_screen(page, "posterior")
    rows = page.locator("[data-testid^=dimension-]")
    expect(rows).to_have_count(6)
    page.get_by_test_id("all-dimensions").locator("summary").click()
    expect(rows).to_have_count(SIZE)
    last = rows.last
    before = source(page.locator(SHOWN))
    slider(last).press("End")
    changed(page.locator(SHOWN), before)
    assert value(slider(last)) == 3


def test_a_link_brings_everything_back(page):
    asked = {"from": "g:dress-2", "seed": 12, "t": 2.5, "i": 4, "d": "2:1.5,5:-1", "x": 5}
    more = {"xy": "3,7", "o": "number", "s": 0, "sc": 0}
    open_screen(page, "posterior", **asked, **more)
    first = (source(page.locator(SHOWN)), draws(page))
    address_has(page, *(f"{key}={worth}" for key, worth in {**asked, **more}.items()))
    expect(page.get_by_test_id("image-dress-1")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_test_id("draws").get_by_role("option").nth(4)).to_have_attribute(
        "aria-selected", "true"
    )
    expect(page.get_by_test_id("pair-0")).to_have_value("2")
    assert spoken(page).startswith("Dimension 5:")
    assert violations(page) == []
    open_screen(page, "posterior", **asked, **more)
    assert (source(page.locator(SHOWN)), draws(page)) == first


def test_nonsense_in_a_link_is_left_out(page):
    open_screen(page, "posterior", d="99:1,x:2,1:7", x=77, xy="1,1", t=-4, i=50, seed="two")
    address_has(page, "d=1:3", f"x={SIZE}", "t=0", "i=8", "seed=7")
    assert "xy=" not in page.url
    expect(page.get_by_test_id("error-note")).to_have_count(0)


def test_an_own_picture_is_encoded_and_stays_out_of_the_link(page):
    open_screen(page, "posterior")
    before = source(page.get_by_test_id("point-picture").locator("img"))
    page.get_by_test_id("image-change").click()
    own = {"name": "own.png", "mimeType": "image/png", "buffer": picture_bytes(noise(40, 40))}
    page.get_by_test_id("upload-input").set_input_files(own)
    changed(page.get_by_test_id("point-picture").locator("img"), before)
    expect(page.get_by_test_id("image").locator("figcaption")).to_contain_text("own.png")
    address_has(page, "m=fashion-vae")
    until(page, lambda: "from=" not in page.url, "an address without the image before")


def test_a_conditional_model_reads_under_the_class_of_the_image(page):
    requests = requests_of(page, "fashion-cvae/encode")
    open_screen(page, "posterior", m="fashion-cvae", **{"from": "g:dress-1"})
    assert requests[-1].post_data_json["condition"] == {"class": 3}
    before = source(page.get_by_test_id("mean-picture").locator("img"))
    page.get_by_test_id("image-class").select_option("8")
    changed(page.get_by_test_id("mean-picture").locator("img"), before)
    assert requests[-1].post_data_json["condition"] == {"class": 8}
    address_has(page, "fc=8")
    expect(page.get_by_test_id("point")).to_contain_text("AE: a point")


def test_the_code_of_an_ae_is_moved_in_steps_of_its_own_spread(page, address):
    open_screen(page, "posterior", m="fashion-ae", d="2:1")
    items = httpx.get(f"{address}/api/v1/models/fashion-ae/gallery").json()["items"]
    spread = np.std([item["latent"] for item in items], axis=0)
    [latent] = encoded(address, "fashion-ae", "fashion-ae")["latents"]
    latent[1] += spread[1]
    url = f"{address}/api/v1/models/fashion-ae/decode"
    answer = httpx.post(url, json={"latents": [latent]}).json()
    shown = pixels(page.locator(SHOWN))
    assert same_pixels(shown, from_data_url(answer["images"][0]).astype(np.int16))


def test_an_ae_alone_says_why_there_is_nothing_to_draw_from(new_page, address):
    def only_the_point(route) -> None:
        answer = route.fetch()
        cards = [card for card in answer.json()["models"] if card["family"] == "ae"]
        route.fulfill(response=answer, json={"models": cards})

    page = new_page(address, viewport=PHONE)
    page.route(re.compile(r"/api/v1/models(\?|$)"), only_the_point)
    open_screen(page, "posterior")
    expect(page.get_by_test_id("gaussian")).to_contain_text("nothing to draw from")
    expect(page.get_by_test_id("kl-chart")).to_have_count(0)
    assert violations(page) == []
