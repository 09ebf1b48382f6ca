"""The template as it stands in the repository, before anything is rendered."""

import ast
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from scaffold.template.releases import Release, bundled_release
from scaffold.verbs.new import NewRequest, make_project
from tests.conftest import REPOSITORY, STACKS

TEMPLATE = REPOSITORY / "template"
FILES = sorted(
    path.relative_to(TEMPLATE).as_posix()
    for path in TEMPLATE.rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)
SOURCES = [file for file in FILES if re.search(r"(^|/)src/", file) and ".py" in file]
MOST_IFS = 5
QUESTIONS = yaml.safe_load((REPOSITORY / "questions" / "stacks.yml").read_text("utf-8"))
TASKS = {name: facts["task"] for name, facts in QUESTIONS["stacks"]["default"].items()}


def test_python_under_src_is_never_a_jinja_file() -> None:
    assert SOURCES
    assert [file for file in SOURCES if not file.endswith(".py")] == []


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".py")])
def test_python_parses_as_it_stands(file: str) -> None:
    source = (TEMPLATE / file).read_text("utf-8")
    ast.parse(source)
    assert "{{" not in source
    assert "{%" not in source


@pytest.mark.parametrize("file", SOURCES)
def test_the_source_imports_itself_by_relative_names_only(file: str) -> None:
    tree = ast.parse((TEMPLATE / file).read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules = {str(node.module).split(".")[0] for node in imports if node.level == 0}
    assert not modules & {"src", "config", "data", "models", "evaluation", "inference", "utils"}


def test_the_template_holds_few_ifs() -> None:
    counts = {
        file: len(re.findall(r"\{%-?\s*(?:if|elif)\b", (TEMPLATE / file).read_text("utf-8")))
        for file in FILES
        if file.endswith(".jinja")
    }
    assert sum(counts.values()) <= MOST_IFS, {file: n for file, n in counts.items() if n}


def test_no_path_has_a_character_that_windows_refuses() -> None:
    assert [file for file in FILES if re.search(r'[<>:"|?*\\]', file)] == []


def test_nobody_ever_needs_to_trust_the_template() -> None:
    settings = yaml.safe_load((REPOSITORY / "copier.yml").read_text("utf-8").split("---")[0])
    assert not {"_tasks", "_migrations", "_jinja_extensions"} & set(settings)
    assert settings["_envops"]["undefined"] == "jinja2.StrictUndefined"


def switches(file: str) -> frozenset[str]:
    return frozenset(re.findall(r"\{\{(\w+)\}\}/", file)) - {"package_dir"}


def destination(file: str) -> str:
    path = re.sub(r"\{\{(?!package_dir)\w+\}\}/", "", file)
    return path.removesuffix(".jinja")


def can_meet(first: frozenset[str], second: frozenset[str]) -> bool:
    """Return whether two sets of switches can be on at once: two stacks or two tasks never are."""
    together = first | second
    stacks = together & set(STACKS)
    tasks = {TASKS[stack] for stack in stacks} | together & set(TASKS.values())
    tasks |= {"text"} if "with_texts" in together else set()
    without_code = "with_code" in together and "none" in tasks
    without_model = "with_model" in together and tasks & {"none", "own"}
    two_tables = {"own_table", "with_sample"} <= together
    two_layouts = "stage_folders" in together and together & {"with_stages", "with_checks"}
    two_images = {"with_container", "without_container"} <= together
    apart = without_code or without_model or two_tables or two_layouts or two_images
    return len(stacks) < 2 and len(tasks) < 2 and not apart


def test_no_two_folders_give_the_same_path() -> None:
    by_destination = defaultdict(list)
    for file in FILES:
        by_destination[destination(file)].append(file)
    for path, files in by_destination.items():
        for index, first in enumerate(files):
            for second in files[index + 1 :]:
                assert not can_meet(switches(first), switches(second)), (path, files)


def test_a_new_stack_is_one_folder_and_one_entry(tmp_path: Path) -> None:
    for name in ("copier.yml", "questions", "template"):
        source, target = REPOSITORY / name, tmp_path / "release" / name
        target.parent.mkdir(exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    stacks = tmp_path / "release" / "questions" / "stacks.yml"
    entry = """\
    dummy:
      summary: a stack of a test
      task: none
      defaults: {description: A test., layout: package, license: none, features: []}
      dependencies: []
      development: []
      extras: {}
      modules: []
      untyped: []
      image: none
      services: []
      gpu: false
      ports: []
      stages: []
      commands: []
      first_run: []
      next_steps: []
      steps_after_run: []
"""
    switch = "dummy: {type: str, when: false, default: \"{{ '.' if stack == 'dummy' else '' }}\"}\n"
    text = stacks.read_text("utf-8").replace("  default:\n", f"  default:\n{entry}", 1) + switch
    stacks.write_text(text, encoding="utf-8")
    folder = tmp_path / "release" / "template" / "{{dummy}}" / "src" / "{{package_dir}}"
    folder.mkdir(parents=True)
    (folder / "load.py").write_text('"""Load."""\n', encoding="utf-8")

    release = Release(bundled_release().version, tmp_path / "release")
    made = make_project(NewRequest("demo", tmp_path, release, {"stack": "dummy"}, repository=False))
    assert "src/demo/load.py" in made.files
    assert not any(file.startswith("src/demo/data") for file in made.files)
