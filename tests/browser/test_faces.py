"""Face models in every screen: what the judge sees, what goes together, side by side."""

from __future__ import annotations

from itertools import product

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.support import (
    DRAFT,
    NARROWEST,
    PHONE,
    Gate,
    address_has,
    centre,
    changed,
    is_edit,
    number_field,
    open_screen,
    press,
    requests_of,
    settled,
    slider,
    source,
    type_number,
    until,
    value,
)
from tests.browser.test_shell import BRACKETED, READABLE, UNIVERSAL, WORD, unbracketed
from tests.faces import ATTRIBUTES, CONDITIONAL_FACES, NOT_TOLD

SCREENS = {
    "sampling": {"m": "faces-vae"},
    "interpolation": {"m": "faces-vae"},
    "attributes": {"m": "faces-vae", "a": "Smiling:1.5", "x": "Male"},
    "conditional": {"m": "faces-cvae", "c": "Smiling:1", "from": "g:face-2"},
    "models": {"m": "faces-vae"},
}
OVERHANG = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
RENDERING = "(image) => getComputedStyle(image).imageRendering"
CONDITIONED = {name for name, _, _ in CONDITIONAL_FACES.conditioned}


@pytest.fixture
def page(faces_page) -> Page:
    return faces_page[0]


@pytest.fixture
def watch(faces_page):
    return faces_page[1]


def row(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"attribute-{name}")


class TestEveryScreen:
    @pytest.mark.parametrize(("screen", "lang"), list(product(SCREENS, ("es", "en"))))
    def test_it_is_accessible_on_a_desk(self, page, screen, lang):
        picture = open_screen(page, screen, lang, **SCREENS[screen])
        assert violations(page) == []
        assert page.evaluate(OVERHANG) == 0
        if screen != "models":
            assert picture.evaluate(RENDERING) == "auto", "faces are shown smooth"
        expect(page.get_by_test_id("cautions").first).to_be_visible()
        expect(page.get_by_test_id("link-notice")).to_have_count(0)

    @pytest.mark.parametrize("screen", SCREENS)
    def test_it_fits_a_telephone(self, faces_phone, screen):
        open_screen(faces_phone, screen, "es", **SCREENS[screen])
        assert faces_phone.evaluate(OVERHANG) == 0
        assert violations(faces_phone) == []
        faces_phone.set_viewport_size({"width": NARROWEST, "height": PHONE["height"]})
        assert faces_phone.evaluate(OVERHANG) == 0

    @pytest.mark.parametrize("screen", SCREENS)
    def test_no_text_is_hard_coded(self, page, faces_address, screen):
        open_screen(page, screen, "qps", **SCREENS[screen])
        models = httpx.get(f"{faces_address}/api/v1/models").json()["models"]
        allowed = set(WORD.findall(str(models)))
        texts = page.evaluate(READABLE)
        assert any(BRACKETED.search(text) for text in texts)
        plain = {word for text in texts for word in WORD.findall(unbracketed(text))}
        assert {word for word in plain - allowed if not UNIVERSAL.match(word)} == set()

    def test_clothes_keep_their_pixels(self, page):
        picture = open_screen(page, "attributes", m="fashion-vae")
        assert picture.evaluate(RENDERING) == "pixelated"
        expect(page.get_by_test_id("cautions")).to_have_count(0)

    def test_screens_follow_the_data_set_at_hand(self, new_page, faces_address):
        page = new_page(faces_address)
        open_screen(page, "interpolation")
        expect(page.get_by_test_id("model")).to_have_value("fashion-vae")
        page.get_by_test_id("model").select_option("faces-vae-sharp")
        settled(page)
        page.get_by_test_id("nav-attributes").click()
        expect(page.get_by_test_id("model")).to_have_value("faces-vae")
        page.get_by_test_id("nav-conditional").click()
        expect(page.get_by_test_id("condition-list")).to_be_visible()


