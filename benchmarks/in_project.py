"""Run a benchmark in the environment of a fresh project, which is thrown away afterwards.

    python -m benchmarks.in_project benchmarks.model

What a project's model needs is the project's own dependency, not one of this repository.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import undisturbed_environment
from scaffold.new import NewProject, make_project
from scaffold.releases import bundled_release

REPOSITORY = Path(__file__).resolve().parent.parent
# The benchmarks import the package by this name.
PROJECT = "demo"
# CPU time of several threads depends on how busy the other cores are.
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


@contextmanager
def project_python() -> Iterator[Path]:
    """Yield the Python of an environment in which a fresh project is installed."""
    with tempfile.TemporaryDirectory() as folder:
        request = NewProject(PROJECT, Path(folder), bundled_release(), repository=False)
        made = make_project(request)
        environment = Path(folder, "environment")
        python = environment / "bin" / "python"
        uv = (sys.executable, "-m", "uv", "--quiet")
        _run(*uv, "venv", "--python", sys.executable, environment)
        _run(*uv, "pip", "install", "--python", python, "--editable", made.path)
        yield python


def run_in_project(*arguments: str) -> str:
    """Run a module with its arguments; return what it printed, and pass on its notes."""
    with project_python() as python:
        return _run(python, "-m", *arguments)


def _run(*words: str | Path) -> str:
    done = subprocess.run(  # noqa: S603 - a module of the benchmarks, which the caller names
        words,
        cwd=REPOSITORY,
        env={**undisturbed_environment(), **_ONE_THREAD},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def main() -> None:
    """Run the module that the command line names."""
    sys.stdout.write(run_in_project(*sys.argv[1:]))


if __name__ == "__main__":
    main()
