"""Terms that a guide adds to the objective: how pictures look, whether they obey.

A guide is an attribute judge of its own seed and width, trained beforehand; the judge that
later scores the model is another one.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from latente.families import Autoencoder
from latente.judge import AttributeJudge

# Keeps the ratio finite where a picture is met exactly.
_SMALLEST_ERROR = 1e-8


def edge_loss(pictures: Tensor, images: Tensor) -> Tensor:
    """How much differences between neighbouring pixels differ: a scalar in nats.

    Like :func:`feature_loss`, for the differences across and down. It punishes what a guide
    that looks at every second pixel cannot see: a fine mesh over the picture.
    """
    gap = pictures - images
    across, down = gap[..., 1:] - gap[..., :-1], gap[..., 1:, :] - gap[..., :-1, :]
    error = across.square().mean() + down.square().mean()
    return 0.5 * (error + _SMALLEST_ERROR).log()


def moved_alike(
    pictures: Tensor, images: Tensor, reach: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Pictures and images [N, C, H, W], all moved by the same up to ``reach`` pixels."""
    if reach == 0:
        return pictures, images
    drawn = torch.randint(
        -reach, reach + 1, (2,), generator=generator, device=pictures.device
    ).tolist()
    moves = (drawn[0], drawn[1])
    return torch.roll(pictures, moves, (2, 3)), torch.roll(images, moves, (2, 3))


def feature_loss(guide: AttributeJudge, pictures: Tensor, images: Tensor) -> Tensor:
    """How much pictures differ from images in what the guide sees: a scalar in nats.

    The squared differences of each stage's feature maps count as the likelihood of one
    Gaussian observation with a calibrated variance, as the pixels do in
    :func:`training.objectives.gaussian_reconstruction`: half the log of the mean squared
    difference, summed over stages. Feature losses for autoencoders: Hou et al. 2017, deep
    feature consistent VAE, arXiv 1610.00291.

    Args:
        guide: the network that looks.
        pictures: decoded pictures [N, C, H, W] in [0, 1].
        images: what they should look like, same shape.
    """
    with torch.no_grad():
        wanted = guide.feature_maps(images)
    loss = pictures.new_zeros(())
    for seen, target in zip(guide.feature_maps(pictures), wanted, strict=True):
        error = (seen - target).square().mean()
        loss = loss + 0.5 * (error + _SMALLEST_ERROR).log()
    return loss


def attribute_inconsistency(
    model: Autoencoder,
    guide: AttributeJudge,
    latents: Tensor,
    condition: Tensor,
    columns: Tensor,
    generator: torch.Generator,
) -> Tensor:
    """Cross-entropy between attributes asked for and those that the guide sees: a scalar.

    Each latent is decoded under its own condition with one attribute turned round, or under
    the condition of another image, half of the time each; so the decoder learns to obey the
    condition also where the latent still says otherwise.

    Args:
        model: a conditional model.
        guide: tells attributes [N, A] from pictures.
        latents: [N, D].
        condition: their conditions [N, Y], 0 or 1.
        columns: where the condition's attributes stand among the guide's [Y].
        generator: source of all randomness, on the latents' device.
    """
    count, length = condition.shape
    device = condition.device
    chosen = torch.randint(length, (count, 1), generator=generator, device=device)
    turned = condition.scatter(1, chosen, 1.0 - condition.gather(1, chosen))
    other = condition[torch.randperm(count, generator=generator, device=device)]
    swap = torch.rand(count, 1, generator=generator, device=device) < 0.5
    asked = torch.where(swap, other, turned)
    logits = guide(model.decode(latents, asked))[:, columns]
    return (
        functional.binary_cross_entropy_with_logits(logits, asked, reduction="none").sum(1).mean()
    )


def attribute_disobedience(
    model: Autoencoder,
    guide: AttributeJudge,
    latents: Tensor,
    condition: Tensor,
    columns: Tensor,
    generator: torch.Generator,
) -> Tensor:
    """Cross-entropy of one attribute turned round, and the mean of the others': a scalar.

    Unlike :func:`attribute_inconsistency`, which minds all attributes alike, this minds the
    one that was asked for as much as all others together. Arguments are the same. The guide
    sees the pictures moved a little and, half of the time, at half their size, so that no
    fine pattern can stand for a hat.
    """
    count, length = condition.shape
    device = condition.device
    chosen = torch.randint(length, (count, 1), generator=generator, device=device)
    asked = condition.scatter(1, chosen, 1.0 - condition.gather(1, chosen))
    logits = guide(_from_afar(model.decode(latents, asked), generator))[:, columns]
    terms = functional.binary_cross_entropy_with_logits(logits, asked, reduction="none")
    own = terms.gather(1, chosen).squeeze(1)
    others = (terms.sum(dim=1) - own) / max(1, length - 1)
    return (own + others).mean()


def _from_afar(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Pictures [N, C, H, W], all moved by up to 3 pixels and perhaps blurred by halving."""
    numbers = torch.rand(3, generator=generator, device=pictures.device).tolist()
    moves = (round(6 * numbers[0]) - 3, round(6 * numbers[1]) - 3)
    moved = torch.roll(pictures, moves, dims=(2, 3))
    if numbers[2] < 0.5:
        return moved
    small = functional.avg_pool2d(moved, 2)
    return functional.interpolate(small, size=pictures.shape[-2:], mode="bilinear")
