"""The gallery of screens is drawn by a command; what it wrote opens, and is as large as it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.clothes import write_clothes
from tests.conftest import REPOSITORY
from tools.gallery import DESK, TELEPHONE, planned
from tools.scenes import SCENES, Bilingual, Scene

DRAWN = ("sampling", "models")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the command wrote for two screens of small random models."""
    weights = write_clothes(tmp_path_factory.mktemp("weights"))
    output = tmp_path_factory.mktemp("gallery")
    only = [part for name in DRAWN for part in ("--only", name)]
    command = [sys.executable, "-m", "tools.gallery", "--weights", str(weights), *only]
    subprocess.run([*command, "--output", str(output)], cwd=REPOSITORY, check=True, timeout=240)
    return output


def opened(path: Path) -> Image.Image:
    """A picture, read to its end."""
    with Image.open(path) as picture:
        return picture.convert("RGB")


def test_each_screen_is_drawn_for_a_desk_and_a_telephone(drawn):
    sizes = {path.name: opened(path).size for path in (drawn / "gallery").iterdir()}
    expected = {f"{name}-{size[0]}.webp": size for name in DRAWN for size in (DESK, TELEPHONE)}
    assert sizes == expected


def test_pictures_show_something(drawn):
    for path in (drawn / "gallery").iterdir():
        colours = opened(path).getcolors(maxcolors=1 << 20)
        assert colours is not None
        assert len(colours) > 500, path.name


def test_index_names_every_screen_of_the_page_in_both_languages(drawn):
    text = (drawn / "gallery.md").read_text()
    router = (REPOSITORY / "frontend" / "src" / "router.js").read_text()
    screens = re.findall(r"\./views/([\w-]+)\.js", router)
    assert len(screens) > len(DRAWN)
    for name in [*screens, *(scene.name for scene in SCENES)]:
        assert f"gallery/{name}-{DESK[0]}.webp" in text
        assert f"gallery/{name}-{TELEPHONE[0]}.webp" in text
    assert "## Sampling / Muestreo" in text


def test_languages_and_colours_take_turns():
    words = Bilingual("", "")
    shots = planned([Scene(str(place), "sampling", words, words) for place in range(4)])
    assert {(shot.lang, shot.theme) for shot in shots if shot.size == DESK} == {
        (lang, theme) for lang in ("en", "es") for theme in ("light", "dark")
    }
    for place in range(4):
        desk, telephone = shots[2 * place : 2 * place + 2]
        assert desk.lang != telephone.lang
        assert desk.theme != telephone.theme


def test_committed_gallery_is_whole():
    """Every picture that the index names is there and opens, and nothing else is."""
    folder = REPOSITORY / "docs" / "gallery"
    index = (folder.parent / "gallery.md").read_text()
    named = set(re.findall(r'src="gallery/([\w-]+\.webp)"', index))
    assert named == {path.name for path in folder.iterdir()}
    heights = dict((DESK, TELEPHONE))
    for name in named:
        width = int(name.rsplit("-", 1)[1].removesuffix(".webp"))
        assert opened(folder / name).size == (width, heights[width])
    assert sum(path.stat().st_size for path in folder.iterdir()) < 3_000_000
