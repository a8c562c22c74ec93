"""Nothing of an upload is left: not in logs, metrics, traces, on the disk, or in the cache."""

from __future__ import annotations

import base64
import io
import json
import secrets
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image, PngImagePlugin

import server.context
from server.engine.picture_cache import PictureCache
from tests.bundles import write_random_bundle, write_random_map
from tests.conftest import REPOSITORY
from tests.faces import FACES
from tests.hardening.raw import exchange
from tests.server.serving import ENVIRONMENT, serving
from tests.server.support import Running, picture_bytes, running, settings_for
from tests.server.test_telemetry import receiver

MODEL = "/api/v1/models/random-vae"
DATA_URL = "data:image/png;base64,"
# Everything that the child can be made to say, in a folder of its own.
TALKATIVE = """
import logging, os
os.chdir({folder!r})
for name in ("latente", "uvicorn", "uvicorn.error", "PIL", "python_multipart", "asyncio",
             "multipart", "fastapi", "opentelemetry"):
    logging.getLogger(name).setLevel(logging.DEBUG)
def fault():
    pass
"""


@dataclass
class Marked:
    """Pictures that hold a text which is nowhere else in the world, and where it went."""

    text: str = field(default_factory=lambda: f"latente-{secrets.token_hex(16)}")
    statuses: dict[str, int] = field(default_factory=dict)
    answers: list[bytes] = field(default_factory=list)

    @property
    def traces(self) -> list[bytes]:
        """The text as it is, in hexadecimal, and at each offset of base64."""
        raw = self.text.encode()
        shifted = (base64.b64encode(b"\0" * k + raw)[4:-4] for k in range(3))
        return [raw, raw.hex().encode(), *shifted]

    def found_in(self, data: bytes) -> bool:
        return any(trace in data for trace in self.traces)

    def picture(self, side: int = 28, kind: str = "PNG") -> bytes:
        """A picture whose pixels, uncompressed, are the text, and whose metadata tell it."""
        row = np.frombuffer(self.text.encode() * (3 * side * side // 8), np.uint8)
        pixels = np.resize(row, (side, side, 3))
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", self.text)
        exif = Image.Exif()
        exif[0x010E] = self.text  # ImageDescription
        exif[0x010F] = self.text  # Make
        extra = {"PNG": {"pnginfo": told, "compress_level": 0}, "WEBP": {"lossless": True}}
        options = {"exif": exif.tobytes(), **extra.get(kind, {})}
        return picture_bytes(Image.fromarray(pixels), kind, **options)

    def note(self, name: str, answer: httpx.Response) -> None:
        self.statuses[name] = answer.status_code
        head = "\n".join(f"{key}: {value}" for key, value in answer.headers.items())
        self.answers.append(head.encode() + answer.content)


def send_by_every_way(client: httpx.Client, mark: Marked) -> None:
    """Uploads that are right, by every call that takes one."""
    url = DATA_URL + base64.b64encode(mark.picture()).decode()
    point = {"image": url}
    bodies: dict[str, dict[str, Any]] = {
        "encode": {"images": [url, url.removeprefix(DATA_URL)]},
        "align": {"image": url},
        "interpolate": {"start": point, "end": {"seed": 1}, "steps": 3},
        "attribute-edit": {"point": point, "edits": {"Smiling": 1.0}},
        "directions": {"positive": [point, {"seed": 1}], "negative": [{"seed": 2}, point]},
    }
    for call, body in bodies.items():
        for accept in ("application/json", "image/png"):
            answer = client.post(f"{MODEL}/{call}", json=body, headers={"Accept": accept})
            mark.note(f"{call} {accept}", answer)
    for kind in ("PNG", "JPEG", "WEBP"):
        for call in ("encode", "align"):
            files = {
                "image": (f"{mark.text}.png", mark.picture(kind=kind), f"image/{kind.lower()}")
            }
            mark.note(f"{call} file {kind}", client.post(f"{MODEL}/{call}", files=files))
    # Over the megabyte from which Starlette's own parser writes to the disk.
    large = {"image": (f"{mark.text}.png", mark.picture(side=1200), "image/png")}
    mark.note("encode large file", client.post(f"{MODEL}/encode", files=large))


def send_what_fails(client: httpx.Client, mark: Marked) -> None:
    """Uploads that end in an error, at each stage where they can."""
    picture, text = mark.picture(), mark.text
    url = DATA_URL + base64.b64encode(picture).decode()
    bodies: dict[str, Any] = {
        "cut": {"images": [base64.b64encode(picture[: len(picture) // 2]).decode()]},
        "no picture": {"images": [base64.b64encode(text.encode() * 50).decode()]},
        "no base64": {"images": [f"{text}!"]},
        "unknown field": {"images": [url], text: url},
        "wrong value": {"images": [url], "columns": text},
        "too many": {"images": [url] * 300},
        "wrong condition": {"images": [url], "condition": {"class": text}},
    }
    for name, body in bodies.items():
        mark.note(name, client.post(f"{MODEL}/encode", json=body))
    for name, content in {"no JSON": f'{{"images": ["{text}', "deep": "[" * 9999 + text}.items():
        kind = {"Content-Type": "application/json"}
        mark.note(name, client.post(f"{MODEL}/encode", content=content.encode(), headers=kind))
    too_large = text.encode() * 300_000
    mark.note("too large", client.post(f"{MODEL}/encode", content=too_large))
    files: dict[str, Any] = {
        "cut file": {"image": (text, picture[:200], "image/png")},
        "text as file": {"image": (text, text.encode(), "text/plain")},
        "other field": {text: (text, picture, "image/png")},
    }
    for name, sent in files.items():
        mark.note(name, client.post(f"{MODEL}/encode", files=sent))
    mark.note("no model", client.post(f"/api/v1/models/{text}/encode", json={"images": [url]}))
    mark.note("query", client.get(f"{MODEL}/image.png", params={"z": text}))
    mark.note("path", client.get(f"/{text}"))
    mark.note("wrong kind", client.post(f"{MODEL}/encode", content=picture))


def everything_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> Path:
    """The folder beside which the child's log lies."""
    folder = tmp_path_factory.mktemp("private")
    bundle = write_random_bundle(
        folder / "weights", "random-vae", contents=FACES, size=64, channels=3, latent_dim=6
    )
    write_random_map(bundle)
    return folder


@dataclass
class Left:
    """What a run has left behind."""

    mark: Marked
    log: bytes
    metrics: bytes
    traces: list[bytes]
    files: list[Path]
    deleted: list[str]


@pytest.fixture(scope="module")
def left(weights, tmp_path_factory) -> Left:
    """A real service, everything that it logs switched on, after uploads by every way."""
    own = tmp_path_factory.mktemp("own")
    places = {name: own / name for name in ("tmp", "home", "here", "cache")}
    for place in places.values():
        place.mkdir()
    mark = Marked()
    with receiver() as received:
        environment = {
            "TMPDIR": str(places["tmp"]),
            "HOME": str(places["home"]),
            "XDG_CACHE_HOME": str(places["cache"]),
            "LATENTE_ACCESS_LOG": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": received.address,
        }
        faults = TALKATIVE.format(folder=str(places["here"]))
        with serving(weights, faults, **environment) as service:
            with httpx.Client(base_url=service.address, timeout=60) as client:
                send_by_every_way(client, mark)
                send_what_fails(client, mark)
            # No HTTP, and one whose caller leaves in the middle of a picture.
            here = Running(service.address, client)
            exchange(here, b"\x16\x03" + mark.text.encode() + b"\r\n\r\n")
            metrics = service.metrics().encode()
            descriptors = Path(f"/proc/{service.process.pid}/fd")
            open_files = [str(each.readlink()) for each in descriptors.iterdir()]
            service.process.send_signal(signal.SIGTERM)
            service.process.wait(30)
            log = service.log.read_bytes()
        traces = [request.SerializeToString() for request in received.requests]
    return Left(
        mark,
        log,
        metrics,
        traces,
        everything_under(own),
        [each for each in open_files if "(deleted)" in each],
    )


class TestAfterARun:
    def test_the_uploads_were_taken_and_the_failures_failed(self, left):
        statuses = left.mark.statuses
        right = [name for name in statuses if name.startswith(("encode", "interpolate"))]
        assert len(right) == 8
        assert {statuses[name] for name in right} == {200}
        assert statuses["attribute-edit image/png"] == 200, statuses
        assert statuses["directions application/json"] == 200
        failed = {status for name, status in statuses.items() if name not in right}
        assert {404, 413, 415, 422} <= failed
        assert not [name for name, status in statuses.items() if status >= 500]

    def test_the_mark_can_be_found_where_it_is(self, left):
        # Else the tests below would find nothing whatever was left.
        for kind in ("PNG", "JPEG", "WEBP"):
            assert left.mark.found_in(left.mark.picture(kind=kind))
        assert left.mark.found_in(base64.b64encode(left.mark.picture()))
        assert left.mark.found_in(base64.b64encode(b"x" + left.mark.picture()))
        pixels = Image.open(io.BytesIO(left.mark.picture())).tobytes()
        assert left.mark.found_in(pixels)

    def test_no_answer_repeats_it_and_none_carries_its_metadata(self, left):
        assert len(left.mark.answers) == len(left.mark.statuses) > 30
        named = [each for each in left.mark.answers if left.mark.found_in(each)]
        # A field that is not known is named, where its name is short: pointers do that.
        assert len(named) == 2
        for each in named:
            pointer = json.loads(each[each.index(b"{") :])["errors"][0]["pointer"]
            assert pointer == f"/{left.mark.text}"
            assert each.count(left.mark.text.encode()) == 1

    def test_the_logs_do_not_hold_it(self, left):
        assert b'"operation": "encode"' in left.log
        assert b"DEBUG" in left.log
        assert not left.mark.found_in(left.log)

    def test_the_metrics_do_not_hold_it(self, left):
        assert b"latente_requests_total" in left.metrics
        assert not left.mark.found_in(left.metrics)

    def test_the_traces_do_not_hold_it(self, left):
        assert b"".join(left.traces).count(b"/encode") > 10
        assert not [each for each in left.traces if left.mark.found_in(each)]

    def test_the_disk_does_not_hold_it(self, left, weights):
        for path in [*left.files, *everything_under(weights)]:
            assert not left.mark.found_in(path.read_bytes()), path

    def test_nothing_was_written_at_all_and_nothing_is_open_that_was(self, left):
        assert left.files == []
        assert left.deleted == []


def test_a_large_upload_never_reaches_the_disk(weights, monkeypatch):
    """Files that are deleted at once are nowhere to be found later: so nobody may make one."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an upload goes to the disk")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with running(settings_for(weights / "weights")) as service:
        picture = Marked().picture(side=1200)
        assert len(picture) > 4 * 2**20
        for call in ("encode", "align"):
            files = [("image", ("a.png", picture, "image/png"))] * (2 if call == "encode" else 1)
            answer = service.client.post(f"{MODEL}/{call}", files=files)
            assert answer.status_code == 200, answer.text


def test_the_cache_of_pictures_holds_no_upload(weights, monkeypatch):
    caches: list[PictureCache] = []

    class Seen(PictureCache):
        def __init__(self, megabytes: int) -> None:
            super().__init__(megabytes)
            caches.append(self)

    monkeypatch.setattr(server.context, "PictureCache", Seen)
    mark = Marked()
    with running(settings_for(weights / "weights")) as service:
        send_by_every_way(service.client, mark)
        send_what_fails(service.client, mark)
        (cache,) = caches
        kept = list(cache._pictures.items())
    assert kept  # what the models have drawn
    sent = np.asarray(Image.open(io.BytesIO(mark.picture(side=64))))
    for key, picture in kept:
        assert len(key) <= 64
        assert not mark.found_in(key)
        drawn = picture.permute(1, 2, 0).contiguous()
        assert not mark.found_in(drawn.numpy().tobytes())
        assert not np.array_equal(drawn.numpy(), sent)


class TestTheWords:
    @pytest.mark.parametrize("name", ["privacy.md", "privacy.es.md"])
    def test_they_are_there_short_and_linked(self, name):
        text = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
        assert 150 < len(text.split()) < 600
        assert f"docs/{name}" in (REPOSITORY / "README.md").read_text()

    def test_both_name_the_same_settings(self):
        def settings(name: str) -> list[str]:
            text = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
            return sorted({word for word in text.replace("`", " ").split() if "LATENTE_" in word})

        english, spanish = settings("privacy.md"), settings("privacy.es.md")
        assert english == spanish
        assert english


def test_openvino_reports_nothing_to_its_makers(tmp_path):
    """Its telemetry is on by default, and counts an import: it must never be loaded."""
    pytest.importorskip("openvino")
    code = (
        "import sys, server.engine.openvino_backend as backend\n"
        "assert backend.openvino.Core().available_devices\n"
        "loaded = [name for name in sys.modules if name.startswith('openvino_telemetry')]\n"
        "print([name for name in loaded if sys.modules[name] is not None])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env={**ENVIRONMENT, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.stdout.strip() == "[]", ended.stderr
    assert list(tmp_path.rglob("*")) == []