class TestFindingAnAttribute:
    def test_sliders_stand_under_the_headings_of_the_card(self, page):
        open_screen(page, "attributes", "es", m="faces-vae")
        headings = page.locator(".attribute-group h2")
        assert headings.all_text_contents() == list(
            dict.fromkeys(attribute.group["es"] for attribute in ATTRIBUTES)
        )
        expect(page.locator(".attribute")).to_have_count(len(ATTRIBUTES))

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("RUBIO", ["Blond_Hair"]),
            ("hair blond", ["Blond_Hair"]),
            ("lapiz", ["Wearing_Lipstick"]),
            ("nothing like it", []),
        ],
    )
    def test_search_takes_words_of_both_languages(self, page, typed, found):
        open_screen(page, "attributes", m="faces-vae")
        page.get_by_test_id("attribute-search").fill(typed)
        expect(page.locator(".attribute")).to_have_count(len(found))
        for name in found:
            expect(row(page, name)).to_be_visible()
        expect(page.get_by_test_id("attributes-found")).to_contain_text(str(len(found)))
        page.get_by_test_id("attribute-search").fill("")
        expect(page.locator(".attribute")).to_have_count(len(ATTRIBUTES))

    def test_a_preset_moves_its_sliders_and_takes_them_back(self, page):
        picture = open_screen(page, "attributes", "es", m="faces-vae", a="Male:1")
        before = source(picture)
        preset = page.get_by_role("button", name="Más sonrisa")
        preset.click()
        smiling = changed(picture, before)
        expect(preset).to_have_attribute("aria-pressed", "true")
        assert value(slider(row(page, "Smiling"))) == 1.5
        assert value(slider(row(page, "Mouth_Slightly_Open"))) == 0.5
        assert value(slider(row(page, "Male"))) == 1
        address_has(page, "x=Smiling")
        preset.click()
        assert changed(picture, smiling) == before
        expect(preset).to_have_attribute("aria-pressed", "false")

    def test_a_preset_lets_go_of_what_it_moves(self, page):
        picture = open_screen(page, "attributes", "es", m="faces-vae", keep="Smiling,Male")
        before = source(picture)
        page.get_by_role("button", name="Más sonrisa").click()
        changed(picture, before)
        address_has(page, "keep=Male")
        expect(slider(row(page, "Smiling"))).to_be_enabled()


class TestTheKindOfDirection:
    def test_the_plain_difference_is_asked_for_and_stays_in_the_link(self, page):
        picture = open_screen(page, "attributes", m="faces-vae", a="Smiling:1.5", x="Smiling")
        refined = source(picture)
        asked = requests_of(page, "attribute-edit")
        page.get_by_role("radio", name="Mean difference").check()
        plain = changed(picture, refined)
        bodies = [request.post_data_json for request in asked]
        assert {body["method"] for body in bodies} == {"mean-difference"}
        address_has(page, "method=mean-difference")
        page.get_by_role("radio", name="Refined").check()
        assert changed(picture, plain) == refined

    def test_without_refined_directions_there_is_nothing_to_choose(self, page):
        open_screen(page, "attributes", m="faces-cvae")
        expect(page.get_by_test_id("method")).to_have_count(0)
        open_screen(page, "attributes", m="fashion-vae")
        expect(page.get_by_test_id("method")).to_have_count(0)


