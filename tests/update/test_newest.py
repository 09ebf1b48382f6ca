"""One notion of the newest release: `check`, `diff` and `update` agree, and none goes back."""

import json
from pathlib import Path

import pytest
import yaml

from tests.cases.refusals import Refusal, nothing_changes
from tests.cases.test_templates import ANSWERS
from tests.kit.git_states import IDENTITY
from tests.kit.machine import Scaffold, shell

pytestmark = pytest.mark.case

BEGIN = f"{IDENTITY} git init -qb main; echo 0 > a; git add -A; git commit -qm 0\n"


def add(*steps: str) -> str:
    """Return a script of commits; `@` before a name is a tag, `/` a new branch, `=` another one."""
    lines = []
    for step in steps:
        kind, name = step[0], step[1:]
        commit = f"echo {step} >> a; git commit -qam {step}"
        if kind in "/=":
            lines.append(f"git checkout -q {'-b' if kind == '/' else ''} {name}; {commit}")
        else:
            lines.append(commit + (f"; git tag {name}" if kind == "@" else ""))
    return "\n".join(lines)


@pytest.fixture
def template(clean_machine: Path) -> Path:
    """Make a template with one commit."""
    folder = clean_machine / "template"
    folder.mkdir()
    for name, content in ANSWERS.items():
        (folder / name).write_text(content)
    (folder / "copier.yml").write_text("_exclude: [copier.yml, .git]\n")
    shell(folder, BEGIN)
    return folder


# A commit whose short name is a number, and so a version by the rules for versions.
DIGITS = """for i in $(seq 2000); do sha=$(git commit-tree -m $i -p HEAD HEAD^{tree})
case $(git rev-parse --short $sha) in *[!0-9]*) ;; *) git reset -q --hard $sha; break; esac; done
git rev-parse --short HEAD | grep -q '^[0-9]*$'
"""
# How the template begins, what the project is made from, what comes after, and the newest then.
NEWER: dict[str, tuple[str, str, str, str]] = {
    "a release": (add("@v1.0.0"), "v1.0.0", add("@v1.1.0"), "v1.1.0"),
    "several releases": (add("@v1.0.0"), "v1.0.0", add("@v1.10", "@v1.9"), "v1.10"),
    "a release after a candidate": (add("@v2.0.0rc1"), "v2.0.0rc1", add("@v2.0.0"), "v2.0.0"),
    "a later candidate": (add("@v2.0rc1"), "v2.0rc1", add("@v2.0rc2", "@v3.0rc1"), "v2.0rc2"),
    "a release that has the commit": (add("@v1.0.0", "."), "main", add("@v1.1.0"), "v1.1.0"),
    "a release that has the branch": (add("@v1.0.0", "/new"), "new", add("@v1.1.0"), "v1.1.0"),
    "the first release": (add("."), "main", add(".", "@v1.0.0"), "v1.0.0"),
    "a commit, without releases": (add("."), "main", add("."), ""),
    "a commit, with a tag that is no version": (add("@spring"), "main", add("@summer"), "summer"),
    "a commit, with candidates alone": (add("@v1.0rc1", "."), "main", add("."), ""),
    "a release, from a hash like a version": (DIGITS, "main", add("@v1.0.0"), "v1.0.0"),
    "a release, from a tag that is no version": (add("@spring"), "spring", add("@v1.0"), "v1.0"),
}
# The same, where nothing newer comes.
NEWEST: dict[str, tuple[str, str, str]] = {
    "nothing": (add("@v1.0.0"), "v1.0.0", "true"),
    "a branch ahead of the release": (add("@v1.0.0", "."), "main", "true"),
    "a branch beside the release": (add("@v1.0.0", "/new", "=main"), "new", "true"),
    "a later release without the commit": (
        add("@v1.0.0", "/new"),
        "new",
        add("=main", "@v1.0.1"),
    ),
    "a candidate of a later release": (add("@v1.0.0", "@v2.0.0rc1"), "v2.0.0rc1", "true"),
    "a candidate, beside a stable release": (add("@v1.0.0"), "v1.0.0", add("@v2.0.0rc1")),
    "a development version": (add("@v1.0.0"), "v1.0.0", add("@v1.1.0.dev1")),
    "candidates of another release": (add("@v2.0.0rc1"), "v2.0.0rc1", add("@v3.0.0a1")),
    "a commit": (add("@v1.0.0", "."), "HEAD", "true"),
    "an older release that comes later": (add("@v2.0.0"), "v2.0.0", add("@v1.9.9")),
    "tags that are no versions": (add("@v1.0.0"), "v1.0.0", add("@zebra", "@2024-spring")),
    "a moved tag": (add("@v1.0.0"), "v1.0.0", add(".") + "; git tag -f v1.0.0"),
    "more commits": (add("@v1.0.0"), "v1.0.0", add(".", ".")),
    "a branch, without releases": (add("/new"), "new", "git checkout -q main"),
    "a branch beside, without releases": (add("/new"), "new", add("=main")),
    "the branch checked out elsewhere": (add(".", "."), "main", "git checkout -q --detach HEAD~1"),
    "another name of the same commit": (add("."), "main", "git tag v1.0.0"),
}


