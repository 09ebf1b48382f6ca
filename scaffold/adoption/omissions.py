"""Which files of a template an adopted repository is better off without, and why. Pure.

A file that a template has and a repository lacks is not always missing: the repository may have
the same thing under another name, may declare elsewhere what the file would declare, or may be
built or checked in another way because of it. Such a file is not created.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from scaffold.adoption.clues import Clues
from scaffold.adoption.omission_rules import ROUNDS, Rule, Setting
from scaffold.files.tree import Tree


def find_omissions(
    missing: Collection[str],
    template: Tree,
    clues: Clues,
    unstated: Collection[str] = (),
    left_out: Mapping[str, str] = MappingProxyType({}),
    gated: Collection[str] = (),
) -> dict[str, str]:
    """Return the files of a template that are not to be created, each with the reason.

    Args:
        missing: The files of the template that the repository lacks, or has empty.
        template: All files of the template.
        clues: The repository.
        unstated: The facts that the repository does not state, as names of questions.
        left_out: Files that are not wanted, with the reason.
        gated: Files whose commands are run before they are created.
    """
    files = clues.files.difference(missing)
    setting = Setting(clues, files, template, unstated, dict(left_out), gated)
    for rules in ROUNDS:
        left = [path for path in missing if path not in setting.reasons]
        found = {path: _first_reason(rules, path, setting) for path in left}
        setting.reasons.update({path: reason for path, reason in found.items() if reason})
    return {path: setting.reasons[path] for path in sorted(setting.reasons)}


def _first_reason(rules: Iterable[Rule], path: str, setting: Setting) -> str:
    return next((reason for rule in rules if (reason := rule(path, setting))), "")


def summarize(reasons: Mapping[str, str], template: Iterable[str]) -> dict[str, str]:
    """Return the same with a folder in the place of its files where all of them are left out.

    Files that a later release adds to such a folder are left out with it.
    """
    kept = {folder for path in template if path not in reasons for folder in _parents(path)}
    summary: dict[str, str] = {}
    for path, reason in sorted(reasons.items()):
        top = next((folder for folder in _parents(path) if folder not in kept), path)
        summary.setdefault(top, reason)
    return summary


def _parents(path: str) -> Iterator[str]:
    """Yield the folders above a path, from the top down."""
    parts = path.split("/")[:-1]
    return ("/".join(parts[: number + 1]) for number in range(len(parts)))
