from __future__ import annotations

import base64
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
import torch
from PIL import Image

import latente
from latente.map_storage import load_map
from latente.maps import LatentMap
from latente.storage import MAP
from tests.bundles import write_random_bundle, write_random_map
from tests.server.support import problem, running, settings_for

MODELS = {
    "flat-ae": {"family": "ae", "latent_dim": 2},
    "deep-vae": {"latent_dim": 5},
    "told-cvae": {"family": "cvae", "condition": "class"},
    "told-faces": {
        "family": "cvae",
        "condition": "attributes",
        "size": 16,
        "channels": 3,
        "latent_dim": 6,
    },
    "plain": {},
    "changed": {},
}
MAPPED = ("flat-ae", "deep-vae", "told-cvae", "told-faces")
PROJECTIONS = [("flat-ae", "latent")] + [
    (name, each) for name in MAPPED[1:] for each in ("umap", "pca")
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models with maps, and one without."""
    folder = tmp_path_factory.mktemp("mapped")
    for seed, (name, options) in enumerate(MODELS.items()):
        path = write_random_bundle(folder, name, seed=seed, **options)
        if name != "plain":
            write_random_map(path, shared=name not in ("told-faces", "changed"))
    return folder


@pytest.fixture(scope="module")
def maps(folder: Path) -> dict[str, LatentMap]:
    found = {name: load_map(latente.load(name, folder)) for name in MAPPED}
    return {name: each for name, each in found.items() if each is not None}


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    with running(settings_for(folder)) as service:
        yield service.client


def url(model: str, call: str = "") -> str:
    return f"/api/v1/models/{model}/map{call}"


def unpacked(text: str, kind: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text, validate=True), dtype=kind)


def places(client: httpx.Client, model: str, projection: str) -> np.ndarray:
    answer = client.get(url(model), params={"projection": projection}).json()
    return unpacked(answer["positions"], "<f4").reshape(answer["count"], 2)


@pytest.mark.parametrize(("model", "projection"), PROJECTIONS)
def test_a_map_tells_where_every_point_lies(client, maps, model, projection):
    answer = client.get(url(model), params={"projection": projection}).json()
    known = maps[model].projection(projection)
    assert answer["projection"] == projection
    assert answer["projections"] == list(maps[model].projections)
    assert answer["count"] == 60
    assert np.array_equal(places(client, model, projection), known.positions.numpy())
    assert answer["exact"] == known.exact == (projection != "umap")
    assert answer["source"] == ("prior" if model == "told-faces" else "test")
    for axis, (low, high) in enumerate((answer["bounds"]["x"], answer["bounds"]["y"])):
        inside = (known.positions[:, axis] > low) & (known.positions[:, axis] < high)
        assert float(inside.float().mean()) > 0.9
        assert high - low < 2 * float(
            known.positions[:, axis].max() - known.positions[:, axis].min()
        )
    card = client.get(f"/api/v1/models/{model}").json()
    if maps[model].classes is None:
        assert answer["classes"] is answer["class_names"] is None
    else:
        assert np.array_equal(unpacked(answer["classes"], "u1"), maps[model].classes.numpy())
        assert answer["class_names"] == card["classes"]
    assert card["map"]["projections"] == answer["projections"]


@pytest.mark.parametrize("model", MAPPED)
def test_the_first_projection_is_taken_where_none_is_named(client, model):
    answer = client.get(url(model)).json()
    assert answer["projection"] == answer["projections"][0]
    assert answer == client.get(url(model), params={"projection": answer["projection"]}).json()


@pytest.mark.parametrize(("model", "projection"), PROJECTIONS)
def test_a_plane_says_how_its_places_become_latents(client, model, projection):
    answer = client.get(url(model), params={"projection": projection}).json()
    if projection == "umap":
        assert answer["plane"] is answer["prior"] is None
        return
    origin, axes = (np.array(answer["plane"][name]) for name in ("origin", "axes"))
    spots = np.array([[0.0, 0.0], [1.5, -2.0], [-40.0, 3.0]])
    body = {"projection": projection, "positions": spots.tolist()}
    latents = client.post(url(model, "/locate"), json=body).json()["latents"]
    np.testing.assert_allclose(latents, origin + spots @ axes, atol=1e-4)
    np.testing.assert_allclose((np.array(latents) - origin) @ axes.T, spots, atol=1e-4)


def test_the_prior_falls_on_a_plane_as_its_samples_do(client):
    answer = client.get(url("deep-vae"), params={"projection": "pca"}).json()
    origin, axes = (np.array(answer["plane"][name]) for name in ("origin", "axes"))
    drawn = np.random.default_rng(0).standard_normal((200_000, 5))
    fallen = (drawn - origin) @ axes.T
    np.testing.assert_allclose(fallen.mean(axis=0), answer["prior"]["mean"], atol=0.02)
    np.testing.assert_allclose(np.cov(fallen.T), answer["prior"]["covariance"], atol=0.02)


@pytest.mark.parametrize("model", MAPPED)
def test_a_map_is_compressed_for_those_who_take_it_and_cached_by_all(client, model):
    plain = client.get(url(model), headers={"Accept-Encoding": "identity"})
    zipped = client.get(url(model), headers={"Accept-Encoding": "br, gzip"})
    refused = client.get(url(model), headers={"Accept-Encoding": "gzip;q=0"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in {*plain.headers, *refused.headers}
    assert zipped.json() == plain.json() == refused.json()
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"])
    assert plain.headers["etag"] != zipped.headers["etag"]
    for response, encoding in ((plain, "identity"), (zipped, "gzip")):
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["vary"] == "Accept, Accept-Encoding"
        headers = {"If-None-Match": response.headers["etag"], "Accept-Encoding": encoding}
        again = client.get(url(model), headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == response.headers["etag"]


def test_what_is_compressed_once_unpacks_to_the_plain_answer(client):
    with client.stream("GET", url("deep-vae"), headers={"Accept-Encoding": "gzip"}) as response:
        raw = b"".join(response.iter_raw())
    plain = client.get(url("deep-vae"), headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(raw) == plain.content


@pytest.mark.parametrize("model", MAPPED)
def test_thumbnails_are_one_picture_that_is_cached_for_good(client, folder, model):
    told = client.get(url(model)).json()["sprite"]
    response = client.get(told["address"])
    assert response.headers["content-type"] == "image/webp"
    assert "immutable" in response.headers["cache-control"]
    assert "public" in response.headers["cache-control"]
    picture = Image.open(io.BytesIO(response.content))
    assert picture.size == (
        told["columns"] * told["tile"]["width"],
        told["rows"] * told["tile"]["height"],
    )
    again = client.get(told["address"], headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    files = latente.load(model, folder).map_files
    assert files is not None
    assert files.sprite is not None
    assert files.sprite.read_bytes() == response.content


def test_models_of_one_data_set_share_their_thumbnails(client):
    addresses = [client.get(url(model)).json()["sprite"]["address"] for model in MAPPED]
    assert addresses[0] == addresses[1] == addresses[2] != addresses[3]


@pytest.mark.parametrize(
    "name", ["0" * 64, "..%2Fcard", "card", "0" * 64 + ".webp", "%00"], ids=str
)
def test_there_are_no_other_pictures(client, name):
    problem(client.get(f"/api/v1/sprites/{name}.webp"), 404)


@pytest.mark.parametrize(("model", "projection"), PROJECTIONS)
def test_a_point_of_the_map_leads_to_its_own_latent(client, maps, model, projection):
    chosen = [0, 7, 59]
    known = maps[model]
    spots = places(client, model, projection)[chosen]
    body = {"projection": projection, "positions": spots.tolist()}
    answer = client.post(url(model, "/locate"), json=body).json()
    found = torch.tensor(answer["latents"])
    if projection == "pca":
        known_places = known.projection("pca").plane.project(found)
        torch.testing.assert_close(known_places, torch.tensor(spots), atol=1e-4, rtol=0)
        assert not torch.allclose(found, known.latents[chosen], atol=0.01)
    else:
        assert torch.equal(found, known.latents[chosen])
        assert answer["nearest"] == chosen
        assert answer["distances"] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(("model", "projection"), PROJECTIONS)
def test_the_latent_of_a_point_lies_at_its_place(client, model, projection):
    chosen = [3, 0, 41]
    points = client.post(url(model, "/points"), json={"indices": chosen}).json()
    body = {"projection": projection, "latents": points["latents"]}
    answer = client.post(url(model, "/project"), json=body).json()
    expected = places(client, model, projection)[chosen]
    np.testing.assert_allclose(answer["positions"], expected, atol=1e-5)
    assert answer["nearest"] == chosen
    assert answer["distances"] == [0.0, 0.0, 0.0]


def test_a_latent_in_between_lies_near_its_neighbours(client, maps):
    known = maps["deep-vae"]
    near = known.latents[:20] + 1e-3
    answer = client.post(url("deep-vae", "/project"), json={"latents": near.tolist()}).json()
    expected = known.projection("umap").positions[:20]
    torch.testing.assert_close(torch.tensor(answer["positions"]), expected, atol=0.05, rtol=0)
    assert answer["nearest"] == list(range(20))


def test_neighbours_are_named_where_they_are_asked_for(client, maps):
    known = maps["deep-vae"].latents
    query = torch.randn(3, 5, generator=torch.Generator().manual_seed(5))
    body = {"latents": query.tolist(), "neighbours": 7}
    answer = client.post(url("deep-vae", "/project"), json=body).json()
    expected = torch.cdist(query, known).argsort(dim=1)[:, :7]
    assert answer["neighbours"] == expected.tolist()
    apart = torch.cdist(query, known).sort(dim=1).values[:, :7]
    torch.testing.assert_close(torch.tensor(answer["neighbour_distances"]), apart)
    assert [row[0] for row in answer["neighbours"]] == answer["nearest"]
    all_of_them = client.post(url("deep-vae", "/project"), json={**body, "neighbours": 64}).json()
    assert all(sorted(row) == list(range(60)) for row in all_of_them["neighbours"])
    del body["neighbours"]
    plain = client.post(url("deep-vae", "/project"), json=body).json()
    assert plain == {**answer, "neighbours": None, "neighbour_distances": None}


def test_the_distance_grows_from_the_data_outwards(client):
    spots = [[float(2**k), 0.0] for k in range(8)]
    answer = client.post(url("flat-ae", "/locate"), json={"positions": spots}).json()
    assert answer["distances"][-1] == 1.0
    assert answer["distances"][0] < 1.0
    assert all(0.0 <= each <= 1.0 for each in answer["distances"])


@pytest.mark.parametrize("model", MAPPED)
def test_points_give_their_latents_and_what_the_model_was_told(client, maps, folder, model):
    chosen = [59, 0, 0, 17]
    answer = client.post(url(model, "/points"), json={"indices": chosen}).json()
    assert torch.equal(torch.tensor(answer["latents"]), maps[model].latents[chosen])
    rows = maps[model].conditions
    if rows is None:
        assert answer["conditions"] is None
        return
    bundle = latente.load(model, folder)
    for told, row in zip(answer["conditions"], rows[chosen], strict=True):
        vector = bundle.condition_vector(told.get("class"), told.get("attributes"))
        assert torch.equal(vector, row)
    body = {"latents": answer["latents"], "conditions": answer["conditions"]}
    assert client.post(f"/api/v1/models/{model}/decode", json=body).status_code == 200


def test_a_lasso_becomes_a_direction(client):
    points = client.post(url("deep-vae", "/points"), json={"indices": list(range(16))}).json()
    named = [{"latent": each} for each in points["latents"]]
    body = {"positive": named[:8], "negative": named[8:]}
    answer = client.post("/api/v1/models/deep-vae/directions", json=body)
    assert len(answer.json()["direction"]) == 5


def test_limits_may_be_reached(client):
    for call, body in (
        ("/locate", {"positions": [[0.1, 0.2]] * 256}),
        ("/project", {"latents": [[0.0] * 5] * 256}),
        ("/points", {"indices": [k % 60 for k in range(4096)]}),
    ):
        assert client.post(url("deep-vae", call), json=body).status_code == 200


@pytest.mark.parametrize(
    ("call", "body", "pointer"),
    [
        ("/locate", {}, "/positions"),
        ("/locate", {"positions": []}, "/positions"),
        ("/locate", {"positions": [[0.0, 0.0]] * 257}, "/positions"),
        ("/locate", {"positions": [[0.0, 0.0], [1.0]]}, "/positions/1"),
        ("/locate", {"positions": [[0.0, 0.0, 0.0]]}, "/positions/0"),
        ("/locate", {"positions": [[0.0, 1e39]]}, "/positions/0/1"),
        ("/locate", {"positions": [[0.0, "1"]]}, "/positions/0/1"),
        ("/locate", {"projection": "tsne", "positions": [[0.0, 0.0]]}, "/projection"),
        ("/locate", {"positions": [[0.0, 0.0]], "count": 3}, "/count"),
        ("/project", {"latents": []}, "/latents"),
        ("/project", {"latents": [[0.0] * 5] * 257}, "/latents"),
        ("/project", {"latents": [[0.0] * 5, [0.0] * 4]}, "/latents/1"),
        ("/project", {"latents": [[0.0] * 5], "projection": "latent"}, "/projection"),
        ("/project", {"latents": [[0.0] * 5], "neighbours": 65}, "/neighbours"),
        ("/project", {"latents": [[0.0] * 5], "neighbours": 0}, "/neighbours"),
        ("/points", {"indices": []}, "/indices"),
        ("/points", {"indices": [0, 60]}, "/indices/1"),
        ("/points", {"indices": [-1]}, "/indices/0"),
        ("/points", {"indices": [0.5]}, "/indices/0"),
        ("/points", {"indices": [0] * 4097}, "/indices"),
    ],
)
def test_wrong_fields_are_pointed_at(client, call, body, pointer):
    problem(client.post(url("deep-vae", call), json=body), 422, pointer)


def test_what_leaves_the_range_of_float32_is_pointed_at(client, maps):
    plane = maps["deep-vae"].projection("pca").plane
    assert plane is not None
    farthest = (3.4e38 * plane.axes[0].sign()).tolist()
    body = {"projection": "pca", "latents": [farthest]}
    problem(client.post(url("deep-vae", "/project"), json=body), 422, "/latents")


def test_numbers_that_json_has_not_are_refused(client):
    headers = {"Content-Type": "application/json"}
    for number in ("NaN", "Infinity", "1e999"):
        content = f'{{"positions": [[0, {number}]]}}'
        problem(client.post(url("flat-ae", "/locate"), content=content, headers=headers), 422)


def test_far_beyond_the_data_there_still_is_an_answer(client):
    for model in MAPPED:
        body = {"positions": [[1e30, -1e30]]}
        answer = client.post(url(model, "/locate"), json=body).json()
        assert answer["distances"] == [pytest.approx(answer["distances"][0])]
        assert 0.0 <= answer["distances"][0] <= 1.0


def test_an_unknown_projection_is_pointed_at(client):
    found = problem(client.get(url("deep-vae"), params={"projection": "tsne"}), 422, "/projection")
    assert "umap, pca" in found["detail"]
    assert "tsne" not in str(found)
    problem(client.get(url("deep-vae"), params={"projektion": "pca"}), 422, "/projektion")


def test_a_model_without_a_map_says_so(client):
    found = problem(client.get(url("plain")), 404)
    assert found["type"].endswith("no-map")
    assert client.get("/api/v1/models/plain").json()["map"] is None
    for call, body in (
        ("/locate", {"positions": [[0.0, 0.0]]}),
        ("/project", {"latents": [[0.0] * 4]}),
        ("/points", {"indices": [0]}),
    ):
        assert problem(client.post(url("plain", call), json=body), 404)["type"].endswith("no-map")


def test_an_unknown_model_has_no_map(client):
    assert problem(client.get(url("nobody")), 404)["type"].endswith("unknown-model")


def test_answers_are_json_only(client):
    headers = {"Accept": "image/png"}
    problem(client.get(url("deep-vae"), headers=headers), 406)
    body = {"positions": [[0.0, 0.0]]}
    problem(client.post(url("deep-vae", "/locate"), json=body, headers=headers), 406)


def test_a_map_that_changed_since_the_start_is_not_served(client, folder):
    """Nothing of it was read yet: a map is read when somebody first wants it."""
    path = folder / "changed" / MAP
    path.write_bytes(path.read_bytes()[:-8])
    found = problem(client.get(url("changed")), 503)
    assert found["type"].endswith("map-changed")
    assert client.get("/api/v1/models/changed").status_code == 200


def test_every_call_is_counted_by_its_name(client):
    client.get(url("deep-vae"))
    client.post(url("deep-vae", "/locate"), json={"positions": [[0.0, 0.0]]})
    client.get(client.get(url("deep-vae")).json()["sprite"]["address"])
    text = client.get("/metrics").text
    for call in ("map", "locate", "sprite"):
        assert f'operation="{call}"' in text, call
    assert 'route="/api/v1/sprites/{sprite}.webp"' in text
    assert 'route="/api/v1/models/{model}/map/locate"' in text
