"""Parameters of the model; `Arguments` in config.py puts those of the data before them."""

from dataclasses import dataclass
from typing import Annotated

from ..utils.parameters import Between


@dataclass(frozen=True)
class ModelArguments:
    """Every parameter of the vectorizer and the model."""

    # Longest phrase, in words, that gets a column of its own; 1 for single words.
    ngram_max: Annotated[int, Between(1, 3)] = 1
    # Longest piece of a word, in letters; the shortest has 3. "detect" and "detector" share pieces.
    char_ngram_max: Annotated[int, Between(3, 6)] = 4
    # A piece must be in so many training texts to get a column: most of the rest is noise.
    min_df: Annotated[int, Between(1, 100)] = 2
    # Dampen repeated words: the fifth "image" adds less than the first.
    sublinear_tf: bool = True
    # Inverse strength of the regularization of the logistic regression: the larger, the closer it
    # fits the training rows. High, since the columns are many and each is weak.
    C: Annotated[float, Between(1e-3, 1e4)] = 100.0
