"""The board of a class: read from files alone, whatever learners did to them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scaffold.template.releases import Source
from scaffold.verbs.class_board import BoardRequest, Row, show_board
from scaffold.verbs.workshop_class import NewClassRequest, make_class
from scaffold.workshop.classroom.board_page import list_faults
from scaffold.workshop.classroom.learner_sources import Sources
from scaffold.workshop.classroom.parsed_code import Fault
from scaffold.workshop.classroom.record import ClassError
from tests.kit.machine import Scaffold
from tests.workshop.classes import (
    LESSONS,
    commit,
    git,
    make_template,
    release,
    write_exercise,
    write_roster,
)

pytestmark = pytest.mark.story

WORK = "src/work.py"


@pytest.fixture(scope="session")
def small_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of three, made once: `ada`, `bob` and `cleo`."""
    top = tmp_path_factory.mktemp("class")
    template = make_template(top / "template")
    roster = write_roster(top / "roster.csv", ["ada", "bob", "cleo"])
    made = make_class(NewClassRequest(roster, top / "class", template=Source(str(template))))
    assert made.created == ("ada", "bob", "cleo")
    return top / "class"


@pytest.fixture
def folder(small_class: Path, clean_machine: Path) -> Path:
    """The class, to change."""
    return shutil.copytree(small_class, clean_machine / "class", symlinks=True)


def board(folder: Path, **options: object) -> dict[str, Row]:
    """Return the rows by learner."""
    rows = show_board(BoardRequest(folder, **options))  # type: ignore[arg-type]
    return {row.learner.id: row for row in rows}


def states(row: Row) -> list[str]:
    return [each.state.value for each in row.work]


def test_nothing_is_started_at_first(folder: Path) -> None:
    for row in board(folder).values():
        assert states(row) == ["todo", "todo", "todo"]
        assert (row.saved, row.problem, row.hand) == (None, "", None)
        assert row.current is not None
        assert row.current.exercise.name == "double"


def test_a_written_exercise_is_seen_before_and_after_it_is_committed(folder: Path) -> None:
    write_exercise(folder / "bob", "halve")
    saved = (folder / "bob" / WORK).stat().st_mtime
    assert states(board(folder)["bob"]) == ["todo", "written", "todo"]
    assert board(folder)["bob"].saved == saved
    commit(folder / "bob", "Halve")
    os.utime(folder / "bob" / WORK)
    made = float(git(folder / "bob", "log", "-1", "--format=%ct"))
    assert board(folder)["bob"].saved == pytest.approx(made)


@pytest.mark.parametrize(
    "blank",
    [
        'raise NotImplementedError("exercise double")  # scaffold workshop hint double',
        'raise NotImplementedError("the blank of another release")',
        "raise NotImplementedError",
        "pass",
        "...",
        "",
    ],
)
def test_the_blank_of_any_release_is_blank(folder: Path, blank: str) -> None:
    path = folder / "ada" / WORK
    lines = path.read_text("utf-8").splitlines(keepends=True)
    text = "".join(f"    {blank}\n" if '"exercise double"' in line else line for line in lines)
    path.write_text(text, "utf-8")
    assert states(board(folder)["ada"])[0] == "todo"


def test_a_moved_notebook_is_seen_by_its_plan(clean_machine: Path) -> None:
    template = make_template(clean_machine / "notebooks")
    lesson = (
        '[[lessons.exercises]]\nname = "move"\nnotebook = "book.ipynb"\ntests = []\nhint = ""\n'
    )
    lessons = template / "template" / "workshop" / "lessons.toml"
    lessons.write_text(LESSONS + lesson, "utf-8")
    release(template, "v1.1.0")
    roster = write_roster(clean_machine / "books.csv", ["ada"])
    into = clean_machine / "books"
    make_class(NewClassRequest(roster, into, template=Source(str(template))))
    row = board(into)["ada"]
    assert states(row) == ["todo", "todo", "todo", "todo"]
    plan = into / "ada" / "book.plan.toml"
    plan.write_text('notebook = "book.ipynb"\n', "utf-8")
    assert states(board(into)["ada"])[-1] == "todo"
    plan.write_text('notebook = "book.ipynb"\nthin = "0"\n', "utf-8")
    row = board(into)["ada"]
    assert states(row)[-1] == "written"
    assert row.saved == plan.stat().st_mtime
    assert row.problem == ""


