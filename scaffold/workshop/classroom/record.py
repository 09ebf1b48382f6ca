"""The record of a class: what was created for whom. It is a file, `class.json`, in its folder."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError, UnreadableFileError
from scaffold.errors.exit_codes import ExitCode
from scaffold.files.parsing import UnparsableError, parse, parse_json
from scaffold.files.reading import read_regular
from scaffold.workshop.classroom.identifiers import choose_seed, compare_key
from scaffold.workshop.classroom.last_saved import Sent
from scaffold.workshop.classroom.roster import Learner, parse_roster

RECORD, ROSTER = "class.json", "roster.csv"
_FORMAT = 1
_LARGEST = 10_000_000


class ClassError(ScaffoldError):
    """A folder is not that of a class, or its record is invalid."""

    exit_code = ExitCode.REFUSED


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What was created for a learner.

    Attributes:
        id: The identifier in the roster.
        folder: Name of the project folder.
        seed: Seed of the sample data.
        remote: Address from which the learner clones the project; empty without one.
        sent: Files with exercises as `class send` left them, by path.
    """

    id: str
    folder: str
    seed: int
    remote: str = ""
    sent: Mapping[str, Sent] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ClassRecord:
    """The record of a class.

    Attributes:
        project_name: Name of every project of the class.
        template: Address of the template; empty for the bundled one.
        release: Release that the projects were created from.
        enrolled: What was created for each learner, by identifier; also for those who are no
            longer in the roster.
        lessons: Content of the file of lessons, by release.
    """

    project_name: str
    template: str = ""
    release: str = ""
    enrolled: Mapping[str, Enrolled] = field(default_factory=dict)
    lessons: Mapping[str, str] = field(default_factory=dict)

    def as_text(self) -> str:
        """Return the content of the file."""
        values = {"format": _FORMAT, **asdict(self)}
        return json.dumps({**values, "enrolled": list(values["enrolled"].values())}, indent=2)


@dataclass(frozen=True, slots=True)
class Classroom:
    """A class.

    Attributes:
        folder: Its folder, as an absolute path.
        record: What was created.
        learners: The learners, in the order of the roster.
    """

    folder: Path
    record: ClassRecord
    learners: tuple[Learner, ...]

    def project(self, learner: Learner) -> Path:
        """Return the project folder of a learner."""
        return self.folder / self.record.enrolled[learner.id].folder


def open_class(folder: Path) -> Classroom:
    """Read a class.

    Raises:
        ClassError: The folder is not that of a class, or its record is invalid.
        RosterError: The copy of the roster is invalid.
    """
    top = folder.absolute()
    record = read_record(top)
    if record is None:
        hint = "Create one with `scaffold workshop class new --roster FILE --into DIR`"
        raise ClassError(f"`{folder}` is not the folder of a class", hint)
    learners = parse_roster(_read(top / ROSTER), ROSTER)
    return Classroom(top, record, tuple(each for each in learners if each.id in record.enrolled))


def read_record(folder: Path) -> ClassRecord | None:
    """Return the record in a folder; None if there is none.

    Raises:
        ClassError: The record is invalid.
    """
    if not (folder / RECORD).exists():
        return None
    try:
        return _parse_record(parse(_read(folder / RECORD).decode(), parse_json))
    except (UnparsableError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ClassError(
            f"Invalid `{folder / RECORD}`: {error}", "Restore the file, or create another class"
        ) from error


def enroll(record: ClassRecord, learners: Sequence[Learner]) -> ClassRecord:
    """Return the record with the learners who are not in it, each with a seed of their own."""
    enrolled = dict(record.enrolled)
    taken = {each.seed for each in enrolled.values()}
    for learner in sorted(learners, key=lambda each: compare_key(each.id)):
        if learner.id not in enrolled:
            seed = choose_seed(learner.id, taken)
            taken.add(seed)
            enrolled[learner.id] = Enrolled(learner.id, learner.folder, seed)
    return replace(record, enrolled=enrolled)


def with_remote(record: ClassRecord, identifier: str, remote: str) -> ClassRecord:
    """Return the record with the address of a learner's project."""
    found = replace(record.enrolled[identifier], remote=remote)
    return replace(record, enrolled={**record.enrolled, identifier: found})


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, limit=_LARGEST).content
    except (OSError, UnreadableFileError) as error:
        raise ClassError(f"Cannot read `{path}`", "Restore the file") from error


def _parse_record(values: Any) -> ClassRecord:
    if values["format"] != _FORMAT:
        raise KeyError("a newer version of scaffold wrote it")
    enrolled = [_parse_enrolled(each) for each in values["enrolled"]]
    for each in enrolled:
        if not all(isinstance(text, str) for text in (each.id, each.folder, each.remote)):
            raise TypeError("a learner is invalid")
        if type(each.seed) is not int or Path(each.folder).name != each.folder:
            raise TypeError(f"`{each.id}` is invalid")
    texts = (values["project_name"], values["template"], values["release"])
    if not all(isinstance(text, str) for text in (*texts, *values["lessons"].values())):
        raise TypeError("a value is not a text")
    return ClassRecord(*texts, {each.id: each for each in enrolled}, dict(values["lessons"]))


def _parse_enrolled(values: Any) -> Enrolled:
    found = Enrolled(**values)
    return replace(found, sent={path: Sent(*each) for path, each in dict(found.sent).items()})
