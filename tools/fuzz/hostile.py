"""Hypothesis strategies for what is wrong: bodies as bytes, headers, addresses."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from tools.fuzz.bodies import RIGHT, Body
from tools.fuzz.models import Model

_HERE = "@@here@@"
# JSON texts, some that are none, put in the place of any value.
TOKENS = (
    *("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e308", "-1e308", "5e-324", "-0", "-0.0"),
    *("1" + "0" * 400, "9" * 5000, "9007199254740993", "-1", "1.5", "0", "1e3", "01", "+1", "0x1"),
    *("true", "null", '""', "[]", "{}", "[null]", '[[["x"]]]', '"' + "A" * 5000 + '"'),
    *('"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\\x"', '"\u202e"', '{"\\ud800":1}', '"NaN"'),
    *("[" * 500 + "]" * 500, "[" * 100_000, '{"a":' * 500 + "1" + "}" * 500),
    "[" + "0," * 5000 + "0]",
    *('"../../etc/passwd"', '"data:image/png;base64,"', '"data:image/png;base64,iVBORw0KGgo="'),
    *('"data:text/html,<b>"', '"' + base64.b64encode(b"GIF89a" + bytes(40)).decode() + '"'),
    *('{"latent":[1],"seed":1}', '{"seed":1,"seed":2}', '{"class":0,"attributes":{}}'),
    *("256", "257", "4097", "2147483648", "-9223372036854775809", "18446744073709551616"),
)
NAMES = ("unheard-of", "__class__", "$ref", "\ud800", "\x00", "a/b~c", "x" * 5000, "", "é\u202e")
# Wrong requests made of one drawn body.
AT_ONCE = 8
_CHANCE = st.integers(0, 2**64 - 1)
_ENVELOPES = ("bom", "utf-16", "cut", "trailing", "twice", "noise", "none")
KINDS = (
    *("application/json", "application/json; charset=utf-8", "application/json; charset=x"),
    *("application/problem+json", "text/plain", "multipart/form-data", "", "\xff/\xfe", "a" * 3000),
    *("multipart/form-data; boundary=", "application/x-www-form-urlencoded", "application/JSON"),
)
ACCEPTS = (
    *("application/json", "image/png", "image/jpeg", "image/webp", "image/gif", "*/*", "text/html"),
    *("application/octet-stream", "", "image/png;q=nan", ",;,", "image/*;q=0.5, */*;q=0.1"),
    *("application/json;q=1e999", "\xff", "a/b," * 500),
)


@dataclass(frozen=True)
class Attack:
    """One request that is wrong somewhere, or may be."""

    content: bytes
    accept: str = "application/json"
    kind: str = "application/json"


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where values stand in a body, the whole body among them."""
    yield path
    if isinstance(content, dict):
        for name, value in content.items():
            yield from places(value, (*path, name))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from places(value, (*path, index))


