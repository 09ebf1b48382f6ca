import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from scaffold import __version__, report
from scaffold.cli import app
from scaffold.template.question_numbers import wrap
from tests.kit.machine import Scaffold
from tests.kit.terminal import read_until, start_on_terminal, without_styles


def test_the_version_is_printed(scaffold_process: Scaffold) -> None:
    assert scaffold_process("--version").output == f"scaffold {__version__}\n"


@pytest.mark.parametrize("command", [[], ["new"], ["list"]])
def test_every_command_explains_itself(scaffold: Scaffold, command: list[str]) -> None:
    finished = scaffold(*command, "--help")
    assert finished.exit_code == 0
    assert "Usage" in finished.output
    assert finished.errors == ""


def test_no_help_names_types_of_python(scaffold: Scaffold) -> None:
    listed = list_commands(get_command(app), [])
    assert ["fleet", "update"] in listed
    pages = [scaffold(*command, "--help").output for command in listed]
    shown = {word for page in pages for word in re.findall(r"<[^>]*>", page)}
    assert shown == {"<package>"}  # The layout `src/<package>/`.


def list_commands(command: Any, path: list[str]) -> list[list[str]]:
    below = getattr(command, "commands", {}).items()
    return [path, *(each for name, sub in below for each in list_commands(sub, [*path, name]))]


