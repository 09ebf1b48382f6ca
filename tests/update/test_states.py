"""States of a repository, kinds of bytes, and two updates at once."""

import codecs
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.machine import Finished, run_command
from tests.update.standing import Standing, read_standing

Scaffold = Callable[..., Finished]
DESCRIBED = ("-d", "description=Another sentence.")
COMMIT = "git -c user.name=a -c user.email=a@example.org commit -qm x"


def shell(folder: Path, script: str) -> None:
    done = run_command(["sh", "-ec", script], folder=folder)
    assert done.exit_code == 0, done


@pytest.fixture
def repository(project: Path) -> Path:
    """Put the project into a repository of its own."""
    shell(project, f"git init -qb main && git add -A && {COMMIT}")
    return project


def check_updated(finished: Finished, project: Path) -> None:
    assert finished.exit_code == 0, finished
    assert finished.error_lines == []
    assert b"Another sentence." in (project / "README.md").read_bytes()
    assert b"Another sentence." in (project / ".copier-answers.yml").read_bytes()


def check_refused(finished: Finished, project: Path, before: Standing, sentence: str) -> None:
    assert finished.exit_code == 5, finished
    error, hint = finished.error_lines
    assert sentence in error
    assert hint.startswith("hint: ")
    assert read_standing(project) == before
    assert not (project / ".scaffold").exists()


DIRTY = {
    "edited": "echo mine >> README.md",
    "staged": "echo mine >> README.md; git add README.md",
    "added": "echo mine > mine.py; git add mine.py",
    "untracked": "echo mine > mine.py",
    "untracked in a new folder": "mkdir -p a/b; echo mine > a/b/mine.py",
    "deleted": "rm Dockerfile",
    "deletion staged": "git rm -q Dockerfile",
    "renamed": "git mv Dockerfile Containerfile",
    "made executable": "chmod +x README.md",
    "intended": "echo mine > mine.py; git add -N mine.py",
    "no commit yet": "rm -rf .git; git init -q",
    "the index is gone": "rm .git/index",
}


@pytest.mark.parametrize("script", DIRTY.values(), ids=DIRTY.keys())
def test_work_that_is_not_committed_is_not_mixed_in(
    scaffold: Scaffold, repository: Path, script: str
) -> None:
    shell(repository, script)
    before = read_standing(repository)
    finished = scaffold("update", "demo", *DESCRIBED)
    check_refused(finished, repository, before, "not committed")
    assert scaffold("update", "demo", *DESCRIBED, "--dry-run").exit_code == 0
    assert read_standing(repository) == before
    check_updated(scaffold("update", "demo", *DESCRIBED, "--allow-dirty"), repository)


BRANCH = (
    f"git checkout -qb other; echo a > c; git add c; {COMMIT}; git checkout -q main; echo b > c"
)
DIVERGED = f"{BRANCH}; git add c; {COMMIT}; export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c "
DIVERGED += "GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b.c; "
UNDER_WAY = {
    "merge": f"{DIVERGED} git merge -q other || true",
    "rebase": f"{DIVERGED} git rebase -q other || true",
    "cherry-pick": f"{DIVERGED} git cherry-pick other || true",
    "revert": f"{DIVERGED} echo d > c; git commit -qam y; git revert --no-edit HEAD~1 || true",
}


@pytest.mark.parametrize("linked", [False, True], ids=["", "in a linked work tree"])
@pytest.mark.parametrize("operation", UNDER_WAY)
def test_an_update_does_not_enter_what_git_has_not_finished(
    scaffold: Scaffold, repository: Path, operation: str, linked: bool
) -> None:
    project = repository
    if linked:
        shell(repository, "git checkout -qb away; git worktree add -q ../linked main")
        project = repository.with_name("linked")
    shell(project, UNDER_WAY[operation])
    before = read_standing(project)
    for more in ([], ["--allow-dirty"]):
        finished = scaffold("update", project, *DESCRIBED, *more)
        check_refused(finished, project, before, f"A {operation} is under way")


FINE = {
    "detached": "git checkout -q --detach",
    "on another branch": "git checkout -qb other",
    "ignored files": "mkdir -p data/raw; echo x > data/raw/big.csv; echo x > .env",
    "no repository": "rm -rf .git",
    "a link to the repository": "mv .git ../kept; ln -s ../kept .git",
    "a repository kept elsewhere": "mv .git ../kept; echo gitdir: ../kept > .git",
    "a repository that is gone": "rm -rf .git; echo gitdir: ../gone > .git",
    "an empty .git": "rm -rf .git; mkdir .git",
    "a pipe as .git": "rm -rf .git; mkfifo .git",
    "looks bare": "rm -rf .git; mkdir objects refs; echo ref: refs/heads/main > HEAD",
    "broken settings": "echo '[' > .git/config",
    "locked by another git": "touch .git/index.lock",
    "a stash": "echo mine >> README.md; git -c user.name=a -c user.email=a@b.c stash -q",
    "read-only objects": "chmod -R a-w .git/objects",
    "a remote that is gone": "git remote add origin /nowhere",
    "a shallow clone": "cd ..; mv demo d; git clone -q --depth 1 file://$PWD/d demo; rm -rf d",
    "an ignored project": "rm -rf .git; cd ..; git init -q; echo demo > .gitignore; git add .",
}


