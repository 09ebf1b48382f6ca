"""The verbs of the command line are functions: a request in, a result out, nothing printed."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import scaffold
from scaffold import (
    AdoptRequest,
    NewRequest,
    ScaffoldError,
    UpdateRequest,
    adopt,
    check,
    new,
    status,
    update,
)


@pytest.fixture
def project(clean_machine: Path) -> Path:
    return new(NewRequest("demo", clean_machine, answers={"stack": "skeleton"})).path


def test_every_name_of_the_library_can_be_imported() -> None:
    assert all(getattr(scaffold, name) is not None for name in scaffold.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'missing'"):
        _ = scaffold.missing


def test_the_names_of_the_library_are_listed_once() -> None:
    assert sorted(scaffold._MODULES) == sorted(scaffold.__all__)


def test_a_project_is_created_and_compared(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert (project / "README.md").is_file()
    assert check(project).is_clean
    assert {str(file.state) for file in status(project).files} == {"unchanged"}
    assert capfd.readouterr() == ("", "")


def test_an_update_states_what_it_did(project: Path) -> None:
    request = UpdateRequest(project, answers={"features": ["gitlab"]})
    preview = update(replace(request, dry_run=True))
    assert not (project / ".gitlab-ci.yml").exists()
    result = update(request)
    assert preview.planned.plan == result.planned.plan
    assert not result.needs_attention
    assert (project / ".gitlab-ci.yml").is_file()


def test_a_repository_is_adopted_once(clean_machine: Path) -> None:
    folder = clean_machine / "old"
    folder.mkdir()
    (folder / "README.md").write_text("mine\n")
    first = adopt(AdoptRequest(folder))
    second = adopt(AdoptRequest(folder))
    assert not first.is_adopted_already
    assert second.is_adopted_already
    assert (folder / "README.md").read_text() == "mine\n"
    assert second.as_json()["actions"] == []


def test_an_error_has_a_message_a_hint_and_an_exit_code(tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError) as raised:
        check(tmp_path)
    assert raised.value.message
    assert raised.value.hint
    assert raised.value.exit_code == 5


def test_importing_the_package_imports_no_verb() -> None:
    program = "import sys, scaffold; print([n for n in sys.modules if n.startswith('scaffold.')])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
