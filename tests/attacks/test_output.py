"""What a stranger's project contains is shown, and neither a terminal nor a workflow obeys it."""

import ast
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold import report
from scaffold.adoption.guess import Guess
from scaffold.doctor.diagnosis import Diagnosis, Examined
from scaffold.doctor.findings import Finding, Skipped
from scaffold.errors import ScaffoldError
from scaffold.report.plain import disarm, spell
from scaffold.template.exercises.lessons import Exercise, Lesson
from scaffold.workshop.progress import ExerciseState, Result
from tests.conftest import REPOSITORY
from tests.kit.machine import Finished, Scaffold
from tests.unit.test_patch import git

# What it does, and how it is shown.
HOSTILE = {
    "a color": ("a\x1b[31mb", r"a\x1b[31mb"),
    "a title": ("a\x1b]0;owned\x07b", r"a\x1b]0;owned\x07b"),
    "an address": ("\x1b]8;;http://evil\x1b\\x", r"\x1b]8;;http://evil\x1b\x"),
    "a C1 control": ("a\x9b2Jb\x9d", r"a\x9b2Jb\x9d"),
    "a delete": ("a\x7f\x08b", r"a\x7f\x08b"),
    "a carriage return": ("a\rerror: b", r"a\rerror: b"),
    "another direction": ("a\u202efdp.b\u2066\u200f", r"a\u202efdp.b\u2066\u200f"),
    "no width": ("a\u200bb\ufeffc\u2060", r"a\u200bb\ufeffc\u2060"),
    "an invisible tag": ("a\U000e0041b", r"a\U000e0041b"),
    "a separator": ("a\u2028::warning::b\u2029c\x85d", r"a\u2028::warning::b\u2029c\x85d"),
    "a new line": ("a\n::stop-commands::b", r"a\n::stop-commands::b"),
    "an odd blank": ("\xa0\u3000::set-env name=x::b", r"\xa0\u3000::set-env name=x::b"),
    "a section of GitLab": ("section_start:0:a\r\x1b[0Kb", r"section_start:0:a\r\x1b[0Kb"),
    "no text": ("a\udcff\udc9bb", r"a\udcff\udc9bb"),
    "half a character": ("a\ud800b", r"a\ud800b"),
    "a link as markup": ("[link=http://evil]x[/link]", "[link=http://evil]x[/link]"),
    "broken markup": ("[/nope] [bold", "[/nope] [bold"),
    "an emoji as a word": (":skull:", ":skull:"),
    "Azure's command": ("a ##vso[task.setvariable variable=x]b", r"a \x23#vso[task.setvariable"),
    "GitHub's older command": ("a###[group]b", r"a#\x23#[group]b"),
    "TeamCity's command": ("##teamcity[buildStatus]", r"\x23#teamcity[buildStatus]"),
}
hostile = pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE.keys())
# The bytes of a name that no file system has in it.
NAMES = {
    key: pair for key, pair in HOSTILE.items() if "/" not in pair[0] and "\ud800" not in pair[0]
}
_ANNOTATION = re.compile(r"::warning file=[^:]*,title=[^:]*::")


def check(output: str) -> None:
    """Check that nothing in some lines is obeyed by a terminal or by the log of a workflow."""
    for line in output.split("\n"):
        assert line.isprintable(), ascii(line)
        if not _ANNOTATION.match(line):  # What follows it is a part of the annotation.
            assert not line.lstrip().startswith("::"), line
            assert not re.search(r"##\w*\[", line), line


def check_all(finished: Finished) -> None:
    check(finished.output)
    check(finished.errors)


