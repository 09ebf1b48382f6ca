"""Errors about where the template of a project comes from."""

import shlex

from scaffold.errors import ScaffoldError
from scaffold.exit_codes import ExitCode
from scaffold.template.addresses import Address


class UntrustedTemplateError(ScaffoldError):
    """A project names a template whose address this user has not trusted."""

    exit_code = ExitCode.REFUSED

    def __init__(self, address: Address) -> None:
        """Name the address, and the command that trusts it, ready to paste."""
        self.address = address
        super().__init__(
            f"The template of this project is not trusted: {address.stored}",
            f"If you trust it, run `scaffold trust {shlex.quote(address.stored)}`",
        )


class EmbeddedTemplateError(ScaffoldError):
    """A project names a template that it brings itself."""

    exit_code = ExitCode.REFUSED

    def __init__(self, address: str) -> None:
        """Name the address."""
        super().__init__(
            f"The template is inside the project or its repository: {address}",
            "Correct `_src_path` in `.copier-answers.yml` to the address of the template",
        )


class TrustListError(ScaffoldError):
    """The list of trusted addresses cannot be read."""

    def __init__(self, path: str) -> None:
        """Name the file."""
        super().__init__(
            f"The list of trusted templates cannot be read: {path}",
            "Delete the file, then trust your templates again with `scaffold trust`",
        )
