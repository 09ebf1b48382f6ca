"""Parameters are checked, and places follow from one root."""

import json
from pathlib import Path

import pytest

from demo import config
from demo.config import Arguments, Paths, find_root
from demo.errors import (
    ArgumentsError,
    DataError,
    InputError,
    ProjectError,
    RunError,
)
from demo.places import ROOT_VARIABLE


def test_the_committed_parameters_are_the_defaults() -> None:
    committed = Path(__file__).parents[2] / "config" / "args.json"
    # `optimize` rewrites the file; then this test says that the defaults in config.py are behind.
    assert json.loads(committed.read_text(encoding="utf-8")) == Arguments().to_dict()


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert Arguments.load(tmp_path / "args.json") == Arguments()


def test_a_missing_key_gives_its_default(tmp_path: Path) -> None:
    (tmp_path / "args.json").write_text('{"seed": 7}')
    assert Arguments.load(tmp_path / "args.json") == Arguments(seed=7)


def test_parameters_come_back_as_they_were() -> None:
    arguments = Arguments(seed=1, subset=10, stem=True)
    assert Arguments.from_dict(arguments.to_dict()) == arguments


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param('{"sed": 1}', "unknown key 'sed'", id="an unknown key"),
        pytest.param('{"seed": "1"}', "seed must be int, not '1'", id="text for a number"),
        pytest.param('{"seed": true}', "seed must be int, not True", id="truth for a number"),
        pytest.param('{"lower": 1}', "lower must be bool, not 1", id="a number for truth"),
        pytest.param('{"min_freq": 0}', "min_freq must be between 1", id="too low"),
        pytest.param('{"train_share": NaN}', "train_share must be between", id="not a number"),
        pytest.param('{"subset": 1.5}', "subset must be int or null", id="a fraction of a row"),
        pytest.param("[1]", "must hold one JSON object", id="a list"),
        pytest.param('{"seed": ', "cannot be read as JSON", id="half a file"),
    ],
)
def test_a_bad_parameter_is_refused_with_file_and_key(
    tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "args.json"
    path.write_text(content)
    with pytest.raises(ArgumentsError) as caught:
        Arguments.load(path)
    assert caught.value.message.startswith(f"{path}: ")
    assert said in caught.value.message


def test_a_misspelled_key_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(ArgumentsError) as caught:
        Arguments.from_dict({"min_frequ": 1})
    assert caught.value.hint == "did you mean 'min_freq'?"


def test_the_root_is_the_nearest_folder_upwards_with_parameters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "args.json").write_text("{}")
    (tmp_path / "notebooks" / "old").mkdir(parents=True)
    assert find_root(tmp_path / "notebooks" / "old") == tmp_path.resolve()


def test_without_parameters_the_root_is_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert find_root() == tmp_path.resolve()


def test_the_environment_has_the_last_word_on_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    assert find_root(Path.cwd()) == tmp_path.resolve()


def test_everything_is_below_the_root(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    names = [name for name in dir(Paths) if isinstance(getattr(Paths, name), property)]
    places = [getattr(paths, name) for name in names]
    assert len(places) == 11
    assert all(place.is_relative_to(tmp_path) and place != tmp_path for place in places)
    assert list(tmp_path.iterdir()) == []


def test_stop_words_are_lower_case_and_leave_topics_alone() -> None:
    assert all(word == word.lower() for word in config.STOPWORDS)
    assert {"the", "don't"} <= config.STOPWORDS
    assert not {"image", "text", "graph", "time", "model"} & config.STOPWORDS


@pytest.mark.parametrize("kind", [ArgumentsError, DataError, InputError, RunError])
def test_every_error_has_a_message_a_hint_and_an_exit_code(kind: type[ProjectError]) -> None:
    error = kind("what is wrong", "what to do")
    assert (str(error), error.hint, error.exit_code) == ("what is wrong", "what to do", 1)
