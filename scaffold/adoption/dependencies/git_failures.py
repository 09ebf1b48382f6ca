"""Why a resolver could not fetch a Git repository, from what it and Git print. Pure."""

import re
from urllib.parse import urlsplit

_OF_GIT = re.compile(r"Git operation failed|git (?:clone|fetch|checkout|rev-parse)\b|'git'")
_NO_GIT = re.compile(r"Git executable not found|Cannot find command 'git'")
# The first that matches is the reason.
_REASONS = (
    (
        re.compile(
            r"could not read Username|Authentication failed|returned error: 40[13]"
            r"|Permission denied|Host key verification failed"
        ),
        "it needs a login",
    ),
    (
        re.compile(
            r"couldn't find remote ref|did not match any file|not our ref|unknown revision"
            r"|failed to fetch (?:branch|tag|commit)|invalid reference"
        ),
        "it has no such revision",
    ),
    (
        re.compile(
            r"repository '.*' not found|Repository not found|does not appear to be a git repo"
            r"|returned error: 404"
        ),
        "there is no such repository, or it is private",
    ),
    (
        re.compile(
            r"(?i)could not resolve host|failed to connect|couldn't connect|connection (?:refused"
            r"|reset|timed out)|name or service not known|network is unreachable|no route to host"
        ),
        "its host cannot be reached",
    ),
)
_ADDRESSES = (
    re.compile(r"git\+([a-z+]+://[^\s`'\"]+)"),
    re.compile(r"(?:clone|fetch|access)\b.{0,200}?[\s'\"]([a-z+]+://[^\s`'\"]+)"),
)


def explain_git_failure(text: str) -> str:
    """Return a sentence about the repository that could not be fetched; empty if none failed.

    Args:
        text: What the resolver printed.
    """
    text = " ".join(text.split())  # uv breaks lines.
    if _NO_GIT.search(text):
        return "Git is not installed, and a dependency is in a Git repository"
    if not _OF_GIT.search(text):
        return ""
    reason = next((reason for pattern, reason in _REASONS if pattern.search(text)), "")
    found = next((match for each in _ADDRESSES if (match := each.search(text))), None)
    if not reason:
        return ""
    address = _without_secrets(found[1]) if found else ""
    named = f"the Git repository `{address}`" if address else "a Git repository"
    return f"cannot fetch {named}: {reason}"


def _without_secrets(address: str) -> str:
    """Return an address without names, passwords, revisions and queries; empty if unreadable."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path.partition('@')[0]}"
