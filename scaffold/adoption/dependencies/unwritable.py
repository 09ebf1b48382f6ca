"""What must not be written to pyproject.toml: secrets, and names that no tool accepts. Pure."""

import re
from collections.abc import Iterator

from scaffold.adoption.dependencies.declaration import Declaration

# Of SSH, the name of the user is part of the address.
_SECRET = re.compile(r"(?:https?://[^/@\s'\"]+|[a-z+]+://[^/@:\s'\"]*:[^/@\s'\"]+)@")
_USER = re.compile(r"(?<=://)[^/@\s'\"]+(?=@)")
# More requirements than any project declares; more would take longer than anyone waits.
_MOST = 10_000
_ROLE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", re.A)


def find_unwritable(declared: Declaration) -> Iterator[str]:
    """Yield why parts of a declaration cannot be written."""
    roles = {**declared.extras, **declared.groups}
    lists = (declared.dependencies, declared.constraints, *roles.values())
    if sum(map(len, lists)) > _MOST:
        yield f"it declares more than {_MOST:,} requirements"
        return
    for name in roles:
        if not _ROLE.fullmatch(name):
            yield f"`{name[:60]}` is not a name of an extra or a group"
    for text in (str(each) for listed in lists for each in listed):
        if _SECRET.search(text):
            yield f"the address of `{text.partition(' @ ')[0][:60]}` contains a password or token"


def hide_secrets(text: str) -> str:
    """Return a text without the users and passwords of its addresses."""
    return _USER.sub("***", text)
