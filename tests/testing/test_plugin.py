"""The pytest plugin finds what goes wrong with updates of a template."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scaffold.errors import GitError
from scaffold.testing import Allowed, find_problems, promises
from scaffold.testing.promises import read_files
from scaffold.testing.template_repository import copy_repository, list_releases
from scaffold.testing.user_edits import edit_project
from scaffold.verbs.recover import undo
from scaffold.verbs.update import UpdateRequest, update
from tests.kit.repositories import git
from tests.update.test_template_settings import ANSWERS, NAME, release

pytestmark = pytest.mark.story

FILES = {
    "copier.yml": (
        "_exclude: [copier.yml, .git]\n"
        "name: {type: str, default: demo}\nport: {type: int, default: 1}\n"
    ),
    "README.md.jinja": "# {{ name }}\n\nOne.\n\nTwo.\n\nThree.\n",
    "settings.toml.jinja": "port = {{ port }}\n",
    "data.json": "{}\n",
    NAME: ANSWERS,
}
NEWER = {
    **FILES,
    "README.md.jinja": "# {{ name }}\n\nOne.\n\nTwo.\n\nThree, four.\n",
    "more.txt": "more\n",
}
# A change of the template, and what is found.
FAULTS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "a renamed question": (
        {
            "copier.yml": FILES["copier.yml"].replace("name:", "title:"),
            "README.md.jinja": "# {{ title }}\n",
        },
        "The answer to `name` is lost",
    ),
    "another meaning": (
        {"copier.yml": FILES["copier.yml"].replace("default: 1", "default: 2, when: false")},
        "The answer to `port` is lost",
    ),
    "a random value": (
        {"new.txt.jinja": "{{ range(90000) | random }}\n"},
        "`new.txt` differs from a new project",
    ),
    "a file that is created once": (
        {
            "copier.yml": FILES["copier.yml"] + "_skip_if_exists: [README.md]\n",
            "README.md.jinja": "# new\n",
        },
        "`README.md` differs from a new project",
    ),
    "a question without a default": (
        {
            "copier.yml": FILES["copier.yml"]
            + "new: {type: str, validator: '{{ new and 1 or 2 }}'}\n"
        },
        "new",
    ),
}
Update = Callable[..., list[str]]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    template = tmp_path / "template"
    release(template, "v1.0.0", FILES)
    return template


@pytest.fixture
def problems(template: Path, tmp_path: Path) -> Update:
    """Update a project of 1.0.0 to 1.1.0."""

    def find(seed: int | None = None, allowed: Allowed | None = None) -> list[str]:
        folder = tmp_path / f"projects-{seed}-{allowed is None}"
        return find_problems(template, "v1.0.0", "v1.1.0", folder, {"name": "a"}, seed, allowed)

    return find


@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_a_good_release_has_no_problems(template: Path, problems: Update, seed: int | None) -> None:
    release(template, "v1.1.0", NEWER)
    assert problems(seed) == []


@pytest.mark.parametrize(("changed", "found"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_of_a_release_is_found(
    template: Path, problems: Update, changed: Mapping[str, str], found: str
) -> None:
    release(template, "v1.1.0", {**NEWER, **changed})
    assert found in "\n".join(problems())


def test_effects_that_are_meant_can_be_allowed(template: Path, problems: Update) -> None:
    settings = FILES["copier.yml"].replace("port: {type: int, default: 1}\n", "")
    skipping = f"{settings}_skip_if_exists: [README.md]\n"
    changed = {"copier.yml": skipping, "settings.toml.jinja": "port = 1\n"}
    release(template, "v1.1.0", {**NEWER, **changed})
    assert len(problems()) == 2
    allowed = Allowed(removed_answers=("port",), differing_files=("README*",))
    assert problems(allowed=allowed) == []
    assert problems(5, allowed) == []


def test_the_same_seed_gives_the_same_edits(tmp_path: Path) -> None:
    files = {f"{number}.txt": b"one\ntwo" for number in range(40)}
    files |= {"a.json": b"{}", "binary": b"\0", "latin": b"\xe9\n", "a.toml": b"a = 1\n"}
    made = []
    for name in ("first", "second"):
        project = tmp_path / name
        project.mkdir()
        for path, content in files.items():
            (project / path).write_bytes(content)
        edits = edit_project(project, files, 7)
        made.append((edits, read_files(project)))
    assert made[0] == made[1]
    edits, found = made[0]
    assert edits.lines
    assert edits.deleted
    assert not {"a.json", "binary", "latin"} & edits.lines.keys()
    for path, line in edits.lines.items():
        assert line in found[path]


def test_links_are_files_with_their_targets(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    assert read_files(tmp_path) == {"link": b"target"}


def test_the_working_copy_is_the_newest_release(template: Path, tmp_path: Path) -> None:
    same = copy_repository(template, tmp_path / "same")
    assert (same.releases, same.newest) == (("v1.0.0",), "v1.0.0")
    (template / "README.md.jinja").write_text("changed\n")
    (template / "data.json").unlink()
    (template / "new.txt").write_text("new\n")
    (template / ".gitignore").write_text("ignored.txt\n")
    (template / "ignored.txt").write_text("ignored\n")
    changed = copy_repository(template, tmp_path / "changed")
    assert changed.releases == ("v1.0.0", "v1.0.1")
    assert (changed.path / "README.md.jinja").read_text() == "changed\n"
    assert (changed.path / "new.txt").exists()
    assert not (changed.path / "data.json").exists()
    assert not (changed.path / "ignored.txt").exists()


def test_a_template_without_releases_has_a_first_one(template: Path, tmp_path: Path) -> None:
    git(template, "tag", "--delete", "v1.0.0")
    git(template, "tag", "other")
    assert list_releases(template) == ()
    assert copy_repository(template, tmp_path / "copy").releases == ("v0.0.1",)


def test_a_folder_that_is_not_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GitError):
        copy_repository(tmp_path, tmp_path / "copy")


def damage(project: Path) -> None:
    """Do to an edited project what no update may do."""
    for file in project.rglob("*"):
        if file.is_file() and ".scaffold" not in file.parts:
            file.write_bytes(re.sub(rb"edit-\d+-\d+", b"", file.read_bytes()))
    for name in FILES:
        (project / name.removesuffix(".jinja")).touch()
    for file in project.glob("of-mine-*"):
        file.write_text("other\n")
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace("name: a", "name: b"))


@pytest.mark.parametrize(
    ("seed", "found"),
    [
        (None, "The answer to `name` changes from 'a' to 'b'"),
        (7, "The line added to `"),
        (7, "is there again, although it was deleted"),
        (7, "The new file `of-mine-7.txt` is changed or lost"),
        (7, "A second update changes the project again"),
        (7, "`scaffold undo` does not restore the project"),
    ],
)
def test_a_broken_update_is_found(
    template: Path, problems: Update, monkeypatch: pytest.MonkeyPatch, seed: int | None, found: str
) -> None:
    release(template, "v1.1.0", NEWER)

    def update_and_damage(request: UpdateRequest) -> None:
        update(request)
        damage(request.path)
        with (request.path / "count.txt").open("a") as count:
            count.write("again\n")

    monkeypatch.setattr(promises, "update", update_and_damage)
    monkeypatch.setattr(promises, "undo", lambda _path: None)
    assert found in "\n".join(problems(seed))


def test_an_undo_that_cannot_be_undone_is_found(
    template: Path, problems: Update, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(template, "v1.1.0", NEWER)
    calls = []

    def undo_once(project: Path) -> None:
        calls.append(project)
        if len(calls) == 1:
            undo(project)

    monkeypatch.setattr(promises, "undo", undo_once)
    assert "A second `scaffold undo` does not restore the update" in "\n".join(problems())


def test_an_update_that_changes_nothing_needs_no_undo(template: Path, problems: Update) -> None:
    git(template, "tag", "v1.1.0")
    assert find_problems(template, "v1.0.0", "v1.0.0", template.parent / "same", {}) == []
    assert problems() == []


CONFTEST = """
import pytest

