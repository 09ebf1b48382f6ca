"""Merging requirements, ignore files and INI files."""

import pytest

from scaffold.merge import Merged, unite_file
from tests.merge.merging import merge, merge_bytes, unite

REQUIREMENTS = """\
# what the project needs
numpy>=1  # arrays
scipy>=1
"""


def test_requirements_of_both_sides_stand_there() -> None:
    ours, theirs = REQUIREMENTS + "torch>=2  # mine\n", REQUIREMENTS + "# frames\npandas>=2\n"
    merged, conflicts = merge("requirements.txt", REQUIREMENTS, ours, theirs)
    assert merged == REQUIREMENTS + "# frames\npandas>=2\ntorch>=2  # mine\n"
    assert not conflicts


def test_a_new_bound_reaches_a_line_with_a_comment_of_the_owner() -> None:
    ours = REQUIREMENTS.replace("# arrays", "# mine")
    theirs = REQUIREMENTS.replace("numpy>=1", "numpy>=2")
    merged, conflicts = merge("requirements.txt", REQUIREMENTS, ours, theirs)
    assert merged == ours.replace("numpy>=1", "numpy>=2")
    assert not conflicts


def test_rules_with_a_heading_are_added_above_the_heading_of_the_first_rules() -> None:
    base = "# About\n\n# Data\n/data/*\n\n# Secrets\n.env\n"
    theirs = base.replace("/data/*\n", "/data/**\n")
    merged, conflicts = merge(".gitignore", base, "# Secrets\n.env\n", theirs)
    assert merged == "# Data\n/data/**\n\n# Secrets\n.env\n"
    assert not conflicts


def test_names_are_compared_as_package_indexes_do() -> None:
    ours = REQUIREMENTS + "Scikit_Learn==1.5\n"
    merged, conflicts = merge(
        "requirements.txt", REQUIREMENTS, ours, REQUIREMENTS + "scikit-learn\n"
    )
    assert merged == ours
    assert conflicts == (
        'requirements[scikit-learn]: kept "Scikit_Learn==1.5"; the template has "scikit-learn"',
    )


@pytest.mark.parametrize(
    "line",
    [
        "-r other.txt",
        "-e .",
        "--extra-index-url https://example.org/simple",
        "git+https://example.org/repository@main#egg=name",
        "tool @ https://example.org/tool.zip ; python_version < '3.12'",
        "tool==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11",
        "./local/folder",
    ],
)
def test_options_addresses_and_hashes_are_lines_like_others(line: str) -> None:
    ours = f"{REQUIREMENTS}{line}\n"
    merged, conflicts = merge("requirements.txt", REQUIREMENTS, ours, REQUIREMENTS + "pandas\n")
    assert merged == f"{REQUIREMENTS}pandas\n{line}\n"
    assert not conflicts
    replaced = REQUIREMENTS.replace("scipy>=1", line)
    assert (
        merge("requirements.txt", REQUIREMENTS, REQUIREMENTS + "x\n", replaced)[0].count(line) == 1
    )


def test_new_hashes_come_with_a_new_version() -> None:
    base = "a==1 \\\n    --hash=sha256:00\nb==1\n"
    ours, theirs = base.replace("b==1", "b==2"), "a==2 \\\n    --hash=sha256:11\nb==1\n"
    merged = merge("requirements/dev.txt", base, ours, theirs)
    assert merged == ("a==2 \\\n    --hash=sha256:11\nb==2\n", ())


def test_ignored_paths_of_both_sides_stand_there_with_their_comments() -> None:
    base = "*.pyc\n\n# data\ndata/\n"
    ours, theirs = base + "# mine\nmine/\n!mine/keep\n", base + "# runs\nstores/\n"
    merged, conflicts = merge(".gitignore", base, ours, theirs)
    assert merged == base + "# runs\nstores/\n# mine\nmine/\n!mine/keep\n"
    assert not conflicts


def test_a_path_that_both_sides_ignore_stands_there_once() -> None:
    merged = merge(".dockerignore", "a\nz\n", "b\na\nz\n", "a\nb\nz\nc\n")
    assert merged == ("b\na\nz\nc\n", ())