@pytest.mark.parametrize("script", FINE.values(), ids=FINE.keys())
def test_a_repository_in_which_nothing_is_open_is_fine(
    scaffold: Scaffold, repository: Path, script: str
) -> None:
    shell(repository, script)
    check_updated(scaffold("update", "demo", *DESCRIBED), repository)


def test_a_damaged_repository_is_named(scaffold: Scaffold, repository: Path) -> None:
    (repository / ".git" / "index").write_bytes(b"damaged")
    before = read_standing(repository)
    finished = scaffold("update", "demo", *DESCRIBED)
    assert finished.exit_code == 1
    assert "git status failed" in finished.error_lines[0]
    assert finished.error_lines[1] == "hint: Mend the repository first."
    assert read_standing(repository) == before


@pytest.mark.parametrize("dirty", [False, True])
def test_only_the_projects_own_folder_of_a_monorepo_counts(
    scaffold: Scaffold, project: Path, dirty: bool
) -> None:
    (project.parent / "other").mkdir()
    (project.parent / "other" / "a.py").write_bytes(b"a\n")
    shell(project.parent, f"git init -qb main; git add -A; {COMMIT}; echo b >> other/a.py; touch c")
    if dirty:
        (project / "mine.py").touch()
        before = read_standing(project)
        check_refused(scaffold("update", "demo"), project, before, "not committed")
    else:
        check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert (project.parent / "other" / "a.py").read_bytes() == b"a\nb\n"


@pytest.mark.parametrize("dirty", [False, True])
def test_a_submodule_is_updated_like_any_repository(
    scaffold: Scaffold, repository: Path, dirty: bool
) -> None:
    whole = repository.with_name("whole")
    shell(
        repository.parent,
        "git init -q whole; cd whole; git -c protocol.file.allow=always submodule --quiet add"
        " ../demo part; touch elsewhere",
    )
    project = whole / "part"
    if dirty:
        (project / "mine.py").touch()
        before = read_standing(project)
        check_refused(scaffold("update", project), project, before, "not committed")
    else:
        check_updated(scaffold("update", project, *DESCRIBED), project)


def test_a_linked_work_tree_is_updated_alone(scaffold: Scaffold, repository: Path) -> None:
    shell(repository, "git worktree add -qb other ../linked; echo mine >> README.md")
    before = read_standing(repository)
    linked = repository.with_name("linked")
    check_updated(scaffold("update", linked, *DESCRIBED), linked)
    assert read_standing(repository) == before


def test_a_machine_without_git_is_fine(
    scaffold: Scaffold, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "mine.py").touch()
    monkeypatch.setenv("PATH", str(repository))
    check_updated(scaffold("update", "demo", *DESCRIBED), repository)


