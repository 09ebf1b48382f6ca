"""What stands where an update wants to write stays, is named, and leads to nothing outside."""

import os
import shutil
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path

import pytest

from scaffold.verbs import update
from scaffold.verbs.update import UpdateRequest
from tests.kit.machine import Finished, Scaffold
from tests.update import obstacles
from tests.update.obstacles import IN_PLACE, ON_THE_WAY, Lay
from tests.update.standing import Standing, changed, lost, read_standing

pytestmark = [pytest.mark.case, pytest.mark.slow]

# The answers that make the update: files come, change, move and go.
NEW = {
    "package_name": "churn",
    "description": "Another sentence.",
    "features": ["github", "notebooks", "vscode"],
}
GIVEN = [f"-d{key}={value}" for key, value in NEW.items()]
EDITED = ("README.md", "src/demo/models/.gitkeep")
PLACES = {
    "created": ".github/dependabot.yml",
    "created in a new folder": "notebooks/.gitkeep",
    "updated": ".vscode/extensions.json",
    "merged": "README.md",
    "deleted": "Dockerfile",
    "deleted in a folder": "src/demo/data/.gitkeep",
    "moved from": "src/demo/models/.gitkeep",
    "moved to": "src/churn/models/.gitkeep",
}
FOLDERS = {
    "created": (".github/workflows", ".github/workflows/checks.yml"),
    "created in a new folder": ("notebooks", "notebooks/.gitkeep"),
    "updated": (".vscode", ".vscode/extensions.json"),
    "deleted": ("src/demo/data", "src/demo/data/.gitkeep"),
    "moved from": ("src/demo/models", "src/demo/models/.gitkeep"),
    "moved to": ("src/churn", "src/churn/models/.gitkeep"),
}


@pytest.fixture
def worked_in(project: Path) -> Path:
    """Edit a file that the update merges, and one that it moves."""
    for path in EDITED:
        (project / path).write_bytes(b"mine\n\n" + (project / path).read_bytes())
    return project


def lay(obstacle: Lay, place: Path, outside: Path) -> Standing:
    """Leave something at a place; return what the owner has there now."""
    obstacles.clear(place)
    before = read_standing(place.parent)
    obstacle(place, outside)
    return changed(before, read_standing(place.parent))


def check_named(finished: Finished, path: str) -> None:
    assert finished.exit_code == 4, finished
    assert finished.error_lines == []
    assert "Traceback" not in finished.errors
    named = [line for line in finished.output.splitlines() if f" {path}: " in line]
    assert len(named) == 1, finished.output


def check_updated(project: Path, besides: str) -> None:
    """The update does all that nothing is in the way of."""
    for path in {"README.md", ".copier-answers.yml"} - {besides}:
        assert b"Another sentence." in (project / path).read_bytes()
    assert besides == "Dockerfile" or not (project / "Dockerfile").exists()


def pair(places: Iterable[str], obstacles: Iterable[str]) -> list[tuple[str, str]]:
    """Return each place and each obstacle at least once; the tests of all places have the rest."""
    places, obstacles = list(places), list(obstacles)
    number = max(len(places), len(obstacles))
    return list(islice(zip(cycle(places), cycle(obstacles), strict=False), number))


@pytest.mark.parametrize(("place", "obstacle"), pair(PLACES, IN_PLACE))
def test_what_stands_in_the_place_of_a_file_stays(
    scaffold: Scaffold, worked_in: Path, outside: Path, place: str, obstacle: str
) -> None:
    path = PLACES[place]
    around = (worked_in / path).parent
    owned, led_to = lay(IN_PLACE[obstacle], worked_in / path, outside), read_standing(outside)
    finished = scaffold("update", "demo", *GIVEN)
    check_named(finished, path)
    assert lost(owned, around) == []
    assert read_standing(outside) == led_to
    check_updated(worked_in, besides=path)


@pytest.mark.parametrize("obstacle", IN_PLACE)
def test_twice_is_once_with_obstacles_everywhere(
    scaffold: Scaffold, worked_in: Path, outside: Path, obstacle: str
) -> None:
    led_to = read_standing(outside)
    owned = {path: lay(IN_PLACE[obstacle], worked_in / path, outside) for path in PLACES.values()}
    finished = scaffold("update", "demo", *GIVEN)
    for path, standing in owned.items():
        check_named(finished, path)
        assert lost(standing, (worked_in / path).parent) == []
    once = read_standing(worked_in)
    assert update.plan(UpdateRequest(worked_in, answers=NEW)).is_empty
    assert "Already up to date" in scaffold("update", "demo", *GIVEN).output
    assert read_standing(worked_in) == once
    assert read_standing(outside) == led_to


