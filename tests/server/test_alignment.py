"""Finding faces in uploads, on drawn ones; see test_faces.py for photographs."""

from __future__ import annotations

import asyncio
import math
import sys
import threading

import numpy as np
import pytest
from PIL import Image

from latente.card import Alignment
from server import faces
from server.crops import cut
from server.schemas.base import Crop
from tests.bundles import write_random_bundle
from tests.drawn_faces import eyes_of, face_picture
from tests.faces import ALIGNMENT, FACES
from tests.server.support import (
    encoded,
    images_of,
    noise,
    picture_bytes,
    problem,
    running,
    settings_for,
)
from tests.server.test_uploads import huge_png

ALIGN = "/api/v1/models/{}/align"
ENCODE = "/api/v1/models/{}/encode"
PLACES = Alignment.model_validate(ALIGNMENT)
NO_FACE = encoded(picture_bytes(noise(200, 160, 3)))


@pytest.fixture
def opencv() -> None:
    """Skips where the extra that finds faces is not installed."""
    pytest.importorskip("cv2", reason="OpenCV, the extra 'faces', is not installed")


def post(client, url, body):
    response = client.post(url.format("aligned-faces"), json=body)
    assert response.status_code == 200, response.text
    return response.json()


def sent(picture: Image.Image, kind: str = "PNG", **options: object) -> str:
    return encoded(picture_bytes(picture, kind, **options))


def expected_crop(middle, apart, leaning) -> Crop:
    eyes = np.array(eyes_of(middle, apart, leaning))
    return faces.crop_of_eyes(eyes, PLACES)


def matches(found: dict, wanted: Crop) -> bool:
    """As near as the detector is steady: centre and side to a share of the side, degrees."""
    away = math.hypot(found["x"] - wanted.x, found["y"] - wanted.y) / wanted.side
    scale = found["side"] / wanted.side
    return away < 0.06 and 0.8 < scale < 1.25 and abs(found["angle"] - wanted.angle) < 5


DRAWN = [
    ((480, 360), (240.0, 150.0), 64.0, 0.0),
    ((480, 360), (150.0, 200.0), 40.0, 0.0),
    ((480, 360), (300.0, 180.0), 60.0, 12.0),
    ((480, 360), (300.0, 180.0), 60.0, -12.0),
    ((300, 500), (150.0, 240.0), 50.0, 8.0),
    ((100, 100), (50.0, 45.0), 22.0, 0.0),
    ((2400, 1800), (1500.0, 800.0), 260.0, -8.0),
]


@pytest.mark.usefixtures("opencv")
@pytest.mark.parametrize(("size", "middle", "apart", "leaning"), DRAWN)
def test_a_drawn_face_is_found_where_it_is(client, size, middle, apart, leaning):
    picture = face_picture(size, middle, apart, leaning)
    answer = post(client, ALIGN, {"image": sent(picture, "JPEG", quality=90)})
    assert (answer["width"], answer["height"]) == size
    assert (answer["found"], answer["detector"]) == (True, "opencv")
    assert answer["crop"] == answer["faces"][0]
    wanted = expected_crop(middle, apart, leaning)
    assert matches(answer["crop"], wanted), (answer["crop"], wanted)


@pytest.mark.usefixtures("opencv")
@pytest.mark.parametrize("leaning", [25.0, -25.0])
def test_a_face_that_leans_far_is_found_by_turning_the_picture(leaning):
    picture = face_picture(leaning=leaning).convert("L")
    crops = faces.find_crops(picture, PLACES)
    assert crops
    assert crops[0].angle == pytest.approx(-leaning, abs=6)


@pytest.mark.usefixtures("opencv")
@pytest.mark.parametrize("leaning", [0.0, 12.0, -12.0])
def test_in_what_is_cut_the_eyes_are_level_and_in_place(client, leaning):
    """The eyes' whites and pupils, found again in the pixels that the model gets."""
    middle, apart = (300.0, 180.0), 70.0
    picture = face_picture(middle=middle, apart=apart, leaning=leaning)
    found = post(client, ALIGN, {"image": sent(picture)})["crop"]
    level = cut(picture, Crop(**found), 512)
    crop, turn = Crop(**found), math.radians(found["angle"])
    places = []
    for x, y in eyes_of(middle, apart, leaning):
        across, down = x - crop.x, y - crop.y
        places.append(
            (
                (across * math.cos(turn) - down * math.sin(turn)) / crop.side + 0.5,
                (across * math.sin(turn) + down * math.cos(turn)) / crop.side + 0.5,
            )
        )
    assert places[0][1] == pytest.approx(places[1][1], abs=0.03)
    assert places[0] == pytest.approx(tuple(ALIGNMENT["left_eye"]), abs=0.06)
    assert places[1] == pytest.approx(tuple(ALIGNMENT["right_eye"]), abs=0.06)
    pixels = np.array(level.convert("L"))
    for x, y in places:
        row, column = (int(share * len(pixels)) for share in (y, x))
        assert pixels[row - 6 : row + 6, column - 6 : column + 6].min() < 80


