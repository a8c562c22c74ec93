from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from latente.families import Autoencoder, create
from latente.judge import AttributeJudge
from latente.networks import NetworkSpec
from tests.bundles import random_judge
from tests.linear import LinearDecoder, LinearGuide
from tests.toys import ATTRIBUTES, drawn_attributes, drawn_labels
from training.guidance import attribute_inconsistency, feature_loss
from training.objectives import Objective
from training.recipe import ObjectiveRecipe

LABELS = drawn_labels(12, 4, seed=0)
IMAGES = drawn_attributes(LABELS, 16, seed=0)
GUIDE: AttributeJudge = random_judge(ATTRIBUTES).network


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def noisy(strength: float) -> Tensor:
    noise = torch.randn(IMAGES.shape, generator=generator(1))
    return (IMAGES + strength * noise).clamp(0.0, 1.0)


def model_of(family: str) -> Autoencoder:
    torch.manual_seed(0)
    spec = NetworkSpec(
        channels=3,
        size=16,
        width=8,
        levels=2,
        blocks=0,
        hidden=24,
        latent_dim=6,
        condition_dim=2 if family == "cvae" else 0,
    )
    return create(family, spec)


def test_the_feature_loss_is_least_where_nothing_differs_and_falls_on_the_way_there() -> None:
    losses = [float(feature_loss(GUIDE, noisy(strength), IMAGES)) for strength in (0, 0.02, 0.2)]
    assert losses[0] < losses[1] < losses[2]
    # Nothing differs in any of the stages: half the log of the smallest error, for each.
    stages = len(GUIDE.feature_maps(IMAGES))
    assert losses[0] == pytest.approx(stages * 0.5 * float(torch.tensor(1e-8).log()), rel=1e-4)


def test_the_feature_loss_is_half_the_log_of_the_error_of_each_stage() -> None:
    pictures = noisy(0.1)
    pairs = zip(GUIDE.feature_maps(pictures), GUIDE.feature_maps(IMAGES), strict=True)
    wanted = sum(0.5 * float((a - b).square().mean().log()) for a, b in pairs)
    assert float(feature_loss(GUIDE, pictures, IMAGES)) == pytest.approx(wanted, rel=1e-4)


def test_the_gradient_of_the_feature_loss_brings_pictures_nearer_to_the_images() -> None:
    pictures = noisy(0.3).requires_grad_(True)
    before = float((pictures.detach() - IMAGES).square().mean())
    seen = float(feature_loss(GUIDE, pictures, IMAGES).detach())
    optimiser = torch.optim.Adam([pictures], 0.01)
    for _ in range(40):
        optimiser.zero_grad()
        feature_loss(GUIDE, pictures, IMAGES).backward()
        optimiser.step()
    assert float(feature_loss(GUIDE, pictures, IMAGES).detach()) < seen - 1.0
    # The guide of tests is random and does not see everything, so the pixels follow slowly.
    assert float((pictures.detach() - IMAGES).square().mean()) < before
    assert not any(parameter.requires_grad for parameter in GUIDE.parameters())


class Deaf(LinearDecoder):
    """Pays no heed to its condition."""

    def decode(self, codes: Tensor, condition: Tensor | None = None) -> Tensor:
        del condition
        return super().decode(codes)


class Obedient(LinearDecoder):
    """Shows its condition and nothing else."""

    def decode(self, codes: Tensor, condition: Tensor | None = None) -> Tensor:
        assert condition is not None
        del codes
        return super().decode(4.0 * condition - 2.0)


class Contrary(LinearDecoder):
    """Shows the opposite of its condition."""

    def decode(self, codes: Tensor, condition: Tensor | None = None) -> Tensor:
        assert condition is not None
        del codes
        return super().decode(2.0 - 4.0 * condition)


def inconsistency(model: LinearDecoder, columns: list[int] | None = None, seed: int = 0) -> float:
    condition = LABELS[:, :3].float()
    term = attribute_inconsistency(
        model,  # type: ignore[arg-type]
        LinearGuide(3),  # type: ignore[arg-type]
        # The latents say what their own condition says.
        4.0 * condition - 2.0,
        condition,
        torch.tensor(columns or [0, 1, 2]),
        generator(seed),
    )
    return float(term)


