"""Check for paths that exist on one machine only."""

import re
from collections.abc import Iterator

from scaffold.doctor.findings import Finding, Skipped
from scaffold.doctor.programs import list_programs
from scaffold.doctor.repository import Repository, is_beside
from scaffold.files.parsing import LARGEST_SETTINGS

# Folders of users in containers and services, and names that stand for any user.
_NOT_PERSONAL = (
    r"(?:user|username|your[\w-]*|you|me|name|runner|jovyan|vscode|ubuntu|root|app|docker|coder"
    r"|gitpod|codespace|ec2-user|airflow|jenkins|circleci|worker|foo|bar|test|example|shared"
    r"|linuxbrew|mambauser|appuser|ray|spark|streamlit|nonroot|someone|xxx+|[<{$%*.].*)"
)
_MACHINE = re.compile(
    rf"/(?:home|Users|media|scratch|mnt/[a-z]/Users)/(?!{_NOT_PERSONAL}(?:/|$))[\w.@~+-]+/[^\s:]*"
    r"|/Volumes/[^/\n]+/[^\n]*"
    r"|[A-Za-z]:[\\/]{1,2}(?![\\/])(?!Windows|Program|path|some|your|temp|tmp)(?:[\w.@~+-][^\n:*?\"<>|]*)",
    re.IGNORECASE,
)
_SETTINGS = (".yaml", ".yml", ".toml", ".cfg", ".ini", ".env", ".conf")
_IN_SETTINGS = re.compile(
    r"""^[^#\n]*?(?:^|[\s"'=:\[,])(?P<path>(?:/(?:home|Users|media|scratch)/|[A-Z]:\\)[^\s"',\]]+)""",
    re.MULTILINE,
)


def find_machine_paths(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find absolute paths of one machine in programs and settings."""
    return _machine_paths(repository) if repository.files else Skipped("no files found")


def _machine_paths(repository: Repository) -> Iterator[Finding]:
    for program in list_programs(repository):
        for line, text in program.module.paths:
            if _is_of_machine(text):
                yield program.find(line, _describe(text))
    for path in repository.files:
        if path.endswith(_SETTINGS) and not is_beside(path) and not path.startswith("."):
            yield from _in_settings(repository, path)


def _in_settings(repository: Repository, path: str) -> Iterator[Finding]:
    text = repository.read(path, LARGEST_SETTINGS)
    if "/home/" not in text and "/Users/" not in text and ":\\" not in text:
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = _IN_SETTINGS.match(line[:1_000])
        if match and _is_of_machine(match["path"]):
            yield Finding(path, _describe(match["path"]), number)


def _is_of_machine(text: str) -> bool:
    return len(text) < 500 and bool(_MACHINE.fullmatch(text.rstrip()))


def _describe(text: str) -> str:
    return f"`{text[:60]}` exists on one machine"
