"""Projects with a year of commits are updated at each release, and by plain Copier afterwards."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml

from benchmarks.scenario_machine import commit, git, run_well
from tests.grown.histories import HISTORIES
from tests.grown.judging import read_project
from tests.grown.light_edits import edit_lightly
from tests.grown.playing import (
    COPIER,
    NEWEST,
    PYTHON,
    SCAFFOLD,
    Outcome,
    Tool,
    new_project,
    play,
    read_releases,
    start,
    update_with_scaffold,
)
from tests.grown.tables import make_tables
from tests.grown.tickets import make_tickets

# One process plays each history once.
pytestmark = pytest.mark.xdist_group("histories")

NEXT = "99.0.0"
# Conflicts of scaffold, as a share of Copier's with the same commits.
LARGEST_SHARE = 0.25
NAMES = [history.name for history in HISTORIES]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder in which scaffold keeps the releases for Copier."""
    return tmp_path_factory.mktemp("home")


Played = tuple[Path, list[Outcome]]
Play = Callable[[int, Tool], Played]


@pytest.fixture(scope="module")
def played(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Play a history with a tool, once for all tests; return the project and its updates."""
    releases = read_releases(tmp_path_factory.mktemp("releases") / "all", home)

    @cache
    def begin(number: int) -> Path:
        return start(HISTORIES[number], tmp_path_factory.mktemp("history") / "made", home)

    @cache
    def run(number: int, tool: Tool) -> Played:
        made = begin(number)
        project = Path(shutil.copytree(made, made.parent.parent / tool.name / made.name))
        return project, play(HISTORIES[number], tool, project, releases, home)

    return run


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(HISTORIES)), ids=NAMES)
def test_updates_lose_no_line_and_bring_nothing_back(number: int, played: Play) -> None:
    project, outcomes = played(number, SCAFFOLD)
    for outcome in outcomes:
        assert outcome.lost == ()
        assert outcome.returned == ()
    assert git(project, "log", "--format=%h", "--shortstat").count("changed") >= 40


@pytest.mark.slow
def test_updates_have_few_of_the_conflicts_that_copier_has(played: Play) -> None:
    total = {
        tool.name: sum(
            outcome.conflicts
            for number in range(len(HISTORIES))
            for outcome in played(number, tool)[1]
        )
        for tool in (SCAFFOLD, COPIER)
    }
    assert total[SCAFFOLD.name] <= LARGEST_SHARE * total[COPIER.name], total


GROWN: dict[str, Callable[[Path], None]] = {
    "tickets": make_tickets,
    "tables": make_tables,
    "light edits": lambda project: edit_lightly(project, 17),
}


@pytest.fixture(scope="module")
def next_release(home: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Publish a release in which each Python and Markdown file changed, and stages have more."""
    new_project(tmp_path_factory.mktemp("first") / "project", NEWEST, home)
    place = home / ".local" / "share" / "mlops-scaffold" / "template"
    clone = tmp_path_factory.mktemp("template") / "clone"
    run_well(("git", "clone", "--quiet", "--branch", f"v{NEWEST}", place, clone), clone.parent)
    for path in (clone / "template").rglob("*"):
        if path.is_file() and {".py", ".md", ".jinja"} & set(path.suffixes[-2:]):
            path.write_text(path.read_text("utf-8") + "\n# next\n", "utf-8")
    for module in list((clone / "template").rglob("classifier.py")):
        (module.parent / "next_model.py").write_text("NEXT = 1\n")
    commit(clone)
    git(clone, "tag", f"v{NEXT}")
    place.unlink()
    git(clone, "bundle", "create", "--quiet", str(place), "--all")
    return NEXT


@pytest.mark.slow
@pytest.mark.parametrize("name", GROWN)
def test_plain_copier_leaves_alone_what_is_owned(
    name: str, home: Path, next_release: str, tmp_path: Path
) -> None:
    project = new_project(tmp_path / "project", "0.1.0", home)
    GROWN[name](project)
    git(project, "init", "--quiet")
    commit(project)
    update_with_scaffold(project, NEWEST, home)
    commit(project)
    if name == "light edits":
        run_well((*PYTHON, "scaffold", "own", "src/demo/models", "README.md"), project, home)
        commit(project)
    assert read_kept(project)
    check_update_with_copier(project, home, next_release)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(HISTORIES)), ids=NAMES)
def test_plain_copier_leaves_alone_what_is_owned_after_a_history(
    number: int, played: Play, home: Path, next_release: str, tmp_path: Path
) -> None:
    made, _ = played(number, SCAFFOLD)
    project = Path(shutil.copytree(made, tmp_path / made.name))
    check_update_with_copier(project, home, next_release)


def check_update_with_copier(project: Path, home: Path, release: str) -> None:
    """Update a project with Copier: what is kept must be the same, and something else must not."""
    before, kept = read_project(project), read_kept(project)
    COPIER.update(project, release, home)
    after = read_project(project)
    owned = {path for path in before if is_kept(path, kept)}
    assert {path for path in after if is_kept(path, kept)} == owned
    assert [path for path in owned if after[path] != before[path]] == []
    assert [path for path in after if after[path] != before.get(path)], "Copier changed nothing"


def read_kept(project: Path) -> list[str]:
    """Return the paths that the answers file records as kept."""
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text("utf-8"))
    return [pattern.removeprefix("/") for pattern in answers.get("kept", [])]


def is_kept(path: str, kept: list[str]) -> bool:
    """Tell whether a path is in a kept folder, or kept itself."""
    return any(path == each or path.startswith(f"{each}/") for each in kept)
