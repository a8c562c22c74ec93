from __future__ import annotations

import itertools

import pytest
import torch
from torch import Tensor

from latente.errors import ConditionError, ImageError, LatentError, UnknownNameError
from latente.families import Autoencoder, create, family_class, registered_families
from latente.families.base import register
from latente.networks import NetworkSpec

FAMILIES = registered_families()
CONDITIONAL = [name for name in FAMILIES if family_class(name).conditional]
UNCONDITIONAL = [name for name in FAMILIES if not family_class(name).conditional]
CLASSES = 3
SHAPES = [
    {"size": size, "levels": levels, "upsampling": upsampling, "fine_width": fine, "blocks": blocks}
    for (size, levels), upsampling, (fine, blocks) in itertools.product(
        [(8, 1), (28, 2), (32, 3)], ["transposed", "resize"], [(0, 1), (3, 0)]
    )
]


def small(family: str, **changes: object) -> Autoencoder:
    """A tiny model, the same every time."""
    fields = {"size": 8, "width": 4, "levels": 1, "hidden": 12, "latent_dim": 5} | changes
    condition_dim = CLASSES if family_class(family).conditional else 0
    torch.manual_seed(0)
    return create(family, NetworkSpec(condition_dim=condition_dim, **fields))


def random_images(model: Autoencoder, count: int = 3, seed: int = 0) -> Tensor:
    spec = model.spec
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, spec.channels, spec.size, spec.size, generator=generator)


def random_latents(model: Autoencoder, count: int = 3) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randn(count, model.spec.latent_dim, generator=generator)


def condition_of(model: Autoencoder, count: int = 3) -> Tensor | None:
    if not model.conditional:
        return None
    return torch.nn.functional.one_hot(torch.arange(count) % CLASSES, CLASSES).float()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(map(str, shape.values())))
def test_shapes_and_ranges(family: str, shape: dict[str, object]) -> None:
    model = small(family, channels=3, **shape)
    images, condition = random_images(model), condition_of(model)
    posterior = model.encode(images, condition)
    decoded = model.decode(posterior.mode(), condition).detach()
    assert posterior.mean.shape == (3, 5)
    assert decoded.shape == images.shape
    assert float(decoded.min()) >= 0.0
    assert float(decoded.max()) <= 1.0
    assert decoded.std() > 0


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(map(str, shape.values())))
def test_the_gradient_reaches_every_parameter(family: str, shape: dict[str, object]) -> None:
    model = small(family, **shape)
    images, condition = random_images(model), condition_of(model)
    posterior = model.encode(images, condition)
    latents = posterior.sample(torch.Generator().manual_seed(0))
    loss = (model.decode(latents, condition) - images).square().sum()
    if posterior.is_gaussian:
        loss = loss + posterior.kl().sum()
    loss.backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        # The first convolution of a fresh residual block sits behind a zero: see there.
        if "blocks" not in name or "first" not in name:
            assert bool((parameter.grad != 0).any()), name


@pytest.mark.parametrize("family", FAMILIES)
def test_weights_saved_and_loaded_decode_the_same_bits(family: str) -> None:
    model = small(family)
    copy = small(family)
    for parameter in copy.parameters():
        torch.nn.init.zeros_(parameter)
    copy.load_state_dict(model.state_dict())
    images, condition = random_images(model), condition_of(model)
    assert torch.equal(copy.encode(images, condition).mean, model.encode(images, condition).mean)
    latents = random_latents(model)
    assert torch.equal(copy.decode(latents, condition), model.decode(latents, condition))


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_random_unless_a_generator_is_passed(family: str) -> None:
    model = small(family)
    images, condition = random_images(model), condition_of(model)
    before = torch.get_rng_state()
    posterior = model.encode(images, condition)
    assert torch.equal(posterior.mean, model.encode(images, condition).mean)
    once = model.decode(posterior.mode(), condition)
    assert torch.equal(once, model.decode(posterior.mode(), condition))
    posterior.sample(torch.Generator().manual_seed(0))
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_picture_does_not_depend_on_its_neighbours(family: str) -> None:
    model = small(family)
    latents, condition = random_latents(model), condition_of(model)
    together = model.decode(latents, condition)
    alone = model.decode(latents[1:2], None if condition is None else condition[1:2])
    torch.testing.assert_close(alone[0], together[1])


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.timeout(60)
def test_one_batch_can_be_overfitted(family: str) -> None:
    model = small(family, width=8, hidden=64, latent_dim=8)
    images, condition = random_images(model, 6), condition_of(model, 6)
    optimiser = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(250):
        decoded = model.decode(model.encode(images, condition).mode(), condition)
        loss = (decoded - images).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    # Noise in [0, 1] has a variance of 1 / 12, which is what a mean image would leave.
    assert float(loss.detach()) < 0.004


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_encodes_to_what_it_says(family: str) -> None:
    model = small(family)
    posterior = model.encode(random_images(model), condition_of(model))
    assert posterior.is_gaussian == (family != "ae")
    if posterior.log_variance is not None:
        assert posterior.log_variance.shape == posterior.mean.shape
        assert float(posterior.log_variance.detach().max()) <= 6.0


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", [(1, 8, 8), (2, 3, 8, 8), (2, 1, 8, 9), (2, 64)])
def test_images_of_another_shape_are_refused(family: str, shape: tuple[int, ...]) -> None:
    model = small(family)
    with pytest.raises(ImageError, match=r"\[N, 1, 8, 8\] is wanted"):
        model.encode(torch.zeros(shape), condition_of(model, 2))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", [(5,), (2, 4), (2, 5, 1)])
