"""Plain Copier finds every release offline, the same on every machine, once scaffold has run."""

import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.git.git_objects import read_references
from scaffold.template.archives import read_archives
from scaffold.template.archives.release_files import PARTS
from scaffold.template.git_bundle import refresh_repository
from tests.conftest import REPOSITORY
from tests.kit.machine import Finished, run_command
from tests.releases.conftest import Checkout, Installed

pytestmark = [pytest.mark.story, pytest.mark.xdist_group("releases")]

ADDRESS = Path(".local", "share", "mlops-scaffold", "template")
Homes = tuple[Path, Path]


def git(folder: Path, *arguments: str) -> str:
    finished = run_command(["git", *arguments], folder=folder)
    assert finished.exit_code == 0, finished.errors
    return finished.output


def copier(project: Path, home: Path, *arguments: str) -> Finished:
    command = [sys.executable, "-m", "copier", "update", "--defaults", *arguments]
    finished = run_command(command, folder=project, settings={"HOME": str(home)})
    assert finished.exit_code == 0, finished.errors
    return finished


def commit(project: Path) -> None:
    git(project, "add", "--all")
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@localhost")
    git(project, *identity, "commit", "--quiet", "--message=.")


def tags(home: Path) -> dict[str, str]:
    references = read_references(home / ADDRESS).items()
    return {name: commit for name, commit in references if name.startswith("refs/tags/")}


def test_a_project_of_an_earlier_release_is_updated_by_plain_copier_elsewhere(
    older: Checkout, newer: Checkout, homes: Homes, tmp_path: Path
) -> None:
    made_by, updated_by = homes
    project = tmp_path / "demo"
    options = ["--defaults", "--into", str(tmp_path), "--features", "none", "--git"]
    older.scaffold("new", "demo", *options, HOME=str(made_by))
    readme = project / "README.md"
    readme.write_text(f"{readme.read_text()}\nMine.\n")
    commit(project)
    newer.scaffold("new", "other", *options, HOME=str(updated_by))
    copier(project, updated_by)
    changed = git(project, "status", "--porcelain").splitlines()
    assert changed == [" M .copier-answers.yml", " M .gitignore", "?? new-in-0.2.0"]
    answers = (project / ".copier-answers.yml").read_text()
    assert "_commit: v0.2.0\n" in answers
    assert "_src_path: ~/.local/share/mlops-scaffold/template\n" in answers
    assert (project / ".gitignore").read_text().endswith("# New in 0.2.0\n")
    assert (project / "new-in-0.2.0").stat().st_mode & 0o100
    assert readme.read_text().endswith("\nMine.\n")
    commit(project)
    copier(project, updated_by)
    assert git(project, "status", "--porcelain") == ""


def test_a_project_made_by_scaffold_and_one_made_by_plain_copier_are_the_same(
    newer: Checkout, homes: Homes, tmp_path: Path
) -> None:
    home = homes[0]
    options = ["--defaults", "--no-git", "--stack", "skeleton", "--features", "none"]
    newer.scaffold("new", "demo", *options, "--into", str(tmp_path), HOME=str(home))
    ours, theirs = tmp_path / "demo", tmp_path / "copied"
    answers = ["--answers-file", ".copier-answers.yml", "--data-file"]
    command = [sys.executable, "-m", "copier", "copy", "--defaults", *answers]
    source = ["~/.local/share/mlops-scaffold/template", str(theirs)]
    finished = run_command(
        [*command, str(ours / ".copier-answers.yml"), *source], settings={"HOME": str(home)}
    )
    assert finished.exit_code == 0, finished.errors
    assert subprocess.run(["diff", "-r", ours, theirs], check=False).returncode == 0


def test_commits_and_tags_are_the_same_in_every_home(
    older: Checkout, newer: Checkout, homes: Homes
) -> None:
    newer.refresh(HOME=str(homes[0]))
    older.refresh(HOME=str(homes[1]))
    released = {f"refs/tags/v{name}": each["commit"] for name, each in newer.digests().items()}
    assert tags(homes[1]) == {"refs/tags/v0.1.0": released["refs/tags/v0.1.0"]}
    newer.refresh(HOME=str(homes[1]))
    assert tags(homes[0]) == tags(homes[1]) == released
    assert (homes[0] / ADDRESS).read_bytes() == (homes[1] / ADDRESS).read_bytes()