def make(scaffold: Scaffold, template: Path, script: str, reference: str) -> Path:
    shell(template, f"{IDENTITY}{script}")
    arguments = ("-l", "--no-git", "--template", "template", "--release", reference)
    finished = scaffold("new", "made", *arguments)
    assert finished.exit_code == 0, finished
    return template.with_name("made")


@pytest.mark.parametrize(("begin", "at", "then", "newest"), NEWER.values(), ids=NEWER.keys())
def test_what_is_newer_is_offered_and_taken_by_all(
    scaffold: Scaffold, template: Path, begin: str, at: str, then: str, newest: str
) -> None:
    project = make(scaffold, template, begin, at)
    shell(template, f"{IDENTITY}{then}")
    found = scaffold("check", "made", "--json")
    waiting = json.loads(found.output)["available"]
    assert found.exit_code == 3
    assert waiting == newest or (not newest and waiting)
    assert "+" in scaffold("diff", "made").output
    assert json.loads(scaffold("update", "made", "-n", "--json").output)["to"] == waiting
    assert scaffold("update", "made").exit_code == 0
    # YAML quotes a commit of digits alone.
    assert yaml.safe_load((project / ".copier-answers.yml").read_text())["_commit"] == waiting
    assert scaffold("check", "made").exit_code == 0
    assert "Already up to date" in scaffold("update", "made").output


@pytest.mark.parametrize(("begin", "at", "then"), NEWEST.values(), ids=NEWEST.keys())
def test_nothing_goes_back_where_nothing_is_newer(
    scaffold: Scaffold, template: Path, begin: str, at: str, then: str
) -> None:
    project = make(scaffold, template, begin, at)
    shell(template, f"{IDENTITY}{then}")
    with nothing_changes(project):
        found = scaffold("check", "made", "--json")
        assert json.loads(found.output)["available"] is None, found
        assert scaffold("diff", "made").output == ""
        updated = scaffold("update", "made")
        assert (updated.exit_code, "Already up to date" in updated.output) == (0, True)


# How the template is, what the project is made from, and what is older.
OLDER: dict[str, tuple[str, str, str]] = {
    "a release": (add("@v1.0.0", "@v1.1.0"), "v1.1.0", "v1.0.0"),
    "a release before a candidate": (add("@v1.0.0", "@v2.0.0rc1"), "v2.0.0rc1", "v1.0.0"),
    "a candidate": (add("@v1.0.0rc1", "@v1.0.0"), "v1.0.0", "v1.0.0rc1"),
    "a release before the branch": (add("@v1.0.0", "."), "main", "v1.0.0"),
    "a commit": (add("@v1.0.0", "."), "v1.0.0", "HEAD~2"),
    "the first commit": (add(".", "."), "main", "main~1"),
    "a branch behind": (add(".", "/new") + "; git branch old main", "new", "old"),
}


@pytest.mark.parametrize(("begin", "at", "to"), OLDER.values(), ids=OLDER.keys())
def test_an_older_release_is_taken_only_where_it_is_named(
    scaffold: Scaffold, template: Path, begin: str, at: str, to: str
) -> None:
    project = make(scaffold, template, begin, at)
    now = (project / "a").read_text()
    with nothing_changes(project):
        assert "Already up to date" in scaffold("update", "made").output
        assert scaffold("diff", "made", "--to", to).output.startswith("diff --git ")
        assert scaffold("update", "made", "-n", "--to", to).exit_code == 0
    assert scaffold("update", "made", "--to", to).exit_code == 0
    then = (project / "a").read_text()
    assert now.startswith(then)
    assert len(then) < len(now)


