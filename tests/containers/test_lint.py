"""What linters and the published schemas say of the containers and the pipelines of every stack."""

import sys
from pathlib import Path

import pytest

from tests.conftest import FEATURES, STACKS, Render
from tests.containers.conftest import WITH_CODE, Project
from tests.machine import Finished, run_command

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


@pytest.mark.parametrize("stack", EVERY_RENDER_WITH_CODE)
def test_the_compose_files_follow_their_schema(project: Project, stack: str) -> None:
    finished = validate("compose-spec", *sorted(project(stack).glob("compose*.yaml")))
    assert finished.exit_code == 0, finished.output


@pytest.mark.parametrize("features", [("gitlab",), ("docker", "gitlab"), FEATURES])
@pytest.mark.parametrize("stack", STACKS)
def test_the_pipeline_follows_its_schema(
    rendered: Render, stack: str, features: tuple[str, ...]
) -> None:
    pipeline = rendered(stack, "package", features) / ".gitlab-ci.yml"
    finished = validate("gitlab-ci", pipeline, options=("--data-transform", "gitlab-ci"))
    assert finished.exit_code == 0, finished.output


@pytest.mark.parametrize("stack", STACKS)
def test_the_workflows_follow_their_schemas(project: Project, stack: str) -> None:
    folder = project(stack) / ".github"
    finished = validate("github-workflows", *sorted((folder / "workflows").iterdir()))
    assert finished.exit_code == 0, finished.output
    finished = validate("dependabot", folder / "dependabot.yml")
    assert finished.exit_code == 0, finished.output


def test_a_mistake_in_a_compose_file_would_be_found(project: Project, tmp_path: Path) -> None:
    text = (project(WITH_CODE[0]) / "compose.yaml").read_text("utf-8")
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(text.replace("cap_drop:", "cap_dropped:"), encoding="utf-8")
    assert validate("compose-spec", wrong).exit_code == 1
