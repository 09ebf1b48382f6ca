"""Reads the results that pytest writes as JUnit XML."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from scaffold.project.proof.check_runs import Status, TestRun

_LARGEST = 256 * 2**20
_LONGEST = 300
_WORST = (Status.PASSED, Status.SKIPPED, Status.FAILED)


def read_results(path: Path) -> dict[str, TestRun] | None:
    """Return the results of tests by name; None without a readable file.

    A name is what pytest accepts on its command line, such as `tests/test_load.py::test_load[csv]`.
    A module that cannot be collected has its path as name.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
        if b"<!DOCTYPE" in content:  # Pytest writes none; entities could fill the memory.
            return None
        root = ET.fromstring(content)  # noqa: S314 - see above
    except (OSError, ET.ParseError):
        return None
    found: dict[str, TestRun] = {}
    for case in root.iter("testcase"):
        name, run = _name(case), _read_case(case)
        known = found.get(name)  # A failure and an error of its teardown are two entries.
        if known is None or _WORST.index(run.status) > _WORST.index(known.status):
            found[name] = run
    return found


def _read_case(case: ET.Element) -> TestRun:
    for kind in ("failure", "error"):
        failure = case.find(kind)
        if failure is not None:
            return TestRun(Status.FAILED, _find_message(failure))
    return TestRun(Status.PASSED if case.find("skipped") is None else Status.SKIPPED)


def _find_message(failure: ET.Element) -> str:
    """Return the first line of a message; of a module, the error that ended its import."""
    stated = failure.get("message", "")
    if stated == "collection failure":
        lines = [line[1:].strip() for line in _lines(failure.text) if line.startswith("E ")]
        return (lines[-1] if lines else stated)[:_LONGEST]
    return next(_lines(stated), "")[:_LONGEST]


def _lines(text: str | None) -> Iterator[str]:
    return (line for line in (text or "").splitlines() if line.strip())


def _name(case: ET.Element) -> str:
    """Return the name of a test, from its file, its classes and its function."""
    classes, name, file = (case.get(key) or "" for key in ("classname", "name", "file"))
    file = file.replace("\\", "/")
    if not classes:  # A module that cannot be collected: its name has dots.
        return file or f"{name.replace('.', '/')}.py"
    if not file:
        return f"{classes}::{name}"
    dotted = file.removesuffix(".py").replace("/", ".")
    inside = classes.removeprefix(dotted).strip(".") if classes.startswith(dotted) else ""
    return "::".join([file, *filter(None, inside.split(".")), name])