class TestWhatElseChanged:
    @pytest.fixture
    def picture(self, page) -> Locator:
        return open_screen(page, "attributes", m="faces-vae", x="Smiling")

    def test_the_judge_answers_in_the_same_call(self, page, picture):
        before = source(picture)
        gate = Gate(page, "attribute-edit", is_edit)
        decoded = requests_of(page, "/decode")
        edits = requests_of(page, "attribute-edit")
        press(page, slider(row(page, "Smiling")), 0.5)
        page.mouse.move(*centre(slider(row(page, "Smiling")), 0.9), steps=9)
        gate.wait_for(1)
        gate.release()
        gate.wait_for(2)  # of the other places only the newest
        page.mouse.up()
        gate.open()
        changed(picture, before)
        bodies = [edit.post_data_json for edit in edits if is_edit(edit.post_data_json)]
        assert bodies[-1]["judge"] is True
        assert not any("judge" in body for body in bodies if "format" in body), "no drafts"
        assert decoded == [], "the start is judged once, when it is chosen"

    def test_what_it_said_last_stays_while_a_slider_moves(self, page, picture):
        before = source(picture)
        slider(row(page, "Smiling")).press("End")
        changed(picture, before)
        said = page.get_by_test_id("effects-asked")
        expect(said).to_be_visible()
        gate = Gate(page, "attribute-edit", lambda body: "judge" in body)
        press(page, slider(row(page, "Smiling")), 0.9)
        page.mouse.move(*centre(slider(row(page, "Smiling")), 0.6), steps=5)
        until(page, lambda: source(picture).startswith(DRAFT), "a draft")
        expect(page.get_by_test_id("also-changed")).to_contain_class("stale")
        expect(said).to_be_visible()
        page.mouse.up()
        gate.open()
        settled(page)
        expect(page.get_by_test_id("also-changed")).not_to_contain_class("stale")

    def test_changes_are_told_with_words_and_shares(self, page, picture):
        before = source(picture)
        type_number(number_field(row(page, "Smiling")), "3")
        changed(picture, before)
        asked = page.get_by_test_id("effects-asked").get_by_role("listitem")
        expect(asked).to_have_count(1)
        expect(asked).to_contain_text("Smile: from ")
        others = page.get_by_test_id("effects-others").get_by_role("listitem")
        assert 1 <= others.count() <= 6
        for each in others.all():
            expect(each).to_contain_text("% to ")
        expect(page.get_by_test_id("also-changed")).not_to_contain_text(NOT_TOLD)
        expect(page.get_by_test_id("effect-Smiling")).to_have_count(1)

    def test_a_screen_reader_is_told_once_the_sliders_rest(self, page, picture):
        said = page.get_by_test_id("effects-said")
        expect(said).to_have_attribute("role", "status")
        expect(said).to_have_text("")
        before = source(picture)
        type_number(number_field(row(page, "Smiling")), "3")
        changed(picture, before)
        expect(said).to_contain_text("Smile: from ")

    def test_what_is_shown_is_what_the_service_says(self, page, picture):
        before = source(picture)
        with page.expect_response(
            lambda answer: "attribute-edit" in answer.url and "edits" in answer.request.post_data
        ) as got:
            type_number(number_field(row(page, "Smiling")), "3")
        changed(picture, before)
        after = got.value.json()["judgements"][0]["Smiling"]
        expect(page.get_by_test_id("effect-Smiling")).to_contain_text(f"to {after:.0%}")

    def test_an_untouched_face_says_what_to_do(self, page, picture):  # noqa: ARG002
        expect(page.get_by_test_id("also-changed")).to_contain_text("Move a slider")

    def test_a_conditional_model_is_judged_under_the_images_condition(self, page):
        asked = requests_of(page, "attribute-edit")
        open_screen(page, "attributes", m="faces-cvae", a="Mustache:2")
        bodies = [body for body in (one.post_data_json for one in asked) if is_edit(body)]
        assert set(bodies[-1]["condition"]["attributes"]) == CONDITIONED


class TestWhatGoesTogether:
    def test_the_note_gives_the_datas_own_figures(self, page):
        open_screen(page, "attributes", "es", m="faces-vae", x="Male")
        note = page.get_by_test_id("bias-note")
        expect(note).to_contain_text("Qué va junto con «Masculino»")
        expect(note).to_contain_text(
            # As the browser, which here is an English one, writes numbers in its fields.
            "el 1% de los rostros con la etiqueta «Masculino» lleva también «Lápiz labial»; "
            "de los demás, el 81%"
        )
        expect(note).to_contain_text("en el 98% de los rostros de prueba que no lo tenían")
        expect(note).not_to_contain_text(NOT_TOLD)

    def test_it_follows_the_slider_that_is_moved(self, page):
        open_screen(page, "attributes", m="faces-vae", x="Male")
        slider(row(page, "Wearing_Lipstick")).focus()
        note = page.get_by_test_id("bias-note")
        expect(note).to_contain_text("What goes with “Lipstick”")
        expect(note).to_contain_text("1% of the faces labelled “Lipstick”")

    def test_drift_of_the_direction_in_use_is_told(self, page):
        open_screen(page, "attributes", m="faces-vae", x="Smiling")
        details = page.get_by_test_id("details")
        expect(details).to_contain_text("Mean drift of the others")
        refined = page.get_by_test_id("bias-note").text_content()
        page.get_by_role("radio", name="Mean difference").check()
        expect(page.get_by_test_id("bias-note")).not_to_have_text(refined)


