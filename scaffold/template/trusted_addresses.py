"""The addresses of templates that this user trusts; projects cannot add any."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from urllib.parse import unquote

from scaffold.errors import ScaffoldError, WriteError
from scaffold.files.paths import naming_failed_writes
from scaffold.files.user_data import DATA_ADDRESS, find_place
from scaffold.template.addresses import Address, no_template, parse_address
from scaffold.template.source_errors import TrustListError

# Addresses that a process and its children trust, separated by spaces.
VARIABLE = "SCAFFOLD_TRUST"
LIST_ADDRESS = f"{DATA_ADDRESS}/trusted-templates.json"
_WITHOUT_CREDENTIALS = (
    "The address is stored without its credentials; a credential helper of Git can supply them "
    "later: see `git help credentials`"
)
_SET_VARIABLE = f"Set `{VARIABLE}` to the addresses, separated by spaces"
# How long a command waits for another one that changes the list.
_SECONDS = 10.0
# A template below a prefix, to parse the prefix as an address.
_ANY = "_.git"
_for_this_run: ContextVar[tuple[str, ...]] = ContextVar("_for_this_run", default=())


def is_trusted(address: Address) -> bool:
    """Return whether the user has trusted an address, or a prefix of it."""
    named = (*os.environ.get(VARIABLE, "").split(), *_for_this_run.get())
    entries = (*read_trusted(), *map(identify, named))
    return any(_covers(entry, address.identity) for entry in entries)


def identify(text: str) -> str:
    """Return the entry for an address, or for all addresses below one that ends with a slash.

    Raises:
        TemplateSourceError: The address is invalid.
    """
    if not text.endswith("/"):
        return parse_address(text).identity
    entry = parse_address(text + _ANY).identity.removesuffix(_ANY)
    if entry.endswith("://"):  # It would cover every host.
        raise no_template(text)
    return entry


def read_trusted() -> list[str]:
    """Return the entries of the user's list.

    Raises:
        TrustListError: The list cannot be read.
    """
    file = find_place(LIST_ADDRESS)
    try:
        entries = json.loads(file.read_bytes()) if file else []
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        raise TrustListError(str(file)) from error
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise TrustListError(str(file))
    return entries


def add_trust(entry: str) -> None:
    """Add an entry to the user's list.

    Raises:
        TrustListError: The list cannot be read.
        WriteError: The list cannot be written.
    """
    with _alone():
        entries = read_trusted()
        if entry not in entries:
            _write([*entries, entry])


def remember_use(text: str) -> str:
    """Trust a template that the user passed, and return a note about it; usually empty."""
    address = parse_address(text)
    try:
        add_trust(address.identity)
    except ScaffoldError as error:
        return f"The template is not trusted yet: {error.message}"
    return _WITHOUT_CREDENTIALS if address.secrets else ""


def remove_trust(entry: str) -> bool:
    """Remove an entry from the user's list and return whether it was in it.

    Raises:
        TrustListError: The list cannot be read.
        WriteError: The list cannot be written.
    """
    with _alone():
        entries = read_trusted()
        if entry not in entries:
            return False
        _write([each for each in entries if each != entry])
    return True


@contextmanager
def trusting(texts: Iterable[str]) -> Iterator[None]:
    """Trust addresses in a block, as with `--trust`.

    Raises:
        TemplateSourceError: An address is invalid.
    """
    token = _for_this_run.set((*_for_this_run.get(), *texts))
    try:
        yield
    finally:
        _for_this_run.reset(token)


def _covers(entry: str, identity: str) -> bool:
    if not entry.endswith("/"):
        return entry == identity
    return f"{identity}/".startswith(entry) and not _leads_up(identity.removeprefix(entry))


def _leads_up(path: str) -> bool:
    """Return whether a server can read a path as one outside of its prefix."""
    while (plain := unquote(path)) != path:
        path = plain
    return not {".", ".."}.isdisjoint(path.replace("\\", "/").split("/"))


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other commands from changing the list until this one has changed it.

    Raises:
        WriteError: There is no home folder, or the folder of the list cannot be written.
    """
    from filelock import FileLock, Timeout  # Only needed here, by commands that change the list.

    file = _find_list()
    with naming_failed_writes(file, "Check the permissions of that folder"):
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(file.with_suffix(".lock"), timeout=_SECONDS, mode=0o600)
        try:
            lock.acquire()
        except Timeout as error:
            sentence = f"Another command has changed {file} for more than {_SECONDS:g} seconds"
            raise WriteError(sentence, "Retry when it has ended") from error
    try:
        yield
    finally:
        lock.release()


def _find_list() -> Path:
    file = find_place(LIST_ADDRESS)
    if file is None:
        raise WriteError("No home folder for the list of trusted templates", _SET_VARIABLE)
    return file


def _write(entries: list[str]) -> None:
    """Replace the list at once; only its user can read it."""
    file = _find_list()
    with naming_failed_writes(file, "Check the permissions of that folder"):
        number, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
        with os.fdopen(number, "w", encoding="ascii") as stream:
            json.dump(entries, stream, indent=2)
        Path(name).replace(file)
