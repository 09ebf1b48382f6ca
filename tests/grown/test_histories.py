"""Projects with a year of commits are updated at each release, and by plain Copier afterwards."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from benchmarks.scenario_machine import commit, git, run_well
from tests.grown.histories import HISTORIES, History
from tests.grown.judging import Texts, read_project
from tests.grown.light_edits import edit_lightly
from tests.grown.playing import (
    COPIER,
    NEWEST,
    PYTHON,
    SCAFFOLD,
    new_project,
    play,
    read_releases,
    start,
    update_with_scaffold,
)
from tests.grown.tables import make_tables
from tests.grown.tickets import make_tickets

NEXT = "99.0.0"
# Conflicts of scaffold, as a share of Copier's with the same commits.
LARGEST_SHARE = 0.25
NAMES = [history.name for history in HISTORIES]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder in which scaffold keeps the releases for Copier."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def releases(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Texts]:
    """The texts of unedited projects."""
    return read_releases(tmp_path_factory.mktemp("releases") / "all", home)


@pytest.mark.slow
@pytest.mark.parametrize("history", HISTORIES, ids=NAMES)
def test_updates_lose_no_line_and_bring_nothing_back(
    history: History, home: Path, releases: dict[str, Texts], tmp_path: Path
) -> None:
    project = start(history, tmp_path / "history", home)
    for outcome in play(history, SCAFFOLD, project, releases, home):
        assert outcome.lost == ()
        assert outcome.returned == ()
    commits = git(project, "log", "--format=%h", "--shortstat").count("changed")
    assert commits >= 40


@pytest.mark.slow
def test_updates_have_few_of_the_conflicts_that_copier_has(
    home: Path, releases: dict[str, Texts], tmp_path: Path
) -> None:
    total = {SCAFFOLD.name: 0, COPIER.name: 0}
    for history in HISTORIES:
        made = start(history, tmp_path / history.name, home)
        for tool in (SCAFFOLD, COPIER):
            project = Path(shutil.copytree(made, made.parent / tool.name / "demo"))
            outcomes = play(history, tool, project, releases, home)
            total[tool.name] += sum(outcome.conflicts for outcome in outcomes)
    assert total[SCAFFOLD.name] <= LARGEST_SHARE * total[COPIER.name], total


def history_of(number: int) -> Callable[[Path], None]:
    """Return what makes the commits of a history at its first release."""

    def make(project: Path) -> None:
        for _, act in HISTORIES[number].before:
            act(project)

    return make


GROWN: dict[str, Callable[[Path], None]] = {
    "tickets": make_tickets,
    "tables": make_tables,
    "light edits": lambda project: edit_lightly(project, 17),
    **{history.name: history_of(number) for number, history in enumerate(HISTORIES)},
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
        command = ("scaffold", "own", "src/demo/models", "README.md")
        run_well((*PYTHON, *command), project, home)
        commit(project)
    before = read_project(project)
    kept = read_kept(project)
    COPIER.update(project, next_release, home)
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
