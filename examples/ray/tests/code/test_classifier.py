"""The classifier learns, repeats itself, and goes on where a checkpoint was taken."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from demo.config import Arguments
from demo.data.labels import LabelEncoder
from demo.errors import DataError
from demo.models.checkpoints import (
    read_classifier,
    restore,
    written,
)
from demo.models.classifier import (
    Classifier,
    fit_classifier,
    new_network,
)
from demo.models.encoders import fit_encoder
from demo.models.folds import cross_validate
from demo.models.steps import (
    Examples,
    Learner,
    balance,
    epoch_generator,
    train_step,
    val_step,
)

TEXTS = 3 * ["detect objects image", "segment image pixel", "translate sentences", "parse sentence"]
TARGETS = np.array([0, 0, 1, 1] * 3)


@pytest.fixture(autouse=True)
def global_generator() -> Iterator[None]:
    """What is learned may not depend on what was drawn before, nor change what is drawn after."""
    before = torch.random.get_rng_state()
    yield
    assert torch.equal(torch.random.get_rng_state(), before)


def make_learner() -> tuple[Classifier, Learner, Examples]:
    encoder = fit_encoder(TEXTS, Arguments())
    network = new_network(encoder, 2, Arguments())
    examples = Examples(encoder.encode(TEXTS), torch.from_numpy(TARGETS))
    learner = Learner(network, Arguments(), balance(examples.targets, 2), steps=12)
    return Classifier(encoder, network), learner, examples


def learn(learner: Learner, examples: Examples, epochs: range) -> list[float]:
    with torch.random.fork_rng(devices=[]):
        return [
            train_step(examples.batches(4, epoch_generator(1, epoch)), learner) for epoch in epochs
        ]


def test_it_learns_what_it_is_shown() -> None:
    classifier = fit_classifier(TEXTS, TARGETS, Arguments())

    assert classifier.predict_proba(TEXTS).argmax(axis=1).tolist() == TARGETS.tolist()


def test_pieces_of_words_reach_words_it_has_not_seen() -> None:
    classifier = fit_classifier(TEXTS, TARGETS, Arguments())
    probabilities = classifier.predict_proba(["imaging detectors", "translation parser"])

    assert probabilities.argmax(axis=1).tolist() == [0, 1]


def test_probabilities_add_up_to_one() -> None:
    classifier = fit_classifier(TEXTS, TARGETS, Arguments())
    probabilities = classifier.predict_proba(["image", "sentence", "unheard"])

    assert probabilities.sum(axis=1) == pytest.approx([1.0, 1.0, 1.0])


def test_two_fits_with_one_seed_are_the_same() -> None:
    first, second = (fit_classifier(TEXTS, TARGETS, Arguments()) for _ in range(2))

    np.testing.assert_array_equal(first.predict_proba(TEXTS), second.predict_proba(TEXTS))


def test_the_loss_falls() -> None:
    _, learner, examples = make_learner()
    losses = learn(learner, examples, range(4))

    assert losses == sorted(losses, reverse=True)


def test_rare_classes_count_more() -> None:
    assert balance(torch.tensor([0, 0, 0, 1]), 2).tolist() == pytest.approx([2 / 3, 2.0])


def test_the_epoch_with_the_lowest_validation_loss_is_kept() -> None:
    # Labels that do not belong to the texts: the more is learned, the worse it gets.
    wrong = (TEXTS, 1 - TARGETS)
    kept = fit_classifier(TEXTS, TARGETS, Arguments(), validation=wrong)
    last = fit_classifier(TEXTS, TARGETS, Arguments())

    assert kept.predict_proba(TEXTS).max() < last.predict_proba(TEXTS).max()


def test_a_training_that_goes_on_from_a_checkpoint_ends_as_an_undisturbed_one() -> None:
    undisturbed, learner, examples = make_learner()
    learn(learner, examples, range(4))

    stopped, learner, _ = make_learner()
    history = [{"val_loss": loss} for loss in learn(learner, examples, range(2))]
    taken_up, other, _ = make_learner()
    with written(stopped, LabelEncoder(("a", "b")), learner, history) as checkpoint:
        assert restore(checkpoint, taken_up.network, other) == history
    learn(other, examples, range(2, 4))

    for name, tensor in undisturbed.network.state_dict().items():
        assert torch.equal(tensor, taken_up.network.state_dict()[name]), name


def test_a_checkpoint_can_be_used_without_the_data() -> None:
    classifier, learner, examples = make_learner()
    learn(learner, examples, range(1))
    with written(classifier, LabelEncoder(("a", "b")), learner, []) as checkpoint:
        read, labels = read_classifier(checkpoint)

    assert labels.classes == ("a", "b")
    np.testing.assert_array_equal(read.predict_proba(TEXTS), classifier.predict_proba(TEXTS))


def test_the_validation_loss_is_that_of_the_probabilities() -> None:
    classifier, learner, examples = make_learner()
    loss, probabilities = val_step(examples, learner)
    right = classifier.predict_proba(TEXTS)[np.arange(len(TEXTS)), TARGETS]

    assert loss == pytest.approx(-np.log(right).mean(), rel=1e-5)
    assert probabilities.shape == (len(TEXTS), 2)


@pytest.mark.parametrize(
    ("texts", "targets"),
    [
        pytest.param(["", ""], [0, 1], id="no word"),
        pytest.param(["one two", "three four"], [0, 0], id="one class"),
    ],
)
def test_nothing_to_learn_is_a_clear_error(texts: list[str], targets: list[int]) -> None:
    with pytest.raises(DataError, match="nothing to learn from"):
        fit_classifier(texts, np.array(targets), Arguments())


def test_cross_validation_holds_out_every_row_once() -> None:
    folds = list(cross_validate(TEXTS, TARGETS, Arguments()))

    assert sorted(row for fold in folds for row in fold.rows) == list(range(len(TEXTS)))
    assert all(fold.probabilities.shape == (len(fold.rows), 2) for fold in folds)
