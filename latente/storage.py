"""Reading and writing bundles, strictly: what does not fit is an error that names it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from pydantic import ValidationError
from safetensors.torch import save_file
from torch import Tensor

from latente.bundle import Bundle, MapFiles
from latente.card import FORMAT_VERSION, Card, Weights
from latente.errors import BundleError, BundleNotFoundError, UnknownNameError
from latente.families import Autoencoder, create
from latente.judge import Judge, load_judge
from latente.networks import count_parameters
from latente.priors import GaussianMixture
from latente.reading import (
    MOST_CARD_BYTES,
    MOST_PARAMETERS,
    MOST_PIXELS,
    differences,
    plain_file,
    read_table,
    read_tensors,
    strict_json,
    webp_size,
)

# Beside the bundles; not one itself.
JUDGES, THUMBNAILS = "_judges", "_thumbnails"
CARD, MODEL, LATENTS, GALLERY = (
    "card.json",
    "model.safetensors",
    "latents.safetensors",
    "gallery.webp",
)
MAP, MAP_SPRITE = "map.safetensors", "map.webp"


def load(
    name_or_path: str | Path, weights: str | Path | None = None, device: str = "cpu"
) -> Bundle:
    """Load a published model by name or by the path of its folder.

    A name is looked up in ``weights``, else in the folder that the environment variable
    LATENTE_WEIGHTS names, else in ``weights`` here or beside this library.

    Raises:
        BundleError: there is none, or it is damaged; the message says what and where.
    """
    if Path(name_or_path).is_dir():
        return load_bundle(Path(name_or_path), device)
    folders = [Path(weights)] if weights is not None else default_weight_folders()
    for folder in folders:
        if (folder / name_or_path).is_dir():
            return load_bundle(folder / name_or_path, device)
    known = sorted({path.name for folder in folders for path in discover(folder)})
    raise BundleNotFoundError(
        Path(name_or_path),
        f"no such bundle in {', '.join(map(str, folders))}; known: {', '.join(known) or 'none'}",
    )


def default_weight_folders() -> list[Path]:
    """Where bundles are looked for when nobody says otherwise, first hit first."""
    if named := os.environ.get("LATENTE_WEIGHTS"):
        return [Path(named)]
    return [Path("weights"), Path(__file__).resolve().parent.parent / "weights"]


def discover(weights: Path) -> list[Path]:
    """Sub-folders of ``weights`` that mean to be bundles, sorted by name."""
    if not weights.is_dir():
        return []
    return sorted(path for path in weights.iterdir() if path.is_dir() and not _hidden(path))


def _hidden(path: Path) -> bool:
    return path.name.startswith((".", "_"))


def load_bundle(folder: Path, device: str | torch.device = "cpu") -> Bundle:
    """Read and check one bundle.

    Raises:
        BundleNotFoundError: there is no such folder.
        BundleError: unknown format version, missing or changed file, wrong shape.
    """
    if not folder.is_dir():
        raise BundleNotFoundError(folder, "there is no such folder")
    card = read_card(folder)
    _check_files(folder, card)
    read_table(folder / LATENTS)
    tensors = read_tensors(folder / LATENTS)
    _check_shapes(folder, card, tensors)
    return Bundle(
        card=card,
        model=_read_model(folder, card).to(device),
        latent_mean=tensors["latent_mean"],
        latent_std=tensors["latent_std"],
        fitted_prior=_fitted_prior(tensors),
        log_density_quantiles=tensors["log_density_quantiles"],
        directions={
            attribute.name: tensors["directions"][k] for k, attribute in enumerate(card.attributes)
        },
        gallery_latents=tensors["gallery_latents"],
        gallery_images=_read_gallery(folder, card),
        mean_directions=_mean_directions(card, tensors),
        judge=_read_judge(folder, card),
        map_files=_find_map(folder, card),
    )


def _mean_directions(card: Card, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    refined = [each.name for each in card.attributes if each.method == "refined"]
    return {name: tensors["mean_directions"][k] for k, name in enumerate(refined)}


def _read_judge(folder: Path, card: Card) -> Judge | None:
    if card.judge is None:
        return None
    path = plain_file(folder.parent / JUDGES, card.judge.file, folder)
    if file_checksum(path) != card.judge.sha256:
        raise BundleError(folder, f"{path} does not have the checksum that the card gives")
    judge = load_judge(path)
    if judge.card.channels != card.image.channels:
        raise BundleError(folder, f"its judge sees {judge.card.channels} channels: {path}")
    for told in card.judge.attributes:
        if told.name not in judge.card.attributes:
            raise BundleError(folder, f"its judge does not know the attribute {told.name!r}")
    return judge


def _find_map(folder: Path, card: Card) -> MapFiles | None:
    """Where the map's files lie. Those of the bundle's own folder are checked with the rest."""
    if card.map is None:
        return None
    sprite = card.map.sprite
    own = [MAP] if sprite is None or sprite.shared else [MAP, sprite.file]
    for name in own:
        if name not in card.files:
            raise BundleError(folder, f"the card gives no checksum for {name}")
    if sprite is None:
        return MapFiles(folder / MAP)
    home = folder.parent / THUMBNAILS if sprite.shared else folder
    # A bundle that was copied without its neighbours has no thumbnails, and works.
    if not (home / sprite.file).is_file():
        return MapFiles(folder / MAP)
    path = plain_file(home, sprite.file, folder)
    if file_checksum(path) != sprite.sha256:
        raise BundleError(folder, f"{path} does not have the checksum that the card gives")
    size = (sprite.columns * sprite.tile.width, sprite.rows * sprite.tile.height)
    _check_picture(folder, path, size)
    return MapFiles(folder / MAP, path)


def _check_picture(folder: Path, path: Path, size: tuple[int, int]) -> None:
    """BundleError unless the header of a WebP file says that it is of this size, in pixels."""
    found = webp_size(path)
    if found is None:
        raise BundleError(folder, f"{path.name} is no readable WebP picture")
    if found != size or size[0] * size[1] > MOST_PIXELS:
        told = f"{found[0]}x{found[1]}, the card says {size[0]}x{size[1]}"
        raise BundleError(folder, f"{path.name}: {told}, and at most {MOST_PIXELS} pixels are read")


def read_card(folder: Path) -> Card:
    """Read and validate ``card.json``; BundleError where it is missing or wrong."""
    try:
        raw = strict_json(plain_file(folder, CARD, most=MOST_CARD_BYTES).read_text("utf-8"))
    except OSError as error:
        raise BundleError(folder, f"{CARD} cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise BundleError(folder, f"{CARD} is not readable JSON ({error})") from None
    version = raw.get("format_version") if isinstance(raw, dict) else None
    if version != FORMAT_VERSION:
        raise BundleError(
            folder,
            f"format version {version!r} is unknown; this library reads {FORMAT_VERSION}",
        )
    try:
        return Card.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "card"
        raise BundleError(folder, f"{CARD}: {place}: {first['msg']}") from None


def _check_files(folder: Path, card: Card) -> None:
    if not {MODEL, LATENTS} <= card.files.keys():
        raise BundleError(folder, f"the card gives no checksum for {MODEL} or {LATENTS}")
    for name, checksum in card.files.items():
        if file_checksum(plain_file(folder, name)) != checksum:
            raise BundleError(folder, f"{name} does not have the checksum that the card gives")


def file_checksum(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_model(folder: Path, card: Card) -> Autoencoder:
    _check_network(folder, card)
    model = create(card.family, card.network)
    weights = read_tensors(folder / MODEL)
    for name, values in weights.items():
        check_finite(folder, MODEL, name, values)
    model.load_state_dict(weights)
    # Convolutions on a CPU and on a GPU are fastest with the channels innermost.
    return model.to(memory_format=torch.channels_last).eval().requires_grad_(False)


def _check_network(folder: Path, card: Card) -> None:
    """BundleError unless the weights file holds the card's network; takes no memory for either."""
    try:
        with torch.device("meta"):
            shape = create(card.family, card.network)
    except UnknownNameError as error:
        raise BundleError(folder, str(error)) from None
    if (count := count_parameters(shape)) > MOST_PARAMETERS:
        raise BundleError(
            folder, f"{CARD}: network: {count} parameters, of at most {MOST_PARAMETERS}"
        )
    if found := differences(shape, read_table(folder / MODEL)):
        reason = "; ".join(found[:3]) + ("; and more" if len(found) > 3 else "")
        raise BundleError(folder, f"{MODEL} does not fit the card's network ({reason})")


