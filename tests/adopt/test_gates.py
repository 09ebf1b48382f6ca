"""Gates of an adoption: what a repository builds, collects and checks stays as it is."""

import json
import os
import tarfile
import venv
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from scaffold.adoption.fitting import Fitted
from scaffold.adoption.refused_files import refuse
from scaffold.files.tree import Change, File
from scaffold.plan.actions import Action, FileAction, Plan
from scaffold.project.gates.built_files import (
    Distribution,
    compare_distributions,
    read_distribution,
)
from scaffold.project.gates.collected_tests import Collected, compare_collected
from scaffold.project.gates.gating import GateRun, Outcome, Trial, find_refused, run_gates
from scaffold.project.proof.chosen_checks import Check
from tests.adopt.conftest import Files, Repository, contents
from tests.kit.machine import Scaffold

PACKAGE: Files = {
    "foo/__init__.py": b"",
    "foo/data.py": b"def load() -> int:\n    return 1\n",
    "pyproject.toml": b'[project]\nname = "foo"\nversion = "1"\n[build-system]\n'
    b'requires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
    "tests/test_data.py": b"from foo.data import load\n\n\ndef test_load() -> None:\n"
    b"    assert load() == 1\n",
}


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let repositories without an environment use the one of the tests."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def silent(_step: str) -> Iterator[None]:
    yield


def gate(runs: Sequence[GateRun], name: str) -> GateRun:
    return next(run for run in runs if run.gate == name)


def created(path: str, content: bytes = b"") -> Change:
    return Change(path, None, File(content))


def wheel(*files: str, **metadata: str) -> Distribution:
    fields = {name: (value,) for name, value in metadata.items()}
    return Distribution("wheel", frozenset(files), fields)


def test_a_build_with_more_files_and_fields_is_as_good() -> None:
    before = wheel("foo/a.py", name="foo")
    assert compare_distributions(before, wheel("foo/a.py", "foo/b.txt", name="foo", x="1")) == []


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (wheel("foo/b.py", name="foo"), "the wheel would lose `foo/a.py`"),
        (wheel("foo/a.py", "bar/a.py", name="foo"), "the wheel would also install `bar`"),
        (wheel("foo/a.py", name="bar"), "the wheel would have another `name`, as in `bar`"),
    ],
)
def test_a_build_that_loses_or_changes_something_is_worse(after: Distribution, reason: str) -> None:
    assert compare_distributions(wheel("foo/a.py", name="foo"), after) == [reason]


def test_a_description_is_not_compared_and_entry_points_are() -> None:
    before = Distribution("wheel", frozenset(), {"description": ("a",)}, ("[x]", "a = b"))
    same = Distribution("wheel", frozenset(), {"description": ("b",)}, ("[x]", "a = b"))
    other = Distribution("wheel", frozenset(), {}, ("[x]", "a = c"))
    assert compare_distributions(before, same) == []
    assert compare_distributions(before, other) == ["the wheel would have other entry points"]


@pytest.mark.parametrize("name", ["foo-1-py3-none-any.whl", "foo-1.tar.gz"])
def test_a_distribution_without_metadata_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"not an archive")
    with pytest.raises(ValueError, match="has no metadata"):
        read_distribution(path)
    if path.suffix == ".whl":
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr("foo/__init__.py", "")
    else:
        with tarfile.open(path, "w:gz") as source:
            source.addfile(tarfile.TarInfo("foo-1/foo.py"))
    with pytest.raises(ValueError, match="has no metadata"):
        read_distribution(path)


def test_folders_of_a_wheel_have_no_version(tmp_path: Path) -> None:
    path = tmp_path / "foo-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.mkdir("foo")
        wheel.writestr("foo/__init__.py", "")
        wheel.writestr("foo-1.data/scripts/run", "")
        wheel.writestr("foo-1.dist-info/METADATA", "Name: foo\nClassifier: b\nClassifier: a\n")
        wheel.writestr("foo-1.dist-info/entry_points.txt", "[x]\n\na = foo\n")
    assert read_distribution(path) == Distribution(
        "wheel",
        frozenset(
            {
                "foo/__init__.py",
                ".data/scripts/run",
                ".dist-info/METADATA",
                ".dist-info/entry_points.txt",
            }
        ),
        {"name": ("foo",), "classifier": ("a", "b")},
        ("[x]", "a = foo"),
    )


def test_tests_may_be_added_and_none_may_be_lost() -> None:
    before = Collected(frozenset({"a", "b"}), frozenset({"c.py"}))
    assert compare_collected(before, Collected(frozenset({"a", "b", "d"}), frozenset())) == []
    after = Collected(frozenset({"a"}), frozenset({"c.py", "d.py"}))
    assert compare_collected(before, after) == [
        "pytest could not import `d.py`",
        "pytest would not collect `b`",
    ]