def test_help_does_not_load_copier() -> None:
    program = (
        "import sys\nfrom scaffold.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "assert not {'copier', 'yaml', 'jinja2'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_no_command_looks_through_its_memory_before_it_ends() -> None:
    program = (
        "import atexit, gc, sys\n"
        "atexit.register(lambda: print(gc.get_freeze_count()))\n"  # Runs after all that follow.
        "from scaffold.cli import main\nsys.argv = ['scaffold', '--version']\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert int(done.stdout.splitlines()[-1]) > 0


def test_an_update_with_nothing_new_does_not_load_copier(scaffold: Scaffold) -> None:
    assert scaffold("new", "demo", "--stack", "skeleton", "--no-git").exit_code == 0
    program = (
        "import sys\nfrom scaffold.cli import app\n"
        "try:\n    app(['update', 'demo'])\nexcept SystemExit as left:\n    assert not left.code\n"
        "assert not {'copier', 'jinja2'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert b"Already up to date" in done.stdout


def test_completion_is_offered_for_the_shell(
    scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Typer would look for the shell that started the tests, which need not be one it knows.
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    finished = scaffold("--show-completion", "bash")
    assert "_SCAFFOLD_COMPLETE" in finished.output


def test_a_new_project_is_shown_with_the_next_two_commands(
    scaffold_process: Scaffold, clean_machine: Path
) -> None:
    finished = scaffold_process("new", "demo", "--defaults")
    assert finished.exit_code == 0, finished.errors
    assert "├── src/demo/" in finished.output
    made, next_steps = finished.output.split("\nNext steps:\n")
    assert f"files in `{clean_machine / 'demo'}` (initial commit " in made
    assert len(next_steps.splitlines()) == 2
    assert "Traceback" not in finished.errors


@pytest.mark.parametrize("into", ["..", "a b/c", "."])
def test_the_next_commands_lead_to_the_project_from_where_one_stands(
    scaffold: Scaffold, clean_machine: Path, into: str
) -> None:
    finished = scaffold("new", "demo", "--stack", "skeleton", "--into", into)
    first = finished.output.split("\nNext steps:\n")[1].splitlines()[0].strip()
    go_there = first.partition(" && ")[0]
    arrived = subprocess.check_output(["sh", "-c", f"{go_there} && pwd -P"], text=True)
    assert Path(arrived.strip()) == (clean_machine / into / "demo").resolve()


def test_the_place_of_a_new_project_is_said_without_a_detour_and_through_links_as_named(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    (clean_machine / "folder" / "inner").mkdir(parents=True)
    (clean_machine / "link").symlink_to("folder")
    above = scaffold("new", "demo", "--stack", "skeleton", "--into", "link/inner/..")
    assert f"files in `{clean_machine}/folder/demo` (" in above.output
    again = scaffold("new", "demo", "--stack", "skeleton", "--into", "link/inner/..")
    assert f"error: `{clean_machine}/folder/demo` already exists" in again.errors
    through = scaffold("new", "other", "--stack", "skeleton", "--into", "link")
    assert f"files in `{clean_machine}/link/other` (" in through.output


def test_the_json_of_a_new_project_stands_alone_on_stdout(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    finished = scaffold("new", "demo", "--stack", "skeleton", "--json", "--no-git")
    made = json.loads(finished.output)
    assert made["path"] == str(clean_machine / "demo")
    assert made["answers"]["stack"] == "skeleton"
    assert made["commit"] is None
    assert "src/data/.gitkeep" in made["files"]


@pytest.mark.parametrize("option", ["--dry-run", "--pretend", "-n"])
def test_a_dry_run_says_what_it_would_make(
    scaffold: Scaffold, clean_machine: Path, option: str
) -> None:
    finished = scaffold("new", "demo", option)
    assert finished.exit_code == 0
    assert "Would create" in finished.output
    assert list(clean_machine.iterdir()) == []


def test_options_pairs_and_a_file_of_answers_work_together(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    Path("answers.yml").write_text("author_name: Ada Example\nlayout: package\n")
    options = ["--stack", "skeleton", "--features", "none", "-d", "description=Two words"]
    finished = scaffold(
        "new", "demo", "--data-file", "answers.yml", *options, "--into", "a/b", "--json"
    )
    answers = json.loads(finished.output)["answers"]
    assert answers["author_name"] == "Ada Example"
    assert answers["description"] == "Two words"
    assert answers["features"] == []
    assert (clean_machine / "a" / "b" / "demo" / "src" / "demo").is_dir()


def test_features_of_a_template_from_elsewhere_are_that_templates_own(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    Path("template").mkdir()
    choices = "features: {type: str, multiselect: true, choices: [sails, oars, motor]}\n"
    Path("template/copier.yml").write_text(choices)
    Path("template/boat.txt.jinja").write_text("{{ features | join(' and ') }}\n")
    options = ["--template", "template", "--no-git"]
    finished = scaffold("new", "demo", *options, "--features", "sails, oars")
    assert finished.exit_code == 0, finished.errors
    assert (clean_machine / "demo" / "boat.txt").read_text() == "sails and oars\n"
    refused = scaffold("new", "other", *options, "--features", "docker")
    assert refused.exit_code == 2
    assert "docker" in refused.error_lines[0]


def test_a_command_that_runs_is_shown_as_it_is_typed(capfd: pytest.CaptureFixture[str]) -> None:
    report.print_command("demo train --layers '[8, 8]' [bold]")
    assert capfd.readouterr() == ("", "\n$ demo train --layers '[8, 8]' [bold]\n")


def test_the_lists_are_printed_for_people_and_for_machines(scaffold: Scaffold) -> None:
    catalog = json.loads(scaffold("list", "--json").output)
    printed = scaffold("list").output
    assert set(catalog) == {"stacks", "features", "releases"}
    assert {"tagifai", "skeleton"} <= {stack["name"] for stack in catalog["stacks"]}
    for kind in catalog.values():
        for choice in kind:
            assert choice["name"] in printed
            assert choice["summary"] in printed


@pytest.mark.case
@pytest.mark.parametrize(
    ("arguments", "exit_code", "error", "hint"),
    [
        (["class"], 2, "is a Python keyword", "Try `class-project`"),
        (["demo", "--stack", "tagify"], 2, "`tagify` is not a choice for `stack`", "`tagifai`?"),
        (["demo", "--layout", "src"], 2, "`src` is not a choice", "-d layout=...`: package, flat"),
        (
            ["demo", "--features", "dockers"],
            2,
            "Unknown feature `dockers`",
            "Did you mean `docker`?",
        ),
        (["demo", "-d", "features=[dockers]"], 2, "dockers", ""),
        (["demo", "-d", "stak=tagifai"], 2, "Unknown question `stak`", "Did you mean `stack`?"),
        (["demo", "-d", "tagifai=."], 2, "Unknown question `tagifai`", ""),
        (["demo", "-d", "stack"], 2, "Invalid answer `stack`", "Use `KEY=VALUE`"),
        (
            ["demo", "--stack", "skeleton", "-d", "stack=tagifai"],
            2,
            "Conflicting values",
            "Pass either",
        ),
        (["demo", "--data-file", "nowhere.yml"], 2, "Cannot read `nowhere.yml`", ""),
        (["demo", "-d", "package_name=json"], 2, "standard library", "Try `json_project`"),
        (
            ["demo", "--release", "9.9"],
            1,
            "Unknown release `9.9` (scaffold ",
            "Upgrade mlops-scaffold",
        ),
        (
            ["demo", "--release", "newest"],
            1,
            "Unknown release `newest`",
            "Run `scaffold list` to see the releases",
        ),
        (
            ["demo", "--template", "nowhere"],
            1,
            "No template found at `nowhere`",
            "Check `--template`",
        ),
        (["demo", "--run", "--stack", "skeleton"], 1, "nothing to run", "another `--stack`"),
        (["taken"], 5, "already exists and is not empty", "Choose another name"),
        (["taken/file"], 2, "is a path", ""),
        (["demo", "--into", "taken/file"], 5, "is not a folder", ""),
    ],
)
def test_a_mistake_is_one_sentence_with_a_hint_and_an_exit_code(
    scaffold: Scaffold,
    clean_machine: Path,
    arguments: list[str],
    exit_code: int,
    error: str,
    hint: str,
) -> None:
    (clean_machine / "taken").mkdir()
    (clean_machine / "taken" / "file").write_text("mine")
    finished = scaffold("new", *arguments)
    assert finished.exit_code == exit_code, finished.errors
    sentence, advice = finished.error_lines
    assert error in sentence
    assert hint in advice
    assert "Traceback" not in finished.errors
    assert sorted(path.name for path in clean_machine.iterdir()) == ["taken"]
    assert (clean_machine / "taken" / "file").read_text() == "mine"


@pytest.mark.parametrize("arguments", [["new"], ["new", "demo", "--bogus"], ["newest"], []])
def test_a_call_that_cannot_be_read_is_answered_with_the_usage(
    scaffold: Scaffold, arguments: list[str]
) -> None:
    finished = scaffold(*arguments)
    assert finished.exit_code == 2
    assert "Usage" in finished.output + finished.errors


def test_a_dry_run_cannot_be_run(scaffold: Scaffold, clean_machine: Path) -> None:
    finished = scaffold("new", "demo", "--dry-run", "--run")
    assert finished.exit_code == 2
    assert list(clean_machine.iterdir()) == []


def test_blank_exercises_cannot_be_run(scaffold: Scaffold, clean_machine: Path) -> None:
    finished = scaffold("new", "demo", "--workshop", "--run")
    assert finished.exit_code == 2
    assert "cannot be used with `--workshop`" in finished.errors
    assert list(clean_machine.iterdir()) == []


# In the order in which users decide; the name was given before.
QUESTIONS = (
    "1. Stack",
    "2. Features",
    "3. Python package name",
    "4. Source layout",
    "5. One-sentence description",
    "6. Author",
    "7. License",
    "8. Minimum Python version",
)


@pytest.mark.parametrize(("answer", "exit_code"), [(b"\r", 0), (b"n\r", 130)])
def test_on_a_terminal_it_asks_in_order_and_shows_the_answers_before_anything_is_made(
    clean_machine: Path, answer: bytes, exit_code: int
) -> None:
    process, terminal = start_on_terminal("new", "demo", "--no-git")
    for question in QUESTIONS:
        read_until(terminal, question)
        # A key that is pressed before the prompt reads the terminal waits there.
        os.write(terminal, b"\r")
    summary = without_styles(read_until(terminal, "/demo? [Y/n]"))
    assert re.search(r"stack +tagifai\s+Create \d+ files in", summary)
    assert list(clean_machine.iterdir()) == []
    os.write(terminal, answer)
    rest = read_until(terminal, "Next steps" if exit_code == 0 else "Nothing was created")
    assert ("Created" in rest) == (exit_code == 0)
    assert process.wait(timeout=60) == exit_code
    assert (clean_machine / "demo").exists() == (exit_code == 0)
    os.close(terminal)


def test_long_questions_are_wrapped_behind_their_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    wrapped = wrap("What is the name of the project and its folder?\n  ", len("12. "))
    assert wrapped == "What is the name of the\n    project and its folder?\n  "


def test_ctrl_c_at_a_question_leaves_nothing(clean_machine: Path) -> None:
    process, terminal = start_on_terminal("new", "demo", "--stack", "skeleton")
    read_until(terminal, "Features")
    os.write(terminal, b"\x03")
    assert process.wait(timeout=60) == 130
    assert list(clean_machine.iterdir()) == []
    os.close(terminal)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_it_works_leaves_nothing(
    clean_machine: Path, tmp_path: Path, number: int
) -> None:
    Path("template").mkdir()
    # Slow enough to be met at work: the loop runs inside the render.
    slow = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    Path("template/slow.jinja").write_text(slow)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "scaffold", "new", "demo", "--template", "template"],
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    # It renders in a temporary folder, without end.
    until = time.monotonic() + 60
    while not list(temporary.iterdir()) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(number)
    try:
        assert process.wait(timeout=60) == 128 + number
    finally:
        process.kill()
    assert [path.name for path in clean_machine.iterdir()] == ["template"]
    assert list(temporary.iterdir()) == []
