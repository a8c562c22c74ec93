"""Hostile inputs: numbers, texts, JSON, headers and addresses, alike on both ways in."""

from __future__ import annotations

import io
import json
import socket

import httpx
import pytest
from PIL import Image

from tests.server.support import Running, problem, z_text
from tests.server.test_express import PLAIN, USUAL, the_same

MODELS = "/api/v1/models"
VAE = f"{MODELS}/random-vae"
DECODE = f"{VAE}/decode"
MOST_PIXELS = 16_000_000


def both_ways(client: httpx.Client, url: str, text: str | bytes) -> httpx.Response:
    """The answer to this body, which must be the same by the express lane and the usual way."""
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    plain, usual = (client.post(url, content=content, headers=each) for each in (PLAIN, USUAL))
    assert the_same(plain, usual)
    return plain


@pytest.mark.parametrize(
    "token", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e308", "-1e308", "1" + "0" * 400]
)
def test_numbers_beyond_float32_are_a_422_at_their_place(client, token):
    answer = both_ways(client, DECODE, f'{{"latents": [[0, 0, 0, 0], [0, {token}, 0, 0]]}}')
    problem(answer, 422, "/latents/1/1")


@pytest.mark.parametrize(
    ("token", "value"),
    [
        *(("-0", 0.0), ("-0.0", -0.0), ("5e-324", 0.0), ("-1e-400", -0.0)),
        *(
            ("1e-45", 1.401298464324817e-45),
            ("1E+2", 100.0),
            ("3.4028234e38", 3.4028234663852886e38),
        ),
    ],
)
def test_tiny_and_greatest_numbers_are_taken_as_float32(client, token, value):
    body = f'{{"latents": [[{token}, 0, 0, 0]]}}'
    answer = both_ways(client, DECODE, body)
    assert answer.status_code == 200
    assert answer.json()["latents"][0][0] == pytest.approx(value, rel=1e-6)


def test_what_overflows_on_the_way_is_a_422(client):
    ends = {"start": {"latent": [3e38] * 4}, "end": {"latent": [-3e38] * 4}}
    for body in ({**ends, "alphas": [9.0]}, {**ends, "alphas": [9.0], "method": "spherical"}):
        answer = both_ways(client, f"{VAE}/interpolate", json.dumps(body))
        problem(answer, 422)
    edit = {"point": {"seed": 1}, "edits": {"Smiling": 3.4e38, "Wide": 3.4e38}}
    assert both_ways(client, f"{VAE}/attribute-edit", json.dumps(edit)).status_code in (200, 422)


@pytest.mark.parametrize(
    ("operation", "body", "pointer"),
    [
        ("sample", '{"count": "x", "count": 2, "seed": 1}', None),
        ("sample", '{"count": 2, "seed": 1, "count": "x"}', "/count"),
        ("sample", '{"count": 9999, "count": 1, "seed": 1}', None),
        ("interpolate", '{"start": {"seed": 9, "seed": 1}, "end": {"seed": 2}}', None),
        (
            "interpolate",
            '{"start": {"latent": [], "seed": 1}, "end": {"seed": 2}}',
            "/start/latent",
        ),
    ],
)
def test_of_a_name_given_twice_the_last_counts(client, operation, body, pointer):
    answer = both_ways(client, f"{VAE}/{operation}", body)
    if pointer is None:
        assert answer.status_code == 200
    else:
        problem(answer, 422, pointer)


def test_the_last_of_two_is_what_is_made(client):
    twice = both_ways(client, f"{VAE}/sample", '{"count": 3, "seed": 5, "count": 1, "seed": 7}')
    once = client.post(f"{VAE}/sample", json={"count": 1, "seed": 7})
    assert twice.json()["latents"] == once.json()["latents"]


@pytest.mark.parametrize("operation", ["decode", "encode", "align"])
@pytest.mark.parametrize(
    "text",
    [
        *("[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000),
        '{"latents": ' + "[" * 5000 + "]" * 5000 + "}",
    ],
)
def test_deep_nesting_is_a_422(client, operation, text):
    name = "aligned-faces" if operation == "align" else "random-vae"
    problem(both_ways(client, f"{MODELS}/{name}/{operation}", text), 422)


@pytest.mark.parametrize("field", ["count", "seed", "columns", "scale"])
@pytest.mark.parametrize("token", ["9" * 5000, "-1", "1.0", "1e2", "true", '"1"', "9" * 20, "[1]"])
def test_what_is_no_sensible_whole_number_is_a_422(client, field, token):
    base = {"count": 1, "seed": 1, field: "@"}
    text = json.dumps(base).replace('"@"', token)
    answer = both_ways(client, f"{VAE}/sample", text)
    # Python itself reads no whole number of thousands of digits: then the body is malformed.
    problem(answer, 422, "" if len(token) > 4300 else f"/{field}")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'\xef\xbb\xbf{"count": 1, "seed": 1}', 200),
        (b'{"count": 1, "seed": 1}\xff', 422),
        ('{"prior": "é"}'.encode("latin-1"), 422),
        (b'{"prior": "\xc0\xae"}', 422),
        (b'{"prior": "\xed\xa0\x80"}', 422),
        (b"\x00" * 20, 422),
        (b'{"count": 1} {"count": 2}', 422),
        (b"{'count': 1}", 422),
        (b'{"count": 01}', 422),
        (b'{"count": 1,}', 422),
    ],
)
def test_what_is_no_json_in_utf_8_is_a_422_and_a_byte_order_mark_does_no_harm(
    client, content, status
):
    answer = both_ways(client, f"{VAE}/sample", content)
    assert answer.status_code == status, answer.text
    if status != 200:
        problem(answer, status, "/prior" if b"\xed" in content[:14] else "")