pytest_plugins = ["scaffold.testing"]


@pytest.fixture
def scaffold_answers():
    return {"name": "Ada"}
"""
TESTS = """
import pytest


def test_a_project_has_its_name(scaffold_template):
    project = scaffold_template.render(port=7)
    assert (project / "README.md").read_text().startswith("# Ada")
    assert (project / "settings.toml").read_text() == "port = 7\\n"
    old = scaffold_template.render("v1.0.0", name="old")
    assert not (old / "more.txt").exists()


def test_updates(scaffold_template, scaffold_release, scaffold_seed):
    scaffold_template.check_update(scaffold_release, scaffold_seed)


@pytest.mark.parametrize(("scaffold_release", "scaffold_seed"), [("v1.0.0", 9)])
def test_one_update(scaffold_template, scaffold_release, scaffold_seed):
    scaffold_template.check_update(scaffold_release, scaffold_seed)
"""


def run_tests(
    pytester: pytest.Pytester, template: Path, changed: Mapping[str, str], *options: str
) -> pytest.RunResult:
    """Run the tests beside a template, whose changes are not committed."""
    tests = {"conftest.py": CONFTEST, "test_template.py": TESTS}
    tests["pytest.ini"] = "[pytest]\nscaffold_template = template\nscaffold_seeds = 2\n"
    for name, text in tests.items():
        (pytester.path / name).write_text(text)
    for name, text in changed.items():
        (template / name).write_text(text)
    template.rename(pytester.path / "template")
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", *options)


def test_tests_run_for_each_release_and_each_set_of_edits(
    pytester: pytest.Pytester, template: Path
) -> None:
    release(template, "v1.1.0", NEWER)
    run_tests(pytester, template, {"more.txt": "more\nand more\n"}).assert_outcomes(passed=8)


def test_a_failure_names_the_release_and_the_edits(
    pytester: pytest.Pytester, template: Path
) -> None:
    changed, found = FAULTS["a renamed question"]
    finished = run_tests(pytester, template, {**NEWER, **changed}, "--scaffold-seeds=1")
    finished.assert_outcomes(passed=2, failed=2)
    finished.stdout.fnmatch_lines(["Update from v1.0.0 to the working copy:", f"- {found}*"])
