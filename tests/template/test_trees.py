"""Exactly the expected files, for every stack, layout and set of features."""

from pathlib import Path

import pytest
import yaml

from tests.conftest import FEATURES, LAYOUTS, REPOSITORY, STACKS, Render

QUESTIONS = yaml.safe_load((REPOSITORY / "questions" / "stacks.yml").read_text("utf-8"))
STACK_FACTS = QUESTIONS["stacks"]["default"]
LICENSES = {stack: facts["defaults"]["license"] for stack, facts in STACK_FACTS.items()}
TREES = REPOSITORY / "tests" / "trees"
TEMPLATE = REPOSITORY / "template"


def switches(path: Path) -> frozenset[str]:
    """Return the features without which a file of the template is not rendered."""
    folders = path.relative_to(TEMPLATE).parts[:-1]
    names = {folder.strip("{}").replace("_", "-") for folder in folders}
    return frozenset(names & set(FEATURES))


# All 64 sets would take minutes and show no more than these. A file is there when the features of
# its folders are: none, each alone, and those that share a folder decide about every path. Bodies
# only loop over what was chosen: no part, one, and all of them are what a loop can meet.
TOGETHER = {switches(path) for path in TEMPLATE.rglob("*") if len(switches(path)) > 1}
IN_BETWEEN = [
    *[(feature,) for feature in FEATURES],
    *sorted(tuple(sorted(names)) for names in TOGETHER),
]
FEATURE_SETS = [(), *IN_BETWEEN, FEATURES]


def expected_files(stack: str, layout: str, features: tuple[str, ...]) -> list[str]:
    """Read a tree: one path a line, behind it in brackets the answers that it needs."""
    lines = (TREES / f"{stack}-{layout}.txt").read_text("utf-8").splitlines()
    chosen = {*features, LICENSES[stack]}
    rows = [line.partition("  [") for line in lines if line and not line.startswith("#")]
    return sorted(path for path, _, needs in rows if set(needs.rstrip("]").split()) <= chosen)


def ragged_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize(
    "features",
    [
        (),
        *[pytest.param(features, marks=pytest.mark.story) for features in IN_BETWEEN],
        FEATURES,
    ],
    ids=lambda names: "+".join(names) or "none",
)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stack", STACKS)
def test_a_render_is_exactly_the_expected_tree_of_finished_files(
    rendered: Render, stack: str, layout: str, features: tuple[str, ...]
) -> None:
    project = rendered(stack, layout, features)
    files = sorted(
        path.relative_to(project).as_posix() for path in project.rglob("*") if not path.is_dir()
    )
    assert files == expected_files(stack, layout, features)
    for file in files:
        text = (project / file).read_bytes().decode("utf-8")
        # Pages below src/ are templates of the project itself.
        if not (file.startswith("src/") and file.endswith(".html")):
            assert "{{" not in text, file
            assert "{%" not in text, file
        assert "\r" not in text, file
        assert not text or text.endswith("\n"), file
        assert not text.endswith("\n\n"), file
        assert ragged_lines(text) == [], file


def test_the_skeleton_is_the_tree_of_mlops_ground_zero() -> None:
    found = expected_files("skeleton", "flat", ("docker", "notebooks"))
    assert found == sorted(
        [
            ".copier-answers.yml",
            ".editorconfig",
            ".gitignore",
            "Dockerfile",
            "README.md",
            "data/.gitkeep",
            "notebooks/.gitkeep",
            "requirements.txt",
            "src/data/.gitkeep",
            "src/evaluation/.gitkeep",
            "src/inference/.gitkeep",
            "src/models/.gitkeep",
            "src/utils/.gitkeep",
            "tests/.gitkeep",
        ]
    )
