"""Labels are replaced, numbered and read back."""

from pathlib import Path

import pytest

from demo.data.labels import (
    LabelEncoder,
    replace_minority,
    replace_out_of_scope,
)
from demo.errors import DataError


def test_a_label_out_of_scope_becomes_other() -> None:
    assert replace_out_of_scope(["a", "b", "c"], {"a", "c"}, "other") == ["a", "other", "c"]


def test_a_label_with_too_few_rows_becomes_other() -> None:
    assert replace_minority(["a", "a", "b", "a"], 2, "other") == ["a", "a", "other", "a"]


def test_a_label_with_just_enough_rows_stays() -> None:
    assert replace_minority(["a", "a", "b"], 1, "other") == ["a", "a", "b"]


def test_numbers_do_not_depend_on_the_order_of_the_rows() -> None:
    assert LabelEncoder.fit(["b", "a", "b"]) == LabelEncoder.fit(["a", "b"])
    assert LabelEncoder.fit(["b", "a"]).classes == ("a", "b")


def test_decoding_undoes_encoding() -> None:
    labels = ["b", "a", "c", "b"]
    encoder = LabelEncoder.fit(labels)
    assert encoder.encode(labels).tolist() == [1, 0, 2, 1]
    assert encoder.decode(encoder.encode(labels).tolist()) == labels
    assert len(encoder) == 3


def test_an_unknown_label_is_named() -> None:
    with pytest.raises(DataError, match="unknown label 'z'"):
        LabelEncoder(("a", "b")).encode(["a", "z"])


@pytest.mark.parametrize("number", [-1, 2])
def test_a_number_without_a_label_is_refused(number: int) -> None:
    with pytest.raises(DataError, match=f"no label has the number {number}"):
        LabelEncoder(("a", "b")).decode([number])


def test_an_encoder_comes_back_from_its_file(tmp_path: Path) -> None:
    encoder = LabelEncoder(("computer-vision", "other"))
    encoder.save(tmp_path / "labels.json")
    assert LabelEncoder.load(tmp_path / "labels.json") == encoder


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"classes": "ab"}', '{"classes": [1]}'])
def test_a_file_that_is_no_encoder_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "labels.json").write_text(content)
    with pytest.raises(DataError, match=r"labels\.json"):
        LabelEncoder.load(tmp_path / "labels.json")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read as labels"):
        LabelEncoder.load(tmp_path / "labels.json")
