"""Projects of the first release, copied rather than made anew."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scaffold.answers.file import ANSWERS_FILE
from scaffold.verbs.planned_update import UpdateRequest
from scaffold.verbs.planning import plan
from tests.conftest import Render
from tests.grown.judging import Texts, read_project
from tests.kit.machine import Finished
from tests.kit.released import released_features

FIRST = "0.1.0"


@pytest.fixture
def project(rendered: Render, clean_machine: Path) -> Path:
    """A project of the first release with all that it had, without a repository."""
    made = rendered("tagifai", "package", released_features(FIRST), "demo", FIRST)
    return Path(shutil.copytree(made, clean_machine / "demo"))


@pytest.fixture(scope="session")
def releases(rendered: Render) -> tuple[Texts, Texts]:
    """The texts of an unedited project, at the first release and at the newest."""
    made = rendered("tagifai", "package", released_features(FIRST), "demo", FIRST)
    base, theirs = read_project(made), read_project(made)
    for change in plan(UpdateRequest(made)).changes:
        theirs.pop(change.path, None)
        if change.after is not None and change.path != ANSWERS_FILE:
            theirs[change.path] = change.after.content.decode()
    return base, theirs


@dataclass(frozen=True, slots=True)
class Updated:
    """A project before and after an update.

    Attributes:
        base: What the release gave that it was made from.
        theirs: What the newest release gives.
        ours: The project before the update.
        after: The project after it.
        result: What the command printed as JSON.
        exit_code: Its exit code.
    """

    base: Texts
    theirs: Texts
    ours: Texts
    after: Texts
    result: dict[str, Any]
    exit_code: int

    @property
    def actions(self) -> dict[str, str]:
        """What the update did, by path."""
        return {each["path"]: each["action"] for each in self.result["actions"]}

    @property
    def reported(self) -> set[str]:
        """The paths that the update named because they need a look, or were left."""
        open_paths = {each["path"] for each in self.result["actions"] if each["notes"]}
        return open_paths | {each["path"] for each in self.result["left_out"]}


@pytest.fixture
def update(
    releases: tuple[Texts, Texts], scaffold: Callable[..., Finished]
) -> Callable[[Path], Updated]:
    """Update an edited project to the newest release."""

    def run(project: Path) -> Updated:
        ours = read_project(project)
        finished = scaffold("update", project, "--defaults", "--json")
        assert finished.exit_code in {0, 4}, finished
        after = read_project(project)
        return Updated(*releases, ours, after, json.loads(finished.output), finished.exit_code)

    return run
