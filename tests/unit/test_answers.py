from pathlib import Path

import pytest

from scaffold.answers.given import (
    check_keys,
    check_kinds,
    gather_answers,
    parse_features,
    parse_pairs,
    read_data_file,
)
from scaffold.errors import InvalidAnswerError

FEATURES = ["docker", "github", "notebooks"]


def test_the_more_explicit_answer_wins(tmp_path: Path) -> None:
    file = tmp_path / "answers.yml"
    file.write_text("stack: skeleton\nlayout: flat\nlicense: none\n", encoding="utf-8")
    answers = gather_answers(file, ["layout=package"], {"stack": "tagifai", "features": None})
    assert answers == {"stack": "tagifai", "layout": "package", "license": "none"}


def test_an_answer_given_twice_in_the_same_way_is_no_conflict() -> None:
    assert gather_answers(None, ["stack=ray"], {"stack": "ray"}) == {"stack": "ray"}


def test_two_different_answers_to_one_question_are_refused() -> None:
    with pytest.raises(InvalidAnswerError, match="Conflicting values"):
        gather_answers(None, ["stack=ray"], {"stack": "tagifai"})


def test_a_value_may_hold_an_equals_sign() -> None:
    assert parse_pairs(["description=a=b"]) == {"description": "a=b"}


@pytest.mark.parametrize("value", ["a\udcffb", ["a", "\ud800"], {"a": ["\udcff"]}, {"\udcff": 1}])
def test_an_answer_that_is_not_utf_8_is_refused_by_its_name(value: object) -> None:
    with pytest.raises(InvalidAnswerError, match="`description` is not UTF-8"):
        check_kinds({"description": value}, {})
    check_kinds({"description": ["é", {"a": 1}]}, {})


@pytest.mark.parametrize("pair", ["stack", "=value", " =value", ""])
def test_a_pair_without_key_or_value_is_refused(pair: str) -> None:
    with pytest.raises(InvalidAnswerError, match="Invalid answer"):
        parse_pairs([pair])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"stack: [", "Invalid YAML", id="broken"),
        pytest.param(b"<<<<<<< a\nstack: b\n", "Invalid YAML|No answers in", id="conflict markers"),
        pytest.param(b"- stack\n", "No answers in", id="a list"),
        pytest.param(b"", "No answers in", id="empty"),
        pytest.param(b"1: 2\n", "No answers in", id="keys that are no names"),
        pytest.param(
            b"!!python/object/apply:os.getcwd []\n", "Invalid YAML", id="a tag that runs code"
        ),
        pytest.param("stack: é".encode("latin-1"), "not UTF-8", id="another encoding"),
    ],
)
def test_a_data_file_that_holds_no_answers_is_refused(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "answers.yml"
    file.write_bytes(content)
    with pytest.raises(InvalidAnswerError, match=problem):
        read_data_file(file)


def test_a_missing_data_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidAnswerError, match=r"Cannot read `.*nowhere\.yml`: No such file"):
        read_data_file(tmp_path / "nowhere.yml")


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("all", FEATURES),
        ("none", []),
        ("", []),
        ("docker", ["docker"]),
        (" notebooks , docker,", ["docker", "notebooks"]),
    ],
)
def test_features_are_read_in_the_order_of_the_template(text: str, features: list[str]) -> None:
    assert parse_features(text, FEATURES) == features


def test_a_misspelled_feature_is_hinted_at() -> None:
    with pytest.raises(InvalidAnswerError) as caught:
        parse_features("dockers", FEATURES)
    assert caught.value.hint == "Did you mean `docker`?"


def test_an_unknown_key_is_refused_with_the_questions_there_are() -> None:
    with pytest.raises(InvalidAnswerError) as caught:
        check_keys({"colour": "red"}, ["stack", "layout"])
    assert caught.value.hint == "Questions: stack, layout"


def test_a_text_that_is_long_to_read_as_yaml_is_refused_by_its_name() -> None:
    with pytest.raises(InvalidAnswerError, match="`a` has too many values or brackets"):
        check_kinds({"a": "[" * 30}, {"a": {"type": "yaml"}})
    check_kinds({"a": "["}, {"a": {"type": "yaml"}})
    check_kinds({"a": "[" * 30}, {"a": {"default": "x"}})
