"""Declarations and modules of a stranger are read as data: nothing runs, leads out or leaks."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.adopt.conftest import commit, contents
from tests.attacks.listening import listener
from tests.attacks.test_output import check_all
from tests.cases.refusals import nothing_changes
from tests.kit.machine import Scaffold
from tests.kit.repositories import git

pytestmark = pytest.mark.case

SECRET = "root-of-the-machine"  # noqa: S105 - of no account
PREVIEWS = (("--dry-run",), ("--diff",), ("--dry-run", "--json"))
RUNS = "import os, pathlib\npathlib.Path('ran').touch()\nos.system('touch ran')\n"
NAME = "\x1b]0;owned\x07\x1b[2J\u202e"


@pytest.fixture
def folder(clean_machine: Path) -> Path:
    """Make a repository, and a secret beside it."""
    (clean_machine / "secret.txt").write_text(f"{SECRET}==1\n")
    made = clean_machine / "repo"
    made.mkdir()
    git(made, "init", "--quiet", "--initial-branch=main")
    return made


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", errors="surrogatepass")
    commit(folder)


def convert(scaffold: Scaffold, folder: Path, *, run: bool = True) -> str:
    """Preview and convert without an index, and return all that was printed."""
    shown = ""
    for options in (*PREVIEWS, *([("--no-resolve",)] if run else [])):
        done = scaffold("dependencies", folder, *options)
        assert done.exit_code in {0, 2, 4, 5}, done
        assert "Traceback" not in done.errors
        check_all(done)
        shown += done.output + done.errors
    assert not (folder / "ran").exists()
    return shown


OUTSIDE = {
    "above": "-r ../secret.txt\n",
    "above by a detour": "-r a/../../secret.txt\n",
    "by an absolute path": "-r {base}/secret.txt\n",
    "by an address of a file": "-r file://{base}/secret.txt\n",
    "as constraints": "numpy\n-c ../secret.txt\n",
    "by backslashes": "-r ..\\secret.txt\n",
    "by a variable": "-r ${{HOME}}/../secret.txt\n",
    "by a link": "-r link.txt\n",
    "by a link to its folder": "-r up/secret.txt\n",
}


@pytest.mark.parametrize("text", OUTSIDE.values(), ids=OUTSIDE.keys())
@pytest.mark.parametrize("name", ["requirements.txt", "environment.yml"])
def test_no_file_outside_is_read(scaffold: Scaffold, folder: Path, name: str, text: str) -> None:
    text = text.format(base=folder.parent)
    if name == "environment.yml":
        lines = "".join(f"    - {json.dumps(line)}\n" for line in text.splitlines())
        text = f"dependencies:\n  - pip:\n{lines}"
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "up").symlink_to(folder.parent)
    write(folder, {name: text})
    assert SECRET not in convert(scaffold, folder)
    made = folder / "pyproject.toml"
    assert SECRET not in (made.read_text() if made.exists() else "")


@pytest.mark.parametrize(
    "name", ["requirements.txt", "setup.cfg", "setup.py", "Pipfile", "pyproject.toml"]
)
def test_a_declaration_that_is_a_link_is_not_read(
    scaffold: Scaffold, folder: Path, name: str
) -> None:
    (folder / name).symlink_to(folder.parent / "secret.txt")
    write(folder, {"a.py": ""})
    assert SECRET not in convert(scaffold, folder)
    assert (folder.parent / "secret.txt").read_text() == f"{SECRET}==1\n"
    assert (folder / name).is_symlink()


def test_a_declaration_that_is_a_pipe_ends(scaffold: Scaffold, folder: Path) -> None:
    write(folder, {"a.py": ""})
    os.mkfifo(folder / "requirements.txt")
    convert(scaffold, folder)


@pytest.mark.parametrize("name", ["requirements.txt", "setup.py", "environment.yml", "Pipfile"])
def test_a_declaration_of_three_gigabytes_is_not_read(
    scaffold: Scaffold, folder: Path, name: str
) -> None:
    write(folder, {"a.py": ""})
    with (folder / name).open("wb") as file:
        file.truncate(3_000_000_000)
    (folder / ".git/info/exclude").write_text(f"/{name}\n")
    convert(scaffold, folder)


CYCLES = {
    "itself": {"requirements.txt": "numpy\n-r requirements.txt\n"},
    "in a circle": {"requirements.txt": "numpy\n-r a.txt\n", "a.txt": "-r requirements.txt\n"},
    "by another name": {"requirements.txt": "numpy\n-r a/../requirements.txt\n"},
    "in a chain": {
        "requirements.txt": "-r r0.txt\n",
        **{f"r{n}.txt": f"-r r{n + 1}.txt\n" for n in range(2_000)},
    },
    "twice each time": {
        "requirements.txt": "-r r0.txt\n",
        **{f"r{n}.txt": f"-r r{n + 1}.txt\n" * 2 for n in range(60)},
    },
    "groups of groups": {
        "pyproject.toml": "[project]\nname = 'x'\n[dependency-groups]\n"
        "a = [{include-group = 'b'}]\nb = [{include-group = 'a'}]\n",
        "requirements.txt": "numpy\n",
    },
    "extras of extras": {
        "setup.cfg": "[metadata]\nname = x\n[options.extras_require]\na = x[b]\nb = x[a]\n"
    },
}


@pytest.mark.parametrize("files", CYCLES.values(), ids=CYCLES.keys())
def test_files_that_include_each_other_end(
    scaffold: Scaffold, folder: Path, files: dict[str, str]
) -> None:
    write(folder, files)
    convert(scaffold, folder)


NAMES = {
    "a requirement": {"requirements.txt": f"{NAME}==1\n"},
    "a comment": {"requirements.txt": f"numpy # {NAME}\n"},
    "an option": {"requirements.txt": f"--{NAME}\nnumpy\n"},
    "a file": {"requirements.txt": f"-r {NAME}.txt\n"},
    "a package of conda": {"environment.yml": f"dependencies:\n  - {json.dumps(NAME)}\n"},
    "a Pipfile": {"Pipfile": f"[packages]\n{json.dumps(NAME)} = '*'\n"},
    "a group of Poetry": {
        "pyproject.toml": "[tool.poetry]\nname = 'x'\n"
        f"[tool.poetry.group.{json.dumps(NAME)}.dependencies]\nnumpy = '1'\n"
    },
    "an extra": {"setup.py": f"setup(name='x', extras_require={{{NAME!r}: ['numpy']}})\n"},
    "a workflow command": {"requirements.txt": "a\u2028::set-env name=x::y\n"},
    "half a character": {"requirements.txt": "a\ud800b\n"},
}


@pytest.mark.parametrize("files", NAMES.values(), ids=NAMES.keys())
def test_control_characters_are_spelled_out(
    scaffold: Scaffold, folder: Path, files: dict[str, str]
) -> None:
    write(folder, files)
    convert(scaffold, folder, run=False)


SETUPS = {
    "code at the top": f"{RUNS}from setuptools import setup\nsetup(name='x')\n",
    "code in an argument": "setup(name='x', install_requires=[open('ran', 'w').name])\n",
    "code in a function": f"def f():\n    {RUNS.splitlines()[1]}\nsetup(install_requires=f())\n",
    "a class": "class A:\n    open('ran', 'w')\nsetup(name='x', install_requires=['numpy'])\n",
    "an import": "import ran_by_import\nsetup(name='x', install_requires=ran_by_import.x)\n",
    "a file that it reads": "setup(install_requires=open('/etc/passwd').read().splitlines())\n",
    "a file above": "setup(name='x', install_requires=open('../secret.txt').readlines())\n",
    "a loop": "while True: pass\nsetup(name='x')\n",
    "a large list": "setup(name='x', install_requires=['a'] * 10**10)\n",
    "a large text": "setup(name='x', install_requires=['a' * 10**10])\n",
    "a large power": "setup(name='x', version=str(9**9**9), install_requires=['a'])\n",
}


@pytest.mark.parametrize("text", SETUPS.values(), ids=SETUPS.keys())
def test_a_setup_script_is_not_run(scaffold: Scaffold, folder: Path, text: str) -> None:
    write(folder, {"setup.py": text, "ran_by_import.py": RUNS})
    shown = convert(scaffold, folder)
    assert SECRET not in shown
    assert "root:" not in shown


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "x @ git+http://127.0.0.1:{port}/x\n"},
        {"requirements.txt": "--index-url http://127.0.0.1:{port}/simple\nnumpy\n"},
        {"requirements.txt": "-r http://127.0.0.1:{port}/more.txt\n"},
        {"requirements.txt": "http://127.0.0.1:{port}/x.zip\n"},
        {"Pipfile": "[[source]]\nurl = 'http://127.0.0.1:{port}'\n[packages]\nnumpy = '*'\n"},
        {"pyproject.toml": "[tool.poetry.dependencies]\nx = {{git = 'http://127.0.0.1:{port}'}}\n"},
        {"environment.yml": "channels: ['http://127.0.0.1:{port}']\ndependencies: [numpy]\n"},
    ],
    ids=["git", "index", "included", "archive", "pipfile", "poetry", "channel"],
)
def test_no_host_is_contacted_without_a_resolution(
    scaffold: Scaffold, folder: Path, files: dict[str, str]
) -> None:
    with listener() as (port, received):
        write(folder, {path: text.format(port=port) for path, text in files.items()})
        convert(scaffold, folder)
        assert received == []


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "--index-url https://me:PASS@example.org/simple\nnumpy\n"},
        {"requirements.txt": "--extra-index-url https://PASS@example.org/simple\nnumpy\n"},
        {"requirements.txt": "x @ git+https://me:PASS@example.org/x\n"},
        {"requirements.txt": "-e git+https://PASS:x@example.org/x#egg=x\n"},
        {"Pipfile": "[[source]]\nurl = 'https://me:PASS@example.org'\n[packages]\nnumpy = '*'\n"},
        {
            "environment.yml": "dependencies:\n  - pip: ['--index-url https://me:PASS@example.org']\n"
        },
        {
            "pyproject.toml": "[tool.poetry.dependencies]\nx = {git = 'https://me:PASS@example.org/x'}\n"
        },
        {"requirements.txt": "-r https://me:PASS@example.org/more.txt\n"},
        {"requirements.txt": "https://me:PASS@example.org/x.zip\n"},
        {"requirements.txt": "git+https://me:PASS@example.org/\n"},
        {"setup.cfg": "[options]\ninstall_requires = x @ https://me:PASS@example.org/x.zip\n"},
    ],
    ids=[
        "index",
        "extra index",
        "git",
        "editable",
        "pipfile",
        "conda",
        "poetry",
        "included",
        "archive",
        "no name",
        "setup.cfg",
    ],
)
def test_a_password_is_neither_printed_nor_written(
    scaffold: Scaffold, folder: Path, files: dict[str, str]
) -> None:
    write(folder, {path: text.replace("PASS", SECRET) for path, text in files.items()})
    before = contents(folder)
    assert SECRET not in convert(scaffold, folder)
    assert contents(folder) == before


PACKAGE = {"pkg/__init__.py": "", "pkg/load.py": "x = 1\n", "pkg/fit.py": "import pkg.load\n"}
MODULES = {
    "parentheses": "(" * 100_000,
    "minus signs": "-" * 100_000 + "1",
    "attributes": "a" + ".a" * 20_000,
    "a text of names": "x = '" + "pkg.load." * 50_000 + "'",
    "names in brackets": "x = '" + "pkg[" * 50_000 + "'",
    "programs": RUNS,
    "half a character": "x = '\ud800'",
    "a NUL": "x = '\0'",
}


@pytest.mark.parametrize("text", MODULES.values(), ids=MODULES.keys())
def test_modules_around_a_move_are_read_and_not_run(
    scaffold: Scaffold, folder: Path, text: str
) -> None:
    write(folder, {**PACKAGE, "pkg/other.py": text, "tests/test_a.py": text, "conftest.py": text})
    for options in (("--dry-run",), ("--dry-run", "--json"), ("--no-gates",)):
        done = scaffold("move", folder / "pkg/load.py", "data", *options)
        assert done.exit_code in {0, 4, 5}, done
        check_all(done)
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(
    "source", ["../secret.txt", "up/secret.txt", "link.py", ".git/config", "/etc/passwd", "pipe.py"]
)
def test_only_modules_of_the_repository_move(scaffold: Scaffold, folder: Path, source: str) -> None:
    (folder / "link.py").symlink_to(folder.parent / "secret.txt")
    (folder / "up").symlink_to(folder.parent)
    write(folder, PACKAGE)
    os.mkfifo(folder / "pipe.py")
    with nothing_changes(folder.parent):
        for options in ((), ("--shim",)):
            moved = folder / source if source[0] != "/" else Path(source)
            done = scaffold("move", moved, "data", "--no-gates", "--allow-dirty", *options)
            assert done.exit_code in {2, 5}, done
            assert SECRET not in done.output + done.errors


@pytest.mark.parametrize("stage", ["../out", "/srv/out", ".git/hooks", "up", "a\nb", ""])
def test_a_stage_of_the_answers_leads_to_no_place_outside(
    scaffold: Scaffold, folder: Path, stage: str
) -> None:
    (folder / "up").symlink_to(folder.parent)
    answers = f"layout: as-is\nstages: {{data: {json.dumps(stage)}}}\n"
    write(folder, {**PACKAGE, ".copier-answers.yml": answers})
    done = scaffold("move", folder / "pkg/load.py", "data", "--no-gates")
    check_all(done)
    for place in (folder.parent, folder / ".git/hooks"):
        assert not list(place.glob("*load.py")), done
    assert not Path("/srv/out").exists()


@pytest.mark.parametrize(
    "text",
    [
        "[[moves]]\nsource = '../secret.txt'\nstage = 'data'\n",
        "[[moves]]\nsource = '.git/config'\nstage = 'data'\n",
        "[[moves]]\nsource = 'pkg/load.py'\nstage = '../../out'\n",
        "[[moves]]\nsource = 'pkg/load.py'\nstage = '\\u001b[2J'\n",
        "[[moves]]\nsource = '\\u001b[2J'\nstage = 'data'\n",
        "moves = 5\n",
        "[" * 50_000,
        "a." * 50_000 + "a = 1",
    ],
    ids=["above", "git", "stage", "escape", "escaped source", "number", "brackets", "dots"],
)
def test_a_plan_of_moves_leads_to_no_place_outside(
    scaffold: Scaffold, folder: Path, text: str
) -> None:
    write(folder, {**PACKAGE, "plan.toml": text.replace("'\\u", '"\\u').replace("J'", 'J"')})
    with nothing_changes(folder.parent):
        done = scaffold("adopt", folder, "--stages", folder / "plan.toml", "--no-gates")
        assert done.exit_code in {1, 2, 5}, done
        check_all(done)
        assert SECRET not in done.output + done.errors


def test_names_of_moved_files_are_spelled_out(scaffold: Scaffold, folder: Path) -> None:
    odd = f"pkg/{NAME.replace('/', '')}.txt"
    write(folder, {**PACKAGE, odd: "pkg/load.py\n", "README.md": f"pkg.load {NAME}\n"})
    for options in (("--dry-run",), ("--diff",), ("--dry-run", "--json"), ("--no-gates",)):
        done = scaffold("move", folder / "pkg/load.py", "data", *options)
        assert done.exit_code == 0, done
        check_all(done)