def test_git_takes_it_for_a_repository_with_the_committed_template(
    newer: Checkout, homes: Homes, tmp_path: Path
) -> None:
    newer.refresh(HOME=str(homes[0]))
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(homes[0] / ADDRESS), str(clone))
    git(clone, "fsck", "--strict", "--full")
    assert git(clone, "log", "--format=%s %D").splitlines()[1] == "Release 0.1.0 tag: v0.1.0"
    assert git(clone, "describe", "--tags") == "v0.2.0\n"
    for part in PARTS:
        committed = git(newer.path, "rev-parse", f"HEAD:{part}")
        assert git(clone, "rev-parse", f"v0.2.0:{part}") == committed


def test_a_persons_settings_of_line_endings_change_no_byte(
    newer: Checkout, homes: Homes, tmp_path: Path
) -> None:
    newer.refresh(HOME=str(homes[0]))
    clone = tmp_path / "clone"
    git(
        tmp_path,
        *("-c", "core.autocrlf=true", "-c", "core.eol=crlf"),
        *("clone", "--quiet", str(homes[0] / ADDRESS), str(clone)),
    )
    ignored = Path("template", ".gitignore")
    assert (clone / ignored).read_bytes() == (newer.path / ignored).read_bytes()


def test_what_is_up_to_date_is_not_written_again(newer: Checkout, homes: Homes) -> None:
    newer.refresh(HOME=str(homes[0]))
    before = (homes[0] / ADDRESS).stat()
    newer.refresh(HOME=str(homes[0]))
    after = (homes[0] / ADDRESS).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_older_scaffold_takes_nothing_away(
    older: Checkout, newer: Checkout, homes: Homes
) -> None:
    newer.refresh(HOME=str(homes[0]))
    before = (homes[0] / ADDRESS).read_bytes()
    assert older.refresh(HOME=str(homes[0])) == ""
    assert (homes[0] / ADDRESS).read_bytes() == before


@pytest.mark.parametrize("size", [0, 10, 300, -1])
def test_a_damaged_one_is_written_again(newer: Checkout, homes: Homes, size: int) -> None:
    newer.refresh(HOME=str(homes[0]))
    whole = (homes[0] / ADDRESS).read_bytes()
    (homes[0] / ADDRESS).write_bytes(whole[:size])
    newer.refresh(HOME=str(homes[0]))
    assert (homes[0] / ADDRESS).read_bytes() == whole


def test_an_unreleased_template_is_there_as_it_is_now_until_a_release_comes(
    unreleased: Checkout, older: Checkout, homes: Homes, tmp_path: Path
) -> None:
    home = homes[0]
    checkout = unreleased.copy(tmp_path / "checkout")
    checkout.refresh(HOME=str(home))
    first = tags(home)
    (checkout.path / "template" / "changed").touch()
    checkout.refresh(HOME=str(home))
    second = tags(home)
    assert first.keys() == second.keys() == {"refs/tags/v0.1.0.dev0"}
    assert first != second
    older.refresh(HOME=str(home))
    assert tags(home).keys() == {"refs/tags/v0.1.0"}


def test_plain_copier_works_on_a_project_of_an_unreleased_template(
    unreleased: Checkout, homes: Homes, tmp_path: Path
) -> None:
    home = homes[0]
    checkout = unreleased.copy(tmp_path / "checkout")
    options = ["--defaults", "--into", str(tmp_path), "--stack", "skeleton", "--git"]
    checkout.scaffold("new", "demo", *options, HOME=str(home))
    copier(tmp_path / "demo", home)
    assert git(tmp_path / "demo", "status", "--porcelain") == ""


