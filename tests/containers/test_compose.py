"""The containers that one works in: safe as they come, and in step with the other files."""

import json
import os
import re
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.containers.conftest import ALL_SERVICES, FACTS, SERVING, WITH_CODE, Project, read_yaml
from tests.kit.machine import run_command

EVERY_RENDER = (*WITH_CODE, "all services")
FOLDER = "/srv/project"

Services = dict[str, dict[str, Any]]


@pytest.fixture(params=EVERY_RENDER)
def made(request: pytest.FixtureRequest, project: Project) -> Path:
    return project(request.param)


@pytest.fixture
def services(made: Path) -> Services:
    found: Services = read_yaml(made / "compose.yaml")["services"]
    return found


@pytest.mark.parametrize("stack", EVERY_RENDER)
def test_a_stack_has_the_services_that_it_names(project: Project, stack: str) -> None:
    facts = FACTS.get(stack, FACTS[WITH_CODE[0]])
    named = FACTS[stack]["services"] if stack in FACTS else ALL_SERVICES
    serving = ["serve"] * len(facts["ports"])
    found = list(read_yaml(project(stack) / "compose.yaml")["services"])
    assert found == ["dev", *serving, *named]


def test_nothing_can_be_reached_from_another_machine(services: Services) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert len(ports) == len(services) - 1
    assert all(re.fullmatch(r"127\.0\.0\.1:\$\{\w+_PORT:-(\d+)\}:\1", port) for port in ports)
    assert not any("network_mode" in service for service in services.values())


def test_the_notebook_does_not_start_without_a_token(project: Project) -> None:
    notebook = read_yaml(project("all services") / "compose.yaml")["services"]["notebook"]
    assert re.fullmatch(r"\$\{JUPYTER_TOKEN:\?.+\}", notebook["environment"]["JUPYTER_TOKEN"])
    assert not [word for word in notebook["command"] if "token" in word or "password" in word]


def test_no_container_can_gain_rights_or_take_the_whole_machine(services: Services) -> None:
    for name, service in services.items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["cap_drop"] == ["ALL"], name
        assert set(service.get("cap_add", [])) <= {"CHOWN", "KILL", "SETGID", "SETUID"}, name
        assert {"cpus", "memory", "pids"} == set(service["deploy"]["resources"]["limits"]), name
        assert "privileged" not in service, name
        assert [source_of(volume) for volume in service["volumes"]] in (["."], ["./stores"]), name


def source_of(volume: str | dict[str, Any]) -> str:
    """Return what is mounted, by the short or the long way to write it."""
    return str(volume["source"]) if isinstance(volume, dict) else volume.partition(":")[0]


def test_the_server_has_no_rights_at_all_and_reads_the_runs_alone(project: Project) -> None:
    assert SERVING
    for stack in SERVING:
        service = read_yaml(project(stack) / "compose.yaml")["services"]["serve"]
        assert "cap_add" not in service
        assert service["user"] == "${LOCAL_UID:-10001}:${LOCAL_GID:-10001}"
        (mount,) = service["volumes"]
        assert (mount["source"], mount["read_only"]) == ("./stores", True)
        # Docker would make a folder that belongs to root, where there is none yet.
        assert mount["bind"] == {"create_host_path": False}


@pytest.mark.parametrize("stack", SERVING)
def test_what_only_shows_the_runs_cannot_write_elsewhere(project: Project, stack: str) -> None:
    services = read_yaml(project(stack) / "compose.yaml")["services"]
    shown = [service for name, service in services.items() if name not in ("dev", "notebook")]
    assert shown
    assert all(service["read_only"] and service["tmpfs"] == ["/tmp"] for service in shown)  # noqa: S108 - in the container


def test_every_program_of_a_service_listens_on_the_port_that_is_published(
    services: Services,
) -> None:
    for name, service in services.items():
        for port in service.get("ports", []):
            assert f"--port={port.rpartition(':')[2]}" in service["command"], name


def test_the_graphics_cards_are_an_override_where_a_stack_can_use_them(project: Project) -> None:
    for stack in EVERY_RENDER:
        override = project(stack) / "compose.gpu.yaml"
        assert override.is_file() == (stack not in FACTS or FACTS[stack]["gpu"]), stack
        assert "nvidia" not in (project(stack) / "compose.yaml").read_text("utf-8")


