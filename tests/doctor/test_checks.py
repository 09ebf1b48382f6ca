"""Each check finds what it is for, finds nothing else, and is mended where a machine can."""

import os
from pathlib import Path

import pytest

from scaffold.apply.journal import undo
from scaffold.doctor.checks import CHECKS
from scaffold.doctor.diagnosis import Diagnosis, diagnose
from scaffold.doctor.findings import Family, Need, Skipped
from scaffold.verbs.doctor import apply_fixes
from tests.doctor.conftest import Make, read_everything, read_files
from tests.doctor.examples import FAILING, HUB_TOKEN, PASSING, Example
from tests.kit.machine import UNREADABLE

FIXABLE = [example for example in FAILING if example.mended]
CORPUS = Path(__file__).parent / "corpus"
UNFIXABLE = [example for example in FAILING if not example.mended]


def found(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    return [(check.code, each.place) for check in diagnosis.examined for each in check.found]


def passed(diagnosis: Diagnosis) -> set[str]:
    return {check.code for check in diagnosis.examined if check.outcome == ()}


def test_the_healthy_repository_passes_every_check_that_needs_no_template(
    repository: Make,
) -> None:
    diagnosis = diagnose(repository({}))
    assert found(diagnosis) == []
    assert passed(diagnosis) == {check.code for check in CHECKS if check.need != Need.ANSWERS}
    assert {
        check.outcome.reason for check in diagnosis.examined if isinstance(check.outcome, Skipped)
    } == {Need.ANSWERS}


@pytest.mark.parametrize("example", FAILING, ids=str)
def test_a_fault_is_found_where_it_is_and_nothing_else(repository: Make, example: Example) -> None:
    diagnosis = diagnose(repository(example.files))
    assert found(diagnosis) == [(example.code, place) for place in example.found]


@pytest.mark.parametrize("example", PASSING, ids=str)
def test_what_looks_like_a_fault_and_is_none_is_not_found(
    repository: Make, example: Example
) -> None:
    assert found(diagnose(repository(example.files))) == []


def test_every_check_has_an_example_that_fails_and_one_that_passes() -> None:
    without_answers = {check.code for check in CHECKS if check.need != Need.ANSWERS}
    in_corpus = {path.name.partition("_")[0] for path in CORPUS.glob("ML*")}
    assert {example.code for example in FAILING} | in_corpus == without_answers
    assert {example.code for example in PASSING} | in_corpus == without_answers


@pytest.mark.parametrize("example", FAILING, ids=str)
def test_looking_writes_nothing(repository: Make, example: Example) -> None:
    folder = repository(example.files)
    before = read_everything(folder)
    diagnose(folder)
    assert read_everything(folder) == before


@pytest.mark.parametrize("example", FIXABLE, ids=str)
def test_mending_changes_what_was_found_and_undo_takes_it_back(
    repository: Make, example: Example
) -> None:
    folder = repository(example.files)
    before = read_files(folder)
    mended = {path: str(text).encode() for path, text in example.mended.items()}
    assert apply_fixes(diagnose(folder)) == list(mended)
    assert read_files(folder) == {**before, **mended}
    assert found(diagnose(folder)) == []
    undo(folder)
    assert read_files(folder) == before


@pytest.mark.parametrize("example", UNFIXABLE, ids=str)
def test_what_a_person_has_to_decide_is_left_alone(repository: Make, example: Example) -> None:
    folder = repository(example.files)
    before = read_everything(folder)
    assert apply_fixes(diagnose(folder)) == []
    assert read_everything(folder) == before


def test_runs_that_training_left_are_to_be_ignored(repository: Make) -> None:
    folder = repository({})
    (folder / "mlruns" / "0").mkdir(parents=True)
    (finding,) = diagnose(folder).findings
    assert finding.message == "missing patterns: `/mlruns/`"
    assert apply_fixes(diagnose(folder)) == [".gitignore"]
    assert diagnose(folder).findings == []


def test_a_linked_ignore_file_is_not_written(repository: Make, tmp_path: Path) -> None:
    folder = repository({".gitignore": None})
    (tmp_path / "shared").write_text("")
    (folder / ".gitignore").symlink_to(tmp_path / "shared")
    assert [finding.repair for finding in diagnose(folder).findings] == [None]


def test_what_git_ignores_and_what_links_lead_to_is_not_looked_at(repository: Make) -> None:
    folder = repository({})
    (folder / ".env").write_text("A=1\n")
    (folder / "data" / "model.pkl").write_bytes(b"")
    (folder / "linked.pkl").symlink_to(folder / "data" / "model.pkl")
    (folder / "notebooks" / "explore.ipynb").unlink()
    assert diagnose(folder).findings == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_passed_over(repository: Make) -> None:
    folder = repository({"keys.txt": HUB_TOKEN})
    (folder / "keys.txt").chmod(0)
    assert diagnose(folder).findings == []


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file here is unreadable for everyone")
def test_settings_that_cannot_be_read_say_nothing(repository: Make) -> None:
    folder = repository({"big.csv": b"1" * 1_000_001})
    (folder / ".gitattributes").symlink_to(UNREADABLE)
    assert found(diagnose(folder)) == [("ML304", "big.csv")]


def test_without_git_only_what_git_would_keep_is_skipped(clean_machine: Path) -> None:
    (clean_machine / ".env").write_text("A=1\n")
    (clean_machine / "train.py").write_text("")
    diagnosis = diagnose(clean_machine)
    skipped = {
        check.code
        for check in diagnosis.examined
        if isinstance(check.outcome, Skipped) and check.outcome.reason == Need.GIT
    }
    assert skipped == {check.code for check in CHECKS if check.need == Need.GIT}
    assert found(diagnosis) == [("ML203", "")]


def test_an_empty_folder_has_reasons_and_no_finding(clean_machine: Path) -> None:
    diagnosis = diagnose(clean_machine)
    assert diagnosis.findings == []
    assert passed(diagnosis) == set()


def test_codes_are_numbered_by_family_and_every_check_says_why_and_how() -> None:
    hundreds = {family: str(number) for number, family in enumerate(Family, 1)}
    for check in CHECKS:
        assert check.code[:3] == f"ML{hundreds[check.family]}"
        assert not check.title.endswith(".")
        assert check.why.endswith(".")
        assert check.how.endswith(".")
    codes = [check.code for check in CHECKS]
    assert codes == sorted(set(codes))
