"""`scaffold doctor` as people, machines, workflows and hooks call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scaffold.doctor.plugin import ml_examination
from tests.cases.journals import write_journal
from tests.conftest import REPOSITORY
from tests.doctor.conftest import Make, read_everything
from tests.doctor.examples import HUB_TOKEN, LOUD, PYPROJECT
from tests.kit.machine import Finished, Scaffold, run_command

EXPLORE = "notebooks/explore.ipynb"
TOOLS = Path(sys.executable).parent


def codes(finished: Finished) -> list[str]:
    return [finding["code"] for finding in json.loads(finished.output)["findings"]]


def test_a_healthy_repository_ends_with_0(scaffold: Scaffold, repository: Make) -> None:
    finished = scaffold("doctor", repository({}))
    assert finished.exit_code == 0, finished.errors
    assert "All 26 checks passed (2 skipped)\n" in finished.output
    assert "skipped ML401: not a scaffold project" in finished.output


def test_a_finding_is_printed_with_its_place_why_and_how(
    scaffold: Scaffold, repository: Make
) -> None:
    folder = repository({EXPLORE: LOUD, "model.pkl": b""})
    finished = scaffold("doctor", folder)
    assert finished.exit_code == 3
    assert "failed  ML305: Notebooks have no saved outputs" in finished.output
    assert f"  {EXPLORE} contains the output of 1 cell\n  why: " in finished.output
    assert "\n  fix: Clear outputs before committing" in finished.output
    assert "Found 2 problems" in finished.output


def test_fixing_mends_what_it_can_and_names_the_rest(scaffold: Scaffold, repository: Make) -> None:
    folder = repository({EXPLORE: LOUD, "model.pkl": b""})
    finished = scaffold("doctor", folder, "--fix")
    assert finished.exit_code == 3
    assert f"fixed  {EXPLORE}" in finished.output
    assert "Found 1 problem (" in finished.output
    (folder / "model.pkl").unlink()
    again = json.loads(scaffold("doctor", folder, "--fix", "--json", "--allow-dirty").output)
    assert (again["clean"], again["fixed"]) == (True, [])
    assert scaffold("undo", folder).exit_code == 0
    assert (folder / EXPLORE).read_text("utf-8") == LOUD


def test_a_fix_leaves_nothing_to_fix(scaffold: Scaffold, project: Path) -> None:
    """The state folder, which the fix itself creates, is named by the root in the same step."""
    ignored = project / ".gitignore"
    lines = ignored.read_text("utf-8").splitlines()
    ignored.write_text("\n".join(line for line in lines if line not in {"/.scaffold/", "/data/**"}))
    finished = scaffold("doctor", project, "--fix", "--select", "ML303", "--allow-dirty")
    assert finished.exit_code == 0, finished
    assert (project / ".scaffold").is_dir()
    assert {"/.scaffold/", "/data/*"} <= {*ignored.read_text("utf-8").splitlines()}
    assert codes(scaffold("doctor", project, "--select", "ML303", "--json")) == []


def test_only_selected_checks_are_mended(scaffold: Scaffold, repository: Make) -> None:
    folder = repository({EXPLORE: LOUD, ".gitignore": ".env\n"})
    finished = scaffold("doctor", folder, "--fix", "--select", "ML303", "--json")
    assert (finished.exit_code, json.loads(finished.output)["fixed"]) == (0, [".gitignore"])
    assert (folder / EXPLORE).read_text("utf-8") == LOUD


def test_fixing_refuses_to_mix_with_other_work(scaffold: Scaffold, repository: Make) -> None:
    folder = repository({EXPLORE: LOUD})
    (folder / "new.txt").write_text("mine\n")
    before = read_everything(folder)
    finished = scaffold("doctor", folder, "--fix")
    assert finished.exit_code == 5
    assert finished.error_lines[0] == "error: The repository has uncommitted changes"
    assert read_everything(folder) == before
    assert scaffold("doctor", folder, "--fix", "--allow-dirty").exit_code == 0


def test_machines_get_everything(scaffold: Scaffold, repository: Make) -> None:
    finished = scaffold("doctor", repository({"model.pkl": b""}), "--json")
    said = json.loads(finished.output)
    (finding,) = said["findings"]
    assert (finding["code"], finding["path"], finding["line"]) == ("ML306", "model.pkl", None)
    assert finding["fixable"] is False
    assert set(said["passed"]) | {"ML306", "ML401", "ML402"} >= {"ML101", "ML305"}
    assert [skipped["code"] for skipped in said["skipped"]] == ["ML401", "ML402"]
    assert (said["clean"], said["fixed"]) == (False, [])


def test_checks_are_selected_and_left_out(scaffold: Scaffold, repository: Make) -> None:
    folder = repository({EXPLORE: LOUD, "model.pkl": b""})
    assert codes(scaffold("doctor", folder, "--json", "--select", "ML306, ML401")) == ["ML306"]
    assert codes(scaffold("doctor", folder, "--json", "--ignore", "ML306")) == ["ML305"]
    finished = scaffold("doctor", folder, "--ignore", "ML305,ML306")
    assert finished.exit_code == 0
    assert "24 checks passed" in finished.output


def test_settings_of_repo_review_leave_checks_out_with_a_reason(
    scaffold: Scaffold, repository: Make
) -> None:
    settings = '[tool.repo-review.ignore]\nML306 = "it is a test of pickles"\n'
    folder = repository({"model.pkl": b"", "pyproject.toml": f"{PYPROJECT}\n{settings}"})
    finished = scaffold("doctor", folder)
    assert finished.exit_code == 0
    assert "skipped ML306: it is a test of pickles" in finished.output


def test_checks_of_other_plugins_are_made_when_they_are_asked_for(
    scaffold: Scaffold, repository: Make
) -> None:
    folder = repository({"model.pkl": b""})
    assert codes(scaffold("doctor", folder, "--json")) == ["ML306"]
    found = codes(scaffold("doctor", folder, "--json", "--select", "PY,ML"))
    assert {"PY002", "ML306"} <= set(found)
    assert scaffold("doctor", folder, "--select", "PY002").output.startswith("failed  PY002: ")
    assert {"PY002", "ML306"} <= set(codes(scaffold("doctor", folder, "--json", "--select", "*")))


def test_a_check_that_nobody_knows_is_a_mistake(scaffold: Scaffold, repository: Make) -> None:
    finished = scaffold("doctor", repository({}), "--select", "ML101,NO1")
    assert finished.exit_code == 2
    assert finished.error_lines[0] == "error: Unknown check `NO1`"
    assert finished.error_lines[1].startswith("hint: Available: ML101, ML102, ")


def test_codes_may_be_typed_in_small_letters(scaffold: Scaffold, repository: Make) -> None:
    folder = repository({"model.pkl": b""})
    assert codes(scaffold("doctor", folder, "--json", "--select", "ml306")) == ["ML306"]
    assert codes(scaffold("doctor", folder, "--json", "--ignore", "ml306")) == []


def test_a_plugin_of_others_that_fails_is_named(scaffold: Scaffold, repository: Make) -> None:
    folder = repository({"pyproject.toml": "[project\n"})
    assert codes(scaffold("doctor", folder, "--json")) == ["ML201"]
    finished = scaffold("doctor", folder, "--select", "PY")
    assert finished.exit_code == 1
    assert finished.error_lines[0].startswith("error: A repo-review plugin failed: ")


@pytest.mark.parametrize("form", [[], ["--json"], ["--github"]], ids=["text", "json", "github"])
def test_a_secret_is_never_shown(scaffold: Scaffold, repository: Make, form: list[str]) -> None:
    finished = scaffold("doctor", repository({"keys.txt": HUB_TOKEN}), *form)
    assert "Hugging Face" in finished.output
    assert HUB_TOKEN not in finished.output + finished.errors


class TestRefusals:
    def test_what_is_no_folder_is_refused(self, scaffold: Scaffold, clean_machine: Path) -> None:
        (clean_machine / "file").write_text("")
        for name in ("file", "nothing"):
            assert scaffold("doctor", clean_machine / name).exit_code == 5
            assert scaffold("doctor", clean_machine / name, "--fix").exit_code == 5

    def test_a_project_that_is_half_changed_is_refused(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        folder = repository({})
        write_journal(folder, [], {})
        finished = scaffold("doctor", folder)
        assert finished.exit_code == 5
        assert "scaffold recover" in finished.errors

    def test_one_way_of_printing_is_chosen(self, scaffold: Scaffold, repository: Make) -> None:
        assert scaffold("doctor", repository({}), "--json", "--github").exit_code == 2


class TestAnnotations:
    def test_each_finding_stands_beside_its_line(
        self, scaffold: Scaffold, repository: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = repository({"keys.txt": f"\n\n{HUB_TOKEN}\n", "model.pkl": b""})
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_WORKSPACE", str(folder.parent))
        output = scaffold("doctor", folder).output
        token, model = [line for line in output.splitlines() if line.startswith("::")]
        assert token.startswith("::warning file=churn/keys.txt,line=3,title=ML301%3A No secrets")
        assert model.startswith("::warning file=churn/model.pkl,title=ML306%3A ")
        assert "::warning" not in scaffold("doctor", folder, "--no-github").output

    def test_what_concerns_all_files_stands_beside_the_folder(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        folder = repository({"tests/test_split.py": None})
        assert "::warning file=.,title=ML203" in scaffold("doctor", folder, "--github").output


class TestPlugin:
    @pytest.mark.story
    def test_repo_review_shows_the_same_checks(self, scaffold: Scaffold, repository: Make) -> None:
        folder = repository({EXPLORE: LOUD, "model.pkl": b""})
        command = [str(TOOLS / "repo-review"), "--format", "json", "--select", "ML", str(folder)]
        reviewed = json.loads(run_command(command).output)
        checks = reviewed["checks"]
        assert {code for code, check in checks.items() if check["result"] is False} == {
            "ML305",
            "ML306",
        }
        assert {code for code, check in checks.items() if check["result"] is None} == {
            "ML401",
            "ML402",
        }
        assert checks["ML305"]["description"] == "Notebooks have no saved outputs"
        assert f"- `{EXPLORE}` contains the output of 1 cell\n" in checks["ML305"]["err_msg"]
        said = json.loads(scaffold("doctor", folder, "--json").output)
        assert {code for code, check in checks.items() if check["result"]} == set(said["passed"])

    def test_a_repository_that_git_cannot_list_does_not_stop_repo_review(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        folder = repository({})
        (folder / ".git" / "index").write_bytes(b"no index")
        assert ml_examination(folder) == {}
        finished = scaffold("doctor", folder)
        assert finished.exit_code == 1
        assert finished.error_lines[0].startswith("error: `git ls-files` failed: ")
        others = json.loads(scaffold("doctor", folder, "--select", "*", "--json").output)
        reason = "Git cannot list the files"
        assert {"code": "ML101", "reason": reason} in others["skipped"]

    def test_repo_review_lists_them_without_a_repository(self) -> None:
        listed = run_command([str(TOOLS / "repo-review"), "--list-all"])
        assert listed.exit_code == 0
        assert "ML101" in listed.output

    @pytest.mark.story
    def test_nothing_but_the_doctor_needs_repo_review(self) -> None:
        program = (
            "import pkgutil, sys, scaffold\n"
            "names = [m.name for m in pkgutil.walk_packages(scaffold.__path__, 'scaffold.')]\n"
            "names = [n for n in names if not n.startswith('scaffold.doctor')]\n"
            "names.remove('scaffold.verbs.doctor')\n"
            "names.remove('scaffold.__main__')\n"
            "assert 'scaffold.commands.doctor' in names\n"
            "for name in names: __import__(name)\n"
            "assert 'repo_review' not in sys.modules\n"
        )
        done = run_command([sys.executable, "-c", program])
        assert (done.exit_code, done.errors) == (0, "")


class TestHooks:
    HOOKS = REPOSITORY / ".pre-commit-hooks.yaml"

    def test_pre_commit_takes_the_manifest(self) -> None:
        command = [str(TOOLS / "pre-commit"), "validate-manifest", str(self.HOOKS)]
        assert run_command(command).exit_code == 0

    @pytest.mark.story
    def test_each_hook_stops_the_commit_of_a_project_with_findings(
        self, repository: Make, project: Path
    ) -> None:
        hooks = {hook["id"]: hook for hook in yaml.safe_load(self.HOOKS.read_text("utf-8"))}
        assert set(hooks) == {"scaffold-check", "scaffold-doctor"}
        sick = repository({"model.pkl": b""})
        for hook, folder, expected in (
            ("scaffold-doctor", sick, 3),
            ("scaffold-doctor", project, 0),
            ("scaffold-check", project, 0),
            ("scaffold-check", sick, 5),
        ):
            entry = hooks[hook]["entry"].split()
            done = subprocess.run([TOOLS / entry[0], *entry[1:]], cwd=folder, check=False)
            assert done.returncode == expected
