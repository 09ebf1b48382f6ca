"""A pretrained transformer is loaded, learns, and is stored without its weights' source."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import transformers

from demo.config import Arguments
from demo.errors import RunError
from demo.inference.storage import (
    dump_classifier,
    load_classifier,
)
from demo.models.classifier import fit_classifier
from demo.models.transformer import load_transformer

TEXTS, TARGETS = ["image pixel", "word sentence"] * 8, np.array([0, 1] * 8)


@pytest.fixture(scope="module")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one small layer, with weights drawn by chance."""
    folder = tmp_path_factory.mktemp("bert")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "image", "pixel", "word", "sentence"]
    vocabulary = {word: number for number, word in enumerate(words)}
    transformers.BertTokenizer(vocab=vocabulary).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def test_it_learns_and_comes_back_without_the_folder_it_came_from(
    tiny_bert: Path, tmp_path: Path
) -> None:
    moved = tiny_bert.rename(tmp_path / "moved")
    arguments = replace(Arguments(), encoder=str(moved), epochs=12, learning_rate=0.02)
    classifier = fit_classifier(TEXTS, TARGETS, arguments)
    files = dump_classifier(classifier)
    moved.rename(tiny_bert)
    rebuilt = load_classifier(files, classes=2)

    assert classifier.predict_proba(TEXTS).argmax(axis=1).tolist() == TARGETS.tolist()
    np.testing.assert_allclose(rebuilt.predict_proba(TEXTS), classifier.predict_proba(TEXTS))


def test_it_knows_nothing_of_an_empty_text(tiny_bert: Path) -> None:
    encoder = load_transformer(str(tiny_bert))

    assert [encoder.knows(row) for row in encoder.encode(["image", ""])] == [True, False]


def test_a_transformer_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no transformer"):
        load_transformer(str(tmp_path / "nowhere"))
