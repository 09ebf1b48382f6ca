"""Answers guessed from what is there: a table of repositories, and laws that hold for all."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.adoption.clues import Clues, read_clues
from scaffold.adoption.guess import UNSTATED, Guess, guess_answers
from scaffold.answers.project_names import check_package_name, check_project_name
from scaffold.project.metadata import Metadata, read_pyproject, read_setup_cfg, read_setup_py
from scaffold.template.catalog import read_feature_clues, read_pythons
from scaffold.template.releases import bundled_release
from tests.adopt.conftest import commit, write
from tests.adopt.test_facts import MIT as _MIT
from tests.kit.machine import UNREADABLE
from tests.kit.repositories import git

FEATURES = read_feature_clues(bundled_release())
MIT = _MIT.format("2024 Ada Example")
PYTHONS = read_pythons(bundled_release())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Metadata()),
        ("not = [toml", Metadata()),
        ("project = 1", Metadata()),
        ("[project]\nname = 3\nauthors = 'Ada'\nlicense = []\n", Metadata()),
        ('[project]\nname = "churn"\n', Metadata(name="churn")),
        ('[project]\ndescription = """Two\n  lines."""\n', Metadata(description="Two lines.")),
        ('[project]\nauthors = [{email = "a@b"}, {name = "Ada"}]\n', Metadata(author="Ada")),
        ('[project]\nlicense = {text = "MIT"}\n', Metadata(license="MIT")),
        ('[project]\nlicense = {file = "LICENSE"}\n', Metadata()),
        ('[tool.poetry]\nname = "old"\nlicense = "MIT"\n', Metadata(name="old", license="MIT")),
        ('[tool.poetry]\nauthors = ["Ada Example <a@b.org>"]\n', Metadata(author="Ada Example")),
        ('[tool.poetry.dependencies]\npython = {version = "^3.9"}\n', Metadata(python="^3.9")),
        (
            '[tool.flit.metadata]\ndist-name = "o"\nauthor = "Ada"\n',
            Metadata("o", author="Ada"),
        ),
        ('[project]\nrequires-python = ">= 3.12"\n', Metadata(python=">= 3.12")),
        ('[tool.poetry.dependencies]\npython = "^3.12"\n', Metadata(python="^3.12")),
        ('[project]\nname = "new"\n[tool.poetry]\nname = "old"\n', Metadata(name="new")),
    ],
)
def test_pyproject_is_read(text: str, expected: Metadata) -> None:
    assert stated(read_pyproject(text)) == expected


@pytest.mark.parametrize(
    ("text", "packaged", "dependencies", "listed", "tools"),
    [
        ("", False, False, False, ()),
        ("[tool.ruff]\n[tool.black]\n[tool.isort]\n", False, False, False, ("black", "isort")),
        ("[build-system]\n", True, False, False, ()),
        ("[project]\nname = 'a'\n", True, False, False, ()),
        ("[project]\ndependencies = []\n", True, True, True, ()),
        ("[project]\ndynamic = ['dependencies']\n", True, True, False, ()),
        ("[tool.poetry]\nname = 'a'\n", True, False, False, ()),
        ("[tool.poetry.dependencies]\npandas = '*'\n", True, True, False, ()),
        ("[tool.flit.metadata]\nmodule = 'a'\nrequires = ['b']\n", True, True, False, ()),
        ("[tool.flit.metadata]\nmodule = 'a'\n", True, False, False, ()),
    ],
)
def test_pyproject_declares_how_a_package_is_built(
    text: str, *, packaged: bool, dependencies: bool, listed: bool, tools: tuple[str, ...]
) -> None:
    made = read_pyproject(text)
    assert (made.packaged, made.dependencies, made.lists_requirements) == (
        packaged,
        dependencies,
        listed,
    )
    assert made.tools == tools


def stated(made: Metadata) -> Metadata:
    """Return the facts alone."""
    return Metadata(made.name, made.description, made.author, made.license, made.python)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Metadata()),
        ("name = x", Metadata()),
        ("[options]\na = 1\n", Metadata()),
        ("[metadata]\nname = churn\nauthor = Ada\n", Metadata(name="churn", author="Ada")),
        ("[options]\npython_requires = >=3.12\n", Metadata(python=">=3.12")),
        ("[metadata]\ndescription = 100%\nlicense = MIT\n", Metadata("", "100%", "", "MIT")),
    ],
)
def test_setup_cfg_is_read(text: str, expected: Metadata) -> None:
    assert stated(read_setup_cfg(text)) == expected


def test_setup_files_declare_a_package_and_its_dependencies() -> None:
    made = read_setup_cfg("[options]\ninstall_requires = pandas\n[flake8]\na = 1\n")
    assert (made.packaged, made.dependencies, made.tools) == (True, True, ("flake8",))
    assert not read_setup_cfg("[flake8]\na = 1\n").packaged
    assert read_setup_py("setup(install_requires=read('a.txt'))").dependencies
    assert read_setup_py("a = dict(install_requires=REQUIRED)\nsetup(**a)").dependencies
    assert read_setup_py("setup()").packaged
    assert not read_setup_py("setup()").dependencies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Metadata()),
        ("def broken(", Metadata()),
        ("print('no call')", Metadata()),
        ("setup(name='churn', author='Ada')", Metadata(name="churn", author="Ada")),
        ("setup(python_requires='>=3.12')", Metadata(python=">=3.12")),
        ("setuptools.setup(name='churn')", Metadata(name="churn")),
        ("NAME = 'churn'\nsetup(name=NAME, license='MIT')", Metadata(name="churn", license="MIT")),
        ("setup(name=read('name'), **more)", Metadata()),
        (
            "def f():\n    meta = dict(name=A, install_requires=R)\n    setup(**meta)\nA='a'",
            Metadata(name="a"),
        ),
        ("meta = {'name': 'a', KEY: 'b', **more}\nsetup(**meta)", Metadata(name="a")),
        ("meta = read('meta.json')\nsetup(license='MIT', **meta)", Metadata(license="MIT")),
        ("setup(name=open('/tmp/executed', 'w').name)", Metadata()),
    ],
)
def test_setup_py_is_read_and_never_executed(text: str, expected: Metadata) -> None:
    assert stated(read_setup_py(text)) == expected


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "not found in your files"),
        (
            {"setup.py": b"setup(name='q', python_requires='>=3.5', license='BSD', author='Ada')"},
            (
                "not found in your files: description; "
                "not supported by the template: oldest_python, license"
            ),
        ),
    ],
)
def test_answers_without_a_value_have_their_own_reasons(
    tmp_path: Path, files: dict[str, bytes], reason: str
) -> None:
    write(tmp_path, files)
    guesses = guess_answers(read_clues(tmp_path), {}, pythons=["3.11"])
    assert next(each.reason for each in guesses if each.key == "unstated") == reason


CASES: list[tuple[dict[str, bytes], dict[str, Any]]] = [
    ({}, {"project_name": "my-repo", "stack": "skeleton", "license": "none", "features": []}),
    ({"pyproject.toml": b'[project]\nname = "churn"\n'}, {"project_name": "churn"}),
    ({"pyproject.toml": b'\xef\xbb\xbf[project]\nname = "churn"\n'}, {"project_name": "churn"}),
    ({"pyproject.toml": b'[project]\nname = "json"\n'}, {"project_name": "my-repo"}),
    ({"setup.cfg": b"[metadata]\nname = a-b\n", "setup.py": b"x"}, {"project_name": "a-b"}),
    ({"pyproject.toml": b"[tool]\n", "setup.py": b"setup(name='q')"}, {"project_name": "q"}),
    ({"src/churn/a.py": b""}, {"package_name": None, "layout": "package"}),
    ({"src/my_repo/a.py": b""}, {"package_name": "my_repo", "layout": "package"}),
    ({"src/churn/__init__.py": b""}, {"package_name": "churn", "layout": "package"}),
    ({"src/__init__.py": b"", "src/helpers/__init__.py": b""}, {"package_name": None}),
    ({"churn/__init__.py": b""}, {"package_name": "churn", "layout": None}),
    ({"churn/__init__.py": b"", "setup.py": b""}, {"package_name": "churn"}),
    ({"text/__init__.py": b"", "train.py": b""}, {"package_name": None}),
    (
        {
            "text/__init__.py": b"",
            "train.py": b"",
            "demos/a.py": b"",
            "setup.py": b"setup(name='py-text')",
        },
        {"package_name": "text"},
    ),
    ({"churn/a.py": b"", "my_repo/a.py": b""}, {"package_name": "my_repo"}),
    ({"one/a.py": b"", "two/a.py": b""}, {"package_name": None}),
    ({"docs/a.py": b"", "tests/a.py": b"", "json/a.py": b""}, {"package_name": None}),
    ({"Churn/a.py": b""}, {"package_name": None}),
    ({"src/data/a.py": b"", "src/models/a.py": b""}, {"package_name": None, "layout": "flat"}),
    ({"src/features/a.txt": b"", "src/__init__.py": b""}, {"layout": "flat"}),
    ({"Dockerfile": b"", "notebooks/a.ipynb": b"{}"}, {"features": ["docker", "notebooks"]}),
    ({".github/a": b"", ".vscode/a": b""}, {"features": ["vscode"]}),
    ({".github/workflows/a.yml": b""}, {"features": ["github"]}),
    ({".pre-commit-config.yaml": b""}, {"features": ["pre-commit"]}),
    ({".gitlab-ci.yml": b""}, {"features": ["gitlab"]}),
    ({".gitlab/a": b"", "compose/a": b""}, {"features": []}),
    ({"compose.yaml": b""}, {"features": ["docker"]}),
    ({"docker-compose.yml": b"", "Dockerfile": b""}, {"features": ["docker"]}),
    ({".devcontainer/devcontainer.json": b"{}"}, {"features": ["docker"]}),
    ({"LICENSE": MIT.encode()}, {"license": "MIT", "author_name": "Ada Example"}),
    ({"COPYING.txt": MIT.encode()}, {"license": "MIT"}),
    ({"LICENSE": b"Apache License\n", "setup.py": b"setup(license='MIT')"}, {"license": "none"}),
    ({"setup.cfg": b"[metadata]\nlicense = MIT License\n"}, {"license": "MIT"}),
    ({"setup.cfg": b"[options]\npython_requires = >=3.12\n"}, {"oldest_python": "3.12"}),
    ({"setup.py": b"setup(python_requires='>=3.8, <4')"}, {"oldest_python": None}),
    ({"setup.py": b"setup(python_requires='<3.13, ~=3.12.1')"}, {"oldest_python": "3.12"}),
    ({"pyproject.toml": b"[project]\nrequires-python = '>=3.99'\n"}, {"oldest_python": None}),
    ({"setup.cfg": b"[metadata]\nlicense = GPL\nauthor = Ada\n"}, {"author_name": "Ada"}),
    ({}, {UNSTATED: ["description", "author_name", "oldest_python", "license"]}),
    ({"README.md": b"A model for all customers."}, {"description": "A model for all customers."}),
    ({"a/b/setup.py": b"setup(python_requires='>=3.12')"}, {"oldest_python": "3.12"}),
    ({"a/b/c/setup.py": b"setup(python_requires='>=3.12')"}, {"oldest_python": None}),
    ({".python-version": b"3.12.4\n"}, {"oldest_python": "3.12"}),
    ({"Dockerfile": b"FROM --x\nFROM python:3.13-slim\n"}, {"oldest_python": "3.13"}),
    ({"environment.yml": b"dependencies:\n  - python=3.11\n"}, {"oldest_python": "3.11"}),
    ({"Pipfile": b'[requires]\npython_version = "3.12"\n'}, {"oldest_python": "3.12"}),
    ({"environment.yml": b"dependencies:\n  - numpy\n"}, {"oldest_python": None}),
]


@pytest.mark.parametrize(("files", "expected"), CASES)
def test_answers_are_guessed_from_what_is_there(
    clean_machine: Path, files: dict[str, bytes], expected: dict[str, Any]
) -> None:
    folder = clean_machine / "My Repo"
    folder.mkdir()
    write(folder, files)
    clues = read_clues(folder)
    guesses = guess_answers(clues, FEATURES, pythons=PYTHONS)
    answers = {guess.key: guess.value for guess in guesses}
    assert {key: answers.get(key) for key in expected} == expected
    assert all(guess.reason for guess in guesses)


def test_a_guess_says_where_it_comes_from() -> None:
    clues = Clues("my-repo", metadata=(("setup.cfg", Metadata(name="3d", author="Ada")),))
    guesses = guess_answers(clues, {})
    assert guesses[0] == Guess("project_name", "my-repo", "folder name")
    assert guesses[1] == Guess("author_name", "Ada", "setup.cfg")
    assert guess_answers(Clues("3d"), {})[0].reason == "normalized from the folder name `3d`"


def test_the_surest_clue_to_a_feature_is_named() -> None:
    clues = Clues("my-repo", frozenset({"compose.yaml", "Dockerfile", ".gitlab-ci.yml"}))
    guesses = guess_answers(clues, FEATURES)
    assert Guess("features", ["docker", "gitlab"], "Dockerfile, .gitlab-ci.yml") in guesses


@pytest.mark.parametrize(
    ("branch", "guessed"),
    [("", None), ("main", None), ("trunk", "trunk"), ("a/b-1.x", "a/b-1.x")],
)
def test_another_branch_than_main_is_guessed(branch: str, guessed: str | None) -> None:
    guesses = guess_answers(Clues("my-repo", branch=branch), {})
    assert {each.key: each.value for each in guesses}.get("default_branch") == guessed


def test_a_branch_that_a_workflow_could_not_name_is_not_guessed() -> None:
    guesses = guess_answers(Clues("my-repo", branch="a, b"), {})
    assert "default_branch" not in {each.key for each in guesses}


def test_folders_in_the_place_of_files_are_no_clue(clean_machine: Path) -> None:
    for name in ("pyproject.toml", "setup.py", "LICENSE"):
        (clean_machine / name).mkdir()
    (clean_machine / "src").write_bytes(b"a file")
    clues = read_clues(clean_machine)
    assert (clues.metadata, clues.licenses, clues.packages("src/")) == ((), (), [])
    assert clues.files == {"src"}


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file here is unreadable for everyone")
def test_what_cannot_be_read_is_no_clue_and_the_next_one_counts(clean_machine: Path) -> None:
    for name in ("pyproject.toml", "LICENSE"):
        (clean_machine / name).symlink_to(UNREADABLE)
    write(clean_machine, {"setup.cfg": b"[metadata]\nname = demo\n", "COPYING": b"MIT License\n"})
    clues = read_clues(clean_machine)
    assert [(name, found.name) for name, found in clues.metadata] == [("setup.cfg", "demo")]
    assert clues.licenses == (("COPYING", "MIT License\n"), ("LICENSE", ""))


def test_a_package_behind_a_link_is_no_clue(clean_machine: Path) -> None:
    write(clean_machine, {"outside/a.py": b"", "repo/README.md": b""})
    (clean_machine / "repo" / "linked").symlink_to("../outside")
    assert read_clues(clean_machine / "repo").packages() == []


def test_files_that_are_deleted_and_files_that_git_ignores_are_no_clue(
    clean_machine: Path,
) -> None:
    write(clean_machine, {"setup.py": b"", "a/a.py": b"", "b/b.py": b"", ".gitignore": b"b/\n"})
    git(clean_machine, "init", "--quiet", "--initial-branch=trunk")
    commit(clean_machine)
    git(clean_machine, "rm", "-r", "--quiet", "--cached", "b")
    (clean_machine / "a" / "a.py").unlink()
    clues = read_clues(clean_machine)
    assert clues.files == {".gitignore", "setup.py"}
    assert clues.folders >= {"a", "b"}
    assert clues.branch == "trunk"


def test_the_default_branch_of_the_remote_counts_more_than_the_one_checked_out(
    clean_machine: Path,
) -> None:
    git(clean_machine, "init", "--quiet", "--initial-branch=work")
    git(clean_machine, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop")
    assert read_clues(clean_machine).branch == "develop"


def test_without_a_usable_repository_all_files_are_listed(clean_machine: Path) -> None:
    write(clean_machine, {"a.py": b"", ".git": b"gitdir: nowhere\n", "node_modules/b.js": b""})
    clues = read_clues(clean_machine)
    assert "a.py" in clues.files
    assert "node_modules/b.js" not in clues.files
    assert clues.branch == ""


@pytest.mark.parametrize("state", ["of another user", "damaged"])
def test_where_git_lists_no_files_all_of_them_are_listed(
    clean_machine: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    write(clean_machine, {"a.py": b"", "b.log": b"", ".gitignore": b"*.log\n"})
    git(clean_machine, "init", "--quiet", "--initial-branch=trunk")
    if state == "damaged":
        (clean_machine / ".git" / "index").write_bytes(b"no index")
    else:
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    clues = read_clues(clean_machine)
    assert {"a.py", "b.log"} <= clues.files
    assert clues.branch == ("trunk" if state == "damaged" else "")


names = st.text(max_size=80)


@given(folder=names, said=names, packages=st.lists(names, max_size=3))
def test_whatever_is_there_the_guessed_names_can_be_used(
    folder: str, said: str, packages: list[str]
) -> None:
    metadata = (("pyproject.toml", Metadata(name=said)),)
    files = frozenset(f"{place}{name}/a.py" for name in packages for place in ("", "src/"))
    clues = Clues(folder, files, metadata=metadata)
    answers = {guess.key: guess.value for guess in guess_answers(clues, {}, taken={"torch"})}
    check_project_name(answers["project_name"], {"torch"})
    if "package_name" in answers:
        check_package_name(answers["package_name"], {"torch"})
