"""Repositories brought in by the command, as their owners see it."""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.apply.journal import apply_changes, undo
from scaffold.files.tree import Change, read_paths, read_tree
from scaffold.files.user_data import find_place
from scaffold.plan.actions import changes
from scaffold.plan.adoption import plan_adoption
from scaffold.template.releases import TEMPLATE_ADDRESS
from tests.adopt.conftest import OLD, Files, Repository, commit, contents, write
from tests.adopt.test_facts import MIT
from tests.cases.journals import write_journal
from tests.conftest import Render
from tests.kit.machine import Scaffold
from tests.kit.repositories import git
from tests.kit.terminal import read_until, start_on_terminal


def answers_of(folder: Path) -> dict[str, object]:
    answers: dict[str, object] = yaml.safe_load((folder / ".copier-answers.yml").read_text())
    return answers


def test_an_earlier_release_is_adopted_too(scaffold: Scaffold, repository: Repository) -> None:
    for release in ("0.1.0", "0.2.0"):
        finished = scaffold(
            "adopt", repository(name=release), "--defaults", "--release", release, "--dry-run"
        )
        assert "(Dockerfile, notebooks/)" in finished.output, finished.errors


def test_an_old_repository_loses_no_byte_and_gains_what_it_lacks(
    scaffold: Scaffold, repository: Repository
) -> None:
    folder = repository({**OLD, "predict.py": b'if __name__ == "__main__":\n    print()\n'})
    finished = scaffold("adopt", folder)
    assert finished.exit_code == 0, finished.errors
    after = contents(folder)
    del after["predict.py"]
    filled = {path for path, content in OLD.items() if not content}
    assert {path: after[path] for path in OLD if path not in filled} == {
        path: content for path, content in OLD.items() if path not in filled
    }
    assert b'ENTRYPOINT ["python", "predict.py"]' in after["Dockerfile"]
    assert after.keys() - OLD.keys() == {".copier-answers.yml", ".dockerignore"}
    answers = answers_of(folder)
    kept = [
        "/.editorconfig",
        "/.gitignore",
        "/README.md",
        "/data",
        "/notebooks",
        "/requirements.txt",
    ]
    assert answers["kept"] == [*kept, "/src", "/tests/.gitkeep"]
    assert answers["stack"] == "skeleton"
    assert answers["description"] == "Who leaves."
    assert find_place(TEMPLATE_ADDRESS).is_file()  # type: ignore[union-attr] # there is a home


def test_a_repository_is_adopted_all_the_same_where_plain_copier_will_not_find_its_template(
    scaffold: Scaffold, repository: Repository
) -> None:
    place = find_place(TEMPLATE_ADDRESS)
    assert place
    (place / "mine").mkdir(parents=True)
    folder = repository()
    finished = scaffold("adopt", folder)
    assert finished.exit_code == 0, finished.errors
    note = f"warning: `copier update` cannot use {TEMPLATE_ADDRESS}: the path is a folder"
    assert finished.errors.splitlines().count(note) == 1
    assert answers_of(folder)["_src_path"] == TEMPLATE_ADDRESS
    assert [path.name for path in place.iterdir()] == ["mine"]


def test_the_guesses_are_shown_with_their_reasons(
    scaffold: Scaffold, repository: Repository
) -> None:
    shown = scaffold("adopt", repository(), "--dry-run").output
    rows = [" ".join(line.split()) for line in shown.splitlines()]
    assert "project_name churn (pyproject.toml)" in rows
    assert "layout package (src/churn/)" in rows
    assert "oldest_python 3.12 (>=3.12 in pyproject.toml)" in rows
    assert "features docker, notebooks (Dockerfile, notebooks/)" in rows
    assert "Would adopt" in shown
    assert "kept README.md" in rows
    assert ".editorconfig `README.md` has Windows line endings" in rows
    assert not any(row.startswith("not created") for row in rows)


