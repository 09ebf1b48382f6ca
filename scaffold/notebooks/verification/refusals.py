"""What keeps a verification from starting."""

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode


class VerificationError(ScaffoldError):
    """A verification cannot start: an interpreter, a package or a notebook is missing."""

    exit_code = ExitCode.REFUSED
