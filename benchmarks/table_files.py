"""Write small tables of scikit-learn, statsmodels, palmerpenguins and causaldata, and made ones.

    python -m benchmarks.table_files FOLDER

It runs in an environment that has these packages.
"""

import importlib.resources
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn import datasets

Write = Callable[[Path], None]


def list_tables() -> Iterator[tuple[str, Write]]:
    """Yield the name of each file and what writes it."""
    for name in ("iris", "wine", "breast_cancer", "diabetes"):
        yield f"{name}.csv", partial(_write_of_sklearn, name)
    yield "penguins.csv", _copy("palmerpenguins", "data/penguins-raw.csv")
    for name in ("Mroz", "gapminder", "google_stock_data", "organ_donation"):
        yield f"{name.lower()}.csv", _copy("causaldata", f"*/{name}.csv")
    for name in ("statecrime", "modechoice", "star98", "macrodata", "sunspots"):
        yield f"{name}.csv", _copy("statsmodels", f"datasets/{name}/*.csv")
    yield "gaps.csv", lambda path: _make_gaps().to_csv(path, index=False)
    yield "imbalance.csv", lambda path: _make_imbalance().to_csv(path, index=False)
    yield "sales.csv", lambda path: _make_sales().to_csv(path, index=False, sep=";", decimal=",")
    yield "visits.tsv", lambda path: _make_visits().to_csv(path, index=False, sep="\t")


def _copy(package: str, pattern: str) -> Write:
    def write(path: Path) -> None:
        folder = Path(str(importlib.resources.files(package)))
        path.write_bytes(next(folder.glob(pattern)).read_bytes())

    return write


def _write_of_sklearn(name: str, path: Path) -> None:
    loaded = getattr(datasets, f"load_{name}")(as_frame=True)
    frame = loaded.frame
    if name != "diabetes":
        frame["target"] = loaded.target_names[frame["target"]]
    frame.to_csv(path, index=False)


def _make_gaps(rows: int = 600) -> pd.DataFrame:
    """Return two classes, with a third of all cells empty."""
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.normal(size=(rows, 4)), columns=["a", "b", "c", "d"])
    frame["kind"] = random.choice(["red", "green", "blue"], rows)
    score = frame["a"] + frame["b"] * (frame["kind"] == "red") + random.normal(0, 0.5, rows)
    frame = frame.where(random.random(frame.shape) > 1 / 3)
    return frame.assign(label=np.where(score > 0, "yes", "no"))


def _make_imbalance(rows: int = 1500) -> pd.DataFrame:
    """Return two classes, of which one has every 15th row."""
    random = np.random.default_rng(2)
    fraud = random.random(rows) < 1 / 15
    return pd.DataFrame(
        {
            "amount": random.gamma(2, 50, rows) + fraud * 180,
            "hour": random.integers(0, 24, rows),
            "country": random.choice(list("ABCDEFGH"), rows),
            "fraud": fraud.astype(int),
        }
    )


def _make_sales(rows: int = 600) -> pd.DataFrame:
    """Return a series with weekends, a season and prices."""
    random = np.random.default_rng(3)
    days = pd.Series(pd.date_range("2022-01-01", periods=rows))
    price = random.uniform(1, 9, rows).round(2)
    season = 10 * np.sin(2 * np.pi * days.dt.day_of_year / 365)
    weekend = 15 * (days.dt.day_of_week >= 5)
    sales = 90 + season + weekend - 3 * price + random.normal(0, 3, rows)
    days = days.dt.strftime("%d.%m.%Y")
    return pd.DataFrame({"day": days, "price": price, "sales": sales.round(1)})


def _make_visits(rows: int = 600) -> pd.DataFrame:
    """Return rows in groups, which differ more from each other than rows of one group."""
    random = np.random.default_rng(4)
    patients = random.integers(0, 60, rows)
    age = random.integers(20, 80, 60)[patients]
    dose = random.uniform(0, 10, rows)
    response = 2 * dose - age / 5 + random.normal(0, 2, 60)[patients] + random.normal(0, 1, rows)
    names = [f"P{number:03}" for number in patients]
    return pd.DataFrame({"patient": names, "age": age, "dose": dose, "response": response})


def main() -> None:
    """Write all tables into a folder."""
    for name, write in list_tables():
        write(Path(sys.argv[1], name))


if __name__ == "__main__":
    main()
