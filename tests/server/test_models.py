from __future__ import annotations

import httpx
import numpy as np
import pytest

from latente.pixels import to_uint8
from tests.faces import ALIGNMENT, NOT_TOLD
from tests.server.conftest import MODELS
from tests.server.support import from_data_url, problem

CARD_FIELDS = {
    "id",
    "title",
    "family",
    "dataset",
    "image",
    "latent_dim",
    "condition",
    "attributes",
    "priors",
    "metrics",
    "weights",
    "license",
    "training",
    "limits",
}


def test_every_usable_model_is_listed_with_the_fields_of_the_contract(client):
    cards = client.get("/api/v1/models").json()["models"]
    assert {card["id"] for card in cards} == set(MODELS)
    for card in cards:
        assert card.keys() >= CARD_FIELDS
        assert card["limits"] == {"max_images": 256}
        assert len(card["weights"]["sha256"]) == 64
        for attribute in card["attributes"]:
            assert attribute.keys() >= {"name", "title", "range", "separability"}


@pytest.mark.parametrize("name", MODELS)
def test_a_card_is_the_one_of_the_list(client, name):
    cards = {card["id"]: card for card in client.get("/api/v1/models").json()["models"]}
    assert client.get(f"/api/v1/models/{name}").json() == cards[name]


def test_cards_tell_families_and_conditions(client):
    kinds = {}
    for card in client.get("/api/v1/models").json()["models"]:
        condition = card["condition"]
        kinds[card["id"]] = (card["family"], condition and condition["kind"])
    assert kinds == {
        "random-ae": ("ae", None),
        "random-vae": ("vae", None),
        "random-cvae": ("cvae", "class"),
        "random-faces": ("cvae", "attributes"),
        "aligned-faces": ("vae", None),
        "conditional-faces": ("cvae", "attributes"),
    }


def test_a_card_of_faces_tells_all_that_the_page_needs(client):
    card = client.get("/api/v1/models/aligned-faces").json()
    assert card["alignment"] == ALIGNMENT
    assert card["presets"][0]["edits"] == {"Smiling": 1.5, "Mouth_Slightly_Open": 0.5}
    assert card["cautions"][0].keys() == {"en", "es"}
    told = [attribute["name"] for attribute in card["judge"]["attributes"]]
    assert "Smiling" in told
    assert NOT_TOLD not in told
    attributes = {attribute["name"]: attribute for attribute in card["attributes"]}
    male = attributes["Male"]
    assert male["method"] == "refined"
    assert male["co_occurrence"]["Wearing_Lipstick"] == {"with": 0.01, "without": 0.81}
    assert male["effect"]["mean_drift"] < male["mean_difference_effect"]["mean_drift"]
    assert attributes["Young"]["method"] == "mean-difference"
    assert attributes["Young"]["mean_difference_effect"] is None


@pytest.mark.parametrize("name", MODELS)
def test_the_gallery_shows_originals_latents_and_reconstructions(client, bundles, name):
    bundle = bundles[name]
    items = client.get(f"/api/v1/models/{name}/gallery").json()["items"]
    assert [item["id"] for item in items] == [item.id for item in bundle.card.gallery]
    for index, item in enumerate(items):
        latent = bundle.gallery_latent(item["id"])
        assert item["latent"] == pytest.approx(latent.tolist(), rel=1e-6)
        assert item["label"].keys() == {"en", "es"}
        assert item["class"] == bundle.card.gallery[index].class_index
        assert item["condition"] == bundle.card.gallery[index].condition
        if bundle.gallery_images is None:
            assert item["image"] == item["reconstruction"]
        else:
            original = bundle.gallery_images[index].numpy()
            assert np.array_equal(from_data_url(item["image"]), original)
        decoded = bundle.decode(latent[None], bundle.gallery_condition(item["id"]))
        expected = to_uint8(decoded)[0].astype(int)
        assert np.abs(from_data_url(item["reconstruction"]) - expected).max() <= 1


