"""Classifiers are stored as numbers and names, and come back whole or not at all."""

import numpy as np
import pytest

from demo.config import Arguments
from demo.inference.storage import (
    FILES,
    dump_classifier,
    load_classifier,
)
from demo.models.classifier import fit_classifier

TEXTS, TARGETS = ["one word", "another word"] * 5, np.array([0, 1] * 5)


@pytest.fixture
def files() -> dict[str, bytes]:
    return dump_classifier(fit_classifier(TEXTS, TARGETS, Arguments()))


def test_what_is_stored_has_a_name_each(files: dict[str, bytes]) -> None:
    assert sorted(files) == sorted(FILES)


def test_a_model_of_other_classes_than_the_labels_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="disagree"):
        load_classifier(files, classes=3)


def test_weights_of_another_encoder_are_refused(files: dict[str, bytes]) -> None:
    other = dump_classifier(fit_classifier(["two words", "three words"] * 5, TARGETS, Arguments()))

    with pytest.raises(ValueError, match=r"model\.safetensors"):
        load_classifier(files | {"model.safetensors": other["model.safetensors"]}, classes=2)


def test_a_pickle_is_no_model(files: dict[str, bytes]) -> None:
    pickled = b"\x80\x04cbuiltins\nprint\n."

    with pytest.raises(ValueError, match=r"model\.safetensors"):
        load_classifier(files | {"model.safetensors": pickled}, classes=2)


def test_without_an_encoder_there_is_no_classifier(files: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="no encoder"):
        load_classifier({"model.safetensors": files["model.safetensors"]}, classes=2)