LONELY = '"\\ud800"'


@pytest.mark.parametrize(
    ("model", "operation", "text"),
    [
        ("random-vae", "sample", f'{{"prior": {LONELY}}}'),
        ("random-vae", "sample", f"{{{LONELY}: 1}}"),
        ("random-vae", "attribute-edit", f'{{"point": {{"seed": 1}}, "edits": {{{LONELY}: 1}}}}'),
        ("random-vae", "attribute-edit", f'{{"point": {{"gallery": {LONELY}}}, "edits": {{}}}}'),
        (
            "random-vae",
            "attribute-edit",
            f'{{"point": {{"seed": 1}}, "edits": {{}}, "preserve": [{LONELY}]}}',
        ),
        (
            "random-vae",
            "attribute-edit",
            f'{{"point": {{"seed": 1}}, "sweep": {{"attribute": {LONELY}, "alphas": [1]}}}}',
        ),
        ("random-vae", "encode", f'{{"images": [{LONELY}]}}'),
        ("aligned-faces", "align", f'{{"image": {LONELY}}}'),
        ("random-cvae", "sample", f'{{"condition": {{"class": {LONELY}}}}}'),
        ("random-faces", "sample", f'{{"condition": {{"attributes": {{{LONELY}: 1}}}}}}'),
    ],
)
def test_half_a_character_is_a_problem_and_no_failure(client, model, operation, text):
    answer = both_ways(client, f"{MODELS}/{model}/{operation}", text)
    assert answer.status_code in (404, 422), answer.text
    problem(answer, answer.status_code)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *(("text/plain", 415), ("", 415), ("application/x-www-form-urlencoded", 415)),
        *(("multipart/form-data", 422), ("image/png", 415), ("application/json;charset=x", 200)),
        *(("application/JSON", 200), ("application/vnd.latente+json", 200)),
    ],
)
@pytest.mark.parametrize("operation", ["sample", "encode"])
def test_content_types(client, operation, kind, status):
    body = {"count": 1} if operation == "sample" else {"images": ["x"]}
    answer = client.post(
        f"{VAE}/{operation}", content=json.dumps(body), headers={"Content-Type": kind}
    )
    if operation == "sample":
        wanted = 415 if kind == "multipart/form-data" else status
    else:
        wanted = 422 if status == 200 else status
    assert answer.status_code == wanted, answer.text
    if wanted != 200:
        problem(answer, wanted)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"])
@pytest.mark.parametrize("path", [DECODE, MODELS, f"{VAE}/image.png", "/healthz"])
def test_wrong_methods_are_problems(service, method, path):
    # On a connection of its own: after what is no method of HTTP it is closed.
    status, answer = raw(service, path.encode(), method.encode())
    assert status == (400 if method in ("BREW", "CONNECT") else 405)
    assert b"application/problem+json" in answer


@pytest.mark.parametrize(
    ("operation", "body", "pointer"),
    [
        ("sample", {"count": 257}, "/count"),
        ("sample", {"count": 10**15}, "/count"),
        ("sample", {"columns": 4097}, "/columns"),
        ("sample", {"scale": 17}, "/scale"),
        ("sample", {"temperature": 10.1}, "/temperature"),
        ("interpolate", {"start": {"seed": 1}, "end": {"seed": 2}, "steps": 257}, "/steps"),
        ("interpolate", {"start": {"seed": 1}, "end": {"seed": 2}, "alphas": [0] * 257}, "/alphas"),
        ("interpolate", {"start": {"seed": 1}, "end": {"seed": 2}, "fps": 51}, "/fps"),
        ("interpolate", {"start": {"seed": 1}, "end": {"seed": 2}, "fps": 0.01}, "/fps"),
        ("interpolate", {"path": [{"seed": 1}] * 257}, "/path"),
        ("decode", {"latents": [[0] * 4] * 257}, "/latents"),
        ("decode", {"latents": [[0] * 4097]}, "/latents/0"),
        (
            "attribute-edit",
            {"point": {"seed": 1}, "sweep": {"attribute": "Wide", "alphas": [0] * 257}},
            "/sweep/alphas",
        ),
        (
            "directions",
            {"positive": [{"seed": 1}] * 257, "negative": [{"seed": 1}] * 2},
            "/positive",
        ),
        ("encode", {"images": ["x"] * 257}, "/images"),
    ],
)
def test_more_than_is_allowed_is_a_422_before_anything_is_made(client, operation, body, pointer):
    problem(both_ways(client, f"{VAE}/{operation}", json.dumps(body)), 422, pointer)


