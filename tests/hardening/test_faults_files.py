"""Files that vanish or change on the disk while the service runs, or were damaged before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bundles import write_random_bundle, write_random_map
from tests.server.serving import Serving, serving
from tests.server.support import Running, problem, running, settings_for

API = "/api/v1/models"


def write_mapped(weights: Path, name: str) -> Path:
    bundle = write_random_bundle(weights, name)
    write_random_map(bundle, shared=False)
    return bundle


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A process whose files were cut to nothing, in place, once it was ready.

    In place is worst: a file that a process has mapped into its memory, and that is then cut,
    ends the process at its next look. The map of "asked" had been read before.
    """
    folder = tmp_path_factory.mktemp("damaged")
    for name in ("asked", "unasked"):
        write_mapped(folder / "weights", name)
    with serving(folder) as service:
        assert httpx.get(f"{service.address}{API}/asked/map").status_code == 200
        for path in (folder / "weights").rglob("*"):
            if path.is_file():
                os.truncate(path, 0)
        yield service
        assert service.process.poll() is None


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("decode", {"latents": [[0, 0, 0, 1]]}),
        ("sample", {"prior": "fitted", "seed": 1}),
        ("interpolate", {"start": {"gallery": "item-0"}, "end": {"seed": 2}}),
        ("attribute-edit", {"point": {"gallery": "item-1"}, "edits": {"Wide": 2}}),
    ],
)
@pytest.mark.parametrize("name", ["asked", "unasked"])
def test_models_go_on_from_memory(damaged, name, call, body):
    response = httpx.post(f"{damaged.address}{API}/{name}/{call}", json=body)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("path", ["", "/unasked", "/unasked/gallery", "/asked/map"])
def test_what_was_read_before_is_answered_as_before(damaged, path):
    assert httpx.get(f"{damaged.address}{API}{path}").status_code == 200


def test_a_map_that_is_damaged_is_named_and_nothing_else_fails(damaged):
    response = httpx.get(f"{damaged.address}{API}/unasked/map")
    assert problem(response, 503)["type"].endswith(":map-changed")
    assert int(response.headers["retry-after"]) > 0
    assert "the map of unasked cannot be read" in damaged.log.read_text()
    body = {"positions": [[0, 0]]}
    problem(httpx.post(f"{damaged.address}{API}/unasked/map/locate", json=body), 503)
    assert httpx.post(f"{damaged.address}{API}/asked/map/locate", json=body).status_code == 200


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    write_mapped(tmp_path, "mapped")
    page = tmp_path / "_page"
    (page / "parts").mkdir(parents=True)
    (page / "index.html").write_text("<title>Latente</title>")
    (page / "parts" / "one.js").write_text("export const one = 1;\n")
    (page / "picture.png").write_bytes(b"\x89PNG")
    with running(settings_for(tmp_path, frontend=page, engine="torch")) as service:
        yield service


@pytest.mark.parametrize("harm", ["gone", "changed", "a folder"])
@pytest.mark.parametrize("name", ["map.safetensors", "map.webp"])
def test_a_file_that_is_read_late_fails_by_name_and_heals_when_it_is_back(
    service, tmp_path, name, harm
):
    sprite = service.client.get(f"{API}/mapped/map").json()["sprite"]["address"]
    path = tmp_path / "mapped" / name
    good = path.read_bytes()
    path.unlink()
    if harm == "changed":
        path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    elif harm == "a folder":
        path.mkdir()
    # The map itself was read and is kept; its thumbnails are read for each caller.
    assert service.client.get(f"{API}/mapped/map").status_code == 200
    response = service.client.get(sprite)
    if name == "map.safetensors":
        assert response.status_code == 200
        return
    assert problem(response, 503)["type"].endswith(":thumbnails-changed")
    assert "immutable" not in response.headers.get("cache-control", "")
    assert "etag" not in response.headers
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    path.write_bytes(good)
    response = service.client.get(sprite)
    assert (response.status_code, response.content) == (200, good)
    assert "immutable" in response.headers["cache-control"]


def test_a_map_that_is_back_is_read(service, tmp_path):
    path = tmp_path / "mapped" / "map.safetensors"
    hidden = path.rename(tmp_path / "mapped" / "hidden")
    problem(service.client.get(f"{API}/mapped/map"), 503)
    path.mkdir()
    problem(service.client.get(f"{API}/mapped/map"), 503)
    path.rmdir()
    hidden.rename(path)
    assert service.client.get(f"{API}/mapped/map").status_code == 200


def test_files_of_the_page_that_vanish_are_not_found_until_they_are_back(service, tmp_path):
    page, client = tmp_path / "_page", service.client
    paths = ("/", "/parts/one.js", "/picture.png")
    for path in paths:
        assert client.get(path).status_code == 200
    page.rename(tmp_path / "_away")
    for path in paths:
        problem(client.get(path), 404)
    page.mkdir()
    (page / "index.html").symlink_to("index.html")
    (page / "parts").write_text("no folder")
    (page / "picture.png").mkdir()
    for path in paths:
        assert client.get(path).status_code == 404, path
    shutil.rmtree(page)
    (tmp_path / "_away").rename(page)
    for path in paths:
        assert client.get(path).status_code == 200


def test_a_page_that_is_no_text_is_sent_as_it_is(service, tmp_path):
    (tmp_path / "_page" / "index.html").write_bytes(b"<title>\xff\xfe</title>")
    response = service.client.get("/")
    assert (response.status_code, response.content) == (200, b"<title>\xff\xfe</title>")
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_file_that_goes_between_looking_and_reading_is_not_found(service, monkeypatch):
    """The moment in between is too short to hit from outside."""
    read = Path.read_bytes
    gone = FileNotFoundError(2, "No such file or directory")

    def late(path: Path) -> bytes:
        if path.name == "one.js":
            raise gone
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", late)
    problem(service.client.get("/parts/one.js"), 404)
    monkeypatch.undo()
    assert service.client.get("/parts/one.js").status_code == 200


def test_damaged_models_are_named_and_the_others_served(tmp_path, caplog):
    """Ready means: all that can be served is. What cannot be is named wherever models are."""
    write_random_bundle(tmp_path, "good")
    broken = write_random_bundle(tmp_path, "broken") / "model.safetensors"
    broken.write_bytes(broken.read_bytes()[:-8] + b"\0" * 8)
    with running(settings_for(tmp_path, engine="torch")) as service:
        client = service.client
        assert client.get("/readyz").json()["skipped"] == ["broken"]
        listed = client.get(API).json()
        assert [card["id"] for card in listed["models"]] == ["good"]
        assert listed["skipped"] == ["broken"]
        detail = problem(client.get(f"{API}/broken"), 404)["detail"]
        assert "Damaged, and not served: broken" in detail
        body = {"latents": [[0, 0, 0, 0]]}
        assert client.post(f"{API}/good/decode", json=body).status_code == 200
    assert "skipped bundle broken: model.safetensors does not have the checksum" in caplog.text


def test_a_weights_folder_that_is_gone_is_told_apart_from_loading(tmp_path, caplog, monkeypatch):
    weights = tmp_path / "weights"
    write_random_bundle(weights, "good")
    monkeypatch.setattr("server.pool.discover", lambda _: list((weights / "none").iterdir()))
    with running(settings_for(weights, engine="torch"), wait_ready=False) as service:
        while (response := service.client.get("/readyz")).json()["type"].endswith(":loading"):
            pass
        assert problem(response, 503)["type"].endswith(":no-models")
    assert "the weights folder cannot be read" in caplog.text