def break_work(project: Path, mistake: str) -> None:
    """Make one of the mistakes that learners make."""
    work, more = project / WORK, project / "src" / "more.py"
    text = work.read_text("utf-8")
    lessons = project / "workshop" / "lessons.toml"
    if mistake == "deleted project":
        shutil.rmtree(project)
    elif mistake == "deleted module":
        work.unlink()
    elif mistake == "deleted lessons":
        lessons.unlink()
    elif mistake == "edited lessons":
        lessons.write_text(LESSONS.partition('[[lessons.exercises]]\nname = "add"')[0], "utf-8")
    elif mistake == "symlink":
        work.rename(project / "src" / "other.py")
        work.symlink_to("other.py")
    elif mistake == "symlinked folder":
        (project / "src").rename(project / "code")
        (project / "src").symlink_to("code")
    elif mistake == "project as a symlink":
        project.rename(project.with_name("elsewhere"))
        project.symlink_to("elsewhere")
    elif mistake == "extra file":
        (project / "src" / "data.txt").write_text("x = (\n", "utf-8")
        (project / "src" / "extra.py").write_text("x = (\n", "utf-8")
    elif mistake == "a pipe":
        work.unlink()
        os.mkfifo(work)
    elif mistake == "huge file":
        work.write_bytes(b"#" * 2_000_000)
    elif mistake == "answers file":
        (project / ".copier-answers.yml").write_text("a: [\n", "utf-8")
    elif mistake == "a loop at import":
        more.write_text("while True: pass\n" + more.read_text("utf-8"), "utf-8")
    else:
        changed = {
            "syntax error": f"{text}if True\n".encode(),
            "merge markers": text.replace(
                "def spell", "<<<<<<< ours\n=======\n>>>>>>> theirs\ndef spell"
            ).encode(),
            "null bytes": text.encode() + b"\0",
            "wrong encoding": text.encode() + b"# \xe9\n",
            "renamed function": text.replace("def halve", "def half").encode(),
            "unknown encoding": b"# coding: nothing\n" + text.encode(),
            "many operators": text.encode() + b"x = " + b"-" * 100_000 + b"1\n",
            "deep nesting": text.encode() + b"x = " + b"(" * 1000 + b")" * 1000 + b"\n",
        }
        work.write_bytes(changed[mistake])


BROKEN = {
    "syntax error": f"{WORK}:16: syntax error",
    "merge markers": f"{WORK}:14: conflict markers",
    "null bytes": f"{WORK}:16: contains a null byte",
    "wrong encoding": f"{WORK}:16: not UTF-8",
    "renamed function": f"{WORK}: `halve` not found",
    "deleted module": f"{WORK}: missing",
    "symlink": f"{WORK}: a symlink",
    "symlinked folder": f"{WORK}: a symlink in its path",
    "huge file": f"{WORK}: a file of more than 1,000,000 bytes",
    "a pipe": f"{WORK}: a device or pipe",
    "deep nesting": f"{WORK}:16: ",
    "many operators": f"{WORK}: nested too deeply",
    "unknown encoding": f"{WORK}: syntax error",
    "extra file": "src/extra.py:1: syntax error",
    "deleted project": "the project folder is missing",
    "project as a symlink": "the project folder is a symlink",
    "answers file": "Invalid YAML in `.copier-answers.yml`",
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_mistake_is_named_with_its_file_and_line_and_harms_no_one_else(
    folder: Path, mistake: str
) -> None:
    write_exercise(folder / "bob", "add")
    write_exercise(folder / "cleo", "halve")
    break_work(folder / "bob", mistake)
    rows = board(folder)
    assert any(BROKEN[mistake] in fault for fault in list_faults(rows["bob"]))
    assert states(rows["cleo"]) == ["todo", "written", "todo"]
    assert list_faults(rows["cleo"]) == []
    if rows["bob"].work and mistake != "symlinked folder":
        assert states(rows["bob"])[2] == "written", "the other exercises still count"


@pytest.mark.parametrize("mistake", ["deleted lessons", "edited lessons"])
def test_lessons_are_those_that_were_handed_out(folder: Path, mistake: str) -> None:
    write_exercise(folder / "bob", "double")
    break_work(folder / "bob", mistake)
    assert states(board(folder)["bob"]) == ["written", "todo", "todo"]


def test_a_project_of_an_unknown_release_has_the_last_lessons_of_its_class(folder: Path) -> None:
    write_exercise(folder / "bob", "double")
    break_work(folder / "bob", "deleted lessons")
    break_work(folder / "bob", "answers file")
    assert states(board(folder)["bob"]) == ["written", "todo", "todo"]
    record = json.loads((folder / "class.json").read_text("utf-8"))
    (folder / "class.json").write_text(json.dumps({**record, "lessons": {}}), "utf-8")
    row = board(folder)["bob"]
    assert (row.work, row.current) == ((), None)
    assert "Invalid YAML in `.copier-answers.yml`" in row.problem


def test_an_answer_to_change_is_seen_in_the_answers_file(folder: Path) -> None:
    lesson = (
        '[[lessons.exercises]]\nname = "seed"\nanswers = {sample_seed = 7}\ntests = []\nhint = ""\n'
    )
    record = json.loads((folder / "class.json").read_text("utf-8"))
    lessons = {tag: text + lesson for tag, text in record["lessons"].items()}
    (folder / "class.json").write_text(json.dumps({**record, "lessons": lessons}), "utf-8")
    assert states(board(folder)["ada"])[-1] == "todo"
    answers = folder / "ada" / ".copier-answers.yml"
    lines = answers.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("sample_seed:")]
    answers.write_text("\n".join([*kept, "sample_seed: 7", ""]), "utf-8")
    assert states(board(folder)["ada"])[-1] == "written"


