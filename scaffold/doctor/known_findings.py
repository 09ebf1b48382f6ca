"""Findings that a project knows of, in a file: only new ones are reported.

An entry is a check, a path and a message without its numbers, so that it stays the same where only
lines move.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scaffold.doctor.diagnosis import Diagnosis, Examined
from scaffold.doctor.findings import Finding, Skipped
from scaffold.errors import InvalidBaselineError
from scaffold.files.parsing import UnparsableError, parse, parse_json

# Where `--write-baseline` writes, and where it is read from.
BASELINE_FILE = ".doctor-baseline.json"
_VERSION = 1
_NUMBER = re.compile(r"\d+")

Entry = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """A diagnosis without the findings of a baseline.

    Attributes:
        diagnosis: The new findings.
        known: The number of findings that the baseline contains.
        gone: The number of entries whose findings are gone.
    """

    diagnosis: Diagnosis
    known: int
    gone: int


def write_entries(diagnosis: Diagnosis) -> bytes:
    """Return the content of a baseline file that contains all findings."""
    counted = Counter(
        entry_of(check.code, finding) for check in diagnosis.examined for finding in check.found
    )
    entries = [
        {"code": code, "path": path, "message": message, "count": number}
        for (code, path, message), number in sorted(counted.items())
    ]
    document = {"version": _VERSION, "findings": entries}
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def read_entries(name: str, text: str) -> Counter[Entry]:
    """Return the entries of a baseline file with their counts.

    Raises:
        InvalidBaselineError: The file is not a baseline, or one of another version.
    """
    try:
        document = parse(text, parse_json)
    except UnparsableError as error:
        raise InvalidBaselineError(name, error.reason) from None
    if not isinstance(document, dict) or document.get("version") != _VERSION:
        raise InvalidBaselineError(name, f"`version` must be {_VERSION}")
    found = document.get("findings")
    entries: Counter[Entry] = Counter()
    for each in found if isinstance(found, list) else ():
        entry, number = _read_entry(name, each)
        entries[entry] += number
    return entries


def _read_entry(name: str, value: object) -> tuple[Entry, int]:
    fields: Mapping[str, object] = value if isinstance(value, dict) else {}
    code, path, message = (fields.get(key) for key in ("code", "path", "message"))
    number = fields.get("count", 1)
    is_text = isinstance(code, str) and isinstance(path, str) and isinstance(message, str)
    if not is_text or not isinstance(number, int):
        raise InvalidBaselineError(name, "a finding lacks its code, path or message")
    return (str(code), str(path), str(message)), number


def leave_out_known(diagnosis: Diagnosis, known: Counter[Entry]) -> Compared:
    """Return a diagnosis without the findings of a baseline."""
    left = Counter(known)
    examined = tuple(_without(check, left) for check in diagnosis.examined)
    codes = {check.code for check in examined if not isinstance(check.outcome, Skipped)}
    gone = sum(number for (code, _, _), number in left.items() if code in codes and number > 0)
    before, after = len(diagnosis.findings), sum(len(check.found) for check in examined)
    return Compared(replace(diagnosis, examined=examined), before - after, gone)


def _without(check: Examined, left: Counter[Entry]) -> Examined:
    if isinstance(check.outcome, Skipped):
        return check
    return replace(check, outcome=tuple(_new(check.code, check.found, left)))


def _new(code: str, findings: Iterable[Finding], left: Counter[Entry]) -> list[Finding]:
    new = []
    for finding in findings:
        entry = entry_of(code, finding)
        if left[entry] > 0:
            left[entry] -= 1
        else:
            new.append(finding)
    return new


def entry_of(code: str, finding: Finding) -> Entry:
    """Return the entry of a finding: its check, its path, and its message without numbers."""
    return code, finding.path, _NUMBER.sub("#", finding.message)
