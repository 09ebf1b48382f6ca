"""Builds the wheel and the source distribution of a scratch copy, as its build backend does."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

from scaffold.files.pyproject import find_table, read_pyproject
from scaffold.files.scratch_copy import remove_folder
from scaffold.project.gates.built_files import Distribution, read_distribution
from scaffold.project.proof.check_runs import CheckRun
from scaffold.project.proof.chosen_checks import Check
from scaffold.project.proof.running import run_check
from scaffold.project.proof.scratch_project import ScratchProject

# PEP 517: a project without `[build-system]` is built by setuptools, with `setup.py`.
_LEGACY = "setuptools.build_meta:__legacy__"
_NO_BACKEND = 87
_RUN_BACKEND = f"""\
import importlib, json, sys
backend, paths, out = json.loads(sys.argv[1])
sys.path[:0] = paths
module, _, name = backend.partition(":")
try:
    hooks = importlib.import_module(module)
except ImportError:
    sys.exit({_NO_BACKEND})
for part in filter(None, name.split(".")):
    hooks = getattr(hooks, part)
getattr(hooks, "build_" + sys.argv[2])(out)
"""
# Without tags, tools that read the version from Git would find none, or another one in each copy.
_VERSIONS = ("SETUPTOOLS_SCM_PRETEND_VERSION", "PBR_VERSION", "UV_DYNAMIC_VERSIONING_BYPASS")
_VERSION = "0.0.1"
# Commands by kind of distribution.
Builder = Mapping[str, tuple[str, ...]]
KINDS = ("wheel", "sdist")


@dataclass(frozen=True, slots=True)
class Build:
    """A build of a project.

    Attributes:
        made: The distributions by kind.
        failed: The last lines of the builds that failed, by kind.
        has_backend: Whether the build backend could be started.
        builder: The commands that built it, by kind.
    """

    made: Mapping[str, Distribution]
    failed: Mapping[str, str]
    has_backend: bool = True
    builder: Builder = field(default_factory=dict)


def is_built(root: Path) -> bool:
    """Return whether a project declares how it is built."""
    return (root / "setup.py").is_file() or bool(
        find_table(read_pyproject(root), "build-system")
        or find_table(read_pyproject(root), "project")
    )


def name_backend(root: Path) -> str:
    """Return the build backend of a project."""
    named = find_table(read_pyproject(root), "build-system").get("build-backend")
    return named if isinstance(named, str) else _LEGACY


def build_first(scratch: ScratchProject, limit: float) -> Build:
    """Build what is laid out: with the project's environment, with this one, or with uv.

    The first of these counts that builds both; else the one that builds more.

    Args:
        scratch: The scratch copy, laid out. Its folder contains what the builds leave.
        limit: Seconds after which a build is ended.
    """
    found = Build({}, {}, has_backend=False)
    for commands in _list_builders(scratch, scratch.folders.base / "dist"):
        other = build_again(commands, scratch, limit)
        if (other.has_backend, len(other.made)) > (found.has_backend, len(found.made)):
            found = other
        if len(found.made) == len(KINDS):
            break
    return found


def _list_builders(scratch: ScratchProject, out: Path) -> Iterator[Builder]:
    """Yield the commands of each builder, by kind."""
    settings = find_table(read_pyproject(scratch.folders.project), "build-system")
    backend = json.dumps([name_backend(scratch.folders.project), _list_paths(settings), str(out)])
    for python in dict.fromkeys((scratch.environment.python, (sys.executable,))):
        yield {kind: (*python, "-c", _RUN_BACKEND, backend, kind) for kind in KINDS}
    uv = which("uv")
    if uv:
        yield {kind: (uv, "build", f"--{kind}", "--out-dir", str(out)) for kind in KINDS}


def _list_paths(settings: Mapping[str, Any]) -> list[str]:
    """Return the folders in which a project has its own build backend."""
    paths = settings.get("backend-path")
    return [each for each in paths if isinstance(each, str)] if isinstance(paths, list) else []


def build_again(builder: Builder, scratch: ScratchProject, limit: float) -> Build:
    """Build what is laid out with the commands of an earlier build."""
    out = scratch.folders.base / "dist"
    made: dict[str, Distribution] = {}
    failed: dict[str, str] = {}
    variables = {**scratch.variables, **dict.fromkeys(_VERSIONS, _VERSION)}
    for kind, command in builder.items():
        remove_folder(out)
        out.mkdir()
        run = run_check(Check(kind, command), scratch.folders, variables, limit)
        if run.exit_code == _NO_BACKEND or _is_out_of_reach(command, run):
            return Build({}, {kind: _last_line(run)}, has_backend=False)
        try:
            made[kind] = read_distribution(next(each for each in out.iterdir() if each.is_file()))
        except (OSError, ValueError, StopIteration):
            failed[kind] = _last_line(run)
    return Build(made, failed, builder=builder)


def _is_out_of_reach(command: tuple[str, ...], run: CheckRun) -> bool:
    """Return whether uv could not download the build backend."""
    words = ("resolve requirements", "Failed to fetch", "Failed to install")
    return "build" in command and any(word in run.message for word in words)


def _last_line(run: CheckRun) -> str:
    return run.message.splitlines()[-1].strip() if run.message else "no output"
