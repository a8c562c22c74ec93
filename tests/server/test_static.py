from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from server.static import content_security_policy
from tests.bundles import write_random_bundle
from tests.server.support import noise, picture_bytes, problem, running, settings_for

IMPORT_MAP = '\n{"imports": {"preact": "./vendor/preact.js"}}\n'
INLINE = "document.documentElement.className = 'js' // <b> & é"
PAGE = f"""<!doctype html>
<html lang="es"><head><title>Latente</title>
<script type="importmap">{IMPORT_MAP}</script>
<style>body {{ margin: 0 }}</style>
<script>{INLINE}</script>
<script type="module" src="src/main.js"></script>
</head><body>&amp;</body></html>
"""
REPOSITORY_PAGE = Path(__file__).parents[2] / "frontend" / "index.html"


def sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";")]
    return {part[0]: part[1:] for part in parts}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    weights = tmp_path_factory.mktemp("weights")
    write_random_bundle(weights, "random-vae")
    (folder / "src").mkdir()
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "src" / "main.js").write_text("export {}")
    (folder / "src" / "worker.mjs").write_text("export {}")
    (folder / "app.css").write_text("body { margin: 0 }\n" * 50)
    (folder / "dot.png").write_bytes(picture_bytes(noise(8, 8)))
    (folder / ".secret").write_text("x")
    (folder / "node_modules" / "tool").mkdir(parents=True)
    (folder / "node_modules" / "tool" / "index.js").write_text("x")
    (folder.parent / "outside.txt").write_text("x")
    with running(settings_for(weights, frontend=folder)) as service:
        yield service.client


def test_the_page_is_at_the_root(page):
    response = page.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text == PAGE


@pytest.mark.parametrize("path", ["/src/main.js", "/src/worker.mjs"])
def test_modules_are_javascript(page, path):
    assert page.get(path).headers["content-type"].split(";")[0] == "text/javascript"


@pytest.mark.parametrize("path", ["/", "/src/main.js", "/app.css"])
def test_files_are_revalidated(page, path):
    first = page.get(path)
    assert first.headers["cache-control"] == "no-cache"
    again = page.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert page.get(path, headers={"If-None-Match": '"x"'}).content == first.content


