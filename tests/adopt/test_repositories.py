"""Real repositories, adopted as the benchmark does it; and what the benchmark calls a fault."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.adopted import RUNNER, adopt_copy, keeps_lines
from benchmarks.false_facts import find_false
from benchmarks.repositories import format_totals
from tests.adopt.conftest import Repository
from tests.adopt.test_facts import MIT

FOLDER = Path(os.environ.get("SCAFFOLD_REPOSITORIES", "/nowhere"))
CLONES = sorted(path.parent for path in FOLDER.glob("*/.git"))
# Its rules ignore every new file, the answers included.
IGNORING = {("DeepFake_Detection_ViViT", "plain")}


@pytest.mark.slow
@pytest.mark.skipif(not CLONES, reason="SCAFFOLD_REPOSITORIES names no folder with clones")
@pytest.mark.parametrize("mode", ["plain", "merge"])
@pytest.mark.parametrize("clone", CLONES, ids=lambda clone: clone.name)
def test_a_real_repository_is_adopted_without_a_fault(
    clone: Path, mode: str, tmp_path: Path
) -> None:
    adopted = adopt_copy(clone, mode, tmp_path)
    if (clone.name, mode) not in IGNORING:
        assert adopted.faults == []
    assert (adopted.changed, adopted.false, adopted.is_undone) == ([], [], True)


@pytest.mark.story
def test_the_benchmark_adopts_a_copy_and_leaves_the_clone_alone(
    repository: Repository, tmp_path: Path
) -> None:
    clone = repository({"train.py": b"import os\n", "LICENSE": MIT.format("2020 Ada").encode()})
    work = tmp_path / "copies"
    work.mkdir()
    adopted = adopt_copy(clone, "merge", work)
    assert adopted.faults == []
    assert ".copier-answers.yml" in adopted.created
    assert ("license", "MIT", "LICENSE") in adopted.facts
    assert not (clone / ".copier-answers.yml").exists()
    assert format_totals("merge", [adopted]).startswith("merge: 1 of 1 without a fault; 1 exit 0")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("license", "none", "license: none, but LICENSE has the terms of MIT"),
        ("author_name", "Eve", "author_name: Eve: in no file"),
        ("author_name", RUNNER, "author_name is the runner"),
        ("oldest_python", "3.11", "oldest_python: 3.11, but pyproject.toml says ^3.9"),
        (
            "found license",
            "Apache-2.0",
            "found license: Apache-2.0, but no file has `APACHE LICENSE`",
        ),
        ("found packages", "churn", "found packages: churn is no package"),
        ("default_branch", "dev", "default_branch: dev, but the default branch is main"),
    ],
)
def test_the_benchmark_finds_false_facts(
    repository: Callable[..., Path], key: str, value: str, said: str
) -> None:
    poetry = b'[tool.poetry.dependencies]\npython = "^3.9"\n'
    clone = repository({"LICENSE": MIT.format("2020 Ada").encode(), "pyproject.toml": poetry})
    assert said in find_false([(key, value, "a guess")], clone, RUNNER)
    true = [
        ("license", "MIT", ""),
        ("found license", "MIT", ""),
        ("author_name", "Ada", ""),
        ("oldest_python", "3.9", ""),
    ]
    assert find_false([*true, ("default_branch", "main", "")], clone, RUNNER) == []


def test_a_merge_keeps_lines_in_their_order() -> None:
    assert keeps_lines(b"a\nb", b"0\na\n1\nb\n")
    assert not keeps_lines(b"a\nb\n", b"b\na\n")