@pytest.mark.parametrize("to", ["new", "main", "HEAD", "v1.1.0"])
def test_a_state_that_is_named_is_taken(scaffold: Scaffold, template: Path, to: str) -> None:
    project = make(scaffold, template, add("@v1.0.0", "/new", "=main", "@v1.1.0"), "v1.0.0")
    assert scaffold("update", "made", "--to", to).exit_code == 0
    assert (project / "a").read_text().split()[-1] == ("/new" if to == "new" else "@v1.1.0")


def test_other_answers_do_not_move_a_project(scaffold: Scaffold, template: Path) -> None:
    (template / "copier.yml").write_text("_exclude: [copier.yml, .git]\nq: {default: x}\n")
    (template / "{{ q }}.txt").touch()
    project = make(scaffold, template, "git add -A; " + add("@v1.0.0", "."), "main")
    assert scaffold("update", "made", "-d", "q=y").exit_code == 0
    assert (project / "y.txt").exists()
    assert (project / "a").read_text() == "0\n@v1.0.0\n.\n"


def test_changes_that_are_not_committed_are_tried_where_there_is_no_release(
    scaffold: Scaffold, template: Path
) -> None:
    (template / "a").write_text("draft\n")
    (template / "b").write_text("draft\n")
    with nothing_changes(template):
        assert scaffold("new", "made", "-l", "--no-git", "--template", "template").exit_code == 0
    project = template.with_name("made")
    assert [(project / name).read_text() for name in "ab"] == ["draft\n", "draft\n"]


def test_a_plain_folder_has_no_releases(scaffold: Scaffold, template: Path) -> None:
    project = make(scaffold, template, add("@v1.0.0"), "v1.0.0")
    shell(template, "rm -rf .git")
    refusal = Refusal(1, "has no releases: it is not a Git repository", "Check `--template`")
    with nothing_changes(project):
        for words in (["check"], ["update", "-d", "q=y"], ["status"], ["update", "--to", "v2"]):
            refusal.check(scaffold(*words, "made"))
    assert scaffold("update", "made").exit_code == 0
    refusal.check(scaffold("new", "x", "-l", "--template", "template", "--release", "v1.0.0"))


SHAPES = {
    "a bundle": "git bundle create -q ../t --all; cd ..; rm -rf template; mv t template",
    "a shallow clone": "cd ..; git clone -q --depth 2 file://$PWD/template t; rm -rf template;"
    " mv t template; cd template; git fetch -q --tags",
    "a linked work tree": "cd ..; mv template first; git -C first worktree add -q ../template main"
    " || git -C first worktree add -q --force ../template main",
    "a submodule": "cd ..; mv template first; git init -q around; cd around;"
    " git -c protocol.file.allow=always submodule --quiet add ../first template;"
    " cd ..; ln -s around/template template",
    "a clone that borrows": "cd ..; mv template first; git clone -q --shared first template",
    "another kind of objects": "",
}


@pytest.mark.parametrize("script", SHAPES.values(), ids=SHAPES.keys())
def test_a_template_may_be_any_shape_of_repository(
    scaffold: Scaffold, template: Path, script: str
) -> None:
    script = (
        script or f"rm -rf .git; {BEGIN.replace('git init', 'git init --object-format=sha256')}"
    )
    shell(template, IDENTITY + script if "sha256" in script else IDENTITY + add("@v1.0.0", "."))
    if "sha256" in script:
        shell(template, IDENTITY + script)
        shell(template, IDENTITY + add("@v1.0.0", "."))
    else:
        shell(template, IDENTITY + script)
    finished = scaffold("new", "made", "-l", "--template", "template", "--release", "main")
    assert finished.exit_code == 0, finished
    answers = template.with_name("made") / ".copier-answers.yml"
    assert "_commit: v1.0.0-1-g" in answers.read_text()
    assert scaffold("check", "made").exit_code == 0
