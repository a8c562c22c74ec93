"""The lane of the OpenAPI document: schemathesis makes what it allows, and what it forbids."""

from __future__ import annotations

import contextlib
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tools.fuzz.tally import Tally

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# Longer addresses are refused as such, before there is a call.
_LONGEST_URL = 8_000
_TOO_LONG = 414
MODES = tuple(GenerationMode)


class Document:
    """The OpenAPI document of a running service, and attacks by it."""

    def __init__(self, address: str) -> None:
        self._schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
        self._session = requests.Session()
        found = (each.ok() for each in self._schema.get_all_operations())
        self._operations = {each.label: each for each in found}
        # The document has no idea which models there are, and most names are of none.
        cards = self._session.get(f"{address}/api/v1/models", timeout=60).json()["models"]
        self._models: list[str] = [card["id"] for card in cards]

    @property
    def labels(self) -> tuple[str, ...]:
        """The operations of the document: "POST /api/v1/models/{model}/decode"."""
        return tuple(self._operations)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def attack(self, label: str, mode: GenerationMode, cases: int, seed: int) -> Tally:
        """Send so many cases that the document allows (positive) or forbids (negative)."""
        tally = Tally()

        @seeded(seed)
        @settings(
            max_examples=cases,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(self._operations[label].as_strategy(generation_mode=mode))
        def each(case: Case) -> None:
            self._send(case, tally, seed)

        # Nothing of a call without parameters can be wrong.
        with contextlib.suppress(Unsatisfiable):
            each()
        return tally

    def _send(self, case: Case, tally: Tally, seed: int) -> None:
        if "model" in case.path_parameters:
            case.path_parameters["model"] = self._models[tally.cases % len(self._models)]
        response = case.call(session=self._session)
        tally.add("document", case.operation.label, response.status_code)
        url = str(response.request.url)
        if response.status_code == _TOO_LONG and len(url) > _LONGEST_URL:
            return
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            told: list[Any] = [f"{type(each).__name__}: {each}" for each in group.exceptions]
            tally.fail(f"{case.operation.label} seed {seed}", _sent(response), " | ".join(told))


def _sent(response: schemathesis.Response) -> str:
    return f"{response.request.url} {response.request.body!r}"
