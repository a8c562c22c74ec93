"""The lanes of the attack: what is made up in each, how it is sent, and how it is judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

import latente
from tools.fuzz import comparison, hostile
from tools.fuzz.bodies import RIGHT, Body, takes
from tools.fuzz.calls import Caller
from tools.fuzz.document import MODES, Document
from tools.fuzz.models import Model
from tools.fuzz.tally import Tally
from tools.fuzz.verdict import difference, fault

_MODELS = "/api/v1/models"
# What only the usual way reads: the express lane passes such a call on.
_USUAL = "application/json; charset=utf-8"
_PLAIN = "application/json"


@dataclass(frozen=True)
class Unit:
    """A share of the cases: the same for the same seed, whoever sends it."""

    lane: str
    operation: str
    model: str
    cases: int
    seed: int


class Attacker:
    """Sends units to a service whose models the library can load too."""

    def __init__(self, address: str, weights: Path) -> None:
        self.caller = Caller(address)
        self.document = Document(address)
        cards = self.caller.call("GET", _MODELS).json()["models"]
        self.models = {card["id"]: Model.of(card) for card in cards}
        self.bundles = {name: latente.load(name, weights) for name in self.models}

    def close(self) -> None:
        """Close the connections."""
        self.caller.close()
        self.document.close()

    def run(self, unit: Unit) -> Tally:
        """Send the cases of a unit, each judged by itself."""
        if unit.lane == "document":
            mode = MODES[unit.seed % len(MODES)]
            return self.document.attack(unit.operation, mode, unit.cases, unit.seed)
        strategy, send = self._lane(unit)
        tally = Tally()

        @seeded(unit.seed)
        @settings(
            max_examples=max(1, unit.cases // (1 if unit.lane == "right" else hostile.AT_ONCE)),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def each(case: Any) -> None:
            send(unit, case, tally)

        each()
        return tally

    def _lane(self, unit: Unit) -> tuple[st.SearchStrategy[Any], Callable[..., None]]:
        """What is drawn for this unit, and what sends it."""
        model = self.models[unit.model]
        if unit.lane == "addresses":
            return hostile.addresses(model), self._addresses
        if unit.lane == "hostile":
            return hostile.attacks(model, unit.operation), self._hostile
        accepts = st.sampled_from(["application/json", "application/json", "image/png", "*/*"])
        return st.tuples(RIGHT[unit.operation](model), accepts), self._right

    def _right(self, unit: Unit, case: tuple[Body, str], tally: Tally) -> None:
        """What the contract allows: 200, the same both ways, and what the library says."""
        body, accept = case
        target, content = f"{_MODELS}/{unit.model}/{unit.operation}", json.dumps(body).encode()
        plain = self.caller.post(target, content, _PLAIN, accept=accept)
        usual = self.caller.post(target, content, _USUAL, accept=accept)
        tally.add(unit.lane, unit.operation, plain.status, requests=2)
        wrong = fault(plain) or difference(plain, usual)
        wanted = plain.status == 200 or (plain.status == 406 and accept == "image/png")
        if wrong is None and takes(self.models[unit.model], unit.operation) and not wanted:
            wrong = f"a right call is a {plain.status}: {plain.content[:300]!r}"
        told = plain.status == 200 and plain.media_type == "application/json"
        if wrong is None and told and comparison.is_comparable(unit.operation, body):
            tally.compared += 1
            bundle = self.bundles[unit.model]
            wrong = comparison.disagreement(bundle, unit.operation, body, plain.json())
        if wrong is not None:
            tally.fail(unit, (body, accept), wrong)

    def _hostile(self, unit: Unit, attacks: list[hostile.Attack], tally: Tally) -> None:
        """What may be wrong: an answer or a clear refusal, and the same both ways."""
        for attack in attacks:
            self._attack(unit, attack, tally)

    def _attack(self, unit: Unit, attack: hostile.Attack, tally: Tally) -> None:
        target = f"{_MODELS}/{unit.model}/{unit.operation}"
        answers = [self.caller.post(target, attack.content, attack.kind, accept=attack.accept)]
        if attack.kind == _PLAIN:
            answers.append(self.caller.post(target, attack.content, _USUAL, accept=attack.accept))
        tally.add(unit.lane, unit.operation, answers[0].status, requests=len(answers))
        wrong = fault(answers[0]) or difference(answers[0], answers[-1])
        if wrong is not None:
            tally.fail(unit, attack, wrong)

    def _addresses(self, unit: Unit, targets: list[str], tally: Tally) -> None:
        """Addresses that lead nowhere, or somewhere by tricks."""
        for target in targets:
            answer = self.caller.call("GET", target)
            tally.add(unit.lane, unit.operation, answer.status)
            wrong = fault(answer)
            if wrong is not None:
                tally.fail(unit, target, wrong)
