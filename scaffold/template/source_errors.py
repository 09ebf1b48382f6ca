"""Errors about where the template of a project comes from."""

import shlex

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.template.addresses import Address


class UntrustedTemplateError(ScaffoldError):
    """The user has not trusted the address of a project's template."""

    exit_code = ExitCode.REFUSED

    def __init__(self, address: Address) -> None:
        self.address = address
        super().__init__(
            f"The template of this project is not trusted: {address.stored}",
            f"If you trust it, run `scaffold trust {shlex.quote(address.stored)}`",
        )


class EmbeddedTemplateError(ScaffoldError):
    """The template of a project is inside the project or its repository."""

    exit_code = ExitCode.REFUSED

    def __init__(self, address: str) -> None:
        super().__init__(
            f"The template is inside the project or its repository: {address}",
            "Correct `_src_path` in `.copier-answers.yml` to the address of the template",
        )


class TrustListError(ScaffoldError):
    """The list of trusted addresses cannot be read."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"Cannot read the list of trusted templates: {path}",
            "Delete the file, then trust your templates again with `scaffold trust`",
        )
