"""Other generators: how each is installed and makes its usual project, and how that is used."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.generator import SCAFFOLD
from benchmarks.scenario_machine import run, run_well
from scaffold import __version__

PROJECT = "demo"
# Checkouts of the templates that peers would fetch, each by the last part of its address.
CHECKOUTS = "SCAFFOLD_PEER_TEMPLATES"

Words = tuple[str | Path, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator as its own documentation says to use it, without questions.

    Attributes:
        name: What it is called here.
        packages: What pip installs; the first one is asked for its version.
        command: The name of its command.
        new: The arguments that make a project in a folder, given its template.
        template: The name of the checkout that it makes the project from; empty where its own
            package holds one.
        folder: The name of the project's folder.
        install: The arguments for `pip install` that the project's tests need.
        train: The arguments for Python that train; none where nothing says that it would.
        predict: The same for predictions.
        settings: Environment variables for its command.
    """

    name: str
    packages: tuple[str, ...]
    command: str
    new: Callable[[Path, str], Words]
    template: str = ""
    folder: str = PROJECT
    install: Words = ()
    train: Words = ()
    predict: Words = ()
    settings: Mapping[str, str] = field(default_factory=dict)


PEERS = (
    Peer(
        name="ccds",
        packages=("cookiecutter-data-science",),
        command="ccds",
        new=lambda folder, template: (template, "--no-input", "--output-dir", folder),
        template="cookiecutter-data-science",
        folder="project_name",
        install=("--requirement", "requirements.txt", "--editable", ".", "pytest"),
        train=("-m", "project_name.modeling.train"),
        predict=("-m", "project_name.modeling.predict"),
    ),
    Peer(
        name="pyscaffold with dsproject",
        packages=("pyscaffold", "pyscaffoldext-dsproject"),
        command="putup",
        new=lambda folder, _: ("--dsproject", folder / PROJECT),
        install=("--editable", ".[testing]"),
        train=("scripts/train_model.py",),
    ),
    Peer(
        name="kedro",
        packages=("kedro",),
        command="kedro",
        new=lambda *_: ("new", "--name", PROJECT, "--tools", "none", "--example", "n"),
        install=("--requirement", "requirements.txt", "pytest"),
        train=("-m", "kedro", "run"),
        settings={"DO_NOT_TRACK": "1"},
    ),
    Peer(
        name="hatch",
        packages=("hatch",),
        command="hatch",
        new=lambda *_: ("new", PROJECT),
        install=("--editable", ".", "pytest"),
    ),
    Peer(
        name="uv init",
        packages=("uv",),
        command="uv",
        new=lambda *_: ("init", "--quiet", "--package", PROJECT),
        install=("--editable", ".", "pytest"),
    ),
)


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator that is there.

    Attributes:
        name: Name and version.
        new: The command that makes the usual project in a folder.
        help: The command that shows its help.
        settings: Environment variables for both.
    """

    name: str
    new: Callable[[Path], Words]
    help: Words
    settings: Mapping[str, str] = field(default_factory=dict)


def scaffold() -> Generator:
    """Return the scaffold of this checkout."""
    return Generator(
        name=f"scaffold {__version__}",
        new=lambda folder: (*SCAFFOLD, "new", PROJECT, "--defaults", "--into", folder),
        help=(*SCAFFOLD, "--help"),
    )


def install(peer: Peer, folder: Path) -> Generator | str:
    """Install the newest release of a peer in an environment of its own.

    Returns:
        The generator, or why there is none.
    """
    template = _find_template(peer)
    if template is None:
        return f"fetches its template, and {CHECKOUTS} holds no {peer.template}"
    environment = make_environment(folder / peer.command)
    installed = pip_install(environment, peer.packages, folder)
    if installed:
        return f"cannot be installed: {installed}"
    command = environment / "bin" / peer.command
    asked = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
    version = run_well((environment / "bin" / "python", "-c", asked, peer.packages[0]), folder)
    return Generator(
        name=f"{peer.name} {version.strip()}",
        new=lambda parent: (command, *peer.new(parent, template)),
        help=(command, "--help"),
        settings=peer.settings,
    )


def make_environment(folder: Path) -> Path:
    """Make a virtual environment."""
    uv = (sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, folder)
    run_well(uv, folder.parent)
    return folder


def pip_install(environment: Path, what: Words, folder: Path) -> str:
    """Install into an environment; return the last line of what went wrong, if anything did."""
    python = environment / "bin" / "python"
    command = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, *what)
    finished = run(command, folder)
    return finished.output.strip().splitlines()[-1] if finished.exit_code else ""


def _find_template(peer: Peer) -> str | None:
    if not peer.template:
        return ""
    checkout = Path(os.environ.get(CHECKOUTS, os.devnull)) / peer.template
    return str(checkout) if checkout.is_dir() else None
