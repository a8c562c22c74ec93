"""The OpenAPI document describes everything, with examples that work."""

from __future__ import annotations

import asyncio
import threading

import httpx
import pytest
from fastapi import FastAPI

from server.app import create_app
from server.openapi_route import DOCUMENT, serve_document
from server.schemas import maps, requests
from tests.server.support import settings_for


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return create_app(settings_for(tmp_path_factory.mktemp("none"))).openapi()


CALLS = {
    ("get", "/healthz"),
    ("get", "/livez"),
    ("get", "/readyz"),
    ("get", "/metrics"),
    ("get", "/api/v1/models"),
    ("get", "/api/v1/models/{model}"),
    ("get", "/api/v1/models/{model}/gallery"),
    ("post", "/api/v1/models/{model}/align"),
    ("post", "/api/v1/models/{model}/encode"),
    ("post", "/api/v1/models/{model}/decode"),
    ("post", "/api/v1/models/{model}/sample"),
    ("post", "/api/v1/models/{model}/interpolate"),
    ("post", "/api/v1/models/{model}/attribute-edit"),
    ("post", "/api/v1/models/{model}/conditional-generate"),
    ("post", "/api/v1/models/{model}/directions"),
    ("get", "/api/v1/models/{model}/map"),
    ("post", "/api/v1/models/{model}/map/locate"),
    ("post", "/api/v1/models/{model}/map/project"),
    ("post", "/api/v1/models/{model}/map/points"),
    ("get", "/api/v1/sprites/{sprite}.webp"),
    ("get", "/api/v1/models/{model}/image.png"),
    ("get", "/api/v1/models/{model}/image.jpg"),
    ("get", "/api/v1/models/{model}/image.webp"),
}


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_call_of_the_contract_is_there_and_no_other(document):
    assert {(method, path) for method, path, _ in operations(document)} == CALLS


def test_every_call_has_words_and_documented_answers(document):
    for method, path, operation in operations(document):
        place = f"{method} {path}"
        assert operation["summary"], place
        assert len(operation["description"]) > 20, place
        assert operation["tags"], place
        assert operation["responses"]["200"]["description"], place
        assert operation["responses"]["200"].get("content"), place


def test_every_error_is_a_problem_with_an_example(document):
    for method, path, operation in operations(document):
        errors = {status for status in operation["responses"] if status >= "400"}
        if path.startswith("/api"):
            assert errors >= {"401", "429", "503"}, path
        if method == "post":
            expected = {"401", "404", "406", "413", "415", "422", "429", "503"}
            assert errors == expected, path
        for status in errors:
            content = operation["responses"][status]["content"]
            assert set(content) == {"application/problem+json"}, (path, status)
            media = content["application/problem+json"]
            assert media["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert media["example"]["status"] == int(status)


def test_calls_that_make_images_document_every_format(document):
    kinds = {
        "application/json",
        "image/png",
        "image/jpeg",
        "image/webp",
        "application/octet-stream",
    }
    animated = ("interpolate", "attribute-edit")
    for method, path, operation in operations(document):
        if method != "post" or path.endswith(("align", "directions")) or "/map/" in path:
            continue
        answer = operation["responses"]["200"]
        expected = kinds | {"image/gif"} if path.endswith(animated) else kinds
        assert set(answer["content"]) == expected, path
        assert {"X-Latente-Count", "X-Latente-Columns", "X-Latente-Seed"} <= set(answer["headers"])


MODELS_OF = {
    "align": requests.AlignRequest,
    "encode": requests.EncodeRequest,
    "decode": requests.DecodeRequest,
    "sample": requests.SampleRequest,
    "interpolate": requests.InterpolateRequest,
    "attribute-edit": requests.AttributeEditRequest,
    "conditional-generate": requests.ConditionalGenerateRequest,
    "directions": requests.DirectionsRequest,
    "locate": maps.LocateRequest,
    "project": maps.ProjectRequest,
    "points": maps.PointsRequest,
}


def test_every_body_has_examples_that_are_valid(document):
    seen = set()
    for method, path, operation in operations(document):
        if method != "post":
            continue
        name = path.rsplit("/", 1)[-1]
        examples = operation["requestBody"]["content"]["application/json"]["examples"]
        assert examples, path
        for example in examples.values():
            MODELS_OF[name].model_validate(example["value"])
        seen.add(name)
    assert seen == set(MODELS_OF)


def test_encode_documents_files_too(document):
    body = document["paths"]["/api/v1/models/{model}/encode"]["post"]["requestBody"]
    schema = body["content"]["multipart/form-data"]["schema"]
    assert set(schema["properties"]) == {
        "image",
        "condition",
        "conditions",
        "crops",
        "align",
        "judge",
        "columns",
        "scale",
    }
    for name, field in schema["properties"].items():
        assert name == "image" or name in requests.EncodeRequest.model_fields
        assert field["description"]


def test_align_documents_a_file_too(document):
    body = document["paths"]["/api/v1/models/{model}/align"]["post"]["requestBody"]
    schema = body["content"]["multipart/form-data"]["schema"]
    assert set(schema["properties"]) == {"image"}


def test_parameters_have_words_and_examples(document):
    for _, path, operation in operations(document):
        for parameter in operation.get("parameters", []):
            text = parameter.get("description") or parameter["schema"].get("description")
            assert text, (path, parameter["name"])
            schema = parameter["schema"]
            shown = "example" in parameter or parameter.get("examples") or schema.get("examples")
            assert shown, (path, parameter["name"])


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_reference_leads_somewhere(document):
    found = set(references(document))
    assert found
    for reference in found:
        head, name = reference.rsplit("/", 1)
        assert head == "#/components/schemas"
        assert name in document["components"]["schemas"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_it_is_served_and_no_page_loads_code_from_elsewhere(client, document):
    assert client.get("/openapi.json").json() == document
    for path in ("/docs", "/redoc"):
        assert client.get(path).status_code == 404


def test_whoever_asks_first_holds_up_nobody_and_it_is_built_once():
    app = FastAPI(openapi_url=None)
    goes_on, built = threading.Event(), []

    def openapi():
        built.append(goes_on.wait(20))
        return {"openapi": "3.1.0"}

    app.openapi = openapi
    serve_document(app)
    app.add_api_route("/other", lambda: "answered")

    async def ask() -> tuple[list[httpx.Response], httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            both = [asyncio.create_task(client.get(DOCUMENT)) for _ in range(2)]
            await asyncio.sleep(0)
            assert (await client.get("/other")).json() == "answered"
            assert not any(task.done() for task in both)
            goes_on.set()
            answers = await asyncio.gather(*both)
            tag = answers[0].headers["ETag"]
            again = await client.get(DOCUMENT, headers={"If-None-Match": tag})
        return answers, again

    answers, again = asyncio.run(ask())
    assert [answer.json() for answer in answers] == [{"openapi": "3.1.0"}] * 2
    assert again.status_code == 304
    assert built == [True]
