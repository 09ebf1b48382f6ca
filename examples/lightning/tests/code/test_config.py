"""Places follow from one root."""

from pathlib import Path

import pytest

from demo.config import Paths, find_root
from demo.places import ROOT_VARIABLE


def test_the_root_is_the_nearest_folder_upwards_with_parameters(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "train.yaml").touch()
    (tmp_path / "examples" / "old").mkdir(parents=True)
    assert find_root(tmp_path / "examples" / "old") == tmp_path.resolve()


def test_the_environment_has_the_last_word_on_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    assert find_root(Path.cwd()) == tmp_path.resolve()


def test_everything_is_below_the_root(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    names = [name for name in dir(Paths) if isinstance(getattr(Paths, name), property)]
    places = [getattr(paths, name) for name in names]
    assert len(places) == 10
    assert all(place.is_relative_to(tmp_path) and place != tmp_path for place in places)
    assert list(tmp_path.iterdir()) == []
