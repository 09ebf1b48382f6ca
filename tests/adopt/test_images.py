"""The image of an adopted repository: what it runs and installs, and when it is not created."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from scaffold.adoption.clues import read_clues
from scaffold.adoption.contents import read_contents
from scaffold.adoption.entry_point import NoEntryPointError
from scaffold.adoption.image_steps import ImageSteps, find_image
from tests.adopt.conftest import Files, Repository, commit, contents
from tests.kit.machine import Finished, Scaffold, run_command

Image = Callable[[Files], ImageSteps]
MAIN = b'if __name__ == "__main__":\n    print("ran")\n'
REQUIREMENTS: Files = {".python-version": b"3.12\n", "requirements.txt": b"numpy\n"}
PROJECT = (
    b'[project]\nname = "churn"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n'
)
BUILD = b'[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
SCRIPTS = b'[project.scripts]\nchurn = "churn.cli:main"\nchurn-old = "churn.cli:main"\n'
PACKAGE: Files = {
    "pyproject.toml": PROJECT + BUILD + SCRIPTS,
    "churn/__init__.py": b"",
    "churn/cli.py": b'def main() -> None:\n    print("ran")\n',
    "churn/__main__.py": b"from churn.cli import main\n\nmain()\n",
    "README.md": b"# Churn\n",
    "tests/test_churn.py": b"",
}
FASTAPI = b"from fastapi import FastAPI\n\n\ndef create() -> FastAPI:\n    return FastAPI()\n\n\n"
FLASK = b"from flask import Flask\n\napp = Flask(__name__)\n"
SERVED: Files = {".python-version": b"3.12\n", "requirements.txt": b"fastapi[standard]\nflask\n"}


@pytest.fixture
def image(repository: Repository) -> Image:
    def find(files: Files) -> ImageSteps:
        folder = repository(files)
        clues = read_clues(folder)
        return find_image(folder, clues, read_contents(folder, clues))

    return find


@pytest.mark.parametrize(
    ("files", "command"),
    [
        (PACKAGE, "churn"),
        ({**PACKAGE, "pyproject.toml": PROJECT + BUILD}, "python -m churn"),
        (
            {**REQUIREMENTS, "src/churn/__init__.py": b"", "src/churn/__main__.py": b""},
            "python -m churn",
        ),
        ({**REQUIREMENTS, "predict.py": MAIN}, "python predict.py"),
        ({**REQUIREMENTS, "main.py": MAIN, "plot.py": MAIN, "sub/x.py": MAIN}, "python main.py"),
        (
            {**SERVED, "app/main.py": FASTAPI + b"app = create()\n"},
            "uvicorn --host 0.0.0.0 --port 8000 app.main:app",
        ),
        (
            {**SERVED, "app/main.py": FASTAPI},
            "uvicorn --factory --host 0.0.0.0 --port 8000 app.main:create",
        ),
        (
            {
                **SERVED,
                "src/app/main.py": b"import os\n" + FASTAPI,
                "src/app/x.py": FASTAPI + b"(",
            },
            "uvicorn --factory --host 0.0.0.0 --port 8000 app.main:create",
        ),
        (
            {**SERVED, "app/main.py": b"def f(): pass\n" + FASTAPI + b"app = create()\n"},
            "uvicorn --host 0.0.0.0 --port 8000 app.main:app",
        ),
        ({**SERVED, "web.py": FLASK}, "flask run --host 0.0.0.0 --port 8000"),
        (
            {**SERVED, "requirements.txt": b"flask\ngunicorn\n", "web.py": FLASK},
            "gunicorn --bind 0.0.0.0:8000 web:app",
        ),
        (
            {**SERVED, "requirements.txt": b"flask\nwaitress\n", "web.py": FLASK},
            "waitress-serve --listen 0.0.0.0:8000 web:app",
        ),
        (
            {**REQUIREMENTS, "site/manage.py": b"", "site/site/wsgi.py": b""},
            "python site/manage.py runserver 0.0.0.0:8000",
        ),
        (
            {
                **REQUIREMENTS,
                "requirements.txt": b"django\ngunicorn==22\n",
                "site/manage.py": b"",
                "site/shop/wsgi.py": b"",
            },
            "gunicorn --bind 0.0.0.0:8000 shop.wsgi",
        ),
        (
            {**REQUIREMENTS, "app.py": b"import streamlit as st\n", "train.py": MAIN},
            "streamlit run app.py --server.address 0.0.0.0 --server.port 8501",
        ),
        ({**REQUIREMENTS, "demo.py": b"import gradio\n" + MAIN}, "python demo.py"),
    ],
    ids=[
        *("installed command", "package", "package under src", "script", "main script"),
        *("fastapi", "fastapi factory", "fastapi under src", "fastapi with others"),
        *("flask", "gunicorn", "waitress", "django"),
        *("django with gunicorn", "streamlit", "gradio"),
    ],
)
def test_the_command_is_the_one_that_the_files_show(
    image: Image, files: Files, command: str
) -> None:
    assert " ".join(image(files).entry.command) == command


def test_modules_are_imported_from_the_folder_where_their_imports_are(image: Image) -> None:
    found = image(
        {
            **SERVED,
            "backend/app/main.py": b"from app.rows import load\n" + FASTAPI + b"api = create()\n",
            "backend/app/rows.py": b"",
            "examples/app.py": FASTAPI,
        }
    )
    assert found.entry.command[-1] == "app.main:api"
    assert ("PYTHONPATH", "/srv/project/backend") in found.environment


def test_a_main_script_needs_no_guard(image: Image) -> None:
    found = image({**REQUIREMENTS, "main.py": b"fit()\n", "load.py": b"rows = []\n"})
    assert found.entry.command == ("python", "main.py")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({**REQUIREMENTS, "train.py": b"fit()\n"}, "no file shows the command"),
        (
            {**REQUIREMENTS, "a.py": MAIN, "b.py": MAIN},
            "several scripts can be run: `a.py`, `b.py`",
        ),
        (
            {
                **REQUIREMENTS,
                **{f"{x}/{y}.py": b"" for x in "ab" for y in ("__init__", "__main__")},
            },
            "several packages can be run: `a/__main__.py`, `b/__main__.py`",
        ),
        (
            {**REQUIREMENTS, "a/manage.py": b"", "b/manage.py": b""},
            "there are several Django projects: `a/manage.py`, `b/manage.py`",
        ),
        ({**SERVED, "examples/app.py": FASTAPI}, "no file shows the command"),
        ({**REQUIREMENTS, "a b.py": MAIN}, "`a b.py` has a name that needs quotes"),
        ({**REQUIREMENTS, "$(id).py": MAIN}, "has a name that needs quotes"),
        (
            {**PACKAGE, "pyproject.toml": PROJECT + b'[project.scripts]\na = "x:y"\nb = "x:y"\n'},
            "`pyproject.toml` installs several commands: `a`, `b`",
        ),
        (
            {**PACKAGE, "pyproject.toml": PROJECT + b'[project.scripts]\n"a\\nRUN id" = "x:y"\n'},
            "`pyproject.toml` has a name that needs quotes",
        ),
        ({**REQUIREMENTS, "app/main.py": FASTAPI}, "no server such as `uvicorn` is declared"),
        ({**SERVED, "a/main.py": FASTAPI, "b/main.py": FASTAPI}, "several applications are alike"),
        ({**REQUIREMENTS, "pages/x.py": b"import streamlit\n"}, "may not be its main script"),
        ({"requirements.txt": b"numpy\n", "a.py": MAIN}, "do not name one version of Python"),
        ({".python-version": b"3.12\n", "a.py": MAIN}, "no file at the top declares"),
        (
            {"environment.yml": b"dependencies:\n  - python=3.11\n  - numpy\n", "a.py": MAIN},
            "`environment.yml` is for conda: run `scaffold dependencies` first",
        ),
    ],
)
def test_what_is_not_known_is_no_command(image: Image, files: Files, reason: str) -> None:
    with pytest.raises(NoEntryPointError, match=re.escape(reason)):
        image(files)


@pytest.mark.parametrize(
    ("files", "layers"),
    [
        ({}, [(["."], ["python -m pip install ."])]),
        (
            {"uv.lock": b"version = 1\n"},
            [
                (["pyproject.toml", "uv.lock"], ["uv sync --locked --no-dev --no-install-project"]),
                (["."], ["uv sync --locked --no-dev"]),
            ],
        ),
        (
            {
                "pyproject.toml": b'[tool.poetry]\nname = "churn"\n'
                b'[tool.poetry.scripts]\nchurn = "a:b"\n'
                b'[tool.poetry.dependencies]\npython = "^3.11"\nnumpy = "^2"\n',
                "poetry.lock": b"",
            },
            [
                (
                    ["pyproject.toml", "poetry.lock"],
                    [
                        "poetry config virtualenvs.create false",
                        "poetry install --only main --no-interaction --no-root",
                    ],
                ),
                (["."], ["poetry install --only main --no-interaction"]),
            ],
        ),
        (
            {
                "pyproject.toml": b"",
                "Pipfile": b"",
                "Pipfile.lock": b"{}",
                ".python-version": b"3.11",
            },
            [(["Pipfile", "Pipfile.lock"], ["pipenv sync --system"]), (["."], [])],
        ),
        (
            {"pyproject.toml": b"", **REQUIREMENTS},
            [
                (["requirements.txt"], ["python -m pip install --requirement requirements.txt"]),
                (["."], []),
            ],
        ),
        (
            {"pyproject.toml": b"", **REQUIREMENTS, "requirements.txt": b"-r base.txt\n"},
            [(["."], ["python -m pip install --requirement requirements.txt"])],
        ),
    ],
    ids=["project", "uv", "poetry", "pipenv", "requirements", "nested requirements"],
)
def test_the_image_installs_what_is_declared(
    image: Image, files: Files, layers: list[tuple[list[str], list[str]]]
) -> None:
    answer = image({**PACKAGE, **files}).as_answer()
    assert [(each["copy"], each["run"]) for each in answer["layers"]] == layers


@pytest.mark.parametrize(
    ("files", "python"),
    [
        ({}, "3.11"),
        ({".python-version": b"3.12\n"}, "3.12"),
        ({"environment.yml": b"dependencies:\n  - python=3.13.1\n"}, "3.13"),
        ({".github/workflows/a.yml": b"jobs: {a: {python-version: ['3.11', '3.12']}}\n"}, "3.12"),
        ({".python-version": b"3.10\n"}, "3.11"),
    ],
    ids=["oldest", "pinned", "conda", "tested", "pin outside of the range"],
)
def test_the_python_is_the_one_that_the_repository_uses(
    image: Image, files: Files, python: str
) -> None:
    assert image({**PACKAGE, **files}).python == python


def test_packages_from_git_and_versions_from_tags_can_be_installed(image: Image) -> None:
    build = b'[build-system]\nrequires = ["setuptools", "setuptools-scm>=8"]\n'
    text = PROJECT.replace(b"[]", b'["x @ git+https://example.org/x"]') + build + SCRIPTS
    found = image({**PACKAGE, "pyproject.toml": text})
    assert found.packages == ("git",)
    assert ("SETUPTOOLS_SCM_PRETEND_VERSION", "0") in found.environment


def read_instructions(folder: Path, name: str) -> list[Any]:
    """Return the arguments in JSON of each instruction of this name."""
    text = (folder / "Dockerfile").read_text("utf-8")
    found = re.findall(rf"^{name}(?: --chown=\S+)? (\[.*\])$", text, re.M)
    return [json.loads(each) for each in found]


def copy_context(folder: Path, to: Path) -> None:
    """Copy what the ignore file lets in, as the builder of an image does."""
    lines = (folder / ".dockerignore").read_text("utf-8").splitlines()
    for name in (line[1:] for line in lines if line.startswith("!")):
        source = folder / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, to / name)


@pytest.mark.story
@pytest.mark.parametrize(
    "files",
    [PACKAGE, {**REQUIREMENTS, "churn/__init__.py": b"", "churn/__main__.py": MAIN}],
    ids=["installed command", "package"],
)
def test_the_command_runs_on_the_files_of_the_image(
    repository: Repository, scaffold: Scaffold, tmp_path: Path, files: Files
) -> None:
    folder = repository(files)
    finished = scaffold("adopt", folder, "--defaults", "--features", "docker")
    assert finished.exit_code == 0, finished
    hadolint = run_command(
        [str(Path(sys.executable).parent / "hadolint"), str(folder / "Dockerfile")]
    )
    assert hadolint == Finished(0, "", "")
    copied = [path for paths in read_instructions(folder, "COPY") for path in paths]
    assert copied
    assert all((folder / path).exists() for path in copied)
    image = tmp_path / "image"
    image.mkdir()
    copy_context(folder, image)
    assert not (image / "tests").exists()
    installed = tmp_path / "installed"
    if "pyproject.toml" in files:
        options = ("--no-deps", "--no-index", "--no-build-isolation", "--target", str(installed))
        pip = [sys.executable, "-m", "pip", "install", "--quiet", *options, str(image)]
        assert run_command(pip).exit_code == 0
    [command] = read_instructions(folder, "ENTRYPOINT")
    start = (
        [str(installed / "bin" / command[0])]
        if len(command) == 1
        else [sys.executable, *command[1:]]
    )
    ran = run_command(start, folder=image, settings={"PYTHONPATH": str(installed)})
    assert (ran.exit_code, ran.output) == (0, "ran\n")


@pytest.mark.story
def test_the_image_is_kept_by_updates_and_undone(
    repository: Repository, scaffold: Scaffold
) -> None:
    files = {**SERVED, ".env.example": b"KEY=\n", "app/main.py": FASTAPI + b"app = create()\n"}
    folder = repository(files)
    before = contents(folder)
    finished = scaffold("adopt", folder, "--defaults", "--features", "docker")
    assert finished.exit_code == 0
    shown = "uvicorn --host 0.0.0.0 --port 8000 app.main:app  (app/main.py; Python 3.12)"
    assert shown in finished.output
    text = (folder / "Dockerfile").read_text("utf-8")
    assert "FROM python:3.12-slim\n" in text
    assert "--publish 127.0.0.1:8000:8000 --volume ./.env:/srv/project/.env:ro old-repo" in text
    assert "EXPOSE 8000\n" in text
    adopted = contents(folder)
    commit(folder)
    assert scaffold("update", folder, "--defaults").exit_code == 0
    assert scaffold("check", folder).exit_code == 0
    assert contents(folder) == adopted
    assert scaffold("undo", folder).exit_code == 0
    assert contents(folder) == before


@pytest.mark.parametrize("layout", ["as-is", "flat"])
def test_no_image_is_created_for_an_unknown_command(
    repository: Repository, scaffold: Scaffold, layout: str
) -> None:
    place = "src/data/load.py" if layout == "flat" else "churn/load.py"
    folder = repository({**REQUIREMENTS, place: b"X = 1\n"})
    finished = scaffold("adopt", folder, "--defaults", "--features", "docker")
    assert finished.exit_code == 0, finished
    assert "Dockerfile" in finished.output
    assert "no file shows the command that starts your code" in finished.output
    assert not (folder / "Dockerfile").exists()
    answers = yaml.safe_load((folder / ".copier-answers.yml").read_text("utf-8"))
    assert answers["layout"] == layout
    assert "container" not in answers


def test_a_second_image_is_not_created(repository: Repository, scaffold: Scaffold) -> None:
    folder = repository({**PACKAGE, "docker/Dockerfile": b"FROM scratch\n"})
    finished = scaffold("adopt", folder, "--defaults", "--features", "docker")
    assert "you have `docker/Dockerfile`" in finished.output
    assert not (folder / "Dockerfile").exists()
    answers = yaml.safe_load((folder / ".copier-answers.yml").read_text("utf-8"))
    assert "container" not in answers


def test_without_the_feature_no_image_is_created(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(PACKAGE)
    assert scaffold("adopt", folder, "--defaults").exit_code == 0
    assert not (folder / "Dockerfile").exists()
