"""Texts use the terms of the vocabulary, and none of the phrases that the guide rejects."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

SEARCHED = (
    "scaffold",
    "template",
    "docs",
    "questions",
    "changelog.d",
    "README.md",
    "CONTRIBUTING.md",
    "justfile",
    "copier.yml",
)
# Data, licenses, archives, images and generated lists have words of their own; two fragments
# quote the old names of values.
EXCLUDED = re.compile(
    r"data/sample/|workshop/sample/words\.toml|resources/|(^|/)LICENSE|docs/reference/(files|vocabulary)\.md"
    r"|changelog\.d/\+(actions|json-keys)\.changed\.md"
    r"|\.(tar\.gz|png|svg|ico|csv|gz|bin)$"
)
# A phrase, and what to write instead.
REJECTED = {
    r"\bmend(?:s|ed|ing)?\b": "fix, repair",
    r"\b(?:stands?|stood)\b(?! for\b)": "is, are, is in, contains",
    r"\btak(?:es?|en) (?:(?:it|that|them|the \w+) )?back\b": "undo, revert",
    r"\bbring it forth\b|\banew\b|\bfor ever\b|\bmeanwhile\b|\bbeforehand\b": "redo, again",
    r"\bin the way\b": "`not created`, already exists",
    r"\b(?:update|release|\}) waits\b|\bwhat waits\b|\bwaiting update\b": "update available",
    r"\bstays? the template's\b|\bas it gives them\b": "managed file",
    r"\bwhose (?:it|each|they)\b": "who owns, which files",
    r"\bthat is none\b(?! of)"
    r"|(?<!there )\b(?:is|are) no (?:file|texts?|function|number|strings?|whole number|markup"
    r"|folder)\b": "is not a ..., invalid",
    r"\bnot to be (?:had|found|trusted)\b|\bcannot be had\b": "is unavailable, untrusted",
    r"\b(?:one|value|texts?|image|file)\W? a line\b": "... per line",
    r"\bso many (?:splits|rows|classes|training|workers|steps|times)\b": "N ...",
    r"\bfor machines\b|\bthat machines read\b": "as JSON, structured file",
    r"\b(?:and|or) the like\b|\bunasked\b|\bwhoever\b": "and similar, without asking, anyone who",
    r"\bsomebody\b|\bnobody\b|\ba person\b": "you, no one, the user",
    r"\bgo on although\b|\bask nothing\b|\bby itself in\b": "allow, without prompting",
    r"\b(?:things?|nothing) (?:was|were) found\b": "problems, no problems",
    r"\b(?:was|were) begun\b|\bbegun with\b": "started, started with",
    r"\bat work\b(?! on)": "running, in progress",
    r"\bwhat (?:came|comes|became|becomes) of\b|\bfate\b": "result, outcome, action",
    r"\bwho gave\b|\bgivers?\b": "source, issuer",
    r"\bfills? the stages\b|\bwithin reach\b|\bsign of life\b": "stack, on your PATH",
    r"\bgit's (?:history|own)\b|\bbelongs to git itself\b": "Git history, inside a `.git` folder",
    r"\bthe owner\b|\bowner's\b": "you, the user (in code comments)",
    r"\bsay --[a-z]|\blook at who\b": "use `--...`, check the source of",
    r'\bwhat it must be\b|\bto tag\."|\binstead of config': "name the value",
    r"\b(?:a|the|two|both|known|each) renders?\b": "rendered project, template output",
    r"(?<![/\w])pictures?\b(?![/.\w])": "chart, image, screenshot",
    r"\blicences?\b|\blabelled\b|\bbehaviours?\b|\bcolours?\b": "license, labeled, behavior",
}
# The owner of a mounted folder and a user of Unix.
ALLOWED = (
    re.compile(r"compose\.yaml|entrypoint\.sh|docs/reference/containers\.md"),
    re.compile(r"owner|nobody"),
)


def list_texts() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *SEARCHED],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    names = (name for name in listed.stdout.split("\0") if name and not EXCLUDED.search(name))
    yield from (REPOSITORY / name for name in names)


def find_rejected(pattern: str) -> Iterator[str]:
    rejected = re.compile(pattern, re.IGNORECASE)
    for path in list_texts():
        name = path.relative_to(REPOSITORY).as_posix()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            found = rejected.search(line)
            if found and not (ALLOWED[0].search(name) and ALLOWED[1].search(found[0].lower())):
                yield f"{name}:{number}: {found[0]}"


@pytest.mark.parametrize(("pattern", "instead"), REJECTED.items(), ids=REJECTED.values())
def test_no_text_has_a_rejected_phrase(pattern: str, instead: str) -> None:
    assert list(find_rejected(pattern)) == [], f"write {instead}"
