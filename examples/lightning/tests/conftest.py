"""Small made-up images for tests of the code, and the project's own data for all others."""

from pathlib import Path

import pytest
from example_images import QUICK, prepare, write_images

from demo.config import DataConfig, Parameters, Paths
from demo.data.load import SAMPLE, Rows, load_source
from demo.models.runs import Run
from demo.models.train import train

ROOT = Path(__file__).parents[1]
MOST_ROWS = 500  # of the project's own data that the tests train on


@pytest.fixture
def project(tmp_path: Path) -> Paths:
    """A project with made-up images."""
    return prepare(tmp_path)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paths, Run]:
    """A project with made-up images and a run; not to be changed."""
    paths = prepare(tmp_path_factory.mktemp("trained"))
    return paths, train(paths, DataConfig.load(paths), Parameters.compose(paths, QUICK))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of class folders with images."""
    return write_images(tmp_path / "shapes")


@pytest.fixture(scope="session")
def data() -> DataConfig:
    """What is in the project's own data."""
    config = DataConfig.load(Paths(ROOT), profiled=False)
    if not config.is_profiled:
        pytest.skip("config/data.toml is not complete yet: run `elt-data`")
    return config


@pytest.fixture(scope="session")
def rows(data: DataConfig) -> Rows:
    """The project's own rows."""
    if data.source != SAMPLE and not (ROOT / data.source).exists():
        pytest.skip(f"{data.source} is not on this machine")
    return load_source(Paths(ROOT), data)[0]


@pytest.fixture(scope="session")
def own(data: DataConfig, rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run on some of the project's own rows, in a folder of its own."""
    paths = Paths(tmp_path_factory.mktemp("own"))
    source = data.source if data.source == SAMPLE else str(ROOT / data.source)
    subset = min(len(rows), max(MOST_ROWS, 20 * len(data.classes)))
    changes = [f"subset={subset}", "logger=none", "trainer.max_epochs=10", "num_workers=0"]
    parameters = Parameters.compose(Paths(ROOT), changes)
    return train(paths, data.model_copy(update={"source": source}), parameters)
