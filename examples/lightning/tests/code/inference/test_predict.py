"""Predictions, and what cannot be classified: named by its place, never a traceback."""

from pathlib import Path

import pytest

from demo.config import Paths
from demo.data.module import DataFacts
from demo.errors import InputError
from demo.inference.artifacts import Artifacts
from demo.inference.images import (
    check_images,
    parse_image,
    read_images,
    read_rows,
)
from demo.inference.predict import predict

Trained = tuple[Paths, Artifacts]
FACTS = DataFacts(("a", "b"), (1, 2, 2), (0.0,), (1.0,), (0.0, 16.0))
COLUMNS = DataFacts(("a", "b"), (3,), (0.0,), (1.0,), None)


def test_images_of_a_file_are_classified(trained: Trained, resources_path: Path) -> None:
    artifacts = trained[1]
    answers = predict(read_images(resources_path / "digits.jsonl"), artifacts)

    assert [answer["label"] for answer in answers] == ["0", "1"]
    assert {answer["run_id"] for answer in answers} == {artifacts.run_id}
    for answer in answers:
        assert list(answer["probabilities"]) == list(artifacts.facts.classes)
        assert sum(answer["probabilities"].values()) == pytest.approx(1.0, abs=1e-5)


def test_an_image_gets_the_same_answer_alone_and_among_others(
    trained: Trained, resources_path: Path
) -> None:
    images = read_images(resources_path / "digits.jsonl")
    together = predict(images, trained[1])
    alone = [predict([image], trained[1])[0] for image in images]
    for one, other in zip(together, alone, strict=True):
        assert one["probabilities"] == pytest.approx(other["probabilities"], abs=1e-5)


def test_it_abstains_below_the_threshold(trained: Trained, resources_path: Path) -> None:
    images = read_images(resources_path / "digits.jsonl")
    (grey,) = predict([[8] * 64], trained[1], threshold=0.99999)
    assert (grey["label"], grey["abstained"]) == (None, True)
    assert not any(answer["abstained"] for answer in predict(images, trained[1], threshold=0.5))


def test_nothing_gives_nothing(trained: Trained) -> None:
    assert predict([], trained[1]) == []


@pytest.mark.parametrize("image", [[[[1, 2], [3, 4]]], [[1, 2], [3, 4]], [1, 2, 3, 4]])
def test_an_image_may_leave_out_its_channel_or_be_flat(image: object) -> None:
    assert check_images([image], FACTS).tolist() == [[[[1.0, 2.0], [3.0, 4.0]]]]


def test_a_row_of_a_table_is_a_flat_list() -> None:
    assert check_images([[1, -2.5, 1e9]], COLUMNS).tolist() == [[1.0, -2.5, 1e9]]


@pytest.mark.parametrize(
    ("image", "said"),
    [
        pytest.param([1, 2, 3], "image 2 has the shape [3]", id="too few"),
        pytest.param([], "image 2 has the shape [0]", id="nothing"),
        pytest.param([[], []], "image 2 has the shape [2, 0]", id="empty rows"),
        pytest.param([[1, 2], [3]], "rows of different lengths", id="a short row"),
        pytest.param([[1, 2], 3], "rows of different lengths", id="a row that is a number"),
        pytest.param(7, "image 2 has the shape []", id="a number"),
        pytest.param({"a": 1}, "image 2 has the shape []", id="a mapping"),
        pytest.param(None, "image 2 has the shape []", id="null"),
        pytest.param([1, 2, 3, "4"], "holds '4', which is not a number", id="a text"),
        pytest.param([1, 2, 3, None], "which is not a number", id="null for a number"),
        pytest.param([1, 2, 3, True], "which is not a number", id="truth for a number"),
        pytest.param([1, 2, 3, float("nan")], "not finite", id="not a number"),
        pytest.param([1, 2, 3, 10**400], "too large", id="a huge number"),
        pytest.param([1, 2, 3, 17], "holds 17, its numbers must be from 0 to 16", id="too bright"),
        pytest.param([1, 2, 3, -1], "holds -1", id="negative"),
        pytest.param([[[[1, 2], [3, 4]]]], "has the shape [1, 1, 2, 2]", id="too deep"),
    ],
)
def test_what_cannot_be_classified_is_named_by_its_place(image: object, said: str) -> None:
    with pytest.raises(InputError) as caught:
        check_images([[0, 0, 0, 0], image], FACTS)
    assert said in caught.value.message


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_that_is_no_probability_is_refused(trained: Trained, threshold: float) -> None:
    with pytest.raises(InputError, match="threshold"):
        predict([], trained[1], threshold)


@pytest.mark.parametrize("text", ["", "[1, 2", "seven", "[" * 100_000])
def test_what_is_not_json_is_named(text: str) -> None:
    with pytest.raises(InputError, match="not a list of numbers"):
        parse_image(text)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"\n \n", "is empty", id="blank lines"),
        pytest.param(b"\xff\xfe", "cannot be read", id="not text"),
        pytest.param(b"[" + b"1," * 5_000_001, "has more than", id="too large"),
        pytest.param(b"[1]\noops\n", "not a list of numbers", id="a line of words"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "images").write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_images(tmp_path / "images")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        read_images(tmp_path / "missing")


def test_too_many_images_at_once_are_refused() -> None:
    with pytest.raises(InputError, match="at most 10,000"):
        check_images([[0]] * 10_001, FACTS)


def test_rows_of_the_data_are_read_by_number(data_path: Path) -> None:
    rows = read_rows(data_path / "labeled.csv", [0, 1796])
    assert [len(row) for row in rows if isinstance(row, list)] == [64, 64]
    for number in (-1, 1797):
        with pytest.raises(InputError, match=f"no row {number}"):
            read_rows(data_path / "labeled.csv", [number])
