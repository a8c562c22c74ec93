from __future__ import annotations

import pytest
import torch
from torch.testing import assert_close

from latente.bundle import Bundle
from latente.errors import ConditionError, UnknownNameError
from tests.bundles import CLASS_NAMES, GALLERY_SIZE, random_bundle


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_encode_and_decode_go_through_the_model() -> None:
    bundle = random_bundle("vae")
    images = torch.rand(2, 1, 28, 28, generator=generator())
    posterior = bundle.encode(images)
    assert torch.equal(posterior.mean, bundle.model.encode(images).mean)
    assert torch.equal(bundle.decode(posterior.mean), bundle.model.decode(posterior.mean))
    assert bundle.device == torch.device("cpu")


@pytest.mark.parametrize("prior", ["standard", "fitted"])
def test_a_seed_draws_the_same_latents(prior: str) -> None:
    bundle = random_bundle("vae")
    drawn = bundle.sample_prior(5, generator(2), prior)
    assert drawn.shape == (5, 4)
    assert drawn.dtype == torch.float32
    assert torch.equal(drawn, bundle.sample_prior(5, generator(2), prior))
    assert not torch.equal(drawn, bundle.sample_prior(5, generator(3), prior))


def test_temperature_zero_gives_the_mean_of_the_prior() -> None:
    bundle = random_bundle("vae")
    assert torch.equal(bundle.sample_prior(2, generator(), temperature=0.0), torch.zeros(2, 4))
    centres = bundle.sample_prior(9, generator(), "fitted", temperature=0.0)
    distance = torch.cdist(centres, bundle.fitted_prior.means).min(dim=1).values
    assert_close(distance, torch.zeros(9))


def test_the_fitted_prior_of_a_class_model_follows_the_condition() -> None:
    bundle = random_bundle("cvae", "cvae", condition="class")
    for index in range(3):
        condition = bundle.condition_vector(index)
        centres = bundle.sample_prior(4, generator(), "fitted", 0.0, condition)
        assert torch.equal(centres, bundle.fitted_prior.means[index].expand(4, -1))


def test_typicality_is_the_share_of_less_likely_codes() -> None:
    bundle = random_bundle("vae")
    codes = bundle.sample_prior(4000, generator(), "fitted")
    density = bundle.fitted_prior.log_prob(codes)
    quantiles = density.quantile(torch.linspace(0, 1, 101))
    fitted = Bundle(**{**vars(bundle), "log_density_quantiles": quantiles})
    typical = fitted.typicality(codes)
    shares = (density[:, None] > density[None, :]).float().mean(dim=1)
    assert_close(typical, shares, rtol=0, atol=0.02)
    assert fitted.typicality(torch.full((1, 4), 100.0)).tolist() == [0.0]
    assert float(fitted.typicality(bundle.fitted_prior.means).min()) > 0.8


def test_typicality_under_a_class_is_that_of_its_own_codes() -> None:
    bundle = random_bundle("cvae", "cvae", condition="class")
    centre = bundle.fitted_prior.means[:1]
    own, other = (bundle.typicality(centre, bundle.condition_vector(k)) for k in (0, 1))
    assert float(own) > float(other)


def test_an_unknown_prior_is_named() -> None:
    with pytest.raises(UnknownNameError, match="unknown prior 'flat'; known: standard, fitted"):
        random_bundle("vae").sample_prior(1, generator(), "flat")


def test_a_class_is_given_by_index_or_name() -> None:
    bundle = random_bundle("cvae", "cvae", condition="class")
    assert bundle.condition_vector(2).tolist() == [0.0, 0.0, 1.0]
    assert bundle.condition_vector(CLASS_NAMES[2]).tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("name", [-1, 3, "Hat", "1"])
def test_an_unknown_class_is_named_with_the_known_ones(name: int | str) -> None:
    bundle = random_bundle("cvae", "cvae", condition="class")
    with pytest.raises(UnknownNameError) as caught:
        bundle.condition_vector(name)
    assert (caught.value.kind, caught.value.name) == ("class", str(name))
    assert caught.value.known == list(CLASS_NAMES)


def test_attributes_that_are_not_named_take_their_mean() -> None:
    bundle = random_bundle("cvae", "cvae", condition="attributes")
    assert_close(bundle.condition_vector(attributes={}), torch.tensor([0.4, 0.4]))
    assert_close(bundle.condition_vector(attributes={"Eyeglasses": 1}), torch.tensor([0.4, 1.0]))
    with pytest.raises(UnknownNameError, match="unknown attribute 'Hat'"):
        bundle.condition_vector(attributes={"Hat": 1.0})


@pytest.mark.parametrize(
    ("family", "condition", "class_", "attributes", "wanted"),
    [
        ("vae", None, 1, None, "takes no condition"),
        ("vae", None, None, {"Smiling": 1.0}, "takes no condition"),
        ("cvae", "class", None, {"Smiling": 1.0}, "takes a class"),
        ("cvae", "class", None, None, "takes a class"),
        ("cvae", "class", 1, {"Smiling": 1.0}, "takes a class"),
        ("cvae", "attributes", 1, None, "takes attributes"),
        ("cvae", "attributes", 1, {"Smiling": 1.0}, "takes attributes"),
    ],
)
def test_a_condition_of_the_wrong_kind_is_refused(
    family: str, condition: str | None, class_: int | None, attributes: dict | None, wanted: str
) -> None:
    bundle = random_bundle("model", family, condition=condition)  # type: ignore[arg-type]
    with pytest.raises(ConditionError, match=f"'model' {wanted}"):
        bundle.condition_vector(class_, attributes)


@pytest.mark.parametrize("condition", [None, "class", "attributes"])
def test_a_gallery_item_comes_with_the_condition_it_needs(condition: str | None) -> None:
    family = "cvae" if condition else "vae"
    bundle = random_bundle("model", family, condition=condition)  # type: ignore[arg-type]
    for k in range(GALLERY_SIZE):
        latent, own = bundle.gallery_latent(f"item-{k}"), bundle.gallery_condition(f"item-{k}")
        assert torch.equal(latent, bundle.gallery_latents[k])
        assert bundle.decode(latent[None], own).shape == (1, 1, 28, 28)
        if condition == "class":
            assert own is not None
            assert int(own.argmax()) == bundle.card.gallery[k].class_index


def test_an_unknown_gallery_item_is_named() -> None:
    bundle = random_bundle("vae")
    for ask in (bundle.gallery_latent, bundle.gallery_condition):
        with pytest.raises(UnknownNameError, match="unknown gallery item 'item-9'"):
            ask("item-9")
