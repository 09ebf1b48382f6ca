"""What the files of a render say, and a stack that wants all that there is."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from scaffold.template.releases import Release, bundled_release
from scaffold.verbs.new import NewRequest, make_project
from tests.conftest import FEATURES, REPOSITORY, STACKS, Render

ALL_SERVICES = ("notebook", "mlflow", "tensorboard")

Project = Callable[[str], Path]


def read_yaml(path: Path) -> Any:
    """Return what a file holds, with its anchors resolved."""
    return yaml.safe_load(path.read_text("utf-8"))


FACTS = read_yaml(REPOSITORY / "questions" / "stacks.yml")["stacks"]["default"]
WITH_CODE = tuple(stack for stack in STACKS if FACTS[stack]["dependencies"])
SERVING = tuple(stack for stack in WITH_CODE if FACTS[stack]["ports"])


@pytest.fixture(scope="session")
def project(rendered: Render, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Render a stack with all features; `all services` is one that uses every service."""

    @cache
    def render(stack: str) -> Path:
        if stack != "all services":
            return rendered(stack, "package", FEATURES)
        folder = tmp_path_factory.mktemp("release")
        return make_project(
            NewRequest(
                "demo",
                tmp_path_factory.mktemp("rendered"),
                Release(bundled_release().version, write_release(folder)),
                {"stack": WITH_CODE[0], "features": list(FEATURES)},
                repository=False,
            )
        ).path

    return render


def write_release(folder: Path) -> Path:
    """Copy the template, and let its first stack use every service, and graphics cards."""
    for name in ("copier.yml", "questions", "template"):
        source = REPOSITORY / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    path = folder / "questions" / "stacks.yml"
    text = path.read_text("utf-8")
    services = "      services: [notebook, mlflow]\n      gpu: false\n"
    everything = f"      services: [{', '.join(ALL_SERVICES)}]\n      gpu: true\n"
    assert services in text
    path.write_text(text.replace(services, everything, 1), encoding="utf-8")
    return folder
