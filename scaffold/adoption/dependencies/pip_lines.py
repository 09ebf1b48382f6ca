"""The lines of a requirements file, as pip reads them. Pure."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
# No option is longer; each one behind another takes a step.
_LONGEST_OPTION = 2_000
# Options of a requirement come behind it.
_OPTIONS = re.compile(r"\s(?=--(?:hash|global-option|install-option|config-settings?)\b)")
_SHORT = {
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-i": "--index-url",
    "-f": "--find-links",
    "--pypi-url": "--index-url",
}


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A logical line.

    Attributes:
        number: The number of its first line.
        text: What it requires; empty for an option.
        option: The long name of an option that has its own line, or `--editable`.
        value: The value of the option.
        extra: Options of a requirement, such as hashes.
    """

    number: int
    text: str = ""
    option: str = ""
    value: str = ""
    extra: tuple[str, ...] = ()


def read_lines(text: str) -> Iterator[RequirementLine]:
    """Yield the lines that contain something."""
    number = 1
    for line in _joined(text):
        plain = _COMMENT.sub("", line.replace("\\\n", " ")).strip()
        if plain.startswith("-"):
            yield from _read_options(plain, number)
        elif plain:
            words, *extra = _OPTIONS.split(plain)
            yield RequirementLine(
                number, words.strip(), extra=tuple(each.strip() for each in extra)
            )
        number += line.count("\n") + 1


def _joined(text: str) -> Iterator[str]:
    """Yield lines with those that they continue on; a line of comment is the last one."""
    kept = ""
    for line in text.split("\n"):
        kept += line
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            kept += "\n"
            continue
        yield kept
        kept = ""
    if kept:
        yield kept


def _read_options(line: str, number: int) -> Iterator[RequirementLine]:
    if len(line) > _LONGEST_OPTION:
        yield RequirementLine(number, option=line[:40])
        return
    found = re.match(r"(-{1,2}[A-Za-z][\w-]*)\s*[=\s]?\s*(.*)$", line)
    if not found:
        yield RequirementLine(number, line)
        return
    option, value = found[1], found[2]
    if not option.startswith("--") and len(option) > 2:  # `-rbase.txt`
        option, value = option[:2], f"{option[2:]}{line[found.end(1) :]}"
    option = _SHORT.get(option, option)
    further = re.search(r"\s(--(?:extra-index-url|index-url|find-links|trusted-host)\b.*)$", value)
    if further:
        value = value[: further.start()]
    try:
        words = shlex.split(value) if value[:1] in {"'", '"'} else [value.strip()]
    except ValueError:  # A quote that is not closed.
        yield RequirementLine(number, option=line[:40])
        return
    yield RequirementLine(number, option=option, value=" ".join(words))
    if further:
        yield from _read_options(further[1], number)
