"""Why dependencies are not converted."""

from collections.abc import Sequence

from scaffold.adoption.dependencies.unwritable import hide_secrets
from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.errors.wording import count

_MOST = 3


class NotConvertibleError(ScaffoldError):
    """A declaration cannot be written as PEP 621.

    Attributes:
        problems: All reasons.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, path: str, problems: Sequence[str], hint: str = "") -> None:
        problems = [hide_secrets(problem.removeprefix(f"{path}: ")) for problem in problems]
        shown = "; ".join(problems[:_MOST])
        more = f"; and {count(len(problems) - _MOST, 'more problem')}" if problems[_MOST:] else ""
        super().__init__(f"Cannot convert `{path}`: {shown}{more}", hint)
        self.problems = tuple(problems)


class NoDeclarationError(ScaffoldError):
    """No file declares dependencies."""

    exit_code = ExitCode.REFUSED

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"No file at the top of `{folder}` declares dependencies",
            "Run `scaffold adopt --explain` to see what is declared in folders, or imported",
        )


class UnknownDeclarationError(ScaffoldError):
    """A file that was named does not declare dependencies here."""

    exit_code = ExitCode.USAGE

    def __init__(self, name: str, known: Sequence[str]) -> None:
        listed = ", ".join(known)
        super().__init__(
            f"`{name}` declares no dependencies", f"Use one of: {listed}" if listed else ""
        )


class NotResolvedError(ScaffoldError):
    """The dependencies could not be resolved, so nothing was compared or written."""

    exit_code = ExitCode.NOT_PROVED

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Not resolved, so nothing was written: {reason}",
            "Use `--no-resolve` to write without comparing",
        )
