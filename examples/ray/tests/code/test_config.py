"""Configuration: where the project is, what the data contain, and the parameters."""

from pathlib import Path

import pytest

from demo.config import (
    PARAMETERS_FILE,
    Column,
    DataConfig,
    Parameters,
    Paths,
    Role,
    find_root,
)
from demo.errors import ConfigError
from demo.utils.files import read_json, write_text

ROLES = {"a": Role.TEXT, "b": Role.IGNORED, "c": Role.TEXT, "d": Role.TARGET}


def test_the_root_is_the_nearest_folder_upwards_with_parameters(tmp_path: Path) -> None:
    write_text(tmp_path / PARAMETERS_FILE, "{}")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_root(tmp_path / "a" / "b") == tmp_path


def test_without_parameters_the_root_is_where_one_stands(tmp_path: Path) -> None:
    assert find_root(tmp_path) == tmp_path


def test_the_environment_decides_on_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROJECT_ROOT", str(tmp_path / "chosen"))
    assert Paths.find().root == tmp_path / "chosen"


def config(**roles: str) -> dict[str, object]:
    columns = {name: {"role": role} for name, role in roles.items()}
    return {"source": "t.csv", "target": "d", "classes": ["x", "y"], "columns": columns}


def test_columns_are_named_by_their_role_in_order() -> None:
    columns = {name: Column(role=role) for name, role in ROLES.items()}
    data = DataConfig.model_construct(target="d", columns=columns)
    assert data.named(Role.TEXT) == ["a", "c"]
    assert data.named(Role.IGNORED, Role.TARGET) == ["b", "d"]
    assert data.named(Role.ID) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (config(a="text", d="target", b="target"), "only one column can have the role target"),
        (config(d="target"), "no column has the role text"),
        (config(a="text", d="target") | {"classes": ["x"]}, "fewer than two"),
        (config(a="text", d="target") | {"labels": "l.csv"}, "no column has the role id"),
        (config(a="text", d="target") | {"other": "z"}, "lacks `z`"),
        ({"speed": 1}, "speed"),
    ],
)
def test_roles_that_contradict_each_other_are_refused(
    changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        DataConfig.model_validate(config(a="text", d="target") | changes)


def test_a_file_that_is_not_valid_is_named(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with pytest.raises(ConfigError, match="not found"):
        DataConfig.load(paths)
    write_text(paths.data_toml, "source = 1")
    with pytest.raises(ConfigError, match=r"data\.toml: source"):
        DataConfig.load(paths)
    write_text(paths.data_toml, "source = 't.csv'\ntarget = 'd'")
    with pytest.raises(ConfigError, match="no columns yet"):
        DataConfig.load(paths)


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "args.json"), ('{"speed": 1}', "speed"), ('{"folds": 1}', "folds: .* 2")],
)
def test_wrong_parameters_are_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "args.json").write_text(content)
    with pytest.raises(ConfigError, match=message):
        Parameters.load(tmp_path / "args.json")


def test_the_parameters_of_the_project_are_valid() -> None:
    file = Path(__file__).parents[2] / PARAMETERS_FILE
    assert Parameters.load(file).model_dump(mode="json") == read_json(file)
