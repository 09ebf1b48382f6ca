"""Small made-up texts, and projects around them."""

from pathlib import Path

import numpy as np
import pandas as pd

from demo.config import (
    Column,
    DataConfig,
    Parameters,
    Paths,
    Role,
)
from demo.data.elt import profile

QUICK = Parameters(folds=3, test_share=0.25)
TOPICS = {
    "fruit": ["apple", "cherry", "plum", "peach", "melon"],
    "metal": ["iron", "copper", "zinc", "silver", "nickel"],
    "river": ["danube", "nile", "rhine", "volga", "ganges"],
}
COMMON = ["small", "large", "old", "new", "near", "far"]


def made_up(rows: int = 120) -> pd.DataFrame:
    """Return texts in two columns; `topic` can be learned from them."""
    random = np.random.default_rng(0)
    topics = [list(TOPICS)[row % 3] for row in range(rows)]
    return pd.DataFrame(
        {
            "key": [f"k{row}" for row in range(rows)],
            "head": [f"about {' '.join(random.choice(TOPICS[each], 2))}" for each in topics],
            "body": [
                f"{' '.join(random.choice([*TOPICS[each], *COMMON], 5))} number {row}"
                for row, each in enumerate(topics)
            ],
            "team": [f"t{row // 3 % 8}" for row in range(rows)],
            "day": pd.date_range("2024-01-01", periods=rows).strftime("%Y-%m-%d"),
            "topic": topics,
        }
    )


def known(frame: pd.DataFrame, **roles: str) -> DataConfig:
    """Return what a user says about these texts: their columns, and the roles of others."""
    columns = {"key": Role.ID, "head": Role.TEXT, "body": Role.TEXT}
    columns |= {name: Role(role) for name, role in roles.items()}
    named = {name: Column(role=role) for name, role in columns.items() if name in frame}
    return DataConfig(source="texts.csv", target="topic", columns=named)


def prepare(root: Path, frame: pd.DataFrame, **roles: str) -> Paths:
    """Put texts into an empty project and look at them."""
    paths = Paths(root)
    frame.to_csv(root / "texts.csv", index=False)
    profile(paths, known(frame, **roles)).data.save(paths)
    return paths
