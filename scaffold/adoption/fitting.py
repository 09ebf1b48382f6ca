"""What of a template fits a repository, and what happens to its files."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from scaffold.adoption.clues import Clues, find_code, read_clues
from scaffold.adoption.ignore_lines import fitting_rules
from scaffold.adoption.omissions import find_omissions, summarize
from scaffold.adoption.parts import PARTS, leave_out, part_of
from scaffold.adoption.useful_rules import is_useful
from scaffold.answers.file import ANSWERS_FILE
from scaffold.files.tree import Change, File, Tree, read_paths
from scaffold.plan.actions import Plan, changes
from scaffold.plan.adoption import is_missing, plan_adoption
from scaffold.plan.managed import Ownership
from scaffold.project.ignored import RULES, Ignored, find_ignored
from scaffold.project.proof.chosen_checks import Check

# Git ignores nothing that a later rule of the same file takes out.
_ANSWERS_RULES = f"\n# The answers file, which the rules above would ignore\n!/{ANSWERS_FILE}\n"

_REQUIREMENTS = "requirements.txt"
_NO_IMPORTS = "no known packages found in the imports of your code"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A plan, and what is not in it.

    Attributes:
        plan: What happens to the files of the repository.
        not_created: Files and folders of the template that are left out, with the reason.
        ignored: What is created although Git ignores it.
        derived: Files that are created with content from the repository instead of the template's.
        commands: Files that are created only if commands succeed, by path.
    """

    plan: Plan
    not_created: Mapping[str, str]
    ignored: tuple[Ignored, ...] = ()
    derived: tuple[str, ...] = ()
    commands: Mapping[str, Sequence[Check]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Uniting:
    """Which files the template manages, and the parts whose files may be united."""

    ownership: Ownership
    parts: Collection[str]


def fit_template(
    folder: Path,
    theirs: Tree,
    *,
    ownership: Ownership | None = None,
    unstated: Collection[str] = (),
    parts: Collection[str] = PARTS,
    gated: Collection[str] = (),
    unfounded: Mapping[str, str] = MappingProxyType({}),
) -> Fitted:
    """Decide for every file of a template whether a repository gets it.

    Args:
        folder: The repository.
        theirs: The template output, without the answers.
        ownership: Which files the template manages; None where no files are to be united.
        unstated: The facts that the repository does not state.
        parts: The parts of the template that are wanted.
        gated: Files whose commands are run before they are created.
        unfounded: Files that cannot be right because a fact is unknown, with the reason.

    Raises:
        GitError: Git cannot read the ignore rules.
    """
    clues, ours = read_clues(folder), read_paths(folder, theirs)
    fitting = _with_fitting_rules(folder, theirs, clues, ours)
    missing = {path for path in theirs if is_missing(ours.get(path))}
    unwanted = {path: why for path, why in unfounded.items() if path in missing}
    unwanted |= leave_out(missing, parts)
    reasons = find_omissions(missing, theirs, clues, unstated, unwanted, gated)
    derived = _derive_requirements(folder, clues, fitting, missing.difference(reasons))
    reasons |= {path: _NO_IMPORTS for path, text in derived.items() if not text}
    fitting |= {path: File(text.encode()) for path, text in derived.items()}
    uniting = _Uniting(ownership, parts) if ownership else None
    plan = _plan(clues, ours, fitting, reasons, uniting)
    ignored = _find_ignored(folder, plan, theirs)
    if any(each.path in theirs for each in ignored):
        reasons |= {each.path: each.reason for each in ignored if each.path in theirs}
        plan = _plan(clues, ours, fitting, reasons, uniting)
        ignored = _find_ignored(folder, plan, theirs)
    created = tuple(path for path in derived if path not in reasons)
    return Fitted(plan, summarize(reasons, theirs), ignored, created)


def _derive_requirements(
    folder: Path, clues: Clues, theirs: Tree, created: Collection[str]
) -> dict[str, str]:
    """Return the requirements of the code of a repository, for a file that would list nothing."""
    file = theirs.get(_REQUIREMENTS)
    if file is None or _REQUIREMENTS not in created or not find_code(clues.files):
        return {}
    if any(line.strip() and line[:1] != b"#" for line in file.content.splitlines()):
        return {}
    from scaffold.adoption.imports import read_imports, write_requirements

    imported = read_imports(folder, clues.files)
    return {_REQUIREMENTS: write_requirements(imported) if imported else ""}


def _plan(
    clues: Clues, ours: Tree, theirs: Tree, reasons: Mapping[str, str], uniting: _Uniting | None
) -> Plan:
    chosen = {path: file for path, file in theirs.items() if path not in reasons}
    if uniting is None:
        return plan_adoption(ours, chosen)
    from scaffold.adoption.uniting import choose_unite  # It brings the formats with it.

    created = [path for path in chosen if is_missing(ours.get(path))]
    unite = choose_unite(clues, uniting.ownership, created)
    return plan_adoption(
        ours,
        chosen,
        lambda path, mine, other: (
            unite(path, mine, other) if part_of(path) in uniting.parts else None
        ),
    )


def _with_fitting_rules(folder: Path, theirs: Tree, clues: Clues, ours: Tree) -> dict[str, File]:
    """Return the template output with the ignore rules that match no file of the repository."""
    rules = theirs.get(RULES)
    if rules is None or rules.kind == "link" or ours.get(RULES) == rules:
        return dict(theirs)
    known = ours.get(RULES, File(b"")).content.decode(errors="replace")
    text = fitting_rules(
        rules.content.decode(errors="replace"), clues.files, known, _choose_useful(theirs, clues)
    )
    if find_ignored(folder, [Change(ANSWERS_FILE, None, File(b""))], theirs):
        text += _ANSWERS_RULES
    return {**theirs, RULES: File(text.encode(), rules.kind)}


def _choose_useful(theirs: Tree, clues: Clues) -> Callable[[str], bool]:
    """Return what chooses ignore rules: all of them fit code that is still to come."""
    brings_code = any(path.startswith("src/") and theirs[path].content.strip() for path in theirs)
    if brings_code or not find_code(clues.files):
        return lambda _: True
    return lambda rule: is_useful(rule, clues)


def _find_ignored(folder: Path, plan: Plan, theirs: Tree) -> tuple[Ignored, ...]:
    answers = Change(ANSWERS_FILE, None, File(b""))
    return find_ignored(folder, [*(Change(*each) for each in changes(plan)), answers], theirs)
