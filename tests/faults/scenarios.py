"""What trials begin with: projects and repositories as owners leave them, and a command."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from scaffold.template.releases import find_release
from scaffold.verbs.new import NewRequest, make_project
from tests.kit.released import released_features

RELEASE = "0.1.0"
FEATURES = released_features(RELEASE)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world and the command that is tried in it.

    Attributes:
        name: A few words about the world.
        command: What is typed, in the folder `work` of the world; the project is `demo` there.
        prepare: Makes the project in the folder `work`.
        own_home: The command is the first one on its machine, and the home is part of the world.
        git: The project is in a repository, or makes one.
        is_large: It is tried at every point only with what kills.
    """

    name: str
    command: tuple[str, ...]
    prepare: Callable[[Path], object]
    own_home: bool = False
    git: bool = False
    is_large: bool = False

    @property
    def verb(self) -> str:
        """The command's name."""
        return self.command[0]

    @property
    def project(self) -> Path:
        """The project in the folder `work`."""
        into = self.command[-1] if "--into" in self.command else ""
        return Path(into, "demo")


@cache
def _rendered(stack: str, features: tuple[str, ...]) -> Path:
    answers = {"stack": stack, "features": list(features), "author_name": "Ada"}
    request = NewRequest("demo", Path(mkdtemp()), find_release(RELEASE), answers, repository=False)
    return make_project(request).path


def _project(work: Path, stack: str = "skeleton", features: tuple[str, ...] = FEATURES) -> Path:
    return Path(shutil.copytree(_rendered(stack, features), work / "demo"))


def _bare(work: Path) -> Path:
    return _project(work, features=())


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    if old not in text:
        raise AssertionError(f"{file} holds no {old!r}")
    file.write_text(text.replace(old, new, 1), "utf-8")


def _add(project: Path, path: str, content: bytes = b"the owner's\n", mode: int = 0o644) -> None:
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_bytes(content)
    (project / path).chmod(mode)


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@localhost", "-c", "gc.auto=0")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def _commit(folder: Path) -> None:
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "add", "--all", "--force")
    _git(folder, "commit", "--quiet", "--message=.")


def _edited(work: Path) -> None:
    """The owner changed what the template changed; and has a file in its way."""
    project = _project(work)
    _edit(project / "README.md", "A machine-learning project.", "Churn of our customers.")
    _edit(project / ".vscode/settings.json", "{", '{\n  "window.zoomLevel": 2,')
    _edit(project / ".github/workflows/checks.yml", "jobs:", "env:\n  CHURN: 1\n\njobs:")
    _add(project, ".editorconfig", b"root = true\n")
    _add(project, "models/weights.bin", bytes(range(256)) * 40)


def _moved(work: Path) -> None:
    """The owner moved files, and edited some of them."""
    project = _project(work)
    (project / "docs/first").mkdir(parents=True)
    (project / "README.md").rename(project / "docs/first/about.md")
    _edit(project / "docs/first/about.md", "# demo", "# Churn")
    (project / ".vscode").rename(project / "editor")
    workflows = project / ".github/workflows"
    (workflows / "checks.yml").rename(workflows / "tests.yml")


def _renamed_package(work: Path) -> None:
    """The owner renamed the package, and moved a test."""
    project = _project(work, "tagifai")
    (project / "src/demo").rename(project / "src/churn")
    _edit(project / "src/churn/models/train.py", "import", "import this\nimport")
    (project / "tests/code/test_elt.py").rename(project / "tests/test_extract_and_load.py")


def _thinned(work: Path) -> None:
    """The owner removed files and folders, and emptied others."""
    project = _project(work)
    shutil.rmtree(project / ".vscode")
    (project / "README.md").unlink()
    (project / ".github/workflows/checks.yml").write_bytes(b"")
    (project / "empty").mkdir()


def _special(work: Path) -> None:
    """The owner has modes, links, line ends and names of their own."""
    project = _project(work)
    (project / "README.md").chmod(0o600)
    checks = project / ".github/workflows/checks.yml"
    checks.write_bytes(checks.read_bytes().replace(b"\n", b"\r\n"))
    checks.chmod(0o755)
    (project / ".vscode/settings.json").rename(work / "settings.json")
    (project / ".vscode/settings.json").symlink_to("../../settings.json")
    (project / ".vscode/extensions.json").chmod(0o640)
    (project / "latest").symlink_to("nowhere")
    (project / "src/data/more").symlink_to("../utils")
    _add(project, "deep/er/and/deeper/notes.txt", "schön\n".encode("latin-1"))
    _add(project, "Grüße & more.md")


