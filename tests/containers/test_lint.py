"""What linters and the published schemas say of the containers and the pipelines of every stack."""

import sys
from itertools import chain
from pathlib import Path

import pytest

from tests.conftest import FEATURES, STACKS, Render
from tests.containers.conftest import WITH_CODE, Project
from tests.kit.machine import Finished, run_command

TOOLS = Path(sys.executable).parent
EVERY_RENDER = (*STACKS, "all services")
EVERY_RENDER_WITH_CODE = (*WITH_CODE, "all services")


def lint(tool: str, *arguments: str | Path) -> Finished:
    """Run a linter; those used here need no network."""
    return run_command([str(TOOLS / tool), *map(str, arguments)])


def validate(schema: str, *files: Path, options: tuple[str, ...] = ()) -> Finished:
    """Hold files against a schema that the tool brings along."""
    assert files
    return lint("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *options, *files)


@pytest.mark.parametrize("stack", EVERY_RENDER)
def test_the_dockerfile_has_no_finding(project: Project, stack: str) -> None:
    finished = lint("hadolint", "--no-color", project(stack) / "Dockerfile")
    assert finished == Finished(0, "", "")


@pytest.mark.parametrize("stack", WITH_CODE)
def test_the_shell_scripts_have_no_finding(project: Project, stack: str) -> None:
    scripts = sorted(project(stack).rglob("*.sh"))
    assert scripts
    for dialect in ("dash", "bash"):
        assert lint("shellcheck", "--shell", dialect, *scripts) == Finished(0, "", "")


# One process for all stacks: the tool takes two seconds to start, and names the file of a mistake.
@pytest.mark.story
def test_the_compose_files_of_every_stack_follow_their_schema(project: Project) -> None:
    files = [sorted(project(stack).glob("compose*.yaml")) for stack in EVERY_RENDER_WITH_CODE]
    assert all(files)
    finished = validate("compose-spec", *chain(*files))
    assert finished.exit_code == 0, finished.output


@pytest.mark.story
def test_the_pipelines_of_every_stack_follow_their_schema(rendered: Render) -> None:
    chosen = (("gitlab",), ("docker", "gitlab"), FEATURES)
    projects = [rendered(stack, "package", each) for stack in STACKS for each in chosen]
    pipelines = [folder / ".gitlab-ci.yml" for folder in projects]
    finished = validate("gitlab-ci", *pipelines, options=("--data-transform", "gitlab-ci"))
    assert finished.exit_code == 0, finished.output


@pytest.mark.story
def test_the_workflows_of_every_stack_follow_their_schemas(project: Project) -> None:
    folders = [project(stack) / ".github" for stack in STACKS]
    workflows = [sorted((folder / "workflows").iterdir()) for folder in folders]
    assert all(workflows)
    finished = validate("github-workflows", *chain(*workflows))
    assert finished.exit_code == 0, finished.output
    finished = validate("dependabot", *(folder / "dependabot.yml" for folder in folders))
    assert finished.exit_code == 0, finished.output


@pytest.mark.story
def test_a_mistake_in_one_of_several_files_would_be_found(project: Project, tmp_path: Path) -> None:
    text = (project(WITH_CODE[0]) / "compose.yaml").read_text("utf-8")
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(text.replace("cap_drop:", "cap_dropped:"), encoding="utf-8")
    finished = validate("compose-spec", project(WITH_CODE[0]) / "compose.yaml", wrong)
    assert finished.exit_code == 1
    assert str(wrong) in finished.output
