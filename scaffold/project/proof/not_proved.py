"""What keeps a change from being proved."""

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode


class NotProvedError(ScaffoldError):
    """A change cannot be proved: there are no checks, or none of them succeeds before it."""

    exit_code = ExitCode.NOT_PROVED
