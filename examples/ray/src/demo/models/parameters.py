"""Parameters of the classifier; `Arguments` in config.py puts those of the data before them."""

from dataclasses import dataclass
from typing import Annotated

from ..utils.parameters import Between


@dataclass(frozen=True)
class ModelArguments:
    """Every parameter of the encoder, the network and its training."""

    # A transformer, by its name or folder, in place of the built-in encoder; null for the built-in
    # one. A transformer wants other values below: a learning rate of 5e-5, three epochs.
    encoder: str | None = None
    # Longest piece of a word, in letters; the shortest has 3. "detect" and "detector" share pieces.
    piece_max: Annotated[int, Between(3, 6)] = 4
    # Number of training texts that must contain a piece: most rarer ones are noise.
    min_df: Annotated[int, Between(1, 100)] = 2
    # Numbers that a text becomes before it is classified: few, as the texts are few.
    hidden: Annotated[int, Between(1, 4096)] = 64
    # Share of these numbers left out in each step, so that none is learned by heart.
    dropout: Annotated[float, Between(0.0, 0.9)] = 0.5
    # Step width of AdamW at the start; it falls to zero with the steps.
    learning_rate: Annotated[float, Between(1e-6, 1.0)] = 0.01
    # Pull of every number towards zero.
    weight_decay: Annotated[float, Between(0.0, 10.0)] = 0.1
    # How often each row is learned from; the epoch with the lowest validation loss is kept.
    epochs: Annotated[int, Between(1, 1000)] = 10
    # Rows per step, over all workers together.
    batch_size: Annotated[int, Between(1, 65536)] = 32
