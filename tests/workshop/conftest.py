"""Projects to learn with, and their solved twins."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from scaffold.template.releases import bundled_release
from scaffold.verbs.new import NewRequest, make_project

Made = Callable[..., Path]


@pytest.fixture(scope="session")
def learning(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make a project once for each layout, with its exercises blank or, for comparison, whole."""

    @cache
    def make(layout: str, *, workshop: bool = True) -> Path:
        answers = {"layout": layout, "author_name": "Ada Example", "workshop": workshop}
        into = tmp_path_factory.mktemp("learning")
        request = NewRequest("demo", into, bundled_release(), answers, repository=False)
        return make_project(request).path

    return make


@pytest.fixture
def project(learning: Made, clean_machine: Path) -> Path:
    """A project to learn with, of one's own."""
    return shutil.copytree(learning("package"), clean_machine / "demo")
