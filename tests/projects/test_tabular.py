"""Projects that learn from tables: their own checks pass, whatever the table."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Render
from tests.kit.machine import Scaffold
from tests.projects.conftest import RENDERS, Environment, must_succeed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("tabular")]

# Written by the project's own Python, which has scikit-learn.
DUMP = """
import sys
from sklearn import datasets
name, file = sys.argv[1:]
getattr(datasets, "load_" + name)(as_frame=True).frame.to_csv(file, index=False)
"""
DATASETS = {
    "iris": "target",
    "diabetes": "target",
    "linnerud": "Weight",
}
MADE = {
    "gaps": "a,b,c,y\n" + "".join(f"{n % 7 or ''},x{n % 3},,{'ny'[n % 2]}\n" for n in range(60)),
    "dates": "day;y\n" + "".join(f"{n % 28 + 1:02}.03.2024;{n},5\n" for n in range(60)),
    "texts": "said,y\n"
    + "".join(f"word {n} of the day {'ab'[n % 2]},{n % 3}\n" for n in range(90)),
}
BAD = {
    "empty": ("a,y\n", "no rows"),
    "one column": ("y\n1\n2\n", "one column"),
    "constant": ("a,y\n" + "1,2\n" * 30, "only the value `2`"),
    "classes": ("a,y\n" + "".join(f"{n},c{n}\n" for n in range(10_000)), "10,000 classes"),
    "one row": ("a,y\n1,2\n", "only the value `2`"),
    "nothing to learn from": ("a,y\n" + "".join(f",{n % 2}\n" for n in range(30)), "no column"),
    "header": ("a,a,y\n1,2,3\n", "more than one column `a`"),
    "no target": ("a,b\n" + "1,2\n" * 30, "no column `y`"),
    "no values of the target": ("a,y\n" + "1,\n" * 30, "`y` has no values"),
    "encodings": ("a,y\n" + "caf\u00e9,0\ncaf\udce9,1\n" * 30, "line 3 is not UTF-8"),
}
DOUBTFUL = {
    "leak": (
        "a,copy,y\n" + "".join(f"{n % 7},{'ab'[n % 2]},{n % 2}\n" for n in range(60)),
        "`copy` alone gives `y` away",
    ),
    "empty columns": (
        f"a,{','.join(f'e{n}' for n in range(200))},y\n"
        + "".join(f"{n % 7},{',' * 200}{n % 2}\n" for n in range(60)),
        "ignored columns, constant or almost all different (e0, e1, e2, e3, e4, ...): 200",
    ),
}
# Prints the peak memory of a command in bytes; what the command prints goes to stderr.
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=sys.stderr)
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit)
"""
GIGABYTE = 10**9


@pytest.mark.parametrize(("layout", "features"), RENDERS)
def test_the_types_and_the_tests_of_a_project_pass(
    rendered: Render,
    tabular: Environment,
    tmp_path: Path,
    layout: str,
    features: tuple[str, ...],
) -> None:
    project = shutil.copytree(rendered("tabular", layout, features), tmp_path / "demo")
    tabular.install_instead(project)
    must_succeed(tabular.run(project, "mypy"))
    finished = must_succeed(tabular.run(project, "pytest", "-p", "no:cacheprovider"))
    assert " passed" in finished.output
    assert "skipped" not in finished.output


def learn(scaffold: Scaffold, tabular: Environment, file: Path, target: str) -> Path:
    """Create a project from a table and run its workflow, its tests and its linter."""
    options = ("--stack", "tabular", "--defaults")
    made = scaffold("new", "demo", "--from", file, "--target", target, *options)
    assert made.exit_code == 0, made.errors
    project = Path("demo").absolute()
    tabular.install_instead(project)
    must_succeed(tabular.run(project, "demo", "workflow"))
    must_succeed(
        tabular.run(project, "pytest", "-p", "no:cacheprovider", "tests/data", "tests/model")
    )
    must_succeed(tabular.run(project, "ruff", "check", "--no-cache", "."))
    return project


@pytest.mark.parametrize("name", DATASETS)
def test_a_project_learns_from_a_real_table(
    scaffold: Scaffold, tabular: Environment, clean_machine: Path, name: str
) -> None:
    file = clean_machine / f"{name}.csv"
    must_succeed(tabular.run(clean_machine, "python", "-c", DUMP, name, str(file)))
    project = learn(scaffold, tabular, file, DATASETS[name])
    measured = json.loads(must_succeed(tabular.run(project, "demo", "evaluate", "--json")).output)
    metric = "accuracy" if "accuracy" in measured["scores"] else "r2"
    assert measured["scores"][metric] > measured["baseline"][metric]


@pytest.mark.parametrize("name", MADE)
def test_a_project_learns_from_a_table_with_gaps_dates_or_texts(
    scaffold: Scaffold, tabular: Environment, clean_machine: Path, name: str
) -> None:
    (clean_machine / "t.csv").write_text(MADE[name])
    learn(scaffold, tabular, clean_machine / "t.csv", "y")


@pytest.mark.parametrize("name", BAD)
def test_a_table_that_cannot_be_learned_from_is_refused_with_the_reason(
    rendered: Render, tabular: Environment, tmp_path: Path, name: str
) -> None:
    project = shutil.copytree(rendered("tabular", "package", ()), tmp_path / "demo")
    tabular.install_instead(project)
    content, reason = BAD[name]
    (project / "data" / "bad.csv").write_text(content, "utf-8", errors="surrogateescape")
    before = (project / "config" / "data.toml").read_bytes()
    refused = tabular.run(project, "demo", "profile", "data/bad.csv", "--target", "y")
    assert refused.exit_code == 1
    assert refused.errors.startswith("error: ")
    assert reason in refused.errors
    assert (project / "config" / "data.toml").read_bytes() == before


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_makes_scores_doubtful_is_a_warning_before_training(
    rendered: Render, tabular: Environment, tmp_path: Path, name: str
) -> None:
    project = shutil.copytree(rendered("tabular", "package", ()), tmp_path / "demo")
    tabular.install_instead(project)
    content, warning = DOUBTFUL[name]
    (project / "data" / "doubtful.csv").write_text(content)
    profile = ("demo", "profile", "data/doubtful.csv", "--target", "y", "--defaults")
    profiled = must_succeed(tabular.run(project, *profile))
    assert f"warning: {warning}" in " ".join(profiled.output.split())


def test_a_table_of_a_gigabyte_is_profiled_in_less_than_its_size(
    rendered: Render, tabular: Environment, tmp_path: Path
) -> None:
    project = shutil.copytree(rendered("tabular", "package", ()), tmp_path / "demo")
    tabular.install_instead(project)
    table = project / "data" / "large.csv"
    rows = "".join(f"{n},{n % 97},{'we'[n % 2]},{n % 3}\n" for n in range(50_000))
    with table.open("w") as file:
        file.write("number,months,region,y\n")
        while file.tell() < GIGABYTE:
            file.write(rows)
    profile = ("demo", "profile", str(table), "--target", "y", "--defaults")
    measured = tabular.run(project, "python", "-c", PEAK, str(tabular.script("demo")), *profile[1:])
    table.unlink()
    assert "200,000 rows" in must_succeed(measured).errors
    assert int(measured.output) < GIGABYTE / 2
