"""What is fitted: words and pieces of words (TF-IDF) as numbers, and a small network of them.

It was chosen by cross-validation among linear and hidden layers; it needs no download, and can be
stored without running code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import skops.io
import torch
from safetensors.torch import load_file, save_file
from scipy.sparse import csr_matrix
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from torch import Tensor, nn

from ..config import Parameters
from ..data.split import Rows
from ..errors import DataError

LIBRARIES = ("numpy", "pandas", "ray", "safetensors", "scikit-learn", "skops", "torch")
WEIGHTS, VECTORIZER = "model.safetensors", "vectorizer.skops"
_MOST_BYTES = 2 << 30  # of a vectorizer, decompressed: a small file could fill the memory
_AT_ONCE = 256  # texts that are judged together
_WORD = r"\S+"  # texts are clean by then: blanks separate words
_SHORTEST_PIECE = 3


class BagOfPieces(nn.Module):
    """Sum what the pieces of a text mean, then classify the sum."""

    def __init__(self, pieces: int, classes: int, parameters: Parameters) -> None:
        """Create the layers; meanings start small, since a text has many pieces."""
        super().__init__()
        self.meanings = nn.EmbeddingBag(pieces, parameters.hidden, mode="sum")
        nn.init.normal_(self.meanings.weight, std=0.1)
        self.bias = nn.Parameter(torch.zeros(parameters.hidden))
        self.dropout = nn.Dropout(parameters.dropout)
        self.classify = nn.Linear(parameters.hidden, classes)

    def forward(self, pieces: Tensor, starts: Tensor, weights: Tensor) -> Tensor:
        """Return scores before softmax, shape (texts, classes), of texts in one row of pieces."""
        summed = self.meanings(pieces, starts, per_sample_weights=weights)
        scores: Tensor = self.classify(self.dropout(torch.relu(summed + self.bias)))
        return scores


@dataclass(frozen=True)
class Classifier:
    """A vectorizer, and a network that learns from vectorized texts."""

    vectorizer: FeatureUnion
    network: BagOfPieces
    classes_: list[str]  # in the order of the probabilities

    def predict_proba(self, texts: Iterable[str]) -> np.ndarray:
        """Return the probabilities of clean texts, shape (texts, classes)."""
        return judge(self, texts)[0]

    def targets(self, rows: Rows) -> np.ndarray:
        """Return the number of the class of each row."""
        return np.searchsorted(self.classes_, rows.y.astype(str))


def build(rows: Rows, parameters: Parameters) -> Classifier:
    """Return a model of these rows that has not learned yet; DataError if there is nothing to."""
    if len(classes := sorted(set(rows.y.tolist()))) < 2:
        raise DataError("there is nothing to learn from: all rows are of one class", "add rows")
    vectorizer = _fit_vectorizer(rows, parameters)
    return Classifier(vectorizer, _new_network(vectorizer, len(classes), parameters), classes)


def baseline(rows: Rows) -> DummyClassifier:
    """Return what predicts the most frequent class for every row."""
    return DummyClassifier().fit(np.zeros(len(rows.y)), rows.y)


def _fit_vectorizer(rows: Rows, parameters: Parameters) -> FeatureUnion:
    """Weigh words, and pieces of words, by how rare they are; DataError if no word is left."""
    words = TfidfVectorizer(lowercase=False, token_pattern=_WORD, sublinear_tf=True)
    pieces = TfidfVectorizer(
        lowercase=False,
        analyzer="char_wb",
        ngram_range=(_SHORTEST_PIECE, parameters.char_ngram_max),
        min_df=parameters.min_df,
        sublinear_tf=True,
    )
    try:
        return FeatureUnion([("words", words), ("pieces", pieces)]).fit(rows.X)
    except ValueError as error:
        hint = "check the texts, or lower `min_df`"
        raise DataError(f"there is nothing to learn from: {error}", hint) from error


def _new_network(vectorizer: FeatureUnion, classes: int, parameters: Parameters) -> BagOfPieces:
    """Return a network that has not learned yet, the same for the same seed."""
    pieces = sum(len(each.vocabulary_) for _, each in vectorizer.transformer_list)
    with torch.random.fork_rng(devices=[]):  # layers draw from the global generator
        torch.manual_seed(parameters.seed)
        return BagOfPieces(pieces, classes, parameters)


def judge(model: Classifier, texts: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the probabilities of clean texts, and of which ones anything is known."""
    found = model.vectorizer.transform(texts).tocsr()
    return judge_vectorized(found, model.network).double().numpy(), np.diff(found.indptr) > 0


@torch.no_grad()
def judge_vectorized(texts: csr_matrix, network: nn.Module) -> Tensor:
    """Return the probabilities of vectorized texts, shape (texts, classes)."""
    network.eval()
    device = next(network.parameters()).device
    parts = [texts[start : start + _AT_ONCE] for start in range(0, texts.shape[0], _AT_ONCE)]
    return torch.cat([network(*tensors(part, device)).cpu() for part in parts]).softmax(dim=1)


def tensors(texts: csr_matrix, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """Return vectorized texts as the network reads them: pieces, where texts start, weights."""
    parts = (texts.indices.astype(int), texts.indptr[:-1].astype(int), texts.data.astype("f"))
    pieces, starts, weights = (torch.from_numpy(each).to(device) for each in parts)
    return pieces, starts, weights


def save_model(model: Classifier, folder: Path) -> None:
    """Write vectorizer and weights, in formats that run no code."""
    options = {"compression": ZIP_DEFLATED, "compresslevel": 6}
    skops.io.dump(model.vectorizer, folder / VECTORIZER, **options)
    save_weights(model.network, folder)


def load_model(folder: Path, parameters: Parameters, classes: list[str]) -> Classifier:
    """Read a fitted model; ValueError if it would fill the memory, or its files do not fit."""
    with ZipFile(folder / VECTORIZER) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > _MOST_BYTES:
        raise ValueError(f"{VECTORIZER} has {size:,} bytes, more than {_MOST_BYTES:,}")
    vectorizer = skops.io.load(folder / VECTORIZER, trusted=[])
    network = _new_network(vectorizer, len(classes), parameters)
    load_weights(network, folder)
    return Classifier(vectorizer, network, classes)


def save_weights(network: nn.Module, folder: Path) -> None:
    """Write the weights of a network: names, shapes and numbers only."""
    state = network.state_dict()
    save_file({name: each.cpu().contiguous() for name, each in state.items()}, folder / WEIGHTS)


def load_weights(network: nn.Module, folder: Path) -> None:
    """Read the weights of a network; ValueError if they are of another one."""
    try:
        network.load_state_dict(load_file(folder / WEIGHTS))
    except RuntimeError as error:
        raise ValueError(f"{WEIGHTS}: {error}") from error
