"""Merging workflows, hooks and other YAML."""

import pytest
import yaml

from tests.merge.merging import merge, unite

HOOKS = """\
# what runs before a commit
repos:
  - repo: https://example.org/ruff
    rev: v1.0  # the newest
    hooks:
      - id: lint
        args: [--fix]
      - id: format

  - repo: https://example.org/spell
    rev: v2.0
    hooks:
      - id: spell
"""

WORKFLOW = """\
name: CI
on:
  push:
    branches: [main]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Install
        run: |
          pip install .
          pip check
      - name: Test
        run: pytest
"""


def test_a_hook_of_the_owner_and_one_of_the_template_stand_in_the_same_repository() -> None:
    ours = HOOKS.replace("      - id: format\n", "      - id: format\n      - id: mine  # why\n")
    theirs = HOOKS.replace("      - id: format\n", "      - id: format\n      - id: new\n")
    merged, conflicts = merge(".pre-commit-config.yaml", HOOKS, ours, theirs)
    assert "      - id: format\n      - id: new\n      - id: mine  # why\n\n" in merged
    assert not conflicts


def test_each_side_adds_a_repository_and_both_stand_there_in_their_own_words() -> None:
    mine = "  - repo: local\n    hooks:\n      - {id: mine, language: system}\n"
    new = "\n  # types\n  - repo: https://example.org/mypy\n    rev: 'v1'\n    hooks: [{id: t}]\n"
    merged, conflicts = merge(".pre-commit-config.yaml", HOOKS, HOOKS + mine, HOOKS + new)
    assert mine in merged
    assert new in merged
    assert not conflicts


def test_two_revisions_of_one_repository_are_a_conflict_and_the_owners_stays() -> None:
    ours, theirs = HOOKS.replace("v1.0", "v1.1"), HOOKS.replace("v1.0", "v0.9")
    merged, conflicts = merge(".pre-commit-config.yaml", HOOKS, ours, theirs)
    assert merged == ours
    assert conflicts == (
        'repos[https://example.org/ruff].rev: kept "v1.1"; the template has "v0.9"',
    )


def test_a_value_changes_beside_a_comment_that_the_owner_wrote() -> None:
    ours = HOOKS.replace("# the newest", "# mine")
    merged, conflicts = merge(".pre-commit-config.yaml", HOOKS, ours, HOOKS.replace("v1.0", "v3"))
    assert merged == ours.replace("v1.0", "v3")
    assert not conflicts


def test_requirements_of_a_hook_are_compared_by_name() -> None:
    base = "additional_dependencies: [pandas>=1, rich]\n"
    ours, theirs = base.replace("rich]", "rich, torch]"), base.replace("pandas>=1", "pandas>=2")
    merged, conflicts = merge("a.yaml", base, ours, theirs)
    assert merged == "additional_dependencies: [pandas>=2, rich, torch]\n"
    assert not conflicts


def test_steps_are_told_apart_by_their_name_or_by_what_they_use() -> None:
    ours = (
        WORKFLOW.replace("run: pytest", "run: pytest -x") + "      - name: Mine\n        run: a\n"
    )
    theirs = (
        WORKFLOW.replace("checkout@v4", "checkout@v5").replace(
            "      - name: Test",
            "      - uses: actions/cache@v4\n        with: {path: x}\n      - name: Test",
        )
        + "      - name: Report\n        run: b\n"
    )
    merged, conflicts = merge(".github/workflows/ci.yml", WORKFLOW, ours, theirs)
    steps = yaml.safe_load(merged)["jobs"]["test"]["steps"]
    assert [step.get("name", step.get("uses")) for step in steps] == [
        "actions/checkout@v5", "Install", "actions/cache@v4", "Test", "Report", "Mine",
    ]  # fmt: skip
    assert steps[3]["run"] == "pytest -x"
    assert not conflicts


def test_a_script_that_both_changed_stays_the_owners_and_is_named_on_one_line() -> None:
    ours = WORKFLOW.replace("pip install .", "pip install -e .")
    theirs = WORKFLOW.replace("pip install .", "pip install --quiet .")
    merged, conflicts = merge(".github/workflows/ci.yml", WORKFLOW, ours, theirs)
    assert merged == ours
    assert len(conflicts) == 1
    assert conflicts[0].startswith("jobs.test.steps[Install].run: kept ")


def test_scripts_merge_line_by_line_where_the_changes_do_not_touch() -> None:
    base = "run: |\n  one\n  two\n  three\n"
    merged = merge("a.yml", base, base.replace("one", "mine"), base.replace("three", "new"))
    assert merged == ("run: |\n  mine\n  two\n  new\n", ())


def test_a_job_arrives_at_the_indentation_of_the_owner() -> None:
    ours = "jobs:\n    test:\n        runs-on: mine\n"
    base = "jobs:\n  test:\n    runs-on: ubuntu\n"
    theirs = base + "  # style\n  lint:\n    steps:\n      - run: |\n          a\n            b\n"
    merged, conflicts = merge("ci.yml", base, ours, theirs)
    assert merged == ours + (
        "    # style\n    lint:\n      steps:\n        - run: |\n            a\n              b\n"
    )
    assert not conflicts


