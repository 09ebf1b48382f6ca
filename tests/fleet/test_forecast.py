"""A forecast is the plan of the later update, with the same digest, and writes nothing."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.fleet.causes import find_keys, group_causes
from scaffold.fleet.states import FleetReport, FleetState, ProjectReport, sort_reports
from scaffold.report import print_forecast
from scaffold.template.releases import choose_template, find_release
from scaffold.verbs.fleet_forecast import Forecast
from scaffold.verbs.new import NewRequest, make_project
from tests.conftest import REPOSITORY
from tests.fleet.building import KINDS, commit_all, edit, git, name_of
from tests.fleet.planted import build_planted, plant, release
from tests.kit.machine import Finished, Scaffold

Place = Callable[..., Path]


def _plans(done: Finished) -> dict[str, tuple[str, list[str]]]:
    projects = json.loads(done.output)["projects"]
    return {e["name"]: (e["plan"], [c["path"] for c in e["conflicts"]]) for e in projects}


@pytest.mark.story
def test_the_plan_of_a_folder_is_that_of_the_later_release(
    scaffold: Scaffold, place: Place
) -> None:
    for number, kind in ((0, 0), (1, 1), (2, 3)):
        place(number, kind, "v0.1.0")
    edited = place(3, 0, "v0.1.0")
    readme = edited / "README.md"
    lines = readme.read_text("utf-8").splitlines()
    readme.write_text("".join(f"{line} and ours\n" for line in lines), "utf-8")
    commit_all(edited)
    folder = find_release("v0.2.0").path
    done = scaffold("fleet", "forecast", "--template", folder, "--json", "*-*")
    forecast = json.loads(done.output)
    assert done.exit_code == 4
    assert forecast["counts"] == {"conflicts": 1, "planned": 3}
    assert {cause["path"] for cause in forecast["causes"]} == {"README.md"}
    assert git(edited, "branch", "--list", "scaffold/*") == ""
    updated = _plans(scaffold("fleet", "update", "--to", "v0.2.0", "--json", "*-*"))
    assert updated == _plans(done)


def test_a_forecast_is_printed_by_cause_or_by_project(scaffold: Scaffold, place: Place) -> None:
    place(0, 0, "v0.1.0")
    by_cause = scaffold("fleet", "forecast", "--to", "v0.2.0", "amber-0")
    assert (by_cause.exit_code, by_cause.output) == (0, "1 project: 1 planned\n")
    by_project = scaffold("fleet", "forecast", "--to", "v0.2.0", "--by", "project", "amber-0")
    assert "planned  amber-0  0.1.0 -> 0.2.0" in by_project.output


def test_the_same_lines_in_projects_of_other_names_are_one_cause() -> None:
    def answers(name: str) -> dict[str, str]:
        return {"project_name": name, "layout": "r"}  # Too short to be found in a text.

    def keys(name: str) -> list[tuple[str, tuple[str, ...]]]:
        content = f"<<<<<<< yours\nx\n=======\nrun {name}\n>>>>>>> template v1\n"
        return find_keys(f"src/{name}/run.py", content.encode(), ["lines"], answers(name))

    first, second = group_causes({"a": keys("amber"), "b": keys("birch"), "c": [("x", ("y",))]})
    assert (first.path, first.lines) == ("src/{project_name}/run.py", ("run {project_name}",))
    assert (first.projects, second.projects) == (("a", "b"), ("c",))


def test_the_worst_causes_are_printed_first_and_long_ones_are_cut(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = [name_of(number) for number in range(10)]
    planned = ProjectReport("other", "other", FleetState.PLANNED)
    reports = (*(ProjectReport(name, name, FleetState.CONFLICTS) for name in names), planned)
    long = ("ci.yml", tuple(f"step {number}" for number in range(7)))
    keys = {name: [long] for name in names} | {"amber-0": [("a.py", ("x = 1",)), long]}
    print_forecast(Forecast(FleetReport(sort_reports(reports)), group_causes(keys)))
    assert capsys.readouterr().out.splitlines() == [
        "ci.yml: 10 projects",
        *(f"    step {number}" for number in range(5)),
        "    ... 2 more lines",
        f"  in {', '.join(names[:8])} and 2 more",
        "",
        "a.py: 1 project",
        "    x = 1",
        "  in amber-0",
        "",
        "11 projects: 10 conflicts, 1 planned",
    ]


def _found(done: Finished) -> dict[str, set[str]]:
    projects = json.loads(done.output)["projects"]
    return {each["name"]: {c["path"] for c in each["conflicts"]} for each in projects}


@pytest.mark.slow
def test_all_conflicts_of_100_changes_are_foreseen_and_none_is_false(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    planted = build_planted(clean_machine, 100, 6)
    plant(planted, 100)
    words = [each.name for each in planted.projects]
    done = scaffold("fleet", "forecast", "--template", planted.template, "--json", *words)
    assert sum(map(len, planted.conflicts.values())) > 50
    assert _found(done) == planted.conflicts
    causes = json.loads(done.output)["causes"]
    numbers = [len(cause["projects"]) for cause in causes]
    assert numbers == sorted(numbers, reverse=True)
    assert {cause["lines"][0][:16] for cause in causes} == {"Planted in file "}
    assert git(planted.projects[0], "branch", "--list", "scaffold/*") == ""
    release(planted)
    update = ("fleet", "update", "--to", "v2.0.0", "--json", *words)
    assert "scaffold trust" in scaffold(*update).output
    updated = scaffold(*update, "--trust", planted.template)
    assert _found(updated) == planted.conflicts
    assert _plans(updated) == _plans(done)


@pytest.mark.slow
def test_a_folder_with_the_layout_of_the_bundled_template_is_foreseen_as_it_is_released(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    template = clean_machine / "template"
    for name in ("questions", "template"):
        shutil.copytree(REPOSITORY / name, template / name)
    shutil.copy(REPOSITORY / "copier.yml", template)
    git(template, "init", "--quiet", "--initial-branch=main")
    commit_all(template)
    git(template, "tag", "v1.0.0")
    for number in range(2):
        path = make_project(
            NewRequest(
                name_of(number),
                clean_machine,
                choose_template(str(template), "v1.0.0"),
                {**KINDS[number * 2], "author_name": f"Author {number}"},
            )
        ).path
        edit(path, random.Random(number))  # noqa: S311 - a seeded sample
        commit_all(path)
    chance = random.Random(1)  # noqa: S311 - a seeded sample
    files = sorted(each for each in (template / "template").rglob("*.jinja") if each.is_file())
    for file in chance.sample(files, 20):
        file.write_text(file.read_text("utf-8") + "\n# Planted\n", "utf-8")
    done = scaffold("fleet", "forecast", "--template", template, "--json", "*-*")
    commit_all(template)
    git(template, "tag", "v2.0.0")
    update = ("fleet", "update", "--to", "v2.0.0", "--json", "--trust", template, "*-*")
    updated = scaffold(*update)
    assert _plans(updated) == _plans(done)