class TestLines:
    @hostile
    def test_a_text_is_shown_as_it_is(
        self, capfd: pytest.CaptureFixture[str], text: str, shown: str
    ) -> None:
        for printed in (text, f"  {text}", f"a: {text}"):
            report.print_line(printed)
            report.print_line(("", "bold"), (printed, "red"), aside=True)
            for output in capfd.readouterr():
                check(output)
                assert shown in output
                assert output.count("\n") == 1

    @pytest.mark.parametrize(
        ("parts", "shown"),
        [
            (("::warning::x",), r"\x3a:warning::x"),
            (("   ::add-mask::x",), r"   \x3a:add-mask::x"),
            ((":", ":debug::x"), r"\x3a:debug::x"),
            ((" ", (":", "bold"), ":x"), r" \x3a:x"),
            (("#", ("#[", "bold"), "error]x"), r"\x23#[error]x"),
            ((":::",), r"\x3a::"),
        ],
    )
    def test_parts_of_a_line_are_no_command_together(
        self, capfd: pytest.CaptureFixture[str], parts: tuple[str, ...], shown: str
    ) -> None:
        report.print_line(*parts)
        assert capfd.readouterr().out == f"{shown}\n"

    @pytest.mark.parametrize(
        "text", ["a::b", "http://a", "# a", "## [a] (b)", "a: :b", "C:\\x", ""]
    )
    def test_ordinary_text_stays(self, text: str) -> None:
        assert disarm(spell(text)) == text

    def test_long_lines_are_not_broken(
        self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "20")
        report.print_line("a" * 19, " ::warning::x " * 9)
        report.print_note("a" * 19 + " ::warning::x " * 9)
        assert all(output.count("\n") == 1 for output in capfd.readouterr())


class TestReports:
    """All reports, of texts that nobody has seen before."""

    @hostile
    def test_errors_and_notes(
        self, capfd: pytest.CaptureFixture[str], text: str, shown: str
    ) -> None:
        report.print_error(ScaffoldError(text, text))
        report.print_note(text)
        report.print_command(text)
        report.print_foreign(text)
        report.print_next_steps([text])
        with report.progress(text):
            pass
        written = capfd.readouterr()
        check(written.out)
        check(written.err)
        assert shown in written.err

    @hostile
    def test_lessons(self, capfd: pytest.CaptureFixture[str], text: str, shown: str) -> None:
        exercise = Exercise(text, text, (text,), text, text)
        lesson = Lesson(text, text, (exercise,))
        for state in ExerciseState:
            report.print_lessons([Result(lesson, exercise, state, text)])
        output = capfd.readouterr().out
        check(output)
        assert shown in output

    @hostile
    def test_findings(
        self, capfd: pytest.CaptureFixture[str], clean_machine: Path, text: str, shown: str
    ) -> None:
        found = (Finding(text, text), Finding(text, text, 3), Finding("", text))
        examined = (
            Examined(text, text, found, text, text),
            Examined("ML000", text, Skipped(text)),
            Examined("ML001", text, ()),
        )
        report.print_diagnosis(Diagnosis(clean_machine, examined), [text])
        output = capfd.readouterr().out
        check(output)
        assert shown in output
        assert len(output.splitlines()) == 10

    @hostile
    def test_guesses_are_columns(
        self, capfd: pytest.CaptureFixture[str], text: str, shown: str
    ) -> None:
        report.print_guesses([Guess(text, [text], text), Guess("表", "wide", "a reason")])
        first, second = capfd.readouterr().err.splitlines()
        check(f"{first}\n{second}")
        assert shown in first
        assert second.startswith("  表  ")

    @given(text=st.text(st.characters(exclude_categories=()), max_size=20))
    @settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_any_text(self, capfd: pytest.CaptureFixture[str], text: str) -> None:
        report.print_line(text)
        report.print_line("  ", (text, "bold"), "  x")
        output = capfd.readouterr().out
        check(output)
        assert output.count("\n") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "\x1b[31m"),
        ("new", "a", "\x1b[31m\n::warning::x"),
        ("new", "a", "--data", "\x1b[31m"),
        ("new", "a", "--data", "\x1b]0;x\x07=1"),
        ("new", "a", "--stack", "\x9b2J\u202e"),
        ("new", "a", "--features", "docker,\x1b[2J\n::x"),
        ("new", "a", "--layout", "\u2028::debug::x"),
        ("new", "a", "--release", "\x1b[2J"),
        ("new", "a", "--template", "\x1b[2J\n::warning::x"),
        ("new", "a", "--data-file", "\x1b[2J"),
        ("new", "a", "--seed", "\x1b[2J\n::set-output name=x::y"),
        ("new", "a", "--\x1b[31m\n::warning::x"),
        ("new", "a", "-\x1b"),
        ("\x1b[2J\n::warning::x",),
        ("\u202e",),
        ("workshop", "\x1b[2J"),
        ("update", "\x1b[2J\n::warning::x"),
        ("check", "[/nope]\udcff\x1b"),
        ("doctor", "\u202e\x1b"),
        ("doctor", "--select", "\x1b[2J"),
        ("add", "\x1b[2J\n::warning::x"),
        ("workshop", "hint", "\x1b[2J", "--project", "\x1b\n::x::"),
    ],
    ids=ascii,
)
def test_what_is_wrong_with_a_command_line_is_shown(
    scaffold: Scaffold, arguments: tuple[str, ...]
) -> None:
    finished = scaffold(*arguments)
    check_all(finished)
    assert finished.exit_code in {1, 2, 5}
    assert "rror: " in finished.errors
    assert "Traceback" not in finished.errors


