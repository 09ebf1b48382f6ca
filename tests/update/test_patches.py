"""`git apply` gives exactly what the command gives, wherever the project is."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scaffold.files.tree import File, Tree, read_tree
from tests.conftest import Render
from tests.kit.machine import Scaffold
from tests.unit.test_patch import BINARY, CONTENTS, git, prune, put

AUTHOR = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgSign=false")
NAMES = st.sampled_from(["a", "b b", "-c", "ä", "[d]", "\x1b[2J", "\u202e", "e'f", "\udcff"])
FILES = st.builds(
    File, CONTENTS | st.just(bytes(range(256))), st.sampled_from(["file", "executable"])
) | st.sampled_from([File(b"a", "link"), File(b"../b b", "link")])
TREES = st.dictionaries(
    st.lists(NAMES, min_size=1, max_size=2).map("/".join), FILES, min_size=1, max_size=6
).map(prune)
LOCALES = st.sampled_from(
    [
        {},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252", "FORCE_COLOR": "1"},
        {"PYTHONIOENCODING": "utf-16", "COLUMNS": "20", "GITHUB_ACTIONS": "true"},
    ]
)
FOLDERS = st.lists(st.sampled_from(["svc", "a b", "ä", "\udcff", "-x", '"']), max_size=3)

stable = settings(
    max_examples=25,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # Examples take seconds, so a failing one is not made smaller.
)


def commit_template(template: Path, files: Tree, release: str) -> None:
    """Make a release of a template with just these files."""
    for path in template.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    put(template, ((f"files/{path}", file) for path, file in files.items()))
    (template / "files").mkdir(exist_ok=True)
    answers = "files/{{ _copier_conf.answers_file }}.jinja"
    (template / answers).write_text("{{ _copier_answers | to_nice_yaml }}")
    options = "_subdirectory: files\n_preserve_symlinks: true\n"
    (template / "copier.yml").write_text(options)
    git(template, "add", "--all", "--force")
    git(template, *AUTHOR, "commit", "--quiet", "--allow-empty", "--message", release)
    git(template, "tag", release)


def run_bytes(
    *arguments: str | Path, folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process, in a folder and a locale of its own."""
    return subprocess.run(
        [sys.executable, "-m", "scaffold", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=300,
    )


def read_project(folder: Path) -> Tree:
    """Read a project without what git and scaffold keep there."""
    state = (".git/", ".scaffold/")
    return {path: file for path, file in read_tree(folder).items() if not path.startswith(state)}


@pytest.mark.promise
@given(
    old=TREES,
    new=TREES,
    edits=st.lists(st.sampled_from([b"mine\n", b"mine\r\n", b"\xff", None]), max_size=4),
    folders=FOLDERS,
    environment=LOCALES,
    inside=st.booleans(),
)
@stable
def test_a_patch_of_diff_is_the_update(
    scaffold: Scaffold,
    clean_machine: Path,
    old: Tree,
    new: Tree,
    edits: list[bytes | None],
    folders: list[str],
    environment: dict[str, str],
    inside: bool,
) -> None:
    with TemporaryDirectory(dir=clean_machine) as made:
        template, top = Path(made, "template"), Path(made, "top")
        git(Path(made), "init", "--quiet", "template")
        git(Path(made), "init", "--quiet", "top")
        for release, files in (("v1", old), ("v2", {**old, **new} if inside else new)):
            commit_template(template, prune(files), release)
        parent = top.joinpath(*folders)
        parent.mkdir(parents=True, exist_ok=True)
        options = ("--template", template, "--release", "v1", "--no-git", "--defaults")
        created = scaffold("new", "p", "--into", parent, *options)
        assert created.exit_code == 0, created.errors
        project = parent / "p"
        for (name, file), edit in zip(sorted(old.items()), edits, strict=False):
            if edit is None:
                (project / name).unlink()
            elif file.kind != "link":
                (project / name).write_bytes(file.content + edit)
        copy = shutil.copytree(project, Path(made, "copy", "p"), symlinks=True)
        folder, path = (project, ".") if inside else (top, project.relative_to(top))
        done = run_bytes("diff", "--", path, folder=folder, environment=environment)
        assert done.returncode in {0, 4}, done.stderr
        updated = scaffold("update", copy, "--defaults", "--allow-dirty")
        assert updated.exit_code == done.returncode
        if done.stdout:
            git(folder, "apply", given=done.stdout)
        assert read_project(project) == read_project(copy)


MANAGED = [".github/workflows/checks.yml", ".github/dependabot.yml", ".pre-commit-config.yaml"]
# What a user, an editor or a tool does to a file that is the template's.
DRIFTS: dict[str, Callable[[bytes], File | None]] = {
    "edited": lambda content: File(content.replace(b"on:", b"'on':") + b"# mine\n"),
    "deleted": lambda _: None,
    "another encoding": lambda content: File(content.decode().encode("utf-16")),
    "bytes": lambda _: BINARY,
    "Latin 1": lambda content: File(content + b"# caf\xe9\x85\x0c\n"),
    "no last line end": lambda content: File(content + b"# mine"),
    "line ends of Windows": lambda content: File(b"# mine\n" + content.replace(b"\n", b"\r\n")),
    "a link": lambda _: File(b"elsewhere", "link"),
    "a program": lambda content: File(content + b"# mine\n", "executable"),
    "empty": lambda _: File(b""),
}


@pytest.mark.promise
@given(
    drifts=st.dictionaries(
        st.sampled_from(MANAGED), st.sampled_from(sorted(DRIFTS)), min_size=1, max_size=3
    ),
    folders=FOLDERS,
    environment=LOCALES,
    kind=st.sampled_from(["sha1", "sha256", "none"]),
    inside=st.booleans(),
)
@stable
def test_a_patch_of_check_reverts_the_drift(
    rendered: Render,
    clean_machine: Path,
    drifts: dict[str, str],
    folders: list[str],
    environment: dict[str, str],
    kind: str,
    inside: bool,
) -> None:
    with TemporaryDirectory(dir=clean_machine) as made:
        top = Path(made)
        project = top.joinpath(*folders, "demo")
        shutil.copytree(rendered("skeleton", "package", ("github", "pre-commit")), project)
        if kind != "none":
            git(top, "init", "--quiet", f"--object-format={kind}")
        before = read_project(project)
        for path, drift in drifts.items():
            (project / path).unlink()
            put(project, [(path, DRIFTS[drift](before[path].content))])
        folder = project if inside or kind == "none" else top
        done = run_bytes("check", "--patch", project, folder=folder, environment=environment)
        assert done.returncode == 3
        git(folder, "apply", given=done.stdout)
        assert read_project(project) == before


@pytest.mark.case
@pytest.mark.parametrize("autocrlf", ["true", "input", "false"])
@pytest.mark.parametrize("attributes", ["", "* text=auto eol=crlf\n", "* text eol=lf\n"])
@pytest.mark.parametrize("ends", ["LF", "CRLF", "mixed"])
def test_patches_apply_where_git_converts_line_ends(
    scaffold: Scaffold,
    project: Path,
    autocrlf: str,
    attributes: str,
    ends: str,
) -> None:
    """The result is the command's to git, which converts it."""
    for path in ("README.md", ".copier-answers.yml"):
        content = (project / path).read_bytes()
        if ends == "CRLF":
            content = content.replace(b"\n", b"\r\n")
        elif ends == "mixed":
            content = content.replace(b"\n", b"\r\n", 2)
        (project / path).write_bytes(content)
    copy = shutil.copytree(project, project.parent / "copy" / "demo")
    for folder in (project, copy):
        git(folder, "init", "--quiet")
        git(folder, "config", "core.autocrlf", autocrlf)
        git(folder, "config", "core.safecrlf", "false")
        (folder / ".gitattributes").write_text(attributes)
    change = ("-d", "description=Another sentence.")
    patch = run_bytes("diff", project, *change, folder=project, environment={}).stdout
    git(project, "apply", given=patch)
    assert scaffold("update", copy, "--allow-dirty", *change).exit_code in {0, 4}
    staged = []
    for folder in (project, copy):
        git(folder, "add", "--all", "--force", "--", ":(exclude).scaffold")
        staged.append(git(folder, "ls-files", "--stage"))
    assert staged[0] == staged[1]
