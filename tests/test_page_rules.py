"""Whatever the table of the page's rules names is there."""

from __future__ import annotations

import re

from tests.conftest import REPOSITORY
from tests.named_tests import names_in

TEXT = (REPOSITORY / "docs" / "page-rules.md").read_text()
RULES = 20
PYTHON = re.compile(r"`(test_\w+\.py)::([\w:]+)`")
SCRIPT = re.compile(r"`([\w-]+\.test\.js): ([^`]+)`")
PICTURE = re.compile(r"\]\((gallery/[\w-]+\.webp)\)")


def test_every_rule_is_held_by_a_test():
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", TEXT, re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, RULES + 1))
    assert [number for number, _, held in rows if not PYTHON.search(held)] == []


def test_every_test_that_is_named_exists():
    named = PYTHON.findall(TEXT)
    assert len(named) > 60
    folder = REPOSITORY / "tests" / "browser"
    missing = [(file, name) for file, name in named if name not in names_in(folder / file)]
    assert missing == []


def test_every_test_of_the_scripts_that_is_named_exists():
    named = SCRIPT.findall(TEXT)
    assert named
    folder = REPOSITORY / "frontend" / "tests"
    missing = [
        (file, title) for file, title in named if f"'{title}'" not in (folder / file).read_text()
    ]
    assert missing == []


def test_every_picture_that_is_named_is_there():
    named = PICTURE.findall(TEXT)
    assert named
    assert [name for name in named if not (REPOSITORY / "docs" / name).is_file()] == []
