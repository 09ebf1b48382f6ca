"""Release notes of templates as data, and which of them concern a project. Pure.

A template has one file per release, such as `notes/1.2.0.toml`:

    [[notes]]
    text = "`serve` returns 404 for a missing file."
    when = { stack = ["ray"] }
    paths = ["/src/*/inference/"]

`when` and `paths` are optional: answers of a project, and patterns as in a `.gitignore` of which
at least one matches a file that the project gets from the template. Files of a template may contain
anything, so what is not a note is passed over.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scaffold.files.version_text import read_version

# A release with more notes, or longer ones, has no reader.
_MOST_NOTES, _MOST_VALUES, _LONGEST = 200, 20, 1_000
_CONDITIONS = re.compile(r"<!--(?P<words>[^<>]*)-->\s*\Z")
_HEADING = re.compile(r"#{1,3} +\[?v?(?P<version>\d[^\]\s]*)")
_ITEM = re.compile(r"^[-*+] +", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_PATHS = "paths"
# `git describe` names a commit after a tag like this.
_AFTER_TAG = re.compile(r"-\d+-g[0-9a-f]+\Z")


@dataclass(frozen=True, slots=True)
class Note:
    """One change of a release.

    Attributes:
        text: What a user notices.
        when: For some questions, the answers of the projects that it concerns.
        paths: Patterns of the files that it concerns; without any, it concerns all.
    """

    text: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseNotes:
    """The notes of one release that concern a project.

    Attributes:
        release: The version.
        notes: Their texts.
    """

    release: str
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the notes as JSON values."""
        return {"release": self.release, "notes": list(self.notes)}


def parse_notes(text: str) -> list[Note]:
    """Parse a file of notes; an invalid file has none."""
    try:
        listed = tomllib.loads(text).get("notes")
    except (tomllib.TOMLDecodeError, RecursionError):
        return []
    entries = listed if isinstance(listed, list) else []
    notes = (_read_note(entry) for entry in entries if isinstance(entry, dict))
    return [note for note in notes if note][:_MOST_NOTES]


def parse_fragment(text: str) -> Note:
    """Parse a changelog fragment, whose last line can be a comment with conditions.

    The comment lists the paths and the answers that a note concerns, as in
    `<!-- stack: tagifai, ray; paths: /Dockerfile -->`.
    """
    found = _CONDITIONS.search(text)
    pairs = (each.partition(":") for each in found["words"].split(";")) if found else ()
    read = {key.strip(): _split(values) for key, _, values in pairs}
    paths = read.pop(_PATHS, ())
    return Note(_on_one_line(text[: found.start()] if found else text), read, paths)


def parse_changelog(text: str) -> dict[str, list[Note]]:
    """Return the entries of a changelog by version: items of lists, or else paragraphs."""
    found: dict[str, list[Note]] = {}
    version, lines = "", list[str]()
    for line in [*text.splitlines(), "# 0"]:
        heading = _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        if version:
            entries = [Note(entry) for entry in _read_entries(lines)]
            found.setdefault(version, entries[:_MOST_NOTES])
        version, lines = heading["version"], []
    return found


def write_notes(notes: Iterable[Note]) -> str:
    """Return notes as the text of a file that `parse_notes` reads."""
    return "\n".join(map(_write_note, notes))


def choose_notes(
    notes: Mapping[str, Iterable[Note]],
    since: str,
    to: str,
    answers: Mapping[str, Any],
    paths: Iterable[str],
) -> tuple[ReleaseNotes, ...]:
    """Return the notes that concern a project, the newest release first.

    Args:
        notes: The notes of the target release by version, those of earlier releases included.
        since: The release that the project is at, as a tag or an output of `git describe`.
        to: The target release in the same form.
        answers: The answers of the project, computed ones included.
        paths: The files that the project gets from the template.
    """
    after, until = read_version(_AFTER_TAG.sub("", since)), read_version(to)
    if after is None:
        return ()
    versions = {version: name for name in notes if (version := read_version(name))}
    newer = (each for each in versions if each > after and (until is None or each <= until))
    known = list(paths)
    chosen = []
    for name in (versions[version] for version in sorted(newer, reverse=True)):
        texts = tuple(note.text for note in notes[name] if _concerns(note, answers, known))
        chosen += [ReleaseNotes(name, texts)] if texts else []
    return tuple(chosen)


def _concerns(note: Note, answers: Mapping[str, Any], paths: list[str]) -> bool:
    from scaffold.files.patterns import match_valid_patterns  # Few commands show notes.

    if not all(_has(answers.get(name), wanted) for name, wanted in note.when.items()):
        return False
    return not note.paths or any(map(match_valid_patterns(note.paths).match_file, paths))


def _has(answer: Any, wanted: tuple[str, ...]) -> bool:
    given = answer if isinstance(answer, list) else [answer]
    return any(str(each) in wanted for each in given)


def _read_note(entry: Mapping[str, Any]) -> Note | None:
    text, when = entry.get("text"), entry.get("when")
    if not isinstance(text, str) or not _on_one_line(text):
        return None
    pairs = when.items() if isinstance(when, dict) else ()
    conditions = {str(name): _read_texts(values) for name, values in pairs}
    return Note(_on_one_line(text), conditions, _read_texts(entry.get(_PATHS)))


def _read_texts(values: object) -> tuple[str, ...]:
    listed = values if isinstance(values, list) else [values] if values is not None else []
    return tuple(map(str, listed[:_MOST_VALUES]))


def _read_entries(lines: list[str]) -> Iterator[str]:
    """Yield the items of the lists in a section; its paragraphs if it has no list."""
    text = "\n".join("" if line.startswith("#") else line for line in lines)
    first, *items = _ITEM.split(text)
    for entry in items or _PARAGRAPH.split(first):
        if words := _on_one_line(entry):
            yield words


def _split(values: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in values.split(",") if value.strip())


def _on_one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."


def _write_note(note: Note) -> str:
    lines = ["[[notes]]", f"text = {_quote(note.text)}"]
    if note.when:
        pairs = (f"{_quote(name)} = {_write_list(values)}" for name, values in note.when.items())
        lines.append(f"when = {{ {', '.join(pairs)} }}")
    if note.paths:
        lines.append(f"paths = {_write_list(note.paths)}")
    return "\n".join([*lines, ""])


def _write_list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_quote, values))}]"


def _quote(text: str) -> str:
    """Return a basic string of TOML, whose escapes JSON has, too."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
