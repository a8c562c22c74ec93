"""What must hold of every answer, whatever was asked."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from tools.fuzz.calls import Answer

REFUSALS = frozenset({404, 405, 406, 409, 413, 414, 415, 422, 431})
_PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF89a",
    "image/webp": b"RIFF",
}
# Of an answer in JSON: how these are rounded is not promised, and a page may be drawn in batches.
_ROUNDED = frozenset(
    {"images", "reconstructions", "inputs", "errors", "judgements", "input_judgements"}
)
_NEAR = 1e-4


def fault(answer: Answer) -> str | None:
    """What is wrong with an answer by itself; None where nothing is."""
    if answer.status in (200, 304):
        return _fault_of_content(answer)
    if answer.status == 307:
        return _fault_of_redirect(answer)
    if answer.status not in REFUSALS:
        return f"the status is {answer.status}: {answer.content[:200]!r}"
    return _fault_of_problem(answer)


def _fault_of_content(answer: Answer) -> str | None:
    start = _PICTURES.get(answer.media_type)
    if start is not None and answer.status == 200 and not answer.content.startswith(start):
        return f"this is no {answer.media_type}"
    if answer.media_type == "application/json":
        try:
            json.loads(answer.content, parse_constant=_refuse)
        except ValueError as error:
            return f"this is no JSON: {error}"
    return None


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _fault_of_redirect(answer: Answer) -> str | None:
    """With or without a slash at its end, an address leads here and nowhere else."""
    place = urlsplit(answer.headers.get("location", ""))
    if place.scheme != "http" or place.netloc != answer.asked_at:
        return f"this leads elsewhere: {place.geturl()}"
    return None


def _fault_of_problem(answer: Answer) -> str | None:
    if answer.media_type != "application/problem+json":
        return f"a {answer.status} is {answer.media_type}"
    told = answer.json()
    if told.get("status") != answer.status or not told.get("detail") or not told.get("title"):
        return f"the problem does not say what it is: {told}"
    if not str(told.get("type")).startswith("urn:latente:problem:"):
        return f"the problem has no type: {told}"
    pointers = [each["pointer"] for each in told.get("errors", [])]
    if any(pointer and not pointer.startswith("/") for pointer in pointers):
        return f"these are no JSON pointers: {pointers}"
    return "the problem shows the source" if b"Traceback" in answer.content else None


def difference(one: Answer, other: Answer) -> str | None:
    """How two answers to the same call differ; None where they say the same."""
    if one.status != other.status:
        return f"one way answers {one.status}, the other {other.status}"
    if one.media_type != other.media_type:
        return f"one way answers {one.media_type}, the other {other.media_type}"
    if _seed(one) != _seed(other):
        return None  # drawn by the server, so all else differs
    if one.status != 200:
        return None if one.content == other.content else "the ways refuse in other words"
    if one.media_type == "application/json":
        return _difference_of_json(one.json(), other.json())
    names = [name for name in one.headers if name.startswith("x-latente")]
    if any(one.headers[name] != other.headers.get(name) for name in names):
        return "the ways tell other things in their headers"
    return None


def _seed(answer: Answer) -> Any:
    if answer.status != 200:
        return None
    if answer.media_type == "application/json":
        return answer.json().get("seed")
    return answer.headers.get("x-latente-seed")


def _difference_of_json(one: Any, other: Any) -> str | None:
    if one.keys() != other.keys():
        return "the ways answer in other fields"
    for name in one.keys() - _ROUNDED:
        if not _alike(one[name], other[name]):
            return f"the ways differ in {name}"
    return None


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= _NEAR * max(1.0, abs(one))
    return bool(one == other)