@pytest.mark.usefixtures("opencv")
def test_the_larger_of_two_faces_comes_first(client):
    picture = face_picture((700, 360), (200.0, 150.0), 40.0)
    picture.paste(face_picture((350, 360), (175.0, 150.0), 66.0), (350, 0))
    answer = post(client, ALIGN, {"image": sent(picture)})
    assert len(answer["faces"]) == 2
    assert matches(answer["faces"][0], expected_crop((525.0, 150.0), 66.0, 0))
    assert matches(answer["faces"][1], expected_crop((200.0, 150.0), 40.0, 0))


def test_one_face_is_told_once():
    crops = [
        Crop(x=100, y=100, side=80, angle=20),
        Crop(x=104, y=98, side=70, angle=-20),
        Crop(x=125, y=100, side=20),
        Crop(x=100, y=170, side=80),
    ]
    assert faces._distinct(crops) == [crops[0], crops[2], crops[3]]


@pytest.mark.usefixtures("opencv")
def test_many_pictures_are_aligned_in_their_order(client):
    places = [(120.0, 150.0), (300.0, 180.0), (200.0, 170.0), (240.0, 150.0), (150.0, 140.0)]
    body = {"images": [sent(face_picture(middle=each)) for each in places], "align": True}
    for crop, middle in zip(post(client, ENCODE, body)["crops"], places, strict=True):
        assert matches(crop, expected_crop(middle, 64.0, 0.0))


@pytest.mark.usefixtures("opencv")
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_exif_orientation_is_honoured(client, orientation):
    middle, apart = (200.0, 150.0), 60.0
    upright = face_picture((420, 360), middle, apart)
    back = {3: 180, 6: 90, 8: -90}[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = picture_bytes(upright.rotate(back, expand=True), "JPEG", quality=92, exif=exif)
    answer = client.post(ALIGN.format("aligned-faces"), files={"image": data}).json()
    assert (answer["width"], answer["height"]) == (420, 360)
    assert matches(answer["crop"], expected_crop(middle, apart, 0))


@pytest.mark.usefixtures("opencv")
@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1"])
def test_any_mode_of_picture_will_do(client, mode):
    picture = face_picture().convert(mode)
    answer = post(client, ALIGN, {"image": sent(picture)})
    assert answer["found"] or mode == "1"


def test_no_face_is_no_error_and_the_middle_remains(client):
    answer = post(client, ALIGN, {"image": NO_FACE})
    assert answer["faces"] == []
    assert answer["found"] is False
    assert answer["crop"] == {"x": 100.0, "y": 80.0, "side": 160.0, "angle": 0.0}


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (3000, 1), (1, 3000), (16_000_000, 1)])
def test_pictures_of_any_shape_are_searched(client, size):
    answer = post(client, ALIGN, {"image": sent(Image.new("L", size, 90))})
    assert (answer["width"], answer["height"]) == size
    assert answer["found"] is False
    crop = answer["crop"]
    assert post(client, ENCODE, {"images": [sent(Image.new("L", size))], "crops": [crop]})


def test_files_and_data_urls_are_taken_as_well(client):
    data = picture_bytes(face_picture(), "JPEG", quality=90)
    url = ALIGN.format("aligned-faces")
    uploaded = client.post(url, files={"image": ("me.png", data, "text/plain")}).json()
    assert uploaded == client.post(url, json={"image": encoded(data)}).json()
    text = f"data:image/jpeg;base64,{encoded(data)}"
    assert uploaded == client.post(url, json={"image": text}).json()


GOOD = picture_bytes(noise(28, 28))


@pytest.mark.parametrize(
    ("image", "status"),
    [
        (encoded(b"GIF89a" + bytes(40)), 415),
        (encoded(GOOD[:90]), 422),
        (encoded(huge_png(9400)), 413),
        ("no base64!", 422),
        ("", 422),
        (5, 422),
        (None, 422),
    ],
)
def test_broken_pictures_are_the_same_errors_as_elsewhere(client, image, status):
    url = ALIGN.format("aligned-faces")
    problem(client.post(url, json={"image": image}), status, "/image")


@pytest.mark.parametrize(
    ("files", "data", "status", "pointer"),
    [
        ({"image": b"GIF89a"}, {}, 415, "/image"),
        ({"image": GOOD[:90]}, {}, 422, "/image"),
        ([("image", GOOD), ("image", GOOD)], {}, 422, "/image"),
        ({"photo": GOOD}, {}, 422, "/photo"),
        ({"image": GOOD}, {"condition": "{}"}, 422, "/condition"),
        ([("image", (None, b"text"))], {}, 422, "/image"),
    ],
)
def test_wrong_files_are_pointed_at(client, files, data, status, pointer):
    response = client.post(ALIGN.format("aligned-faces"), files=files, data=data)
    problem(response, status, pointer)


def test_only_json_is_answered(client):
    headers = {"Accept": "image/png"}
    response = client.post(ALIGN.format("aligned-faces"), json={"image": NO_FACE}, headers=headers)
    problem(response, 406)


