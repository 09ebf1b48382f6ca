"""A template whose every file changes, and projects whose edits conflict with some of the changes.

What conflicts is known by construction: lines are far from each other, and a conflict is planned
where a project and the template change the same one in different ways.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scaffold.template.releases import choose_template
from scaffold.verbs.new import NewRequest, make_project
from tests.fleet.building import commit_all, git, name_of

_LINES = 40
_EDITS = ("none", "same line", "other line", "same change", "delete", "append")


@dataclass(frozen=True, slots=True)
class Planted:
    """A template, its projects, and the files of each project that will conflict."""

    template: Path
    projects: Sequence[Path]
    conflicts: dict[str, set[str]]


def _write(file: Path, lines: Sequence[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _lines(number: int) -> list[str]:
    return [f"Line {line} of file {number}, one of many." for line in range(_LINES)]


def _path(number: int) -> str:
    return f"docs/part-{number % 7}/file-{number}.txt"


def _changed_line(number: int) -> int:
    return number * 7 % (_LINES - 20) + 10


def build_planted(into: Path, files: int, projects: int) -> Planted:
    """Make a released template with some files, and projects with edits of all kinds."""
    template = into / "template"
    template.mkdir(parents=True)
    template.joinpath("copier.yml").write_text("project_name: {type: str}\n", "utf-8")
    template.joinpath("{{ _copier_conf.answers_file }}.jinja").write_text(
        "{{ _copier_answers | to_nice_yaml }}", "utf-8"
    )
    for number in range(files):
        lines = ["Part of {{ project_name }}.", *_lines(number)]
        _write(template / f"{_path(number)}.jinja", lines)
    git(template, "init", "--quiet", "--initial-branch=main")
    commit_all(template)
    git(template, "tag", "v1.0.0")
    chance, conflicts, made = random.Random(7), {}, []  # noqa: S311 - a seeded sample
    for number in range(projects):
        source = choose_template(str(template), "v1.0.0")
        name = name_of(number)
        request = NewRequest(name, into, source, {"project_name": name}, repository=False)
        project = make_project(request).path
        edits = {each: chance.choice(_EDITS) for each in range(files)}
        git(project, "init", "--quiet", "--initial-branch=main")
        commit_all(project)
        for each, edit in edits.items():
            _edit(project / _path(each), each, edit)
        commit_all(project)
        conflicts[name] = {_path(each) for each, edit in edits.items() if edit == "same line"}
        made.append(project)
    return Planted(template, made, conflicts)


def plant(planted: Planted, files: int) -> None:
    """Change a line in every file of the template."""
    for number in range(files):
        file = planted.template / f"{_path(number)}.jinja"
        lines = file.read_text("utf-8").splitlines()
        lines[_changed_line(number)] = _change(number)
        _write(file, lines)


def release(planted: Planted) -> None:
    """Release the template as it is."""
    commit_all(planted.template)
    git(planted.template, "tag", "v2.0.0")


def _change(number: int) -> str:
    return f"Planted in file {number}."


def _edit(file: Path, number: int, edit: str) -> None:
    if edit == "delete":
        file.unlink()
        return
    lines, at = file.read_text("utf-8").splitlines(), _changed_line(number)
    if edit == "same line":
        lines[at] = "Ours."
    elif edit == "other line":
        lines[at + 5] = "Ours."
    elif edit == "same change":
        lines[at] = _change(number)
    elif edit == "append":
        lines.append("Ours.")
    _write(file, lines)