@pytest.mark.story
def test_on_a_terminal_the_guesses_are_shown_and_asked_about(repository: Repository) -> None:
    folder = repository()
    process, terminal = start_on_terminal("adopt", str(folder))
    shown = read_until(terminal, "Project name")
    assert "(src/churn/)" in shown
    os.write(terminal, b"\x03")
    assert process.wait(timeout=60) == 130
    assert contents(folder) == OLD
    os.close(terminal)


def test_given_answers_win_over_guesses(scaffold: Scaffold, repository: Repository) -> None:
    options = ["--layout", "flat", "--features", "none", "-d", "project_name=leave"]
    finished = scaffold("adopt", repository(), *options, "-d", "kept=[/data]", "--json")
    plan = json.loads(finished.output)
    answers = {each["name"]: (each["value"], each["reason"]) for each in plan["answers"]}
    assert answers["layout"] == ("flat", "given")
    assert answers["features"] == ([], "given")
    assert answers["project_name"] == ("leave", "given")
    assert answers["author_name"] == ("Ada Example", "pyproject.toml")
    assert {"/.gitignore", "/README.md", "/data"} <= set(plan["kept"])
    assert not any(each["path"].startswith("data/") for each in plan["actions"])


def test_an_answer_without_guess_is_named_the_templates(
    scaffold: Scaffold, repository: Repository
) -> None:
    finished = scaffold("adopt", repository({"README.md": b"mine"}), "-n", "--json")
    reasons = {each["name"]: each["reason"] for each in json.loads(finished.output)["answers"]}
    assert reasons["layout"] == reasons["package_name"] == "default"
    assert "description" not in reasons


def test_a_repository_that_states_all_facts_leaves_none_unstated(
    scaffold: Scaffold, repository: Repository
) -> None:
    folder = repository({**OLD, "LICENSE": MIT.format("2020 Ada Example").encode()})
    assert scaffold("adopt", folder, "--allow-dirty").exit_code == 0
    answers = answers_of(folder)
    assert "unstated" not in answers
    assert (answers["license"], answers["author_name"]) == ("MIT", "Ada Example")


def test_a_dry_run_writes_nothing(scaffold: Scaffold, repository: Repository) -> None:
    folder = repository()
    finished = scaffold("adopt", folder, "--dry-run", "--merge")
    assert finished.exit_code == 0
    assert contents(folder) == OLD
    assert not (folder / ".scaffold").exists()


def test_undo_takes_it_back_byte_for_byte(scaffold: Scaffold, repository: Repository) -> None:
    folder = repository()
    scaffold("adopt", folder, "--merge")
    assert contents(folder) != OLD
    assert scaffold("undo", folder).exit_code == 0
    assert contents(folder) == OLD


@pytest.mark.story
@pytest.mark.parametrize("options", [[], ["--merge"]])
def test_undo_and_adopt_again_gives_the_same(
    scaffold: Scaffold, repository: Repository, options: list[str]
) -> None:
    folder = repository()
    scaffold("adopt", folder, *options)
    after = contents(folder)
    scaffold("undo", folder)
    scaffold("adopt", folder, *options)
    assert contents(folder) == after


def test_a_repository_without_files_of_the_template_is_adopted_with_success(
    scaffold: Scaffold, repository: Repository
) -> None:
    folder = repository({"sales.csv": b"1,2\n"})
    finished = scaffold("adopt", folder)
    assert finished.exit_code == 0, finished.errors
    assert "kept" not in answers_of(folder)
    assert (folder / "src" / "models" / ".gitkeep").is_file()
    assert (folder / "sales.csv").read_bytes() == b"1,2\n"


