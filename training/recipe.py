"""Recipes: everything that decides what a training run produces, in one TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from latente.card import Text
from latente.networks import NetworkSpec
from training.errors import RecipeError

RECIPES = Path(__file__).parent / "recipes"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataRecipe(_Part):
    """Which images, and how they are varied while training."""

    dataset: Literal["fashion-mnist", "celeba", "image-folder", "attribute-folder"] = Field(
        description="A known data set; any folder with one sub-folder of images per class; "
        "or any folder of images with an attributes.csv."
    )
    condition: tuple[str, ...] = Field(
        (),
        description="Attributes that a conditional model is told; of a data set with classes,"
        " it is told the class.",
    )
    flip: bool = Field(False, description="Mirror each image left to right half of the time.")
    shift: int = Field(0, ge=0, le=4, description="Move each image by up to so many pixels.")
    reframe: int = Field(
        0,
        ge=0,
        le=16,
        description="Move each image for itself by up to so many pixels, its edge repeated.",
    )
    relight: float = Field(
        0.0,
        ge=0.0,
        le=0.5,
        description="Scale each image's channels, and half as much its brightness, by up to this.",
    )

    @property
    def has_attributes(self) -> bool:
        """Whether the images have several attributes each, not one class."""
        return self.dataset in ("celeba", "attribute-folder")


class ObjectiveRecipe(_Part):
    """What is minimised."""

    reconstruction: Literal["bernoulli", "gaussian"] = Field(
        "bernoulli",
        description="Cross-entropy of grey levels, or a Gaussian with one calibrated variance.",
    )
    kl_weight: float = Field(1.0, ge=0.0, description="Weight of the KL divergence; 1: the ELBO.")
    kl_warmup: float = Field(
        0.1, ge=0.0, le=1.0, description="Share of training in which that weight grows from 0."
    )
    free_bits: float = Field(0.0, ge=0.0, description="KL in nats that each dimension has free.")
    class_consistency: float = Field(
        0.0, ge=0.0, description="Weight of: a guide recognises the class of sampled images."
    )
    attribute_consistency: float = Field(
        0.0, ge=0.0, description="Weight of: a guide sees the attributes that were asked for."
    )
    attribute_obedience: float = Field(
        0.0, ge=0.0, description="Weight of: a guide sees the one attribute that was turned."
    )
    consistency_from: float = Field(
        0.5, ge=0.0, le=1.0, description="Share of training after which those terms set in."
    )
    feature_weight: float = Field(
        0.0, ge=0.0, description="Weight of: a guide sees the same in picture and image."
    )
    feature_shift: int = Field(
        0, ge=0, le=8, description="The guide sees both moved by up to so many pixels."
    )
    edge_weight: float = Field(
        0.0, ge=0.0, description="Weight of: neighbouring pixels differ as in the image."
    )

    @property
    def guided(self) -> bool:
        """Whether any term needs a guide."""
        terms = (
            self.class_consistency,
            self.attribute_consistency,
            self.attribute_obedience,
            self.feature_weight,
        )
        return any(term > 0 for term in terms)


class OptimiserRecipe(_Part):
    """How it is minimised: AdamW, linear warm-up, cosine decay."""

    learning_rate: float = Field(2e-3, gt=0.0, le=1.0)
    warmup: float = Field(0.03, ge=0.0, le=0.5, description="Share of training.")
    weight_decay: float = Field(1e-3, ge=0.0)
    batch_size: int = Field(128, ge=1)
    gradient_clip: float = Field(50.0, gt=0.0, description="Largest norm of a gradient.")
    ema_decay: float = Field(0.999, ge=0.0, lt=1.0, description="Of the averaged weights.")


class PriorRecipe(_Part):
    """How latents are spread after training, and the mixture that is fitted to them."""

    components: int = Field(10, ge=1, le=256, description="Gaussians; per class if conditional.")
    whiten: bool = Field(
        False, description="Change the basis of latent space so that the codes fill N(0, I)."
    )


class DirectionsRecipe(_Part):
    """How attribute directions are found after training."""

    learning_steps: int = Field(
        0, ge=0, description="Steps in which each direction is also learned; 0: none is."
    )
    learning_pictures: int = Field(
        20_000, ge=1, description="Pictures shown to the guides from which it is learned."
    )


class Recipe(_Part):
    """One training run."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: Text
    description: Text
    family: str
    seed: int = Field(0, ge=0)
    epochs: int = Field(ge=1, description="The budget: passes over the training images.")
    start_from: str = Field(
        "",
        description="Begin with the weights of this finished run, or published model, instead "
        "of random ones.",
    )
    fresh: tuple[str, ...] = Field(
        (), description="Layers that begin with random weights all the same, by their names."
    )
    cost: str = Field("", description="What the run took, measured, for whoever repeats it.")
    data: DataRecipe
    network: NetworkSpec
    objective: ObjectiveRecipe = ObjectiveRecipe()
    optimiser: OptimiserRecipe = OptimiserRecipe()
    prior: PriorRecipe = PriorRecipe()
    directions: DirectionsRecipe = DirectionsRecipe()

    @model_validator(mode="after")
    def _parts_must_agree(self) -> Recipe:
        told, terms = self.data.condition, self.objective
        if self.fresh and not self.start_from:
            raise ValueError("fresh needs start_from: without it all layers are fresh")
        if terms.class_consistency > 0 and self.family != "cvae":
            raise ValueError("class_consistency needs the family cvae: others have no condition")
        if terms.class_consistency > 0 and self.data.has_attributes:
            raise ValueError("class_consistency needs a data set with classes")
        for name in ("attribute_consistency", "attribute_obedience"):
            if getattr(terms, name) > 0 and not told:
                raise ValueError(f"{name} needs data.condition: what to be told")
        if terms.feature_weight > 0 and not self.data.has_attributes:
            raise ValueError("feature_weight needs a data set with attributes, for its guide")
        if told and not self.data.has_attributes:
            raise ValueError("data.condition needs a data set with attributes")
        if self.prior.whiten and self.family == "ae":
            raise ValueError("prior.whiten needs a family with a Gaussian posterior, not ae")
        if self.data.has_attributes and len(told) != self.network.condition_dim:
            raise ValueError("data.condition names another number than network.condition_dim")
        return self


def load_recipe(name_or_path: str | Path) -> Recipe:
    """Read a shipped recipe by name, or any recipe by path.

    Raises:
        RecipeError: there is none, it is no TOML, or a field is wrong; names the field.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = RECIPES / f"{name_or_path}.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(shipped_recipes())
        raise RecipeError(f"there is no recipe {path}; shipped recipes: {known}") from None
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{path} is not valid TOML: {error}") from None
    try:
        return Recipe.model_validate(raw)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'recipe'}: {each['msg']}"
            for each in error.errors(include_url=False)
        )
        raise RecipeError(f"{path}: {problems}") from None


def shipped_recipes() -> list[str]:
    """Names of the recipes that come with the project, sorted."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))
