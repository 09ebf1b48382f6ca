"""The project was brought to another answer, and says so in both places."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_the_project_asks_for_the_new_python() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == ">=3.12"


def test_the_answer_is_remembered() -> None:
    lines = (PROJECT / ".copier-answers.yml").read_text("utf-8").splitlines()
    assert "oldest_python: '3.12'" in lines
