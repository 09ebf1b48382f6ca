"""Created files that Git would ignore are named with the rule, unless the template means it."""

import json
import shutil
from pathlib import Path

import pytest

from scaffold.errors import GitError
from scaffold.files.tree import Change, File, Tree
from scaffold.git.queries import match_ignored
from scaffold.project.ignored import Ignored, find_ignored
from tests.kit.machine import Scaffold
from tests.kit.repositories import git

FORCE = "narrow the rule, or add the file with `git add --force`"


@pytest.fixture
def repository(clean_machine: Path) -> Path:
    folder = clean_machine / "top"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


def creating(*paths: str, **rules: str) -> list[Change]:
    created = {path: File(b"x") for path in paths}
    changed = {
        name.replace("__", "/").replace("rules", ".gitignore"): File(text.encode())
        for name, text in rules.items()
    }
    return [Change(path, None, file) for path, file in {**created, **changed}.items()]


def found(project: Path, changes: list[Change], template: Tree | None = None) -> dict[str, str]:
    return {file.path: file.reason for file in find_ignored(project, changes, template or {})}


def test_the_rule_its_place_and_a_narrower_rule_are_named(repository: Path) -> None:
    (repository / ".gitignore").write_text("# big\ndata/\n")
    changes = creating("src/demo/data/load.py", "README.md")
    assert find_ignored(repository, changes, {}) == (
        Ignored("src/demo/data/load.py", ".gitignore", 2, "data/", "write `/data/`"),
    )
    assert found(repository, changes) == {
        "src/demo/data/load.py": "ignored by .gitignore:2 `data/`; write `/data/`"
    }


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        pytest.param("/*", "app.py", id="everything"),
        pytest.param("*", "src/app.py", id="every name"),
        pytest.param("data/", "data/load.py", id="at the top"),
        pytest.param("/data/", "data/load.py", id="a rule with a slash in front"),
        pytest.param("src/*.py", "src/app.py", id="a rule with a slash inside"),
        pytest.param("**/data", "src/data/load.py", id="a rule for any depth"),
    ],
)
def test_no_narrower_rule_is_proposed_that_would_not_help(
    repository: Path, rule: str, path: str
) -> None:
    (repository / ".gitignore").write_text(f"{rule}\n")
    assert found(repository, creating(path)) == {path: f"ignored by .gitignore:1 `{rule}`; {FORCE}"}


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        pytest.param("*.json\n", "config/args.json", ":1 `*.json`; write `/*.json`", id="suffix"),
        pytest.param("models\n", "src/models/a.py", ":1 `models`; write `/models`", id="no slash"),
        pytest.param("a.py\r\n", "x/a.py", ":1 `a.py`; write `/a.py`", id="a line end of Windows"),
        pytest.param("data/\n!data/\n", "x/data/a.py", "", id="taken in again"),
        pytest.param("*\n!*/\n!*.py\n", "x/a.py", "", id="only Python is kept"),
        pytest.param("data/\n!a.py\n", "x/data/a.py", ":1 `data/`; write `/data/`", id="too late"),
        pytest.param("\\!a\n", "x/!a", ":1 `\\!a`; write `/\\!a`", id="an escaped mark"),
        pytest.param("é/\n", "x/é/ü.py", ":1 `é/`; write `/é/`", id="letters"),
    ],
)
def test_rules_mean_what_git_takes_them_for(
    repository: Path, text: str, path: str, reason: str
) -> None:
    (repository / ".gitignore").write_bytes(text.encode())
    expected = {path: f"ignored by .gitignore{reason}"} if reason else {}
    assert found(repository, creating(path)) == expected


def test_rules_above_a_project_in_a_monorepo_count(repository: Path) -> None:
    (repository / ".gitignore").write_text("models/\n")
    (repository / "svc").mkdir()
    (repository / "svc" / ".gitignore").write_text("*.csv\n!/svc-only.csv\n")
    for project in (repository / "svc" / "part", repository / "svc" / "other" / "new"):
        up = "/".join([".."] * len(project.relative_to(repository).parts))
        above = "/".join([".."] * (len(project.relative_to(repository).parts) - 1))
        assert found(project, creating("src/models/a.py", "tests/data.csv")) == {
            "src/models/a.py": f"ignored by {up}/.gitignore:1 `models/`; write `/models/`",
            "tests/data.csv": f"ignored by {above}/.gitignore:1 `*.csv`; write `/*.csv`",
        }