def raw(service: Running, target: bytes, method: bytes = b"GET") -> tuple[int, bytes]:
    """Status and answer of a call for a target that no client would send."""
    host, port = service.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = f" HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
        connection.sendall(method + b" " + target + head.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(answer.split(b" ", 2)[1]), answer


@pytest.mark.parametrize(
    "name",
    [
        *("..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..", "\\..\\..", "%00", "x%00"),
        *("random-vae%00", "random-vae%20", "RANDOM-VAE", "a" * 5000, "%ff%fe", "%F0%9F%98%80"),
        *("random-vae;x", "random-vae%2f", "%2e", "random-vae/..", "__class__", "%25%32%65"),
    ],
)
@pytest.mark.parametrize("rest", ["", "/gallery", "/image.png?z=AAAAAAAAAAA"])
def test_tricks_with_names_of_models_lead_nowhere(service, name, rest):
    status, answer = raw(service, f"{MODELS}/{name}{rest}".encode())
    if status == 307:  # only to the same without its last slash
        assert name.endswith("%2f")
        assert f"\r\nlocation: {service.address}{VAE}\r\n".encode() in answer.lower()
        return
    assert status in (404, 405), answer[:500]
    assert b"application/problem+json" in answer
    assert name.encode() not in answer or len(name) < 3


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        *(("", "/z"), ("z=", "/z"), ("z=A", "/z"), ("z=AAA%3DAAA", "/z"), ("z=%2B%2F", "/z")),
        *(("z=AAAA", "/z"), ("z=" + "A" * 12001, "/z"), ("z=%C3%A9", "/z"), ("z=%ED%A0%80", "/z")),
        *(("z=AAAAAAAAAHw", "/z"), ("z=AAAAAAAAAPw", "/z"), ("z=AAAAAAAAAH4", "/z")),
        *(("z=AAAAAAAAAAA&class=1", "/class"), ("z=AAAAAAAAAAA&w=xyz", "/w")),
        *(("z=AAAAAAAAAAA&attributes=Smiling:nan", "/attributes"),),
        *(("z=AAAAAAAAAAA&attributes=:::", "/attributes"),),
        *(("z=AAAAAAAAAAA&unheard-of=1", "/unheard-of"), ("z=AAAAAAAAAAA&Z=1", "/Z")),
    ],
)
@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_queries_of_images_are_judged(client, query, pointer, kind):
    problem(client.get(f"{VAE}/image.{kind}?{query}"), 422, pointer)


def test_minus_zero_and_denormal_halves_are_numbers(client):
    assert (
        client.get(f"{VAE}/image.png?z={z_text([-0.0, 6e-8, -6e-8, 65504.0])}").status_code == 200
    )


@pytest.mark.parametrize("scale", [1, 7, 8, 9, 16])
@pytest.mark.parametrize("columns", [1, 2, 128, 129, 255, 256, 4096])
@pytest.mark.parametrize("accept", ["image/png", "image/jpeg"])
def test_no_sheet_has_more_pixels_than_an_upload_may_have(client, scale, columns, accept):
    body = {"count": 256 if columns == 256 else 129, "seed": 1, "scale": scale, "columns": columns}
    answer = client.post(f"{VAE}/sample", json=body, headers={"Accept": accept})
    used = min(columns, body["count"])
    pixels = -(-body["count"] // used) * used * (28 * scale) ** 2
    if pixels > MOST_PIXELS:
        problem(answer, 422, "/scale")
    else:
        assert answer.status_code == 200
        width, height = Image.open(io.BytesIO(answer.content)).size
        assert width * height == pixels


@pytest.mark.parametrize("accept", ["image/gif", "image/webp"])
def test_no_animation_has_more_pixels_than_an_upload_may_have(client, accept):
    body = {"start": {"seed": 1}, "end": {"seed": 2}, "steps": 256, "scale": 9, "animate": True}
    answer = client.post(f"{VAE}/interpolate", json=body, headers={"Accept": accept})
    problem(answer, 422, "/scale")
