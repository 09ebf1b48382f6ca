"""Reads the roster of a class, a CSV file, and finds all problems in it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.errors.wording import count
from scaffold.workshop.classroom.identifiers import compare_key, find_problem, make_folder_name

# A class, not a university: more is another file.
LARGEST_ROSTER = 1_000_000
_ID_COLUMNS = ("id", "identifier", "username", "github_username", "student", "email")
_NAME_COLUMNS = ("name", "full_name", "display_name")
_DELIMITERS = ",;\t"
_HINT = "Correct the file and run the command again; nothing was created"

# A row of the file: the number of its first line, and its cells.
_Row = tuple[int, list[str]]


class RosterError(ScaffoldError):
    """A roster cannot be used.

    Attributes:
        problems: Every problem, each with its line.
    """

    exit_code = ExitCode.USAGE

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        super().__init__(f"Invalid roster `{name}`: {count(len(problems), 'problem')}", _HINT)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Learner:
    """A row of a roster.

    Attributes:
        id: What identifies the learner, in Unicode form NFC.
        folder: Name of the project folder, of ASCII letters, digits and hyphens.
        name: The name to show; the identifier if the roster has none.
        section: The section or group; empty if the roster has none.
        columns: Every cell by the header of its column, as written.
    """

    id: str
    folder: str
    name: str
    section: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)


def parse_roster(content: bytes, name: str) -> tuple[Learner, ...]:
    """Return the learners in a roster, in its order.

    Args:
        content: The file: CSV with a header, as UTF-8, separated by commas, semicolons or tabs.
        name: Its name, for messages.

    Raises:
        RosterError: The file is not such a table, or a row cannot be used.
    """
    text = _decode(content, name)
    header, rows = _read_rows(text, name)
    columns = [cell.strip() for cell in header]
    _check_columns(columns, name)
    problems: list[str] = []
    learners = list(_read_learners(columns, rows, problems))
    if not rows:
        problems.append("line 2: no learners")
    if problems:
        raise RosterError(name, problems)
    return tuple(learners)


def _decode(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RosterError(name, ["line 1: the text is UTF-16, not UTF-8"])
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise RosterError(name, [f"line {line}: contains a null byte"])
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    bad = [f"line {n}: not UTF-8" for n, line in enumerate(lines, 1) if not _is_utf8(line)]
    if bad:
        raise RosterError(name, bad)
    return b"\n".join(lines).decode()


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_rows(text: str, name: str) -> tuple[list[str], list[_Row]]:
    """Return the header, and the rows that are not empty."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[_Row] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise RosterError(name, [f"line {start}: {error}"]) from error
    if not rows:
        raise RosterError(name, ["line 1: the file is empty"])
    return rows[0][1], rows[1:]


def _check_columns(columns: list[str], name: str) -> None:
    lowered = [column.lower() for column in columns]
    twice = {column for column in lowered if column and lowered.count(column) > 1}
    problems = [f"line 1: two columns `{column}`" for column in sorted(twice)]
    if not set(_ID_COLUMNS) & set(lowered):
        known = ", ".join(f"`{column}`" for column in _ID_COLUMNS)
        problems.append(f"line 1: no column {known}")
    if problems:
        raise RosterError(name, problems)


def _read_learners(columns: list[str], rows: list[_Row], problems: list[str]) -> Iterator[Learner]:
    """Yield the learners of sound rows; add what is wrong with the others to the problems."""
    seen: dict[str, tuple[int, str]] = {}
    for line, cells in rows:
        if len(cells) != len(columns):
            expected = count(len(columns), "column")
            problems.append(f"line {line}: {count(len(cells), 'cell')} for {expected}")
            continue
        learner = _read_learner(dict(zip(columns, cells, strict=True)))
        problem = find_problem(learner.id)
        key = compare_key(learner.id)
        if problem:
            problems.append(f"line {line}: {problem}")
        elif learner.folder in seen:
            problems.append(f"line {line}: {_describe_twin(learner.id, key, seen[learner.folder])}")
        else:
            seen[learner.folder] = (line, learner.id)
            yield learner


def _describe_twin(identifier: str, key: str, other: tuple[int, str]) -> str:
    line, twin = other
    if identifier == twin:
        return f"`{identifier}` is also on line {line}"
    if key == compare_key(twin):
        return f"`{identifier}` differs only in case from `{twin}` on line {line}"
    return f"`{identifier}` would get the same folder as `{twin}` on line {line}"


def _read_learner(cells: dict[str, str]) -> Learner:
    from unicodedata import normalize

    plain = {column.lower(): normalize("NFC", cell.strip()) for column, cell in cells.items()}
    identifier = next((plain[column] for column in _ID_COLUMNS if column in plain), "")
    parts = [plain.get(column, "") for column in ("first_name", "last_name")]
    names = [*(plain.get(column, "") for column in _NAME_COLUMNS), " ".join(filter(None, parts))]
    return Learner(
        id=identifier,
        folder=make_folder_name(identifier),
        name=next(filter(None, names), identifier),
        section=plain.get("section", ""),
        columns=cells,
    )