def test_a_project_that_lost_its_answers_gets_them_back(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    scaffold("new", "demo", "--defaults", "--stack", "skeleton", "--no-git")
    project = clean_machine / "demo"
    made = contents(project)
    (project / ".copier-answers.yml").unlink()
    facts = ["author_name=The demo authors", "oldest_python=3.11", "license=none"]
    facts += ["description=A machine-learning project in clear steps, from data to prediction."]
    given = [word for fact in facts for word in ("-d", fact)]
    finished = scaffold("adopt", project, "--features", "docker,notebooks", *given)
    assert finished.exit_code == 0, finished.output
    assert contents(project) == made


class TestMerge:
    def adopted(self, scaffold: Scaffold, repository: Repository) -> Path:
        folder = repository()
        options = ["--stack", "tagifai", "--merge", "--features", "none"]
        finished = scaffold("adopt", folder, *options)
        assert finished.exit_code == 0, finished.errors
        return folder

    @pytest.mark.parametrize("path", [".gitignore", "requirements.txt", "pyproject.toml"])
    def test_no_line_is_dropped_or_moved(
        self, scaffold: Scaffold, repository: Repository, path: str
    ) -> None:
        after = (self.adopted(scaffold, repository) / path).read_bytes()
        found = iter(after.splitlines())
        for line in OLD[path].splitlines():
            assert any(line.rstrip(b",") == other.rstrip(b",") for other in found), line
        assert len(after) > len(OLD[path])

    def test_the_dependencies_of_the_template_are_added(
        self, scaffold: Scaffold, repository: Repository
    ) -> None:
        required = (self.adopted(scaffold, repository) / "requirements.txt").read_text()
        assert required.startswith("torch==2.4 # pinned\nalembic\n")
        assert "pandas>=" in required
        assert "alembic>=" not in required

    @pytest.mark.story
    def test_what_is_united_is_shared_and_what_is_not_is_kept(
        self, scaffold: Scaffold, repository: Repository
    ) -> None:
        folder = self.adopted(scaffold, repository)
        assert answers_of(folder)["kept"] == ["/.editorconfig", "/README.md", "/data/.gitkeep"]
        commit(folder)
        again = scaffold("update", folder, "-d", "description=Who leaves and who stays.")
        assert again.exit_code == 0, again.output
        assert (folder / "README.md").read_bytes() == OLD["README.md"]
        assert b'"torch",  # the model' in (folder / "pyproject.toml").read_bytes()

    def test_a_file_that_cannot_be_read_is_kept(
        self, scaffold: Scaffold, repository: Repository
    ) -> None:
        folder = repository({**OLD, "pyproject.toml": b"[project\n"})
        scaffold("adopt", folder, "--stack", "tagifai", "--merge")
        assert (folder / "pyproject.toml").read_bytes() == b"[project\n"
        assert "/pyproject.toml" in str(answers_of(folder)["kept"])


def put_folder(folder: Path) -> None:
    (folder / "README.md").unlink()
    write(folder, {"README.md/inside.txt": b"mine"})


def put_link(folder: Path) -> None:
    (folder / "README.md").unlink()
    (folder / "README.md").symlink_to("../outside.txt")


def put_linked_folder(folder: Path) -> None:
    (folder.parent / "outside").mkdir()
    (folder / "data").symlink_to("../outside")


def put_twin(folder: Path) -> None:
    (folder / "README.md").rename(folder / "Readme.md")


def put_pipe(folder: Path) -> None:
    (folder / "README.md").unlink()
    os.mkfifo(folder / "README.md")


@pytest.mark.case
@pytest.mark.parametrize(
    ("put", "kept", "words"),
    [
        (put_folder, "/README.md", "a folder"),
        (put_link, "/README.md", "a symlink to ../outside.txt"),
        (put_linked_folder, "/data", "data, a symlink in its path"),
        (lambda folder: write(folder, {"data": b"mine"}), "/data", "data, a file in its path"),
        (put_twin, "/README.md", "Readme.md, a name that differs only in case"),
        (put_pipe, "/README.md", "a device or pipe"),
    ],
)
def test_what_is_not_a_regular_file_is_kept_and_named(
    scaffold: Scaffold,
    repository: Repository,
    put: Callable[[Path], None],
    kept: str,
    words: str,
) -> None:
    folder = repository()
    put(folder)
    before = contents(folder.parent)
    finished = scaffold("adopt", folder, "--merge", "--allow-dirty")
    assert finished.exit_code == 0, finished.errors
    assert words in finished.output
    assert kept in answers_of(folder)["kept"]  # type: ignore[operator] # a list
    after = contents(folder.parent)
    united = {f"old-repo/{name}" for name in (".gitignore", "requirements.txt")}
    changed = {path for path in before if before[path] != after[path]} - united
    assert changed <= {"old-repo/Dockerfile"}
    assert {path for path in after if not path.startswith("old-repo/")} == {
        path for path in before if not path.startswith("old-repo/")
    }


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


class TestPlaces:
    def test_a_folder_without_git(self, scaffold: Scaffold, repository: Repository) -> None:
        folder = repository(with_git=False)
        assert scaffold("adopt", folder).exit_code == 0
        assert not (folder / ".git").exists()

    def test_a_machine_without_git(
        self, scaffold: Scaffold, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = repository(with_git=False)
        monkeypatch.setenv("PATH", str(folder))
        assert scaffold("adopt", folder).exit_code == 0

    def test_a_folder_of_a_monorepo_and_nothing_beside_it(
        self, scaffold: Scaffold, repository: Repository
    ) -> None:
        top = repository({"README.md": b"all", **{f"one/{p}": c for p, c in OLD.items()}})
        write(top, {"two/dirty.txt": b"not committed"})
        assert scaffold("adopt", top / "one").exit_code == 0
        status = run(top, "git", "status", "--porcelain", "--", ".", ":!one")
        assert status == "?? two/\n"

    def test_a_work_tree_where_git_is_a_file(
        self, scaffold: Scaffold, repository: Repository, clean_machine: Path
    ) -> None:
        main = repository()
        git(main, "worktree", "add", "--quiet", str(clean_machine / "tree"))
        assert scaffold("adopt", clean_machine / "tree").exit_code == 0
        assert contents(main) == OLD
        assert run(main, "git", "status", "--porcelain") == ""

    def test_the_current_folder_by_any_name(
        self, scaffold: Scaffold, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = repository({"notebooks/a.ipynb": b"{}"})
        monkeypatch.chdir(folder / "notebooks")
        assert scaffold("adopt", "..").exit_code == 0
        assert answers_of(folder)["project_name"] == "old-repo"

    def test_a_link_to_a_folder(self, scaffold: Scaffold, repository: Repository) -> None:
        folder = repository()
        (folder.parent / "link").symlink_to(folder)
        assert scaffold("adopt", folder.parent / "link").exit_code == 0
        assert (folder / ".copier-answers.yml").is_file()


def make_interrupted(folder: Path) -> None:
    write_journal(folder, [], {})


def link_state(folder: Path) -> None:
    (folder / ".scaffold").symlink_to("..")


@pytest.mark.case
@pytest.mark.parametrize(
    ("prepare", "arguments", "exit_code", "sentence", "hint"),
    [
        (None, ["nowhere"], 5, "is not a folder", "scaffold new"),
        (None, ["repo/README.md"], 5, "is not a folder", "scaffold new"),
        (None, ["repo/.git"], 5, "is inside a `.git` folder", "in the work tree"),
        (None, ["repo/.git/hooks"], 5, "is inside a `.git` folder", "in the work tree"),
        ({"a.txt": b"new"}, ["repo"], 5, "uncommitted changes", "--allow-dirty"),
        (
            {".git/MERGE_HEAD": b""},
            ["repo", "--allow-dirty"],
            5,
            "A merge is in progress",
            "Finish",
        ),
        ({".copier-answers.yml": b"a: 1"}, ["repo"], 1, "lacks `_src_path`", "Restore it"),
        ({".copier-answers.yml/a": b""}, ["repo"], 5, "is not a regular file", "Rename it"),
        ({".scaffold": b"mine"}, ["repo"], 5, ".scaffold` is not a folder", "Rename it"),
        (link_state, ["repo"], 5, ".scaffold` is not a folder", "Rename it"),
        (make_interrupted, ["repo"], 5, "command was interrupted", "scaffold recover"),
        (None, ["repo", "-d", "stak=skeleton"], 2, "Unknown question `stak`", "`stack`"),
        (None, ["repo", "--stack", "tagify"], 2, "`tagify` is not a choice", "`tagifai`?"),
        (None, ["repo", "--features", "dockers"], 2, "Unknown feature `dockers`", "`docker`"),
        (None, ["repo", "-d", "project_name=json"], 2, "standard library", "json-project"),
        (None, ["repo", "-d", "package_name=class"], 2, "a Python keyword", "class_project"),
        (None, ["repo", "-d", "kept=README.md"], 2, "Use a list of paths", ""),
        (None, ["repo", "--release", "9.9"], 1, "Unknown release `9.9`", "Upgrade"),
        (None, ["repo", "--template", "other"], 1, "the question `kept`", "Add `kept`"),
    ],
)
def test_a_refusal_is_one_sentence_with_a_hint_and_changes_nothing(
    scaffold: Scaffold,
    repository: Repository,
    prepare: Files | Callable[[Path], None] | None,
    arguments: list[str],
    exit_code: int,
    sentence: str,
    hint: str,
) -> None:
    folder = repository({"README.md": b"mine\n"}, name="repo")
    write(folder.parent, {"other/copier.yml": b"a: {default: b}", "other/README.md": b"theirs"})
    if callable(prepare):
        prepare(folder)
    else:
        write(folder, prepare or {})
    before = contents(folder.parent)
    finished = scaffold("adopt", *arguments)
    assert finished.exit_code == exit_code, finished.errors
    assert sentence in finished.error_lines[0]
    assert hint in "".join(finished.error_lines[1:])
    assert "Traceback" not in finished.errors
    assert contents(folder.parent) == before


def test_an_empty_answers_file_is_like_none(scaffold: Scaffold, repository: Repository) -> None:
    folder = repository({".copier-answers.yml": b""})
    assert scaffold("adopt", folder).exit_code == 0
    assert answers_of(folder)["project_name"] == "old-repo"


# Paths of the render, and neighbours of them.
PATHS = st.sampled_from(
    [
        *("README.md", "Dockerfile", ".gitignore", "requirements.txt", "LICENSE/MIT"),
        *("data/.gitkeep", "data/raw.csv", "src", "src/a.py", "src/data/.gitkeep", "Src/a"),
        *("tests", "tests/.gitkeep"),
    ]
)
CONTENTS = st.sampled_from([b"", b"\n", b"a = 1\r\n", b"{}", b"\xff\x00", b"- a\n", b"torch"])
TREES = st.dictionaries(PATHS, CONTENTS, max_size=8).map(
    lambda files: {
        path: content
        for path, content in files.items()
        if not any(other.startswith(f"{path}/") for other in files)
    }
)


@pytest.mark.story
@given(files=TREES, linked=st.booleans())
@settings(max_examples=50, deadline=None)
def test_no_file_of_any_repository_changes_and_undo_takes_all_back(
    rendered: Render, files: dict[str, bytes], linked: bool
) -> None:
    theirs = read_tree(rendered("skeleton", "flat", ("docker",)))
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "repo"
        folder.mkdir()
        write(folder, files)
        if linked and not (folder / "data").exists():
            (folder / "data").symlink_to(parent)
        before = contents(folder)
        plan = plan_adoption(read_paths(folder, theirs), theirs)
        assert apply_changes(folder, "adopt", [Change(*change) for change in changes(plan)]) == []
        after = contents(folder)
        for path, content in before.items():
            assert after[path] == content or not content
        assert [path.name for path in Path(parent).iterdir()] == ["repo"]
        if not plan.is_empty:
            undo(folder)
        assert contents(folder) == before
