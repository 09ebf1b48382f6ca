"""Train on two nodes, kill one of them on the way, and compare the end with an undisturbed run.

    python -m tests.projects.ray_cluster [--json]

Here `demo` is the project in whose environment this runs: the caller installs it.
"""

import argparse
import importlib.util
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.projects.ray_nodes import two_nodes
from tests.projects.ray_watching import Watched, train

# The second node has room for one worker and its data, the first for all that is left without it.
FIRST_CPUS, SECOND_CPUS = 3, 2
ALL_ON_FIRST = "training: 2 on the first node"


@dataclass(frozen=True)
class Story:
    """Two trainings of the same data with the same seed.

    Attributes:
        undisturbed: The one that was left alone.
        killed: The one that lost a node.
        killed_after: The epoch after which the node was killed.
    """

    undisturbed: Watched
    killed: Watched
    killed_after: int

    @property
    def resumed_at(self) -> int:
        """Return the first epoch that was tracked after the first node took all workers."""
        events = self.killed.events
        taken = [event.seconds for event in events if event.what.startswith(ALL_ON_FIRST)]
        done = [event for event in events if event.what.startswith("epoch ")]
        return next(int(event.what.split()[1]) for event in done if event.seconds > taken[-1])

    @property
    def same(self) -> bool:
        """Return whether both ended with the same weights and the same losses on the way."""
        ends = [(each.digest, each.scores["epochs"]) for each in (self.undisturbed, self.killed)]
        return ends[0] == ends[1]


def prepare_data(root: Path, epochs: int) -> None:
    """Copy the sample of the project, and write parameters with a number of epochs."""
    demo = importlib.util.find_spec("demo")
    assert demo
    assert demo.origin
    project = Path(demo.origin).parents[2]
    for name in ("config", "data"):
        shutil.copytree(project / name, root / name)
    (root / "config" / "args.json").write_text(json.dumps({"epochs": epochs}))


def tell(epochs: int, killed_after: int) -> Story:
    """Train twice on the same two nodes; the second time one is killed after an epoch."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "undisturbed"), Path(folder, "killed")
        prepare_data(first, epochs)
        shutil.copytree(first, second)
        with two_nodes(FIRST_CPUS, SECOND_CPUS) as cluster:

            def kill(epoch: int) -> str | None:
                if epoch != killed_after or cluster.second.raylet() is None:
                    return None
                cluster.second.kill()
                return "SIGKILL to the raylet of the second node"

            undisturbed = train(first, cluster)
            return Story(undisturbed, train(second, cluster, kill), killed_after)


def format_story(story: Story) -> str:
    """Return the timeline, and how both trainings ended, as Markdown."""
    lines = ["| seconds | what happened |", "| ---: | --- |"]
    lines += [f"| {event.seconds:.1f} | {event.what} |" for event in story.killed.events]
    lines += ["", "| | undisturbed | a node killed |", "| --- | ---: | ---: |"]
    ends = [dict(facts(each)) for each in (story.undisturbed, story.killed)]
    lines += [f"| {name} | {ends[0][name]} | {ends[1][name]} |" for name in ends[0]]
    lines += ["", f"The same weights and losses: {'yes' if story.same else 'no'}.", ""]
    return "\n".join(lines)


def facts(watched: Watched) -> Iterable[tuple[str, object]]:
    """Give what a training ended with, by name."""
    scores = watched.scores
    yield "epochs kept", len(scores["epochs"])
    yield "epochs done again", len(watched.tracked) - len(set(watched.tracked))
    yield "best epoch", scores["best_epoch"]
    yield "last training loss", f"{scores['epochs'][-1]['train_loss']:.9f}"
    yield "last validation loss", f"{scores['epochs'][-1]['val_loss']:.9f}"
    yield "weighted F1, validation", f"{scores['scores']['model']['f1_weighted']:.6f}"
    yield "SHA-256 of the weights", watched.digest[:16]
    yield "seconds", f"{watched.events[-1].seconds:.0f}"


def as_json(story: Story) -> dict[str, Any]:
    """Return the whole story for machines."""
    derived = {"resumed_at": story.resumed_at, "same": story.same}
    return asdict(story) | derived


def main() -> None:
    """Print the timeline; fail if the training that lost a node ended otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--kill-after", type=int, default=10, metavar="EPOCH")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args()
    # To be asked to stop ends both nodes, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    story = tell(chosen.epochs, chosen.kill_after)
    sys.stdout.write(json.dumps(as_json(story)) if chosen.json else format_story(story))
    if not story.same:
        sys.exit("The training that lost a node did not end as the undisturbed one.")


if __name__ == "__main__":
    main()
