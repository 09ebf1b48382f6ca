"""Ignore rules that fit a repository: none of them matches a file that is in it. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import product

from pathspec import GitIgnoreSpec

from scaffold.files.paths import STATE


def _always(_rule: str) -> bool:
    return True


def fitting_rules(
    rules: str,
    files: Collection[str],
    known: str = "",
    is_useful: Callable[[str], bool] = _always,
) -> str:
    """Return the rules of a template's ignore file without those that match a file.

    Args:
        rules: The content of the template's file, in blocks with empty lines between them.
        files: The files that Git does not ignore.
        known: The content of the ignore file that the repository has. A rule whose paths it
            ignores already is left out, and so is an exception to one of its rules.
        is_useful: Tells of a rule whether the repository has what the rule is for.

    Returns:
        The rules, with the comments of the blocks of which something is left.
    """
    matched = _matched(rules, files)
    # Files under version control with DVC get a small file beside them that Git has to keep.
    uses_dvc = any(path.startswith(".dvc/") or path.endswith(".dvc") for path in files)
    mine = GitIgnoreSpec.from_lines(known.splitlines())
    blocks = []
    for block in rules.split("\n\n"):
        chosen = list(_chosen_lines(block, mine, is_useful))
        lines = list(_fitting_lines(chosen, matched, uses_dvc=uses_dvc))
        if any(_is_rule(line) for line in lines):
            blocks.append("\n".join(lines))
    if not blocks:
        return ""
    # Behind other rules, the first block needs the empty line that the others have.
    return ("\n" if known else "") + "\n\n".join(blocks) + "\n"


def _matched(rules: str, files: Collection[str]) -> list[str]:
    """Return the files that some rule matches, also where the system ignores case."""
    positive = [line for line in rules.splitlines() if _is_rule(line) and line[0] != "!"]
    spec = GitIgnoreSpec.from_lines(positive)
    names = {*files, *map(str.casefold, files)}
    return sorted(name for name in names if spec.match_file(name))


def _chosen_lines(
    block: str, known: GitIgnoreSpec, is_useful: Callable[[str], bool]
) -> Iterator[list[str]]:
    """Yield each line that is no rule, and each useful rule with its exceptions."""
    for group in _groups(block):
        rule = group[0]
        if not _is_rule(rule) or (is_useful(rule) and not _is_ignored(rule, known)):
            yield group


def _groups(block: str) -> Iterator[list[str]]:
    lines = block.rstrip("\n").split("\n")
    while lines:
        group = [lines.pop(0)]
        while lines and lines[0].startswith("!"):
            group.append(lines.pop(0))
        yield group


def without_unfit_rules(rules: str, before: str, mine: str, files: Iterable[str]) -> str:
    """Return the rules of a release without new ones that would ignore files of a project.

    Args:
        rules: The content of the ignore file of the release.
        before: The content of the file in the release before.
        mine: The content of the project's file; what its rules match counts as ignored.
        files: The files of the project.
    """
    known, old = GitIgnoreSpec.from_lines(mine.splitlines()), set(before.splitlines())
    shown = [path for path in _matched(rules, list(files)) if not known.match_file(path)]
    groups = list(_groups(rules))
    fit = [group for group in groups if group[0] in old or not _matches(group, shown)]
    kept = "\n".join(line for group in fit for line in group) + "\n"
    return rules if len(fit) == len(groups) else kept


def _is_ignored(rule: str, known: GitIgnoreSpec) -> bool:
    """Tell whether other rules ignore examples of all paths that a rule is for."""
    return all(known.match_file(path) for path in _examples(rule))


def _examples(rule: str) -> list[str]:
    """Return paths that a rule matches, one for each letter of a set, also in folders."""
    parts = re.split(r"\[([^\]!]+)\]", rule.rstrip().strip("/").replace("*", "x"))
    choices = [[part] if number % 2 == 0 else list(part) for number, part in enumerate(parts)]
    names = ["".join(letters) for letters in product(*choices)]
    below = [f"{name}/x" if rule.rstrip().endswith("/") else name for name in names]
    is_anchored = "/" in rule.rstrip().rstrip("/")
    return below if is_anchored else [*below, *(f"x/{name}" for name in below)]


def _fitting_lines(
    groups: Collection[list[str]], matched: Collection[str], *, uses_dvc: bool
) -> Iterator[str]:
    for group in groups:
        rule = group[0]
        if not _is_rule(rule) or (
            not (uses_dvc and _is_of_data(rule)) and not _matches(group, matched)
        ):
            yield from group


def _is_of_data(rule: str) -> bool:
    """Tell whether a rule can be for data; DVC does not know the folder of this command."""
    return rule.startswith("/") and rule.strip("/") != STATE


def _matches(group: list[str], files: Collection[str]) -> bool:
    spec = GitIgnoreSpec.from_lines(group)
    return any(spec.match_file(path) for path in files)


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")
