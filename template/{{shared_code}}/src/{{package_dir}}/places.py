"""Where every project keeps things, and how its root is found.

Importing this module reads and writes nothing.
"""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT_VARIABLE = "PROJECT_ROOT"


@dataclass(frozen=True)
class Places:
    """The places that all projects share, below one root."""

    root: Path

    @property
    def data(self) -> Path:
        """Folder of the raw and the labeled data."""
        return self.root / "data"

    @property
    def stores(self) -> Path:
        """Folder of everything that commands make."""
        return self.root / "stores"

    @property
    def runs(self) -> Path:
        """One folder per training run."""
        return self.stores / "runs"

    @property
    def latest(self) -> Path:
        """File that names the latest run."""
        return self.stores / "latest.json"

    @property
    def mlflow_db(self) -> Path:
        """SQLite file of the experiment tracking."""
        return self.stores / "mlflow.db"

    @property
    def studies(self) -> Path:
        """Journal of the parameter searches, so that one can be resumed."""
        return self.stores / "studies.log"

    @property
    def reports(self) -> Path:
        """Folder of evaluation reports."""
        return self.stores / "reports"


def nearest_root(marker: str, start: Path | None = None) -> Path:
    """Return the project's root folder.

    It is PROJECT_ROOT if that is set; else the nearest folder, from `start` (the current folder)
    upwards, that holds the marker, a file; else `start` itself.
    """
    if from_environment := os.environ.get(ROOT_VARIABLE):
        return Path(from_environment).expanduser().resolve()
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / marker).is_file():
            return folder
    return start