def test_help_for_no_command_is_help(scaffold: Scaffold) -> None:
    finished = scaffold()
    assert finished.exit_code == 2
    assert "Usage: scaffold" in finished.output + finished.errors


BROKEN = """
import sys, warnings
import scaffold.cli as cli

@cli.app.command("break")
def _break() -> None:
    {statement}

sys.argv = ["scaffold", "break"]
cli.main()
"""


@pytest.mark.parametrize("statement", ["raise RuntimeError({!r})", "warnings.warn({!r})"])
def test_crashes_and_warnings_are_shown_spelled_out(statement: str, tmp_path: Path) -> None:
    text = "\x1b[31m\n::stop-commands::x\u202e ##[error]"
    program = BROKEN.format(statement=statement.format(text))
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    check(done.stderr)
    assert r"\x1b[31m" in done.stderr
    assert ("Unexpected error" in done.stderr) == statement.startswith("raise")


class TestStrangersProjects:
    @pytest.fixture
    def project(self, project: Path) -> Path:
        """Fill a project with names of all kinds, in a repository."""
        for text, _ in NAMES.values():
            for path in (f"{text}.pkl", f"{text}/data.csv", f"src/demo/models/{text}.pkl"):
                (project / path).parent.mkdir(exist_ok=True)
                (project / path).write_bytes(b"x")
        (project / "requirements.txt").write_text("[/nope]\x1b[31m\n")
        (project / ".github/workflows").mkdir(parents=True)
        (project / ".github/workflows/\x1b[2J.yml").write_text("on: push\njobs: {a: {steps: 1}}\n")
        git(project, "init", "--quiet")
        git(project, "add", "--all", "--force")
        return project

    @pytest.mark.parametrize(
        "command",
        [("doctor",), ("status",), ("check",), ("diff", "-d", "description=\x1b[2J\n::x::")],
    )
    def test_names_are_shown_on_one_line(
        self,
        scaffold: Scaffold,
        project: Path,
        monkeypatch: pytest.MonkeyPatch,
        command: tuple[str, ...],
    ) -> None:
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        first, *options = command
        finished = scaffold(first, project, *options)
        if first == "diff":
            check(finished.errors)
        else:
            check_all(finished)
        assert "Traceback" not in finished.errors
        if first in {"doctor", "status"}:
            for text, shown in NAMES.values():
                assert shown in finished.output, ascii(text)

    @pytest.mark.parametrize("command", ["doctor", "status", "check"])
    def test_json_has_the_names_in_ascii(
        self, scaffold: Scaffold, project: Path, command: str
    ) -> None:
        output = scaffold(command, project, "--json").output
        assert output.isascii()
        check(output)
        if command == "status":
            paths = {file["path"] for file in json.loads(output)["files"]}
            assert {f"{text}.pkl" for text, _ in NAMES.values()} <= paths

    def test_an_adoption_shows_what_it_guessed(
        self, scaffold: Scaffold, clean_machine: Path
    ) -> None:
        found = clean_machine / "found\x1b[2J"
        for text, _ in NAMES.values():
            (found / "src" / text).mkdir(parents=True)
            (found / "src" / text / "__init__.py").touch()
        facts = {"name": "a", "version": "1", "description": "\x1b[31m\u202e ##[group]"}
        table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in facts.items())
        (found / "pyproject.toml").write_text(f"[project]\n{table}")
        (found / "README.md").write_text("# [/nope] \x1b]0;x\x07\n")
        finished = scaffold("adopt", found, "--defaults", "--dry-run")
        check_all(finished)
        assert "Would" in finished.output

    def test_a_template_with_odd_names_is_shown(
        self, scaffold: Scaffold, clean_machine: Path
    ) -> None:
        template = clean_machine / "template"
        template.mkdir()
        (template / "copier.yml").write_text("_templates_suffix: .jinja\n")
        (template / "{{ _copier_conf.answers_file }}.jinja").write_text(
            "{{ _copier_answers | to_nice_yaml }}"
        )
        allowed = [text for text, _ in NAMES.values() if text.isprintable() or "\x1b[31m" in text]
        for text in [text for text in allowed if ":" not in text]:
            (template / text).mkdir()
            (template / text / f"{text}.txt").write_text("a\n")
        finished = scaffold("new", "demo", "--template", template, "--no-git", "--defaults")
        check_all(finished)
        assert finished.exit_code == 0
        assert r"a\x1b[31mb/  a\x1b[31mb.txt" in finished.output

    def test_hints_of_lessons_are_shown(self, scaffold: Scaffold, clean_machine: Path) -> None:
        (clean_machine / "workshop").mkdir()
        text = json.dumps("[/nope] \x1b[2J\n::x::")
        (clean_machine / "workshop" / "lessons.toml").write_text(
            f"[[lessons]]\nname = 'a'\ntitle = {text}\n[[lessons.exercises]]\nname = 'b'\n"
            f"hint = {text}\ntests = [{text}]\nfile = {text}\nfunction = 'f'\n"
        )
        finished = scaffold("workshop", "hint", "a")
        check_all(finished)
        assert finished.exit_code == 0
        assert len(finished.output.splitlines()) == 3


