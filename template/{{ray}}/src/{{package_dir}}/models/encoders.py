"""Encoders turn clean texts into numbers, and bring the network that reads them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from torch import nn

from ..config import Arguments
from ..data.vocabulary import Vocabulary, count_texts
from .network import BagOfPieces, Encoded

PIECES = "encoder.json"


class Encoder(Protocol):
    """What a classifier needs to know of texts; it is made before the first step and stays."""

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Return numbers and weights of each clean text."""

    def knows(self, encoded: Encoded) -> bool:
        """Return whether anything of a text is known."""

    def network(self, classes: int, dropout: float) -> nn.Module:
        """Return a network of such texts that has not learned their classes yet."""

    def files(self) -> dict[str, bytes]:
        """Return the encoder as files, by name."""


@dataclass(frozen=True)
class Pieces:
    """The built-in encoder: words and pieces of words, learned from the training texts alone."""

    vocabulary: Vocabulary
    # Numbers that a text becomes before it is classified.
    hidden: int

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Return numbers and weights of the features of each clean text."""
        return [self.vocabulary.encode(text) for text in texts]

    def knows(self, encoded: Encoded) -> bool:
        """Return whether a text has a word or a piece of one in the vocabulary."""
        return len(encoded[0]) > 0

    def network(self, classes: int, dropout: float) -> nn.Module:
        """Return a small network without any meaning in it yet."""
        return BagOfPieces(len(self.vocabulary), self.hidden, classes, dropout)

    def files(self) -> dict[str, bytes]:
        """Return the vocabulary, and the size of the network, as JSON."""
        content = {"hidden": self.hidden} | self.vocabulary.to_dict()
        return {PIECES: json.dumps(content, ensure_ascii=False).encode()}


def fit_encoder(texts: Sequence[str], arguments: Arguments) -> Encoder:
    """Return the encoder that the arguments ask for.

    Raises:
        DataError: the texts hold no word.
        RunError: there is no such transformer here.
    """
    if arguments.encoder is not None:
        from .transformer import load_transformer  # an extra

        return load_transformer(arguments.encoder)
    counts = count_texts(texts, arguments.piece_max)
    return Pieces(Vocabulary.fit(counts, len(texts), arguments), arguments.hidden)


def rebuild_encoder(files: Mapping[str, bytes]) -> Encoder:
    """Return the encoder that these files hold, as `Encoder.files` gave them.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: the files do not hold one.
    """
    if PIECES in files:
        content = json.loads(files[PIECES])
        return Pieces(Vocabulary.from_dict(content), int(content["hidden"]))
    from .transformer import rebuild_transformer  # an extra

    return rebuild_transformer(files)
