"""A pretrained transformer as encoder; needs the extra `bert` and the transformer's files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from torch import Tensor, nn

from ..errors import RunError
from .network import Batch, Encoded

# In the name of each of its files in a run.
_PREFIX = "transformer-"
# Words and pieces of words that are read; projects are short, what is longer is cut.
_LONGEST = 128
# The beginning and the end that the tokenizer adds to every text.
_ADDED = 2


class FineTuned(nn.Module):
    """A transformer whose mean output is classified; all of it goes on learning."""

    def __init__(self, body: Any, classes: int, dropout: float) -> None:
        """Put a classifier on a transformer."""
        super().__init__()
        # It would wait for gradients that never come: the mean takes its place.
        body.pooler = None
        self.body = body
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(body.config.hidden_size, classes)

    def forward(self, batch: Batch) -> Tensor:
        """Return scores before softmax, shape (texts, classes)."""
        read = self.body(input_ids=batch.ids, attention_mask=batch.weights)
        weights = batch.weights.unsqueeze(-1)
        mean = (read.last_hidden_state * weights).sum(dim=1) / weights.sum(dim=1)
        scores: Tensor = self.classify(self.dropout(mean))
        return scores


@dataclass(frozen=True)
class Transformer:
    """A tokenizer and the shape of a transformer, and where its weights come from."""

    settings: Mapping[str, bytes]
    # Name or folder of pretrained weights; None for a network that gets its weights later.
    source: str | None = None

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Return the tokens of each text, all of the same weight."""
        tokens = self._tokenizer(list(texts), truncation=True, max_length=_LONGEST)["input_ids"]
        return [
            (np.array(ids, dtype=np.int64), np.ones(len(ids), dtype=np.float32)) for ids in tokens
        ]

    def knows(self, encoded: Encoded) -> bool:
        """Return whether a text has a token of its own."""
        return len(encoded[0]) > _ADDED

    def network(self, classes: int, dropout: float) -> nn.Module:
        """Return the transformer with a new classifier on it."""
        from transformers import AutoConfig, AutoModel

        if self.source is not None:
            body = AutoModel.from_pretrained(self.source)
        else:
            with self._folder() as folder:
                shape = AutoConfig.from_pretrained(folder)
                body = AutoModel.from_config(shape)  # type: ignore[no-untyped-call] # theirs
        return FineTuned(body, classes, dropout)

    def files(self) -> dict[str, bytes]:
        """Return the tokenizer and the shape of the transformer as files."""
        return {_PREFIX + name: content for name, content in self.settings.items()}

    @cached_property
    def _tokenizer(self) -> Any:
        """Return the tokenizer; making it takes longer than using it."""
        from transformers import AutoTokenizer

        with self._folder() as folder:
            return AutoTokenizer.from_pretrained(folder)

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        """Give the settings as a folder, which is what the library reads."""
        with TemporaryDirectory() as name:
            for file, content in self.settings.items():
                (Path(name) / file).write_bytes(content)
            yield Path(name)


def load_transformer(source: str) -> Transformer:
    """Load a transformer by name or from a folder.

    Raises:
        RunError: the extra is not installed, or there is no such transformer.
    """
    try:
        from transformers import AutoConfig, AutoTokenizer
    except ImportError as error:
        raise RunError("the transformers library is missing", "install the extra `bert`") from error
    try:
        with TemporaryDirectory() as name:
            AutoTokenizer.from_pretrained(source).save_pretrained(name)
            AutoConfig.from_pretrained(source).save_pretrained(name)
            settings = {path.name: path.read_bytes() for path in sorted(Path(name).iterdir())}
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise RunError(
            f"no transformer {source!r}: {reason}", "give the folder that holds its files"
        ) from error
    return Transformer(settings, source)


def rebuild_transformer(files: Mapping[str, bytes]) -> Transformer:
    """Return the transformer whose files these are, without weights.

    Raises:
        ValueError: none of the files is one of a transformer.
    """
    settings = {
        name.removeprefix(_PREFIX): content
        for name, content in files.items()
        if name.startswith(_PREFIX)
    }
    if not settings:
        raise ValueError("there is no encoder among the files")
    return Transformer(settings)
