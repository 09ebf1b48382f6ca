"""The sample is what its script makes, reads like text, and is neither too easy nor too hard."""

import re
import tomllib
from collections import Counter
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import f1_score

from demo.config import Arguments, Paths
from demo.data.dataset import (
    join_text,
    load_labeled,
    preprocess,
)
from demo.data.sample import SAMPLE_FOLDER
from demo.data.sample.make import (
    make_sample,
    write_sample,
)
from demo.data.split import stratified_splits
from demo.evaluation.splits import repeated_splits
from demo.evaluation.spread import summarize

WORDS = tomllib.loads((SAMPLE_FOLDER / "words.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def frame(sample: Paths) -> pd.DataFrame:
    """The labeled sample."""
    return load_labeled(sample)


@pytest.fixture(scope="module")
def texts(frame: pd.DataFrame) -> list[str]:
    """The texts of the sample."""
    return join_text(frame)


def test_the_committed_files_are_what_the_script_makes(tmp_path: Path) -> None:
    write_sample(tmp_path)
    for name in ("projects.csv", "tags.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLE_FOLDER / name).read_bytes()


def test_another_seed_gives_another_sample_of_the_same_shape() -> None:
    projects, tags = make_sample(WORDS, seed=1)
    assert (projects, tags) == make_sample(WORDS, seed=1)
    assert projects != make_sample(WORDS)[0]
    assert Counter(line.partition(",")[2] for line in tags.splitlines()[1:]) == WORDS["rows"]


def test_labels_are_skewed_as_in_collections_of_projects(frame: pd.DataFrame) -> None:
    labels = Counter(preprocess(frame, Arguments())[1])
    assert len(frame) >= 480
    shares = {label: round(rows / len(frame), 2) for label, rows in labels.items()}
    assert shares == {
        "natural-language-processing": 0.41,
        "computer-vision": 0.37,
        "other": 0.14,
        "mlops": 0.08,
    }


def test_every_slot_of_every_frame_was_filled(texts: list[str]) -> None:
    assert not [text for text in texts if "{" in text or "}" in text or "  " in text]


def test_words_vary(texts: list[str]) -> None:
    words = Counter(word for text in texts for word in re.findall(r"[a-z]+", text.lower()))
    assert len(words) >= 1_000
    assert len(words) / words.total() >= 0.05


def test_no_text_is_there_twice_and_hardly_any_is_nearly_another(texts: list[str]) -> None:
    assert len(set(texts)) == len(texts)
    bags = [frozenset(text.lower().split()) for text in texts]
    # Four of five words in common.
    close = sum(5 * len(one & other) > 4 * len(one | other) for one, other in combinations(bags, 2))
    assert close <= len(texts) / 100


def test_some_texts_are_short_and_most_are_not(texts: list[str]) -> None:
    lengths = [len(text.split()) for text in texts]
    short = sum(length < 8 for length in lengths) / len(lengths)
    assert 0.02 <= short <= 0.08
    assert 15 <= sum(lengths) / len(lengths) <= 25


def test_some_texts_about_language_speak_of_convolution(frame: pd.DataFrame) -> None:
    language = frame[frame["tag"] == "natural-language-processing"]
    speak = [re.search(r"convolution|\bCNN\b", text) is not None for text in join_text(language)]
    assert 0.01 <= sum(speak) / len(speak) <= 0.05


def test_there_is_something_to_clean(texts: list[str]) -> None:
    assert any("https://" in text for text in texts)
    assert any("<b>" in text for text in texts)


def test_a_linear_model_does_well_but_not_perfectly(frame: pd.DataFrame) -> None:
    outcomes = repeated_splits(*preprocess(frame, Arguments()), Arguments(), 5)
    assert 0.82 <= summarize(list(outcomes))["weighted_f1"]["mean"] <= 0.90


def test_guessing_the_most_frequent_tag_does_badly(frame: pd.DataFrame) -> None:
    splits = stratified_splits(*preprocess(frame, Arguments()), seed=42)
    guess = DummyClassifier().fit(splits.train.texts, splits.train.labels)
    predicted = guess.predict(splits.test.texts)
    assert f1_score(splits.test.labels, predicted, average="weighted") < 0.30