@pytest.mark.parametrize("name", ["random-vae", "random-faces"])
def test_a_model_without_alignment_says_that_it_needs_none(client, name):
    document = problem(client.post(ALIGN.format(name), json={"image": NO_FACE}), 422)
    assert document["type"].endswith(":no-alignment")
    assert "needs no alignment" in document["detail"]
    condition = {"condition": {"attributes": {}}} if name == "random-faces" else {}
    body = {"images": [NO_FACE], "align": True, **condition}
    problem(client.post(ENCODE.format(name), json=body), 422, "/align")


@pytest.mark.usefixtures("opencv")
def test_encode_finds_the_face_itself(client):
    picture = sent(face_picture())
    found = post(client, ALIGN, {"image": picture})["crop"]
    answer = post(client, ENCODE, {"images": [picture], "align": True})
    assert answer["crops"] == [found]
    assert answer == post(client, ENCODE, {"images": [picture], "crops": [found]})
    assert answer["inputs"] != post(client, ENCODE, {"images": [picture]})["inputs"]


@pytest.mark.usefixtures("opencv")
def test_crops_that_are_given_win_over_what_is_found(client):
    picture = sent(face_picture())
    own = {"x": 240.0, "y": 180.0, "side": 50.0, "angle": 3.0}
    body = {"images": [picture, picture], "crops": [own, None], "align": True}
    found = post(client, ALIGN, {"image": picture})["crop"]
    assert post(client, ENCODE, body)["crops"] == [own, found]


def test_encode_falls_back_to_the_centre(client):
    answer = post(client, ENCODE, {"images": [NO_FACE], "align": True})
    assert answer["crops"] == [{"x": 100.0, "y": 80.0, "side": 160.0, "angle": 0.0}]
    plain = post(client, ENCODE, {"images": [NO_FACE]})
    difference = images_of(answer, "inputs").astype(int) - images_of(plain, "inputs")
    assert np.abs(difference).mean() < 3


def test_files_are_aligned_too(client):
    data = picture_bytes(face_picture())
    url = ENCODE.format("aligned-faces")
    answer = client.post(url, files={"image": data}, data={"align": "true"}).json()
    assert answer == post(client, ENCODE, {"images": [encoded(data)], "align": True})


def test_a_broken_picture_among_those_to_align_is_pointed_at(client):
    body = {"images": [NO_FACE, encoded(GOOD[:90])], "align": True}
    problem(client.post(ENCODE.format("aligned-faces"), json=body), 422, "/images/1")


@pytest.fixture
def without_opencv(monkeypatch: pytest.MonkeyPatch):
    """As on a machine on which the extra is not installed."""
    monkeypatch.setitem(sys.modules, "cv2", None)
    faces._opencv.cache_clear()
    yield
    faces._opencv.cache_clear()


@pytest.mark.usefixtures("without_opencv")
def test_without_opencv_the_crop_is_left_to_the_person(client):
    answer = post(client, ALIGN, {"image": sent(face_picture())})
    assert answer["detector"] is None
    assert answer["found"] is False
    assert answer["faces"] == []
    assert answer["crop"] == {"x": 240.0, "y": 180.0, "side": 360.0, "angle": 0.0}
    encoding = post(client, ENCODE, {"images": [sent(face_picture())], "align": True})
    assert encoding["crops"] == [answer["crop"]]


def test_an_opencv_without_cascades_counts_as_none(monkeypatch, caplog):
    class Bare:
        __version__ = "5.0.0"

    monkeypatch.setitem(sys.modules, "cv2", Bare())
    faces._opencv.cache_clear()
    try:
        assert faces.detector() is None
        assert "brings no cascades" in caplog.text
    finally:
        faces._opencv.cache_clear()


def test_searching_blocks_neither_the_loop_nor_inference(tmp_path, monkeypatch):
    write_random_bundle(tmp_path, "faces", size=64, channels=3, contents=FACES)
    with running(settings_for(tmp_path)) as service:
        begun, gate = threading.Event(), threading.Event()

        def slow(*_arguments):
            begun.set()
            assert gate.wait(20)
            return []

        monkeypatch.setattr(faces, "find_crops", slow)
        answers = []
        asking = threading.Thread(
            target=lambda: answers.append(
                service.client.post(ALIGN.format("faces"), json={"image": NO_FACE})
            )
        )
        asking.start()
        try:
            assert begun.wait(20)
            assert service.client.get("/healthz").status_code == 200
            sample = "/api/v1/models/faces/sample"
            assert service.client.post(sample, json={"count": 1}).status_code == 200
        finally:
            gate.set()
            asking.join(20)
        assert answers[0].json()["found"] is False


@pytest.mark.usefixtures("opencv")
def test_the_same_picture_in_many_threads_gives_the_same():
    picture = face_picture().convert("L")

    async def many() -> list[list[Crop]]:
        jobs = (asyncio.to_thread(faces.find_crops, picture, PLACES) for _ in range(8))
        return await asyncio.gather(*jobs)

    found = asyncio.run(many())
    assert found[0]
    assert all(each == found[0] for each in found)