def without(record, *names):
    return {name: value for name, value in record.items() if name not in names}


def test_a_summary_lacks_the_tables_of_single_attributes_and_nothing_else(client):
    full = client.get("/api/v1/models", params={"view": "full"}).json()
    assert full == client.get("/api/v1/models").json()
    brief = client.get("/api/v1/models", params={"view": "summary"})
    assert len(brief.content) < len(client.get("/api/v1/models").content)
    tables = ("co_occurrence", "effect", "mean_difference_effect")
    for card, short in zip(full["models"], brief.json()["models"], strict=True):
        nested = [name for name, value in card["metrics"].items() if isinstance(value, dict)]
        judge = card["judge"]
        if judge:
            told = [without(one, "accuracy", "balanced_accuracy") for one in judge["attributes"]]
            judge = {**judge, "attributes": told}
        assert short == {
            **without(card, "network", "files", "libraries", "light_on_dark"),
            "attributes": [without(one, *tables) for one in card["attributes"]],
            "gallery": [without(one, "condition") for one in card["gallery"]],
            "judge": judge,
            "metrics": without(card["metrics"], *nested),
            "training": {},
        }
        assert short.keys() >= CARD_FIELDS


def test_tables_lack_curves_and_co_occurrence_and_nothing_else(client):
    full = client.get("/api/v1/models").json()["models"]
    tables = client.get("/api/v1/models", params={"view": "tables"}).json()["models"]
    for card, short in zip(full, tables, strict=True):
        attributes = []
        for attribute in card["attributes"]:
            kept = without(attribute, "co_occurrence")
            for name in ("effect", "mean_difference_effect"):
                if kept[name]:
                    kept[name] = without(kept[name], "alphas", "probability", "drift")
            attributes.append(kept)
        assert short == {**card, "attributes": attributes}
    effects = [each["effect"] for card in tables for each in card["attributes"] if each["effect"]]
    assert effects
    assert all("mean_drift" in effect for effect in effects)


def test_an_unknown_view_is_refused(client):
    problem(client.get("/api/v1/models", params={"view": "brief"}), 422)


def test_single_items_of_a_gallery_are_given_in_the_order_asked(client):
    path = "/api/v1/models/random-vae/gallery"
    items = client.get(path).json()["items"]
    wanted = [items[-1], items[0]]
    asked = client.get(path, params={"id": [item["id"] for item in wanted]})
    assert asked.json() == {"items": wanted}
    tag = asked.headers["etag"]
    again = client.get(asked.request.url, headers={"If-None-Match": tag})
    assert again.status_code == 304
    problem(client.get(path, params={"id": [items[0]["id"], "none"]}), 404)
    problem(client.get(path, params={"id": ["x"] * 65}), 422)


@pytest.mark.parametrize("path", ["", "?view=summary", "/random-vae", "/random-vae/gallery"])
def test_cards_and_galleries_are_compressed_for_whom_that_suits(client, path):
    address = f"/api/v1/models{path}"
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    whole = client.get(address, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in whole.headers
    assert packed.json() == whole.json()
    assert packed.headers["etag"] != whole.headers["etag"]


@pytest.mark.parametrize("path", ["", "/random-vae", "/random-vae/gallery"])
def test_what_never_changes_is_revalidated_by_etag(client, path):
    first = client.get(f"/api/v1/models{path}")
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    again = client.get(f"/api/v1/models{path}", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"/api/v1/models{path}", headers={"If-None-Match": '"x"'})
    assert other.content == first.content


@pytest.mark.parametrize("path", ["/api/v1/models/none", "/api/v1/models/none/gallery"])
def test_an_unknown_model_is_a_404_that_names_the_known(client, path):
    assert "random-vae" in problem(client.get(path), 404)["detail"]


def test_broken_bundles_are_not_models(client: httpx.Client):
    for name in ("corrupt", "half-copied"):
        problem(client.get(f"/api/v1/models/{name}"), 404)