def test_only_the_parts_that_change_something_are_refused() -> None:
    parts = {name: [created(name)] for name in ("code", "editor", "tests")}

    def compare(changes: Sequence[Change]) -> list[str]:
        return ["worse"] if "code" in {each.path for each in changes} else []

    assert find_refused(parts, compare) == {"code": "worse"}
    assert find_refused({"editor": parts["editor"]}, compare) == {}


def test_parts_that_only_together_change_something_are_all_refused() -> None:
    parts = {name: [created(name)] for name in ("code", "tests")}
    found = find_refused(parts, lambda changes: ["worse"] if len(changes) > 1 else [])
    assert found == {"code": "worse", "tests": "worse"}


def test_a_refused_file_is_not_created_and_a_refused_merge_keeps_the_file() -> None:
    mine, both = File(b"mine"), File(b"mine\nand more")
    plan = Plan(
        (
            FileAction("new", Action.CREATE, None, both),
            FileAction("old", Action.MERGE, mine, both),
            FileAction("other", Action.CREATE, None, both),
        )
    )
    left = refuse(Fitted(plan, {}, derived=("new",)), {"new": "why", "old": "because"})
    assert left.not_created == {"new": "why"}
    assert left.derived == ()
    assert [(each.path, each.action) for each in left.plan.actions] == [
        ("old", Action.KEPT),
        ("other", Action.CREATE),
    ]
    assert left.plan.actions[0].after == mine
    assert "because" in left.plan.actions[0].notes[0]


@pytest.mark.slow
def test_a_part_that_takes_a_module_out_of_the_wheel_is_refused(
    repository: Repository,
) -> None:
    folder = repository(PACKAGE)
    before = contents(folder)
    parts = {
        "ignore": [created(".gitignore", b"data.py\n")],  # Hatchling leaves out what Git ignores.
        "editor": [created(".editorconfig", b"root = true\n")],
    }
    runs = run_gates(folder, Trial(parts), silent)
    found = gate(runs, "build")
    assert found.outcome is Outcome.FAILED
    assert [*found.refused] == ["ignore"]
    assert found.refused["ignore"] == "the wheel would lose `foo/data.py`"
    assert gate(runs, "tests").outcome is Outcome.PASSED
    assert contents(folder) == before


@pytest.mark.slow
def test_a_part_that_hides_tests_is_refused(repository: Repository) -> None:
    folder = repository({path: text for path, text in PACKAGE.items() if path[0] != "p"})
    hiding = b"collect_ignore_glob = ['*']\n"
    parts = {"tests": [created("tests/conftest.py", hiding)], "ignore": [created(".gitignore")]}
    (found,) = run_gates(folder, Trial(parts), silent)
    expected = "pytest would not collect `tests/test_data.py::test_load`"
    assert found.refused == {"tests": expected}


@pytest.mark.story
def test_a_repository_without_build_and_tests_has_nothing_to_compare(
    repository: Repository,
) -> None:
    (found,) = run_gates(
        repository({"train.py": b"1\n"}), Trial({"editor": [created(".editorconfig")]}), silent
    )
    assert found.outcome is Outcome.NOT_RUN
    assert found.message.startswith("pytest collects no tests")