CONFIGURATION = """\
[metadata]
name = demo

[options]
install_requires =
    numpy>=1
    scipy>=1
; the end
"""


def test_requirements_in_setup_cfg_merge_by_name() -> None:
    ours = CONFIGURATION.replace("scipy>=1\n", "scipy>=1\n    torch\n").replace("demo", "mine")
    theirs = CONFIGURATION.replace("numpy>=1\n", "numpy>=2\n").replace(
        "scipy>=1\n", "scipy>=1\n    pandas\n"
    )
    merged, conflicts = merge("setup.cfg", CONFIGURATION, ours, theirs)
    assert merged == ours.replace("numpy>=1", "numpy>=2").replace(
        "    torch", "    pandas\n    torch"
    )
    assert not conflicts


def test_sections_and_options_of_both_sides_stand_there() -> None:
    ours = CONFIGURATION.replace("demo\n", "demo\nauthor = me\n") + "\n[mine]\na = 1\n"
    theirs = (
        CONFIGURATION.replace("demo\n", "demo\n# of MIT\nlicense = MIT\n") + "\n[tool:x]\nb: 2\n"
    )
    merged, conflicts = merge("setup.cfg", CONFIGURATION, ours, theirs)
    assert "name = demo\n# of MIT\nlicense = MIT\nauthor = me\n" in merged
    assert "[mine]\na = 1\n" in merged
    assert "[tool:x]\nb: 2\n" in merged
    assert not conflicts


def test_two_values_of_one_option_leave_the_owners() -> None:
    ours, theirs = CONFIGURATION.replace("demo", "mine"), CONFIGURATION.replace("demo", "new")
    merged, conflicts = merge("tox.ini", CONFIGURATION, ours, theirs)
    assert merged == ours
    assert conflicts == ('[metadata].name: kept "mine"; the template has "new"',)


def test_editorconfig_may_be_indented_and_begin_without_a_section() -> None:
    base = "root = true\n\n[*]\n  charset = utf-8\n  indent_size = 4\n"
    ours = base.replace("size = 4", "size = 2") + "\n[*.md]\nindent_size = 8\n"
    theirs = base + "  end_of_line = lf\n"
    merged, conflicts = merge(".editorconfig", base, ours, theirs)
    assert merged == ours.replace("size = 2\n", "size = 2\n  end_of_line = lf\n")
    assert not conflicts


def test_an_ini_file_that_cannot_be_read_stays_as_it_is() -> None:
    broken = "<<<<<<< yours\n[a]\nb = 1\n>>>>>>> x\n[a]\n"
    merged, conflicts = merge("tox.ini", CONFIGURATION, broken, CONFIGURATION + "c = 1\n")
    assert merged == broken
    assert len(conflicts) == 1


@pytest.mark.parametrize(
    "file", [".gitignore", "requirements.txt", "setup.cfg", "a.toml", "a.json"]
)
def test_a_structured_file_in_another_encoding_stays_as_it_is(file: str) -> None:
    merged = merge_bytes(file, b"a\n", b"\xe9t\xe9\n", b"b\n")
    said = "your version was kept: one of the files is not UTF-8"
    assert merged == Merged(b"\xe9t\xe9\n", (said,))


def test_uniting_adds_requirements_and_ignored_paths_behind_the_owners() -> None:
    united, _ = unite("requirements.txt", "torch\nNumPy==1", REQUIREMENTS)
    assert united == "torch\nNumPy==1\nscipy>=1"
    assert unite(".gitignore", "mine\r\n", "a\nmine\nb\n")[0] == "a\r\nmine\r\nb\r\n"
    assert unite(".gitignore", "", "a\nb\n")[0] == "a\nb\n"
    assert unite("setup.cfg", "[a]\nb = 1\n", "[a]\nb = 2\nc = 3\n")[0] == "[a]\nb = 1\nc = 3\n"


@pytest.mark.parametrize("file", ["justfile", "Dockerfile", "README.md", "src/demo/cli.py", ".env"])
def test_files_of_an_unknown_format_are_not_united(file: str) -> None:
    assert unite_file(file, b"a\n", b"b\n") is None
