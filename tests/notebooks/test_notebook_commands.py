"""`scaffold notebook` plans and moves in real projects, and what it did can be undone."""

import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scaffold.cli import app
from scaffold.verbs.notebook_project import find_packages, local_modules
from tests.notebooks.books import make_ipynb

CELLS = [
    "md:# Data preparation",
    "import math\nsize = 2",
    "rows = [math.floor(a) for a in [1.5, 2.5]] * size",
    "rows",
    "md:# Training the model",
    "def train(items):\n    return sum(items) * size",
    "model = train(rows) + 0\nmodel",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "src" / "demo").mkdir(parents=True)
    (folder / "src" / "demo" / "__init__.py").touch()
    (folder / "pyproject.toml").write_text('[project]\nname = "demo"\ndependencies = []\n')
    (folder / "notebooks" / "book.ipynb").write_text(make_ipynb(CELLS), "utf-8")
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "Begin"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["notebook", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def snapshot(folder: Path) -> dict[str, bytes]:
    files = (each for each in folder.rglob("*") if each.is_file())
    inside = (each.relative_to(folder) for each in files)
    return {
        str(each): (folder / each).read_bytes()
        for each in inside
        if each.parts[0] not in {".git", ".scaffold"}
    }


def test_looking_changes_nothing(project: Path) -> None:
    before = snapshot(project)
    book = project / "notebooks" / "book.ipynb"
    ways: list[list[str | Path]] = [
        ["inspect", book],
        ["inspect", "--json", book],
        ["plan", "--dry-run", book],
        ["move", "--dry-run", book],
        ["move", "--diff", book],
    ]
    for arguments in ways:
        assert run(*arguments)[0] == 0
    assert snapshot(project) == before


def test_a_move_writes_modules_and_a_thin_notebook_and_undo_reverts_it(project: Path) -> None:
    before = snapshot(project)
    book = project / "notebooks" / "book.ipynb"
    code, output = run("move", book)
    assert code == 0
    assert "Not proved" in output
    after = snapshot(project)
    assert after["notebooks/book.ipynb"] == before["notebooks/book.ipynb"]
    assert {"src/demo/data/book.py", "src/demo/models/book.py", "config/book.toml",
            "src/demo/utils/book_parameters.py", "notebooks/book.thin.ipynb",
            "notebooks/book.plan.toml"} == after.keys() - before.keys()  # fmt: skip
    assert CliRunner().invoke(app, ["undo", str(project)]).exit_code == 0
    assert snapshot(project) == before


@pytest.mark.parametrize("options", [[], ["--in-place"]])
def test_a_second_move_changes_nothing(project: Path, options: list[str]) -> None:
    book = project / "notebooks" / "book.ipynb"
    original = book.read_bytes()
    assert run("move", *options, book)[0] == 0
    before = snapshot(project)
    code, output = run("move", "--allow-dirty", *options, book)
    assert (code, snapshot(project)) == (0, before)
    assert "already moved" in output
    if options:
        assert before["notebooks/original/book.ipynb"] == original
        assert before["notebooks/book.ipynb"] != original


def test_edits_of_a_plan_are_followed(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    plan = project / "notebooks" / "book.plan.toml"
    assert run("plan", book)[0] == 0
    text = plan.read_text("utf-8")
    text = text.replace('name = "train"', 'name = "fit_model"')
    text = text.replace('"src/demo/data/book.py"', '"src/demo/data/rows.py"')
    plan.write_text(text, "utf-8")
    assert run("move", "--allow-dirty", book)[0] == 0
    assert "def fit_model(" in (project / "src/demo/models/book.py").read_text("utf-8")
    assert (project / "src/demo/data/rows.py").is_file()
    thin = (project / "notebooks/book.thin.ipynb").read_text("utf-8")
    assert "from demo.models.book import fit_model as train" in thin


def test_a_unit_that_the_plan_leaves_stays_in_the_notebook(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    plan = project / "notebooks" / "book.plan.toml"
    assert run("plan", book)[0] == 0
    plan.write_text(
        plan.read_text("utf-8").replace('stage = "data"', 'stage = "notebook"'), "utf-8"
    )
    assert run("move", "--allow-dirty", book)[0] == 0
    assert not (project / "src/demo/data").exists()
    assert "rows = [math.floor" in (project / "notebooks/book.thin.ipynb").read_text("utf-8")


def test_a_plan_of_other_cells_is_refused_with_the_cells(project: Path) -> None:
    from scaffold.notebooks.plan_file import PlanFileError

    book = project / "notebooks" / "book.ipynb"
    assert run("plan", book)[0] == 0
    book.write_text(make_ipynb([*CELLS[:2], "rows = [1] * size", *CELLS[3:]]), "utf-8")
    with pytest.raises(PlanFileError, match="cells 2 changed"):
        run("move", "--allow-dirty", book)


@pytest.mark.parametrize("text", ["x = ", "cells = 3", 'units = [{stage = "odd"}]\ncells = []'])
def test_a_plan_that_is_none_is_refused(project: Path, text: str) -> None:
    from scaffold.notebooks.plan_file import PlanFileError

    book = project / "notebooks" / "book.ipynb"
    (project / "notebooks" / "book.plan.toml").write_text(text, "utf-8")
    with pytest.raises(PlanFileError):
        run("plan", book)


def test_your_edits_of_a_moved_function_stay(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    assert run("move", book)[0] == 0
    module = project / "src/demo/models/book.py"
    module.write_text(module.read_text("utf-8").replace("sum(items)", "max(items)"), "utf-8")
    (project / "notebooks" / "book.plan.toml").unlink()
    code, _ = run("move", "--allow-dirty", book)
    assert code == 4
    assert "max(items)" in module.read_text("utf-8")


def test_functions_of_yours_in_a_module_stay(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    module = project / "src/demo/models/book.py"
    module.parent.mkdir()
    module.write_text('"""Mine."""\n\nimport os\n\n\ndef mine():\n    return os.name\n', "utf-8")
    assert run("move", "--allow-dirty", book)[0] == 0
    text = module.read_text("utf-8")
    assert "def mine():\n    return os.name\n" in text
    assert "def train(" in text


def test_requirements_are_added_where_they_are_declared(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    book.write_text(
        make_ipynb(["%pip install -q catboost==1.2", "import sklearn\nimport cv2", *CELLS]), "utf-8"
    )
    assert run("move", "--allow-dirty", book)[0] == 0
    text = (project / "pyproject.toml").read_text("utf-8")
    for name in ("catboost==1.2", "scikit-learn", "opencv-python"):
        assert f'"{name}"' in text


def test_what_is_printed_as_json_accounts_for_every_statement(project: Path) -> None:
    _, output = run("move", "--dry-run", "--json", project / "notebooks" / "book.ipynb")
    found = json.loads(output[output.index("{") :])
    assert sum(found["statements"].values()) == 7
    assert found["proved"] is False


def test_a_notebook_of_another_language_is_refused(project: Path) -> None:
    from scaffold.notebooks.notebook_files import NotebookError

    book = project / "notebooks" / "book.ipynb"
    book.write_text(make_ipynb(["x <- 1"]).replace('"python"', '"R"'), "utf-8")
    with pytest.raises(NotebookError, match="Not a Python notebook"):
        run("move", book)


@pytest.mark.parametrize("name", ["missing.ipynb", "book.txt", "empty.ipynb"])
def test_what_is_not_a_notebook_is_refused(project: Path, name: str) -> None:
    from scaffold.notebooks.notebook_files import NotebookError

    (project / "book.txt").write_text("x = 1")
    (project / "empty.ipynb").write_text("{}")
    with pytest.raises(NotebookError):
        run("inspect", project / name)


def test_percent_files_are_moved(project: Path) -> None:
    book = project / "notebooks" / "script.py"
    cells = "".join(
        f"# %% [markdown]\n# {each[3:]}\n\n" if each.startswith("md:") else f"# %%\n{each}\n\n"
        for each in CELLS
    )
    book.write_text(cells, "utf-8")
    assert run("move", "--allow-dirty", book)[0] == 0
    thin = (project / "notebooks" / "script.thin.py").read_text("utf-8")
    assert "from demo.models.script import train" in thin
    assert thin.count("# %%") == cells.count("# %%")


def test_a_plan_is_shown_before_it_is_written_and_written_once(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    code, output = run("plan", "--dry-run", "--json", book)
    assert (code, json.loads(output)["plan"]) == (0, "")
    assert not (project / "notebooks" / "book.plan.toml").exists()
    assert run("plan", book) == (0, "Wrote notebooks/book.plan.toml\n")
    before = snapshot(project)
    assert json.loads(run("plan", "--json", book)[1])["plan"] == "notebooks/book.plan.toml"
    assert snapshot(project) == before


def test_what_to_know_about_a_notebook_is_printed_with_its_cells(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    book.write_text(make_ipynb(["# nothing"]).replace('"python"', '"R"'), "utf-8")
    code, output = run("inspect", book)
    assert code == 0
    assert "  note  The code cells are r, not Python\n" in output
    book.write_text(make_ipynb([*CELLS, "x = missing"]), "utf-8")
    assert "  note  cell 6: `missing` is never assigned\n" in run("inspect", book)[1]


def test_a_notebook_of_which_nothing_moves_gets_a_plan_and_no_thin_form(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    book.write_text(make_ipynb(["print(1)"]), "utf-8")
    before = snapshot(project)
    code, output = run("move", "--allow-dirty", book)
    assert code == 0
    assert snapshot(project).keys() - before.keys() == {"notebooks/book.plan.toml"}
    assert "Moved 0 of 1 statement; 1 stays in the notebook\n" in output


def test_the_stages_are_written_as_a_page(project: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run("inspect", "--html", page, project / "notebooks" / "book.ipynb")[0] == 0
    assert "<title>Stages of book.ipynb</title>" in page.read_text("utf-8")


NEEDS = "import sklearn\nrows = sklearn.load()"


def test_requirements_without_a_file_that_declares_them_are_named(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    book.write_text(make_ipynb([CELLS[0], NEEDS]), "utf-8")
    (project / "pyproject.toml").write_text("[tool.ruff.lint]\nselect = ['ALL']\n")
    code, output = run("move", "--allow-dirty", book)
    assert code == 0
    assert (
        "  note  No `requirements.txt` or `[project]` at the top; the code needs scikit-learn\n"
        in output
    )


@pytest.mark.parametrize(
    ("listed", "expected", "note"),
    [
        ("numpy>=2\n", "numpy>=2\nscikit-learn\n", ""),
        ("scikit-learn==1.5\n", "scikit-learn==1.5\n", ""),
        (
            "# autogenerated by uv\nnumpy==2\n",
            "# autogenerated by uv\nnumpy==2\n",
            "`requirements.txt` is a lock file: add scikit-learn to its source",
        ),
    ],
)
def test_requirements_are_added_to_a_list_that_no_tool_writes(
    project: Path, listed: str, expected: str, note: str
) -> None:
    book = project / "notebooks" / "book.ipynb"
    book.write_text(make_ipynb([CELLS[0], NEEDS]), "utf-8")
    (project / "pyproject.toml").write_text("")
    (project / "requirements.txt").write_text(listed)
    output = run("move", "--allow-dirty", book)[1]
    assert (project / "requirements.txt").read_text() == expected
    assert note in output


def test_moved_code_need_not_follow_the_style_of_the_project(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    (project / "pyproject.toml").write_text("[tool.ruff.lint]\nselect = ['ALL']\n")
    assert run("move", "--allow-dirty", book)[0] == 0
    settings = tomllib.loads((project / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert settings["select"] == ["ALL"]
    (pattern,) = settings["per-file-ignores"]
    assert pattern == "src/demo/*/book.py"
    assert "F821" not in settings["per-file-ignores"][pattern]


def test_moved_code_needs_no_types_where_the_project_requires_them(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    strict = '[tool.mypy]\nstrict = true\n\n[[tool.mypy.overrides]]\nmodule = "x.*"\n'
    (project / "pyproject.toml").write_text(strict)
    for _ in range(2):  # The second time, nothing is added.
        assert run("move", "--allow-dirty", book)[0] == 0
        overrides = tomllib.loads((project / "pyproject.toml").read_text())["tool"]["mypy"]
        assert overrides["overrides"] == [
            {"module": "x.*"},
            {"module": "demo.*.book", "ignore_errors": True},
        ]
    (project / "pyproject.toml").write_text("[tool.mypy]\nfiles = ['src']\n")
    assert run("move", "--allow-dirty", book)[0] == 0
    assert (project / "pyproject.toml").read_text() == "[tool.mypy]\nfiles = ['src']\n"


def test_modules_beside_the_notebook_and_in_the_project_are_known(project: Path) -> None:
    (project / "notebooks" / "near.py").touch()
    (project / "top.py").touch()
    book = project / "notebooks" / "book.ipynb"
    assert local_modules(project, book) == {"near", "top", "demo"}
    shutil.rmtree(project / "src")
    assert local_modules(project, book) == {"near", "top"}
    assert find_packages(project) == []


def test_a_file_that_changes_during_a_move_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = project / "notebooks" / "book.ipynb"
    target = project / "src/demo/models/book.py"

    def meanwhile(root: Path, *, allow_dirty: bool) -> None:
        assert (root, allow_dirty) == (project, False)
        target.parent.mkdir()
        target.write_text("mine = 1\n")

    monkeypatch.setattr("scaffold.verbs.notebook.check_repository", meanwhile)
    _, output = run("move", book)
    assert "  skipped  src/demo/models/book.py: it changed during the command\n" in output
    assert target.read_text() == "mine = 1\n"


def test_several_notebooks_are_moved_at_once_as_one_after_the_other(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    other = project / "notebooks" / "other.ipynb"
    other.write_text(make_ipynb(["md:# Data preparation", "names = ['a'] * 2", "names"]), "utf-8")
    subprocess.run(["git", "add", "-A"], cwd=project, check=True)
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "Add"],
        cwd=project,
        check=True,
    )
    code, output = run("move", book, other)
    assert code == 0
    assert output.count("Not proved") == 2
    assert (project / "src" / "demo" / "data" / "book.py").is_file()
    assert (project / "src" / "demo" / "data" / "other.py").is_file()


def test_none_of_several_notebooks_is_moved_if_one_cannot_be(project: Path) -> None:
    before = snapshot(project)
    book = project / "notebooks" / "book.ipynb"
    arguments = ["notebook", "move", str(book), str(project / "missing.ipynb")]
    assert CliRunner().invoke(app, arguments).exit_code != 0
    assert snapshot(project) == before


def test_parts_of_a_cell_that_move_alone_can_be_planned_and_moved_again(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    body = "rows = [1] + [2]; n = 2 * 3\nexec('x = 5')\nrows = rows + [1]"
    book.write_text(make_ipynb(["md:# Data preparation", body, "rows, n"]), "utf-8")
    assert run("plan", book)[0] == 0
    path = book.with_suffix(".plan.toml")
    text = path.read_text("utf-8")
    names = [each["name"] for each in tomllib.loads(text)["units"] if "name" in each]
    assert len(names) == 2
    path.write_text(text.replace(f'"{names[1]}"', '"add_last_row"'), "utf-8")
    assert run("move", "--allow-dirty", book)[0] == 0
    module = (project / "src/demo/data/book.py").read_text("utf-8")
    assert "def add_last_row(" in module
    assert f"def {names[0]}(" in module
    before = snapshot(project)
    code, output = run("move", "--allow-dirty", book)
    assert code == 0, output
    assert snapshot(project) == before


def test_a_report_for_machines_is_about_one_notebook(project: Path) -> None:
    book = project / "notebooks" / "book.ipynb"
    assert run("move", "--json", book, book)[0] == 2


HELPER = "def scale(items):\n    # By half.\n    return [math.floor(a / 2) for a in items]"


def add_two(project: Path, second: str = HELPER) -> tuple[Path, Path]:
    """Add two notebooks with a helper each, and commit them."""
    books = (project / "notebooks" / "one.ipynb", project / "notebooks" / "two.ipynb")
    for book, helper in zip(books, (HELPER, second), strict=True):
        cells = [
            "import math",
            "md:# Data preparation",
            helper,
            "rows = scale([2, 4]) + [1]",
            "rows",
        ]
        book.write_text(make_ipynb(cells), "utf-8")
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", "add", "-A"], cwd=project, check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "Add"], cwd=project, check=True)
    return books


def modules_with(project: Path, text: str) -> list[str]:
    """Return the modules that contain a text."""
    found = (project / "src").rglob("*.py")
    return sorted(
        each.relative_to(project / "src" / "demo").as_posix()
        for each in found
        if text in each.read_text("utf-8")
    )


def test_a_helper_of_notebooks_that_are_moved_together_goes_to_utils_once(project: Path) -> None:
    one, two = add_two(project, HELPER.replace("# By half.", '"""Halve the items."""'))
    assert run("move", one, two)[0] == 0
    assert modules_with(project, "def scale") == ["utils/one.py"]
    assert modules_with(project, "from demo.utils.one import scale") == [
        "data/one.py",
        "data/two.py",
    ]
    assert run("move", "--allow-dirty", one, two)[1].count("already moved") == 2
    assert "already moved" in run("move", "--allow-dirty", one)[1]


@pytest.mark.parametrize("options", [(), ("--in-place",)])
def test_a_helper_that_another_notebook_brought_goes_to_utils_once(
    project: Path, options: tuple[str, ...]
) -> None:
    one, two = add_two(project)
    run("move", one, *options)
    alone = snapshot(project)
    assert run("move", "--allow-dirty", two, *options)[0] == 0
    assert modules_with(project, "def scale") == ["utils/one.py"]
    both = ["data/one.py", "data/two.py"]
    assert modules_with(project, "from demo.utils.one import scale") == both
    assert modules_with(project, "import math") == ["utils/one.py"]
    before = snapshot(project)
    run("move", "--allow-dirty", two, *options)
    run("move", "--allow-dirty", one, *options)
    assert snapshot(project) == before
    assert CliRunner().invoke(app, ["undo", str(project)]).exit_code == 0
    assert snapshot(project) == alone


def test_a_module_that_has_nothing_but_a_helper_goes_to_utils(project: Path) -> None:
    one, two = add_two(project)
    cells = ["import math", "md:# Data preparation", HELPER, "scale([1])"]
    one.write_text(make_ipynb(cells), "utf-8")
    run("move", "--allow-dirty", one)
    assert modules_with(project, "def scale") == ["data/one.py"]
    run("move", "--allow-dirty", two)
    assert modules_with(project, "def scale") == ["utils/one.py"]
    assert not (project / "src/demo/data/one.py").exists()


@pytest.mark.parametrize("edited", ["src/demo/data/one.py", "notebooks/one.thin.ipynb"])
def test_a_helper_is_imported_from_where_it_is_once_its_move_was_edited(
    project: Path, edited: str
) -> None:
    one, two = add_two(project)
    run("move", one)
    path = project / edited
    text = path.read_text("utf-8").replace("rows = scale", "rows =  scale")
    path.write_text(text.replace('"execution_count": null', '"execution_count": 1', 1), "utf-8")
    before = snapshot(project)
    run("move", "--allow-dirty", two)
    assert modules_with(project, "def scale") == ["data/one.py"]
    assert modules_with(project, "from demo.data.one import scale") == ["data/two.py"]
    after = snapshot(project)
    assert {name: after[name] for name in before if "one" in name} == {
        name: content for name, content in before.items() if "one" in name
    }


@pytest.mark.parametrize("lost", ["one.ipynb", "one.plan.toml"])
def test_a_helper_of_a_notebook_that_is_gone_is_imported_or_copied(
    project: Path, lost: str
) -> None:
    one, two = add_two(project)
    run("move", one)
    found = project / "notebooks" / lost
    assert found.is_file(), sorted(each.name for each in found.parent.iterdir())
    found.unlink() if lost == "one.ipynb" else found.write_text("[", "utf-8")
    before = (project / "src/demo/data/one.py").read_bytes()
    assert run("move", "--allow-dirty", two)[0] == 0
    assert (project / "src/demo/data/one.py").read_bytes() == before
    assert modules_with(project, "scale([2, 4])") != []


def test_modules_without_the_helper_stay_as_they_are(project: Path) -> None:
    one, two = add_two(project)
    data = ["import math", "md:# Data preparation", HELPER, "rows = scale([2, 4]) + [1]"]
    training = ["md:# Training", "def train(items):\n    return items + items", "train(rows)"]
    one.write_text(make_ipynb([*data, *training]), "utf-8")
    run("move", "--allow-dirty", one)
    assert modules_with(project, "def train") == ["models/one.py"]
    before = (project / "src/demo/models/one.py").read_bytes()
    run("move", "--allow-dirty", two)
    assert modules_with(project, "def scale") == ["utils/one.py"]
    assert (project / "src/demo/models/one.py").read_bytes() == before


def test_a_helper_stays_where_it_is_if_the_plan_adds_to_its_module(project: Path) -> None:
    one, two = add_two(project)
    text = two.read_text("utf-8").replace("rows = scale([2, 4])", "halves = scale([6])")
    two.write_text(text, "utf-8")
    run("move", "--allow-dirty", one)
    run("plan", two)
    plan = two.with_suffix(".plan.toml")
    plan.write_text(plan.read_text("utf-8").replace("data/two.py", "data/one.py"), "utf-8")
    assert run("move", "--allow-dirty", two)[0] == 0
    assert modules_with(project, "def scale") == ["data/one.py"]
    assert modules_with(project, "halves = scale([6])") == ["data/one.py"]
    assert modules_with(project, "rows = scale([2, 4])") == ["data/one.py"]


def test_helpers_that_differ_stay_apart(project: Path) -> None:
    one, two = add_two(project, HELPER.replace("/ 2", "/ 3"))
    run("move", one, two)
    assert modules_with(project, "def scale") == ["data/one.py", "data/two.py"]


def test_helpers_of_one_name_that_import_other_modules_stay_apart(project: Path) -> None:
    one, two = add_two(project)
    text = two.read_text("utf-8")
    two.write_text(text.replace("import math", "import numpy as math"), "utf-8")
    run("move", "--allow-dirty", one, two)
    assert modules_with(project, "def scale") == ["data/one.py", "data/two.py"]
