"""Read what is to be classified: nested lists of numbers, as JSON or as rows of a table."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from torch import Tensor

from ..data.dataset import read_labeled
from ..data.module import DataFacts
from ..errors import InputError

# Of one file; a thousand images of 28 x 28 pixels need about three.
LARGEST_BYTES = 10_000_000
MOST_IMAGES = 10_000
# Far below what a 32-bit float holds, so that no sum of the model overflows.
LARGEST_NUMBER = 1e30


def parse_image(text: str) -> object:
    """Return an image typed as JSON: a list of rows of numbers, or one flat list.

    Raises:
        InputError: it is not JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"not a list of numbers: {text[:40]!r}", "write an image as in [[0, 12], [3, 16]]"
        ) from error


def read_images(path: Path) -> list[object]:
    """Return the images of a file: one JSON list of them, or one per line.

    Raises:
        InputError: the file cannot be read, is too large, is empty or holds something else.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if len(content) > LARGEST_BYTES:
        raise InputError(f"{path} has more than {LARGEST_BYTES:,} bytes", "split the file")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError(f"{path} is empty")
    return [parse_image(line) for line in lines]


def read_rows(path: Path, rows: Sequence[int]) -> list[object]:
    """Return rows of the labeled data, each as a flat list of numbers.

    Raises:
        InputError: there is no row of that number.
        DataError: there is no labeled data.
    """
    numbers, _ = read_labeled(path)
    for row in rows:
        if not 0 <= row < len(numbers):
            raise InputError(f"no row {row}: {path} has {len(numbers)}, numbered from 0")
    return [numbers[row].tolist() for row in rows]


def check_images(images: Sequence[object], facts: DataFacts) -> Tensor:
    """Return images as a tensor of shape (images, *shape) if each can be classified.

    An image is nested as its shape is, may leave out a first dimension of one channel, or is flat.

    Raises:
        InputError: names the first image that is of another shape, no numbers or out of limits.
    """
    if len(images) > MOST_IMAGES:
        raise InputError(f"{len(images):,} images at once; at most {MOST_IMAGES:,} are read")
    rows = [_numbers(image, place, facts) for place, image in enumerate(images, start=1)]
    return torch.tensor(rows, dtype=torch.float32).reshape(-1, *facts.shape)


def accepted_shapes(facts: DataFacts) -> list[tuple[int, ...]]:
    """Return the shapes that an image may have, the deepest first; the last one is flat."""
    one_channel = len(facts.shape) > 1 and facts.shape[0] == 1
    shapes = {facts.shape, facts.shape[one_channel:], (math.prod(facts.shape),)}
    return sorted(shapes, key=len, reverse=True)


def accepted_numbers(facts: DataFacts) -> tuple[float, float]:
    """Return the smallest and the largest number that an image may hold."""
    return facts.limits or (-LARGEST_NUMBER, LARGEST_NUMBER)


def _numbers(image: object, place: int, facts: DataFacts) -> list[float]:
    """Return the numbers of one image, row by row."""
    shapes = accepted_shapes(facts)
    # Depth and size are known before anything is walked through.
    shape = _shape_of(image, len(facts.shape))
    if shape not in shapes:
        wanted = " or ".join(str(list(each)) for each in shapes)
        raise InputError(f"image {place} has the shape {list(shape)}, {wanted} is wanted")
    numbers = list(_flatten(image))
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise InputError(f"image {place} holds {str(number)[:20]!r}, which is not a number")
        _check_number(number, place, facts)
    if len(numbers) != math.prod(shape):
        raise InputError(f"image {place} has rows of different lengths")
    return [float(number) for number in numbers if isinstance(number, int | float)]


def _check_number(number: float, place: int, facts: DataFacts) -> None:
    """Refuse a number that is not finite or out of the limits of the data."""
    # A whole number of hundreds of digits has no finite float.
    if abs(number) > LARGEST_NUMBER or not math.isfinite(number):
        raise InputError(f"image {place} holds a number that is too large or not finite")
    low, high = accepted_numbers(facts)
    if not low <= number <= high:
        raise InputError(
            f"image {place} holds {number:g}, its numbers must be from {low:g} to {high:g}",
            "scale it as the data were scaled",
        )


def _shape_of(image: object, depth: int) -> tuple[int, ...]:
    """Return the shape that the first elements of nested lists promise."""
    shape: list[int] = []
    while isinstance(image, list) and len(shape) <= depth:
        shape.append(len(image))
        if not image:
            break
        image = image[0]
    return tuple(shape)


def _flatten(image: object) -> Iterable[object]:
    """Give what nested lists hold."""
    if isinstance(image, list):
        for part in image:
            yield from _flatten(part)
    else:
        yield image
