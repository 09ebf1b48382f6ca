"""A project has several templates, each with an answers file and files of its own."""

import json
from pathlib import Path

import pytest
from copier import run_update

from tests.kit.machine import Scaffold
from tests.update.test_template_settings import ANSWERS, NAME, commit, contents, release

pytestmark = pytest.mark.story

SECOND = ".copier-answers.docs.yml"
OPTION = ("--answers-file", SECOND)
SETTINGS = "_exclude: [copier.yml, .git]\nname: {type: str, default: demo}\n"
CODE = {"copier.yml": SETTINGS, "code.py": "A = 1\n", NAME: ANSWERS}
DOCS = {"copier.yml": SETTINGS, "docs/page.md.jinja": "# {{ name }}\n", NAME: ANSWERS}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    release(tmp_path / "code", "v1.0.0", CODE)
    return tmp_path / "code"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    release(tmp_path / "docs", "v2.0.0", DOCS)
    return tmp_path / "docs"


@pytest.fixture
def project(code: Path, docs: Path, scaffold: Scaffold, clean_machine: Path) -> Path:
    """Create a project of one template, and add another."""
    project = clean_machine / "demo"
    assert scaffold("new", "demo", "--template", code, "--defaults", "--no-git").exit_code == 0
    commit(project)
    added = scaffold("adopt", project, "--template", docs, "--defaults", *OPTION, "-d", "name=Ada")
    assert added.exit_code == 0, added.errors
    commit(project)
    return project


def test_each_template_is_updated_by_its_answers_file(
    project: Path, code: Path, docs: Path, scaffold: Scaffold
) -> None:
    assert (project / "docs" / "page.md").read_text() == "# Ada\n"
    release(code, "v1.1.0", {**CODE, "code.py": "A = 2\n"})
    release(docs, "v2.1.0", {**DOCS, "docs/page.md.jinja": "# {{ name }}\n\nMore.\n"})
    first = json.loads(scaffold("check", project, "--json").output)
    second = json.loads(scaffold("check", project, "--json", *OPTION).output)
    assert (first["available"], second["available"]) == ("v1.1.0", "v2.1.0")
    patch = scaffold("diff", project, *OPTION).output
    assert "+More." in patch
    assert "code.py" not in patch
    before = contents(project)
    updated = scaffold("update", project, "--defaults", *OPTION)
    assert updated.exit_code == 0, updated.errors
    after = contents(project)
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {"docs/page.md", SECOND}
    assert scaffold("undo", project).exit_code == 0
    assert contents(project) == before
    assert scaffold("update", project, "--defaults").exit_code == 0
    assert (project / "code.py").read_text() == "A = 2\n"
    assert (project / "docs" / "page.md").read_text() == "# Ada\n"


def test_a_feature_is_added_to_the_template_that_is_named(
    docs: Path, project: Path, scaffold: Scaffold
) -> None:
    features = "features: {type: yaml, default: [], multiselect: true, choices: [index]}\n"
    index = "docs/{{ 'index.md' if 'index' in features else '' }}.jinja"
    release(docs, "v2.1.0", {**DOCS, "copier.yml": SETTINGS + features, index: "# Index\n"})
    assert scaffold("update", project, "--defaults", *OPTION).exit_code == 0
    commit(project)
    before = contents(project)
    added = scaffold("add", "index", project, *OPTION)
    assert added.exit_code == 0, added.errors
    changed = {path for path, text in contents(project).items() if text != before.get(path)}
    assert changed == {"docs/index.md", SECOND}
    commit(project)
    assert scaffold("remove", "index", project, *OPTION).exit_code == 0
    assert contents(project) == before


def test_doctor_looks_at_the_answers_file_of_each_template(
    docs: Path, project: Path, scaffold: Scaffold
) -> None:
    def find(words: str) -> list[str]:
        findings = json.loads(scaffold("doctor", project, "--json").output)["findings"]
        return [each["path"] for each in findings if words in each["message"]]

    release(docs, "v2.1.0", {**DOCS, "docs/page.md.jinja": "# {{ name }}\n\nMore.\n"})
    assert find("release 2.1.0 is available") == [SECOND]
    (project / SECOND).write_text("_src_path: [")
    assert find("is invalid") == [SECOND]


