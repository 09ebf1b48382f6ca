"""The fixtures and options of the pytest plugin."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scaffold.testing.promises import Allowed, find_problems, render_project
from scaffold.testing.template_repository import (
    TemplateRepository,
    copy_repository,
    list_releases,
)

_TEMPLATE, _SEEDS = "scaffold_template", "scaffold_seeds"
_UNEDITED = "unedited"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings of the plugin."""
    parser.addini(_TEMPLATE, "Folder of the Copier template (default: the root of the tests)")
    parser.addini(_SEEDS, "Number of random sets of edits per release", default="5")
    parser.getgroup("scaffold").addoption(
        "--scaffold-seeds", type=int, metavar="N", help="number of random sets of edits per release"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test for each release of the template, and for each set of edits."""
    config = metafunc.config
    if _is_free(metafunc, "scaffold_release"):
        metafunc.parametrize("scaffold_release", list_releases(_find_template(config)))
    if _is_free(metafunc, "scaffold_seed"):
        chosen = config.getoption("--scaffold-seeds")
        number = int(config.getini(_SEEDS)) if chosen is None else chosen
        metafunc.parametrize(
            "scaffold_seed", [None, *range(number)], ids=[_UNEDITED, *map(str, range(number))]
        )


def _is_free(metafunc: pytest.Metafunc, name: str) -> bool:
    """Return whether a test has an argument that its own marks do not give."""
    marks = metafunc.definition.iter_markers("parametrize")
    named = (mark.args[0] for mark in marks)
    listed = (each.split(",") if isinstance(each, str) else each for each in named)
    given = {word.strip() for words in listed for word in words}
    return name in metafunc.fixturenames and name not in given


@dataclass(frozen=True, slots=True)
class TestedTemplate:
    """The template under test.

    Attributes:
        repository: A temporary copy of its repository, whose newest release is the working copy.
        folder: An empty folder for projects.
        answers: Answers to its questions.
        allowed: Effects of updates that are meant.
    """

    __test__ = False  # Pytest would collect a class of this name.

    repository: TemplateRepository
    folder: Path
    answers: Mapping[str, Any]
    allowed: Allowed

    def render(self, release: str | None = None, name: str = "project", **answers: Any) -> Path:
        """Create a project and return its folder.

        Args:
            release: The release; by default the working copy.
            name: Name of the project's folder.
            answers: Further answers.

        Raises:
            ScaffoldError: The template cannot be rendered.
        """
        tag = release or self.repository.newest
        return render_project(
            self.repository.path, tag, self.folder, {**self.answers, **answers}, name
        )

    def check_update(self, since: str, seed: int | None = None) -> None:
        """Update a project to the working copy; fail if an update breaks a promise.

        Args:
            since: The release of the project.
            seed: Chooses random edits; without it, the project is not edited.
        """
        __tracebackhide__ = True
        problems = find_problems(
            self.repository.path,
            since,
            self.repository.newest,
            Path(tempfile.mkdtemp(dir=self.folder)),
            self.answers,
            seed,
            self.allowed,
        )
        if problems:
            edits = "" if seed is None else f" with the edits of seed {seed}"
            lines = [f"Update from {since} to the working copy{edits}:", *problems]
            pytest.fail("\n- ".join(lines), pytrace=False)


@pytest.fixture(scope="session")
def scaffold_repository(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> TemplateRepository:
    """Copy the repository of the template, with the uncommitted changes."""
    folder = tmp_path_factory.mktemp("template") / "template"
    return copy_repository(_find_template(request.config), folder)


@pytest.fixture
def scaffold_answers() -> Mapping[str, Any]:
    """Return the answers for new projects; override it to answer questions without a default."""
    return {}


@pytest.fixture
def scaffold_allowed() -> Allowed:
    """Return the effects of updates that are meant; override it to allow some."""
    return Allowed()


@pytest.fixture
def scaffold_template(
    scaffold_repository: TemplateRepository,
    scaffold_answers: Mapping[str, Any],
    scaffold_allowed: Allowed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> TestedTemplate:
    """Return the template under test, with a home folder for its projects only."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    folder = tmp_path / "projects"
    folder.mkdir()
    return TestedTemplate(scaffold_repository, folder, scaffold_answers, scaffold_allowed)


def _find_template(config: pytest.Config) -> Path:
    return config.rootpath / str(config.getini(_TEMPLATE))
