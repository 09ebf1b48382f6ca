"""The scenarios: what an owner does before an update, and what shows that it went well."""

from dataclasses import dataclass

from benchmarks import scenario_edits as owner
from benchmarks.scenario_edits import EDIT, REPORT, TRAIN
from benchmarks.scenario_verdicts import Trace

LEGACY, CONFIG, SETTINGS = (f"src/demo/{name}.py" for name in ("legacy", "config", "settings"))
_ARRIVED = "release two"
_IN_README = Trace(f"Made from {_ARRIVED}.", "README.md")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row of the table.

    Attributes:
        what: What the owner did, as the table says it.
        act: Does it.
        owner: What shows that the owner's change is still there.
        template: What shows that the template's change arrived.
        commits: The owner commits before updating.
        twice: The owner commits after updating, and updates again.
    """

    what: str
    act: owner.Act
    owner: Trace
    template: Trace
    commits: bool = True
    twice: bool = False


def _trace(path: str, behind: str | None = None) -> Trace:
    return Trace(EDIT[1], path, behind)


SCENARIOS = (
    Scenario(
        "added torch to a list of dependencies where the template adds pandas",
        owner.edits("pyproject.toml", '  "numpy",\n', '  "numpy",\n  "torch",\n'),
        Trace('"torch"', "pyproject.toml"),
        Trace('"pandas"', "pyproject.toml"),
    ),
    Scenario(
        "edited a file that git ignores and the template gives",
        owner.edits(".env", "TOKEN=\n", "TOKEN=secret\n"),
        Trace("TOKEN=secret", ".env"),
        Trace("LOG=loud", ".env"),
    ),
    Scenario(
        "edited a file marked `skip-worktree`",
        owner.edits_unseen("--skip-worktree"),
        _trace(TRAIN),
        Trace(_ARRIVED, TRAIN),
    ),
    Scenario(
        "edited a file marked `assume-unchanged`",
        owner.edits_unseen("--assume-unchanged"),
        _trace(TRAIN),
        Trace(_ARRIVED, TRAIN),
    ),
    Scenario(
        "renamed `src/demo` to `src/churn` and edited a file there",
        owner.moves("src/demo", "src/churn"),
        _trace("src/churn/train.py"),
        Trace(_ARRIVED, "src/churn/train.py"),
    ),
    Scenario(
        "renamed one file and edited it",
        owner.moves(TRAIN, "src/demo/fit.py"),
        _trace("src/demo/fit.py"),
        Trace(_ARRIVED, "src/demo/fit.py"),
    ),
    Scenario(
        "edited a file that the template drops", owner.edits(LEGACY), _trace(LEGACY), _IN_README
    ),
    Scenario(
        "edited a file that the template moves",
        owner.edits(CONFIG),
        _trace(SETTINGS, CONFIG),
        Trace(_ARRIVED, SETTINGS),
    ),
    Scenario(
        "edited the line that the template changes: a true conflict",
        owner.edits("README.md", "The seed is 1.", "The seed is 7."),
        Trace("The seed is 7.", "README.md"),
        Trace("The seed is 2.", "README.md"),
    ),
    Scenario(
        "committed the answers file with markers of a merge in it",
        owner.breaks_answers,
        Trace("release one", TRAIN),
        Trace(_ARRIVED, TRAIN),
    ),
    Scenario(
        "has an untracked file, unseen by `git status`, where the template brings one",
        owner.leaves_untracked,
        Trace("The owner's own guide.", "docs/guide.md"),
        Trace("The template's guide", "docs/guide.md"),
        commits=False,
    ),
    Scenario(
        "edited a file, and updates twice",
        owner.edits(TRAIN),
        _trace(TRAIN),
        Trace(_ARRIVED, TRAIN),
        twice=True,
    ),
    Scenario(
        "deleted a file that the template changes", owner.deletes, Trace(None, REPORT), _IN_README
    ),
)
