"""A forecast is the plan of the later update, with the same digest, and writes nothing."""

import json
from collections.abc import Callable
from pathlib import Path

from scaffold.fleet.causes import find_keys, group_causes
from scaffold.template.releases import find_release
from tests.fleet.building import commit_all, git
from tests.machine import Finished

Scaffold = Callable[..., Finished]
Place = Callable[..., Path]


def _plans(done: Finished) -> dict[str, tuple[str, list[str]]]:
    projects = json.loads(done.output)["projects"]
    return {e["name"]: (e["plan"], [c["path"] for c in e["conflicts"]]) for e in projects}


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
    def keys(name: str) -> list[tuple[str, tuple[str, ...]]]:
        content = f"<<<<<<< yours\nx\n=======\nrun {name}\n>>>>>>> template v1\n"
        return find_keys(f"src/{name}/run.py", content.encode(), ["lines"], {"project_name": name})

    first, second = group_causes({"a": keys("amber"), "b": keys("birch"), "c": [("x", ("y",))]})
    assert (first.path, first.lines) == ("src/{project_name}/run.py", ("run {project_name}",))
    assert (first.projects, second.projects) == (("a", "b"), ("c",))
