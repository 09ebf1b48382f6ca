"""The report of `scaffold dependencies`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scaffold.errors.wording import count
from scaffold.report.console import print_line
from scaffold.report.update import print_skipped

if TYPE_CHECKING:
    from scaffold.verbs.converting import Compared, ConvertResult

# So many packages of a difference are shown; `--json` has all of them.
_MOST = 8
_MOST_ROLES = 5


def print_conversion(result: ConvertResult) -> None:
    """Print the files, what is declared where, and what was resolved."""
    if not result.changes:
        print_line("Nothing to do: `pyproject.toml` declares the dependencies")
        _print_notes(result)
        return
    for change in result.changes:
        action = "update" if change.before else "create"
        action = action if change.after else "remove"
        print_line("  ", (action, "green"), f"  {change.path}")
    for path, reason in result.kept.items():
        print_line("  ", ("keep", "yellow"), f"    {path}: {reason}")
    print_line("")
    _print_summary(result)
    _print_resolution(result)
    _print_notes(result)
    print_skipped(result.skipped)


def _print_summary(result: ConvertResult) -> None:
    united, old = result.chosen.united, ", ".join(f"`{each.path}`" for each in result.chosen.used)
    verb = "Converted"
    if result.dry_run:
        verb = "Would convert"
    elif result.is_refused:
        verb = "Not converted:"
    parts = [count(len(united.dependencies), "dependency")]
    parts += [count(len(united.extras), "extra")] if united.extras else []
    parts += [count(len(united.groups), "group")] if united.groups else []
    print_line(f"{verb} {old}: {', '.join(parts)}")


def _print_resolution(result: ConvertResult) -> None:
    found = result.resolution
    if found is None:
        reason = "`--dry-run` contacts no package index" if result.dry_run else "`--no-resolve`"
        print_line(f"Not resolved: {reason}")
        return
    with_tool = f"{found.tool} for Python {found.python}"
    if found.is_equal:
        roles = [f"{each.role} {each.count}" for each in found.compared]
        more = [f"{len(roles) - _MOST_ROLES} more"] if roles[_MOST_ROLES:] else []
        listed = ", ".join([*roles[:_MOST_ROLES], *more])
        print_line(f"Resolved with {with_tool}: the same packages before and after ({listed})")
        return
    print_line(f"Resolved with {with_tool}: different, so nothing was written")
    for each in found.compared:
        if not each.is_equal:
            _print_difference(each)


def _print_difference(each: Compared) -> None:
    print_line(f"  {each.role}")
    _print_packages("-", "red", each.lost)
    _print_packages("+", "green", each.gained)


def _print_packages(sign: str, style: str, packages: Sequence[str]) -> None:
    for package in packages[:_MOST]:
        print_line("    ", (f"{sign} {package}", style))
    if len(packages) > _MOST:
        print_line("    ", (f"{sign} {len(packages) - _MOST} more", style))


def _print_notes(result: ConvertResult) -> None:
    only = result.chosen.united.conda_only
    if only:
        listed = ", ".join(only[:_MOST]) + (
            f" and {len(only) - _MOST} more" if only[_MOST:] else ""
        )
        print_line(f"Only in conda, not converted: {listed}")
    for note in result.notes:
        print_line("  ", ("note", "yellow"), f"  {note}")
