"""Run a benchmark in the environment of a fresh project, which is thrown away afterwards.

    python -m benchmarks.in_project benchmarks.model
    python -m benchmarks.in_project --stack lightning benchmarks.digits

What a project's model needs is the project's own dependency, not one of this repository.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import undisturbed_environment
from scaffold.template.releases import bundled_release
from scaffold.verbs.new import NewRequest, make_project

REPOSITORY = Path(__file__).resolve().parent.parent
# The benchmarks import the package by this name.
PROJECT = "demo"
# A PyTorch without what only graphics cards need; pip, other than uv, looks into a folder of wheels
# that is set for all of a machine.
_TORCH = REPOSITORY / "requirements" / "torch-cpu.txt"
# CPU time of several threads depends on how busy the other cores are.
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


@contextmanager
def project_environment(
    stack: str = "tagifai", groups: Sequence[str] = ()
) -> Iterator[tuple[Path, Path]]:
    """Yield a fresh project of a stack, and the Python of an environment with dependency groups."""
    with tempfile.TemporaryDirectory() as folder:
        answers = {"stack": stack}
        request = NewRequest(PROJECT, Path(folder), bundled_release(), answers, repository=False)
        made = make_project(request)
        environment = Path(folder, "environment")
        python = environment / "bin" / "python"
        _run(sys.executable, "-m", "venv", environment)
        pip = (python, "-m", "pip", "install", "--quiet")
        _run(*pip, "--upgrade", "pip")
        wanted = [f"--group={made.path / 'pyproject.toml'}:{group}" for group in groups]
        _run(*pip, "--constraint", _TORCH, *wanted, "--editable", made.path)
        yield made.path, python


def run_in_project(*arguments: str, stack: str = "tagifai") -> str:
    """Run a module with its arguments; return what it printed, and pass on its notes."""
    with project_environment(stack) as (project, python):
        return _run(python, "-m", *arguments, PROJECT_ROOT=str(project))


def _run(*words: str | Path, **settings: str) -> str:
    done = subprocess.run(  # noqa: S603 - a module of the benchmarks, which the caller names
        words,
        cwd=REPOSITORY,
        env={**undisturbed_environment(), **_ONE_THREAD, **settings},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def main() -> None:
    """Run the module that the command line names, in a project of the stack it names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="tagifai")
    chosen, module = parser.parse_known_args()
    sys.stdout.write(run_in_project(*module, stack=chosen.stack))


if __name__ == "__main__":
    main()
