"""A small template in two releases, written once for Copier and once for cookiecutter.

The files hold no placeholder, so that all tools give a project the same bytes.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from benchmarks.scenario_machine import git

PROJECT = "demo"
_TOP_LINES = "\n".join(f"STEP_{number} = {number}" for number in range(1, 9))


def _module(title: str, last: str) -> str:
    """Return a module; owners edit its first lines, and releases its last."""
    return f'"""{title}."""\n\n{_TOP_LINES}\n\n\ndef main() -> str:\n    return "{last}"\n'


def _pyproject(*dependencies: str) -> str:
    lines = "".join(f'  "{name}",\n' for name in dependencies)
    return f'[project]\nname = "demo"\nversion = "0.1.0"\ndependencies = [\n{lines}]\n'


def _environment(last: str) -> str:
    return (
        f"TOKEN=\n# Where it listens\nHOST=localhost\nPORT=8080\n# How much it says\nLOG={last}\n"
    )


_BOTH = {
    ".gitignore": ".env\n",
    "src/demo/__init__.py": '"""A project."""\n',
}
FIRST: Mapping[str, str] = {
    **_BOTH,
    "README.md": "# Demo\n\nMade from release one.\n\nThe seed is 1.\n",
    "pyproject.toml": _pyproject("numpy"),
    ".env": _environment("quiet"),
    "src/demo/train.py": _module("Train", "release one"),
    "src/demo/report.py": _module("Report", "release one"),
    "src/demo/legacy.py": _module("What release two drops", "legacy"),
    "src/demo/config.py": _module("What release two moves", "release one"),
}
SECOND: Mapping[str, str] = {
    **_BOTH,
    "README.md": "# Demo\n\nMade from release two.\n\nThe seed is 2.\n",
    "pyproject.toml": _pyproject("numpy", "pandas"),
    ".env": _environment("loud"),
    "src/demo/train.py": _module("Train", "release two"),
    "src/demo/report.py": _module("Report", "release two"),
    "src/demo/settings.py": _module("What release two moves", "release two"),
    "docs/guide.md": "# Guide\n\nThe template's guide of release two.\n",
}


class Template:
    """One of the two forms of the template, in a git repository of its own.

    Attributes:
        path: The repository.
    """

    def __init__(self, path: Path, content: Path, frame: Mapping[str, str]) -> None:
        """Make the repository, with the files that the tool itself asks for.

        Args:
            path: Where to make it.
            content: Folder in it that holds the project's files.
            frame: The other files, by their paths.
        """
        self.path = path
        self._content = content
        self._released: Mapping[str, str] = {}
        write_files(path, frame)
        git(path, "init", "--quiet", "--initial-branch=main")

    def release(self, files: Mapping[str, str], tag: str) -> None:
        """Replace the project's files by those of a release, and tag it."""
        content = self.path / self._content
        for path in self._released:
            (content / path).unlink()
        write_files(content, files)
        self._released = files
        git(self.path, "add", "--all", "--force")
        git(self.path, "commit", "--quiet", "--message", f"Release {tag}")
        git(self.path, "tag", tag)


def copier_template(path: Path) -> Template:
    """Make the form that Copier and scaffold read."""
    answers = "template/{{ _copier_conf.answers_file }}.jinja"
    frame = {
        "copier.yml": f"_subdirectory: template\nproject_name: {{type: str, default: {PROJECT}}}\n",
        answers: "# Changes here will be overwritten.\n{{ _copier_answers | to_nice_yaml }}",
    }
    return Template(path, Path("template"), frame)


def cookiecutter_template(path: Path) -> Template:
    """Make the form that cruft reads."""
    # Nothing is to be filled in: the tool copies every file as it is.
    context = {"project_name": PROJECT, "_copy_without_render": ["*"]}
    frame = {"cookiecutter.json": json.dumps(context)}
    return Template(path, Path("{{cookiecutter.project_name}}"), frame)


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