@pytest.mark.parametrize("obstacle", ON_THE_WAY)
def test_what_stands_in_the_places_of_all_folders_stays(
    scaffold: Scaffold, worked_in: Path, outside: Path, obstacle: str
) -> None:
    led_to = read_standing(outside)
    owned = {
        (folder, path): lay(ON_THE_WAY[obstacle], worked_in / folder, outside)
        for folder, path in FOLDERS.values()
    }
    finished = scaffold("update", "demo", *GIVEN)
    for (folder, path), standing in owned.items():
        check_named(finished, path)
        assert lost(standing, (worked_in / folder).parent) == []
    assert read_standing(outside) == led_to


@pytest.mark.parametrize(("place", "obstacle"), pair(FOLDERS, ON_THE_WAY))
def test_what_stands_in_the_place_of_a_folder_stays(
    scaffold: Scaffold, worked_in: Path, outside: Path, place: str, obstacle: str
) -> None:
    folder, path = FOLDERS[place]
    around = (worked_in / folder).parent
    owned, led_to = lay(ON_THE_WAY[obstacle], worked_in / folder, outside), read_standing(outside)
    finished = scaffold("update", "demo", *GIVEN)
    check_named(finished, path)
    assert lost(owned, around) == []
    assert read_standing(outside) == led_to
    check_updated(worked_in, besides=path)


# What may stand where scaffold keeps its lock and its journal.
STATES: dict[str, tuple[str, Lay]] = {
    f"{name or 'all'}: {obstacle}": (f".scaffold/{name}".rstrip("/"), ON_THE_WAY[obstacle])
    for name in ("", "journal", "preparing", "undo")
    for obstacle in ("a file", "a link outside", "a dangling link", "a link to itself", "a pipe")
} | {
    f"{name}: {obstacle}": (f".scaffold/{name}", IN_PLACE[obstacle])
    for name in ("lock", ".gitignore")
    for obstacle in ("a folder", "a link outside", "a dangling link", "a link to itself", "a pipe")
}


@pytest.mark.parametrize(("place", "obstacle"), STATES.values(), ids=STATES.keys())
def test_what_stands_in_the_place_of_the_journal_is_refused(
    scaffold: Scaffold, project: Path, outside: Path, place: str, obstacle: Lay
) -> None:
    lay(obstacle, project / place, outside)
    before, led_to = read_standing(project), read_standing(outside)
    finished = scaffold("update", "demo", "-d", "features=[docker]")
    assert finished.exit_code == 5
    error, hint = finished.error_lines
    assert f"Unexpected file at `{place}`" in error or "was interrupted" in error
    assert hint
    for command in ("recover", "undo"):
        assert scaffold(command, "demo").exit_code in {0, 5}
    assert read_standing(project) == before
    assert read_standing(outside) == led_to


@pytest.mark.parametrize(
    "journal",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"steps": [5]}', id="a number as step"),
        pytest.param(b'{"steps": [{"path": "README.md"}]}', id="half a step"),
        pytest.param(b"\xff", id="binary"),
    ],
)
@pytest.mark.parametrize(("command", "folder"), [("recover", "journal"), ("undo", "undo")])
def test_a_journal_that_cannot_be_read_is_refused(
    scaffold: Scaffold, project: Path, command: str, folder: str, journal: bytes | None
) -> None:
    place = project / ".scaffold" / folder
    place.mkdir(parents=True)
    if journal is not None:
        (place / "journal.json").write_bytes(journal)
    before = read_standing(project)
    finished = scaffold(command, "demo")
    assert finished.exit_code == 5
    assert f"Unexpected file at `.scaffold/{folder}`" in finished.error_lines[0]
    assert read_standing(project) == before


@pytest.mark.parametrize("name", ["nowhere", "demo/README.md", "demo/nowhere/demo", "demo/pipe"])
def test_a_path_that_is_no_folder_is_refused(
    scaffold: Scaffold, project: Path, outside: Path, name: str
) -> None:
    obstacles.pipe(project / "pipe", outside)
    before = read_standing(project)
    finished = scaffold("update", name)
    assert finished.exit_code == 5
    assert finished.error_lines[0] == f"error: `{project.parent / name}` is not a folder"
    assert read_standing(project) == before


READ_ONLY = (".", ".vscode", "src/demo/data", "src/demo", ".github")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
@pytest.mark.parametrize("folder", READ_ONLY)
def test_what_a_read_only_folder_keeps_back_is_finished_once_it_is_open(
    scaffold: Scaffold, project: Path, folder: str
) -> None:
    (project / folder).mkdir(exist_ok=True)
    once = Path(shutil.copytree(project, project.with_name("once")))
    (project / folder).chmod(0o555)
    finished = scaffold("update", "demo", *GIVEN)
    (project / folder).chmod(0o755)
    assert finished.exit_code == 1
    assert "`: permission denied" in finished.error_lines[0]
    scaffold("recover", "demo")
    assert scaffold("update", "demo", *GIVEN).exit_code == 0
    assert scaffold("update", once, *GIVEN).exit_code == 0
    assert read_standing(project) == read_standing(once)
