"""The renderer of releases leaves to Copier what no release needs."""

from pathlib import Path
from typing import Any

import pytest

from scaffold.files.tree import File
from scaffold.template.definition import UnsupportedError
from scaffold.template.release_render import render_release
from scaffold.template.releases import Release
from scaffold.template.rendered import KnownAnswers, Rendered

SETTINGS = """\
_subdirectory: template
_envops: {undefined: jinja2.StrictUndefined}
_exclude: ["{{ kept | default([]) | join('\\n') }}"]
"""
QUESTIONS = """\
---
name: {type: str}
kept: {type: yaml, default: [], ask: false}
switch: {type: str, when: false, default: "{{ '.' if name == 'on' else '' }}"}
"""


def write_template(folder: Path, files: dict[str, str], definition: str = "") -> Release:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "copier.yml").write_text(definition or SETTINGS + QUESTIONS, "utf-8")
    for name, text in files.items():
        file = folder / "template" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    return Release("1.0.0", folder)


def render(release: Release, **answers: Any) -> Rendered:
    return render_release(release, "demo", KnownAnswers({"name": "on", **answers}))


def test_names_and_contents_are_rendered(tmp_path: Path) -> None:
    files = {"{{ name }}/a.txt.jinja": "{{ _folder_name }}\n", "{{ switch }}/b": "{{ raw }}"}
    rendered = render(write_template(tmp_path, files), name="on")
    assert rendered.files == {"on/a.txt": File(b"demo\n"), "b": File(b"{{ raw }}")}
    assert rendered.recorded["name"] == "on"
    assert "switch" not in rendered.recorded
    assert rendered.answers["switch"] == "."


def test_an_empty_part_of_a_path_leaves_a_file_out(tmp_path: Path) -> None:
    release = write_template(tmp_path, {"{{ switch }}/b": "b", "a": "a"})
    assert set(render(release, name="off").files) == {"a"}


def test_a_rendered_file_comes_before_a_copied_one_of_its_name(tmp_path: Path) -> None:
    release = write_template(tmp_path, {"a": "copied", "a.jinja": "{{ name }}"})
    assert render(release).files == {"a": File(b"on")}


def test_patterns_of_answers_exclude_files(tmp_path: Path) -> None:
    release = write_template(tmp_path, {"a/b": "", "a/c": "", "d": ""})
    assert set(render(release, kept=["/a/", "!/a/c"]).files) == {"a/c", "d"}


def test_an_executable_file_stays_executable(tmp_path: Path) -> None:
    release = write_template(tmp_path, {"run": "", "read": ""})
    (tmp_path / "template/run").chmod(0o755)
    assert render(release).files == {"run": File(b"", "executable"), "read": File(b"")}


def test_included_documents_count_as_their_own(tmp_path: Path) -> None:
    release = write_template(
        tmp_path, {"a.jinja": "{{ x }}"}, SETTINGS + "---\n!include more.yml\n"
    )
    (tmp_path / "more.yml").write_text("x: 1\n---\n_exclude: [b]\nname: {type: str}\n", "utf-8")
    assert render(release).files == {"a": File(b"1")}


@pytest.mark.parametrize(
    "definition",
    [
        "_subdirectory: template\n",
        SETTINGS + "_tasks: [true]\n",
        SETTINGS + "_answers_file: other.yml\n",
        SETTINGS.replace("_subdirectory: template\n", ""),
        SETTINGS.replace("template\n", "'{{ name }}'\n"),
        SETTINGS.replace("StrictUndefined", "Undefined"),
        SETTINGS.replace("{undefined", "{variable_start_string: '[[', undefined"),
        SETTINGS + "---\n!include /etc/passwd\n",
        SETTINGS + "---\n!include ../other.yml\n",
        SETTINGS + "---\n!include '*.yml'\n",
        SETTINGS + "---\n!include missing.yml\n",
        SETTINGS + "---\n- a\n",
        SETTINGS + "---\n1: a\n",
        "a: [\n",
        "\x00",
    ],
)
def test_a_definition_unlike_those_of_releases_is_left_to_copier(
    tmp_path: Path, definition: str
) -> None:
    with pytest.raises(UnsupportedError):
        render(write_template(tmp_path, {"a": ""}, definition))


@pytest.mark.parametrize(
    "files",
    [
        {"a.jinja": "{{ unknown }}"},
        {"a.jinja": "{{ 1 / 0 }}"},
        {"a.jinja": "{% yield x from [1] %}{% endyield %}"},
        {"a.jinja": "{% include 'b' %}", "b": ""},
        {"a.jinja": "{{ name | unknown }}"},
        {"a.jinja": "{{ [name.__class__] | to_json }}"},
        {"{{ name }}": "", "{{ name }}{{ '' }}": "x"},
        {"{{ switch }}/a": "", "{{ name }}": "", "on/a": ""},
        {"{{ '..' }}/a": ""},
        {"{{ '/' }}/a": ""},
        {"{{ switch }}": ""},
        {"{{ unknown }}/a": ""},
    ],
)
def test_files_that_cannot_be_rendered_are_left_to_copier(
    tmp_path: Path, files: dict[str, str]
) -> None:
    with pytest.raises(UnsupportedError):
        render(write_template(tmp_path, files))


def test_links_are_left_to_copier(tmp_path: Path) -> None:
    for number, target in enumerate(("template", "missing")):
        release = write_template(tmp_path / str(number), {"a": ""})
        (release.path / "template/link").symlink_to(tmp_path / target)
        with pytest.raises(UnsupportedError):
            render(release)
    release = write_template(tmp_path / "folder", {"a": ""})
    (release.path / "template/link").symlink_to(tmp_path / "0", target_is_directory=True)
    with pytest.raises(UnsupportedError):
        render(release)


def test_a_file_that_is_not_text_is_left_to_copier(tmp_path: Path) -> None:
    release = write_template(tmp_path, {"a": ""})
    (tmp_path / "template/b.jinja").write_bytes(b"\xff")
    with pytest.raises(UnsupportedError):
        render(release)
