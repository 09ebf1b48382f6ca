"""`scaffold dependencies` as a user runs it, with an index on disk."""

import json
from pathlib import Path

import pytest

from tests.adopt.conftest import Repository, commit, contents
from tests.adopt.dependencies.conftest import uv_on_path
from tests.kit.machine import Scaffold

FILES = {
    "requirements.txt": b"apple>=1.0,<2\n",
    "requirements-dev.txt": b"-r requirements.txt\npytest\n",
}


@pytest.fixture(autouse=True)
def _index(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let uv of this environment be found, and only the index of the tests."""
    assert index.is_dir()
    monkeypatch.setenv("PATH", uv_on_path())


@pytest.mark.story
def test_both_declarations_resolve_to_the_same_packages(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(FILES)
    done = scaffold("dependencies", folder, "--json")
    assert done.exit_code == 0
    found = json.loads(done.output)
    assert found["resolution"]["equal"]
    assert [each["packages"] for each in found["resolution"]["roles"]] == [2, 3]
    assert found["written"]
    assert (folder / "requirements.txt").is_file()
    assert "index of this machine" in found["notes"][0]
    assert not (folder / "uv.lock").exists()


@pytest.mark.story
def test_pip_resolves_where_there_is_no_uv(
    repository: Repository, scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    done = scaffold("dependencies", repository(FILES), "--json")
    assert done.exit_code == 0
    resolution = json.loads(done.output)["resolution"]
    assert (resolution["tool"], resolution["equal"]) == ("pip", True)
    assert [each["packages"] for each in resolution["roles"]] == [2, 3]


def test_a_preview_writes_nothing_and_resolves_nothing(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(FILES)
    before = contents(folder)
    done = scaffold("dependencies", folder, "--dry-run", "--replace")
    assert done.exit_code == 0
    assert "Would convert `requirements.txt`: 1 dependency, 1 group" in done.output
    assert "Not resolved: `--dry-run` contacts no package index" in done.output
    assert contents(folder) == before
    patch = scaffold("dependencies", folder, "--diff")
    assert '+  "apple>=1.0,<2",' in patch.output
    assert contents(folder) == before


def test_a_different_resolution_is_shown_and_nothing_is_written(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(
        {"requirements.txt": b"apple>=1\n", "pyproject.toml": b"[tool.uv]\nprerelease = 'allow'\n"}
    )
    before = contents(folder)
    (folder / "constraints.txt").write_text("apple<2\n")
    (folder / "requirements.txt").write_text("-c constraints.txt\napple>=1\n")
    pyproject = folder / "pyproject.toml"
    pyproject.write_text("[tool.uv]\nconstraint-dependencies = ['apple<1.5']\n")
    commit(folder)
    before = contents(folder)
    done = scaffold("dependencies", folder)
    assert done.exit_code == 4
    assert "- apple==1.5" in done.output
    assert "+ apple==1.0" in done.output
    assert "nothing was written" in done.output
    assert contents(folder) == before


def test_what_cannot_be_resolved_is_not_written(repository: Repository, scaffold: Scaffold) -> None:
    folder = repository({"requirements.txt": b"unknown-package\n"})
    before = contents(folder)
    done = scaffold("dependencies", folder)
    assert done.exit_code == 6
    assert "Not resolved, so nothing was written" in done.errors
    assert contents(folder) == before
    done = scaffold("dependencies", folder, "--no-resolve")
    assert done.exit_code == 0
    assert "Not resolved: `--no-resolve`" in done.output


def test_undo_returns_every_byte_and_a_second_run_changes_nothing(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository({**FILES, "setup.cfg": b"[flake8]\r\nmax-line-length = 90\r\n"})
    before = contents(folder)
    assert scaffold("dependencies", folder, "--replace").exit_code == 0
    assert not (folder / "requirements-dev.txt").exists()
    after = contents(folder)
    again = scaffold("dependencies", folder, "--replace", "--allow-dirty")
    assert (again.exit_code, contents(folder)) == (0, after)
    assert "Nothing to do" in again.output
    assert scaffold("undo", folder).exit_code == 0
    assert contents(folder) == before


def test_a_file_that_others_need_is_not_removed(repository: Repository, scaffold: Scaffold) -> None:
    folder = repository({**FILES, "Dockerfile": b"COPY requirements.txt .\n"})
    done = scaffold("dependencies", folder, "--replace", "--no-resolve")
    assert done.exit_code == 4
    assert "keep    requirements.txt: `Dockerfile` uses it" in done.output
    assert (folder / "requirements.txt").is_file()
    assert not (folder / "requirements-dev.txt").exists()


def test_a_repeated_declaration_can_be_removed_later(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(FILES)
    assert scaffold("dependencies", folder, "--no-resolve").exit_code == 0
    done = scaffold("dependencies", folder, "--replace", "--allow-dirty")
    assert done.exit_code == 0
    assert not (folder / "requirements.txt").exists()
    assert not (folder / "requirements-dev.txt").exists()


def test_an_existing_declaration_comes_first(repository: Repository, scaffold: Scaffold) -> None:
    folder = repository(
        {
            "pyproject.toml": b'[project]\nname = "x"\nversion = "1"\ndependencies = ["core"]\n',
            "requirements.txt": b"apple\npear\n",
        }
    )
    before = contents(folder)
    done = scaffold("dependencies", folder, "--replace")
    assert done.exit_code == 0
    assert "Nothing to do" in done.output
    assert "`requirements.txt` is not converted: `pyproject.toml` comes first" in done.output
    assert contents(folder) == before
    chosen = scaffold("dependencies", folder, "--from", "requirements.txt", "--no-resolve")
    assert chosen.exit_code == 0
    assert '"pear"' in (folder / "pyproject.toml").read_text()


def test_replaced_setup_files_keep_the_rest(repository: Repository, scaffold: Scaffold) -> None:
    setup = (
        b"from setuptools import setup\n\nsetup(\n    name='x',  # \xc3\xa9\n    version='1',\n"
        b"    install_requires=[\n        'apple',  # why\n    ],\n"
        b"    extras_require={'t': ['core']},\n"
        b"    py_modules=['x'],\n)\n"
    )
    folder = repository({"setup.py": setup, "x.py": b""})
    assert scaffold("dependencies", folder, "--replace").exit_code == 0
    assert (folder / "setup.py").read_text("utf-8") == (
        "from setuptools import setup\n\nsetup(\n    name='x',  # é\n    version='1',\n"
        "    py_modules=['x'],\n)\n"
    )


def test_conda_only_packages_are_named_and_their_file_stays(
    repository: Repository, scaffold: Scaffold
) -> None:
    environment = b"dependencies:\n  - python=3.11\n  - cudatoolkit=11.3\n  - pip:\n    - apple\n"
    folder = repository({"environment.yml": environment})
    done = scaffold("dependencies", folder, "--replace")
    assert done.exit_code == 4
    assert "Only in conda, not converted: cudatoolkit=11.3" in done.output
    assert (folder / "environment.yml").read_bytes() == environment


def test_adopt_converts_dependencies_only_when_asked(
    repository: Repository, scaffold: Scaffold
) -> None:
    folder = repository(FILES)
    done = scaffold("adopt", folder, "--dependencies", "--dry-run")
    assert done.exit_code == 0
    assert "Would convert `requirements.txt`" in done.output
    assert not (folder / ".copier-answers.yml").exists()


def test_refusals_have_a_sentence_and_a_code(repository: Repository, scaffold: Scaffold) -> None:
    nothing = repository({"a.py": b""}, name="nothing")
    done = scaffold("dependencies", nothing)
    assert (done.exit_code, "declares dependencies" in done.errors) == (5, True)
    folder = repository({"requirements.txt": b"apple\na>dev\n"}, name="invalid")
    done = scaffold("dependencies", folder)
    assert done.exit_code == 5
    assert "Cannot convert `requirements.txt`: requirements.txt, line 2" in done.errors
    done = scaffold("dependencies", folder, "--from", "Pipfile")
    assert (done.exit_code, "`Pipfile` declares no dependencies" in done.errors) == (2, True)


def test_of_a_second_declaration_only_new_groups_are_converted(
    repository: Repository, scaffold: Scaffold
) -> None:
    pyproject = b'[project]\nname = "x"\nversion = "1"\ndependencies = ["apple"]\n'
    folder = repository({**FILES, "pyproject.toml": pyproject})
    done = scaffold("dependencies", folder, "--replace", "--no-resolve")
    assert done.exit_code == 0
    assert "Converted `requirements-dev.txt`: 0 dependencies, 1 group" in done.output
    assert (folder / "requirements.txt").is_file()
    assert not (folder / "requirements-dev.txt").exists()


def test_a_pipfile_whose_groups_alone_are_converted_stays(
    repository: Repository, scaffold: Scaffold
) -> None:
    files = {
        "setup.py": b"from setuptools import setup\nsetup(name='x', install_requires=['apple'])\n",
        "Pipfile": b'[packages]\ncore = "*"\n\n[dev-packages]\npytest = "*"\n',
    }
    folder = repository(files)
    done = scaffold("dependencies", folder, "--replace", "--no-resolve")
    assert done.exit_code == 4
    assert "keep    Pipfile: only its groups were converted" in done.output
    assert (folder / "Pipfile").read_bytes() == files["Pipfile"]
