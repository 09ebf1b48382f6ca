"""Pull requests through the programs of the user: `gh`, `glab`, or a command of their own.

A program is called without a shell. Titles and bodies are arguments or files, never code.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.fleet.forge_commands import Forge

_SECONDS = 300
_ADDRESS = re.compile(r"https?://\S+")
_STATES = {
    "open": "open",
    "opened": "open",
    "locked": "open",
    "closed": "closed",
    "merged": "merged",
}
# What programs print when a forge refuses writes for a while.
_BUSY = re.compile(
    r"\b(?:429|50[0234])\b|secondary rate|rate limit|too quickly|abuse detection", re.I
)
_AFTER = re.compile(r"retry[- ]after:?\s*(\d+)", re.IGNORECASE)


class ForgeError(Exception):
    """A program of a forge failed.

    Attributes:
        is_busy: Whether the forge refuses writes for a while.
        retry_after: The seconds that it asks to wait; 0 if it does not say.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.is_busy = bool(_BUSY.search(message))
        after = _AFTER.search(message)
        self.retry_after = float(after[1]) if after else 0.0


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request of an update branch.

    Attributes:
        number: Its number.
        state: `open`, `closed` or `merged`.
        address: Its address.
        body: Its text.
    """

    number: str
    state: str
    address: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a pull request is to contain."""

    base: str
    title: str
    body: str
    is_draft: bool = False


def find_slug(address: str) -> str:
    """Return the repository at an address as programs of forges name it: `owner/name`, with host.

    The host is left out for folders.
    """
    plain = re.sub(r"^[a-z+]+://(?:[^@/]*@)?", "", address.removesuffix("/").removesuffix(".git"))
    plain = re.sub(r"^[\w.-]+@", "", plain)
    host, _, path = re.sub(r":(?:\d+/)?", "/", plain, count=1).partition("/")
    if address.startswith(("file:", "/")) or not path:
        return "/".join([part for part in plain.split("/") if part][-2:])
    return f"{host}/{path.strip('/')}"


@dataclass(frozen=True, slots=True)
class Requests:
    """The pull requests of one repository.

    Attributes:
        forge: The commands.
        repository: The repository as the program names it.
        folder: Where the program runs.
    """

    forge: Forge
    repository: str
    folder: Path

    def find(self, branch: str) -> list[PullRequest]:
        """Return the pull requests of a branch in all states, without those of forks.

        Raises:
            ForgeError: The program fails, or prints something else.
        """
        printed = self._run(self.forge.find, {"branch": branch})
        try:
            listed = json.loads(printed or "[]")
            return [_read(each) for each in listed if not _is_from_fork(each)]
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise ForgeError(f"`{self.forge.find[0]}` printed no list of pull requests") from error

    def open(self, branch: str, draft: Draft) -> str:
        """Open a pull request and return its address.

        Raises:
            ForgeError: The program fails.
        """
        options = self.forge.draft if draft.is_draft else ()
        fields = {"branch": branch, "base": draft.base, "title": draft.title}
        printed = self._run((*self.forge.open, *options), fields, draft.body)
        found = _ADDRESS.findall(printed)
        return found[-1] if found else ""

    def edit(self, number: str, branch: str, draft: Draft) -> None:
        """Change the title and the body of a pull request.

        Raises:
            ForgeError: The program fails.
        """
        fields = {"number": number, "branch": branch, "title": draft.title, "base": draft.base}
        self._run(self.forge.edit, fields, draft.body)

    def close(self, number: str, reason: str) -> None:
        """Close a pull request with a reason; it is closed even if the reason cannot be added.

        Raises:
            ForgeError: The program fails.
        """
        fields = {"number": number, "reason": reason}
        self._run(self.forge.close, fields)
        if self.forge.comment:
            with suppress(ForgeError):
                self._run(self.forge.comment, fields)

    def _run(self, words: Sequence[str], fields: Mapping[str, str], body: str = "") -> str:
        with ExitStack() as stack:
            values = {"repository": self.repository, "body": body, **fields}
            if any("{body_file}" in word for word in words):
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="scaffold-"))
                values["body_file"] = str(Path(folder) / "body.md")
                Path(values["body_file"]).write_text(body, "utf-8")
            return _call([_fill(word, values) for word in words], self.folder)


def _fill(word: str, values: Mapping[str, str]) -> str:
    """Return a word with its fields replaced; what is in a value is not read again."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), word)


def _call(command: Sequence[str], folder: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are a list, no shell reads them
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ForgeError(f"`{command[0]}` did not finish: {error}") from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise ForgeError(f"`{command[0]}` failed: {' '.join(lines)[:300]}")
    return done.stdout.decode(errors="replace")


def _is_from_fork(value: Mapping[str, Any]) -> bool:
    """Return whether the branch is in another repository, which strangers can name as they like."""
    source, target = value.get("source_project_id"), value.get("target_project_id")
    return bool(value.get("isCrossRepository")) or source != target


def _read(value: Mapping[str, Any]) -> PullRequest:
    number = value.get("number", value.get("iid"))
    address = value.get("url", value.get("web_url", ""))
    body = value.get("body", value.get("description")) or ""
    state = _STATES[str(value["state"]).casefold()]
    return PullRequest(str(number), state, str(address), str(body))
