"""Ignore rules that fit a repository: none of them matches a file that is in it. Pure."""

from collections.abc import Collection, Iterator

from pathspec import GitIgnoreSpec


def fitting_rules(rules: str, files: Collection[str], known: str = "") -> str:
    """Return the rules of a template's ignore file without those that match a file.

    Args:
        rules: The content of the template's file, in blocks with empty lines between them.
        files: The files that Git does not ignore.
        known: The content of the ignore file that the repository has. An exception to one of its
            rules is left out: the rule is meant as it is.

    Returns:
        The rules, with the comments of the blocks of which something is left.
    """
    matched = _matched(rules, files)
    # Files under version control with DVC get a small file beside them that Git has to keep.
    uses_dvc = any(path.startswith(".dvc/") or path.endswith(".dvc") for path in files)
    mine = frozenset(map(str.rstrip, known.splitlines()))
    blocks = []
    for block in rules.split("\n\n"):
        lines = list(_fitting_lines(block, matched, mine, uses_dvc=uses_dvc))
        if any(_is_rule(line) for line in lines):
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + ("\n" if blocks else "")


def _matched(rules: str, files: Collection[str]) -> list[str]:
    """Return the files that some rule matches, also where the system ignores case."""
    positive = [line for line in rules.splitlines() if _is_rule(line) and line[0] != "!"]
    spec = GitIgnoreSpec.from_lines(positive)
    names = {*files, *map(str.casefold, files)}
    return sorted(name for name in names if spec.match_file(name))


def _fitting_lines(
    block: str, matched: Collection[str], known: Collection[str], *, uses_dvc: bool
) -> Iterator[str]:
    lines = block.rstrip("\n").split("\n")
    while lines:
        group = [lines.pop(0)]
        while lines and lines[0].startswith("!"):
            group.append(lines.pop(0))
        rule, *exceptions = group
        if not _is_rule(rule):
            yield rule
        elif not (uses_dvc and rule.startswith("/")) and not _matches(group, matched):
            yield rule
            yield from exceptions if rule not in known else ()


def _matches(group: list[str], files: Collection[str]) -> bool:
    spec = GitIgnoreSpec.from_lines(group)
    return any(spec.match_file(path) for path in files)


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")
