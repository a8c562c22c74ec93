from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.negotiation import ANIMATIONS, PICTURES, Format, choose
from server.problems import ProblemError


def test_no_header_is_json():
    assert choose(None, PICTURES) is Format.JSON
    assert choose("", PICTURES) is Format.JSON


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("image/webp;q=0.9,image/png;q=0.8", Format.WEBP),
        ("application/json;q=0.1,image/*;q=0.2", Format.PNG),
        ("image/png;q=0,image/*", Format.JPEG),
        ("*/*;q=0.5,image/gif;q=0.4", Format.JSON),
        ("application/json; charset=utf-8", Format.JSON),
        ("image/png;q=two,image/jpeg;q=0.1", Format.JPEG),
        ("image/png;q=7,image/jpeg;q=0.1", Format.JPEG),
    ],
)
def test_quality_then_name_then_order(accept, expected):
    assert choose(accept, ANIMATIONS) is expected


def outcome(accept: str) -> Format | int:
    try:
        return choose(accept, PICTURES)
    except ProblemError as error:
        return error.status_code


@given(st.text(max_size=40))
def test_any_header_is_a_choice_or_a_406(accept):
    assert outcome(accept) in {*PICTURES, 406}


@given(st.permutations(["image/png;q=0.3", "image/jpeg;q=0.9", "text/html", "image/gif;q=0.5"]))
def test_the_order_of_the_header_does_not_matter(parts):
    assert choose(", ".join(parts), PICTURES) is Format.JPEG