def _worked_in(work: Path) -> None:
    """The owner has files of their own in all folders, and edited some of the template's."""
    project = _project(work)
    _edit(project / "Dockerfile", "FROM", "# ours\nFROM")
    _add(project, ".github/CODEOWNERS", b"* @ada\n")
    _add(project, "notebooks/01_look.ipynb", b'{"cells": []}')
    _add(project, "src/models/net.py", b"import torch\n")
    _add(project, "src/models/fit.sh", b"#!/bin/sh\n", 0o755)
    _add(project, "stores/runs/1/model.skops", b"\0" * 5000)


def _repository(work: Path) -> None:
    _commit(_bare(work))


def _declared(work: Path) -> None:
    """A repository with three files for its dependencies, and a fourth that uses one of them."""
    _add(work / "demo", "requirements.txt", b"apple>=1\n-r more/base.txt\n")
    _add(work / "demo", "more/base.txt", b"core\n")
    _add(work / "demo", "requirements-dev.txt", b"-r requirements.txt\npytest\n", mode=0o600)
    _add(work / "demo", "Dockerfile", b"COPY more/base.txt .\n")
    _add(work / "demo", "pyproject.toml", b"[tool.black]\r\nline-length = 90\r\n", mode=0o640)


def _with_dockerfile(work: Path) -> None:
    _add(_bare(work), "Dockerfile", b"FROM python\n")


def _with_workflow(work: Path) -> None:
    project = _project(work, features=("github",))
    _edit(project / ".github/workflows/checks.yml", "jobs:", "env:\n  CHURN: 1\n\njobs:")
    _add(project, ".github/CODEOWNERS", b"* @ada\n")


def _old_repository(work: Path) -> None:
    """A repository that no template made, with its own order, comments and line ends."""
    project = work / "demo"
    _add(project, ".gitignore", b"# mine\n*.pt\nruns/\n")
    _add(project, "Dockerfile", b"")
    _add(project, "README.md", b"# Churn\r\n\r\nWhat it does.\r\n", 0o600)
    _add(project, "notebooks/Final (2) really.ipynb", b'{"cells": []}')
    dependencies = b'dependencies = [\n  "torch",  # the model\n  "alembic",\n]\n'
    _add(project, "pyproject.toml", b'[project]\nname = "churn"\nversion = "1.2"\n' + dependencies)
    _add(project, "requirements.txt", b"torch==2.4 # pinned\nalembic\n")
    _add(project, "src/churn/__init__.py", b"")
    _add(project, "src/churn/models/net.py", b"import torch\n")
    _add(project, "run.sh", b"#!/bin/sh\n", 0o755)


def _old_repository_in_git(work: Path) -> None:
    _old_repository(work)
    _commit(work / "demo")


def _crooked_repository(work: Path) -> None:
    """An old repository with links, and files where the template has folders."""
    _old_repository(work)
    project = work / "demo"
    _add(work, "shared/settings.json", b"{}\n")
    (project / ".vscode").symlink_to("../shared")
    (project / "LICENSE").symlink_to("nowhere")
    _add(project, "tests", b"a file of this name\n")
    _add(project, "config/args.json", b'{"depth": 3}\n')
    _add(project, "data/projects.csv", b"id\n1\n")


def _with_notebook(work: Path) -> None:
    """The owner has a notebook, and a module where its code goes."""
    project = _bare(work)
    cells = [
        "import math\nsize = 2",
        "# Load the data\nrows = [math.floor(1.5)] * size",
        "def train(items):\n    return sum(items) * size",
        "model = train(rows) + 0\nmodel",
    ]
    book = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "metadata": {},
                "outputs": [],
                "source": each,
            }
            for each in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    _add(project, "notebooks/book.ipynb", json.dumps(book, indent=1).encode(), 0o600)
    _add(project, "src/models/book.py", b'"""Mine."""\n\n\ndef mine():\n    return 1\n')