def test_rules_below_in_the_project_count(repository: Path) -> None:
    (repository / "src").mkdir()
    (repository / "src" / ".gitignore").write_text("data\n")
    assert found(repository, creating("src/demo/data/a.py", "data/a.py")) == {
        "src/demo/data/a.py": "ignored by src/.gitignore:1 `data`; write `/data`"
    }


def test_rules_of_the_machine_and_of_the_clone_count(repository: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.write_text("*.ipynb\n")
    git(repository, "config", "--global", "core.excludesFile", str(rules))
    (repository / ".git" / "info" / "exclude").write_text("data\n")
    assert found(repository / "p", creating("src/data/a.py", "a.ipynb", "a.py")) == {
        "a.ipynb": f"ignored by {rules}:1 `*.ipynb`; {FORCE}",
        "src/data/a.py": f"ignored by ../.git/info/exclude:1 `data`; {FORCE}",
    }


def test_the_rules_that_the_plan_itself_writes_decide(repository: Path) -> None:
    (repository / ".gitignore").write_text("data/\n")
    old = File(b"data/\n")
    better = [*creating("src/data/a.py"), Change(".gitignore", old, File(b"/data/\n"))]
    assert found(repository, better) == {}
    without = [*creating("src/data/a.py"), Change(".gitignore", old, None)]
    assert found(repository, without) == {}
    worse = [*creating("src/data/a.py", "a.log"), Change(".gitignore", old, File(b"data/\n*.log"))]
    assert sorted(found(repository, worse)) == ["a.log", "src/data/a.py"]
    in_folder = creating("src/data/a.py", "src/b.py", src__rules="*.py\n!/b.py\n")
    git(repository, "rm", "-q", "--cached", "--ignore-unmatch", ".gitignore")
    (repository / ".gitignore").unlink()
    assert sorted(found(repository, in_folder)) == ["src/data/a.py"]


def test_what_the_template_itself_ignores_is_meant_to_be_ignored(repository: Path) -> None:
    template = {".gitignore": File(b".env\n/data/*\n!/data/.gitkeep\n"), ".env": File(b"")}
    (repository / ".gitignore").write_text(".env\ndata/*\n")
    changes = creating(".env", "data/.gitkeep", "data/sample.csv")
    assert found(repository, changes, template) == {
        "data/.gitkeep": f"ignored by .gitignore:2 `data/*`; {FORCE}"
    }


def test_rules_of_the_machine_do_not_speak_for_the_template(
    repository: Path, tmp_path: Path
) -> None:
    rules = tmp_path / "rules"
    rules.write_text("*.ipynb\n")
    git(repository, "config", "--global", "core.excludesFile", str(rules))
    template = {".gitignore": File(b".env\n")}
    assert sorted(found(repository, creating("a.ipynb", ".env"), template)) == ["a.ipynb"]


def test_a_link_in_the_place_of_rules_is_not_followed(repository: Path) -> None:
    (repository / "rules").write_text("data\n")
    (repository / ".gitignore").symlink_to("rules")
    assert found(repository, creating("data/a.py")) == {}
    linked = [*creating("data/a.py"), Change(".gitignore", None, File(b"data", "link"))]
    assert found(repository, linked) == {}


def test_endless_rules_are_left_out(repository: Path) -> None:
    (repository / ".gitignore").write_text("data\n" * 300_000)
    assert found(repository, creating("data/a.py")) == {}


def test_a_file_that_git_tracks_is_kept(repository: Path) -> None:
    (repository / "data").mkdir()
    (repository / "data" / "a.py").touch()
    git(repository, "add", "-A")
    (repository / ".gitignore").write_text("data/\n")
    assert sorted(found(repository, creating("data/a.py", "data/b.py"))) == ["data/b.py"]


def test_only_what_is_created_is_asked_about(repository: Path) -> None:
    (repository / ".gitignore").write_text("*\n")
    old, new = File(b"old"), File(b"new")
    assert found(repository, [Change("a", old, new), Change("b", old, None)]) == {}


def test_nothing_is_ignored_outside_of_a_repository(
    clean_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clean_machine / ".gitignore").write_text("data/\n")
    assert found(clean_machine / "new", creating("data/a.py")) == {}
    monkeypatch.setenv("PATH", str(clean_machine))
    assert found(clean_machine, creating("data/a.py")) == {}


def test_nothing_is_read_inside_of_the_folder_of_git(repository: Path) -> None:
    assert found(repository / ".git", creating("data/a.py")) == {}


def test_a_repository_that_git_does_not_trust_is_left_alone(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / ".gitignore").write_text("data/\n")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert found(repository, creating("data/a.py")) == {}


def test_a_work_tree_that_is_elsewhere_is_left_alone(repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "core.worktree", str(tmp_path / "home"))
    (repository / ".gitignore").write_text("data/\n")
    assert found(repository, creating("data/a.py")) == {}


def test_a_repository_that_git_cannot_read_is_an_error(clean_machine: Path) -> None:
    with pytest.raises(GitError, match="`git check-ignore` failed: fatal: not a git repository"):
        match_ignored(clean_machine / "nowhere", clean_machine, clean_machine, ["a.py"])


COPIER = "project_name: {type: str}\nextra: {type: bool, default: false}\n"
ANSWERS = "{{ _copier_answers | to_nice_yaml }}"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "template"
    (folder / "src" / "data").mkdir(parents=True)
    (folder / "copier.yml").write_text(COPIER)
    (folder / "{{ _copier_conf.answers_file }}.jinja").write_text(ANSWERS)
    (folder / ".gitignore").write_text(".env\n")
    (folder / ".env").write_text("TOKEN=\n")
    (folder / "src" / "data" / "load.py").write_text("x = 1\n")
    git(folder, "init", "-q")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "-qm", ".")
    git(folder, "tag", "v1.0.0")
    return folder


