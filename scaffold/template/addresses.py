"""Addresses of templates, with and without credentials."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit, urlunsplit

from scaffold.errors import TemplateSourceError
from scaffold.files.user_data import find_place

CHECK_SOURCE = (
    "Check `--template` and `--release`, or `_src_path` and `_commit` in `.copier-answers.yml`"
)
# Copier's short forms, and the prefixes of repository addresses.
_ALIASES = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/"}
_FORGES = tuple(_ALIASES.values())
_STARTS = ("git@", "git://", "git+", *_FORGES)
_PORTS = {"git": 9418, "http": 80, "https": 443, "ssh": 22}
_URL = re.compile(r"[A-Za-z][\w+.-]*://")
_HOST = re.compile(r"[A-Za-z0-9_][\w.-]*|\[[0-9A-Fa-f:.]+\]")
# `name::address` makes git start the program `git-remote-name`.
_TRANSPORT = re.compile(r"[\w.+-]+::")
# `host:path`, as for ssh. One letter is a drive of Windows.
_REMOTE_PATH = re.compile(r"(?:([\w.+-]+)@)?([A-Za-z0-9_][\w.-]+):([^@\s\\]+)")


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a template.

    Attributes:
        location: The address for Git, with the credentials that were typed.
        stored: The address without credentials, for answers files and messages.
        identity: A normalized form without credentials, to compare addresses.
        folder: Path of a template on this machine; None for a URL.
        secrets: The credentials, which must not be printed.
    """

    location: str
    stored: str
    identity: str
    folder: Path | None = None
    secrets: tuple[str, ...] = ()


def parse_address(text: str) -> Address:
    """Parse an address of a template as Copier does.

    Raises:
        TemplateSourceError: The address is invalid, or Git would start a program for it.
    """
    spelled = _spell_out(text)
    if _URL.match(spelled):
        return _read_url(text, spelled)
    if "\0" in text or spelled.startswith("-"):
        raise no_template(text)
    if _TRANSPORT.match(spelled):
        raise TemplateSourceError(
            f"Git would start a program for this address: {conceal(text)}",
            "Use an address that begins with `https://`, `ssh://` or `git@`",
        )
    if _find_folder(spelled) is None and (match := _REMOTE_PATH.fullmatch(spelled)):
        user, host, path = match.groups()
        if not _is_repository(text) or host.lower() in {*_PORTS, "file"}:
            raise no_template(text)
        name = f"{user}@{host.lower()}" if user else host.lower()
        return Address(spelled, text, f"{name}:{path}")
    folder = find_place(spelled)
    if folder is None:
        raise no_template(text)
    return _local(spelled, text, folder)


def no_template(text: str) -> TemplateSourceError:
    """Return the error for an address without a template."""
    return TemplateSourceError(f"No template found at `{conceal(text)}`", CHECK_SOURCE)


def conceal(text: str) -> str:
    """Return an address of any form without possible credentials."""
    text = re.sub(r"(?<=://).*@|(?<=:)[^/:]*@", "", text)
    return re.sub(r"[?#].*", "", text) if _URL.search(text) else text


def _spell_out(text: str) -> str:
    """Expand Copier's prefix and short forms of an address."""
    text = text.removeprefix("git+")
    for alias, forge in _ALIASES.items():
        if text.startswith(alias):
            return forge + text.removeprefix(alias).lstrip("/")
    return text


def _is_repository(text: str) -> bool:
    """Return whether Copier reads an address as a remote repository."""
    return text.endswith(".git") or text.startswith((*_STARTS, *_ALIASES))


def _read_url(text: str, spelled: str) -> Address:
    try:
        parts = urlsplit(spelled)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise no_template(text) from error
    if parts.scheme == "file" and not parts.netloc:
        from urllib.request import url2pathname  # Loads a client for HTTP, which is not needed.

        return _local(spelled, text, Path(url2pathname(parts.path)))
    host = f"[{host}]" if ":" in host else host
    is_plain = spelled.isprintable() and not re.search(r"[\s\\]", spelled)
    if parts.scheme not in _PORTS or not is_plain or not _HOST.fullmatch(host):
        raise no_template(text)
    stored = _without_secrets(text, parts)
    if not _is_repository(stored):
        raise no_template(text)
    name = f"{parts.username}@" if parts.scheme == "ssh" and parts.username else ""
    place = name + host + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")
    path = parts.path
    if f"{parts.scheme}://{place}/" in _FORGES:
        path = f"{path.removesuffix('/').removesuffix('.git')}.git"
    identity = urlunsplit((parts.scheme, place, path, "", ""))
    location = urlunsplit(parts._replace(path=path, fragment=""))
    return Address(location, stored, identity, secrets=_secrets(parts))


def _without_secrets(text: str, parts: SplitResult) -> str:
    """Return an address as typed, without its credentials."""
    if not _secrets(parts):
        return text
    kept = f"{parts.username}@" if parts.scheme == "ssh" and parts.username else ""
    netloc = kept + parts.netloc.rpartition("@")[2]
    prefix = "git+" if text.startswith("git+") else ""
    return prefix + urlunsplit(parts._replace(netloc=netloc, query="", fragment=""))


def _secrets(parts: SplitResult) -> tuple[str, ...]:
    """Return the possible secrets: a token can also be in the user name or the query."""
    name = "" if parts.scheme == "ssh" else parts.username or ""
    found = (name, parts.password or "", parts.query, parts.fragment)
    return tuple(text for text in found if text)


def _find_folder(text: str) -> Path | None:
    place = find_place(text)
    return place if place is not None and os.path.lexists(place) else None


def _local(spelled: str, text: str, folder: Path) -> Address:
    return Address(spelled, text, os.path.realpath(folder), folder)