class TestSideBySide:
    def test_samples_of_two_vaes_stand_side_by_side(self, page):
        picture = open_screen(page, "sampling", m="faces-vae")
        before = source(page.get_by_test_id("column-ae-standard").locator("img").first)
        page.get_by_test_id("partner").select_option("faces-vae-sharp")
        for column in ("faces-vae-sharp-standard", "faces-vae-standard", "faces-vae-sharp-fitted"):
            expect(page.get_by_test_id(f"column-{column}").get_by_role("option")).to_have_count(16)
        settled(page)
        sharp = page.get_by_test_id("column-faces-vae-sharp-standard").locator("img").first
        assert source(sharp) != before
        address_has(page, "m=faces-vae", "o=faces-vae-sharp")
        expect(picture).to_have_count(0)  # the column goes by the model's name now

    def test_the_data_set_is_chosen_for_samples(self, page):
        open_screen(page, "sampling", m="fashion-vae")
        expect(page.get_by_test_id("size")).to_be_visible()
        page.get_by_test_id("dataset").get_by_role("radio", name="Faces").check()
        address_has(page, "m=faces-vae")
        expect(page.get_by_test_id("size")).to_have_count(0)
        expect(page.get_by_test_id("partner")).to_have_value("faces-ae")

    def test_a_link_by_dimensions_still_works(self, page):
        open_screen(page, "sampling", d=2)
        expect(page.get_by_role("radio", name="2 dimensions")).to_be_checked()

    @pytest.mark.parametrize("beside", ["faces-ae", "faces-vae-sharp"])
    def test_both_strips_join_the_same_two_pictures(self, page, beside):
        encoded = requests_of(page, f"{beside}/encode")
        ends = {"from": "g:face-1", "to": "g:face-4"}
        open_screen(page, "interpolation", m="faces-vae", o=beside, **ends)
        sent = {request.post_data_json["images"][0] for request in encoded}
        shown = {
            source(page.get_by_test_id(end).locator(".picture img").first) for end in ("from", "to")
        }
        assert sent == shown
        films = page.locator(".film")
        expect(films).to_have_count(2)
        expect(page.get_by_test_id("partner")).to_have_value(beside)
        address_has(page, f"o={beside}")

    def test_changing_from_clothes_to_faces_takes_faces(self, page):
        picture = open_screen(page, "interpolation", m="fashion-vae", to="s:5")
        before = source(picture)
        page.get_by_test_id("model").select_option("faces-vae")
        changed(picture, before)
        address_has(page, "from=g:face-1", "to=s:5")
        expect(page.get_by_test_id("error-note")).to_have_count(0)


class TestTheCards:
    def test_they_say_what_the_directions_do(self, page):
        open_screen(page, "models", m="faces-vae")
        table = page.get_by_test_id("model-faces-vae").get_by_test_id("effects")
        smile = table.locator("tbody").filter(has_text="Smile")
        expect(smile.locator("tr")).to_have_count(2)
        expect(smile.locator("tr").first).to_contain_text("Refined98%97%100%")
        expect(smile.locator("tr").last).to_contain_text("Mean difference")

    def test_they_say_how_good_the_judge_is_and_what_to_beware_of(self, page):
        open_screen(page, "models", "es", m="faces-vae")
        card = page.get_by_test_id("model-faces-vae")
        expect(card.get_by_test_id("judge")).to_contain_text("90.0%")
        expect(card.get_by_test_id("judge")).not_to_contain_text(NOT_TOLD)
        expect(card.get_by_test_id("cautions")).to_contain_text("no sirve para juzgar a personas")
        terms = "solo para investigación no comercial"
        expect(card.get_by_test_id("cautions")).to_contain_text(terms)

    def test_a_conditional_one_says_how_well_it_does_as_it_is_told(self, page):
        open_screen(page, "models", m="faces-cvae")
        card = page.get_by_test_id("model-faces-cvae")
        rows = card.get_by_test_id("condition-figures").locator("tbody tr")
        assert rows.all_text_contents() == ["Smile95%93%", "Masculine–90%"]
        expect(card).not_to_contain_text("condition_gained")

    def test_figures_of_different_pictures_are_not_compared(self, page):
        open_screen(page, "models")
        faces = page.get_by_test_id("comparison-celeba").locator("tbody tr")
        assert faces.locator("code").all_text_contents() == [
            "faces-ae",
            "faces-cvae",
            "faces-vae",
            "faces-vae-sharp",
        ]