def test_a_release_after_an_unreleased_template_is_an_update(
    unreleased: Checkout, older: Checkout, newer: Checkout, homes: Homes
) -> None:
    for checkout in (unreleased, older, newer):
        checkout.refresh(HOME=str(homes[0]))
    assert list(tags(homes[0])) == ["refs/tags/v0.1.0", "refs/tags/v0.2.0"]


def test_something_else_at_its_place_is_left_alone_and_said_once(
    scaffold_at_home: Path, clean_machine: Path
) -> None:
    scaffold_at_home.mkdir(parents=True)
    (scaffold_at_home / "mine").touch()
    command = [sys.executable, "-m", "scaffold", "new", "demo", "--defaults"]
    finished = run_command([*command, "--stack", "skeleton"])
    assert finished.exit_code == 0, finished.errors
    assert finished.errors.count("the path is a folder") == 1
    assert (clean_machine / "demo" / "README.md").is_file()
    assert [path.name for path in scaffold_at_home.iterdir()] == ["mine"]


@pytest.fixture
def scaffold_at_home() -> Path:
    """The place of the repository in the home of this test."""
    return Path.home() / ADDRESS


def test_without_a_home_to_write_in_a_project_is_made_all_the_same(clean_machine: Path) -> None:
    command = [sys.executable, "-m", "scaffold", "new", "demo", "--defaults"]
    finished = run_command([*command, "--stack", "skeleton"], settings={"HOME": "/dev/null"})
    assert finished.exit_code == 0, finished.errors
    assert finished.errors.count("the file is not writable") == 1
    assert (clean_machine / "demo" / "README.md").is_file()


def test_a_released_template_has_one_tag_and_is_the_newest(
    installed: Installed, scaffold_at_home: Path, clean_machine: Path
) -> None:
    *_, newest = read_archives()
    scaffold = installed(newest.version, *PARTS)
    finished = scaffold("new", "demo", "-l", "--no-git", "--stack", "skeleton")
    assert finished.exit_code == 0, finished.errors
    answers = (clean_machine / "demo" / ".copier-answers.yml").read_text()
    assert f"_commit: {newest.tag}\n" in answers
    tags = {f"refs/tags/{archive.tag}": archive.commit for archive in read_archives()}
    branches = dict.fromkeys(("HEAD", "refs/heads/main"), newest.commit)
    assert read_references(scaffold_at_home) == {**branches, **tags}


def test_a_template_after_the_last_release_has_a_tag_and_the_branch_is_at_the_release(
    installed: Installed, scaffold_at_home: Path, clean_machine: Path, tmp_path: Path
) -> None:
    scaffold = installed("99.0.0.dev0", *PARTS, "changelog.d")
    finished = scaffold("new", "demo", "-l", "--no-git", "--stack", "skeleton")
    assert finished.exit_code == 0, finished.errors
    answers = (clean_machine / "demo" / ".copier-answers.yml").read_text()
    assert "_commit: v99.0.0.dev0\n" in answers
    *_, newest = read_archives()
    found = read_references(scaffold_at_home)
    assert found["HEAD"] == found["refs/heads/main"] == newest.commit
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(scaffold_at_home), str(clone))
    history = git(clone, "log", "--format=%H %s", "v99.0.0.dev0").splitlines()
    assert history[:2] == [
        f"{found['refs/tags/v99.0.0.dev0']} Release 99.0.0.dev0",
        f"{newest.commit} Release {newest.version}",
    ]


def test_without_git_it_is_written_all_the_same(
    scaffold_at_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refresh_repository() == ""
    tags = {f"refs/tags/{archive.tag}" for archive in read_archives()}
    assert read_references(scaffold_at_home).keys() >= {"HEAD", "refs/heads/main"} | tags


@pytest.mark.parametrize("arguments", [["--dry-run"], ["--template", str(REPOSITORY)]])
def test_what_records_no_release_writes_no_repository(
    scaffold_at_home: Path, arguments: list[str]
) -> None:
    command = [sys.executable, "-m", "scaffold", "new", "demo", "--defaults", "--no-git"]
    finished = run_command([*command, "--stack", "skeleton", *arguments])
    assert finished.exit_code == 0, finished.errors
    assert not scaffold_at_home.exists()
