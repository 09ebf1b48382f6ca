"""The files of a project as templates of other tools: copied, or with its answers filled in."""

import json
from collections.abc import Mapping
from pathlib import Path

from benchmarks.scenario_machine import read_texts
from benchmarks.scenario_template import write_files

# A name that is in a project only because it is given.
NAME = "petrel"
_ANSWERS = ".copier-answers.yml"


def own_files(project: Path) -> dict[str, str]:
    """Return the files of a project by path, without the answers file."""
    files = read_texts(project)
    del files[_ANSWERS]
    return files


def count_placeholders(files: Mapping[str, str]) -> int:
    """Return how often the answers are in the paths and in the texts."""
    return sum(f"{path}\0{text}".count(NAME) for path, text in files.items())


def write_cookiecutter_template(folder: Path, files: Mapping[str, str], *, fill: bool) -> Path:
    """Write a template of cookiecutter that gives these files.

    Args:
        folder: Where to write it.
        files: The files of the project.
        fill: Have a placeholder wherever the name of the project is; otherwise all is copied.
    """
    context: dict[str, object] = {"project_name": NAME}
    if not fill:
        context["_copy_without_render"] = ["*"]
    name = "{{ cookiecutter.project_name }}"
    content = _fill(files, name) if fill else files
    write_files(folder, {"cookiecutter.json": json.dumps(context)})
    write_files(folder / "{{cookiecutter.project_name}}", content)
    return folder


def write_jinja_template(folder: Path, files: Mapping[str, str]) -> Path:
    """Write the same files for the script with Jinja2."""
    write_files(folder, {"context.yml": f"project_name: {NAME}\n"})
    write_files(folder / "template", _fill(files, "{{ project_name }}"))
    return folder


def _fill(files: Mapping[str, str], name: str) -> dict[str, str]:
    return {
        path.replace(NAME, name): _escape(text).replace(NAME, name) for path, text in files.items()
    }


def _escape(text: str) -> str:
    marked = text.replace("{{", "\1").replace("{%", "\2").replace("{#", "\3")
    for mark, sign in (("\1", "{{"), ("\2", "{%"), ("\3", "{#")):
        marked = marked.replace(mark, f"{{{{ '{sign}' }}}}")
    return marked