def test_texts_are_compressed_for_whom_that_suits(page):
    whole = page.get("/app.css", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in whole.headers
    packed = page.get("/app.css", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(whole.headers["content-length"]) / 4
    assert packed.content == whole.content  # httpx unpacks
    assert packed.headers["content-type"] == whole.headers["content-type"]
    for response in (whole, packed):
        assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("refused", ["", "br", "gzip;q=0", "gzip; q=0.0, identity"])
def test_texts_are_not_compressed_for_whom_it_does_not_suit(page, refused):
    response = page.get("/app.css", headers={"Accept-Encoding": refused})
    assert "content-encoding" not in response.headers


def test_each_encoding_has_a_tag_of_its_own(page):
    tags = {}
    for encoding in ("gzip", "identity"):
        headers = {"Accept-Encoding": encoding}
        tags[encoding] = page.get("/app.css", headers=headers).headers["etag"]
        again = page.get("/app.css", headers={**headers, "If-None-Match": tags[encoding]})
        assert (again.status_code, again.content) == (304, b"")
        assert "content-encoding" not in again.headers
        assert again.headers["etag"] == tags[encoding]
        assert again.headers["vary"] == "Accept-Encoding"
    assert tags["gzip"] != tags["identity"]
    other = {"Accept-Encoding": "identity", "If-None-Match": tags["gzip"]}
    assert page.get("/app.css", headers=other).status_code == 200


def test_what_gzip_makes_no_smaller_and_pictures_are_sent_as_they_are(page):
    for path in ("/src/main.js", "/dot.png"):
        response = page.get(path, headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200
        assert "content-encoding" not in response.headers


def test_a_changed_file_is_served_changed(tmp_path):
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "a.js").write_text("export const a = 1;")
    with running(settings_for(tmp_path, frontend=folder), wait_ready=False) as service:
        first = service.client.get("/a.js")
        (folder / "a.js").write_text("export const a = 'another';")
        changed = service.client.get("/a.js", headers={"If-None-Match": first.headers["etag"]})
        assert changed.text == "export const a = 'another';"
        (folder / "a.js").unlink()
        problem(service.client.get("/a.js"), 404)
        other = PAGE.replace(INLINE, "another()")
        (folder / "index.html").write_text(other, encoding="utf-8")
        page = service.client.get("/")
        assert page.text == other
        assert sha256("another()") in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/src/worker.mjs"])
def test_the_policy_allows_the_pages_own_code_and_nothing_else(page, path):
    policy = directives(page.get(path).headers["content-security-policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'", sha256(IMPORT_MAP), sha256(INLINE)]
    assert policy["style-src"] == ["'self'", sha256("body { margin: 0 }")]
    assert policy["img-src"] == ["'self'", "data:", "blob:"]
    assert policy["base-uri"] == ["'none'"]
    text = str(policy)
    assert "unsafe" not in text
    assert "http" not in text
    assert "*" not in text


def test_the_policy_hashes_what_a_browser_hashes():
    policy = directives(content_security_policy("<script>\r\na\r\n</script><script>b</script>"))
    assert policy["script-src"] == ["'self'", sha256("\na\n"), sha256("b")]


def test_the_policy_covers_the_real_page():
    text = REPOSITORY_PAGE.read_text(encoding="utf-8")
    policy = directives(content_security_policy(text))
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", text, re.DOTALL)
    assert policy["script-src"] == ["'self'", *map(sha256, inline)]


@pytest.mark.parametrize(
    "path",
    [
        "/none.js",
        "/.secret",
        "/node_modules/tool/index.js",
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/src/%2e%2e/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/%00",
        "/" + "a" * 300,
        "//etc/passwd",
    ],
)
def test_nothing_else_is_served(page, path):
    problem(page.get(path), 404)


def test_the_page_does_not_hide_the_api(page):
    problem(page.get("/api/v1/none"), 404)
    problem(page.get("/api/v1/models/random-vae/decode"), 405)
    problem(page.post("/index.html"), 405)
    assert page.get("/api/v1/models").status_code == 200
    assert page.head("/").status_code == 200


def test_without_a_page_there_is_the_api_alone(client):
    problem(client.get("/"), 404)
    assert client.get("/api/v1/models").status_code == 200


class TestStylesheetsInThePage:
    LINKS = (
        '<link rel="stylesheet" href="styles/a.css">\n<link rel="stylesheet" href="styles/b.css">\n'
    )
    PRINT = '<link rel="stylesheet" href="styles/print.css" media="print">\n'
    HTML = f"<!doctype html><title>x</title>\n{LINKS}{PRINT}<style>p {{ top: 0 }}</style>"

    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "styles").mkdir()
        (tmp_path / "index.html").write_text(self.HTML)
        for name in ("a", "b", "print"):
            (tmp_path / "styles" / f"{name}.css").write_text(f".{name} {{ left: 0 }}\n")
        return tmp_path

    @pytest.fixture
    def client(self, folder, weights):
        with running(settings_for(weights, frontend=folder), wait_ready=False) as service:
            yield service.client

    def test_they_are_there_in_their_order_and_those_for_print_apart(self, client):
        inside = "\n.a { left: 0 }\n\n.b { left: 0 }\n"
        response = client.get("/")
        assert response.text == self.HTML.replace(self.LINKS, f"<style>{inside}</style>\n")
        styles = directives(response.headers["content-security-policy"])["style-src"]
        assert styles == ["'self'", sha256(inside), sha256("p { top: 0 }")]
        assert client.get("/styles/a.css").status_code == 200

    def test_a_changed_one_is_seen_at_the_next_request(self, client, folder):
        before = client.get("/")
        (folder / "styles" / "b.css").write_text(".b { left: 10px }\n")
        after = client.get("/", headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 200
        assert ".b { left: 10px }" in after.text
        again = client.get("/", headers={"If-None-Match": after.headers["etag"]})
        assert again.status_code == 304

    def test_without_one_of_them_the_links_stay(self, client, folder):
        (folder / "styles" / "b.css").unlink()
        assert client.get("/").text == self.HTML

    def test_one_that_would_end_the_style_stays_outside(self, client, folder):
        (folder / "styles" / "b.css").write_text(".b::after { content: '</STYLE>' }")
        assert client.get("/").text == self.HTML