def test_a_path_that_the_file_system_refuses_has_its_reason(clean_machine: Path) -> None:
    assert Sources(clean_machine).read("x" * 300) == Fault("file name too long")


def test_looking_runs_nothing_and_changes_nothing(folder: Path, clean_machine: Path) -> None:
    trap = f"open({str(clean_machine / 'ran')!r}, 'w').close()\n"
    for name in ("src/work.py", "tests/conftest.py", "conftest.py", "sitecustomize.py"):
        path = folder / "ada" / name
        path.write_text(trap + (path.read_text("utf-8") if path.exists() else ""), "utf-8")
    git(folder / "ada", "config", "core.fsmonitor", f"touch {clean_machine / 'ran'}")
    git(folder / "ada", "config", "gpg.program", f"touch {clean_machine / 'ran'}")
    git(folder / "ada", "config", "log.showSignature", "true")
    write_exercise(folder / "ada", "double")
    before = snapshot(folder)
    assert states(board(folder)["ada"]) == ["written", "todo", "todo"]
    assert snapshot(folder) == before
    assert not (clean_machine / "ran").exists()


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_a_raised_hand_comes_first_and_then_who_has_waited_longest(
    folder: Path, scaffold: Scaffold
) -> None:
    write_exercise(folder / "bob", "double")
    os.utime(folder / "bob" / WORK, (1_000_000_000, 1_000_000_000))
    write_exercise(folder / "ada", "double")
    (folder / "cleo" / ".scaffold").mkdir(exist_ok=True)
    (folder / "cleo" / ".scaffold" / "hand").write_text("", "utf-8")
    assert [*board(folder)] == ["cleo", "bob", "ada"]
    shown = scaffold("workshop", "class", "status", "--class", folder)
    assert shown.output.splitlines()[0].startswith("hand Cleo  ···")
    assert shown.output.splitlines()[-1] == "3 learners, 0 finished, 1 with a raised hand"


