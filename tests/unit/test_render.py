"""What a release renders, a template from elsewhere renders in the same way or in Copier's own."""

from pathlib import Path

import pytest

from scaffold.errors import InvalidAnswerError
from scaffold.files.tree import File
from scaffold.template import render as renderers
from scaffold.template.exercises.blanking import blank_exercises
from scaffold.template.releases import Source, bundled_release
from scaffold.template.render import render
from scaffold.template.rendered import KnownAnswers

SKELETON = KnownAnswers({"project_name": "demo", "stack": "skeleton"})
LESSONS = b"""
[[lessons]]
name = "clean"
title = "Clean"
[[lessons.exercises]]
name = "one"
hint = "Try."
tests = []
file = "one.py"
function = "f"
[[lessons.exercises]]
name = "two"
hint = "Try."
tests = []
file = "two.py"
function = "f"
"""


def make_template(folder: Path, **files: str) -> Source:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Source(str(folder))


def render_names(template: Source) -> list[str]:
    return sorted(render(template, "made", KnownAnswers()).files)


def test_a_template_from_elsewhere_may_yield_several_files(tmp_path: Path) -> None:
    name = "{% yield each from parts %}{{ each }}.txt{% endyield %}"
    question = "parts: {type: yaml, default: [one, two]}\n"
    files = {"copier.yml": question, name: "", "plain.md": "", "plain.toml": ""}
    template = make_template(tmp_path / "template", **files)
    assert render_names(template) == ["one.txt", "plain.md", "plain.toml", "two.txt"]


def test_a_template_from_elsewhere_may_have_delimiters_of_its_own(tmp_path: Path) -> None:
    settings = '_envops: {variable_start_string: "[[", variable_end_string: "]]"}\n'
    question = "part: {type: str, default: one}\n"
    files = {"copier.yml": settings + question, "[[ part ]].txt": "", "{{ part }}.md": ""}
    template = make_template(tmp_path / "template", **files)
    assert render_names(template) == ["one.txt", "{{ part }}.md"]


@pytest.mark.parametrize("place", [".config/copier/settings.yml", "elsewhere.yml"])
def test_settings_of_copier_give_defaults_to_releases_too(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    settings = Path.home() / place
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("defaults: {description: Mine.}\n", "utf-8")
    if place == "elsewhere.yml":
        monkeypatch.setenv("COPIER_SETTINGS_PATH", str(settings))
    rendered = render(bundled_release(), "demo", SKELETON)
    assert rendered.recorded["description"] == "Mine."
    settings.unlink()
    monkeypatch.delenv("COPIER_SETTINGS_PATH", raising=False)
    assert render(bundled_release(), "demo", SKELETON).recorded["description"] != "Mine."
    assert render(bundled_release(), "demo", SKELETON).files.keys() == rendered.files.keys()


def test_without_a_home_folder_there_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Path:
        raise RuntimeError

    monkeypatch.setattr(renderers, "user_config_path", refuse)
    assert render(bundled_release(), "demo", SKELETON).recorded["project_name"] == "demo"


@pytest.mark.parametrize("wrong", [{"stacks": "tagifai"}, {"stack": "tagify"}, {"stack": []}])
def test_what_is_wrong_with_an_answer_is_told_by_copier(wrong: dict[str, object]) -> None:
    known = KnownAnswers({"project_name": "demo", **wrong})
    with pytest.raises(InvalidAnswerError, match="stack"):
        render(bundled_release(), "demo", known)


def test_exercises_are_blanked_in_the_files_that_there_are() -> None:
    source = File(b"def f() -> int:\n    return 1\n", "executable")
    files = {"workshop/lessons.toml": File(LESSONS), "two.py": source, "three.py": source}
    blanked = blank_exercises(files)
    assert blanked.keys() == files.keys()
    assert b'NotImplementedError("exercise two")' in blanked["two.py"].content
    assert blanked["two.py"].kind == "executable"
    assert blanked["three.py"] == source


def test_a_project_without_lessons_has_nothing_to_blank() -> None:
    files = {"one.py": File(b"")}
    assert blank_exercises(files) == files
