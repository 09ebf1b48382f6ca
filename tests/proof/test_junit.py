"""Names and results of tests, as pytest writes them."""

import sys
from pathlib import Path

import pytest

from scaffold.project.proof.check_runs import Status
from scaffold.project.proof.junit import read_results
from tests.kit.machine import run_command

MODULE = """\
import pytest

@pytest.fixture
def broken_afterwards():
    yield
    raise RuntimeError("afterwards")

@pytest.mark.parametrize("value", ["a.b", "c::d", "[x]", "e f", "ü"])
def test_each(value): assert value != "a.b", "not this one\\nnor another"

class TestOuter:
    class TestInner:
        def test_deep(self): raise ValueError

def test_torn_down(broken_afterwards): pass

@pytest.mark.skip
def test_skipped(): pass

@pytest.mark.xfail
def test_expected_to_fail(): assert 0
"""


def test_every_name_can_be_given_to_pytest(tmp_path: Path) -> None:
    (tmp_path / "tests/sub.dir").mkdir(parents=True)
    (tmp_path / "tests/sub.dir/test_many.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "test_uncollected.py").write_text("import is_not_there\n", encoding="utf-8")
    results = tmp_path / "results.xml"
    options = ("-o", "junit_family=xunit1", "-p", "no:cacheprovider", f"--junitxml={results}")
    python = [sys.executable, "-m", "pytest", "--continue-on-collection-errors", *options]
    assert run_command([*python, "."], folder=tmp_path).exit_code == 1
    found = read_results(results) or {}
    module = "tests/sub.dir/test_many.py"
    failed = {
        f"{module}::test_each[a.b]": "AssertionError: not this one",
        f"{module}::TestOuter::TestInner::test_deep": "ValueError",
        f"{module}::test_torn_down": 'failed on teardown with "RuntimeError: afterwards"',
        "test_uncollected.py": "ModuleNotFoundError: No module named 'is_not_there'",
    }
    statuses = {name: run.message for name, run in found.items() if run.status is Status.FAILED}
    assert statuses == failed
    passed = [name for name, run in found.items() if run.status is Status.PASSED]
    assert len(passed) == 4
    skipped = {name for name, run in found.items() if run.status is Status.SKIPPED}
    assert skipped == {f"{module}::test_skipped", f"{module}::test_expected_to_fail"}
    again = run_command([sys.executable, "-m", "pytest", "-q", *passed], folder=tmp_path)
    assert "4 passed" in again.output, again


@pytest.mark.parametrize(
    "content", [b"", b"<testsuites>", b"no XML", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']
)
def test_a_file_that_pytest_did_not_finish_has_no_results(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "results.xml"
    assert read_results(path) is None
    path.write_bytes(content)
    assert read_results(path) is None


def test_entries_without_a_file_keep_their_dotted_names(tmp_path: Path) -> None:
    path = tmp_path / "results.xml"
    path.write_text(
        '<testsuites><testsuite><testcase classname="a.b" name="c"/>'
        '<testcase classname="" name="a.d"><error message="x"/></testcase></testsuite></testsuites>'
    )
    assert {name: run.status for name, run in (read_results(path) or {}).items()} == {
        "a.b::c": Status.PASSED,
        "a/d.py": Status.FAILED,
    }


def test_of_two_entries_of_a_test_the_worse_counts(tmp_path: Path) -> None:
    failed = '<testcase file="test_a.py" classname="test_a" name="test_one"><failure/></testcase>'
    passed = failed.replace("<failure/>", "")
    for entries in (failed + passed, passed + failed):
        (tmp_path / "results.xml").write_text(f"<testsuite>{entries}</testsuite>")
        (found,) = (read_results(tmp_path / "results.xml") or {}).values()
        assert found.status is Status.FAILED
