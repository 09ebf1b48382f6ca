"""What outside checkers say of this repository and of a fresh project."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.conftest import FEATURES, LAYOUTS, REPOSITORY, Render
from tests.kit.machine import run_command

pytestmark = pytest.mark.story

TOOLS = Path(sys.executable).parent


@pytest.fixture(params=["this repository", *LAYOUTS])
def reviewed(request: pytest.FixtureRequest, rendered: Render) -> Path:
    if request.param == "this repository":
        return REPOSITORY
    return rendered("tagifai", request.param, FEATURES)


def test_the_scientific_python_review_has_no_failed_check(reviewed: Path) -> None:
    review = run_command([str(TOOLS / "repo-review"), "--format", "json", str(reviewed)])
    checks = json.loads(review.output)["checks"]
    assert len([check for check in checks.values() if check["result"]]) >= 40
    failed = {name for name, check in checks.items() if check["result"] is False}
    assert failed == set(), {name: checks[name]["description"] for name in failed}


@pytest.mark.parametrize("persona", ["regular", "auditor"])
def test_the_workflow_audit_has_no_finding(reviewed: Path, persona: str) -> None:
    audit = [str(TOOLS / "zizmor"), "--offline", "--persona", persona, "--format", "json"]
    finished = run_command([*audit, str(reviewed / ".github")], settings={"HOME": os.devnull})
    assert json.loads(finished.output) == []
    assert finished.exit_code == 0
