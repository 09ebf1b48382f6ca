"""Before the plan, an update shows the release notes that concern the project, on one screen."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.template.note_files import read_notes
from scaffold.template.notes import (
    Note,
    choose_notes,
    parse_changelog,
    parse_fragment,
    parse_notes,
    write_notes,
)
from scaffold.template.releases import Source
from tests.conftest import REPOSITORY, Render
from tests.kit.machine import Scaffold
from tests.update.test_template_settings import ANSWERS, NAME, commit, release

FILES = {
    "copier.yml": "name: {type: str, default: demo}\nkind: {type: str, default: web}\n",
    "README.md.jinja": "# {{ name }}\n",
    NAME: ANSWERS,
}
NOTES = """\
[[notes]]
text = "Servers start faster."
when = { kind = ["web", "api"] }

[[notes]]
text = "Batches are larger."
when = { kind = ["batch"] }

[[notes]]
text = "The README has a title."
paths = ["/*.md"]

[[notes]]
text = "Images are smaller."
paths = ["/Dockerfile"]
"""
CHANGELOG = """\
# Changelog

## Unreleased

- Not yet.

## [1.1.0] - 2026-01-02

### Added

- A longer README
  in two lines.
* A second item.

## v1.0.0 (2026-01-01)

The first release.

It has two paragraphs.
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    template = tmp_path / "template"
    release(template, "v1.0.0", FILES)
    return template


@pytest.fixture
def project(template: Path, scaffold: Scaffold, clean_machine: Path) -> Path:
    assert scaffold("new", "demo", "--template", template, "--defaults").exit_code == 0
    project = clean_machine / "demo"
    commit(project) if not (project / ".git").exists() else None
    return project


def notes(scaffold: Scaffold, project: Path) -> dict[str, list[str]]:
    """Return what `check --json` lists, which has to be what an update lists."""
    checked = json.loads(scaffold("check", project, "--json").output)["news"]
    planned = json.loads(scaffold("update", project, "-n", "--defaults", "--json").output)["news"]
    assert checked == planned
    return {each["release"]: each["notes"] for each in checked}