def _check_shapes(folder: Path, card: Card, tensors: dict[str, Tensor]) -> None:
    dimension = card.latent_dim
    components, quantiles = (
        max(1, tensors[name].numel()) if name in tensors else 1
        for name in ("prior_weights", "log_density_quantiles")
    )
    wanted = {
        "latent_mean": (dimension,),
        "latent_std": (dimension,),
        "prior_weights": (components,),
        "prior_means": (components, dimension),
        "prior_scale_tril": (components, dimension, dimension),
        "log_density_quantiles": (quantiles,),
        "directions": (len(card.attributes), dimension),
        "gallery_latents": (len(card.gallery), dimension),
    }
    if refined := sum(each.method == "refined" for each in card.attributes):
        wanted["mean_directions"] = (refined, dimension)
    if "prior_class_weights" in tensors and card.condition is not None:
        wanted["prior_class_weights"] = (card.condition.length, components)
    for name, shape in wanted.items():
        if name not in tensors:
            raise BundleError(folder, f"{LATENTS} lacks the tensor {name!r}")
        if tuple(tensors[name].shape) != shape:
            found = tuple(tensors[name].shape)
            raise BundleError(folder, f"{LATENTS}: {name!r} is {found}, not {shape}")
        if tensors[name].dtype != torch.float32:
            raise BundleError(folder, f"{LATENTS}: {name!r} is {tensors[name].dtype}, not float32")
        check_finite(folder, LATENTS, name, tensors[name])


def check_finite(folder: Path, file: str, name: str, values: Tensor) -> None:
    """BundleError that names the tensor which holds NaN or infinity."""
    if not bool(torch.isfinite(values).all()):
        raise BundleError(folder, f"{file}: {name!r} holds values that are not finite")


