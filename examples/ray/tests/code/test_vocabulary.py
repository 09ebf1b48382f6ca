"""The vocabulary numbers what it was shown, weighs it, and comes back as it was."""

import json

import numpy as np
import pytest

from demo.config import Arguments
from demo.data.vocabulary import (
    Vocabulary,
    count_texts,
    features,
)
from demo.errors import DataError

TEXTS = ["detect objects image", "segment image", "image image words"]


def fit(texts: list[str], **changes: int) -> Vocabulary:
    arguments = Arguments.from_dict(changes)
    return Vocabulary.fit(count_texts(texts, arguments.piece_max), len(texts), arguments)


def test_a_word_gives_itself_and_its_pieces_with_its_edges() -> None:
    assert list(features("cats", 3)) == ["=cats", " ca", "cat", "ats", "ts "]


def test_a_short_word_is_a_word_too() -> None:
    assert "=r" in fit(["r c", "r python"]).names


def test_counts_of_parts_add_up_to_those_of_the_whole() -> None:
    parts = count_texts(TEXTS[:1], 4) + count_texts(TEXTS[1:], 4)

    assert parts == count_texts(TEXTS, 4)


def test_a_piece_must_be_in_enough_texts_and_a_word_in_one() -> None:
    names = fit(TEXTS, min_df=2).names

    assert "=segment" in names
    assert "segm" not in names
    assert "mage" in names


def test_weights_of_words_and_of_pieces_have_length_one() -> None:
    vocabulary = fit(TEXTS)
    ids, weights = vocabulary.encode("segment image unheard")
    words = np.array([vocabulary.names[number].startswith("=") for number in ids])

    assert np.linalg.norm(weights[words]) == pytest.approx(1.0)
    assert np.linalg.norm(weights[~words]) == pytest.approx(1.0)


def test_what_is_rare_weighs_more() -> None:
    vocabulary = fit(TEXTS)
    ids, weights = vocabulary.encode("segment image")
    weight = {vocabulary.names[number]: value for number, value in zip(ids, weights, strict=True)}

    assert weight["=segment"] > weight["=image"]


def test_a_text_of_which_nothing_is_known_has_no_features() -> None:
    ids, weights = fit(TEXTS).encode("\u6df1\u5ea6")

    assert len(ids) == len(weights) == 0


def test_it_comes_back_as_it_was() -> None:
    vocabulary = fit(TEXTS)

    assert Vocabulary.from_dict(json.loads(json.dumps(vocabulary.to_dict()))) == vocabulary


def test_texts_without_a_word_are_a_clear_error() -> None:
    with pytest.raises(DataError, match="nothing to learn from"):
        fit(["", ""])