def test_variables_of_a_hook_lead_to_no_other_repository(
    scaffold: Scaffold, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell(repository.parent, "git init -q other")
    monkeypatch.setenv("GIT_DIR", str(repository.with_name("other") / ".git"))
    check_updated(scaffold("update", "demo", *DESCRIBED), repository)


HOOKS = ("post-index-change", "pre-commit", "post-commit", "post-checkout", "reference-transaction")


@pytest.mark.parametrize("hook", [*HOOKS, "core.fsmonitor"])
def test_an_update_starts_no_program_of_the_repository(
    scaffold: Scaffold, repository: Path, hook: str
) -> None:
    program = repository / ".git" / "hooks" / hook
    program.write_text(f"#!/bin/sh\ntouch {repository.parent}/started\n")
    program.chmod(0o755)
    if hook == "core.fsmonitor":
        shell(repository, f"git config core.fsmonitor {program}")
        (repository.parent / "started").unlink(missing_ok=True)
    (repository / "README.md").touch()  # So that git looks at the file, and notes that it has.
    check_updated(scaffold("update", "demo", *DESCRIBED), repository)
    assert not (repository.parent / "started").exists()


MARK = codecs.BOM_UTF8
# How an owner's file may be written; what the update adds takes the same shape.
SHAPES: dict[str, Callable[[bytes], bytes]] = {
    "as it was": lambda content: content,
    "CRLF": lambda content: content.replace(b"\n", b"\r\n"),
    "byte order mark": lambda content: MARK + content,
    "byte order mark and CRLF": lambda content: MARK + content.replace(b"\n", b"\r\n"),
    "no final newline": lambda content: content.removesuffix(b"\n"),
    "CRLF and no final newline": lambda content: content.replace(b"\n", b"\r\n").removesuffix(
        b"\r\n"
    ),
    "Latin-1": lambda content: content + b"\nAndr\xe9\n",
    "trailing blanks": lambda content: content + b"\nmine  \t \n\n\n",
    "form feeds": lambda content: content + b"\nmine\x0c\x0b\x1c\x85\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_merged_text_keeps_its_shape(scaffold: Scaffold, project: Path, shape: str) -> None:
    readme = project / "README.md"
    readme.write_bytes(b"mine\n\n" + readme.read_bytes())
    expected = project.with_name("expected")
    shutil.copytree(project, expected)
    check_updated(scaffold("update", expected, *DESCRIBED), expected)
    readme.write_bytes(SHAPES[shape](readme.read_bytes()))
    check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert readme.read_bytes() == SHAPES[shape]((expected / "README.md").read_bytes())


def test_mixed_line_ends_stay_where_they_are(scaffold: Scaffold, project: Path) -> None:
    readme = project / "README.md"
    content = readme.read_bytes()
    readme.write_bytes(b"one\r\ntwo\n\n" + content)
    check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert readme.read_bytes().startswith(b"one\r\ntwo\n\n")
    assert readme.read_bytes().count(b"\r\n") == 1


@pytest.mark.parametrize("shape", ["CRLF", "byte order mark", "no final newline"])
def test_a_merged_document_keeps_its_shape(scaffold: Scaffold, project: Path, shape: str) -> None:
    extensions = project / ".vscode" / "extensions.json"
    extensions.write_bytes(SHAPES[shape](extensions.read_bytes()))
    assert scaffold("update", "demo", "-d", "features=[vscode]").exit_code == 0
    content = extensions.read_bytes()
    assert b"containers" not in content
    assert json.loads(content.decode("utf-8-sig"))
    assert content.startswith(MARK) == (shape == "byte order mark")
    assert content.endswith(b"\n") == (shape != "no final newline")
    assert content.count(b"\r\n") == (content.count(b"\n") if shape == "CRLF" else 0)


CONTENTS = {
    "CRLF": b"mine\r\n",
    "byte order mark": MARK + b"mine\n",
    "mixed line ends": b"one\r\ntwo\nthree\r",
    "no final newline": b"mine",
    "Latin-1": b"Andr\xe9\n",
    "UTF-16": "mine\n".encode("utf-16"),
    "binary": bytes(range(256)) * 20,
    "empty": b"",
    "one line of a megabyte": b"x" * 1_000_000,
    "markers of a conflict": b"<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> other\n",
    "Jinja": b"{{ project_name }} {% raw %}\n",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_what_the_template_does_not_change_comes_out_as_it_went_in(
    scaffold: Scaffold, project: Path, content: bytes
) -> None:
    places = ("requirements.txt", "mine.txt", "src/demo/data/.gitkeep", ".vscode/settings.json")
    for path in places:
        (project / path).write_bytes(content)
    check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert [path for path in places if (project / path).read_bytes() != content] == []


@pytest.mark.parametrize("content", ["binary", "UTF-16"])
def test_binary_content_is_not_merged(scaffold: Scaffold, project: Path, content: str) -> None:
    (project / "README.md").write_bytes(CONTENTS[content])
    finished = scaffold("update", "demo", *DESCRIBED)
    assert finished.exit_code == 4
    assert "conflict README.md: your file stays" in finished.output
    assert (project / "README.md").read_bytes() == CONTENTS[content]


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o700, 0o755])
def test_a_file_keeps_its_mode(scaffold: Scaffold, project: Path, mode: int, edited: bool) -> None:
    readme = project / "README.md"
    if edited:
        readme.write_bytes(b"mine\n\n" + readme.read_bytes())
    readme.chmod(mode)
    (project / "requirements.txt").chmod(mode)
    check_updated(scaffold("update", "demo", *DESCRIBED), project)
    assert readme.stat().st_mode & 0o777 == mode
    assert (project / "requirements.txt").stat().st_mode & 0o777 == mode


def start_update(project: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "scaffold", "update", str(project), *DESCRIBED]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)


def finish(process: "subprocess.Popen[str]") -> Finished:
    output, errors = process.communicate(timeout=100)
    return Finished(process.returncode, output, errors)


@pytest.mark.parametrize("number", [2, 4])
def test_updates_at_once_are_one_update(
    scaffold: Scaffold, project: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    readme = project / "README.md"
    readme.write_bytes(b"mine\n\n" + readme.read_bytes().replace(b"\n\n", b"\n\nmine\n\n", 2))
    once = Path(shutil.copytree(project, project.with_name("once")))
    expected = scaffold("update", once, *DESCRIBED).exit_code
    processes = [start_update(project) for _ in range(number)]
    left = [finish(process) for process in processes]
    assert expected in [finished.exit_code for finished in left]
    for finished in left:
        assert finished.exit_code in {0, expected, 5}, finished
        assert "Traceback" not in finished.errors
        if finished.exit_code == 5:
            assert "at work here" in finished.errors or "just changed" in finished.errors
    assert read_standing(project) == read_standing(once)


def test_who_is_at_work_is_told(scaffold: Scaffold, project: Path) -> None:
    (project / ".scaffold" / "journal").mkdir(parents=True)
    holder = {"command": "adopt", "host": os.uname().nodename, "process": os.getppid()}
    (project / ".scaffold" / "lock").write_text(json.dumps(holder))
    before = read_standing(project)
    finished = scaffold("update", "demo", *DESCRIBED)
    assert finished.exit_code == 5
    assert f"`scaffold adopt` is at work here (process {os.getppid()})" in finished.errors
    assert read_standing(project) == before
