"""Whatever is installed for the project is pinned, and nothing is taken from anywhere else."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import REPOSITORY

# Those of a GPU come with torch, which names their exact versions itself.
OF_TORCH = re.compile(r"nvidia-|cuda-|triton$")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
PINS = {
    canonicalize_name(name): version
    for name, version in re.findall(
        r"^([\w.-]+)==(\S+)$", (REPOSITORY / "constraints.txt").read_text(), re.MULTILINE
    )
}


def pulled_in() -> dict[str, str]:
    """Every installed distribution that the project or one of its extras needs: its version."""
    waiting = [Requirement(each) for each in PROJECT["dependencies"]]
    for extra in PROJECT["optional-dependencies"].values():
        waiting += [Requirement(each) for each in extra]
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if (name, extras) in seen or name == "latente":
            continue
        seen.add((name, extras))
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # an extra that is not installed here
        found[name] = distribution.version
        for line in distribution.requires or []:
            inner = Requirement(line)
            contexts = [{"extra": extra} for extra in extras] or [{"extra": ""}]
            if inner.marker is None or any(inner.marker.evaluate(each) for each in contexts):
                waiting.append(inner)
    return found


def test_every_line_of_the_constraints_is_one_exact_version():
    lines = (REPOSITORY / "constraints.txt").read_text().splitlines()
    bare = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in bare if not re.fullmatch(r"[\w.-]+==[\w.+!]+", line)] == []
    assert len(PINS) == len(bare)


def test_everything_that_is_pulled_in_is_pinned_to_what_is_installed():
    found = pulled_in()
    assert len(found) > 100
    assert {"torch", "starlette", "uvicorn", "pydantic-core", "httptools"} <= found.keys()
    loose = {name: version for name, version in found.items() if not OF_TORCH.match(name)}
    assert {name for name in loose if name not in PINS} == set()
    other = {n: (v, PINS[n]) for n, v in loose.items() if v.partition("+")[0] != PINS[n]}
    assert other == {}


def test_the_makefile_and_the_container_install_under_the_constraints():
    for name in ("Makefile", "Dockerfile"):
        text = (REPOSITORY / name).read_text().replace("\\\n", " ")
        installs = [line for line in text.splitlines() if re.search(r"pip\S* install", line)]
        assert installs
        assert [line for line in installs if "--constraint constraints.txt" not in line] == []
    assert "npm ci" in (REPOSITORY / "Makefile").read_text()


def test_the_page_s_tools_are_pinned_with_checksums():
    lock = json.loads((REPOSITORY / "frontend" / "package-lock.json").read_text())
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert packages
    assert [name for name, each in packages.items() if not each.get("integrity")] == []
    wanted = json.loads((REPOSITORY / "frontend" / "package.json").read_text())
    assert all(re.fullmatch(r"\d\S*", each) for each in wanted["devDependencies"].values())
    assert "dependencies" not in wanted


def test_the_audit_fails_where_it_could_not_ask(tmp_path):
    """A pip-audit that asks nobody, and an npm that answers with an error: no clean audit."""
    (tmp_path / "frontend").mkdir()
    (tmp_path / "constraints.txt").write_text("x==1\n")
    tools = tmp_path / "build" / "audit" / "bin"
    tools.mkdir(parents=True)
    script = (REPOSITORY / "tools" / "audit.sh").read_text()

    def run(python: int, page: int) -> subprocess.CompletedProcess[str]:
        for name, code in (("pip-audit", python), ("npm", page)):
            (tools / name).write_text(f"#!/bin/sh\nexit {code}\n")
            (tools / name).chmod(0o755)
        return subprocess.run(
            ["sh", "-c", script],
            cwd=tmp_path,
            env={"PATH": f"{tools}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert run(0, 0).returncode == 0
    for codes, words in (
        ((1, 0), "for the Python packages:"),
        ((0, 1), "for the page's packages:"),
        ((1, 1), "for the Python packages and the page's packages:"),
    ):
        failed = run(*codes)
        assert failed.returncode == 1
        assert words in failed.stderr
        assert "no known flaws" not in failed.stdout
    assert "--strict" in script  # else packages that were not asked about pass