@pytest.fixture
def drifted(project: Path) -> Path:
    """Change a project, and give its files contents and names of all kinds."""
    (project / "README.md").write_bytes(b"\xff\xfe\x1b[2J \xc3\xa4\r\n::warning::x\n\t\xc2\x85")
    odd = project.with_name("dé\x1b[31m mo")
    return project.rename(odd)


ENVIRONMENTS = {
    "the usual one": {},
    "C": {"LC_ALL": "C"},
    "C without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ASCII": {"PYTHONIOENCODING": "ascii"},
    "strict ASCII": {"PYTHONIOENCODING": "ascii:strict"},
    "ASCII of bytes": {"PYTHONIOENCODING": "ascii:surrogateescape"},
    "Latin 1": {"PYTHONIOENCODING": "latin-1"},
    "Windows": {"PYTHONIOENCODING": "cp1252"},
    "UTF-16": {"PYTHONIOENCODING": "utf-16"},
    "colors": {"FORCE_COLOR": "1", "TERM": "xterm-256color"},
    "no colors": {"NO_COLOR": "1", "TERM": "dumb"},
    "a narrow terminal": {"COLUMNS": "20", "LINES": "2"},
    "a workflow": {"GITHUB_ACTIONS": "true", "CI": "true"},
}


def run_bytes(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process; return its output as bytes."""
    command = [sys.executable, "-m", "scaffold", *map(str, arguments)]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, check=False, timeout=300
    )


@pytest.mark.case
class TestTheSameBytesEverywhere:
    @pytest.mark.parametrize(
        "command",
        [
            ("diff", "-d", "description=ä\x1b[2J\u2028"),
            ("check", "--json"),
            ("check", "--patch"),
            ("status", "--json"),
            ("doctor", "--json"),
        ],
        ids=" ".join,
    )
    def test_in_every_environment(self, drifted: Path, command: tuple[str, ...]) -> None:
        first, *options = command
        outputs = {
            name: run_bytes(first, drifted, *options, **environment)
            for name, environment in ENVIRONMENTS.items()
        }
        usual = outputs["the usual one"]
        for name, done in outputs.items():
            assert done.stdout == usual.stdout, name
            assert done.returncode == usual.returncode, name
            assert b"Traceback" not in done.stderr, name

    @pytest.mark.parametrize("name", ENVIRONMENTS)
    def test_reports_are_printed_in_every_environment(self, drifted: Path, name: str) -> None:
        for command in (("status", drifted), ("check", drifted), ("new", "é", "x\u202e")):
            done = run_bytes(*command, **ENVIRONMENTS[name])
            assert b"Traceback" not in done.stderr
            assert b"\x1b[2J" not in done.stdout + done.stderr
            if name == "ASCII":
                assert (done.stdout + done.stderr).isascii()


def read_terminal(command: list[str]) -> str:
    """Run a command whose stdout is a terminal; return what it shows."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdout=theirs, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:  # Linux's word for the end.
        pass
    process.wait(timeout=60)
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.story
def test_a_patch_on_a_terminal_is_spelled_out(drifted: Path) -> None:
    command = [sys.executable, "-m", "scaffold", "diff", str(drifted), "-d"]
    shown = read_terminal([*command, "description=\x1b[2J\u202e"])
    assert all(line.replace("\t", "").isprintable() for line in shown.split("\n"))
    assert r"\u202e" in shown
    assert r"diff --git" in shown


@pytest.mark.parametrize(
    "content", [b"+\xff\x1b[2J\tx\r\n \x9b\xc2\x9b\n", b""], ids=["lines", "nothing"]
)
def test_bytes_of_a_patch_on_a_terminal(content: bytes) -> None:
    program = (
        "from scaffold import report\nfrom scaffold.plan.unified_diff import Patch\n"
        f"report.print_patch(Patch({content!r}, ('left \\x1b out',)))\n"
    )
    shown = read_terminal([sys.executable, "-c", program])
    assert shown == ("+\\xff\\x1b[2J\tx\\r\n \\x9b\\x9b\n" if content else "")


@pytest.mark.story
def test_questions_of_a_template_are_shown(clean_machine: Path) -> None:
    template = clean_machine / "template"
    template.mkdir()
    (template / "copier.yml").write_text(
        "word: {type: str, help: \"a\\e[31mb\\u202ec\\u009b2J{{ '\\\\x1b]0;t' }}\"}\n"
    )
    command = [sys.executable, "-m", "scaffold", "new", "demo", "--template", "template"]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    shown = b""
    while b"\\u202e" not in shown:
        shown += os.read(ours, 4096)
    os.write(ours, b"\x03")
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:
        pass
    assert process.wait(timeout=60) == 130
    os.close(ours)
    assert "\u202e" not in shown.decode()
    for sequence in (b"\x1b[31mb", "\x9b".encode(), b"\x1b]0;"):
        assert sequence not in shown


def printing_calls() -> Iterator[tuple[str, int]]:
    """Yield every place of the package that prints, outside of the module that may."""
    for path in sorted((REPOSITORY / "scaffold").rglob("*.py")):
        if path.match("report/console.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="print")):
                    yield path.name, node.lineno
                case ast.Call(func=ast.Attribute(attr="print" | "echo" | "secho" | "showwarning")):
                    yield path.name, node.lineno
                case ast.ImportFrom(module="rich.console" | "rich.markup"):
                    yield path.name, node.lineno


def test_one_module_prints() -> None:
    found = [place for place in printing_calls() if place[0] != "cli.py"]
    assert found == []  # `cli.py` prints the version.
