"""Where things are.

Importing this module reads and writes nothing. The parameters are in configs/, which Hydra reads.
"""

from dataclasses import dataclass
from pathlib import Path

from .places import Places, nearest_root


@dataclass(frozen=True)
class Paths(Places):
    """Every place the project reads or writes, below one root."""

    @property
    def labeled_csv(self) -> Path:
        """The labeled rows that `elt-data` writes: what training reads."""
        return self.data / "labeled.csv"

    @property
    def configs(self) -> Path:
        """Folder of the parameters, in groups."""
        return self.root / "configs"

    @property
    def tuned(self) -> Path:
        """The best parameters of the last search; `train` takes them from here."""
        return self.configs / "tuned" / "best.yaml"


def find_root(start: Path | None = None) -> Path:
    """Return the project's root folder: the nearest, upwards, with configs/train.yaml."""
    return nearest_root("configs/train.yaml", start)