def _replaced(body: Body, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(body)
    holder: Any = changed
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = value
    return changed


def _removed(body: Body, path: tuple[Any, ...]) -> Any:
    if not path:
        return {}
    changed = copy.deepcopy(body)
    holder: Any = changed
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    return changed


def _renamed(body: Body, path: tuple[Any, ...], name: str) -> Any:
    changed = copy.deepcopy(body)
    holder: Any = changed
    for part in path[:-1]:
        holder = holder[part]
    holder[name] = holder.pop(path[-1])
    return changed


def _changed_text(chance: Random, body: Body) -> str:
    """The body as JSON with one thing wrong."""
    path = chance.choice(list(places(body)))
    way = chance.choice(["value", "value", "value", "less", "more", "double", "rename"])
    if way == "less":
        return json.dumps(_removed(body, path))
    if way == "more":
        return json.dumps({**body, chance.choice(NAMES): chance.choice([1, None, "x", [], {}])})
    if way == "rename" and path and isinstance(path[-1], str):
        return json.dumps(_renamed(body, path, chance.choice(NAMES)))
    if way == "double" and body:
        name = chance.choice(list(body))
        return f"{{{json.dumps(name)}:{chance.choice(TOKENS)},{json.dumps(body)[1:]}"
    text = json.dumps(_replaced(body, path, _HERE))
    return text.replace(json.dumps(_HERE), chance.choice(TOKENS))


def _wrapped(data: bytes, envelope: str) -> bytes:
    """A text as bytes that are wrong as such."""
    return {
        "utf-16": data.decode().encode("utf-16"),
        "bom": b"\xef\xbb\xbf" + data,
        "cut": data[: max(1, len(data) * 2 // 3)],
        "trailing": data + b"}",
        "twice": data + data,
        "noise": data[:9] + b"\xff\x00\xc0" + data[9:],
    }.get(envelope, data)


def _attack(chance: Random, body: Body) -> Attack:
    """A request with this body, and with something wrong in it or in its headers."""
    what = chance.choice(["text", "text", "text", "text", "bytes", "headers"])
    if what == "text":
        content = _changed_text(chance, body).encode("utf-8", "surrogatepass")
        return Attack(content, chance.choice(ACCEPTS[:7]))
    content = json.dumps(body).encode()
    if what == "bytes":
        return Attack(_wrapped(content, chance.choice(_ENVELOPES)))
    return Attack(content, chance.choice(ACCEPTS), chance.choice(KINDS))


def attacks(model: Model, operation: str) -> st.SearchStrategy[list[Attack]]:
    """A right body for an operation, spoilt in several ways.

    Hypothesis draws the body and one number, from which all else follows: drawing each detail
    by itself would take most of the time.
    """

    def several(drawn: tuple[Body, int]) -> list[Attack]:
        chance = Random(drawn[1])
        return [_attack(chance, drawn[0]) for _ in range(AT_ONCE)]

    return st.tuples(RIGHT[operation](model), _CHANCE).map(several)


_STEPS = (
    *("..", "%2e%2e", "%2e.", "..%2f", "..%5c", "\\..", "%00", "%0d%0a", "%ff", "%c0%ae", "."),
    *("etc", "passwd", "index.html", "src", "node_modules", ".git", "api", "v1", "models"),
    *("%F0%9F%98%80", "a" * 300, "con", "~", "%25", ";", "*", "random-vae", "image.png", ""),
)
_WORDS = ("nan", "1e999", "3", "Dress", "-1", "", "Smiling:1", "Smiling:nan", ":", "\x00", "\ud7ff")
_LATENTS = ("AAAAAAAAAAA", "AH4AfAD8AAA", "=" * 9, "A", "AAA=AAA", "+/+/", "A" * 12001, "é", " ")
_QUERIED = ("z", "class", "attributes", "w", "unheard-of", "projection", "view", "Z", "z[]")


def _latent_text(chance: Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(_LATENTS)
    data = chance.randbytes(chance.choice([8, 8, 8, 12, 12, 7, 0, 40]))
    return base64.urlsafe_b64encode(data).decode()


def _address(chance: Random, model: Model, word: str) -> str:
    """The target of a GET that is wrong somewhere, or may be."""
    way = chance.choice(["file", "model", "image", "image", "query"])
    if way == "file":
        return "/" + "/".join(chance.choices(_STEPS, k=chance.randint(1, 6)))
    if way == "model":
        rest = chance.choice(["", "/gallery", "/map", "/image.png?z=AAAA", "/decode", "/"])
        return f"/api/v1/models/{chance.choice([*_STEPS, quote(word, safe='')])}{rest}"
    known = [*_WORDS, word]
    pairs = [(chance.choice(_QUERIED), chance.choice(known)) for _ in range(chance.randint(0, 3))]
    if way == "image":
        pairs = [("z", _latent_text(chance)), *pairs]
    call = chance.choice(["image.png", "image.jpg", "image.webp"])
    if way == "query":
        call = chance.choice(["map", "gallery", ""])
    told = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    base = f"/api/v1/models/{model.id}"
    return f"{base}/{call}?{told}" if call else f"{base}?{told}"


def addresses(model: Model) -> st.SearchStrategy[list[str]]:
    """Several addresses about a model, around one drawn text and one number."""

    def several(drawn: tuple[str, int]) -> list[str]:
        chance = Random(drawn[1])
        return [_address(chance, model, drawn[0]) for _ in range(AT_ONCE)]

    words = st.text(st.characters(codec="utf-8"), max_size=12)
    return st.tuples(words, _CHANCE).map(several)
