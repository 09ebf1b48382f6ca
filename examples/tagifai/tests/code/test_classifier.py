"""The classifier learns, repeats itself, and says when there is nothing to learn."""

from dataclasses import replace

import numpy as np
import pytest

from demo.config import Arguments
from demo.errors import DataError
from demo.models.classifier import (
    build_classifier,
    build_vectorizer,
    fit_classifier,
)
from demo.models.folds import cross_validate

TEXTS = 3 * ["detect objects image", "segment image pixel", "translate sentences", "parse sentence"]
TARGETS = np.array([0, 0, 1, 1] * 3)


def test_it_learns_what_it_is_shown() -> None:
    classifier = fit_classifier(TEXTS, TARGETS, Arguments())

    assert classifier.predict(TEXTS).tolist() == TARGETS.tolist()


def test_pieces_of_words_reach_words_it_has_not_seen() -> None:
    classifier = fit_classifier(TEXTS, TARGETS, Arguments())

    assert classifier.predict(["imaging detectors", "translation parser"]).tolist() == [0, 1]


def test_probabilities_add_up_to_one() -> None:
    classifier = fit_classifier(TEXTS, TARGETS, Arguments())
    probabilities = classifier.predict_proba(["image", "sentence", "unheard"])

    assert probabilities.sum(axis=1) == pytest.approx([1.0, 1.0, 1.0])


def test_two_fits_with_one_seed_are_the_same() -> None:
    first, second = (fit_classifier(TEXTS, TARGETS, Arguments()) for _ in range(2))

    np.testing.assert_array_equal(first.predict_proba(TEXTS), second.predict_proba(TEXTS))


def test_single_letters_are_words_too() -> None:
    vectorizer = build_vectorizer(Arguments()).fit(["r c", "r python"])

    assert "words__c" in vectorizer.get_feature_names_out()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(Arguments(), ngram_max=2), id="ngram_max"),
        pytest.param(replace(Arguments(), char_ngram_max=5), id="char_ngram_max"),
        pytest.param(replace(Arguments(), min_df=1), id="min_df"),
        pytest.param(replace(Arguments(), sublinear_tf=False), id="sublinear_tf"),
    ],
)
def test_each_parameter_of_the_vectorizer_has_an_effect(changed: Arguments) -> None:
    texts = [*TEXTS, "image image zebra"]
    usual = build_vectorizer(Arguments()).fit_transform(texts)
    other = build_vectorizer(changed).fit_transform(texts)

    assert usual.shape != other.shape or abs(usual - other).max() > 0.01


def test_less_regularization_sharpens_the_probabilities() -> None:
    careful = fit_classifier(TEXTS, TARGETS, replace(Arguments(), C=0.01))
    trusting = fit_classifier(TEXTS, TARGETS, replace(Arguments(), C=1000.0))

    assert careful.predict_proba(TEXTS).max() < trusting.predict_proba(TEXTS).max()


@pytest.mark.parametrize(
    ("texts", "targets"),
    [
        pytest.param(["", ""], [0, 1], id="no word"),
        pytest.param(["one two", "three four"], [0, 1], id="no piece in two texts"),
    ],
)
def test_nothing_to_learn_is_a_clear_error(texts: list[str], targets: list[int]) -> None:
    with pytest.raises(DataError, match="nothing to learn from"):
        fit_classifier(texts, np.array(targets), Arguments())


def test_the_classifier_is_one_estimator_in_the_manner_of_scikit_learn() -> None:
    classifier = build_classifier(replace(Arguments(), C=7.0))

    assert classifier.get_params()["model__estimator__C"] == 7.0


def test_cross_validation_holds_out_every_row_once() -> None:
    folds = list(cross_validate(TEXTS, TARGETS, Arguments()))

    assert sorted(row for fold in folds for row in fold.rows) == list(range(len(TEXTS)))
    assert all(fold.probabilities.shape == (len(fold.rows), 2) for fold in folds)


def test_cross_validation_has_no_more_folds_than_the_rarest_label_has_rows() -> None:
    targets = np.array([0, 0] + [1] * 10)

    assert len(list(cross_validate(TEXTS, targets, Arguments()))) == 2