def _with_modules(work: Path) -> None:
    """The owner has a package, and tests, settings and a notebook that name its modules."""
    project = work / "demo"
    _add(project, "pyproject.toml", b'[project.scripts]\nchurn = "churn.load:main"\n')
    _add(project, "churn/__init__.py", b"from .load import main\n")
    _add(project, "churn/load.py", b"from .net import layers\r\n\r\ndef main(): pass\r\n", 0o755)
    _add(project, "churn/net/__init__.py", b"")
    _add(project, "churn/net/layers.py", b"from ..load import main\n", 0o600)
    _add(project, "churn/net/words.bin", b"\0" * 3000)
    _add(project, "tests/test_load.py", b'import churn.load\nPATCH = "churn.load.main"\n')
    cell = b'{"cell_type": "code", "metadata": {}, "outputs": [], "source": "import churn.load"}'
    head, end = b'{"cells": [', b'], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}'
    _add(project, "notebooks/book.ipynb", head + cell + end)


def _nothing(work: Path) -> None:
    _add(work, "other/file")


def _empty_folder(work: Path) -> None:
    _nothing(work)
    (work / "demo").mkdir()


def _clone_of_nothing(work: Path) -> None:
    """The owner has cloned an empty repository."""
    _git(work, "init", "--quiet", "--initial-branch=main", "demo")
    _git(work / "demo", "remote", "add", "origin", "https://localhost/demo.git")


_ADOPT = ("adopt", "demo", "--release", "0.2.0", "--defaults", "--stack")
_NEW = ("new", "demo", "--defaults", "--stack", "skeleton", "--features", "none")
_NEW_FROM_RELEASE = (*_NEW, "--release", "0.2.0")
_UPDATE = ("update", "demo", "--to", "0.2.0")
SCENARIOS = (
    Scenario(
        "nothing edited, first command", ("update", "demo"), _bare, own_home=True, is_large=True
    ),
    Scenario("nothing edited", _UPDATE, _project),
    Scenario("all edited", _UPDATE, _edited),
    Scenario("files moved", _UPDATE, _moved),
    Scenario("package renamed", _UPDATE, _renamed_package, is_large=True),
    Scenario("files removed and emptied", _UPDATE, _thinned),
    Scenario("modes, links, line ends", _UPDATE, _special),
    Scenario("to the package layout", (*_UPDATE, "-d", "layout=package"), _worked_in),
    Scenario("to no features", (*_UPDATE, "-d", "features=[]"), _worked_in),
    Scenario("in a repository", _UPDATE, _repository, git=True),
    Scenario("docker, in its way a file", ("add", "docker", "demo"), _with_dockerfile),
    Scenario(
        "replaced declarations",
        ("dependencies", "demo", "--replace", "--no-resolve"),
        _declared,
    ),
    Scenario("github", ("add", "github", "demo"), _bare),
    Scenario("github, with an edit", ("remove", "github", "demo"), _with_workflow),
    Scenario("vscode and its folder", ("remove", "vscode", "demo"), _project),
    Scenario("as the skeleton", (*_ADOPT, "skeleton"), _old_repository),
    Scenario("merged", (*_ADOPT, "skeleton", "--merge", "--features", "all"), _old_repository),
    Scenario("merged as tagifai", (*_ADOPT, "tagifai", "--merge"), _old_repository, is_large=True),
    Scenario("links and files in the way", (*_ADOPT, "skeleton"), _crooked_repository),
    Scenario("in a repository", (*_ADOPT, "skeleton"), _old_repository_in_git, git=True),
    Scenario(
        "moved in place",
        ("notebook", "move", "demo/notebooks/book.ipynb", "--in-place", "--allow-dirty"),
        _with_notebook,
    ),
    Scenario(
        "a module and a package, with old paths",
        ("move", "demo/churn/load.py", "demo/churn/net", "models", "--shim", "--no-gates"),
        _with_modules,
    ),
    Scenario(
        "beside others, first command",
        (*_NEW, "--no-git"),
        _nothing,
        own_home=True,
        is_large=True,
    ),
    Scenario("in an empty folder", (*_NEW_FROM_RELEASE, "--no-git"), _empty_folder, is_large=True),
    Scenario(
        "in a clone of nothing",
        (*_NEW_FROM_RELEASE, "--git"),
        _clone_of_nothing,
        git=True,
        is_large=True,
    ),
    Scenario(
        "in folders to be made",
        (*_NEW_FROM_RELEASE, "--no-git", "--into", "a/b"),
        _nothing,
        is_large=True,
    ),
    Scenario(
        "with a first commit", (*_NEW_FROM_RELEASE, "--git"), _nothing, git=True, is_large=True
    ),
)
# Taken back, and interrupted again while they are finished: one of each kind.
AGAIN = ("all edited", "files moved", "to no features", "merged")
