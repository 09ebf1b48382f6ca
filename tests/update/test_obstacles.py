"""What stands where an update wants to write stays, is named, and leads to nothing outside."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold import update
from scaffold.update import UpdateRequest
from tests.conftest import Render
from tests.machine import Finished
from tests.update import obstacles
from tests.update.obstacles import IN_PLACE, ON_THE_WAY, Lay
from tests.update.standing import Standing, changed, lost, read_standing

Scaffold = Callable[..., Finished]
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
def outside(tmp_path: Path) -> Path:
    """Make what a link may lead to, and nothing may change."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "file.txt").write_bytes(b"outside\n")
    (folder / "dependabot.yml").write_bytes(b"outside\n")
    return folder


@pytest.fixture
def project(rendered: Render, clean_machine: Path) -> Path:
    """Copy a project that its owner has worked in."""
    render = rendered("skeleton", "package", ("docker", "vscode"))
    folder = Path(shutil.copytree(render, clean_machine / "demo"))
    for path in EDITED:
        (folder / path).write_bytes(b"mine\n\n" + (folder / path).read_bytes())
    return folder


def lay(obstacle: Lay, place: Path, outside: Path) -> Standing:
    """Leave something at a place; return what the owner has there now."""
    obstacles.clear(place)
    before = read_standing(place.parent)
    obstacle(place, outside)
    return changed(before, read_standing(place.parent))


def check_twice_is_once(project: Path) -> None:
    assert update.plan(UpdateRequest(project, answers=NEW)).is_empty


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


@pytest.mark.parametrize("obstacle", IN_PLACE)
@pytest.mark.parametrize("place", PLACES)
def test_what_stands_in_the_place_of_a_file_stays(
    scaffold: Scaffold, project: Path, outside: Path, place: str, obstacle: str
) -> None:
    path = PLACES[place]
    around = (project / path).parent
    owned, led_to = lay(IN_PLACE[obstacle], project / path, outside), read_standing(outside)
    finished = scaffold("update", "demo", *GIVEN)
    check_named(finished, path)
    assert lost(owned, around) == []
    assert read_standing(outside) == led_to
    check_updated(project, besides=path)
    check_twice_is_once(project)


@pytest.mark.parametrize("obstacle", ON_THE_WAY)
@pytest.mark.parametrize("place", FOLDERS)
def test_what_stands_in_the_place_of_a_folder_stays(
    scaffold: Scaffold, project: Path, outside: Path, place: str, obstacle: str
) -> None:
    folder, path = FOLDERS[place]
    around = (project / folder).parent
    owned, led_to = lay(ON_THE_WAY[obstacle], project / folder, outside), read_standing(outside)
    finished = scaffold("update", "demo", *GIVEN)
    check_named(finished, path)
    assert lost(owned, around) == []
    assert read_standing(outside) == led_to
    check_updated(project, besides=path)