@pytest.mark.story
def test_a_missing_build_backend_is_named(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")  # Without uv, which could download it.
    build = b'[build-system]\nrequires = []\nbuild-backend = "absent_backend"\n'
    runs = run_gates(repository({"pyproject.toml": build}), Trial({}), silent)
    assert gate(runs, "build").outcome is Outcome.NOT_RUN
    assert gate(runs, "build").message == "`absent_backend` is not installed"


@pytest.mark.skipif(os.name == "nt", reason="the program is a POSIX script")
@pytest.mark.parametrize(
    ("has_python", "message"),
    [(False, "Cannot run Python in `.venv`"), (True, "pytest is not installed in `.venv`")],
)
def test_an_environment_that_cannot_run_tests_is_named(
    repository: Repository, has_python: bool, message: str
) -> None:
    folder = repository(
        {"test_a.py": b"def test_it() -> None:\n    pass\n", ".gitignore": b".venv\n"}
    )
    venv.create(folder / ".venv")
    if not has_python:
        (folder / ".venv/bin/python").unlink()
        (folder / ".venv/bin/python").write_text("#!/bin/sh\nexit 3\n")
        (folder / ".venv/bin/python").chmod(0o755)
    found = gate(run_gates(folder, Trial({}), silent), "tests")
    assert found.outcome is Outcome.NOT_RUN
    assert found.message.startswith(message)


@pytest.mark.story
@pytest.mark.parametrize(("word", "outcome"), [("true", "passed"), ("false", "failed")])
def test_commands_of_a_part_have_to_succeed(
    repository: Repository, word: str, outcome: str
) -> None:
    trial = Trial({"ci": [created("ci.yml")]}, {"ci": [Check("the step", (word,))]})
    found = gate(run_gates(repository({"train.py": b"1\n"}), trial, silent), "ci")
    assert found.outcome == outcome
    assert ("ci" in found.refused) == (outcome == "failed")


@pytest.fixture
def marked(repository: Repository, clean_machine: Path) -> tuple[Path, Path]:
    """A repository whose `setup.py` and tests leave a mark, and the mark."""
    mark = clean_machine / "mark"
    leave = f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n".encode()
    setup = leave + b"from setuptools import setup\nsetup(name='foo', packages=['foo'])\n"
    tests = leave + PACKAGE["tests/test_data.py"]
    files = {**PACKAGE, "setup.py": setup, "tests/test_data.py": tests}
    del files["pyproject.toml"]
    return repository(files), mark


@pytest.mark.story
def test_nothing_of_the_repository_runs_unless_it_is_chosen(
    marked: tuple[Path, Path], scaffold: Scaffold
) -> None:
    folder, mark = marked
    refused = scaffold("adopt", folder, "--dry-run", "--gates")
    assert refused.exit_code == 2
    assert "`--gates` runs the repository's code" in refused.errors
    for options in (["--dry-run"], ["--explain"], ["--no-gates", "--json"], ["--defaults"]):
        assert scaffold("adopt", folder, *options).exit_code == 0
        assert not mark.exists()
        scaffold("undo", folder)


@pytest.mark.story
@pytest.mark.slow
def test_chosen_gates_run_and_are_reported(marked: tuple[Path, Path], scaffold: Scaffold) -> None:
    folder, mark = marked
    finished = scaffold("adopt", folder, "--defaults", "--gates", "--json")
    assert finished.exit_code == 0, finished
    assert mark.exists()
    found = {each["gate"]: each["outcome"] for each in json.loads(finished.output)["gates"]}
    assert found["tests"] == "passed"
    assert "build" in found
    assert (folder / ".editorconfig").exists()


# A build backend in the repository itself, so that nothing has to be installed.
BACKEND = """
import pathlib, tarfile, zipfile


def build_wheel(out):
    if pathlib.Path("broken").exists():
        raise SystemExit("no wheel today")
    with zipfile.ZipFile(pathlib.Path(out, "foo-1-py3-none-any.whl"), "w") as wheel:
        for path in sorted(pathlib.Path("foo").glob("*.py")):
            wheel.write(path)
        wheel.writestr("foo-1.dist-info/METADATA", "Name: foo\\n")


def build_sdist(out):
    raise SystemExit("no sdist at all")
"""
OWN_BACKEND: Files = {
    "backend.py": BACKEND.encode(),
    "foo/__init__.py": b"",
    "pyproject.toml": b'[build-system]\nrequires = []\nbuild-backend = "backend"\n'
    b'backend-path = ["."]\n',
}


@pytest.fixture
def without_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing download a build backend."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")


@pytest.mark.story
@pytest.mark.usefixtures("without_uv")
def test_a_part_after_which_the_wheel_cannot_be_built_is_refused(repository: Repository) -> None:
    parts = {"editor": [created(".editorconfig")], "other": [created("broken")]}
    found = gate(run_gates(repository(OWN_BACKEND), Trial(parts), silent), "build")
    assert found.outcome is Outcome.FAILED
    assert found.refused == {"other": "the wheel could not be built: no wheel today"}
    assert found.message == ("wheel, before and after; the sdist cannot be built: no sdist at all")


@pytest.mark.story
@pytest.mark.usefixtures("without_uv")
def test_a_repository_that_cannot_be_built_has_no_build_to_compare(
    repository: Repository,
) -> None:
    folder = repository({**OWN_BACKEND, "broken": b""})
    found = gate(run_gates(folder, Trial({"editor": [created(".editorconfig")]}), silent), "build")
    assert found.outcome is Outcome.NOT_RUN
    assert found.message == "the repository cannot be built: no wheel today"


@pytest.mark.story
def test_a_part_that_breaks_the_collection_is_refused(repository: Repository) -> None:
    folder = repository({"tests/test_it.py": b"def test_it(): pass\n"})
    parts = {"tests": [created("tests/conftest.py", b"collect_ignore_glob = ['*']\n")]}
    (found,) = run_gates(folder, Trial(parts), silent)
    assert found.refused == {"tests": "pytest would not collect `tests/test_it.py::test_it`"}
    assert found.as_json()["refused"] == [
        {"part": "tests", "reason": "pytest would not collect `tests/test_it.py::test_it`"}
    ]


@pytest.mark.story
def test_results_of_tests_are_compared_if_some_pass_before(repository: Repository) -> None:
    folder = repository({"test_it.py": b"import foo\ndef test_it(): pass\n"})
    trial = Trial({"foo": [created("foo.py")]}, runs_tests=True)
    found = gate(run_gates(folder, trial, silent), "results")
    assert found.outcome is Outcome.PASSED
    assert found.message.startswith("no test passes before the change")
