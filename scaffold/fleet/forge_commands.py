"""The commands of forges: how pull requests are found, opened, edited and closed."""

import shlex
from dataclasses import dataclass
from shutil import which

from scaffold.errors import FleetError

PUSH_OPTIONS = "push-options"
_VERBS = ("find", "open", "edit", "close")


@dataclass(frozen=True, slots=True)
class Forge:
    """The four commands of a forge. Each word can have fields in braces.

    Attributes:
        find: Prints the pull requests of `{branch}` in all states as JSON.
        open: Opens one, and prints its address.
        edit: Changes the title and the body of `{number}`.
        close: Closes `{number}`.
        draft: Options of `open` for a draft.
        comment: A command that explains why a pull request is closed; empty if `close` does.
    """

    find: tuple[str, ...]
    open: tuple[str, ...]
    edit: tuple[str, ...]
    close: tuple[str, ...]
    draft: tuple[str, ...] = ("--draft",)
    comment: tuple[str, ...] = ()


def _words(*parts: str) -> tuple[str, ...]:
    return tuple(word for part in parts for word in part.split())


# https://cli.github.com/manual/gh_pr
GITHUB = Forge(
    find=_words(
        "gh pr list --repo {repository} --head {branch} --state all --limit 50",
        "--json number,state,url,body,isCrossRepository",
    ),
    open=_words(
        "gh pr create --repo {repository} --head {branch} --base {base}",
        "--title {title} --body-file {body_file}",
    ),
    edit=_words("gh pr edit {number} --repo {repository} --title {title} --body-file {body_file}"),
    close=_words("gh pr close {number} --repo {repository} --comment {reason}"),
)
# https://docs.gitlab.com/cli/mr/
GITLAB = Forge(
    find=_words("glab mr list --repo {repository} --source-branch {branch} --all --output json"),
    open=_words(
        "glab mr create --repo {repository} --source-branch {branch} --target-branch {base}",
        "--title {title} --description {body} --yes",
    ),
    edit=_words("glab mr update {number} --repo {repository} --title {title} --description {body}"),
    close=_words("glab mr close {number} --repo {repository}"),
    comment=_words("glab mr note {number} --repo {repository} --message {reason}"),
)
_KNOWN = {"gh": GITHUB, "glab": GITLAB}


def choose_forge(text: str) -> Forge | None:
    """Return the forge of an option; None for push options, and for an empty text.

    Args:
        text: `gh`, `glab`, `push-options`, or a command with `{verb}`.

    Raises:
        FleetError: The program is missing, the command has no `{verb}`, or a quote is open.
    """
    if not text or text == PUSH_OPTIONS:
        return None
    forge = _KNOWN.get(text) or _read_command(text)
    if which(forge.find[0]) is None:
        raise FleetError(f"No `{forge.find[0]}` on your PATH", "Install it, or omit `--pr`")
    return forge


def _read_command(text: str) -> Forge:
    hint = "Use gh, glab, push-options, or a command with `{verb}`"
    if "{verb}" not in text:
        raise FleetError(f"Unknown forge `{text}`", hint)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise FleetError(f"Invalid command in `--pr`: {error}", hint) from error
    found, opened, edited, closed = (
        tuple(word.replace("{verb}", verb) for word in words) for verb in _VERBS
    )
    return Forge(found, opened, edited, closed, draft=())
