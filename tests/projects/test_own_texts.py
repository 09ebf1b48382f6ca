"""A project for texts of one's own: one command, no file edited by hand, and green tests."""

import json
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.kit.machine import Finished
from tests.projects.conftest import Environment, must_succeed
from tests.projects.tickets_table import QUEUES, WITHOUT_SUBJECT, write_tickets

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("own texts")]

SAMPLE = REPOSITORY / "template" / "{{with_texts}}" / "{{with_sample}}"


def lesson_words() -> re.Pattern[str]:
    """Return a pattern of the words that only the sample has: its classes, columns and files."""
    sample = tomllib.loads((SAMPLE / "config" / "data.toml").read_text("utf-8"))
    words = {*sample["classes"], *sample["rare_classes"]} - {"other"}
    # `mlops-scaffold` is the name of this package, in the answers file.
    words = {re.sub("^mlops$", "mlops(?!-scaffold)", word) for word in words}
    return re.compile(
        "|".join([*words, "created_on", r"projects\.csv", r"tags\.csv", "machine.learn"])
    )


# The first is a case too: `just coverage` has no other project that is installed and run.
@pytest.fixture(
    params=[
        pytest.param("tagifai", marks=pytest.mark.case),
        pytest.param("ray", marks=pytest.mark.heavy),
    ]
)
def project(
    request: pytest.FixtureRequest,
    scaffold: Callable[..., Finished],
    clean_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A project that was made, installed and trained with one command."""
    monkeypatch.setenv("PIP_CONSTRAINT", str(REPOSITORY / "requirements" / "torch-cpu.txt"))
    write_tickets(clean_machine / "tickets.csv")
    columns = ["--target", "queue", "--text", "subject", "--text", "message", "--id", "ticket"]
    stack = ["--stack", request.param, "--defaults", "--run"]
    made = scaffold("new", "desk", "--from", "tickets.csv", *columns, *stack)
    assert made.exit_code == 0, made.errors
    return Path("desk").absolute()


def test_tickets_are_learned_and_the_tests_of_the_project_pass(project: Path) -> None:
    environment = Environment(project / ".venv")
    described = tomllib.loads((project / "config" / "data.toml").read_text("utf-8"))
    assert described["classes"] == sorted(QUEUES)
    evaluated = environment.run(project, "desk", "evaluate", "--json")
    measured = json.loads(must_succeed(evaluated).output)
    assert measured["scores"]["f1_weighted"] >= 0.95 > measured["baseline"]["f1_weighted"]
    listed = subprocess.check_output(["git", "ls-files"], cwd=project, text=True).split()
    texts = [(project / name).read_text("utf-8") for name in listed]
    assert [found for text in texts for found in lesson_words().findall(text)] == []

    environment.install(project, "--group", "dev")
    tested = must_succeed(
        environment.run(project, "pytest", "-p", "no:cacheprovider", timeout=3000)
    )
    assert " passed" in tested.output
    assert "skipped" not in tested.output
    for check in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        must_succeed(environment.run(project, *check))


def test_the_tickets_have_the_faults_of_an_export(tmp_path: Path) -> None:
    write_tickets(tmp_path / "tickets.csv")
    lines = (tmp_path / "tickets.csv").read_text("utf-8").splitlines()
    assert len(lines) == 2001
    assert sum(line.split(",")[2] == "" for line in lines) == WITHOUT_SUBJECT
