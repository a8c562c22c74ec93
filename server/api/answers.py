"""Writing the answer of a call that made images, in the format that was asked for."""

from __future__ import annotations

import math
from collections.abc import Callable

from fastapi import Request
from starlette.responses import Response

from server import rendering
from server.cached_answer import CachedAnswer
from server.conditional import matches, takes_gzip
from server.context import Context
from server.made import Made
from server.negotiation import Format
from server.pool import ServedModel
from server.problems import invalid
from server.schemas.base import Animated, Pictured

Written = tuple[bytes, dict[str, str]]

# Written sooner than a thread could be told to: 64 x 64 pixels of colour take 0.05 ms as a
# picture and 0.2 ms in JSON, with what it says besides; a busy thread costs a millisecond.
_QUICK = (Format.JSON, Format.PNG, Format.JPEG, Format.RAW)
_SMALL = 64 * 64 * 3
# About 340 dimensions; proxies take headers of 4 to 8 KiB in all.
_LONGEST_HEADER = 4000


async def answer(
    context: Context, model: ServedModel, call: str, made: Made, kind: Format, options: Pictured
) -> Response:
    """The response for what was made; more than a small picture is written off the event loop."""
    if kind not in (Format.JSON, Format.RAW):
        _limit_pixels(made, kind, options, context.settings.max_pixels)
    context.metrics.images.labels(model.id, call).inc(len(made.images))
    write = _writer(kind, options)
    if kind in _QUICK and _is_small(made, options):
        body, headers = write(made, kind, options)
    else:
        body, headers = await context.pictures.run(write, made, kind, options)
    headers["Vary"] = "Accept"
    return Response(body, media_type=kind.value, headers=headers)


def _is_small(made: Made, options: Pictured) -> bool:
    images = (made.images, *made.others.values())
    pixels = sum(each.numel() for each in images) * options.scale**2
    return pixels <= _SMALL and made.judging is None


def _limit_pixels(made: Made, kind: Format, options: Pictured, most: int) -> None:
    """A picture or animation may not be larger than one that we would read ourselves."""
    count, _, height, width = made.images.shape
    if not _moves(kind, options):
        columns = _columns(made, options)
        count = columns * math.ceil(count / columns)  # with the empty cells of the last row
    if count * height * width * options.scale**2 > most:
        raise invalid(
            "/scale",
            f"The picture would have more than {most / 1e6:g} megapixels: ask for a smaller "
            "scale or for fewer images.",
        )


def _moves(kind: Format, options: Pictured) -> bool:
    animate = isinstance(options, Animated) and options.animate
    return kind is Format.GIF or (kind is Format.WEBP and animate)


def _columns(made: Made, options: Pictured) -> int:
    """Columns of the contact sheet."""
    count = len(made.images)
    default = count if made.strip else rendering.square_columns(count)
    return min(count, options.columns or default)


def _writer(kind: Format, options: Pictured) -> Callable[[Made, Format, Pictured], Written]:
    if kind is Format.JSON:
        return _write_json
    if kind is Format.RAW:
        return _write_raw
    if _moves(kind, options):
        return _write_animation
    return _write_picture


def _write_json(made: Made, _kind: Format, options: Pictured) -> Written:
    lists = {made.key: made.images, **made.others}
    kind = Format(f"image/{options.format}")
    urls = {
        name: rendering.data_urls(rendering.rows(images), kind) for name, images in lists.items()
    }
    return rendering.to_json({**urls, **made.fields, **_judgements(made)}), {}


def _judgements(made: Made) -> dict[str, list[dict[str, float]]]:
    """What the judge says of the images, and of the pictures that were sent."""
    if made.judging is None:
        return {}
    found = {"judgements": made.judging.of(made.images)}
    if "inputs" in made.others:
        found["input_judgements"] = made.judging.of(made.others["inputs"])
    return found


def _write_raw(made: Made, _kind: Format, _options: Pictured) -> Written:
    pixels = rendering.rows(made.images)
    shape = ",".join(map(str, pixels.shape))
    return pixels.tobytes(), {**_headers(made), "X-Latente-Shape": shape}


def _write_animation(made: Made, kind: Format, options: Pictured) -> Written:
    assert isinstance(options, Animated)
    pixels = rendering.enlarged(rendering.rows(made.images), options.scale)
    return rendering.animation(pixels, kind, options.fps, options.loop), _headers(made)


def _write_picture(made: Made, kind: Format, options: Pictured) -> Written:
    pixels = rendering.enlarged(rendering.rows(made.images), options.scale)
    columns = _columns(made, options)
    body = rendering.encode_picture(rendering.sheet(pixels, columns), kind)
    return body, {**_headers(made), "X-Latente-Columns": str(columns)}


def _headers(made: Made) -> dict[str, str]:
    headers = {"X-Latente-Count": str(len(made.images))}
    if len(made.images) == 1:
        latents = rendering.to_json(made.fields["latents"])
        if len(latents) <= _LONGEST_HEADER:
            headers["X-Latente-Latents"] = latents.decode("ascii")
    if made.seed is not None:
        headers["X-Latente-Seed"] = str(made.seed)
    return headers


def cached(request: Request, content: CachedAnswer) -> Response:
    """A JSON answer that never changes while the process lives, or a 304."""
    headers = {"ETag": content.etag, "Cache-Control": "no-cache", "Vary": "Accept"}
    body = content.body
    if content.zipped is not None:
        headers["Vary"] = "Accept, Accept-Encoding"
        if takes_gzip(request.headers):
            headers |= {"ETag": content.zipped_etag, "Content-Encoding": "gzip"}
            body = content.zipped
    if matches(request.headers, headers["ETag"]):
        headers.pop("Content-Encoding", None)
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
