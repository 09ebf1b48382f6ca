"""`update --summary FILE` writes Markdown for a pull request, in which names and notes are data."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scaffold.project.proof.check_runs import CheckRun
from scaffold.project.proof.proving import Proof
from scaffold.project.proof.verdict import Broken, Verdict
from scaffold.report.markdown import write_code, write_list, write_prose
from scaffold.report.plain import spell
from scaffold.report.pull_request import write_summary
from scaffold.template.notes import Note, ReleaseNotes, write_notes
from scaffold.verbs.planned_update import UpdateRequest, UpdateResult
from scaffold.verbs.planning import plan
from tests.kit.machine import Scaffold
from tests.update.test_template_settings import ANSWERS, NAME, commit, release

FILES = {
    "copier.yml": "_exclude: [copier.yml, .git, /notes/]\nname: {type: str, default: demo}\n",
    "README.md.jinja": "# {{ name }}\n\nOne.\n\nTwo.\n\nThree.\n",
    "both.txt": "one\n",
    "left.txt": "one\n",
    "gone.txt": "one\n",
    NAME: ANSWERS,
}
NEW = {
    **FILES,
    "README.md.jinja": "# {{ name }}\n\nOne.\n\nTwo.\n\nThree, and four.\n",
    "both.txt": "template\n",
    "new.txt": "new\n",
    "notes/1.1.0.toml": write_notes([Note("The README counts to four.")]),
}
del NEW["gone.txt"]
HOSTILE = (
    "@everyone see #1, fixes #2, GH-3, !4, owner/repo#5, you@example.com",
    "<img src=x onerror=alert(1)> <!-- & &lt; &#64;x -->",
    "[click](javascript:alert(1)) ![x](http://evil/x.png) <http://evil>",
    "https://evil.example and www.evil.example and HTTP://EVIL",
    "` ``` @everyone ` @everyone",
    "```\n@everyone\n```",
    "a\n\n# Heading\n\n/close\n\n- item",
    "\x1b[31mred\x1b[0m \u202e dlrow",
    "*bold* _it_ ~~no~~ $x$ | a | b |",
    "1. a",
    "- a",
    "# a",
    "    a",
    "`a``b`",
    "\\`a`b\\",
    "::set-env name=x::y",
    "",
    " ",
    "`",
)


@pytest.fixture
def project(tmp_path: Path, scaffold: Scaffold, clean_machine: Path) -> Path:
    """Make a project of 1.0.0 with edits, for which 1.1.0 is out."""
    template = tmp_path / "template"
    release(template, "v1.0.0", FILES)
    assert scaffold("new", "demo", "--template", template, "--defaults", "--no-git").exit_code == 0
    release(template, "v1.1.0", NEW)
    project = clean_machine / "demo"
    (project / "README.md").write_text("# demo, ours\n\nOne.\n\nTwo.\n\nThree.\n")
    (project / "both.txt").write_text("ours\n")
    (project / "left.txt").write_text("ours\n")
    commit(project)
    return project


def update(scaffold: Scaffold, project: Path, *options: str) -> tuple[int, str]:
    file = project.parent / "summary.md"
    finished = scaffold("update", project, "--defaults", "--summary", file, *options)
    return finished.exit_code, file.read_text()


def test_it_says_what_changed_and_why(project: Path, scaffold: Scaffold) -> None:
    code, text = update(scaffold, project)
    assert code == 4
    assert text.startswith("# Update the template from `1.0.0` to `1.1.0`\n")
    assert "\n## New in `1.1.0`\n\n- The README counts to four.\n" in text
    assert "\nCreated, because the template adds them (1):\n\n- `new.txt`\n" in text
    assert "\nMerged, because you and the template changed them (1):\n\n- `README.md`\n" in text
    assert "\nDeleted, because the template no longer includes them (1):\n\n- `gone.txt`\n" in text
    assert "\n## Needs attention\n\n- `both.txt`: " in text
    assert "\n## Left alone\n\n- `left.txt`: you changed it, and the template did not\n" in text
    assert "\n## Checks\n\nNot proved" in text


def test_a_preview_says_that_nothing_was_changed(project: Path, scaffold: Scaffold) -> None:
    code, text = update(scaffold, project, "--dry-run")
    assert code == 4
    assert "No file was changed." in text
    assert not (project / "new.txt").exists()


@pytest.mark.story
def test_a_project_that_is_up_to_date_has_a_summary_without_files(
    project: Path, scaffold: Scaffold
) -> None:
    update(scaffold, project)
    commit(project)
    code, text = update(scaffold, project)
    assert code == 0
    assert text.startswith("# The project is up to date with release `1.1.0`")
    assert "## Files" not in text


@pytest.mark.parametrize("kind", ["link", "folder", "missing"])
def test_a_summary_is_refused_before_the_project_changes(
    project: Path, scaffold: Scaffold, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "summary.md"
    if kind == "link":
        file.symlink_to(tmp_path / "elsewhere.md")
    elif kind == "folder":
        file.mkdir()
    else:
        file = tmp_path / "missing" / "summary.md"
    finished = scaffold("update", project, "--defaults", "--summary", file)
    assert finished.exit_code == 2
    assert "cannot write" in finished.errors
    assert not (project / "new.txt").exists()
    assert not (tmp_path / "elsewhere.md").exists()


@pytest.mark.story
def test_names_of_files_are_shown_as_code(
    project: Path, tmp_path: Path, scaffold: Scaffold
) -> None:
    name = "@everyone `x` [a](b) <b> #1.txt"
    release(tmp_path / "template", "v1.2.0", {**NEW, name: "a\n"})
    _, text = update(scaffold, project)
    assert f"- `` {name} ``\n" in text


def outside_code(markdown: str) -> tuple[str, str]:
    """Render as a code host does; return the text of all and that outside of code."""
    html = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(markdown)
    allowed = re.compile(r"</?(?:ul|li|p|code)>")
    rest = allowed.sub("", re.sub(r"<code>.*?</code>", " ", html, flags=re.DOTALL))
    assert "<" not in rest, html
    return allowed.sub("", html), rest


def check_harmless(text: str) -> None:
    for written in (write_code(text), write_prose(text), write_prose(f"a {text}")):
        lines = write_list([written], 1)
        assert len(lines) == 1
        assert "\n" not in lines[0]
        whole, rest = outside_code(lines[0])
        assert not re.search(r"[@#!~%][^\s\u200b]", rest.replace("&lt;", "<")), rest
        assert "://" not in rest
        assert not re.search(r"www\.|GH-\d", rest, re.IGNORECASE)
        assert whole.isascii() or whole.replace("\u200b", "").strip().isprintable()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_have_no_effect(text: str) -> None:
    check_harmless(text)


@given(st.text("@#!~%$&<>`*_[]()\\|.-+=:/ \n\t1aGHw\x1b\u202e", max_size=20))
def test_no_text_has_an_effect(text: str) -> None:
    check_harmless(text)


def test_plain_text_stays_readable() -> None:
    text = "`serve` returns 404 for a missing file (see `a.py`); it's 3.5 times faster."
    assert write_prose(text) == text
    assert write_code("src/churn/cli.py") == "`src/churn/cli.py`"
    assert write_prose("a\x07b") == spell("a\x07b").replace("\\", "\\\\")


def test_long_lists_are_counted() -> None:
    assert write_list("abc", 2) == ["- a", "- b", "- 1 more"]


@pytest.mark.parametrize("broken", [(), (Broken("tests", "tests/test_a.py::test_b", "fails"),)])
def test_it_says_whether_the_update_was_proved(project: Path, broken: tuple[Broken, ...]) -> None:
    run = CheckRun("tests", is_green=not broken)
    proof = Proof("`.venv`", "3.11", (run,), (run,), Verdict(broken=broken))
    planned = plan(UpdateRequest(project))
    text = write_summary(UpdateResult(planned, proof=proof))
    if broken:
        assert "No file was changed." in text
        assert "would fail (`tests`):\n\n- `tests/test_a.py::test_b`\n" in text
    else:
        assert "Proved: no check that passed before fails (`tests`)." in text


def test_a_change_of_an_answer_has_a_title_of_its_own(project: Path) -> None:
    request = UpdateRequest(project, stay=True, answers={"name": "other"})
    text = write_summary(UpdateResult(plan(request)))
    assert text.startswith("# Update the answers to the template `")


@pytest.mark.story
def test_a_summary_fits_into_a_description(project: Path) -> None:
    planned = plan(UpdateRequest(project))
    news = tuple(ReleaseNotes(f"1.{number}", ("word " * 190,) * 50) for number in range(9))
    text = write_summary(UpdateResult(replace(planned, news=news)))
    assert len(text) < 61_000
    assert text.endswith("\n\nThe rest is left out.\n")