def test_a_model_that_obeys_is_consistent_and_one_that_does_not_is_not() -> None:
    obedient, deaf, contrary = (inconsistency(kind(3)) for kind in (Obedient, Deaf, Contrary))
    assert obedient < 0.01
    assert deaf > 1.0, "its latents still say what is no longer asked for"
    assert contrary > 2 * deaf


def test_inconsistency_looks_at_the_columns_of_the_condition() -> None:
    assert inconsistency(Obedient(3), [0, 1, 2]) < 0.01
    assert inconsistency(Obedient(3), [1, 2, 0]) > 1.0


def test_inconsistency_is_a_function_of_its_generator() -> None:
    losses = [inconsistency(Deaf(3), seed=seed) for seed in (1, 1, 2)]
    assert losses[0] == losses[1] != losses[2]


def test_what_is_asked_for_is_one_attribute_turned_or_anothers_condition() -> None:
    asked: list[Tensor] = []

    class Listening(Deaf):
        def decode(self, codes: Tensor, condition: Tensor | None = None) -> Tensor:
            assert condition is not None
            asked.append(condition)
            return super().decode(codes)

    for seed in range(30):
        inconsistency(Listening(3), seed=seed)
    condition = LABELS[:, :3].float()
    turned = torch.stack([(each != condition).sum(dim=1) == 1 for each in asked])
    rows = {tuple(row) for row in condition.tolist()}
    known = torch.tensor([[tuple(row) in rows for row in each.tolist()] for each in asked])
    assert bool((turned | known).all())
    assert 0.4 < float(turned.float().mean()) < 0.85


def terms_of(recipe: ObjectiveRecipe, family: str = "cvae", **changes: object) -> dict[str, Tensor]:
    given = {"guide": GUIDE, "columns": torch.tensor([0, 1])} | changes
    condition = LABELS[:, :2].float() if family == "cvae" else None
    objective = Objective(recipe, **given)  # type: ignore[arg-type]
    return objective(model_of(family), IMAGES, condition, 1.0, generator())


@pytest.mark.parametrize("family", ["ae", "vae", "cvae"])
def test_a_feature_loss_is_added_to_the_objective(family: str) -> None:
    terms = terms_of(ObjectiveRecipe(feature_weight=3.0), family)
    plain = terms_of(ObjectiveRecipe(), family)
    assert set(terms) == {*plain, "features"}
    torch.testing.assert_close(terms["loss"], plain["loss"] + 3.0 * terms["features"])


def test_attribute_consistency_is_added_when_it_is_due() -> None:
    recipe = ObjectiveRecipe(attribute_consistency=5.0, consistency_from=0.5)
    terms, plain = terms_of(recipe), terms_of(ObjectiveRecipe())
    torch.testing.assert_close(terms["loss"], plain["loss"] + 5.0 * terms["inconsistency"])
    condition = LABELS[:, :2].float()
    objective = Objective(recipe, GUIDE, torch.tensor([0, 1]))
    early = objective(model_of("cvae"), IMAGES, condition, 0.49, generator())
    assert "inconsistency" not in early


def test_attribute_consistency_needs_to_know_the_columns() -> None:
    with pytest.raises(ValueError, match="needs the condition's columns"):
        terms_of(ObjectiveRecipe(attribute_consistency=1.0, consistency_from=0.0), columns=None)


def test_attribute_consistency_teaches_the_decoder_to_obey() -> None:
    model, columns = model_of("cvae"), torch.tensor([0, 1])
    recipe = ObjectiveRecipe(attribute_consistency=1.0, consistency_from=0.0)
    objective = Objective(recipe, GUIDE, columns)
    condition = LABELS[:, :2].float()
    optimiser = torch.optim.Adam(nn.ModuleList([model]).parameters(), 1e-2)
    history = []
    for _ in range(60):
        terms = objective(model, IMAGES, condition, 1.0, generator())
        optimiser.zero_grad()
        terms["inconsistency"].backward()
        optimiser.step()
        history.append(float(terms["inconsistency"].detach()))
    assert history[-1] < 0.6 * history[0]
