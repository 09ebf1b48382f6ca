"""A training watched from outside: which processes train where, and which epochs it has tracked."""

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.projects.ray_nodes import Cluster

_SECONDS_BETWEEN_LOOKS = 0.2
# The folder has no other training.
_EPOCHS = "select step from metrics where key = 'val_loss' order by timestamp, step"


@dataclass(frozen=True)
class Event:
    """Something that happened, so many seconds after the command was given."""

    seconds: float
    what: str


@dataclass
class Watched:
    """What was seen of a training.

    Attributes:
        events: What happened, in order.
        tracked: The epochs in the order in which the first worker tracked them; one that was lost
            with a node and done again is there twice.
        places: How many processes trained on each of the two nodes, each time that it changed.
        scores: What the run's run.json says.
        digest: The SHA-256 of the weights that were kept.
    """

    events: list[Event] = field(default_factory=list)
    tracked: list[int] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    scores: dict[str, Any] = field(default_factory=dict)
    digest: str = ""


def train(
    root: Path, cluster: Cluster, after_epoch: Callable[[int], str | None] = lambda _: None
) -> Watched:
    """Train with a worker on each node, and watch; what happens after an epoch may be a fault.

    Args:
        root: The folder of the project's data and runs.
        cluster: Where to train.
        after_epoch: Called for each epoch that was tracked; what it returns is an event.
    """
    command = [str(Path(sys.executable).with_name("demo")), "train", "--json", "--num-workers", "2"]
    settings = {**cluster.settings, "PROJECT_ROOT": str(root), "COLUMNS": "200"}
    watcher = Watcher(root, cluster, after_epoch)
    watcher.note("demo train --num-workers 2 --address ...")
    with (
        tempfile.TemporaryFile("w+") as errors,  # Ray tells all that it knows of a lost node
        subprocess.Popen(
            [*command, "--address", cluster.address],
            env=settings,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        while process.poll() is None:
            watcher.look()
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        assert process.stdout
        output = process.stdout.read()
        watcher.note(f"the command ends with exit code {process.returncode}")
        if process.returncode:
            errors.seek(0)
            raise RuntimeError(errors.read())
    _read_run(root, json.loads(output), watcher.seen)
    return watcher.seen


class Watcher:
    """Looks at a training again and again, and notes what changed."""

    def __init__(
        self, root: Path, cluster: Cluster, after_epoch: Callable[[int], str | None]
    ) -> None:
        """Begin now."""
        self.seen = Watched()
        self._root, self._cluster, self._after_epoch = root, cluster, after_epoch
        self._start, self._last = time.monotonic(), (0, 0)

    def note(self, what: str) -> None:
        """Note an event, and tell whoever waits for the end."""
        event = Event(time.monotonic() - self._start, what)
        self.seen.events.append(event)
        sys.stderr.write(f"{event.seconds:6.1f} s  {what}\n")

    def look(self) -> None:
        """Look at the processes and at the epochs."""
        place = (len(self._cluster.first.training()), len(self._cluster.second.training()))
        known = self.seen.places[-1] if self.seen.places else (0, 0)
        # A process that is just changing its name is not seen; so a change must be seen twice.
        if place == self._last != known:
            self.seen.places.append(place)
            self.note(f"training: {place[0]} on the first node, {place[1]} on the second")
        self._last = place
        for epoch in tracked_epochs(self._root)[len(self.seen.tracked) :]:
            again = " (again)" if epoch in self.seen.tracked else ""
            self.seen.tracked.append(epoch)
            self.note(f"epoch {epoch} is done{again}")
            if event := self._after_epoch(epoch):
                self.note(event)


def tracked_epochs(root: Path) -> list[int]:
    """Return the epochs that are tracked; none before the training has begun."""
    database = root / "stores" / "mlflow.db"
    if not database.exists():
        return []
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as reading:
        try:
            return [int(step) for (step,) in reading.execute(_EPOCHS)]
        except sqlite3.OperationalError:
            return []  # its tables are being made


def _read_run(root: Path, printed: Mapping[str, Any], seen: Watched) -> None:
    """Read what was kept."""
    folder = root / "stores" / "runs" / str(printed["run_id"])
    manifest = json.loads((folder / "manifest.json").read_text())
    seen.scores = json.loads((folder / "run.json").read_text())
    seen.digest = manifest["model.safetensors"]
