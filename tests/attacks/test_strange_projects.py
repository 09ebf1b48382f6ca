"""What a stranger's files say is read as data, within bounds, and leads nowhere else."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from scaffold.template.addresses import parse_address
from scaffold.template.trusted_addresses import is_trusted, trusting
from tests.attacks.test_output import check_all
from tests.cases.journals import NEW, step, write_journal, write_lock
from tests.cases.refusals import nothing_changes
from tests.kit.machine import Scaffold, run_command, shell

pytestmark = pytest.mark.case

BOMB = "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9 if n else 'x, ' * 9}]\n" for n in range(9))
PRIVATE = "root-of-the-machine"


def notebook(*cells: object, **metadata: object) -> str:
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole)


def code(source: str, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": [], "metadata": {}, **more}


def heading(level: object) -> dict[str, object]:
    return {"cell_type": "heading", "source": "a", "level": level}


NOTEBOOKS: Mapping[str, str] = {
    "a heading of a list": notebook(heading([])),
    "a heading of a billion levels": notebook(heading(10**9)),
    "a heading of infinite level": '{"cells": [{"cell_type": "heading", "level": 1e999}]}',
    "a heading of thousands of digits": notebook(heading("9" * 5_000)),
    "tags of lists": notebook(code("x = 1", metadata={"tags": [[]]})),
    "outputs of lists": notebook(code("x", outputs=[[1], {"output_type": []}])),
    "brackets": "[" * 100_000,
    "cells in cells": '{"cells":' * 50_000,
    "brackets in a cell": '{"cells": [{"a":' + "[" * 5_000 + "]" * 5_000 + "}]}",
    "minus signs": notebook(code("-" * 100_000 + "1")),
    "parentheses": notebook(code("(" * 100_000)),
    "attributes": notebook(code("a" + ".a" * 100_000)),
    "sums": notebook(code("1" + "+1" * 100_000)),
    "half a character in a text": notebook(code("x = '\ud800'")),
    "half a character as a name": '{"cells": [{"cell_type": "code", "source": "\\ud800 = 1"}]}',
    "escapes": notebook(code("x\x1b[2J = 1 # \x1b]0;x\x07\n::set-env name=x::y")),
    "an escape as a tag": notebook(code("x = 1", metadata={"tags": ["\x1b[2J"]})),
    "a heading of escapes": notebook({"cell_type": "markdown", "source": "# \x1b[2J\u202e"}),
    "programs": notebook(code("!touch ran\n%run ran.py\n%%bash\ntouch ran")),
    "a program by its function": notebook(code("import os\nos.system('touch ran')")),
    "another language": notebook(code("x"), language_info={"name": []}, kernelspec=5),
    "functions in functions": notebook(code("lambda: " * 20_000 + "1")),
    "texts in texts": notebook(code("f'{" * 200)),
    "calls in calls": notebook(code("f(" * 180 + ")" * 180)),
    "items of items": notebook(code("a" + "[0]" * 5_000)),
    "a NUL": notebook(code("a\0b")),
    "cells twice": '{"cells": [], "cells": [{"cell_type": "code", "source": "x"}]}',
    "more statements than can be compared": notebook(code("a = 1\n" * 3_000)),
    "more cells than can be compared": notebook(*[code(f"a{n} = a{n - 1}") for n in range(3_000)]),
}


@pytest.mark.parametrize("content", NOTEBOOKS.values(), ids=NOTEBOOKS.keys())
def test_a_notebook_is_read_and_not_run(
    scaffold: Scaffold, clean_machine: Path, content: str
) -> None:
    (clean_machine / "a.ipynb").write_text(content)
    (clean_machine / "ran.py").write_text("open('ran', 'w')")
    for options in ((), ("--json",)):
        finished = scaffold("notebook", "inspect", "a.ipynb", *options)
        assert finished.exit_code in {0, 1}, finished
        check_all(finished)
        assert "Traceback" not in finished.errors
    assert not (clean_machine / "ran").exists()


def test_a_notebook_that_is_not_a_file_is_not_read(scaffold: Scaffold, clean_machine: Path) -> None:
    os.mkfifo(clean_machine / "pipe.ipynb")
    (clean_machine / "zeros.ipynb").symlink_to("/dev/zero")
    with (clean_machine / "large.ipynb").open("wb") as stream:
        stream.truncate(3 * 2**30)
    for name in ("pipe", "zeros", "large"):
        finished = scaffold("notebook", "inspect", f"{name}.ipynb")
        assert (finished.exit_code, "Traceback" in finished.errors) == (1, False), finished


# Modules that Python and this package import, and what imports them.
MODULES = ("yaml", "typer", "copier", "rich", "sitecustomize", "usercustomize", "encodings", "git")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["status", "doctor", "check", "list", "diff"])
def test_modules_in_the_current_folder_are_not_imported(
    project: Path, command: str, clean_machine: Path
) -> None:
    program = Path(sys.executable).with_name("scaffold")
    for name in (*MODULES, "scaffold", "json"):
        (project / f"{name}.py").write_text(f"open({str(clean_machine / 'ran')!r}, 'w')")
    (project / "pyvenv.cfg").write_text("home = .\n")
    shutil.copy(project / "yaml.py", project / "conftest.py")
    run_command([str(program), command], folder=project)
    assert not (clean_machine / "ran").exists()


def change(project: Path, **answers: object) -> None:
    file = project / ".copier-answers.yml"
    known = yaml.safe_load(file.read_text("utf-8"))
    file.write_text(yaml.safe_dump({**known, **answers}), "utf-8")


ANSWERS: Mapping[str, Mapping[str, object]] = {
    "a release of thousands of digits": {"_commit": "v1." + "9" * 5_000},
    "a release of thousands of numbers": {"_commit": "v" + "1." * 100_000 + "1"},
    "a development version of thousands of digits": {"_commit": "v1.dev" + "9" * 5_000},
    "a release by a search of messages": {"_commit": ":/(a+)+$"},
    "a release by a search from another": {"_commit": "HEAD^{/(a+)+$}"},
    "a release by a file": {"_commit": "main:copier.yml"},
    "a release of a path": {"_commit": "../../../../etc/passwd"},
    "features as a bomb": {"features": BOMB},
    "features as brackets": {"features": "[" * 100_000},
    "features as a long list": {"features": "[" + "docker, " * 100_000 + "]"},
    "features as digits": {"features": "[" + "9" * 100_000 + "]"},
    "features as a Python object": {"features": "!!python/object/apply:os.system [touch ran]"},
    "kept as a bomb": {"kept": BOMB},
    "kept as brackets": {"kept": "[" * 100_000},
    "kept as a mapping in a text": {"kept": "{a: [b]}"},
    "a package above": {"package_name": "../../../outside"},
    "an absolute package": {"package_name": "/outside"},
    "a package in git's folder": {"package_name": ".git"},
    "a package of an expression": {"package_name": "{{ 7 * 7 }}"},
    "a package of escapes": {"package_name": "a\x1b[2Jb"},
    "a package that is long": {"package_name": "a" * 100_000},
    "a project above": {"project_name": "../../outside"},
    "a project of markup": {"project_name": "[/nope]"},
    "a layout of a path": {"layout": "../outside"},
    "a stack of a path": {"stack": "../../outside"},
    "a stack of a bomb": {"stack": BOMB},
    "an author of lines": {"author_name": 'x"\n[build-system]\nrequires = ["evil"]\n#'},
    "an author of escapes": {"author_name": "\x1b]0;x\x07\u202e"},
    "a description of an expression": {"description": "{{ ''.__class__.__mro__ }}"},
    "a description of a megabyte": {"description": "x" * 900_000},
    "a description of half a character": {"description": "\ud800"},
    "a Python of digits": {"oldest_python": "3." + "9" * 5_000},
    "files that were not created, above": {"_not_created": ["../outside/file.txt", "/etc/passwd"]},
    "files that were not created, in git": {"_not_created": [".git/hooks/post-commit", "\0", ""]},
}


def add_answers(project: Path, answers: Mapping[str, object]) -> None:
    if answers.get("description") == "\ud800":
        with (project / ".copier-answers.yml").open("a") as stream:
            stream.write('author_email: "\\ud800"\n')
    else:
        change(project, **answers)


@pytest.mark.parametrize("answers", ANSWERS.values(), ids=ANSWERS.keys())
def test_answers_lead_nowhere_and_are_bounded(
    scaffold: Scaffold, project: Path, outside: Path, answers: Mapping[str, object]
) -> None:
    outside.rename(project.parent / "outside")
    add_answers(project, answers)
    with nothing_changes(project.parent / "outside"):
        for words in (["status"], ["check"], ["doctor"], ["update", "-n"], ["update", "-l"]):
            finished = scaffold(words[0], project, *words[1:])
            check_all(finished)
            assert finished.exit_code in {0, 1, 2, 3, 4, 5}, finished
            assert "Traceback" not in finished.errors
    written = {path.name for path in project.parent.iterdir()}
    assert written == {"demo", "outside"}
    assert not list(project.parent.rglob("ran"))


DATA = {
    "aliases": BOMB,
    "brackets": "a: " + "[" * 100_000,
    "a long list": "a: [" + "1, " * 200_000 + "]",
    "digits": "a: " + "9" * 100_000,
    "a Python object": "a: !!python/object/apply:os.system [touch ran]",
    "a list in itself": "a: &a [*a]",
    "merges": "a: &a {b: 1}\nc: {<<: [" + "*a, " * 100_000 + "]}",
    "half a character": 'description: "\\ud800"',
}


@pytest.mark.parametrize("text", DATA.values(), ids=DATA.keys())
def test_a_file_of_answers_is_bounded(scaffold: Scaffold, clean_machine: Path, text: str) -> None:
    (clean_machine / "answers.yml").write_text(text)
    finished = scaffold("new", "demo", "-l", "--no-git", "--data-file", "answers.yml")
    assert finished.exit_code == 2, finished
    assert "Traceback" not in finished.errors
    assert not (clean_machine / "demo").exists()
    assert not (clean_machine / "ran").exists()


# Files of a repository that name others outside of it, or that run when they are imported.
REPOSITORIES: Mapping[str, Mapping[str, str]] = {
    "a readme outside": {"pyproject.toml": '[project]\nname = "a"\nreadme = "../secret.txt"\n'},
    "a license outside": {
        "pyproject.toml": '[project]\nname = "a"\nlicense = { file = "../secret.txt" }\n'
    },
    "license files outside": {
        "pyproject.toml": '[project]\nname = "a"\nlicense-files = ["../*.txt"]\n'
    },
    "a version outside": {
        "pyproject.toml": '[project]\nname = "a"\ndynamic = ["version"]\n'
        '[tool.setuptools.dynamic]\nversion = { file = "../secret.txt" }\n'
    },
    "metadata outside": {
        "setup.cfg": "[metadata]\nname = a\nversion = file: ../secret.txt\n"
        "description = file: ../secret.txt\nlicense_files = ../secret.txt\n"
    },
    "a version by an import": {
        "setup.cfg": "[metadata]\nname = a\nversion = attr: a.__version__\n",
        "a/__init__.py": "open('ran', 'w')\n__version__ = '1'\n",
    },
    "requirements outside": {"requirements.txt": "-r ../secret.txt\n-c ../secret.txt\n-e ../x\n"},
    "requirements of the machine": {"requirements.txt": "-r /etc/passwd\n--index-url http://x/\n"},
    "a name that leads above": {"pyproject.toml": '[project]\nname = "../../outside"\n'},
    "a name of an option": {"pyproject.toml": '[project]\nname = "--upload-pack=touch ran"\n'},
    "a name of escapes": {"pyproject.toml": '[project]\nname = "a\\u001b[2Jb"\n'},
    "a version of digits": {
        "pyproject.toml": f'[project]\nname = "a"\nversion = "{"9" * 5_000}"\n'
    },
    "a Python of digits": {
        "pyproject.toml": f'[project]\nname = "a"\nrequires-python = ">=3.{"9" * 5_000}"\n'
    },
    "packages outside": {
        "pyproject.toml": '[tool.setuptools.package-dir]\n"" = "../outside"\n'
        '[tool.setuptools]\npackages = ["../outside"]\n'
    },
    "packages of hatch outside": {
        "pyproject.toml": '[tool.hatch.build.targets.wheel]\npackages = ["../../outside/pkg"]\n'
    },
    "a setup that runs": {"setup.py": "open('ran', 'w')\nfrom setuptools import setup\nsetup()\n"},
    "a conftest that runs": {"conftest.py": "open('ran', 'w')\n", "tests/test_a.py": "import x\n"},
    "a backend of its own": {
        "pyproject.toml": "[build-system]\nrequires = []\n"
        'build-backend = "run"\nbackend-path = ["."]\n',
        "run.py": "open('ran', 'w')\n",
    },
    "hooks of pre-commit": {
        ".pre-commit-config.yaml": "repos: [{repo: local, hooks: [{id: a, name: a, "
        "language: system, entry: touch ran}]}]\n"
    },
    "recipes with commands": {"justfile": "x := `touch ran`\nset shell := ['touch', 'ran']\n"},
    "variables of a Makefile": {"Makefile": "X := $(shell touch ran)\ntest:\n\ttouch ran\n"},
    "variables of direnv": {".envrc": "touch ran\n", ".env": "A=$(touch ran)\n"},
    "a kernel of a notebook": {"a.ipynb": notebook(code("!touch ran"), kernelspec={"name": "x"})},
    "a workflow of aliases": {".github/workflows/a.yml": BOMB},
    "a workflow of Python": {
        ".github/workflows/a.yml": "a: !!python/object/apply:os.system [touch ran]\n"
    },
    "a pipeline that includes": {".gitlab-ci.yml": "include: [http://127.0.0.1:9/x.yml]\n"},
    "a Dockerfile from elsewhere": {
        "Dockerfile": "FROM 127.0.0.1:9/x\nADD http://127.0.0.1:9/ /\n"
    },
    "entities of XML": {
        "pom.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "README.md": '<!ENTITY x SYSTEM "file:///etc/passwd">\n',
    },
    "a settings file of pip": {"pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n"},
    "a description of brackets": {
        "pyproject.toml": f'[project]\nname = "a"\ndescription = "{"<" * 200_000}"\n'
    },
    "an author of brackets": {
        "pyproject.toml": '[project]\nname = "a"\nauthors = [{ name = "' + "[<" * 100_000 + '" }]\n'
    },
    "a readme of brackets": {"README.md": "# " + "[" * 200_000},
    "a readme of blanks": {"README.md": "a" + " " * 200_000 + "b\n" + "\n " * 100_000},
    "a license of copyrights": {"LICENSE": "copyright " * 50_000},
    "a license of years": {"LICENSE": "Copyright (c) " + "2020, " * 50_000 + "!"},
    "a license of angles": {"LICENSE": "Copyright 2020 Ada " + "<" * 200_000},
    "a license of parentheses": {"LICENSE": "Copyright 2020 Ada " + "( " * 100_000},
    "a license of blank lines": {"LICENSE": "\n" * 200_000 + "Copyright 2020 Ada"},
    "blank lines everywhere": {
        "a.py": "\n" * 200_000 + "import broken here",
        "a.ipynb": json.dumps(
            {"cells": [{"cell_type": "code", "source": "\n" * 200_000 + "1 +"}], "nbformat": 4}
        ),
        "tests/test_a.py": "\n" * 200_000,
        "requirements.txt": "\n" * 200_000,
        "environment.yml": "\n" * 200_000,
        ".python-version": "\n" * 100_000,
    },
    "a workflow of blank lines": {".github/workflows/a.yml": "\n" * 200_000 + "run: pytest"},
    "a workflow of options": {".github/workflows/a.yml": "run: " + "pip -a " * 30_000},
    "a workflow of commands": {".github/workflows/a.yml": "run: " + "uv run " * 30_000},
    "plugins of repo-review": {
        "pyproject.toml": "[tool.repo-review]\nselect = ['*']\nplugins = ['run']\n",
        "run.py": "open('ran', 'w')\n",
    },
}


@pytest.mark.parametrize("files", REPOSITORIES.values(), ids=REPOSITORIES.keys())
def test_a_repository_is_examined_and_adopted_without_what_it_names(
    scaffold: Scaffold, clean_machine: Path, outside: Path, files: Mapping[str, str]
) -> None:
    outside.rename(clean_machine / "outside")
    (clean_machine / "secret.txt").write_text(PRIVATE)
    for path, content in files.items():
        (clean_machine / "found" / path).parent.mkdir(parents=True, exist_ok=True)
        (clean_machine / "found" / path).write_text(content)
    with nothing_changes(clean_machine / "outside"):
        for words in (["doctor"], ["adopt", "-l", "-n"], ["adopt", "-l", "--stack", "skeleton"]):
            finished = scaffold(words[0], clean_machine / "found", *words[1:])
            assert finished.exit_code in {0, 2, 3, 4, 5}, finished
            check_all(finished)
            assert PRIVATE not in finished.output + finished.errors
    adopted = clean_machine / "found"
    for file in [each for each in adopted.rglob("*") if each.is_file()]:
        assert PRIVATE.encode() not in file.read_bytes()
    assert not list(clean_machine.rglob("ran"))


NAMES = (
    "$(touch ran)",
    "`touch ran`",
    "; touch ran #",
    "| touch ran",
    "--help",
    "-rf",
    "~",
    "~root",
    "*",
    "a\nb",
    "a\x1b[2J",
    " ",
    "a ",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "%s%n",
    "\\..\\a",
    "a" * 250,
    "é" * 120,
    "e\u0301",
    "\u202etxt.exe",
    "\u200b",
    "\ufeff",
    "con",
    "nul.txt",
    ":",
    "::warning::x",
    "[/nope]",
    "\udcff\udcfe",
    ".git ",
    ".GIT~1",
)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_a_name(scaffold: Scaffold, project: Path, name: str) -> None:
    (project / name).mkdir(parents=True)
    (project / name / name).parent.mkdir(parents=True, exist_ok=True)
    for file in (project / name / name, project / f"{name}.csv"):
        if len(os.fsencode(file.name)) < 255:
            file.write_text("x")
    shell(project, "git init -q; git add -A 2> /dev/null || true")
    for words in (
        ["status"],
        ["check", "--patch"],
        ["doctor", "--fix", "--allow-dirty"],
        ["update", "--allow-dirty", "-d", "description=X."],
        ["undo"],
    ):
        finished = scaffold(words[0], project, *words[1:])
        assert finished.exit_code in {0, 3}, finished
        assert "Traceback" not in finished.errors
        if words[0] != "check":  # A patch has the bytes that Git reads.
            check_all(finished)
    assert not list(project.parent.rglob("ran"))


def test_a_deep_folder_is_walked_to_its_end(scaffold: Scaffold, project: Path) -> None:
    """It is deeper than a path may be, so that no name leads to its end."""
    at = os.open(project, os.O_RDONLY)
    for _ in range(60):
        os.mkdir("d" * 200, dir_fd=at)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(os.open("file.csv", os.O_CREAT, dir_fd=at))
    os.close(at)
    for command in ("status", "check", "doctor"):
        finished = scaffold(command, project)
        assert finished.exit_code in {0, 3}, finished
        assert "Traceback" not in finished.errors
    shell(project, f"rm -rf {'d' * 200}")


LINKS: Mapping[str, str] = {
    "the root": "/",
    "the processes": "/proc",
    "devices": "/dev",
    "the folder itself": ".",
    "the folder above": "..",
    "a circle": "link",
}


@pytest.mark.parametrize("target", LINKS.values(), ids=LINKS.keys())
@pytest.mark.parametrize("place", ["link", "data", "src", "notebooks", ".github"])
def test_a_link_to_a_folder_is_not_entered(
    scaffold: Scaffold, project: Path, place: str, target: str
) -> None:
    shutil.rmtree(project / place, ignore_errors=True)
    (project / place).symlink_to(target)
    for words in (["status"], ["check"], ["doctor"], ["update", "-d", "description=X."]):
        finished = scaffold(words[0], project, *words[1:])
        assert finished.exit_code in {0, 3, 4}, finished
        assert "Traceback" not in finished.errors
    assert (project / place).is_symlink()


def fifo(project: Path) -> None:
    os.mkfifo(project / ".git")


def zeros(project: Path) -> None:
    (project / ".git").symlink_to("/dev/zero")


def repository_with(path: str) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        shell(project, "git init -q; git add -A")
        (project / path).unlink(missing_ok=True)
        (project / path).parent.mkdir(exist_ok=True)
        os.mkfifo(project / path)

    return make


def including(target: str) -> Callable[[Path], None]:
    def make(project: Path) -> None:
        shell(project, f"git init -q; git add -A; mkfifo pipe; git config include.path {target}")

    return make


STRANGE_GIT: Mapping[str, Callable[[Path], None]] = {
    "a pipe": fifo,
    "a link to a device": zeros,
    "settings from a pipe": repository_with(".git/config"),
    "a head from a pipe": repository_with(".git/HEAD"),
    "an index from a pipe": repository_with(".git/index"),
    "rules from a pipe": repository_with(".git/info/exclude"),
    "references from a pipe": repository_with(".git/packed-refs"),
    "settings that include a pipe": including("../pipe"),
    "settings that include a device": including("/dev/zero"),
    "settings that include themselves": including("config"),
}


@pytest.mark.parametrize("make", STRANGE_GIT.values(), ids=STRANGE_GIT.keys())
@pytest.mark.parametrize("command", ["status", "check", "doctor"])
def test_a_strange_repository_keeps_no_command_waiting(
    scaffold: Scaffold,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path], None],
    command: str,
) -> None:
    monkeypatch.setenv("SCAFFOLD_GIT_TIMEOUT", "1")
    make(project)
    finished = scaffold(command, project)
    assert finished.exit_code in {0, 1, 3}, finished
    assert "Traceback" not in finished.errors
    check_all(finished)


HOLDERS = {
    "escapes": {"command": "\x1b[2J\n::set-env name=x::y", "host": "\x1b]0;x\x07"},
    "markup": {"command": "[/nope]", "host": "[link=http://evil]x[/link]"},
    "a long command": {"command": "x" * 100_000, "host": "y" * 100_000},
}


@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS.keys())
def test_what_a_lock_says_is_shown(
    scaffold: Scaffold, project: Path, holder: Mapping[str, object]
) -> None:
    import fcntl

    lock = write_lock(project, json.dumps({**holder, "process": 1}))
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        finished = scaffold("update", project, "-d", "description=X.")
    assert finished.exit_code == 5
    check_all(finished)
    assert len(finished.errors) < 10_000


COMMANDS = (["status"], ["check"], ["diff"], ["doctor"], ["update"], ["adopt"], ["undo"])


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_journal_that_came_with_a_project_is_called_that(
    scaffold: Scaffold, project: Path, words: list[str]
) -> None:
    write_journal(project, [step("conftest.py", None, NEW)], {"new/0": NEW}, is_own=False)
    with nothing_changes(project):
        finished = scaffold(words[0], project)
    assert finished.exit_code == 5
    assert "`.scaffold/journal` was not written by you" in finished.error_lines[0]
    assert "Delete it" in finished.error_lines[1]
    assert "interrupted" not in finished.errors


def test_a_folder_that_is_called_a_journal_is_called_strange(
    scaffold: Scaffold, project: Path
) -> None:
    (project / ".scaffold" / "journal").mkdir(parents=True)
    finished = scaffold("status", project)
    assert finished.exit_code == 5
    assert "Unexpected file at `.scaffold/journal`" in finished.error_lines[0]


LESSONS = """
[[lessons]]
name = {name}
title = "One"
exercises = [{{name = {name}, hint = "h", tests = [{test}], file = "src/a.py", function = "f"}}]
"""


@pytest.mark.parametrize("name", ["../../outside/x", "/outside", "a/../../../x", ".git/hooks/x"])
@pytest.mark.parametrize("command", ["hint", "solve", "reset"])
def test_the_name_of_an_exercise_leads_nowhere(
    scaffold: Scaffold, project: Path, outside: Path, command: str, name: str
) -> None:
    (project / "workshop").mkdir()
    text = LESSONS.format(name=json.dumps(name), test='"tests/test_a.py"')
    (project / "workshop" / "lessons.toml").write_text(text)
    (project / "src" / "a.py").write_text("def f():\n    return 1\n")
    before = {path.name for path in project.parent.iterdir()}
    with nothing_changes(outside):
        finished = scaffold("workshop", command, name, "--project", project)
    assert "Traceback" not in finished.errors
    assert {path.name for path in project.parent.iterdir()} == before
    assert not (project / ".git").exists()


# An entry that is trusted, and an address that only looks as if it covered it.
SPOOFED = {
    "a letter of another script": ("https://github.com/", "https://g\u0456thub.com/ada/x.git"),
    "a letter unseen": ("https://github.com/", "https://github.com\u200b/ada/x.git"),
    "a dot at the end": ("https://github.com/", "https://github.com./ada/x.git"),
    "a host in code": ("https://github.com/", "https://%67ithub.com/ada/x.git"),
    "a wide dot": ("https://github.com/", "https://github\uff0ecom/ada/x.git"),
    "a tab": ("https://github.com/", "https://github.com\t.evil.example/ada/x.git"),
    "a new line": ("https://github.com/", "https://github.com\n.evil.example/ada/x.git"),
    "a backslash": ("https://github.com/", "https://evil.example\\@github.com/x.git"),
    "a hash before the host": ("https://github.com/", "https://evil.example#@github.com/x.git"),
    "a question before the host": ("https://github.com/", "https://evil.example?@github.com/x.git"),
    "a slash in code": ("https://github.com/ada/", "https://github.com/ada%2f..%2fevil/x.git"),
    "a slash in two codes": (
        "https://github.com/ada/",
        "https://github.com/ada/%252e%252e/evil.git",
    ),
    "two slashes": ("https://github.com/ada/", "https://github.com//evil/x.git"),
    "another port": ("https://github.com/", "https://github.com:8443/x.git"),
    "a host in numbers": ("https://127.0.0.1/", "https://2130706433/x.git"),
    "an address of ssh as a host": ("git@github.com:ada/", "git@github.com.evil.example:ada/x.git"),
    "an option as a user": ("ssh://git@github.com/", "ssh://-oProxyCommand=x@github.com/x.git"),
    "a folder by its link": ("/srv/templates/", "/srv/templates/../../etc/x"),
    "a folder with a letter unseen": ("/srv/templates/", "/srv/templates\u200b/x"),
    "a folder in other capitals": ("/srv/templates/", "/srv/Templates/x"),
    "the file scheme with a host": ("/srv/x.git", "file://evil.example/srv/x.git"),
    "another scheme in capitals": ("https://github.com/", "HTTP://GITHUB.COM/ada/x.git"),
}


@pytest.mark.parametrize(("entry", "address"), SPOOFED.values(), ids=SPOOFED.keys())
def test_an_address_that_looks_like_a_trusted_one_is_not(entry: str, address: str) -> None:
    from scaffold.errors import ScaffoldError

    with trusting([entry]):
        try:
            parsed = parse_address(address)
        except ScaffoldError:
            return
        assert not is_trusted(parsed), parsed


def test_patterns_on_which_git_takes_long_keep_no_command_waiting(
    scaffold: Scaffold, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCAFFOLD_GIT_TIMEOUT", "2")
    (project / ".gitignore").write_text(("*a" * 60 + "b\n" + "**/a*" * 30 + "b\n") * 20)
    for number in range(20):
        (project / ("a" * 200 + str(number))).touch()
    shell(project, "git init -q")
    for command in ("status", "check", "doctor"):
        finished = scaffold(command, project)
        assert finished.exit_code in {0, 1, 3}, finished
        assert "Traceback" not in finished.errors