def test_the_override_gives_the_cards_to_what_computes(project: Project) -> None:
    folder = project("all services")
    override = read_yaml(folder / "compose.gpu.yaml")["services"]
    assert set(override) == {"dev", "notebook"}
    for service in override.values():
        (device,) = service["deploy"]["resources"]["reservations"]["devices"]
        assert device["capabilities"] == ["gpu"]
        assert set(service) == {"deploy"}
        assert set(service["deploy"]["resources"]) == {"reservations"}


def test_the_dev_container_is_the_service_and_the_user_that_are_there(
    made: Path, services: Services
) -> None:
    settings = json.loads((made / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    compose = made / ".devcontainer" / settings["dockerComposeFile"]
    assert compose.resolve() == (made / "compose.yaml").resolve()
    assert settings["runServices"] == [settings["service"]]
    assert services[settings["service"]]["volumes"] == [f".:{settings['workspaceFolder']}"]
    dockerfile = (made / "Dockerfile").read_text("utf-8")
    assert re.search(rf"useradd .*\b{settings['remoteUser']}$", dockerfile, re.MULTILINE)
    assert f"WORKDIR {settings['workspaceFolder']}\n" in dockerfile


def test_every_file_that_is_copied_into_an_image_is_let_through(made: Path) -> None:
    copied = re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+) \S+$", dockerfile_of(made), re.MULTILINE)
    sources = {source.partition("/")[0] for line in copied for source in line.split()}
    lines = (made / ".dockerignore").read_text("utf-8").splitlines()
    allowed = {line[1:].rstrip("/") for line in lines if line.startswith("!")}
    assert {source.rstrip("*") for source in sources} == allowed
    assert all((made / source.rstrip("*")).exists() for source in sources)


def dockerfile_of(made: Path) -> str:
    return (made / "Dockerfile").read_text("utf-8")


def test_the_image_that_is_built_without_a_target_has_no_tools_and_no_root(made: Path) -> None:
    last = dockerfile_of(made).rpartition("\nFROM ")[2]
    assert " AS " not in last.splitlines()[0]
    assert "USER 10001:10001" in last
    assert not re.search(r"\b(apt-get|pip|gosu)\b", last)


@pytest.fixture
def worked_on(project: Project, tmp_path: Path) -> Path:
    """Return a copy of a project in which recipes may write."""
    return shutil.copytree(project(WITH_CODE[0]), tmp_path / "demo")


def run_recipe(folder: Path, *arguments: str, **settings: str) -> str:
    """Run `just` and return what it prints."""
    tools = Path(sys.executable).parent
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    finished = run_command(
        [str(tools / "just"), *arguments], folder=folder, settings={"PATH": path, **settings}
    )
    assert finished.exit_code == 0, finished.errors
    return finished.output


def test_a_token_is_made_for_nobody_else_to_read(worked_on: Path) -> None:
    run_recipe(worked_on, "token")
    written = worked_on / ".env"
    assert re.fullmatch(r"\nJUPYTER_TOKEN=[\w-]{40,}\n", written.read_text("utf-8"))
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_a_token_leaves_the_other_settings_as_they_are(worked_on: Path) -> None:
    (worked_on / ".env").write_text("PROJECT_ROOT=/here", encoding="utf-8")
    run_recipe(worked_on, "token")
    first, second = (worked_on / ".env").read_text("utf-8").splitlines()
    assert first == "PROJECT_ROOT=/here"
    assert second.startswith("JUPYTER_TOKEN=")


def test_recipes_use_the_environment_of_the_image_where_one_is_named(worked_on: Path) -> None:
    assert f"{worked_on}/.venv/" in run_recipe(worked_on, "--evaluate", "scripts")
    named = run_recipe(worked_on, "--evaluate", "scripts", UV_PROJECT_ENVIRONMENT="/opt/venv")
    assert named.startswith("/opt/venv/")
    assert "UV_PROJECT_ENVIRONMENT=/opt/venv" in dockerfile_of(worked_on)