def test_who_names_those_who_have_not_saved_for_some_time(folder: Path, scaffold: Scaffold) -> None:
    for name in ("ada", "bob", "cleo"):
        write_exercise(folder / name, "double")
    for name in ("halve", "add"):
        write_exercise(folder / "cleo", name)
    for name in ("bob", "cleo"):
        for path in (folder / name / "src").glob("*.py"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
    shown = scaffold("workshop", "class", "who", "--class", folder, "--stuck", "15m")
    assert [line.split()[0] for line in shown.output.splitlines()] == ["Bob"]
    assert shown.output.rstrip().endswith("halve")
    told = scaffold("workshop", "class", "who", "--class", folder, "--json")
    assert [each["id"] for each in json.loads(told.output)["learners"]] == ["bob"]


def test_an_invalid_duration_is_refused(folder: Path, scaffold_process: Scaffold) -> None:
    refused = scaffold_process("workshop", "class", "who", "--class", folder, "--stuck", "soon")
    assert refused.exit_code == 2
    assert refused.error_lines[0] == "error: Invalid duration `soon`"


class Page(HTMLParser):
    """What a page would fetch, and the texts of its cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.refresh = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.fetched += [value or "" for key, value in attributes if key in {"src", "href"}]
        if tag in {"script", "link", "img", "iframe"}:
            self.fetched.append(tag)
        if given.get("http-equiv") == "refresh":
            self.refresh = given["content"] or ""


def test_the_page_fetches_nothing_escapes_names_and_loads_itself_again(
    folder: Path, scaffold: Scaffold
) -> None:
    roster = folder / "roster.csv"
    roster.write_text(roster.read_text("utf-8").replace("Bob", "<script>Bob</script>"), "utf-8")
    write_exercise(folder / "bob", "double")
    page = folder.parent / "board.html"
    for _ in range(2):  # The second run replaces its own page.
        finished = scaffold("workshop", "class", "status", "--class", folder, "--html", page)
        assert (finished.exit_code, finished.output) == (0, "")
    parsed = Page(page.read_text("utf-8"))
    assert (parsed.fetched, parsed.refresh) == ([], "20")
    assert "&lt;script&gt;Bob" in page.read_text("utf-8")
    assert 'class="state written"' in page.read_text("utf-8")


def test_a_file_that_is_not_a_board_is_not_replaced(
    folder: Path, scaffold_process: Scaffold
) -> None:
    page = folder.parent / "notes.html"
    page.write_text("my notes", "utf-8")
    refused = scaffold_process("workshop", "class", "status", "--class", folder, "--html", page)
    assert refused.exit_code == 5
    assert page.read_text("utf-8") == "my notes"


def test_the_page_is_written_again_and_again_until_ctrl_c(folder: Path) -> None:
    page = folder.parent / "board.html"
    command = [sys.executable, "-m", "scaffold", "workshop", "class", "status", "--class"]
    started = subprocess.Popen(
        [*command, str(folder), "--html", str(page), "--refresh", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with started as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(b"Wrote"):
                break
        write_exercise(folder / "bob", "double")
        while 'class="state written"' not in page.read_text("utf-8"):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait() == 130


def test_a_csv_has_the_columns_of_the_roster_and_a_column_for_each_exercise(
    folder: Path, scaffold: Scaffold
) -> None:
    write_exercise(folder / "bob", "add")
    answers = folder / "ada" / ".copier-answers.yml"
    answers.write_text(answers.read_text("utf-8").replace("v1.0.0", "=1+1"), "utf-8")
    finished = scaffold("workshop", "class", "collect", "--class", folder)
    header, *rows = (line.split(",") for line in finished.output.splitlines())
    assert header[:3] == ["id", "name", "seat"]
    assert header[-3:] == ["double", "halve", "add"]
    assert [row[:3] for row in rows] == [
        ["ada", "Ada", "row 0"],
        ["bob", "Bob", "row 1"],
        ["cleo", "Cleo", "row 2"],
    ]
    assert rows[1][-3:] == ["todo", "todo", "written"]
    assert "'=1+1" in rows[0], "no spreadsheet takes it for a formula"
    target = folder.parent / "results.csv"
    again = scaffold("workshop", "class", "collect", "--class", folder, "--csv", target)
    assert again.output == ""
    assert target.read_text("utf-8") == finished.output


def test_another_folder_is_not_a_class(clean_machine: Path, scaffold_process: Scaffold) -> None:
    refused = scaffold_process("workshop", "class", "status", "--class", clean_machine)
    assert refused.exit_code == 5
    assert "is not the folder of a class" in refused.errors


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"format": 2}', '{"format": 1}', '{"format": 1, "enrolled": [{"id": 1}]}']
)
def test_an_invalid_record_is_one_sentence(
    folder: Path, scaffold_process: Scaffold, text: str
) -> None:
    (folder / "class.json").write_text(text, "utf-8")
    refused = scaffold_process("workshop", "class", "status", "--class", folder)
    assert refused.exit_code == 5
    assert refused.error_lines[0].startswith("error: Invalid `")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"enrolled": [{"id": 1, "folder": "ada", "seed": 1}]}, "a learner is invalid"),
        ({"enrolled": [{"id": "ada", "folder": "ada", "seed": "1"}]}, "`ada` is invalid"),
        ({"enrolled": [{"id": "ada", "folder": "../ada", "seed": 1}]}, "`ada` is invalid"),
        ({"lessons": {"v1.0.0": 1}}, "a value is not a text"),
        ({"project_name": None}, "a value is not a text"),
    ],
)
def test_a_value_of_a_record_that_is_invalid_is_named(
    folder: Path, changed: dict[str, object], reason: str
) -> None:
    record = json.loads((folder / "class.json").read_text("utf-8"))
    (folder / "class.json").write_text(json.dumps({**record, **changed}), "utf-8")
    with pytest.raises(ClassError, match=reason):
        board(folder)


def test_a_class_without_its_roster_is_refused(folder: Path) -> None:
    (folder / "roster.csv").unlink()
    with pytest.raises(ClassError, match="Cannot read `"):
        board(folder)