def _fitted_prior(tensors: dict[str, Tensor]) -> GaussianMixture:
    return GaussianMixture(
        weights=tensors["prior_weights"],
        means=tensors["prior_means"],
        scale_tril=tensors["prior_scale_tril"],
        class_weights=tensors.get("prior_class_weights"),
    )


def _read_gallery(folder: Path, card: Card) -> Tensor | None:
    if GALLERY not in card.files:
        return None
    shape = card.image
    _check_picture(folder, folder / GALLERY, (shape.width * len(card.gallery), shape.height))
    try:
        with Image.open(folder / GALLERY, formats=["WEBP"]) as picture:
            pixels = np.array(picture.convert("L" if shape.channels == 1 else "RGB"))
    except (OSError, Image.DecompressionBombError) as error:
        raise BundleError(folder, f"{GALLERY} is no readable WebP picture ({error})") from None
    sheet = torch.from_numpy(pixels).reshape(shape.height, -1, shape.width, shape.channels)
    return sheet.permute(1, 0, 2, 3).contiguous()


def save_bundle(folder: Path, bundle: Bundle) -> Card:
    """Write a bundle into ``folder``; the card's checksums and sizes are filled in.

    The card is written last and files replace their predecessors whole, so that a reader
    never takes a half-written bundle for a good one.

    Returns:
        The card as written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.cpu().contiguous() for name, value in bundle.model.state_dict().items()}
    replace_file(folder / MODEL, lambda path: save_file(state, path))
    replace_file(folder / LATENTS, lambda path: save_file(_latent_tensors(bundle), path))
    names = [MODEL, LATENTS]
    if bundle.gallery_images is not None:
        sheet = _gallery_sheet(bundle.gallery_images)
        replace_file(folder / GALLERY, lambda path: sheet.save(path, "WEBP", lossless=True))
        names.append(GALLERY)
    names += (carried := _carry_map(folder, bundle))
    card = bundle.card.model_copy(
        update={
            "map": bundle.card.map if carried else None,
            "files": {name: file_checksum(folder / name) for name in names},
            "weights": Weights(
                sha256=file_checksum(folder / MODEL),
                parameters=count_parameters(bundle.model),
                bytes=(folder / MODEL).stat().st_size,
            ),
        }
    )
    write_card(folder, card)
    _drop_old_map(folder, card)
    return card


def write_card(folder: Path, card: Card) -> None:
    """Write ``card.json``: the last of a bundle's files, since it vouches for the others."""
    text = json.dumps(card.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
    replace_file(folder / CARD, lambda path: path.write_text(text, encoding="utf-8"))


def _carry_map(folder: Path, bundle: Bundle) -> list[str]:
    """Bring the files of the bundle's map from where it was read; the names of its own."""
    if bundle.map_files is None or bundle.card.map is None:
        return []
    sprite = bundle.card.map.sprite
    own = {MAP: bundle.map_files.tensors}
    if sprite is not None and not sprite.shared and bundle.map_files.sprite is not None:
        own[sprite.file] = bundle.map_files.sprite
    for name, source in own.items():
        if source.resolve() != (folder / name).resolve():
            replace_file(folder / name, partial(shutil.copyfile, source))
    return list(own)


def _drop_old_map(folder: Path, card: Card) -> None:
    """Remove the map of an earlier model, whose codes are not those of this one."""
    for name in {MAP, MAP_SPRITE} - card.files.keys():
        (folder / name).unlink(missing_ok=True)


def _latent_tensors(bundle: Bundle) -> dict[str, Tensor]:
    dimension = bundle.card.latent_dim
    rows = [bundle.directions[attribute.name] for attribute in bundle.card.attributes]
    prior = bundle.fitted_prior
    tensors = {
        "latent_mean": bundle.latent_mean,
        "latent_std": bundle.latent_std,
        "prior_weights": prior.weights,
        "prior_means": prior.means,
        "prior_scale_tril": prior.scale_tril,
        "log_density_quantiles": bundle.log_density_quantiles,
        "directions": torch.stack(rows) if rows else torch.zeros(0, dimension),
        "gallery_latents": bundle.gallery_latents,
    }
    plain = [
        bundle.mean_directions[each.name]
        for each in bundle.card.attributes
        if each.method == "refined"
    ]
    if plain:
        tensors["mean_directions"] = torch.stack(plain)
    if prior.class_weights is not None:
        tensors["prior_class_weights"] = prior.class_weights
    return {name: value.detach().cpu().float().contiguous() for name, value in tensors.items()}


def _gallery_sheet(thumbnails: Tensor) -> Image.Image:
    count, height, width, channels = thumbnails.shape
    row = thumbnails.permute(1, 0, 2, 3).reshape(height, count * width, channels).numpy()
    return Image.fromarray(row[:, :, 0] if channels == 1 else row)


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place, then move it there: never half a file."""
    partial = path.with_name(f".{path.name}.partial")
    write(partial)
    # safetensors makes files that only their owner can read; bundles are for everyone.
    partial.chmod(0o644)
    partial.replace(path)