@pytest.mark.story
def test_new_in_a_monorepo_names_the_files_that_its_rules_ignore(
    scaffold: Scaffold, repository: Path, template: Path
) -> None:
    (repository / ".gitignore").write_text("data/\n")
    options = ("part", "--into", repository, "--template", template, "--defaults")
    for more in (("--dry-run",), ()):
        finished = scaffold("new", *options, *more)
        assert finished.exit_code == 4, finished.errors
        assert (
            "not committed src/data/load.py: ignored by ../.gitignore:1 `data/`; write `/data/`"
            in finished.output.splitlines()
        )
    shutil.rmtree(repository / "part")
    finished = scaffold("new", *options, "--json")
    assert finished.exit_code == 4
    assert json.loads(finished.output)["ignored"] == [
        {
            "path": "src/data/load.py",
            "source": "../.gitignore",
            "line": 1,
            "rule": "data/",
            "advice": "write `/data/`",
        }
    ]


def test_a_project_with_its_own_repository_keeps_all_its_files(
    scaffold: Scaffold, repository: Path, template: Path
) -> None:
    (repository / ".gitignore").write_text("data/\n")
    made = scaffold("new", "p", "--git", "--into", repository, "--template", template, "-l")
    assert made.exit_code == 0, made.errors
    assert "ignored" not in made.output


@pytest.mark.story
def test_update_and_diff_name_what_git_would_ignore(
    scaffold: Scaffold, clean_machine: Path, template: Path
) -> None:
    project = clean_machine / "demo"
    assert scaffold("new", "demo", "--template", template, "-l").exit_code == 0
    with (project / ".gitignore").open("a") as rules:
        rules.write("models/\n")
    git(project, "commit", "-qam", ".")
    for name in ("a.py", "b.py"):
        (template / "src" / "models").mkdir(exist_ok=True)
        (template / "src" / "models" / name).write_text("y = 1\n")
    git(template, "add", "--all")
    git(template, "commit", "-qm", ".")
    git(template, "tag", "v1.1.0")
    reason = "ignored by .gitignore:2 `models/`; write `/models/`"
    line = f"not committed src/models/a.py and 1 more: {reason}"
    planned = json.loads(scaffold("update", project, "-n", "--json").output)
    assert [(file["path"], file["rule"]) for file in planned["ignored"]] == [
        ("src/models/a.py", "models/"),
        ("src/models/b.py", "models/"),
    ]
    for command in (("diff",), ("update", "-n"), ("update", "-l")):
        finished = scaffold(*command, project)
        assert finished.exit_code == 4, finished.errors
        shown = finished.errors if command == ("diff",) else finished.output
        assert line in shown.splitlines()
    assert (project / "src" / "models" / "b.py").is_file()