def test_a_key_that_yaml_1_1_takes_for_a_truth_value_is_a_key_like_any_other() -> None:
    ours = WORKFLOW.replace("[main]", "[main, mine]")
    merged, conflicts = merge("ci.yml", WORKFLOW, ours, WORKFLOW.replace("[main]", "[main, new]"))
    assert "branches: [main, new, mine]" in merged
    assert not conflicts


def test_updates_are_told_apart_by_ecosystem_and_directory() -> None:
    entry = "  - package-ecosystem: {}\n    directory: /\n    schedule: {{interval: {}}}\n"
    base = "version: 2\nupdates:\n" + entry.format("pip", "weekly")
    ours = base + entry.format("docker", "daily")
    theirs = base.replace("weekly", "monthly") + entry.format("github-actions", "monthly")
    merged, conflicts = merge(".github/dependabot.yml", base, ours, theirs)
    updates = yaml.safe_load(merged)["updates"]
    assert [update["package-ecosystem"] for update in updates] == [
        "pip",
        "github-actions",
        "docker",
    ]
    assert updates[0]["schedule"] == {"interval": "monthly"}
    assert not conflicts


@pytest.mark.parametrize(
    "line",
    [
        "note: 'single'",
        'note: "double"',
        "note: >-\n  folded\n  text",
        "note: &x [1, 2]",
        "note: !t y",
    ],
)
def test_what_the_owner_wrote_keeps_its_quotes_and_its_style(line: str) -> None:
    base = "a: 1\nb: 1\n"
    merged, conflicts = merge("a.yaml", base, f"a: 2\n{line}\nb: 1\n", "a: 3\nb: 1\nc: 4\n")
    assert merged == f"a: 2\n{line}\nb: 1\nc: 4\n"
    assert conflicts == ("a: kept 2; the template has 3",)


def test_a_mapping_whose_keys_are_no_strings_is_shown_in_a_conflict() -> None:
    base, theirs = "on:\n  3.11: x\n", "on:\n  3.11: [y, {true: z}]\n"
    _, conflicts = merge("a.yml", base, "on: 2\n", theirs)
    assert conflicts == ('on: kept 2; the template has {"3.11": ["y", {"true": "z"}]}',)


def test_aliases_and_their_anchors_stay() -> None:
    base = "x: &x {a: 1}\ny:\n  <<: *x\nz: 1\n"
    ours = base.replace("z: 1", "z: *x")
    merged, conflicts = merge("a.yaml", base, ours, base.replace("z: 1", "z: 2\nw: *x"))
    assert merged == ours + "w: *x\n"
    assert conflicts == ("z: kept *x; the template has 2",)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("a: [1\n", id="a list has no end"),
        pytest.param("a: 1\na: 2\n", id="a key stands twice"),
        pytest.param("a: *nowhere\n", id="an alias has no anchor"),
        pytest.param("a: \x01\n", id="a control character"),
    ],
)
def test_a_file_that_cannot_be_read_stays_as_it_is_and_says_why(broken: str) -> None:
    merged, conflicts = merge("a.yaml", "a: 1\n", broken, "a: 2\n")
    assert merged == broken
    assert len(conflicts) == 1


def test_a_template_that_cannot_be_read_changes_nothing() -> None:
    merged, conflicts = merge("a.yaml", "a: 1\n", "a: 2\n", "a: {{\n")
    assert merged == "a: 2\n"
    assert "cannot parse the template version" in conflicts[0]


def test_several_documents_in_one_file_merge_as_text_or_not_at_all() -> None:
    base = "a: 1\n---\nb: 1\n"
    assert merge("k.yaml", base, "a: 2\n---\nb: 1\n", "a: 1\n---\nb: 2\n")[0] == "a: 2\n---\nb: 2\n"
    merged, conflicts = merge("k.yaml", base, "a: 2\n---\nb: 1\n", "a: 3\n---\nb: 1\n")
    assert merged == "a: 2\n---\nb: 1\n"
    assert conflicts


def test_uniting_workflows_adds_jobs_and_steps_behind_the_owners() -> None:
    ours = "on: push\njobs:\n  build:\n    steps:\n    - name: Test\n      run: tox\n"
    united, conflicts = unite(".github/workflows/ci.yml", ours, WORKFLOW + "  lint: {}\n")
    assert ours in united
    assert set(yaml.safe_load(united)["jobs"]) == {"build", "test", "lint"}
    assert not conflicts


def test_uniting_hooks_adds_what_is_missing_inside_of_a_repository_too() -> None:
    ours = "repos:\n- repo: https://example.org/ruff\n  rev: v9\n  hooks:\n  - id: format\n"
    united, conflicts = unite(".pre-commit-config.yaml", ours, HOOKS)
    ruff, spell = yaml.safe_load(united)["repos"]
    assert [hook["id"] for hook in ruff["hooks"]] == ["lint", "format"]
    assert ruff["rev"] == "v9"
    assert spell["repo"].endswith("spell")
    assert not conflicts


def test_a_comment_of_the_template_arrives_beside_a_conflict_elsewhere() -> None:
    base = "a: 1\nb: 1\nc: 1\nd: 1\n"
    ours, theirs = base.replace("a: 1", "a: 2"), base.replace("a: 1", "a: 3")
    merged, conflicts = merge("a.yml", base, ours, theirs.replace("d: 1", "# why\nd: 1"))
    assert merged == ours.replace("d: 1", "# why\nd: 1")
    assert conflicts == ("a: kept 2; the template has 3",)
