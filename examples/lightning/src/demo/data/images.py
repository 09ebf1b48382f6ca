"""Read images: each file becomes pixels, in the same way for training and prediction."""

import io
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from ..config import DataConfig
from ..errors import DataError

# What is read, by the content of a file; its name decides only whether it is looked at.
FORMATS = ("PNG", "JPEG", "BMP", "WEBP")
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
# A small file can unpack to more than the memory holds. Cameras take up to 50 million pixels.
_MOST_PIXELS = 60_000_000
_MOST_BYTES = 100 << 20  # of a file
_MOST_NUMBERS = 4 << 30  # of all images in memory
_SHOWN = 3  # problems that an error names
# Folders that split a data set: the class folders are in them, and the second ones are for testing.
_TRAINING, _TEST = {"train", "training", "val", "valid", "validation"}, {"test", "testing"}


def find_images(folder: Path) -> list[tuple[Path, str, bool]]:
    """Return the files in the folders of classes whose names are those of images, in order.

    Each one comes with its class, and with whether it is in a folder `test`. DataError if there is
    no folder, or no image in one of them.
    """
    classes = _folders(folder)
    is_split = bool(classes) and {each.name.lower() for each in classes} <= _TRAINING | _TEST
    if is_split:
        classes = [inner for each in classes for inner in _folders(each)]
    if not classes:
        hint = "put the images of each class in a folder of its own"
        raise DataError(f"{folder.name} has no folders of classes", hint)
    found = []
    for each in classes:
        if not (files := image_files(each)):
            raise DataError(f"{short_name(each)} has no images", f"expected {', '.join(ENDINGS)}")
        is_test = is_split and each.parent.name.lower() in _TEST
        found += [(file, each.name, is_test) for file in files]
    return found


def image_files(folder: Path) -> list[Path]:
    """Return the files anywhere in a folder whose names are those of images, in order."""
    files = (path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    return sorted(path for path in files if path.is_file() and not _is_hidden(path))


def _folders(path: Path) -> list[Path]:
    """Return the folders in a folder, in order."""
    return sorted(each for each in path.iterdir() if each.is_dir() and not _is_hidden(each))


def _is_hidden(path: Path) -> bool:
    """Return whether a file or folder belongs to the system, as `.DS_Store` or `__MACOSX`."""
    return path.name.startswith((".", "__"))


def read_images(files: Sequence[Path], data: DataConfig) -> np.ndarray:
    """Return the pixels of images, shape (images, channels, height, width), from 0 to 255.

    DataError names the first files that are not images.
    """
    images, problems = empty_images(len(files), data), []
    for row, file in enumerate(files):
        try:
            with file.open("rb") as stream:
                images[row] = decode_image(stream.read(_MOST_BYTES), data)
        except OSError as error:
            problems.append(f"{short_name(file)} cannot be read: {error.strerror}")
        except DataError as error:
            problems.append(f"{short_name(file)} {error.message}")
    if problems:
        more = f"; and {len(problems) - _SHOWN:,} more" if len(problems) > _SHOWN else ""
        raise DataError("; ".join(problems[:_SHOWN]) + more, "replace or remove these files")
    return images


def short_name(file: Path) -> str:
    """Return the name of a file with that of its folder."""
    return "/".join(file.parts[-2:])


def empty_images(number: int, data: DataConfig) -> np.ndarray:
    """Return an array for images; DataError if they would fill the memory."""
    shape = (number, *data.shape)
    if (size := int(np.prod(shape))) > _MOST_NUMBERS:
        raise DataError(f"{number:,} images of this size need {size:,} bytes", "use a smaller size")
    return np.empty(shape, np.uint8)


def decode_image(content: bytes, data: DataConfig) -> np.ndarray:
    """Return the pixels of the content of an image file, shape (channels, height, width)."""
    image, (_, height, width) = open_image(content), data.shape
    # A JPEG that is much too large is unpacked at a fraction of its size.
    image.draft(None, (2 * max(height, width), 2 * max(height, width)))
    try:
        with warnings.catch_warnings(action="ignore"):
            return _to_pixels(ImageOps.exif_transpose(image), data)
    except (OSError, SyntaxError, ValueError, TypeError, MemoryError) as error:
        raise DataError(f"is a damaged image: {error}") from error


def open_image(content: bytes) -> Image.Image:
    """Return an image of which only the header is read; DataError if it is not an image."""
    try:
        with warnings.catch_warnings(action="ignore"):
            image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise DataError(f"has more than {_MOST_PIXELS:,} pixels") from error
    except (OSError, SyntaxError, ValueError, TypeError) as error:
        raise DataError(f"is not an image: expected {', '.join(FORMATS)}") from error
    if image.width * image.height > _MOST_PIXELS:
        raise DataError(f"has {image.width} x {image.height} pixels, more than {_MOST_PIXELS:,}")
    return image


def is_grey(image: Image.Image) -> bool:
    """Return whether an image has no color: by its mode, or because all its pixels are grey."""
    if image.mode in ("1", "L", "LA") or image.mode.startswith(("I", "F")):
        return True
    small = np.asarray(image.convert("RGB").resize((64, 64)), np.int16)
    return bool((small.max(axis=2) - small.min(axis=2)).max() <= 8)  # JPEG is not exact


def resize_array(images: np.ndarray, data: DataConfig) -> np.ndarray:
    """Return pixels, shape (rows, height, width) or with channels last, as `decode_image` does."""
    made = empty_images(len(images), data)
    for row, pixels in enumerate(images):
        made[row] = _to_pixels(Image.fromarray(pixels.squeeze()), data)
    return made


def _to_pixels(image: Image.Image, data: DataConfig) -> np.ndarray:
    """Return an image resized, in grey or color, channels first; what is transparent is white."""
    if image.mode.startswith(("I", "F")):  # 16 bits per pixel: Pillow would cut them off at 255
        image = Image.fromarray((np.asarray(image, np.float64) / 257).clip(0, 255).astype(np.uint8))
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    _, height, width = data.shape
    image = image.convert("RGB" if data.mode == "color" else "L")
    pixels = np.asarray(image.resize((width, height), Image.Resampling.BILINEAR), np.uint8)
    return pixels[np.newaxis] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
