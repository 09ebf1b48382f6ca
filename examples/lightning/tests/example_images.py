"""Made-up images: bright bars on a dark ground: lying, upright or crossed."""

import shutil
from pathlib import Path

import numpy as np
from PIL import Image

from demo.config import DataConfig, Paths
from demo.data.elt import profile

CONFIG = Path(__file__).parents[1] / "config"
CLASSES = ("cross", "lying", "upright")
# Overrides for a training that takes a second.
QUICK = ["model=mlp", "model.hidden_dims=[16]", "trainer.max_epochs=8", "logger=none", "tuned=none"]
PER_CLASS = 30


def draw(name: str, seed: int) -> np.ndarray:
    """Return one image, 8 x 8 pixels."""
    random = np.random.default_rng(seed)
    image = random.integers(0, 60, (8, 8), np.uint8)
    row, column = random.integers(1, 7, 2)
    if name != "upright":
        image[row] = 220
    if name != "lying":
        image[:, column] = 220
    return image


def write_images(folder: Path) -> Path:
    """Write a folder for each class, and return the folder of them all."""
    for number, name in enumerate(CLASSES):
        (folder / name).mkdir(parents=True)
        for row in range(PER_CLASS):
            image = Image.fromarray(draw(name, 1000 * number + row))
            image.save(folder / name / f"{row:02}.png")
    return folder


def prepare(root: Path) -> Paths:
    """Put images into an empty project and look at them."""
    paths = Paths(root)
    shutil.copytree(CONFIG, paths.config)
    write_images(root / "shapes")
    profile(paths, DataConfig(source="shapes", target="bars")).data.save(paths)
    return paths