@pytest.mark.story
def test_only_the_notes_for_the_answers_and_files_of_a_project_are_listed(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    release(template, "v1.1.0", {**FILES, "notes/1.1.0.toml": NOTES, "new.txt": "new\n"})
    assert notes(scaffold, project) == {
        "1.1.0": ["Servers start faster.", "The README has a title."]
    }


def test_notes_of_all_releases_in_between_are_shown_before_the_plan(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    files = {**FILES, "notes/1.0.0.toml": NOTES, "notes/1.1.0.toml": NOTES}
    release(template, "v1.1.0", files)
    release(
        template,
        "v1.2.0",
        {**files, "README.md.jinja": "new\n", "notes/1.2.0.toml": '[[notes]]\ntext = "Later."\n'},
    )
    updated = scaffold("update", project, "--defaults").output
    shown = updated[: updated.index("  update ")].split("\n")
    assert shown == [
        "New in 1.2.0:",
        "  - Later.",
        "New in 1.1.0:",
        "  - Servers start faster.",
        "  - The README has a title.",
        "",
        "",
    ]
    again = scaffold("update", project, "--defaults", "--allow-dirty").output
    assert "New in" not in again


def test_a_diff_shows_them_beside_the_patch(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    files = {**FILES, "README.md.jinja": "new\n", "notes/1.1.0.toml": NOTES}
    release(template, "v1.1.0", files)
    shown = scaffold("diff", project)
    assert "New in 1.1.0:\n  - Servers start faster.\n" in shown.errors
    assert "New in" not in shown.output


@pytest.mark.story
def test_without_notes_the_changelog_of_the_template_is_used(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    release(template, "v1.1.0", {**FILES, "CHANGELOG.md": CHANGELOG})
    assert notes(scaffold, project) == {
        "1.1.0": ["A longer README in two lines.", "A second item."]
    }


@pytest.mark.story
def test_without_either_nothing_is_shown(template: Path, project: Path, scaffold: Scaffold) -> None:
    release(template, "v1.1.0", {**FILES, "README.md.jinja": "new\n"})
    assert notes(scaffold, project) == {}
    assert "New in" not in scaffold("update", project, "--defaults", "-n").output


@pytest.mark.story
def test_notes_on_files_that_you_own_are_left_out(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    kept = "\nkept: {type: yaml, default: [], when: '{{ kept }}'}\n"
    files = {**FILES, "copier.yml": FILES["copier.yml"] + kept}
    files["copier.yml"] += "_exclude: [\"{{ kept | default([]) | join('\\n') }}\"]\n"
    release(template, "v1.1.0", files)
    scaffold("update", project, "--defaults")
    commit(project)
    assert scaffold("own", "README.md", "--project", project).exit_code == 0
    commit(project)
    release(template, "v1.2.0", {**files, "notes/1.2.0.toml": NOTES})
    assert notes(scaffold, project) == {"1.2.0": ["Servers start faster."]}


def test_they_take_at_most_one_screen(
    template: Path, project: Path, scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    long = write_notes([Note("word " * 30 + str(number)) for number in range(50)])
    release(template, "v1.1.0", {**FILES, "notes/1.1.0.toml": long})
    lines = scaffold("update", project, "--defaults", "-n").output.split("\n\n")[0].split("\n")
    rows = sum(-(-len(line) // 80) for line in lines)
    assert rows <= 21
    assert lines[-1] == f"  {50 - len(lines[1:-1])} more; `--json` lists them"


def test_notes_cannot_control_the_terminal(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    evil = write_notes([Note("a\x1b]0;owned\x07b"), Note("\u202e::set-env name=x::y")])
    release(template, "v1.1.0", {**FILES, "notes/1.1.0.toml": evil})
    shown = scaffold("update", project, "--defaults", "-n").output
    assert r"  - a\x1b]0;owned\x07b" in shown
    assert r"\u202e::set-env" in shown


def test_a_release_of_the_package_has_notes_for_the_stack_of_a_project(
    rendered: Render, scaffold: Scaffold
) -> None:
    listed = {
        stack: json.loads(
            scaffold("check", rendered(stack, "flat", (), release="v0.1.0"), "--json").output
        )["news"]
        for stack in ("tagifai", "skeleton")
    }
    texts = {stack: " ".join(listed[stack][-1]["notes"]) for stack in listed}
    assert listed["tagifai"][-1]["release"] == listed["skeleton"][-1]["release"] == "0.2.0"
    assert "SAMPLE_FOLDER" in texts["tagifai"]
    assert "SAMPLE_FOLDER" not in texts["skeleton"]


def test_a_broken_file_of_notes_has_none() -> None:
    for text in ("", "notes = 1", "[[notes]]\ntext = 1\n", "[[notes", 'notes = ["a"]', "a = 1"):
        assert parse_notes(text) == []


def test_the_conditions_of_a_fragment_are_in_its_last_line() -> None:
    assert parse_fragment("`serve`\nanswers.\n") == Note("`serve` answers.")
    text = "A <!-- b --> c.\n<!-- stack: ray, tagifai; features: docker; paths: /a, b/ -->\n"
    when = {"stack": ("ray", "tagifai"), "features": ("docker",)}
    assert parse_fragment(text) == Note("A <!-- b --> c.", when, ("/a", "b/"))


def test_every_fragment_names_known_answers() -> None:
    for file in (REPOSITORY / "changelog.d").glob("*.template.md"):
        assert parse_fragment(file.read_text()).when.keys() <= {"stack", "features", "layout"}, file


def test_sections_of_a_changelog_are_lists_or_paragraphs() -> None:
    assert parse_changelog(CHANGELOG) == {
        "1.1.0": [Note("A longer README in two lines."), Note("A second item.")],
        "1.0.0": [Note("The first release."), Note("It has two paragraphs.")],
    }


def test_items_without_words_are_no_notes() -> None:
    assert parse_changelog("## 1.0.0\n\n- \n- A.\n") == {"1.0.0": [Note("A.")]}


def test_a_commit_after_a_release_has_the_notes_of_that_release() -> None:
    listed = {"1.0.0": [Note("a")], "1.1.0": [Note("b")], "2.0.0": [Note("c")], "x": [Note("d")]}
    found = choose_notes(listed, "v1.0.0-3-gabcdef0", "v1.5", {}, [])
    assert [(each.release, each.notes) for each in found] == [("1.1.0", ("b",))]
    assert choose_notes(listed, "main", "v2.0.0", {}, []) == ()
    assert [each.release for each in choose_notes(listed, "v1.0.0", "main", {}, [])] == [
        "2.0.0",
        "1.1.0",
    ]


texts = st.text(max_size=9)


@pytest.mark.story
@given(
    st.lists(
        st.builds(
            Note,
            texts.map(lambda text: " ".join(text.split())).filter(bool),
            st.dictionaries(texts, st.lists(texts, min_size=1, max_size=9).map(tuple), max_size=2),
            st.lists(texts, max_size=9).map(tuple),
        )
    )
)
def test_written_notes_are_read_again(listed: list[Note]) -> None:
    assert parse_notes(write_notes(listed)) == listed


@pytest.mark.story
def test_only_the_newest_files_of_notes_are_read(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    many = {f"notes/1.0.{number}.toml": NOTES for number in range(1, 103)}
    large = {"notes/1.2.0.toml": "#" * 6_000_000, "notes/notes.txt": "1", "notes/1.3": NOTES}
    release(template, "v1.1.0", {**FILES, **many, **large, "notes/x.toml": NOTES})
    listed = notes(scaffold, project)
    assert len(listed) == 99
    assert "1.0.102" in listed
    assert "1.0.3" not in listed


def test_a_release_that_needs_more_answers_has_no_news_before_they_are_given(
    template: Path, project: Path, scaffold: Scaffold
) -> None:
    settings = (
        FILES["copier.yml"] + "new: {type: str, validator: '{% if not new %}Say it{% endif %}'}\n"
    )
    release(template, "v1.1.0", {**FILES, "copier.yml": settings, "notes/1.1.0.toml": NOTES})
    checked = json.loads(scaffold("check", project, "--json").output)
    assert (checked["available"], checked["news"]) == ("v1.1.0", [])


def test_a_folder_without_releases_has_no_notes(tmp_path: Path) -> None:
    (tmp_path / "copier.yml").write_text("a: 1\n")
    assert read_notes(Source(str(tmp_path))) == {}