def test_latents_of_another_length_are_refused(family: str, shape: tuple[int, ...]) -> None:
    model = small(family)
    with pytest.raises(LatentError, match=r"\[N, 5\] is wanted"):
        model.decode(torch.zeros(shape), condition_of(model, 2))


@pytest.mark.parametrize("family", UNCONDITIONAL)
def test_a_condition_that_is_not_wanted_is_refused(family: str) -> None:
    model = small(family)
    with pytest.raises(ConditionError, match="takes no condition"):
        model.encode(random_images(model), torch.zeros(CLASSES))
    with pytest.raises(ConditionError, match="takes no condition"):
        model.decode(random_latents(model), torch.zeros(CLASSES))
    with pytest.raises(ConditionError, match="set condition_dim to 0"):
        create(family, NetworkSpec(condition_dim=2))


@pytest.mark.parametrize("family", CONDITIONAL)
def test_a_condition_that_is_missing_or_misshapen_is_refused(family: str) -> None:
    model = small(family)
    with pytest.raises(ConditionError, match="needs a condition"):
        model.encode(random_images(model))
    with pytest.raises(ConditionError, match="needs a condition"):
        model.decode(random_latents(model))
    for shape in [(4,), (3, 4), (2, CLASSES), (1, 1, CLASSES)]:
        with pytest.raises(ConditionError, match=r"\[3, 3\] is wanted"):
            model.decode(random_latents(model), torch.zeros(shape))
    with pytest.raises(ConditionError, match="at least 1"):
        create(family, NetworkSpec())


@pytest.mark.parametrize("family", CONDITIONAL)
def test_one_condition_serves_a_whole_batch(family: str) -> None:
    model = small(family)
    one = torch.tensor([0.0, 1.0, 0.0])
    latents = random_latents(model)
    assert torch.equal(model.decode(latents, one), model.decode(latents, one.expand(3, -1)))


@pytest.mark.parametrize("family", CONDITIONAL)
def test_both_networks_see_the_condition_and_conditions_blend(family: str) -> None:
    model = small(family)
    one, other = torch.eye(CLASSES)[0], torch.eye(CLASSES)[2]
    images, latents = random_images(model), random_latents(model)
    assert not torch.equal(model.encode(images, one).mean, model.encode(images, other).mean)
    shares = torch.linspace(0, 1, 5)[:, None]
    blends = (1 - shares) * one + shares * other
    frames = model.decode(latents[:1].expand(5, -1), blends).flatten(1)
    torch.testing.assert_close(frames[0], model.decode(latents[:1], one).flatten())
    torch.testing.assert_close(frames[4], model.decode(latents[:1], other).flatten())
    away = (frames - frames[0]).norm(dim=1)
    assert bool((away.diff() > 0).all()), "each step of the blend leads further away"


def test_an_unknown_family_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="unknown family 'gan'; known: ae, cvae") as caught:
        create("gan", NetworkSpec())
    assert caught.value.known == list(FAMILIES)
    assert set(FAMILIES) >= {"ae", "vae", "cvae"}


def test_a_name_can_be_taken_once_only() -> None:
    with pytest.raises(ValueError, match="'vae' is registered already"):
        register("vae")(type("Another", (Autoencoder,), {}))
