"""Small made-up tables, and projects around them."""

from pathlib import Path

import numpy as np
import pandas as pd

from demo.config import DataConfig, Parameters, Paths
from demo.data.profile import profile

QUICK = Parameters(folds=3, max_iter=20)


def made_up(rows: int = 240) -> pd.DataFrame:
    """Return a table with a column of each kind; `label` and `amount` depend on `number`."""
    random = np.random.default_rng(0)
    number = random.normal(size=rows).round(3)
    words = random.choice(["red", "green", "blue"], (rows, 5))
    return pd.DataFrame(
        {
            "key": [f"k{row}" for row in range(rows)],
            "number": np.where(random.random(rows) < 0.1, np.nan, number),
            "kind": random.choice(["a", "b", "c"], rows),
            "day": pd.date_range("2024-01-01", periods=rows).strftime("%Y-%m-%d"),
            "note": [" ".join(row) for row in words],
            "team": [f"t{row % 12}" for row in range(rows)],
            "label": np.where(number + random.normal(0, 0.3, rows) > 0, "high", "low"),
            "amount": (10 * number + random.normal(0, 1, rows)).round(2),
        }
    )


def prepare(root: Path, frame: pd.DataFrame, target: str = "label", **roles: str) -> Paths:
    """Put a table into an empty project and profile it."""
    paths = Paths(root)
    frame.to_csv(root / "table.csv", index=False)
    columns = {name: {"role": role} for name, role in roles.items()}
    other = "amount" if target == "label" else "label"
    columns |= {other: {"role": "ignored"}} if other in frame else {}
    known = DataConfig.model_validate({"source": "table.csv", "target": target, "columns": columns})
    profile(root / "table.csv", known).data.save(paths)
    return paths
