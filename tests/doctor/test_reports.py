"""SARIF, baselines, severities and comments that ignore findings."""

import json
from pathlib import Path
from typing import Any

import pytest

from scaffold.apply.journal import undo
from scaffold.doctor.diagnosis import diagnose
from scaffold.doctor.findings import Severity
from scaffold.doctor.known_findings import BASELINE_FILE
from tests.doctor.conftest import Make, read_everything
from tests.doctor.examples import LOUD, TRAIN, code_cell, notebook
from tests.kit.machine import Finished, Scaffold

LOAD = "import pickle\n\nmodel = pickle.load(open('model', 'rb'))\n"
LEVELS = {"error", "warning", "note", "none"}


def codes(finished: Finished) -> list[str]:
    return [finding["code"] for finding in json.loads(finished.output)["findings"]]


def validation_errors(log: Any) -> list[Any]:
    """Return where a log breaks the schema of SARIF 2.1.0."""
    # Imported late: it compiles grammars for seconds, in each process that collects tests.
    from sarif_kit import validate

    return list(validate.validation_errors(log))


def assert_shape_of_sarif(log: Any) -> None:
    """Hold a log to the schema of SARIF 2.1.0, and to what GitHub code scanning requires."""
    assert validation_errors(log) == []
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
    for result in run["results"]:
        assert set(result) <= {
            *("ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"),
        }
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in LEVELS
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert not place["artifactLocation"]["uri"].startswith("/")
        assert " " not in place["artifactLocation"]["uri"]
        assert place.get("region", {"startLine": 1})["startLine"] >= 1
        assert all(isinstance(each, str) for each in result["partialFingerprints"].values())