def test_the_files_of_another_template_are_yours(project: Path, scaffold: Scaffold) -> None:
    def states(*options: str) -> dict[str, str]:
        listed = json.loads(scaffold("status", project, "--json", *options).output)["files"]
        return {each["path"]: each["state"] for each in listed}

    assert (states()["code.py"], states()["docs/page.md"]) == ("unchanged", "yours")
    second = states(*OPTION)
    assert (second["code.py"], second["docs/page.md"]) == ("yours", "unchanged")
    assert second[SECOND] == "unchanged"


def test_a_path_is_owned_for_one_template(project: Path, docs: Path, scaffold: Scaffold) -> None:
    kept = "kept: {type: yaml, default: [], ask: false, when: '{{ kept }}'}\n"
    settings = SETTINGS.replace("]", ", \"{{ kept | default([]) | join('\\n') }}\"]")
    files = {**DOCS, "copier.yml": settings + kept}
    release(docs, "v2.1.0", files)
    assert scaffold("update", project, "--defaults", *OPTION).exit_code == 0
    commit(project)
    owned = scaffold("own", "docs/page.md", "--project", project, *OPTION)
    assert owned.exit_code == 0, owned.errors
    assert "docs/page.md" in (project / SECOND).read_text()
    assert "docs/page.md" not in (project / ".copier-answers.yml").read_text()
    commit(project)
    release(docs, "v2.2.0", {**files, "docs/page.md.jinja": "new\n"})
    assert scaffold("update", project, "--defaults", *OPTION).exit_code == 0
    assert (project / "docs" / "page.md").read_text() == "# Ada\n"
    commit(project)
    followed = scaffold("follow", "docs/page.md", "--project", project, *OPTION)
    assert followed.exit_code == 0, followed.errors
    assert "page.md" not in (project / SECOND).read_text()


def test_copier_updates_the_same_project(project: Path, docs: Path) -> None:
    release(docs, "v2.1.0", {**DOCS, "docs/page.md.jinja": "# {{ name }}\n\nMore.\n"})
    run_update(
        project, answers_file=Path(SECOND), defaults=True, overwrite=True, quiet=True, unsafe=True
    )
    assert (project / "docs" / "page.md").read_text() == "# Ada\n\nMore.\n"


def test_a_new_project_has_the_answers_file_that_is_named(
    code: Path, scaffold: Scaffold, clean_machine: Path
) -> None:
    made = scaffold("new", "x", "--template", code, "--defaults", "-a", "answers/code.yml")
    assert made.exit_code == 0, made.errors
    project = clean_machine / "x"
    assert not (project / ".copier-answers.yml").exists()
    assert scaffold("check", project, "-a", "answers/code.yml").exit_code == 0
    assert scaffold("check", project).exit_code == 5


def test_the_bundled_template_has_an_answers_file_of_any_name(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    options = ("--stack", "skeleton", "--defaults", "--no-git", "--release", "v0.1.0")
    made = scaffold("new", "x", *options, "-a", ".answers.yml")
    assert made.exit_code == 0, made.errors
    updated = scaffold("update", clean_machine / "x", "--defaults", "-a", ".answers.yml")
    assert updated.exit_code == 0, updated.errors
    assert not (clean_machine / "x" / ".copier-answers.yml").exists()


def test_a_template_that_names_its_answers_file_itself_is_refused(
    tmp_path: Path, scaffold: Scaffold
) -> None:
    release(
        tmp_path / "t", "v1.0.0", {"copier.yml": SETTINGS, ".copier-answers.yml.jinja": ANSWERS}
    )
    made = scaffold("new", "x", "--template", tmp_path / "t", "--defaults", *OPTION)
    assert made.exit_code == 1
    assert f"The template does not write its answers to `{SECOND}`" in made.errors


@pytest.mark.parametrize(
    "name", ["../a.yml", "/a/b.yml", ".git/config", "a/../b.yml", "./a.yml", ""]
)
@pytest.mark.parametrize("command", ["new", "adopt", "update", "check", "diff", "status"])
def test_an_answers_file_outside_of_the_project_is_refused(
    command: str, name: str, code: Path, scaffold: Scaffold, clean_machine: Path
) -> None:
    options = ("--template", str(code), "--defaults") if command in {"new", "adopt"} else ()
    target = "x" if command == "new" else str(clean_machine)
    finished = scaffold(command, target, *options, "--answers-file", name)
    assert finished.exit_code == 2, finished.errors
    assert "cannot be an answers file" in finished.errors


def test_an_answers_file_that_does_not_exist_is_named(project: Path, scaffold: Scaffold) -> None:
    finished = scaffold("update", project, "--defaults", "-a", "other.yml")
    assert finished.exit_code == 5
    assert "No `other.yml` in" in finished.errors