class TestSarif:
    def test_findings_have_rules_levels_and_places(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        files = {TRAIN: LOAD, "my model.pkl": b"", "tests/test_split.py": None}
        finished = scaffold("doctor", repository(files), "--format", "sarif")
        assert finished.exit_code == 3
        log = json.loads(finished.output)
        assert_shape_of_sarif(log)
        places = {
            result["ruleId"]: result["locations"][0]["physicalLocation"]
            for result in log["runs"][0]["results"]
        }
        assert places["ML105"]["artifactLocation"]["uri"] == TRAIN
        assert places["ML105"]["region"] == {"startLine": 3}
        assert places["ML306"]["artifactLocation"]["uri"] == "my%20model.pkl"
        assert places["ML203"]["artifactLocation"]["uri"] == "pyproject.toml"

    def test_checks_of_other_plugins_have_rules_too(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        folder = repository({"README.md": None})
        log = json.loads(scaffold("doctor", folder, "--select", "PY", "--format", "sarif").output)
        assert_shape_of_sarif(log)
        rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
        assert rules["PY002"]["shortDescription"]["text"]

    def test_a_healthy_repository_has_a_log_without_results(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        finished = scaffold("doctor", repository({}), "--format", "sarif")
        assert finished.exit_code == 0
        log = json.loads(finished.output)
        assert_shape_of_sarif(log)
        assert log["runs"][0]["results"] == []

    def test_the_schema_refuses_a_log_with_a_mistake(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        finished = scaffold("doctor", repository({TRAIN: LOAD}), "--format", "sarif")
        for key, value in (("level", "bad"), ("ruleIndex", -2), ("message", {}), ("found", 1)):
            log = json.loads(finished.output)
            log["runs"][0]["results"][0][key] = value
            assert validation_errors(log), key

    def test_paths_are_relative_to_what_a_workflow_checked_out(
        self, scaffold: Scaffold, repository: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = repository({"model.pkl": b""})
        monkeypatch.setenv("GITHUB_WORKSPACE", str(folder.parent))
        log = json.loads(scaffold("doctor", folder, "--format", "sarif").output)
        (result,) = log["runs"][0]["results"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "churn/model.pkl"

    def test_a_fingerprint_stays_where_lines_move(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        folder = repository({TRAIN: LOAD})
        before = json.loads(scaffold("doctor", folder, "--format", "sarif").output)
        (folder / TRAIN).write_text(f"\n\n{LOAD}")
        after = json.loads(scaffold("doctor", folder, "--format", "sarif").output)
        prints = [log["runs"][0]["results"][0]["partialFingerprints"] for log in (before, after)]
        assert prints[0] == prints[1]

    @pytest.mark.parametrize(
        "options",
        [
            ("--json", "--format", "sarif"),
            ("--format", "sarif", "--github"),
            ("--format", "json", "--github"),
            ("--format", "xml"),
            ("--write-baseline", "--fix"),
            ("--write-baseline", "--baseline", "other.json"),
        ],
        ids=" ".join,
    )
    def test_options_that_exclude_each_other_are_refused(
        self, scaffold: Scaffold, repository: Make, options: tuple[str, ...]
    ) -> None:
        assert scaffold("doctor", repository({}), *options).exit_code == 2

    def test_the_format_json_is_the_option_json(self, scaffold: Scaffold, repository: Make) -> None:
        folder = repository({"model.pkl": b""})
        outputs = [scaffold("doctor", folder, *each).output for each in (["--json"], FORMAT_JSON)]
        assert outputs[0] == outputs[1]


FORMAT_JSON = ["--format", "json"]


class TestBaseline:
    def test_known_findings_are_left_out_and_new_ones_are_not(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        folder = repository({TRAIN: LOAD, "model.pkl": b""})
        written = scaffold("doctor", folder, "--write-baseline")
        assert written.exit_code == 0, written.errors
        assert "skipped 2 findings of the baseline" in written.output
        assert scaffold("doctor", folder).exit_code == 0
        (folder / TRAIN).write_text(f"\n{LOAD}")
        assert codes(scaffold("doctor", folder, "--json")) == []
        (folder / TRAIN).write_text(f"{LOAD}\nother = pickle.load(open('other', 'rb'))\n")
        assert codes(scaffold("doctor", folder, "--json")) == ["ML105"]

    def test_fixed_findings_are_named_until_the_baseline_is_written_again(
        self, scaffold: Scaffold, repository: Make
    ) -> None:
        folder = repository({"model.pkl": b"", "other.pkl": b""})
        scaffold("doctor", folder, "--write-baseline")
        (folder / "model.pkl").unlink()
        assert "1 finding of the baseline fixed" in scaffold("doctor", folder).output
        assert "of the baseline fixed" not in scaffold("doctor", folder, "--ignore", "ML306").output
        scaffold("doctor", folder, "--write-baseline")
        assert "of the baseline fixed" not in scaffold("doctor", folder).output

    def test_undo_removes_the_baseline(self, scaffold: Scaffold, repository: Make) -> None:
        folder = repository({"model.pkl": b""})
        scaffold("doctor", folder, "--write-baseline")
        assert (folder / BASELINE_FILE).is_file()
        undo(folder)
        assert not (folder / BASELINE_FILE).exists()

    def test_twice_is_once(self, scaffold: Scaffold, repository: Make) -> None:
        folder = repository({"model.pkl": b""})
        scaffold("doctor", folder, "--write-baseline")
        content = (folder / BASELINE_FILE).read_bytes()
        scaffold("doctor", folder, "--write-baseline")
        assert (folder / BASELINE_FILE).read_bytes() == content

    def test_another_file_is_read_if_it_is_named(
        self, scaffold: Scaffold, repository: Make, tmp_path: Path
    ) -> None:
        folder = repository({"model.pkl": b""})
        scaffold("doctor", folder, "--write-baseline")
        other = tmp_path / "known.json"
        other.write_bytes((folder / BASELINE_FILE).read_bytes())
        (folder / BASELINE_FILE).unlink()
        assert scaffold("doctor", folder).exit_code == 3
        before = read_everything(folder)
        assert scaffold("doctor", folder, "--baseline", other).exit_code == 0
        assert read_everything(folder) == before

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", '{"version": 2}', '{"version": 1, "findings": [1]}', "[" * 100_000],
    )
    def test_a_file_that_is_not_a_baseline_is_refused(
        self, scaffold: Scaffold, repository: Make, tmp_path: Path, text: str
    ) -> None:
        (tmp_path / "known.json").write_text(text)
        finished = scaffold("doctor", repository({}), "--baseline", tmp_path / "known.json")
        assert finished.exit_code == 2
        assert finished.error_lines[0].startswith("error: Invalid baseline `")

    def test_a_baseline_that_is_missing_is_refused(
        self, scaffold: Scaffold, repository: Make, tmp_path: Path
    ) -> None:
        finished = scaffold("doctor", repository({}), "--baseline", tmp_path / "none.json")
        assert finished.exit_code == 2


class TestSeverity:
    def test_notes_do_not_fail(self, scaffold: Scaffold, repository: Make) -> None:
        folder = repository({"examples/load.py": LOAD})
        finished = scaffold("doctor", folder)
        assert finished.exit_code == 0
        assert "note  ML105: Loaded files cannot run code" in finished.output
        assert "Found 0 problems (1 note, " in finished.output
        assert "::notice file=" in scaffold("doctor", folder, "--github").output

    @pytest.mark.parametrize(
        ("files", "severity"),
        [
            ({TRAIN: LOAD}, Severity.WARNING),
            ({TRAIN: f"{LOAD}pickle.dump(model, open('model', 'wb'))\n"}, Severity.NOTE),
            ({TRAIN: LOAD, "dvc.lock": "stages: {}\n"}, Severity.NOTE),
            ({"tutorials/load.py": LOAD}, Severity.NOTE),
        ],
        ids=["project", "own file", "DVC", "tutorial"],
    )
    def test_the_context_decides(
        self, repository: Make, files: dict[str, str], severity: Severity
    ) -> None:
        (finding,) = diagnose(repository(files), ["ML105"]).findings
        assert finding.severity == severity

    @pytest.mark.parametrize("folder", ["tests", "docs", "tests/fixtures", "vendor"])
    def test_tests_and_documentation_are_not_looked_at(self, repository: Make, folder: str) -> None:
        assert diagnose(repository({f"{folder}/load.py": LOAD}), ["ML105"]).findings == []


class TestIgnoring:
    @pytest.mark.parametrize(
        ("comment", "expected"),
        [
            ("# doctor: ignore[ML105]", []),
            ("# doctor: ignore[ML104, ML105]", []),
            ("# noqa: S301  # doctor: ignore", []),
            ("# doctor: ignore[ML104]", ["ML105"]),
            ("# the doctor", ["ML105"]),
        ],
    )
    def test_a_comment_leaves_out_findings_of_its_line(
        self, scaffold: Scaffold, repository: Make, comment: str, expected: list[str]
    ) -> None:
        text = LOAD.rstrip("\n")
        found = codes(scaffold("doctor", repository({TRAIN: f"{text}  {comment}\n"}), "--json"))
        assert found == expected

    def test_a_comment_works_in_a_cell_of_a_notebook(self, repository: Make) -> None:
        lines = LOAD.splitlines()
        source = "\n".join([*lines[:-1], f"{lines[-1]}  # doctor: ignore[ML105]"])
        assert diagnose(repository({"a.ipynb": notebook(code_cell(source))})).findings == []
        assert len(diagnose(repository({"b.ipynb": notebook(code_cell(LOAD))})).findings) == 1

    def test_outputs_have_no_line_to_ignore(self, repository: Make) -> None:
        assert len(diagnose(repository({"notebooks/explore.ipynb": LOUD})).findings) == 1
